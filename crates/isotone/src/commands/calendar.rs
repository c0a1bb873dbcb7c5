//! `isotone calendar`: calendars that the server follows.

use engine::CalendarSubscription;

use crate::commands::{ME, show, timeline};
use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// The flags of `isotone calendar`.
#[derive(clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "A running server (isotone serve) looks at each calendar every six hours. To read one once: isotone import ADDRESS"
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
    /// Whose calendars they are
    #[arg(long, default_value = ME, global = true)]
    athlete: String,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(clap::Subcommand)]
enum What {
    /// Follow a calendar
    Add {
        /// Its address (https:// or webcal://), as TrainingPeaks, intervals.icu, Garmin or a coach publishes it
        address: String,
    },
    /// Stop following a calendar, and take out what it planned for the future
    Remove {
        /// The calendar, as isotone calendar prints it
        calendar: String,
    },
}

pub(crate) async fn run(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    let engine = open::engine(config).await?;
    let Arguments { what, athlete, json } = arguments;
    let record = engine.athlete(&athlete).await?;
    let line = |calendar: &CalendarSubscription| {
        let when = |at| timeline::when(at, &record);
        let state = match (&calendar.problem, calendar.read) {
            (Some(problem), _) => format!("{problem}; tried again {}", when(calendar.next)),
            (None, Some(read)) => format!("{} planned workouts, read {}", calendar.planned, when(read)),
            (None, None) => "waits for the server: isotone serve".to_owned(),
        };
        format!("{}  {}  {state}", calendar.id, calendar.host())
    };
    match what {
        Some(What::Add { address }) => {
            println!("{}", line(&engine.subscribe(&athlete, &address).await?));
        }
        Some(What::Remove { calendar }) => {
            engine.unsubscribe(&athlete, &calendar).await?;
            println!("{calendar} is no longer followed; what it planned for the future was taken out.");
        }
        None => {
            let calendars = engine.subscriptions(&athlete).await?;
            if json {
                return show::json(&calendars, config.units);
            }
            if calendars.is_empty() {
                println!("No calendars are followed: isotone calendar add ADDRESS");
            }
            calendars.iter().for_each(|calendar| println!("{}", line(calendar)));
        }
    }
    Ok(())
}
