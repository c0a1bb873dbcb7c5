//! TCX: activities of laps, laps of points.

use jiff::{SignedDuration, Timestamp};
use timeline::{Kind, Observation, Quality, Source, Span, Trait, Workout};
use units::{Duration, Energy, Frequency, Length, Power};

use crate::holes::allowed;
use crate::track::{NoWorkout, Numbers, Point, TimedMean, Track, instant, plausible, sport_of};
use crate::xml::{Met, walk};
use crate::{DecodeError, Decoded, Note, short_hash};

const FORMAT: &str = "TCX";

/// No file has more activities.
const MOST_ACTIVITIES: usize = 2000;

/// More gaps between laps are no pauses of a workout.
const MOST_PAUSES: usize = 10_000;

const LAPS_LONGER: &str = "its laps say that it lasted longer than its points do; the points were taken";

/// One activity as it is read.
#[derive(Default)]
struct Activity {
    sport: String,
    start: Option<Timestamp>,
    track: Track,
    point: Point,
    /// Sums over the laps: seconds, metres, kilocalories.
    timer: f64,
    distance: f64,
    energy: f64,
    laps: Vec<Duration>,
    lap: Lap,
    /// Over the laps whose points do not say how long they were.
    told: Option<Span>,
    /// The last lap of that kind, and what lies between two of them.
    last_told: Option<Span>,
    between_laps: Vec<Span>,
    /// The mean heart rates and powers that the laps say, and the highest rate of any.
    beats: TimedMean,
    watts: TimedMean,
    highest: Option<f64>,
    /// The first line of what the athlete noted.
    notes: Option<String>,
    numbers: Numbers,
    device: Option<String>,
    unit: Option<String>,
    leg: bool,
}

/// The lap under way.
#[derive(Default)]
struct Lap {
    start: Option<Timestamp>,
    seconds: f64,
    /// The mean heart rate that it says, a minute.
    heart_rate: Option<f64>,
    /// The mean power that it says, W.
    power: Option<f64>,
    /// How many of its points have a time.
    points: usize,
}

impl Lap {
    /// When it was, as it says itself.
    fn span(&self) -> Option<Span> {
        let length =
            SignedDuration::try_from_secs_f64(self.seconds).ok().filter(jiff::SignedDuration::is_positive)?;
        let start = self.start?;
        Some(Span { start, end: start.checked_add(length).ok()? })
    }
}

#[derive(Default)]
struct Reading {
    done: Vec<Activity>,
    now: Option<Activity>,
    multisport: bool,
}

pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    let mut reading = Reading::default();
    let walked = walk(bytes, |met| reading.meet(&met));
    let mut decoded = Decoded::of(FORMAT);
    if let Err(broken) = walked {
        // The activity in which it broke counts as far as it goes.
        reading.end();
        if reading.done.is_empty() {
            return Err(broken.into());
        }
        decoded.notes.push(Note::cut_off(broken)?);
    }
    let mut refused = NoWorkout::Untimed { format: FORMAT };
    let truncated = !decoded.notes.is_empty();
    let commas = reading.done.iter().any(|activity| activity.numbers.with_commas);
    decoded.notes.extend(commas.then_some(Note::Disagrees(Numbers::COMMAS)));
    let content = short_hash(bytes);
    for (index, activity) in reading.done.iter().enumerate() {
        match plausible(activity.span(), FORMAT) {
            Ok(span) => {
                let mut observation = activity.observation(span, format!("tcx:{content}:{index}"));
                if observation.is(Trait::SpanConflict) {
                    decoded.notes.push(Note::Disagrees(LAPS_LONGER));
                }
                observation.traits.extend(truncated.then_some(Trait::Truncated));
                decoded.observations.push(observation);
            }
            Err(reason) => refused = reason,
        }
    }
    if decoded.observations.is_empty() { Err(refused.into()) } else { Ok(decoded) }
}

impl Reading {
    fn meet(&mut self, met: &Met<'_>) {
        match (met, &mut self.now) {
            (Met::Begin("MultiSportSession", _), _) => self.multisport = true,
            (Met::End("MultiSportSession", ..), _) => self.multisport = false,
            (Met::Begin("Activity", attributes), _) => {
                let sport = attributes.get("Sport").unwrap_or_default();
                self.now = Some(Activity { sport, leg: self.multisport, ..Activity::default() });
            }
            (Met::End("Activity", ..), _) => self.end(),
            (met, Some(activity)) => activity.meet(met),
            (_, None) => {}
        }
    }
}

impl Reading {
    fn end(&mut self) {
        let now = self.now.take().filter(|activity| activity.span().is_some());
        self.done.extend(now.filter(|_| self.done.len() < MOST_ACTIVITIES));
    }
}

impl Activity {
    fn meet(&mut self, met: &Met<'_>) {
        match met {
            Met::Begin("Lap", attributes) => {
                let start = attributes.get("StartTime").as_deref().and_then(instant);
                self.start = self.start.or(start);
                self.lap = Lap { start, ..Lap::default() };
            }
            Met::End("Lap", ..) => {
                let lap = std::mem::take(&mut self.lap);
                // Two points and more say themselves how long a lap was.
                let told = lap.span().filter(|_| lap.points < 2);
                self.told = self.told.map_or(told, |all| Some(told.map_or(all, |told| all.hull(&told))));
                // Between two such laps nobody moved, as far as the file says.
                if let (Some(before), Some(now)) = (self.last_told, told)
                    && before.end < now.start
                    && self.between_laps.len() < MOST_PAUSES
                {
                    self.between_laps.push(Span { start: before.end, end: now.start });
                }
                self.last_told = told;
                lap.heart_rate.into_iter().for_each(|rate| self.beats.add(rate, lap.seconds));
                lap.power.into_iter().for_each(|watts| self.watts.add(watts, lap.seconds));
            }
            Met::End("Value", Some("AverageHeartRateBpm"), text) => {
                self.lap.heart_rate = self.numbers.read(text).filter(|rate| *rate > 0.0);
            }
            Met::End("AvgWatts", _, text) => {
                self.lap.power = self.numbers.read(text).filter(|watts| *watts > 0.0);
            }
            Met::End("Notes", Some("Activity"), text) => {
                self.notes = text.lines().next().filter(|line| !line.is_empty()).map(str::to_owned);
            }
            Met::End("Value", Some("MaximumHeartRateBpm"), text) => {
                let rate = self.numbers.read(text).filter(|rate| *rate > 0.0);
                self.highest = self.highest.into_iter().chain(rate).reduce(f64::max);
            }
            Met::End("TotalTimeSeconds", Some("Lap"), text) => {
                let seconds = self.numbers.read(text).filter(|seconds| *seconds >= 0.0).unwrap_or(0.0);
                self.timer += seconds;
                self.lap.seconds = seconds;
                self.laps.push(Duration::from_seconds(seconds));
            }
            Met::End("DistanceMeters", Some("Lap"), text) => {
                self.distance += self.numbers.read(text).unwrap_or(0.0);
            }
            Met::End("Calories", Some("Lap"), text) => self.energy += self.numbers.read(text).unwrap_or(0.0),
            Met::Begin("Track", _) => self.track.interrupt(),
            Met::Begin("Trackpoint", _) => self.point = Point::default(),
            Met::End("Trackpoint", ..) => {
                self.lap.points += usize::from(self.point.time.is_some());
                self.track.add(&std::mem::take(&mut self.point));
            }
            Met::End("Time", Some("Trackpoint"), text) => self.point.time = instant(text),
            Met::End("DistanceMeters", Some("Trackpoint"), text) => {
                self.point.distance = self.numbers.read(text);
            }
            Met::End("AltitudeMeters", Some("Trackpoint"), text) => {
                self.point.altitude = self.numbers.read(text);
            }
            Met::End("Value", Some("HeartRateBpm"), text) => self.point.heart_rate = self.numbers.read(text),
            Met::End("Cadence" | "RunCadence", _, text) => self.point.cadence = self.numbers.read(text),
            Met::End("Watts", _, text) => self.point.power = self.numbers.read(text),
            Met::End("LatitudeDegrees", _, text) => {
                self.point.position = self.numbers.read(text).map(|latitude| (latitude, 0.0));
            }
            Met::End("LongitudeDegrees", _, text) => {
                let both = self.point.position.zip(self.numbers.read(text));
                self.point.position = both.map(|((latitude, _), longitude)| (latitude, longitude));
            }
            Met::End("Name", Some("Creator"), text) => self.device = Some((*text).to_owned()),
            Met::End("UnitId", Some("Creator"), text) => self.unit = Some((*text).to_owned()),
            _ => {}
        }
    }

    /// From the first lap or point to the last point, or to the end of a lap whose points do not say how long it was.
    fn span(&self) -> Option<Span> {
        let start = self.start.map(|start| Span { start, end: start });
        let points = match (self.track.span(), start) {
            (Some(points), Some(start)) if start.start <= points.start => Some(points.hull(&start)),
            (Some(points), _) => Some(points),
            (None, start) => start,
        };
        match (points, self.told) {
            (Some(points), Some(told)) => Some(points.hull(&told)),
            (points, told) => points.or(told),
        }
    }

    fn observation(&self, span: Span, id: String) -> Observation {
        let sport = sport_of(&self.sport, self.notes.as_deref());
        let seen = self.track.workout(&sport);
        let timer = (self.timer > 0.0).then(|| Duration::from_seconds(self.timer));
        // Laps that last longer than their points say of another, longer recording: the file was cut.
        let conflict = timer.is_some_and(|timer| timer > span.duration() + Duration::from_minutes(1.0));
        let mut pauses = [seen.pauses.as_slice(), &self.between_laps].concat();
        pauses.sort();
        let (mean, watts) = (self.beats.mean(), self.watts.mean());
        let highest = self.highest.filter(|_| !conflict);
        let laps = |sum: f64| Some(sum).filter(|sum| *sum > 0.0 && !conflict);
        let workout = Workout {
            timer: timer.filter(|_| !conflict).or(seen.timer),
            distance: laps(self.distance).map(Length::from_m).or(seen.distance),
            energy: laps(self.energy).map(Energy::from_kcal),
            pauses: allowed(pauses, span, timer.filter(|_| !conflict)),
            // Points say it better; laps without them say it alone.
            mean_heart_rate: seen.mean_heart_rate.or(mean.filter(|_| !conflict).map(Frequency::from_per_min)),
            max_heart_rate: seen.max_heart_rate.or(highest.map(Frequency::from_per_min)),
            mean_power: seen.mean_power.or(watts.filter(|_| !conflict).map(Power::from_watts)),
            ..seen
        };
        // The serial number tells devices apart without being kept.
        let device = self.device.as_ref().map(|name| match &self.unit {
            Some(unit) => {
                format!("{} {}", name.to_lowercase(), short_hash(format!("{name}/{unit}").as_bytes()))
            }
            None => name.to_lowercase(),
        });
        let traits = [(Trait::Leg, self.leg), (Trait::SpanConflict, conflict)];
        let source = Source { provider: "file".into(), device, quality: Quality::ProviderDetail };
        Observation {
            traits: traits.into_iter().filter_map(|(which, set)| set.then_some(which)).collect(),
            shape: self.track.shape(self.laps.clone()),
            ..Observation::of(id, source, span, Kind::Workout(workout))
        }
    }
}
