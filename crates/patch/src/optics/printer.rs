//! A colour printer: with which inks it prints a colour.

use std::sync::LazyLock;

use super::light::Lamp;
use super::spectrum::{Spectrum, ink, reference_rgb};
use crate::layout::colour::Rgb;

/// The light under which layouts give their colours.
static DAY: LazyLock<Spectrum> = LazyLock::new(|| Lamp::Planck.light(6504.0));

/// The least of a colour that ink can leave.
const DARKEST: f64 = 0.01;
const ROUNDS: usize = 30;

/// The densities of cyan, magenta, yellow and black that look most like a colour (linear, relative to the paper) by day.
/// Black takes this share of the grey there is in it, 0 to 1; colours beyond the inks come as near as they get.
pub fn densities(rgb: Rgb, share: f64) -> [f64; 4] {
    let wanted = rgb.map(|light| -light.clamp(DARKEST, 1.0).log10());
    let mut black = share * wanted.into_iter().fold(f64::MAX, f64::min);
    let looks = |inks: [f64; 3], black: f64| -> [f64; 3] {
        let [c, m, y] = inks;
        reference_rgb(&ink([c, m, y, black]), &DAY).map(|light| -light.max(1e-4).log10())
    };
    let mut inks = wanted.map(|density| density - black);
    for _ in 0..ROUNDS {
        let now = looks(inks, black);
        // Each ink darkens its own colour most: a step along the diagonal always leads on, and the side effects of the
        // other inks are mended by the next one.
        const OWN: [f64; 3] = [1.1, 1.0, 0.95];
        for at in 0..3 {
            inks[at] = (inks[at] + (wanted[at] - now[at]) / OWN[at]).clamp(0.0, 3.0);
        }
        // Where the side effects alone are too dark, without any of the colour's own ink, black gives way.
        let now = looks(inks, black);
        let bare = (0..3).filter(|&at| inks[at] <= 0.0).map(|at| now[at] - wanted[at]);
        black = (black - bare.fold(0.0, f64::max)).max(0.0);
    }
    [inks[0], inks[1], inks[2], black]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ink_can_show_is_printed_as_it_should_look() {
        let made = [[0.0, 0.0, 0.0, 0.3], [0.0, 0.4, 0.18, 0.0], [0.2, 0.1, 0.5, 0.0], [0.6, 0.0, 0.6, 0.0]];
        for (inks, share) in made.into_iter().flat_map(|inks| [(inks, 0.5), (inks, 1.0)]) {
            let rgb = reference_rgb(&ink(inks), &DAY);
            let printed = reference_rgb(&ink(densities(rgb, share)), &DAY);
            for channel in 0..3 {
                let off = (printed[channel] - rgb[channel]).abs();
                assert!(off < 0.004, "{inks:?} comes out as {printed:?} instead of {rgb:?}");
            }
        }
    }
}
