//! What a file is, and what is in it.

use std::borrow::Cow;
use std::io::{BufReader, Read};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use jiff::tz::TimeZone;
use timeline::Observation;

use crate::fit::{self, FitError};
use crate::track::NoWorkout;
use crate::xml::XmlError;
use crate::{
    CalendarError, Feed, Hints, JsonError, PlannedWorkout, Reading, TableError, Withdrawn, apple_health,
    archive, calendar, encoding, exports, gpx, json, tcx,
};

/// The most that a packed file may unfold to.
pub(crate) const MOST_UNPACKED: u64 = 256 << 20;

/// The first element of a file stands within this much.
const HEAD: u64 = 64 << 10;

/// What a file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// The format it is in: `FIT`, `GPX`, `TCX`, `Apple Health`, `Strava`, `iCalendar`, or `zip` for several in one.
    pub format: &'static str,
    /// What it says happened.
    pub observations: Vec<Observation>,
    /// What else it says: body mass, drinks.
    pub readings: Vec<Reading>,
    /// What it says is to be done.
    pub planned: Vec<PlannedWorkout>,
    /// Planned workouts, and series of them, that are taken back.
    pub withdrawn: Vec<Withdrawn>,
    /// The calendar feed of which the planned workouts are a whole copy.
    pub feed: Option<Feed>,
    /// The provider's name for whose it is, where the file says.
    pub account: Option<String>,
    /// What to know about the reading.
    pub notes: Vec<Note>,
}

impl Decoded {
    /// Whether the file was damaged and read as far as it goes.
    pub fn is_recovered(&self) -> bool {
        let damaged = |note: &Note| {
            matches!(note, Note::Truncated { .. } | Note::Checksum | Note::NoSession | Note::Disagrees(_))
        };
        self.notes.iter().any(damaged)
    }

    /// Whether there is nothing in it to use.
    pub(crate) fn is_empty(&self) -> bool {
        self.observations.is_empty()
            && self.readings.is_empty()
            && self.planned.is_empty()
            && self.withdrawn.is_empty()
    }

    /// Nothing yet, of a format.
    pub(crate) fn of(format: &'static str) -> Self {
        Self {
            format,
            observations: Vec::new(),
            readings: Vec::new(),
            planned: Vec::new(),
            withdrawn: Vec::new(),
            feed: None,
            account: None,
            notes: Vec::new(),
        }
    }
}

/// Something to know about how a file was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The file broke off; it was read up to here.
    Truncated {
        /// The byte at which it broke.
        at: usize,
        /// Why.
        reason: String,
    },
    /// The checksum does not fit; the content was read all the same.
    Checksum,
    /// The file has no summary; it was worked out from its records.
    NoSession,
    /// Its own figures disagree; which were taken.
    Disagrees(&'static str),
    /// A file in an archive was not read.
    LeftOut {
        /// Its name.
        name: String,
        /// Why.
        reason: String,
    },
    /// A night came as totals, without its stages.
    SleepTotals,
    /// Drinks came as totals of days, which say nothing of when they were drunk.
    DrinkTotals,
    /// Nights came without a watch's stages: only that somebody lay in bed, or slept.
    SleepWithoutStages,
    /// The user changed what the provider may send; what came before stays.
    Permissions {
        /// What it may send now.
        granted: String,
    },
    /// A calendar names a time zone that nothing knows; the athlete's own was taken.
    UnknownZone {
        /// The name.
        zone: String,
    },
    /// The name says one format, the content is another.
    NotWhatItsNameSays {
        /// What the name ends in.
        extension: String,
        /// What it is.
        format: &'static str,
    },
}

impl Note {
    /// A break in XML, as a note; what is unsafe to read is refused whatever came before.
    pub(crate) fn cut_off(broken: XmlError) -> Result<Self, XmlError> {
        match broken {
            XmlError::Broken { at, reason } => Ok(Self::Truncated { at, reason }),
            unsafe_to_read => Err(unsafe_to_read),
        }
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Truncated { at, reason } => {
                write!(f, "the file breaks off at byte {at} ({reason}); what came before was read")
            }
            Self::Checksum => f.write_str("the file's checksum does not fit; it was read all the same"),
            Self::NoSession => f.write_str(
                "the file has no summary that can be used; times and totals were worked out from its records",
            ),
            Self::Disagrees(how) => f.write_str(how),
            Self::LeftOut { name, reason } => {
                let several = name.ends_with(" entries") || name.ends_with(" records");
                write!(f, "{name} {} left out: {reason}", if several { "were" } else { "was" })
            }
            Self::SleepTotals => f.write_str(
                "a night came as totals: switch off 'Aggregate sleep' in the app, so that its stages come too",
            ),
            Self::DrinkTotals => f.write_str(
                "drinks came as totals of days and were left out: switch off 'Aggregate data' in the app, so that each one comes with its time",
            ),
            Self::SleepWithoutStages => f.write_str(
                "nights came without stages: if a watch was worn, the app left its rows out; send the last seven days again with 'Aggregate data' off",
            ),
            Self::Permissions { granted } if granted.is_empty() => {
                f.write_str("the provider may send nothing any more; what came before stays")
            }
            Self::Permissions { granted } => {
                write!(f, "the provider may send {granted} from now on; what came before stays")
            }
            Self::UnknownZone { zone } => {
                write!(
                    f,
                    "the time zone '{zone}' is not known: its times were read in your own zone, check them"
                )
            }
            Self::NotWhatItsNameSays { extension, format } => {
                write!(f, "the name ends in .{extension}, but this is {format}; it was read as that")
            }
        }
    }
}

/// Why a file was not read. Nothing of it is used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is of a kind that cannot be read.
    #[error(
        "this is {kind}, which cannot be read here: give a FIT, TCX, GPX, Apple Health, Strava, Garmin or calendar file, or a whole export, as the watch or the platform makes it"
    )]
    Unsupported {
        /// What it looks like.
        kind: &'static str,
    },
    /// It unfolds to too much.
    #[error("the packed file unfolds to more than {} MB: unpack it and give the parts", MOST_UNPACKED >> 20)]
    TooLarge,
    /// The packing is damaged.
    #[error("the packed file is damaged: export it again")]
    Packing,
    /// An archive without a recording.
    #[error("none of the {files} files in the archive is a recording: give FIT, TCX or GPX files")]
    NothingInside {
        /// How many it has.
        files: usize,
    },
    /// A FIT file without anything to use.
    #[error(transparent)]
    Fit(#[from] FitError),
    /// An XML file that breaks before anything useful, or is unsafe to read.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// A file that is whole, but says of no workout when it was.
    #[error(transparent)]
    NoWorkout(#[from] NoWorkout),
    /// A JSON document without anything to use.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// A table without anything to use.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A calendar without anything to use.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
}

/// Reads a file by its content. `name` serves only to say when it promises something else.
///
/// # Errors
/// When the content is empty, of a kind that is not read, or holds nothing to use.
pub fn decode(name: &str, bytes: &[u8]) -> Result<Decoded, DecodeError> {
    decode_with(name, bytes, &Hints::default(), &TimeZone::UTC)
}

/// The same with what the athlete adds to it, and the zone that times without one are in (calendars have them).
///
/// # Errors
/// As [`decode`].
pub fn decode_with(name: &str, bytes: &[u8], hints: &Hints, zone: &TimeZone) -> Result<Decoded, DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::Empty);
    }
    if bytes.starts_with(&[0x1F, 0x8B]) {
        if let Some(export) = packed_health_export(bytes) {
            return apple_health::decode(BufReader::new(export));
        }
        let inner = name.strip_suffix(".gz").unwrap_or(name);
        return decode_plain(inner, &unpack(bytes)?, hints, zone);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return archive::decode(bytes, hints, zone);
    }
    decode_plain(name, bytes, hints, zone)
}

/// The same for a file that is not packed: an archive in an archive is a trick, not an export.
pub(crate) fn decode_plain(
    name: &str,
    bytes: &[u8],
    hints: &Hints,
    zone: &TimeZone,
) -> Result<Decoded, DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::Empty);
    }
    let unsupported = || DecodeError::Unsupported { kind: kind_of(bytes) };
    let text = if fit::looks_like(bytes) {
        Cow::Borrowed(bytes)
    } else if calendar::looks_like(bytes) {
        match calendar::unfolded(bytes) {
            Cow::Borrowed(bytes) => encoding::to_utf8(bytes),
            Cow::Owned(bytes) => Cow::Owned(encoding::to_utf8(&bytes).into_owned()),
        }
    } else {
        encoding::to_utf8(bytes)
    };
    let bytes = &*text;
    let Some(format) = Format::of(bytes) else {
        return exports::decode(bytes, zone).unwrap_or_else(|| Err(unsupported()));
    };
    let mut decoded = match format {
        Format::Fit => fit::decode(bytes, hints)?,
        Format::Gpx => gpx::decode(bytes)?,
        Format::Tcx => tcx::decode(bytes)?,
        Format::AppleHealth => apple_health::decode(bytes)?,
        Format::Json => json::decode(name, bytes, hints, zone)?.ok_or_else(unsupported)?,
        Format::Calendar => calendar::decode(bytes, hints, zone)?,
    };
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    if let Some(extension) = extension.filter(|extension| !fits(extension, decoded.format)) {
        let (extension, format) = (extension.to_owned(), decoded.format);
        decoded.notes.push(Note::NotWhatItsNameSays { extension, format });
    }
    Ok(decoded)
}

/// The formats that are read.
enum Format {
    Fit,
    Gpx,
    Tcx,
    AppleHealth,
    Json,
    Calendar,
}

/// Whether a file of the format may be called that.
fn fits(extension: &str, format: &str) -> bool {
    let usual = match format {
        "Apple Health" => "xml",
        "Strava" | "Garmin Health" | "Garmin Connect" | "Health Auto Export" | "Garmin export"
        | "Fitbit export" | "Google Fit export" | "Polar export" | "intervals.icu" | "Withings"
        | "Open Wearables" | "Polar" | "Wahoo" | "Oura" | "WHOOP" | "Suunto" | "Google Health" => "json",
        "iCalendar" if extension.eq_ignore_ascii_case("vcs") => "vcs",
        "iCalendar" => "ics",
        format => format,
    };
    extension.len() > 5 || extension.eq_ignore_ascii_case(usual)
}

impl Format {
    fn of(bytes: &[u8]) -> Option<Self> {
        if fit::looks_like(bytes) {
            return Some(Self::Fit);
        }
        if calendar::looks_like(bytes) {
            return Some(Self::Calendar);
        }
        if json::looks_like(bytes) {
            return Some(Self::Json);
        }
        match crate::xml::root(bytes).as_deref() {
            Some("gpx") => Some(Self::Gpx),
            Some("TrainingCenterDatabase") => Some(Self::Tcx),
            Some("HealthData") => Some(Self::AppleHealth),
            _ => None,
        }
    }
}

/// A packed export of Apple Health, which streams by and may be larger than what is held whole.
fn packed_health_export(bytes: &[u8]) -> Option<impl Read> {
    let mut head = Vec::new();
    GzDecoder::new(bytes).take(HEAD).read_to_end(&mut head).ok()?;
    let is_export = crate::xml::root(&head).as_deref() == Some("HealthData");
    is_export.then(|| GzDecoder::new(bytes).take(archive::MOST_STREAMED))
}

/// Packs what is too large to be kept as it is; [`decode`] reads it as it streams out again.
///
/// # Errors
/// When the input fails.
pub fn pack(mut input: impl Read) -> std::io::Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    std::io::copy(&mut input, &mut packed)?;
    packed.finish()
}

fn unpack(bytes: &[u8]) -> Result<Vec<u8>, DecodeError> {
    let mut unpacked = Vec::new();
    GzDecoder::new(bytes)
        .take(MOST_UNPACKED + 1)
        .read_to_end(&mut unpacked)
        .map_err(|_| DecodeError::Packing)?;
    let fits = u64::try_from(unpacked.len()).is_ok_and(|length| length <= MOST_UNPACKED);
    // A packed file inside a packed file is a trick, not an export.
    if fits && !unpacked.starts_with(&[0x1F, 0x8B]) { Ok(unpacked) } else { Err(DecodeError::TooLarge) }
}

fn kind_of(bytes: &[u8]) -> &'static str {
    let head = &bytes[..bytes.len().min(512)];
    let text = String::from_utf8_lossy(head).to_lowercase();
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    if starts(b"PK") {
        "a zip archive"
    } else if starts(&[0xFF, 0xD8, 0xFF]) || starts(b"\x89PNG") {
        "a picture"
    } else if starts(b"%PDF") {
        "a PDF document"
    } else if looks_like_json(text.trim_start()) {
        "a JSON document"
    } else if text.trim_start().starts_with('<') {
        "an XML document"
    } else if head.iter().all(|byte| !byte.is_ascii_control() || byte.is_ascii_whitespace()) {
        "a text file"
    } else {
        "a file of unknown kind"
    }
}

/// An object, or a list of something; `[section]` of a settings file is neither.
pub(crate) fn looks_like_json(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| !c.is_whitespace());
    match (letters.next(), letters.next()) {
        (Some('{'), _) => true,
        (Some('['), Some(second)) => matches!(second, '{' | '[' | ']' | '"' | '-') || second.is_ascii_digit(),
        _ => false,
    }
}
