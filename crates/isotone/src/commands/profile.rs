//! `isotone profile`: how the athlete is expected to sweat, cold to hot.

use units::Quantity;

use crate::commands::{ME, show};
use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// The flags of `isotone profile`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Whose profile it is
    #[arg(long, default_value = ME)]
    athlete: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    let view = open::engine(config).await?.profile_view(&arguments.athlete).await?;
    if arguments.json {
        return show::json(&view, config.units);
    }
    let system = config.units;
    println!(
        "An hour of {} at 50 % humidity, from {} tests\n",
        view.curve.session.sport.words().to_lowercase(),
        view.tests.len()
    );
    println!(
        "  {:>8}   {:>14}   {:>20}   {:>18}",
        "air", "sweating rate", "80 % interval", "heat balance alone"
    );
    for point in view.curve.points.iter().step_by(2) {
        println!(
            "  {:>8}   {:>14}   {:>20}   {:>18}",
            point.air_temperature.display(system),
            point.median.display(system),
            point.i80.display(system),
            point.expected.display(system)
        );
    }
    println!();
    for line in &view.advice {
        println!("{line}");
    }
    Ok(())
}
