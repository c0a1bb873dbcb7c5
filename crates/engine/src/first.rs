//! The first documents of a long time, without reading all of it.

use jiff::{SignedDuration, Timestamp};
use store::{Owner, Stored};

use crate::{Engine, Error};

/// The stretch that is read first; each further one is twice as long.
const STRETCH: SignedDuration = SignedDuration::from_hours(24 * 32);

impl Engine {
    /// The documents that meet `from..to`, in the order of time: at least `least` of them, where there are so many.
    pub(crate) async fn first<T: Stored>(
        &self,
        owner: &Owner,
        from: Timestamp,
        to: Timestamp,
        least: usize,
    ) -> Result<Vec<T>, Error> {
        let mut found: Vec<T> = Vec::new();
        // Nobody knows where a time without a beginning begins: it is read whole.
        let mut stretch = if from == Timestamp::MIN { SignedDuration::MAX } else { STRETCH };
        let mut start = from;
        while start < to && found.len() < least {
            let end = start.checked_add(stretch).unwrap_or(Timestamp::MAX).min(to);
            let more = self.of::<T>(owner).between(start, end).await?;
            // What reaches over from the stretch before was found there.
            let begins_here = |document: &T| document.span().is_none_or(|span| span.start >= start);
            found.extend(more.into_iter().filter(|document| start == from || begins_here(document)));
            start = end;
            stretch = stretch.saturating_mul(2);
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde::{Deserialize, Serialize};
    use store::{Collection, Memory, Span};

    use super::*;
    use crate::FixedClock;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Day {
        number: i64,
        days: i64,
    }

    fn day(number: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * number)
    }

    impl Stored for Day {
        const COLLECTION: &'static str = "days";

        fn id(&self) -> String {
            format!("{:05}", self.number)
        }

        fn span(&self) -> Option<Span> {
            Some(Span::between(day(self.number), day(self.number + self.days)))
        }
    }

    #[tokio::test]
    async fn long_and_short_documents_are_found_once_and_in_order_however_far_apart() {
        let engine = Engine::new(Arc::new(Memory::default()), Arc::new(FixedClock(day(0))));
        let owner = Owner::new("athlete:x").unwrap();
        let days: Vec<Day> = [(0, 1), (1, 70), (31, 2), (32, 1), (95, 1), (4000, 3)]
            .map(|(number, days)| Day { number, days })
            .into();
        let changes = days.iter().map(Collection::put).collect::<Result<_, _>>().unwrap();
        engine.commit_new(&owner, changes).await.unwrap();
        let first =
            async |from: Timestamp, to, least| engine.first::<Day>(&owner, from, to, least).await.unwrap();
        for least in 1..=6 {
            let found = first(day(0), Timestamp::MAX, least).await;
            assert!(found.len() >= least, "{least} of {found:?}");
            assert_eq!(found, days[..found.len()], "{least}");
        }
        assert_eq!(first(day(0), Timestamp::MAX, 100).await, days);
        assert_eq!(first(Timestamp::MIN, Timestamp::MAX, 2).await, days);
        assert_eq!(first(day(33), day(96), 9).await, [days[1].clone(), days[4].clone()]);
        assert!(first(day(5000), Timestamp::MAX, 1).await.is_empty());
    }
}
