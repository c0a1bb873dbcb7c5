//! A workout as a FIT file, for a watch to guide through.
//!
//! The profile has no reminder to drink (checked against 21.218): what is to be drunk stands in the notes of timed steps, which
//! watches show when a step begins.

use jiff::Timestamp;
use sport::Sport;
use units::Duration;

use super::crc::crc;
use super::names;
use super::time::seconds_of;

/// A workout to be written.
///
/// ```
/// # use formats::fit::{Workout, WorkoutStep};
/// # use units::Duration;
/// let quarter = |note: &str| WorkoutStep {
///     name: "Drink".into(),
///     length: Duration::from_minutes(15.0),
///     notes: note.into(),
/// };
/// let run = Workout {
///     title: "Long run".into(),
///     sport: sport::Sport::Run,
///     serial: 7,
///     created: "2027-06-01T06:00:00Z".parse().unwrap(),
///     steps: vec![quarter("150 mL"), quarter("150 mL")],
/// };
/// let file = run.to_fit();
/// assert!(formats::fit::looks_like(&file));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Workout {
    /// What the athlete calls it. More than 47 bytes are cut on a character.
    pub title: String,
    /// The sport.
    pub sport: Sport,
    /// What tells the file from others made at the same second; 0 stands for 1, for 0 is no serial number.
    pub serial: u32,
    /// When it was made.
    pub created: Timestamp,
    /// What is done, one after another; no more than 65,535.
    pub steps: Vec<WorkoutStep>,
}

/// A step of a workout that ends by the clock.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkoutStep {
    /// Its name. More than 23 bytes are cut on a character.
    pub name: String,
    /// How long; at most 49 days, which is what the format can say.
    pub length: Duration,
    /// What the watch shows when it begins. More than 99 bytes are cut on a character.
    pub notes: String,
}

/// Strings end with a zero byte within these lengths.
const TITLE: u8 = 48;
const NAME: u8 = 24;
const NOTES: u8 = 100;

/// Base types of the format.
const ENUM: u8 = 0x00;
const STRING: u8 = 0x07;
const U16: u8 = 0x84;
const U32: u8 = 0x86;
const U32Z: u8 = 0x8C;

/// A file of a workout, made by whoever has no number of a maker.
const WORKOUT_FILE: u8 = 5;
const DEVELOPMENT: u16 = 255;
/// A step that lasts for a time, has no target, and is neither rest nor warm-up.
const BY_TIME: u8 = 0;
const OPEN: u8 = 2;
const ACTIVE: u8 = 0;

/// Number, bytes and base type of each field.
type Fields = &'static [(u8, u8, u8)];
const FILE_ID: Fields = &[(0, 1, ENUM), (1, 2, U16), (2, 2, U16), (3, 4, U32Z), (4, 4, U32)];
const WORKOUT: Fields = &[(4, 1, ENUM), (11, 1, ENUM), (6, 2, U16), (8, TITLE, STRING)];
const STEP: Fields = &[
    (254, 2, U16),
    (0, NAME, STRING),
    (1, 1, ENUM),
    (2, 4, U32),
    (3, 1, ENUM),
    (4, 4, U32),
    (7, 1, ENUM),
    (8, NOTES, STRING),
];

impl Workout {
    /// The file.
    pub fn to_fit(&self) -> Vec<u8> {
        let mut body = Vec::new();
        define(&mut body, 0, 0, FILE_ID);
        body.push(0);
        body.push(WORKOUT_FILE);
        put16(&mut body, DEVELOPMENT);
        put16(&mut body, 0);
        put32(&mut body, self.serial.max(1));
        put32(&mut body, seconds_of(self.created));
        define(&mut body, 1, 26, WORKOUT);
        body.push(1);
        let (sport, sub_sport) = names::numbers(self.sport);
        body.extend([sport, sub_sport]);
        let count = u16::try_from(self.steps.len()).unwrap_or(u16::MAX);
        put16(&mut body, count);
        text(&mut body, &self.title, TITLE);
        define(&mut body, 2, 27, STEP);
        for (index, step) in (0..count).zip(&self.steps) {
            body.push(2);
            put16(&mut body, index);
            text(&mut body, &step.name, NAME);
            body.push(BY_TIME);
            put32(&mut body, millis(step.length));
            body.push(OPEN);
            put32(&mut body, 0);
            body.push(ACTIVE);
            text(&mut body, &step.notes, NOTES);
        }
        whole(&body)
    }
}

/// The header, the messages, and the checksums of both.
fn whole(body: &[u8]) -> Vec<u8> {
    // Protocol 2.0, profile 21.218.
    let mut file = vec![14, 0x20];
    put16(&mut file, 21_218);
    put32(&mut file, u32::try_from(body.len()).unwrap_or(u32::MAX));
    file.extend(b".FIT");
    let header = crc(&file);
    put16(&mut file, header);
    file.extend(body);
    let sum = crc(&file);
    put16(&mut file, sum);
    file
}

/// Says what messages of this local number hold, little-endian.
fn define(body: &mut Vec<u8>, local: u8, number: u16, fields: Fields) {
    body.extend([0x40 | local, 0, 0]);
    put16(body, number);
    body.push(u8::try_from(fields.len()).unwrap_or(u8::MAX));
    for (field, bytes, base) in fields {
        body.extend([*field, *bytes, *base]);
    }
}

fn put16(body: &mut Vec<u8>, value: u16) {
    body.extend(value.to_le_bytes());
}

fn put32(body: &mut Vec<u8>, value: u32) {
    body.extend(value.to_le_bytes());
}

/// A string in so many bytes, ending with a zero byte. Control characters, which a zero byte is one of, become spaces.
fn text(body: &mut Vec<u8>, text: &str, bytes: u8) {
    let bytes = usize::from(bytes);
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let cut = clean.floor_char_boundary(bytes - 1);
    body.extend(&clean.as_bytes()[..cut]);
    body.resize(body.len() + bytes - cut, 0);
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits")]
fn millis(length: Duration) -> u32 {
    // The largest number says that there is none.
    (length.as_seconds() * 1000.0).round().clamp(0.0, f64::from(u32::MAX - 1)) as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Hints;
    use crate::fit::decode;

    fn workout(title: &str, sport: Sport, steps: Vec<WorkoutStep>) -> Workout {
        let created = "2027-06-01T06:00:00Z".parse().unwrap();
        Workout { title: title.into(), sport, serial: 1, created, steps }
    }

    fn step(minutes: f64, notes: &str) -> WorkoutStep {
        WorkoutStep { name: "Beber".into(), length: Duration::from_minutes(minutes), notes: notes.into() }
    }

    fn hints() -> Hints {
        Hints { start: Some("2027-06-02T07:00:00Z".parse().unwrap()), ..Hints::default() }
    }

    #[test]
    fn trap_40_a_workout_is_read_back_with_its_sport_and_its_length() {
        for (sport, indoors) in [(Sport::Run, false), (Sport::Treadmill, true), (Sport::Ride, false)] {
            let file = workout("Rodagem", sport, vec![step(15.0, "150 mL"), step(7.5, "75 mL")]).to_fit();
            let decoded = decode(&file, &hints()).unwrap();
            assert_eq!(decoded.notes, [], "the checksums fit");
            let planned = &decoded.planned[0];
            assert_eq!((planned.sport, planned.indoors), (sport, indoors));
            assert_eq!(planned.duration, Some(Duration::from_minutes(22.5)));
        }
    }

    #[test]
    fn long_texts_are_cut_on_a_character() {
        let notes = "Água 💧".repeat(40);
        let file = workout(&"é".repeat(40), Sport::Run, vec![step(15.0, &notes)]).to_fit();
        let text = String::from_utf8_lossy(&file[14..file.len() - 2]).into_owned();
        assert!(text.contains(&"é".repeat(23)) && !text.contains(&"é".repeat(24)));
        assert!(decode(&file, &hints()).is_ok());
    }

    #[test]
    fn every_sport_has_a_number() {
        for sport in Sport::ALL {
            let (main, _) = names::numbers(*sport);
            let known = names::sport(Some(f64::from(main)), None);
            let named = sport::named(&known);
            let same = named.is_some_and(|named| named.sport == *sport);
            let kin = named.is_some_and(|named| named.family == sport::SportFamily::of(sport.words()));
            assert!(main == 0 || same || kin, "{sport:?} became {known}");
        }
    }

    proptest! {
        #[test]
        fn any_workout_is_a_sound_file(
            title in ".{0,60}",
            notes in ".{0,140}",
            minutes in proptest::collection::vec(-1.0e3..1.0e6, 1..40),
        ) {
            let steps = minutes.iter().map(|minutes| step(*minutes, &notes)).collect();
            let decoded = decode(&workout(&title, Sport::Run, steps).to_fit(), &hints()).unwrap();
            prop_assert_eq!(decoded.notes.len(), 0);
        }
    }
}
