//! How good the numbers are: sources reproduced, measured people, intervals that hold, and this instance's own tests.

mod measured;

use std::fmt::Write as _;

use askama::Template;
use axum::extract::State;
use engine::{OwnTests, Validation, ValidationSize};
use jiff::tz::TimeZone;
use physiology::validation::{Calibration, OracleResult};
use units::{UnitSystem, VolumeRate};

use self::measured::Measured;
use super::{Frame, Page, page};
use crate::App;
use crate::language::Language;

/// Large enough for a steady page, small enough for a quick one.
const ON_A_PAGE: ValidationSize = ValidationSize { athletes: 1000, refits: 0, seed: 1 };

#[derive(Template)]
#[template(path = "validation.html")]
struct ValidationPage {
    frame: Frame,
    body: Body,
}

#[derive(Template)]
#[template(path = "validation_report.html")]
struct Report {
    style: &'static str,
    body: Body,
}

/// What page and report share.
struct Body {
    language: Language,
    model: String,
    reproduced: String,
    beside: String,
    measured: Measured,
    drawn: String,
    aged: String,
    ageing: Vec<(u32, [String; 2])>,
    calibration: Vec<Row>,
    reliability: String,
    oracles: Vec<Figure>,
    own: Vec<Own>,
    agreement: String,
}

/// A published figure beside ours.
struct Figure {
    figure: String,
    inputs: String,
    source: String,
    ours: String,
    verdict: String,
}

struct Row {
    tests: usize,
    error: String,
    physics: String,
    last: String,
    inside: [String; 3],
}

struct Own {
    title: String,
    rows: Vec<[String; 5]>,
}

pub(crate) async fn show(State(app): State<App>, language: Language, who: crate::access::Who) -> Page {
    let validation = app.engine.validate(&who.0, ON_A_PAGE).await?;
    let body = Body::of(&validation, UnitSystem::Metric, language);
    page(&ValidationPage { frame: Frame::plain(&app, language), body })
}

/// The validation as one HTML file that needs nothing beside it.
pub fn report(validation: &Validation, system: UnitSystem) -> String {
    let style = include_str!("../../assets/style.css");
    Report { style, body: Body::of(validation, system, Language::English) }.render().unwrap_or_default()
}

impl Body {
    fn of(validation: &Validation, system: UnitSystem, language: Language) -> Self {
        let pairs: Vec<(VolumeRate, VolumeRate)> = validation
            .own
            .iter()
            .flat_map(|own| own.tests.iter().map(|test| (test.expected, test.measured)))
            .collect();
        let agree = validation.oracles.iter().filter(|oracle| oracle.agrees).count();
        let figures = validation.oracles.len();
        let athletes = validation.calibration.first().map_or(0, |of| of.athletes);
        Self {
            language,
            model: validation.model.clone(),
            beside: language.with("figures", figures).t("validation-beside"),
            reproduced: language.with("agree", agree).with("figures", figures).t("validation-so-many"),
            measured: Measured::of(&validation.measured, &validation.sodium, language),
            aged: language
                .with("tests", validation.ageing.first().map_or(0, |of| of.tests))
                .t("validation-ageing-how"),
            ageing: validation.ageing.iter().map(|of| (of.months, measured::ageing(of, language))).collect(),
            drawn: language.with("athletes", athletes).t("validation-drawn"),
            calibration: validation.calibration.iter().map(|of| row(of, language)).collect(),
            reliability: reliability(&validation.calibration, language),
            oracles: validation.oracles.iter().map(|oracle| figure(oracle, language)).collect(),
            own: validation.own.iter().map(|own| of_athlete(own, system, language)).collect(),
            agreement: agreement(&pairs, language),
        }
    }

    fn t(&self, key: &str) -> String {
        self.language.t(key)
    }

    fn within(&self, percent: &str) -> String {
        self.language.with("percent", percent).t("validation-within")
    }
}

fn figure(oracle: &OracleResult, language: Language) -> Figure {
    let inputs: Vec<String> = oracle.inputs.iter().map(|input| language.number(&input.to_string())).collect();
    Figure {
        figure: format!("{} {}", oracle.id, oracle.function),
        inputs: inputs.join("; "),
        source: language.number(&format!("{} ± {}", oracle.expected, oracle.tolerance)),
        ours: language.number(&format!("{:.5}", oracle.found)),
        verdict: match oracle.agrees {
            true => language.t("validation-agrees"),
            false => language.t("validation-differs"),
        },
    }
}

fn row(of: &Calibration, language: Language) -> Row {
    let percent = |share: units::Fraction| language.number(&format!("{:.1} %", share.as_percent()));
    Row {
        tests: of.tests,
        error: percent(of.error),
        physics: percent(of.error_of_physics),
        last: of.error_of_last_test.map_or("–".to_owned(), percent),
        inside: of.inside.map(percent),
    }
}

fn of_athlete(own: &OwnTests, system: UnitSystem, language: Language) -> Own {
    let rows = own.tests.iter().map(|test| {
        let measured = language.quantity(test.measured, system);
        let outside = language.with("rate", &measured).t("validation-outside");
        [
            language.long_day(test.at.to_zoned_datetime(TimeZone::UTC).date()),
            test.earlier.to_string(),
            language.quantity(test.expected, system),
            language.interval(&test.i80, system),
            if test.inside { measured } else { outside },
        ]
    });
    let (athlete, tests) = (&own.athlete, own.tests.len());
    let title = match own.simulated {
        true => language.with("athlete", athlete).with("tests", tests).t("validation-tests-of-simulated"),
        false => language.with("athlete", athlete).with("tests", tests).t("validation-tests-of"),
    };
    Own { title, rows: rows.collect() }
}

const SIDE: f64 = 320.0;
const EDGE: f64 = 52.0;

fn place(share: f64) -> f64 {
    EDGE + share * (SIDE - 2.0 * EDGE)
}

/// A square chart with its diagonal, and a word across and one upwards at its ends and its middle; still open.
fn square(label: &str, words: impl Fn(f64) -> [String; 2]) -> String {
    let mut svg =
        format!(r#"<svg class="chart square" viewBox="0 0 {SIDE} {SIDE}" role="img" aria-label="{label}">"#);
    let (low, high) = (place(0.0), place(1.0));
    let _ = write!(svg, r#"<path class="physics" d="M{low} {high}L{high} {low}"/>"#);
    for share in [0.0, 0.5, 1.0] {
        let [across, upwards] = words(share);
        let _ = write!(
            svg,
            r#"<text x="{}" y="{}" text-anchor="middle">{across}</text><text x="{}" y="{}" text-anchor="end">{upwards}</text>"#,
            place(share),
            SIDE - 18.0,
            EDGE - 6.0,
            SIDE - place(share) + 4.0
        );
    }
    svg
}

/// Predicted quantiles against the share of truths below them, a line for each number of tests: the nearer to the
/// diagonal, the more honest.
fn reliability(calibration: &[Calibration], language: Language) -> String {
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let mut svg =
        square(&language.t("validation-reliability-chart"), |share| [percent(share), percent(share)]);
    let (low, high) = (place(0.0), place(1.0));
    for of in calibration {
        let mut path = format!("M{low} {high}");
        for (tenth, below) in (1..).zip(&of.below) {
            let (x, y) = (place(f64::from(tenth) / 10.0), SIDE - place(below.as_ratio()));
            let _ = write!(path, "L{x:.1} {y:.1}");
        }
        let _ = write!(
            svg,
            r#"<path class="line" d="{path}L{high} {low}"><title>{}</title></path>"#,
            language.with("tests", of.tests).t("validation-count")
        );
    }
    svg.push_str("</svg>");
    svg
}

/// Bland and Altman's plot: the difference of measured and expected over their mean, with the limits of agreement.
fn agreement(pairs: &[(VolumeRate, VolumeRate)], language: Language) -> String {
    if pairs.len() < 3 {
        return String::new();
    }
    let points: Vec<(f64, f64)> = pairs
        .iter()
        .map(|(expected, measured)| {
            let (expected, measured) = (expected.as_l_per_h(), measured.as_l_per_h());
            (0.5 * (expected + measured), measured - expected)
        })
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "a count of tests")]
    let count = points.len() as f64;
    let bias = points.iter().map(|(_, difference)| difference).sum::<f64>() / count;
    let spread = (points.iter().map(|(_, d)| (d - bias).powi(2)).sum::<f64>() / (count - 1.0)).sqrt() * 1.96;
    let widest = points.iter().map(|(mean, _)| *mean).fold(0.5, f64::max) * 1.05;
    let tallest = points.iter().map(|(_, d)| d.abs()).fold(bias.abs() + spread, f64::max) * 1.1;
    let x = |mean: f64| place(mean / widest);
    let y = |difference: f64| SIDE - place(0.5 + 0.5 * difference / tallest);
    let number = |value: f64| language.number(&format!("{value:.2}"));
    let chart = language
        .with("bias", number(bias))
        .with("low", number(bias - spread))
        .with("high", number(bias + spread))
        .t("validation-agreement-chart");
    let mut svg =
        format!(r#"<svg class="chart square" viewBox="0 0 {SIDE} {SIDE}" role="img" aria-label="{chart}">"#);
    for (level, class) in
        [(0.0, "axis"), (bias, "median"), (bias - spread, "physics"), (bias + spread, "physics")]
    {
        let at = y(level);
        let _ = write!(
            svg,
            r#"<path class="{class}" d="M{:.1} {at:.1}L{:.1} {at:.1}"/>"#,
            place(0.0),
            place(1.0)
        );
        // No difference goes without a label where the bias has one.
        if class == "axis" && (at - y(bias)).abs() < 16.0 {
            continue;
        }
        let _ = write!(
            svg,
            r#"<text x="{:.1}" y="{:.1}" text-anchor="end">{}</text>"#,
            EDGE - 4.0,
            at + 4.0,
            language.number(&format!("{level:+.2}").replace('-', "−"))
        );
    }
    for (mean, difference) in &points {
        let _ =
            write!(svg, r#"<circle class="point" cx="{:.1}" cy="{:.1}" r="4"/>"#, x(*mean), y(*difference));
    }
    let _ = write!(
        svg,
        r#"<text x="{:.1}" y="{:.1}" text-anchor="end">{}</text></svg>"#,
        place(1.0),
        SIDE - 14.0,
        language.with("widest", language.number(&format!("{widest:.1}"))).t("validation-mean-up-to")
    );
    svg
}
