//! What the reader makes of photos whose truth is known.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::PathBuf;
use std::sync::LazyLock;

use patch::Layout;
use patch::read::photo::Photo;
use patch::read::reading::{FillReading, Front, Reading};
use patch::read::refusal::Refusal;
use patch::read::{Reader, combine};
use patch::render::level::Level;
use patch::render::{Mishap, Rendered, photo};
use patch::score::{Case, Score, cases};

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new(std::slice::from_ref(Layout::reference())));
static EASY: LazyLock<Rendered> = LazyLock::new(|| photo(Layout::reference(), Level::Easy, 61, None));

fn front(reading: &Reading) -> &Front {
    match reading.fill.value().unwrap() {
        FillReading::Filled(front) => front,
        other => panic!("a front is expected, not {other:?}"),
    }
}

fn pixels(rgb: Vec<u8>, width: usize, height: usize) -> Reading {
    READER.read_decoded(&Photo::new(width, height, rgb).unwrap().into()).unwrap()
}

/// Scores a few fresh photos of a level.
fn scored(level: Level, name: &str, seeds: std::ops::Range<u64>, mishaps: bool) -> Score {
    let mut score = Score::new(Layout::reference().channel.length_mm);
    for seed in seeds {
        let mishap = mishaps.then(|| Mishap::ALL[(seed % 8) as usize]);
        let rendered = photo(Layout::reference(), level, seed, mishap);
        let case = Case { file: seed.to_string(), level: name.to_owned(), truth: rendered.truth.clone() };
        score.add(&case, &READER.read(&rendered.jpeg()), 0.0);
    }
    assert_eq!(score.silent(), 0, "no wrong answer is given for a right one\n{score}");
    score
}

#[test]
fn easy_photos_are_read_to_a_twentieth_of_a_millimetre() {
    let score = scored(Level::Easy, "easy", 410..414, false);
    let level = score.level("easy").unwrap();
    assert!(level.front_mm(0.95) < 0.06 && level.volume_rmse_ul() < 0.02, "{score}");
    assert!(
        level.chloride(0.95) < 7.0 && level.chloride_refused() == 0.0 && level.fill_refused() == 0.0,
        "{score}"
    );
}

#[test]
fn a_front_where_the_channel_widens_is_as_exact_as_elsewhere() {
    // Behind such a front the channel is narrower, and a blur mixes more white into its colour.
    let taper = 117.42..120.57;
    for seed in [930_018, 930_178, 930_226, 930_363] {
        let rendered = photo(Layout::reference(), Level::Easy, seed, None);
        let front = front(&READER.read(&rendered.jpeg()).unwrap()).clone();
        assert!(taper.contains(&rendered.truth.front_mm), "{}", rendered.truth.front_mm);
        let off = front.front_mm - rendered.truth.front_mm;
        assert!(off.abs() < 0.06 && off.abs() < 2.0 * front.front_uncertainty_mm, "{seed}: {off} mm");
    }
}

#[test]
fn photos_as_people_take_them_are_read() {
    let score = scored(Level::Realistic, "realistic", 420..424, false);
    let level = score.level("realistic").unwrap();
    assert!(level.front_mm(0.95) < 0.15 && level.volume_rmse_ul() < 0.06, "{score}");
    assert!(
        level.chloride(0.95) < 9.0 && level.chloride_refused() < 0.2 && level.fill_refused() < 0.2,
        "{score}"
    );
}

#[test]
fn photos_in_hard_light_are_read_or_refused() {
    let score = scored(Level::Hard, "hard", 430..436, false);
    let level = score.level("hard").unwrap();
    assert!(
        level.front_mm(0.95) < 0.4 && level.fill_refused() < 0.4 && level.chloride_refused() < 0.5,
        "{score}"
    );
}

#[test]
fn photos_that_went_wrong_are_refused() {
    scored(Level::Realistic, "gate", 440..448, true);
}

/// A hard photo by its seed, how far off its front is where one was read, and the reading.
fn hard(seed: u64) -> (Option<f64>, Reading) {
    let rendered = photo(Layout::reference(), Level::Hard, seed, None);
    let reading = READER.read(&rendered.jpeg()).unwrap();
    let off = match reading.fill.value() {
        Some(FillReading::Filled(front)) => Some((front.front_mm - rendered.truth.front_mm).abs()),
        _ => None,
    };
    (off, reading)
}

#[test]
fn two_drops_ahead_of_a_front_are_not_the_front() {
    for seed in [61_000_023, 61_000_270] {
        let (off, reading) = hard(seed);
        assert!(off.unwrap() < 0.3, "{seed}: {off:?} {reading:?}");
    }
}

#[test]
fn fluid_that_pales_under_a_reflection_is_no_front() {
    for seed in [71_000_106, 71_000_422] {
        let (off, reading) = hard(seed);
        assert!(off.is_none_or(|off| off < 0.3), "{seed}: {off:?} {reading:?}");
    }
}

#[test]
fn a_bubble_in_the_dry_part_of_a_chamber_does_not_fill_it() {
    for seed in [61_000_341, 61_000_358] {
        let (_, reading) = hard(seed);
        assert_eq!(reading.assay.refusal(), Some(Refusal::AssayNotFilled), "{seed}: {reading:?}");
    }
}

#[test]
fn the_public_photos_are_read_without_a_wrong_answer() {
    // Beside the checkout, or beside the folder of worktrees that the checkout is one of.
    let beside = ["../../../shared/data/patch", "../../../../shared/data/patch"];
    let mut folders = beside.iter().map(|path| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path));
    let Some(folder) = folders.find(|folder| folder.join("truth.csv").is_file()) else {
        println!("skipped: the public photos (../shared/data/patch) are absent");
        return;
    };
    let table = std::fs::read_to_string(folder.join("truth.csv")).unwrap();
    let mut score = Score::new(Layout::reference().channel.length_mm);
    for case in cases(&table).unwrap() {
        let bytes = std::fs::read(folder.join(&case.file)).unwrap();
        score.add(&case, &READER.read(&bytes), 0.0);
    }
    println!("the photos of {}\n{score}", folder.display());
    assert_eq!(score.silent(), 0, "{score}");
    for (name, front_mm, chloride) in [("easy", 0.06, 3.5), ("realistic", 0.15, 4.5), ("hard", 0.30, 8.0)] {
        let level = score.level(name).unwrap();
        assert!(level.front_mm(0.9) < front_mm && level.chloride_rmse() < chloride, "{name}\n{score}");
    }
}

#[test]
fn the_same_photo_gives_the_same_reading() {
    let bytes = EASY.jpeg();
    assert_eq!(READER.read(&bytes), READER.read(&bytes));
}

#[test]
fn a_turned_photo_gives_the_same_front() {
    let (w, h) = (EASY.width, EASY.height);
    let straight = pixels(EASY.rgb.clone(), w, h);
    let turn: Vec<u8> = (0..w * h)
        .flat_map(|at| {
            let (x, y) = (at % h, at / h);
            let start = 3 * ((h - 1 - x) * w + y);
            [EASY.rgb[start], EASY.rgb[start + 1], EASY.rgb[start + 2]]
        })
        .collect();
    let turned = pixels(turn, h, w);
    let upside_down: Vec<u8> = EASY.rgb.chunks_exact(3).rev().flatten().copied().collect();
    let upside_down = pixels(upside_down, w, h);
    for other in [turned, upside_down] {
        assert!((front(&other).front_mm - front(&straight).front_mm).abs() < 0.04);
        let chloride = |reading: &Reading| reading.assay.value().unwrap().value;
        assert!((chloride(&other) - chloride(&straight)).abs() < 1.0);
    }
}

#[test]
fn a_photo_of_four_times_the_pixels_says_the_same() {
    let (w, h) = (EASY.width, EASY.height);
    let code = |x: usize, y: usize, c: usize| u16::from(EASY.rgb[3 * (y.min(h - 1) * w + x.min(w - 1)) + c]);
    let doubled: Vec<u8> = (0..4 * w * h)
        .flat_map(|at| {
            let (x, y) = (at % (2 * w), at / (2 * w));
            let (i, j) = (x / 2, y / 2);
            [0, 1, 2].map(|c| {
                let (di, dj) = (x % 2, y % 2);
                let sum = code(i, j, c) + code(i + di, j, c) + code(i, j + dj, c) + code(i + di, j + dj, c);
                (sum / 4) as u8
            })
        })
        .collect();
    let (small, large) = (pixels(EASY.rgb.clone(), w, h), pixels(doubled, 2 * w, 2 * h));
    assert!((front(&small).front_mm - front(&large).front_mm).abs() < 0.06);
}

#[test]
fn two_photos_of_one_patch_are_surer_than_one_and_of_two_patches_are_refused() {
    let one = READER.read(&EASY.jpeg()).unwrap();
    let both = combine(&[one.clone(), one.clone()]).unwrap();
    assert!(front(&both).front_uncertainty_mm < front(&one).front_uncertainty_mm);
    assert!((front(&both).front_mm - front(&one).front_mm).abs() < 1e-9);
    let other = READER.read(&photo(Layout::reference(), Level::Easy, 62, None).jpeg()).unwrap();
    assert!(combine(&[one, other]).is_err(), "fronts that differ by far are not of one patch");
}
