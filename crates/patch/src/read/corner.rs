//! Corners of a patch, named as one sees them in the photo.

use serde::{Deserialize, Serialize};

use crate::layout::shape::Point;

/// Where something is around the middle of a patch, in the photo as it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Corner {
    /// On the right.
    Right,
    /// At the bottom, on the right.
    BottomRight,
    /// At the bottom.
    Bottom,
    /// At the bottom, on the left.
    BottomLeft,
    /// On the left.
    Left,
    /// At the top, on the left.
    TopLeft,
    /// At the top.
    Top,
    /// At the top, on the right.
    TopRight,
}

/// By rising angle, from the right over the bottom: y runs down in a photo.
const AROUND: [Corner; 8] = [
    Corner::Right,
    Corner::BottomRight,
    Corner::Bottom,
    Corner::BottomLeft,
    Corner::Left,
    Corner::TopLeft,
    Corner::Top,
    Corner::TopRight,
];

impl Corner {
    /// Of a place seen from another, px, in a photo that is looked at after so many quarter turns clockwise.
    pub(crate) fn of(from: Point, to: Point, quarter_turns: u8) -> Self {
        let eighths = (to[1] - from[1]).atan2(to[0] - from[0]) / std::f64::consts::FRAC_PI_4;
        AROUND[(eighths.round() as i64 + 2 * i64::from(quarter_turns)).rem_euclid(8) as usize]
    }

    /// Its name, as it stands in answers: `top_left`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::BottomRight => "bottom_right",
            Self::Bottom => "bottom",
            Self::BottomLeft => "bottom_left",
            Self::Left => "left",
            Self::TopLeft => "top_left",
            Self::Top => "top",
            Self::TopRight => "top_right",
        }
    }
}

impl std::fmt::Display for Corner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.code().replace('_', " "))
    }
}

#[cfg(test)]
mod tests {
    use super::{AROUND, Corner};

    #[test]
    fn a_corner_is_named_as_the_photo_is_looked_at() {
        let of = |to, turns| Corner::of([100.0, 50.0], to, turns);
        assert_eq!(of([170.0, 90.0], 0), Corner::BottomRight);
        assert_eq!(of([30.0, 10.0], 0), Corner::TopLeft);
        assert_eq!(of([100.0, 0.0], 0), Corner::Top);
        // Turned clockwise, what was at the top is on the right.
        assert_eq!(of([100.0, 0.0], 1), Corner::Right);
        assert_eq!(of([30.0, 10.0], 1), Corner::TopRight);
        assert_eq!(of([30.0, 10.0], 2), Corner::BottomRight);
        assert_eq!(of([30.0, 10.0], 3), Corner::BottomLeft);
    }

    #[test]
    fn a_corner_has_one_name_in_answers_and_in_documents() {
        for corner in AROUND {
            assert_eq!(serde_json::to_value(corner).unwrap(), corner.code());
        }
    }
}
