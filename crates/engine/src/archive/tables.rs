//! Tables for a spreadsheet: times in UTC, units in the names of the columns.

use std::io;

use ::timeline::{Event, EventKind, SleepRole};
use jiff::Timestamp;
use units::{Duration, Energy, Frequency, Length, Power, Quantity, Temperature, Volume};

use crate::reconciliation::StoredEvent;
use crate::{LoggedReading, PlannedSession, ReadingKind, SweatTestRecord};

/// Workouts, one a row.
pub(super) fn workouts(events: &[StoredEvent]) -> io::Result<Vec<u8>> {
    let mut table = Table::with([
        "id",
        "start",
        "end",
        "sport",
        "title",
        "moving_s",
        "distance_m",
        "ascent_m",
        "heart_rate_per_min",
        "power_w",
        "energy_kj",
        "device_temperature_c",
        "sources",
    ])?;
    for StoredEvent(event) in events {
        let EventKind::Workout(workout) = &event.kind else { continue };
        table.row([
            event.id.clone(),
            time(event.span.start),
            time(event.span.end),
            text(&workout.sport),
            text(workout.name.as_deref().unwrap_or_default()),
            number(workout.timer.map(Duration::as_seconds)),
            number(workout.distance.map(Length::as_m)),
            number(workout.ascent.map(Length::as_m)),
            number(workout.mean_heart_rate.map(Frequency::as_per_min)),
            number(workout.mean_power.map(Power::as_watts)),
            number(workout.energy.map(Energy::as_kj)),
            number(workout.device_temperature.map(Temperature::as_celsius)),
            sources(event),
        ])?;
    }
    table.finish()
}

/// Sleeps, one a row; a sleep belongs to the day of waking.
pub(super) fn sleeps(events: &[StoredEvent]) -> io::Result<Vec<u8>> {
    let mut table = Table::with([
        "id",
        "day",
        "start",
        "end",
        "asleep_s",
        "awake_s",
        "efficiency",
        "deep_s",
        "rem_s",
        "kind",
        "sources",
    ])?;
    for StoredEvent(event) in events {
        let EventKind::Sleep(sleep) = &event.kind else { continue };
        let kind = match sleep.role {
            SleepRole::Main => "main",
            SleepRole::Second => "second",
            SleepRole::Nap => "nap",
        };
        table.row([
            event.id.clone(),
            sleep.day.to_string(),
            time(event.span.start),
            time(event.span.end),
            number(Some(sleep.asleep.as_seconds())),
            number(Some(sleep.awake.as_seconds())),
            number(Some(sleep.efficiency)),
            number(sleep.deep.map(Duration::as_seconds)),
            number(sleep.rem.map(Duration::as_seconds)),
            kind.to_owned(),
            sources(event),
        ])?;
    }
    table.finish()
}

/// Sweat tests, one a row, with the interval that holds the truth in 95 of 100 cases.
pub(super) fn sweat_tests(tests: &[SweatTestRecord]) -> io::Result<Vec<u8>> {
    let mut table = Table::with([
        "id",
        "start",
        "workout",
        "sport",
        "duration_s",
        "air_temperature_c",
        "relative_humidity",
        "mass_before_kg",
        "mass_after_kg",
        "drunk_l",
        "urine_l",
        "food_kg",
        "rate_l_per_h",
        "rate_low_l_per_h",
        "rate_high_l_per_h",
        "sweat_loss_l",
        "sodium_mmol_per_l",
        "doubts",
        "receipt",
    ])?;
    for test in tests {
        let (weighed, rate) = (test.weigh_in.as_ref(), test.rate());
        let sodium = test.patches.iter().find_map(|worn| worn.result.sodium.as_ref());
        let doubts: Vec<&str> = test.doubts().into_iter().map(|(code, _)| code).collect();
        table.row([
            test.id.clone(),
            time(test.at),
            test.event.clone().unwrap_or_default(),
            test.conditions.sport.key().to_owned(),
            number(Some(test.conditions.duration.as_seconds())),
            number(Some(test.conditions.air_temperature.as_celsius())),
            number(Some(test.conditions.relative_humidity.base())),
            number(weighed.map(|it| it.mass_before.as_kg())),
            number(weighed.map(|it| it.mass_after.as_kg())),
            number(weighed.and_then(|it| it.drunk).map(units::Volume::as_l)),
            number(weighed.and_then(|it| it.urine).map(Volume::as_l)),
            number(weighed.map(|it| it.food.as_kg())),
            number(rate.map(|rate| rate.median.as_l_per_h())),
            number(rate.map(|rate| rate.i95.low.as_l_per_h())),
            number(rate.map(|rate| rate.i95.high.as_l_per_h())),
            number(test.result.as_ref().map(|it| it.loss.median.as_l())),
            number(sodium.map(|sodium| sodium.median.as_mmol_per_l())),
            doubts.join(" "),
            test.rate_receipt().map(|receipt| receipt.id.to_string()).unwrap_or_default(),
        ])?;
    }
    table.finish()
}

/// Readings, one a row.
pub(super) fn readings(readings: &[LoggedReading]) -> io::Result<Vec<u8>> {
    let mut table = Table::with(["id", "time", "what", "value", "unit", "source"])?;
    for logged in readings {
        let (value, unit) = match logged.reading {
            ReadingKind::BodyMass { mass } => (mass.as_kg(), "kg"),
            ReadingKind::Drink { volume } => (volume.as_l(), "L"),
            ReadingKind::Motivation { score } | ReadingKind::Fatigue { score } => (f64::from(score), "of 5"),
            ReadingKind::Thirst { score } => (f64::from(score), "of 9"),
            ReadingKind::UrineColour { score } => (f64::from(score), "of 8"),
            ReadingKind::Caffeine { amount } => (amount.as_mg(), "mg"),
            ReadingKind::UrinePassed => (1.0, ""),
        };
        let what = logged.reading.words().to_owned();
        table.row([
            logged.id.clone(),
            time(logged.at),
            what,
            number(Some(value)),
            unit.to_owned(),
            text(&logged.source),
        ])?;
    }
    table.finish()
}

/// Planned sessions, one a row.
pub(super) fn plans(planned: &[PlannedSession]) -> io::Result<Vec<u8>> {
    let mut table = Table::with([
        "id",
        "start",
        "end",
        "title",
        "sport",
        "duration_s",
        "intensity",
        "air_temperature_c",
        "relative_humidity",
    ])?;
    for session in planned {
        let conditions = &session.conditions;
        table.row([
            session.id.clone(),
            time(session.start),
            time(session.end()),
            text(&session.title),
            conditions.sport.key().to_owned(),
            number(Some(conditions.duration.as_seconds())),
            format!("{:?}", session.intensity).to_lowercase(),
            number(Some(conditions.air_temperature.as_celsius())),
            number(Some(conditions.relative_humidity.base())),
        ])?;
    }
    table.finish()
}

/// A table of so many columns, in the making.
struct Table<const COLUMNS: usize>(csv::Writer<Vec<u8>>);

impl<const COLUMNS: usize> Table<COLUMNS> {
    fn with(columns: [&str; COLUMNS]) -> io::Result<Self> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(columns)?;
        Ok(Self(writer))
    }

    fn row(&mut self, cells: [String; COLUMNS]) -> io::Result<()> {
        Ok(self.0.write_record(cells)?)
    }

    fn finish(self) -> io::Result<Vec<u8>> {
        self.0.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

fn time(at: Timestamp) -> String {
    at.to_string()
}

pub(crate) fn number(value: Option<f64>) -> String {
    // Twelve digits: what a conversion of units left behind the last of them is no measurement.
    value.map(|value| ((value * 1e9).round() / 1e9).to_string()).unwrap_or_default()
}

/// Words that people and devices chose. A spreadsheet would run one that begins like a formula.
pub(crate) fn text(words: &str) -> String {
    if words.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{words}") } else { words.to_owned() }
}

fn sources(event: &Event) -> String {
    let mut names: Vec<&str> = event.links.iter().map(|link| link.source.provider.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_that_looks_like_a_formula_stays_words() {
        assert_eq!(text("=HYPERLINK(\"http://evil.example\")"), "'=HYPERLINK(\"http://evil.example\")");
        assert_eq!(text("Long run"), "Long run");
    }

    #[test]
    fn a_mass_read_in_pounds_is_not_given_to_more_digits_than_it_has() {
        assert_eq!(number(Some(units::Mass::from_lb(155.2).as_kg())), "70.397535824");
        assert_eq!(number(Some(61.2)), "61.2");
        assert_eq!(number(None), "");
    }
}
