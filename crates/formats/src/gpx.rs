//! GPX: tracks of points, with what the extensions of Garmin and others add.

use timeline::{Kind, Observation, Quality, Source, Trait};

use crate::track::{NoWorkout, Numbers, Point, Track, instant, plausible, sport_of};
use crate::xml::{Met, walk};
use crate::{DecodeError, Decoded, Note, short_hash};

const FORMAT: &str = "GPX";

/// No file has more tracks; a platform's export of a day has a few.
const MOST_TRACKS: usize = 2000;

/// One track as it is read.
#[derive(Default)]
struct Reading {
    tracks: Vec<(Track, String, Option<String>)>,
    track: Track,
    point: Point,
    sport: String,
    /// What the whole file says was done (OsmAnd's `activity`), for tracks that do not.
    activity: String,
    name: Option<String>,
    numbers: Numbers,
}

pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    let mut reading = Reading::default();
    let walked = walk(bytes, |met| reading.meet(&met));
    let mut decoded = Decoded::of(FORMAT);
    if let Err(broken) = walked {
        // The track in which it broke counts as far as it goes.
        reading.end_track();
        if reading.tracks.is_empty() {
            return Err(broken.into());
        }
        decoded.notes.push(Note::cut_off(broken)?);
    }
    let truncated = !decoded.notes.is_empty();
    decoded.notes.extend(reading.numbers.with_commas.then_some(Note::Disagrees(Numbers::COMMAS)));
    let mut refused = NoWorkout::Untimed { format: FORMAT };
    for (index, (track, sport, name)) in reading.tracks.iter().enumerate() {
        match plausible(track.span(), FORMAT) {
            Ok(span) => {
                let source =
                    Source { provider: "file".into(), device: None, quality: Quality::ProviderDetail };
                let workout = timeline::Workout {
                    name: name.clone(),
                    ..track.workout(&sport_of(by_number(sport), name.as_deref()))
                };
                let id = format!("gpx:{}:{index}", short_hash(bytes));
                decoded.observations.push(Observation {
                    traits: if truncated { vec![Trait::Truncated] } else { vec![] },
                    shape: track.shape(vec![]),
                    ..Observation::of(id, source, span, Kind::Workout(workout))
                });
            }
            Err(reason) => refused = reason,
        }
    }
    if decoded.observations.is_empty() { Err(refused.into()) } else { Ok(decoded) }
}

/// The names, without prefix, that devices and platforms give to what a point's extensions hold.
const HEART_RATE: &[&str] = &["hr", "heartrate", "heart_rate", "heartratebpm", "bpm", "hrbpm", "pulse"];
const POWER: &[&str] = &["power", "powerinwatts", "watts", "pwr", "power_watts"];
const CADENCE: &[&str] = &["cad", "cadence", "runcadence", "bikecadence", "rpm", "steprate"];
const TEMPERATURE: &[&str] = &["atemp", "temp", "temperature", "airtemp"];

fn is(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| name.eq_ignore_ascii_case(known))
}

impl Reading {
    fn meet(&mut self, met: &Met<'_>) {
        match met {
            Met::Begin("trkpt", attributes) => {
                let mut degrees = |name| attributes.get(name).and_then(|text| self.numbers.read(&text));
                self.point = Point { position: degrees("lat").zip(degrees("lon")), ..Point::default() };
            }
            Met::Begin("trkseg", _) => self.track.interrupt(),
            Met::End("trkpt", ..) => self.track.add(&std::mem::take(&mut self.point)),
            Met::End("trk", ..) => self.end_track(),
            Met::End("name", Some("trk"), text) => {
                self.name = Some((*text).to_owned()).filter(|name| !name.is_empty());
            }
            Met::End("activity", Some("extensions"), text) => (*text).clone_into(&mut self.activity),
            Met::End("type", Some("trk"), text) => (*text).clone_into(&mut self.sport),
            Met::End("time", Some("trkpt"), text) => self.point.time = instant(text),
            Met::End("ele", Some("trkpt"), text) => {
                self.point.altitude = self.numbers.read(text).or(self.point.altitude);
            }
            // Some nest the figure once more: <heartrate><value>140</value></heartrate>.
            Met::End("trkseg" | "gpx" | "extensions" | "TrackPointExtension", ..) => {}
            Met::End(name, parent, text) if !text.is_empty() => {
                let name = if name.eq_ignore_ascii_case("value") { parent.unwrap_or(name) } else { name };
                let which = if is(name, HEART_RATE) {
                    &mut self.point.heart_rate
                } else if is(name, POWER) {
                    &mut self.point.power
                } else if is(name, CADENCE) {
                    &mut self.point.cadence
                } else if is(name, TEMPERATURE) {
                    &mut self.point.temperature
                } else {
                    return;
                };
                *which = self.numbers.read(text).or(*which);
            }
            _ => {}
        }
    }

    /// Keeps the track, where its points say when they were.
    fn end_track(&mut self) {
        let (track, sport) = (std::mem::take(&mut self.track), std::mem::take(&mut self.sport));
        let sport = if sport.is_empty() { self.activity.clone() } else { sport };
        let name = self.name.take();
        if track.span().is_some() && self.tracks.len() < MOST_TRACKS {
            self.tracks.push((track, sport, name));
        }
    }
}

/// The name of a kind. Strava's old exports write its numbers instead.
fn by_number(name: &str) -> &str {
    let Ok(number) = name.parse::<u8>() else { return name };
    match number {
        1 => "cycling",
        2 => "alpine skiing",
        3 => "backcountry skiing",
        4 => "hiking",
        5 => "ice skating",
        6 => "inline skating",
        7 => "nordic skiing",
        8 => "roller skiing",
        9 => "running",
        10 => "walking",
        11 => "workout",
        12 => "snowboarding",
        13 => "snowshoeing",
        14 => "kitesurfing",
        15 => "windsurfing",
        16 => "swimming",
        17 => "virtual ride",
        18 => "e-bike ride",
        19 => "velomobile",
        21 => "canoeing",
        22 => "kayaking",
        23 => "rowing",
        24 => "stand up paddling",
        25 => "surfing",
        26 => "crossfit",
        27 => "elliptical",
        28 => "rock climbing",
        29 => "stair stepper",
        30 => "weight training",
        31 => "yoga",
        51 => "handcycle",
        52 => "wheelchair",
        53 => "virtual run",
        _ => name,
    }
}
