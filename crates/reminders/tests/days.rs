//! Days of messages: what is said when, what is dropped, what is taken back.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use jiff::civil::time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use reminders::{
    Alert, Dispatch, Facts, Kind, Message, Notice, Outbox, Outcome, Phase, Quiet, Rules, Session, Settings,
    Situation, SquadSession, SquadSituation, Wanted, What, Window,
};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn window(phase: Phase, from: &str, until: &str) -> Window {
    Window {
        phase,
        from: at(from),
        until: at(until),
        fluid_ml: Some((300, 500)),
        needs: vec![format!("{phase:?}").to_lowercase()],
        taken: false,
    }
}

/// A run at ten, with two hours to drink before it.
fn run() -> Session {
    Session {
        id: "p-1".into(),
        title: "Long run".into(),
        start: at("2027-06-02T10:00:00Z"),
        end: at("2027-06-02T12:00:00Z"),
        windows: vec![
            window(Phase::Before, "2027-06-02T08:00:00Z", "2027-06-02T10:00:00Z"),
            window(Phase::During, "2027-06-02T10:00:00Z", "2027-06-02T12:00:00Z"),
            window(Phase::After, "2027-06-02T12:00:00Z", "2027-06-02T14:00:00Z"),
            window(Phase::BeforeSleep, "2027-06-02T21:00:00Z", "2027-06-02T22:00:00Z"),
        ],
        ..Session::default()
    }
}

fn situation(sessions: Vec<Session>) -> Situation {
    Situation { sessions, ..Situation::of(Settings::default(), TimeZone::UTC) }
}

struct Phone {
    outbox: Outbox,
    channels: Vec<String>,
    settings: Settings,
}

impl Phone {
    fn new() -> Self {
        Self { outbox: Outbox::default(), channels: vec!["phone".into()], settings: Settings::default() }
    }

    fn settle(&mut self, wanted: Wanted, now: &str) -> Vec<Dispatch> {
        let rules = Rules { settings: &self.settings, zone: &TimeZone::UTC };
        self.outbox.settle(wanted, &self.channels, &rules, at(now))
    }

    /// Sends all that is due, successfully, and says what: a minus before the key of what is taken back.
    fn told(&mut self, wanted: Wanted, now: &str) -> Vec<String> {
        let dispatches = self.settle(wanted, now);
        dispatches.iter().for_each(|dispatch| self.outbox.finish(dispatch, Outcome::Accepted, at(now)));
        let word = |dispatch: &Dispatch| match dispatch.what {
            What::Message(_) => dispatch.key.clone(),
            What::Withdrawn { .. } => format!("-{}", dispatch.key),
        };
        dispatches.iter().map(word).collect()
    }
}

#[test]
fn a_day_with_a_run_says_each_thing_at_its_minute_and_once() {
    let mut phone = Phone::new();
    let mut told = Vec::new();
    let mut now = at("2027-06-01T12:00:00Z");
    while now < at("2027-06-03T12:00:00Z") {
        for key in phone.told(situation(vec![run()]).wanted(), &now.to_string()) {
            told.push(format!("{} {key}", now.strftime("%d %H:%M")));
        }
        now += SignedDuration::from_mins(1);
    }
    let day = [
        "01 19:00 pack:2027-06-02",
        "02 08:00 drink:p-1",
        "02 09:30 weigh-before:p-1",
        "02 12:00 weigh-after:p-1",
        "02 12:15 after:p-1",
        "02 21:00 sleep:p-1",
    ];
    assert_eq!(told, day);
    assert_eq!(phone.outbox.missed, 0);
}

#[test]
fn sips_come_every_twenty_minutes_for_who_wants_them() {
    let mut situation = situation(vec![run()]);
    situation.settings.kinds.insert(Kind::During, true);
    let sips: Vec<String> = situation
        .wanted()
        .messages
        .iter()
        .filter(|message| message.kind == Kind::During)
        .map(|message| message.due.strftime("%H:%M").to_string())
        .collect();
    assert_eq!(sips, ["10:20", "10:40", "11:00", "11:20", "11:40"]);
}

#[test]
fn each_kind_can_be_switched_off() {
    let notices = vec![
        Notice::Reconnect {
            provider: "strava".into(),
            name: "Strava".into(),
            since: at("2027-06-02T09:00:00Z"),
        },
        Notice::Duplicate { question: "q".into(), at: at("2027-06-02T09:00:00Z") },
    ];
    let run = Session { forecast_changed: Some((at("2027-06-02T07:00:00Z"), 400)), ..run() };
    let mut all = Situation { notices, ..situation(vec![run]) };
    all.settings.kinds.insert(Kind::During, true);
    for kind in Kind::CHOICES {
        assert!(all.wanted().messages.iter().any(|message| message.kind == kind), "{kind} never comes");
        let mut without = all.clone();
        without.settings.kinds.insert(kind, false);
        assert!(without.wanted().messages.iter().all(|message| message.kind != kind), "{kind} still comes");
    }
}

#[test]
fn what_was_done_is_not_asked_for_and_needs_no_further_word() {
    let mut phone = Phone::new();
    assert_eq!(phone.told(situation(vec![run()]).wanted(), "2027-06-02T08:00:00Z"), ["drink:p-1"]);
    let mut drunk = run();
    drunk.windows[0].taken = true;
    drunk.weighed_before = true;
    assert!(phone.told(situation(vec![drunk]).wanted(), "2027-06-02T09:45:00Z").is_empty());
    // Nor does it when the session is cancelled afterwards.
    assert!(phone.told(Wanted::default(), "2027-06-02T09:50:00Z").is_empty());
}

#[test]
fn a_session_cancelled_before_is_never_sent_and_one_cancelled_after_is_taken_back_once() {
    let mut phone = Phone::new();
    assert!(phone.told(situation(vec![run()]).wanted(), "2027-06-02T07:59:00Z").is_empty());
    assert!(phone.told(situation(vec![]).wanted(), "2027-06-02T08:00:00Z").is_empty());
    assert!(phone.outbox.entries.is_empty(), "nothing of it stays");

    assert_eq!(phone.told(situation(vec![run()]).wanted(), "2027-06-02T08:01:00Z"), ["drink:p-1"]);
    assert_eq!(phone.told(situation(vec![]).wanted(), "2027-06-02T08:30:00Z"), ["-drink:p-1"]);
    assert!(phone.told(situation(vec![]).wanted(), "2027-06-02T08:31:00Z").is_empty());
}

#[test]
fn trap_10_a_plan_moved_after_the_message_takes_it_back_and_says_it_at_the_new_time() {
    let mut phone = Phone::new();
    assert_eq!(phone.told(situation(vec![run()]).wanted(), "2027-06-02T08:00:00Z"), ["drink:p-1"]);
    let later = |time: Timestamp| time + SignedDuration::from_hours(3);
    let mut moved = run();
    (moved.start, moved.end) = (later(moved.start), later(moved.end));
    for window in &mut moved.windows {
        (window.from, window.until) = (later(window.from), later(window.until));
    }
    let dispatches = phone.settle(situation(vec![moved.clone()]).wanted(), "2027-06-02T08:10:00Z");
    let [taken_back] = &dispatches[..] else { panic!("{dispatches:?}") };
    let What::Withdrawn { later: Some(new), .. } = &taken_back.what else { panic!("{taken_back:?}") };
    assert_eq!(new.facts.start, Some(moved.start));
    phone.outbox.finish(taken_back, Outcome::Accepted, at("2027-06-02T08:10:01Z"));
    let wanted = situation(vec![moved]).wanted();
    assert!(phone.told(wanted.clone(), "2027-06-02T10:59:00Z").is_empty());
    assert_eq!(phone.told(wanted, "2027-06-02T11:00:00Z"), ["drink:p-1"]);
}

#[test]
fn a_change_that_no_person_would_notice_is_not_sent_again() {
    let mut phone = Phone::new();
    phone.told(situation(vec![run()]).wanted(), "2027-06-02T08:00:00Z");
    let mut slightly = run();
    slightly.windows[0].fluid_ml = Some((310, 550));
    assert!(phone.told(situation(vec![slightly]).wanted(), "2027-06-02T08:05:00Z").is_empty());
    let mut much = run();
    much.windows[0].fluid_ml = Some((600, 900));
    assert_eq!(phone.told(situation(vec![much]).wanted(), "2027-06-02T08:06:00Z"), ["drink:p-1"]);
}

#[test]
fn trap_1_after_three_hours_of_outage_what_is_useless_is_dropped_and_counted() {
    let mut phone = Phone::new();
    let messages: Vec<Message> = (0..20)
        .map(|n| Message {
            key: format!("m:{n:02}"),
            kind: Kind::DrinkBefore,
            due: at("2027-06-02T09:00:00Z") + SignedDuration::from_mins(n),
            useless_after: at("2027-06-02T10:00:00Z") + SignedDuration::from_mins(n),
            facts: Facts::default(),
        })
        .collect();
    let wanted = Wanted { messages, ..Wanted::default() };
    assert!(phone.told(wanted.clone(), "2027-06-02T08:59:00Z").is_empty());
    assert!(phone.told(wanted, "2027-06-02T12:00:00Z").is_empty());
    assert_eq!(phone.outbox.missed, 20);
}

#[test]
fn of_several_late_messages_that_are_still_of_use_only_the_last_is_sent() {
    let mut phone = Phone::new();
    let wanted = situation(vec![run()]).wanted();
    assert!(phone.told(wanted.clone(), "2027-06-02T07:00:00Z").is_empty());
    assert_eq!(phone.told(wanted, "2027-06-02T09:50:00Z"), ["weigh-before:p-1"]);
    assert_eq!(phone.outbox.missed, 1);
}

#[test]
fn trap_6_five_messages_held_by_quiet_hours_are_one_in_the_morning() {
    let notice = |n: i64| Notice::Duplicate {
        question: format!("q{n}"),
        at: at("2027-06-01T23:00:00Z") + SignedDuration::from_mins(n),
    };
    let mut phone = Phone::new();
    // A run at five: what to drink before it is of no use when the night is over.
    let mut early = run();
    (early.start, early.end) = (at("2027-06-02T05:00:00Z"), at("2027-06-02T05:30:00Z"));
    early.windows = vec![window(Phase::Before, "2027-06-02T03:00:00Z", "2027-06-02T05:00:00Z")];
    early.weighed_after = true;
    let situation = Situation { notices: (0..5).map(notice).collect(), ..situation(vec![early]) };
    assert!(phone.told(situation.wanted(), "2027-06-01T23:30:00Z").is_empty());
    assert!(phone.told(situation.wanted(), "2027-06-02T06:29:59Z").is_empty());
    assert_eq!(phone.told(situation.wanted(), "2027-06-02T06:30:00Z"), ["digest:2027-06-02"]);
    assert!(phone.told(situation.wanted(), "2027-06-02T06:31:00Z").is_empty());
    let mut none = situation;
    none.settings.digest = false;
    assert!(none.wanted().messages.iter().all(|message| message.due < at("2027-06-01T22:30:00Z")));
}

#[test]
fn trap_6_one_message_held_by_quiet_hours_comes_as_itself() {
    let notices = vec![Notice::Duplicate { question: "q".into(), at: at("2027-06-01T23:00:00Z") }];
    let wanted = Situation { notices, ..situation(Vec::new()) }.wanted();
    let [only] = &wanted.messages[..] else { panic!("{wanted:?}") };
    assert_eq!((only.key.as_str(), only.due), ("duplicate:q", at("2027-06-02T06:30:00Z")));
}

#[test]
fn trap_7_packing_is_said_once_on_the_evenings_when_the_clocks_change() {
    for (day, due) in
        [("2027-03-28", "2027-03-28T01:30:00+01:00"), ("2027-10-31", "2027-10-31T01:30:00+01:00")]
    {
        let lisbon = TimeZone::get("Europe/Lisbon").unwrap();
        let next = day.parse::<jiff::civil::Date>().unwrap().tomorrow().unwrap();
        let start = next.at(9, 0, 0, 0).to_zoned_datetime(lisbon.clone()).unwrap().timestamp();
        let ride = Session { start, end: start + SignedDuration::from_hours(1), ..run() };
        let settings = Settings { quiet: None, pack_at: time(1, 30, 0, 0), ..Settings::default() };
        let situation = Situation { sessions: vec![ride], ..Situation::of(settings.clone(), lisbon.clone()) };
        let mut outbox = Outbox::default();
        let (mut told, mut now) =
            (Vec::new(), at(&format!("{day}T00:00:00Z")) - SignedDuration::from_hours(2));
        for _ in 0..600 {
            let rules = Rules { settings: &settings, zone: &lisbon };
            for dispatch in outbox.settle(situation.wanted(), &["phone".into()], &rules, now) {
                outbox.finish(&dispatch, Outcome::Accepted, now);
                told.push((dispatch.key.clone(), now));
            }
            now += SignedDuration::from_mins(1);
        }
        let packs: Vec<_> = told.iter().filter(|(key, _)| key.starts_with("pack:")).collect();
        // On the 28th of March the clocks skip 01:30: it is said at 02:30 by the new time, the same instant.
        let expected = if day == "2027-03-28" { at("2027-03-28T01:30:00Z") } else { at(due) };
        assert_eq!(packs, [&(format!("pack:{next}"), expected)], "{day}");
    }
}

#[test]
fn the_daily_limit_drops_the_rest_and_ends_with_the_local_day() {
    let mut phone = Phone::new();
    phone.settings.daily_limit = 2;
    let wanted = situation(vec![run()]).wanted();
    let mut told = Vec::new();
    for now in ["08:00", "09:30", "12:00", "12:15", "21:00"] {
        told.extend(phone.told(wanted.clone(), &format!("2027-06-02T{now}:00Z")));
    }
    assert_eq!(told, ["drink:p-1", "weigh-before:p-1"]);
    assert_eq!(phone.outbox.missed, 3);
}

#[test]
fn trap_9_a_channel_that_is_down_for_seconds_is_tried_again_while_the_message_is_of_use() {
    let mut phone = Phone::new();
    let wanted = situation(vec![run()]).wanted();
    let first = phone.settle(wanted.clone(), "2027-06-02T08:00:00Z");
    phone.outbox.finish(&first[0], Outcome::Later(None), at("2027-06-02T08:00:01Z"));
    assert!(phone.settle(wanted.clone(), "2027-06-02T08:00:05Z").is_empty(), "it waits");
    let second = phone.settle(wanted.clone(), "2027-06-02T08:00:11Z");
    assert_eq!(second, first, "the same key and version");
    let told_when = at("2027-06-02T08:05:00Z");
    phone.outbox.finish(&second[0], Outcome::Later(Some(told_when)), at("2027-06-02T08:00:12Z"));
    let rules = Rules { settings: &Settings::default(), zone: &TimeZone::UTC };
    assert_eq!(phone.outbox.next(&phone.channels, &rules, at("2027-06-02T08:00:13Z")), Some(told_when));
    assert!(phone.settle(wanted.clone(), "2027-06-02T08:04:59Z").is_empty(), "Retry-After is honoured");
    assert_eq!(phone.told(wanted, "2027-06-02T08:05:00Z"), ["drink:p-1"]);
}

#[test]
fn trap_4_a_claim_whose_instance_died_runs_out_and_is_sent_under_the_same_name() {
    let mut phone = Phone::new();
    let wanted = situation(vec![run()]).wanted();
    let claimed = phone.settle(wanted.clone(), "2027-06-02T08:00:00Z");
    assert_eq!(claimed.len(), 1);
    assert!(phone.settle(wanted.clone(), "2027-06-02T08:01:00Z").is_empty(), "somebody is at it");
    let again = phone.settle(wanted, "2027-06-02T08:01:30Z");
    assert_eq!(again, claimed);
}

#[test]
fn a_channel_that_was_added_late_hears_what_is_still_of_use() {
    let mut phone = Phone::new();
    let wanted = situation(vec![run()]).wanted();
    phone.told(wanted.clone(), "2027-06-02T08:00:00Z");
    phone.channels.push("mail".into());
    let late = phone.settle(wanted, "2027-06-02T08:30:00Z");
    assert_eq!(late.iter().map(|dispatch| dispatch.channel.as_str()).collect::<Vec<_>>(), ["mail"]);
}

/// The run with so much to drink before it.
fn run_of(most: u32) -> Wanted {
    let mut run = run();
    run.windows[0].fluid_ml = Some((300, most));
    situation(vec![run]).wanted()
}

#[test]
fn small_changes_that_add_up_are_told() {
    let mut phone = Phone::new();
    assert_eq!(phone.told(run_of(500), "2027-06-02T08:00:00Z"), ["drink:p-1"]);
    assert!(phone.told(run_of(560), "2027-06-02T08:05:00Z").is_empty());
    assert_eq!(phone.told(run_of(620), "2027-06-02T08:10:00Z"), ["drink:p-1"], "120 mL more than was read");
}

#[test]
fn what_was_passed_over_is_told_when_small_changes_add_up_and_not_when_they_cancel_out() {
    let (mut back, mut on) = (Phone::new(), Phone::new());
    for phone in [&mut back, &mut on] {
        assert_eq!(phone.told(run_of(500), "2027-06-02T09:50:00Z"), ["weigh-before:p-1"]);
        assert!(phone.told(run_of(560), "2027-06-02T09:51:00Z").is_empty());
    }
    assert!(back.told(run_of(500), "2027-06-02T09:52:00Z").is_empty());
    assert_eq!(on.told(run_of(620), "2027-06-02T09:52:00Z"), ["drink:p-1"]);
}

#[test]
fn what_was_passed_over_is_not_told_because_the_session_was_cancelled_and_put_back() {
    let mut phone = Phone::new();
    assert_eq!(phone.told(run_of(500), "2027-06-02T09:50:00Z"), ["weigh-before:p-1"]);
    assert_eq!(phone.told(Wanted::default(), "2027-06-02T09:51:00Z"), ["-weigh-before:p-1"]);
    assert_eq!(phone.told(run_of(500), "2027-06-02T09:52:00Z"), ["weigh-before:p-1"]);
    assert_eq!(phone.outbox.missed, 1);
}

#[test]
fn a_kind_that_is_switched_off_and_on_again_is_not_told_twice() {
    let mut phone = Phone::new();
    let wanted = situation(vec![run()]).wanted();
    assert_eq!(phone.told(wanted.clone(), "2027-06-02T12:00:00Z"), ["weigh-after:p-1"]);
    let mut without = situation(vec![run()]);
    without.settings.kinds.insert(Kind::WeighAfter, false);
    assert!(phone.told(without.wanted(), "2027-06-02T12:05:00Z").is_empty());
    assert!(phone.told(wanted, "2027-06-02T12:06:00Z").is_empty());
}

#[test]
fn a_session_moved_there_and_back_is_not_told_twice() {
    let mut phone = Phone::new();
    let later = Session { end: at("2027-06-02T12:30:00Z"), ..run() };
    assert_eq!(phone.told(situation(vec![run()]).wanted(), "2027-06-02T12:00:00Z"), ["weigh-after:p-1"]);
    assert!(phone.told(situation(vec![later]).wanted(), "2027-06-02T12:05:00Z").is_empty());
    assert!(phone.told(situation(vec![run()]).wanted(), "2027-06-02T12:06:00Z").is_empty());
}

#[test]
fn what_was_done_or_only_informed_wakes_no_worker() {
    let mut drunk = run();
    drunk.windows[0].taken = true;
    let mut phone = Phone::new();
    assert_eq!(phone.told(situation(vec![run()]).wanted(), "2027-06-02T08:00:00Z"), ["drink:p-1"]);
    phone.told(situation(vec![drunk]).wanted(), "2027-06-02T08:05:00Z");
    let rules = Rules { settings: &Settings::default(), zone: &TimeZone::UTC };
    let next = phone.outbox.next(&phone.channels, &rules, at("2027-06-02T08:05:00Z"));
    assert_eq!(next, Some(at("2027-06-02T09:30:00Z")), "the weighing");

    let mut phone = Phone::new();
    assert_eq!(phone.told(situation(vec![run()]).wanted(), "2027-06-02T12:00:00Z"), ["weigh-after:p-1"]);
    assert!(phone.told(Wanted::default(), "2027-06-02T12:05:00Z").is_empty());
    assert_eq!(phone.outbox.next(&phone.channels, &rules, at("2027-06-02T12:05:00Z")), None);
}

#[test]
fn a_session_moved_in_the_quiet_hours_is_told_when_they_end() {
    let mut phone = Phone::new();
    let mut late = run();
    (late.start, late.end) = (at("2027-06-02T23:30:00Z"), at("2027-06-03T00:00:00Z"));
    late.windows = vec![window(Phase::Before, "2027-06-02T21:30:00Z", "2027-06-02T23:30:00Z")];
    assert_eq!(phone.told(situation(vec![late.clone()]).wanted(), "2027-06-02T21:30:00Z"), ["drink:p-1"]);
    (late.start, late.end) = (at("2027-06-03T07:30:00Z"), at("2027-06-03T08:00:00Z"));
    late.windows = vec![window(Phase::Before, "2027-06-03T05:30:00Z", "2027-06-03T07:30:00Z")];
    let moved = situation(vec![late]).wanted();
    assert!(phone.told(moved.clone(), "2027-06-02T22:30:00Z").is_empty(), "it is quiet");
    // What the phone shows is useless when the quiet hours are over; the new message is not.
    let rules = Rules { settings: &Settings::default(), zone: &TimeZone::UTC };
    let next = phone.outbox.next(&phone.channels, &rules, at("2027-06-02T22:30:00Z"));
    assert_eq!(next, Some(at("2027-06-03T06:30:00Z")));
    assert_eq!(phone.told(moved, "2027-06-03T06:30:00Z"), ["drink:p-1"]);
}

#[test]
fn a_session_moved_to_another_day_is_told_under_a_new_name() {
    let mut phone = Phone::new();
    let first = phone.settle(situation(vec![run()]).wanted(), "2027-06-02T08:00:00Z");
    phone.outbox.finish(&first[0], Outcome::Accepted, at("2027-06-02T08:00:00Z"));
    phone.told(Wanted::default(), "2027-06-03T12:00:00Z");
    let mut moved = run();
    let later = |time: Timestamp| time + SignedDuration::from_hours(48);
    (moved.start, moved.end) = (later(moved.start), later(moved.end));
    moved.windows.truncate(1);
    for window in &mut moved.windows {
        (window.from, window.until) = (later(window.from), later(window.until));
    }
    let again = phone.settle(situation(vec![moved]).wanted(), "2027-06-04T08:00:00Z");
    assert_eq!((&again[0].key, again.len()), (&first[0].key, 1));
    assert!(again[0].version > first[0].version, "a channel would take it for the old one");
}

#[test]
fn outboxes_are_read_as_they_were_written() {
    let mut phone = Phone::new();
    phone.told(situation(vec![run()]).wanted(), "2027-06-02T08:00:00Z");
    let text = serde_json::to_string(&phone.outbox).unwrap();
    assert_eq!(serde_json::from_str::<Outbox>(&text).unwrap(), phone.outbox);
    let settings = Settings {
        quiet: Some(Quiet { from: time(22, 0, 0, 0), until: time(7, 0, 0, 0) }),
        ..Settings::default()
    };
    let text = serde_json::to_string(&settings).unwrap();
    assert_eq!(serde_json::from_str::<Settings>(&text).unwrap(), settings);
}

#[test]
fn the_page_of_faults_names_tests_that_exist() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(root.join("docs/notifications-traps.md")).unwrap();
    let mut numbers = 0;
    for row in page.lines().filter(|line| line.starts_with("| ") && line.contains("` in `")) {
        let (before, path) = row.split_once("` in `").unwrap();
        let name = before.rsplit_once('`').unwrap().1;
        // Tests of pages are named by a sentence.
        let name = if name.contains(' ') { name.to_owned() } else { format!("fn {name}(") };
        let source = std::fs::read_to_string(root.join(path.split_once('`').unwrap().0)).unwrap();
        assert!(source.contains(&name), "{row}");
        numbers += 1;
        assert!(row.starts_with(&format!("| {numbers} |")), "{row}");
    }
    assert_eq!(numbers, 67);
}

#[test]
fn a_clock_that_was_ahead_holds_nothing_up_once_it_is_set_right() {
    let mut phone = Phone::new();
    let run = || situation(vec![run()]).wanted();
    // By a clock that is a day ahead a message is claimed, and another is to be tried again; then both die.
    assert_eq!(phone.settle(run(), "2027-06-02T08:00:00Z").len(), 1);
    let entry = phone.outbox.entries.get_mut("drink:p-1").unwrap();
    let delivery = entry.deliveries.get_mut("phone").unwrap();
    delivery.under_way.as_mut().unwrap().until = at("2028-06-02T08:01:30Z");
    delivery.wait = Some(at("2028-06-02T09:00:00Z"));
    assert_eq!(phone.told(run(), "2027-06-02T08:01:00Z"), ["drink:p-1"]);
}

#[test]
fn a_channel_cannot_ask_to_wait_for_longer_than_a_day() {
    let mut phone = Phone::new();
    let run = || situation(vec![run()]).wanted();
    let dispatches = phone.settle(run(), "2027-06-02T08:00:00Z");
    let forever = Outcome::Later(Some(at("2099-01-01T00:00:00Z")));
    phone.outbox.finish(&dispatches[0], forever, at("2027-06-02T08:00:00Z"));
    let wait = phone.outbox.entries["drink:p-1"].deliveries["phone"].wait;
    assert_eq!(wait, Some(at("2027-06-03T08:00:00Z")));
}

fn squad(alerts: &[(&str, &str)], gained: &[(&str, &str)]) -> SquadSituation {
    let alert = |(name, since): &(&str, &str)| Alert {
        athlete: name.to_lowercase(),
        name: (*name).to_owned(),
        since: at(since),
    };
    let session = SquadSession {
        id: "ss-1".into(),
        title: "Training".into(),
        start: at("2027-06-02T16:00:00Z"),
        end: at("2027-06-02T17:30:00Z"),
        not_weighed_out: vec![("9 Bea".into(), at("2027-06-02T17:30:00Z"))],
        stop_drinking: gained.iter().map(alert).collect(),
        see_trainer: alerts.iter().map(alert).collect(),
        ..SquadSession::default()
    };
    SquadSituation { settings: Settings::default(), zone: TimeZone::UTC, sessions: vec![session] }
}

#[test]
fn red_flags_are_sent_first_after_an_outage_too_and_beyond_the_daily_limit() {
    let mut phone = Phone::new();
    phone.settings.daily_limit = 0;
    let now = "2027-06-02T18:30:00Z";
    let squad = squad(
        &[("Cid", "2027-06-02T17:31:00Z")],
        &[("Ana", "2027-06-02T17:33:00Z"), ("Eva", "2027-06-02T17:35:00Z")],
    );
    let told = phone.told(squad.wanted(at(now)), now);
    assert_eq!(told, ["flag:ss-1:ana", "flag:ss-1:eva", "flags:ss-1"], "nobody is passed over");
    assert_eq!(phone.outbox.missed, 1, "the scale can wait");
}

#[test]
fn whose_flags_a_message_tells_is_known_by_names_and_by_its_key() {
    let now = at("2027-06-02T18:00:00Z");
    let squad = squad(
        &[("Cid", "2027-06-02T17:31:00Z"), ("Eva", "2027-06-02T17:31:00Z")],
        &[("Ana", "2027-06-02T17:33:00Z")],
    );
    let mut told = Vec::new();
    for message in &squad.wanted(now).messages {
        for details in [false, true] {
            told.extend(
                squad
                    .flags_told(message, details)
                    .map(|athlete| format!("{} {details} {athlete}", message.kind)),
            );
        }
    }
    told.sort();
    assert_eq!(
        told,
        ["see-trainer true cid", "see-trainer true eva", "stop-drinking false ana", "stop-drinking true ana"]
    );
}

#[test]
fn another_flag_is_news_and_one_that_goes_is_not() {
    let mut phone = Phone::new();
    let mut told = |alerts: &[(&str, &str)], now: &str| {
        let wanted = squad(alerts, &[]).wanted(at(now));
        phone.told(wanted, now).into_iter().filter(|key| key.contains("flags")).collect::<Vec<_>>()
    };
    let (ana, cid) = (("Ana", "2027-06-02T17:31:00Z"), ("Cid", "2027-06-02T17:40:00Z"));
    assert_eq!(told(&[ana], "2027-06-02T17:31:00Z"), ["flags:ss-1"]);
    assert_eq!(told(&[ana, cid], "2027-06-02T17:40:00Z"), ["flags:ss-1"]);
    assert_eq!(told(&[cid], "2027-06-02T17:45:00Z"), [""; 0]);
    assert_eq!(told(&[], "2027-06-02T17:50:00Z"), ["-flags:ss-1"]);
    assert_eq!(told(&[cid], "2027-06-02T17:55:00Z"), ["flags:ss-1"]);
}
