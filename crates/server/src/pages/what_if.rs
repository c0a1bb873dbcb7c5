//! What if: a session moved about with sliders, and what it would then take and need.

use askama::Template;
use axum::extract::{Path, Query, State};
use engine::AthleteRecord;
use physiology::{Intensity, SessionConditions, Sport, Sun, check_effort};
use units::{AirSpeed, UnitSystem};

use super::form::{Field, Form, value_of};
use super::plan::{EFFORT, effort_fields};
use super::session::{FlagLine, flags};
use super::show::{Figure, foreseen, of_body};
use super::{Frame, Page, page, prefill};
use crate::fields::Fields;
use crate::language::Language;
use crate::{App, Problem};

#[derive(Template)]
#[template(path = "what_if.html")]
struct WhatIf {
    frame: Frame,
    id: String,
    sports: Vec<(&'static str, String)>,
    sport: &'static str,
    intensities: Vec<(&'static str, String)>,
    intensity: &'static str,
    suns: Vec<(&'static str, String)>,
    sun: &'static str,
    sliders: Vec<Slider>,
    /// How hard it is, in numbers.
    effort: Vec<Field>,
    effort_open: bool,
    rate: Figure,
    loss: Figure,
    sodium: Figure,
    duration: String,
    share: String,
    needs: Vec<(&'static str, String, String)>,
    flags: Vec<FlagLine>,
    /// The same session as the form of the plan takes it.
    planned: String,
}

/// One input that slides, in the reader's units.
struct Slider {
    name: &'static str,
    label: String,
    low: f64,
    high: f64,
    step: f64,
    value: f64,
    shown: String,
    /// The unit that a script shows beside the value while it moves.
    unit: &'static str,
}

type Asked = Vec<(String, String)>;

pub(crate) async fn show(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    Query(asked): Query<Asked>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let now = app.engine.now();
    let fahrenheit = record.units == UnitSystem::UsCustomary;
    let said = |name: &str| value_of(&asked, name);
    let number = |name: &str, (low, high): (f64, f64), usual: f64| {
        let typed = said(name).and_then(|text| text.parse::<f64>().ok()).filter(|value| value.is_finite());
        typed.unwrap_or(usual).clamp(low, high)
    };
    let degrees = if fahrenheit { (32.0, 108.0, 68.0) } else { (0.0, 42.0, 20.0) };
    let temperature = number("temperature", (degrees.0, degrees.1), degrees.2);
    let humidity = number("humidity", (10.0, 95.0), 50.0);
    let minutes = number("minutes", (20.0, 300.0), 60.0);
    let wind = number("wind", (0.0, 12.0), 1.5);
    let sport = said("sport").and_then(|name| name.parse::<Sport>().ok()).unwrap_or(Sport::Run);
    let intensity =
        said("intensity").and_then(|name| name.parse::<Intensity>().ok()).unwrap_or(Intensity::Moderate);
    let sun = said("sun").and_then(|name| Sun::ALL.into_iter().find(|sun| sun.name() == name));
    let sun = sun.unwrap_or(Sun::Shade);
    let wind_speed = AirSpeed::from_m_per_s(wind);
    // The session as the form of the plan takes it.
    let mut session: Asked = vec![
        ("sport".into(), sport.key().into()),
        ("intensity".into(), intensity.name().into()),
        ("duration".into(), format!("{minutes:.0} min")),
        ("air_temperature".into(), format!("{temperature:.0} {}", if fahrenheit { "°F" } else { "°C" })),
        ("relative_humidity".into(), format!("{humidity:.0} %")),
    ];
    match sport.is_indoor() {
        true if wind > 0.0 && said("fan").is_none_or(str::is_empty) => {
            session.push(("fan".into(), format!("{wind:.1} m/s")));
        }
        true => {}
        false => session.extend([
            ("wind".into(), prefill::quantity("wind", wind_speed, record.units)),
            ("sun".into(), sun.name().into()),
        ]),
    }
    let effort: Asked = asked
        .iter()
        .filter(|(name, value)| EFFORT.contains(&name.as_str()) && !value.trim().is_empty())
        .cloned()
        .collect();
    let whole: Asked = session.iter().chain(&effort).cloned().collect();
    let (conditions, form, whole) = match resolved(whole.clone(), &record, now, language) {
        Ok(conditions) => (conditions, Form::typed(language, asked), whole),
        // What is wrong with the numbers stands beside them; the rest is shown without them.
        Err(problem) => {
            let form = Form::refused(language, asked, problem);
            (resolved(session.clone(), &record, now, language)?, form, session)
        }
    };
    let form = form.for_athlete(&record);
    let imagined = app.engine.imagine(&athlete, &conditions, intensity).await?;
    let (system, prediction) = (record.units, &imagined.prediction);
    let slider = |name, unit, (low, high, step): (f64, f64, f64), value: f64, shown: String| Slider {
        unit,
        name,
        label: language.t_of("slider", name),
        low,
        high,
        step,
        value,
        shown,
    };
    page(&WhatIf {
        frame: Frame::of(&app, &record, language, "what-if"),
        id: record.id.clone(),
        sports: Sport::ALL.iter().map(|sport| (sport.key(), language.sport(*sport))).collect(),
        sport: sport.key(),
        intensities: Intensity::ALL.map(|i| (i.name(), language.t_of("intensity", i.name()))).to_vec(),
        intensity: intensity.name(),
        suns: Sun::ALL.map(|sun| (sun.name(), language.t_of("sun", sun.name()))).to_vec(),
        sun: sun.name(),
        sliders: vec![
            slider(
                "temperature",
                if fahrenheit { "°F" } else { "°C" },
                (degrees.0, degrees.1, 1.0),
                temperature,
                language.quantity(conditions.air_temperature, system),
            ),
            slider(
                "humidity",
                "%",
                (10.0, 95.0, 5.0),
                humidity,
                language.quantity(conditions.relative_humidity, system),
            ),
            slider("minutes", "min", (20.0, 300.0, 5.0), minutes, conditions.duration.in_words()),
            slider(
                "wind",
                if system == UnitSystem::Metric { "m/s" } else { "" },
                (0.0, 12.0, 0.5),
                wind,
                language.quantity(wind_speed, system),
            ),
        ],
        effort: effort_fields(&form),
        effort_open: EFFORT.iter().any(|name| !form.was(name).is_empty()),
        rate: foreseen(&prediction.rate, &[], "", system, language),
        loss: foreseen(&prediction.loss, &[], "", system, language),
        sodium: foreseen(&prediction.sodium_loss, &[], "", system, language),
        duration: conditions.duration.in_words(),
        share: of_body(&record, || {
            language.number(&format!("{:.1} %", prediction.undrunk_mass_loss.as_percent()))
        }),
        needs: during(&imagined.needs, &record, language),
        flags: flags(&imagined.flags, &record, language)
            .chain(
                prediction
                    .flags
                    .iter()
                    .map(|flag| FlagLine { stop: false, words: language.t_of("domain", flag.code()) }),
            )
            .collect(),
        planned: planned(&whole),
    })
}

/// What to have while moving: nutrient, its name, amount.
fn during(
    needs: &[fuel::Need],
    record: &AthleteRecord,
    language: Language,
) -> Vec<(&'static str, String, String)> {
    let line = |need: &fuel::Need| {
        let nutrient = need.amount.nutrient().name();
        (nutrient, language.t_of("nutrient", nutrient), language.band(&need.amount, record.units))
    };
    needs.iter().filter(|need| need.phase == fuel::Phase::During).map(line).collect()
}

/// The conditions of a session as its form says them.
fn resolved(
    typed: Asked,
    record: &AthleteRecord,
    now: jiff::Timestamp,
    language: Language,
) -> Result<SessionConditions, Problem> {
    let input = Fields::typed(typed, record.units).spoken(language).session()?;
    let conditions = input.resolve(None)?;
    let year = now.to_zoned_datetime(record.time_zone()).year();
    check_effort(&record.body(year), &conditions)
        .map_err(|error| Problem::invalid(vec![engine::FieldError::new(error.field(), error)]))?;
    Ok(conditions)
}

/// The query of the form of the plan, filled in.
fn planned(typed: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(typed).finish()
}
