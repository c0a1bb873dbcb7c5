//! Scores the reader: `score FOLDER`, with a truth.csv in it, or `score LEVEL COUNT SEED` on photos of the renderer,
//! where LEVEL is easy, realistic, hard or gate. With `-v` first, a line for each photo.

use std::time::Instant;

use patch::layout::Layout;
use patch::read::Reader;
use patch::read::reading::FillReading;
use patch::render::level::Level;
use patch::render::{Mishap, photo};
use patch::score::{Case, Score, cases};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let wordy = arguments.first().is_some_and(|a| a == "-v");
    if wordy {
        arguments.remove(0);
    }
    let layout = Layout::reference();
    let reader = Reader::new(std::slice::from_ref(layout));
    let mut score = Score::new(layout.channel.length_mm);
    let mut one = |case: &Case, bytes: &[u8]| {
        let start = Instant::now();
        let reading = reader.read(bytes);
        let milliseconds = start.elapsed().as_secs_f64() * 1e3;
        score.add(case, &reading, milliseconds);
        if wordy {
            let truth = &case.truth;
            let said = match &reading {
                Err(refusal) => refusal.code().to_owned(),
                Ok(reading) => {
                    let fill = match &reading.fill.value() {
                        Some(FillReading::Filled(front)) => format!(
                            "{:+.3} ±{:.3} mm {:+.3} µL ±{:.3}",
                            front.front_mm - truth.front_mm,
                            front.front_uncertainty_mm,
                            front.volume_ul - truth.volume_ul,
                            front.volume_uncertainty_ul
                        ),
                        other => format!("{other:?} {:?}", reading.fill.refusal()),
                    };
                    let assay = match reading.assay.value() {
                        Some(c) => format!(
                            "{:.1} of {:.1}: {:+.2} ±{:.2} (d {:.1})",
                            c.value,
                            truth.chloride,
                            c.value - truth.chloride,
                            c.standard_uncertainty,
                            c.distance
                        ),
                        None => format!("{:?}", reading.assay.refusal()),
                    };
                    let q = &reading.quality;
                    format!(
                        "{fill} | {assay} | tags {} marks {} geom {:.3} blur {:.3} like {:.2} tone {:.2} odd {} strain {:.2} full {:.2}",
                        q.tags,
                        q.marks,
                        q.geometry_mm,
                        q.blur_mm,
                        q.likeness,
                        q.tone,
                        q.odd_chips,
                        q.strain,
                        reading.assay_fill
                    )
                }
            };
            println!("{} {} {:?}/{:?} {said}", case.file, case.level, truth.fill, truth.assay);
        }
    };
    match arguments.as_slice() {
        [folder] => {
            for case in cases(&std::fs::read_to_string(format!("{folder}/truth.csv"))?)? {
                one(&case, &std::fs::read(format!("{folder}/{}", case.file))?);
            }
        }
        [level, count, seed] => {
            let (count, first): (u64, u64) = (count.parse()?, seed.parse()?);
            for seed in first..first + count {
                let of = match level.as_str() {
                    "easy" => (Level::Easy, None),
                    "realistic" | "gate" => (Level::Realistic, None),
                    "hard" => (Level::Hard, None),
                    other => return Err(format!("'{other}' is no level").into()),
                };
                let mishap = (level == "gate").then(|| Mishap::ALL[(seed % 8) as usize]).or(of.1);
                let rendered = photo(layout, of.0, seed, mishap);
                let file = format!("{seed}{}", mishap.map(|m| format!("-{m:?}")).unwrap_or_default());
                one(&Case { file, level: level.clone(), truth: rendered.truth.clone() }, &rendered.jpeg());
            }
        }
        _ => return Err("score [-v] FOLDER, or score [-v] LEVEL COUNT SEED".into()),
    }
    print!("{score}");
    Ok(())
}
