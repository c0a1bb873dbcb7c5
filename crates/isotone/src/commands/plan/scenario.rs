//! `isotone plan --scenario FILE`: plays a scenario, prints its plan and the verdict.

use std::path::Path;

use engine::scenario::{Played, Scenario};
use jiff::tz::TimeZone;
use units::UnitSystem;

use crate::commands::race;
use crate::failure::Failure;

pub(super) async fn run(file: &Path, system: UnitSystem) -> Result<(), Failure> {
    let path = file.display().to_string();
    let text =
        std::fs::read_to_string(file).map_err(|source| Failure::File { path: path.clone(), source })?;
    let scenario: Scenario = toml::from_str(&text)
        .map_err(|error| Failure::Argument(format!("{path} is no scenario: {error}")))?;
    let zone = scenario.athlete.zone.as_deref().and_then(|zone| TimeZone::get(zone).ok());
    let zone = zone.unwrap_or(TimeZone::UTC);
    println!("{}\n{}\n", scenario.title, scenario.about);
    let outcome = scenario.play().await?;
    match &outcome.played {
        Played::Day(day) => {
            for session in &day.sessions {
                super::print(session, &zone, system);
                println!();
            }
            super::print_totals(&day.totals, system);
        }
        Played::Race(plan) => race::print(plan, &zone, system),
        Played::Refused(question) => println!("Asked instead of planned: {question}"),
    }
    println!();
    for verdict in &outcome.verdicts {
        println!("{verdict}");
    }
    if let Some(rule) = &scenario.waits_for {
        println!("It waits for {rule}.");
    }
    if outcome.holds() {
        Ok(())
    } else {
        Err(Failure::Argument(format!("{path}: the plan is not as expected")))
    }
}
