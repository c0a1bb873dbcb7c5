//! What goes otherwise than planned on the field: errors found later, drinks that are not known, sessions that nobody closes,
//! athletes who leave and come back, consent that ends.

use std::collections::BTreeSet;

use engine::{
    By, ConsentGiven, Edition, Extent, KioskEntry, Method, NewSquadSession, RowView, SessionChanges,
    SquadSession, What,
};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use team::flag::{Code, Urgency};
use team::session::Deviation;
use team::sight::Role;
use team::weighing::{Side, Verdict};
use units::{Mass, Volume};

use crate::club::{Club, body, came_back, consent};

impl Club {
    /// Stores one entry, a second after the one before it.
    async fn enter(
        &self,
        session: &SquadSession,
        id: &str,
        athlete: usize,
        what: What,
    ) -> engine::StoredEvent {
        *self.clock.0.lock().unwrap() += SignedDuration::from_secs(1);
        let athlete = self.athletes[athlete].clone();
        let entry = KioskEntry { id: id.into(), athlete, at: self.engine.now(), what };
        let sent = self.engine.squad_entries(&self.squad, &session.id, "test", vec![entry]).await.unwrap();
        sent.into_iter().next().unwrap()
    }

    async fn weigh(
        &self,
        session: &SquadSession,
        id: &str,
        athlete: usize,
        side: Side,
        kg: f64,
    ) -> Option<Verdict> {
        let what = What::Body { side, mass: Mass::from_kg(kg), source: "keypad".into(), raw: None };
        let stored = self.enter(session, id, athlete, what).await;
        assert!(stored.stored, "{stored:?}");
        stored.verdict
    }

    async fn row(&self, session: &SquadSession, athlete: usize) -> RowView {
        let board = self.engine.board(&self.founder, &self.squad, Some(&session.id)).await.unwrap();
        let of = |row: &&RowView| row.athlete() == Some(&self.athletes[athlete]);
        board.rows.iter().find(of).unwrap().clone()
    }

    async fn flags(&self, session: &SquadSession, athlete: usize) -> Vec<(Code, Urgency)> {
        let row = self.row(session, athlete).await;
        row.flags()
            .map(Vec::as_slice)
            .unwrap_or_default()
            .iter()
            .map(|flag| (flag.code, flag.urgency))
            .collect()
    }

    async fn session_at(&self, start: &str) -> SquadSession {
        let conditions =
            serde_json::json!({"sport": "soccer", "duration": "90 min", "air_temperature": "22 °C"});
        let new = NewSquadSession {
            title: None,
            start: start.parse().unwrap(),
            conditions: serde_json::from_value(conditions).unwrap(),
            weeks: None,
            zone: None,
        };
        self.engine.plan_squad_session(&self.squad, new).await.unwrap().remove(0)
    }

    fn at(&self, time: &str) {
        *self.clock.0.lock().unwrap() = time.parse::<Timestamp>().unwrap();
    }
}

fn drunk(kg: f64) -> What {
    What::Drunk { mass: Mass::from_kg(kg) }
}

fn urine(litres: f64) -> What {
    What::Urine { volume: Some(Volume::from_l(litres)) }
}

fn bottle(kg: f64, handed_out: bool) -> What {
    What::Bottle { bottle: "b-1".into(), mass: Mass::from_kg(kg), handed_out }
}

#[tokio::test]
async fn two_athletes_who_swapped_numbers_are_put_right_after_the_session_with_their_tests() {
    let club = Club::new().await;
    let session = club.session().await;
    for athlete in &club.athletes[..2] {
        let scopes = BTreeSet::from(["weigh".to_owned(), "profile".to_owned()]);
        let given = ConsentGiven { scopes, ..consent(2000) };
        let noted = club.engine.note_consent(&club.squad, athlete, By::Athlete, Method::Paper, given);
        noted.await.unwrap();
    }
    let near = engine::AthleteChanges { body_mass: Some(Mass::from_kg(64.5)), ..Default::default() };
    club.engine.put_athlete(&club.athletes[0], near, &TimeZone::UTC).await.unwrap();
    // Bea stood on the scale as Ada before, and Ada as Bea.
    club.weigh(&session, "in-0", 0, Side::In, 64.2).await;
    club.weigh(&session, "in-1", 1, Side::In, 64.9).await;
    club.at("2026-07-01T17:35:00Z");
    for athlete in [0, 1] {
        club.enter(&session, &format!("d-{athlete}"), athlete, drunk(0.5)).await;
        club.enter(&session, &format!("u-{athlete}"), athlete, urine(0.0)).await;
    }
    club.weigh(&session, "out-0", 0, Side::Out, 64.0).await;
    club.weigh(&session, "out-1", 1, Side::Out, 63.4).await;
    assert_eq!(club.engine.close_squad_session(&club.squad, &session.id).await.unwrap(), 2);
    let moved = |event: &str| What::Moved { event: event.into(), reason: "they had swapped bibs".into() };
    for (id, to, event) in [("m-0", 1, "in-0"), ("m-1", 0, "in-1")] {
        let stored = club.enter(&session, id, to, moved(event)).await;
        assert!(stored.stored, "{stored:?}");
    }
    let (ada, bea) = (club.row(&session, 0).await, club.row(&session, 1).await);
    assert_eq!((ada.mass_before().unwrap().as_kg(), bea.mass_before().unwrap().as_kg()), (64.9, 64.2));
    for (athlete, before) in [(0, 64.9), (1, 64.2)] {
        let tests = club.engine.sweat_tests(&club.athletes[athlete]).await.unwrap();
        let weigh_in = tests[0].weigh_in.as_ref().unwrap();
        assert_eq!(
            (tests.len(), weigh_in.mass_before.as_kg()),
            (1, before),
            "a test in place of the wrong one"
        );
        let record = club.engine.squad(&club.squad).await.unwrap();
        let member = club.engine.member(&record, &club.athletes[athlete]).await.unwrap();
        let usual: Vec<f64> = member.weights.iter().map(|weight| weight.mass.as_kg()).collect();
        assert_eq!(usual, [before]);
    }
    // Nothing that was weighed is gone: the list has it all, with the corrections.
    let all = club.engine.weighings(&club.founder, &club.squad, &session.id).await.unwrap();
    assert_eq!(all.len(), 10);
    assert!(all.iter().any(|event| event.id == "in-0" && event.athlete == club.athletes[0]));
    // One that was no weighing of anybody is void, with its reason, and its test goes.
    let void = |event: &str, reason: &str| What::Void { event: event.into(), reason: reason.into() };
    let refused = club.enter(&session, "v-0", 0, void("out-0", "")).await;
    assert!(refused.refused.is_some_and(|why| why.contains("reason")));
    let refused = club.enter(&session, "v-1", 0, void("out-9", "a bag on the scale")).await;
    assert!(refused.refused.is_some_and(|why| why.contains("no event")));
    assert!(club.enter(&session, "v-2", 0, void("out-0", "a bag on the scale")).await.stored);
    assert_eq!(club.row(&session, 0).await.mass_after(), None);
    assert!(club.engine.sweat_tests(&club.athletes[0]).await.unwrap().is_empty());
    // A kiosk writes, and corrects nothing.
    let (_, kiosk) = club.engine.open_kiosk(&club.squad, &session.id, "Door").await.unwrap();
    let now = club.engine.now();
    let what = void("out-1", "I may not");
    let entry = KioskEntry { id: "v-3".into(), athlete: club.athletes[1].clone(), at: now, what };
    let sent = club.engine.kiosk_entries(kiosk.expose(), now, vec![entry]).await.unwrap();
    assert!(!sent[0].stored);
    // Coaches and kit staff do not read weighings.
    let coach = club.person(Role::Coach).await;
    assert!(club.engine.weighings(&coach, &club.squad, &session.id).await.is_err());
}

#[tokio::test]
async fn a_gain_stays_red_whatever_becomes_of_the_athletes_times_bottles_and_plan() {
    let club = Club::new().await;
    let session = club.session().await;
    club.weigh(&session, "in", 1, Side::In, 64.2).await;
    club.enter(&session, "o", 1, bottle(1.8, true)).await;
    club.at("2026-07-01T17:35:00Z");
    club.weigh(&session, "out", 1, Side::Out, 64.5).await;
    let gain = club.flags(&session, 1).await;
    assert_eq!(gain, [(Code::Gain, Urgency::Amber), (Code::Data, Urgency::Grey)], "the bottle is not back");
    club.enter(&session, "b", 1, bottle(0.4, false)).await;
    assert_eq!(club.flags(&session, 1).await[0], (Code::Gain, Urgency::Red));
    let row = club.row(&session, 1).await;
    assert_eq!((row.attention(), row.fluid_most()), (Some(&"stop-drinking"), None), "no amount beside it");
    // Sent home; then with times that cannot be.
    let twisted = Deviation {
        start: Some("2026-07-01T17:40:00Z".parse().unwrap()),
        end: Some("2026-07-01T16:40:00Z".parse().unwrap()),
        ..Deviation::default()
    };
    for deviation in [Deviation { out: true, ..Deviation::default() }, twisted] {
        club.engine.deviate(&club.squad, &session.id, &club.athletes[1], Some(deviation)).await.unwrap();
        assert_eq!(club.flags(&session, 1).await[0], (Code::Gain, Urgency::Red));
        let report =
            club.engine.session_report(&club.founder, &club.squad, &session.id, Edition::Own).await.unwrap();
        assert_eq!(report.rows[0].name().unwrap(), "Bea B", "and in the report");
    }
}

#[tokio::test]
async fn a_gain_that_was_asked_about_and_not_read_again_is_looked_at() {
    let club = Club::new().await;
    let session = club.session().await;
    club.weigh(&session, "in", 1, Side::In, 64.2).await;
    club.at("2026-07-01T17:35:00Z");
    assert_eq!(club.weigh(&session, "out", 1, Side::Out, 65.4).await, Some(Verdict::Asked));
    assert_eq!(club.row(&session, 1).await.mass_after(), None, "it does not count");
    assert_eq!(club.flags(&session, 1).await[0], (Code::Gain, Urgency::Amber));
    assert_eq!(club.weigh(&session, "again", 1, Side::Out, 65.4).await, Some(Verdict::Unexpected));
    assert_eq!(club.flags(&session, 1).await[0], (Code::Gain, Urgency::Red));
}

#[tokio::test]
async fn of_bottles_that_are_lost_or_filled_unseen_no_drink_and_no_test_is_made() {
    let club = Club::new().await;
    let session = club.session().await;
    club.weigh(&session, "in", 1, Side::In, 64.2).await;
    club.enter(&session, "o", 1, bottle(0.8, true)).await;
    club.at("2026-07-01T17:35:00Z");
    club.weigh(&session, "out", 1, Side::Out, 63.0).await;
    club.enter(&session, "u", 1, urine(0.0)).await;
    assert_eq!(club.row(&session, 1).await.drunk(), None, "a lost bottle is no drink");
    club.enter(&session, "b", 1, bottle(0.9, false)).await;
    assert_eq!(club.row(&session, 1).await.drunk(), None, "filled from a jug");
    // Late, but weighed: 0.3 L of urine, and 0.5 kg of kit worn before and not after.
    club.enter(&session, "late", 1, urine(0.3)).await;
    let kit = What::Clothes { side: Side::In, mass: Mass::from_kg(0.5) };
    club.enter(&session, "kit", 1, kit).await;
    let row = club.row(&session, 1).await;
    let rounded = |mass: Option<&Mass>| (mass.unwrap().as_kg() * 100.0).round() / 100.0;
    assert_eq!(
        (rounded(row.mass_before()), rounded(row.change_mass()), row.urine().unwrap().as_l()),
        (63.7, -0.7, 0.3)
    );
}

#[tokio::test]
async fn who_comes_lighter_is_seen_though_nobody_closed_yesterday_and_also_after_today_is_closed() {
    let club = Club::new().await;
    let before = club.session().await;
    club.weigh(&before, "y", 0, Side::In, 82.4).await;
    club.at("2026-07-02T15:40:00Z");
    let session = club.session_at("2026-07-02T16:00:00Z").await;
    let (_, kiosk) = club.engine.open_kiosk(&club.squad, &session.id, "Door").await.unwrap();
    let bundle = club.engine.kiosk_bundle(kiosk.expose()).await.unwrap();
    let range = bundle.athletes.iter().find(|one| one.athlete == club.athletes[0]).unwrap().range_in;
    assert_eq!(range, Some((80_340, 84_460)));
    assert_eq!(club.weigh(&session, "t1", 0, Side::In, 79.9).await, Some(Verdict::Asked));
    assert_eq!(club.weigh(&session, "t2", 0, Side::In, 79.9).await, Some(Verdict::Unexpected));
    let seen = [(Code::Carry, Urgency::Red), (Code::Data, Urgency::Grey)];
    assert_eq!(club.flags(&session, 0).await, seen);
    club.engine.close_squad_session(&club.squad, &session.id).await.unwrap();
    assert_eq!(club.flags(&session, 0).await, seen, "a session is not held against itself");
    // A weight of yesterday that a tablet sends today counts as yesterday's.
    let late = body("late", &club.athletes[1], Side::In, 66.5, "2026-07-01T15:45:00Z".parse().unwrap());
    club.engine.squad_entries(&club.squad, &before.id, "test", vec![late]).await.unwrap();
    club.weigh(&session, "t3", 1, Side::In, 64.9).await;
    assert_eq!(club.flags(&session, 1).await, [(Code::Carry, Urgency::Amber)]);
}

#[tokio::test]
async fn what_to_drink_is_said_where_the_next_session_is_near_and_for_who_is_in_it() {
    let club = Club::new().await;
    let session = club.session().await;
    club.wait(150);
    came_back(&club, &session).await;
    assert_eq!(club.row(&session, 2).await.drink_most(), None, "thirst and meals do it");
    let next = club.session_at("2026-07-02T05:00:00Z").await;
    let row = club.row(&session, 2).await;
    let litres = |volume: Option<&Volume>| format!("{:.1}", volume.unwrap().as_l());
    assert_eq!((litres(row.drink_least()), litres(row.drink_most())), ("3.8".into(), "4.6".into()));
    assert_eq!(row.drink_hours(), Some(&4));
    assert_eq!(club.row(&session, 1).await.drink_most(), None, "who gained drinks nothing");
    let out = Deviation { out: true, ..Deviation::default() };
    club.engine.deviate(&club.squad, &next.id, &club.athletes[2], Some(out)).await.unwrap();
    assert_eq!(club.row(&session, 2).await.drink_most(), None);
}

#[tokio::test]
async fn symptoms_are_taken_and_seen_without_consent_to_being_weighed() {
    let club = Club::new().await;
    let session = club.session().await;
    let link = club.engine.consent_link(&club.squad, &club.athletes[0], By::Athlete).await.unwrap();
    club.engine.withdraw_consent(link.expose()).await.unwrap();
    let stored = club.enter(&session, "s", 0, What::Symptoms).await;
    assert!(stored.stored, "{stored:?}");
    assert_eq!(club.flags(&session, 0).await, [(Code::Symptoms, Urgency::Red)]);
    let refused = club.enter(&session, "d", 0, drunk(0.5)).await;
    assert!(!refused.stored, "what was drunk is of the weighing");
}

#[tokio::test]
async fn who_consents_to_less_shares_no_more_than_that_and_an_expired_consent_is_in_no_season() {
    let club = Club::new().await;
    let session = club.session().await;
    let (athlete, trainer) = (club.athletes[0].clone(), club.person(Role::Trainer).await);
    let given = |scopes: &[&str], hours: i64| ConsentGiven {
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        expires: Some(club.engine.now() + SignedDuration::from_hours(hours)),
        ..consent(2000)
    };
    let note = async |given| {
        club.engine.note_consent(&club.squad, &athlete, By::Athlete, Method::Paper, given).await.unwrap();
        club.engine.standing(&trainer, &athlete).await.unwrap().granted
    };
    assert!(note(given(&["weigh", "profile"], 240)).await.is_some());
    assert_eq!(note(given(&["weigh"], 48)).await, None, "at once");
    club.wait(150);
    came_back(&club, &session).await;
    let season = async || {
        let (from, to) = ("2026-06-01T00:00:00Z".parse().unwrap(), "2026-08-01T00:00:00Z".parse().unwrap());
        let season = club.engine.season(&club.founder, &club.squad, from, to).await.unwrap();
        season.rows.iter().find(|row| row.athlete() == Some(&athlete)).unwrap().clone()
    };
    let before = season().await;
    assert_eq!((before.weighed(), before.change_median().is_some()), (Some(&1), true));
    club.wait(72 * 60);
    for _ in 0..2 {
        let row = season().await;
        assert_eq!((row.weighed(), row.change_median(), row.rate_median()), (Some(&0), None, None));
    }
    // Another weighing that comes late is in a season that was read before.
    let late =
        body("late", &club.athletes[1], Side::Out, 63.0, club.engine.now() - SignedDuration::from_hours(70));
    club.engine.squad_entries(&club.squad, &session.id, "test", vec![late]).await.unwrap();
    let season = club.engine.season(
        &club.founder,
        &club.squad,
        "2026-06-01T00:00:00Z".parse().unwrap(),
        "2026-08-01T00:00:00Z".parse().unwrap(),
    );
    let season = season.await.unwrap();
    let bea = season.rows.iter().find(|row| row.athlete() == Some(&club.athletes[1])).unwrap();
    assert!(bea.change_median().unwrap().as_ratio() < 0.0);
}

#[tokio::test]
async fn a_season_tells_coaches_nothing_of_who_must_not_see_figures() {
    let club = Club::new().await;
    let session = club.session().await;
    let blind = engine::MemberChanges { blind: Some(true), ..Default::default() };
    club.engine.change_member(&club.squad, &club.athletes[2], blind).await.unwrap();
    club.wait(150);
    came_back(&club, &session).await;
    let coach = club.person(Role::Coach).await;
    let (from, to) = ("2026-06-01T00:00:00Z".parse().unwrap(), "2026-08-01T00:00:00Z".parse().unwrap());
    let flags = async |who: &engine::Caller| {
        let season = club.engine.season(who, &club.squad, from, to).await.unwrap();
        let row = season.rows.iter().find(|row| row.athlete() == Some(&club.athletes[2])).unwrap().clone();
        row.flags_per_100().copied()
    };
    assert_eq!((flags(&coach).await, flags(&club.founder).await), (None, Some(100.0)));
}

#[tokio::test]
async fn a_guardians_word_ends_on_the_eighteenth_birthday_and_not_before() {
    let club = Club::new().await;
    let athlete = &club.athletes[0];
    let mine = club.engine.consent_link(&club.squad, athlete, By::Athlete).await.unwrap();
    let refused = club.engine.consent_link(&club.squad, athlete, By::Guardian).await;
    assert!(refused.is_err(), "by the date of birth that is known, nobody's guardian is asked");
    club.engine.withdraw_consent(mine.expose()).await.unwrap();
    let born = |given: ConsentGiven| ConsentGiven { born: Some(jiff::civil::date(2008, 8, 31)), ..given };
    club.engine.consent(mine.expose(), born(consent(2008))).await.unwrap();
    let theirs = club.engine.consent_link(&club.squad, athlete, By::Guardian).await.unwrap();
    let asked = club.engine.consent(theirs.expose(), born(consent(2008))).await.unwrap();
    assert_eq!(asked.missing, None);
    assert_eq!(asked.consent.unwrap().expires, "2026-08-31T00:00:00Z".parse::<Timestamp>().unwrap());
    club.at("2026-08-30T23:00:00Z");
    assert_eq!(club.engine.consent_asked(theirs.expose()).await.unwrap().missing, None);
    club.at("2026-08-31T00:00:00Z");
    let missing = club.engine.consent_asked(mine.expose()).await.unwrap().missing;
    assert_eq!(missing, Some(engine::WhyNot::Expired));
    assert!(club.engine.consent_asked(theirs.expose()).await.is_err(), "a guardian reads nothing any more");
    assert!(club.engine.withdraw_consent(theirs.expose()).await.is_err());
    let noted =
        club.engine.note_consent(&club.squad, athlete, By::Guardian, Method::Paper, born(consent(2008)));
    assert!(noted.await.is_err());
    assert_eq!(club.engine.consent(mine.expose(), born(consent(2008))).await.unwrap().missing, None);
}

#[tokio::test]
async fn who_left_comes_back_by_the_roster_as_the_same_athlete_and_a_worn_number_is_not_shared() {
    let club = Club::new().await;
    let change = async |athlete: usize, changes| {
        club.engine.change_member(&club.squad, &club.athletes[athlete], changes).await.unwrap()
    };
    let archived = |is| engine::MemberChanges { archived: Some(is), ..Default::default() };
    let left = change(0, archived(true)).await.left;
    club.wait(60);
    assert_eq!(change(0, archived(true)).await.left, left, "who left already left then");
    change(1, engine::MemberChanges { number: Some(1), ..Default::default() }).await;
    let back = change(0, archived(false)).await;
    assert_eq!((back.left, back.number), (None, None), "Bea wears 1 now");
    assert_eq!(back.numbers.last().map(|(number, _)| *number), Some(1));
    change(0, archived(true)).await;
    let outcome = club.roster("No;Name;DOB\n8;Ada A;2000-01-31\n", true).await;
    assert_eq!((outcome.count("new"), outcome.count("changed")), (0, 1));
    let record = club.engine.squad(&club.squad).await.unwrap();
    let ada = club.engine.member(&record, &club.athletes[0]).await.unwrap();
    assert_eq!((record.members.len(), ada.left, ada.number), (6, None, Some(8)));
}

#[tokio::test]
async fn two_who_close_a_session_at_once_make_each_test_once() {
    let club = Club::new().await;
    let session = club.session().await;
    let scopes = BTreeSet::from(["weigh".to_owned(), "profile".to_owned()]);
    let given = ConsentGiven { scopes, ..consent(2000) };
    club.engine
        .note_consent(&club.squad, &club.athletes[0], By::Athlete, Method::Paper, given)
        .await
        .unwrap();
    club.wait(150);
    came_back(&club, &session).await;
    let close = || club.engine.close_squad_session(&club.squad, &session.id);
    let (one, two) = tokio::join!(close(), close());
    assert_eq!(one.unwrap() + two.unwrap(), 1);
    assert_eq!(club.engine.sweat_tests(&club.athletes[0]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_decision_about_one_band_is_none_about_the_hotter_one_reached_meanwhile() {
    let club = Club::new().await;
    let policies = vec!["ghsa-2.67".to_owned()];
    let settings = engine::SquadSettings { policies, ..Default::default() };
    club.engine.change_squad_settings(&club.squad, settings).await.unwrap();
    let session = club.session().await;
    let read = async |value: f64, unit, confirmed| {
        let new =
            engine::NewHeatReading { value: Some(value), unit: Some(unit), confirmed, ..Default::default() };
        club.engine.read_heat(&club.squad, &session.id, &club.founder, new).await
    };
    use team::heat::Unit::{Celsius, Fahrenheit};
    // 31.0 typed as °F would be a cool day.
    assert!(read(31.0, Fahrenheit, false).await.is_err(), "33 °C are forecast");
    assert!(read(31.0, team::heat::Unit::Level, false).await.is_err(), "a WBGT is no level");
    read(83.0, Fahrenheit, false).await.unwrap();
    club.wait(5);
    read(33.5, Celsius, true).await.unwrap();
    let decide = async |seen: Option<&str>| {
        let reason = Some("we have shade".to_owned());
        club.engine.decide_heat(&club.squad, &session.id, &club.founder, "ghsa-2.67", seen, reason).await
    };
    assert!(decide(Some("watch")).await.is_err(), "the band is 'stop' now");
    assert_eq!(decide(Some("stop")).await.unwrap().band, "stop");
}

#[tokio::test]
async fn a_policy_that_is_silent_indoors_is_not_covered_there_and_never_green() {
    let club = Club::new().await;
    let policies = vec!["ghsa-2.67".to_owned(), "acsm-2007".to_owned()];
    let settings =
        engine::SquadSettings { policies, axis: Some("unacclimatised".to_owned()), ..Default::default() };
    club.engine.change_squad_settings(&club.squad, settings).await.unwrap();
    let conditions = serde_json::json!({"sport": "soccer", "duration": "90 min", "air_temperature": "30 °C", "indoors": true});
    let new = NewSquadSession {
        title: None,
        start: "2026-07-01T16:00:00Z".parse().unwrap(),
        conditions: serde_json::from_value(conditions).unwrap(),
        weeks: None,
        zone: None,
    };
    let session = club.engine.plan_squad_session(&club.squad, new).await.unwrap().remove(0);
    let record = club.engine.squad(&club.squad).await.unwrap();
    for celsius in [20.0, 34.0] {
        club.wait(16);
        let unit = Some(team::heat::Unit::Celsius);
        let new =
            engine::NewHeatReading { value: Some(celsius), unit, confirmed: true, ..Default::default() };
        club.engine.read_heat(&club.squad, &session.id, &club.founder, new).await.unwrap();
        let heat = club.engine.heat_now(&record, &session).await.unwrap();
        let of = |id: &str| heat.iter().find(|one| one.policy == id).unwrap();
        let silent = of("ghsa-2.67");
        assert_eq!((silent.action, silent.judgement.stop), (team::heat::Action::NotCovered, false));
        assert_ne!(of("acsm-2007").action, team::heat::Action::NotCovered);
    }
    // The heat is there all the same: who is weighed in and not out is looked for.
    club.weigh(&session, "in", 0, Side::In, 82.4).await;
    club.at("2026-07-01T18:01:00Z");
    assert_eq!(club.flags(&session, 0).await[0], (Code::NoOut, Urgency::Red));
}

#[tokio::test]
async fn what_an_athlete_may_no_longer_have_is_on_no_label() {
    let club = Club::new().await;
    let session = club.session().await;
    let wishes = engine::BottleWishes::default();
    club.engine.plan_bottles(&club.founder, &club.squad, &session.id, wishes).await.unwrap();
    let labels = async || {
        let labels = club.engine.bottle_labels(&club.founder, &club.squad, &session.id).await.unwrap();
        labels.iter().filter(|label| label.name == "Ada A").count()
    };
    assert!(labels().await > 0);
    // A condition for which no amount is advised is told an hour later.
    let condition = serde_json::from_value(serde_json::json!("kidney-disease")).unwrap();
    let changes = engine::AthleteChanges { conditions: Some(vec![condition]), ..Default::default() };
    club.engine.put_athlete(&club.athletes[0], changes, &TimeZone::UTC).await.unwrap();
    assert_eq!(labels().await, 0);
    let sheet = club.engine.bottles(&club.founder, &club.squad, &session.id).await.unwrap();
    let row = sheet.rows.iter().find(|row| row.athlete() == Some(&club.athletes[0])).unwrap();
    assert_eq!((row.bottles(), row.why().unwrap().as_slice()), (None, ["no-amounts"].as_slice()));
    assert_eq!(club.row(&session, 0).await.no_amounts(), Some(&true));
}

#[tokio::test]
async fn a_weekly_series_is_changed_for_one_date_for_those_after_it_and_for_all() {
    let club = Club::new().await;
    let zone = TimeZone::get("Europe/Lisbon").unwrap();
    let conditions = serde_json::json!({"sport": "soccer", "duration": "90 min", "air_temperature": "20 °C"});
    let conditions: engine::ConditionsInput = serde_json::from_value(conditions).unwrap();
    let new = NewSquadSession {
        title: None,
        start: "2026-10-08T18:00:00+01:00".parse().unwrap(),
        conditions: conditions.clone(),
        weeks: Some(5),
        zone: Some(zone.clone()),
    };
    let ids: Vec<String> = club
        .engine
        .plan_squad_session(&club.squad, new)
        .await
        .unwrap()
        .into_iter()
        .map(|session| session.id)
        .collect();
    let starts = async || {
        let (from, to) = ("2026-10-01T00:00:00Z".parse().unwrap(), "2026-12-01T00:00:00Z".parse().unwrap());
        let all = club.engine.squad_sessions(&club.squad, from, to).await.unwrap();
        let clock = |session: &SquadSession| {
            session.time.start.to_zoned_datetime(zone.clone()).strftime("%d %H:%M").to_string()
        };
        all.iter().map(clock).collect::<Vec<_>>()
    };
    let change = async |place: usize, start: &str, extent: Extent| {
        let start: Timestamp = start.parse().unwrap();
        let time = team::session::PlannedTime { start, end: start + SignedDuration::from_mins(75) };
        let changes = SessionChanges {
            time: Some(time),
            extent,
            zone: Some(zone.clone()),
            ..SessionChanges::default()
        };
        club.engine.change_squad_session(&club.squad, &ids[place], changes).await.unwrap()
    };
    change(1, "2026-10-16T10:00:00+01:00", Extent::This).await;
    assert_eq!(starts().await, ["08 18:00", "16 10:00", "22 18:00", "29 18:00", "05 18:00"]);
    // From the third on a day earlier and at 17:30; the clocks go back on the 25th.
    change(2, "2026-10-21T17:30:00+01:00", Extent::Following).await;
    assert_eq!(starts().await, ["08 18:00", "16 10:00", "21 17:30", "28 17:30", "04 17:30"]);
    let last = change(0, "2026-10-08T19:00:00+01:00", Extent::All).await;
    assert_eq!(last.conditions.duration.as_minutes(), 75.0);
    assert_eq!(starts().await, ["08 19:00", "16 10:00", "21 19:00", "28 19:00", "04 19:00"]);
    // Weather that is known now; the needs follow, the duration stays.
    let hot = SessionChanges {
        conditions: Some(engine::ConditionsInput {
            air_temperature: Some(units::Temperature::from_celsius(31.0)),
            ..conditions
        }),
        ..SessionChanges::default()
    };
    let hot = club.engine.change_squad_session(&club.squad, &ids[0], hot).await.unwrap();
    assert_eq!(
        (hot.conditions.air_temperature.as_celsius(), hot.conditions.duration.as_minutes()),
        (31.0, 75.0)
    );
    // One at which somebody was weighed stays; the others go.
    let session = club.engine.squad_session(&club.squad, &ids[4]).await.unwrap();
    club.weigh(&session, "in", 0, Side::In, 82.4).await;
    assert!(club.engine.cancel_squad_session(&club.squad, &ids[4], Extent::This).await.is_err());
    assert_eq!(club.engine.cancel_squad_session(&club.squad, &ids[3], Extent::All).await.unwrap(), 3);
    assert_eq!(starts().await, ["16 10:00", "04 19:00"]);
}
