//! Curves over the visible wavelengths.

use std::sync::LazyLock;

use crate::layout::colour::{Rgb, WAVELENGTHS};

/// A curve at 400, 410 … 700 nm.
pub type Spectrum = [f64; WAVELENGTHS];

/// The curve of a function of the wavelength in nm.
pub fn curve(of: impl Fn(f64) -> f64) -> Spectrum {
    std::array::from_fn(|index| of(400.0 + 10.0 * index as f64))
}

/// A bell around a wavelength, nm, 1 at its top.
pub fn bell(wavelength: f64, center: f64, width: f64) -> f64 {
    (-0.5 * ((wavelength - center) / width).powi(2)).exp()
}

/// Reflectance of the white body, all wavelengths.
pub const PAPER: f64 = 0.88;

/// Absorbance (log10) of a unit of cyan, magenta, yellow and black ink.
static INKS: LazyLock<[Spectrum; 4]> = LazyLock::new(|| {
    [
        curve(|w| bell(w, 640.0, 58.0) + 0.12 * bell(w, 430.0, 60.0)),
        curve(|w| bell(w, 548.0, 40.0) + 0.25 * bell(w, 430.0, 40.0) + 0.03),
        curve(|w| bell(w, 430.0, 45.0) + 0.02),
        curve(|_| 1.0),
    ]
});

/// The reflectance of ink on paper relative to the paper, by the densities of cyan, magenta, yellow and black.
pub fn ink(density: [f64; 4]) -> Spectrum {
    std::array::from_fn(|at| {
        let absorbance: f64 = density.iter().zip(INKS.iter()).map(|(amount, ink)| amount * ink[at]).sum();
        10_f64.powf(-absorbance)
    })
}

/// A smooth reflectance of a colour, where no more is known: linear between blue, green and red.
pub fn smooth([red, green, blue]: Rgb) -> Spectrum {
    const BLUE: f64 = 450.0;
    const GREEN: f64 = 540.0;
    const RED: f64 = 610.0;
    curve(|w| {
        let part = |low: f64, high: f64| ((w - low) / (high - low)).clamp(0.0, 1.0);
        let value = blue + (green - blue) * part(BLUE, GREEN) + (red - green) * part(GREEN, RED);
        value.max(0.01)
    })
}

/// A lobe with different widths to either side (Wyman, Sloan and Shirley 2013, the CIE 1931 observer).
fn lobe(wavelength: f64, center: f64, below: f64, above: f64) -> f64 {
    bell(wavelength, center, if wavelength < center { below } else { above })
}

/// The CIE 1931 observer.
pub static OBSERVER: LazyLock<[Spectrum; 3]> = LazyLock::new(|| {
    [
        curve(|w| {
            1.056 * lobe(w, 599.8, 37.9, 31.0) + 0.362 * lobe(w, 442.0, 16.0, 26.7)
                - 0.065 * lobe(w, 501.1, 20.4, 26.2)
        }),
        curve(|w| 0.821 * lobe(w, 568.8, 46.9, 40.5) + 0.286 * lobe(w, 530.9, 16.3, 31.1)),
        curve(|w| 1.217 * lobe(w, 437.0, 11.8, 36.0) + 0.681 * lobe(w, 459.0, 26.0, 13.8)),
    ]
});

/// XYZ to linear sRGB (IEC 61966-2-1).
const XYZ_TO_RGB: [[f64; 3]; 3] = [
    [3.240_454_2, -1.537_138_5, -0.498_531_4],
    [-0.969_266_0, 1.876_010_8, 0.041_556_0],
    [0.055_643_4, -0.204_025_9, 1.057_225_2],
];

/// The colour of a reflectance under a light, as layouts give it: linear sRGB, relative to what is wholly white.
pub fn reference_rgb(reflectance: &Spectrum, light: &Spectrum) -> Rgb {
    let seen = |of: &dyn Fn(usize) -> f64| -> Rgb {
        let xyz: Rgb = std::array::from_fn(|axis| {
            (0..WAVELENGTHS).map(|at| OBSERVER[axis][at] * light[at] * of(at)).sum()
        });
        std::array::from_fn(|row| (0..3).map(|axis| XYZ_TO_RGB[row][axis] * xyz[axis]).sum())
    };
    let (color, white) = (seen(&|at| reflectance[at]), seen(&|_| 1.0));
    std::array::from_fn(|channel| color[channel] / white[channel])
}
