//! `isotone test`: a recording and two body weights to a sweating rate.

use std::path::PathBuf;

use engine::{AthleteChanges, ConditionsInput, Engine, NewSweatTest, SweatTestRecord};
use evidence::{Estimate, Receipt};
use physiology::Reading;
use physiology::patch_test::PatchTest;
use physiology::weigh_in::{Clothes, WeighIn};
use units::{Area, ChlorideConcentration, Duration, Mass, Quantity, UnitSystem, Volume};

use crate::commands::effort::Effort;
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
    #[arg(long, value_name = "MASS", required_unless_present_any = ["patch_volume", "patch_chloride"], requires = "after")]
    before: Option<String>,
    /// Body mass after
    #[arg(long, value_name = "MASS", requires = "before")]
    after: Option<String>,
    /// Fluid drunk in between; leave out when not noted, write 0mL when none
    #[arg(long, visible_alias = "drunk", value_name = "VOLUME")]
    drank: Option<String>,
    /// Urine passed in between; leave out when not noted
    #[arg(long, value_name = "VOLUME")]
    urine: Option<String>,
    /// Food eaten in between
    #[arg(long, value_name = "MASS")]
    food: Option<String>,
    /// Sweat that a patch took up, such as 48 µL
    #[arg(long, value_name = "VOLUME", requires = "patch_inlet")]
    patch_volume: Option<String>,
    /// The channel of the patch was full: it took up at least this much
    #[arg(long, requires = "patch_volume")]
    patch_full: bool,
    /// The skin that sweats into the patch, such as 0.5cm2
    #[arg(long, value_name = "AREA")]
    patch_inlet: Option<String>,
    /// Chloride of the patch, such as "35 mmol/L"
    #[arg(long, value_name = "CONCENTRATION")]
    patch_chloride: Option<String>,
    /// How long sweat entered the patch [default: the session]
    #[arg(long, value_name = "DURATION")]
    patch_time: Option<String>,
    /// Where the patch sat
    #[arg(long, value_name = "SITE", default_value = "ventral-forearm")]
    patch_site: String,
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
    #[command(flatten)]
    effort: Effort,
    /// The weights are right although they show more sweat than almost anyone loses, or are far from the body mass known
    #[arg(long)]
    confirmed: bool,
    /// The test that this one takes the place of, by its name
    #[arg(long, value_name = "TEST")]
    replace: Option<String>,
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
    if let Some(Err(errors)) = weigh_in.map(|weigh_in| weigh_in.check()) {
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
            body_mass: weigh_in.map(|weigh_in| weigh_in.mass_before),
            // The test says when: of several tests the newest counts, whichever is typed first.
            body_mass_at: Some(jiff::Timestamp::UNIX_EPOCH),
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
    let patches = patch(&arguments, system, &conditions, event.is_some())?.into_iter().collect();
    let new = NewSweatTest { event, at: None, conditions, weigh_in, patches, confirmed: arguments.confirmed };
    let test = match &arguments.replace {
        Some(replaced) => engine.change_sweat_test(id, replaced, new).await?,
        None => engine.take_sweat_test(id, new).await?,
    };
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

fn weigh_in(arguments: &Arguments, system: UnitSystem) -> Result<Option<WeighIn>, Failure> {
    let (Some(before), Some(after)) = (&arguments.before, &arguments.after) else { return Ok(None) };
    Ok(Some(WeighIn {
        mass_before: show::quantity("before", before, system)?,
        mass_after: show::quantity("after", after, system)?,
        drunk: show::optional("drank", arguments.drank.as_deref(), system)?,
        food: show::optional::<Mass>("food", arguments.food.as_deref(), system)?.unwrap_or_default(),
        urine: show::optional::<Volume>("urine", arguments.urine.as_deref(), system)?,
        stool: Mass::ZERO,
        clothes: if arguments.clothed { Clothes::Clothed } else { Clothes::Nude },
    }))
}

/// What was read off a patch by eye: within a twentieth of the volume, and five mmol/L of chloride.
const VOLUME_ERROR: f64 = 0.05;
const CHLORIDE_ERROR: ChlorideConcentration = ChlorideConcentration::from_mmol_per_l(5.0);

fn patch(
    arguments: &Arguments,
    system: UnitSystem,
    conditions: &ConditionsInput,
    recorded: bool,
) -> Result<Option<PatchTest>, Failure> {
    let volume: Option<Volume> = show::optional("patch-volume", arguments.patch_volume.as_deref(), system)?;
    let chloride: Option<ChlorideConcentration> =
        show::optional("patch-chloride", arguments.patch_chloride.as_deref(), system)?;
    if volume.is_none() && chloride.is_none() {
        return Ok(None);
    }
    let time: Option<Duration> = show::optional("patch-time", arguments.patch_time.as_deref(), system)?;
    let Some(sweating) = time.or(conditions.duration) else {
        let from = if recorded { "the recording may hold time before sweating" } else { "it is needed" };
        return Err(Failure::Argument(format!(
            "--patch-time: write how long sweat entered the patch; {from}"
        )));
    };
    let inlet: Option<Area> = show::optional("patch-inlet", arguments.patch_inlet.as_deref(), system)?;
    let reading = |volume: Volume| {
        if arguments.patch_full {
            Reading::AtLeast { bound: volume }
        } else {
            Reading::value(volume, volume * VOLUME_ERROR)
        }
    };
    let site =
        arguments.patch_site.parse().map_err(|error| Failure::Argument(format!("--patch-site: {error}")))?;
    Ok(Some(PatchTest {
        site,
        inlet_area: inlet.unwrap_or(Area::from_cm2(1.0)),
        sweating,
        volume: volume.map(reading),
        chloride: chloride.map(|chloride| Reading::value(chloride, CHLORIDE_ERROR)),
        sodium: None,
    }))
}

fn conditions(arguments: &Arguments, system: UnitSystem) -> Result<ConditionsInput, Failure> {
    Ok(ConditionsInput {
        sport: arguments.sport.clone(),
        duration: show::optional("duration", arguments.duration.as_deref(), system)?,
        air_temperature: show::optional("temperature", arguments.temperature.as_deref(), system)?,
        relative_humidity: show::optional("humidity", arguments.humidity.as_deref(), system)?,
        ..arguments.effort.conditions(system)?
    })
}

fn print(test: &SweatTestRecord, system: UnitSystem) {
    let conditions = &test.conditions;
    println!(
        "Sweat test: {}, {}, {}, {} humidity\n",
        conditions.sport.words().to_lowercase(),
        conditions.duration.in_words(),
        conditions.air_temperature.display(system),
        conditions.relative_humidity.display(system)
    );
    let rate_receipt = test.rate_receipt().map_or("", |receipt| receipt.id.as_str());
    if let Some(rate) = test.rate() {
        line("sweating rate", rate, rate_receipt, system);
    }
    if let Some(result) = &test.result {
        let receipt = |rule: &str| id_of(&result.receipts, rule);
        line("sweat lost", &result.loss, receipt("sweat-test.mass-balance"), system);
        println!(
            "  by breathing    {:<49} {}",
            (result.respiratory + result.metabolic).display(system),
            receipt("sweat-test.respiration")
        );
        println!("  body mass       {:+.1} %", -result.mass_change.as_percent());
    }
    for worn in &test.patches {
        let receipts = &worn.result.receipts;
        if let Some(local) = worn.result.local_rate {
            let bound = if local.is_bound() { "at least " } else { "" };
            let shown = format!("{bound}{}", local.read().display(system));
            println!("  local rate      {shown:<49} {}", id_of(receipts, "patch-test.local-rate"));
        }
        if let Some(sodium) = &worn.result.sodium {
            line("sweat sodium", sodium, id_of(receipts, "patch-test.sodium"), system);
        }
    }
    for (_, advice) in test.doubts() {
        println!("\n  ! {advice}");
    }
    println!("\nNext: isotone plan        How a number was made: isotone explain {rate_receipt}");
}

fn line<Q: Quantity>(name: &str, estimate: &Estimate<Q>, receipt: &str, system: UnitSystem) {
    println!(
        "  {name:<15} {:<12} 80 % interval {:<22} {receipt}",
        estimate.median.display(system),
        estimate.i80.display(system)
    );
}

fn id_of<'a>(receipts: &'a [Receipt], rule: &str) -> &'a str {
    receipts.iter().find(|receipt| receipt.rule == rule).map_or("", |receipt| receipt.id.as_str())
}
