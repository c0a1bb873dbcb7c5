//! The permission function as a table: every way of asking, every action, every standing.

use std::collections::BTreeSet;

use super::Verdict::{self, Forbidden, Granted, Hidden, OutOfScope, SignIn, TooLittle};
use super::caller::SharedLink;
use super::{Account, Action, Caller, Level, Person, Scope, Standing, Via, may};

fn met(admin: bool, via: Via) -> Caller {
    let account = Account::named_for_tests("u-1", admin);
    Caller::Met { person: Some(Person { account, via }), link: None }
}

fn session(admin: bool) -> Caller {
    met(admin, Via::Session { id: "s".into() })
}

fn token(admin: bool, scopes: &[Scope]) -> Caller {
    met(admin, Via::Token { id: "t".into(), scopes: scopes.iter().copied().collect::<BTreeSet<_>>() })
}

fn link(level: Level) -> Caller {
    Caller::Met {
        person: None,
        link: Some(SharedLink { grant: "link-1".into(), athlete: "ada".into(), level }),
    }
}

fn granted(level: Level) -> Standing {
    Standing { granted: Some(level), ..Standing::default() }
}

fn linked(level: Level) -> Standing {
    Standing { linked: Some(level), ..Standing::default() }
}

const NOTHING: Standing = Standing { granted: None, linked: None, role: None };

/// What each level may, in the order of [`Level::ALL`].
fn of_athlete(caller: &Caller, standing: Standing) -> [Verdict; 4] {
    Level::ALL.map(|level| may(caller, Action::Athlete(level), standing))
}

#[test]
fn an_athletes_data_is_used_up_to_the_level_granted() {
    let little = |needed| TooLittle { needed };
    let rows: [(&str, Caller, Standing, [Verdict; 4]); 15] = [
        ("the demo", Caller::Open, NOTHING, [Granted; 4]),
        ("a stranger", Caller::STRANGER, NOTHING, [SignIn; 4]),
        ("a stranger's word is not enough", Caller::STRANGER, granted(Level::Own), [SignIn; 4]),
        ("another athlete", session(false), NOTHING, [Hidden; 4]),
        ("an administrator", session(true), NOTHING, [Hidden; 4]),
        ("the owner", session(false), granted(Level::Own), [Granted; 4]),
        (
            "a reader",
            session(false),
            granted(Level::Read),
            [Granted, little(Level::Plan), little(Level::Coach), little(Level::Own)],
        ),
        (
            "a planner",
            session(false),
            granted(Level::Plan),
            [Granted, Granted, little(Level::Coach), little(Level::Own)],
        ),
        ("a coach", session(false), granted(Level::Coach), [Granted, Granted, Granted, little(Level::Own)]),
        (
            "the holder of a link",
            link(Level::Read),
            linked(Level::Read),
            [Granted, little(Level::Plan), little(Level::Coach), little(Level::Own)],
        ),
        ("the holder of a link for somebody else", link(Level::Read), NOTHING, [SignIn; 4]),
        (
            "the owner's reading token",
            token(false, &[Scope::Read]),
            granted(Level::Own),
            [Granted, OutOfScope, OutOfScope, OutOfScope],
        ),
        (
            "the owner's writing token",
            token(false, &[Scope::Read, Scope::Write]),
            granted(Level::Own),
            [Granted, Granted, Granted, OutOfScope],
        ),
        (
            "a reader's token of every scope",
            token(false, &Scope::ALL),
            granted(Level::Read),
            [Granted, little(Level::Plan), little(Level::Coach), little(Level::Own)],
        ),
        ("an administrator's token for that alone", token(true, &[Scope::Admin]), NOTHING, [Hidden; 4]),
    ];
    for (who, caller, standing, expected) in rows {
        assert_eq!(of_athlete(&caller, standing), expected, "{who}");
    }
    // A token that is about no athlete does not open its own account's.
    let verdicts = of_athlete(&token(true, &[Scope::Admin]), granted(Level::Own));
    assert!(verdicts.iter().all(|verdict| *verdict != Granted), "{verdicts:?}");
}

#[test]
fn what_is_not_about_an_athlete_follows_from_who_it_is() {
    let actions = [
        Action::Visit,
        Action::UseAccount,
        Action::Found,
        Action::InPerson,
        Action::Administer,
        Action::AdministerInPerson,
        Action::Squad(team::sight::Power::Look),
    ];
    let rows: [(&str, Caller, [Verdict; 7]); 8] = [
        ("the demo", Caller::Open, [Granted; 7]),
        ("a stranger", Caller::STRANGER, [Granted, SignIn, SignIn, SignIn, SignIn, SignIn, SignIn]),
        (
            "the holder of a link",
            link(Level::Coach),
            [Granted, SignIn, SignIn, SignIn, SignIn, SignIn, SignIn],
        ),
        ("a person", session(false), [Granted, Granted, Granted, Granted, Forbidden, Forbidden, Hidden]),
        ("an administrator", session(true), [Granted, Granted, Granted, Granted, Granted, Granted, Hidden]),
        (
            "a reading token",
            token(true, &[Scope::Read]),
            [Granted, Granted, OutOfScope, Forbidden, OutOfScope, Forbidden, Hidden],
        ),
        (
            "a writing token",
            token(false, &[Scope::Write]),
            [Granted, Granted, Granted, Forbidden, Forbidden, Forbidden, Hidden],
        ),
        (
            "an administrator's token",
            token(true, &[Scope::Admin]),
            [Granted, OutOfScope, OutOfScope, Forbidden, Granted, Forbidden, Hidden],
        ),
    ];
    for (who, caller, expected) in rows {
        assert_eq!(actions.map(|action| may(&caller, action, NOTHING)), expected, "{who}");
    }
    let practitioner = Standing { role: Some(team::sight::Role::Scientist), ..NOTHING };
    assert_eq!(may(&session(false), Action::Squad(team::sight::Power::Look), practitioner), Granted);
    assert_eq!(
        may(&token(false, &[Scope::Read]), Action::Squad(team::sight::Power::Look), practitioner),
        Granted
    );
    assert_eq!(may(&Caller::STRANGER, Action::Squad(team::sight::Power::Look), practitioner), SignIn);
}

#[test]
fn more_rights_never_allow_less() {
    let callers = [session(false), session(true), token(false, &[Scope::Plan]), link(Level::Plan)];
    for caller in callers {
        for needed in Level::ALL {
            let mut was = false;
            for level in Level::ALL {
                let standing = Standing { granted: Some(level), ..NOTHING };
                let now = may(&caller, Action::Athlete(needed), standing) == Granted;
                assert!(now || !was, "{caller:?} loses {needed:?} when granted {level:?}");
                was = now;
            }
        }
    }
}
