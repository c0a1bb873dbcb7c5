//! The layout file of a patch.

use std::sync::LazyLock;

use serde::Deserialize;

pub mod assay;
pub mod channel;
pub mod colour;
pub mod fiducial;
pub mod path;
pub mod shape;

use assay::Assay;
use channel::Channel;
use colour::{BlackInk, Chip, Window};
use fiducial::{Bar, Dot, Fiducial};
use shape::Rect;

/// What a patch looks like and what its parts mean: the form is described in `docs/patch-reader.md`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Layout {
    /// The form of the file, `open-sweat-patch/1`.
    pub schema: String,
    /// The layout's name.
    pub layout_id: String,
    /// Its version.
    pub version: u32,
    /// The body.
    pub body: Body,
    /// The marks by which the patch is found and told from others.
    pub fiducials: Vec<Fiducial>,
    /// Dots between the tags.
    pub registration_dots: Vec<Dot>,
    /// Bars of black beside what is read.
    pub black_bars: Vec<Bar>,
    /// The black of tags, dots and bars.
    pub black_ink: BlackInk,
    /// Colours of reference.
    pub chips: Vec<Chip>,
    /// The channel.
    pub channel: Channel,
    /// The assay zones, that of chloride first: it is the one that is read.
    pub assay_zones: Vec<Assay>,
    /// Windows that never get wet.
    pub blank_windows: Vec<Window>,
    /// A triangle that points to the hand.
    #[serde(default)]
    pub orientation_mark: Option<Mark>,
}

/// A triangle that shows people which way the patch goes; the reader takes that from the tags.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Mark {
    /// Its corners.
    pub points: [shape::Point; 3],
}

/// The body of a patch: white, its corners rounded.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Body {
    /// Along the forearm, mm.
    #[serde(rename = "w")]
    pub width_mm: f64,
    /// Across, mm.
    #[serde(rename = "h")]
    pub height_mm: f64,
    /// The radius of its corners, mm.
    #[serde(rename = "r", default)]
    pub corner_mm: f64,
}

impl Body {
    /// Its outline.
    pub fn shape(&self) -> Rect {
        Rect { x: 0.0, y: 0.0, w: self.width_mm, h: self.height_mm, r: self.corner_mm }
    }
}

/// What is wrong with a layout file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// It is not a layout.
    #[error("the file is not a patch layout: {0}")]
    Form(String),
    /// It is of a form that this program does not know.
    #[error("schema '{0}' is not known: write open-sweat-patch/1")]
    Schema(String),
    /// A field cannot be.
    #[error("{field}: {problem}")]
    Field {
        /// Which.
        field: &'static str,
        /// Why, and what is accepted.
        problem: String,
    },
}

const SCHEMA: &str = "open-sweat-patch/1";

impl Layout {
    /// Reads and checks a layout file.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(json: &str) -> Result<Self, Vec<LayoutError>> {
        let mut layout: Self =
            serde_json::from_str(json).map_err(|error| vec![LayoutError::Form(error.to_string())])?;
        let mut errors = Vec::new();
        layout.assay_zones.iter_mut().for_each(|zone| zone.convert(&mut errors));
        layout.assay_zones.sort_by_key(|zone| !zone.is_chloride());
        errors.extend(layout.faults());
        if errors.is_empty() { Ok(layout) } else { Err(errors) }
    }

    fn faults(&self) -> Vec<LayoutError> {
        let mut errors = Vec::new();
        if self.schema != SCHEMA {
            errors.push(LayoutError::Schema(self.schema.clone()));
        }
        let mut wrong =
            |field: &'static str, problem: String| errors.push(LayoutError::Field { field, problem });
        if !(5.0..=200.0).contains(&self.body.width_mm) || !(5.0..=200.0).contains(&self.body.height_mm) {
            wrong("body", "a side must be 5 to 200 mm".to_owned());
        }
        if self.assay_zones.is_empty() {
            wrong("assay_zones", "give at least one".to_owned());
        }
        if let Some(first) = self.assay_zones.first().filter(|first| !first.is_chloride()) {
            let problem =
                format!("{}: '{}' is not read: a patch needs a zone for 'chloride'", first.id, first.analyte);
            wrong("assay_zones.analyte", problem);
        }
        fiducial::check(&self.fiducials, &mut errors);
        for chip in &self.chips {
            colour::check("chips", &chip.id, chip.rgb, chip.reflectance.as_ref(), &mut errors);
        }
        let black = self.black_ink.rgb;
        colour::check("black_ink", "black", black, None, &mut errors);
        self.check_places(&mut errors);
        self.channel.check(&mut errors);
        self.assay_zones.iter().for_each(|assay| assay.check(&mut errors));
        errors
    }

    /// Every part that is printed, by the field it stands in and its name. The channel is not a box and stands apart.
    fn parts(&self) -> Vec<(&'static str, String, Rect)> {
        let mut parts = Vec::new();
        let mut add = |field: &'static str, id: &str, shape: Rect| parts.push((field, id.to_owned(), shape));
        self.fiducials.iter().for_each(|f| add("fiducials", &f.id.to_string(), f.bounds()));
        self.registration_dots.iter().for_each(|d| add("registration_dots", &d.id, d.bounds()));
        self.black_bars.iter().for_each(|b| add("black_bars", &b.id, b.shape));
        self.chips.iter().for_each(|c| add("chips", &c.id, c.shape));
        self.assay_zones.iter().for_each(|a| add("assay_zones", &a.id, a.shape));
        self.blank_windows.iter().for_each(|w| add("blank_windows", &w.id, w.shape));
        parts
    }

    fn check_places(&self, errors: &mut Vec<LayoutError>) {
        let (parts, body) = (self.parts(), self.body.shape());
        for (index, (field, id, shape)) in parts.iter().enumerate() {
            if !shape.within(&body) {
                let problem = format!("{id} does not lie on the body");
                errors.push(LayoutError::Field { field, problem });
            }
            for (_, other, _) in parts[index + 1..].iter().filter(|(_, _, o)| shape.overlaps(o)) {
                errors.push(LayoutError::Field { field, problem: format!("{id} lies over {other}") });
            }
        }
        let Some(path) = path::Path::new(&self.channel.path) else { return };
        // A millimetre is finer than any feature, and bounds the time for lines that claim to be miles long.
        let length = path.length_mm().min(LONGEST_CHANNEL_MM);
        let mut s = 0.0;
        while s <= length {
            let at = path.station(s).at;
            let half = 0.5 * self.channel.width_at_mm(s);
            let hit = parts.iter().find(|(_, _, shape)| shape.distance(at) < half);
            if let Some((_, id, _)) = hit {
                let problem = format!("at {s:.0} mm it runs through {id}");
                errors.push(LayoutError::Field { field: "channel.path", problem });
                break;
            }
            if body.distance(at) > -half {
                let problem = format!("at {s:.0} mm it leaves the body");
                errors.push(LayoutError::Field { field: "channel.path", problem });
                break;
            }
            s += 1.0;
        }
        if path.length_mm() > LONGEST_CHANNEL_MM {
            let problem = format!("it may be {LONGEST_CHANNEL_MM} mm long at most");
            errors.push(LayoutError::Field { field: "channel.path", problem });
        }
    }

    /// The first fiducials, of this layout and of another, that a photo could take for each other: then the two cannot be
    /// known at once.
    pub fn confused_with(&self, other: &Self) -> Option<(u32, u32)> {
        let theirs = |mine: &Fiducial| {
            other.fiducials.iter().find(|their| mine.resembles(their)).map(|their| (mine.id, their.id))
        };
        self.fiducials.iter().find_map(theirs)
    }

    /// The open reference layout, OSP-A1.
    pub fn reference() -> &'static Self {
        #[expect(clippy::expect_used, reason = "the file is part of the program; a test reads it")]
        static REFERENCE: LazyLock<Layout> =
            LazyLock::new(|| Layout::read(REFERENCE_FILE).expect("the reference layout is good"));
        &REFERENCE
    }
}

/// The file of the open reference layout.
pub const REFERENCE_FILE: &str = include_str!("../../data/osp-a1.json");

/// Longer than any patch could hold, short enough to be read in a bounded time.
const LONGEST_CHANNEL_MM: f64 = 2000.0;
