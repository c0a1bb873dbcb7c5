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
    /// Show a simulated athlete instead of one of your own, from tests drawn with this seed
    #[arg(long, value_name = "SEED", conflicts_with = "athlete")]
    simulated: Option<u64>,
}

pub(crate) async fn run(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    let view = match arguments.simulated {
        Some(seed) => engine::simulated_profile(seed, engine::Clock::now(&engine::SystemClock)),
        None => open::engine(config).await?.profile_view(&arguments.athlete).await?,
    };
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
    let session = &view.curve.session;
    println!(
        "\nWhat each test taught of an hour of {} at {}",
        session.sport.words().to_lowercase(),
        session.air_temperature.display(system)
    );
    for step in &view.learning {
        let after = match step.tests {
            0 => "before any test".to_owned(),
            1 => "after 1 test".to_owned(),
            many => format!("after {many} tests"),
        };
        println!(
            "  {after:<16} {:>10}   80 % interval {}",
            step.rate.median.display(system),
            step.rate.i80.display(system)
        );
    }
    let sodium = &view.sodium;
    let measured = match sodium.measurements {
        0 => "never measured: the range of the sport".to_owned(),
        1 => format!("from 1 patch: {}", sodium.class.words()),
        many => format!("from {many} patches: {}", sodium.class.words()),
    };
    println!(
        "\nSweat sodium {}   80 % interval {}   ({measured})",
        sodium.concentration.median.display(system),
        sodium.concentration.i80.display(system)
    );
    println!();
    for line in &view.advice {
        println!("{line}");
    }
    Ok(())
}
