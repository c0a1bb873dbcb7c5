//! `isotone basket`: the fewest items that cover typed amounts, and items of one's own.

use std::path::PathBuf;

use engine::ItemFormat;
use fuel::basket::Basket;
use fuel::{Band, Nutrient, Range, Slot};
use units::{Quantity, UnitSystem};

use crate::commands::{ME, show};
use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// The flags of `isotone basket`.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  isotone basket --carbohydrate 120g-160g --fluid 1L-1.5L --sodium 600mg-1200mg --over 2h\n  \
                        isotone basket --add my-foods.csv"
)]
pub(crate) struct Arguments {
    /// Fluid, from the least to the most: 800mL-1.2L
    #[arg(long, value_name = "LEAST-MOST")]
    fluid: Option<String>,
    /// Sodium
    #[arg(long, value_name = "LEAST-MOST")]
    sodium: Option<String>,
    /// Carbohydrate
    #[arg(long, value_name = "LEAST-MOST")]
    carbohydrate: Option<String>,
    /// Protein
    #[arg(long, value_name = "LEAST-MOST")]
    protein: Option<String>,
    /// When it is had: before, during, after, bedtime, snack or meal
    #[arg(long, default_value = "during")]
    slot: String,
    /// Over how long
    #[arg(long, value_name = "DURATION")]
    over: Option<String>,
    /// How many others to show, up to five
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(0..=5))]
    alternatives: u8,
    /// Take in items of your own: JSON of Open Food Facts or USDA FoodData Central, or a table like the catalogue's
    #[arg(long, value_name = "FILE", conflicts_with_all = ["fluid", "sodium", "carbohydrate", "protein"])]
    add: Option<PathBuf>,
    /// Whose basket it is
    #[arg(long, default_value = ME)]
    athlete: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    let engine = open::engine(config).await?;
    if let Some(file) = &arguments.add {
        let text = std::fs::read_to_string(file)
            .map_err(|source| Failure::File { path: file.display().to_string(), source })?;
        let format = ItemFormat::of(&text);
        let items = engine.add_items(&arguments.athlete, &text, format).await?;
        println!("Taken in: {}", items.join(", "));
        if format == ItemFormat::Usda {
            fuel::usda_refused(&text).iter().for_each(|reason| println!("Left out: {reason}"));
        }
        return Ok(());
    }
    let system = config.units;
    let amounts = amounts(&arguments, system)?;
    let slot = Slot::ALL.into_iter().find(|slot| slot.name() == arguments.slot).ok_or_else(|| {
        Failure::Argument(format!(
            "--slot: '{}' is not one of {}",
            arguments.slot,
            Slot::ALL.map(Slot::name).join(", ")
        ))
    })?;
    let over = show::optional("over", arguments.over.as_deref(), system)?;
    let most = usize::from(arguments.alternatives);
    let answer = engine.basket(&arguments.athlete, amounts, slot, over, most).await?;
    if arguments.json {
        return show::json(&answer, system);
    }
    match &answer.best {
        Err(infeasible) => {
            println!("Nothing in the catalogue fits. These limits stand against each other:");
            for clash in &infeasible.clashes {
                println!("  {clash}");
            }
        }
        Ok(best) => {
            print(best, system);
            let proven =
                if best.proven { "Proven: fewer items would not do." } else { "The search was cut short." };
            println!("{proven}");
            for other in &answer.alternatives {
                println!("\nOr instead");
                print(other, system);
            }
        }
    }
    Ok(())
}

fn amounts(arguments: &Arguments, system: UnitSystem) -> Result<Vec<Band>, Failure> {
    let mut amounts = Vec::new();
    amounts.extend(range("fluid", arguments.fluid.as_deref(), system)?.map(Band::Fluid));
    amounts.extend(range("sodium", arguments.sodium.as_deref(), system)?.map(Band::Sodium));
    amounts.extend(range("carbohydrate", arguments.carbohydrate.as_deref(), system)?.map(Band::Carbohydrate));
    amounts.extend(range("protein", arguments.protein.as_deref(), system)?.map(Band::Protein));
    if amounts.is_empty() {
        return Err(Failure::Argument(
            "give at least one of --fluid, --sodium, --carbohydrate or --protein, such as --carbohydrate 60g-90g".to_owned(),
        ));
    }
    Ok(amounts)
}

/// `60g-90g`, or `60g` for that and half as much again.
fn range<Q: Quantity>(
    flag: &str,
    text: Option<&str>,
    system: UnitSystem,
) -> Result<Option<Range<Q>>, Failure> {
    let Some(text) = text else { return Ok(None) };
    let (low, high) = match text.split_once('-') {
        Some((low, high)) => {
            (show::quantity::<Q>(flag, low, system)?, show::quantity::<Q>(flag, high, system)?)
        }
        None => {
            let low = show::quantity::<Q>(flag, text, system)?;
            (low, Q::from_base(1.5 * low.base()))
        }
    };
    if low > high || low.base() < 0.0 {
        return Err(Failure::Argument(format!("--{flag}: write the least first, such as 60g-90g")));
    }
    Ok(Some(Range::of(low, high)))
}

fn print(basket: &Basket, system: UnitSystem) {
    for pick in &basket.picks {
        let why = pick.why.map(|share| share.to_string()).unwrap_or_default();
        println!("  {:>3} × {} ({}): {why}", pick.servings_in_words(), pick.name, pick.serving);
    }
    if basket.water > units::Volume::ZERO {
        println!("  {:>9} water", basket.water.display(system));
    }
    let at_least = |nutrient, amount: String| {
        if basket.unknown.contains(&nutrient) { format!("at least {amount}") } else { amount }
    };
    println!(
        "      = {} fluid, {} sodium, {} carbohydrate, {} protein",
        basket.fluid.display(system),
        at_least(Nutrient::Sodium, basket.sodium.display(system)),
        at_least(Nutrient::Carbohydrate, basket.carbohydrate.display(system)),
        at_least(Nutrient::Protein, basket.protein.display(system))
    );
    for gap in &basket.gaps {
        println!("      not covered: only {gap}");
    }
    for note in &basket.notes {
        println!("      {note}");
    }
}
