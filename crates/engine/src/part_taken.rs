//! A part of a need that was taken: half a bottle now, the rest later.

use fuel::Band;
use jiff::Timestamp;
use store::Collection;
use units::{Caffeine, Carbohydrate, Protein, Quantity, Sodium, Volume};

use crate::amend::Write;
use crate::{Engine, Error, Portion, Taken, owner};

impl Portion {
    /// The amount in the base unit of its quantity.
    pub fn base(&self) -> f64 {
        match self {
            Self::Fluid(amount) => amount.base(),
            Self::Sodium(amount) => amount.base(),
            Self::Carbohydrate(amount) => amount.base(),
            Self::Protein(amount) => amount.base(),
            Self::Caffeine(amount) => amount.base(),
        }
    }

    /// Another amount of the same nutrient, in the base unit of its quantity.
    #[must_use]
    pub fn of_same(&self, base: f64) -> Self {
        match self {
            Self::Fluid(_) => Self::Fluid(Volume::from_base(base)),
            Self::Sodium(_) => Self::Sodium(Sodium::from_base(base)),
            Self::Carbohydrate(_) => Self::Carbohydrate(Carbohydrate::from_base(base)),
            Self::Protein(_) => Self::Protein(Protein::from_base(base)),
            Self::Caffeine(_) => Self::Caffeine(Caffeine::from_base(base)),
        }
    }

    /// The most of a need.
    pub fn most(amount: &Band) -> Self {
        match amount {
            Band::Fluid(range) => Self::Fluid(range.max),
            Band::Sodium(range) => Self::Sodium(range.max),
            Band::Carbohydrate(range) => Self::Carbohydrate(range.max),
            Band::Protein(range) => Self::Protein(range.max),
            Band::Caffeine(range) => Self::Caffeine(range.max),
        }
    }

    /// The least of a need.
    pub fn least(amount: &Band) -> Self {
        match amount {
            Band::Fluid(range) => Self::Fluid(range.min),
            Band::Sodium(range) => Self::Sodium(range.min),
            Band::Carbohydrate(range) => Self::Carbohydrate(range.min),
            Band::Protein(range) => Self::Protein(range.min),
            Band::Caffeine(range) => Self::Caffeine(range.min),
        }
    }
}

/// How much of a need was taken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Part {
    /// This amount, in the base unit of the need's nutrient.
    Amount(f64),
    /// This share of what the need aims for.
    Share(f64),
}

impl Engine {
    /// Says that a part of a need was taken, beside what was taken of it before: parts add up. The answer is the sum. A part
    /// that is said again with the instant it was said at first adds nothing: it was kept without a network and sent twice.
    ///
    /// # Errors
    /// When the part is not more than nothing, or more than ten times the most of the need; when there is no such athlete,
    /// session or need, or the database fails.
    pub async fn take_part(
        &self,
        athlete: &str,
        session: &str,
        need: &str,
        part: Part,
        at: Option<Timestamp>,
    ) -> Result<Taken, Error> {
        let plan = self.session_plan(athlete, session).await?;
        let found = plan.needs.into_iter().find(|known| known.id == need);
        let found = found.ok_or_else(|| Error::not_found("need", need))?;
        let (target, most) = (Portion::of(&found.amount), Portion::most(&found.amount).base());
        let more = match part {
            Part::Amount(base) => base,
            Part::Share(share) => target.base() * share,
        };
        if !(more > 0.0 && more <= 10.0 * most) {
            return Err(Error::field("portion", "write how much it was, such as 200 mL or 30 g"));
        }
        let owner = owner::athlete(athlete)?;
        self.transact(&owner, || async {
            let before = self.of::<Taken>(&owner).get(need).await?;
            if let Some(said) = before.clone().filter(|taken| at == Some(taken.at)) {
                return Ok(Write::nothing(said));
            }
            let had = before.map_or(0.0, |taken| taken.portion.base());
            let taken = Taken {
                need: need.to_owned(),
                session: session.to_owned(),
                phase: found.phase,
                portion: target.of_same(had + more),
                at: at.unwrap_or_else(|| self.now()),
            };
            Ok(Write::of(vec![Collection::put(&taken)?], taken))
        })
        .await
    }
}
