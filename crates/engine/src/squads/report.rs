//! What is handed over of a session: the report, the coach's edition of it, the cards, and tables for other programs. All of
//! it is made of the board's rows as they are projected for a role, so that a report shows no more than the board.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use team::flag::{Code, Need, Urgency, by_need};
use team::sight::{Class, Role, SightRules, sees};
use units::{Fraction, Interval, Mass, Sodium, Volume, VolumeRate};

use super::event::What;
use super::heat::{HeatDecision, HeatNow, HeatReading};
use super::view::{Row, RowView, SessionView, Summary, SummaryView};
use crate::archive::{number, text};
use crate::{Caller, Engine, Error};

/// For whom a report is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Edition {
    /// For the reader: all that their role sees.
    #[default]
    Own,
    /// To be handed to coaches: neither masses nor shares, whoever makes it.
    Coach,
}

/// A report of a session, as a role sees it.
#[derive(Clone, Debug, Serialize)]
pub struct SessionReport {
    /// The squad.
    pub squad: String,
    /// Its name.
    pub name: String,
    /// The session.
    pub session: SessionView,
    /// The role it is made for.
    pub role: Role,
    /// The squad's units. Tables for other programs are in those that their columns name.
    pub units: units::UnitSystem,
    /// For whom it is made.
    pub edition: Edition,
    /// When it was made.
    pub made: Timestamp,
    /// Who made it: the name under which the person signs in; empty on a server without accounts.
    pub by: String,
    /// The first and the last time that somebody was weighed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weighed: Option<(Timestamp, Timestamp)>,
    /// Who took part.
    pub attending: usize,
    /// Who was weighed before.
    pub weighed_in: usize,
    /// Who was weighed before and after.
    pub weighed_out: usize,
    /// The squad in numbers.
    pub summary: SummaryView,
    /// The rows, in the order of need.
    pub rows: Vec<RowView>,
    /// What the heat policies say.
    pub heat: Vec<HeatNow>,
    /// The readings, in the order of time.
    pub readings: Vec<HeatReading>,
    /// Who was told and who decided otherwise, in the order of time.
    pub decisions: Vec<HeatDecision>,
    /// What is shown where the role does not see shares of mass.
    #[serde(skip)]
    rules: SightRules,
}

/// What a table is written for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableFor {
    /// People and spreadsheets: dates as `2026-07-01`.
    #[default]
    Plain,
    /// Athlete-management systems: the columns by which they find athletes, dates as `01/07/2026`, one row for each athlete.
    Ams,
}

impl SessionReport {
    /// Whether the report shows a class of data.
    pub fn shows(&self, class: Class) -> bool {
        shows(self.role, self.rules, self.edition, class)
    }
}

/// Whether a role sees a class of data in an edition.
fn shows(role: Role, rules: SightRules, edition: Edition, class: Class) -> bool {
    let handed_over = edition == Edition::Own || sees(Role::Coach, class, SightRules::default());
    sees(role, class, rules) && handed_over
}

impl Engine {
    /// The report of a session as the caller's role sees it. Reading it is noted.
    ///
    /// # Errors
    /// When there is no such squad or session, or the database fails.
    pub async fn session_report(
        &self,
        caller: &Caller,
        squad: &str,
        session: &str,
        edition: Edition,
    ) -> Result<SessionReport, Error> {
        let (record, role) = self.squad_for(caller, squad).await?;
        let rules = record.settings.sight;
        let found = self.squad_session(squad, session).await?;
        let log = self.heat_log(squad, &found).await?;
        let heat = self.heat_of(&record, &found, &log);
        let mut full = self.full_rows(&record, Some(&found), &heat).await?;
        // Who was weighed or felt unwell and was then taken out of the session still needs somebody.
        full.retain(|(_, row)| row.attends == Some(true) || row.flags.is_some());
        let reader = if edition == Edition::Coach { Role::Coach } else { role };
        full = full.into_iter().map(|row| super::board::veiled(row, reader, rules)).collect();
        let shown = |class| shows(role, rules, edition, class);
        // An order by loss would tell the losses to those who may not see them.
        let key = |need: &Need| Need { change: need.change.filter(|_| shown(Class::Share)), ..need.clone() };
        full.sort_by(|(a, _), (b, _)| match shown(Class::Flag) {
            true => by_need(&key(a), &key(b)),
            false => team::flag::by_number(a, b),
        });
        let events = self.session_events(squad, &found).await?;
        let times =
            events.iter().filter(|event| matches!(event.what, What::Body { .. })).map(|event| event.at);
        let weighed = times.clone().min().zip(times.max());
        let state = |row: &Row, states: &[&str]| row.weighing.is_some_and(|is| states.contains(&is));
        let rows: Vec<Row> = full.into_iter().map(|(_, row)| row).collect();
        let seen: Vec<Class> = [Class::Mass, Class::Share, Class::Rate, Class::Sodium, Class::Conditions]
            .into_iter()
            .filter(|class| shown(*class))
            .collect();
        if !seen.is_empty() {
            self.note_read(caller, &record, role, "report", session, &seen).await?;
        }
        Ok(SessionReport {
            squad: record.id,
            name: record.name,
            session: SessionView::of(&found),
            role,
            units: record.settings.units,
            edition,
            made: self.now(),
            by: caller.account().map_or("", |account| account.login.as_str()).to_owned(),
            weighed,
            attending: rows.iter().filter(|row| row.attends == Some(true)).count(),
            weighed_in: rows.iter().filter(|row| state(row, &["in", "out"])).count(),
            weighed_out: rows.iter().filter(|row| state(row, &["out"])).count(),
            summary: summary(&rows).only(shown).project(role, rules),
            rows: rows.into_iter().map(|row| row.only(shown).project(role, rules)).collect(),
            heat,
            readings: log.readings,
            decisions: log.decisions,
            rules,
        })
    }

    /// A session as a table of comma-separated values, a row for each athlete who took part. Columns that the role does not
    /// see are not there.
    ///
    /// # Errors
    /// When there is no such squad or session, or the database fails.
    pub async fn session_table(
        &self,
        caller: &Caller,
        squad: &str,
        session: &str,
        written_for: TableFor,
        zone: &TimeZone,
    ) -> Result<String, Error> {
        let report = self.session_report(caller, squad, session, Edition::Own).await?;
        let record = self.squad(squad).await?;
        let externals: std::collections::BTreeMap<String, String> = self
            .members(&record)
            .await?
            .into_iter()
            .filter_map(|member| Some((member.athlete, member.external?)))
            .collect();
        let date = report.session.start.to_zoned_datetime(zone.clone()).date();
        let date = match written_for {
            TableFor::Plain => date.to_string(),
            TableFor::Ams => format!("{:02}/{:02}/{}", date.day(), date.month(), date.year()),
        };
        let last = report.readings.last();
        let (wbgt, source) = match last {
            Some(read) => (number(in_celsius(read)), read.meter.name.clone()),
            None => (String::new(), String::new()),
        };
        let columns: Vec<&Column> = COLUMNS
            .iter()
            .filter(|column| report.shows(column.class) && column.tables.contains(&written_for))
            .collect();
        let mut table = csv::Writer::from_writer(Vec::new());
        let failed = |error: csv::Error| Error::field("table", error.to_string());
        table.write_record(columns.iter().map(|column| column.name)).map_err(failed)?;
        for row in &report.rows {
            let line = Line {
                row,
                date: &date,
                session: &report.session.title,
                wbgt: &wbgt,
                source: &source,
                external: row.athlete().and_then(|id| externals.get(id)).map_or("", String::as_str),
            };
            table.write_record(columns.iter().map(|column| (column.value)(&line))).map_err(failed)?;
        }
        let bytes = table.into_inner().map_err(|error| Error::field("table", error.to_string()))?;
        Ok(String::from_utf8(bytes).unwrap_or_default())
    }
}

fn in_celsius(read: &HeatReading) -> Option<f64> {
    let is_wbgt = read.reading.kind == team::heat::IndexKind::Wbgt;
    let celsius = read.reading.unit.convert(read.reading.value, team::heat::Unit::Celsius)?;
    is_wbgt.then(|| (celsius * 10.0).round() / 10.0)
}

/// What a line of a table is written from.
struct Line<'a> {
    row: &'a RowView,
    date: &'a str,
    session: &'a str,
    wbgt: &'a str,
    source: &'a str,
    external: &'a str,
}

/// A column of a table, with the class of its data.
struct Column {
    name: &'static str,
    class: Class,
    tables: &'static [TableFor],
    value: fn(&Line<'_>) -> String,
}

const BOTH: &[TableFor] = &[TableFor::Plain, TableFor::Ams];
const AMS: &[TableFor] = &[TableFor::Ams];
const PLAIN: &[TableFor] = &[TableFor::Plain];

const fn column(
    name: &'static str,
    class: Class,
    tables: &'static [TableFor],
    value: fn(&Line<'_>) -> String,
) -> Column {
    Column { name, class, tables, value }
}

/// The columns of both tables in their order; a test holds each to a class that its role sees.
const COLUMNS: &[Column] = &[
    column("about", Class::Identity, AMS, name_of),
    column("number", Class::Identity, PLAIN, |line| {
        line.row.number().map(ToString::to_string).unwrap_or_default()
    }),
    column("first_name", Class::Identity, BOTH, |line| text(split(&name_of(line)).0)),
    column("last_name", Class::Identity, BOTH, |line| text(split(&name_of(line)).1)),
    column("username", Class::Identity, AMS, |line| text(line.external)),
    column("email", Class::Identity, AMS, |_| String::new()),
    column("start_date", Class::Identity, BOTH, |line| line.date.to_owned()),
    column("session", Class::Identity, BOTH, |line| text(line.session)),
    column("in_kg", Class::Mass, BOTH, |line| number(line.row.mass_before().map(|mass| mass.as_kg()))),
    column("out_kg", Class::Mass, BOTH, |line| number(line.row.mass_after().map(|mass| mass.as_kg()))),
    column("change_pct", Class::Share, BOTH, |line| {
        number(line.row.change().map(|change| hundredths(change.as_percent())))
    }),
    column("fluid_ml", Class::Mass, BOTH, |line| {
        number(line.row.drunk().map(|drunk| (drunk.as_kg() * 1000.0).round()))
    }),
    column("urine_ml", Class::Mass, BOTH, |line| number(line.row.urine().map(|urine| urine.as_ml().round()))),
    column("sweat_l", Class::Mass, BOTH, |line| {
        number(line.row.sweat().map(|sweat| hundredths(sweat.as_kg())))
    }),
    column("rate_l_h", Class::Rate, BOTH, |line| {
        number(line.row.rate().map(|rate| hundredths(rate.as_l_per_h())))
    }),
    column("rate_lo80", Class::Rate, BOTH, |line| {
        number(line.row.expected_rate_80().map(|rate| hundredths(rate.low.as_l_per_h())))
    }),
    column("rate_hi80", Class::Rate, BOTH, |line| {
        number(line.row.expected_rate_80().map(|rate| hundredths(rate.high.as_l_per_h())))
    }),
    column("sodium_mg", Class::Sodium, BOTH, |line| {
        number(line.row.sodium_lost_80().map(|lost| (0.5 * (lost.low.as_mg() + lost.high.as_mg())).round()))
    }),
    column("flag", Class::Flag, BOTH, |line| {
        let flag = line.row.flags().and_then(|flags| flags.first());
        flag.map(|flag| format!("{} {}", word(&flag.urgency), word(&flag.code))).unwrap_or_default()
    }),
    column("wbgt_c", Class::Identity, BOTH, |line| line.wbgt.to_owned()),
    column("wbgt_source", Class::Identity, BOTH, |line| text(line.source)),
];

fn name_of(line: &Line<'_>) -> String {
    text(line.row.name().map_or("", String::as_str))
}

/// A name as its first word and the rest.
fn split(name: &str) -> (&str, &str) {
    name.split_once(' ').unwrap_or((name, ""))
}

fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// The name of a value of an enumeration in documents.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The milligrams in a millimole of sodium.
const MG_PER_MMOL: f64 = 22.99;

/// The sodium that left with sweat, four in five.
pub(super) fn sodium_lost(
    sweat: Mass,
    concentration: Interval<units::SodiumConcentration>,
) -> Interval<Sodium> {
    let lost =
        |of: units::SodiumConcentration| Sodium::from_mg(of.as_mmol_per_l() * sweat.as_kg() * MG_PER_MMOL);
    Interval { low: lost(concentration.low), high: lost(concentration.high) }
}

fn summary(rows: &[Row]) -> Summary {
    let sweat = sorted(rows.iter().filter_map(|row| row.sweat).map(Mass::as_kg).filter(|kg| *kg > 0.0));
    let rate = sorted(rows.iter().filter_map(|row| row.rate).map(VolumeRate::as_l_per_h));
    let both = rows.iter().filter_map(|row| Some((row.drunk?.as_kg(), row.sweat?.as_kg())));
    let (drunk, lost) = both.fold((0.0, 0.0), |sum, (drunk, sweat)| (sum.0 + drunk, sum.1 + sweat));
    let low = sorted(rows.iter().filter_map(|row| row.sodium_lost_80).map(|lost| lost.low.as_mg()));
    let high = sorted(rows.iter().filter_map(|row| row.sodium_lost_80).map(|lost| lost.high.as_mg()));
    let flags = |urgency: Urgency| {
        let with = |row: &&Row| row.flags.as_ref().and_then(|flags| flags.first()).map(|flag| flag.urgency);
        rows.iter().filter(|row| with(row) == Some(urgency)).count()
    };
    let doubted =
        |row: &&Row| row.flags.as_ref().is_some_and(|flags| flags.iter().any(|flag| flag.code == Code::Data));
    let litres = |kg: f64| Volume::from_l(kg);
    Summary {
        measured: Some(sweat.len()),
        sweat_median: median(&sweat).map(litres),
        sweat_range: ends(&sweat).map(|(low, high)| Interval { low: litres(low), high: litres(high) }),
        rate_median: median(&rate).map(VolumeRate::from_l_per_h),
        replaced: (lost > 0.0).then(|| Fraction::from_ratio(drunk / lost)),
        sodium_lost_80: median(&low)
            .zip(median(&high))
            .map(|(low, high)| Interval { low: Sodium::from_mg(low), high: Sodium::from_mg(high) }),
        red: Some(flags(Urgency::Red)),
        amber: Some(flags(Urgency::Amber)),
        in_doubt: Some(rows.iter().filter(doubted).count()),
    }
}

pub(super) fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// The middle of values in order; the mean of the two in the middle.
pub(super) fn median(values: &[f64]) -> Option<f64> {
    let upper = values.get(values.len() / 2)?;
    match values.len() % 2 {
        1 => Some(*upper),
        _ => values.get(values.len() / 2 - 1).map(|lower| 0.5 * (lower + upper)),
    }
}

fn ends(values: &[f64]) -> Option<(f64, f64)> {
    values.first().copied().zip(values.last().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coachs_edition_shows_neither_masses_nor_shares_whoever_makes_it() {
        let open = SightRules { coach_sees_share: true };
        for role in Role::ALL {
            for class in [Class::Mass, Class::Share, Class::Rate, Class::Sodium, Class::Conditions] {
                assert!(!shows(role, open, Edition::Coach, class), "{role:?} {class:?}");
            }
            for class in Class::ALL {
                assert_eq!(shows(role, open, Edition::Own, class), sees(role, class, open));
            }
        }
        assert!(shows(Role::Trainer, open, Edition::Coach, Class::Flag));
    }

    #[test]
    fn a_median_is_the_middle() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[1.0, 2.0, 9.0]), Some(2.0));
        assert_eq!(median(&[1.0, 2.0, 4.0, 9.0]), Some(3.0));
    }
}
