//! What you say to the timeline: decisions, and taking them back.

use engine::{AthleteRecord, Engine, Overrule};
use timeline::{Choice, Field};

use super::{find, when};
use crate::commands::{moment, show};
use crate::config::Config;
use crate::failure::Failure;

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// Two events, or two observations, are the same
    Same {
        /// An event by its handle, or an observation by its name
        one: String,
        /// Another
        other: String,
    },
    /// An observation is not of its event; or two observations are not the same
    NotSame {
        /// The event by its handle, or an observation
        one: String,
        /// The observation
        observation: String,
    },
    /// An event is two: one before this time, one after
    Split {
        /// The event
        event: String,
        /// Where the second begins, such as "2026-06-01 10:30"
        #[arg(long)]
        at: String,
    },
    /// Take time and fields, or one field, from this observation
    Use {
        /// The event
        event: String,
        /// The observation
        observation: String,
        /// The field: sport, name, timer, distance, ascent, heart-rate, power, energy, device-temperature, pauses
        #[arg(long)]
        field: Option<String>,
    },
    /// Do not show an event, nor late copies of it
    Discard {
        /// The event
        event: String,
    },
    /// An observation's clock was wrong: say when it began
    Restamp {
        /// The observation
        observation: String,
        /// When it began
        #[arg(long)]
        start: String,
    },
    /// An observation that was put aside is right after all
    Accept {
        /// The observation
        observation: String,
    },
    /// Take a decision back
    Undo {
        /// The decision, as isotone timeline decisions prints it
        decision: String,
    },
}

pub(super) async fn run(engine: &Engine, record: &AthleteRecord, command: Command) -> Result<(), Failure> {
    let id = &record.id;
    let made = match command {
        Command::Undo { decision } => {
            engine.undecide(id, &decision).await?;
            println!("{decision} is taken back.");
            return Ok(());
        }
        Command::Same { one, other } => {
            match (find(engine, record, &one).await, find(engine, record, &other).await) {
                (Ok(one), Ok(other)) => {
                    engine.overrule(id, &one.id, Overrule::Same { other: other.id }).await?
                }
                _ => engine.decide(id, vec![Choice::Same { a: one, b: other }]).await?,
            }
        }
        Command::NotSame { one, observation } => match find(engine, record, &one).await {
            Ok(event) if event.rests_on(&observation) => {
                engine.overrule(id, &event.id, Overrule::NotSame { observation }).await?
            }
            _ => engine.decide(id, vec![Choice::NotSame { a: one, b: observation }]).await?,
        },
        Command::Split { event, at } => {
            let event = find(engine, record, &event).await?;
            let at = moment::parse("at", &at, record)?;
            engine.overrule(id, &event.id, Overrule::SplitHere { at }).await?
        }
        Command::Use { event, observation, field } => {
            let event = find(engine, record, &event).await?;
            let field = field.as_deref().map(field_named).transpose()?;
            engine.overrule(id, &event.id, Overrule::UseSource { observation, field }).await?
        }
        Command::Discard { event } => {
            let event = find(engine, record, &event).await?;
            engine.overrule(id, &event.id, Overrule::Discard).await?
        }
        Command::Restamp { observation, start } => {
            let start = moment::parse("start", &start, record)?;
            engine.decide(id, vec![Choice::Restamp { observation, start }]).await?
        }
        Command::Accept { observation } => engine.decide(id, vec![Choice::Accept { observation }]).await?,
    };
    for decision in made {
        println!("{}  {}", decision.id, words(&decision.choice));
    }
    println!("It holds from now on. To take it back: isotone timeline undo DECISION");
    Ok(())
}

pub(super) async fn list(
    config: &Config,
    engine: &Engine,
    record: &AthleteRecord,
    json: bool,
) -> Result<(), Failure> {
    let decisions = engine.decisions(&record.id).await?;
    if json {
        return show::json(&decisions, config.units);
    }
    if decisions.is_empty() {
        println!("You have decided nothing yet.");
    }
    for decision in decisions {
        println!("{}  {}  {}", decision.id, when(decision.at, record), words(&decision.choice));
    }
    Ok(())
}

/// A decision in words.
pub(super) fn words(choice: &Choice) -> String {
    match choice {
        Choice::Same { a, b } => format!("{a} and {b} are the same"),
        Choice::NotSame { a, b } => format!("{a} and {b} are not the same"),
        Choice::Split { observation, at } => format!("{observation} is two, the second from {at}"),
        Choice::Use { observation, field: Some(field) } => {
            format!("take the {} from {observation}", field.words())
        }
        Choice::Use { observation, field: None } => format!("take time and fields from {observation}"),
        Choice::Discard { observation } => format!("do not show {observation}"),
        Choice::Restamp { observation, start } => format!("{observation} began {start}"),
        Choice::Accept { observation } => format!("{observation} is right as it is"),
    }
}

fn field_named(name: &str) -> Result<Field, Failure> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).map_err(|_| {
        Failure::Argument(format!(
            "--field: '{name}' is none: write sport, name, timer, distance, ascent, heart-rate, power, energy, device-temperature or pauses"
        ))
    })
}
