//! How hard a photo is: from what its circumstances are drawn.
//!
//! Source: `patch-reader` notes, table 5.1; the three columns are easy, realistic and hard.

use crate::optics::camera::CameraRange;
use crate::optics::light::LightRange;
use crate::optics::random::Random;

/// How hard a photo is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Held still in even light.
    Easy,
    /// As people take them.
    Realistic,
    /// Steep, in a hurry, in hard light.
    Hard,
}

/// A value for each level.
type ByLevel<T> = [T; 3];
/// Both ends of a range for each level.
type Range = ByLevel<(f64, f64)>;
/// Both ends of a range of counts for each level.
type Count = ByLevel<(u32, u32)>;

/// Whether anything entered the channel, and whether it is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing entered.
    Empty,
    /// There is a front.
    Normal,
    /// Full to the vent.
    Over,
}

/// Draws for one photo at one level.
pub(crate) struct Draw<'a> {
    level: usize,
    /// The stream it draws from.
    pub(crate) random: &'a mut Random,
}

impl<'a> Draw<'a> {
    pub(crate) fn new(level: Level, random: &'a mut Random) -> Self {
        Self { level: level as usize, random }
    }

    fn of<T: Copy>(&self, by: &ByLevel<T>) -> T {
        by[self.level]
    }

    fn uniform(&mut self, range: Range) -> f64 {
        let (low, high) = self.of(&range);
        self.random.uniform(low, high)
    }

    fn log_uniform(&mut self, range: Range) -> f64 {
        let (low, high) = self.of(&range);
        self.random.log_uniform(low, high)
    }

    fn chance(&mut self, of: ByLevel<f64>) -> bool {
        self.random.chance(of[self.level])
    }

    fn count(&mut self, range: Count) -> u32 {
        let (low, high) = self.of(&range);
        self.random.whole(low, high)
    }

    fn weighted(&mut self, weights: ByLevel<&[f64]>) -> usize {
        self.random.weighted(weights[self.level])
    }
}

/// Where the camera and the arm are.
#[derive(Clone, Copy, Debug)]
pub struct Stand {
    /// Scale at the middle of the patch, px/mm.
    pub px_per_mm: f64,
    /// From the camera to the patch, mm.
    pub distance_mm: f64,
    /// Between the view and the normal of the patch, degrees.
    pub tilt_deg: f64,
    /// The axis of the tilt in the plane of the patch, radians.
    pub tilt_axis: f64,
    /// Around the view, degrees.
    pub roll_deg: f64,
    /// Of the patch from the middle of the picture, px.
    pub offset_px: [f64; 2],
    /// Of the lens from the middle of the picture, px.
    pub principal_px: [f64; 2],
    /// Half the width of the arm, mm.
    pub semi_axis_a_mm: f64,
    /// Half the depth of the arm, mm.
    pub semi_axis_b_mm: f64,
    /// Between the patch and the arm, degrees.
    pub patch_vs_arm_deg: f64,
    /// Of the patch from the top of the arm, mm.
    pub apex_offset_mm: f64,
    /// How far the print is warped, mm.
    pub warp_amp_mm: f64,
    /// The first coefficient of the lens.
    pub lens_k1: f64,
}

/// How the patch is lit.
#[derive(Clone, Copy, Debug)]
pub struct Lighting {
    /// Between the key light and the normal, degrees.
    pub key_angle_deg: f64,
    /// Change of the light over 30 mm, natural logarithm.
    pub gradient: f64,
    /// Whether a shadow's edge lies on the patch: how deep, how soft (mm).
    pub shadow: Option<(f64, f64)>,
    /// Whether the light is mirrored straight into the camera.
    pub glare_aimed: bool,
    /// Strength of the mirror image.
    pub gloss_ks: f64,
    /// Sharpness of the mirror image.
    pub gloss_m: f64,
    /// Haze of the lens.
    pub veil: f64,
    /// Darkening to the corners.
    pub vignette: f64,
}

/// What the phone does to the picture.
#[derive(Clone, Copy, Debug)]
pub struct Exposure {
    /// The white of the patch, linear.
    pub white: f64,
    /// Strength of the tone curve.
    pub tone_k: f64,
    /// Standard deviation of the defocus, px.
    pub defocus_px: f64,
    /// Length of the motion, px.
    pub motion_px: f64,
    /// Noise.
    pub noise_sigma: f64,
    /// Sharpening.
    pub sharpen: f64,
    /// JPEG quality.
    pub jpeg_quality: u32,
}

/// Skin and what lies over the patch.
#[derive(Clone, Copy, Debug)]
pub struct Cover {
    /// Monk skin tone, 1 to 10.
    pub monk: u32,
    /// How much skin shows through the body.
    pub translucency_body: f64,
    /// How much more through the floor of channel, chamber and windows.
    pub translucency_channel: f64,
    /// Hairs on the skin.
    pub skin_hairs: u32,
    /// Hairs over the patch.
    pub patch_hairs: u32,
    /// Drops of water on the patch.
    pub droplets: u32,
    /// A finger over the edge.
    pub finger: bool,
    /// A sleeve over an end.
    pub sleeve: bool,
}

/// What the print is like.
#[derive(Clone, Copy, Debug)]
pub struct Print {
    /// Mottle of the white.
    pub noise: f64,
    /// Standard deviation of the amounts of ink.
    pub ink: f64,
    /// Specks of dirt.
    pub dirt_spots: u32,
}

/// What is in the patch.
#[derive(Clone, Copy, Debug)]
pub struct Content {
    /// Empty, filled, full.
    pub state: State,
    /// The filled part of the channel.
    pub fill_frac: f64,
    /// Dye at the front.
    pub dye_front: f64,
    /// Dye far behind the front, relative to it.
    pub dye_tail_ratio: f64,
    /// Over what length it falls off, mm.
    pub dye_decay_mm: f64,
    /// Softness of the front, mm.
    pub front_soft_mm: f64,
    /// Bulge of the front, mm.
    pub meniscus_mm: f64,
    /// Bubbles behind the front.
    pub bubbles: u32,
    /// The range of their lengths, mm.
    pub bubble_mm: (f64, f64),
    /// Drops that ran ahead.
    pub satellites: u32,
    /// Chloride, mmol/L.
    pub chloride: f64,
    /// The filled part of the chamber.
    pub assay_fill: f64,
    /// Mottle of the assay.
    pub assay_mottle: f64,
    /// Its change along the chamber.
    pub assay_gradient: f64,
    /// A bubble in the chamber.
    pub assay_bubble: bool,
}

/// All circumstances of a photo.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances {
    /// Where the camera and the arm are.
    pub stand: Stand,
    /// How the patch is lit.
    pub lighting: Lighting,
    /// What the phone does.
    pub exposure: Exposure,
    /// Skin and what lies over the patch.
    pub cover: Cover,
    /// What the print is like.
    pub print: Print,
    /// What is in the patch.
    pub content: Content,
}

impl Circumstances {
    pub(crate) fn draw(draw: &mut Draw<'_>) -> Self {
        Self {
            stand: Stand::draw(draw),
            lighting: Lighting::draw(draw),
            exposure: Exposure::draw(draw),
            cover: Cover::draw(draw),
            print: Print {
                noise: draw.uniform([(0.0, 0.006), (0.0, 0.015), (0.0, 0.025)]),
                ink: draw.of(&[0.01, 0.02, 0.03]),
                dirt_spots: draw.count([(0, 0), (0, 4), (0, 12)]),
            },
            content: Content::draw(draw),
        }
    }
}

impl Stand {
    fn draw(draw: &mut Draw<'_>) -> Self {
        let a = draw.uniform([(40.0, 60.0), (32.0, 52.0), (26.0, 44.0)]);
        Self {
            px_per_mm: draw.uniform([(13.0, 17.0), (9.5, 15.0), (7.0, 12.0)]),
            distance_mm: draw.uniform([(180.0, 320.0), (140.0, 300.0), (110.0, 280.0)]),
            tilt_deg: draw.uniform([(0.0, 10.0), (0.0, 25.0), (10.0, 38.0)]),
            tilt_axis: draw.random.uniform(0.0, std::f64::consts::TAU),
            roll_deg: draw.uniform([(-15.0, 15.0), (-60.0, 60.0), (-180.0, 180.0)]),
            offset_px: [
                draw.uniform([(-100.0, 100.0), (-180.0, 180.0), (-260.0, 260.0)]),
                draw.uniform([(-80.0, 80.0), (-120.0, 120.0), (-180.0, 180.0)]),
            ],
            principal_px: [draw.random.uniform(-20.0, 20.0), draw.random.uniform(-20.0, 20.0)],
            semi_axis_a_mm: a,
            semi_axis_b_mm: a * draw.uniform([(0.9, 1.0), (0.75, 1.0), (0.65, 1.0)]),
            patch_vs_arm_deg: draw.uniform([(-4.0, 4.0), (-12.0, 12.0), (-22.0, 22.0)]),
            apex_offset_mm: draw.uniform([(-3.0, 3.0), (-8.0, 8.0), (-12.0, 12.0)]),
            warp_amp_mm: draw.uniform([(0.0, 0.08), (0.0, 0.2), (0.05, 0.4)]),
            lens_k1: draw.uniform([(-0.01, 0.01), (-0.03, 0.03), (-0.06, 0.06)]),
        }
    }
}

impl Lighting {
    fn draw(draw: &mut Draw<'_>) -> Self {
        let depth = draw.uniform([(0.2, 0.4), (0.2, 0.6), (0.3, 0.85)]);
        let soft = draw.uniform([(2.0, 6.0), (1.0, 6.0), (0.3, 4.0)]);
        let even = draw.uniform([(0.0, 0.05), (0.05, 0.5), (0.0, 1.0)]);
        let log = draw.random.log_uniform(0.1, 2.0);
        Self {
            key_angle_deg: draw.uniform([(15.0, 40.0), (10.0, 55.0), (5.0, 65.0)]),
            gradient: draw.uniform([(0.0, 0.1), (0.0, 0.3), (0.1, 0.55)]),
            shadow: draw.chance([0.0, 0.2, 0.5]).then_some((depth, soft)),
            glare_aimed: draw.chance([0.0, 0.12, 0.35]),
            gloss_ks: draw.of(&[even, even, log]),
            gloss_m: draw.log_uniform([(30.0, 200.0), (30.0, 400.0), (20.0, 600.0)]),
            veil: draw.uniform([(0.0, 0.01), (0.0, 0.025), (0.0, 0.05)]),
            vignette: draw.uniform([(0.0, 0.15), (0.0, 0.3), (0.0, 0.45)]),
        }
    }
}

impl Exposure {
    fn draw(draw: &mut Draw<'_>) -> Self {
        Self {
            white: draw.uniform([(0.6, 0.78), (0.45, 0.88), (0.22, 1.0)]),
            tone_k: draw.uniform([(0.0, 0.15), (0.0, 0.35), (-0.15, 0.55)]),
            defocus_px: draw.uniform([(0.5, 0.9), (0.6, 1.6), (0.8, 2.8)]),
            motion_px: draw.uniform([(0.0, 1.0), (0.0, 4.0), (0.0, 9.0)]),
            noise_sigma: draw.uniform([(0.002, 0.005), (0.003, 0.01), (0.006, 0.02)]),
            sharpen: draw.uniform([(0.0, 0.3), (0.0, 0.6), (0.0, 0.9)]),
            jpeg_quality: draw.count([(88, 92), (84, 92), (80, 90)]),
        }
    }
}

impl Cover {
    fn draw(draw: &mut Draw<'_>) -> Self {
        Self {
            monk: draw.random.whole(1, 10),
            translucency_body: draw.uniform([(0.0, 0.02), (0.0, 0.05), (0.0, 0.08)]),
            translucency_channel: draw.uniform([(0.0, 0.05), (0.0, 0.12), (0.0, 0.2)]),
            skin_hairs: draw.count([(0, 20), (0, 60), (0, 120)]),
            patch_hairs: draw.count([(0, 0), (0, 3), (0, 8)]),
            droplets: draw.count([(0, 0), (0, 3), (0, 8)]),
            finger: draw.chance([0.0, 0.06, 0.2]),
            sleeve: draw.chance([0.0, 0.03, 0.1]),
        }
    }
}

impl Content {
    fn draw(draw: &mut Draw<'_>) -> Self {
        let state = [State::Normal, State::Empty, State::Over][draw.random.weighted(&[0.92, 0.04, 0.04])];
        let assay = draw.weighted([&[0.96, 0.0, 0.04], &[0.9, 0.06, 0.04], &[0.84, 0.12, 0.04]]);
        let partial = draw.random.uniform(0.1, 0.95);
        Self {
            state,
            fill_frac: draw.random.uniform(0.01, 0.985),
            dye_front: draw.uniform([(0.9, 1.3), (0.7, 1.4), (0.5, 1.5)]),
            dye_tail_ratio: draw.uniform([(0.6, 1.0), (0.35, 1.0), (0.2, 1.0)]),
            dye_decay_mm: draw.uniform([(40.0, 300.0), (25.0, 300.0), (15.0, 300.0)]),
            front_soft_mm: draw.uniform([(0.03, 0.1), (0.03, 0.2), (0.03, 0.35)]),
            meniscus_mm: draw.uniform([(-0.1, 0.3), (-0.2, 0.4), (-0.3, 0.5)]),
            bubbles: draw.weighted([&[1.0], &[0.8, 0.15, 0.05], &[0.6, 0.2, 0.12, 0.08]]) as u32,
            bubble_mm: draw.of(&[(0.8, 2.0), (0.8, 3.0), (0.8, 5.0)]),
            satellites: draw.weighted([&[1.0], &[0.92, 0.08], &[0.8, 0.12, 0.08]]) as u32,
            chloride: draw.random.uniform(6.0, 110.0),
            assay_fill: [1.0, partial, 0.0][assay],
            assay_mottle: draw.uniform([(0.0, 0.03), (0.01, 0.06), (0.02, 0.1)]),
            assay_gradient: draw.uniform([(-0.03, 0.03), (-0.08, 0.08), (-0.15, 0.15)]),
            assay_bubble: draw.chance([0.0, 0.1, 0.25]),
        }
    }
}

impl Level {
    /// How the lights of the level vary.
    pub fn lights(self) -> LightRange {
        let (lamps, kelvin, ambient_delta, same_lamp, key_fraction) = match self {
            Self::Easy => ([0.8, 0.2, 0.0], [4500.0, 6800.0], 300.0, 1.0, [0.35, 0.6]),
            Self::Realistic => ([0.45, 0.45, 0.1], [2800.0, 7500.0], 1200.0, 0.4, [0.4, 0.75]),
            Self::Hard => ([0.35, 0.45, 0.2], [2500.0, 8500.0], 3000.0, 0.4, [0.5, 0.9]),
        };
        LightRange { lamps, kelvin, ambient_delta, same_lamp, key_fraction }
    }

    /// How the cameras of the level vary.
    pub fn cameras(self) -> CameraRange {
        let (shift_nm, width, saturation, balance, balance_error) = match self {
            Self::Easy => (3.0, 0.04, [1.0, 1.08], [0.95, 1.02], 0.015),
            Self::Realistic => (6.0, 0.07, [1.0, 1.2], [0.8, 1.05], 0.04),
            Self::Hard => (8.0, 0.09, [0.92, 1.3], [0.6, 1.1], 0.08),
        };
        CameraRange { shift_nm, width, saturation, balance, balance_error }
    }
}
