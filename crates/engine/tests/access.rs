//! Accounts and what they open, through the use cases: set up, sign in, share, revoke, expire, erase.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod interleaved;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use engine::{
    Account, Action, AthleteChanges, Caller, Clock, Engine, Error, Level, NewGrant, NewToken, Scope,
    SeededRandomness, Verdict, may,
};
use interleaved::Interleaved;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use store::{Memory, Owner, Store};
use units::Mass;

const GOOD: &str = "corn field at dusk";

/// A clock that the test moves.
struct MovedClock(Mutex<Timestamp>);

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

struct House {
    engine: Engine,
    store: Arc<Memory>,
    clock: Arc<MovedClock>,
}

impl House {
    fn new() -> Self {
        let store = Arc::new(Memory::default());
        let clock = Arc::new(MovedClock(Mutex::new("2026-06-10T08:00:00Z".parse().unwrap())));
        let engine =
            Engine::new(store.clone(), clock.clone()).with_randomness(Arc::new(SeededRandomness::new(1)));
        Self { engine, store, clock }
    }

    fn hours_pass(&self, hours: i64) {
        let mut now = self.clock.0.lock().unwrap();
        *now += SignedDuration::from_hours(hours);
    }

    async fn set_up(&self, login: &str) -> Account {
        let link = self.engine.set_up_link().await.unwrap().unwrap();
        self.engine.use_link(link.expose(), login, GOOD).await.unwrap()
    }

    /// Another person, who has chosen a password by an invitation.
    async fn person(&self, login: &str) -> Account {
        let account = self.engine.add_account(login, false).await.unwrap();
        let link = self.engine.invite(&account.id).await.unwrap();
        self.engine.use_link(link.expose(), "", GOOD).await.unwrap()
    }

    /// The account's caller by a fresh session, as it is now.
    async fn caller(&self, account: &Account) -> Caller {
        let token = self.engine.begin_session(&account.id, "a browser").await.unwrap();
        self.by_session(token.expose()).await
    }

    async fn by_session(&self, token: &str) -> Caller {
        Caller::Met { person: self.engine.person_of_session(token).await.unwrap(), link: None }
    }

    async fn by_token(&self, token: &str) -> Caller {
        Caller::Met { person: self.engine.person_of_token(token).await.unwrap(), link: None }
    }

    async fn may(&self, caller: &Caller, athlete: &str, level: Level) -> Verdict {
        let standing = self.engine.standing(caller, athlete).await.unwrap();
        may(caller, Action::Athlete(level), standing)
    }
}

fn facts() -> AthleteChanges {
    AthleteChanges { body_mass: Some(Mass::from_kg(61.0)), ..AthleteChanges::default() }
}

#[tokio::test]
async fn the_first_person_in_takes_over_what_the_command_line_began() {
    let house = House::new();
    house.engine.put_athlete("me", facts(), &TimeZone::UTC).await.unwrap();
    assert_eq!(house.may(&Caller::STRANGER, "me", Level::Read).await, Verdict::SignIn);
    let ada = house.set_up("Ada@example.org").await;
    assert!(ada.admin);
    let caller = house.caller(&ada).await;
    assert_eq!(house.may(&caller, "me", Level::Own).await, Verdict::Granted);
    let names: Vec<String> =
        house.engine.athletes_of(&caller).await.unwrap().into_iter().map(|athlete| athlete.id).collect();
    assert_eq!(names, ["me"]);
    assert_eq!(house.engine.sign_in("ada@EXAMPLE.org", GOOD).await.unwrap().id, ada.id);
}

#[tokio::test]
async fn without_data_the_first_persons_own_athlete_is_me_and_others_get_names_of_their_own() {
    let house = House::new();
    let ada = house.set_up("ada").await;
    let caller = house.caller(&ada).await;
    assert_eq!(house.engine.create_athlete(&caller, facts(), &TimeZone::UTC).await.unwrap().id, "me");
    let child = house.engine.create_athlete(&caller, facts(), &TimeZone::UTC).await.unwrap();
    let ben = house.person("ben").await;
    let ben = house.caller(&ben).await;
    let bens = house.engine.create_athlete(&ben, facts(), &TimeZone::UTC).await.unwrap();
    assert!(bens.id != child.id && bens.id.len() > 10, "{} and {}", bens.id, child.id);
    assert_eq!(house.may(&ben, &bens.id, Level::Own).await, Verdict::Granted);
    let administrator = house.caller(&ada).await;
    assert_eq!(house.may(&administrator, &bens.id, Level::Read).await, Verdict::Hidden);
    assert_eq!(house.engine.athletes_of(&administrator).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_set_up_link_lets_one_person_in_once_and_not_for_ever() {
    let house = House::new();
    let before_restart = house.engine.set_up_link().await.unwrap().unwrap();
    let link = house.engine.set_up_link().await.unwrap().unwrap();
    let Err(Error::Invalid(fields)) = house.engine.use_link(link.expose(), "ada", "short").await else {
        panic!("a short password passed")
    };
    assert_eq!(fields[0].field, "password");
    house.engine.use_link(link.expose(), "ada", GOOD).await.unwrap();
    for used in [&link, &before_restart] {
        let again = house.engine.use_link(used.expose(), "eve", GOOD).await.unwrap_err();
        assert!(matches!(again, Error::Denied(_)), "{again:?}");
    }
    assert!(house.engine.set_up_link().await.unwrap().is_none(), "somebody has an account");

    let other = House::new();
    let link = other.engine.set_up_link().await.unwrap().unwrap();
    other.hours_pass(49);
    assert!(matches!(other.engine.use_link(link.expose(), "ada", GOOD).await, Err(Error::Denied(_))));
    assert!(matches!(other.engine.look_at_link("guessed").await, Err(Error::Denied(_))));
}

#[tokio::test]
async fn two_set_up_links_used_at_once_make_one_account() {
    let house = House::new();
    let (a, b) = (
        house.engine.set_up_link().await.unwrap().unwrap(),
        house.engine.set_up_link().await.unwrap().unwrap(),
    );
    let (first, second) = tokio::join!(
        house.engine.use_link(a.expose(), "ada", GOOD),
        house.engine.use_link(b.expose(), "eve", GOOD)
    );
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    assert_eq!(house.engine.accounts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_are_told_apart_by_nobody() {
    let house = House::new();
    house.set_up("ada").await;
    let wrong = house.engine.sign_in("ada", "corn field at dawn").await.unwrap_err().to_string();
    let unknown = house.engine.sign_in("eve", "corn field at dawn").await.unwrap_err().to_string();
    assert_eq!(wrong, unknown);
    let invited = house.engine.add_account("ben", false).await.unwrap();
    assert!(!invited.has_password());
    let early = house.engine.sign_in("ben", "").await.unwrap_err().to_string();
    assert_eq!(early, unknown, "an account without a password is entered by none");
}

#[tokio::test]
async fn a_session_ends_when_it_is_revoked_or_left_alone() {
    let house = House::new();
    let ada = house.set_up("ada").await;
    let phone = house.engine.begin_session(&ada.id, "phone").await.unwrap();
    let desk = house.engine.begin_session(&ada.id, "desk").await.unwrap();
    let listed = house.engine.sessions(&ada.id).await.unwrap();
    assert_eq!(listed.len(), 2);
    let lost = listed.iter().find(|session| session.device == "phone").unwrap();
    house.engine.end_session(&ada.id, &lost.id).await.unwrap();
    assert_eq!(house.by_session(phone.expose()).await, Caller::STRANGER);
    house.hours_pass(24 * 29);
    assert!(house.by_session(desk.expose()).await.account().is_some(), "used within a month");
    house.hours_pass(24 * 29);
    assert!(house.by_session(desk.expose()).await.account().is_some(), "use keeps it alive");
    house.hours_pass(24 * 31);
    assert_eq!(house.by_session(desk.expose()).await, Caller::STRANGER);
    assert!(house.engine.sessions(&ada.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let house = House::new();
    let ada = house.set_up("ada").await;
    let stolen = house.engine.begin_session(&ada.id, "stolen").await.unwrap();
    let own = house.engine.begin_session(&ada.id, "own").await.unwrap();
    let sessions = house.engine.sessions(&ada.id).await.unwrap();
    let keep = sessions.iter().find(|session| session.device == "own").unwrap();
    let wrong = house.engine.change_password(&ada.id, "a guess of it", "barley at sunrise", None).await;
    assert!(matches!(wrong, Err(Error::Invalid(fields)) if fields[0].field == "old_password"));
    house.engine.change_password(&ada.id, GOOD, "barley at sunrise", Some(&keep.id)).await.unwrap();
    assert_eq!(house.by_session(stolen.expose()).await, Caller::STRANGER);
    assert!(house.by_session(own.expose()).await.account().is_some());
    assert!(house.engine.sign_in("ada", GOOD).await.is_err());
}

#[tokio::test]
async fn a_token_does_what_it_was_made_for_until_it_is_revoked_or_expires() {
    let house = House::new();
    let ada = house.set_up("ada").await;
    let caller = house.caller(&ada).await;
    let athlete = house.engine.create_athlete(&caller, facts(), &TimeZone::UTC).await.unwrap().id;
    let until = house.engine.now() + SignedDuration::from_hours(24);
    let new = |scope, expires| NewToken { label: "watch".into(), scopes: BTreeSet::from([scope]), expires };
    let (read, secret) = house.engine.make_token(&ada, new(Scope::Read, None)).await.unwrap();
    let (_, brief) = house.engine.make_token(&ada, new(Scope::Write, Some(until))).await.unwrap();
    assert!(secret.expose().starts_with("iso_"));
    let reader = house.by_token(secret.expose()).await;
    assert_eq!(house.may(&reader, &athlete, Level::Read).await, Verdict::Granted);
    assert_eq!(house.may(&reader, &athlete, Level::Coach).await, Verdict::OutOfScope);
    assert_eq!(
        house.may(&house.by_token(brief.expose()).await, &athlete, Level::Coach).await,
        Verdict::Granted
    );
    house.hours_pass(24);
    assert_eq!(house.by_token(brief.expose()).await, Caller::STRANGER);
    house.engine.revoke_token(&ada.id, &read.id).await.unwrap();
    assert_eq!(house.by_token(secret.expose()).await, Caller::STRANGER);
    let stored = format!("{:?}", house.engine.tokens(&ada.id).await.unwrap());
    assert!(!stored.contains(&secret.expose()[4..]));
    let ben = house.person("ben").await;
    let refused = house.engine.make_token(&ben, new(Scope::Admin, None)).await;
    assert!(matches!(refused, Err(Error::Invalid(fields)) if fields[0].field == "scopes"));
}

#[tokio::test]
async fn what_is_shared_is_shared_as_far_and_as_long_as_was_said() {
    let house = House::new();
    let ada = house.set_up("ada").await;
    let own = house.caller(&ada).await;
    let athlete = house.engine.create_athlete(&own, facts(), &TimeZone::UTC).await.unwrap().id;
    let ben = house.person("ben").await;
    assert_eq!(house.may(&house.caller(&ben).await, &athlete, Level::Read).await, Verdict::Hidden);
    let until = house.engine.now() + SignedDuration::from_hours(12);
    let to_ben = NewGrant::Account("BEN".into());
    house.engine.share(&athlete, to_ben.clone(), Level::Plan, Some(until)).await.unwrap();
    let ben_in = house.caller(&ben).await;
    assert_eq!(house.may(&ben_in, &athlete, Level::Plan).await, Verdict::Granted);
    assert_eq!(house.may(&ben_in, &athlete, Level::Coach).await, Verdict::TooLittle { needed: Level::Coach });
    let ben_in = house.caller(&house.engine.account(&ben.id).await.unwrap()).await;
    assert_eq!(house.engine.athletes_of(&ben_in).await.unwrap().len(), 1);

    let (link, secret) = house
        .engine
        .share(&athlete, NewGrant::Link("grandma".into()), Level::Read, Some(until))
        .await
        .unwrap();
    let secret = secret.unwrap();
    let opened = house.engine.shared_link(secret.expose()).await.unwrap().unwrap();
    let guest = Caller::Met { person: None, link: Some(opened) };
    assert_eq!(house.may(&guest, &athlete, Level::Read).await, Verdict::Granted);
    assert_eq!(house.may(&guest, "somebody-else", Level::Read).await, Verdict::SignIn);

    house.hours_pass(12);
    assert_eq!(house.may(&ben_in, &athlete, Level::Read).await, Verdict::Hidden, "expired");
    assert_eq!(house.engine.shared_link(secret.expose()).await.unwrap(), None, "expired");
    house.engine.unshare(&athlete, &link.id).await.unwrap();
    house.engine.share(&athlete, to_ben, Level::Coach, None).await.unwrap();
    assert_eq!(house.may(&ben_in, &athlete, Level::Coach).await, Verdict::Granted);
    let grants = house.engine.grants(&athlete).await.unwrap();
    let bens = grants.iter().find(|grant| grant.level == Level::Coach).unwrap();
    house.engine.unshare(&athlete, &bens.id).await.unwrap();
    assert_eq!(house.may(&ben_in, &athlete, Level::Read).await, Verdict::Hidden, "revoked");
    let owners = house.engine.unshare(&athlete, &grants[0].id).await;
    assert!(matches!(owners, Err(Error::Invalid(_))), "somebody has to own the data");
}

#[tokio::test]
async fn a_practitioner_sees_those_who_consented_and_no_longer() {
    let house = House::new();
    let coach = house.set_up("coach").await;
    let squad = house.engine.found_squad(&coach.id, "First team").await.unwrap().id;
    let ben = house.person("ben").await;
    let bens = house.caller(&ben).await;
    let athlete = house.engine.create_athlete(&bens, facts(), &TimeZone::UTC).await.unwrap().id;
    let coach_in = house.caller(&house.engine.account(&coach.id).await.unwrap()).await;
    assert!(house.engine.readable_members(&coach_in, &squad).await.unwrap().1.is_empty());
    assert_eq!(house.may(&coach_in, &athlete, Level::Read).await, Verdict::Hidden);
    assert!(house.engine.standing_in_squad(&bens, &squad).await.unwrap().role.is_none());

    let (consent, _) =
        house.engine.share(&athlete, NewGrant::Squad(squad.clone()), Level::Read, None).await.unwrap();
    assert_eq!(house.may(&coach_in, &athlete, Level::Read).await, Verdict::Granted);
    assert_eq!(house.engine.readable_members(&coach_in, &squad).await.unwrap().1.len(), 1);
    house.engine.unshare(&athlete, &consent.id).await.unwrap();
    assert_eq!(house.may(&coach_in, &athlete, Level::Read).await, Verdict::Hidden);
    assert!(house.engine.readable_members(&coach_in, &squad).await.unwrap().1.is_empty());
}

#[tokio::test]
async fn whoever_erases_an_athlete_erases_every_right_to_it() {
    let house = House::new();
    let ada = house.set_up("ada").await;
    let own = house.caller(&ada).await;
    let athlete = house.engine.create_athlete(&own, facts(), &TimeZone::UTC).await.unwrap().id;
    let (_, secret) =
        house.engine.share(&athlete, NewGrant::Link("x".into()), Level::Read, None).await.unwrap();
    house.store.erase(&Owner::new(format!("athlete:{athlete}")).unwrap()).await.unwrap();
    house.engine.put_athlete(&athlete, facts(), &TimeZone::UTC).await.unwrap();
    let own = house.caller(&house.engine.account(&ada.id).await.unwrap()).await;
    assert_eq!(house.may(&own, &athlete, Level::Read).await, Verdict::Hidden);
    assert_eq!(house.engine.shared_link(secret.unwrap().expose()).await.unwrap(), None);
    assert!(house.engine.athletes_of(&own).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_account_goes_with_its_sessions_and_tokens_but_not_the_last_administrator() {
    let house = House::new();
    let ada = house.set_up("ada").await;
    assert!(matches!(house.engine.remove_account(&ada.id).await, Err(Error::Invalid(_))));
    let ben = house.person("ben").await;
    let session = house.engine.begin_session(&ben.id, "phone").await.unwrap();
    house.engine.remove_account(&ben.id).await.unwrap();
    assert_eq!(house.by_session(session.expose()).await, Caller::STRANGER);
    assert!(house.engine.sign_in("ben", GOOD).await.is_err());
    house.engine.add_account("ben", false).await.unwrap();
    let taken = house.engine.add_account("BEN ", false).await.unwrap_err();
    assert!(taken.to_string().contains("taken"), "{taken}");
}

#[tokio::test]
async fn two_administrators_who_remove_each_other_leave_one() {
    let clock = Arc::new(MovedClock(Mutex::new("2026-06-10T08:00:00Z".parse().unwrap())));
    let engine = Engine::new(Arc::new(Interleaved::default()), clock)
        .with_randomness(Arc::new(SeededRandomness::new(1)));
    let a = engine.add_account("ada", true).await.unwrap();
    let b = engine.add_account("ben", true).await.unwrap();
    let (first, second) = tokio::join!(engine.remove_account(&a.id), engine.remove_account(&b.id));
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    assert_eq!(engine.accounts().await.unwrap().iter().filter(|account| account.admin).count(), 1);
}

#[tokio::test]
async fn two_owners_who_revoke_each_other_leave_one() {
    let clock = Arc::new(MovedClock(Mutex::new("2026-06-10T08:00:00Z".parse().unwrap())));
    let engine = Engine::new(Arc::new(Interleaved::default()), clock)
        .with_randomness(Arc::new(SeededRandomness::new(1)));
    engine.put_athlete("me", facts(), &TimeZone::UTC).await.unwrap();
    for login in ["ada", "ben"] {
        let account = engine.add_account(login, true).await.unwrap();
        engine.give_athlete(&account, "me").await.unwrap();
    }
    let ids: Vec<String> = engine.grants("me").await.unwrap().into_iter().map(|grant| grant.id).collect();
    let (first, second) = tokio::join!(engine.unshare("me", &ids[0]), engine.unshare("me", &ids[1]));
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    assert_eq!(engine.grants("me").await.unwrap().len(), 1);
}

#[tokio::test]
async fn ownership_does_not_end_by_itself() {
    let house = House::new();
    let ada = house.set_up("ada").await;
    let own = house.caller(&ada).await;
    let athlete = house.engine.create_athlete(&own, facts(), &TimeZone::UTC).await.unwrap().id;
    let tomorrow = Some(house.engine.now() + SignedDuration::from_hours(24));
    let to_herself = NewGrant::Account("ada".into());
    let refused = house.engine.share(&athlete, to_herself, Level::Own, tomorrow).await;
    assert!(matches!(refused, Err(Error::Invalid(fields)) if fields[0].field == "expires"));
    house.hours_pass(48);
    assert_eq!(house.may(&own, &athlete, Level::Own).await, Verdict::Granted);
}

#[tokio::test]
async fn an_account_whose_list_names_an_athlete_that_is_gone_can_be_removed() {
    let house = House::new();
    house.set_up("ada").await;
    let ben = house.person("ben").await;
    let bens = house.caller(&ben).await;
    let athlete = house.engine.create_athlete(&bens, facts(), &TimeZone::UTC).await.unwrap().id;
    house.store.erase(&Owner::new(format!("athlete:{athlete}")).unwrap()).await.unwrap();
    house.engine.remove_account(&ben.id).await.unwrap();
    assert!(house.engine.account(&ben.id).await.is_err());
}

#[tokio::test]
async fn a_password_chosen_by_a_link_ends_every_session_and_token() {
    let house = House::new();
    let ada = house.set_up("ada").await;
    let session = house.engine.begin_session(&ada.id, "stolen").await.unwrap();
    let new = NewToken { label: "stolen".into(), scopes: BTreeSet::from([Scope::Own]), expires: None };
    let (_, token) = house.engine.make_token(&ada, new).await.unwrap();
    let link = house.engine.invite(&ada.id).await.unwrap();
    house.engine.use_link(link.expose(), "", "barley at sunrise").await.unwrap();
    assert_eq!(house.by_session(session.expose()).await, Caller::STRANGER);
    assert_eq!(house.by_token(token.expose()).await, Caller::STRANGER);
}

#[tokio::test]
async fn an_account_that_is_no_administrators_does_not_end_the_set_up_link() {
    let house = House::new();
    let link = house.engine.set_up_link().await.unwrap().unwrap();
    // As whoever signs in first by an identity provider gets one.
    house.engine.add_account("somebody-1", false).await.unwrap();
    assert!(house.engine.set_up_link().await.unwrap().is_some());
    let ada = house.engine.use_link(link.expose(), "ada", GOOD).await.unwrap();
    assert!(ada.admin);
    assert!(house.engine.set_up_link().await.unwrap().is_none());
}

#[tokio::test]
async fn a_link_to_choose_a_password_works_while_the_instance_is_busy() {
    let house = House::new();
    house.set_up("ada").await;
    let ben = house.engine.add_account("ben", false).await.unwrap();
    let link = house.engine.invite(&ben.id).await.unwrap();
    let busy = async {
        for number in 0..40 {
            house.engine.add_account(&format!("admin-{number}"), true).await.unwrap();
            tokio::task::yield_now().await;
        }
    };
    let (entered, ()) = tokio::join!(house.engine.use_link(link.expose(), "", GOOD), busy);
    assert_eq!(entered.unwrap().id, ben.id);
}
