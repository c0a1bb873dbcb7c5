//! Writes photos of the renderer: `photos FOLDER LEVEL COUNT SEED`, with level easy, realistic or hard.

use patch::Layout;
use patch::render::level::Level;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, level, count, seed] = arguments.as_slice() else {
        return Err("photos FOLDER LEVEL COUNT SEED".into());
    };
    let level = match level.as_str() {
        "easy" => Level::Easy,
        "realistic" => Level::Realistic,
        "hard" => Level::Hard,
        other => return Err(format!("'{other}' is no level").into()),
    };
    let (count, seed): (u64, u64) = (count.parse()?, seed.parse()?);
    for seed in seed..seed + count {
        let photo = patch::render::photo(Layout::reference(), level, seed, None);
        std::fs::write(format!("{folder}/{seed}.jpg"), photo.jpeg())?;
        println!("{seed} {:?}", photo.truth);
    }
    Ok(())
}
