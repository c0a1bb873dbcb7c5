//! A simulated athlete's weeks: what a watch would have recorded and a scale shown.

use std::fmt::Write as _;

use engine::{AthleteChanges, ConditionsInput, NewPlannedSession, NewSweatTest};
use jiff::{SignedDuration, Timestamp};
use physiology::weigh_in::{Clothes, WeighIn};
use physiology::{Intensity, Random, SessionConditions, SimulatedAthlete, Sport, simulation};
use units::{Duration, Fraction, Mass, Temperature, Volume};

/// Sessions a week, and the hours after the week's begin at which they start.
const WEEKLY: [i64; 4] = [30, 78, 126, 151];

/// Every so many weeks the first session is a sweat test.
const TESTED_EVERY: u64 = 4;

/// Kilograms of sweat in a litre.
const SWEAT_DENSITY: f64 = 1.0;

/// The name of the athlete of this number.
pub(super) fn name(number: u64) -> String {
    format!("sim-{number:06}")
}

/// An athlete on the way.
pub(super) struct Life {
    pub(super) id: String,
    athlete: SimulatedAthlete,
    random: Random,
    today: Timestamp,
}

/// A recording as it is sent.
pub(super) struct Recording {
    pub(super) name: String,
    pub(super) tcx: String,
    pub(super) test: Option<NewSweatTest>,
}

impl Life {
    /// The same number always lives the same life.
    pub(super) fn begin(number: u64, today: Timestamp) -> Self {
        let id = name(number);
        let mut random = Random::seeded(SimulatedAthlete::seed(&id, Timestamp::UNIX_EPOCH));
        Self { athlete: SimulatedAthlete::draw(&mut random), id, random, today }
    }

    /// What the athlete tells about themselves.
    pub(super) fn introduction(&self) -> AthleteChanges {
        let body = &self.athlete.athlete;
        AthleteChanges {
            body_mass: Some(body.body_mass),
            height: body.height,
            sex: body.sex,
            ..AthleteChanges::default()
        }
    }

    /// The recordings of the week that began so many weeks ago, with a point every so many seconds.
    pub(super) fn week(&mut self, ago: u64, every: u64) -> Vec<Recording> {
        let back = SignedDuration::from_hours(ago.cast_signed() * 7 * 24);
        let sessions = WEEKLY.iter().enumerate().map(|(index, hours)| {
            let jitter = SignedDuration::from_mins(self.random.uniform(0.0, 120.0) as i64);
            let start = self.today - back + SignedDuration::from_hours(*hours) + jitter;
            let conditions = simulation::session(&mut self.random);
            let tcx = tcx(&conditions, start, every, &mut self.random);
            let tested = index == 0 && ago.is_multiple_of(TESTED_EVERY);
            let test = tested.then(|| self.test(&conditions, start));
            Recording { name: format!("{}.tcx", start.as_second()), tcx, test }
        });
        sessions.collect()
    }

    fn test(&mut self, conditions: &SessionConditions, start: Timestamp) -> NewSweatTest {
        let lost = self.athlete.sweat(conditions, &mut self.random).as_l_per_h()
            * conditions.duration.as_hours()
            * SWEAT_DENSITY;
        let before = self.athlete.athlete.body_mass.as_kg();
        let drunk = (lost * 0.4).min(1.0);
        let weigh_in = WeighIn {
            mass_before: Mass::from_kg(before),
            mass_after: Mass::from_kg(before - lost + drunk),
            drunk: Some(Volume::from_l(drunk)),
            food: Mass::ZERO,
            urine: Some(Volume::ZERO),
            stool: Mass::ZERO,
            clothes: Clothes::default(),
        };
        NewSweatTest {
            event: None,
            at: Some(start),
            conditions: ConditionsInput {
                sport: Some(conditions.sport.words().to_owned()),
                duration: Some(conditions.duration),
                intensity: Some(Intensity::Moderate),
                air_temperature: Some(conditions.air_temperature),
                relative_humidity: Some(conditions.relative_humidity),
                ..ConditionsInput::default()
            },
            weigh_in: Some(weigh_in),
            patches: Vec::new(),
            confirmed: false,
        }
    }

    /// The session that the athlete has before them, a few hours from now.
    pub(super) fn planned(&mut self) -> NewPlannedSession {
        let conditions = ConditionsInput {
            sport: Some(Sport::Run.words().to_owned()),
            duration: Some(Duration::from_minutes(self.random.uniform(45.0, 120.0).floor())),
            intensity: Some(Intensity::Moderate),
            air_temperature: Some(Temperature::from_celsius(self.random.uniform(12.0, 32.0))),
            relative_humidity: Some(Fraction::from_percent(55.0)),
            ..ConditionsInput::default()
        };
        NewPlannedSession { title: None, start: self.today + SignedDuration::from_mins(30), conditions }
    }
}

/// The session as a watch exports it.
fn tcx(conditions: &SessionConditions, start: Timestamp, every: u64, random: &mut Random) -> String {
    let (sport, metres_per_second) =
        if conditions.sport == Sport::Ride { ("Biking", 8.0) } else { ("Running", 3.0) };
    let seconds = conditions.duration.as_seconds() as u64;
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TrainingCenterDatabase \
         xmlns=\"http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2\"><Activities>\
         <Activity Sport=\"{sport}\"><Id>{start}</Id><Lap StartTime=\"{start}\">\
         <TotalTimeSeconds>{seconds}</TotalTimeSeconds><Track>\n"
    );
    let (mut heart, mut metres) = (120.0, 0.0);
    for second in (0..=seconds).step_by(every as usize) {
        let time = start + SignedDuration::from_secs(second.cast_signed());
        heart = (heart + random.normal(0.0, 1.0)).clamp(90.0, 185.0);
        metres += metres_per_second * every as f64 * random.uniform(0.9, 1.1);
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "<Trackpoint><Time>{time}</Time><DistanceMeters>{metres:.1}</DistanceMeters>\
             <HeartRateBpm><Value>{heart:.0}</Value></HeartRateBpm></Trackpoint>"
        );
    }
    text.push_str("</Track></Lap></Activity></Activities></TrainingCenterDatabase>\n");
    text
}
