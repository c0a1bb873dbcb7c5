//! What if: a session moved about with sliders, and what it would then take and need.

use askama::Template;
use axum::extract::{Path, Query, State};
use engine::AthleteRecord;
use physiology::{Effort, Intensity, SessionConditions, Setting, Sport, Sun};
use serde::Deserialize;
use units::{AirSpeed, Duration, Fraction, Temperature, UnitSystem};

use super::session::{FlagLine, flags};
use super::show::{Figure, figure, of_body};
use super::{Frame, Page, page};
use crate::App;
use crate::language::Language;

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
    rate: Figure,
    loss: Figure,
    sodium: Figure,
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
}

/// What the sliders say; what is absent or out of range is taken as usual.
#[derive(Deserialize)]
pub(crate) struct Asked {
    sport: Option<String>,
    intensity: Option<String>,
    sun: Option<String>,
    temperature: Option<String>,
    humidity: Option<String>,
    minutes: Option<String>,
    wind: Option<String>,
}

pub(crate) async fn show(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    Query(asked): Query<Asked>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let fahrenheit = record.units == UnitSystem::UsCustomary;
    let number = |text: &Option<String>, (low, high): (f64, f64), usual: f64| {
        let typed = text.as_ref().and_then(|text| text.parse::<f64>().ok()).filter(|value| value.is_finite());
        typed.unwrap_or(usual).clamp(low, high)
    };
    let degrees = if fahrenheit { (32.0, 108.0, 68.0) } else { (0.0, 42.0, 20.0) };
    let temperature = number(&asked.temperature, (degrees.0, degrees.1), degrees.2);
    let humidity = number(&asked.humidity, (10.0, 95.0), 50.0);
    let minutes = number(&asked.minutes, (20.0, 300.0), 60.0);
    let wind = number(&asked.wind, (0.0, 12.0), 1.5);
    let sport = asked.sport.and_then(|name| name.parse::<Sport>().ok()).unwrap_or(Sport::Run);
    let intensity =
        asked.intensity.and_then(|name| name.parse::<Intensity>().ok()).unwrap_or(Intensity::Moderate);
    let sun = asked.sun.and_then(|name| Sun::ALL.into_iter().find(|sun| sun.name() == name));
    let sun = sun.unwrap_or(Sun::Shade);
    let wind_speed = AirSpeed::from_m_per_s(wind);
    let conditions = SessionConditions {
        sport,
        duration: Duration::from_minutes(minutes),
        effort: Effort::felt(intensity),
        air_temperature: match fahrenheit {
            true => Temperature::from_fahrenheit(temperature),
            false => Temperature::from_celsius(temperature),
        },
        relative_humidity: Fraction::from_percent(humidity),
        setting: match sport.is_indoor() {
            true => Setting::Indoors { fan: Some(wind_speed).filter(|_| wind > 0.0) },
            false => Setting::Outdoors { wind: wind_speed, sun },
        },
        clothing: None,
    };
    let imagined = app.engine.imagine(&athlete, &conditions, intensity).await?;
    let (system, prediction) = (record.units, &imagined.prediction);
    let slider = |name, (low, high, step): (f64, f64, f64), value: f64, shown: String| Slider {
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
                (degrees.0, degrees.1, 1.0),
                temperature,
                language.quantity(conditions.air_temperature, system),
            ),
            slider(
                "humidity",
                (10.0, 95.0, 5.0),
                humidity,
                language.quantity(conditions.relative_humidity, system),
            ),
            slider("minutes", (20.0, 300.0, 5.0), minutes, conditions.duration.in_words()),
            slider("wind", (0.0, 12.0, 0.5), wind, language.quantity(wind_speed, system)),
        ],
        rate: figure(&prediction.rate, &[], "", system, language),
        loss: figure(&prediction.loss, &[], "", system, language),
        sodium: figure(&prediction.sodium_loss, &[], "", system, language),
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
        planned: planned(&conditions, intensity, system),
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

fn planned(conditions: &SessionConditions, intensity: Intensity, system: UnitSystem) -> String {
    use units::Quantity;
    let air = conditions.air_temperature.display(system).replace(' ', "%20").replace('°', "%C2%B0");
    format!(
        "sport={}&intensity={}&duration={:.0}%20min&air_temperature={air}&relative_humidity={:.0}%25",
        conditions.sport.key(),
        intensity.name(),
        conditions.duration.as_minutes(),
        conditions.relative_humidity.as_percent()
    )
}
