//! Writes photos of the renderer with their truth: `photos FOLDER LEVEL COUNT SEED`, with level easy, realistic, hard or
//! gate. Into an empty folder for each level; `score FOLDER` then reads it.

use std::fmt::Write as _;

use patch::Layout;
use patch::render::level::Level;
use patch::render::{Mishap, photo};
use patch::score::row;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, name, count, seed] = arguments.as_slice() else {
        return Err("photos FOLDER LEVEL COUNT SEED".into());
    };
    let level = match name.as_str() {
        "easy" => Level::Easy,
        "realistic" | "gate" => Level::Realistic,
        "hard" => Level::Hard,
        other => return Err(format!("'{other}' is no level").into()),
    };
    let (count, seed): (u64, u64) = (count.parse()?, seed.parse()?);
    std::fs::create_dir_all(folder)?;
    let mut table = String::from(patch::score::COLUMNS);
    for seed in seed..seed + count {
        let mishap = (name == "gate").then(|| Mishap::ALL[(seed % 8) as usize]);
        let rendered = photo(Layout::reference(), level, seed, mishap);
        let file = format!("{name}-{seed}.jpg");
        std::fs::write(format!("{folder}/{file}"), rendered.jpeg())?;
        writeln!(table, "\n{}", row(&file, name, &rendered.truth))?;
    }
    std::fs::write(format!("{folder}/truth.csv"), table)?;
    Ok(())
}
