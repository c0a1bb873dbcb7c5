//! `isotone validate`: how good the numbers are.

mod measured;

use std::path::PathBuf;

use engine::{Validation, ValidationSize};
use units::Quantity;

use crate::commands::show;
use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// The flags of `isotone validate`.
#[derive(clap::Args)]
#[command(
    after_help = "The table of --measured has a header and the columns study, sport, mass_kg, minutes, air_c, rate_l_h; and where \
                  known group, sex, height_m, humidity_pct, sun, wind_m_s, indoors (yes), air_over_body_m_s, acclimated (yes), \
                  intensity, one of power_w, speed_km_h, heart_rate, oxygen_ml_kg_min or metabolic_w (the last two with \
                  work_share), people, sd_l_h, plain_mass_loss (yes: the breath's mass is in the rate), lower_bound (yes)."
)]
pub(crate) struct Arguments {
    /// Simulated athletes for each number of tests
    #[arg(long, default_value_t = 3000, value_parser = clap::value_parser!(u32).range(100..=100_000))]
    athletes: u32,
    /// Simulated studies to be fitted again, to see whether the fit finds what they were made with
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=2000))]
    refits: u32,
    /// Where the random draws begin
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Score the model in use on a table of measured sweating rates instead: people or groups, one a line
    #[arg(long, value_name = "FILE")]
    measured: Option<PathBuf>,
    /// Print JSON
    #[arg(long, conflicts_with = "html")]
    json: bool,
    /// Print a page with plots
    #[arg(long)]
    html: bool,
}

pub(crate) async fn run(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    let size = ValidationSize {
        athletes: arguments.athletes as usize,
        refits: arguments.refits as usize,
        seed: arguments.seed,
    };
    let engine = open::engine(config).await?;
    if let Some(file) = &arguments.measured {
        return measured::of_file(&engine, file, &arguments, config).await;
    }
    let validation = tokio::task::spawn_blocking(move || {
        tokio::runtime::Handle::current().block_on(engine.validate(&engine::Caller::Open, size))
    })
    .await
    .map_err(|error| Failure::Argument(error.to_string()))??;
    if arguments.json {
        return show::json(&validation, config.units);
    }
    if arguments.html {
        println!("{}", server::validation_report(&validation, config.units));
        return Ok(());
    }
    print(&validation, config);
    let wrong = validation.oracles.iter().filter(|oracle| !oracle.agrees).count();
    if wrong > 0 {
        return Err(Failure::Argument(format!("{wrong} figures of sources are not reproduced")));
    }
    Ok(())
}

fn print(validation: &Validation, config: &Config) {
    let agree = validation.oracles.iter().filter(|oracle| oracle.agrees).count();
    println!("Figures of sources reproduced: {agree} of {}", validation.oracles.len());
    for oracle in validation.oracles.iter().filter(|oracle| !oracle.agrees) {
        println!(
            "  {} {} {:?}: {}, not {} ± {}",
            oracle.id, oracle.function, oracle.inputs, oracle.found, oracle.expected, oracle.tolerance
        );
    }
    measured::print(&validation.measured);
    measured::print_sodium(&validation.sodium);
    println!(
        "\nSimulated athletes, {} for each number of tests; one more session foretold",
        validation.calibration.first().map_or(0, |of| of.athletes)
    );
    println!(
        "  tests   error   heat balance alone   last test as it stands   inside 50 %   80 %   95 % interval"
    );
    for of in &validation.calibration {
        let last =
            of.error_of_last_test.map_or("–".to_owned(), |error| format!("{:.1} %", error.as_percent()));
        println!(
            "  {:>5} {:>5.1} % {:>18.1} % {:>24} {:>11.1} % {:>4.1} % {:>6.1} %",
            of.tests,
            of.error.as_percent(),
            of.error_of_physics.as_percent(),
            last,
            of.inside[0].as_percent(),
            of.inside[1].as_percent(),
            of.inside[2].as_percent()
        );
    }
    println!(
        "\n  months since the last of {} weekly tests   inside 80 % interval   high over low end",
        validation.ageing.first().map_or(0, |of| of.tests)
    );
    for of in &validation.ageing {
        println!("  {:>39} {:>20.1} % {:>19.2}", of.months, of.inside.as_percent(), of.width);
    }
    println!(
        "  From the model's own family: the inference is right; whether people are like the model is another question."
    );
    if let Some(recovery) = &validation.recovery {
        println!("\nRefits of {} simulated studies ({} failed)", recovery.runs, recovery.failed);
        println!(
            "  {:<20} {:>8} {:>12} {:>26}",
            "parameter", "truth", "mean fit", "truth inside 95 % interval"
        );
        for (name, truth, mean, inside) in &recovery.parameters {
            println!("  {name:<20} {truth:>8.3} {mean:>12.3} {:>24.1} %", 100.0 * inside);
        }
    }
    println!("\nThis instance's own tests, each foretold from those before it");
    if validation.own.is_empty() {
        println!("  none yet: take a sweat test, and this table fills.");
    }
    for own in &validation.own {
        let simulated = if own.simulated { " (simulated)" } else { "" };
        println!("  {}{simulated}", own.athlete);
        for test in &own.tests {
            println!(
                "    {}  after {} tests: expected {} ({}), measured {}{}",
                test.at.strftime("%Y-%m-%d"),
                test.earlier,
                test.expected.display(config.units),
                test.i80.display(config.units),
                test.measured.display(config.units),
                if test.inside { "" } else { "  outside" }
            );
        }
    }
}
