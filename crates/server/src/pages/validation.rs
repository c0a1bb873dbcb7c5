//! How good the numbers are: sources reproduced, intervals that hold, and this instance's own tests.

use std::fmt::Write as _;

use askama::Template;
use axum::extract::State;
use engine::{OwnTests, Validation, ValidationSize};
use physiology::validation::Calibration;
use units::{Quantity, UnitSystem, VolumeRate};

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
    model: String,
    agree: usize,
    figures: usize,
    athletes: usize,
    calibration: Vec<Row>,
    reliability: String,
    oracles: Vec<[String; 5]>,
    own: Vec<Own>,
    agreement: String,
}

struct Row {
    tests: usize,
    error: String,
    physics: String,
    last: String,
    inside: [String; 3],
}

struct Own {
    athlete: String,
    simulated: bool,
    rows: Vec<[String; 5]>,
}

pub(crate) async fn show(State(app): State<App>, language: Language, who: crate::access::Who) -> Page {
    let validation = app.engine.validate(&who.0, ON_A_PAGE).await?;
    let body = Body::of(&validation, UnitSystem::Metric);
    page(&ValidationPage { frame: Frame::plain(&app, language), body })
}

/// The validation as one HTML file that needs nothing beside it.
pub fn report(validation: &Validation, system: UnitSystem) -> String {
    let style = include_str!("../../assets/style.css");
    Report { style, body: Body::of(validation, system) }.render().unwrap_or_default()
}

impl Body {
    fn of(validation: &Validation, system: UnitSystem) -> Self {
        let pairs: Vec<(VolumeRate, VolumeRate)> = validation
            .own
            .iter()
            .flat_map(|own| own.tests.iter().map(|test| (test.expected, test.measured)))
            .collect();
        Self {
            model: validation.model.clone(),
            agree: validation.oracles.iter().filter(|oracle| oracle.agrees).count(),
            figures: validation.oracles.len(),
            athletes: validation.calibration.first().map_or(0, |of| of.athletes),
            calibration: validation.calibration.iter().map(row).collect(),
            reliability: reliability(&validation.calibration),
            oracles: validation
                .oracles
                .iter()
                .map(|oracle| {
                    let inputs: Vec<String> = oracle.inputs.iter().map(ToString::to_string).collect();
                    [
                        format!("{} {}", oracle.id, oracle.function),
                        inputs.join(", "),
                        format!("{} ± {}", oracle.expected, oracle.tolerance),
                        format!("{:.5}", oracle.found),
                        if oracle.agrees { "agrees".to_owned() } else { "differs".to_owned() },
                    ]
                })
                .collect(),
            own: validation.own.iter().map(|own| of_athlete(own, system)).collect(),
            agreement: agreement(&pairs),
        }
    }
}

fn row(of: &Calibration) -> Row {
    let percent = |share: units::Fraction| format!("{:.1} %", share.as_percent());
    Row {
        tests: of.tests,
        error: percent(of.error),
        physics: percent(of.error_of_physics),
        last: of.error_of_last_test.map_or("–".to_owned(), percent),
        inside: of.inside.map(percent),
    }
}

fn of_athlete(own: &OwnTests, system: UnitSystem) -> Own {
    let rows = own.tests.iter().map(|test| {
        [
            test.at.strftime("%-d %B %Y").to_string(),
            test.earlier.to_string(),
            test.expected.display(system),
            test.i80.display(system),
            format!("{}{}", test.measured.display(system), if test.inside { "" } else { " (outside)" }),
        ]
    });
    Own { athlete: own.athlete.clone(), simulated: own.simulated, rows: rows.collect() }
}

const SIDE: f64 = 320.0;
const EDGE: f64 = 52.0;

fn place(share: f64) -> f64 {
    EDGE + share * (SIDE - 2.0 * EDGE)
}

/// Predicted quantiles against the share of truths below them, a line for each number of tests: the nearer to the
/// diagonal, the more honest.
fn reliability(calibration: &[Calibration]) -> String {
    let mut svg = format!(
        r#"<svg class="chart square" viewBox="0 0 {SIDE} {SIDE}" role="img" aria-label="Share of simulated truths below each predicted quantile; the diagonal is perfect">"#
    );
    let (low, high) = (place(0.0), place(1.0));
    let _ = write!(svg, r#"<path class="physics" d="M{low} {high}L{high} {low}"/>"#);
    for share in [0.0, 0.5, 1.0] {
        let (at, across) = (place(share), SIDE - place(share));
        let _ = write!(
            svg,
            r#"<text x="{at}" y="{}" text-anchor="middle">{:.0} %</text><text x="{}" y="{}" text-anchor="end">{:.0} %</text>"#,
            SIDE - 18.0,
            share * 100.0,
            EDGE - 6.0,
            across + 4.0,
            share * 100.0
        );
    }
    for of in calibration {
        let mut path = format!("M{low} {high}");
        for (tenth, below) in (1..).zip(&of.below) {
            let (x, y) = (place(f64::from(tenth) / 10.0), SIDE - place(below.as_ratio()));
            let _ = write!(path, "L{x:.1} {y:.1}");
        }
        let _ = write!(
            svg,
            r#"<path class="line" d="{path}L{high} {low}"><title>{} tests</title></path>"#,
            of.tests
        );
    }
    svg.push_str("</svg>");
    svg
}

/// Bland and Altman's plot: the difference of measured and expected over their mean, with the limits of agreement.
fn agreement(pairs: &[(VolumeRate, VolumeRate)]) -> String {
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
    let mut svg = format!(
        r#"<svg class="chart square" viewBox="0 0 {SIDE} {SIDE}" role="img" aria-label="Measured less expected sweating rate over their mean: bias {bias:.2}, 95 % limits {:.2} to {:.2} L/h">"#,
        bias - spread,
        bias + spread
    );
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
        let _ = write!(
            svg,
            r#"<text x="{:.1}" y="{:.1}" text-anchor="end">{level:+.2}</text>"#,
            EDGE - 4.0,
            at + 4.0
        );
    }
    for (mean, difference) in &points {
        let _ =
            write!(svg, r#"<circle class="point" cx="{:.1}" cy="{:.1}" r="4"/>"#, x(*mean), y(*difference));
    }
    let _ = write!(
        svg,
        r#"<text x="{:.1}" y="{:.1}" text-anchor="end">mean, up to {widest:.1} L/h</text></svg>"#,
        place(1.0),
        SIDE - 14.0
    );
    svg
}
