//! Photos of a printed sheet: the raster of a patch as a colour printer would put it on paper, laid around an arm.
//!
//! Light, camera and arm are drawn as for a worn patch; the content is what was printed, and nothing lies over it.

use std::collections::HashMap;

use super::geometry::Geometry;
use super::lens::Picture;
use super::level::{Level, Print, State};
use super::paint::{Both, Eye};
use super::scene::{Scene, Texture};
use super::{Expected, HEIGHT, Rendered, TEXELS, Truth, WIDTH, draw, scene};
use crate::layout::Layout;
use crate::optics::camera::Camera;
use crate::optics::printer;
use crate::optics::random::Random;
use crate::optics::spectrum::{PAPER, Spectrum, ink};
use crate::print::Content;
use crate::srgb;

/// A printed patch as pixels of sRGB codes: the body, edge to edge.
#[derive(Clone, Copy, Debug)]
pub struct Raster<'a> {
    /// Red, green, blue by pixel, row by row.
    pub rgb: &'a [u8],
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

/// What a printer makes of codes, before the lights and the camera of a photo.
struct Printed<'a> {
    raster: Raster<'a>,
    /// Pixels for a millimetre, across and down.
    scale: [f64; 2],
    colors: HashMap<[u8; 3], Both>,
}

impl<'a> Printed<'a> {
    fn new(layout: &Layout, raster: Raster<'a>, print: Print, eye: &Eye<'_>, random: &mut Random) -> Self {
        // No two printers lay the same inks: how much grey is left to black, and how dense each comes out.
        let share = random.uniform(0.5, 1.0);
        let gain: [f64; 4] = std::array::from_fn(|_| 1.0 + random.normal(0.0, print.ink));
        let of = |codes: [u8; 3]| {
            let rgb = codes.map(|code| srgb::decode(f64::from(code) / 255.0));
            let inks = printer::densities(rgb, share);
            let reflectance: Spectrum =
                ink(std::array::from_fn(|at| inks[at] * gain[at])).map(|part| PAPER * part);
            eye.sees(&reflectance)
        };
        let mut colors = HashMap::new();
        for pixel in raster.rgb.chunks_exact(3) {
            let codes = [pixel[0], pixel[1], pixel[2]];
            colors.entry(codes).or_insert_with(|| of(codes));
        }
        let scale =
            [raster.width as f64 / layout.body.width_mm, raster.height as f64 / layout.body.height_mm];
        Self { raster, scale, colors }
    }

    fn pixel(&self, column: f64, row: f64) -> Both {
        let clamp = |at: f64, n: usize| at.clamp(0.0, n.saturating_sub(1) as f64) as usize;
        let at = 3 * (clamp(row, self.raster.height) * self.raster.width + clamp(column, self.raster.width));
        let codes = self.raster.rgb.get(at..at + 3).and_then(|codes| <[u8; 3]>::try_from(codes).ok());
        codes.and_then(|codes| self.colors.get(&codes)).copied().unwrap_or_default()
    }

    /// The mean of a square of this side around a place.
    fn around(&self, [x, y]: [f64; 2], side: f64) -> Both {
        let n = (side * self.scale[0].max(self.scale[1])).ceil().clamp(2.0, 4.0) as usize;
        let mut mean = [0.0; 6];
        for index in 0..n * n {
            let part = |at: usize| ((at as f64 + 0.5) / n as f64 - 0.5) * side;
            let place = [x + part(index % n), y + part(index / n)];
            let color = self.pixel(place[0] * self.scale[0], place[1] * self.scale[1]);
            for (sum, value) in mean.iter_mut().zip(color) {
                *sum += value / (n * n) as f32;
            }
        }
        mean
    }
}

/// The photo of a printed patch around an arm. The truth is what `content` says was printed.
pub fn photo(layout: &Layout, raster: Raster<'_>, content: &Content, level: Level, seed: u64) -> Rendered {
    let mut random = Random::new(seed);
    let mut circumstances = draw(level, None, &mut random);
    let cover = &mut circumstances.cover;
    (cover.finger, cover.sleeve, cover.droplets, cover.patch_hairs) = (false, false, 0, 0);
    let lights = level.lights().draw(&mut random);
    let camera = Camera::draw(&level.cameras(), &lights, &mut random);
    let eye = Eye { camera: &camera, lights: &lights };
    let skin = scene::skin(circumstances.cover.monk, &mut random);
    let body = layout.body.shape();
    let printed = Printed::new(layout, raster, circumstances.print, &eye, &mut random);
    let scale = TEXELS * circumstances.stand.px_per_mm;
    let texture = Texture::of(body, scale, |at, side| printed.around(at, side));
    let geometry = Geometry::new(&circumstances.stand, body.center(), [WIDTH as f64, HEIGHT as f64]);
    let white = eye.sees(&[PAPER; 31]);
    circumstances.content.state = match content.front_mm() {
        0.0 => State::Empty,
        front if front >= layout.channel.length_mm => State::Over,
        _ => State::Normal,
    };
    let scene = Scene::new(geometry, &texture, white, circumstances, body, &skin, &eye, &mut random);
    let light =
        (0..WIDTH * HEIGHT).map(|at| scene.color([(at % WIDTH) as f64, (at / WIDTH) as f64])).collect();
    let corners = layout.fiducials.iter().map(|tag| tag.corners().map(|at| scene.pixel(at))).collect();
    let picture = Picture { width: WIDTH, height: HEIGHT, light };
    Rendered {
        rgb: picture.develop(&circumstances.exposure, &circumstances.lighting, &mut random),
        width: WIDTH,
        height: HEIGHT,
        quality: circumstances.exposure.jpeg_quality,
        truth: Truth { corners, ..truth(layout, content) },
        circumstances,
    }
}

fn truth(layout: &Layout, content: &Content) -> Truth {
    let front_mm = content.front_mm();
    let (fill, volume_ul) = match layout.channel.volume_ul(front_mm) {
        crate::Fill::AtLeast(volume) => (Expected::Overfilled, volume),
        crate::Fill::Volume(0.0) => (Expected::NotFilled, 0.0),
        crate::Fill::Volume(volume) => (Expected::Value, volume),
    };
    let wet = content.concentration();
    Truth {
        fill,
        assay: if wet.is_some() { Expected::Value } else { Expected::NotFilled },
        front_mm,
        volume_ul,
        chloride: wet.unwrap_or(0.0),
        assay_fill: if wet.is_some() { 1.0 } else { 0.0 },
        corners: Vec::new(),
    }
}
