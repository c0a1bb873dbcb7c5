//! Weather kept by grid cell and hour.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::{Cell, HourRange, HourlyWeather, Hours, Kind, Place, Weather, WeatherError};
use crate::Now;

/// How long and how much a [`Cached`] keeps.
#[derive(Clone, Copy, Debug)]
pub struct CacheLimits {
    /// The age at which a forecast, or the knowledge that there is none, is asked for anew.
    pub forecast_age: SignedDuration,
    /// How long the source is left alone after a failure, unless it asked for longer.
    pub rest_after_failure: SignedDuration,
    /// Cells kept; the one unused for longest goes first.
    pub cells: usize,
    /// Hours kept in each cell; the earliest go first.
    pub hours_per_cell: usize,
}

impl Default for CacheLimits {
    /// An hour, as often as the models run; a minute of rest; 200 cells of 40 days, some 50 MB when all are full.
    fn default() -> Self {
        Self {
            forecast_age: SignedDuration::from_hours(1),
            rest_after_failure: SignedDuration::from_secs(60),
            cells: 200,
            hours_per_cell: 960,
        }
    }
}

/// Keeps what a source answered, and asks it for the middle of the cell, so that all athletes of a cell share one answer.
///
/// An archived hour is kept for good and replaces the forecast for it; a forecast ages. When the source fails, aged
/// hours are better than none, and their [`issued_at`](HourlyWeather::issued_at) says how old they are. Questions about
/// one cell wait for each other, so that a squad at one pitch makes one request.
pub struct Cached<W> {
    source: W,
    limits: CacheLimits,
    now: Now,
    shelves: Mutex<HashMap<Cell, Slot>>,
    /// The rest after a failure that is the service's, not one cell's.
    rest: Mutex<Option<Rest>>,
}

/// Until when the source is left alone, and why.
type Rest = (Timestamp, WeatherError);

struct Slot {
    used: Timestamp,
    shelf: Arc<tokio::sync::Mutex<Shelf>>,
}

/// What is known of one cell.
#[derive(Default)]
struct Shelf {
    hours: BTreeMap<Timestamp, Kept>,
    /// The rest after a failure that may be this cell's alone.
    rest: Option<Rest>,
}

#[derive(Clone, Copy)]
struct Kept {
    asked_at: Timestamp,
    /// `None` when the source did not know the hour.
    hour: Option<HourlyWeather>,
}

impl<W> Cached<W> {
    /// A cache before `source`.
    pub fn new(source: W, limits: CacheLimits, now: Now) -> Self {
        Self { source, limits, now, shelves: Mutex::default(), rest: Mutex::default() }
    }

    fn shelf(&self, cell: Cell, now: Timestamp) -> Arc<tokio::sync::Mutex<Shelf>> {
        let mut shelves = unpoisoned(&self.shelves);
        if shelves.len() >= self.limits.cells && !shelves.contains_key(&cell) {
            let oldest = shelves.iter().min_by_key(|(_, slot)| slot.used).map(|(cell, _)| *cell);
            oldest.and_then(|oldest| shelves.remove(&oldest));
        }
        let slot = shelves.entry(cell).or_insert_with(|| Slot { used: now, shelf: Arc::default() });
        slot.used = now;
        Arc::clone(&slot.shelf)
    }

    /// Why the source is left alone at `now`, if it is.
    fn resting(&self, shelf: &Shelf, now: Timestamp) -> Option<WeatherError> {
        let service = unpoisoned(&self.rest).clone();
        [service, shelf.rest.clone()]
            .into_iter()
            .flatten()
            .find(|(until, _)| now < *until)
            .map(|(_, error)| error)
    }
}

/// The value, even after a panic elsewhere: nothing here is left half written by one.
fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<W: Weather> Weather for Cached<W> {
    fn hours(&self, place: Place, from: Timestamp, to: Timestamp) -> Hours<'_> {
        Box::pin(async move {
            let range = HourRange::covering(from, to)?;
            let cell = place.cell();
            let shelf = self.shelf(cell, (self.now)());
            let mut shelf = shelf.lock().await;
            // Read after the wait: whoever held the shelf may have fetched these very hours.
            let now = (self.now)();
            let mut failure = WeatherError::NoData;
            if let Some((first, last)) = shelf.wanting(range, now, self.limits.forecast_age) {
                match self.resting(&shelf, now) {
                    Some(error) => failure = error,
                    None => match self.source.hours(cell.centre(), first, last).await {
                        Err(error) if error != WeatherError::NoData => {
                            let until = rest_until(&error, now, self.limits.rest_after_failure);
                            let rest = Some((until, error.clone()));
                            if error.is_transient() {
                                *unpoisoned(&self.rest) = rest;
                            } else {
                                shelf.rest = rest;
                            }
                            failure = error;
                        }
                        answer => {
                            shelf.put(HourRange::covering(first, last)?, answer.unwrap_or_default(), now);
                        }
                    },
                }
            }
            let hours: Vec<_> = range.hours().filter_map(|at| shelf.hours.get(&at)?.hour).collect();
            while shelf.hours.len() > self.limits.hours_per_cell {
                shelf.hours.pop_first();
            }
            if hours.is_empty() { Err(failure) } else { Ok(hours) }
        })
    }
}

/// How long a source that failed is left alone.
fn rest_until(error: &WeatherError, now: Timestamp, least: SignedDuration) -> Timestamp {
    let asked = match error {
        WeatherError::Busy { retry_after: Some(after) } => SignedDuration::try_from(*after).unwrap_or(least),
        _ => least,
    };
    now.checked_add(asked.max(least)).unwrap_or(Timestamp::MAX)
}

impl Shelf {
    /// The first and last hour of the range to ask the source for, or none.
    fn wanting(
        &self,
        range: HourRange,
        now: Timestamp,
        age: SignedDuration,
    ) -> Option<(Timestamp, Timestamp)> {
        let fresh = |at: &Timestamp| {
            self.hours.get(at).is_some_and(|kept| {
                kept.hour.is_some_and(|hour| hour.kind == Kind::Archive)
                    || now.duration_since(kept.asked_at) < age
            })
        };
        let mut wanting = range.hours().filter(|at| !fresh(at));
        let first = wanting.next()?;
        Some((first, wanting.last().unwrap_or(first)))
    }

    /// Takes in what the source answered at `now` about a range.
    fn put(&mut self, range: HourRange, hours: Vec<HourlyWeather>, now: Timestamp) {
        self.rest = None;
        let mut answered: BTreeMap<_, _> = hours.into_iter().map(|hour| (hour.at, hour)).collect();
        for at in range.hours() {
            let kept = self.hours.entry(at).or_insert(Kept { asked_at: now, hour: None });
            kept.asked_at = now;
            let archived = kept.hour.is_some_and(|hour| hour.kind == Kind::Archive);
            match answered.remove(&at) {
                Some(hour) if !archived || hour.kind == Kind::Archive => kept.hour = Some(hour),
                _ => {}
            }
        }
    }
}
