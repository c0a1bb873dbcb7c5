//! Why a photo, or a part of it, is not read, and what to do about it.

/// Why a photo or a part of it is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The bytes are not a picture that can be decoded.
    #[error("this is not a photo that can be read: send a JPEG, PNG or HEIC")]
    NotAPhoto,
    /// A kind of HEIC, or of what goes by its container, that cannot be decoded.
    #[error("this kind of HEIC or AVIF cannot be read: set the camera to “most compatible”, or send a JPEG")]
    Heic,
    /// A form that moves.
    #[error("moving pictures cannot be read: send one JPEG, PNG or HEIC")]
    Animated,
    /// The file ends before the picture does, or is damaged.
    #[error("the photo is damaged or not complete: send it again")]
    Damaged,
    /// Colours of a printing press.
    #[error("photos in print colours (CMYK) cannot be read: send the photo as the camera made it")]
    PrintColours,
    /// Larger than any phone takes.
    #[error("the photo is larger than 64 megapixels: send a smaller one")]
    TooLarge,
    /// Smaller than a patch could be seen in.
    #[error("the photo is too small: send it in full size")]
    TooSmall,
    /// No tag is seen.
    #[error("there is no patch to be seen: fill the picture with it")]
    NoPatch,
    /// Tags are seen that belong to no known layout.
    #[error("this kind of patch is not known here: add its layout file")]
    UnknownLayout,
    /// The picture is mirrored.
    #[serde(rename = "mirrored_image")]
    #[error("the photo is mirrored: take it with the camera on the back")]
    Mirrored,
    /// The same tag is seen twice.
    #[error("there is more than one patch: photograph one at a time")]
    SeveralPatches,
    /// Not sharp.
    #[error("the photo is blurred: hold still, tap to focus, 15 to 20 cm away")]
    TooBlurred,
    /// The patch is only a few pixels.
    #[error("the patch is too small in the photo: go closer, until it fills the picture")]
    PatchTooSmall,
    /// Not enough light.
    #[error("it is too dark: turn towards the light or switch on a lamp")]
    TooDark,
    /// Too much light.
    #[error("it is too bright: go out of the direct light, or tap on the patch")]
    Overexposed,
    /// Corners are hidden.
    #[error("a corner of the patch is covered: show all four black squares")]
    FiducialHidden,
    /// The sheet is not smooth.
    #[error("the patch is wrinkled: press it flat and take the photo along the arm")]
    PatchDeformed,
    /// More than one place could be the front.
    #[error("the end of the orange line is not clear (a drop, a shadow?): wipe the patch dry and try again")]
    FrontAmbiguous,
    /// The front is covered.
    #[error("something covers the end of the orange line: take the hand or the sleeve away")]
    FrontHidden,
    /// The front lies in a reflection.
    #[error("a reflection lies on the orange line: tilt the phone")]
    GlareOverFront,
    /// Too little of the channel is seen.
    #[error("the channel cannot be made out (a reflection, a shadow?): tilt the phone, use even light")]
    ChannelUnreadable,
    /// The chamber has not enough sweat.
    #[error("the chloride chamber is not full yet: sweat on and try again later")]
    AssayNotFilled,
    /// A reflection or something else lies over the chamber.
    #[error("a reflection lies on the chloride chamber: tilt the phone")]
    GlareOverAssay,
    /// The chamber is covered.
    #[error("something covers the chloride chamber: take the hand or the sleeve away")]
    AssayHidden,
    /// A reflection lies over the chips.
    #[error("a reflection lies on the colour squares: tilt the phone")]
    GlareOverChips,
    /// The chips do not agree with any camera and light.
    #[error("the light is mixed or coloured: go where it is even")]
    ColourReferenceUnreliable,
    /// The colour is none the assay takes.
    #[error("the colour of the chamber does not belong to this kind of patch: check its lot and age")]
    AssayColourOffCurve,
}

impl Refusal {
    /// Its name, as it stands in answers: `too_blurred`.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAPhoto => "not_a_photo",
            Self::Heic => "heic",
            Self::Animated => "animated",
            Self::Damaged => "damaged",
            Self::PrintColours => "print_colours",
            Self::TooLarge => "too_large",
            Self::TooSmall => "too_small",
            Self::NoPatch => "no_patch",
            Self::UnknownLayout => "unknown_layout",
            Self::Mirrored => "mirrored_image",
            Self::SeveralPatches => "several_patches",
            Self::TooBlurred => "too_blurred",
            Self::PatchTooSmall => "patch_too_small",
            Self::TooDark => "too_dark",
            Self::Overexposed => "overexposed",
            Self::FiducialHidden => "fiducial_hidden",
            Self::PatchDeformed => "patch_deformed",
            Self::FrontAmbiguous => "front_ambiguous",
            Self::FrontHidden => "front_hidden",
            Self::GlareOverFront => "glare_over_front",
            Self::ChannelUnreadable => "channel_unreadable",
            Self::AssayNotFilled => "assay_not_filled",
            Self::GlareOverAssay => "glare_over_assay",
            Self::AssayHidden => "assay_hidden",
            Self::GlareOverChips => "glare_over_chips",
            Self::ColourReferenceUnreliable => "colour_reference_unreliable",
            Self::AssayColourOffCurve => "assay_colour_off_curve",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Refusal;

    #[test]
    fn a_refusal_has_one_name_in_answers_and_in_documents() {
        for refusal in [
            Refusal::NotAPhoto,
            Refusal::PrintColours,
            Refusal::NoPatch,
            Refusal::Mirrored,
            Refusal::SeveralPatches,
            Refusal::FiducialHidden,
            Refusal::GlareOverFront,
            Refusal::AssayColourOffCurve,
        ] {
            assert_eq!(serde_json::to_value(refusal).unwrap(), refusal.code());
        }
    }
}
