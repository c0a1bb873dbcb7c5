//! What the cache promises, against a source and a clock that do as they are told.
#![expect(clippy::unwrap_used, reason = "a test helper that fails should stop its test")]

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use connect::Now;
use connect::weather::{
    CacheLimits, Cached, Climatology, Fallback, HourRange, HourlyWeather, Hours, Kind, Place, Typed, Weather,
    WeatherError,
};
use jiff::{SignedDuration, Timestamp};
use units::{AirSpeed, Fraction, Temperature};

const MORNING: (&str, &str) = ("2026-07-18T08:20:00Z", "2026-07-18T09:50:00Z");

/// A source that notes what it was asked and answers with one kind, up to a last hour, or fails.
#[derive(Clone)]
struct Told(Arc<Mutex<State>>);

struct State {
    kind: Kind,
    until: Timestamp,
    failure: Option<WeatherError>,
    asked: Vec<(Place, String, String)>,
}

impl Told {
    fn set(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.0.lock().unwrap());
    }

    fn asked(&self) -> Vec<(Place, String, String)> {
        std::mem::take(&mut self.0.lock().unwrap().asked)
    }
}

impl Weather for Told {
    fn hours(&self, place: Place, from: Timestamp, to: Timestamp) -> Hours<'_> {
        Box::pin(async move {
            // Let others in, so that a cache that does not make them wait is found out.
            tokio::task::yield_now().await;
            let mut state = self.0.lock().unwrap();
            state.asked.push((place, from.to_string(), to.to_string()));
            if let Some(failure) = state.failure.clone() {
                return Err(failure);
            }
            let hour = |at| HourlyWeather { kind: state.kind, ..Climatology::hour(place, at) };
            Ok(HourRange::covering(from, to)?.hours().filter(|at| *at <= state.until).map(hour).collect())
        })
    }
}

struct Bench {
    source: Told,
    time: Arc<AtomicI64>,
    cache: Cached<Told>,
}

impl Bench {
    fn new(limits: CacheLimits) -> Self {
        let state = State { kind: Kind::Forecast, until: Timestamp::MAX, failure: None, asked: Vec::new() };
        let source = Told(Arc::new(Mutex::new(state)));
        let time = Arc::new(AtomicI64::new(at("2026-07-18T06:30:00Z").as_second()));
        let clock = Arc::clone(&time);
        let now: Now = Arc::new(move || Timestamp::from_second(clock.load(Ordering::Relaxed)).unwrap());
        Self { cache: Cached::new(source.clone(), limits, now), source, time }
    }

    fn pass(&self, time: SignedDuration) {
        self.time.fetch_add(time.as_secs(), Ordering::Relaxed);
    }

    async fn ask(&self, (from, to): (&str, &str)) -> Result<Vec<HourlyWeather>, WeatherError> {
        self.cache.hours(dublin(), at(from), at(to)).await
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn dublin() -> Place {
    Place::new(53.3498, -6.2603).unwrap()
}

#[tokio::test]
async fn a_cell_is_asked_once_about_its_middle() {
    let bench = Bench::new(CacheLimits::default());
    assert_eq!(bench.ask(MORNING).await.unwrap().len(), 3);
    let neighbour = Place::new(53.31, -6.34).unwrap();
    bench.cache.hours(neighbour, at(MORNING.0), at(MORNING.1)).await.unwrap();
    let asked = bench.source.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].0, Place::new(53.3, -6.3).unwrap());
}

#[tokio::test]
async fn only_the_hours_that_are_missing_are_asked() {
    let bench = Bench::new(CacheLimits::default());
    bench.ask(MORNING).await.unwrap();
    bench.source.asked();
    assert_eq!(bench.ask(("2026-07-18T08:20:00Z", "2026-07-18T12:00:00Z")).await.unwrap().len(), 5);
    let (_, from, to) = bench.source.asked().remove(0);
    assert_eq!((from.as_str(), to.as_str()), ("2026-07-18T11:00:00Z", "2026-07-18T12:00:00Z"));
}

#[tokio::test]
async fn a_forecast_ages_and_the_archive_replaces_it_for_good() {
    let bench = Bench::new(CacheLimits::default());
    bench.ask(MORNING).await.unwrap();
    bench.pass(SignedDuration::from_mins(59));
    bench.ask(MORNING).await.unwrap();
    assert_eq!(bench.source.asked().len(), 1, "still fresh");
    bench.pass(SignedDuration::from_hours(24 * 6));
    bench.source.set(|state| state.kind = Kind::Archive);
    let kind = |hours: Vec<HourlyWeather>| hours.into_iter().map(|hour| hour.kind).collect::<Vec<_>>();
    assert_eq!(kind(bench.ask(MORNING).await.unwrap()), [Kind::Archive; 3]);
    assert_eq!(bench.source.asked().len(), 1);

    bench.pass(SignedDuration::from_hours(24 * 365));
    bench.source.set(|state| state.kind = Kind::Forecast);
    assert_eq!(kind(bench.ask(MORNING).await.unwrap()), [Kind::Archive; 3]);
    assert_eq!(bench.source.asked().len(), 0, "what happened does not age");

    // Hours on both sides make the source be asked over the archived ones as well.
    let around = bench.ask(("2026-07-18T07:00:00Z", "2026-07-18T11:00:00Z")).await.unwrap();
    let (forecast, archive) = (Kind::Forecast, Kind::Archive);
    assert_eq!(kind(around), [forecast, archive, archive, archive, forecast]);
}

#[tokio::test]
async fn when_the_source_fails_aged_hours_are_given_and_the_source_is_left_alone() {
    let bench = Bench::new(CacheLimits::default());
    let before = bench.ask(MORNING).await.unwrap();
    bench.source.asked();
    bench.pass(SignedDuration::from_hours(2));
    let busy = WeatherError::Busy { retry_after: Some(std::time::Duration::from_secs(600)) };
    bench.source.set(|state| state.failure = Some(busy.clone()));
    assert_eq!(bench.ask(MORNING).await.unwrap(), before);
    assert_eq!(bench.ask(("2026-07-20T08:00:00Z", "2026-07-20T09:00:00Z")).await, Err(busy));
    bench.pass(SignedDuration::from_mins(9));
    bench.ask(MORNING).await.unwrap();
    let elsewhere = Place::new(10.0, 0.0).unwrap();
    assert!(bench.cache.hours(elsewhere, at(MORNING.0), at(MORNING.1)).await.is_err());
    assert_eq!(bench.source.asked().len(), 1, "it asked for ten minutes, whatever the place");
    bench.source.set(|state| state.failure = None);
    bench.pass(SignedDuration::from_mins(2));
    bench.ask(MORNING).await.unwrap();
    assert_eq!(bench.source.asked().len(), 1);
}

#[tokio::test]
async fn one_cell_that_cannot_be_read_does_not_stop_the_others() {
    let bench = Bench::new(CacheLimits::default());
    bench.source.set(|state| state.failure = Some(WeatherError::Unreadable { reason: "999 °C".to_owned() }));
    assert!(bench.ask(MORNING).await.is_err() && bench.ask(MORNING).await.is_err());
    assert_eq!(bench.source.asked().len(), 1);
    bench.source.set(|state| state.failure = None);
    let elsewhere = Place::new(10.0, 0.0).unwrap();
    assert!(bench.cache.hours(elsewhere, at(MORNING.0), at(MORNING.1)).await.is_ok());
}

#[tokio::test]
async fn hours_the_source_does_not_know_are_remembered_too() {
    let bench = Bench::new(CacheLimits::default());
    bench.source.set(|state| state.until = at("2026-07-18T09:00:00Z"));
    for _ in 0..3 {
        assert_eq!(bench.ask(MORNING).await.unwrap().len(), 2);
        assert_eq!(bench.ask(("2026-07-18T09:30:00Z", MORNING.1)).await.unwrap().len(), 1);
    }
    assert_eq!(bench.source.asked().len(), 1);
}

#[tokio::test]
async fn a_squad_at_one_pitch_makes_one_request() {
    let bench = Bench::new(CacheLimits::default());
    let (a, b, c) = tokio::join!(bench.ask(MORNING), bench.ask(MORNING), bench.ask(MORNING));
    assert!(a.is_ok() && a == b && b == c);
    assert_eq!(bench.source.asked().len(), 1);
}

#[tokio::test]
async fn the_cache_keeps_within_its_limits() {
    let bench = Bench::new(CacheLimits { cells: 2, hours_per_cell: 4, ..CacheLimits::default() });
    let long = bench.ask(("2026-07-18T00:00:00Z", "2026-07-18T09:00:00Z")).await.unwrap();
    assert_eq!(long.len(), 10, "the answer is whole, what is kept is not");
    for latitude in [10.0, 20.0] {
        bench.pass(SignedDuration::from_secs(1));
        bench.cache.hours(Place::new(latitude, 0.0).unwrap(), at(MORNING.0), at(MORNING.1)).await.unwrap();
    }
    bench.source.asked();
    bench.cache.hours(Place::new(10.0, 0.0).unwrap(), at(MORNING.0), at(MORNING.1)).await.unwrap();
    assert_eq!(bench.source.asked().len(), 0);
    bench.ask(MORNING).await.unwrap();
    assert_eq!(bench.source.asked().len(), 1, "the cell unused for longest went");
}

#[tokio::test]
async fn a_fallback_fills_what_is_missing_and_each_hour_says_whose_it_is() {
    let bench = Bench::new(CacheLimits::default());
    bench.source.set(|state| state.until = at("2026-07-18T09:00:00Z"));
    let weather = Fallback { first: bench.cache, second: Climatology };
    let ask = || weather.hours(dublin(), at(MORNING.0), at(MORNING.1));
    let kinds: Vec<_> = ask().await.unwrap().iter().map(|hour| hour.kind).collect();
    assert_eq!(kinds, [Kind::Forecast, Kind::Forecast, Kind::Climatology]);
    let backwards = weather.hours(dublin(), at(MORNING.1), at(MORNING.0)).await;
    assert!(
        matches!(backwards, Err(WeatherError::Range { .. })),
        "a wrong question is not answered by a prior"
    );
}

#[tokio::test]
async fn typed_values_hold_for_every_hour_and_are_checked() {
    let typed = |celsius, percent| {
        Typed::new(
            Temperature::from_celsius(celsius),
            Fraction::from_percent(percent),
            AirSpeed::from_m_per_s(1.0),
            None,
            at("2026-07-18T06:30:00Z"),
        )
    };
    let hours = typed(31.0, 60.0).unwrap().hours(dublin(), at(MORNING.0), at(MORNING.1)).await.unwrap();
    assert_eq!(hours.len(), 3);
    assert!(hours.iter().all(|hour| hour.kind == Kind::Typed && hour.air_temperature.as_celsius() == 31.0));
    for (celsius, percent, name) in [(88.0, 60.0, "air temperature"), (31.0, f64::NAN, "relative humidity")] {
        let error = typed(celsius, percent).unwrap_err();
        assert!(error.to_string().starts_with(name), "{error}");
    }
}
