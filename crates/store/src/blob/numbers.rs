//! A column of numbers as they were written: the numbers, and how many decimals each had.

use super::column;
use super::printed::Origin;
use super::streams::{Streams, Unpacked};
use super::text::{MOST_DIGITS, MOST_NUMBERS, Written};

/// How the numbers of a column were written, as it is stored.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// With the most decimals that any of the column has.
    Alike,
    /// With as many as it needs, but at least so many (0 or 1).
    Needed(u8),
    /// Each with its own number of decimals.
    Each,
    /// In full, from the binary number that it was; by its place in [`Origin::ALL`].
    Printed(usize),
}

impl Way {
    fn code(self) -> u64 {
        match self {
            Self::Needed(least) => u64::from(least),
            Self::Each => 2,
            Self::Alike => 3,
            Self::Printed(place) => 4 + place as u64,
        }
    }

    fn of(code: u64) -> Option<Self> {
        Some(match code {
            0 | 1 => Self::Needed(code as u8),
            2 => Self::Each,
            3 => Self::Alike,
            more => Self::Printed(usize::try_from(more - 4).ok().filter(|&place| place < Origin::ALL.len())?),
        })
    }

    /// With how many of the column's decimals this number was written.
    fn decimals(self, value: i64, most: u8) -> Option<u8> {
        match self {
            Self::Alike => Some(most),
            Self::Needed(least) => {
                let (mut value, mut decimals) = (value, most);
                while decimals > least && value % 10 == 0 {
                    value /= 10;
                    decimals -= 1;
                }
                Some(decimals)
            }
            Self::Each | Self::Printed(_) => None,
        }
    }
}

/// More decimals than people write.
const IN_FULL: u8 = 8;
/// Of a column that was printed in full, one number in so many may not have been.
const OTHERS: usize = 20;

/// Adds a column of written numbers, in the way that says least of how they were written.
pub(super) fn push_numbers(streams: &mut Streams, written: &[Written]) {
    let most = written.iter().map(|written| written.decimals).max().unwrap_or(0);
    if most > IN_FULL
        && Origin::ALL.iter().enumerate().any(|(place, _)| push_printed(streams, place, written))
    {
        return;
    }
    let scaled = |written: &Written| written.value.checked_mul(10i64.pow(u32::from(most - written.decimals)));
    let scaled = written.iter().map(scaled).collect::<Option<Vec<_>>>();
    let way = scaled.as_ref().map_or(Way::Each, |scaled| {
        let fits = |way: &Way| {
            written
                .iter()
                .zip(scaled)
                .all(|(written, &value)| way.decimals(value, most) == Some(written.decimals))
        };
        [Way::Alike, Way::Needed(0), Way::Needed(1)].into_iter().find(fits).unwrap_or(Way::Each)
    });
    streams.say(way.code());
    streams.say(u64::from(most));
    if way == Way::Each {
        column::push(streams, written.iter().map(|written| i64::from(written.decimals)).collect());
    }
    let unscaled = || written.iter().map(|written| written.value).collect();
    column::push(streams, scaled.filter(|_| way != Way::Each).unwrap_or_else(unscaled));
}

/// Adds a column of numbers that were printed in full, and beside it the few that were not; false when they are many.
fn push_printed(streams: &mut Streams, place: usize, written: &[Written]) -> bool {
    let (mut values, mut others, mut text) = (Vec::with_capacity(written.len()), Vec::new(), Vec::new());
    for (index, &number) in written.iter().enumerate() {
        match Origin::ALL[place].whole(number, &mut text) {
            Some(whole) => values.push(whole),
            None => {
                others.push((index, number));
                values.push(values.last().copied().unwrap_or(0));
            }
        }
        if others.len() > 2 + index / OTHERS {
            return false;
        }
    }
    streams.say(Way::Printed(place).code());
    column::push(streams, values);
    column::push(streams, others.iter().map(|&(index, _)| index as i64).collect());
    column::push(streams, others.iter().map(|(_, number)| i64::from(number.decimals)).collect());
    column::push(streams, others.iter().map(|(_, number)| number.value).collect());
    true
}

/// The next column of written numbers; `None` when it is damaged.
pub(super) fn pop_numbers(unpacked: &mut Unpacked) -> Option<Vec<Written>> {
    let way = Way::of(unpacked.hear()?)?;
    if let Way::Printed(place) = way {
        return pop_printed(unpacked, Origin::ALL[place]);
    }
    let most = u8::try_from(unpacked.hear()?).ok().filter(|&most| usize::from(most) <= MOST_DIGITS)?;
    if way == Way::Each {
        let decimals = column::pop(unpacked, MOST_NUMBERS)?;
        return column::pop(unpacked, MOST_NUMBERS)?
            .into_iter()
            .zip(decimals)
            .map(|(value, decimals)| each(value, decimals))
            .collect();
    }
    let written = |value| {
        let decimals = way.decimals(value, most)?;
        Some(Written { value: value / 10i64.pow(u32::from(most - decimals)), decimals })
    };
    column::pop(unpacked, MOST_NUMBERS)?.into_iter().map(written).collect()
}

fn pop_printed(unpacked: &mut Unpacked, origin: Origin) -> Option<Vec<Written>> {
    let values = column::pop(unpacked, MOST_NUMBERS)?;
    let places = column::pop(unpacked, MOST_NUMBERS)?;
    let decimals = column::pop(unpacked, MOST_NUMBERS)?;
    let others = column::pop(unpacked, MOST_NUMBERS)?;
    let mut written = values.into_iter().map(|value| origin.written(value)).collect::<Option<Vec<_>>>()?;
    for ((place, decimals), value) in places.into_iter().zip(decimals).zip(others) {
        *written.get_mut(usize::try_from(place).ok()?)? = each(value, decimals)?;
    }
    Some(written)
}

fn each(value: i64, decimals: i64) -> Option<Written> {
    let decimals = u8::try_from(decimals).ok().filter(|&decimals| usize::from(decimals) <= MOST_DIGITS)?;
    Some(Written { value, decimals })
}
