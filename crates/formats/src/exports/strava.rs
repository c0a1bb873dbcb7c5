//! `activities.csv` of Strava's bulk export: titles, and the activities that were typed and have no file.
//!
//! The header is in the language of the account; its columns stand in the same order in each. Some names occur twice, first
//! in the account's units and rounded, then in metres and seconds. The date is UTC. Samples: the test data
//! of several public readers of this export in English, German, French and Spanish.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use timeline::{Kind, Observation, Quality, Source, Trait, Workout};
use units::{Duration, Energy, Frequency, Length, Power};

use super::table::{Row, Table, span};
use super::{TableError, some};
use crate::Decoded;

const FORMAT: &str = "Strava export";
const WHAT: &str = "the list of activities of a Strava export";

/// The first four columns and that of the file, by language.
const HEADERS: [[&str; 5]; 5] = [
    ["activity id", "activity date", "activity name", "activity type", "filename"],
    ["aktivitäts-id", "aktivitätsdatum", "name der aktivität", "aktivitätsart", "dateiname"],
    ["id de l'activité", "date de l'activité", "nom de l'activité", "type d'activité", "nom du fichier"],
    [
        "id de actividad",
        "fecha de la actividad",
        "nombre de la actividad",
        "tipo de actividad",
        "nombre del archivo",
    ],
    ["id da atividade", "data da atividade", "nome da atividade", "tipo de atividade", "nome do arquivo"],
];

/// The numbers of the columns that are read.
struct Columns {
    id: usize,
    date: usize,
    name: usize,
    sport: usize,
    file: Option<usize>,
    elapsed: usize,
    moving: Option<usize>,
    metres: Option<usize>,
    ascent: Option<usize>,
    max_heart_rate: Option<usize>,
    mean_heart_rate: Option<usize>,
    mean_power: Option<usize>,
    energy: Option<usize>,
}

impl Columns {
    fn of(table: &Table) -> Option<Result<Self, TableError>> {
        let plain = |name: &String| name.replace('’', "'");
        let header: Vec<String> = table.header().iter().map(plain).collect();
        let position = |name: &str| header.iter().position(|column| column == name);
        let [id, date, name, sport, file] = HEADERS
            .iter()
            .find(|names| names[..4].iter().all(|name| position(name).is_some()))?
            .map(position);
        let (id, date, name, sport) = (id?, date?, name?, sport?);
        let english = table.has(&["elapsed time"]);
        // In other languages the columns are found by their place behind the file's name.
        let behind = |places: usize| file.map(|file| file + places).filter(|column| *column < header.len());
        let column = |english_name: &str, places: usize| {
            if english { table.last_column(english_name) } else { behind(places) }
        };
        let Some(elapsed) = column("elapsed time", 3) else {
            let why = "its columns are in a language that is not known here: set the account to English, and export again";
            return Some(Err(TableError::Unclear { what: WHAT, why }));
        };
        // The only column of an old export is in kilometres or miles.
        let twice = header.iter().filter(|name| *name == "distance").count() > 1;
        Some(Ok(Self {
            id,
            date,
            name,
            sport,
            file,
            elapsed,
            moving: column("moving time", 4),
            metres: column("distance", 5).filter(|_| twice || !english),
            ascent: column("elevation gain", 8),
            max_heart_rate: column("max heart rate", 18),
            mean_heart_rate: column("average heart rate", 19),
            mean_power: column("average watts", 21),
            energy: column("calories", 22),
        }))
    }
}

pub(super) fn decode(table: &Table) -> Option<Result<Decoded, TableError>> {
    let columns = match Columns::of(table)? {
        Ok(columns) => columns,
        Err(unclear) => return Some(Err(unclear)),
    };
    let observations = table.rows().filter_map(|row| activity(&row, &columns)).collect();
    Some(some(Decoded { observations, ..Decoded::of(FORMAT) }, WHAT))
}

fn activity(row: &Row<'_>, columns: &Columns) -> Option<Observation> {
    let id = row.at(columns.id).filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()))?;
    let start = date(row.at(columns.date)?)?;
    let seconds = row.positive_at(columns.elapsed)?;
    let end = start.checked_add(jiff::SignedDuration::try_from_secs_f64(seconds).ok()?).ok()?;
    let span = span(start, end)?;
    let of = |column: Option<usize>| row.positive_at(column?);
    let sport = row.at(columns.sport).unwrap_or("generic");
    let workout = Workout {
        sport: sport.to_owned(),
        name: row.at(columns.name).map(str::to_owned),
        timer: of(columns.moving).map(Duration::from_seconds),
        distance: of(columns.metres).map(Length::from_m),
        ascent: of(columns.ascent).map(Length::from_m),
        mean_heart_rate: of(columns.mean_heart_rate).map(Frequency::from_per_min),
        max_heart_rate: of(columns.max_heart_rate).map(Frequency::from_per_min),
        mean_power: of(columns.mean_power).map(Power::from_watts),
        energy: of(columns.energy).map(Energy::from_kcal),
        ..Workout::default()
    };
    let typed = columns.file.is_some_and(|file| row.at(file).is_none());
    let quality = if typed { Quality::Manual } else { Quality::AggregatorCopy };
    let source = Source { provider: "strava".into(), device: None, quality };
    let is_virtual = sport.to_lowercase().starts_with("virtu");
    Some(Observation {
        traits: is_virtual.then_some(Trait::Virtual).into_iter().collect(),
        ..Observation::of(format!("strava:{id}"), source, span, Kind::Workout(workout))
    })
}

/// The first letters of the months, without accents, in English, German, French, Spanish and Portuguese.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene"],
    &["feb", "fev"],
    &["mar", "mae", "mrz"],
    &["apr", "avr", "abr"],
    &["may", "mai"],
    &["jun", "juin"],
    &["jul", "juil"],
    &["aug", "aou", "ago"],
    &["sep", "set"],
    &["oct", "okt", "out"],
    &["nov"],
    &["dec", "dez", "dic"],
];

/// `Sep 26, 2026, 10:56:05 AM`, `6 mai 2024 à 04:02:34`, `26.09.2026, 10:56:05`: UTC. Days and months as numbers with
/// slashes are not guessed at.
fn date(text: &str) -> Option<Timestamp> {
    if text.contains('/') {
        return None;
    }
    let clear = text.to_lowercase().replace(['\u{202f}', '\u{a0}', ','], " ").replace('û', "u");
    let clear = clear.replace(['é', 'è'], "e").replace('ä', "a").replace('ç', "c");
    let mut words = clear.split_whitespace().peekable();
    let (mut numbers, mut month, mut time, mut half) = (Vec::new(), None, None, None);
    for word in words.by_ref() {
        if word.contains(':') {
            time = Some(word.to_owned());
        } else if matches!(word, "am" | "pm") {
            half = Some(word == "pm");
        } else if let Some(number) = word.trim_end_matches('.').parse::<i16>().ok().filter(|n| *n > 0) {
            numbers.push(number);
        } else if word.contains('.') && word.starts_with(|c: char| c.is_ascii_digit()) {
            let [day, of, year] = word.split('.').collect::<Vec<_>>()[..] else { return None };
            numbers.extend([day.parse().ok()?, year.parse::<i16>().ok()?]);
            month = of.parse::<i8>().ok();
        } else if month.is_none() {
            let named = |names: &&[&str]| names.iter().any(|name| word.starts_with(name));
            // June and July begin alike; the longer word decides.
            month = MONTHS.iter().position(named).and_then(|at| i8::try_from(at + 1).ok());
        }
    }
    let [day, year] = numbers[..] else { return None };
    let mut parts = time.as_deref()?.split(':').map(str::parse::<i8>);
    let (hour, minute) = (parts.next()?.ok()?, parts.next()?.ok()?);
    let second = parts.next().and_then(Result::ok).unwrap_or(0);
    let hour = match half {
        Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
        None => hour,
    };
    let date = Date::new(year, month?, i8::try_from(day).ok()?).ok()?;
    let time = Time::new(hour, minute, second, 0).ok()?;
    TimeZone::UTC.to_timestamp(date.to_datetime(time)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_in_the_languages_of_accounts() {
        for text in [
            "Sep 6, 2026, 10:56:05 PM",
            "Sep 6, 2026, 10:56:05\u{202f}PM",
            "6 sept. 2026 à 22:56:05",
            "6 sept. 2026, 22:56:05",
            "6 set. 2026, 22:56:05",
            "6. Sep. 2026, 22:56:05",
            "06.09.2026, 22:56:05",
        ] {
            assert_eq!(
                date(text).map(|at| at.to_string()).as_deref(),
                Some("2026-09-06T22:56:05Z"),
                "{text}"
            );
        }
        let of = |text: &str| date(text).map(|at| at.strftime("%m-%d %H").to_string());
        assert_eq!(of("Jan 1, 2026, 12:05:00 AM").as_deref(), Some("01-01 00"));
        assert_eq!(of("1 août 2026 à 07:05:00").as_deref(), Some("08-01 07"));
        assert_eq!(of("1 juil. 2026 à 07:05:00").as_deref(), Some("07-01 07"));
        assert_eq!(of("1 juin 2026 à 07:05:00").as_deref(), Some("06-01 07"));
        assert_eq!(of("1 déc. 2026 à 07:05:00").as_deref(), Some("12-01 07"));
        assert_eq!(of("1. März 2026, 07:05:00").as_deref(), Some("03-01 07"));
        for text in ["9/6/2026 10:56", "2026", "not a date", "31 feb 2026, 10:00:00"] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
