//! Light, skin and what lies over the patch: the colour of every pixel before the lens.

use super::geometry::{Geometry, Hit, dot, sum, unit};
use super::level::{Circumstances, Cover};
use super::noise::Noise;
use super::paint::{Both, Eye, Paint};
use crate::layout::shape::{Point, Rect};
use crate::optics::random::Random;
use crate::optics::spectrum::{Spectrum, curve, smooth};

/// The Monk skin tones, 1 to 10, sRGB.
const MONK: [[u8; 3]; 10] = [
    [0xf6, 0xed, 0xe4],
    [0xf3, 0xe7, 0xdb],
    [0xf7, 0xea, 0xd0],
    [0xea, 0xda, 0xba],
    [0xd7, 0xbd, 0x96],
    [0xa0, 0x7e, 0x56],
    [0x82, 0x5c, 0x43],
    [0x60, 0x41, 0x34],
    [0x3a, 0x31, 0x2a],
    [0x29, 0x24, 0x20],
];

/// The reflectance of a skin tone, with what differs between people.
pub(crate) fn skin(monk: u32, random: &mut Random) -> Spectrum {
    let tone = MONK[(monk.clamp(1, 10) - 1) as usize];
    let linear = tone.map(|code| crate::srgb::decode(f64::from(code) / 255.0));
    let factor = random.normal(1.0, 0.03);
    smooth(linear).map(|value| (value * factor).max(0.01))
}

/// What hides the patch.
#[derive(Clone, Debug)]
pub(crate) enum Occluder {
    /// A finger over the patch: where its tip is, the way it points in from, its radius, mm.
    Finger { tip: Point, from: Point, radius: f64 },
    /// A sleeve: everything beyond x, on this side.
    Sleeve { x: f64, right: bool },
    /// A hair.
    Hair { points: [Point; 3], width: f64 },
    /// A drop of water.
    Drop { center: Point, r: f64 },
}

impl Occluder {
    /// Draws what hides the patch by chance.
    pub(crate) fn draw(cover: &Cover, body: Rect, px_per_mm: f64, random: &mut Random) -> Vec<Self> {
        let mut all = Vec::new();
        if cover.finger {
            let around = random.uniform(0.0, std::f64::consts::TAU);
            let (sin, cos) = around.sin_cos();
            let edge = (0.5 * body.w / cos.abs().max(1e-6)).min(0.5 * body.h / sin.abs().max(1e-6));
            let reach = edge - random.uniform(1.0, 9.0);
            let [cx, cy] = body.center();
            let radius = random.uniform(6.5, 9.0);
            let bent = around + random.uniform(-0.5, 0.5);
            // The capsule's end: its rounded tip reaches in by the drawn depth.
            let tip = [cx + cos * (reach + radius), cy + sin * (reach + radius)];
            all.push(Self::Finger { tip, from: [bent.cos(), bent.sin()], radius });
        }
        if cover.sleeve {
            let reach = random.uniform(22.0, 30.0);
            let right = random.chance(0.5);
            all.push(Self::Sleeve { x: body.center()[0] + if right { reach } else { -reach }, right });
        }
        for _ in 0..cover.patch_hairs {
            let start = [random.uniform(0.0, body.w), random.uniform(0.0, body.h)];
            let (angle, length) = (random.uniform(0.0, std::f64::consts::TAU), random.uniform(5.0, 25.0));
            let bend = random.uniform(-0.3, 0.3) * length;
            let at = |part: f64, off: f64| {
                [
                    start[0] + part * length * angle.cos() - off * angle.sin(),
                    start[1] + part * length * angle.sin() + off * angle.cos(),
                ]
            };
            all.push(Self::Hair { points: [start, at(0.5, bend), at(1.0, 0.0)], width: 1.0 / px_per_mm });
        }
        for _ in 0..cover.droplets {
            let center = [random.uniform(0.0, body.w), random.uniform(0.0, body.h)];
            all.push(Self::Drop { center, r: random.uniform(0.4, 1.8) });
        }
        all
    }

    /// How far a place is from being hidden, mm; below zero where it is.
    pub(crate) fn distance(&self, at: Point) -> f64 {
        match self {
            Self::Finger { tip, from, radius } => {
                let (dx, dy) = (at[0] - tip[0], at[1] - tip[1]);
                let along = (dx * from[0] + dy * from[1]).max(0.0);
                (dx - along * from[0]).hypot(dy - along * from[1]) - radius
            }
            Self::Sleeve { x, right } => {
                let ragged = 0.4 * (3.0 * at[1]).sin();
                if *right { x + ragged - at[0] } else { at[0] - x - ragged }
            }
            Self::Hair { .. } | Self::Drop { .. } => f64::INFINITY,
        }
    }
}

/// Everything that gives a pixel its light.
pub(crate) struct Scene<'a> {
    pub(crate) geometry: Geometry,
    pub(crate) paint: &'a Texture,
    pub(crate) circumstances: Circumstances,
    pub(crate) body: Rect,
    pub(crate) occluders: Vec<Occluder>,
    skin: Both,
    fabric: Both,
    finger: Both,
    light: [f64; 3],
    normal: [f64; 3],
    toward: Point,
    shadow: Option<Shadow>,
    bumps: [Noise; 2],
    warp: Warp,
    background: ([f32; 3], Noise),
    white: Both,
    share: f64,
    hairs: Hairs,
}

/// The hairs of the skin, by squares, so that few are asked for each pixel.
struct Hairs {
    start: f64,
    columns: usize,
    squares: Vec<Vec<Occluder>>,
}

impl Hairs {
    const SQUARE_MM: f64 = 4.0;
    /// Hairs grow up to here around the patch, and are this long at most.
    const AROUND_MM: f64 = 30.0;
    const LONG_MM: f64 = 16.0;

    fn new(all: &[Occluder], body: Rect) -> Self {
        let start = -Self::AROUND_MM - Self::LONG_MM;
        let count = |side: f64| ((side - 2.0 * start) / Self::SQUARE_MM).ceil() as usize;
        let (columns, rows) = (count(body.w), count(body.h));
        let squares = (0..columns * rows)
            .map(|at| {
                let from = |index: usize| start + Self::SQUARE_MM * index as f64;
                let (x, y) = (from(at % columns), from(at / columns));
                let meets = |hair: &&Occluder| {
                    let Occluder::Hair { points, width } = hair else { return false };
                    let ends = |i: usize, low: f64| {
                        let (mut least, mut most) = (f64::MAX, f64::MIN);
                        for point in points {
                            (least, most) = (least.min(point[i]), most.max(point[i]));
                        }
                        least - width <= low + Self::SQUARE_MM && most + width >= low
                    };
                    ends(0, x) && ends(1, y)
                };
                all.iter().filter(meets).cloned().collect()
            })
            .collect();
        Self { start, columns, squares }
    }

    fn over(&self, [x, y]: Point) -> bool {
        let index = |v: f64| ((v - self.start) / Self::SQUARE_MM).max(0.0) as usize;
        let (column, row) = (index(x), index(y));
        column < self.columns
            && self
                .squares
                .get(row * self.columns + column)
                .is_some_and(|near| near.iter().any(|hair| over_hair(hair, [x, y])))
    }
}

struct Shadow {
    across: Point,
    offset: f64,
    depth: f64,
    soft: f64,
}

/// How the print is warped: sums of waves, mm.
#[derive(Clone, Debug)]
pub(crate) struct Warp {
    amplitude: f64,
    waves: [[f64; 4]; 4],
    size: Point,
}

impl Warp {
    fn draw(amplitude: f64, size: Point, random: &mut Random) -> Self {
        let mut wave = || {
            let mut k = || random.uniform(0.2, 0.7);
            let (kx, ky) = (k(), k());
            [kx, ky, random.uniform(0.0, std::f64::consts::TAU), 0.0]
        };
        Self { amplitude, waves: [wave(), wave(), wave(), wave()], size }
    }

    fn of(&self, [x, y]: Point) -> Point {
        let tau = std::f64::consts::TAU;
        let wave = |w: &[f64; 4]| (tau * (w[0] * x / self.size[0] + w[1] * y / self.size[1]) + w[2]).sin();
        let half = 0.5 * self.amplitude;
        [
            half * (wave(&self.waves[0]) + wave(&self.waves[1])),
            half * (wave(&self.waves[2]) + wave(&self.waves[3])),
        ]
    }

    /// From the place on the arm to the place on the print.
    fn print(&self, at: Point) -> Point {
        let [dx, dy] = self.of(at);
        [at[0] + dx, at[1] + dy]
    }

    /// From the place on the print to the place on the arm.
    pub(crate) fn arm(&self, at: Point) -> Point {
        let mut on = at;
        for _ in 0..4 {
            let [dx, dy] = self.of(on);
            on = [at[0] - dx, at[1] - dy];
        }
        on
    }
}

/// The painted patch as a raster.
pub(crate) struct Texture {
    scale: f64,
    columns: usize,
    rows: usize,
    texels: Vec<Both>,
}

impl Texture {
    pub(crate) fn new(paint: &Paint<'_>, body: Rect, scale: f64) -> Self {
        Self::of(body, scale, |at, side| paint.around(at, side))
    }

    /// A raster of any colours: the mean of a square around a place, by the place and the side of the square.
    pub(crate) fn of(body: Rect, scale: f64, mean: impl Fn(Point, f64) -> Both) -> Self {
        let (columns, rows) = ((body.w * scale).ceil() as usize, (body.h * scale).ceil() as usize);
        let side = 1.0 / scale;
        let place = |index: usize| (index as f64 + 0.5) * side;
        let texels =
            (0..columns * rows).map(|at| mean([place(at % columns), place(at / columns)], side)).collect();
        Self { scale, columns, rows, texels }
    }

    fn at(&self, [x, y]: Point) -> Both {
        let clamp = |v: f64, n: usize| v.clamp(0.0, n as f64 - 1.001);
        let (u, v) = (clamp(x * self.scale - 0.5, self.columns), clamp(y * self.scale - 0.5, self.rows));
        let (i, j) = (u as usize, v as usize);
        let (s, t) = (u.fract() as f32, v.fract() as f32);
        let row = j * self.columns + i;
        let corners = [
            self.texels[row],
            self.texels[row + 1],
            self.texels[row + self.columns],
            self.texels[row + self.columns + 1],
        ];
        let weights = [(1.0 - s) * (1.0 - t), s * (1.0 - t), (1.0 - s) * t, s * t];
        std::array::from_fn(|c| (0..4).map(|k| corners[k][c] * weights[k]).sum())
    }
}

impl<'a> Scene<'a> {
    #[expect(clippy::too_many_arguments, reason = "a scene is what it is made of; it is made in one place")]
    pub(crate) fn new(
        geometry: Geometry,
        paint: &'a Texture,
        white: Both,
        circumstances: Circumstances,
        body: Rect,
        skin: &Spectrum,
        eye: &Eye<'_>,
        random: &mut Random,
    ) -> Self {
        let middle = body.center();
        let (normal, _) = geometry.seen(middle);
        let cover = &circumstances.cover;
        let occluders = Occluder::draw(cover, body, circumstances.stand.px_per_mm, random);
        let finger_tone = random.uniform(0.9, 1.15);
        let fabric: [f64; 3] = std::array::from_fn(|_| random.uniform(0.02, 0.6));
        let light = aim(&circumstances, &geometry, body, random);
        let shadow = circumstances.lighting.shadow.map(|(depth, soft)| {
            let (sin, cos) = random.uniform(0.0, std::f64::consts::TAU).sin_cos();
            Shadow { across: [cos, sin], offset: random.uniform(-22.0, 22.0), depth, soft }
        });
        let (sin, cos) = random.uniform(0.0, std::f64::consts::TAU).sin_cos();
        let hairs: Vec<Occluder> = (0..cover.skin_hairs)
            .map(|_| {
                let start = [random.uniform(-30.0, body.w + 30.0), random.uniform(-30.0, body.h + 30.0)];
                let angle = random.uniform(-0.5, 0.5) + 1.2;
                let length = random.uniform(4.0, 14.0);
                let end = [start[0] + length * angle.cos(), start[1] + length * angle.sin()];
                let mid = [0.5 * (start[0] + end[0]) + random.uniform(-1.0, 1.0), 0.5 * (start[1] + end[1])];
                Occluder::Hair { points: [start, mid, end], width: 0.08 }
            })
            .collect();
        Self {
            geometry,
            paint,
            circumstances,
            body,
            occluders,
            skin: eye.sees(skin),
            fabric: eye.sees(&smooth(fabric)),
            finger: eye.sees(&curve(|w| w).map({
                let mut at = 0;
                move |_| {
                    at += 1;
                    skin[at - 1] * finger_tone
                }
            })),
            light,
            normal,
            toward: [cos, sin],
            shadow,
            bumps: [Noise::new(6.0, random), Noise::new(1.5, random)],
            warp: Warp::draw(circumstances.stand.warp_amp_mm, [body.w, body.h], random),
            background: (std::array::from_fn(|_| random.uniform(0.05, 0.6) as f32), Noise::new(80.0, random)),
            white,
            share: eye.lights.key_fraction,
            hairs: Hairs::new(&hairs, body),
        }
    }

    /// Where a place of the print is in the picture.
    pub(crate) fn pixel(&self, print: Point) -> Point {
        self.geometry.pixel(self.warp.arm(print))
    }

    fn shade(&self, at: Point) -> f64 {
        let [cx, cy] = self.body.center();
        self.shadow.as_ref().map_or(1.0, |shadow| {
            let d = (at[0] - cx) * shadow.across[0] + (at[1] - cy) * shadow.across[1] - shadow.offset;
            1.0 - shadow.depth / (1.0 + (-d / (0.25 * shadow.soft)).exp())
        })
    }

    /// The colour of a pixel; the patch's white under full light is 1.
    pub(crate) fn color(&self, pixel: Point) -> [f32; 3] {
        let norm = self.norm();
        let Some(hit) = self.geometry.hit(pixel) else {
            let (color, noise) = &self.background;
            return color.map(|c| c * (1.0 + 0.3 * noise.at(pixel[0], pixel[1])).max(0.1));
        };
        let print = self.warp.print(hit.at);
        let on_patch = self.body.distance(print) <= 0.0;
        let mut surface = if on_patch { self.paint.at(print) } else { self.bare(hit.at) };
        let mut wet = 0.0;
        let mut gloss = if on_patch { 1.0 } else { 0.25 };
        if on_patch {
            self.lie_over(print, &mut surface, &mut wet);
        }
        let mut contact = 1.0;
        for occluder in &self.occluders {
            let d = occluder.distance(hit.at);
            if d < 0.0 {
                gloss = 0.1;
                surface = match occluder {
                    Occluder::Finger { radius, .. } => {
                        let depth = (-d / radius).clamp(0.0, 1.0);
                        let off = 1.0 - depth;
                        self.finger.map(|c| c * (0.45 + 0.6 * (1.0 - off * off).max(0.0).sqrt()) as f32)
                    }
                    _ => self.fabric.map(|c| c * (1.0 + 0.1 * self.bumps[1].at(hit.at[0], hit.at[1]))),
                };
            } else if d < 2.5 && matches!(occluder, Occluder::Finger { .. }) {
                contact *= 1.0 - 0.35 * (1.0 - d / 2.5);
            }
        }
        self.lit(&hit, surface, gloss, wet, contact).map(|c| c / norm)
    }

    fn norm(&self) -> f32 {
        let share = self.share as f32;
        (0..3).map(|c| share * self.white[c] + (1.0 - share) * self.white[c + 3]).fold(0.0, f32::max)
    }

    fn lit(&self, hit: &Hit, surface: Both, gloss: f64, wet: f64, contact: f64) -> [f32; 3] {
        let lighting = &self.circumstances.lighting;
        let share = self.share;
        let [cx, cy] = self.body.center();
        let along = (hit.at[0] - cx) * self.toward[0] + (hit.at[1] - cy) * self.toward[1];
        let gradient = (lighting.gradient * along / 30.0).exp();
        let shade = self.shade(hit.at);
        let straight = dot(self.normal, self.light).max(0.15);
        let key = share * dot(hit.normal, self.light).max(0.0) / straight * gradient * shade * contact;
        let ambient =
            (1.0 - share) * (0.8 + 0.2 * dot(hit.normal, self.normal)) * gradient.powf(0.4) * contact;
        let half = unit(sum(self.light, hit.view, 1.0));
        let mirror = dot(hit.normal, half).max(0.0).powf(lighting.gloss_m);
        let specular = (gloss * lighting.gloss_ks * mirror * shade + wet * lighting.gloss_ks) as f32;
        std::array::from_fn(|c| {
            key as f32 * surface[c] + ambient as f32 * surface[c + 3] + specular * self.white[c]
        })
    }

    fn bare(&self, at: Point) -> Both {
        let bumps = 1.0 + 0.05 * self.bumps[0].at(at[0], at[1]) + 0.03 * self.bumps[1].at(at[0], at[1]);
        let hair = self.hairs.over(at);
        self.skin.map(|c| c * bumps * if hair { 0.3 } else { 1.0 })
    }

    /// Hairs and drops over the patch.
    fn lie_over(&self, at: Point, surface: &mut Both, wet: &mut f64) {
        let strength = 0.85 * (0.09 * self.circumstances.stand.px_per_mm).min(1.0);
        for occluder in &self.occluders {
            match occluder {
                Occluder::Hair { .. } if over_hair(occluder, at) => {
                    *surface = surface.map(|c| c * (1.0 - strength) as f32);
                }
                Occluder::Drop { center, r } => {
                    let d = (at[0] - center[0]).hypot(at[1] - center[1]) / r;
                    if d < 1.0 {
                        let by = if d > 0.8 { 0.78 } else { 1.06 };
                        *surface = surface.map(|c| c * by);
                        let spot = (at[0] - center[0] + 0.3 * r).hypot(at[1] - center[1] + 0.3 * r);
                        if spot < 0.2 * r {
                            *wet = 0.9;
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

fn over_hair(hair: &Occluder, at: Point) -> bool {
    let Occluder::Hair { points: [a, b, c], width } = hair else { return false };
    let lo = |i: usize| a[i].min(b[i]).min(c[i]) - width;
    let hi = |i: usize| a[i].max(b[i]).max(c[i]) + width;
    if at[0] < lo(0) || at[0] > hi(0) || at[1] < lo(1) || at[1] > hi(1) {
        return false;
    }
    const STEPS: usize = 24;
    let bow = |t: f64| -> Point {
        std::array::from_fn(|i| {
            let control = 2.0 * b[i] - 0.5 * (a[i] + c[i]);
            (1.0 - t) * (1.0 - t) * a[i] + 2.0 * t * (1.0 - t) * control + t * t * c[i]
        })
    };
    (0..STEPS).any(|index| {
        let (p, q) = (bow(index as f64 / STEPS as f64), bow((index + 1) as f64 / STEPS as f64));
        let (dx, dy) = (q[0] - p[0], q[1] - p[1]);
        let t = ((at[0] - p[0]) * dx + (at[1] - p[1]) * dy) / (dx * dx + dy * dy).max(1e-12);
        let t = t.clamp(0.0, 1.0);
        (at[0] - p[0] - t * dx).hypot(at[1] - p[1] - t * dy) < 0.5 * width
    })
}

/// The direction of the key light.
fn aim(of: &Circumstances, geometry: &Geometry, body: Rect, random: &mut Random) -> [f64; 3] {
    let lighting = &of.lighting;
    let (normal, _) = geometry.seen(body.center());
    let mirrored = |at: Point| {
        let (normal, view) = geometry.seen(at);
        unit(sum(normal.map(|n| 2.0 * dot(normal, view) * n), view, -1.0))
    };
    if lighting.glare_aimed {
        return mirrored([random.uniform(0.0, body.w), random.uniform(0.0, body.h)]);
    }
    let across = unit(super::geometry::cross(normal, [1.0, 0.0, 0.0]));
    let (sin, cos) = lighting.key_angle_deg.to_radians().sin_cos();
    let mut light = normal;
    // Nobody photographs an easy patch with its light in the mirror.
    for _ in 0..30 {
        let (s, c) = random.uniform(0.0, std::f64::consts::TAU).sin_cos();
        let side: [f64; 3] = std::array::from_fn(|i| c * [1.0, 0.0, 0.0][i] + s * across[i]);
        light = std::array::from_fn(|i| cos * normal[i] + sin * side[i]);
        let easy = lighting.gloss_ks < 0.05;
        let corner = |index: usize| [body.w * (index % 5) as f64 / 4.0, body.h * (index / 5) as f64 / 4.0];
        let glare = (0..25).map(|index| {
            let (normal, view) = geometry.seen(corner(index));
            let half = unit(sum(light, view, 1.0));
            lighting.gloss_ks * dot(normal, half).max(0.0).powf(lighting.gloss_m)
        });
        if !easy || glare.fold(0.0, f64::max) < 0.02 {
            break;
        }
    }
    light
}
