//! A column of whole numbers: what changes from one to the next, byte by byte.

use super::streams::{Streams, Unpacked};

/// How often differences are taken at most: a clock that ticks evenly is nothing but zeros after two.
const ORDERS: usize = 3;

/// Adds a column. Differences are taken as often as makes them smallest; then all their first bytes stand together, all
/// their second, and so on, since bytes of one weight resemble each other.
pub(super) fn push(streams: &mut Streams, values: Vec<i64>) {
    streams.say(values.len() as u64);
    let (order, starts, rest) = smallest(values);
    let width = rest.iter().map(|&value| bytes_of(zigzag(value))).max().unwrap_or(0);
    streams.say(order as u64);
    for start in starts {
        streams.say(zigzag(start));
    }
    streams.say(width as u64);
    for plane in 0..width {
        streams.push(rest.iter().map(|&value| (zigzag(value) >> (8 * plane)) as u8).collect());
    }
}

/// The next column; `None` when it is damaged or longer than `most`.
pub(super) fn pop(unpacked: &mut Unpacked, most: usize) -> Option<Vec<i64>> {
    let count = usize::try_from(unpacked.hear()?).ok().filter(|&count| count <= most)?;
    let order = usize::try_from(unpacked.hear()?).ok().filter(|&order| order < ORDERS && order <= count)?;
    let starts = (0..order).map(|_| Some(unzigzag(unpacked.hear()?))).collect::<Option<Vec<_>>>()?;
    let mut rest = vec![0; count - order];
    let width = unpacked.hear().filter(|&width| width <= 8)?;
    for plane in 0..width {
        let bytes = unpacked.pop().filter(|bytes| bytes.len() == rest.len())?;
        for (value, byte) in rest.iter_mut().zip(bytes) {
            *value |= u64::from(byte) << (8 * plane);
        }
    }
    let mut values: Vec<i64> = rest.into_iter().map(unzigzag).collect();
    for &start in starts.iter().rev() {
        let mut sum = start;
        for value in &mut values {
            sum = sum.wrapping_add(*value);
            *value = sum;
        }
        values.insert(0, start);
    }
    Some(values)
}

/// The differences of the order that needs the fewest bits, and the first value of each order below.
fn smallest(values: Vec<i64>) -> (usize, Vec<i64>, Vec<i64>) {
    let bits = |values: &[i64]| -> u64 {
        values.iter().map(|&value| u64::from(64 - zigzag(value).leading_zeros())).sum()
    };
    let mut best = (0, Vec::new(), values);
    let mut least = bits(&best.2);
    let (mut starts, mut differences) = (Vec::new(), best.2.clone());
    for order in 1..ORDERS {
        let Some(&start) = differences.first() else { break };
        starts.push(start);
        differences = differences.windows(2).map(|pair| pair[1].wrapping_sub(pair[0])).collect();
        let needed = bits(&differences);
        if needed < least {
            least = needed;
            best = (order, starts.clone(), differences.clone());
        }
    }
    best
}

fn bytes_of(value: u64) -> usize {
    (64 - value.leading_zeros()).div_ceil(8) as usize
}

/// Small numbers of either sign as small numbers without one.
fn zigzag(value: i64) -> u64 {
    (value.cast_unsigned() << 1) ^ (value >> 63).cast_unsigned()
}

fn unzigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}
