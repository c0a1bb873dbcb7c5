//! What a scene is lit by.

use super::random::Random;
use super::spectrum::{OBSERVER, Spectrum, bell, curve};

/// A kind of lamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lamp {
    /// The sun, the sky, a hot wire.
    Planck,
    /// A white diode.
    Led,
    /// A fluorescent tube.
    Fluorescent,
}

/// A black body at a temperature, K, up to a factor.
pub fn planck(kelvin: f64) -> Spectrum {
    // The second radiation constant, m·K.
    const C2: f64 = 1.4388e-2;
    curve(|nm| {
        let metres = nm * 1e-9;
        (nm / 560.0).powi(-5) / ((C2 / (metres * kelvin)).exp() - 1.0)
    })
}

impl Lamp {
    /// Its light at a colour temperature, K; all lights are equally bright to the eye.
    pub fn light(self, kelvin: f64) -> Spectrum {
        let t = ((kelvin - 2500.0) / 5000.0).clamp(0.0, 1.0);
        let spectrum = match self {
            Self::Planck => planck(kelvin),
            Self::Led => curve(|w| {
                (0.25 + 0.9 * t) * bell(w, 452.0, 11.0) + bell(w, 600.0 - 35.0 * t, 62.0 + 8.0 * t) + 0.02
            }),
            Self::Fluorescent => {
                let body = planck(kelvin);
                let top = body.iter().copied().fold(0.0, f64::max);
                let mut index = 0;
                curve(|w| w).map(|w| {
                    let glow = body[index] / top;
                    index += 1;
                    0.25 * glow
                        + (0.3 + 0.6 * t) * bell(w, 437.0, 9.0)
                        + bell(w, 545.0, 9.0)
                        + (1.1 - 0.5 * t) * bell(w, 611.0, 9.0)
                        + 0.25 * bell(w, 490.0, 12.0)
                })
            }
        };
        let bright: f64 = spectrum.iter().zip(OBSERVER[1].iter()).map(|(light, eye)| light * eye).sum();
        spectrum.map(|light| light / bright)
    }
}

/// The two lights of a scene: one with a direction, one from all around.
#[derive(Clone, Debug)]
pub struct Lights {
    /// The light that casts shadows.
    pub key: Spectrum,
    /// What is left in the shadow.
    pub ambient: Spectrum,
    /// The part of the key light where nothing shades it.
    pub key_fraction: f64,
    /// The kind of the key light.
    pub lamp: Lamp,
    /// Its colour temperature, K.
    pub key_kelvin: f64,
}

/// How lights vary.
#[derive(Clone, Copy, Debug)]
pub struct LightRange {
    /// The chances of Planck, LED and fluorescent.
    pub lamps: [f64; 3],
    /// Colour temperatures of the key light, K.
    pub kelvin: [f64; 2],
    /// How much the ambient light may differ, K, either way.
    pub ambient_delta: f64,
    /// How often the ambient light is of the same kind.
    pub same_lamp: f64,
    /// Parts of the key light.
    pub key_fraction: [f64; 2],
}

impl LightRange {
    /// Draws the lights of a scene.
    pub fn draw(&self, random: &mut Random) -> Lights {
        let lamp = [Lamp::Planck, Lamp::Led, Lamp::Fluorescent][random.weighted(&self.lamps)];
        let key_kelvin = random.uniform(self.kelvin[0], self.kelvin[1]);
        let ambient_lamp = if random.chance(self.same_lamp) {
            lamp
        } else {
            [Lamp::Planck, Lamp::Led][random.weighted(&[0.5, 0.5])]
        };
        let shift = random.uniform(-self.ambient_delta, self.ambient_delta);
        Lights {
            key: lamp.light(key_kelvin),
            ambient: ambient_lamp.light((key_kelvin + shift).clamp(2300.0, 9500.0)),
            key_fraction: random.uniform(self.key_fraction[0], self.key_fraction[1]),
            lamp,
            key_kelvin,
        }
    }
}
