//! The layout file of a patch.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::{Assay, Channel};

/// What a patch looks like and what its parts mean. Parts that only a reader of photos needs are kept in the file and
/// passed over here.
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
    /// The channel.
    pub channel: Channel,
    /// The assay zones.
    pub assay_zones: Vec<Assay>,
}

/// The body of a patch.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Body {
    /// Along the forearm, mm.
    #[serde(rename = "w")]
    pub width_mm: f64,
    /// Across, mm.
    #[serde(rename = "h")]
    pub height_mm: f64,
}

/// A fiducial mark.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Fiducial {
    /// Its number; four in a row name the layout.
    pub id: u32,
    /// Its centre, mm from the top left corner of the body.
    pub center: [f64; 2],
    /// The length of its side, mm.
    pub size: f64,
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
        let layout: Self =
            serde_json::from_str(json).map_err(|error| vec![LayoutError::Form(error.to_string())])?;
        let errors = layout.faults();
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
        let ids: BTreeSet<u32> = self.fiducials.iter().map(|mark| mark.id).collect();
        if self.fiducials.len() < 4 || ids.len() != self.fiducials.len() {
            wrong("fiducials", "give at least four, each with a number of its own".to_owned());
        }
        for mark in &self.fiducials {
            let half = 0.5 * mark.size;
            let fits = |at: f64, side: f64| at - half >= 0.0 && at + half <= side;
            if !fits(mark.center[0], self.body.width_mm) || !fits(mark.center[1], self.body.height_mm) {
                wrong("fiducials", format!("number {} does not lie on the body", mark.id));
            }
        }
        if self.assay_zones.is_empty() {
            wrong("assay_zones", "give at least one".to_owned());
        }
        self.channel.check(&mut errors);
        self.assay_zones.iter().for_each(|assay| assay.check(&mut errors));
        errors
    }
}
