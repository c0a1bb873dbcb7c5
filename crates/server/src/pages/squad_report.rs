//! The report of a squad's session and its athletes' cards in the reader's words.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use engine::{BottleSheet, BottleView, Edition, Portion, RowView, SeasonView, SessionReport};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use team::sight::Class;
use units::UnitSystem;

use super::squad::{Heat, Row, heat_line, row};
use super::{Frame, Page, page};
use crate::App;
use crate::access::Who;
use crate::api::name_of;
use crate::language::{Language, Toward};
use crate::pdf::Document;
use crate::pdf::report::{Card, Column, Report, cards as cards_of, report};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The report as a document of one page.
pub(crate) fn document(of: &SessionReport, language: Language, zone: &TimeZone) -> Document {
    report(&words(of, language, zone), language)
}

fn words(of: &SessionReport, language: Language, zone: &TimeZone) -> Report {
    let rows: Vec<(&RowView, Row)> =
        of.rows.iter().map(|each| (each, row(each, of.role, of.units, language))).collect();
    let needing: Vec<&(&RowView, Row)> =
        rows.iter().filter(|(_, row)| row.shape != "ok" && row.is_spoken_of()).collect();
    let unweighed: Vec<&str> = rows
        .iter()
        .filter(|(view, _)| matches!(view.weighing(), Some(&("none" | "due"))))
        .map(|(_, row)| row.name.as_str())
        .collect();
    let clock = |at: jiff::Timestamp| language.clock(&at.to_zoned_datetime(zone.clone()));
    let session = &of.session;
    let start = language.long_moment(&session.start.to_zoned_datetime(zone.clone()));
    let place = language
        .with("start", start)
        .with("end", clock(session.end))
        .with("air", language.quantity(session.air_temperature, of.units))
        .with("humidity", language.quantity(session.relative_humidity, of.units))
        .t("team-report-when");
    let weighed = of.weighed.map_or(String::new(), |(first, last)| {
        language.with("first", clock(first)).with("last", clock(last)).t("team-report-weighed-from")
    });
    let made = language.long_moment(&of.made.to_zoned_datetime(zone.clone()));
    Report {
        eyebrow: format!("{} · {}", of.name, language.t_of("team-edition", &name_of(of.edition))),
        title: headline(of, language),
        when: format!("{}, {place} {weighed}", session.title),
        numbers: numbers(of, language),
        heat_title: language.t("team-heat"),
        heat: heat(of, language, &clock),
        table_title: language.t("team-report-needs"),
        columns: columns(of, language),
        more: (1..=needing.len()).map(|count| language.with("count", count).t("team-report-more")).collect(),
        rows: needing.iter().map(|(_, row)| cells(of, row)).collect(),
        notes: vec![
            match unweighed.is_empty() {
                true => String::new(),
                false => language.with("names", unweighed.join(", ")).t("team-report-unweighed"),
            },
            language.t("team-report-most"),
        ],
        foot: match of.by.as_str() {
            "" => language.with("when", made).with("version", VERSION).t("team-report-foot-open"),
            who => {
                language.with("who", who).with("when", made).with("version", VERSION).t("team-report-foot")
            }
        },
    }
}

fn headline(of: &SessionReport, language: Language) -> String {
    match (of.summary.red().copied(), of.summary.amber().copied()) {
        (Some(red), _) if red > 0 => language.with("count", red).t("team-report-red"),
        (Some(_), Some(amber)) if amber > 0 => language.with("count", amber).t("team-to-look"),
        (Some(_), _) => language.t("team-all-well"),
        (None, _) => of.session.title.clone(),
    }
}

fn numbers(of: &SessionReport, language: Language) -> Vec<[String; 3]> {
    let system = of.units;
    let summary = &of.summary;
    let mut numbers = vec![[
        language.t("team-report-weighed"),
        language.with("count", of.weighed_out).with("of", of.attending).t("team-report-count"),
        language.with("count", of.weighed_in).t("team-report-before"),
    ]];
    if let (Some(red), Some(amber), Some(doubt)) = (summary.red(), summary.amber(), summary.in_doubt()) {
        numbers.push([
            language.t("team-report-flags"),
            language.with("red", *red).with("amber", *amber).t("team-report-flag-counts"),
            language.with("count", *doubt).t("team-report-doubt"),
        ]);
    }
    if let Some(sweat) = summary.sweat_median() {
        let range = summary.sweat_range().map(|range| language.interval(range, system));
        numbers.push([
            language.t("team-report-sweat"),
            language.quantity(*sweat, system),
            range.unwrap_or_default(),
        ]);
    }
    if let Some(replaced) = summary.replaced() {
        let share = language.number(&format!("{:.0} %", replaced.as_percent()));
        numbers.push([language.t("team-report-replaced"), share, language.t("team-report-of-sweat")]);
    }
    if let Some(sodium) = summary.sodium_lost_80() {
        let lost = language.expected_range(sodium, system);
        numbers.push([language.t("team-report-sodium"), lost, language.t("team-report-four-in-five")]);
    }
    numbers
}

fn heat(of: &SessionReport, language: Language, clock: &impl Fn(jiff::Timestamp) -> String) -> Vec<String> {
    let mut lines: Vec<String> = of
        .heat
        .iter()
        .take(3)
        .map(|heat| {
            let Heat { title, value, word, say, left, .. } = heat_line(heat, language);
            let told = match (&heat.overruled, heat.acknowledged) {
                (Some(reason), _) => language.with("reason", reason.clone()).t("team-report-heat-overruled"),
                (None, true) => language.t("team-heat-acknowledged"),
                (None, false) => String::new(),
            };
            format!("{word}: {value} {left} {say} {told} ({title})")
        })
        .collect();
    let readings: Vec<String> = of
        .readings
        .iter()
        .rev()
        .take(8)
        .rev()
        .map(|read| {
            let value = format!("{:.1} {}", read.reading.value, read.reading.unit.symbol());
            let meter = &read.meter.name;
            let meter = if meter.is_empty() { String::new() } else { format!(" ({meter})") };
            format!("{} {}{meter}", clock(read.reading.at), language.number(&value))
        })
        .collect();
    if !readings.is_empty() {
        lines.push(language.with("list", readings.join(" · ")).t("team-report-readings"));
    }
    lines
}

fn columns(of: &SessionReport, language: Language) -> Vec<Column> {
    let column = |key: &str, share: f32, number: bool, bold: bool| Column {
        title: language.t_of("team-column", key),
        share,
        number,
        bold,
    };
    let mut columns = vec![
        column("number", 1.0, false, true),
        column("name", 4.2, false, true),
        column("why", 6.5, false, false),
        column("do", 6.5, false, false),
    ];
    if of.shows(Class::Share) {
        columns.push(column("change", 1.9, true, true));
    }
    if of.shows(Class::Mass) {
        columns.push(column("mass", 4.2, true, false));
    }
    columns
}

fn cells(of: &SessionReport, row: &Row) -> Vec<String> {
    let mut cells = vec![row.number.clone(), row.name.clone(), row.reason.clone(), row.drink.clone()];
    if of.shows(Class::Share) {
        cells.push(row.change.clone());
    }
    if of.shows(Class::Mass) {
        cells.push(row.mass.clone());
    }
    cells
}

/// The cards of those who took part. Nothing is on them that the reader's role does not see.
pub(crate) fn cards(of: &SessionReport, bottles: &BottleSheet, root: &str, language: Language) -> Document {
    let planned: BTreeMap<&str, &BottleView> =
        bottles.rows.iter().filter_map(|row| Some((row.athlete()?.as_str(), row))).collect();
    let card = |view: &RowView| {
        let id = view.athlete().map_or("", String::as_str);
        card(of, view, planned.get(id).copied(), root, language)
    };
    let all: Vec<Card> = of.rows.iter().filter(|_| of.shows(Class::Mass)).map(card).collect();
    let title = language.with("session", of.session.title.clone()).t("team-cards-title");
    let mut document = cards_of(&all, &title, language);
    if all.is_empty() {
        // A file without a page is none.
        document = report(
            &Report { title, notes: vec![language.t("team-cards-none")], ..Report::default() },
            language,
        );
    }
    document
}

fn card(
    of: &SessionReport,
    view: &RowView,
    planned: Option<&BottleView>,
    root: &str,
    language: Language,
) -> Card {
    let system = of.units;
    let said = row(view, of.role, system, language);
    let poured = |most| language.measured(&Portion::Fluid(most), Toward::Less, system);
    let during = match (view.no_amounts().is_some(), planned.and_then(BottleView::bottles), view.fluid_most())
    {
        (true, ..) => language.t("team-no-amounts"),
        (false, Some(own), most) if !own.is_empty() => {
            let recipes: Vec<&str> = own.iter().map(|bottle| bottle.recipe.as_str()).collect();
            let fill = planned.and_then(BottleView::fill).map(|fill| language.quantity(*fill, system));
            language
                .with("recipes", recipes.join(" "))
                .with("fill", fill.unwrap_or_default())
                .with("most", most.map_or(String::new(), |most| poured(*most)))
                .t("team-card-bottles")
        }
        (false, _, Some(most)) => language.with("amount", poured(*most)).t("team-card-most"),
        (false, _, None) => String::new(),
    };
    let foreseen = view.expected_rate_80().map(|rate| language.interval(rate, system));
    let measured = view.rate().map(|rate| language.quantity(*rate, system));
    let why = match (foreseen, measured) {
        // A card of somebody who must not see figures of the body is a plan to drink and nothing else.
        _ if view.blind().is_some() => String::new(),
        (Some(foreseen), Some(measured)) => {
            language.with("foreseen", foreseen).with("measured", measured).t("team-card-measured")
        }
        (Some(foreseen), None) => language.with("foreseen", foreseen).t("team-card-foreseen"),
        _ => String::new(),
    };
    let after = match (of.edition, said.drink.is_empty()) {
        (Edition::Own, false) => said.drink,
        _ => String::new(),
    };
    Card {
        eyebrow: format!("{} · {}", of.name, of.session.title),
        name: format!("{} {}", said.number, said.name).trim().to_owned(),
        parts: vec![
            [language.t("team-card-before"), language.t("team-card-before-says")],
            [language.t("team-card-during"), during],
            [language.t("team-card-after"), after],
        ],
        why,
        address: view.athlete().map(|athlete| format!("{root}/a/{athlete}")),
        address_says: language.t("team-card-address"),
    }
}

/// The range of a season: the last year, where it is not given.
pub(crate) fn season_range(
    app: &App,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
) -> (Timestamp, Timestamp) {
    let to = to.unwrap_or_else(|| app.engine.now());
    let year = SignedDuration::from_hours(24 * 365);
    (from.unwrap_or_else(|| to.checked_sub(year).unwrap_or(to)), to)
}

#[derive(Template)]
#[template(path = "squad_season.html")]
struct Season {
    frame: Frame,
    name: String,
    sessions: usize,
    titles: Vec<String>,
    rows: Vec<(String, String, Vec<String>)>,
    heat: Vec<(String, usize, String)>,
}

/// The columns of a season: the word, and the value where the role sees it.
type Cell = (&'static str, fn(&SeasonView, UnitSystem, Language) -> Option<String>);

const CELLS: &[Cell] = &[
    ("sessions", |row, _, _| row.sessions().map(ToString::to_string)),
    ("weighed", |row, _, _| row.weighed().map(ToString::to_string)),
    ("tests", |row, _, _| {
        let (cool, mild, hot) = (row.tests_cool()?, row.tests_mild()?, row.tests_hot()?);
        Some(format!("{cool} / {mild} / {hot}"))
    }),
    ("flags", |row, _, language| row.flags_per_100().map(|flags| language.number(&format!("{flags:.0}")))),
    ("change", |row, _, language| {
        let change = row.change_median()?;
        Some(language.number(&format!("{:+.1} %", change.as_percent()).replace('-', "−")))
    }),
    ("rate", |row, system, language| {
        let median = language.quantity(*row.rate_median()?, system);
        // One session has no range.
        Some(match row.rate_range().filter(|range| range.low < range.high) {
            Some(range) => format!("{median} ({})", language.interval(range, system)),
            None => median,
        })
    }),
    ("error", |row, _, language| {
        let error = row.prediction_error()?;
        Some(language.number(&format!("{:+.0} %", error.as_percent()).replace('-', "−")))
    }),
];

/// A season as a page. A column that nobody of the squad has, or that the role does not see, is not there.
pub(crate) async fn season(
    State(app): State<App>,
    language: Language,
    who: Who,
    Path(squad): Path<String>,
) -> Page {
    let (from, to) = season_range(&app, None, None);
    let season = app.engine.season(&who.0, &squad, from, to).await?;
    let shown: Vec<&Cell> = CELLS
        .iter()
        .filter(|(_, value)| season.rows.iter().any(|row| value(row, season.units, language).is_some()))
        .collect();
    let rows = season.rows.iter().map(|row| {
        let number = row.number().map_or(String::new(), ToString::to_string);
        let cells =
            shown.iter().map(|(_, value)| value(row, season.units, language).unwrap_or_default()).collect();
        (number, row.name().cloned().unwrap_or_default(), cells)
    });
    page(&Season {
        frame: Frame::of_squad(&app, (&season.squad, &season.name, season.role), language, "season"),
        titles: shown.iter().map(|(key, _)| language.t_of("team-season", key)).collect(),
        rows: rows.collect(),
        heat: season
            .heat
            .iter()
            .map(|heat| {
                let title = team::heat::policy(&heat.policy).map_or("", |policy| policy.title.as_str());
                (language.t_of("team-heat", &name_of(heat.action)), heat.sessions, title.to_owned())
            })
            .collect(),
        name: season.name,
        sessions: season.sessions,
    })
}
