//! `isotone timeline`: what happened, day by day.

use jiff::Timestamp;
use timeline::EventKind;
use units::Quantity;

use crate::commands::{ME, show};
use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// The flags of `isotone timeline`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How many events, the newest
    #[arg(long, default_value_t = 40)]
    last: usize,
    /// Whose timeline it is
    #[arg(long, default_value = ME)]
    athlete: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    let engine = open::engine(config).await?;
    let athlete = engine.athlete(&arguments.athlete).await?;
    let events = engine.events(&arguments.athlete, Timestamp::MIN, Timestamp::MAX).await?;
    let newest = &events[events.len().saturating_sub(arguments.last)..];
    if arguments.json {
        return show::json(&newest, config.units);
    }
    if newest.is_empty() {
        println!("Nothing has happened yet: isotone import takes recordings in.");
    }
    for event in newest {
        let start =
            event.span.start.to_zoned_datetime(athlete.time_zone()).strftime("%a %Y-%m-%d %H:%M").to_string();
        let what = match &event.kind {
            EventKind::Workout(workout) => {
                let distance =
                    workout.distance.map(|distance| distance.display(config.units)).unwrap_or_default();
                format!(
                    "{:<22} {:<12} {distance}",
                    workout.name.as_ref().unwrap_or(&workout.sport),
                    event.span.duration().in_words()
                )
            }
            EventKind::Sleep(sleep) => format!("{:<22} {} asleep", "sleep", sleep.asleep.in_words()),
        };
        let sources =
            if event.links.len() > 1 { format!("  ({} sources)", event.links.len()) } else { String::new() };
        println!("{start}  {what}{sources}");
    }
    Ok(())
}
