//! From light to codes: vignette, haze, motion, defocus, exposure, noise, tone, sharpening. The order is the recipe's.

use super::level::{Exposure, Lighting};
use crate::optics::random::Random;
use crate::srgb;

/// A picture in light, three values a pixel.
pub(crate) struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) light: Vec<[f32; 3]>,
}

impl Picture {
    fn each_row(&mut self, kernel: &[f32]) {
        let reach = kernel.len() / 2;
        let mut row = vec![[0.0; 3]; self.width + 2 * reach];
        for line in self.light.chunks_exact_mut(self.width) {
            let (first, last) = (line[0], line[line.len() - 1]);
            row[..reach].fill(first);
            row[reach + line.len()..].fill(last);
            row[reach..reach + line.len()].copy_from_slice(line);
            for (x, out) in line.iter_mut().enumerate() {
                let mut sum = [0.0; 3];
                for (weight, value) in kernel.iter().zip(&row[x..]) {
                    for c in 0..3 {
                        sum[c] += weight * value[c];
                    }
                }
                *out = sum;
            }
        }
    }

    fn each_column(&mut self, kernel: &[f32]) {
        let reach = kernel.len() / 2;
        let source = self.light.clone();
        for y in 0..self.height {
            let out = &mut self.light[y * self.width..(y + 1) * self.width];
            out.fill([0.0; 3]);
            for (k, weight) in kernel.iter().enumerate() {
                let from = (y + k).saturating_sub(reach).min(self.height - 1);
                let line = &source[from * self.width..(from + 1) * self.width];
                for (sum, value) in out.iter_mut().zip(line) {
                    for c in 0..3 {
                        sum[c] += weight * value[c];
                    }
                }
            }
        }
    }

    fn blur(&mut self, sigma: f64) {
        let kernel = gauss(sigma);
        self.each_row(&kernel);
        self.each_column(&kernel);
    }

    fn smear(&mut self, length: f64, angle: f64) {
        let steps = (2.0 * length).ceil().max(2.0) as usize;
        let source = self.light.clone();
        let (sin, cos) = angle.sin_cos();
        self.light.fill([0.0; 3]);
        for step in 0..steps {
            let t = ((step as f64 + 0.5) / steps as f64 - 0.5) * length;
            let (dx, dy) = (t * cos, t * sin);
            let (ix, iy) = (dx.floor(), dy.floor());
            let (fx, fy) = ((dx - ix) as f32, (dy - iy) as f32);
            let taps = [
                (0, 0, (1.0 - fx) * (1.0 - fy)),
                (1, 0, fx * (1.0 - fy)),
                (0, 1, (1.0 - fx) * fy),
                (1, 1, fx * fy),
            ];
            for (ox, oy, weight) in taps {
                let weight = weight / steps as f32;
                for y in 0..self.height {
                    let from = (y as i64 + iy as i64 + oy).clamp(0, self.height as i64 - 1) as usize;
                    for x in 0..self.width {
                        let at = (x as i64 + ix as i64 + ox).clamp(0, self.width as i64 - 1) as usize;
                        let value = source[from * self.width + at];
                        let out = &mut self.light[y * self.width + x];
                        for c in 0..3 {
                            out[c] += weight * value[c];
                        }
                    }
                }
            }
        }
    }

    /// The codes a phone writes, red, green and blue by pixel.
    pub(crate) fn develop(
        mut self,
        exposure: &Exposure,
        lighting: &Lighting,
        random: &mut Random,
    ) -> Vec<u8> {
        let (cx, cy) = (0.5 * (self.width - 1) as f64, 0.5 * (self.height - 1) as f64);
        let corner = cx.hypot(cy).max(1.0);
        for (index, pixel) in self.light.iter_mut().enumerate() {
            let (x, y) = ((index % self.width) as f64 - cx, (index / self.width) as f64 - cy);
            let fall = 1.0 - lighting.vignette * ((x * x + y * y) / (corner * corner));
            *pixel = pixel.map(|c| c * fall as f32 + lighting.veil as f32);
        }
        if exposure.motion_px > 0.3 {
            self.smear(exposure.motion_px, random.uniform(0.0, std::f64::consts::PI));
        }
        self.blur(exposure.defocus_px);
        let noise = self.noise(random);
        let curve: Vec<f32> = (0..=4096)
            .map(|at| srgb::toned(srgb::encode(f64::from(at) / 4096.0), exposure.tone_k) as f32)
            .collect();
        for (pixel, noise) in self.light.iter_mut().zip(&noise) {
            for c in 0..3 {
                let light = pixel[c] * exposure.white as f32;
                let grain = exposure.noise_sigma as f32 * (light.max(0.0) + 0.02).sqrt();
                let light = (light + grain * noise[c]).clamp(0.0, 1.0);
                let place = light * 4095.999;
                let (index, part) = (place as usize, place.fract());
                pixel[c] = curve[index] + part * (curve[index + 1] - curve[index]);
            }
        }
        if exposure.sharpen > 0.0 {
            let mut soft = Self { width: self.width, height: self.height, light: self.light.clone() };
            soft.blur(1.2);
            let amount = exposure.sharpen as f32;
            for (pixel, soft) in self.light.iter_mut().zip(&soft.light) {
                for c in 0..3 {
                    pixel[c] += amount * (pixel[c] - soft[c]);
                }
            }
        }
        self.light.iter().flat_map(|pixel| pixel.map(|c| (c.clamp(0.0, 1.0) * 255.0).round() as u8)).collect()
    }

    /// Noise of a sensor after its demosaicing: blurred a little, standard deviation 1.
    fn noise(&self, random: &mut Random) -> Vec<[f32; 3]> {
        const BLUR_PX: f64 = 0.7;
        // A sum of four uniform numbers is as good as normal here, and fast.
        let mut grain = || -> f32 {
            let sum: f64 = (0..4).map(|_| random.unit()).sum();
            ((sum - 2.0) * 3.0_f64.sqrt()) as f32
        };
        let light = (0..self.light.len()).map(|_| [grain(), grain(), grain()]).collect();
        let mut noise = Self { width: self.width, height: self.height, light };
        noise.blur(BLUR_PX);
        let left: f32 = gauss(BLUR_PX).iter().map(|w| w * w).sum();
        noise.light.iter_mut().for_each(|pixel| *pixel = pixel.map(|c| c / left));
        noise.light
    }
}

fn gauss(sigma: f64) -> Vec<f32> {
    let reach = (3.0 * sigma).ceil().max(1.0) as i32;
    let weights: Vec<f64> = (-reach..=reach).map(|x| (-0.5 * (f64::from(x) / sigma).powi(2)).exp()).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|w| (w / sum) as f32).collect()
}
