//! Writes photos of the renderer with their truth: `photos FOLDER LEVEL COUNT SEED`, with level easy, realistic, hard or
//! gate. Into an empty folder for each level; `score FOLDER` then reads it.

use std::fmt::Write as _;

use patch::Layout;
use patch::render::level::{Circumstances, Level};
use patch::render::{Mishap, photo};
use patch::score::row;

/// What a reader's mistakes may come from.
const CIRCUMSTANCES: &str = "px_per_mm,tilt_deg,tone_k,exposure_white,defocus_px,motion_px,noise_sigma,sharpen,\
    key_angle_deg,shadow_depth,glare_aimed,gloss_ks,monk,translucency_channel,front_soft_mm,meniscus_mm,dye_front,\
    bubbles,satellites,droplets,patch_hairs,finger,sleeve,assay_bubble";

fn circumstances(of: &Circumstances) -> String {
    let Circumstances { stand, lighting, exposure, cover, content, .. } = of;
    let numbers = [
        stand.px_per_mm,
        stand.tilt_deg,
        exposure.tone_k,
        exposure.white,
        exposure.defocus_px,
        exposure.motion_px,
        exposure.noise_sigma,
        exposure.sharpen,
        lighting.key_angle_deg,
        lighting.shadow.map_or(0.0, |(depth, _)| depth),
        f64::from(u8::from(lighting.glare_aimed)),
        lighting.gloss_ks,
        f64::from(cover.monk),
        cover.translucency_channel,
        content.front_soft_mm,
        content.meniscus_mm,
        content.dye_front,
        f64::from(content.bubbles),
        f64::from(content.satellites),
        f64::from(cover.droplets),
        f64::from(cover.patch_hairs),
        f64::from(u8::from(cover.finger)),
        f64::from(u8::from(cover.sleeve)),
        f64::from(u8::from(content.assay_bubble)),
    ];
    numbers.map(|number| format!("{number:.4}")).join(",")
}

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
    let mut table = format!("{},{CIRCUMSTANCES}", patch::score::COLUMNS);
    for seed in seed..seed + count {
        let mishap = (name == "gate").then(|| Mishap::ALL[(seed % 8) as usize]);
        let rendered = photo(Layout::reference(), level, seed, mishap);
        let file = format!("{name}-{seed}.jpg");
        std::fs::write(format!("{folder}/{file}"), rendered.jpeg())?;
        let (truth, of) = (row(&file, name, &rendered.truth), circumstances(&rendered.circumstances));
        write!(table, "\n{truth},{of}")?;
    }
    std::fs::write(format!("{folder}/truth.csv"), table)?;
    Ok(())
}
