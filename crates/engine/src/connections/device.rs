//! Phones that upload: a token for each, shown once as a QR code, and what they sent.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Change, Collection, Stored};

use super::DEVICE_TOKENS;
use super::consent::{document, name};
use super::shortcut::BodyMass;
use crate::access::{Secret, SecretHash, fresh_name};
use crate::amend::Write;
use crate::{Engine, Error, LoggedReading, owner};

/// An athlete has no more than this.
const MOST: usize = 20;
/// Programs that look for leaked secrets know it by this.
const PREFIX: &str = "isu_";

/// A phone that uploads, or a program on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Device {
    /// Its name in documents and addresses.
    pub id: String,
    /// What the athlete calls it.
    pub label: String,
    /// Since when.
    pub created: Timestamp,
    /// When it last sent anything.
    #[serde(default)]
    pub seen: Option<Timestamp>,
    /// How many uploads came.
    #[serde(default)]
    pub uploads: u64,
    /// What the last upload came to.
    #[serde(default)]
    pub last: Option<Uploaded>,
    hash: SecretHash,
}

impl Stored for Device {
    const COLLECTION: &'static str = "devices";

    fn id(&self) -> String {
        self.id.clone()
    }
}

/// What an upload came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uploaded {
    /// How many workouts and sleeps it holds.
    pub observations: usize,
    /// How many body masses and drinks it holds.
    pub readings: usize,
    /// Whether the same bytes had come before.
    pub known: bool,
    /// What to know about it.
    pub notes: Vec<String>,
}

impl Engine {
    /// Makes a device, and gives it with its token, which is not shown again.
    ///
    /// # Errors
    /// When there is no such athlete, it has too many devices, or the label is no label.
    pub async fn make_device(&self, athlete: &str, label: &str) -> Result<(Device, Secret), Error> {
        self.athlete(athlete).await?;
        let label = label.trim();
        if label.is_empty() || label.chars().count() > 80 {
            return Err(Error::field("label", "write what you call the phone, in 1 to 80 characters"));
        }
        let owner = owner::athlete(athlete)?;
        let secret = Secret::new(&*self.randomness, PREFIX)?;
        let device = Device {
            id: fresh_name(&*self.randomness, "dev-")?,
            label: label.to_owned(),
            created: self.now(),
            seen: None,
            uploads: 0,
            last: None,
            hash: secret.hash(),
        };
        self.revise(&owner, || async {
            if self.of::<Device>(&owner).all().await?.len() >= MOST {
                return Err(Error::field("label", format!("there are {MOST} devices: remove one first")));
            }
            let reserve = Change::Reserve {
                namespace: name(DEVICE_TOKENS)?,
                key: device.hash.as_str().to_owned(),
                id: document(&device.id)?,
            };
            Ok(Write::of(vec![Collection::put(&device)?, reserve], ()))
        })
        .await?;
        Ok((device, secret))
    }

    /// The devices of an athlete, the newest first.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn devices(&self, athlete: &str) -> Result<Vec<Device>, Error> {
        self.athlete(athlete).await?;
        let mut devices = self.of::<Device>(&owner::athlete(athlete)?).all().await?;
        devices.sort_by(|a, b| (b.created, &b.id).cmp(&(a.created, &a.id)));
        Ok(devices)
    }

    /// Removes a device: its token is worth nothing from now on. What it sent stays.
    ///
    /// # Errors
    /// When there is none of this name, or the database fails.
    pub async fn remove_device(&self, athlete: &str, id: &str) -> Result<(), Error> {
        let owner = owner::athlete(athlete)?;
        let removed = self.revise(&owner, || async {
            let Some(device) = self.of::<Device>(&owner).get(id).await? else {
                return Ok(Write::nothing(false));
            };
            let release =
                Change::Release { namespace: name(DEVICE_TOKENS)?, key: device.hash.as_str().to_owned() };
            let changes = vec![Collection::<Device>::delete(id)?, release];
            Ok(Write::of(changes, true))
        });
        let removed = removed.await?.unwrap_or(false);
        if removed { Ok(()) } else { Err(Error::not_found("device", id)) }
    }

    /// Takes in what a phone sent with its token: Health Auto Export's JSON, the shortcut's, or any file that an import takes.
    /// Sending it again changes nothing. What is readable but holds nothing of use is no error: the phone would send it for
    /// ever.
    ///
    /// # Errors
    /// [`Error::Denied`] for a token that is not known; [`Error::Unreadable`] for what cannot be read.
    pub async fn upload(&self, token: &str, bytes: &[u8]) -> Result<Uploaded, Error> {
        let unknown = || {
            Error::Denied("This token is not known here. Make a new one on the connections page.".to_owned())
        };
        let key = SecretHash::of(token);
        let holder = self.store.holder(&name(DEVICE_TOKENS)?, key.as_str()).await?;
        let (owner, id) = holder.ok_or_else(unknown)?;
        let athlete = owner::name_in(&owner, "athlete").ok_or_else(unknown)?;
        let uploaded = self.take_upload(athlete, bytes).await?;
        let now = self.now();
        self.revise_one(&owner, id.as_str(), |device: &mut Device| {
            device.seen = Some(now);
            device.uploads += 1;
            device.last = Some(uploaded.clone());
        })
        .await?;
        Ok(uploaded)
    }

    async fn take_upload(&self, athlete: &str, bytes: &[u8]) -> Result<Uploaded, Error> {
        if let Some(typed) = BodyMass::read(bytes) {
            let BodyMass { at, mass } = typed?;
            let at = at.unwrap_or_else(|| self.now());
            if at > self.now().saturating_add(jiff::SignedDuration::from_hours(1)).unwrap_or(at) {
                return Err(Error::field("at", "it lies in the future: write a time up to now"));
            }
            let reading = LoggedReading::body_mass("Apple Health", at, mass);
            self.commit(&owner::athlete(athlete)?, vec![Collection::put(&reading)?]).await?;
            return Ok(Uploaded { readings: 1, ..Uploaded::default() });
        }
        match self.import_recording(athlete, "upload.json", bytes).await {
            Ok(imported) => Ok(Uploaded {
                observations: imported.report.observations.len(),
                readings: imported.readings,
                known: imported.known,
                notes: imported.report.notes,
            }),
            // Steps and the like, of which nothing is used.
            Err(Error::Unreadable { reason, .. }) if is_json(bytes) => {
                Ok(Uploaded { notes: vec![reason], ..Uploaded::default() })
            }
            Err(error) => Err(error),
        }
    }
}

fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}
