//! `workouts.csv` and `sleeps.csv` of a WHOOP export. Times are local, in the zone of the cycle. Samples: the test data of
//! several public readers of this export.

use jiff::tz::{Offset, TimeZone};
use timeline::{Kind, Observation, Quality, Sleep, Source, Workout};
use units::{Duration, Energy, Frequency, Length};

use super::table::{Row, Table, local_in, offset, offsets, span};
use super::{TableError, some};
use crate::Decoded;

const FORMAT: &str = "WHOOP export";

pub(super) fn decode(table: &Table) -> Option<Result<Decoded, TableError>> {
    let (observations, what): (Vec<Observation>, _) =
        if table.has(&["workout start time", "workout end time", "activity name", "cycle timezone"]) {
            (table.rows().filter_map(|row| workout(&row)).collect(), "a list of workouts of WHOOP")
        } else if table.has(&["sleep onset", "wake onset", "nap", "cycle timezone"]) {
            (table.rows().filter_map(|row| sleep(&row)).collect(), "a list of sleeps of WHOOP")
        } else if table.has(&["cycle start time", "cycle timezone"]) {
            // The nights of the list of cycles are those of the list of sleeps.
            (Vec::new(), "a list of days or of a journal of WHOOP")
        } else {
            return None;
        };
    Some(some(Decoded { observations, ..Decoded::of(FORMAT) }, what))
}

fn zone(row: &Row<'_>) -> Option<(Offset, TimeZone)> {
    let offset = offset(row.text("cycle timezone")?)?;
    Some((offset, TimeZone::fixed(offset)))
}

fn source(quality: Quality) -> Source {
    Source { provider: "whoop".into(), device: None, quality }
}

fn workout(row: &Row<'_>) -> Option<Observation> {
    let (offset, zone) = zone(row)?;
    let time = |name: &str| local_in(row.text(name)?, &zone);
    let span = span(time("workout start time")?, time("workout end time")?)?;
    let sport = row.text("activity name").unwrap_or("generic");
    let workout = Workout {
        sport: sport.to_owned(),
        distance: row.positive("distance (meters)").map(Length::from_m),
        ascent: row.positive("altitude gain (meters)").map(Length::from_m),
        mean_heart_rate: row.positive("average hr (bpm)").map(Frequency::from_per_min),
        max_heart_rate: row.positive("max hr (bpm)").map(Frequency::from_per_min),
        // Called `cal`, meant are kilocalories.
        energy: row.positive("energy burned (cal)").map(Energy::from_kcal),
        ..Workout::default()
    };
    let id = format!("whoop:workout:{}", span.start);
    let kind = Kind::Workout(workout);
    Some(Observation {
        offsets: Some(offsets(offset)),
        ..Observation::of(id, source(Quality::ProviderSummary), span, kind)
    })
}

fn sleep(row: &Row<'_>) -> Option<Observation> {
    let (offset, zone) = zone(row)?;
    let time = |name: &str| local_in(row.text(name)?, &zone);
    let span = span(time("sleep onset")?, time("wake onset")?)?;
    let nap = row.text("nap").is_some_and(|nap| nap.eq_ignore_ascii_case("true"));
    let asleep = row.positive("asleep duration (min)").map(Duration::from_minutes);
    let kind = Kind::Sleep(Sleep { asleep, nap, ..Sleep::default() });
    let id = format!("whoop:sleep:{}", span.start);
    Some(Observation {
        offsets: Some(offsets(offset)),
        ..Observation::of(id, source(Quality::ProviderSummary), span, kind)
    })
}
