//! A sweat test that has begun: the weight before the session is stored, the test is finished after it.

use jiff::{SignedDuration, Timestamp};
use physiology::weigh_in::Clothes;
use serde::{Deserialize, Serialize};
use store::{Change, Collection, Owner, Stored};
use units::{Fraction, Mass, Temperature};

use crate::amend::Write;
use crate::{Engine, Error, owner};

/// After so long a weight no longer belongs to the next session.
const FINISHED_WITHIN: SignedDuration = SignedDuration::from_hours(36);

/// The name of the one test that an athlete can have begun.
const NAME: &str = "begun";

/// The first half of a sweat test.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BegunTest {
    /// When the athlete was weighed.
    pub at: Timestamp,
    /// Body mass before.
    pub mass_before: Mass,
    /// What was worn on the scale.
    #[serde(default)]
    pub clothes: Clothes,
    /// The temperature of the air, where it was noted already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub air_temperature: Option<Temperature>,
    /// The relative humidity, where it was noted already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relative_humidity: Option<Fraction>,
}

impl Stored for BegunTest {
    const COLLECTION: &'static str = "begun-tests";

    fn id(&self) -> String {
        NAME.to_owned()
    }
}

impl Engine {
    /// Stores the weight before a session; the test is taken when the weight after is known. A second one takes the place
    /// of the first.
    ///
    /// # Errors
    /// When the mass cannot be or lies in the future, there is no such athlete, or the database fails.
    pub async fn begin_sweat_test(&self, athlete: &str, begun: BegunTest) -> Result<(), Error> {
        if !(20.0..=250.0).contains(&begun.mass_before.as_kg()) {
            return Err(Error::field("mass_before", "write 20 to 250 kg, such as 70.4 kg or 155 lb"));
        }
        self.not_ahead("at", begun.at)?;
        let owner = owner::athlete(athlete)?;
        self.transact(&owner, || async {
            self.athlete(athlete).await?;
            Ok(Write::of(vec![Collection::put(&begun)?], ()))
        })
        .await
    }

    /// The sweat test that was begun and not finished yet; nothing after 36 h.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn begun_sweat_test(&self, athlete: &str) -> Result<Option<BegunTest>, Error> {
        self.athlete(athlete).await?;
        let begun = self.of::<BegunTest>(&owner::athlete(athlete)?).get(NAME).await?;
        Ok(begun.filter(|begun| self.now().duration_since(begun.at) < FINISHED_WITHIN))
    }

    /// Forgets the test that was begun; there need not be one.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn drop_begun_sweat_test(&self, athlete: &str) -> Result<(), Error> {
        let owner = owner::athlete(athlete)?;
        self.transact(&owner, || async {
            self.athlete(athlete).await?;
            Ok(Write::of(self.no_longer_begun(&owner).await?, ()))
        })
        .await
    }

    /// The change that forgets the test that was begun, where there is one.
    pub(crate) async fn no_longer_begun(&self, owner: &Owner) -> Result<Vec<Change>, Error> {
        match self.of::<BegunTest>(owner).get(NAME).await? {
            Some(_) => Ok(vec![Collection::<BegunTest>::delete(NAME)?]),
            None => Ok(Vec::new()),
        }
    }
}
