//! `isotone catalogue`: the project's items checked, and compared with a release of public data.

use std::path::{Path, PathBuf};

use fuel::{Catalogue, Check};
use jiff::{Timestamp, tz::TimeZone};
use units::UnitSystem;

use crate::commands::show;
use crate::failure::Failure;

/// The flags of `isotone catalogue`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// Check every row: what no basket can hold, what vanishes under common needs, strength, names against contents
    Check {
        /// Print JSON
        #[arg(long)]
        json: bool,
        /// List what is told without being an error too
        #[arg(long)]
        all: bool,
    },
    /// Compare with a release of public data by barcode or food table number: differences over 10 %
    #[command(after_help = "Example:\n  isotone catalogue diff FoodData_Central_sr_legacy_food_json.json")]
    Diff {
        /// JSON of USDA FoodData Central or Open Food Facts, whole or one food a line
        file: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.action {
        Action::Check { json, all } => check(*json, *all),
        Action::Diff { file, json } => diff(file, *json),
    }
}

fn check(json: bool, all: bool) -> Result<(), Failure> {
    let check = Catalogue::built_in().check(Timestamp::now().to_zoned_datetime(TimeZone::UTC).date());
    let errors = check.findings.iter().filter(|finding| finding.is_error()).count();
    if json {
        show::json(&check, UnitSystem::Metric)?;
    } else {
        print(&check, all);
    }
    match errors {
        0 => Ok(()),
        errors => Err(Failure::Argument(format!("{errors} rows of the catalogue have to be fixed"))),
    }
}

fn print(check: &Check, all: bool) {
    let shown = check.findings.iter().filter(|finding| all || finding.is_error());
    for finding in shown {
        println!("{} {finding}", if finding.is_error() { "error:" } else { "note: " });
    }
    let notes = check.findings.iter().filter(|finding| !finding.is_error()).count();
    println!(
        "{} rows, {} errors, {notes} notes (--all lists them)\n",
        check.rows,
        check.findings.len() - notes
    );
    println!("Rows that remain under common needs");
    println!("  {:<36} {:>7} {:>12} {:>5}", "need", "known", "read packs", "of");
    for need in &check.remaining {
        println!(
            "  {:<36} {:>7} {:>12} {:>5}",
            need.need,
            need.rows,
            format!("+{}", need.with_packs),
            need.of
        );
    }
    println!("\nCoverage by region");
    println!("  {:<12} {:>9} {:>7} {:>11} {:>6}", "sold in", "verified", "quoted", "unverified", "rows");
    for (place, of) in &check.coverage {
        let rows = of.verified + of.quoted + of.unverified;
        println!("  {place:<12} {:>9} {:>7} {:>11} {rows:>6}", of.verified, of.quoted, of.unverified);
    }
}

fn diff(file: &Path, json: bool) -> Result<(), Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|source| Failure::File { path: file.display().to_string(), source })?;
    let diff = Catalogue::built_in().diff(&text).map_err(|error| Failure::Argument(error.to_string()))?;
    if json {
        return show::json(&diff, UnitSystem::Metric);
    }
    for difference in &diff.differences {
        println!("{difference}");
    }
    for refused in &diff.refused {
        println!("not read: {refused}");
    }
    println!(
        "{} rows compared, {} differences over 10 %, {} foods of the release are in no row",
        diff.compared,
        diff.differences.len(),
        diff.unmatched
    );
    Ok(())
}
