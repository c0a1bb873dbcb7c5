//! Faults, each a switch.

use jiff::Timestamp;

/// How a request goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misbehaviour {
    /// This status and body, and nothing is done.
    Status(u16, String),
    /// A page of a proxy, and nothing is done.
    Page(u16),
    /// Too many requests, perhaps with how long to wait, s.
    Limited(Option<u32>),
    /// It is done, and the answer breaks off in the middle.
    Half,
    /// It is done, and the connection is cut before the answer.
    Cut,
    /// Under maintenance (503), with how long to wait, s.
    Maintenance(u32),
    /// Nobody answers.
    Unreachable,
    /// It is done, and the answer is JSON of another shape.
    WrongShape,
    /// It is done, and the answer takes so long, s. Only behind a port: in one process nothing waits.
    Slow(u32),
}

/// The header by which a slow answer says how slow it is.
pub(crate) const DELAY: &str = "x-simulated-delay";

impl Misbehaviour {
    /// Names of what can go wrong, for switches. Other statuses are numbers.
    pub const NAMES: [&'static str; 11] =
        ["429", "429+14", "500", "502", "503+60", "html", "half", "cut", "unreachable", "wrong-json", "slow"];

    /// What a switch of this name means.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "html" => Self::Page(502),
            "half" => Self::Half,
            "cut" => Self::Cut,
            "unreachable" => Self::Unreachable,
            "wrong-json" => Self::WrongShape,
            "slow" => Self::Slow(10),
            _ => match name.split_once('+') {
                Some(("429", wait)) => Self::Limited(Some(wait.parse().ok()?)),
                Some(("503", wait)) => Self::Maintenance(wait.parse().ok()?),
                Some(_) => return None,
                None if name == "429" => Self::Limited(None),
                None => {
                    let status = name.parse().ok().filter(|status| (400..=599).contains(status))?;
                    Self::Status(status, "{}".to_owned())
                }
            },
        })
    }
}

/// A fault that is switched on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Requests whose address contains this.
    pub path: String,
    /// What happens.
    pub what: Misbehaviour,
    /// How often; `None` for ever.
    pub times: Option<u32>,
    /// Until when; `None` for ever.
    pub until: Option<Timestamp>,
}

/// The faults that are switched on.
#[derive(Clone, Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Switches on a fault for the next `times` requests.
    pub fn next(&mut self, times: u32, path: &str, what: Misbehaviour) {
        self.0.push(Fault { path: path.to_owned(), what, times: Some(times), until: None });
    }

    /// Switches on a fault until an instant.
    pub fn until(&mut self, until: Timestamp, path: &str, what: Misbehaviour) {
        self.0.push(Fault { path: path.to_owned(), what, times: None, until: Some(until) });
    }

    /// Switches on a fault for good.
    pub fn always(&mut self, path: &str, what: Misbehaviour) {
        self.0.push(Fault { path: path.to_owned(), what, times: None, until: None });
    }

    /// Switches everything off.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The fault that meets this request.
    pub(crate) fn meet(&mut self, url: &str, now: Timestamp) -> Option<Misbehaviour> {
        self.0.retain(|fault| fault.times != Some(0) && fault.until.is_none_or(|until| now < until));
        let met = self.0.iter_mut().find(|fault| url.contains(&fault.path))?;
        if let Some(times) = &mut met.times {
            *times -= 1;
        }
        Some(met.what.clone())
    }
}
