//! `isotone delete` and `isotone undo`: what you typed, taken out and put back.

use engine::Removal;

use crate::commands::{ME, timeline};
use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// The flags of `isotone delete`.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  isotone log list            prints the names of what you logged\n  \
                        isotone delete reading \"typed:drink:2026-06-11T07:00:00Z\"\n\n\
                        isotone undo puts it back, for 30 days. To change something, give its name to --replace of isotone \
                        test, log or plan.")]
pub(crate) struct Delete {
    /// What it is
    #[arg(value_enum)]
    what: What,
    /// Its name, as isotone prints it
    id: String,
    /// Whose it is
    #[arg(long, default_value = ME)]
    athlete: String,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum What {
    /// A sweat test
    Test,
    /// A body mass, drink, motivation or fatigue that you logged
    Reading,
    /// A workout or sleep that you typed
    Entry,
    /// A planned session, with what you took for it
    Session,
    /// An amount that you took
    Taken,
}

/// The flags of `isotone undo`.
#[derive(clap::Args)]
pub(crate) struct Undo {
    /// What to put back; without it, what was deleted or changed in the last 30 days is listed
    id: Option<String>,
    /// Whose it is
    #[arg(long, default_value = ME)]
    athlete: String,
}

pub(crate) async fn delete(config: &Config, arguments: Delete) -> Result<(), Failure> {
    let engine = open::engine(config).await?;
    let Delete { what, id, athlete } = arguments;
    let removal = match what {
        What::Test => Some(engine.delete_sweat_test(&athlete, &id).await?),
        What::Reading => Some(engine.delete_reading(&athlete, &id).await?),
        What::Entry => Some(engine.delete_entry(&athlete, &id).await?),
        What::Session => engine.cancel_session(&athlete, &id).await?,
        What::Taken => {
            let taken = engine.taken(&athlete, &id).await?;
            engine.unsay_taken(&athlete, &[taken.need]).await?;
            engine.removals(&athlete).await?.into_iter().find(|removal| removal.former.id() == id)
        }
    };
    match removal {
        Some(removal) => println!("Deleted. To put it back: isotone undo {}", removal.id),
        None => println!("There is no planned session '{id}'."),
    }
    Ok(())
}

pub(crate) async fn undo(config: &Config, arguments: Undo) -> Result<(), Failure> {
    let engine = open::engine(config).await?;
    let athlete = &arguments.athlete;
    let record = engine.athlete(athlete).await?;
    let line = |removal: &Removal| {
        let gone = if removal.replaced_by.is_some() { "changed" } else { "deleted" };
        let Removal { id, at, former, .. } = removal;
        let (about, at) = (timeline::when(former.at(), &record), timeline::when(*at, &record));
        format!("{id}  {:<15} of {about}, {gone} {at}  {}", former.code(), former.id())
    };
    if let Some(id) = arguments.id {
        println!("Put back: {}", line(&engine.undo(athlete, &id).await?));
        return Ok(());
    }
    let removals = engine.removals(athlete).await?;
    if removals.is_empty() {
        println!("Nothing was deleted or changed in the last 30 days.");
    }
    for removal in &removals {
        println!("{}", line(removal));
    }
    Ok(())
}
