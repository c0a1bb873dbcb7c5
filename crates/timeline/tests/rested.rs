//! Sleep against the sessions of the next day: a planted effect is found with its size, none is found where none is, and
//! nothing is said of few days.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use timeline::{
    Event, LEAST_DAYS, OfNight, OfSessions, Quality, Rested, Sleep, Source, Span, Workout, reconcile, rested,
};
use timeline::{Kind, Observation};
use units::{Duration, Frequency, Length};

/// Numbers that look like chance and are always the same (SplitMix64).
struct Chance(u64);

impl Chance {
    /// Between −1 and 1, the sum of many: nearly normal with a standard deviation of 1.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }

    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        f64::from(u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap()) / f64::from(u32::MAX)
    }
}

/// A season in which each hour of sleep over the usual makes a heartbeat carry this much farther, in logarithm.
fn season(days: i32, effect: f64, seed: u64) -> Vec<Event> {
    let mut chance = Chance(seed);
    let mut all = Vec::new();
    for day in 0..days {
        let morning = date(2026, 1, 1).saturating_add(day.days()).at(0, 0, 0, 0);
        let morning = TimeZone::UTC.to_timestamp(morning).unwrap();
        let at = |hours: f64| morning + SignedDuration::from_secs_f64(hours * 3600.0);
        let (onset, asleep) = (-1.0 + 0.5 * chance.normal(), 7.5 + 0.8 * chance.normal());
        let night = Span { start: at(onset), end: at(onset + asleep) };
        all.push(observation(format!("night-{day}"), night, Kind::Sleep(Sleep::default())));
        // The form grows over the season: a trend, no finding.
        let form = 0.001 * f64::from(day);
        let per_beat = (0.05 * chance.normal() + effect * (asleep - 7.5) + form).exp() * 1.1;
        let (minutes, rate) = (50.0 * (0.2 * chance.normal()).exp(), 145.0 + 4.0 * chance.normal());
        let run = Workout {
            sport: "running".into(),
            distance: Some(Length::from_m(per_beat * minutes * rate)),
            mean_heart_rate: Some(Frequency::from_per_min(rate)),
            timer: Some(Duration::from_minutes(minutes)),
            ..Workout::default()
        };
        let span = Span { start: at(17.0), end: at(17.0 + minutes / 60.0) };
        all.push(observation(format!("run-{day}"), span, Kind::Workout(run)));
    }
    reconcile(&all, &[], &TimeZone::UTC).events
}

fn observation(id: String, span: Span, kind: Kind) -> Observation {
    let source =
        Source { provider: "watch".into(), device: Some("one".into()), quality: Quality::DeviceFile };
    Observation::of(id, source, span, kind)
}

fn look(events: &[Event]) -> Rested {
    rested(events, &TimeZone::UTC)
}

fn link(of: &Rested, night: OfNight, sessions: OfSessions) -> &timeline::RestedLink {
    of.links.iter().find(|link| (link.night, link.sessions) == (night, sessions)).unwrap()
}

#[test]
fn a_planted_effect_is_found_with_its_size_and_the_trend_is_none() {
    let found = look(&season(120, 0.04, 1));
    assert_eq!((found.nights, found.days, found.links.len()), (120, 120, 9));
    let link = link(&found, OfNight::Asleep, OfSessions::DistancePerBeat);
    assert!(link.clear, "{link:?}");
    let effect = link.per_hour;
    assert!(effect.low < 0.04 && 0.04 < effect.high && effect.high - effect.low < 0.04, "{effect:?}");
    assert!(link.correlation.low > 0.2 && link.correlation.high < 0.9, "{:?}", link.correlation);
    assert!(link.words().starts_with("an hour more sleep went with +"), "{}", link.words());
    let trend = found.links.iter().filter(|link| link.sessions == OfSessions::Time && link.clear);
    assert_eq!(trend.count(), 0);
}

#[test]
fn where_there_is_no_effect_one_is_claimed_in_few_of_many_seasons_and_intervals_hold_the_truth() {
    let (mut claimed, mut held) = (0, 0);
    let seasons = 200;
    for seed in 0..seasons {
        let found = look(&season(60, 0.0, 1000 + seed));
        claimed += u64::from(found.links.iter().any(|link| link.clear));
        let effect = link(&found, OfNight::Asleep, OfSessions::DistancePerBeat).per_hour;
        held += u64::from(effect.low <= 0.0 && 0.0 <= effect.high);
    }
    assert!(claimed * 100 <= seasons * 8, "a link was claimed in {claimed} of {seasons} seasons without one");
    assert!(held * 100 >= seasons * 91, "{held} of {seasons} intervals held the truth");
}

#[test]
fn nothing_is_said_of_fewer_days_than_are_sensible() {
    let few = look(&season(i32::try_from(LEAST_DAYS).unwrap() - 1, 0.5, 3));
    assert_eq!((few.days, few.needed, few.links.len()), (LEAST_DAYS - 1, LEAST_DAYS, 0));
    let enough = look(&season(i32::try_from(LEAST_DAYS).unwrap() + 5, 0.5, 3));
    assert!(!enough.links.is_empty());
    assert_eq!(look(&[]), Rested { nights: 0, days: 0, needed: LEAST_DAYS, links: vec![] });
}

#[test]
fn what_was_done_before_going_to_bed_does_not_follow_the_night() {
    let at = |time: &str| time.parse::<Timestamp>().unwrap();
    let night = Span { start: at("2026-06-01T02:00:00Z"), end: at("2026-06-01T09:00:00Z") };
    let run = Span { start: at("2026-06-01T00:10:00Z"), end: at("2026-06-01T01:10:00Z") };
    let run_kind = Kind::Workout(Workout { sport: "running".into(), ..Workout::default() });
    let all = [
        observation("night".into(), night, Kind::Sleep(Sleep::default())),
        observation("run".into(), run, run_kind),
    ];
    let found = look(&reconcile(&all, &[], &TimeZone::UTC).events);
    assert_eq!((found.nights, found.days), (1, 0));
}
