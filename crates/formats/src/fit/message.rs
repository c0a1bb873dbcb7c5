//! From bytes to messages.

use super::crc::crc;
use super::records::Record;

/// A message: its global number and the fields that had a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Message {
    pub(super) number: u16,
    fields: Box<[(u8, f64)]>,
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

/// The message of one moment of a recording.
pub(super) const RECORD: u16 = 20;

/// The message of a strap's heart rates, downloaded after the swim.
pub(super) const HEART_RATES: u16 = 132;

/// The field that carries a message's time in every message.
pub(super) const TIMESTAMP: u8 = 253;

/// The message that says what developer fields hold.
const FIELD_DESCRIPTION: u16 = 206;

/// No device records for as long as fills this many records (five days at one a second) or other messages.
const MOST: usize = 450_000;

/// The messages that something is read from, with the fields of each; what nothing is read from is not kept.
fn is_used(message: u16, field: u8) -> bool {
    let fields: &[u8] = match message {
        0 => &[0, 1, 2, 3, 4],
        12 => &[0, 1],
        18 => &[2, 5, 6, 7, 8, 9, 11, 16, 17, 20, 22, 57],
        19 => &[2, 7, 8, 9, 11, 15, 16, 19, 25, 39],
        RECORD => &[0, 1, 2, 3, 4, 5, 6, 7, COMPRESSED, 13, 73, 78],
        21 => &[0, 1],
        23 => &[1, 25],
        26 => &[4, 11],
        27 => &[1, 2],
        30 => &[0, 12],
        HEART_RATES => &[6],
        FIELD_DESCRIPTION => &[0, 1, 2, NAME, 6, 7, 14, 15],
        275 => &[0],
        _ => return false,
    };
    field == TIMESTAMP || fields.contains(&field)
}

/// The name of a developer's field, of which is kept what it stands for in a record.
const NAME: u8 = 3;

/// The field of a record that a developer's field of this name holds, where its description does not say.
fn named(name: &[u8]) -> Option<u8> {
    let end = name.iter().position(|byte| *byte == 0).unwrap_or(name.len());
    let name = name[..end].trim_ascii().to_ascii_lowercase();
    match name.as_slice() {
        b"power" => Some(7),
        b"heart rate" | b"heart_rate" | b"heartrate" => Some(3),
        _ => None,
    }
}

/// A value as the profile writes it into a native field, for values that come unscaled in developer fields.
fn as_native(message: u16, field: u8, value: f64) -> f64 {
    match (message, field) {
        (RECORD, 5) | (18 | 19, 9) => value * 100.0,
        (RECORD, 6 | 73) | (18 | 19, 7 | 8) => value * 1000.0,
        (RECORD, 2 | 78) => (value + 500.0) * 5.0,
        _ => value,
    }
}

/// The field of a record in which old devices put speed and distance together, three bytes in all.
const COMPRESSED: u8 = 8;
/// The fields that it stands for: distance in centimetres, speed in millimetres a second.
const DISTANCE: u8 = 5;
const SPEED: u8 = 6;

/// How far a device has come that counts sixteenths of a metre in twelve bits, and so begins anew every 256 m.
#[derive(Clone, Copy, Debug, Default)]
struct Rolling {
    last: u32,
    /// Sixteenths of a metre.
    all: u32,
}

impl Rolling {
    /// Speed and distance in the units of their own fields; none where the bytes say that there is nothing.
    fn read(&mut self, bytes: &[u8]) -> Option<[(u8, f64); 2]> {
        let &[low, middle, high] = bytes else { return None };
        if bytes == [0xFF; 3] {
            return None;
        }
        let [low, middle, high] = [low, middle, high].map(u32::from);
        let (speed, distance) = (low | (middle & 0xF) << 8, middle >> 4 | high << 4);
        self.all = self.all.wrapping_add(distance.wrapping_sub(self.last) & 0xFFF);
        self.last = distance;
        // A speed is in hundredths of a metre a second.
        Some([(DISTANCE, f64::from(self.all) / 16.0 * 100.0), (SPEED, f64::from(speed) * 10.0)])
    }
}

/// Where in a message a field is that is read.
#[derive(Clone, Copy, Debug)]
struct Place {
    at: usize,
    size: usize,
    number: u8,
    /// The base type of a native field, the developer of another.
    of: u8,
}

impl Place {
    fn bytes<'a>(&self, message: &'a [u8]) -> &'a [u8] {
        message.get(self.at..self.at + self.size).unwrap_or_default()
    }
}

#[derive(Clone, Debug)]
struct Definition {
    number: u16,
    big_endian: bool,
    /// The native fields that are read; what nothing is read from is passed over.
    fields: Vec<Place>,
    developer: Vec<Place>,
    /// How long a message is.
    bytes: usize,
    /// Something is read from such messages.
    used: bool,
}

impl Definition {
    /// Of number, bytes and base type of each field, and number, bytes and developer of each developer field.
    fn of(number: u16, big_endian: bool, fields: &[[u8; 3]], developer: &[[u8; 3]]) -> Self {
        let mut bytes = 0;
        let mut place = |&[number, size, of]: &[u8; 3]| {
            let at = bytes;
            bytes += usize::from(size);
            Place { at, size: usize::from(size), number, of }
        };
        let fields: Vec<Place> = fields.iter().map(&mut place).collect();
        let developer = developer.iter().map(&mut place).collect();
        // Every message can carry the time that the next ones count from.
        let read = |field: &Place| field.number == TIMESTAMP || is_used(number, field.number);
        let fields = fields.into_iter().filter(read).collect();
        Self { number, big_endian, fields, developer, bytes, used: is_used(number, TIMESTAMP) }
    }
}

/// What a developer field stands for in the profile.
#[derive(Clone, Copy, Debug)]
struct Native {
    developer: u8,
    field: u8,
    base: u8,
    scale: f64,
    offset: f64,
    message: Option<u16>,
    native: u8,
    /// Only its name says what it stands for: it stands in where the device has nothing of its own.
    by_name: bool,
}

impl Native {
    /// Of a description; none where the field stands for no native one.
    fn of(description: &Message) -> Option<Self> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "they are bytes by the profile"
        )]
        let byte = |field| description.field(field).filter(|v| (0.0..256.0).contains(v)).map(|v| v as u8);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast saturates")]
        let message = description.field(14).map(|number| number as u16);
        let (said, by_name) = (byte(15), byte(NAME));
        Some(Self {
            developer: byte(0)?,
            field: byte(1)?,
            base: byte(2)?,
            scale: description.field(6).filter(|scale| *scale > 0.0).unwrap_or(1.0),
            offset: description.field(7).unwrap_or(0.0),
            message: message.or(said.is_none().then_some(RECORD)),
            native: said.or(by_name)?,
            by_name: said.is_none(),
        })
    }
}

/// One of the files that are chained in the bytes.
#[derive(Default)]
pub(super) struct File<'a> {
    /// Its own bytes.
    pub(super) bytes: &'a [u8],
    /// What it says, records apart.
    pub(super) messages: Vec<Message>,
    /// Its records, in its order.
    pub(super) records: Vec<Record>,
}

/// Reads all messages of a file, up to a break.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    definitions: [Option<Definition>; 16],
    natives: Vec<Native>,
    last_time: Option<u32>,
    rolling: Rolling,
    broken: Option<(usize, &'static str)>,
    checksums_fit: bool,
    /// Of the message under way.
    fields: Vec<(u8, f64)>,
    /// How many messages and records may still be kept.
    left: usize,
}

/// A break in the file.
struct Break(&'static str);

const UNDER_WAY: Break = Break("its header gives no size: it was still being recorded");

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            definitions: Default::default(),
            natives: Vec::new(),
            last_time: None,
            rolling: Rolling::default(),
            broken: None,
            checksums_fit: true,
            fields: Vec::new(),
            left: MOST,
        }
    }

    /// Where and why the file broke off, if it did.
    pub(super) fn broken(&self) -> Option<(usize, &'static str)> {
        self.broken
    }

    pub(super) fn checksums_fit(&self) -> bool {
        self.checksums_fit
    }

    /// The next of the files that are chained in these bytes; padding after the last one is no file.
    pub(super) fn next_file(&mut self) -> Option<File<'a>> {
        let start = self.at;
        if self.broken.is_some() || !super::looks_like(self.bytes.get(start..)?) {
            return None;
        }
        let mut file = File::default();
        if let Err(Break(reason)) = self.read_file(&mut file) {
            self.broken = Some((self.at, reason));
        }
        file.bytes = &self.bytes[start..self.at.min(self.bytes.len())];
        Some(file)
    }

    fn read_file(&mut self, file: &mut File<'a>) -> Result<(), Break> {
        let start = self.at;
        let header = usize::from(self.bytes[start]);
        let size = self.bytes[start + 4..start + 8]
            .iter()
            .rev()
            .fold(0_usize, |size, &byte| size << 8 | usize::from(byte));
        self.at = start + header;
        let end = self.at.saturating_add(size);
        self.definitions = Default::default();
        self.natives.clear();
        self.last_time = None;
        self.rolling = Rolling::default();
        if size == 0 {
            // The size is written at the end, which a device that died, or is still recording, has not come to.
            self.read_to_the_end(file);
            return Err(UNDER_WAY);
        }
        while self.at < end {
            if self.at >= self.bytes.len() {
                return Err(Break("the file is shorter than its header says"));
            }
            self.read_record(file)?;
        }
        self.at = end;
        let with_checksum = self.bytes.get(start..end + 2).ok_or(Break("the checksum is missing"))?;
        let fits = crc(with_checksum) == 0;
        if !fits && self.goes_on(end, file) {
            return Err(Break("the file is longer than its header says: it was still being recorded"));
        }
        self.checksums_fit &= fits;
        self.at = end + 2;
        Ok(())
    }

    /// Reads messages until one breaks or the bytes end; what is left then is at most a checksum.
    fn read_to_the_end(&mut self, file: &mut File<'a>) {
        while self.at < self.bytes.len() && self.read_record(file).is_ok() {}
    }

    /// Whether the messages go on where the header says that they end, as in a header that was not written anew.
    fn goes_on(&mut self, end: usize, file: &mut File<'a>) -> bool {
        let (rest, known) =
            (self.bytes.get(end..).unwrap_or_default(), file.records.len() + file.messages.len());
        let Some(after) = rest.get(2..).filter(|after| !after.is_empty()) else { return false };
        // Padding, or the next of several files.
        if after.iter().all(|byte| *byte == after[0]) || super::looks_like(after) {
            return false;
        }
        self.read_to_the_end(file);
        let more = file.records.len() + file.messages.len() > known;
        self.at = if more { self.at } else { end };
        more
    }

    fn read_record(&mut self, file: &mut File<'a>) -> Result<(), Break> {
        let before = self.at;
        let header = self.take(1)?[0];
        let read = if header & 0x80 != 0 {
            self.read_data(usize::from(header >> 5 & 0x3), Some(u32::from(header & 0x1F)), file)
        } else if header & 0x40 != 0 {
            self.read_definition(usize::from(header & 0xF), header & 0x20 != 0)
        } else {
            self.read_data(usize::from(header & 0xF), None, file)
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
        let fields = self.take_fields(usize::from(head[4]))?;
        let developer = if has_developer_fields {
            let count = usize::from(self.take(1)?[0]);
            self.take_fields(count)?
        } else {
            &[]
        };
        self.definitions[local] = Some(Definition::of(number, big_endian, fields, developer));
        Ok(())
    }

    fn take_fields(&mut self, count: usize) -> Result<&'a [[u8; 3]], Break> {
        Ok(self.take(3 * count)?.as_chunks().0)
    }

    fn read_data(&mut self, local: usize, offset: Option<u32>, file: &mut File<'a>) -> Result<(), Break> {
        let Some(definition) = self.definitions[local].take() else {
            return Err(Break("data without a definition"));
        };
        let read = self.read_fields(&definition);
        let (number, used) = (definition.number, definition.used);
        self.definitions[local] = Some(definition);
        read?;
        self.keep_time(offset);
        if !used || self.fields.is_empty() {
            return Ok(());
        }
        self.left =
            self.left.checked_sub(1).ok_or(Break("it has more records than five days have seconds"))?;
        if number == RECORD {
            file.records.push(Record::of(&self.fields));
            return Ok(());
        }
        let message = Message { number, fields: self.fields.as_slice().into() };
        if number == FIELD_DESCRIPTION {
            self.natives.extend(Native::of(&message));
        } else {
            file.messages.push(message);
        }
        Ok(())
    }

    /// Reads the fields that are used; those of developers count as what they stand for.
    fn read_fields(&mut self, definition: &Definition) -> Result<(), Break> {
        self.fields.clear();
        let message = self.take(definition.bytes)?;
        for place in &definition.fields {
            let (number, base, bytes) = (place.number, place.of, place.bytes(message));
            if (definition.number, number) == (RECORD, COMPRESSED) {
                // A field of its own says it better.
                let own = |of: u8| definition.fields.iter().any(|field| field.number == of);
                let read = self.rolling.read(bytes).into_iter().flatten();
                self.fields.extend(read.filter(|(field, _)| !own(*field)));
            } else if definition.number == HEART_RATES {
                // Eight beats to a message; everywhere else the first value is the one that is used.
                let values = bytes.chunks(width(base).unwrap_or(bytes.len()).max(1));
                let read = values.filter_map(|one| Some((number, value(one, base, definition.big_endian)?)));
                self.fields.extend(read);
            } else if (definition.number, number) == (FIELD_DESCRIPTION, NAME) {
                self.fields.extend(named(bytes).map(|stands_for| (NAME, f64::from(stands_for))));
            } else if let Some(value) = value(bytes, base, definition.big_endian) {
                self.fields.push((number, value));
            }
        }
        for place in &definition.developer {
            let is_it = |native: &&Native| native.developer == place.of && native.field == place.number;
            let Some(native) = self.natives.iter().rfind(is_it).copied() else { continue };
            if native.message.is_none_or(|message| message == definition.number) {
                self.stand_in(native, definition, place.bytes(message));
            }
        }
        Ok(())
    }

    /// Takes a developer's value for the native field that it stands for. Nothing does not stand for something.
    fn stand_in(&mut self, native: Native, definition: &Definition, bytes: &[u8]) {
        if native.native == TIMESTAMP || !is_used(definition.number, native.native) {
            return;
        }
        let Some(raw) = value(bytes, native.base, definition.big_endian) else { return };
        let value = as_native(definition.number, native.native, raw / native.scale - native.offset);
        match self.fields.iter_mut().find(|(field, _)| *field == native.native) {
            Some((_, known)) if value > 0.0 && !native.by_name => *known = value,
            Some(_) => {}
            None => self.fields.push((native.native, value)),
        }
    }

    /// A compressed header carries the low five bits of the time; the rest is that of the last message.
    fn keep_time(&mut self, offset: Option<u32>) {
        if let (Some(offset), Some(last)) = (offset, self.last_time) {
            let time = last.wrapping_add(offset.wrapping_sub(last) & 0x1F);
            self.fields.push((TIMESTAMP, f64::from(time)));
        }
        let time = self.fields.iter().find(|(field, _)| *field == TIMESTAMP);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was read from a u32")]
        if let Some((_, time)) = time {
            self.last_time = Some(*time as u32);
        }
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Break> {
        let end = self.at.checked_add(count);
        let taken = end.and_then(|end| self.bytes.get(self.at..end));
        let taken = taken.ok_or(Break("it ends in the middle of a message"))?;
        self.at += count;
        Ok(taken)
    }
}

/// The first value of a field, or `None` where it holds the mark of its type for no value.
fn value(bytes: &[u8], base: u8, big_endian: bool) -> Option<f64> {
    let width = width(base)?;
    let first = bytes.get(..width)?;
    let mut whole = [0; 8];
    let raw = if big_endian {
        whole[8 - width..].copy_from_slice(first);
        u64::from_be_bytes(whole)
    } else {
        whole[..width].copy_from_slice(first);
        u64::from_le_bytes(whole)
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
