//! A provider's budget of requests: one for all instances, in windows as the provider counts them.

use std::sync::{Mutex, MutexGuard, PoisonError};

use connect::providers::{About, Failure, Provider, Purpose, Request, Response, Sent, Usage, Web, Window};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Change, Collection, Owner, Stored};
use tokio::sync::oneshot;
use tokio::sync::oneshot::error::TryRecvError;

use super::after;
use crate::amend::Write;
use crate::{Engine, Error};

/// Readings of the past use no more than this share of a window, in percent: the rest is for what happens now.
const FOR_THE_PAST: u64 = 60;
/// Clocks of servers agree to this, s.
const CLOCKS_DIFFER: i64 = 60;
/// How long a provider that has switched off our application is left alone, s.
const BLOCKED: i64 = 3600;

/// What is stored of a provider's budget.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Budget {
    windows: Vec<Counted>,
    /// Nothing is asked before this.
    closed: Option<Timestamp>,
    /// How often in a row the provider said that it was too much.
    strikes: u32,
    /// Why the provider refuses this server's application, and until when it is not asked.
    blocked: Option<(Timestamp, String)>,
    /// How many requests were ever counted.
    requests: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Counted {
    seconds: u32,
    start: Timestamp,
    used: u32,
    /// The limit that the provider told, where it did.
    limit: Option<u32>,
}

impl Stored for Budget {
    const COLLECTION: &'static str = "budgets";

    fn id(&self) -> String {
        "budget".to_owned()
    }
}

impl Budget {
    /// The counts of the windows that `now` lies in, in the order of `windows`.
    fn roll(&mut self, windows: &[Window], now: Timestamp) {
        let rolled = windows.iter().map(|window| {
            let start = start_of(window.seconds, now);
            let known = self.windows.iter().find(|counted| counted.seconds == window.seconds);
            let fresh = Counted { seconds: window.seconds, start, used: 0, limit: None };
            match known {
                Some(counted) if counted.start == start => *counted,
                Some(counted) => Counted { limit: counted.limit, ..fresh },
                None => fresh,
            }
        });
        self.windows = rolled.collect();
    }

    /// Takes a request out of every window, or says when there is one again.
    fn take(&mut self, windows: &[Window], live: bool, now: Timestamp) -> Result<(), Timestamp> {
        if let Some(until) = self.held_until(now) {
            return Err(until);
        }
        self.roll(windows, now);
        for (counted, window) in self.windows.iter().zip(windows) {
            let limit = u64::from(counted.limit.unwrap_or(window.limit).min(window.limit));
            let limit = if live { limit } else { (limit * FOR_THE_PAST / 100).max(1) };
            if u64::from(counted.used) >= limit {
                return Err(end_of(counted));
            }
        }
        self.windows.iter_mut().for_each(|counted| counted.used += 1);
        self.requests += 1;
        Ok(())
    }

    fn held_until(&self, now: Timestamp) -> Option<Timestamp> {
        let blocked = self.blocked.as_ref().map(|(until, _)| *until);
        self.closed.max(blocked).filter(|until| now < *until)
    }

    /// Notes what an answer says; whether anything is new.
    fn learn(&mut self, usage: &[Usage], asked: Timestamp) -> bool {
        let before = self.clone();
        self.strikes = 0;
        self.blocked = None;
        for said in usage {
            for counted in self.windows.iter_mut().filter(|counted| counted.seconds == said.seconds) {
                // What was asked in an earlier window says nothing of this one, and just after the change the provider's clock may
                // still be in that one: its full count would close the new window, which may be a day.
                let begun = after(counted.start, CLOCKS_DIFFER.min(i64::from(counted.seconds) / 2));
                if begun <= asked {
                    // Others may use the same application: the provider's count is the greater one.
                    counted.used = counted.used.max(said.used);
                }
                // No limit is 0: nothing would ever be asked again that could say otherwise.
                counted.limit = said.limit.filter(|limit| *limit > 0).or(counted.limit);
            }
        }
        *self != before
    }

    /// The provider said that it was too much: until the wait that it asked for is over, or the shortest window ends; a longer
    /// one each time that this was not enough.
    fn exceeded(&mut self, windows: &[Window], retry_after: Option<i64>, now: Timestamp) {
        self.roll(windows, now);
        let at =
            usize::try_from(self.strikes).unwrap_or(usize::MAX).min(self.windows.len().saturating_sub(1));
        let end = self.windows.get(at).map_or_else(|| after(now, 900), end_of);
        let until = retry_after.map_or(end, |seconds| after(now, seconds.max(1)));
        self.strikes = self.strikes.saturating_add(1);
        self.closed = self.closed.max(Some(until));
    }
}

fn start_of(seconds: u32, now: Timestamp) -> Timestamp {
    let length = i64::from(seconds.max(1));
    Timestamp::from_second(now.as_second().div_euclid(length) * length).unwrap_or(now)
}

fn end_of(counted: &Counted) -> Timestamp {
    after(counted.start, i64::from(counted.seconds))
}

/// The partition of what is known of a provider.
pub(super) fn partition(provider: &str) -> Result<Owner, Error> {
    Owner::new(format!("provider:{provider}")).map_err(|error| Error::field("provider", error))
}

impl Engine {
    pub(super) async fn budget(&self, provider: &str) -> Result<Budget, Error> {
        Ok(self.of::<Budget>(&partition(provider)?).get("budget").await?.unwrap_or_default())
    }

    async fn revise_budget<R>(&self, provider: &str, change: impl Fn(&mut Budget) -> R) -> Result<R, Error> {
        let owner = partition(provider)?;
        let revised = self.revise(&owner, || async {
            let before = self.of::<Budget>(&owner).get("budget").await?.unwrap_or_default();
            let mut budget = before.clone();
            let result = change(&mut budget);
            let changes: Vec<Change> =
                if budget == before { Vec::new() } else { vec![Collection::put(&budget)?] };
            Ok(Write::of(changes, (result, budget)))
        });
        // Only an athlete's partition can have been erased.
        let (result, budget) = revised.await?.ok_or_else(|| Error::not_found("provider", provider))?;
        if let Some(desk) = self.connections.desks.get(provider) {
            *desk.seen() = budget;
        }
        Ok(result)
    }

    /// Takes a request out of the budget, together with everybody of this instance who asks at the same time: one commit for all
    /// of them, instead of as many that run into each other.
    async fn take_from_budget(&self, about: &About, live: bool) -> Result<Result<(), Timestamp>, Error> {
        let desk = self.connections.desks.get(about.id);
        let desk = desk.ok_or_else(|| Error::not_found("provider", about.id))?;
        loop {
            let mut answer = desk.ask(live);
            let _turn = desk.turn.lock().await;
            match answer.try_recv() {
                Ok(taken) => return Ok(taken),
                Err(TryRecvError::Empty) => {}
                // Whoever asked for both of us went away.
                Err(TryRecvError::Closed) => continue,
            }
            let asking = desk.waiting();
            let now = self.now();
            let take = |budget: &mut Budget| {
                let take = |asked: &Asking| budget.take(&about.windows, asked.live, now);
                asking.iter().map(take).collect::<Vec<_>>()
            };
            let taken = self.revise_budget(about.id, take).await?;
            for (asked, taken) in asking.into_iter().zip(taken) {
                // Whoever asked may have gone away; the provider's own count is the lower one then.
                let _ = asked.answer.send(taken);
            }
            if let Ok(taken) = answer.try_recv() {
                return Ok(taken);
            }
        }
    }

    /// Until when a provider that said it was too much is left alone. Some say so inside an answer with status 200, which
    /// nothing has counted yet.
    pub(super) async fn left_alone(&self, provider: &dyn Provider) -> Result<Timestamp, Error> {
        let (about, now) = (provider.about(), self.now());
        let until = self.revise_budget(about.id, |budget| {
            if budget.closed(now).is_none() {
                budget.exceeded(&about.windows, None, now);
            }
            budget.closed(now)
        });
        Ok(until.await?.unwrap_or_else(|| after(now, 60)))
    }

    /// Leaves a provider alone for an hour that says that this server's application is switched off. No athlete's access is
    /// affected by it.
    pub(super) async fn block(&self, provider: &str, why: &str) -> Result<Timestamp, Error> {
        let until = after(self.now(), BLOCKED);
        self.revise_budget(provider, |budget| budget.blocked = Some((until, why.to_owned()))).await?;
        Ok(until)
    }
}

/// Where requests to a provider ask for their share of the budget.
#[derive(Debug, Default)]
pub(super) struct Desk {
    waiting: Mutex<Vec<Asking>>,
    turn: tokio::sync::Mutex<()>,
    /// The budget as this instance saw it last.
    seen: Mutex<Budget>,
}

#[derive(Debug)]
struct Asking {
    live: bool,
    answer: oneshot::Sender<Result<(), Timestamp>>,
}

impl Desk {
    fn ask(&self, live: bool) -> oneshot::Receiver<Result<(), Timestamp>> {
        let (answer, taken) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(Asking { live, answer });
        taken
    }

    /// Everybody who waits, those first for whom something happened just now.
    fn waiting(&self) -> Vec<Asking> {
        let mut all = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        all.retain(|asked| !asked.answer.is_closed());
        all.sort_by_key(|asked| !asked.live);
        all
    }

    fn seen(&self) -> MutexGuard<'_, Budget> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The web, with each request for data counted.
pub(super) struct Metered<'a> {
    pub(super) engine: &'a Engine,
    pub(super) provider: &'a dyn Provider,
    /// Whether something happened just now, rather than long ago.
    pub(super) live: bool,
}

impl Metered<'_> {
    async fn counted(&self, request: Request) -> Result<Response, Failure> {
        let about = self.provider.about();
        let stored = |error: Error| Failure::Outage(error.to_string());
        let counts = request.purpose == Purpose::Data;
        if counts {
            let taken = self.engine.take_from_budget(about, self.live).await;
            taken.map_err(stored)?.map_err(Failure::NotNow)?;
        }
        let asked = self.engine.now();
        let web = self.engine.connections.web().map_err(stored)?;
        let answer = web.send(request).await?;
        if answer.status == 429 {
            let now = self.engine.now();
            let retry_after = wait_asked_for(&answer, now);
            let usage = self.provider.usage(&answer);
            let exceeded = |budget: &mut Budget| {
                let strikes = budget.strikes;
                budget.learn(&usage, asked);
                budget.strikes = strikes;
                budget.exceeded(&about.windows, retry_after, now);
            };
            self.engine.revise_budget(about.id, exceeded).await.map_err(stored)?;
        } else if let Some(wait) = wait_asked_for(&answer, asked).filter(|_| answer.status == 503) {
            // It is being mended: that is no quota, but it asks to be left alone all the same.
            let until = Some(after(self.engine.now(), wait));
            let closed = |budget: &mut Budget| budget.closed = budget.closed.max(until);
            self.engine.revise_budget(about.id, closed).await.map_err(stored)?;
        } else if counts && answer.status < 400 {
            let usage = self.provider.usage(&answer);
            let learn = |budget: &mut Budget| budget.learn(&usage, asked);
            // Written only where it is news: the provider counts as we do.
            let desk = self.engine.connections.desks.get(about.id);
            if desk.is_none_or(|desk| desk.seen().learn(&usage, asked)) {
                self.engine.revise_budget(about.id, learn).await.map_err(stored)?;
            }
        }
        Ok(answer)
    }
}

/// How long an answer asks to be left alone, s: a number of seconds or a date (RFC 9110, section 10.2.3), which counts from the
/// provider's own clock where the answer tells it.
fn wait_asked_for(answer: &Response, now: Timestamp) -> Option<i64> {
    let date = |text: &str| jiff::fmt::rfc2822::parse(text.trim()).ok().map(|at| at.timestamp());
    let text = answer.header("retry-after")?.trim();
    let seconds = text.split('.').next().and_then(|whole| whole.parse::<i64>().ok()).or_else(|| {
        let from = answer.header("date").and_then(date).unwrap_or(now);
        Some(date(text)?.duration_since(from).as_secs())
    });
    seconds.filter(|seconds| (0..=86_400).contains(seconds)).map(|seconds| seconds.max(1))
}

impl Web for Metered<'_> {
    fn send(&self, request: Request) -> Sent<'_> {
        Box::pin(self.counted(request))
    }
}

/// A window of a provider's budget, for operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BudgetWindow {
    /// Its length, s.
    pub seconds: u32,
    /// Requests counted in it.
    pub used: u32,
    /// Requests that it takes.
    pub limit: u32,
}

impl Budget {
    pub(super) fn windows(&self, about: &[Window], now: Timestamp) -> Vec<BudgetWindow> {
        let mut rolled = self.clone();
        rolled.roll(about, now);
        let view = |(counted, window): (&Counted, &Window)| BudgetWindow {
            seconds: window.seconds,
            used: counted.used,
            limit: counted.limit.unwrap_or(window.limit).min(window.limit),
        };
        rolled.windows.iter().zip(about).map(view).collect()
    }

    pub(super) fn closed(&self, now: Timestamp) -> Option<Timestamp> {
        self.closed.filter(|until| now < *until)
    }

    pub(super) fn blocked(&self, now: Timestamp) -> Option<&str> {
        self.blocked.as_ref().filter(|(until, _)| now < *until).map(|(_, why)| why.as_str())
    }

    pub(super) fn requests(&self) -> u64 {
        self.requests
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_asked_for_in_seconds_or_by_a_date_of_the_provider_s_clock() {
        let now = at("2026-10-21T07:20:00Z");
        let asked = |headers: &[(&str, &str)]| {
            let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            wait_asked_for(&Response { status: 429, headers: headers.collect(), body: vec![] }, now)
        };
        let date = ("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT");
        assert_eq!(asked(&[("retry-after", " 14 ")]), Some(14));
        assert_eq!(asked(&[("retry-after", "0")]), Some(1));
        assert_eq!(asked(&[date]), Some(480));
        assert_eq!(asked(&[date, ("date", "Wed, 21 Oct 2026 07:27:50 GMT")]), Some(10));
        for text in ["soon", "-3", "", "9999999999", "Wed, 21 Oct 2026 07:10:00 GMT"] {
            assert_eq!(asked(&[("retry-after", text)]), None, "{text}");
        }
        assert_eq!(asked(&[]), None);
    }

    const WINDOWS: [Window; 2] = [Window { seconds: 900, limit: 10 }, Window { seconds: 86_400, limit: 100 }];

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_window_is_spent_and_begins_again_at_the_quarter() {
        let mut budget = Budget::default();
        let now = at("2026-11-30T10:07:00Z");
        for _ in 0..10 {
            assert_eq!(budget.take(&WINDOWS, true, now), Ok(()));
        }
        let next = at("2026-11-30T10:15:00Z");
        assert_eq!(budget.take(&WINDOWS, true, now), Err(next));
        assert_eq!(budget.take(&WINDOWS, true, next), Ok(()));
    }

    #[test]
    fn a_day_is_a_day_in_utc() {
        let mut budget = Budget::default();
        let mut now = at("2026-11-30T00:00:00Z");
        let mut taken = 0;
        while taken < 100 {
            match budget.take(&WINDOWS, true, now) {
                Ok(()) => taken += 1,
                Err(later) => now = later,
            }
        }
        assert_eq!(budget.take(&WINDOWS, true, at("2026-11-30T12:00:00Z")), Err(at("2026-12-01T00:00:00Z")));
    }

    #[test]
    fn the_past_leaves_a_share_to_what_happens_now() {
        let mut budget = Budget::default();
        let now = at("2026-11-30T10:07:00Z");
        let past = (0..20).filter(|_| budget.take(&WINDOWS, false, now).is_ok()).count();
        let live = (0..20).filter(|_| budget.take(&WINDOWS, true, now).is_ok()).count();
        assert_eq!((past, live), (6, 4));
    }

    #[test]
    fn the_provider_s_count_is_believed_where_it_is_greater() {
        let mut budget = Budget::default();
        let now = at("2026-11-30T10:07:00Z");
        assert_eq!(budget.take(&WINDOWS, true, now), Ok(()));
        assert!(budget.learn(&[Usage { seconds: 900, limit: Some(9), used: 9 }], now));
        assert_eq!(budget.take(&WINDOWS, true, now), Err(at("2026-11-30T10:15:00Z")));
        assert!(
            !budget.learn(&[Usage { seconds: 900, limit: Some(9), used: 2 }], now),
            "a smaller count is no news"
        );
    }

    /// An answer that is asked for before midnight and comes after it tells of the day that is over; and so does one of a provider
    /// whose clock is some seconds behind.
    #[test]
    fn the_count_of_the_window_before_does_not_close_this_one() {
        let full = [Usage { seconds: 86_400, limit: Some(100), used: 100 }];
        let (before, after) = (at("2026-11-30T23:59:59Z"), at("2026-12-01T00:00:05Z"));
        let mut budget = Budget::default();
        assert_eq!(budget.take(&WINDOWS, true, before), Ok(()));
        assert_eq!(budget.take(&WINDOWS, true, after), Ok(()));
        budget.learn(&full, before);
        budget.learn(&full, after);
        assert_eq!(budget.take(&WINDOWS, true, after), Ok(()), "a day of silence otherwise");
        budget.learn(&full, at("2026-12-01T00:02:00Z"));
        assert_eq!(budget.take(&WINDOWS, true, at("2026-12-01T00:02:00Z")), Err(at("2026-12-02T00:00:00Z")));
    }

    /// A limit of 0 would be kept for ever, as nothing is asked any more that could tell another.
    #[test]
    fn a_limit_of_nothing_is_not_believed() {
        let mut budget = Budget::default();
        let now = at("2026-11-30T10:07:00Z");
        assert_eq!(budget.take(&WINDOWS, true, now), Ok(()));
        budget.learn(&[Usage { seconds: 900, limit: Some(0), used: 0 }], now);
        assert_eq!(budget.take(&WINDOWS, true, now), Ok(()));
    }

    /// Without headers nothing says which window was exceeded: the shortest first, then longer ones.
    #[test]
    fn too_much_without_a_word_waits_longer_each_time() {
        let mut budget = Budget::default();
        let now = at("2026-11-30T10:07:00Z");
        budget.exceeded(&WINDOWS, None, now);
        assert_eq!(budget.take(&WINDOWS, true, now), Err(at("2026-11-30T10:15:00Z")));
        let now = at("2026-11-30T10:15:00Z");
        assert_eq!(budget.take(&WINDOWS, true, now), Ok(()));
        budget.exceeded(&WINDOWS, None, now);
        assert_eq!(budget.take(&WINDOWS, true, now), Err(at("2026-12-01T00:00:00Z")));
        let now = at("2026-12-01T00:00:00Z");
        assert_eq!(budget.take(&WINDOWS, true, now), Ok(()));
        budget.learn(&[], now);
        budget.exceeded(&WINDOWS, Some(14), now);
        assert_eq!(budget.take(&WINDOWS, true, now), Err(after(now, 14)), "a wait that is asked for is kept");
    }
}
