//! What the operator of a server registered at a provider.

use std::collections::BTreeMap;

/// What the operator of a server registered at a provider. The secret is printed by nothing.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// The provider's name for this server.
    pub client: Option<String>,
    /// The secret that the provider gave this server.
    pub secret: Option<String>,
    /// What else can be set, by name: addresses, limits.
    pub options: BTreeMap<String, String>,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { client, options, secret: _ } = self;
        // Some providers give a second secret, which is an option.
        let is_secret = |name: &str| name.contains("secret") || name.contains("key");
        let options: BTreeMap<&str, &str> = options
            .iter()
            .map(|(name, value)| (name.as_str(), if is_secret(name) { "…" } else { value.as_str() }))
            .collect();
        f.debug_struct("Settings").field("client", client).field("options", &options).finish_non_exhaustive()
    }
}

/// What is wrong with a provider's settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// There is no such provider.
    #[error("there is no provider '{name}': use one of {known}")]
    Unknown {
        /// What was given.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// A setting is missing.
    #[error("{provider}: set '{name}' ({what})")]
    Missing {
        /// The provider.
        provider: &'static str,
        /// The setting.
        name: &'static str,
        /// What it is.
        what: &'static str,
    },
    /// A setting is not understood.
    #[error("{provider}: {name} = '{value}': {accepted}")]
    Value {
        /// The provider.
        provider: &'static str,
        /// The setting.
        name: String,
        /// What was given.
        value: String,
        /// What is accepted.
        accepted: String,
    },
}

/// A text that is printed by nothing.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    /// The text, to compare with or to send to the provider.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

impl Settings {
    /// The provider's name for this server and its secret.
    ///
    /// # Errors
    /// When either is missing.
    pub fn client(&self, provider: &'static str) -> Result<(String, String), SettingsError> {
        let filled = |value: &Option<String>| value.clone().filter(|text| !text.trim().is_empty());
        let missing = |name, what| SettingsError::Missing { provider, name, what };
        let client = filled(&self.client)
            .ok_or_else(|| missing("client", "the client id that the provider gave this server"))?;
        let secret = filled(&self.secret)
            .ok_or_else(|| missing("secret", "the client secret that the provider gave this server"))?;
        Ok((client, secret))
    }

    /// An option's text, if it is not empty.
    pub fn option(&self, name: &str) -> Option<&str> {
        self.options.get(name).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    /// An option that is a secret, if it is not empty.
    pub(crate) fn hidden(&self, name: &str) -> Option<Secret> {
        self.option(name).map(|text| Secret(text.to_owned()))
    }

    /// Refuses options that the provider does not have.
    ///
    /// # Errors
    /// When there is one.
    pub fn only(&self, provider: &'static str, known: &[&str]) -> Result<(), SettingsError> {
        match self.options.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some((name, value)) => Err(SettingsError::Value {
                provider,
                name: name.clone(),
                value: value.clone(),
                accepted: format!("there is no such setting; there are client, secret, {}", known.join(", ")),
            }),
        }
    }

    /// An address, or its default: reached by https, or on this machine.
    ///
    /// # Errors
    /// When it is neither.
    pub fn address(
        &self,
        provider: &'static str,
        name: &str,
        default: &str,
    ) -> Result<String, SettingsError> {
        let address = self.options.get(name).map_or(default, String::as_str).trim_end_matches('/');
        let is_safe = address.starts_with("https://")
            || ["http://127.0.0.1:", "http://[::1]:", "http://localhost:"]
                .iter()
                .any(|start| address.starts_with(start));
        if is_safe {
            return Ok(address.to_owned());
        }
        Err(SettingsError::Value {
            provider,
            name: name.to_owned(),
            value: address.to_owned(),
            accepted: format!("write an address such as {default}"),
        })
    }

    /// The limits of the provider's windows, shortest first, or their defaults: `100,1000`.
    ///
    /// # Errors
    /// When they are not as many positive numbers.
    pub fn limits<const N: usize>(
        &self,
        provider: &'static str,
        default: [u32; N],
    ) -> Result<[u32; N], SettingsError> {
        let Some(text) = self.options.get("limits") else { return Ok(default) };
        let numbers: Option<Vec<u32>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
        let limits = numbers.filter(|all| all.iter().all(|limit| *limit > 0));
        limits.and_then(|all| all.try_into().ok()).ok_or_else(|| SettingsError::Value {
            provider,
            name: "limits".to_owned(),
            value: text.clone(),
            accepted: format!(
                "write {N} numbers such as {}",
                default.map(|limit| limit.to_string()).join(",")
            ),
        })
    }
}
