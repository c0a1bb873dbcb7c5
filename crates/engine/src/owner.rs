//! Whose documents are whose.

use store::Owner;

use crate::Error;

/// The partition of an athlete.
pub(crate) fn athlete(id: &str) -> Result<Owner, Error> {
    named("athlete", id)
}

/// The partition of a squad.
pub(crate) fn squad(id: &str) -> Result<Owner, Error> {
    named("squad", id)
}

/// The partition of an account.
pub(crate) fn account(id: &str) -> Result<Owner, Error> {
    named("account", id)
}

/// The partition of what belongs to nobody in particular.
pub(crate) fn instance() -> Result<Owner, Error> {
    named("instance", "self")
}

/// The name of the athlete or squad in this partition, if it is of that kind.
pub(crate) fn name_in<'a>(owner: &'a Owner, kind: &str) -> Option<&'a str> {
    owner.as_str().strip_prefix(kind)?.strip_prefix(':')
}

fn named(kind: &'static str, id: &str) -> Result<Owner, Error> {
    let fits =
        !id.is_empty() && id.len() <= 80 && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    if !fits {
        return Err(Error::field(kind, "a name is 1 to 80 letters, digits, - or _"));
    }
    Owner::new(format!("{kind}:{id}")).map_err(|error| Error::field(kind, error))
}
