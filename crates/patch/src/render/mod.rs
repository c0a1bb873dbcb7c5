//! Photos of patches that nobody wore: for tests, for tuning, for benchmarks. A seed gives the same photo everywhere.
//!
//! Re-implemented from the text of the `patch-reader` notes, section 5; what they do not fix (lattice of the noise,
//! shape of hairs) is chosen here.

pub mod jpeg;
pub mod level;
pub mod printed;

mod geometry;
mod lens;
mod noise;
mod paint;
mod scene;

use geometry::Geometry;
use lens::Picture;
use level::{Circumstances, Draw, Level, State};
use paint::{Eye, Paint};
use scene::{Occluder, Scene, Texture};

use crate::layout::Layout;
use crate::layout::path::Path;
use crate::layout::shape::Point;
use crate::optics::camera::Camera;
use crate::optics::random::Random;

/// What went wrong on purpose, so that a reader must refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// The arm without a patch.
    NoPatch,
    /// Far out of focus.
    Blur,
    /// Moved.
    Motion,
    /// Far too bright.
    Overexposed,
    /// Far too dark.
    Dark,
    /// Fingers on three of the tags.
    TagsCovered,
    /// A finger on the front.
    FrontCovered,
    /// A finger on the chamber.
    AssayCovered,
}

impl Mishap {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::NoPatch,
        Self::Blur,
        Self::Motion,
        Self::Overexposed,
        Self::Dark,
        Self::TagsCovered,
        Self::FrontCovered,
        Self::AssayCovered,
    ];
}

/// What a reader should say of a part of the photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A value.
    Value,
    /// That there is too little.
    NotFilled,
    /// That there is at least so much.
    Overfilled,
    /// Nothing: a value would be a guess.
    Refusal,
    /// Whatever it says is fair.
    Any,
}

/// What is true of a photo.
#[derive(Clone, Debug, PartialEq)]
pub struct Truth {
    /// What to expect of the fill.
    pub fill: Expected,
    /// What to expect of the assay.
    pub assay: Expected,
    /// Where the front is, mm.
    pub front_mm: f64,
    /// What the patch took up, µL.
    pub volume_ul: f64,
    /// Chloride, mmol/L.
    pub chloride: f64,
    /// The filled part of the chamber.
    pub assay_fill: f64,
    /// The corners of the tags in the photo, in the order of the layout.
    pub corners: Vec<[Point; 4]>,
}

/// A photo with its truth.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The photo, red, green and blue by pixel.
    pub rgb: Vec<u8>,
    /// The width, px.
    pub width: usize,
    /// The height, px.
    pub height: usize,
    /// The quality to write it with.
    pub quality: u32,
    /// What is true of it.
    pub truth: Truth,
    /// How it was made.
    pub circumstances: Circumstances,
}

impl Rendered {
    /// The photo as a JPEG file.
    pub fn jpeg(&self) -> Vec<u8> {
        jpeg::encode(&self.rgb, self.width, self.height, self.quality)
    }
}

const WIDTH: usize = 1600;
const HEIGHT: usize = 1200;
/// Texels of the painted patch for a pixel of the photo.
const TEXELS: f64 = 1.6;

/// The photo of a seed at a level; with a mishap where one is given.
pub fn photo(layout: &Layout, level: Level, seed: u64, mishap: Option<Mishap>) -> Rendered {
    let mut random = Random::new(seed);
    let circumstances = draw(level, mishap, &mut random);
    let lights = level.lights().draw(&mut random);
    let camera = Camera::draw(&level.cameras(), &lights, &mut random);
    let eye = Eye { camera: &camera, lights: &lights };
    let skin = scene::skin(circumstances.cover.monk, &mut random);
    let body = layout.body.shape();
    let path = Path::new(&layout.channel.path).unwrap_or_else(Path::nothing);
    let of = (circumstances.print, circumstances.cover);
    let paint = Paint::new(layout, path.clone(), circumstances.content, of, &skin, &eye, &mut random);
    let texture = Texture::new(&paint, body, TEXELS * circumstances.stand.px_per_mm);
    let size = [WIDTH as f64, HEIGHT as f64];
    let geometry = Geometry::new(&circumstances.stand, body.center(), size);
    let mut scene =
        Scene::new(geometry, &texture, paint.white(), circumstances, body, &skin, &eye, &mut random);
    let front = path.station(paint.fluid().front_mm).at;
    cover_on_purpose(&mut scene, layout, front, mishap);
    let light =
        (0..WIDTH * HEIGHT).map(|at| scene.color([(at % WIDTH) as f64, (at / WIDTH) as f64])).collect();
    let picture = Picture { width: WIDTH, height: HEIGHT, light };
    let truth = truth(layout, &path, &paint, &scene, mishap);
    Rendered {
        rgb: picture.develop(&circumstances.exposure, &circumstances.lighting, &mut random),
        width: WIDTH,
        height: HEIGHT,
        quality: circumstances.exposure.jpeg_quality,
        truth,
        circumstances,
    }
}

fn draw(level: Level, mishap: Option<Mishap>, random: &mut Random) -> Circumstances {
    let mut of = Circumstances::draw(&mut Draw::new(level, random));
    match mishap {
        Some(Mishap::Blur) => of.exposure.defocus_px = random.uniform(8.0, 11.0),
        Some(Mishap::Motion) => of.exposure.motion_px = random.uniform(26.0, 36.0),
        Some(Mishap::Overexposed) => of.exposure.white = random.uniform(1.9, 2.6),
        Some(Mishap::Dark) => of.exposure.white = random.uniform(0.004, 0.008),
        // The patch is left out by moving it out of the picture.
        Some(Mishap::NoPatch) => of.stand.offset_px = [6000.0, 6000.0],
        _ => {}
    }
    of
}

fn cover_on_purpose(scene: &mut Scene<'_>, layout: &Layout, front: Point, mishap: Option<Mishap>) {
    let mut finger = |tip: Point, from: Point| {
        scene.occluders.push(Occluder::Finger { tip, from, radius: 7.0 });
    };
    match mishap {
        Some(Mishap::TagsCovered) => {
            for tag in layout.fiducials.iter().take(3) {
                let [cx, cy] = scene.body.center();
                let (dx, dy) = (tag.center[0] - cx, tag.center[1] - cy);
                finger(tag.center, [dx / dx.hypot(dy), dy / dx.hypot(dy)]);
            }
        }
        Some(Mishap::FrontCovered) => finger(front, [-0.6, 0.8]),
        Some(Mishap::AssayCovered) => {
            if let Some(zone) = layout.assay_zones.first() {
                let [x, y] = zone.shape.center();
                // The finger lies along the chamber, so that nothing of it is left.
                finger([x, y - 5.0], [0.3, 0.954]);
            }
        }
        _ => {}
    }
}

fn truth(
    layout: &Layout,
    path: &Path,
    paint: &Paint<'_>,
    scene: &Scene<'_>,
    mishap: Option<Mishap>,
) -> Truth {
    let content = &scene.circumstances.content;
    let fluid = paint.fluid();
    let channel = &layout.channel;
    let hidden = |at: Point| scene.occluders.iter().any(|over| over.distance(at) < 0.0);
    let share = |points: &[Point]| {
        points.iter().filter(|at| !hidden(**at)).count() as f64 / points.len().max(1) as f64
    };
    let near: Vec<Point> =
        (-15..=15).map(|step| path.station(fluid.front_mm + 0.1 * f64::from(step)).at).collect();
    let whole: Vec<Point> = (0..=channel.length_mm as usize).map(|s| path.station(s as f64).at).collect();
    let [x, y] = scene.pixel(scene.body.center());
    let lost = matches!(mishap, Some(Mishap::Blur | Mishap::Motion | Mishap::Overexposed | Mishap::Dark))
        || mishap == Some(Mishap::NoPatch)
        || x < 0.0
        || y < 0.0;
    let fill = if lost || mishap == Some(Mishap::FrontCovered) {
        Expected::Refusal
    } else if mishap.is_some() || share(&near) < 0.97 || share(&whole) < 0.9 {
        Expected::Any
    } else {
        match content.state {
            State::Empty => Expected::NotFilled,
            State::Normal => Expected::Value,
            State::Over => Expected::Overfilled,
        }
    };
    let zone = layout.assay_zones.first().map(|zone| zone.shape).unwrap_or(scene.body);
    let grid: Vec<Point> = (0..60)
        .map(|at| {
            let part = |index: usize, n: usize| (index as f64 + 0.5) / n as f64;
            [zone.x + zone.w * part(at % 5, 5), zone.y + zone.h * part(at / 5, 12)]
        })
        .collect();
    let assay = if lost || share(&grid) < 0.2 {
        Expected::Refusal
    } else if mishap.is_some() || share(&grid) < 0.97 || (0.52..0.68).contains(&content.assay_fill) {
        Expected::Any
    } else if content.assay_fill < 0.52 {
        Expected::NotFilled
    } else {
        Expected::Value
    };
    let volume_ul = match channel.volume_ul(fluid.front_mm) {
        crate::Fill::Volume(volume) => volume - fluid.bubble_ul,
        crate::Fill::AtLeast(volume) => volume,
    };
    Truth {
        fill,
        assay,
        front_mm: fluid.front_mm,
        volume_ul: if content.state == State::Empty { 0.0 } else { volume_ul },
        chloride: content.chloride,
        assay_fill: content.assay_fill,
        corners: layout.fiducials.iter().map(|tag| tag.corners().map(|at| scene.pixel(at))).collect(),
    }
}
