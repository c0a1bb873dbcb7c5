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
            let (out, row) = (line.as_flattened_mut(), row.as_flattened());
            out.fill(0.0);
            for (k, weight) in kernel.iter().enumerate() {
                add(out, &row[3 * k..], *weight);
            }
        }
    }

    fn each_column(&mut self, kernel: &[f32]) {
        let reach = kernel.len() / 2;
        let source = self.light.clone();
        for y in 0..self.height {
            let out = self.light[y * self.width..(y + 1) * self.width].as_flattened_mut();
            out.fill(0.0);
            for (k, weight) in kernel.iter().enumerate() {
                let from = (y + k).saturating_sub(reach).min(self.height - 1);
                add(out, source[from * self.width..(from + 1) * self.width].as_flattened(), *weight);
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
                let shift = ix as i64 + ox;
                for y in 0..self.height {
                    let from = (y as i64 + iy as i64 + oy).clamp(0, self.height as i64 - 1) as usize;
                    let line = &source[from * self.width..(from + 1) * self.width];
                    let out = &mut self.light[y * self.width..(y + 1) * self.width];
                    // Beyond the edges the picture goes on as it ends there.
                    let left = (-shift).clamp(0, self.width as i64) as usize;
                    let right = (self.width as i64 - shift).clamp(left as i64, self.width as i64) as usize;
                    let inner = (left as i64 + shift).clamp(0, self.width as i64) as usize;
                    add(out[left..right].as_flattened_mut(), line[inner..].as_flattened(), weight);
                    for (x, edge) in [(0..left, line[0]), (right..self.width, line[self.width - 1])] {
                        for out in &mut out[x] {
                            (0..3).for_each(|c| out[c] += weight * edge[c]);
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

/// Adds values, weighted; one by one, so that the sum is the same everywhere.
fn add(sums: &mut [f32], values: &[f32], weight: f32) {
    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += weight * value);
}

fn gauss(sigma: f64) -> Vec<f32> {
    let reach = (3.0 * sigma).ceil().max(1.0) as i32;
    let weights: Vec<f64> = (-reach..=reach).map(|x| (-0.5 * (f64::from(x) / sigma).powi(2)).exp()).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|w| (w / sum) as f32).collect()
}
