//! Passwords: argon2id, with a salt of their own, worked out where it blocks nobody.

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};

use super::secret::Randomness;
use crate::Error;
use crate::blocking::Blocking;

/// OWASP's first choice for argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// So many are worked out at once, so that a flood of sign-ins cannot take the memory: the others wait.
const AT_ONCE: usize = 4;

/// Fewer characters are refused.
pub(crate) const LEAST_CHARACTERS: usize = 12;

/// More are too.
const MOST_BYTES: usize = 512;

/// A password as it is kept, in the PHC form `$argon2id$v=19$…`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PasswordHash(String);

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// Works out and compares hashes of passwords.
#[derive(Clone)]
pub(crate) struct Hashing(Blocking);

impl Default for Hashing {
    fn default() -> Self {
        Self(Blocking::at_once(AT_ONCE))
    }
}

impl Hashing {
    /// The hash of a password that passes the rules.
    ///
    /// # Errors
    /// When the password is refused, with the field `password`.
    pub(crate) async fn hash(
        &self,
        randomness: &dyn Randomness,
        login: &str,
        password: &str,
    ) -> Result<PasswordHash, Error> {
        check(login, password)?;
        let mut salt = [0; 16];
        randomness.fill(&mut salt)?;
        let password = password.to_owned();
        let hashed = self.0.run(move || -> Result<PasswordHash, Error> {
            let hash = argon2id()?.hash_password_with_salt(password.as_bytes(), &salt).map_err(failed)?;
            Ok(PasswordHash(hash.to_string()))
        });
        hashed.await?
    }

    /// Whether this is the password. Without a hash the same work is done for nothing, so that the time it takes does not
    /// tell whether there is such an account.
    pub(crate) async fn verify(&self, hash: Option<PasswordHash>, password: &str) -> Result<bool, Error> {
        let password = password.to_owned();
        let verified = self.0.run(move || -> Result<bool, Error> {
            let Some(hash) = hash else {
                argon2id()?.hash_password_with_salt(password.as_bytes(), &[0; 16]).map_err(failed)?;
                return Ok(false);
            };
            Ok(argon2id()?.verify_password(password.as_bytes(), hash.0.as_str()).is_ok())
        });
        verified.await?
    }
}

fn argon2id() -> Result<Argon2<'static>, Error> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Store(store::StoreError::Unavailable(format!("the password could not be worked on: {error}")))
}

/// Length is what makes a password hard to guess; a few that are long and easy are refused by name.
fn check(login: &str, password: &str) -> Result<(), Error> {
    let lower = password.to_lowercase();
    let letters: std::collections::BTreeSet<char> = lower.chars().collect();
    let message = if password.chars().count() < LEAST_CHARACTERS {
        "write 12 characters or more: three or four words do well"
    } else if password.len() > MOST_BYTES {
        "write at most 512 bytes"
    } else if letters.len() < 5 {
        "it repeats the same few characters: mix in more"
    } else if lower.contains(&login.to_lowercase()) || lower.contains("password") || lower.contains("isotone")
    {
        "leave out your sign-in name, 'password' and 'isotone'"
    } else {
        return Ok(());
    };
    Err(Error::field("password", message))
}

#[cfg(test)]
mod tests {
    use super::super::secret::SystemRandomness;
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_alone() {
        let hashing = Hashing::default();
        let hash = hashing.hash(&SystemRandomness, "ada", "corn field at dusk").await.unwrap();
        assert!(hash.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.0);
        assert!(hashing.verify(Some(hash.clone()), "corn field at dusk").await.unwrap());
        assert!(!hashing.verify(Some(hash.clone()), "corn field at dawn").await.unwrap());
        assert!(!hashing.verify(None, "corn field at dusk").await.unwrap());
        let again = hashing.hash(&SystemRandomness, "ada", "corn field at dusk").await.unwrap();
        assert_ne!(hash, again, "the same password twice does not look the same");
    }

    #[test]
    fn passwords_that_are_guessed_first_are_refused_with_the_field() {
        for wrong in [
            "short",
            "aaaaaaaaaaaaaaaa",
            "121212121212",
            "ada.lovelace 1815",
            "my password is",
            &"long ".repeat(200),
        ] {
            let Err(Error::Invalid(fields)) = check("ada.lovelace", wrong) else { panic!("{wrong} passed") };
            assert_eq!(fields[0].field, "password");
        }
        check("ada.lovelace", "três palavras boas").unwrap();
    }
}
