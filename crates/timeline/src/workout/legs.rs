//! Rule R6: legs belong to their multisport workout.

use super::entry::Entry;
use crate::{Quality, SportFamily};

/// How much of a leg lies in its multisport workout.
const INSIDE: f64 = 0.9;

/// For each entry the multisport workout of which it is a leg, by its place among the entries.
pub(super) fn parents(entries: &[Entry<'_>]) -> Vec<Option<usize>> {
    let is_parent: Vec<bool> = entries
        .iter()
        .map(|entry| {
            entry.parent.is_none()
                && (entry.family == SportFamily::Multisport
                    || entries.iter().any(|other| other.parent.as_ref() == Some(&entry.id)))
        })
        .collect();
    let parent = |entry: &Entry<'_>| {
        let named = entries.iter().position(|other| entry.parent.as_ref() == Some(&other.id));
        named.or_else(|| around(entries, &is_parent, entry))
    };
    let parents: Vec<Option<usize>> = entries
        .iter()
        .zip(&is_parent)
        .map(|(entry, is_parent)| if *is_parent { None } else { parent(entry) })
        .collect();
    (0..entries.len()).map(|index| root(&parents, index)).collect()
}

/// The whole at the end of the chain of parents; none where the chain bites its tail.
fn root(parents: &[Option<usize>], index: usize) -> Option<usize> {
    let mut root = parents[index]?;
    for _ in parents {
        match parents[root] {
            Some(parent) => root = parent,
            None => return Some(root),
        }
    }
    None
}

/// The multisport workout in which it lies, the tightest.
fn around(entries: &[Entry<'_>], is_parent: &[bool], entry: &Entry<'_>) -> Option<usize> {
    // What a phone noticed by itself is no leg.
    if entry.source.quality == Quality::AutoDetected {
        return None;
    }
    let length = entry.span.duration().as_seconds();
    let holds = |whole: &Entry<'_>| {
        whole.span.overlap(&entry.span).as_seconds() >= INSIDE * length
            && whole.span.duration().as_seconds() > length / INSIDE
    };
    (0..entries.len())
        .filter(|index| is_parent[*index] && holds(&entries[*index]))
        .min_by(|a, b| entries[*a].by_rank(&entries[*b]))
}
