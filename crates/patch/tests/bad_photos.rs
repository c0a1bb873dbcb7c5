//! Whatever is sent as a photo gets an answer: a reading, or a clear reason.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::LazyLock;

use patch::Layout;
use patch::read::Reader;
use patch::read::corner::Corner;
use patch::read::reading::{FillReading, Reading};
use patch::read::refusal::Refusal;
use patch::render::jpeg::encode;
use patch::render::level::Level;
use patch::render::{Rendered, photo};

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new(std::slice::from_ref(Layout::reference())));
static EASY: LazyLock<Rendered> = LazyLock::new(|| photo(Layout::reference(), Level::Easy, 61, None));

fn refused(bytes: &[u8]) -> Refusal {
    READER.read(bytes).unwrap_err()
}

/// A picture painted by place.
fn painted(width: usize, height: usize, color: impl Fn(usize, usize) -> [u8; 3]) -> Vec<u8> {
    let rgb: Vec<u8> = (0..width * height).flat_map(|at| color(at % width, at / width)).collect();
    encode(&rgb, width, height, 90)
}

fn png(width: u32, height: u32, kind: png::ColorType, depth: png::BitDepth, data: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(kind);
    encoder.set_depth(depth);
    encoder.set_compression(png::Compression::Fast);
    encoder.write_header().unwrap().write_image_data(data).unwrap();
    file
}

/// The EXIF part of a JPEG that says this orientation.
fn turned(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let tiff =
        [b'I', b'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0];
    let length = (2 + 6 + tiff.len()) as u16;
    [&jpeg[..2], &[0xff, 0xe1], &length.to_be_bytes(), b"Exif\0\0", &tiff, &jpeg[2..]].concat()
}

/// The pixels as a camera held in this orientation stores them.
fn stored(of: &Rendered, orientation: u8) -> (Vec<u8>, usize, usize) {
    let (w, h) = (of.width, of.height);
    let (sw, sh) = if orientation > 4 { (h, w) } else { (w, h) };
    let from = |x: usize, y: usize| match orientation {
        2 => (w - 1 - x, y),
        3 => (w - 1 - x, h - 1 - y),
        4 => (x, h - 1 - y),
        5 => (y, x),
        6 => (w - 1 - y, x),
        7 => (w - 1 - y, h - 1 - x),
        8 => (y, h - 1 - x),
        _ => (x, y),
    };
    let pixel = |at: usize| {
        let (x, y) = from(at % sw, at / sw);
        let start = 3 * (y * w + x);
        [of.rgb[start], of.rgb[start + 1], of.rgb[start + 2]]
    };
    ((0..sw * sh).flat_map(pixel).collect(), sw, sh)
}

#[test]
fn what_is_no_picture_is_refused_with_its_reason() {
    let heic = [&[0, 0, 0, 24][..], b"ftypheic", &[0; 64]].concat();
    let avif = [&[0, 0, 0, 24][..], b"ftypavif", &[0; 64]].concat();
    let cases: [(&[u8], Refusal); 7] = [
        (b"", Refusal::NotAPhoto),
        (b"a letter, not a photo", Refusal::NotAPhoto),
        (b"GIF89a\x01\x00\x01\x00", Refusal::Animated),
        (&heic, Refusal::Damaged),
        (&avif, Refusal::Heic),
        (&[0xff, 0xd8], Refusal::Damaged),
        (b"\x89PNG\r\n\x1a\n", Refusal::Damaged),
    ];
    for (bytes, reason) in cases {
        assert_eq!(refused(bytes), reason, "{bytes:?}");
    }
}

#[test]
fn a_truncated_photo_is_damaged_wherever_it_ends() {
    let whole = EASY.jpeg();
    for part in [3, 20, 200, 700, whole.len() / 3, whole.len() / 2, whole.len() - 400] {
        assert_eq!(refused(&whole[..part]), Refusal::Damaged, "{part} bytes of {}", whole.len());
    }
}

#[test]
fn sizes_that_no_phone_takes_are_refused_before_anything_is_decoded() {
    assert_eq!(refused(&painted(1, 1, |_, _| [200; 3])), Refusal::TooSmall);
    assert_eq!(refused(&painted(120, 90, |_, _| [200; 3])), Refusal::TooSmall);
    let mut claim = painted(240, 240, |_, _| [200; 3]);
    let frame = claim.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    claim[frame + 5..frame + 9]
        .copy_from_slice(&[50_000_u16.to_be_bytes(), 50_000_u16.to_be_bytes()].concat());
    assert_eq!(refused(&claim), Refusal::TooLarge);
    let mut file = Vec::new();
    drop(png::Encoder::new(&mut file, 50_000, 50_000).write_header().unwrap());
    assert_eq!(refused(&file), Refusal::TooLarge);
}

#[test]
fn forms_of_files_that_cameras_do_not_write() {
    assert_eq!(refused(include_bytes!("data/cmyk.jpg")), Refusal::PrintColours);
    // Grey and progressive files are read; these show a plain wall.
    for wall in [&include_bytes!("data/gray.jpg")[..], include_bytes!("data/progressive.jpg")] {
        assert_eq!(refused(wall), Refusal::NoPatch);
    }
    let mut moving = Vec::new();
    let mut encoder = png::Encoder::new(&mut moving, 240, 240);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_animated(2, 0).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[9; 3 * 240 * 240]).unwrap();
    writer.write_image_data(&[9; 3 * 240 * 240]).unwrap();
    writer.finish().unwrap();
    assert_eq!(refused(&moving), Refusal::Animated);
}

#[test]
fn a_png_of_sixteen_bits_says_what_the_same_of_eight_says() {
    let (width, height) = (EASY.width / 2, EASY.height / 2);
    let code = |at: usize| {
        let start = 3 * (2 * (at / width) * EASY.width + 2 * (at % width));
        [EASY.rgb[start], EASY.rgb[start + 1], EASY.rgb[start + 2]]
    };
    let narrow: Vec<u8> = (0..width * height).flat_map(code).collect();
    let wide: Vec<u8> = narrow.iter().flat_map(|code| [*code, *code]).collect();
    let file = |depth, data: &[u8]| png(width as u32, height as u32, png::ColorType::Rgb, depth, data);
    let eight = READER.read(&file(png::BitDepth::Eight, &narrow));
    let sixteen = READER.read(&file(png::BitDepth::Sixteen, &wide));
    assert!(eight.as_ref().is_ok_and(|reading| reading.fill.value().is_some()), "{eight:?}");
    assert_eq!(eight, sixteen);
}

/// The same photo as HEIC, by another encoder (libheif with x265, quality 50), without its EXIF.
const HEIC: &[u8] = include_bytes!("data/patch.heic");

#[test]
fn a_heic_says_what_the_jpeg_of_the_same_photo_says() {
    let (jpeg, heic) = (READER.read(&EASY.jpeg()).unwrap(), READER.read(HEIC).unwrap());
    let front = |reading: &Reading| match reading.fill.value().unwrap() {
        FillReading::Filled(front) => front.front_mm,
        other => panic!("the seed has a front, not {other:?}"),
    };
    assert!((front(&jpeg) - front(&heic)).abs() < 0.06, "{} and {} mm", front(&jpeg), front(&heic));
    let chloride = |reading: &Reading| reading.assay.value().unwrap().value;
    assert!((chloride(&jpeg) - chloride(&heic)).abs() < 4.0, "{} and {}", chloride(&jpeg), chloride(&heic));
}

#[test]
fn a_heic_that_is_cut_off_or_claims_too_much_is_refused() {
    for part in [13, 100, 600, HEIC.len() / 2, HEIC.len() - 1] {
        assert_eq!(refused(&HEIC[..part]), Refusal::Damaged, "{part} bytes of {}", HEIC.len());
    }
    let mut claim = HEIC.to_vec();
    let size = claim.windows(4).position(|four| four == b"ispe").unwrap() + 8;
    claim[size..size + 8].copy_from_slice(&[50_000_u32.to_be_bytes(), 50_000_u32.to_be_bytes()].concat());
    assert_eq!(refused(&claim), Refusal::TooLarge);
}

#[test]
fn every_orientation_of_a_camera_gives_the_same_front() {
    let plain = READER.read(&EASY.jpeg()).unwrap();
    let front = |reading: &Reading| match reading.fill.value().unwrap() {
        FillReading::Filled(front) => front.front_mm,
        other => panic!("the seed has a front, not {other:?}"),
    };
    for orientation in 1..=8 {
        let (rgb, width, height) = stored(&EASY, orientation);
        let reading = READER.read(&turned(&encode(&rgb, width, height, 90), orientation)).unwrap();
        let off = front(&reading) - front(&plain);
        assert!(off.abs() < 0.06, "orientation {orientation}: {off} mm");
    }
}

/// The same photo with something the colour of skin over these tags and so far around them, in their own sizes.
fn covered(tags: &[usize], around: f64) -> Rendered {
    let mut photo = EASY.clone();
    for corners in tags.iter().map(|tag| &EASY.truth.corners[*tag]) {
        let middle = [0, 1].map(|axis| corners.iter().map(|corner| corner[axis]).sum::<f64>() / 4.0);
        let reach = around * (corners[0][0] - corners[1][0]).hypot(corners[0][1] - corners[1][1]);
        for (at, pixel) in photo.rgb.chunks_exact_mut(3).enumerate() {
            let (x, y) = ((at % EASY.width) as f64, (at / EASY.width) as f64);
            if (x - middle[0]).abs() < reach && (y - middle[1]).abs() < reach {
                pixel.copy_from_slice(&[150, 110, 90]);
            }
        }
    }
    photo
}

#[test]
fn a_covered_corner_is_named_as_the_photo_is_looked_at() {
    // The second tag is that towards the hand, at the top.
    let photo = covered(&[1], 0.8);
    for orientation in 1..=8 {
        let (rgb, width, height) = stored(&photo, orientation);
        let reading = READER.read(&turned(&encode(&rgb, width, height, 90), orientation)).unwrap();
        assert_eq!(reading.quality.hidden, [Corner::TopRight], "orientation {orientation}");
    }
    assert_eq!(READER.read(&EASY.jpeg()).unwrap().quality.hidden, []);
}

#[test]
fn a_refusal_for_covered_corners_says_which() {
    let photo = covered(&[1, 2, 3], 2.2);
    let reading = READER.read(&encode(&photo.rgb, photo.width, photo.height, 90)).unwrap();
    assert_eq!(reading.fill.refusal(), Some(Refusal::FiducialHidden), "{:?}", reading.quality);
    let words = reading.advice(Refusal::FiducialHidden);
    assert!(words.ends_with("(not seen in the photo: top right, bottom right, bottom left)"), "{words}");
    // Other reasons have no corner.
    assert_eq!(reading.advice(Refusal::FrontHidden), Refusal::FrontHidden.to_string());
}

#[test]
fn a_mirrored_photo_is_named_so() {
    let (rgb, width, height) = stored(&EASY, 2);
    assert_eq!(refused(&encode(&rgb, width, height, 90)), Refusal::Mirrored);
}

#[test]
fn two_patches_are_too_many() {
    let [w, h] = [EASY.width, EASY.height];
    // The same photo above itself, at half the size.
    let at = |x: usize, y: usize| 3 * (y * w + x);
    let pair = painted(w / 2, h, |x, y| {
        let start = at(2 * x, 2 * (y % (h / 2)));
        [EASY.rgb[start], EASY.rgb[start + 1], EASY.rgb[start + 2]]
    });
    assert_eq!(refused(&pair), Refusal::SeveralPatches);
}

#[test]
fn half_a_patch_has_no_value_where_it_is_cut_off() {
    // The half towards the hand is missing: no chamber, half of every leg.
    let (w, h) = (EASY.width, EASY.height);
    let middle = (EASY.truth.corners[0][0][0] + EASY.truth.corners[1][0][0]) / 2.0;
    let width = middle as usize;
    let half = painted(width, h, |x, y| {
        let start = 3 * (y * w + x);
        [EASY.rgb[start], EASY.rgb[start + 1], EASY.rgb[start + 2]]
    });
    if let Ok(reading) = READER.read(&half) {
        assert!(reading.fill.value().is_none() && reading.assay.value().is_none(), "{reading:?}");
    }
}

#[test]
fn a_face_is_no_patch() {
    let face = painted(800, 1000, |x, y| {
        let (dx, dy) = (x as f64 - 400.0, y as f64 - 480.0);
        let eye = |cx: f64| (dx - cx).hypot(dy + 90.0);
        let ripple = (8.0 * (0.02 * dx).sin() * (0.031 * dy).cos()) as i16;
        let tone = |code: i16| (code + ripple).clamp(0, 255) as u8;
        if eye(-110.0) < 16.0 || eye(110.0) < 16.0 {
            [20, 18, 16]
        } else if eye(-110.0) < 40.0 || eye(110.0) < 40.0 {
            [235, 232, 228]
        } else if dx.abs() < 90.0 && (dy - 190.0).abs() < 18.0 {
            [150, 60, 60]
        } else if (dx / 280.0).hypot(dy / 380.0) < 1.0 {
            [tone(214), tone(170), tone(140)]
        } else {
            [tone(90), tone(110), tone(130)]
        }
    });
    assert_eq!(refused(&face), Refusal::NoPatch);
}

#[test]
fn a_patch_of_a_maker_unknown_here_is_named_so() {
    // The same tags, but the layout that is known has others.
    let mut other = Layout::reference().clone();
    for tag in &mut other.fiducials {
        for row in &mut tag.rows[1..6] {
            let inner: String =
                row[1..6].chars().rev().map(|bit| if bit == '1' { '0' } else { '1' }).collect();
            *row = format!("0{inner}0");
        }
    }
    let stranger = Reader::new(&[other]).read(&EASY.jpeg()).unwrap_err();
    assert_eq!(stranger, Refusal::UnknownLayout);
}
