//! A FIT recording: its headers and definitions in one stream, the values of each field in a column.

use std::collections::HashMap;

use super::column;
use super::streams::{Streams, Unpacked};

/// Longer recordings are packed as they are: columns take some ten times the memory of what they hold.
const LONGEST: usize = 16 << 20;

/// A field as messages of one kind hold it: the same field in a later definition goes on in the same column.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Field {
    message: u16,
    number: u8,
    size: u8,
    kind: u8,
    developer: bool,
    big_endian: bool,
}

/// What the messages of a local number hold: by field its column and its size.
type Definition = Vec<(usize, usize)>;

/// Fields and definitions met so far, the same for who takes a recording apart and who puts it together.
#[derive(Default)]
struct Shapes {
    columns: HashMap<Field, usize>,
    fields: Vec<Field>,
    local: [Option<Definition>; 16],
}

/// What a record is, told by its first byte.
enum Record {
    Definition { developer: bool },
    Data { local: usize },
}

impl Record {
    fn of(header: u8) -> Self {
        match header {
            0x80.. => Self::Data { local: usize::from(header >> 5 & 3) },
            0x40.. => Self::Definition { developer: header & 0x20 != 0 },
            _ => Self::Data { local: usize::from(header & 15) },
        }
    }
}

impl Shapes {
    /// The length of a definition that begins here, the byte before it left out; `None` when it is cut off.
    fn length(bytes: &[u8], developer: bool) -> Option<usize> {
        let mut length = 5 + 3 * usize::from(*bytes.get(4)?);
        if developer {
            length += 1 + 3 * usize::from(*bytes.get(length)?);
        }
        (length <= bytes.len()).then_some(length)
    }

    /// Learns what messages of a local number hold from now on.
    fn define(&mut self, header: u8, definition: &[u8], developer: bool) {
        let big_endian = definition[1] == 1;
        let message = [definition[2], definition[3]];
        let message = if big_endian { u16::from_be_bytes(message) } else { u16::from_le_bytes(message) };
        let native = 3 * usize::from(definition[4]);
        let (native, other) = definition[5..].split_at(native);
        let other = if developer { &other[1..] } else { other };
        let mut holds = Vec::new();
        for (fields, developer) in [(native, false), (other, true)] {
            for &[number, size, kind] in fields.as_chunks().0 {
                let field = Field { message, number, size, kind, developer, big_endian };
                let known = self.fields.len();
                let column = *self.columns.entry(field).or_insert(known);
                if column == known {
                    self.fields.push(field);
                }
                holds.push((column, usize::from(size)));
            }
        }
        self.local[usize::from(header & 15)] = Some(holds);
    }
}

/// A recording as far as it was taken apart.
#[derive(Default)]
struct Apart {
    shapes: Shapes,
    structure: Vec<u8>,
    columns: Vec<Vec<u8>>,
}

impl Apart {
    /// Takes in the record that begins here, and says how long it is; `None` when it cannot be followed.
    fn take(&mut self, record: &[u8]) -> Option<usize> {
        let (&header, rest) = record.split_first()?;
        match Record::of(header) {
            Record::Definition { developer } => {
                let length = Shapes::length(rest, developer)?;
                self.structure.extend_from_slice(&record[..=length]);
                self.shapes.define(header, &rest[..length], developer);
                self.columns.resize_with(self.shapes.fields.len(), Vec::new);
                Some(1 + length)
            }
            Record::Data { local } => {
                let definition = self.shapes.local[local].as_ref()?;
                let length = definition.iter().map(|(_, size)| size).sum();
                let mut values = rest.get(..length)?;
                for &(column, size) in definition {
                    let (value, others) = values.split_at(size);
                    self.columns[column].extend_from_slice(value);
                    values = others;
                }
                self.structure.push(header);
                Some(1 + length)
            }
        }
    }
}

/// The streams of a recording; `None` when it is none. What cannot be followed to its end is kept as it is from there on.
pub(super) fn split(bytes: &[u8]) -> Option<Streams> {
    let begins = usize::from(*bytes.first()?);
    if bytes.len() > LONGEST || bytes.get(8..12)? != b".FIT" || !(12..=64).contains(&begins) {
        return None;
    }
    let mut apart = Apart { structure: bytes.get(..begins)?.to_vec(), ..Apart::default() };
    let (mut rest, mut records) = (&bytes[begins..], 0u64);
    // The checksum is no record.
    while rest.len() > 2 {
        let Some(length) = apart.take(rest) else { break };
        records += 1;
        rest = &rest[length..];
    }
    let mut streams = Streams::default();
    streams.say(begins as u64);
    streams.say(records);
    streams.push(apart.structure);
    streams.push(rest.to_vec());
    for (field, bytes) in apart.shapes.fields.iter().zip(apart.columns) {
        push_values(&mut streams, *field, bytes);
    }
    Some(streams)
}

/// The recording whose streams these are; `None` when they are damaged or it is longer than `most`.
pub(super) fn join(unpacked: &mut Unpacked, most: usize) -> Option<Vec<u8>> {
    let begins = usize::try_from(unpacked.hear()?).ok()?;
    let records = unpacked.hear()?;
    let structure = unpacked.pop()?;
    let tail = unpacked.pop()?;
    let shapes = known_fields(&structure, begins, records)?;
    let columns =
        shapes.fields.iter().map(|&field| pop_values(unpacked, field)).collect::<Option<Vec<_>>>()?;
    let mut columns: Vec<&[u8]> = columns.iter().map(Vec::as_slice).collect();
    let mut shapes = Shapes::default();
    let (head, mut structure) = structure.split_at_checked(begins)?;
    let mut bytes = head.to_vec();
    for _ in 0..records {
        let (&header, rest) = structure.split_first()?;
        bytes.push(header);
        structure = rest;
        match Record::of(header) {
            Record::Definition { developer } => {
                let (definition, rest) = structure.split_at(Shapes::length(structure, developer)?);
                bytes.extend_from_slice(definition);
                shapes.define(header, definition, developer);
                structure = rest;
            }
            Record::Data { local } => {
                for &(column, size) in shapes.local[local].as_ref()? {
                    let (value, rest) = columns.get(column)?.split_at_checked(size)?;
                    bytes.extend_from_slice(value);
                    columns[column] = rest;
                }
            }
        }
        if bytes.len() > most {
            return None;
        }
    }
    bytes.extend_from_slice(&tail);
    Some(bytes)
}

/// The fields in the order in which they are first defined.
fn known_fields(structure: &[u8], begins: usize, records: u64) -> Option<Shapes> {
    let mut shapes = Shapes::default();
    let mut rest = structure.get(begins..)?;
    for _ in 0..records {
        let (&header, after) = rest.split_first()?;
        rest = after;
        if let Record::Definition { developer } = Record::of(header) {
            let (definition, after) = rest.split_at(Shapes::length(rest, developer)?);
            shapes.define(header, definition, developer);
            rest = after;
        }
    }
    Some(shapes)
}

/// Fields of a number's size are numbers; texts and lists stay bytes.
fn push_values(streams: &mut Streams, field: Field, bytes: Vec<u8>) {
    let size = usize::from(field.size);
    if !matches!(size, 1 | 2 | 4 | 8) {
        streams.push(bytes);
        return;
    }
    let number = |value: &[u8]| {
        let mut wide = [0; 8];
        if field.big_endian {
            wide[8 - size..].copy_from_slice(value);
            i64::from_be_bytes(wide)
        } else {
            wide[..size].copy_from_slice(value);
            i64::from_le_bytes(wide)
        }
    };
    column::push(streams, bytes.chunks_exact(size).map(number).collect());
}

fn pop_values(unpacked: &mut Unpacked, field: Field) -> Option<Vec<u8>> {
    let size = usize::from(field.size);
    if !matches!(size, 1 | 2 | 4 | 8) {
        return unpacked.pop();
    }
    let mut bytes = Vec::new();
    for value in column::pop(unpacked, LONGEST)? {
        let (little, big) = (value.to_le_bytes(), value.to_be_bytes());
        bytes.extend_from_slice(if field.big_endian { &big[8 - size..] } else { &little[..size] });
    }
    Some(bytes)
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    fn back(bytes: &[u8]) -> Vec<u8> {
        let packed = split(bytes).unwrap().pack().unwrap();
        join(&mut Unpacked::of(&packed, 1 << 24).unwrap(), 1 << 24).unwrap()
    }

    fn header() -> Vec<u8> {
        let mut bytes = vec![14, 0x20, 0, 0, 0, 0, 0, 0];
        bytes.extend_from_slice(b".FIT\0\0");
        bytes
    }

    /// Records of both byte orders, a developer's field, a text, a list, a compressed time, a field of no length.
    pub(in crate::blob) fn recording(points: u32) -> Vec<u8> {
        let mut bytes = header();
        bytes.extend_from_slice(&[0x60, 0, 0, 20, 0, 3, 253, 4, 0x86, 3, 1, 2, 8, 5, 7, 1, 0, 2, 0]);
        bytes.extend_from_slice(&[0x41, 0, 1, 0, 21, 3, 253, 4, 0x86, 9, 0, 2, 10, 3, 2]);
        for point in 0..points {
            bytes.push(if point % 5 == 4 { 0x80 | point as u8 & 31 } else { 0 });
            bytes.extend_from_slice(&(1_000_000_000 + point).to_le_bytes());
            bytes.push(120 + (point % 7) as u8);
            bytes.extend_from_slice(b"text\0");
            bytes.extend_from_slice(&(point as u16).to_le_bytes());
            if point % 10 == 0 {
                bytes.push(1);
                bytes.extend_from_slice(&(1_000_000_000 + point).to_be_bytes());
                bytes.extend_from_slice(&[1, 2, 3]);
            }
        }
        bytes.extend_from_slice(&[0xab, 0xcd]);
        bytes
    }

    #[test]
    fn a_recording_comes_back_wherever_it_is_cut_off() {
        let whole = recording(100);
        for length in [14, 15, 20, 40, 60, 61, 62, 99, 500, whole.len() - 3, whole.len() - 1, whole.len()] {
            assert_eq!(back(&whole[..length]), whole[..length], "cut off at {length}");
        }
        let two = [whole.clone(), whole].concat();
        assert_eq!(back(&two), two);
    }

    #[test]
    fn a_recording_takes_a_fraction_of_its_room() {
        let whole = recording(3_600);
        let packed = split(&whole).unwrap().pack().unwrap();
        assert!(packed.len() * 20 < whole.len(), "{} of {} bytes", packed.len(), whole.len());
    }

    #[test]
    fn what_is_no_recording_is_left_alone() {
        assert!(split(b"").is_none());
        assert!(split(b"GIF89a and more than twelve").is_none());
        assert!(split(&[14; 40]).is_none());
    }

    proptest! {
        #[test]
        fn whatever_follows_the_header_comes_back(bytes in prop::collection::vec(prop_oneof![0u8..8, any::<u8>(), 0x40u8..0x48], 0..300)) {
            let bytes = [header(), bytes].concat();
            prop_assert_eq!(back(&bytes), bytes);
        }
    }
}
