//! What is promised of jobs.

use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::json;

use super::{at, body, owner, put, revision, write, write_with};
use crate::{Change, Commit, Job, JobId, NewJob, Pick, Store, StoreError};

async fn no_more_are_leased_than_asked_for(store: &dyn Store) {
    for (whose, due) in [("b", 0), ("a", 1), ("a", 2), ("b", 3), ("c", 1), ("a", 3)] {
        let jobs = vec![NewJob { kind: "k".into(), due: at(due), body: json!(due) }];
        write_with(store, whose, Vec::new(), jobs).await;
    }
    let mut order = Vec::new();
    for most in [2, 1, 0, 2, 9] {
        let leased = store.lease(at(9), SignedDuration::from_secs(60), most).await.expect("lease");
        assert!(leased.len() <= most, "{} jobs instead of {most}", leased.len());
        order.extend(leased.iter().map(|job| job.due));
    }
    assert_eq!(order, [0, 1, 1, 2, 3, 3].map(at), "the earliest first, each once");
}

pub(super) async fn check(fresh: &impl AsyncFn() -> Arc<dyn Store>) {
    no_more_are_leased_than_asked_for(&*fresh().await).await;
    a_job_is_leased_by_one_worker_at_a_time(&*fresh().await).await;
    a_kind_that_is_preferred_goes_before_all_others(&*fresh().await).await;
    workers_share_the_jobs(&*fresh().await).await;
    a_job_ends_with_its_effects_and_only_for_its_holder(&*fresh().await).await;
    a_job_that_never_works_waits_for_a_person(&*fresh().await).await;
}

async fn leave(store: &dyn Store, jobs: Vec<NewJob>) {
    write_with(store, "a", Vec::new(), jobs).await;
}

fn job(kind: &str, due: i64) -> NewJob {
    NewJob { kind: kind.to_owned(), due: at(due), body: json!({"n": due}) }
}

async fn a_job_is_leased_by_one_worker_at_a_time(store: &dyn Store) {
    let minute = SignedDuration::from_mins(1);
    leave(store, vec![job("second", 200), job("first", 100), job("later", 900)]).await;
    assert!(store.lease(at(99), minute, 9).await.expect("lease").is_empty(), "not before it is due");
    let leased = store.lease(at(200), minute, 9).await.expect("lease");
    let kinds: Vec<&str> = leased.iter().map(|job| job.kind.as_str()).collect();
    assert_eq!(kinds, ["first", "second"], "in the order in which they fell due");
    assert!(
        store.lease(at(201), minute, 9).await.expect("lease").is_empty(),
        "a leased job is not given twice"
    );
    store.complete(leased[0].id).await.expect("complete");
    store.give_back(leased[1].id, at(400)).await.expect("give back");
    assert!(store.lease(at(399), minute, 9).await.expect("lease").is_empty());
    let again = store.lease(at(400), minute, 9).await.expect("lease");
    assert_eq!((again.len(), again[0].attempts), (1, 2), "what was given back comes again");
    let after_death = store.lease(at(460), minute, 9).await.expect("lease");
    assert_eq!((after_death.len(), after_death[0].attempts), (1, 3), "a lease that ran out frees the job");
    store.complete(JobId(u64::MAX >> 1)).await.expect("completing an unknown job is no error");
}

/// A backlog of one kind does not keep another one waiting that is preferred, nor is it left undone.
async fn a_kind_that_is_preferred_goes_before_all_others(store: &dyn Store) {
    leave(store, (0..20).map(|n| job("backlog", n)).collect()).await;
    leave(store, vec![job("now", 91), job("now", 90), job("now", 99)]).await;
    let minute = SignedDuration::from_mins(1);
    let lease = async |now, most, pick| {
        let leased = store.lease_picked(at(now), minute, most, pick).await.expect("lease");
        leased.into_iter().map(|job| (job.kind, job.due)).collect::<Vec<_>>()
    };
    let of = |kind: &str, due| (kind.to_owned(), at(due));
    let first = lease(95, 4, Pick::First("now")).await;
    assert_eq!(first, [of("now", 90), of("now", 91), of("backlog", 0), of("backlog", 1)]);
    assert_eq!(lease(95, 9, Pick::Only("now")).await, [], "none of the others, nor before it is due");
    assert_eq!(lease(99, 9, Pick::Only("now")).await, [of("now", 99)]);
    assert_eq!(lease(99, 2, Pick::First("other")).await, [of("backlog", 2), of("backlog", 3)]);
    assert_eq!(lease(99, 99, Pick::Longest).await.len(), 16);
}

/// Workers on the same store, each taking a few at a time, never get the same job.
async fn workers_share_the_jobs(store: &dyn Store) {
    leave(store, (0..40).map(|n| job("k", n)).collect()).await;
    let minute = SignedDuration::from_mins(1);
    let taken: Vec<_> = (0..8).map(|_| store.lease(at(100), minute, 7)).collect();
    let mut ids: Vec<JobId> = Vec::new();
    for lease in taken {
        ids.extend(lease.await.expect("lease").iter().map(|job| job.id));
    }
    // A worker may go away with less than its share while another is about to take the rest.
    ids.extend(store.lease(at(100), minute, 40).await.expect("lease").iter().map(|job| job.id));
    ids.sort();
    let all = ids.len();
    ids.dedup();
    assert_eq!((ids.len(), all), (40, 40), "every job once");
}

async fn a_job_ends_with_its_effects_and_only_for_its_holder(store: &dyn Store) {
    leave(store, vec![job("k", 0)]).await;
    let minute = SignedDuration::from_mins(1);
    let slow = store.lease(at(0), minute, 1).await.expect("lease").remove(0);
    let quick = store.lease(at(60), minute, 1).await.expect("lease").remove(0);
    let end = |of: &Job, says: &str| {
        let finish = Change::Finish { job: of.id, attempt: of.attempts };
        store.commit(Commit::of(owner("a"), vec![finish, put("x", json!(says))]))
    };
    let late = end(&slow, "slow").await;
    assert_eq!(late, Err(StoreError::LeaseLost(slow.id)), "the lease ran out and the job went to another");
    assert_eq!(body(store, "a", "x").await, None, "nothing of a refused commit is stored");
    end(&quick, "quick").await.expect("its holder ends the job");
    assert_eq!(body(store, "a", "x").await, Some(json!("quick")));
    assert_eq!(end(&quick, "again").await, Err(StoreError::LeaseLost(quick.id)), "it is done already");
    write(store, "b", vec![put("x", json!(0))]).await;
    let foreign = Change::Finish { job: quick.id, attempt: quick.attempts };
    assert!(store.commit(Commit::of(owner("b"), vec![foreign])).await.is_err());
    assert_eq!(store.revision(&owner("b")).await.expect("revision"), revision(1));
    assert!(store.lease(at(999), minute, 9).await.expect("lease").is_empty());
}

async fn a_job_that_never_works_waits_for_a_person(store: &dyn Store) {
    leave(store, vec![job("hopeless", 0)]).await;
    let second = SignedDuration::from_secs(1);
    for attempt in 1..=Job::MOST_ATTEMPTS {
        let now = at(i64::from(attempt));
        assert!(store.poisoned(now).await.expect("poisoned").is_empty(), "before attempt {attempt}");
        let leased = store.lease(now, second, 9).await.expect("lease");
        assert_eq!(leased.iter().map(|job| job.attempts).collect::<Vec<_>>(), [attempt]);
    }
    let after = at(i64::from(Job::MOST_ATTEMPTS) + 1);
    assert!(store.lease(after, second, 9).await.expect("lease").is_empty(), "it is given to nobody any more");
    let stuck = store.poisoned(after).await.expect("poisoned");
    assert_eq!(stuck.iter().map(|job| job.kind.as_str()).collect::<Vec<_>>(), ["hopeless"]);
    store.revive(stuck[0].id, after).await.expect("revive");
    assert!(store.poisoned(after).await.expect("poisoned").is_empty());
    let leased = store.lease(after, second, 9).await.expect("lease");
    assert_eq!(leased.iter().map(|job| job.attempts).collect::<Vec<_>>(), [1]);
}
