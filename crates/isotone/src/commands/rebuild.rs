//! `isotone rebuild`: replays what came in and compares with what is kept.

use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// The flags of `isotone rebuild`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Only this athlete
    #[arg(long)]
    athlete: Option<String>,
    /// Store what was made again in the place of what differs
    #[arg(long)]
    repair: bool,
}

pub(crate) async fn run(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    let engine = open::engine(config).await?;
    let athletes = match arguments.athlete {
        Some(athlete) => vec![athlete],
        None => engine.athletes().await?.into_iter().map(|athlete| athlete.id).collect(),
    };
    let (mut reports, mut derived, mut different) = (0, 0, 0);
    for athlete in &athletes {
        let replayed =
            if arguments.repair { engine.rebuild(athlete).await? } else { engine.replay(athlete).await? };
        reports += replayed.reports;
        derived += replayed.derived;
        different += replayed.differences.len();
        for difference in &replayed.differences {
            println!("{athlete}  {} {}: {}", difference.collection, difference.id, difference.fault.words());
        }
    }
    println!(
        "{} athletes, {reports} reports replayed, {derived} documents made again, {different} different",
        athletes.len()
    );
    match different {
        0 => Ok(()),
        _ if arguments.repair => {
            println!("What differed was stored anew, where its source could be read.");
            Ok(())
        }
        _ => Err(Failure::Argument("isotone rebuild --repair stores what was made again".to_owned())),
    }
}
