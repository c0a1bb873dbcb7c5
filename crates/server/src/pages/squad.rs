//! The squad's board: who needs somebody, what to bring, who is not weighed out yet.

use askama::Template;
use axum::extract::{Path, Query, State};
use engine::{Board, HeatNow, Portion, RowView};
use serde::Deserialize;
use team::flag::Urgency;
use team::heat::Action;
use team::sight::{Class, Power, SightRules, may, sees};
use units::{Interval, Temperature, UnitSystem, Volume};

use super::{Frame, Page, page};
use crate::App;
use crate::api::name_of;
use crate::language::{Language, Toward};

#[derive(Template)]
#[template(path = "squad.html")]
struct Squad {
    frame: Frame,
    id: String,
    name: String,
    /// The session: id, title, when.
    session: Option<(String, String, String)>,
    headline: String,
    counts: Vec<(&'static str, usize, String)>,
    progress: String,
    bring: String,
    heat: Vec<Heat>,
    rows: Vec<Row>,
    /// The others, of whom nothing is to be said.
    folded: Vec<Row>,
    may: Abilities,
}

/// What the caller may do, for the links of the page.
pub(super) struct Abilities {
    pub(super) weigh: bool,
    pub(super) heat: bool,
    /// Sees bottles.
    pub(super) allotment: bool,
    /// Sees masses.
    pub(super) mass: bool,
    /// There are messages for the role.
    pub(super) notified: bool,
}

impl Abilities {
    pub(super) fn of(role: team::sight::Role) -> Self {
        Self {
            weigh: may(role, Power::Weigh),
            heat: may(role, Power::Heat),
            allotment: sees(role, Class::Allotment, SightRules::default()),
            mass: sees(role, Class::Mass, SightRules::default()),
            notified: !engine::message_kinds(role, SightRules::default()).is_empty(),
        }
    }
}

pub(super) struct Heat {
    pub(super) title: String,
    pub(super) shape: &'static str,
    pub(super) value: String,
    pub(super) word: String,
    pub(super) say: String,
    pub(super) measure: bool,
    pub(super) left: String,
}

pub(super) struct Row {
    pub(super) id: String,
    pub(super) number: String,
    pub(super) name: String,
    pub(super) shape: &'static str,
    pub(super) shape_word: String,
    pub(super) reason: String,
    pub(super) weighing: String,
    pub(super) change: String,
    pub(super) mass: String,
    pub(super) drink: String,
    pub(super) fluid: String,
    pub(super) link: bool,
}

impl Row {
    /// There is something to do or to know, beyond that the athlete is still to be weighed.
    pub(super) fn is_spoken_of(&self) -> bool {
        !self.reason.is_empty() || !self.drink.is_empty()
    }
}

#[derive(Deserialize)]
pub(crate) struct Which {
    session: Option<String>,
}

pub(crate) async fn show(
    State(app): State<App>,
    language: Language,
    who: crate::access::Who,
    Path(squad): Path<String>,
    Query(which): Query<Which>,
) -> Page {
    let board = app.engine.board(&who.0, &squad, which.session.as_deref()).await?;
    let zone = &app.settings.zone;
    let session = board.session.as_ref().map(|session| {
        let now = app.engine.now().to_zoned_datetime(zone.clone());
        let when = language.moment_near(&session.start.to_zoned_datetime(zone.clone()), &now);
        (session.id.clone(), session.title.clone(), when)
    });
    let all: Vec<Row> = board.rows.iter().map(|each| row(each, board.role, board.units, language)).collect();
    let (rows, folded): (Vec<Row>, Vec<Row>) = all.into_iter().partition(|row| row.shape != "ok");
    let counts = ["stop", "watch", "unknown", "ok"]
        .into_iter()
        .map(|shape| {
            let count = rows.iter().chain(&folded).filter(|row| row.shape == shape).count();
            (shape, count, language.t_of("team-shape", shape))
        })
        .filter(|(_, count, _)| *count > 0)
        .collect();
    let progress = match &board.session {
        Some(_) => language
            .with("in", board.weighed_in)
            .with("out", board.weighed_out)
            .with("of", board.attending)
            .t("team-progress"),
        None => String::new(),
    };
    page(&Squad {
        headline: headline(&board, &rows, language),
        frame: Frame::of_squad(&app, (&board.squad, &board.name, board.role), language, "board"),
        id: board.squad.clone(),
        name: board.name.clone(),
        session,
        counts,
        progress,
        bring: board.bring.map_or(String::new(), |bring| {
            language.with("amount", litres(bring, board.units, language)).t("team-bring")
        }),
        heat: board.heat.iter().map(|heat| heat_line(heat, language)).collect(),
        rows,
        folded,
        may: Abilities::of(board.role),
    })
}

fn headline(board: &Board, rows: &[Row], language: Language) -> String {
    if board.session.is_none() {
        return language.t("team-no-session");
    }
    let first = rows.iter().find(|row| row.shape == "stop");
    match first {
        Some(row) => language.with("name", row.name.clone()).with("count", board.to_see).t("team-see-first"),
        None if board.to_look > 0 => language.with("count", board.to_look).t("team-to-look"),
        None if board.weighed_in < board.attending => {
            language.with("count", board.attending - board.weighed_in).t("team-to-weigh")
        }
        None => language.t("team-all-well"),
    }
}

fn shape_of(action: Action) -> &'static str {
    match action {
        Action::NotCovered => "unknown",
        Action::Normal => "ok",
        Action::Watch | Action::Break | Action::Modify => "watch",
        Action::Reschedule | Action::Stop => "stop",
    }
}

/// The shape of what a policy demands, and its name in texts.
pub(super) fn demand(heat: &HeatNow) -> (&'static str, String) {
    match heat.judgement.stop {
        true => ("stop", "stop".to_owned()),
        false => (shape_of(heat.action), name_of(heat.action)),
    }
}

/// Whether the meter has to be read now.
pub(super) fn measure(heat: &HeatNow) -> bool {
    heat.judgement.measure || heat.foreseen.reading_needed && heat.judgement.value.is_none()
}

/// What is forecast of the index that a policy asks for; nothing where it cannot be.
pub(super) fn foreseen(heat: &HeatNow, language: Language) -> String {
    let printed = |value: f64| of_index(value, heat.unit, language);
    let said = |(_, low, high)| {
        language.with("low", printed(low)).with("high", printed(high)).t("team-heat-forecast")
    };
    heat.foreseen.value.map_or(String::new(), said)
}

/// A value as its publisher writes it; one in °F with the same in °C, which the rest of the page is in.
pub(super) fn of_index(value: f64, unit: &str, language: Language) -> String {
    let printed = match unit {
        "°F" => format!("{value:.1} °F ({:.1} °C)", Temperature::from_fahrenheit(value).as_celsius()),
        _ => format!("{value:.1} {unit}"),
    };
    language.number(printed.trim_end()).replace(' ', "\u{a0}").replace("\u{a0}(", " (")
}

/// What a policy demands, in the reader's words.
pub(super) fn heat_line(heat: &HeatNow, language: Language) -> Heat {
    let (shape, action) = demand(heat);
    let printed = |value: f64| of_index(value, heat.unit, language);
    Heat {
        title: heat.title.clone(),
        shape,
        value: match heat.judgement.value {
            Some(value) => printed(value),
            None => foreseen(heat, language),
        },
        word: language.t_of("team-heat", &action),
        say: heat.say.get(language.code()).cloned().unwrap_or_default(),
        measure: measure(heat),
        left: heat
            .judgement
            .left_min
            .map_or(String::new(), |left| language.with("minutes", left).t("team-heat-left")),
    }
}

/// Litres to a tenth, or the squad's unit.
pub(super) fn litres(volume: Volume, system: UnitSystem, language: Language) -> String {
    match system {
        UnitSystem::Metric => language.number(&format!("{:.1} L", volume.as_l())),
        _ => language.quantity(volume, system),
    }
}

/// A range of litres to a tenth, or in the squad's unit.
fn range_of(low: Volume, high: Volume, system: UnitSystem, language: Language) -> String {
    match system {
        UnitSystem::Metric => language.number(&format!("{:.1}–{:.1} L", low.as_l(), high.as_l())),
        _ => language.interval(&Interval { low, high }, system),
    }
}

/// A row in the reader's words.
pub(super) fn row(row: &RowView, role: team::sight::Role, system: UnitSystem, language: Language) -> Row {
    let flags = row.flags().map(Vec::as_slice).unwrap_or_default();
    let first = flags.first();
    let consent = row.consent();
    let shape = match (first.map(|flag| flag.urgency), row.weighing().copied()) {
        _ if row.must_not_train().is_some() => "stop",
        (Some(Urgency::Red), _) => "stop",
        (Some(Urgency::Amber), _) => "watch",
        (Some(Urgency::Grey), _) => "unknown",
        (None, Some("due")) => "unknown",
        (None, _) if consent.is_some() || row.no_amounts().is_some() || row.no_longer_fits().is_some() => {
            "unknown"
        }
        (None, _) => "ok",
    };
    let mut reasons = Vec::new();
    if row.must_not_train().is_some() {
        reasons.push(language.t("team-must-not-train"));
    }
    reasons.extend(flags.iter().map(|flag| language.t_of("team-flag", &name_of(flag.code))));
    if let Some(why) = consent {
        reasons.push(language.t_of("team-consent", &name_of(why)));
    }
    if row.no_longer_fits().is_some() {
        reasons.push(language.t("team-no-longer-fits"));
    }
    if row.no_amounts().is_some() {
        reasons.push(language.t("team-no-amounts"));
    }
    if row.attends() == Some(&false) {
        reasons.push(language.t("team-not-in-session"));
    }
    let kg = |mass: units::Mass| language.quantity(mass, system);
    let drink = match (row.attention().copied(), row.drink_least(), row.drink_most(), row.drink_hours()) {
        (Some("stop-drinking"), ..) => language.t("team-stop-drinking"),
        (_, Some(least), Some(most), Some(hours)) => language
            .with("amount", range_of(*least, *most, system, language))
            .with("hours", *hours)
            .t("team-drink"),
        (Some("drink-plan"), ..) => language.t("team-drink-plan"),
        _ => String::new(),
    };
    Row {
        id: row.athlete().cloned().unwrap_or_default(),
        number: row.number().map_or(String::new(), ToString::to_string),
        name: row.name().cloned().unwrap_or_default(),
        shape,
        shape_word: language.t_of("team-shape", shape),
        reason: reasons.join(" "),
        weighing: row.weighing().map_or(String::new(), |state| language.t_of("team-weighing", state)),
        change: row.change().map_or(String::new(), |change| {
            language.number(&format!("{:+.1} %", change.as_percent()).replace('-', "−"))
        }),
        mass: match (row.mass_before(), row.mass_after()) {
            (Some(before), Some(after)) => format!("{} → {}", kg(*before), kg(*after)),
            (Some(before), None) => kg(*before),
            _ => String::new(),
        },
        drink,
        // The most to drink in the session is of no use after it, and contradicts what the scales then say.
        fluid: row
            .fluid_most()
            .filter(|_| row.weighing().copied() != Some("out") && row.must_not_train().is_none())
            .map_or(String::new(), |most| language.measured(&Portion::Fluid(*most), Toward::Less, system)),
        link: sees(role, Class::Mass, SightRules::default()),
    }
}
