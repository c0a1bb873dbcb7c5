//! Random days against an ideal scheduler: one that looks every minute and never dies.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use reminders::{
    Kind, Message, Outbox, Outcome, Phase, Rules, Session, Settings, Situation, Wanted, What, Window,
};

/// The day begins at this instant.
fn morning() -> Timestamp {
    "2027-06-02T05:00:00Z".parse().unwrap()
}

fn minute(minutes: i64) -> Timestamp {
    morning() + SignedDuration::from_mins(minutes)
}

/// Something that happens to the plan.
#[derive(Clone, Debug)]
enum Edit {
    Plan {
        id: u8,
        start: i64,
        length: i64,
        fluid: u32,
    },
    Cancel(u8),
    Drunk(u8),
    Weighed(u8),
    /// The weather changes the amounts by so much, mL.
    Weather(u8, i32),
    Zone(usize),
    Switch(usize),
}

const ZONES: [&str; 4] = ["UTC", "Europe/Lisbon", "Pacific/Auckland", "America/Los_Angeles"];
/// A day and a half.
const MINUTES: i64 = 36 * 60;

/// For each zone, whether each minute is in the quiet hours of [`Settings::default`]: asked of a calendar each time, it would
/// take most of the test's time.
static QUIET: LazyLock<Vec<Vec<bool>>> = LazyLock::new(|| {
    let quiet = Settings::default().quiet.unwrap();
    let of_zone = |name: &&str| {
        let zone = TimeZone::get(name).unwrap();
        (0..MINUTES).map(|at| quiet.end_at(minute(at), &zone).is_some()).collect()
    };
    ZONES.iter().map(of_zone).collect()
});

fn is_quiet(plan: &Situation, at: i64) -> bool {
    let zone = ZONES.iter().position(|name| plan.zone.iana_name() == Some(name)).unwrap();
    QUIET[zone][usize::try_from(at).unwrap()]
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => (0..3_u8, 60..MINUTES, 30..240_i64, 100..900_u32)
            .prop_map(|(id, start, length, fluid)| Edit::Plan { id, start, length, fluid }),
        2 => (0..3_u8).prop_map(Edit::Cancel),
        1 => (0..3_u8).prop_map(Edit::Drunk),
        1 => (0..3_u8).prop_map(Edit::Weighed),
        2 => (0..3_u8, -120..120_i32).prop_map(|(id, by)| Edit::Weather(id, by)),
        1 => (0..ZONES.len()).prop_map(Edit::Zone),
        1 => (0..Kind::CHOICES.len()).prop_map(Edit::Switch),
    ]
}

fn apply(edit: &Edit, plan: &mut Situation) {
    let name = |id: &u8| format!("p-{id}");
    match edit {
        Edit::Plan { id, start, length, fluid } => {
            plan.sessions.retain(|session| session.id != name(id));
            let (start, end) = (minute(*start), minute(start + length));
            let window = |phase, from, until| Window {
                phase,
                from,
                until,
                fluid_ml: Some((fluid / 2, *fluid)),
                needs: vec!["n".into()],
                taken: false,
            };
            plan.sessions.push(Session {
                id: name(id),
                title: "Run".into(),
                start,
                end,
                windows: vec![
                    window(Phase::Before, start - SignedDuration::from_mins(120), start),
                    window(Phase::After, end, end + SignedDuration::from_mins(120)),
                ],
                ..Session::default()
            });
        }
        Edit::Cancel(id) => plan.sessions.retain(|session| session.id != name(id)),
        Edit::Drunk(id) => {
            plan.sessions.iter_mut().filter(|s| s.id == name(id)).for_each(|s| s.windows[0].taken = true);
        }
        Edit::Weighed(id) => {
            plan.sessions.iter_mut().filter(|s| s.id == name(id)).for_each(|s| s.weighed_before = true);
        }
        Edit::Weather(id, by) => {
            let sessions = plan.sessions.iter_mut().filter(|session| session.id == name(id));
            for window in sessions.flat_map(|session| &mut session.windows) {
                window.fluid_ml =
                    window.fluid_ml.map(|(least, most)| (least, most.saturating_add_signed(*by)));
            }
        }
        Edit::Zone(zone) => plan.zone = TimeZone::get(ZONES[*zone]).unwrap(),
        Edit::Switch(kind) => {
            let kind = Kind::CHOICES[*kind];
            let wants = plan.settings.wants(kind);
            plan.settings.kinds.insert(kind, !wants);
        }
    }
}

/// Something that a phone was told: when, of what, and whether it was taken back.
type Told = (i64, String, bool);

/// Whether a reader of one message has to be told of the other.
fn differ(one: &Message, two: &Message) -> bool {
    let most = |message: &Message| message.facts.fluid_ml.map_or(0, |(_, most)| most);
    one.kind != two.kind
        || one.facts.start != two.facts.start
        || one.due != two.due
        || most(one).abs_diff(most(two)) >= 100
}

/// What an ideal scheduler tells: it knows at each minute what is wanted and what was shown, and nothing else.
#[derive(Default)]
struct Ideal {
    /// What the phone shows of each key, and whether that was taken back.
    shown: BTreeMap<String, (Message, bool)>,
    /// Late messages that were passed over, as they were.
    passed: BTreeMap<String, Message>,
    /// What the athlete did, until it is wanted anew.
    done: BTreeSet<String>,
    /// When each key was last of use: a day later it is forgotten, and is then as good as new.
    useless_after: BTreeMap<String, Timestamp>,
}

impl Ideal {
    /// The plan was changed.
    fn take_over(&mut self, wanted: &Wanted, at: i64) {
        self.forget(at);
        let of_wanted = |message: &Message| (message.key.clone(), message.useless_after);
        self.useless_after.extend(wanted.messages.iter().map(of_wanted));
        self.done.extend(wanted.done.iter().cloned());
        for message in &wanted.messages {
            self.done.remove(&message.key);
        }
    }

    fn forget(&mut self, at: i64) {
        let (now, day) = (minute(at), SignedDuration::from_hours(24));
        let known = &mut self.useless_after;
        known.retain(|_, useless_after| now < *useless_after + day);
        self.shown.retain(|key, _| known.contains_key(key));
        self.passed.retain(|key, _| known.contains_key(key));
    }

    fn minute(&mut self, plan: &Situation, wanted: &Wanted, at: i64) -> Vec<Told> {
        self.forget(at);
        let now = minute(at);
        if is_quiet(plan, at) {
            return Vec::new();
        }
        let due = |message: &Message| message.due <= now && now < message.useless_after;
        let mut fresh: Vec<&Message> = wanted
            .messages
            .iter()
            .filter(|message| due(message) && !self.shown.contains_key(&message.key))
            .collect();
        fresh.retain(|message| self.passed.get(&message.key).is_none_or(|passed| differ(passed, message)));
        let late = |message: &&Message| now.duration_since(message.due) > SignedDuration::from_mins(10);
        let newest =
            fresh.iter().copied().filter(late).max_by_key(|message| (message.due, message.key.clone()));
        let over: Vec<&Message> =
            fresh.iter().copied().filter(late).filter(|one| Some(*one) != newest).collect();
        fresh.retain(|message| !over.contains(message));
        self.passed.extend(over.into_iter().map(|message| (message.key.clone(), message.clone())));
        let mut told: Vec<Told> = fresh.iter().map(|message| (at, message.key.clone(), false)).collect();
        let fresh: Vec<Message> = fresh.into_iter().cloned().collect();
        for (key, (shown, withdrawn)) in &mut self.shown {
            let newer = wanted.messages.iter().find(|message| message.key == *key);
            match newer {
                Some(newer) if due(newer) && (*withdrawn || differ(shown, newer)) => {
                    told.push((at, key.clone(), false));
                    (*shown, *withdrawn) = (newer.clone(), false);
                }
                Some(newer) if newer.due <= now || !differ(shown, newer) => {}
                newer => {
                    let done = newer.is_none() && self.done.contains(key);
                    let taken_back = matches!(
                        shown.kind,
                        Kind::DrinkBefore
                            | Kind::WeighBefore
                            | Kind::Pack
                            | Kind::Forecast
                            | Kind::BeforeSleep
                    );
                    if !done && !*withdrawn && taken_back && now < shown.useless_after {
                        told.push((at, key.clone(), true));
                        *withdrawn = true;
                    }
                }
            }
        }
        self.shown.extend(fresh.into_iter().map(|message| (message.key.clone(), (message, false))));
        told.sort();
        told
    }
}

fn world(edits: &[(i64, Edit)]) -> BTreeMap<i64, Vec<Edit>> {
    let mut world: BTreeMap<i64, Vec<Edit>> = BTreeMap::new();
    for (at, edit) in edits {
        world.entry(*at).or_default().push(edit.clone());
    }
    world
}

fn start() -> Situation {
    Situation::of(Settings { daily_limit: 50, ..Settings::default() }, TimeZone::UTC)
}

/// 200 days of the fixed seed 41; `ISOTONE_DAYS` plays more of them, `ISOTONE_SEED` others.
fn days() -> ProptestConfig {
    let number = |name| std::env::var(name).ok().and_then(|text| text.parse::<u32>().ok());
    let rng_seed = RngSeed::Fixed(number("ISOTONE_SEED").unwrap_or(41).into());
    let cases = number("ISOTONE_DAYS").unwrap_or(200);
    ProptestConfig { cases, rng_seed, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(days())]

    /// Two instances that share a stored outbox, looking in any order, tell what the ideal scheduler tells.
    #[test]
    fn what_is_told_is_what_an_ideal_scheduler_tells(
        edits in proptest::collection::vec((0..MINUTES, edit()), 1..14),
        first in any::<u64>(),
    ) {
        let (world, mut plan) = (world(&edits), start());
        let (mut ideal, mut outbox) = (Ideal::default(), Outbox::default());
        let mut wanted = plan.wanted();
        ideal.take_over(&wanted, 0);
        let mut wake = Some(minute(0));
        for at in 0..MINUTES {
            for edit in world.get(&at).into_iter().flatten() {
                apply(edit, &mut plan);
                wanted = plan.wanted();
            }
            if world.contains_key(&at) {
                ideal.take_over(&wanted, at);
            }
            let now = minute(at);
            let expected = ideal.minute(&plan, &wanted, at);
            // Unlike the ideal scheduler, they look only at changes and when the outbox says that something is due.
            if !world.contains_key(&at) && wake.is_none_or(|wake| now < wake) {
                prop_assert_eq!(expected, Vec::new(), "missed at {} of {:?}", now, edits);
                continue;
            }
            let rules = Rules { settings: &plan.settings, zone: &plan.zone };
            // Both look before either has sent anything.
            let mut under_way = outbox.settle(wanted.clone(), &["phone".into()], &rules, now);
            under_way.extend(outbox.settle(wanted.clone(), &["phone".into()], &rules, now));
            if first.rotate_left((at % 64) as u32) & 1 == 1 {
                under_way.reverse();
            }
            let mut told = Vec::new();
            for dispatch in under_way {
                // Each restarts before it notes the outcome.
                outbox = serde_json::from_str(&serde_json::to_string(&outbox).unwrap()).unwrap();
                outbox.finish(&dispatch, Outcome::Accepted, now);
                told.push((at, dispatch.key, matches!(dispatch.what, What::Withdrawn { .. })));
            }
            wake = outbox.next(&["phone".into()], &rules, now);
            prop_assert!(wake.is_none_or(|wake| now < wake), "never asleep at {} of {:?}", now, edits);
            told.sort();
            prop_assert_eq!(told, expected, "at {} of {:?}", now, edits);
        }
    }

    /// Instances that die over what they send: nothing is told that is not wanted at that very minute, and what is told twice
    /// has the same name.
    #[test]
    fn instances_that_die_tell_nothing_wrong(
        edits in proptest::collection::vec((0..MINUTES, edit()), 1..14),
        deaths in proptest::collection::btree_set(0..MINUTES, 0..200),
    ) {
        let (world, mut plan, mut outbox) = (world(&edits), start(), Outbox::default());
        let mut names: BTreeSet<(String, u32, bool)> = BTreeSet::new();
        let mut wanted = plan.wanted();
        for at in 0..MINUTES {
            for edit in world.get(&at).into_iter().flatten() {
                apply(edit, &mut plan);
                wanted = plan.wanted();
            }
            let now = minute(at);
            let rules = Rules { settings: &plan.settings, zone: &plan.zone };
            for dispatch in outbox.settle(wanted.clone(), &["phone".into()], &rules, now) {
                let is_wanted = wanted.messages.iter().find(|message| message.key == dispatch.key);
                match &dispatch.what {
                    What::Message(message) => {
                        prop_assert_eq!(is_wanted, Some(message));
                        prop_assert!(message.due <= now && now < message.useless_after);
                    }
                    What::Withdrawn { .. } => prop_assert!(is_wanted.is_none_or(|message| message.due > now)),
                }
                let name = (dispatch.key.clone(), dispatch.version, matches!(dispatch.what, What::Withdrawn { .. }));
                let dies = deaths.contains(&at);
                // The same name again is the same message, and only after a death.
                prop_assert!(names.insert(name) || !deaths.is_empty());
                if !dies {
                    outbox.finish(&dispatch, Outcome::Accepted, now);
                }
            }
        }
    }
}
