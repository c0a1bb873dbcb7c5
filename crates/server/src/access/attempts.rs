//! Sign-in throttling: how often a password may be guessed, by name and network.
//!
//! An attempt is counted before its password is hashed, so that a burst of parallel attempts gets no more guesses than
//! the same attempts one after another. Three counts are kept, each by every instance for itself:
//!
//! - a name from one network: [`FREE`] guesses, then each further one waits twice as long;
//! - a network, whatever the name: [`FREE_BY_NETWORK`], since many people can share one;
//! - a name from all networks together: [`FREE_BY_NAME`], against guessing from many machines.
//!
//! The last two never stop a person on a network from which they have signed in since the instance started, so that
//! strangers who guess cannot lock them out. Sessions and passkeys are never throttled here: neither can be guessed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::limit::seconds;

/// Guesses of one name from one network that need not wait.
const FREE: u32 = 5;

/// Guesses from one network that need not wait.
const FREE_BY_NETWORK: u32 = 20;

/// Guesses of one name from all networks that need not wait.
const FREE_BY_NAME: u32 = 100;

/// After the free ones each guess doubles the wait, up to this.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(15);

/// A count is forgotten when nothing was guessed for this long.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// Counts beyond this many are not kept: those that nobody waits for go first, then the oldest.
const MOST_KEYS: usize = 20_000;

/// What is guessed, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Guess {
    name: String,
    network: String,
}

impl Guess {
    /// The password of the account that signs in under `login`, guessed from `network`.
    pub(crate) fn of_login(login: &str, network: &str) -> Self {
        let folded: String = login.trim().to_lowercase().chars().take(120).collect();
        Self { name: format!("login {folded}"), network: network.to_owned() }
    }

    /// The present password of an account, asked again of a session. Wherever the session is, it is the same guess; nobody
    /// else's attempts count.
    pub(crate) fn of_session(account: &str) -> Self {
        Self { name: format!("session {account}"), network: "session".to_owned() }
    }

    fn is_of_session(&self) -> bool {
        self.network == "session"
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Pair(String, String),
    Network(String),
    Name(String),
}

impl Key {
    fn free(&self) -> u32 {
        match self {
            Self::Pair(..) => FREE,
            Self::Network(_) => FREE_BY_NETWORK,
            Self::Name(_) => FREE_BY_NAME,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Count {
    guesses: u32,
    last: Timestamp,
}

impl Count {
    fn is_forgotten(self, now: Timestamp) -> bool {
        now.duration_since(self.last) > FORGOTTEN_AFTER
    }

    /// Seconds until the next guess, if it has to wait.
    fn wait(self, free: u32, now: Timestamp) -> Option<u64> {
        let over = self.guesses.checked_sub(free).filter(|_| !self.is_forgotten(now))?;
        let doubled = SignedDuration::from_secs(1_i64 << over.min(10)).min(LONGEST_WAIT);
        let left = doubled - now.duration_since(self.last);
        (left > SignedDuration::ZERO).then(|| seconds(left.as_secs_f64()))
    }
}

#[derive(Debug, Default)]
struct Counts {
    counts: HashMap<Key, Count>,
    /// Networks from which a name has signed in, and when last.
    known: HashMap<(String, String), Timestamp>,
}

/// The guesses of passwords that this instance has seen.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<Counts>);

impl Attempts {
    /// Counts a guess that is about to be checked.
    ///
    /// # Errors
    /// The seconds to wait, when it must not be checked now. It is not counted then.
    pub(crate) fn reserve(&self, guess: &Guess, now: Timestamp) -> Result<(), u64> {
        let mut this = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = this.keys(guess);
        let waits = keys.iter().filter_map(|key| this.counts.get(key)?.wait(key.free(), now));
        if let Some(wait) = waits.max() {
            return Err(wait);
        }
        this.make_room(now);
        for key in keys {
            let count = this.counts.entry(key).or_insert(Count { guesses: 0, last: now });
            let before = if count.is_forgotten(now) { 0 } else { count.guesses };
            *count = Count { guesses: before + 1, last: now };
        }
        Ok(())
    }

    /// The guess was right: its name's wrong ones from this network are forgotten.
    pub(crate) fn succeeded(&self, guess: &Guess, now: Timestamp) {
        let mut this = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        this.counts.remove(&Key::Pair(guess.name.clone(), guess.network.clone()));
        this.take_back(guess);
        if this.known.len() >= MOST_KEYS {
            let oldest = this.known.iter().min_by_key(|(_, at)| **at).map(|(key, _)| key.clone());
            oldest.and_then(|oldest| this.known.remove(&oldest));
        }
        this.known.insert((guess.name.clone(), guess.network.clone()), now);
    }

    /// The guess was not checked after all, as the database did not answer.
    pub(crate) fn give_back(&self, guess: &Guess) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take_back(guess);
    }
}

impl Counts {
    /// What a guess counts towards.
    fn keys(&self, guess: &Guess) -> Vec<Key> {
        let (name, network) = (guess.name.clone(), guess.network.clone());
        let mut keys = vec![Key::Pair(name.clone(), network.clone())];
        if !guess.is_of_session() && !self.known.contains_key(&(name.clone(), network.clone())) {
            keys.extend([Key::Network(network), Key::Name(name)]);
        }
        keys
    }

    fn take_back(&mut self, guess: &Guess) {
        for key in self.keys(guess) {
            if let Some(count) = self.counts.get_mut(&key) {
                count.guesses = count.guesses.saturating_sub(1);
            }
        }
    }

    fn make_room(&mut self, now: Timestamp) {
        if self.counts.len() < MOST_KEYS {
            return;
        }
        self.counts.retain(|_, count| !count.is_forgotten(now));
        if self.counts.len() < MOST_KEYS {
            return;
        }
        // Half goes, so that making room is seldom: those that nobody waits for, then the oldest.
        let mut order: Vec<(bool, Timestamp, Key)> = self
            .counts
            .iter()
            .map(|(key, count)| (count.guesses >= key.free(), count.last, key.clone()))
            .collect();
        order.sort_by_key(|entry| (entry.0, entry.1));
        for (_, _, key) in order.into_iter().take(MOST_KEYS / 2) {
            self.counts.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
    }

    fn guess(login: &str, network: &str) -> Guess {
        Guess::of_login(login, network)
    }

    #[test]
    fn the_sixth_guess_waits_and_each_further_one_twice_as_long() {
        let attempts = Attempts::default();
        let (mut now, mut waits) = (0, Vec::new());
        for _ in 0..9 {
            let wait = attempts.reserve(&guess("Ada ", "1.1.1.1"), at(now)).err().unwrap_or(0);
            waits.push(wait);
            if wait > 0 {
                now += i64::try_from(wait).unwrap();
                attempts.reserve(&guess("ada", "1.1.1.1"), at(now)).unwrap();
            }
        }
        assert_eq!(waits, [0, 0, 0, 0, 0, 1, 2, 4, 8]);
        assert!(attempts.reserve(&guess("ben", "1.1.1.1"), at(now)).is_ok(), "another name is not to blame");
        assert!(attempts.reserve(&guess("ada", "2.2.2.2"), at(now)).is_ok(), "nor is another network");
        attempts.succeeded(&guess("ADA", "1.1.1.1"), at(now));
        assert!(attempts.reserve(&guess("ada", "1.1.1.1"), at(now)).is_ok());
    }

    #[test]
    fn a_burst_before_the_first_answer_gets_no_more_guesses() {
        let attempts = Attempts::default();
        let allowed = (0..400).filter(|_| attempts.reserve(&guess("ada", "1.1.1.1"), at(0)).is_ok()).count();
        assert_eq!(allowed, 5);
    }

    #[test]
    fn one_network_cannot_try_many_names_and_many_networks_not_one_name() {
        let attempts = Attempts::default();
        for name in 0..20 {
            attempts.reserve(&guess(&format!("name{name}"), "1.1.1.1"), at(0)).unwrap();
        }
        assert_eq!(attempts.reserve(&guess("one more", "1.1.1.1"), at(0)), Err(1));
        for network in 0..100 {
            attempts.reserve(&guess("ada", &format!("net{network}")), at(0)).unwrap();
        }
        assert_eq!(attempts.reserve(&guess("ada", "another"), at(0)), Err(1));
    }

    #[test]
    fn strangers_who_guess_do_not_lock_a_person_out_where_they_have_signed_in() {
        let attempts = Attempts::default();
        attempts.reserve(&guess("ada", "home"), at(0)).unwrap();
        attempts.succeeded(&guess("ada", "home"), at(0));
        for network in 0..300 {
            let _ = attempts.reserve(&guess("ada", &format!("net{network}")), at(1));
            let _ = attempts.reserve(&guess(&format!("name{network}"), "home"), at(1));
        }
        assert!(attempts.reserve(&guess("ada", "home"), at(1)).is_ok());
        assert!(attempts.reserve(&guess("ada", "elsewhere"), at(1)).is_err());
    }

    #[test]
    fn the_longest_wait_is_a_quarter_of_an_hour_and_an_hour_forgets() {
        let attempts = Attempts::default();
        let mut now = 0;
        for _ in 0..30 {
            if let Err(wait) = attempts.reserve(&guess("ada", "1.1.1.1"), at(now)) {
                assert!(wait <= 900);
                now += i64::try_from(wait).unwrap();
                attempts.reserve(&guess("ada", "1.1.1.1"), at(now)).unwrap();
            }
        }
        assert_eq!(attempts.reserve(&guess("ada", "1.1.1.1"), at(now)), Err(900));
        assert_eq!(attempts.reserve(&guess("ada", "1.1.1.1"), at(now + 3601)), Ok(()));
        assert_eq!(attempts.reserve(&guess("ada", "1.1.1.1"), at(now + 3601)), Ok(()));
    }

    #[test]
    fn guesses_in_a_session_lock_nobody_else_out_and_what_was_not_checked_does_not_count() {
        let attempts = Attempts::default();
        for _ in 0..5 {
            attempts.reserve(&Guess::of_session("u-1"), at(0)).unwrap();
        }
        assert_eq!(attempts.reserve(&Guess::of_session("u-1"), at(0)), Err(1));
        assert!(attempts.reserve(&Guess::of_session("u-2"), at(0)).is_ok());
        for _ in 0..50 {
            attempts.reserve(&guess("ada", "1.1.1.1"), at(0)).unwrap();
            attempts.give_back(&guess("ada", "1.1.1.1"));
        }
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let attempts = Attempts::default();
        for number in 0..MOST_KEYS {
            let number = number.to_string();
            attempts.reserve(&guess(&number, &number), at(0)).unwrap();
        }
        assert!(attempts.0.lock().unwrap().counts.len() <= MOST_KEYS + 3);
    }
}
