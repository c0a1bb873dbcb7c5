//! Printable sheets, and dummies that come back: print, rasterise, photograph, read.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::Command;

use patch::Layout;
use patch::print::{Amount, Content, ContentError, Paper, Sheet, as_printed};
use patch::read::Reader;
use patch::read::reading::{FillReading, Reading};
use patch::read::refusal::Refusal;
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

/// Photos of one printed dummy, read: what was wanted stands in the content.
fn read_back(content: &Content, level: Level, seeds: std::ops::Range<u64>) -> Option<Vec<Reading>> {
    let layout = Layout::reference();
    let sheet = Sheet::new(layout, Paper::A4, &[*content]).unwrap();
    let (rgb, width, height) = rasterised(&sheet, layout)?;
    let reader = Reader::new(&[as_printed(layout)]);
    let photo =
        |seed| printed::photo(layout, Raster { rgb: &rgb, width, height }, content, level, seed).jpeg();
    Some(seeds.map(|seed| reader.read(&photo(seed)).unwrap()).collect())
}

#[test]
fn a_printed_dummy_that_is_photographed_reads_as_it_was_chosen() {
    let layout = Layout::reference();
    let chosen = [
        (Amount::Microlitres(42.0), 35.0, Level::Easy, 0..2),
        (Amount::Part(0.05), 12.0, Level::Easy, 10..12),
        (Amount::Part(0.9), 80.0, Level::Realistic, 20..22),
    ];
    let (mut read, mut within_two) = (0, 0);
    for (fill, chloride, level, seeds) in chosen {
        let content = Content::new(layout, Some(fill), Some(chloride)).unwrap();
        let Some(readings) = read_back(&content, level, seeds) else { return };
        for reading in readings {
            if let Some(FillReading::Filled(front)) = reading.fill.value() {
                let off = (front.front_mm - content.front_mm()).abs() / front.front_uncertainty_mm;
                assert!(off < 3.0, "{content:?} reads as {front:?}");
                (read, within_two) = (read + 1, within_two + u32::from(off < 2.0));
            }
            if let Some(value) = reading.assay.value() {
                let off = (value.value - chloride).abs() / value.standard_uncertainty;
                assert!(off < 3.0, "{chloride} mmol/L reads as {value:?}");
                (read, within_two) = (read + 1, within_two + u32::from(off < 2.0));
            }
        }
    }
    println!("{read} values read, {within_two} within two standard uncertainties");
    assert!(read >= 10, "only {read} of 12 values were read");
    assert!(10 * within_two >= 9 * read, "only {within_two} of {read} within two standard uncertainties");
}

#[test]
fn a_print_of_an_unworn_patch_is_not_filled() {
    let Some(readings) = read_back(&Content::default(), Level::Easy, 0..1) else { return };
    assert_eq!(readings[0].fill.value(), Some(&FillReading::NotFilled));
    assert_eq!(readings[0].assay.refusal(), Some(Refusal::AssayNotFilled));
}

#[test]
fn what_a_patch_cannot_show_is_refused_with_what_it_can() {
    let layout = Layout::reference();
    let too_much = Content::new(layout, Some(Amount::Microlitres(200.0)), None).unwrap_err();
    assert_eq!(
        too_much.to_string(),
        "a fill of 200 µL cannot be shown: write one from 2.4 to 110.0 µL, or 0 % to 100 %"
    );
    assert_eq!(Content::new(layout, Some(Amount::Part(1.2)), None), Err(ContentError::Part(120.0)));
    let salty = Content::new(layout, None, Some(400.0)).unwrap_err();
    assert!(salty.to_string().contains("from 0 to 150 mmol/L"), "{salty}");
}

#[test]
fn sheets_are_as_large_as_their_paper_and_hold_what_fits() {
    let layout = Layout::reference();
    let sheet = Sheet::new(layout, Paper::A4, &[]).unwrap();
    assert_eq!(sheet.patches().len(), 8);
    let svg = sheet.svg();
    assert!(svg.contains("width=\"210mm\" height=\"297mm\" viewBox=\"0 0 210 297\""));
    // 210 × 297 mm in points of 1/72 in.
    let pdf = String::from_utf8_lossy(&sheet.pdf()).into_owned();
    assert!(pdf.contains("/MediaBox [0 0 595.2756 841.8898]"), "no A4 in the PDF");
    for ([x, y], _) in Sheet::new(layout, Paper::Letter, &[]).unwrap().patches() {
        assert!(x + layout.body.width_mm < 215.9 && y + layout.body.height_mm < 279.4);
    }
    let mut poster = layout.clone();
    poster.body.height_mm = 300.0;
    assert!(Sheet::new(&poster, Paper::A4, &[]).unwrap_err().to_string().contains("does not fit"));
}
