//! What a provider is and what it allows.

/// What a provider is and what it allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// Its name in settings, addresses and documents: `strava`.
    pub id: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// What the athlete can allow.
    pub scopes: &'static [Scope],
    /// What may be done with its data.
    pub retention: Retention,
    /// The words that have to be shown with its data.
    pub attribution: Option<&'static str>,
    /// Whether it tells when something changed.
    pub notifies: bool,
    /// How often it is asked for what was changed without a notice; `None` where it cannot be asked.
    pub rescan: Option<Cadence>,
    /// How many days back the first reading goes.
    pub backfill_days: u16,
    /// How many requests it takes in which time. The engine keeps the counts.
    pub windows: Vec<Window>,
}

impl About {
    /// The scopes of `needed` that are not in `granted`.
    pub fn missing(&self, granted: &[String], needed: Need) -> Vec<&'static str> {
        let lacking = |scope: &&Scope| {
            scope.need == needed && !granted.iter().any(|granted| scope.names.contains(&granted.as_str()))
        };
        self.scopes.iter().filter(lacking).map(|scope| scope.names[0]).collect()
    }
}

/// How often a sliding range of days is read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cadence {
    /// Hours between two readings.
    pub hours: u16,
    /// How many days back each goes.
    pub days: u16,
    /// How many days back one goes from time to time, and the least that a gap is filled for: a watch that is synchronised
    /// late hands in old workouts. As many as `days` where the list has no more.
    pub far_days: u16,
}

/// One thing that an athlete can allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The name that is asked for, then names of scopes that include it.
    pub names: &'static [&'static str],
    /// How much depends on it.
    pub need: Need,
}

/// How much depends on a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing can be read without it.
    Required,
    /// Some things stay hidden without it.
    Wanted,
}

/// What may be done with data of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// After this many days the payloads are deleted; what was read from them stays. `None` keeps them.
    pub keep_raw_days: Option<u16>,
    /// Whether everything has to be deleted when the athlete withdraws the access.
    pub delete_on_revoke: bool,
    /// Whether people other than the athlete may see it: shares, links, squads.
    pub shareable: bool,
}

/// A number of requests in a length of time. Windows begin at multiples of their length since midnight UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its length, s. A day is 86,400 s.
    pub seconds: u32,
    /// How many requests.
    pub limit: u32,
}

/// The provider's own count of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The window's length, s.
    pub seconds: u32,
    /// How many requests it takes, if it says so.
    pub limit: Option<u32>,
    /// How many it has counted.
    pub used: u32,
}
