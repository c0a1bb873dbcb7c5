//! `isotone patch render`: photos of patches that nobody wore, with their truth.

use std::fmt::Write as _;
use std::path::PathBuf;

use patch::render::level::Level;
use patch::render::{Mishap, photo};
use patch::score::{COLUMNS, row};

use super::write;
use crate::failure::Failure;
use crate::layouts::named;

/// The flags of `isotone patch render`.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  isotone patch render --level hard --count 50 --seed 7 --out photos\n  isotone patch read photos \
                  --truth photos/truth.csv"
)]
pub(crate) struct Arguments {
    /// How hard the photos are; gate: photos that must be refused
    #[arg(long, value_enum, default_value_t = Of::Realistic)]
    level: Of,
    /// How many
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    count: u64,
    /// The seed of the first; the same seed gives the same photo everywhere
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The folder for the photos and their truth.csv
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// The layout file, or the reference by its name
    #[arg(long, value_name = "FILE", default_value = "osp-a1")]
    layout: String,
}

/// How hard photos are.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Of {
    /// Held still in even light
    Easy,
    /// As people take them
    Realistic,
    /// Steep, in a hurry, in hard light
    Hard,
    /// With something that must be refused
    Gate,
}

impl Of {
    fn level(self) -> (Level, &'static str) {
        match self {
            Self::Easy => (Level::Easy, "easy"),
            Self::Realistic => (Level::Realistic, "realistic"),
            Self::Hard => (Level::Hard, "hard"),
            Self::Gate => (Level::Realistic, "gate"),
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let layout = named(&arguments.layout)?;
    let (level, name) = arguments.level.level();
    let mut table = COLUMNS.to_owned();
    let seeds = arguments.seed..arguments.seed.saturating_add(arguments.count);
    for (done, seed) in seeds.enumerate() {
        let which = usize::try_from(seed).unwrap_or(0) % Mishap::ALL.len();
        let mishap = (arguments.level == Of::Gate).then(|| Mishap::ALL[which]);
        let rendered = photo(&layout, level, seed, mishap);
        let file = format!("{name}-{seed}.jpg");
        write(&arguments.out.join(&file), &rendered.jpeg())?;
        // Writing to a string cannot fail.
        let _ = write!(table, "\n{}", row(&file, name, &rendered.truth));
        super::read::progress(done + 1, usize::try_from(arguments.count).unwrap_or(usize::MAX));
    }
    write(&arguments.out.join("truth.csv"), table.as_bytes())?;
    println!("{}: {} photos and truth.csv", arguments.out.display(), arguments.count);
    Ok(())
}
