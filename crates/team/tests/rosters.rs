//! Scenario T1, and the rosters of other systems.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use jiff::civil::{Date, date};
use team::roster::{
    Answers, DateOrder, Doubt, Fate, Known, MassUnit, Question, Roster, RosterError, Row, compare, read,
};

const T1: &str = "\u{feff}Squad list;;;;\nSeason 2026;;;;\nExported by: club office;;;;\n\n\
    Jersey;Last Name;First Name;Weight (lb);DOB\n7;Silva;Ana;141,1;04/05/2008\n10;Reis;Bea;150;13/05/2006\n\
    10;Sá;Cid;160;01/01/2005\n;Luz;Dora;;2010-02-30\n";

fn today() -> Date {
    date(2026, 7, 1)
}

fn reading(text: &str, answers: Answers) -> Roster {
    read(text.as_bytes(), &answers, today()).unwrap()
}

fn members(rows: &[Row]) -> Vec<Known> {
    rows.iter()
        .enumerate()
        .map(|(index, row)| Known {
            id: format!("a-{index}"),
            external: row.external.clone(),
            name: row.name.clone(),
            number: row.number,
            position: row.position.clone(),
            groups: row.groups.clone(),
            born: row.born,
            left: false,
        })
        .collect()
}

#[test]
fn t1_every_doubt_is_named_and_the_second_import_finds_nothing_new() {
    let roster = reading(T1, Answers::default());
    assert_eq!((roster.header, roster.questions.as_slice()), (Some(5), [].as_slice()));
    let masses: Vec<_> =
        roster.rows.iter().map(|row| row.mass.map(|mass| (mass.as_kg() * 100.0).round() / 100.0)).collect();
    assert_eq!(masses, [Some(64.0), Some(68.04), Some(72.57), None]);
    assert_eq!(roster.rows[0].born, Some(date(2008, 5, 4)), "13/05 makes the file day-first");
    assert_eq!(roster.rows[0].name, "Ana Silva");
    let found = compare(roster.rows, &[]);
    let fates: Vec<Fate> = found.iter().map(|compared| compared.fate.clone()).collect();
    assert_eq!(fates, [Fate::New, Fate::Asked, Fate::Asked, Fate::Refused]);
    assert_eq!(found[1].row.doubts, [Doubt::NumberShared(10)]);
    assert_eq!(found[3].row.doubts, [Doubt::ImpossibleDate("2010-02-30".into())]);

    let answered = Answers { without_shared_numbers: true, ..Answers::default() };
    let rows: Vec<Row> = reading(T1, answered).rows;
    let stored: Vec<Row> = compare(rows.clone(), &[])
        .into_iter()
        .filter(|compared| compared.fate == Fate::New)
        .map(|compared| compared.row)
        .collect();
    assert_eq!(stored.len(), 3);
    let again = compare(rows, &members(&stored));
    let new = again.iter().filter(|compared| compared.fate == Fate::New).count();
    assert_eq!(new, 0);
    assert!(matches!(again[0].fate, Fate::Same(_)), "{:?}", again[0]);
}

#[test]
fn the_bytes_may_be_utf_16_or_windows_1252() {
    let text = "No;Nome\n7;São João\n";
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let windows: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for bytes in [text.as_bytes(), &utf16, &windows] {
        assert_eq!(read(bytes, &Answers::default(), today()).unwrap().rows[0].name, "São João");
    }
}

#[test]
fn what_the_file_does_not_say_is_asked_once_for_the_file() {
    let text = "Name,#,Weight,Birthdate\nKim Lee,4,150,03/04/2005\nAda Roe,5,64.5,05/06/2004\n";
    let roster = reading(text, Answers::default());
    assert_eq!(roster.questions, [Question::MassUnit, Question::DateOrder]);
    assert!(roster.rows.iter().all(|row| row.mass.is_none() && row.born.is_none() && row.doubts.is_empty()));
    let answers = Answers {
        mass_unit: Some(MassUnit::Kg),
        date_order: Some(DateOrder::MonthFirst),
        ..Answers::default()
    };
    let roster = reading(text, answers);
    assert_eq!(roster.questions, []);
    assert_eq!(roster.rows[0].born, Some(date(2005, 3, 4)));
    assert_eq!(roster.rows[1].mass.unwrap().as_kg(), 64.5);
}

#[test]
fn files_of_other_systems_are_read() {
    let ams = "user_id,first_name,last_name,username,email,dob,sex,uuid,about,active\n\
        12,Ana,Silva,asilva,a@club.test,2008-05-04,f,u-1,Ana Silva,true\n";
    let ctr = "Date:,01/07/2026\nStart Time:,16:00\nNum Players:,2\n\n\"Player Name\",\"Position\",\"Period Name\"\n\
        \"Silva, Ana\",GK,Session\n";
    let sports_engine =
        "First Name\tLast Name\tTeam Name\tJersey Number\tBirthdate\nAna\tSilva\tU19\t7\t05/24/2008\n";
    for text in [ams, ctr, sports_engine] {
        let roster = reading(text, Answers::default());
        assert_eq!(roster.rows.len(), 1, "{text}");
        assert_eq!((roster.rows[0].name.as_str(), roster.rows[0].doubts.len()), ("Ana Silva", 0), "{text}");
    }
    let roster = reading(ams, Answers::default());
    assert_eq!(roster.rows[0].external.as_deref(), Some("12"));
    assert!(roster.unused.contains(&"email".to_owned()));
}

#[test]
fn a_plain_list_of_names_needs_no_header() {
    let roster = reading("Kim Lee\nSilva, Ana\n\n", Answers::default());
    let names: Vec<&str> = roster.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!((names, roster.header), (vec!["Kim Lee", "Ana Silva"], None));
}

#[test]
fn what_is_no_roster_is_refused_with_an_example() {
    let refused = |text: &str| read(text.as_bytes(), &Answers::default(), today()).unwrap_err();
    assert_eq!(refused("  \n"), RosterError::Empty);
    assert_eq!(refused("7;8;9\n1;2;3\n"), RosterError::NoHeader);
    assert_eq!(refused("Weight;DOB\n70;2000-01-01\n"), RosterError::NoNames);
    let many: String = std::iter::once("No;Name\n".to_owned())
        .chain((0..121).map(|number| format!("{number};P{number}\n")))
        .collect();
    assert_eq!(refused(&many), RosterError::TooLong { most: 120 });
}

#[test]
fn single_faults_refuse_their_row_alone() {
    let text = "No;Name;Weight (kg);DOB\n1000;A;70;2000-01-31\n2;;70;2000-01-31\n3;C;7000;2000-01-31\n\
        4;D;70,5;31/31/2000\n5;E;70;2000-01-31\n5;E;70;2000-01-31\n6;F;70;1066-10-14\n";
    let found = compare(reading(text, Answers::default()).rows, &[]);
    let fates: Vec<bool> = found.iter().map(|compared| compared.fate == Fate::Refused).collect();
    // The first of two equal rows shares its number with the second until that is refused.
    assert_eq!(fates, [true, true, true, true, false, true, true]);
}

fn fates(text: &str, members: &[Known]) -> Vec<Fate> {
    let read = read(text.as_bytes(), &Answers::default(), date(2026, 7, 1)).unwrap();
    compare(read.rows, members).into_iter().map(|one| one.fate).collect()
}

#[test]
fn members_of_a_file_may_change_numbers_among_themselves_and_with_nobody_else() {
    let squad = "No;Name;DOB\n7;Ana A;2000-01-31\n10;Bea B;2001-01-31\n11;Cid C;2002-01-31\n";
    let members = members(&read(squad.as_bytes(), &Answers::default(), date(2026, 7, 1)).unwrap().rows);
    let swapped = "No;Name;DOB\n10;Ana A;2000-01-31\n7;Bea B;2001-01-31\n";
    assert_eq!(fates(swapped, &members), [Fate::Changed("a-0".into()), Fate::Changed("a-1".into())]);
    // Cid is not in the file, and keeps 11: so Ana is asked about, keeps 7, and Bea is asked about too.
    let taken = "No;Name;DOB\n11;Ana A;2000-01-31\n7;Bea B;2001-01-31\n";
    assert_eq!(fates(taken, &members), [Fate::Asked, Fate::Asked]);
}

#[test]
fn who_left_comes_back_by_birth_and_not_by_name_alone() {
    let squad = "No;Name;DOB\n7;Ana A;2000-01-31\n";
    let mut members = members(&read(squad.as_bytes(), &Answers::default(), date(2026, 7, 1)).unwrap().rows);
    members[0].left = true;
    assert_eq!(fates(squad, &members), [Fate::Changed("a-0".into())], "nobody is there twice");
    assert_eq!(fates("No;Name\n7;Ana A\n", &members), [Fate::New], "the number is free");
}
