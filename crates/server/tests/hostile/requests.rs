//! Requests that nobody should send, to every route: made of bytes, which a fuzzer or a seed gives.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Request;
use serde_json::{Map, Value, json};

/// A source of choices. When its bytes are used up it chooses the first of everything.
pub struct Dice<I>(pub I);

impl<I: Iterator<Item = u8>> Dice<I> {
    /// A number below `sides`.
    fn roll(&mut self, sides: usize) -> usize {
        let (high, low) = (self.0.next().unwrap_or(0), self.0.next().unwrap_or(0));
        usize::from(u16::from_be_bytes([high, low])) % sides.max(1)
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.roll(of.len())]
    }
}

/// What requests are made of: the routes of the server, and the names of all fields that any of them reads.
pub struct Surface {
    routes: Vec<(&'static str, &'static str)>,
    fields: Vec<String>,
}

/// Routes that compute for seconds or wait for news, whatever they are asked.
const SLOW: &[&str] = &[
    "/validation",
    "/api/v1/validation",
    "/api/v1/athletes/{athlete}/changes",
    "/api/v1/athletes/{athlete}/export",
];

/// Values that have broken programs, among ordinary ones that lead further in.
const TEXTS: &[&str] = &[
    "2026-06-11",
    "2026-06-10 18:00",
    "2026-06-10T08:00:00Z",
    "9999-12-30",
    "9999-12-31T23:59:59Z",
    "9999-12-30T22:00:00.999999999Z",
    "-009999-01-02T01:59:59Z",
    "-9999-01-01",
    "0000-00-00",
    "1900-01-01",
    "2199-12-31",
    "1899-12-31T23:00:00Z",
    "23:59:59.999999999",
    "00:00",
    "24:00",
    "70 kg",
    "0 kg",
    "-1 kg",
    "1e308 kg",
    "NaN kg",
    "inf °C",
    "1e-320 h",
    "1 h 30 min",
    "0 s",
    "36 h",
    "99999999999999 h",
    "28 °C",
    "-300 °C",
    "60 %",
    "101 %",
    "500 mL",
    "1e30 L",
    "run",
    "swim",
    "gym",
    "during",
    "bedtime",
    "metric",
    "imperial",
    "true",
    "no",
    "max",
    "-32768",
    "32767",
    "18446744073709551615",
    "0",
    "1.5",
    "38.7, -9.1",
    "999, 999",
    "Europe/Lisbon",
    "",
    "\u{0}\r\n\u{202e}💧",
];

/// Names in addresses.
const NAMES: &[&str] = &[
    "me",
    "me",
    "me",
    "me",
    "p-1",
    "..",
    "%00",
    "%FF",
    "a%2Fb",
    "%F0%9F%92%A7",
    "rate",
    "2026-06-10T08:00:00Z",
];

/// Fields of addresses, which the description of the API names beside its schemas.
const QUERY: &[&str] = &[
    "date", "units", "from", "to", "limit", "cursor", "since", "wait", "after", "event", "squad", "kept",
    "saved", "next",
];

impl Surface {
    /// Of this server.
    pub fn new() -> Self {
        let document = serde_json::to_value(server::openapi()).unwrap_or_default();
        let mut fields = BTreeSet::new();
        let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
        for schema in schemas.into_iter().flat_map(Map::values) {
            let properties = schema.get("properties").and_then(Value::as_object);
            fields.extend(properties.into_iter().flat_map(Map::keys).cloned());
        }
        let routes = server::routes().filter(|(_, route)| !SLOW.contains(route)).collect();
        Self { routes, fields: fields.into_iter().collect() }
    }

    /// One request. `known` are names that the server has given to things, which lead further in than invented ones.
    pub fn request<I: Iterator<Item = u8>>(&self, dice: &mut Dice<I>, known: &[String]) -> Request<Body> {
        let (method, route) = *dice.pick(&self.routes);
        let mut path = String::new();
        for part in route.split_inclusive('}') {
            match part.split_once('{') {
                Some((before, _)) => {
                    let invented = known.is_empty() || dice.roll(3) == 0 || before.ends_with("/athletes/");
                    let name = if invented { *dice.pick(NAMES) } else { dice.pick(known).as_str() };
                    path.extend([before, name]);
                }
                None => path.push_str(part),
            }
        }
        for index in 0..dice.roll(4) {
            let mark = if index == 0 { '?' } else { '&' };
            let (name, value) = (*dice.pick(QUERY), *dice.pick(TEXTS));
            let value = escaped(value);
            path.push_str(&format!("{mark}{name}={value}"));
        }
        let request = Request::builder().method(method).uri(path).header("host", "isotone.test");
        let for_programs = route.starts_with("/api/");
        let (kind, body) = match (method, for_programs) {
            ("GET", _) => ("text/plain", String::new()),
            (_, true) => ("application/json", self.json(dice)),
            (_, false) => ("application/x-www-form-urlencoded", self.form(dice)),
        };
        let request = request.header("content-type", kind).header("origin", "http://isotone.test");
        request.body(Body::from(body)).unwrap_or_default()
    }

    fn json<I: Iterator<Item = u8>>(&self, dice: &mut Dice<I>) -> String {
        match dice.roll(12) {
            0 => "[".repeat(300),
            1 => "{\"a\":1,\"a\":2}".to_owned(),
            2 => (*dice.pick(TEXTS)).to_owned(),
            _ => self.object(dice, 2).to_string(),
        }
    }

    fn object<I: Iterator<Item = u8>>(&self, dice: &mut Dice<I>, depth: usize) -> Value {
        let count = dice.roll(9);
        (0..count)
            .map(|_| (dice.pick(&self.fields).clone(), self.value(dice, depth)))
            .collect::<Map<_, _>>()
            .into()
    }

    fn value<I: Iterator<Item = u8>>(&self, dice: &mut Dice<I>, depth: usize) -> Value {
        match dice.roll(if depth == 0 { 6 } else { 9 }) {
            0 => Value::Null,
            1 => json!(*dice.pick(&[0.0, -1.0, 1e308, -1e-320, 70.0, 4_294_967_296.0])),
            2 => json!(dice.roll(2) == 0),
            3..=5 => json!(*dice.pick(TEXTS)),
            6 => (0..dice.roll(4)).map(|_| self.value(dice, depth - 1)).collect(),
            7 => {
                json!({"value": dice.pick(&[0.0, -5.0, 1e300, 72.4]), "unit": dice.pick(&["kg", "L", "°C", "", "m/s"])})
            }
            _ => self.object(dice, depth - 1),
        }
    }

    fn form<I: Iterator<Item = u8>>(&self, dice: &mut Dice<I>) -> String {
        let pairs: Vec<String> = (0..dice.roll(9))
            .map(|_| {
                let (name, value): (&String, &&str) = (dice.pick(&self.fields), dice.pick(TEXTS));
                format!("{}={}", escaped(name), escaped(value))
            })
            .collect();
        pairs.join("&")
    }
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}
