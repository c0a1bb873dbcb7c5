//! `isotone patch read`: photos, one or folders of them.

use std::io::{IsTerminal, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use engine::{PatchReading, Worn};
use patch::Layout;
use patch::overlay;
use patch::print::as_printed;
use patch::read::reading::{FillReading, Outcome, Reading};
use patch::read::refusal::Refusal;
use patch::read::{Reader, decode};
use patch::score::{Case, Score, cases};
use physiology::{Athlete, Model, Site, patch_test};
use serde_json::{Value, json};
use units::{Area, Duration, Quantity};

use super::write;
use crate::commands::show;
use crate::config::Config;
use crate::failure::Failure;
use crate::layouts;

/// The flags of `isotone patch read`.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  isotone patch read photo.jpg --minutes 55 --site ventral-forearm\n  isotone patch read photo.jpg \
                  --debug found.png\n  isotone patch read photos --truth photos/truth.csv"
)]
pub(crate) struct Arguments {
    /// Photos (JPEG, PNG, HEIC), or folders of them
    #[arg(required = true)]
    photos: Vec<PathBuf>,
    /// Layout files beside the reference and those of the setting `layouts`; repeat it for several
    #[arg(long, value_name = "FILE")]
    layout: Vec<String>,
    /// The photos show prints of `isotone patch print`, not patches
    #[arg(long)]
    printed: bool,
    /// How long sweat entered the patch, in minutes: then the local rate is told too
    #[arg(long, value_name = "MINUTES")]
    minutes: Option<f64>,
    /// The skin that sweats into the patch [default: what the layout says]
    #[arg(long, value_name = "AREA")]
    inlet: Option<String>,
    /// Where the patch sat
    #[arg(long, value_name = "SITE", default_value = "ventral-forearm")]
    site: String,
    /// Draw what was found over the photo, as PNG; a folder for several photos
    #[arg(long, value_name = "FILE")]
    debug: Option<PathBuf>,
    /// A table of what is true of the photos; prints how good the readings are, by level
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
    /// Print JSON, a line for each photo
    #[arg(long)]
    json: bool,
}

struct Job<'a> {
    config: &'a Config,
    arguments: &'a Arguments,
    reader: Reader,
    layouts: Vec<Layout>,
    worn: Option<Worn>,
}

pub(crate) fn run(config: &Config, arguments: &Arguments) -> Result<(), Failure> {
    let mut layouts = layouts::known(config.layouts.as_deref(), &arguments.layout)?;
    if arguments.printed {
        layouts = layouts.iter().map(as_printed).collect();
    }
    let worn = worn(config, arguments)?;
    let job = Job { config, arguments, reader: Reader::new(&layouts), layouts, worn };
    let photos = photos(&arguments.photos)?;
    match &arguments.truth {
        Some(truth) => job.score(&photos, truth),
        None => job.tell(&photos),
    }
}

fn worn(config: &Config, arguments: &Arguments) -> Result<Option<Worn>, Failure> {
    let site: Site = arguments.site.parse().map_err(|error| Failure::Argument(format!("--site: {error}")))?;
    let area: Option<Area> = show::optional("inlet", arguments.inlet.as_deref(), config.units)?;
    Ok(arguments.minutes.map(|minutes| Worn { site, sweating: Duration::from_minutes(minutes), area }))
}

/// The photos under the paths, in the order of their names.
fn photos(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut photos = Vec::new();
    for path in paths {
        if !path.is_dir() {
            photos.push(path.clone());
            continue;
        }
        let failed = |source| Failure::File { path: path.display().to_string(), source };
        let mut found = Vec::new();
        for entry in std::fs::read_dir(path).map_err(failed)? {
            let file = entry.map_err(failed)?.path();
            let ending = file.extension().map(std::ffi::OsStr::to_ascii_lowercase);
            let ending = ending.as_ref().and_then(|ending| ending.to_str());
            if matches!(ending, Some("jpg" | "jpeg" | "png" | "heic" | "heif" | "webp")) {
                found.push(file);
            }
        }
        if found.is_empty() {
            return Err(Failure::Argument(format!("{}: there are no photos in it", path.display())));
        }
        found.sort();
        photos.extend(found);
    }
    Ok(photos)
}

/// How far a batch is, on a terminal.
pub(super) fn progress(done: usize, of: usize) {
    let mut out = std::io::stderr();
    if of < 10 || !out.is_terminal() {
        return;
    }
    // A terminal that is gone does not stop the batch.
    let _ = write!(out, "\r{done} of {of} \r");
    let _ = out.flush();
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|source| Failure::File { path: path.display().to_string(), source })
}

impl Job<'_> {
    fn tell(&self, photos: &[PathBuf]) -> Result<(), Failure> {
        let mut refused = 0;
        for (done, path) in photos.iter().enumerate() {
            let bytes = bytes_of(path)?;
            let reading = self.reader.read(&bytes);
            refused += usize::from(reading.is_err());
            let shown = path.display().to_string();
            if self.arguments.json {
                println!("{}", self.as_json(&shown, &bytes, &reading));
            } else {
                self.print(&shown, &bytes, &reading);
            }
            if let Some(debug) = &self.arguments.debug {
                self.draw(path, photos.len() > 1, debug, &bytes, reading.as_ref().ok())?;
            }
            progress(done + 1, photos.len());
        }
        if !self.arguments.json {
            if photos.len() > 1 {
                println!("{} photos, {refused} refused as a whole", photos.len());
            }
            println!(
                "± holds the truth in 95 of 100 photos. How exactly a patch was made, and its chemistry, come on top."
            );
        }
        if refused == photos.len() {
            return Err(Failure::Argument("no photo was read".to_owned()));
        }
        Ok(())
    }

    fn layout_of(&self, reading: &Reading) -> &Layout {
        let same = |layout: &&Layout| layout.layout_id == reading.layout_id;
        self.layouts.iter().find(same).unwrap_or_else(|| Layout::reference())
    }

    /// The local rate and sodium, where they follow.
    fn local(
        &self,
        name: &str,
        bytes: &[u8],
        reading: &Reading,
    ) -> Result<Vec<(&'static str, String)>, Failure> {
        let kept =
            PatchReading::of(name, bytes, jiff::Timestamp::UNIX_EPOCH, reading, self.layout_of(reading));
        // Sodium needs no time; an hour stands in where none was told.
        let hour = Worn { site: Site::default(), sweating: Duration::from_hours(1.0), area: None };
        let Some(patch) = kept.patch_test(self.worn.unwrap_or(hour))? else { return Ok(Vec::new()) };
        let anyone = Athlete::of_mass(units::Mass::from_kg(70.0));
        let assessed = patch_test::assess(&patch, &anyone, &Model::standard()).map_err(|errors| {
            let fields = errors.iter().map(|error| engine::FieldError::new(error.field(), error)).collect();
            Failure::from(engine::Error::Invalid(fields))
        })?;
        let system = self.config.units;
        let mut lines = Vec::new();
        if let Some(sodium) = assessed.local_sodium {
            lines.push(("local sodium", format!("{}, from chloride", sodium.read().display(system))));
        }
        if let (Some(rate), Some(worn)) = (assessed.local_rate, self.worn) {
            let bound = if rate.is_bound() { "at least " } else { "" };
            let over = format!("{} from {}", worn.sweating.in_words(), patch.inlet_area.display(system));
            lines.push(("local rate", format!("{bound}{}, over {over}", rate.read().display(system))));
        }
        Ok(lines)
    }

    fn print(&self, name: &str, bytes: &[u8], reading: &Result<Reading, Refusal>) {
        println!("{name}");
        let line = |what: &str, words: String| println!("  {what:<14} {words}");
        let reading = match reading {
            Ok(reading) => reading,
            Err(refusal) => {
                line("not read", format!("{refusal} ({})", refusal.code()));
                return;
            }
        };
        let layout = self.layout_of(reading);
        line("patch", format!("{} version {}", reading.layout_id, reading.layout_version));
        line("sweat", fill_words(reading, layout));
        let unit = layout.assay_zones.first().map_or("mmol/L", |zone| zone.unit.as_str());
        let analyte = layout.assay_zones.first().map_or("assay", |zone| zone.analyte.as_str());
        line(
            analyte,
            match &reading.assay {
                Outcome::Read(value) => {
                    format!("{:.1} ± {:.1} {unit}", value.value, 2.0 * value.standard_uncertainty)
                }
                Outcome::Refused(refusal) => not_read(reading, *refusal),
            },
        );
        match self.local(name, bytes, reading) {
            Ok(lines) => lines.into_iter().for_each(|(what, words)| line(what, words)),
            Err(failure) => line("local rate", failure.to_string()),
        }
    }

    fn as_json(&self, name: &str, bytes: &[u8], reading: &Result<Reading, Refusal>) -> Value {
        match reading {
            Ok(reading) => {
                let local = self.local(name, bytes, reading).unwrap_or_default();
                json!({
                    "photo": name, "reading": reading,
                    "local": local.into_iter().map(|(what, words)| (what.to_owned(), json!(words))).collect::<serde_json::Map<_, _>>(),
                })
            }
            Err(refusal) => {
                json!({"photo": name, "refused": {"code": refusal.code(), "advice": refusal.to_string()}})
            }
        }
    }

    /// Draws what was found; a photo in which nothing was found is not drawn.
    fn draw(
        &self,
        photo: &Path,
        several: bool,
        out: &Path,
        bytes: &[u8],
        reading: Option<&Reading>,
    ) -> Result<(), Failure> {
        let found = decode::decode(bytes).and_then(|decoded| {
            let trace = self.reader.trace(&decoded)?;
            Ok(overlay::draw(&decoded.photo, &trace, reading))
        });
        let Ok(drawn) = found else {
            println!("  {:<14} nothing was found to draw", "drawing");
            return Ok(());
        };
        let png = overlay::png(&drawn).map_err(|error| Failure::Argument(format!("--debug: {error}")))?;
        let named = photo.with_extension("png");
        let file = match named.file_name() {
            Some(file) if several || out.is_dir() => out.join(file),
            _ => out.to_owned(),
        };
        write(&file, &png)?;
        println!("  {:<14} {} ({})", "drawing", file.display(), overlay::LEGEND);
        Ok(())
    }

    fn score(&self, photos: &[PathBuf], truth: &Path) -> Result<(), Failure> {
        // A table beside the photos may be told by its name alone.
        let beside =
            self.arguments.photos.iter().map(|folder| folder.join(truth)).find(|path| path.is_file());
        let table =
            if truth.is_file() { truth.to_owned() } else { beside.unwrap_or_else(|| truth.to_owned()) };
        let text = String::from_utf8_lossy(&bytes_of(&table)?).into_owned();
        let cases = cases(&text)
            .map_err(|error| Failure::Argument(format!("--truth: {}: {error}", table.display())))?;
        let length = self.layouts.first().map_or(1.0, |layout| layout.channel.length_mm);
        let mut score = Score::new(length);
        let mut told = 0;
        for (done, path) in photos.iter().enumerate() {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let Some(case) = cases.iter().find(|case: &&Case| case.file == name) else { continue };
            let bytes = bytes_of(path)?;
            let begun = Instant::now();
            let reading = self.reader.read(&bytes);
            score.add(case, &reading, 1e3 * begun.elapsed().as_secs_f64());
            told += 1;
            progress(done + 1, photos.len());
        }
        if told == 0 {
            return Err(Failure::Argument(format!(
                "--truth: {} speaks of none of the photos",
                table.display()
            )));
        }
        print!("{score}");
        println!("{told} photos, {} silent wrong answers", score.silent());
        Ok(())
    }
}

fn not_read(reading: &Reading, refusal: Refusal) -> String {
    format!("not read: {} ({})", reading.advice(refusal), refusal.code())
}

fn fill_words(reading: &Reading, layout: &Layout) -> String {
    match &reading.fill {
        Outcome::Read(FillReading::Filled(front)) => {
            let part = 100.0 * front.front_mm / layout.channel.length_mm;
            let bubbles = match front.bubbles.len() {
                0 => String::new(),
                1 => ", one bubble taken off".to_owned(),
                several => format!(", {several} bubbles taken off"),
            };
            let two = 2.0 * front.volume_uncertainty_ul;
            format!("{:.2} ± {two:.2} µL ({part:.1} % of the channel{bubbles})", front.volume_ul)
        }
        Outcome::Read(FillReading::NotFilled) => {
            "too little to see where it ends: sweat on and try again later (not_filled)".to_owned()
        }
        Outcome::Read(FillReading::Overfilled { at_least_ul }) => {
            format!(
                "at least {at_least_ul:.1} µL: the channel is full, so this is a lower bound (overfilled)"
            )
        }
        Outcome::Refused(refusal) => not_read(reading, *refusal),
    }
}
