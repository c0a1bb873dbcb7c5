//! From bytes to messages.

use super::crc::crc;

/// A message: its global number and the fields that had a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Message {
    pub(super) number: u16,
    fields: Vec<(u8, f64)>,
}

impl Message {
    /// The first value of a field, unscaled.
    pub(super) fn field(&self, number: u8) -> Option<f64> {
        self.fields.iter().find(|(field, _)| *field == number).map(|(_, value)| *value)
    }

    /// All values of a field, unscaled.
    pub(super) fn values(&self, number: u8) -> impl Iterator<Item = f64> + '_ {
        self.fields.iter().filter(move |(field, _)| *field == number).map(|(_, value)| *value)
    }

    /// Puts the first value of a field forward by this much.
    pub(super) fn shift(&mut self, number: u8, by: f64) {
        if let Some((_, value)) = self.fields.iter_mut().find(|(field, _)| *field == number) {
            *value += by;
        }
    }

    /// The same, divided by the scale of the profile.
    pub(super) fn scaled(&self, number: u8, scale: f64) -> Option<f64> {
        self.field(number).map(|value| value / scale)
    }
}

/// The message of a strap's heart rates, downloaded after the swim.
pub(super) const HEART_RATES: u16 = 132;

/// The field that carries a message's time in every message.
pub(super) const TIMESTAMP: u8 = 253;

#[derive(Clone, Debug)]
struct Definition {
    number: u16,
    big_endian: bool,
    fields: Vec<(u8, u8, u8)>,
    /// Bytes of developer fields after the native ones.
    developer: usize,
}

/// Reads all messages of a file, up to a break.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    definitions: [Option<Definition>; 16],
    last_time: Option<u32>,
    broken: Option<(usize, &'static str)>,
    checksums_fit: bool,
}

/// A break in the file.
struct Break(&'static str);

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            definitions: Default::default(),
            last_time: None,
            broken: None,
            checksums_fit: true,
        }
    }

    /// Where and why the file broke off, if it did.
    pub(super) fn broken(&self) -> Option<(usize, &'static str)> {
        self.broken
    }

    pub(super) fn checksums_fit(&self) -> bool {
        self.checksums_fit
    }

    /// The files that are chained in these bytes, each with its own; padding after the last one is no file.
    pub(super) fn read_all(&mut self) -> Vec<(&'a [u8], Vec<Message>)> {
        let mut files = Vec::new();
        while super::looks_like(&self.bytes[self.at..]) {
            let (start, mut messages) = (self.at, Vec::new());
            let read = self.read_file(&mut messages);
            files.push((&self.bytes[start..self.at.min(self.bytes.len())], messages));
            if let Err(Break(reason)) = read {
                self.broken = Some((self.at, reason));
                break;
            }
        }
        files
    }

    fn read_file(&mut self, messages: &mut Vec<Message>) -> Result<(), Break> {
        let start = self.at;
        let header = usize::from(self.bytes[start]);
        let size = self.bytes[start + 4..start + 8]
            .iter()
            .rev()
            .fold(0_usize, |size, &byte| size << 8 | usize::from(byte));
        self.at = start + header;
        let end = self.at.saturating_add(size);
        self.definitions = Default::default();
        self.last_time = None;
        while self.at < end {
            if self.at >= self.bytes.len() {
                return Err(Break("the file is shorter than its header says"));
            }
            self.read_record(messages)?;
        }
        self.at = end;
        let with_checksum = self.bytes.get(start..end + 2).ok_or(Break("the checksum is missing"))?;
        self.checksums_fit &= crc(with_checksum) == 0;
        self.at = end + 2;
        Ok(())
    }

    fn read_record(&mut self, messages: &mut Vec<Message>) -> Result<(), Break> {
        let before = self.at;
        let header = self.take(1)?[0];
        let read = if header & 0x80 != 0 {
            self.read_data(usize::from(header >> 5 & 0x3), Some(u32::from(header & 0x1F)), messages)
        } else if header & 0x40 != 0 {
            self.read_definition(usize::from(header & 0xF), header & 0x20 != 0)
        } else {
            self.read_data(usize::from(header & 0xF), None, messages)
        };
        if read.is_err() {
            self.at = before;
        }
        read
    }

    fn read_definition(&mut self, local: usize, has_developer_fields: bool) -> Result<(), Break> {
        let head = self.take(5)?;
        let big_endian = match head[1] {
            0 => false,
            1 => true,
            _ => return Err(Break("a definition of unknown byte order")),
        };
        let number = if big_endian {
            u16::from_be_bytes([head[2], head[3]])
        } else {
            u16::from_le_bytes([head[2], head[3]])
        };
        let count = usize::from(head[4]);
        let fields = self.take(3 * count)?.chunks_exact(3).map(|f| (f[0], f[1], f[2])).collect();
        let developer = if has_developer_fields {
            let count = usize::from(self.take(1)?[0]);
            self.take(3 * count)?.chunks_exact(3).map(|field| usize::from(field[1])).sum()
        } else {
            0
        };
        self.definitions[local] = Some(Definition { number, big_endian, fields, developer });
        Ok(())
    }

    fn read_data(
        &mut self,
        local: usize,
        offset: Option<u32>,
        messages: &mut Vec<Message>,
    ) -> Result<(), Break> {
        let Some(definition) = self.definitions[local].take() else {
            return Err(Break("data without a definition"));
        };
        let read = self.read_fields(&definition);
        let number = definition.number;
        self.definitions[local] = Some(definition);
        let mut message = Message { number, fields: read? };
        self.keep_time(&mut message, offset);
        messages.push(message);
        Ok(())
    }

    fn read_fields(&mut self, definition: &Definition) -> Result<Vec<(u8, f64)>, Break> {
        let mut fields = Vec::with_capacity(definition.fields.len());
        for &(number, size, base) in &definition.fields {
            let bytes = self.take(usize::from(size))?;
            if definition.number == HEART_RATES {
                // Eight beats to a message; everywhere else the first value is the one that is used.
                let values = bytes.chunks(width(base).unwrap_or(bytes.len()).max(1));
                fields.extend(
                    values.filter_map(|one| Some((number, value(one, base, definition.big_endian)?))),
                );
            } else if let Some(value) = value(bytes, base, definition.big_endian) {
                fields.push((number, value));
            }
        }
        self.take(definition.developer)?;
        Ok(fields)
    }

    /// A compressed header carries the low five bits of the time; the rest is that of the last message.
    fn keep_time(&mut self, message: &mut Message, offset: Option<u32>) {
        if let (Some(offset), Some(last)) = (offset, self.last_time) {
            let time = last.wrapping_add(offset.wrapping_sub(last) & 0x1F);
            message.fields.push((TIMESTAMP, f64::from(time)));
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was read from a u32")]
        if let Some(time) = message.field(TIMESTAMP) {
            self.last_time = Some(time as u32);
        }
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Break> {
        let taken =
            self.bytes.get(self.at..self.at + count).ok_or(Break("it ends in the middle of a message"))?;
        self.at += count;
        Ok(taken)
    }
}

/// The first value of a field, or `None` where it holds the mark of its type for no value.
fn value(bytes: &[u8], base: u8, big_endian: bool) -> Option<f64> {
    let width = width(base)?;
    let first = bytes.get(..width)?;
    let raw = if big_endian {
        first.iter().fold(0_u64, |raw, &byte| raw << 8 | u64::from(byte))
    } else {
        first.iter().rev().fold(0_u64, |raw, &byte| raw << 8 | u64::from(byte))
    };
    let all_ones = u64::MAX >> (64 - 8 * width);
    #[expect(clippy::cast_precision_loss, reason = "no field that is used exceeds 2^53")]
    #[expect(clippy::cast_possible_truncation, reason = "the width is that of the type")]
    match base & 0x1F {
        0x01 | 0x03 | 0x05 | 0x0E => {
            let shift = 64 - 8 * width;
            let signed = (raw << shift).cast_signed() >> shift;
            (raw != all_ones >> 1).then_some(signed as f64)
        }
        0x08 => Some(f64::from(f32::from_bits(raw as u32))).filter(|value| value.is_finite()),
        0x09 => Some(f64::from_bits(raw)).filter(|value| value.is_finite()),
        0x0A | 0x0B | 0x0C | 0x10 => (raw != 0).then_some(raw as f64),
        _ => (raw != all_ones).then_some(raw as f64),
    }
}

/// The bytes of one value of a base type.
fn width(base: u8) -> Option<usize> {
    match base & 0x1F {
        0x00..=0x02 | 0x0A | 0x0D => Some(1),
        0x03 | 0x04 | 0x0B => Some(2),
        0x05 | 0x06 | 0x08 | 0x0C => Some(4),
        0x09 | 0x0E | 0x0F | 0x10 => Some(8),
        _ => None,
    }
}
