//! What a phone makes of light: sensor, colour matrix, white balance.

use std::sync::LazyLock;

use super::light::{Lamp, Lights};
use super::random::Random;
use super::spectrum::{PAPER, Spectrum, bell, curve, ink, reference_rgb};
use crate::layout::colour::Rgb;

type Matrix = [[f64; 3]; 3];

/// How cameras vary.
#[derive(Clone, Copy, Debug)]
pub struct CameraRange {
    /// Standard deviation of the place of a sensitivity, nm.
    pub shift_nm: f64,
    /// Standard deviation of its relative width.
    pub width: f64,
    /// Saturation given by the phone.
    pub saturation: [f64; 2],
    /// How far the white balance follows the light.
    pub balance: [f64; 2],
    /// Standard deviation of its error.
    pub balance_error: f64,
}

/// A camera set to a scene.
#[derive(Clone, Debug)]
pub struct Camera {
    sensor: [Spectrum; 3],
    to_rgb: Matrix,
    /// How far the white balance followed the light.
    pub balance: f64,
}

/// The inks to which the makers of cameras fit their matrix, with the colours they should take.
struct Chart {
    reflectance: Vec<Spectrum>,
    rgb: Vec<Rgb>,
    light: Spectrum,
}

static CHART: LazyLock<Chart> = LazyLock::new(|| {
    const DENSITIES: [f64; 3] = [0.0, 0.4, 0.9];
    let reflectance: Vec<Spectrum> =
        (0..27).map(|n| ink([DENSITIES[n % 3], DENSITIES[n / 3 % 3], DENSITIES[n / 9], 0.0])).collect();
    let day = Lamp::Planck.light(6504.0);
    let rgb = reflectance.iter().map(|of| reference_rgb(of, &day)).collect();
    Chart { reflectance, rgb, light: Lamp::Planck.light(5500.0) }
});

fn raw(sensor: &[Spectrum; 3], reflectance: &Spectrum, light: &Spectrum) -> Rgb {
    std::array::from_fn(|channel| {
        sensor[channel].iter().zip(reflectance).zip(light).map(|((q, r), e)| q * r * e).sum()
    })
}

fn times(matrix: &Matrix, v: Rgb) -> Rgb {
    std::array::from_fn(|row| (0..3).map(|column| matrix[row][column] * v[column]).sum())
}

/// Solves `matrix · x = v` by Cramer's rule; the identity where it has no inverse.
fn solve(matrix: &Matrix, v: Rgb) -> Rgb {
    let det = |m: &Matrix| {
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
            + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    };
    let whole = det(matrix);
    std::array::from_fn(|column| {
        let mut with = *matrix;
        for row in 0..3 {
            with[row][column] = v[row];
        }
        if whole == 0.0 { v[column] } else { det(&with) / whole }
    })
}

/// The matrix that a maker fits: balanced raw colours of a chart to the colours they should have.
fn colour_matrix(sensor: &[Spectrum; 3]) -> Matrix {
    let white = raw(sensor, &[1.0; 31], &CHART.light);
    let seen: Vec<Rgb> = CHART
        .reflectance
        .iter()
        .map(|of| {
            let raw = raw(sensor, of, &CHART.light);
            std::array::from_fn(|c| raw[c] / white[c])
        })
        .collect();
    let mut normal = [[0.0; 3]; 3];
    for v in &seen {
        for (row, line) in normal.iter_mut().enumerate() {
            for (column, cell) in line.iter_mut().enumerate() {
                *cell += v[row] * v[column];
            }
        }
    }
    std::array::from_fn(|channel| {
        let right: Rgb = std::array::from_fn(|row| {
            seen.iter().zip(&CHART.rgb).map(|(v, rgb)| v[row] * rgb[channel]).sum()
        });
        let line = solve(&normal, right);
        let sum: f64 = line.iter().sum();
        line.map(|part| part / sum)
    })
}

/// How bright linear sRGB is to the eye (IEC 61966-2-1).
const LUMINANCE: Rgb = [0.2126, 0.7152, 0.0722];

impl Camera {
    /// Draws a camera that balances to these lights.
    pub fn draw(range: &CameraRange, lights: &Lights, random: &mut Random) -> Self {
        let mut place = || {
            let width = (1.0 + random.normal(0.0, range.width)).clamp(0.7, 1.3);
            (random.normal(0.0, range.shift_nm), width)
        };
        let (red, green, blue) = (place(), place(), place());
        let sensor = [
            curve(|w| bell(w, 598.0 + red.0, 38.0 * red.1) + 0.08 * bell(w, 450.0, 30.0)),
            curve(|w| bell(w, 535.0 + green.0, 42.0 * green.1)),
            curve(|w| bell(w, 458.0 + blue.0, 32.0 * blue.1)),
        ];
        let matrix = colour_matrix(&sensor);
        let s = random.uniform(range.saturation[0], range.saturation[1]);
        let paper = [PAPER; 31];
        let (key, ambient) = (raw(&sensor, &paper, &lights.key), raw(&sensor, &paper, &lights.ambient));
        let share = lights.key_fraction;
        let white: Rgb = std::array::from_fn(|c| share * key[c] + (1.0 - share) * ambient[c]);
        let balance = random.uniform(range.balance[0], range.balance[1]);
        let tilt = random.normal(0.0, range.balance_error);
        let gains: Rgb = std::array::from_fn(|c| {
            let error = tilt * (1.0 - c as f64) + random.normal(0.0, 0.3 * range.balance_error);
            (white[c] / white[1]).powf(-balance) * error.exp()
        });
        let to_rgb = std::array::from_fn(|row| {
            std::array::from_fn(|column| {
                let mixed: f64 = (0..3).map(|c| LUMINANCE[c] * matrix[c][column]).sum();
                (s * matrix[row][column] + (1.0 - s) * mixed) * gains[column] / white[1]
            })
        });
        Self { sensor, to_rgb, balance }
    }

    /// The linear colour of a reflectance (absolute, not relative to the paper) under a light.
    pub fn rgb(&self, reflectance: &Spectrum, light: &Spectrum) -> Rgb {
        times(&self.to_rgb, raw(&self.sensor, reflectance, light))
    }
}
