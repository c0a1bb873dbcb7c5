//! `isotone test`: a recording and two body weights to a sweating rate.

use std::path::PathBuf;

use engine::{AthleteChanges, ConditionsInput, Engine, NewSweatTest, SweatTestRecord};
use physiology::weigh_in::{Clothes, WeighIn};
use units::{Mass, Quantity, UnitSystem, Volume};

use crate::commands::{ME, show};
use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// The flags of `isotone test`.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  isotone test run.fit --before \"155.2 lb\" --after \"152.9 lb\" --drank \"20 fl oz\" \
                        --temperature 88F --humidity 60%"
)]
pub(crate) struct Arguments {
    /// The recording of the workout, as the watch exports it; without one, give --sport and --duration
    recording: Option<PathBuf>,
    /// Body mass before
    #[arg(long, value_name = "MASS")]
    before: String,
    /// Body mass after
    #[arg(long, value_name = "MASS")]
    after: String,
    /// Fluid drunk in between
    #[arg(long, visible_alias = "drunk", value_name = "VOLUME")]
    drank: Option<String>,
    /// Urine passed in between; leave out when not noted
    #[arg(long, value_name = "VOLUME")]
    urine: Option<String>,
    /// Food eaten in between
    #[arg(long, value_name = "MASS")]
    food: Option<String>,
    /// Weighed in the clothes of the session
    #[arg(long)]
    clothed: bool,
    /// The temperature of the air
    #[arg(long, value_name = "TEMPERATURE", allow_hyphen_values = true)]
    temperature: Option<String>,
    /// The relative humidity
    #[arg(long, value_name = "HUMIDITY")]
    humidity: Option<String>,
    /// The sport, where no recording says so
    #[arg(long)]
    sport: Option<String>,
    /// How long, where no recording says so
    #[arg(long, allow_hyphen_values = true)]
    duration: Option<String>,
    /// How hard, where nothing better is known: easy, moderate, hard or max
    #[arg(long)]
    intensity: Option<String>,
    /// Whose test it is
    #[arg(long, default_value = ME)]
    athlete: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    let system = config.units;
    let weigh_in = weigh_in(&arguments, system)?;
    let conditions = conditions(&arguments, system)?;
    let recording = match &arguments.recording {
        Some(path) => Some(read(path)?),
        None => None,
    };
    // Nothing is stored before everything that was typed is known to make sense.
    if let Err(errors) = weigh_in.check() {
        let fields = errors.iter().map(|error| engine::FieldError::new(error.field(), error)).collect();
        return Err(engine::Error::Invalid(fields).into());
    }
    if let Some((name, bytes)) = &recording {
        Engine::check_recording(name, bytes)?;
        if conditions.air_temperature.is_none() {
            return Err(engine::Error::field(
                "air_temperature",
                "the recording does not know it: write one such as 24C",
            )
            .into());
        }
    }
    let engine = open::engine(config).await?;
    let id = &arguments.athlete;
    if engine.athlete(id).await.is_err() {
        let new = AthleteChanges {
            body_mass: Some(weigh_in.mass_before),
            units: Some(system),
            ..AthleteChanges::default()
        };
        engine.put_athlete(id, new, &config.zone).await?;
    }
    let event = match recording {
        Some((name, bytes)) => {
            let imported = engine.import_recording(id, &name, &bytes).await?;
            for note in &imported.report.notes {
                eprintln!("note: {note}");
            }
            imported.events.first().map(|event| event.id.clone())
        }
        None => None,
    };
    let test = engine.take_sweat_test(id, NewSweatTest { event, at: None, conditions, weigh_in }).await?;
    if arguments.json {
        return show::json(&test, system);
    }
    print(&test, system);
    Ok(())
}

fn read(path: &PathBuf) -> Result<(String, Vec<u8>), Failure> {
    let bytes =
        std::fs::read(path).map_err(|source| Failure::File { path: path.display().to_string(), source })?;
    let name =
        path.file_name().map_or_else(|| "recording".to_owned(), |name| name.to_string_lossy().into_owned());
    Ok((name, bytes))
}

fn weigh_in(arguments: &Arguments, system: UnitSystem) -> Result<WeighIn, Failure> {
    Ok(WeighIn {
        mass_before: show::quantity("before", &arguments.before, system)?,
        mass_after: show::quantity("after", &arguments.after, system)?,
        drunk: show::optional("drank", arguments.drank.as_deref(), system)?.unwrap_or_default(),
        food: show::optional::<Mass>("food", arguments.food.as_deref(), system)?.unwrap_or_default(),
        urine: show::optional::<Volume>("urine", arguments.urine.as_deref(), system)?,
        stool: Mass::ZERO,
        clothes: if arguments.clothed { Clothes::Clothed } else { Clothes::Nude },
    })
}

fn conditions(arguments: &Arguments, system: UnitSystem) -> Result<ConditionsInput, Failure> {
    let intensity = arguments.intensity.as_deref().map(str::parse).transpose();
    Ok(ConditionsInput {
        sport: arguments.sport.clone(),
        duration: show::optional("duration", arguments.duration.as_deref(), system)?,
        intensity: intensity.map_err(|error: physiology::ConditionsError| {
            Failure::Argument(format!("--intensity: {error}"))
        })?,
        air_temperature: show::optional("temperature", arguments.temperature.as_deref(), system)?,
        relative_humidity: show::optional("humidity", arguments.humidity.as_deref(), system)?,
        ..ConditionsInput::default()
    })
}

fn print(test: &SweatTestRecord, system: UnitSystem) {
    let (result, conditions) = (&test.result, &test.conditions);
    println!(
        "Sweat test: {}, {}, {}, {} humidity",
        conditions.sport.words().to_lowercase(),
        conditions.duration.in_words(),
        conditions.air_temperature.display(system),
        conditions.relative_humidity.display(system)
    );
    let receipt = |rule: &str| result.receipts.iter().find(|r| r.rule == rule).map_or("", |r| r.id.as_str());
    println!();
    println!(
        "  sweating rate   {:<12} 80 % interval {:<22} {}",
        result.rate.median.display(system),
        result.rate.i80.display(system),
        receipt("sweat-test.rate")
    );
    println!(
        "  sweat lost      {:<12} 80 % interval {:<22} {}",
        result.loss.median.display(system),
        result.loss.i80.display(system),
        receipt("sweat-test.mass-balance")
    );
    println!(
        "  by breathing    {:<49} {}",
        (result.respiratory + result.metabolic).display(system),
        receipt("sweat-test.respiration")
    );
    println!("  body mass       {:+.1} %", -result.mass_change.as_percent());
    for flag in &result.flags {
        println!("\n  ! {}", flag.advice());
    }
    println!(
        "\nNext: isotone plan        How a number was made: isotone explain {}",
        receipt("sweat-test.rate")
    );
}
