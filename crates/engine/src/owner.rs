//! Whose documents are whose.

use store::Owner;

use crate::{Engine, Error};

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

/// How many owners are read at a time where all of a kind are wanted.
const AT_ONCE: usize = 1000;

impl Engine {
    /// All partitions of a kind, `athlete`, `squad` or `account`, in the order of their names. The owners of other kinds
    /// are not read: names of one kind stand together.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn owners_of(&self, kind: &str) -> Result<Vec<Owner>, Error> {
        let mut all: Vec<Owner> = Vec::new();
        let begin = Owner::new(format!("{kind}:")).map_err(store::StoreError::from)?;
        loop {
            let page = self.store.owners_after(Some(all.last().unwrap_or(&begin)), AT_ONCE).await?;
            let of_kind = page.iter().take_while(|owner| name_in(owner, kind).is_some()).count();
            let more = of_kind == AT_ONCE;
            all.extend(page.into_iter().take(of_kind));
            if !more {
                return Ok(all);
            }
        }
    }
}

fn named(kind: &'static str, id: &str) -> Result<Owner, Error> {
    let fits =
        !id.is_empty() && id.len() <= 80 && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    if !fits {
        return Err(Error::field(kind, "a name is 1 to 80 letters, digits, - or _"));
    }
    Owner::new(format!("{kind}:{id}")).map_err(|error| Error::field(kind, error))
}
