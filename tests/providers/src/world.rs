//! The world: providers, their clock, what was asked and what they tell.

use connect::providers::{Method, Request, Response};
use jiff::Timestamp;

use crate::garmin::{GARMIN, Garmin};
use crate::garmin_personal::{GARMIN_PERSONAL, GarminPersonal};
use crate::intervals::{INTERVALS, Intervals};
use crate::others::{OTHERS, Others};
use crate::strava::Strava;
use crate::withings::{WITHINGS, Withings};
use crate::{Faults, Misbehaviour, Seed};

/// A request that was answered, for tests that count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// When.
    pub at: Timestamp,
    /// What was done.
    pub method: Method,
    /// Where.
    pub url: String,
    /// With which status; 0 for none.
    pub status: u16,
}

/// A notice that a provider sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The provider.
    pub provider: &'static str,
    /// Where it is sent.
    pub to: String,
    /// Its headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// What it says.
    pub body: String,
}

/// Simulated providers.
#[derive(Debug)]
pub struct World {
    /// The providers' clock.
    pub now: Timestamp,
    /// What goes wrong.
    pub faults: Faults,
    /// Choices.
    pub seed: Seed,
    /// What was asked.
    pub asked: Vec<Asked>,
    /// What is to be told.
    pub told: Vec<Told>,
    /// Strava.
    pub strava: Strava,
    /// Garmin.
    pub garmin: Garmin,
    /// Garmin's Personal API.
    pub garmin_personal: GarminPersonal,
    /// Polar, Wahoo, Oura, WHOOP, Suunto, Google Health.
    pub others: Others,
    /// intervals.icu.
    pub intervals: Intervals,
    /// Withings.
    pub withings: Withings,
}

/// The address at which the simulated Strava is reached.
pub const STRAVA: &str = "http://127.0.0.1:1/strava";

impl World {
    /// A world at this time, with the choices of this seed.
    pub fn new(now: Timestamp, seed: u64) -> Self {
        Self {
            now,
            faults: Faults::default(),
            seed: Seed::new(seed),
            asked: Vec::new(),
            told: Vec::new(),
            strava: Strava::default(),
            garmin: Garmin::default(),
            garmin_personal: GarminPersonal::default(),
            others: Others::default(),
            intervals: Intervals::default(),
            withings: Withings::default(),
        }
    }

    /// Answers a request; `None` where the connection is cut.
    pub fn answer(&mut self, request: &Request) -> Option<Response> {
        let fault = self.faults.meet(&request.url, self.now);
        let answer = match &fault {
            Some(Misbehaviour::Status(status, body)) => Some(json(*status, body)),
            Some(Misbehaviour::Page(status)) => Some(page(*status)),
            Some(Misbehaviour::Limited(wait)) => {
                let mut limited = json(429, r#"{"message":"Rate Limit Exceeded"}"#);
                limited.headers.extend(wait.map(|wait| ("retry-after".to_owned(), wait.to_string())));
                Some(limited)
            }
            Some(Misbehaviour::Maintenance(wait)) => {
                let mut closed = page(503);
                closed.headers.push(("retry-after".to_owned(), wait.to_string()));
                Some(closed)
            }
            Some(Misbehaviour::Unreachable) => None,
            Some(Misbehaviour::Cut) => {
                self.route(request);
                None
            }
            Some(Misbehaviour::Half) => {
                let mut whole = self.route(request);
                whole.body.truncate(whole.body.len() / 2);
                Some(whole)
            }
            Some(Misbehaviour::Slow(seconds)) => {
                let mut answer = self.route(request);
                answer.headers.push((crate::fault::DELAY.to_owned(), seconds.to_string()));
                Some(answer)
            }
            Some(Misbehaviour::WrongShape) => {
                self.route(request);
                Some(json(200, r#"{"unexpected":[true,null,{}]}"#))
            }
            None => Some(self.route(request)),
        };
        let status = answer.as_ref().map_or(0, |answer| answer.status);
        self.asked.push(Asked { at: self.now, method: request.method, url: request.url.clone(), status });
        answer
    }

    fn route(&mut self, request: &Request) -> Response {
        if let Some(rest) = request.url.strip_prefix(STRAVA) {
            return self.strava.answer(rest, request, self.now, &mut self.seed);
        }
        if let Some(rest) = request.url.strip_prefix(GARMIN_PERSONAL) {
            return self.garmin_personal.answer(rest, request, self.now, &mut self.seed);
        }
        if let Some(rest) = request.url.strip_prefix(OTHERS) {
            return self.others.answer(rest, request, self.now, &mut self.seed);
        }
        if let Some(rest) = request.url.strip_prefix(INTERVALS) {
            return self.intervals.answer(rest, request);
        }
        if let Some(rest) = request.url.strip_prefix(WITHINGS) {
            return self.withings.answer(rest, request, self.now, &mut self.seed);
        }
        if let Some(rest) = request.url.strip_prefix(GARMIN) {
            return self.garmin.answer(rest, request, self.now, &mut self.seed);
        }
        json(404, "{}")
    }

    /// The notices that the providers send now, in the order in which they happened.
    pub fn take_told(&mut self) -> Vec<Told> {
        let mut told = std::mem::take(&mut self.told);
        told.extend(self.strava.take_told());
        told.extend(self.garmin.take_told());
        told.extend(self.withings.take_told());
        told
    }
}

/// An answer in JSON.
pub(crate) fn json(status: u16, body: &str) -> Response {
    let headers = vec![("content-type".to_owned(), "application/json; charset=utf-8".to_owned())];
    Response { status, headers, body: body.as_bytes().to_vec() }
}

/// A file.
pub(crate) fn file(body: Vec<u8>) -> Response {
    let headers = vec![("content-type".to_owned(), "application/octet-stream".to_owned())];
    Response { status: 200, headers, body }
}

fn page(status: u16) -> Response {
    let headers = vec![("content-type".to_owned(), "text/html".to_owned())];
    Response { status, headers, body: b"<html><body><h1>Bad Gateway</h1></body></html>".to_vec() }
}

/// The fields of a query or a form.
pub(crate) fn fields(text: &str) -> Vec<(String, String)> {
    let pair = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (decoded(name), decoded(value))
    };
    text.split('&').filter(|part| !part.is_empty()).map(pair).collect()
}

pub(crate) fn field<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let code = |high: u8, low: u8| {
            u8::from_str_radix(&format!("{}{}", char::from(high), char::from(low)), 16).unwrap_or(b'?')
        };
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => match (rest.next(), rest.next()) {
                (Some(high), Some(low)) => code(high, low),
                _ => b'?',
            },
            byte => byte,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
