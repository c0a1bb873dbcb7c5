//! Printable sheets, and dummies that come back: print, rasterise, photograph, read.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::Command;

use patch::Layout;
use patch::print::{Amount, Content, ContentError, Paper, Sheet};
use patch::read::Reader;
use patch::read::reading::{FillReading, Reading};
use patch::render::level::Level;
use patch::render::printed::{self, Raster};

/// Fine enough that a pixel is no part of an error: a good office printer.
const DOTS_PER_INCH: f64 = 600.0;
const DOTS_PER_MM: f64 = DOTS_PER_INCH / 25.4;

/// The first patch of a sheet as `pdftoppm` rasterises it; `None`, with a line said, where that is not installed.
fn rasterised(sheet: &Sheet<'_>, layout: &Layout) -> Option<(Vec<u8>, usize, usize)> {
    let folder = tempfile::tempdir().unwrap();
    let pdf = folder.path().join("sheet.pdf");
    std::fs::write(&pdf, sheet.pdf()).unwrap();
    let ([x, y], _) = sheet.patches()[0];
    let dots = |mm: f64| ((mm * DOTS_PER_MM).round() as usize).to_string();
    let (width, height) = (layout.body.width_mm, layout.body.height_mm);
    let done = Command::new("pdftoppm")
        .args(["-r", &DOTS_PER_INCH.to_string(), "-x", &dots(x), "-y", &dots(y)])
        .args(["-W", &dots(width), "-H", &dots(height), "-singlefile"])
        .args([&pdf, &folder.path().join("sheet")])
        .status();
    if done.is_err() {
        println!("skipped: pdftoppm (poppler-utils) is not installed");
        return None;
    }
    let ppm = std::fs::read(folder.path().join("sheet.ppm")).unwrap();
    // P6, width and height, 255: three lines, then the pixels.
    let header: usize = ppm.split(|byte| *byte == b'\n').take(3).map(|line| line.len() + 1).sum();
    let size: Vec<usize> = std::str::from_utf8(&ppm[..header])
        .unwrap()
        .split_ascii_whitespace()
        .skip(1)
        .map(|number| number.parse().unwrap())
        .collect();
    Some((ppm[header..].to_vec(), size[0], size[1]))
}

/// The readings of photos of one printed dummy.
fn read_back(fill: Amount, chloride: f64, level: Level, seeds: std::ops::Range<u64>) -> Option<Vec<Reading>> {
    let layout = Layout::reference();
    let content = Content::new(layout, Some(fill), Some(chloride)).unwrap();
    let sheet = Sheet::new(layout, Paper::A4, &[content]).unwrap();
    let (rgb, width, height) = rasterised(&sheet, layout)?;
    let reader = Reader::new(std::slice::from_ref(layout));
    let photo = |seed| printed::photo(layout, Raster { rgb: &rgb, width, height }, &content, level, seed).jpeg();
    Some(seeds.filter_map(|seed| reader.read(&photo(seed)).ok()).collect())
}
