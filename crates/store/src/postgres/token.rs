//! What tells a commit from every other, so that one that is sent twice happens once.
//!
//! When a connection breaks before the answer, nobody knows whether the server has done what it was asked, or still
//! will. The commit is then sent again, and the first copy may run before it, after it, or never. Two things make it
//! happen once. Each instance numbers its commits, and an owner's commits in the order in which they are sent (see
//! [`Turns`](super::turns::Turns)). And the owner's row keeps the number of the last commit of each of the last twelve
//! instances, with the revision that it made: what is numbered no higher than that is let through no more, and whoever
//! asks learns that it happened and when. Twelve other instances would have to write for the same owner between the
//! two copies of a commit to make the row forget.

use std::fmt;

use crate::Revision;

/// The name of an instance, in digits.
const INSTANCE: usize = 16;

/// A token: instance and number, which sort as they were given.
const TOKEN: usize = INSTANCE + 12;

/// A token and the revision it made.
const ENTRY: usize = TOKEN + 12;

/// An instance and the number of one of its commits, in hexadecimal digits of fixed width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token(String);

impl Token {
    pub(super) fn new(instance: u64, number: u64) -> Self {
        Self(format!("{instance:016x}{number:012x}"))
    }

    /// The revision that the commit of this token made, as the owner's row tells; `None` when it has not happened.
    pub(super) fn made(&self, commits: &str) -> Option<Revision> {
        let entry = commits.get(commits.find(&self.0)?..)?.get(..ENTRY)?;
        u64::from_str_radix(entry.get(TOKEN..)?, 16).ok().and_then(Revision::new)
    }

    /// As a parameter of a statement.
    pub(super) fn text(&self) -> &String {
        &self.0
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instances_entry_tells_what_its_last_commit_made() {
        let (mine, other) = (Token::new(0xfeed_0123, 7), Token::new(9, 300));
        assert!(Token::new(0xfeed_0123, 8).as_str() > mine.as_str(), "later numbers sort later");
        let row = format!("{other}00000000002a{mine}000000000029");
        assert_eq!(mine.made(&row), Revision::new(41));
        assert_eq!(other.made(&row), Revision::new(42));
        assert_eq!(Token::new(9, 301).made(&row), None, "not yet");
        assert_eq!(mine.made("00000000feed0123-7"), None, "as releases before wrote it");
    }
}
