//! Consent: given on the athlete's own phone by a link, by a guardian for minors, on paper; withdrawn at once.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::Collection;

use super::member::{By, Consent, Given, MemberRecord, Method, OF_AGE, WhyNot, age};
use crate::access::{Secret, SecretHash, fresh_name, reserve_key};
use crate::{Engine, Error, Level, NewGrant, owner};

/// The version of the text that athletes read.
pub(super) const TEXT_VERSION: &str = "2026-11";
/// What can be consented to.
const SCOPES: [&str; 4] = ["weigh", "profile", "photo", "research"];
/// Consent holds a year at most.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 365);

/// A link by which consent is given and withdrawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConsentLink {
    /// Its name.
    pub id: String,
    /// The athlete.
    pub athlete: String,
    /// For whom it is.
    pub by: By,
    hash: String,
    /// When it was made.
    pub created: Timestamp,
}

impl store::Stored for ConsentLink {
    const COLLECTION: &'static str = "consent-links";

    fn id(&self) -> String {
        self.id.clone()
    }
}

/// Unique keys: hashes of consent links.
pub(crate) const CONSENTS: &str = "consent";

/// What the page behind a link asks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConsentAsked {
    /// The squad's name.
    pub squad: String,
    /// Why it weighs, in its words.
    pub reason: String,
    /// The athlete's name.
    pub name: String,
    /// Who is asked.
    pub by: By,
    /// The date of birth, if it is known.
    pub born: Option<Date>,
    /// What was consented to.
    pub consent: Option<Consent>,
    /// What is still missing.
    pub missing: Option<WhyNot>,
    /// The text's version.
    pub text_version: &'static str,
}

/// What the page behind a link sends.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentGiven {
    /// To what.
    #[serde(default)]
    pub scopes: BTreeSet<String>,
    /// The athlete's date of birth.
    #[serde(default)]
    pub born: Option<Date>,
    /// The language in which the text was read.
    #[serde(default)]
    pub language: String,
    /// Until when; a year when absent.
    #[serde(default)]
    pub expires: Option<Timestamp>,
}

impl Engine {
    /// Makes a link by which an athlete, or a guardian, consents. It is shown once.
    ///
    /// # Errors
    /// When there is no such member, or a guardian is to consent for somebody of age.
    pub async fn consent_link(&self, squad: &str, athlete: &str, by: By) -> Result<Secret, Error> {
        let record = self.squad(squad).await?;
        let member = self.member(&record, athlete).await?;
        if by == By::Guardian && self.is_of_age(&member) {
            return Err(Error::field(
                "by",
                "from the eighteenth birthday on, the athlete consents: 'athlete'",
            ));
        }
        let secret = Secret::new(&*self.randomness, "")?;
        let link = ConsentLink {
            id: fresh_name(&*self.randomness, "c-")?,
            athlete: athlete.to_owned(),
            by,
            hash: secret.hash().as_str().to_owned(),
            created: self.now(),
        };
        let changes = vec![Collection::put(&link)?, reserve_key(CONSENTS, &link.hash, &link.id)?];
        self.commit(&owner::squad(squad)?, changes).await?;
        Ok(secret)
    }

    async fn link_of(&self, secret: &str) -> Result<(String, ConsentLink), Error> {
        let gone = || Error::not_found("consent link", "of this address");
        let found = self.holder("squad", CONSENTS, SecretHash::of(secret).as_str()).await?;
        let (owner, id) = found.ok_or_else(gone)?;
        let link = self.of::<ConsentLink>(&owner).get(id.as_str()).await?.ok_or_else(gone)?;
        let squad = owner::name_in(&owner, "squad").unwrap_or_default().to_owned();
        if link.by == By::Guardian {
            let member = self.member(&self.squad(&squad).await?, &link.athlete).await?;
            // From the eighteenth birthday on a guardian neither reads, gives nor withdraws anything.
            if self.is_of_age(&member) {
                return Err(gone());
            }
        }
        Ok((squad, link))
    }

    fn is_of_age(&self, member: &MemberRecord) -> bool {
        member.born.is_some_and(|born| age(born, self.today()) >= OF_AGE)
    }

    /// What the page behind a link asks.
    ///
    /// # Errors
    /// When the link is not known.
    pub async fn consent_asked(&self, secret: &str) -> Result<ConsentAsked, Error> {
        let (squad, link) = self.link_of(secret).await?;
        let record = self.squad(&squad).await?;
        let member = self.member(&record, &link.athlete).await?;
        Ok(ConsentAsked {
            squad: record.name,
            reason: record.settings.reason,
            missing: member.weighable(self.now(), self.today()).err(),
            name: member.name,
            by: link.by,
            born: member.born,
            consent: member.consent,
            text_version: TEXT_VERSION,
        })
    }

    /// Consents by a link.
    ///
    /// # Errors
    /// When the link is not known, or the date of birth is missing or cannot be.
    pub async fn consent(&self, secret: &str, given: ConsentGiven) -> Result<ConsentAsked, Error> {
        let (squad, link) = self.link_of(secret).await?;
        self.note_consent(&squad, &link.athlete, link.by, Method::Link, given).await?;
        self.consent_asked(secret).await
    }

    /// Withdraws consent by a link, of the athlete or of a guardian. It holds at once.
    ///
    /// # Errors
    /// When the link is not known.
    pub async fn withdraw_consent(&self, secret: &str) -> Result<ConsentAsked, Error> {
        let (squad, link) = self.link_of(secret).await?;
        let now = self.now();
        self.amend_member(&squad, &link.athlete, |member| {
            if let Some(consent) = &mut member.consent {
                consent.withdrawn = consent.withdrawn.or(Some(now));
            }
            Ok(())
        })
        .await?;
        // What was shared with the squad ends with it.
        self.end_sharing(&squad, &link.athlete).await?;
        self.consent_asked(secret).await
    }

    /// Ends what an athlete shares with a squad. The athlete stays its member.
    async fn end_sharing(&self, squad: &str, athlete: &str) -> Result<(), Error> {
        let mut grants = self.grants(athlete).await?;
        grants.retain(|grant| matches!(&grant.to, crate::Grantee::Squad { id, .. } if id == squad));
        for grant in &grants {
            self.unshare(athlete, &grant.id).await?;
        }
        if !grants.is_empty() {
            self.change_members(squad, athlete, true).await?;
        }
        Ok(())
    }

    /// Notes consent that was given on paper, or by a link.
    ///
    /// # Errors
    /// Every field that cannot be.
    pub async fn note_consent(
        &self,
        squad: &str,
        athlete: &str,
        by: By,
        method: Method,
        given: ConsentGiven,
    ) -> Result<MemberRecord, Error> {
        let (now, today) = (self.now(), self.today());
        if let Some(scope) = given.scopes.iter().find(|scope| !SCOPES.contains(&scope.as_str())) {
            return Err(Error::field("scopes", format!("'{scope}' is not one of {}", SCOPES.join(", "))));
        }
        if given.scopes.is_empty() {
            return Err(Error::field("scopes", "choose what you consent to, at least one"));
        }
        if given.born.is_some_and(|born| born >= today || born.year() < 1920) {
            return Err(Error::field("born", "write the date of birth, for example 2008-05-04"));
        }
        let record = self.squad(squad).await?;
        let born = given.born.or(self.member(&record, athlete).await?.born);
        let born =
            born.ok_or_else(|| Error::field("born", "write the date of birth, for example 2008-05-04"))?;
        if by == By::Guardian && age(born, today) >= OF_AGE {
            return Err(Error::field(
                "by",
                "the athlete is of age: their own word counts, a guardian's does not",
            ));
        }
        let mut expires = given.expires.unwrap_or(now + LONGEST).min(now + LONGEST);
        if age(born, today) < OF_AGE {
            // A guardian's word ends on the eighteenth birthday.
            let of_age = Date::new(born.year() + OF_AGE, born.month(), born.day());
            // Who was born on 29 February is of age on 1 March.
            let of_age = of_age.or_else(|_| Date::new(born.year() + OF_AGE, 3, 1));
            let birthday =
                of_age.ok().and_then(|date| jiff::tz::TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok());
            expires = birthday.map_or(expires, |birthday| expires.min(birthday));
        }
        if expires <= now {
            return Err(Error::field("expires", "write a time to come"));
        }
        let language = if given.language.is_empty() { "en".to_owned() } else { given.language.clone() };
        let act = Given { by, method, at: now, language };
        let (member, shared) = self
            .amend_member(squad, athlete, |member| {
                let shares = |consent: &Consent| consent.scopes.contains("profile");
                let shared = member.consent.as_ref().is_some_and(shares);
                member.born = Some(born);
                let fresh = Consent {
                    scopes: given.scopes.clone(),
                    text_version: TEXT_VERSION.to_owned(),
                    given: Vec::new(),
                    expires,
                    withdrawn: None,
                };
                // Another one's word to the same text stays; after a withdrawal everybody is asked again.
                let before = member.consent.take().filter(|before| {
                    before.withdrawn.is_none() && before.text_version == TEXT_VERSION && now < before.expires
                });
                let mut consent = match before {
                    Some(before) if before.given.iter().any(|given| given.by != by) => Consent {
                        scopes: before.scopes.intersection(&given.scopes).cloned().collect(),
                        expires: before.expires.min(expires),
                        ..before
                    },
                    _ => fresh,
                };
                consent.given.retain(|given| given.by != by);
                consent.given.push(act.clone());
                member.consent = Some(consent);
                Ok((member.clone(), shared))
            })
            .await?;
        let shares = member.consent.as_ref().is_some_and(|consent| consent.scopes.contains("profile"));
        if shared && !shares {
            // Who consents to less than before no longer shares the rest.
            self.end_sharing(squad, athlete).await?;
        }
        if shares && member.weighable(now, today).is_ok() {
            self.share(athlete, NewGrant::Squad(squad.to_owned()), Level::Read, Some(expires)).await?;
        }
        Ok(member)
    }
}
