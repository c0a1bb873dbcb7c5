//! Numbers that a program kept in binary and printed in full: `208.8000030517578` was 208.8, `45.20685279741883` a multiple
//! of 180/2^31 degrees. What they were before takes a third of the room.

use super::text::{Written, number};

/// What a printed number was before.
#[derive(Clone, Copy)]
pub(super) enum Origin {
    /// Degrees that a watch counts in 180/2^31.
    Degrees,
    /// A number of so many decimals that was kept in 32 bits.
    Single(u8),
}

impl Origin {
    /// All of them; their places here are written into what is stored.
    pub(super) const ALL: [Self; 4] = [Self::Degrees, Self::Single(1), Self::Single(2), Self::Single(3)];

    /// The whole number that this one was; `None` when it was none of this kind.
    pub(super) fn whole(self, written: Written, text: &mut Vec<u8>) -> Option<i64> {
        text.clear();
        written.write_number(text);
        let number: f64 = str::from_utf8(text).ok()?.parse().ok()?;
        let whole = match self {
            Self::Degrees => number * (2f64.powi(31) / 180.0),
            Self::Single(decimals) => number * 10f64.powi(i32::from(decimals)),
        };
        let whole = whole.round() as i64;
        let back = self.written(whole)?;
        (back.value == written.value && back.decimals == written.decimals).then_some(whole)
    }

    /// The number as it is printed, with one decimal at least.
    pub(super) fn written(self, whole: i64) -> Option<Written> {
        let value = match self {
            Self::Degrees => whole as f64 * 180.0 / 2f64.powi(31),
            Self::Single(decimals) => f64::from((whole as f64 / 10f64.powi(i32::from(decimals))) as f32),
        };
        let printed = if value.fract() == 0.0 { format!("{value:.1}") } else { value.to_string() };
        let (length, written) = number(printed.as_bytes())?;
        (length == printed.len()).then_some(written)
    }
}
