//! GPX: tracks of points, with what the extensions of Garmin and others add.

use timeline::{Kind, Observation, Quality, Source, Trait};

use crate::track::{NoWorkout, Point, Track, instant, number, plausible};
use crate::xml::{Met, walk};
use crate::{DecodeError, Decoded, Note, short_hash};

const FORMAT: &str = "GPX";

/// One track as it is read.
#[derive(Default)]
struct Reading {
    tracks: Vec<(Track, String, Option<String>)>,
    track: Track,
    point: Point,
    sport: String,
    name: Option<String>,
}

pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    let mut reading = Reading::default();
    let walked = walk(bytes, |met| reading.meet(&met));
    let mut decoded = Decoded::of(FORMAT);
    if let Err(broken) = walked {
        // The track in which it broke counts as far as it goes.
        reading.end_track();
        if reading.tracks.iter().all(|(track, ..)| track.span().is_none()) {
            return Err(broken.into());
        }
        decoded.notes.push(Note::cut_off(broken)?);
    }
    let mut refused = NoWorkout::Untimed { format: FORMAT };
    for (index, (track, sport, name)) in reading.tracks.iter().enumerate() {
        match plausible(track.span(), FORMAT) {
            Ok(span) => {
                let source =
                    Source { provider: "file".into(), device: None, quality: Quality::ProviderDetail };
                let workout = timeline::Workout { name: name.clone(), ..track.workout(sport_of(sport)) };
                let id = format!("gpx:{}:{index}", short_hash(bytes));
                decoded.observations.push(Observation {
                    traits: if decoded.notes.is_empty() { vec![] } else { vec![Trait::Truncated] },
                    shape: track.shape(vec![]),
                    ..Observation::of(id, source, span, Kind::Workout(workout))
                });
            }
            Err(reason) => refused = reason,
        }
    }
    if decoded.observations.is_empty() { Err(refused.into()) } else { Ok(decoded) }
}

impl Reading {
    fn meet(&mut self, met: &Met<'_>) {
        match met {
            Met::Begin("trkpt", attributes) => {
                let degrees = |name| attributes.get(name).as_deref().and_then(number);
                self.point = Point { position: degrees("lat").zip(degrees("lon")), ..Point::default() };
            }
            Met::Begin("trkseg", _) => self.track.interrupt(),
            Met::End("trkpt", ..) => self.track.add(&std::mem::take(&mut self.point)),
            Met::End("trk", ..) => self.end_track(),
            Met::End("name", Some("trk"), text) => {
                self.name = Some((*text).to_owned()).filter(|name| !name.is_empty());
            }
            Met::End("type", Some("trk"), text) => (*text).clone_into(&mut self.sport),
            Met::End("time", Some("trkpt"), text) => self.point.time = instant(text),
            Met::End("hr", _, text) => self.point.heart_rate = number(text),
            Met::End("cad", _, text) => self.point.cadence = number(text),
            Met::End("atemp", _, text) => self.point.temperature = number(text),
            Met::End("power" | "PowerInWatts", _, text) => self.point.power = number(text),
            _ => {}
        }
    }

    fn end_track(&mut self) {
        let sport = std::mem::take(&mut self.sport);
        self.tracks.push((std::mem::take(&mut self.track), sport, self.name.take()));
    }
}

/// Strava writes numbers for sports.
fn sport_of(name: &str) -> &str {
    match name {
        "" => "generic",
        "1" => "cycling",
        "9" => "running",
        "16" => "swimming",
        named => named,
    }
}
