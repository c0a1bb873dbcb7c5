//! The arm, the patch on it, and the camera before it.

use super::level::Stand;
use crate::layout::shape::Point;

type Vector = [f64; 3];

pub(crate) fn dot(a: Vector, b: Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub(crate) fn cross(a: Vector, b: Vector) -> Vector {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

pub(crate) fn unit(a: Vector) -> Vector {
    let length = dot(a, a).sqrt();
    a.map(|part| part / length)
}

pub(crate) fn sum(a: Vector, b: Vector, times: f64) -> Vector {
    std::array::from_fn(|axis| a[axis] + times * b[axis])
}

/// Turns a vector about an axis of length 1 (Rodrigues).
fn turned(v: Vector, axis: Vector, angle: f64) -> Vector {
    let (sin, cos) = angle.sin_cos();
    let side = cross(axis, v);
    let along = dot(axis, v) * (1.0 - cos);
    std::array::from_fn(|i| v[i] * cos + side[i] * sin + axis[i] * along)
}

/// An arm with a patch, before a camera. x runs along the arm, y around it, z into it; the top of the arm is the origin.
#[derive(Clone, Debug)]
pub(crate) struct Geometry {
    a: f64,
    b: f64,
    /// Arc length by angle in steps of `STEP`, from `-RIM`.
    arc: Vec<f64>,
    apex_mm: f64,
    patch_turn: (f64, f64),
    middle: Point,
    /// Axes of the camera: right, down, forward.
    axes: [Vector; 3],
    camera: Vector,
    focal: f64,
    principal: Point,
    lens_k1: f64,
}

/// Where a ray meets the arm.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    /// On the plane of the patch, mm.
    pub(crate) at: Point,
    /// Outward normal.
    pub(crate) normal: Vector,
    /// To the camera, length 1.
    pub(crate) view: Vector,
}

const RIM: f64 = 1.5;
const STEPS: usize = 3000;
const STEP: f64 = 2.0 * RIM / STEPS as f64;

impl Geometry {
    pub(crate) fn new(stand: &Stand, middle: Point, [width, height]: [f64; 2]) -> Self {
        let (a, b) = (stand.semi_axis_a_mm, stand.semi_axis_b_mm);
        let mut arc = vec![0.0; STEPS + 1];
        for index in 1..=STEPS {
            let (sin, cos) = (-RIM + (index as f64 - 0.5) * STEP).sin_cos();
            arc[index] = arc[index - 1] + (a * cos).hypot(b * sin) * STEP;
        }
        let top = arc[STEPS / 2];
        arc.iter_mut().for_each(|s| *s -= top);
        let mut geometry = Self {
            a,
            b,
            arc,
            apex_mm: stand.apex_offset_mm,
            patch_turn: stand.patch_vs_arm_deg.to_radians().sin_cos(),
            middle,
            axes: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
            camera: [0.0; 3],
            focal: stand.px_per_mm * stand.distance_mm,
            principal: [
                0.5 * (width - 1.0) + stand.principal_px[0],
                0.5 * (height - 1.0) + stand.principal_px[1],
            ],
            lens_k1: stand.lens_k1,
        };
        let center = geometry.on_arm(middle);
        let inward = geometry.normal_at(geometry.angle_of(stand.apex_offset_mm)).map(|n| -n);
        let down = cross(inward, [1.0, 0.0, 0.0]);
        let (sin, cos) = stand.tilt_axis.sin_cos();
        let axis = unit(std::array::from_fn(|i| cos * [1.0, 0.0, 0.0][i] + sin * down[i]));
        let forward = turned(inward, axis, stand.tilt_deg.to_radians());
        let roll = |v: Vector| {
            turned(turned(v, axis, stand.tilt_deg.to_radians()), forward, stand.roll_deg.to_radians())
        };
        geometry.axes = [roll([1.0, 0.0, 0.0]), roll(down), forward];
        let shift = stand.offset_px.map(|px| px / geometry.focal * stand.distance_mm);
        let back = sum(center, forward, -stand.distance_mm);
        geometry.camera = sum(sum(back, geometry.axes[0], -shift[0]), geometry.axes[1], -shift[1]);
        geometry
    }

    fn angle_of(&self, arc: f64) -> f64 {
        let index = self.arc.partition_point(|s| *s < arc).clamp(1, STEPS);
        let (s0, s1) = (self.arc[index - 1], self.arc[index]);
        -RIM + (index as f64 - 1.0 + (arc - s0) / (s1 - s0)) * STEP
    }

    fn normal_at(&self, angle: f64) -> Vector {
        let (sin, cos) = angle.sin_cos();
        unit([0.0, self.b * sin, -self.a * cos])
    }

    /// A point of the patch, in the room.
    pub(crate) fn on_arm(&self, [x, y]: Point) -> Vector {
        let (sin, cos) = self.patch_turn;
        let (dx, dy) = (x - self.middle[0], y - self.middle[1]);
        let angle = self.angle_of(self.apex_mm + sin * dx + cos * dy);
        [cos * dx - sin * dy, self.a * angle.sin(), self.b * (1.0 - angle.cos())]
    }

    /// The outward normal at a point of the patch, and the direction from there to the camera.
    pub(crate) fn seen(&self, at: Point) -> (Vector, Vector) {
        let (sin, cos) = self.patch_turn;
        let (dx, dy) = (at[0] - self.middle[0], at[1] - self.middle[1]);
        let normal = self.normal_at(self.angle_of(self.apex_mm + sin * dx + cos * dy));
        (normal, unit(sum(self.camera, self.on_arm(at), -1.0)))
    }

    /// Where the ray of a pixel meets the arm.
    pub(crate) fn hit(&self, [u, v]: Point) -> Option<Hit> {
        let (nx, ny) = ((u - self.principal[0]) / self.focal, (v - self.principal[1]) / self.focal);
        let bend = 1.0 + self.lens_k1 * (nx * nx + ny * ny);
        let ray = unit(std::array::from_fn(|i| {
            self.axes[0][i] * nx * bend + self.axes[1][i] * ny * bend + self.axes[2][i]
        }));
        let (y, z) = (self.camera[1] / self.a, (self.camera[2] - self.b) / self.b);
        let (dy, dz) = (ray[1] / self.a, ray[2] / self.b);
        let (qa, qb, qc) = (dy * dy + dz * dz, y * dy + z * dz, y * y + z * z - 1.0);
        let inside = qb * qb - qa * qc;
        if inside <= 0.0 {
            return None;
        }
        let reach = (-qb - inside.sqrt()) / qa;
        let [px, py, pz] = sum(self.camera, ray, reach);
        let angle = (py / self.a).atan2((self.b - pz) / self.b);
        if reach <= 0.0 || angle.abs() >= RIM - STEP {
            return None;
        }
        let place = (angle + RIM) / STEP;
        let (index, part) = (place as usize, place.fract());
        let arc = self.arc[index] + part * (self.arc[index + 1] - self.arc[index]) - self.apex_mm;
        let (sin, cos) = self.patch_turn;
        let at = [self.middle[0] + cos * px + sin * arc, self.middle[1] - sin * px + cos * arc];
        Some(Hit { at, normal: self.normal_at(angle), view: ray.map(|part| -part) })
    }

    /// The pixel of a point of the patch; the lens is undone by a few steps.
    pub(crate) fn pixel(&self, at: Point) -> Point {
        let to = sum(self.on_arm(at), self.camera, -1.0);
        let depth = dot(to, self.axes[2]);
        let (x, y) = (dot(to, self.axes[0]) / depth, dot(to, self.axes[1]) / depth);
        let (mut nx, mut ny) = (x, y);
        for _ in 0..6 {
            let bend = 1.0 + self.lens_k1 * (nx * nx + ny * ny);
            (nx, ny) = (x / bend, y / bend);
        }
        [self.principal[0] + self.focal * nx, self.principal[1] + self.focal * ny]
    }
}
