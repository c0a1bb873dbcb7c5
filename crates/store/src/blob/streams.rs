//! Byte streams beside each other, each of one kind of value, packed by Zstandard.

use std::collections::VecDeque;
use std::io::{self, Read};

/// Shorter streams share a frame: a frame of their own would cost more than it saves.
const SHORT: usize = 400;
/// Beyond this level packing takes longer than it saves: 9 packs an hour's recording 3 % smaller in twice the time.
const LEVEL: i32 = 6;

/// Streams in the order in which they will be read again.
#[derive(Default)]
pub(super) struct Streams {
    /// Numbers that say how the streams are to be read: counts, widths.
    meta: Vec<u8>,
    streams: Vec<Vec<u8>>,
}

impl Streams {
    pub(super) fn say(&mut self, number: u64) {
        write_varint(&mut self.meta, number);
    }

    pub(super) fn push(&mut self, stream: Vec<u8>) {
        self.streams.push(stream);
    }

    /// All of them as one sequence of bytes.
    ///
    /// # Errors
    ///
    /// When Zstandard fails, which takes a lack of memory.
    pub(super) fn pack(&self) -> io::Result<Vec<u8>> {
        let mut zstd = zstd::bulk::Compressor::new(LEVEL)?;
        let mut first = Vec::new();
        write_varint(&mut first, self.meta.len() as u64);
        write_varint(&mut first, self.streams.len() as u64);
        for stream in &self.streams {
            write_varint(&mut first, stream.len() as u64);
        }
        first.extend_from_slice(&self.meta);
        for short in self.streams.iter().filter(|stream| stream.len() < SHORT) {
            first.extend_from_slice(short);
        }
        let mut packed = Vec::new();
        let long = self.streams.iter().filter(|stream| stream.len() >= SHORT);
        for frame in std::iter::once(&first).chain(long) {
            let frame = zstd.compress(frame)?;
            write_varint(&mut packed, frame.len() as u64);
            packed.extend_from_slice(&frame);
        }
        Ok(packed)
    }
}

/// Streams that were packed, to be read in the order in which they were pushed.
pub(super) struct Unpacked {
    meta: Vec<u8>,
    /// How many of its bytes have been heard.
    heard: usize,
    streams: VecDeque<Vec<u8>>,
}

impl Unpacked {
    /// The streams of what [`Streams::pack`] made, none of them longer than `most`; `None` when it is damaged.
    pub(super) fn of(mut packed: &[u8], most: usize) -> Option<Self> {
        let first = next_frame(&mut packed, most)?;
        let mut first = first.as_slice();
        let meta = read_varint(&mut first)?;
        let lengths =
            (0..read_varint(&mut first)?).map(|_| read_varint(&mut first)).collect::<Option<Vec<_>>>()?;
        let meta = take(&mut first, meta)?.to_vec();
        let mut streams = VecDeque::new();
        for length in lengths {
            let stream = if usize::try_from(length).ok()? < SHORT {
                take(&mut first, length)?.to_vec()
            } else {
                next_frame(&mut packed, most)?
            };
            if stream.len() as u64 != length {
                return None;
            }
            streams.push_back(stream);
        }
        Some(Self { meta, heard: 0, streams })
    }

    pub(super) fn hear(&mut self) -> Option<u64> {
        let mut rest = self.meta.get(self.heard..)?;
        let number = read_varint(&mut rest)?;
        self.heard = self.meta.len() - rest.len();
        Some(number)
    }

    pub(super) fn pop(&mut self) -> Option<Vec<u8>> {
        self.streams.pop_front()
    }
}

/// What a frame of Zstandard holds, when that is at most `most` bytes.
pub(super) fn unframe(frame: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    zstd::stream::read::Decoder::with_buffer(frame)
        .ok()?
        .take(most as u64 + 1)
        .read_to_end(&mut bytes)
        .ok()?;
    (bytes.len() <= most).then_some(bytes)
}

fn next_frame(packed: &mut &[u8], most: usize) -> Option<Vec<u8>> {
    let length = read_varint(packed)?;
    unframe(take(packed, length)?, most)
}

/// The next so many bytes, taken off the others.
pub(super) fn take<'a>(bytes: &mut &'a [u8], length: u64) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(usize::try_from(length).ok()?)?;
    *bytes = rest;
    Some(taken)
}

/// Seven bits a byte, the least first, the eighth set while more follow.
pub(super) fn write_varint(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

pub(super) fn read_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}
