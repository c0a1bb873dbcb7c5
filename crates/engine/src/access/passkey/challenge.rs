//! What authenticators are asked to sign: random, for one purpose and a few minutes, and known again by a seal, so that
//! nothing is stored for whoever only opens the page.

use jiff::{SignedDuration, Timestamp};
use ring::hmac;

use crate::Error;
use crate::access::Randomness;

/// A person has so long to find the key or the finger.
const LASTS: SignedDuration = SignedDuration::from_mins(10);

const RANDOM: usize = 16;
const UNTIL: usize = RANDOM + 8;
const WHOLE: usize = UNTIL + 32;

/// Makes challenges, and knows its own again.
pub(super) struct Challenges(hmac::Key);

impl Challenges {
    /// Challenges under this secret.
    pub(super) fn of(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// A new challenge for a purpose.
    pub(super) fn make(
        &self,
        randomness: &dyn Randomness,
        purpose: &str,
        now: Timestamp,
    ) -> Result<[u8; WHOLE], Error> {
        let mut bytes = [0; WHOLE];
        randomness.fill(&mut bytes[..RANDOM])?;
        bytes[RANDOM..UNTIL].copy_from_slice(&(now + LASTS).as_second().to_be_bytes());
        let seal = hmac::sign(&self.0, &Self::sealed(&bytes[..UNTIL], purpose));
        bytes[UNTIL..].copy_from_slice(seal.as_ref());
        Ok(bytes)
    }

    /// Until when a challenge holds, when it is one of these, for this purpose and not over.
    pub(super) fn holds_until(&self, challenge: &[u8], purpose: &str, now: Timestamp) -> Option<Timestamp> {
        let (said, seal) = challenge.split_at_checked(UNTIL)?;
        hmac::verify(&self.0, &Self::sealed(said, purpose), seal).ok()?;
        let until = i64::from_be_bytes(said[RANDOM..].try_into().ok()?);
        Timestamp::from_second(until).ok().filter(|until| now < *until)
    }

    fn sealed(said: &[u8], purpose: &str) -> Vec<u8> {
        [said, purpose.as_bytes()].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::SystemRandomness;

    #[test]
    fn a_challenge_is_for_one_purpose_and_a_few_minutes() {
        let (ours, theirs) = (Challenges::of(b"ours"), Challenges::of(b"theirs"));
        let now: Timestamp = "2026-06-10T08:00:00Z".parse().unwrap();
        let made = ours.make(&SystemRandomness, "sign-in a.example", now).unwrap();
        assert_ne!(made, ours.make(&SystemRandomness, "sign-in a.example", now).unwrap());
        let holds = |at| ours.holds_until(&made, "sign-in a.example", at).is_some();
        assert!(holds(now) && holds(now + SignedDuration::from_mins(9)));
        assert!(!holds(now + SignedDuration::from_mins(10)));
        assert_eq!(ours.holds_until(&made, "sign-in b.example", now), None);
        assert_eq!(theirs.holds_until(&made, "sign-in a.example", now), None);
        let mut longer = made;
        longer[RANDOM] ^= 1;
        for other in [&longer[..], &made[..WHOLE - 1], &made[..UNTIL], b""] {
            assert_eq!(ours.holds_until(other, "sign-in a.example", now), None);
        }
    }
}
