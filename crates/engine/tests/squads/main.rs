//! Squads over a store: who sees what, weighings stored once and never lost, consent, the log.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bottles;
mod club;
mod field;
mod heat;

use std::collections::BTreeSet;

use engine::{By, Caller, ConditionsInput, ConsentGiven, Edition, Error, Method, NewSquadSession, TableFor};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use team::sight::{Class, Role, SightRules, sees};
use team::weighing::{Side, Verdict};
use units::{Duration, Mass, Temperature};

use crate::club::{Club, body, came_back, consent};

#[tokio::test]
async fn t3_the_board_is_in_the_order_of_need_and_coaches_see_no_kilograms() {
    let club = Club::new().await;
    club.engine
        .change_squad_settings(
            &club.squad,
            engine::SquadSettings { policies: vec!["ghsa-2.67".into()], ..Default::default() },
        )
        .await
        .unwrap();
    let session = club.session().await;
    let heat = engine::NewHeatReading {
        value: Some(90.5),
        unit: Some(team::heat::Unit::Fahrenheit),
        ..Default::default()
    };
    club.engine.read_heat(&club.squad, &session.id, &club.founder, heat).await.unwrap();
    club.wait(150);
    came_back(&club, &session).await;
    let trainer = club.person(Role::Trainer).await;
    let board = club.engine.board(&trainer, &club.squad, Some(&session.id)).await.unwrap();
    let order: String = board.rows.iter().map(|row| row.name().unwrap().chars().next().unwrap()).collect();
    assert_eq!(order, "BCFEDA");
    assert_eq!((board.attending, board.weighed_in, board.weighed_out), (6, 6, 5));
    let gained = &board.rows[0];
    assert_eq!(gained.mass_after().unwrap().as_kg(), 64.45, "a gain is stored");
    assert_eq!(gained.attention(), Some(&"stop-drinking"));

    // Every role: each field is there where the role sees its class, and absent otherwise.
    let mut cells = 0;
    for role in Role::ALL {
        let person = if role == Role::Trainer { trainer.clone() } else { club.person(role).await };
        let board = club.engine.board(&person, &club.squad, Some(&session.id)).await.unwrap();
        let json = serde_json::to_value(&board).unwrap();
        let members =
            serde_json::to_value(club.engine.members_seen(&person, &club.squad).await.unwrap()).unwrap();
        for (rows, fields) in [(&json["rows"], engine::FIELDS), (&members, engine::MEMBER_FIELDS)] {
            for (field, class) in fields {
                cells += 1;
                let there = rows.as_array().unwrap().iter().any(|row| row.get(*field).is_some());
                assert!(!there || sees(role, *class, SightRules::default()), "{role:?} sees {field}");
            }
            for row in rows.as_array().unwrap() {
                for name in row.as_object().unwrap().keys() {
                    assert!(fields.iter().any(|(field, _)| field == name), "{name} has no class");
                }
            }
        }
        let text = format!("{json}{members}");
        if !sees(role, Class::Mass, SightRules::default()) {
            for weight in ["82.4", "80.9", "64.2", "64.45", "95.1", "92.05", "69.5", "58.25"] {
                assert!(!text.contains(weight), "{role:?} reads {weight}");
            }
        }
    }
    println!("{} roles, {cells} cells", Role::ALL.len());
    let coach = club.engine.board(&club.founder, &club.squad, None).await.unwrap();
    assert_eq!(coach.role, Role::Scientist, "who started the squad");
    let log = club.engine.audit(&club.squad).await.unwrap();
    assert!(log.iter().any(|entry| entry.action == "board" && entry.classes.contains(&Class::Mass)));
    assert!(log.iter().all(|entry| entry.role != Role::Coach), "a coach reads nothing that is logged");
    assert_eq!(club.engine.check_audit(&club.squad).await.unwrap(), Ok(log.len()));
}

#[tokio::test]
async fn t4_a_doubtful_weight_does_not_count_until_it_is_read_twice() {
    let club = Club::new().await;
    let (seven, other) = (&club.athletes[0], &club.athletes[1]);
    // Yesterday's session makes 82.4 kg the usual weight of the one, 64.1 kg of the other.
    let before = club.session().await;
    let at = club.engine.now();
    let usual = vec![body("a", seven, Side::In, 82.4, at), body("b", other, Side::In, 64.1, at)];
    club.engine.squad_entries(&club.squad, &before.id, "test", usual).await.unwrap();
    club.engine.close_squad_session(&club.squad, &before.id).await.unwrap();
    club.wait(24 * 60);
    let new = NewSquadSession {
        title: None,
        start: club.engine.now(),
        conditions: ConditionsInput {
            sport: Some("soccer".into()),
            duration: Some(Duration::from_minutes(60.0)),
            air_temperature: Some(Temperature::from_celsius(20.0)),
            ..ConditionsInput::default()
        },
        weeks: None,
        zone: None,
    };
    let session = club.engine.plan_squad_session(&club.squad, new).await.unwrap().remove(0);
    let send = async |id: &str, athlete: &str, kg: f64| {
        club.wait(1);
        let entry = body(id, athlete, Side::In, kg, club.engine.now());
        let sent = club.engine.squad_entries(&club.squad, &session.id, "test", vec![entry]).await.unwrap();
        sent[0].verdict.unwrap()
    };
    let weighed = async || {
        let board = club.engine.board(&club.founder, &club.squad, Some(&session.id)).await.unwrap();
        board.weighed_in
    };
    assert_eq!(send("w1", seven, 64.3).await, Verdict::Asked);
    assert_eq!(weighed().await, 0, "it does not count");
    assert_eq!(send("w2", other, 64.3).await, Verdict::Accepted);
    assert_eq!(send("w3", seven, 79.9).await, Verdict::Asked);
    assert_eq!(send("w4", seven, 79.9).await, Verdict::Unexpected);
    assert_eq!(weighed().await, 2);
    let board = club.engine.board(&club.founder, &club.squad, Some(&session.id)).await.unwrap();
    let flags = board.rows[0].flags().unwrap();
    assert_eq!(flags[0].code, team::flag::Code::Carry);
    assert_eq!(flags[0].urgency, team::flag::Urgency::Red);
}

#[tokio::test]
async fn two_offline_kiosks_are_merged_exactly_once_whatever_their_clocks_say() {
    let club = Club::new().await;
    let session = club.session().await;
    let (_, one) = club.engine.open_kiosk(&club.squad, &session.id, "Door").await.unwrap();
    let (two, second) = club.engine.open_kiosk(&club.squad, &session.id, "Gate").await.unwrap();
    let bundle = club.engine.kiosk_bundle(one.expose()).await.unwrap();
    assert_eq!(bundle.athletes.len(), 6);
    // The second tablet is a year behind.
    let now = club.engine.now();
    let wrong = now - SignedDuration::from_hours(24 * 365);
    let first = vec![body("d1", &club.athletes[0], Side::In, 82.4, now)];
    let later = vec![
        body("g1", &club.athletes[1], Side::In, 64.2, wrong - SignedDuration::from_mins(5)),
        body("g2", &club.athletes[0], Side::In, 82.5, wrong - SignedDuration::from_mins(1)),
    ];
    for _ in 0..3 {
        club.engine.kiosk_entries(one.expose(), now, first.clone()).await.unwrap();
        let stored = club.engine.kiosk_entries(second.expose(), wrong, later.clone()).await.unwrap();
        assert!(stored.iter().all(|entry| entry.stored));
    }
    let board = club.engine.board(&club.founder, &club.squad, Some(&session.id)).await.unwrap();
    assert_eq!(board.weighed_in, 2);
    let ada = board.rows.iter().find(|row| row.name().unwrap() == "Ada A").unwrap();
    assert_eq!(
        ada.mass_before().unwrap().as_kg(),
        82.4,
        "both are near; the one that was typed later counts"
    );

    club.engine.close_kiosk(&club.squad, &two.id).await.unwrap();
    let refused = club.engine.kiosk_entries(second.expose(), wrong, later).await;
    assert!(matches!(refused, Err(Error::NotFound { .. })), "a closed kiosk sends nothing");
    club.wait(25 * 60);
    let expired = club.engine.kiosk_bundle(one.expose()).await;
    assert!(matches!(expired, Err(Error::NotFound { .. })), "a kiosk works for a day");
}

#[tokio::test]
async fn entries_that_cannot_be_are_refused_each_by_itself() {
    let club = Club::new().await;
    let session = club.session().await;
    let now = club.engine.now();
    let entries = vec![
        body("ok", &club.athletes[0], Side::In, 82.4, now),
        body("heavy", &club.athletes[0], Side::In, 8240.0, now),
        body("bad id!", &club.athletes[0], Side::In, 82.4, now),
        body("nobody", "a-nobody", Side::In, 82.4, now),
    ];
    let stored = club.engine.squad_entries(&club.squad, &session.id, "test", entries).await.unwrap();
    let kept: Vec<bool> = stored.iter().map(|entry| entry.stored).collect();
    assert_eq!(kept, [true, false, false, false]);
    assert!(stored[1..].iter().all(|entry| entry.refused.is_some()));
}

#[tokio::test]
async fn consent_is_needed_holds_until_it_is_withdrawn_and_takes_two_for_minors() {
    let club = Club::new().await;
    let session = club.session().await;
    let athlete = &club.athletes[0];
    let at = club.engine.now();
    let weigh = vec![body("a", athlete, Side::In, 82.4, at)];
    club.engine.squad_entries(&club.squad, &session.id, "test", weigh).await.unwrap();
    let link = club.engine.consent_link(&club.squad, athlete, By::Athlete).await.unwrap();
    club.engine.withdraw_consent(link.expose()).await.unwrap();
    let board = club.engine.board(&club.founder, &club.squad, Some(&session.id)).await.unwrap();
    let row = board.rows.iter().find(|row| row.athlete() == Some(athlete)).unwrap();
    assert_eq!((row.mass_before(), row.weighing()), (None, Some(&"none")), "at once");
    assert_eq!(row.consent(), Some(&engine::WhyNot::Withdrawn));
    let (_, kiosk) = club.engine.open_kiosk(&club.squad, &session.id, "").await.unwrap();
    let listed = club.engine.kiosk_bundle(kiosk.expose()).await.unwrap();
    assert!(!listed.athletes.iter().any(|one| one.athlete == *athlete));

    // A girl of sixteen: her own word and a guardian's.
    let asked = club.engine.consent(link.expose(), consent(2010)).await.unwrap();
    assert_eq!(asked.missing, Some(engine::WhyNot::GuardianNeeded));
    let guardian = club.engine.consent_link(&club.squad, athlete, By::Guardian).await.unwrap();
    let asked = club.engine.consent(guardian.expose(), consent(2010)).await.unwrap();
    assert_eq!(asked.missing, None);
    assert_eq!(asked.consent.unwrap().given.len(), 2);
    // Ten or younger: never.
    let other = &club.athletes[1];
    let link = club.engine.consent_link(&club.squad, other, By::Athlete).await.unwrap();
    let asked = club.engine.consent(link.expose(), consent(2016)).await.unwrap();
    assert_eq!(asked.missing, Some(engine::WhyNot::TooYoung));
}

#[tokio::test]
async fn t1_a_dry_run_stores_nothing_and_an_import_is_repeated_without_effect() {
    let club = Club::new().await;
    let more = "No;Name;DOB\n7;Gil G;2001-02-03\n1;Ada A;2000-01-31\n";
    let tried = club.roster(more, false).await;
    assert_eq!((tried.count("new"), tried.count("same"), tried.stored), (1, 1, false));
    assert_eq!(
        club.engine.squad(&club.squad).await.unwrap().members.len(),
        6,
        "nothing is stored before yes"
    );
    assert_eq!(club.roster(more, true).await.count("new"), 1);
    assert_eq!(club.roster(more, true).await.count("new"), 0);
    assert_eq!(club.engine.squad(&club.squad).await.unwrap().members.len(), 7);
}

#[tokio::test]
async fn coaches_do_not_reach_whole_athletes_and_the_last_manager_stays() {
    let club = Club::new().await;
    let coach = club.person(Role::Coach).await;
    let trainer = club.person(Role::Trainer).await;
    let athlete = &club.athletes[0];
    club.engine
        .share(athlete, engine::NewGrant::Squad(club.squad.clone()), engine::Level::Read, None)
        .await
        .unwrap();
    let granted = async |caller: &Caller| club.engine.standing(caller, athlete).await.unwrap().granted;
    assert_eq!(granted(&coach).await, None);
    assert_eq!(granted(&trainer).await, Some(engine::Level::Read));
    club.engine.give_role(&club.squad, "trainer", None).await.unwrap();
    assert_eq!(granted(&trainer).await, None);
    let alone = club.engine.give_role(&club.squad, "root", None).await;
    assert!(matches!(alone, Err(Error::Invalid(_))), "{alone:?}");
}

#[tokio::test]
async fn erasure_takes_an_athlete_out_of_the_squad_and_keeps_the_log_whole() {
    let club = Club::new().await;
    let session = club.session().await;
    let athlete = club.athletes[0].clone();
    let at = club.engine.now();
    let weigh = vec![body("a", &athlete, Side::In, 82.4, at)];
    club.engine.squad_entries(&club.squad, &session.id, "test", weigh).await.unwrap();
    club.engine.board(&club.founder, &club.squad, Some(&session.id)).await.unwrap();
    club.engine.erase(&athlete).await.unwrap();
    let board = club.engine.board(&club.founder, &club.squad, Some(&session.id)).await.unwrap();
    assert_eq!((board.rows.len(), board.weighed_in), (5, 0));
    assert!(club.engine.check_audit(&club.squad).await.unwrap().is_ok());
}

#[tokio::test]
async fn a_report_shows_no_more_than_the_board_and_a_table_has_no_forbidden_column() {
    let club = Club::new().await;
    let session = club.session().await;
    club.wait(10);
    came_back(&club, &session).await;
    club.wait(120);
    let report = async |who: &Caller, edition| {
        club.engine.session_report(who, &club.squad, &session.id, edition).await.unwrap()
    };
    let own = report(&club.founder, Edition::Own).await;
    assert_eq!((own.attending, own.weighed_in, own.weighed_out), (6, 6, 5));
    assert_eq!(own.summary.measured(), Some(&4), "one balance leaves no sweat");
    // Sweat of A, B, C, D: 3.00, 1.35, 3.35, 1.90 kg.
    assert!((own.summary.sweat_median().unwrap().as_l() - 2.45).abs() < 1e-6);
    let names: Vec<&str> = own.rows.iter().map(|row| row.name().unwrap().as_str()).collect();
    let board = club.engine.board(&club.founder, &club.squad, Some(&session.id)).await.unwrap();
    let on_board: Vec<&str> = board.rows.iter().map(|row| row.name().unwrap().as_str()).collect();
    assert_eq!(names, on_board);
    let coach = club.person(Role::Coach).await;
    for handed_over in [report(&coach, Edition::Own).await, report(&club.founder, Edition::Coach).await] {
        let json = serde_json::to_string(&handed_over).unwrap();
        for hidden in ["\"kg\"", "\"change\"", "\"rate\"", "mmol", "sweat_median", "replaced"] {
            assert!(!json.contains(hidden), "{hidden} is in {json}");
        }
        assert!(json.contains("\"gain\""), "flags are in it");
    }
    let table = async |who: &Caller, written_for| {
        let zone = TimeZone::UTC;
        club.engine.session_table(who, &club.squad, &session.id, written_for, &zone).await.unwrap()
    };
    let ams = table(&club.founder, TableFor::Ams).await;
    let header = "about,first_name,last_name,username,email,start_date,session,in_kg,out_kg,change_pct,fluid_ml,urine_ml,\
        sweat_l,rate_l_h,rate_lo80,rate_hi80,sodium_mg,flag,wbgt_c,wbgt_source";
    assert_eq!(ams.lines().next(), Some(header));
    let ada = ams.lines().find(|line| line.starts_with("Ada A,")).unwrap();
    assert!(ada.starts_with("Ada A,Ada,A,,,01/07/2026,Training,82.4,80.9,-1.82,1500,0,3,2,"), "{ada}");
    let plain = table(&coach, TableFor::Plain).await;
    assert_eq!(
        plain.lines().next(),
        Some("number,first_name,last_name,start_date,session,flag,wbgt_c,wbgt_source")
    );
    assert!(plain.contains("2,Bea,B,2026-07-01,Training,red gain,,"), "{plain}");
}

#[tokio::test]
async fn athletes_read_who_read_what_of_them_and_a_season_is_gathered_by_role() {
    let club = Club::new().await;
    let session = club.session().await;
    club.wait(10);
    came_back(&club, &session).await;
    club.wait(120);
    club.engine.board(&club.founder, &club.squad, Some(&session.id)).await.unwrap();
    let (from, to) = (session.time.start - SignedDuration::from_hours(1), session.time.end);
    let season = club.engine.season(&club.founder, &club.squad, from, to).await.unwrap();
    assert_eq!((season.sessions, season.rows.len()), (1, 6));
    let ada = &season.rows[0];
    assert_eq!(
        (ada.sessions(), ada.weighed(), ada.tests_hot(), ada.tests_cool()),
        (Some(&1), Some(&1), Some(&1), Some(&0))
    );
    assert!((ada.rate_median().unwrap().as_l_per_h() - 2.0).abs() < 1e-9);
    assert_eq!(season.rows[1].flags_per_100(), Some(&100.0), "heavier than before");
    assert_eq!(season.rows[3].tests_hot(), Some(&0), "urine is not known: no test");
    let coach = club.person(Role::Coach).await;
    let seen = club.engine.season(&coach, &club.squad, from, to).await.unwrap();
    let json = serde_json::to_string(&seen.rows).unwrap();
    assert!(!json.contains("rate") && !json.contains("change") && json.contains("flags_per_100"), "{json}");
    assert!(club.engine.season(&coach, &club.squad, to, from).await.is_err());
    let reads = club.engine.reads_of(&club.athletes[0]).await.unwrap();
    let done: BTreeSet<&str> = reads.iter().map(|read| read.action.as_str()).collect();
    assert_eq!(done, BTreeSet::from(["board", "season"]));
    assert!(reads.iter().all(|read| read.who == "root" && read.classes.contains(&Class::Mass)));
    assert!(reads.is_sorted_by_key(|read| std::cmp::Reverse(read.at)));
}

#[tokio::test]
async fn flags_of_an_athlete_who_must_not_see_figures_go_to_those_alone_who_see_masses() {
    let club = Club::new().await;
    let session = club.session().await;
    club.wait(10);
    came_back(&club, &session).await;
    club.wait(120);
    let blind = engine::MemberChanges { blind: Some(true), ..Default::default() };
    club.engine.change_member(&club.squad, &club.athletes[1], blind).await.unwrap();
    let coach = club.person(Role::Coach).await;
    let board = club.engine.board(&coach, &club.squad, Some(&session.id)).await.unwrap();
    let row = board.rows.iter().find(|row| row.name().is_some_and(|name| name == "Bea B")).unwrap();
    assert!(row.flags().is_none() && row.attention() == Some(&"nothing") && row.blind().is_none(), "{row:?}");
    assert_ne!(board.rows[0].name(), row.name(), "the place in the order tells nothing either");
    let own = club.engine.board(&club.founder, &club.squad, Some(&session.id)).await.unwrap();
    let row = own.rows.iter().find(|row| row.name().is_some_and(|name| name == "Bea B")).unwrap();
    assert!(row.flags().is_some_and(|flags| !flags.is_empty()));
}

#[tokio::test]
async fn a_model_of_a_squad_is_used_for_its_members_only_while_they_consent_and_every_receipt_names_it() {
    let club = Club::new().await;
    let engine = &club.engine;
    for member in &club.athletes[..2] {
        let scopes = BTreeSet::from(["weigh".to_owned(), "profile".to_owned()]);
        let given = ConsentGiven { scopes, ..consent(2000) };
        engine.note_consent(&club.squad, member, By::Athlete, Method::Paper, given).await.unwrap();
    }
    let alone = engine::AthleteChanges { body_mass: Some(Mass::from_kg(82.4)), ..Default::default() };
    engine.put_athlete("alone", alone, &TimeZone::UTC).await.unwrap();
    let fitted = |gain: f64| {
        let mut model = (*physiology::Model::standard()).clone();
        model.version = "first-team".into();
        model.rate.level.value -= 0.3;
        let fold = physiology::refit::Fold {
            athletes: 6,
            score: gain,
            score_before: 0.0,
            patch_error: None,
            patch_error_before: None,
        };
        model.report = Some(physiology::refit::FitReport {
            athletes: 6,
            tests: 18,
            paired_athletes: 0,
            log_likelihood: gain,
            log_likelihood_before: 0.0,
            parameters: Vec::new(),
            folds: vec![fold],
        });
        model.write()
    };
    let session = ConditionsInput {
        sport: Some("soccer".into()),
        duration: Some(Duration::from_minutes(90.0)),
        air_temperature: Some(Temperature::from_celsius(30.0)),
        ..ConditionsInput::default()
    };
    let session = session.resolve(None).unwrap();
    let expected = async |athlete: &str| {
        let prediction = engine.predict(athlete, &session, physiology::Foresight::Known).await.unwrap();
        let named = prediction.receipts.iter().flat_map(|receipt| &receipt.inputs);
        let named = named.filter(|input| input.name == "fitted model").count();
        (prediction.rate.median.as_l_per_h(), named)
    };
    let member = &club.athletes[0];
    let (before, others) = (expected(member).await, expected("alone").await);
    assert_eq!(before.1, 0);
    // One that does worse on members it never saw is refused, and so is one that nobody fitted.
    for bad in [fitted(-0.1), physiology::Model::standard().write()] {
        assert!(engine.use_squad_model(&club.squad, Some(&bad)).await.is_err());
    }
    assert_eq!(expected(member).await, before);
    engine.use_squad_model(&club.squad, Some(&fitted(0.4))).await.unwrap();
    let (rate, named) = expected(member).await;
    assert!((rate / before.0 - (-0.3_f64).exp()).abs() < 0.01 && named == 1, "{rate} {named}");
    assert_eq!(expected("alone").await, others);
    let link = engine.consent_link(&club.squad, member, By::Athlete).await.unwrap();
    engine.withdraw_consent(link.expose()).await.unwrap();
    assert_eq!(expected(member).await, before, "at once");
    let other = &club.athletes[1];
    let with = expected(other).await;
    engine.use_squad_model(&club.squad, None).await.unwrap();
    assert!(expected(other).await.0 > with.0 && engine.squad_model(&club.squad).await.unwrap().is_none());
}

/// A consent that runs out in so many minutes.
async fn consents_for(club: &Club, athlete: &str, minutes: i64) {
    let given = ConsentGiven {
        scopes: BTreeSet::from(["weigh".to_owned(), "profile".to_owned()]),
        expires: Some(club.engine.now() + SignedDuration::from_mins(minutes)),
        ..consent(2000)
    };
    club.engine.note_consent(&club.squad, athlete, By::Athlete, Method::Paper, given).await.unwrap();
}

#[tokio::test]
async fn t9_a_consent_that_runs_out_in_the_middle_keeps_what_was_weighed_and_shows_and_makes_nothing_of_it() {
    let club = Club::new().await;
    let session = club.session().await;
    let athlete = &club.athletes[0];
    let link = club.engine.consent_link(&club.squad, athlete, By::Athlete).await.unwrap();
    club.engine.withdraw_consent(link.expose()).await.unwrap();
    consents_for(&club, athlete, 60).await;
    let begun = club.engine.now();
    let before = vec![body("in", athlete, Side::In, 82.4, begun)];
    let stored = club.engine.squad_entries(&club.squad, &session.id, "test", before).await.unwrap();
    assert!(stored[0].stored, "{stored:?}");
    club.wait(120);
    // Offline, the second tablet weighed while consent held; a third weighs after it ran out.
    let late = vec![
        body("late", athlete, Side::In, 82.4, begun + SignedDuration::from_mins(10)),
        body("after", athlete, Side::Out, 81.0, club.engine.now()),
    ];
    let stored = club.engine.squad_entries(&club.squad, &session.id, "test", late).await.unwrap();
    assert!(stored[0].stored, "it was weighed while consent held: {stored:?}");
    assert!(stored[1].refused.as_ref().is_some_and(|why| why.contains("consent")), "{stored:?}");
    let board = club.engine.board(&club.founder, &club.squad, Some(&session.id)).await.unwrap();
    let row = board.rows.iter().find(|row| row.athlete() == Some(athlete)).unwrap();
    assert_eq!((row.mass_before(), row.consent()), (None, Some(&engine::WhyNot::Expired)));
    assert_eq!(club.engine.close_squad_session(&club.squad, &session.id).await.unwrap(), 0);
    let record = club.engine.squad(&club.squad).await.unwrap();
    let member = club.engine.member(&record, athlete).await.unwrap();
    assert!(member.weights.is_empty(), "nothing becomes usual of a weight without consent");
}

#[tokio::test]
async fn t10_of_who_withdrew_after_weighing_no_sweat_test_is_made() {
    let club = Club::new().await;
    let session = club.session().await;
    let athlete = &club.athletes[0];
    let link = club.engine.consent_link(&club.squad, athlete, By::Athlete).await.unwrap();
    club.engine.withdraw_consent(link.expose()).await.unwrap();
    consents_for(&club, athlete, 24 * 60).await;
    club.wait(150);
    came_back(&club, &session).await;
    let link = club.engine.consent_link(&club.squad, athlete, By::Athlete).await.unwrap();
    club.engine.withdraw_consent(link.expose()).await.unwrap();
    assert_eq!(club.engine.close_squad_session(&club.squad, &session.id).await.unwrap(), 0);
    let record = club.engine.squad(&club.squad).await.unwrap();
    assert!(club.engine.member(&record, athlete).await.unwrap().weights.is_empty());
    assert_eq!(club.engine.sweat_tests(athlete).await.unwrap().len(), 0);
}

#[tokio::test]
async fn t11_who_left_the_squad_is_refused_by_name_and_what_was_weighed_before_is_kept() {
    let club = Club::new().await;
    let session = club.session().await;
    let (athlete, begun) = (&club.athletes[0], club.engine.now());
    club.wait(10);
    let archived = engine::MemberChanges { archived: Some(true), ..Default::default() };
    club.engine.change_member(&club.squad, athlete, archived).await.unwrap();
    club.wait(10);
    let entries = vec![
        body("before", athlete, Side::In, 82.4, begun),
        body("after", athlete, Side::In, 82.4, club.engine.now()),
    ];
    let stored = club.engine.squad_entries(&club.squad, &session.id, "test", entries).await.unwrap();
    assert!(stored[0].stored, "it was weighed while they were a member: {stored:?}");
    assert!(stored[1].refused.as_ref().is_some_and(|why| why.contains("left the squad")), "{stored:?}");
    let back = engine::MemberChanges { archived: Some(false), ..Default::default() };
    club.engine.change_member(&club.squad, athlete, back).await.unwrap();
    let board = club.engine.board(&club.founder, &club.squad, Some(&session.id)).await.unwrap();
    assert_eq!(board.weighed_in, 1, "nothing was lost");
}

#[tokio::test]
async fn t12_weekly_training_keeps_its_clock_time_when_the_clocks_change() {
    let club = Club::new().await;
    let lisbon = TimeZone::get("Europe/Lisbon").unwrap();
    let new = NewSquadSession {
        title: None,
        start: "2026-10-22T18:00:00+01:00".parse().unwrap(),
        conditions: ConditionsInput {
            sport: Some("soccer".into()),
            duration: Some(Duration::from_minutes(90.0)),
            air_temperature: Some(Temperature::from_celsius(20.0)),
            ..ConditionsInput::default()
        },
        weeks: Some(2),
        zone: Some(lisbon.clone()),
    };
    let sessions = club.engine.plan_squad_session(&club.squad, new).await.unwrap();
    let starts: Vec<String> = sessions
        .iter()
        .map(|session| session.time.start.to_zoned_datetime(lisbon.clone()).strftime("%d %H:%M").to_string())
        .collect();
    assert_eq!(starts, ["22 18:00", "29 18:00"]);
}
