//! `isotone race`: a race leg by leg, with what the aid stations offer.

use std::path::PathBuf;

use engine::StartList;
use fuel::RacePlan;
use jiff::tz::TimeZone;
use units::{Quantity, UnitSystem};

use crate::commands::{ME, show};
use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// The flags of `isotone race`.
#[derive(clap::Args)]
#[command(
    after_help = "A start list:\n\n  start = \"2026-06-14T08:00\"\n\n  [[leg]]\n  name = \"Bike\"\n  sport = \"ride\"\n  \
                  duration = \"2 h 40 min\"\n  air_temperature = \"26 °C\"\n  offers = [\"maurten_320\", \"maurten_gel100\"]\n  \
                  bottles = \"1.5 L\"\n  pieces = 6\n\nA leg may say intensity, relative_humidity, wind, sun, wbgt, and closed = true where \
                  nothing can be had. `isotone basket` knows the names of items."
)]
pub(crate) struct Arguments {
    /// The start list, a TOML file
    list: PathBuf,
    /// Whose race it is
    #[arg(long, default_value = ME)]
    athlete: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    let path = arguments.list.display().to_string();
    let text = std::fs::read_to_string(&arguments.list)
        .map_err(|source| Failure::File { path: path.clone(), source })?;
    let list: StartList = toml::from_str(&text)
        .map_err(|error| Failure::Argument(format!("{path} is no start list: {error}")))?;
    let engine = open::engine(config).await?;
    let zone = engine.athlete(&arguments.athlete).await?.time_zone();
    let plan = engine.race_plan(&arguments.athlete, &list).await?;
    if arguments.json {
        return show::json(&plan, config.units);
    }
    print(&plan, &zone, config.units);
    Ok(())
}

pub(super) fn print(plan: &RacePlan, zone: &TimeZone, system: UnitSystem) {
    for leg in &plan.legs {
        let start = plan.legs.first().map_or(leg.from, |first| first.from);
        println!("{}, {}", leg.name, show::window((leg.from, leg.until), start, zone));
        if leg.take.is_none() {
            println!("  nothing can be had here");
        }
        for need in &leg.needs {
            let limit =
                need.limited_by.as_ref().map(|limit| format!("  (at most {limit})")).unwrap_or_default();
            println!("  {:<13} {}{limit}", need.amount.nutrient().name(), need.amount.display(system));
        }
        match &leg.take {
            Some(Ok(basket)) => {
                for pick in &basket.picks {
                    println!(
                        "  take {} × {} ({}): {}",
                        pick.servings_in_words(),
                        pick.name,
                        pick.serving,
                        pick.why.map(|share| share.to_string()).unwrap_or_default()
                    );
                }
                if basket.water > units::Volume::ZERO {
                    println!("  take {} of water", basket.water.display(system));
                }
                for gap in &basket.gaps {
                    println!("  not covered: only {gap}");
                }
                for note in &basket.notes {
                    println!("  {note}");
                }
            }
            Some(Err(infeasible)) => {
                println!("  what is on offer does not do: {infeasible}");
            }
            None => {}
        }
        println!();
    }
    for flag in &plan.flags {
        println!("! {}", flag.words());
    }
    println!("{}", fuel::DISCLAIMER);
}
