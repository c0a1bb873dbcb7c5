//! `isotone athlete`: who the athlete is.

use engine::AthleteChanges;
use fuel::Restriction;
use physiology::Sex;
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
    #[arg(long, value_name = "MASS")]
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
    /// Foods that baskets must not contain, such as milk, gluten, nuts or vegan; an unknown word prints the list
    #[arg(long, value_delimiter = ',', value_name = "FOODS")]
    without: Option<Vec<String>>,
    /// true to be offered items of which it is unknown whether they contain that, with the ask to read the pack
    #[arg(long, value_name = "BOOL")]
    reads_packs: Option<bool>,
    /// Conditions and medicines: hypertension, kidney-disease, diuretic, …
    #[arg(long, value_delimiter = ',', value_name = "CONDITIONS")]
    conditions: Option<Vec<String>>,
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
    let changes = AthleteChanges {
        name: arguments.name,
        body_mass: show::optional("mass", arguments.mass.as_deref(), system)?,
        height: show::optional("height", arguments.height.as_deref(), system)?,
        sex,
        born: arguments.born,
        without: arguments.without.map(|words| words.into_iter().map(Restriction::from).collect()),
        reads_packs: arguments.reads_packs,
        conditions,
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
    println!("  zone        {}", record.zone);
    if !record.without.is_empty() {
        let words: Vec<&str> = record.without.iter().map(Restriction::code).collect();
        println!("  without     {}", words.join(", "));
    }
    for word in record.unrecognised_foods() {
        println!(
            "  '{word}' is not a food that Isotone knows: baskets stay empty until you set --without again"
        );
    }
    Ok(())
}

fn condition(name: &str) -> Result<fuel::Condition, Failure> {
    serde_json::from_value(serde_json::Value::String(name.to_owned()))
        .map_err(|error| Failure::Argument(format!("--conditions: {error}")))
}
