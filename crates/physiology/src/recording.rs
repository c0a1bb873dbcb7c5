//! A recording by the minute: what a watch or a power meter measured, and when the athlete stood still.

use serde::{Deserialize, Serialize};
use units::{Duration, Fraction, Frequency, Length, Mass, Power, Speed};

use crate::segments::Segment;
use crate::{Athlete, Effort, SessionConditions, Sport, coefficients, metabolic, segments};

/// One sample of a recording. Absent fields were not measured.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sample {
    /// Since the session began.
    pub at: Duration,
    /// Mechanical power.
    pub power: Option<Power>,
    /// Speed over the ground.
    pub speed: Option<Speed>,
    /// Altitude.
    pub altitude: Option<Length>,
    /// Heart rate.
    pub heart_rate: Option<Frequency>,
}

/// A session by the minute, in whole units as devices record them. A column is empty where nothing was measured; it has an
/// entry for each minute otherwise. Means are over the part of the minute in motion.
///
/// What was measured is stored, not the heat production that follows from it, so that a better equation reaches old tests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Recording {
    /// The part of each minute in motion, hundredths. Time that was not recorded counts as in motion.
    moving: Vec<u8>,
    /// Watts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    power: Vec<Option<u16>>,
    /// Centimetres in a second.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    speed: Vec<Option<u16>>,
    /// Rise over distance, thousandths.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    grade: Vec<Option<i16>>,
    /// Beats in a minute.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    heart_rate: Vec<Option<u16>>,
}

/// What tells the effort in a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Power.
    Power,
    /// Pace and grade on foot.
    Pace,
    /// Heart rate.
    HeartRate,
    /// Nothing measured: the session's own effort, a word or a mean.
    Session,
}

/// No recording is followed for longer.
const MOST_MINUTES: usize = 36 * 60;
/// Without a sample for so long, or for four times the usual time between samples, the device had stopped.
const HOLE_SECONDS: f64 = 30.0;
/// Slower than this nobody walks.
const STANDING_M_PER_S: f64 = 0.3;
/// Along less than this a grade is noise of the altitude.
const LEAST_METRES: f64 = 40.0;
/// The steepest grade that the equations take.
const STEEPEST: f64 = 0.45;

impl Recording {
    /// The recording of a session of this length from its samples in the order of time, and its pauses as stretches since
    /// the start. Where a device took no sample for long, it had stopped; on foot and on a bicycle, standing still is seen
    /// by the speed.
    ///
    /// `None` when there is nothing to know: no sample and no pause.
    pub fn of(
        sport: Sport,
        length: Duration,
        samples: &[Sample],
        pauses: &[(Duration, Duration)],
    ) -> Option<Self> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let minutes = length.as_minutes().ceil().clamp(0.0, MOST_MINUTES as f64) as usize;
        let mut bins = vec![Minute::default(); minutes];
        let standing = standing_still(sport, samples);
        let hole = hole(samples);
        for (index, sample) in samples.iter().enumerate() {
            let at = sample.at.as_seconds();
            let next = samples.get(index + 1).map(|next| next.at.as_seconds());
            let gap = next.map_or(1.0, |next| next - at);
            if !(at.is_finite() && gap > 0.0) {
                continue;
            }
            let lasts = if gap > hole { gap.min(1.0) } else { gap };
            let stopped = sample.speed.is_some_and(|speed| standing && speed.as_m_per_s() < STANDING_M_PER_S)
                && sample.power.is_none_or(|power| power.as_watts() < 10.0);
            each_minute(at, at + lasts, minutes, |index, seconds| bins[index].add(sample, seconds, stopped));
            if gap > hole {
                each_minute(at + lasts, at + gap, minutes, |index, seconds| bins[index].stopped += seconds);
            }
        }
        for (from, to) in pauses {
            let (from, to) = (from.as_seconds(), to.as_seconds());
            each_minute(from, to, minutes, |index, seconds| bins[index].paused += seconds);
        }
        let known = !samples.is_empty() || bins.iter().any(|bin| bin.paused > 0.0);
        (minutes > 0 && known).then(|| Self::of_minutes(&bins))
    }

    /// A session of this length of which only the time in motion is known, as devices sum it up: the pauses lie anywhere.
    pub fn paused_somewhere(length: Duration, in_motion: Duration) -> Option<Self> {
        let share = in_motion.as_seconds() / length.as_seconds();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let minutes = length.as_minutes().ceil().clamp(0.0, MOST_MINUTES as f64) as usize;
        let known = (0.01..1.0).contains(&share) && minutes > 0;
        known.then(|| Self { moving: vec![whole(100.0 * share); minutes], ..Self::default() })
    }

    fn of_minutes(bins: &[Minute]) -> Self {
        let column = |value: &dyn Fn(&Minute) -> Option<f64>| -> Vec<Option<u16>> {
            let values: Vec<Option<u16>> = bins.iter().map(|bin| value(bin).map(whole)).collect();
            if values.iter().any(Option::is_some) { values } else { Vec::new() }
        };
        Self {
            moving: bins.iter().map(|bin| whole(100.0 * bin.moving_share())).collect(),
            power: column(&|bin| bin.power.mean()),
            speed: column(&|bin| bin.speed.mean().map(|speed| 100.0 * speed)),
            grade: grades(bins),
            heart_rate: column(&|bin| bin.heart_rate.mean()),
        }
    }

    /// The same without what tells the effort: when the athlete moved and when not.
    #[must_use]
    pub fn pauses_only(&self) -> Self {
        Self { moving: self.moving.clone(), ..Self::default() }
    }

    /// The time in motion.
    pub fn in_motion(&self) -> Duration {
        let hundredths: f64 = self.moving.iter().map(|share| f64::from(*share)).sum();
        Duration::from_minutes(hundredths / 100.0)
    }

    /// The time at rest.
    pub fn at_rest(&self) -> Duration {
        Duration::from_minutes(self.moving.len() as f64) - self.in_motion()
    }

    /// What tells the effort: the best that at least half of the minutes in motion have.
    pub fn evidence(&self, sport: Sport) -> Evidence {
        let moving =
            || self.moving.iter().enumerate().filter(|(_, share)| **share > 0).map(|(index, _)| index);
        let total = moving().count();
        let covers = |column: &[Option<u16>]| {
            let known = moving().filter(|index| column.get(*index).copied().flatten().is_some()).count();
            total > 0 && 2 * known >= total
        };
        if !sport.is_on_foot() && covers(&self.power) {
            Evidence::Power
        } else if sport.is_on_foot() && covers(&self.speed) {
            Evidence::Pace
        } else if covers(&self.heart_rate) {
            Evidence::HeartRate
        } else {
            Evidence::Session
        }
    }

    /// The session in segments: a minute each, minutes with a stop in two. Minutes in motion that nothing was measured in,
    /// and what the session lasted beyond the recording, take the mean of the others.
    pub fn segments(&self, athlete: &Athlete, session: &SessionConditions) -> Vec<Segment> {
        let evidence = self.evidence(session.sport);
        let measured: Vec<Option<Effort>> =
            (0..self.moving.len()).map(|index| self.effort(index, evidence)).collect();
        let known: Vec<Segment> = measured
            .iter()
            .zip(&self.moving)
            .filter(|(_, moving)| **moving > 0)
            .filter_map(|(effort, moving)| {
                let duration = Duration::from_minutes(f64::from(*moving) / 100.0);
                effort.map(|effort| Segment { duration, effort: Some(effort) })
            })
            .collect();
        let usual = segments::effort(athlete, session, &known).unwrap_or(session.effort);
        let mut made: Vec<Segment> = Vec::with_capacity(measured.len() + 8);
        let mut left = session.duration.as_minutes();
        let mut push = |minutes: f64, effort: Option<Effort>| {
            let minutes = minutes.min(left);
            if minutes <= 0.0 {
                return;
            }
            left -= minutes;
            match made.last_mut() {
                Some(last) if last.effort == effort => {
                    last.duration += Duration::from_minutes(minutes);
                }
                _ => made.push(Segment { duration: Duration::from_minutes(minutes), effort }),
            }
        };
        for (effort, moving) in measured.iter().zip(&self.moving) {
            let moving = f64::from(*moving) / 100.0;
            push(moving, Some(effort.unwrap_or(usual)));
            push(1.0 - moving, None);
        }
        push(f64::INFINITY, Some(usual));
        made
    }

    /// Metabolic rate and heart rate of each minute, where power (W) or pace (W/kg) tell the effort; `None` where they do
    /// not.
    pub(crate) fn metabolic_by_minute(&self, sport: Sport) -> Option<Vec<MinuteRate>> {
        let evidence = self.evidence(sport);
        // Of one kilogram: what follows from pace goes with the mass, what follows from power does not.
        let athlete = Athlete::of_mass(Mass::from_kg(1.0));
        let rate = |index: usize| match self.effort(index, evidence)? {
            Effort::Pace { speed, grade } => {
                Some(metabolic::from_pace(&athlete, speed, grade.as_ratio()).metabolic.as_watts())
            }
            Effort::Power { power, .. } => {
                Some((power / coefficients().metabolism.cycling_efficiency.value).as_watts())
            }
            _ => None,
        };
        let minute = |(index, moving): (usize, &u8)| MinuteRate {
            moving: f64::from(*moving) / 100.0,
            rate: rate(index),
            heart_rate: self.heart_rate.get(index).copied().flatten().map(f64::from),
        };
        let told = matches!(evidence, Evidence::Power | Evidence::Pace);
        told.then(|| self.moving.iter().enumerate().map(minute).collect())
    }

    /// The effort in one minute, where it was measured and the equations take it.
    fn effort(&self, index: usize, evidence: Evidence) -> Option<Effort> {
        let of = |column: &[Option<u16>]| column.get(index).copied().flatten().map(f64::from);
        let speed = of(&self.speed)
            .map(|centimetres| Speed::from_m_per_s(centimetres / 100.0))
            .filter(|speed| (0.2..=25.0).contains(&speed.as_m_per_s()));
        match evidence {
            Evidence::Power => {
                let power = Power::from_watts(of(&self.power)?.clamp(10.0, 700.0));
                Some(Effort::Power { power, speed })
            }
            Evidence::Pace => {
                let thousandths = self.grade.get(index).copied().flatten().unwrap_or(0);
                let grade = Fraction::from_ratio(f64::from(thousandths) / 1000.0);
                speed.map(|speed| Effort::Pace { speed, grade })
            }
            Evidence::HeartRate => {
                let rate = Frequency::from_per_min(of(&self.heart_rate)?.clamp(60.0, 220.0));
                Some(Effort::HeartRate { rate, speed })
            }
            Evidence::Session => None,
        }
    }
}

/// What tells aerobic capacity of one minute.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MinuteRate {
    /// The share of it in motion.
    pub(crate) moving: f64,
    /// Metabolic rate, W from power or W/kg from pace.
    pub(crate) rate: Option<f64>,
    /// Heart rate, 1/min.
    pub(crate) heart_rate: Option<f64>,
}

/// What is known of one minute.
#[derive(Clone, Copy, Debug, Default)]
struct Minute {
    /// Seconds standing still, or without a sample because the device had stopped.
    stopped: f64,
    /// Seconds in a pause that the source names.
    paused: f64,
    power: Mean,
    speed: Mean,
    altitude: Mean,
    heart_rate: Mean,
}

#[derive(Clone, Copy, Debug, Default)]
struct Mean {
    sum: f64,
    seconds: f64,
}

impl Mean {
    fn add(&mut self, value: Option<f64>, seconds: f64) {
        if let Some(value) = value.filter(|value| value.is_finite()) {
            self.sum += value * seconds;
            self.seconds += seconds;
        }
    }

    fn mean(&self) -> Option<f64> {
        (self.seconds > 0.0).then(|| self.sum / self.seconds)
    }
}

impl Minute {
    fn add(&mut self, sample: &Sample, seconds: f64, stopped: bool) {
        self.altitude.add(sample.altitude.map(Length::as_m), seconds);
        if stopped {
            self.stopped += seconds;
            return;
        }
        self.power.add(sample.power.map(Power::as_watts), seconds);
        self.speed.add(sample.speed.map(Speed::as_m_per_s), seconds);
        self.heart_rate.add(sample.heart_rate.map(Frequency::as_per_min), seconds);
    }

    fn moving_share(&self) -> f64 {
        // A pause that the source names and a stop that the samples show are the same one.
        (1.0 - self.stopped.max(self.paused) / 60.0).clamp(0.0, 1.0)
    }

    fn metres(&self) -> f64 {
        self.speed.mean().unwrap_or(0.0) * 60.0 * self.moving_share()
    }
}

/// Calls `add` with every minute between two instants, and the seconds in it.
fn each_minute(from: f64, to: f64, minutes: usize, mut add: impl FnMut(usize, f64)) {
    let end = to.min(minutes as f64 * 60.0);
    let mut at = from.max(0.0);
    while at < end {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the minutes")]
        let index = (at / 60.0) as usize;
        let until = end.min((index as f64 + 1.0) * 60.0);
        if until <= at {
            break;
        }
        add(index, until - at);
        at = until;
    }
}

/// Without a sample for longer than this, the device had stopped, s: some devices write one a minute.
fn hole(samples: &[Sample]) -> f64 {
    let mut gaps: Vec<f64> =
        samples.windows(2).map(|pair| pair[1].at.as_seconds() - pair[0].at.as_seconds()).collect();
    gaps.sort_by(f64::total_cmp);
    let usual = gaps.get(gaps.len() / 2).copied().unwrap_or(1.0);
    HOLE_SECONDS.max(4.0 * usual)
}

/// Whether the speed shows when the athlete stands still: on foot and on the road, where it was measured at all. In games
/// standing is part of the game.
fn standing_still(sport: Sport, samples: &[Sample]) -> bool {
    let speeds = || samples.iter().filter_map(|sample| sample.speed);
    let moving = speeds().filter(|speed| speed.as_m_per_s() >= STANDING_M_PER_S).count();
    let measured = speeds().count();
    (sport.is_on_foot() || sport == Sport::Ride) && moving > 0 && 4 * moving >= measured
}

/// The grade of each minute from the mean altitude of the minutes around it, thousandths: an altitude by satellite errs by
/// metres from one second to the next.
fn grades(bins: &[Minute]) -> Vec<Option<i16>> {
    let at = |index: usize| {
        let from = index.saturating_sub(1);
        let to = (index + 1).min(bins.len() - 1);
        let rise = bins[to].altitude.mean()? - bins[from].altitude.mean()?;
        let between: f64 = bins[from..=to].iter().map(Minute::metres).sum();
        let metres = between - 0.5 * (bins[from].metres() + bins[to].metres());
        (metres >= LEAST_METRES).then(|| (rise / metres).clamp(-STEEPEST, STEEPEST))
    };
    #[expect(clippy::cast_possible_truncation, reason = "at most 450")]
    let values: Vec<Option<i16>> =
        (0..bins.len()).map(|index| at(index).map(|grade| (1000.0 * grade).round() as i16)).collect();
    if values.iter().any(Option::is_some) { values } else { Vec::new() }
}

/// The nearest whole number that the type holds.
fn whole<T: TryFrom<i64> + Default>(value: f64) -> T {
    #[expect(clippy::cast_possible_truncation, reason = "far below")]
    let number = value.round().clamp(0.0, 65_535.0) as i64;
    T::try_from(number).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use units::{Mass, Temperature};

    use super::*;
    use crate::Intensity;

    const RUN: Sport = Sport::Run;

    fn at(seconds: u32) -> Sample {
        Sample { at: Duration::from_seconds(f64::from(seconds)), ..Sample::default() }
    }

    fn running(seconds: u32, kmh: f64) -> Sample {
        Sample {
            speed: Some(Speed::from_km_per_h(kmh)),
            heart_rate: Some(Frequency::from_per_min(150.0)),
            ..at(seconds)
        }
    }

    fn session(minutes: f64) -> SessionConditions {
        SessionConditions::planned(
            RUN,
            Duration::from_minutes(minutes),
            Intensity::Moderate,
            Temperature::from_celsius(25.0),
            Fraction::from_percent(50.0),
        )
    }

    fn hour(samples: &[Sample]) -> Recording {
        Recording::of(RUN, Duration::from_hours(1.0), samples, &[]).unwrap()
    }

    #[test]
    fn a_stop_is_seen_by_speed_by_silence_and_by_name() {
        let stands: Vec<Sample> =
            (0..3600).map(|s| running(s, if (1200..2400).contains(&s) { 0.0 } else { 11.0 })).collect();
        let silent: Vec<Sample> =
            (0..3600).filter(|s| !(1200..2400).contains(s)).map(|s| running(s, 11.0)).collect();
        let all: Vec<Sample> = (0..3600).map(|s| running(s, 11.0)).collect();
        let minutes = Duration::from_minutes;
        let named =
            Recording::of(RUN, Duration::from_hours(1.0), &all, &[(minutes(20.0), minutes(40.0))]).unwrap();
        for recording in [hour(&stands), hour(&silent), named] {
            assert!((recording.at_rest().as_minutes() - 20.0).abs() < 0.3, "{:?}", recording.at_rest());
        }
        assert_eq!(hour(&all).at_rest(), Duration::ZERO);
        assert_eq!(Recording::of(RUN, Duration::from_hours(1.0), &[], &[]), None);
    }

    #[test]
    fn one_sample_a_minute_is_no_stop_and_a_lost_sensor_neither() {
        let sparse: Vec<Sample> = (0..60).map(|minute| running(60 * minute, 11.0)).collect();
        assert_eq!(hour(&sparse).at_rest(), Duration::ZERO);
        // The speed is lost in the middle, the heart rate goes on: those minutes take the mean of the others.
        let lost: Vec<Sample> = (0..3600)
            .map(|s| match (1200..2400).contains(&s) {
                true => Sample { speed: None, ..running(s, 11.0) },
                false => running(s, 11.0),
            })
            .collect();
        let athlete = Athlete::of_mass(Mass::from_kg(70.0));
        let segments = hour(&lost).segments(&athlete, &session(60.0));
        assert!(segments.iter().all(|segment| segment.effort.is_some()));
        let speed = segments::effort(&athlete, &session(60.0), &segments).and_then(|e| e.speed()).unwrap();
        assert!((speed.as_km_per_h() - 11.0).abs() < 0.1, "{speed}");
    }

    #[test]
    fn the_best_evidence_is_taken_by_sport() {
        let pedalling = |s| Sample { power: Some(Power::from_watts(200.0)), ..running(s, 30.0) };
        let ride = Recording::of(
            Sport::Ride,
            Duration::from_hours(1.0),
            &(0..3600).map(pedalling).collect::<Vec<_>>(),
            &[],
        );
        assert_eq!(ride.as_ref().unwrap().evidence(Sport::Ride), Evidence::Power);
        assert_eq!(ride.as_ref().unwrap().evidence(Sport::Run), Evidence::Pace);
        assert_eq!(ride.as_ref().unwrap().evidence(Sport::Soccer), Evidence::Power);
        let heart: Vec<Sample> = (0..3600).map(|s| Sample { speed: None, ..running(s, 0.0) }).collect();
        assert_eq!(hour(&heart).evidence(RUN), Evidence::HeartRate);
        assert_eq!(ride.unwrap().pauses_only().evidence(Sport::Ride), Evidence::Session);
    }

    #[test]
    fn a_hill_has_its_grade_however_noisy_the_altitude() {
        // 12 km/h up 5 %: 1/6 m each second; the altitude errs by ±3 m.
        let climbing = |s: u32| Sample {
            altitude: Some(Length::from_m(f64::from(s) / 6.0 + 3.0 * f64::from(s * 7919 % 11 % 3) - 3.0)),
            ..running(s, 12.0)
        };
        let recording = hour(&(0..3600).map(climbing).collect::<Vec<_>>());
        assert!(
            recording.grade.iter().flatten().all(|grade| (40..=60).contains(grade)),
            "{:?}",
            recording.grade
        );
    }

    #[test]
    fn segments_last_as_long_as_the_session() {
        let samples: Vec<Sample> =
            (0..3600).map(|s| running(s, if s % 100 < 30 { 0.0 } else { 11.0 })).collect();
        let athlete = Athlete::of_mass(Mass::from_kg(70.0));
        for minutes in [30.0, 60.0, 90.5] {
            let made = hour(&samples).segments(&athlete, &session(minutes));
            let total: f64 = made.iter().map(|segment| segment.duration.as_minutes()).sum();
            assert!((total - minutes).abs() < 1e-9, "{total}");
        }
    }

    #[test]
    fn no_sample_whatever_it_says_makes_a_panic_or_an_impossible_effort() {
        let odd = [f64::NAN, f64::INFINITY, -1e300, 1e300, 0.0];
        let samples: Vec<Sample> = odd
            .iter()
            .flat_map(|x| odd.iter().map(move |y| (*x, *y)))
            .map(|(x, y)| Sample {
                at: Duration::from_seconds(x),
                power: Some(Power::from_watts(y)),
                speed: Some(Speed::from_m_per_s(y)),
                altitude: Some(Length::from_m(y)),
                heart_rate: Some(Frequency::from_per_min(y)),
            })
            .collect();
        let athlete = Athlete::of_mass(Mass::from_kg(70.0));
        for sport in [RUN, Sport::Ride, Sport::Soccer, Sport::Swim] {
            let recording = Recording::of(sport, Duration::from_hours(1.0), &samples, &[]);
            let session = SessionConditions { sport, ..session(60.0) };
            for segment in recording.map(|r| r.segments(&athlete, &session)).unwrap_or_default() {
                let effort = segment.effort.unwrap_or(session.effort);
                assert!(SessionConditions { effort, ..session }.check().is_ok(), "{effort:?}");
            }
        }
        assert_eq!(Recording::of(RUN, Duration::from_seconds(f64::NAN), &samples, &[]), None);
    }
}
