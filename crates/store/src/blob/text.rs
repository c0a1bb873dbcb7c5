//! A recording written as text (TCX, GPX, CSV, JSON): the words between its numbers, which repeat from point to point, and
//! the numbers by the words before them, a column each.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

use super::column;
use super::numbers::{pop_numbers, push_numbers};
use super::streams::{Streams, Unpacked, read_varint, take, write_varint};

/// Longer texts are packed as they are: columns take some ten times the memory of what they hold.
const LONGEST: usize = 16 << 20;
/// A text with more different words between its numbers is none that repeats.
const MOST_WORDS: usize = 1 << 14;
/// The most numbers that are held in columns: ten a second for a day.
pub(super) const MOST_NUMBERS: usize = 1 << 20;
/// The most digits of a number that is surely held exactly.
pub(super) const MOST_DIGITS: usize = 17;

/// What follows a word.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Next {
    End,
    Number,
    /// A moment, `2026-06-08T07:01:00`, as seconds.
    Moment,
    /// So many digits that are no number by themselves: `07` in `9:07`, what follows the first digits of a long number.
    Digits(u8),
}

impl Next {
    fn code(self) -> u8 {
        match self {
            Self::End => 0,
            Self::Number => 1,
            Self::Moment => 2,
            Self::Digits(width) => 2 + width,
        }
    }

    fn of(code: u8) -> Option<Self> {
        Some(match code {
            0 => Self::End,
            1 => Self::Number,
            2 => Self::Moment,
            more => Self::Digits(Some(more - 2).filter(|&width| usize::from(width) <= MOST_DIGITS)?),
        })
    }
}

/// A number as it is written: without its point, and how many digits stand behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) value: i64,
    pub(super) decimals: u8,
}

/// The words and columns of a text; `None` when it is not one that would gain by it.
pub(super) fn split(text: &[u8]) -> Option<Streams> {
    if text.len() > LONGEST || !looks_like_text(text) {
        return None;
    }
    let mut words: HashMap<(&[u8], Next), i64> = HashMap::new();
    let mut list = Vec::new();
    let mut order = Vec::new();
    let mut columns: Vec<Vec<Written>> = Vec::new();
    for (word, next, written) in (Tokens { text, at: 0 }) {
        let known = words.len() as i64;
        let index = *words.entry((word, next)).or_insert(known);
        if index == known {
            if words.len() > MOST_WORDS {
                return None;
            }
            list.push(next.code());
            write_varint(&mut list, word.len() as u64);
            list.extend_from_slice(word);
            columns.push(Vec::new());
        }
        if order.len() == MOST_NUMBERS {
            return None;
        }
        order.push(index);
        columns.get_mut(usize::try_from(index).ok()?)?.extend(written);
    }
    let mut streams = Streams::default();
    streams.say(words.len() as u64);
    streams.push(list);
    column::push(&mut streams, order);
    for written in columns.iter().filter(|column| !column.is_empty()) {
        push_numbers(&mut streams, written);
    }
    Some(streams)
}

/// The text whose streams these are; `None` when they are damaged or the text is longer than `most`.
pub(super) fn join(unpacked: &mut Unpacked, most: usize) -> Option<Vec<u8>> {
    let count = unpacked.hear()?;
    let list = unpacked.pop()?;
    let mut list = list.as_slice();
    let mut words = Vec::new();
    for _ in 0..count {
        let (&next, rest) = list.split_first()?;
        list = rest;
        let length = read_varint(&mut list)?;
        let word = take(&mut list, length)?;
        words.push((word, Next::of(next)?));
    }
    let order = column::pop(unpacked, MOST_NUMBERS)?;
    let mut columns = words
        .iter()
        .map(|&(_, next)| if next == Next::End { Some(Vec::new()) } else { pop_numbers(unpacked) })
        .collect::<Option<Vec<_>>>()?;
    for column in &mut columns {
        column.reverse();
    }
    let mut text = Vec::new();
    for index in order {
        let index = usize::try_from(index).ok()?;
        let &(word, next) = words.get(index)?;
        text.extend_from_slice(word);
        if next != Next::End {
            columns.get_mut(index)?.pop()?.write(next, &mut text)?;
        }
        if text.len() > most {
            return None;
        }
    }
    Some(text)
}

/// Text has no control characters but white space; its beginning tells.
fn looks_like_text(bytes: &[u8]) -> bool {
    let begins = &bytes[..bytes.len().min(512)];
    !begins.iter().any(|&byte| byte < b' ' && !byte.is_ascii_whitespace())
}

/// The words of a text, each with the number after it.
struct Tokens<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (&'a [u8], Next, Option<Written>);

    fn next(&mut self) -> Option<Self::Item> {
        let from = self.at;
        if from >= self.text.len() {
            return None;
        }
        let mut at = from;
        while let Some(&byte) = self.text.get(at) {
            if byte.is_ascii_alphabetic() {
                at += self.text[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            } else if byte.is_ascii_digit() || byte == b'-' {
                if let Some((length, next, written)) = self.number_at(at) {
                    self.at = at + length;
                    return Some((&self.text[from..at], next, Some(written)));
                }
                at += 1;
            } else {
                at += 1;
            }
        }
        self.at = at;
        Some((&self.text[from..], Next::End, None))
    }
}

impl Tokens<'_> {
    /// The number that begins here, if one does, and its length.
    fn number_at(&self, at: usize) -> Option<(usize, Next, Written)> {
        let text = &self.text[at..];
        // What follows a digit is the rest of a number too long to be held as one.
        if !at.checked_sub(1).is_some_and(|before| self.text[before].is_ascii_digit()) {
            if let Some((length, written)) = moment(text) {
                return Some((length, Next::Moment, written));
            }
            if let Some((length, written)) = number(text) {
                return Some((length, Next::Number, written));
            }
        }
        let width = digits(text).min(MOST_DIGITS);
        let written = Written { value: value_of(&text[..width], 0), decimals: 0 };
        (width > 0).then_some((width, Next::Digits(width as u8), written))
    }
}

impl Written {
    /// Writes it as it stood; `None` for what no text can have held.
    fn write(self, next: Next, text: &mut Vec<u8>) -> Option<()> {
        match next {
            Next::End => return None,
            Next::Number => self.write_number(text),
            Next::Moment => self.write_moment(text)?,
            Next::Digits(width) => write_digits(text, u64::try_from(self.value).ok()?, usize::from(width)),
        }
        Some(())
    }

    pub(super) fn write_number(self, text: &mut Vec<u8>) {
        if self.value < 0 {
            text.push(b'-');
        }
        let power = 10u64.pow(u32::from(self.decimals));
        let value = self.value.unsigned_abs();
        write_digits(text, value / power, 1);
        write_decimals(text, value % power, self.decimals);
    }

    fn write_moment(self, text: &mut Vec<u8>) -> Option<()> {
        let power = 10i64.pow(u32::from(self.decimals));
        let at = Timestamp::from_second(self.value.div_euclid(power)).ok()?;
        let at: DateTime = Offset::UTC.to_datetime(at);
        write_digits(text, u64::try_from(at.year()).ok()?, 4);
        let parts = [
            (b'-', at.month()),
            (b'-', at.day()),
            (b'T', at.hour()),
            (b':', at.minute()),
            (b':', at.second()),
        ];
        for (mark, part) in parts {
            text.push(mark);
            write_digits(text, u64::try_from(part).ok()?, 2);
        }
        write_decimals(text, self.value.rem_euclid(power).unsigned_abs(), self.decimals);
        Some(())
    }
}

/// A number that is written again just as it stood: no zeros before it, no sign before a zero. Of a long one the first
/// digits.
pub(super) fn number(text: &[u8]) -> Option<(usize, Written)> {
    let sign = usize::from(text.first() == Some(&b'-'));
    let whole = digits(&text[sign..]);
    if whole == 0 || (whole > 1 && text[sign] == b'0') {
        return None;
    }
    let mut length = sign + whole;
    let mut decimals = 0;
    if whole > MOST_DIGITS {
        return None;
    }
    if text.get(length) == Some(&b'.') {
        decimals = digits(&text[length + 1..]).min(MOST_DIGITS - whole);
        length += if decimals > 0 { 1 + decimals } else { 0 };
    }
    let value = value_of(&text[sign..sign + whole], 0);
    let value = if decimals > 0 { value_of(&text[length - decimals..length], value) } else { value };
    if sign == 1 && value == 0 {
        return None;
    }
    Some((length, Written { value: if sign == 1 { -value } else { value }, decimals: decimals as u8 }))
}

/// `2026-06-08T07:01:00`, with decimals or without, from 1970 on.
fn moment(text: &[u8]) -> Option<(usize, Written)> {
    const SHAPE: &[u8; 19] = b"0000-00-00T00:00:00";
    let begins = text.get(..SHAPE.len())?;
    let fits = begins
        .iter()
        .zip(SHAPE)
        .all(|(byte, shape)| byte == shape || (*shape == b'0' && byte.is_ascii_digit()));
    if !fits {
        return None;
    }
    let part = |from: usize, to: usize| value_of(&begins[from..to], 0);
    let date = Date::new(part(0, 4) as i16, part(5, 7) as i8, part(8, 10) as i8).ok()?;
    let time = Time::new(part(11, 13) as i8, part(14, 16) as i8, part(17, 19) as i8, 0).ok()?;
    let seconds = Offset::UTC.to_timestamp(date.to_datetime(time)).ok()?.as_second();
    if seconds < 0 {
        return None;
    }
    let decimals = match text.get(SHAPE.len()) {
        Some(b'.') => digits(&text[SHAPE.len() + 1..]),
        _ => 0,
    };
    if decimals > 6 {
        return None;
    }
    let length = SHAPE.len() + if decimals > 0 { 1 + decimals } else { 0 };
    let value = if decimals > 0 { value_of(&text[length - decimals..length], seconds) } else { seconds };
    Some((length, Written { value, decimals: decimals as u8 }))
}

fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// The number whose last digits these are.
fn value_of(digits: &[u8], before: i64) -> i64 {
    digits.iter().fold(before, |value, digit| value * 10 + i64::from(digit - b'0'))
}

fn write_decimals(text: &mut Vec<u8>, value: u64, decimals: u8) {
    if decimals > 0 {
        text.push(b'.');
        write_digits(text, value, usize::from(decimals));
    }
}

/// A number with at least so many digits.
fn write_digits(text: &mut Vec<u8>, mut value: u64, least: usize) {
    let mut digits = [b'0'; 20];
    let mut at = digits.len();
    while value > 0 {
        at -= 1;
        digits[at] = b'0' + (value % 10) as u8;
        value /= 10;
    }
    text.extend_from_slice(&digits[at.min(digits.len() - least)..]);
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::*;

    /// The text by way of its columns, and how long those are when packed.
    fn back(text: &str) -> (String, usize) {
        let packed = split(text.as_bytes()).unwrap().pack().unwrap();
        let back = join(&mut Unpacked::of(&packed, 1 << 24).unwrap(), 1 << 24).unwrap();
        (String::from_utf8(back).unwrap(), packed.len())
    }

    #[test]
    fn every_way_to_write_a_number_comes_back() {
        for text in [
            "",
            "7",
            "-7 -0 -0.0 -0.5 --5 5- 0 00 007 0.0 1.50 1.5 1. .5 1e5 1.5E-3",
            "9:07:05,09:07:05,9:7:5",
            "123456789012345678901234567890 0.12345678901234567890 99999999999999999.9",
            "40.77348691038787364959716796875 -73.97219452075660228729248046875",
            "2026-06-08T07:01:00Z 2026-06-08T07:01:00.250Z 2026-02-30T07:01:00Z 1969-12-31T23:59:59Z 2026-06-08 07:01",
            "2026-06-08T07:01:00.1234567Z 2026-06-08T24:00:00Z 2026-06-08T23:59:60Z",
            "<a href=\"x2y3\">uuid 0f8fad5b-d9cb-469f-a165-70867728950e</a> 1.2.3.4 2-3",
            "café 12 km à 5:30 🏃 3",
        ] {
            assert_eq!(back(text).0, text);
        }
    }

    #[test]
    fn what_was_printed_in_full_takes_the_room_of_what_it_was() {
        let mut text = String::new();
        let mut random = 1u64;
        for second in 0..2_000_i64 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let noise = (random >> 40) as i64 % 20;
            let latitude = (539_000_000 + second * 300 + noise) as f64 * 180.0 / 2f64.powi(31);
            let altitude = f64::from(((2_000 + second / 7 + noise / 10) as f64 / 10.0) as f32);
            let _ = writeln!(text, "lat {latitude} ele {altitude:?}");
        }
        text.push_str("lat 45.5 ele 200.00\n");
        let (back, packed) = back(&text);
        assert_eq!(back, text);
        // Each has some 32 digits, of which noise of 20 steps and of 2 is new: less than a byte together.
        assert!(packed < 2 * 2_000, "{packed} bytes");
    }

    proptest! {
        #[test]
        fn whatever_is_written_comes_back(
            words in prop::collection::vec("[a-z<>=\": ,.-]{0,4}", 1..4),
            numbers in prop::collection::vec("-?[0-9]{1,4}(\\.[0-9]{0,3})?|[0-9]{15,20}\\.[0-9]{0,20}|20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:00(\\.[0-9]{1,8})?", 0..60),
        ) {
            let mut text = String::new();
            for (index, number) in numbers.iter().enumerate() {
                text.push_str(&words[index % words.len()]);
                text.push_str(number);
            }
            prop_assert_eq!(back(&text).0, text);
        }
    }
}
