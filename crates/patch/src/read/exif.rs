//! The few words of a photo's EXIF that help to read it.

/// What a photo says of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Exif {
    /// Whether it is stored mirrored (orientation 2, 4, 5 or 7).
    pub(crate) mirrored: bool,
    /// By how many quarter turns clockwise it is turned to be looked at, once mirrored back.
    pub(crate) quarter_turns: u8,
    /// Focal length as a part of the longer side.
    pub(crate) focal_of_width: Option<f64>,
}

const ORIENTATION: u16 = 0x0112;
const EXIF_FOLDER: u16 = 0x8769;
const FOCAL_35_MM: u16 = 0xa405;
/// The longer side of the film, mm.
const FILM_MM: f64 = 36.0;
/// A folder with more entries than this is damaged.
const MOST_ENTRIES: usize = 512;

struct Tiff<'a> {
    bytes: &'a [u8],
    little: bool,
}

impl Tiff<'_> {
    fn short(&self, at: usize) -> Option<u16> {
        let two: [u8; 2] = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    }

    fn long(&self, at: usize) -> Option<usize> {
        let four: [u8; 4] = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) } as usize)
    }

    /// Where the value of an entry of a folder stands.
    fn value(&self, folder: usize, wanted: u16) -> Option<usize> {
        let count = usize::from(self.short(folder)?).min(MOST_ENTRIES);
        let entry = |index: usize| folder + 2 + 12 * index;
        (0..count).map(entry).find(|at| self.short(*at) == Some(wanted)).map(|at| at + 8)
    }
}

/// Reads the words; whatever is damaged is passed over.
pub(crate) fn read(bytes: &[u8]) -> Exif {
    let bytes = bytes.strip_prefix(b"Exif\0\0").unwrap_or(bytes);
    let little = match bytes.get(..2) {
        Some(b"II") => true,
        Some(b"MM") => false,
        _ => return Exif::default(),
    };
    let tiff = Tiff { bytes, little };
    let Some(first) = tiff.long(4) else { return Exif::default() };
    let orientation = tiff.value(first, ORIENTATION).and_then(|at| tiff.short(at));
    let folder = tiff.value(first, EXIF_FOLDER).and_then(|at| tiff.long(at));
    let focal = folder.and_then(|folder| tiff.value(folder, FOCAL_35_MM)).and_then(|at| tiff.short(at));
    Exif {
        mirrored: matches!(orientation, Some(2 | 4 | 5 | 7)),
        quarter_turns: match orientation {
            Some(6 | 7) => 1,
            Some(3 | 4) => 2,
            Some(5 | 8) => 3,
            _ => 0,
        },
        focal_of_width: focal.filter(|mm| (10..=300).contains(mm)).map(|mm| f64::from(mm) / FILM_MM),
    }
}
