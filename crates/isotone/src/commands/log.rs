//! `isotone log`: what no device records, or recorded.

use engine::{AthleteRecord, Engine, ReadingKind, TypedEntry};
use units::{Caffeine, Duration, Length, Mass, Quantity, Volume};

use crate::commands::{ME, moment, show, timeline};
use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// The flags of `isotone log`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
    /// When; now, if left out
    #[arg(long, value_name = "TIME", global = true)]
    at: Option<String>,
    /// The entry that is changed by this, by its name as isotone log list prints it
    #[arg(long, value_name = "NAME", global = true)]
    replace: Option<String>,
    /// Whose log it is
    #[arg(long, default_value = ME, global = true)]
    athlete: String,
}

#[derive(clap::Subcommand)]
enum What {
    /// Body mass, such as 70.4kg
    Mass {
        /// How heavy
        mass: String,
    },
    /// A drink, such as 500ml
    Drink {
        /// How much
        volume: String,
    },
    /// How much you want to train, 1 (not at all) to 5 (very much)
    Motivation {
        /// The score
        score: u8,
    },
    /// How tired you are, 1 (fresh) to 5 (exhausted)
    Fatigue {
        /// The score
        score: u8,
    },
    /// Caffeine of coffee, tea, cola, a gel or a tablet, such as 80mg
    Caffeine {
        /// How much
        amount: String,
    },
    /// The morning check, right after getting up: what you know of it
    Morning {
        /// Body mass
        #[arg(long = "body-mass", value_name = "MASS", alias = "mass")]
        mass: Option<String>,
        /// Colour of urine, 1 (pale) to 8 (dark)
        #[arg(long, value_name = "COLOUR")]
        urine_colour: Option<u8>,
        /// Thirst, 0 (none) to 9 (very, very thirsty)
        #[arg(long)]
        thirst: Option<u8>,
    },
    /// Urine was passed
    Urine,
    /// A workout; --at says when it began
    Workout {
        /// The sport
        sport: String,
        /// How long, such as "1 h 30 min"
        #[arg(long)]
        duration: String,
        /// How far
        #[arg(long)]
        distance: Option<String>,
        /// What you call it
        #[arg(long)]
        title: Option<String>,
    },
    /// Sleep; --at says when it began
    Sleep {
        /// How long, such as "7 h 30 min"
        #[arg(long)]
        duration: String,
        /// It was a nap
        #[arg(long)]
        nap: bool,
    },
    /// What was logged, the newest last
    List,
}

pub(crate) async fn run(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    let engine = open::engine(config).await?;
    let record = engine.athlete(&arguments.athlete).await?;
    let at = arguments.at.as_deref().map(|text| moment::parse("at", text, &record)).transpose()?;
    let (system, replace) = (config.units, arguments.replace.as_deref());
    let reading = match arguments.what {
        What::Mass { mass } => ReadingKind::BodyMass { mass: show::quantity::<Mass>("mass", &mass, system)? },
        What::Drink { volume } => {
            ReadingKind::Drink { volume: show::quantity::<Volume>("volume", &volume, system)? }
        }
        What::Motivation { score } => ReadingKind::Motivation { score },
        What::Fatigue { score } => ReadingKind::Fatigue { score },
        What::Caffeine { amount } => {
            ReadingKind::Caffeine { amount: show::quantity::<Caffeine>("amount", &amount, system)? }
        }
        What::Urine => ReadingKind::UrinePassed,
        What::Morning { mass, urine_colour, thirst } => {
            let mass = show::optional::<Mass>("body-mass", mass.as_deref(), system)?;
            let mut check: Vec<ReadingKind> = Vec::new();
            check.extend(mass.map(|mass| ReadingKind::BodyMass { mass }));
            check.extend(urine_colour.map(|score| ReadingKind::UrineColour { score }));
            check.extend(thirst.map(|score| ReadingKind::Thirst { score }));
            if check.is_empty() {
                return Err(Failure::Argument(
                    "give at least one of --body-mass, --urine-colour and --thirst".to_owned(),
                ));
            }
            for logged in engine.log_readings(&record.id, at, &check).await? {
                println!("Logged {} of {}.", logged.reading.words(), timeline::when(logged.at, &record));
            }
            return Ok(());
        }
        What::List => return list(config, &engine, &record).await,
        What::Workout { sport, duration, distance, title } => {
            let distance = show::optional::<Length>("distance", distance.as_deref(), system)?;
            let entry = TypedEntry {
                what: sport,
                start: began(at)?,
                duration: show::quantity::<Duration>("duration", &duration, system)?,
                distance,
                title,
            };
            return enter(config, &engine, &record, entry, replace).await;
        }
        What::Sleep { duration, nap } => {
            let duration = show::quantity::<Duration>("duration", &duration, system)?;
            let what = if nap { "nap" } else { "sleep" }.to_owned();
            let entry = TypedEntry { what, start: began(at)?, duration, distance: None, title: None };
            return enter(config, &engine, &record, entry, replace).await;
        }
    };
    let logged = match replace {
        Some(known) => engine.change_reading(&record.id, known, at, reading).await?,
        None => engine.log_reading(&record.id, at, reading).await?,
    };
    println!("Logged {} of {}.", logged.reading.words(), timeline::when(logged.at, &record));
    Ok(())
}

fn began(at: Option<jiff::Timestamp>) -> Result<jiff::Timestamp, Failure> {
    at.ok_or_else(|| {
        Failure::Argument("--at: say when it began, such as --at \"2026-06-11 07:00\"".to_owned())
    })
}

async fn enter(
    config: &Config,
    engine: &Engine,
    record: &AthleteRecord,
    entry: TypedEntry,
    replace: Option<&str>,
) -> Result<(), Failure> {
    let events = match replace {
        Some(known) => engine.change_entry(&record.id, known, &entry).await?,
        None => engine.enter(&record.id, &entry).await?,
    };
    timeline::print(&events, record, config.units);
    Ok(())
}

async fn list(config: &Config, engine: &Engine, record: &AthleteRecord) -> Result<(), Failure> {
    let readings = engine.readings(&record.id, jiff::Timestamp::MIN, jiff::Timestamp::MAX).await?;
    let entries = engine.entries(&record.id, jiff::Timestamp::MIN, jiff::Timestamp::MAX).await?;
    if readings.is_empty() && entries.is_empty() {
        println!("Nothing logged yet.");
    }
    for entry in entries {
        let lasted = entry.span.duration().in_words();
        println!("{}  {lasted}  ({})", timeline::when(entry.span.start, record), entry.id);
    }
    for logged in readings {
        let value = match logged.reading {
            ReadingKind::BodyMass { mass } => mass.display(config.units),
            ReadingKind::Drink { volume } => volume.display(config.units),
            ReadingKind::Motivation { score } | ReadingKind::Fatigue { score } => format!("{score} of 5"),
            ReadingKind::Thirst { score } => format!("{score} of 9"),
            ReadingKind::UrineColour { score } => format!("{score} of 8"),
            ReadingKind::Caffeine { amount } => amount.display(config.units),
            ReadingKind::UrinePassed => String::new(),
        };
        println!(
            "{}  {:<12} {value}  ({})",
            timeline::when(logged.at, record),
            logged.reading.words(),
            if logged.is_typed() { &logged.id } else { &logged.source }
        );
    }
    Ok(())
}
