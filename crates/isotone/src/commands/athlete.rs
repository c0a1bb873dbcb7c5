//! `isotone athlete`: who the athlete is.

use engine::AthleteChanges;
use fuel::Restriction;
use physiology::{AerobicCapacity, Sex};
use units::Quantity;

use crate::commands::{ME, show};
use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// The flags of `isotone athlete`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The name for people
    #[arg(long)]
    name: Option<String>,
    /// Body mass
    #[arg(long = "body-mass", value_name = "MASS", alias = "mass")]
    mass: Option<String>,
    /// Height
    #[arg(long, value_name = "LENGTH")]
    height: Option<String>,
    /// female or male
    #[arg(long)]
    sex: Option<String>,
    /// Year of birth
    #[arg(long, value_name = "YEAR")]
    born: Option<i16>,
    /// Aerobic capacity (VO₂max), mL/kg/min: a word for the effort is a share of it
    #[arg(long, value_name = "ML_PER_KG_MIN")]
    vo2max: Option<f64>,
    /// Instead of it, the distance of a recent race, such as 10km
    #[arg(long, value_name = "LENGTH", requires = "race_time", conflicts_with = "vo2max")]
    race_distance: Option<String>,
    /// Its time, such as 45min
    #[arg(long, value_name = "DURATION", requires = "race_distance")]
    race_time: Option<String>,
    /// The greatest heart rate
    #[arg(long, value_name = "RATE")]
    max_heart_rate: Option<String>,
    /// Foods that baskets must not contain, such as milk, gluten, nuts or vegan; an unknown word prints the list
    #[arg(long, value_delimiter = ',', value_name = "FOODS")]
    without: Option<Vec<String>>,
    /// true to be offered items of which it is unknown whether they contain that, with the ask to read the pack
    #[arg(long, value_name = "BOOL")]
    reads_packs: Option<bool>,
    /// true to keep body mass, shares of it and energies off the athlete's own pages (sweat tests are then blind)
    #[arg(long, value_name = "BOOL")]
    hides_body_numbers: Option<bool>,
    /// Conditions and medicines: hypertension, kidney-disease, diuretic, …
    #[arg(long, value_delimiter = ',', value_name = "CONDITIONS")]
    conditions: Option<Vec<String>>,
    /// Trained in heat in the last weeks: yes or no
    #[arg(long, value_name = "YES|NO", value_parser = yes_no)]
    heat_acclimated: Option<bool>,
    /// Gut trained to more than 90 g of carbohydrate an hour: yes or no
    #[arg(long, value_name = "YES|NO", value_parser = yes_no)]
    trained_gut: Option<bool>,
    /// A drinking rate tried in training and tolerated, such as 1.1L/h; 0L/h takes it back
    #[arg(long, value_name = "RATE")]
    tested_drinking_rate: Option<String>,
    /// Salty sweat, salt on skin and clothes: yes or no
    #[arg(long, value_name = "YES|NO", value_parser = yes_no)]
    salty_sweat: Option<bool>,
    /// Items at home, by their names in the catalogue: they go first
    #[arg(long, value_delimiter = ',', value_name = "ITEMS")]
    pantry: Option<Vec<String>>,
    /// Items preferred
    #[arg(long, value_delimiter = ',', value_name = "ITEMS")]
    likes: Option<Vec<String>>,
    /// Items never wanted
    #[arg(long, value_delimiter = ',', value_name = "ITEMS")]
    dislikes: Option<Vec<String>>,
    /// The usual bedtime, such as 22:30
    #[arg(long, value_name = "TIME")]
    bedtime: Option<jiff::civil::Time>,
    /// The usual time of getting up, such as 06:30
    #[arg(long, value_name = "TIME")]
    rise: Option<jiff::civil::Time>,
    /// The time zone, such as Europe/Lisbon
    #[arg(long)]
    zone: Option<String>,
    /// Whose record it is
    #[arg(long, default_value = ME)]
    athlete: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    let system = config.units;
    let sex = match arguments.sex.as_deref() {
        None => None,
        Some("female") => Some(Sex::Female),
        Some("male") => Some(Sex::Male),
        Some(other) => return Err(Failure::Argument(format!("--sex: '{other}' is not one of female, male"))),
    };
    let conditions =
        arguments.conditions.map(|names| names.iter().map(|name| condition(name)).collect()).transpose()?;
    let distance = show::optional("race-distance", arguments.race_distance.as_deref(), system)?;
    let time = show::optional("race-time", arguments.race_time.as_deref(), system)?;
    let by_race = distance.zip(time).map(|(distance, time)| AerobicCapacity::of_race(distance, time));
    let by_race = by_race.transpose().map_err(|error| Failure::Argument(format!("--race-time: {error}")))?;
    let changes = AthleteChanges {
        capacity: arguments.vo2max.map(AerobicCapacity::from_ml_per_kg_min).or(by_race),
        greatest_heart_rate: show::optional("max-heart-rate", arguments.max_heart_rate.as_deref(), system)?,
        name: arguments.name,
        body_mass: show::optional("body-mass", arguments.mass.as_deref(), system)?,
        height: show::optional("height", arguments.height.as_deref(), system)?,
        sex,
        born: arguments.born,
        without: arguments.without.map(|words| words.into_iter().map(Restriction::from).collect()),
        reads_packs: arguments.reads_packs,
        hides_body_numbers: arguments.hides_body_numbers,
        conditions,
        heat_acclimated: arguments.heat_acclimated,
        trained_gut: arguments.trained_gut,
        tested_drinking_rate: show::optional(
            "tested-drinking-rate",
            arguments.tested_drinking_rate.as_deref(),
            system,
        )?,
        salty_sweat: arguments.salty_sweat,
        pantry: arguments.pantry,
        likes: arguments.likes,
        dislikes: arguments.dislikes,
        bedtime: arguments.bedtime,
        rise: arguments.rise,
        zone: arguments.zone,
        ..AthleteChanges::default()
    };
    let engine = open::engine(config).await?;
    let record = engine.put_athlete(&arguments.athlete, changes, &config.zone).await?;
    if arguments.json {
        return show::json(&record, system);
    }
    let known = |text: Option<String>| text.unwrap_or_else(|| "not told".to_owned());
    println!("{}", record.name);
    println!("  body mass   {}", record.body_mass.display(system));
    println!("  height      {}", known(record.height.map(|height| height.display(system))));
    println!("  sex         {}", known(record.sex.map(|sex| format!("{sex:?}").to_lowercase())));
    println!("  born        {}", known(record.born.map(|year| year.to_string())));
    if let Some(capacity) = record.capacity {
        println!("  VO₂max      {:.0} mL/kg/min", capacity.as_ml_per_kg_min());
    }
    if let Some(rate) = record.greatest_heart_rate {
        println!("  heart rate  up to {}", rate.display(system));
    }
    println!("  zone        {}", record.zone);
    println!("  in bed      {} to {}", record.bedtime.strftime("%H:%M"), record.rise.strftime("%H:%M"));
    let names: Vec<String> = record.conditions.iter().map(name).collect();
    let without: Vec<String> = record.without.iter().map(|food| food.code().to_owned()).collect();
    let lists = [("conditions", &names), ("without", &without), ("pantry", &record.pantry)];
    for (what, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        println!("  {what:<11} {}", list.join(", "));
    }
    for word in record.unrecognised_foods() {
        println!(
            "  '{word}' is not a food that Isotone knows: baskets stay empty until you set --without again"
        );
    }
    if let Some(rate) = record.tested_drinking_rate {
        println!("  drinks      {} in training", rate.display(system));
    }
    let facts = [
        (record.heat_acclimated, "trained in heat lately"),
        (record.trained_gut, "gut trained to more than 90 g of carbohydrate an hour"),
        (record.salty_sweat, "salty sweat"),
    ];
    for (_, words) in facts.into_iter().filter(|(holds, _)| *holds) {
        println!("  {words}");
    }
    Ok(())
}

/// The name of a condition in documents.
fn name(condition: &fuel::Condition) -> String {
    let name = serde_json::to_value(condition).ok();
    name.and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

fn yes_no(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        _ => Err("write yes or no".to_owned()),
    }
}

fn condition(name: &str) -> Result<fuel::Condition, Failure> {
    serde_json::from_value(serde_json::Value::String(name.to_owned()))
        .map_err(|error| Failure::Argument(format!("--conditions: {error}")))
}
