//! Pairs of recorded series, each compared once.
//!
//! The rules ask the same of the same two again and again: of an anchor and of all that may join it, of every copy that
//! speaks for either. Hundreds of copies of one recording under different stamps would be correlated hundreds of thousands
//! of times. So each answer is remembered by the contents of the two series and the time between their starts.

use std::cell::RefCell;
use std::collections::HashMap;

use super::entry::Entry;
use crate::Trace;
use crate::trace::Channel;

/// What is known of pairs of series.
#[derive(Default)]
pub(crate) struct Compared<'a> {
    /// The number of each trace's series, by the trace's address: observations outlive their comparison.
    numbers: RefCell<HashMap<*const Trace, usize>>,
    series: RefCell<HashMap<[&'a Channel; 6], usize>>,
    answers: RefCell<HashMap<Question, Option<f64>>>,
}

/// What is asked, of which two series, and the time between their starts.
type Question = (Measure, usize, usize, i64);

/// What can be asked of two series.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Measure {
    Identity,
    Likeness,
    Effort,
    Company { by_way: bool },
    Distance,
    LaterWay,
}

impl<'a> Compared<'a> {
    /// See [`Trace::identity`].
    pub(super) fn identity(&self, a: &Entry<'a>, b: &Entry<'a>) -> Option<f64> {
        self.whenever(Measure::Identity, a, b, Trace::identity)
    }

    /// See [`Trace::likeness`].
    pub(super) fn likeness(&self, a: &Entry<'a>, b: &Entry<'a>) -> Option<f64> {
        self.whenever(Measure::Likeness, a, b, Trace::likeness)
    }

    /// See [`Trace::effort_likeness`].
    pub(super) fn effort_likeness(&self, a: &Entry<'a>, b: &Entry<'a>) -> Option<f64> {
        self.whenever(Measure::Effort, a, b, Trace::effort_likeness)
    }

    /// See [`Trace::accompanies`].
    pub(super) fn accompanies(&self, a: &Entry<'a>, b: &Entry<'a>, by_way: bool) -> Option<f64> {
        self.by_clock(Measure::Company { by_way }, a, b, |a, b| a.accompanies(b, by_way))
    }

    /// See [`Trace::is_elsewhere`].
    pub(super) fn are_elsewhere(&self, a: &Entry<'a>, b: &Entry<'a>) -> bool {
        self.by_clock(Measure::Distance, a, b, |a, b| a.is_elsewhere(b).then_some(1.0)).is_some()
    }

    /// See [`Trace::same_way_later`].
    pub(super) fn same_way_later(&self, a: &Entry<'a>, b: &Entry<'a>) -> Option<f64> {
        self.by_clock(Measure::LaterWay, a, b, Trace::same_way_later)
    }

    /// How many times two series were compared.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.answers.borrow().len()
    }

    /// What does not depend on when the two were.
    fn whenever(
        &self,
        measure: Measure,
        a: &Entry<'a>,
        b: &Entry<'a>,
        compare: impl FnOnce(&Trace, &Trace) -> Option<f64>,
    ) -> Option<f64> {
        let (x, y) = a.observation.trace().zip(b.observation.trace())?;
        self.once((measure, self.number(x), self.number(y), 0), || compare(x, y))
    }

    /// What depends on how long after one the other started.
    fn by_clock(
        &self,
        measure: Measure,
        a: &Entry<'a>,
        b: &Entry<'a>,
        compare: impl FnOnce(&Trace, &Trace) -> Option<f64>,
    ) -> Option<f64> {
        let (x, y) = a.observation.trace().zip(b.observation.trace())?;
        self.once((measure, self.number(x), self.number(y), x.values_until(y.start)), || compare(x, y))
    }

    fn once(&self, key: (Measure, usize, usize, i64), compare: impl FnOnce() -> Option<f64>) -> Option<f64> {
        let known = self.answers.borrow().get(&key).copied();
        known.unwrap_or_else(|| {
            let answer = compare();
            self.answers.borrow_mut().insert(key, answer);
            answer
        })
    }

    /// The number of the trace's series: equal series have one.
    fn number(&self, trace: &'a Trace) -> usize {
        *self.numbers.borrow_mut().entry(std::ptr::from_ref(trace)).or_insert_with(|| {
            let mut series = self.series.borrow_mut();
            let next = series.len();
            *series.entry(trace.compared()).or_insert(next)
        })
    }
}
