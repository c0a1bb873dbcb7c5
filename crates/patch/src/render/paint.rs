//! What colour every place of the patch has, under both lights of a scene.

use super::level::{Content, Cover, Print, State};
use super::noise::Noise;
use crate::layout::Layout;
use crate::layout::assay::Assay;
use crate::layout::path::Path;
use crate::layout::shape::{Disc, Point, Rect};
use crate::optics::camera::Camera;
use crate::optics::light::Lights;
use crate::optics::random::Random;
use crate::optics::spectrum::{PAPER, Spectrum, bell, curve, ink};

/// A colour under the key light and under the ambient light: red, green, blue of one, then of the other.
pub(crate) type Both = [f32; 6];

pub(crate) fn faded(of: Both, by: f32) -> Both {
    of.map(|value| value * by)
}

/// A camera before two lights.
pub(crate) struct Eye<'a> {
    pub(crate) camera: &'a Camera,
    pub(crate) lights: &'a Lights,
}

impl Eye<'_> {
    pub(crate) fn sees(&self, reflectance: &Spectrum) -> Both {
        let key = self.camera.rgb(reflectance, &self.lights.key);
        let ambient = self.camera.rgb(reflectance, &self.lights.ambient);
        std::array::from_fn(|at| if at < 3 { key[at] } else { ambient[at - 3] } as f32)
    }
}

/// Colours by an amount from 0 up, between which it is linear.
struct Ramp {
    step: f64,
    colors: Vec<Both>,
}

impl Ramp {
    fn new(most: f64, of: impl Fn(f64) -> Both) -> Self {
        const STEPS: usize = 200;
        let step = most / STEPS as f64;
        Self { step, colors: (0..=STEPS).map(|index| of(step * index as f64)).collect() }
    }

    fn at(&self, amount: f64) -> Both {
        let place = (amount / self.step).clamp(0.0, (self.colors.len() - 2) as f64 + 0.999);
        let (index, part) = (place as usize, place.fract() as f32);
        let (low, high) = (self.colors[index], self.colors[index + 1]);
        std::array::from_fn(|c| low[c] + part * (high[c] - low[c]))
    }
}

/// A gap in the fluid or a drop ahead of it.
#[derive(Clone, Copy)]
struct Piece {
    from: f64,
    length: f64,
    width: f64,
}

/// What is printed on one spot.
enum Part {
    Flat(Rect, Both),
    Tag(usize),
    Dot(Disc),
    Triangle([Point; 3], Both),
    Window(Rect),
    Channel,
    Inlet,
    Vent,
    Chamber,
    Speck(Disc),
}

/// The patch with everything in it.
pub(crate) struct Paint<'a> {
    layout: &'a Layout,
    path: Path,
    content: Content,
    front_mm: f64,
    bubbles: Vec<Piece>,
    satellites: Vec<Piece>,
    parts: Vec<Part>,
    /// Parts by cell of a millimetre.
    cells: Vec<Vec<u16>>,
    body: Both,
    black: Both,
    floor: Both,
    dye: Ramp,
    assay: Ramp,
    dry: Both,
    vent: Both,
    print: (f32, Noise),
    dye_noise: Vec<f64>,
    mottle: Noise,
    /// What the mottle would add to the mean of the zone, taken off again: its chloride is that of the truth.
    mottle_mean: f32,
    chamber_bubble: Option<Disc>,
}

/// Volume and places of bubbles, for the truth.
pub(crate) struct Fluid {
    pub(crate) front_mm: f64,
    pub(crate) bubble_ul: f64,
}

const CELL_MM: f64 = 1.0;
const BLACK_DENSITY: f64 = 1.25;
/// How far the line along a wall reaches, mm.
const WALL_MM: f64 = 0.25;

fn times(a: &Spectrum, b: impl Fn(usize) -> f64) -> Spectrum {
    std::array::from_fn(|at| a[at] * b(at))
}

impl<'a> Paint<'a> {
    pub(crate) fn new(
        layout: &'a Layout,
        path: Path,
        content: Content,
        (print, cover): (Print, Cover),
        skin: &Spectrum,
        eye: &Eye<'_>,
        random: &mut Random,
    ) -> Self {
        let shown = |t: f64| {
            curve(|_| PAPER * (1.0 - t)).map({
                let mut at = 0;
                move |paper| {
                    at += 1;
                    paper + PAPER * t * skin[at - 1]
                }
            })
        };
        let body = shown(cover.translucency_body);
        let floor = shown(cover.translucency_body + cover.translucency_channel);
        let printed = |density: [f64; 4]| times(&ink(density), |at| body[at]);
        let dye = curve(|w| bell(w, 482.0, 42.0) + 0.25 * bell(w, 400.0, 50.0));
        let wet = curve(|w| 0.03 + 0.05 * bell(w, 420.0, 60.0));
        let purple = curve(|w| 0.0110 * bell(w, 530.0, 52.0) + 0.0045 * bell(w, 400.0, 45.0));
        let dry = curve(|w| 10_f64.powf(-(0.06 + 0.30 * bell(w, 410.0, 70.0))));
        let fluid = |c: f64| times(&floor, |at| 10_f64.powf(-c * dye[at]));
        // The chromogen runs out: this much of it reacts at any concentration, mmol/L.
        const EXHAUSTED: f64 = 110.0;
        let colored = |c: f64| {
            let effective = EXHAUSTED * (1.0 - (-c / EXHAUSTED).exp());
            times(&floor, |at| 10_f64.powf(-(effective * purple[at] + wet[at])))
        };
        let length = path.length_mm();
        let front_mm = match content.state {
            State::Empty => 0.0,
            State::Normal => content.fill_frac * length,
            State::Over => length,
        };
        let zone = layout.assay_zones.first();
        let mut paint = Self {
            layout,
            path,
            content,
            front_mm,
            bubbles: Vec::new(),
            satellites: Vec::new(),
            parts: Vec::new(),
            cells: Vec::new(),
            body: eye.sees(&body),
            black: eye.sees(&printed([0.0, 0.0, 0.0, BLACK_DENSITY])),
            floor: eye.sees(&floor),
            dye: Ramp::new(2.5, |c| eye.sees(&fluid(c))),
            assay: Ramp::new(200.0, |c| eye.sees(&colored(c))),
            dry: eye.sees(&times(&floor, |at| dry[at])),
            vent: if content.state == State::Over {
                let (orange, bare) = (eye.sees(&fluid(1.0)), eye.sees(&floor));
                std::array::from_fn(|c| 0.6 * orange[c] + 0.4 * bare[c])
            } else {
                faded(eye.sees(&floor), 0.7)
            },
            print: (print.noise as f32, Noise::new(0.8, random)),
            dye_noise: (0..=(length / 8.0) as usize + 1).map(|_| random.normal(0.0, 0.06)).collect(),
            mottle: Noise::new(random.uniform(0.5, 1.5), random),
            mottle_mean: 0.0,
            chamber_bubble: zone.filter(|_| content.assay_bubble).map(|zone| {
                let r = random.uniform(0.4, 1.1);
                let place =
                    |from: f64, length: f64, random: &mut Random| random.uniform(from + r, from + length - r);
                let x = place(zone.shape.x, zone.shape.w, random);
                Disc { center: [x, place(zone.shape.y, zone.shape.h, random)], r }
            }),
        };
        if let Some(zone) = zone {
            paint.mottle_mean = mean_over(&paint.mottle, &zone.shape, zone.read_inset_mm);
        }
        paint.place_gaps(random);
        paint.place_parts(print, &printed, eye, random);
        paint
    }

    fn place_gaps(&mut self, random: &mut Random) {
        let (low, high) = self.content.bubble_mm;
        if self.content.state == State::Normal {
            for _ in 0..self.content.bubbles {
                let length = random.uniform(low, high);
                let last = self.front_mm - length - 4.0;
                if last <= 2.0 {
                    continue;
                }
                let from = random.uniform(2.0, last);
                let clear = |b: &Piece| from + length + 2.0 < b.from || b.from + b.length + 2.0 < from;
                if self.bubbles.iter().all(clear) {
                    self.bubbles.push(Piece { from, length, width: 1.0 });
                }
            }
            for _ in 0..self.content.satellites {
                let (from, length) = (self.front_mm + random.uniform(1.5, 8.0), random.uniform(0.3, 0.9));
                self.satellites.push(Piece { from, length, width: random.uniform(0.3, 0.8) });
            }
        }
    }

    fn place_parts(
        &mut self,
        print: Print,
        printed: &dyn Fn([f64; 4]) -> Spectrum,
        eye: &Eye<'_>,
        random: &mut Random,
    ) {
        let layout = self.layout;
        let mut parts = vec![Part::Channel, Part::Inlet, Part::Vent];
        for bar in &layout.black_bars {
            parts.push(Part::Flat(bar.shape, self.black));
        }
        for chip in &layout.chips {
            let density =
                chip.ink.unwrap_or_default().map(|amount| amount * (1.0 + random.normal(0.0, print.ink)));
            parts.push(Part::Flat(chip.shape, eye.sees(&printed(density))));
        }
        parts.extend((0..layout.fiducials.len()).map(Part::Tag));
        for dot in &layout.registration_dots {
            parts.push(Part::Dot(Disc { center: dot.center, r: 0.5 * dot.diameter }));
        }
        parts.extend(layout.blank_windows.iter().map(|window| Part::Window(window.shape)));
        if let Some(mark) = &layout.orientation_mark {
            parts.push(Part::Triangle(mark.points, eye.sees(&printed([0.9, 0.0, 0.0, 0.0]))));
        }
        parts.extend(layout.assay_zones.iter().take(1).map(|_| Part::Chamber));
        let body = layout.body.shape();
        for _ in 0..print.dirt_spots {
            let center = [random.uniform(0.0, body.w), random.uniform(0.0, body.h)];
            parts.push(Part::Speck(Disc { center, r: random.uniform(0.08, 0.35) }));
        }
        self.parts = parts;
        let columns = (body.w / CELL_MM).ceil() as usize;
        let rows = (body.h / CELL_MM).ceil() as usize;
        self.cells = (0..columns * rows)
            .map(|cell| {
                let at = |index: usize| (index as f64 + 0.5) * CELL_MM;
                let middle = [at(cell % columns), at(cell / columns)];
                let near = |part: &&usize| self.distance(&self.parts[**part], middle) < CELL_MM;
                let all: Vec<usize> = (0..self.parts.len()).collect();
                all.iter().filter(near).map(|part| *part as u16).collect()
            })
            .collect();
    }

    fn distance(&self, part: &Part, at: Point) -> f64 {
        let disc = |d: &Disc| (at[0] - d.center[0]).hypot(at[1] - d.center[1]) - d.r;
        let zone = || self.layout.assay_zones.first().map_or(f64::INFINITY, |zone| zone.shape.distance(at));
        match part {
            Part::Flat(rect, _) => rect.distance(at),
            Part::Window(rect) => rect.distance(at) - WALL_MM,
            Part::Tag(index) => self.layout.fiducials[*index].bounds().distance(at),
            Part::Dot(d) | Part::Speck(d) => disc(d),
            Part::Triangle(points, _) => {
                let xs = points.map(|p| p[0]);
                let ys = points.map(|p| p[1]);
                let (x, y) = (
                    xs.iter().copied().fold(f64::MAX, f64::min),
                    ys.iter().copied().fold(f64::MAX, f64::min),
                );
                let (w, h) =
                    (xs.iter().copied().fold(0.0, f64::max) - x, ys.iter().copied().fold(0.0, f64::max) - y);
                Rect { x, y, w, h, r: 0.0 }.distance(at)
            }
            Part::Channel => {
                let (s, offset) = self.path.nearest(at);
                offset.abs() - 0.5 * self.layout.channel.width_at_mm(s) - WALL_MM
            }
            Part::Inlet => disc(&self.layout.channel.inlet),
            Part::Vent => disc(&self.layout.channel.vent),
            Part::Chamber => zone() - 0.5,
        }
    }

    /// What the truth of the channel is.
    pub(crate) fn fluid(&self) -> Fluid {
        let gap = |b: &Piece| self.layout.channel.volume_between_ul(b.from, b.from + b.length);
        Fluid { front_mm: self.front_mm, bubble_ul: self.bubbles.iter().map(gap).sum::<f64>() }
    }

    /// The white of the patch.
    pub(crate) fn white(&self) -> Both {
        self.body
    }

    /// The mean colour of a square of this side around a place.
    pub(crate) fn around(&self, [x, y]: Point, side: f64) -> Both {
        let body = self.layout.body.shape();
        let columns = (body.w / CELL_MM).ceil();
        let (column, row) = ((x / CELL_MM).floor(), (y / CELL_MM).floor());
        let outside = column < 0.0 || row < 0.0 || column >= columns;
        let cell = if outside { None } else { self.cells.get((row * columns + column) as usize) };
        let noise = 1.0 + self.print.0 * self.print.1.at(x, y);
        let Some(cell) = cell.filter(|cell| !cell.is_empty()) else { return faded(self.body, noise) };
        // 36 points per mm, as the recipe paints.
        let n = ((36.0 * side).round() as usize).clamp(1, 4);
        let mut mean = [0.0; 6];
        for index in 0..n * n {
            let part = |at: usize| ((at as f64 + 0.5) / n as f64 - 0.5) * side;
            let color = self.point([x + part(index % n), y + part(index / n)], cell, noise);
            for (sum, value) in mean.iter_mut().zip(color) {
                *sum += value / (n * n) as f32;
            }
        }
        mean
    }

    fn point(&self, at: Point, cell: &[u16], noise: f32) -> Both {
        let mut color = faded(self.body, noise);
        for part in cell {
            let part = &self.parts[usize::from(*part)];
            match part {
                Part::Flat(_, paint) if self.distance(part, at) <= 0.0 => color = *paint,
                Part::Tag(index) => {
                    let tag = &self.layout.fiducials[*index];
                    let module = tag.size / tag.modules() as f64;
                    let corner = tag.corners()[0];
                    let (u, v) = ((at[0] - corner[0]) / module, (at[1] - corner[1]) / module);
                    let n = tag.modules() as f64;
                    if u >= 0.0 && v >= 0.0 && u < n && v < n && !tag.white(u as usize, v as usize) {
                        color = self.black;
                    }
                }
                Part::Dot(_) if self.distance(part, at) <= 0.0 => color = self.black,
                Part::Speck(_) if self.distance(part, at) <= 0.0 => color = faded(color, 0.5),
                Part::Triangle([a, b, c], paint) if inside(at, [*a, *b, *c]) => color = *paint,
                Part::Window(rect) => color = self.window(rect, at, color),
                Part::Channel => color = self.channel(at, color),
                Part::Inlet if self.distance(part, at) <= 0.0 => color = self.dye.at(1.3),
                Part::Vent if self.distance(part, at) <= 0.0 => color = self.vent,
                Part::Chamber => {
                    if let Some(zone) = self.layout.assay_zones.first() {
                        color = self.chamber(zone, at, color);
                    }
                }
                _ => {}
            }
        }
        color
    }

    fn window(&self, rect: &Rect, at: Point, around: Both) -> Both {
        let d = rect.distance(at);
        let rim = 10_f64.powf(-0.10 * bell(d, 0.0, 0.06)) as f32;
        faded(if d <= 0.0 { self.floor } else { around }, rim)
    }

    fn channel(&self, at: Point, around: Both) -> Both {
        let (s, d) = self.path.nearest(at);
        let width = self.layout.channel.width_at_mm(s);
        let off = d.abs() - 0.5 * width;
        if off > WALL_MM {
            return around;
        }
        let filled = self.filled(s, 2.0 * d / width, width);
        let wall = 10_f64.powf(-(0.10 - 0.07 * filled) * bell(off, 0.0, 0.06)) as f32;
        if off > 0.0 {
            return faded(around, 10_f64.powf(-0.06 * bell(off, 0.0, 0.06)) as f32);
        }
        let behind = (self.front_mm - s).max(0.0);
        let rho = self.content.dye_tail_ratio;
        let place = s.max(0.0) / 8.0;
        let index = (place as usize).min(self.dye_noise.len().saturating_sub(2));
        let part = (place - index as f64).clamp(0.0, 1.0);
        let noise = self.dye_noise[index] * (1.0 - part) + self.dye_noise[index + 1] * part;
        let tail = rho + (1.0 - rho) * (-behind / self.content.dye_decay_mm).exp();
        let c = self.content.dye_front * tail * (1.0 + noise);
        faded(self.dye.at(c * filled), wall)
    }

    /// The filled part at a place; `across` runs from -1 at one wall to 1 at the other.
    fn filled(&self, s: f64, across: f64, width: f64) -> f64 {
        let soft = 0.5 * self.content.front_soft_mm;
        let step = |x: f64| 1.0 / (1.0 + (-x).exp());
        let mut filled = match self.content.state {
            State::Empty => 0.0,
            State::Over => 1.0,
            State::Normal => {
                let bulge = self.content.meniscus_mm * (across * across - 1.0 / 3.0);
                step((self.front_mm + bulge - s) / soft)
            }
        };
        let round = 0.25 * width * (1.0 / 3.0 - across * across);
        for bubble in &self.bubbles {
            let within = step((s - bubble.from + round) / soft.min(0.04))
                * step((bubble.from + bubble.length + round - s) / soft.min(0.04));
            filled *= 1.0 - 0.97 * within;
        }
        for drop in &self.satellites {
            let along = (s - drop.from - 0.5 * drop.length) / (0.5 * drop.length);
            if along.hypot(across / drop.width) < 1.0 {
                filled = filled.max(0.9);
            }
        }
        filled
    }

    fn chamber(&self, zone: &Assay, at: Point, around: Both) -> Both {
        let d = zone.shape.distance(at);
        if d > 0.0 {
            return around;
        }
        let rim = 10_f64.powf(-0.10 * bell(d, 0.0, 0.15)) as f32;
        let [cx, cy] = zone.shape.center();
        let surface = zone.shape.bottom()
            - zone.shape.h * self.content.assay_fill
            - 0.3 * ((2.0 * (at[0] - cx) / zone.shape.w).powi(2) - 1.0 / 3.0);
        let wet = match self.content.assay_fill {
            0.0 => 0.0,
            1.0 => 1.0,
            _ => 1.0 / (1.0 + (-(at[1] - surface) / 0.05).exp()),
        };
        let change = self.content.assay_mottle * f64::from(self.mottle.at(at[0], at[1]) - self.mottle_mean)
            + self.content.assay_gradient * (at[1] - cy) / (0.5 * zone.shape.h);
        let (purple, dry) = (self.assay.at(self.content.chloride * (1.0 + change)), self.dry);
        let mut color: Both =
            std::array::from_fn(|c| (wet * f64::from(purple[c]) + (1.0 - wet) * f64::from(dry[c])) as f32);
        if let Some(Disc { center: [x, y], r }) = self.chamber_bubble
            && (at[0] - x).hypot(at[1] - y) < r
        {
            color = self.floor;
        }
        faded(color, rim)
    }
}

fn mean_over(noise: &Noise, shape: &Rect, inset: f64) -> f32 {
    const SIDE: usize = 40;
    let part = |index: usize| (index as f64 + 0.5) / SIDE as f64;
    let at = |index: usize| {
        let x = shape.x + inset + (shape.w - 2.0 * inset) * part(index % SIDE);
        noise.at(x, shape.y + inset + (shape.h - 2.0 * inset) * part(index / SIDE))
    };
    (0..SIDE * SIDE).map(at).sum::<f32>() / (SIDE * SIDE) as f32
}

fn inside([x, y]: Point, [a, b, c]: [Point; 3]) -> bool {
    let side = |p: Point, q: Point| (q[0] - p[0]) * (y - p[1]) - (q[1] - p[1]) * (x - p[0]);
    let sides = [side(a, b), side(b, c), side(c, a)];
    sides.iter().all(|s| *s >= 0.0) || sides.iter().all(|s| *s <= 0.0)
}
