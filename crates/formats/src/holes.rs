//! Holes between the points of a recording, and which of them are pauses.
//!
//! A hole between two segments is a pause: the device was stopped. A hole inside a segment is one only where the points
//! before and after say so, since devices that save memory leave points out while the athlete moves on.

use jiff::Timestamp;
use timeline::Span;
use units::Duration;

/// Segments this far apart, s, were interrupted by a pause and not by the lap key.
const BETWEEN_SEGMENTS: f64 = 10.0;
/// Shorter holes in a segment, s, are how a device saves memory.
const IN_A_SEGMENT: f64 = 60.0;
/// Holes from here on, s, are pauses unless the athlete moved on at the own speed.
const LONG: f64 = 300.0;
/// Holes from here on, s, are pauses however far apart their ends are.
const CERTAIN: f64 = 1800.0;
/// A hole is many times as long as the usual step.
const TIMES_THE_STEP: f64 = 10.0;
/// Below this share of the own speed the athlete stood.
const STOOD: f64 = 0.15;
/// Between these shares of the own speed the athlete moved on and was not recorded (a tunnel).
const MOVED_ON: std::ops::RangeInclusive<f64> = 0.5..=1.3;
/// No recording has more holes that matter.
const MOST: usize = 5000;

/// A hole between two points.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hole {
    /// From the last point before to the first point after.
    pub(crate) span: Span,
    /// The straight line over it that counts as distance, m.
    pub(crate) metres: f64,
    /// It lies between two segments.
    between_segments: bool,
}

impl Hole {
    fn seconds(&self) -> f64 {
        self.span.duration().as_seconds()
    }
}

/// The steps between the points seen so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Holes {
    last: Option<Timestamp>,
    interrupted: bool,
    holes: Vec<Hole>,
    /// How many steps last 1, 2, 4, 8 … s or less.
    steps: [u32; 24],
    /// How long all steps took, s.
    seconds: f64,
}

impl Holes {
    /// A point, and how far it lies from the one before as far as that counts as distance.
    pub(crate) fn step(&mut self, at: Timestamp, metres: f64) {
        let between_segments = std::mem::take(&mut self.interrupted);
        let Some(last) = self.last.filter(|last| *last < at) else {
            self.last = Some(self.last.map_or(at, |last| last.max(at)));
            return;
        };
        self.last = Some(at);
        let seconds = at.duration_since(last).as_secs_f64();
        self.seconds += seconds;
        let class = (0..self.steps.len() - 1).find(|class| seconds <= f64::from(1_u32 << class));
        self.steps[class.unwrap_or(self.steps.len() - 1)] += 1;
        let least = if between_segments { BETWEEN_SEGMENTS } else { IN_A_SEGMENT };
        if seconds > least && self.holes.len() < MOST {
            self.holes.push(Hole { span: Span { start: last, end: at }, metres, between_segments });
        }
    }

    /// What comes belongs to the next segment.
    pub(crate) fn interrupt(&mut self) {
        self.interrupted = self.last.is_some();
    }

    /// The holes that are pauses, of a recording whose positions are `travelled` metres long with the lines over holes.
    pub(crate) fn pauses(&self, travelled: f64) -> Vec<Hole> {
        let usual = self.usual_step();
        let long_holes = || self.holes.iter().filter(|hole| hole.seconds() > usual * TIMES_THE_STEP);
        let seconds: f64 = long_holes().map(Hole::seconds).sum();
        let metres: f64 = long_holes().map(|hole| hole.metres).sum();
        let own_speed = (travelled - metres) / (self.seconds - seconds);
        let is_pause = |hole: &&Hole| {
            if hole.between_segments {
                return true;
            }
            let length = hole.seconds();
            // Where nothing tells a speed, only a long hole is a pause.
            let share = hole.metres / length / own_speed;
            let stood = if own_speed > 0.0 { share < STOOD } else { length >= LONG };
            let elsewhere = length >= LONG && !MOVED_ON.contains(&share);
            length > usual * TIMES_THE_STEP && (length >= CERTAIN || stood || elsewhere)
        };
        self.holes.iter().filter(is_pause).copied().collect()
    }

    /// The median step, rounded up to a power of two, s.
    fn usual_step(&self) -> f64 {
        let half = self.steps.iter().sum::<u32>() / 2;
        let mut below = 0;
        let class = self.steps.iter().position(|count| {
            below += count;
            below > half
        });
        f64::from(1_u32 << class.unwrap_or(0).min(23))
    }
}

/// Keeps the pauses that a recording's own timer allows: where it ran through, points were only left out.
pub(crate) fn allowed(pauses: Vec<Span>, span: Span, timer: Option<Duration>) -> Vec<Span> {
    let Some(timer) = timer else { return pauses };
    let paused = pauses.iter().map(Span::duration).fold(Duration::ZERO, |a, b| a + b);
    let stood = span.duration() - timer;
    let slack = Duration::from_minutes(1.0) + span.duration() * 0.05;
    if paused <= stood + slack { pauses } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A recording at 3 m/s with a point every `step` seconds for 20 min, then a hole, then 20 min more.
    fn with_hole(step: i64, seconds: i64, metres: f64) -> Vec<Span> {
        let at = |second: i64| Timestamp::from_second(1_790_000_000 + second).unwrap();
        let mut holes = Holes::default();
        let mut travelled = 0.0;
        let half = 1200 / step;
        for number in 0..=2 * half {
            let crossed = number == half;
            let way = if number == 0 {
                0.0
            } else if crossed {
                metres
            } else {
                3.0 * step as f64
            };
            travelled += way;
            holes.step(at(number * step + if number >= half { seconds - step } else { 0 }), way);
        }
        holes.pauses(travelled).iter().map(|hole| hole.span).collect()
    }

    #[test]
    fn a_stop_is_a_pause_and_a_tunnel_or_saved_memory_is_none() {
        assert_eq!(with_hole(1, 120, 4.0).len(), 1, "two minutes at a light");
        assert_eq!(with_hole(1, 120, 350.0).len(), 0, "a short tunnel");
        assert_eq!(with_hole(1, 600, 1800.0).len(), 0, "a long tunnel");
        assert_eq!(with_hole(1, 3600, 16_800.0).len(), 1, "an hour by car");
        assert_eq!(with_hole(8, 40, 10.0).len(), 0, "smart recording");
        assert_eq!(with_hole(600, 1200, 3600.0).len(), 0, "a tracker that says little");
    }

    #[test]
    fn a_timer_that_ran_through_allows_no_pause() {
        let at = |minute: i64| Timestamp::from_second(minute * 60).unwrap();
        let (span, pause) = (Span { start: at(0), end: at(120) }, Span { start: at(30), end: at(90) });
        let allowed = |minutes: f64| allowed(vec![pause], span, Some(Duration::from_minutes(minutes)));
        assert_eq!((allowed(60.0).len(), allowed(120.0).len()), (1, 0));
    }
}
