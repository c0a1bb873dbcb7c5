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
    /// Nobody answers.
    Unreachable,
    /// It is done, and the answer is JSON of another shape.
    WrongShape,
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
