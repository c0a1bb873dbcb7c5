//! What others than the athlete see: nothing that a provider's agreement lets only the athlete see.

use ::timeline::{Event, Observation, reconcile};
use connect::providers::is_private;
use store::Owner;

use crate::reconciliation::{StoredDecision, StoredObservation};
use crate::{Caller, Engine, Error, owner};

impl Engine {
    /// The same for a caller who is not the athlete: a coach, a practitioner, whoever opened a link.
    #[must_use]
    pub fn for_onlookers(&self) -> Self {
        Self { onlooker: true, ..self.clone() }
    }

    /// The same as this caller may see an athlete's data.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn seen_by(&self, caller: &Caller, athlete: &str) -> Result<Self, Error> {
        let onlooker = self.standing(caller, athlete).await?.is_onlooker(caller);
        Ok(if onlooker { self.for_onlookers() } else { self.clone() })
    }

    /// The events as the caller may see them: without what private sources say. An event that rests on nothing else is left
    /// out; one that has other sources is worked out from these.
    pub(crate) async fn shown(&self, owner: &Owner, events: Vec<Event>) -> Result<Vec<Event>, Error> {
        let rests_on_private =
            |event: &Event| event.all_links().any(|link| is_private(&link.source.provider));
        if !self.onlooker || !events.iter().any(rests_on_private) {
            return Ok(events);
        }
        let athlete = owner::name_in(owner, "athlete").unwrap_or_default();
        let zone = self.athlete(athlete).await?.time_zone();
        let decisions = self.of::<StoredDecision>(owner).all().await?;
        let decisions: Vec<_> = decisions.into_iter().map(|stored| stored.0).collect();
        let mut shown = Vec::with_capacity(events.len());
        for event in events {
            if !rests_on_private(&event) {
                shown.push(event);
                continue;
            }
            let mut open: Vec<Observation> = Vec::new();
            for link in event.all_links().filter(|link| !is_private(&link.source.provider)) {
                let stored = self.of::<StoredObservation>(owner).get(&link.observation).await?;
                open.extend(stored.map(|stored| stored.0));
            }
            shown.extend(reconcile(&open, &decisions, &zone).events);
        }
        shown.sort_by(|a, b| (a.span, &a.id).cmp(&(b.span, &b.id)));
        Ok(shown)
    }

    /// Whether the caller may see what is about these observations.
    pub(crate) fn may_see(&self, about: &[&str]) -> bool {
        let provider = |name: &str| name.split(':').next().is_some_and(is_private);
        !self.onlooker || !about.iter().any(|name| provider(name))
    }
}
