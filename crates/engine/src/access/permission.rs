//! Who may do what with whose data: one function of what is known, without database or clock.

use serde::{Deserialize, Serialize};

use team::sight::{Power, Role};

use super::caller::{Caller, Via};

/// How much of an athlete's data somebody may use; each level holds the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// See everything.
    Read,
    /// Plan sessions and choose baskets too.
    Plan,
    /// Record too: sweat tests, recordings, readings, the body, what is said to the timeline.
    Coach,
    /// Share, export and erase too: the athlete, or whoever answers for the athlete.
    Own,
}

impl Level {
    /// All, from least to most.
    pub const ALL: [Self; 4] = [Self::Read, Self::Plan, Self::Coach, Self::Own];

    /// The name in requests and documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Plan => "plan",
            Self::Coach => "coach",
            Self::Own => "own",
        }
    }
}

/// What an API token may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// [`Level::Read`] at most.
    Read,
    /// [`Level::Plan`] at most.
    Plan,
    /// [`Level::Coach`] at most.
    Write,
    /// Everything that its account may do with athletes.
    Own,
    /// What its account may do as an administrator.
    Admin,
}

impl Scope {
    /// All, from least to most.
    pub const ALL: [Self; 5] = [Self::Read, Self::Plan, Self::Write, Self::Own, Self::Admin];

    /// The name in requests and documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Plan => "plan",
            Self::Write => "write",
            Self::Own => "own",
            Self::Admin => "admin",
        }
    }

    /// The most that it allows with an athlete; nothing, for what is not about athletes.
    fn level(self) -> Option<Level> {
        match self {
            Self::Read => Some(Level::Read),
            Self::Plan => Some(Level::Plan),
            Self::Write => Some(Level::Coach),
            Self::Own => Some(Level::Own),
            Self::Admin => None,
        }
    }
}

/// What a request wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// See what everybody may: the sign-in page, the sources of the science, whether the server is up.
    Visit,
    /// See or list what is the caller's own.
    UseAccount,
    /// Make something new of the caller's own: an athlete, a squad.
    Found,
    /// Change how the account is entered: passwords, sessions, tokens. Never by a token.
    InPerson,
    /// Look after this instance: accounts, jobs, the model. It opens nobody's data.
    Administer,
    /// Make somebody able to come in: an account, a link to choose a password. An administrator in session, never a token:
    /// whoever stole one would read everything by it.
    AdministerInPerson,
    /// Use an athlete's data at this level.
    Athlete(Level),
    /// Use a squad's data as far as the caller's role in it goes.
    Squad(Power),
}

/// How the caller stands towards the athlete or squad that is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The most that a living grant to the caller's account or squad allows with the athlete.
    pub granted: Option<Level>,
    /// The most that the link in the caller's browser allows with the athlete.
    pub linked: Option<Level>,
    /// The caller's role in the squad.
    pub role: Option<Role>,
}

impl Standing {
    /// Whether the caller's right to the athlete's data is less than the athlete's own.
    pub fn is_onlooker(&self, caller: &Caller) -> bool {
        let owns = self.granted == Some(Level::Own) || self.linked == Some(Level::Own);
        !owns && !matches!(caller, Caller::Open)
    }
}

/// What comes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may be done.
    Granted,
    /// Nobody knows who is asking. The same whether or not the thing exists.
    SignIn,
    /// As if it did not exist.
    Hidden,
    /// The caller may use the thing, but not for this.
    TooLittle {
        /// What it would take.
        needed: Level,
    },
    /// The account may, this token may not.
    OutOfScope,
    /// It takes a person who has signed in, or an administrator.
    Forbidden,
}

/// Whether the caller may do this, standing so towards what is asked for.
pub fn may(caller: &Caller, action: Action, standing: Standing) -> Verdict {
    let person = match caller {
        Caller::Open => return Verdict::Granted,
        Caller::Met { person, .. } => person.as_ref(),
    };
    if let Action::Athlete(needed) = action {
        let linked = standing.linked;
        let granted = person.and(standing.granted);
        let capped = person.and_then(|person| granted.min(person.via.most()));
        return match granted.max(linked) {
            _ if capped.max(linked) >= Some(needed) => Verdict::Granted,
            Some(level) if level >= needed => Verdict::OutOfScope,
            // What a token may not even read is not there for it.
            Some(_) if capped.or(linked).is_none() => Verdict::Hidden,
            Some(_) => Verdict::TooLittle { needed },
            None if person.is_none() => Verdict::SignIn,
            None => Verdict::Hidden,
        };
    }
    if action == Action::Visit {
        return Verdict::Granted;
    }
    let Some(person) = person else { return Verdict::SignIn };
    match (action, &person.via) {
        (Action::Squad(power), _) if !standing.role.is_some_and(|role| team::sight::may(role, power)) => {
            if standing.role.is_some() {
                Verdict::Forbidden
            } else {
                Verdict::Hidden
            }
        }
        (Action::Administer | Action::AdministerInPerson, _) if !person.account.admin => Verdict::Forbidden,
        (_, Via::Session { .. }) => Verdict::Granted,
        (Action::InPerson | Action::AdministerInPerson, Via::Token { .. }) => Verdict::Forbidden,
        (Action::Administer, Via::Token { scopes, .. }) if !scopes.contains(&Scope::Admin) => {
            Verdict::OutOfScope
        }
        (Action::Found, via) if via.most() < Some(Level::Coach) => Verdict::OutOfScope,
        (Action::Squad(power), via) if power != Power::Look && via.most() < Some(Level::Coach) => {
            Verdict::OutOfScope
        }
        (Action::Squad(_) | Action::UseAccount, via) if via.most().is_none() => Verdict::OutOfScope,
        _ => Verdict::Granted,
    }
}

impl Via {
    /// The most that this way of coming in allows with any athlete.
    pub(crate) fn most(&self) -> Option<Level> {
        match self {
            Self::Session { .. } => Some(Level::Own),
            Self::Token { scopes, .. } => scopes.iter().filter_map(|scope| scope.level()).max(),
        }
    }
}
