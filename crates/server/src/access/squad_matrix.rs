//! What a squad's routes show to whom: every role, every field, every route, generated.
//!
//! Rows of JSON are held to the lists of fields that the engine makes its views from: a field that is in no list, or of a class
//! that the role does not see, fails. Everything else (pages, tables, printed files, page sources) is searched for values that
//! stand in one class of data and nowhere else. A route of the policy that is in no table here fails.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use engine::{
    Action, BOTTLE_FIELDS, BOTTLE_STEP_FIELDS, By, Caller, ConsentGiven, Engine, FIELDS, FixedClock,
    KioskEntry, MEMBER_FIELDS, MemberChanges, Method, SEASON_FIELDS, SUMMARY_FIELDS, SeededRandomness, What,
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use store::Memory;
use team::roster::Answers;
use team::sight::{Class, Role, SightRules, may, sees};
use team::weighing::Side;
use tower::ServiceExt;
use units::{Mass, Volume};

use super::policy::RULES;
use crate::pdf::Document;
use crate::{Access, App, Settings};

type Fields = &'static [(&'static str, Class)];

/// What a route answers with.
#[derive(Clone, Copy)]
enum Shows {
    /// Objects at these places of a JSON answer, each held to its fields; `*` is every element, nothing the answer itself.
    Rows(&'static [(&'static str, Fields)]),
    /// A page, a table, or JSON that is about no athlete.
    Text,
    /// A printed file.
    Print,
    /// A stream without an end: its status alone.
    Stream,
}

/// Every route of a squad that is read, with the questions to ask of it.
const READ: &[(&str, &[&str], Shows)] = &[
    ("/squads/{squad}", &["", "?session={session}"], Shows::Text),
    ("/squads/{squad}/scan", &[""], Shows::Text),
    ("/squads/{squad}/team", &[""], Shows::Text),
    ("/squads/{squad}/sessions", &[""], Shows::Text),
    ("/squads/{squad}/season", &[""], Shows::Text),
    ("/squads/{squad}/heat", &["?session={session}"], Shows::Text),
    ("/squads/{squad}/bottles", &["?session={session}"], Shows::Text),
    ("/squads/{squad}/notifications", &[""], Shows::Text),
    ("/api/v1/squads/{squad}/reminders", &[""], Shows::Text),
    ("/api/v1/squads/{squad}/channels", &[""], Shows::Text),
    ("/api/v1/squads/{squad}/messages", &[""], Shows::Text),
    ("/api/v1/squads/{squad}/board", &[""], Shows::Rows(&[("rows/*", FIELDS)])),
    ("/api/v1/squads/{squad}/settings", &[""], Shows::Text),
    ("/api/v1/squads/{squad}/audit", &[""], Shows::Text),
    ("/api/v1/squads/{squad}/members", &[""], Shows::Rows(&[("*", MEMBER_FIELDS)])),
    ("/api/v1/squads/{squad}/sessions", &[""], Shows::Text),
    (
        "/api/v1/squads/{squad}/sessions/{session}/board",
        &["", "?units=us-customary"],
        Shows::Rows(&[("rows/*", FIELDS)]),
    ),
    ("/api/v1/squads/{squad}/sessions/{session}/weighings", &["", "?units=us-customary"], Shows::Text),
    ("/api/v1/squads/{squad}/kiosks", &[""], Shows::Text),
    ("/api/v1/squads/{squad}/season", &[""], Shows::Rows(&[("rows/*", SEASON_FIELDS)])),
    ("/api/v1/squads/{squad}/changes", &[""], Shows::Stream),
    ("/api/v1/squads/{squad}/sessions/{session}/heat", &[""], Shows::Text),
    (
        "/api/v1/squads/{squad}/sessions/{session}/bottles",
        &[""],
        Shows::Rows(&[("rows/*", BOTTLE_FIELDS), ("steps/*", BOTTLE_STEP_FIELDS)]),
    ),
    ("/api/v1/squads/{squad}/sessions/{session}/labels", &["", "?sheet=62x29"], Shows::Print),
    (
        "/api/v1/squads/{squad}/sessions/{session}/report",
        &["", "?edition=coach"],
        Shows::Rows(&[("rows/*", FIELDS), ("summary", SUMMARY_FIELDS)]),
    ),
    ("/api/v1/squads/{squad}/sessions/{session}/cards", &[""], Shows::Print),
    ("/api/v1/squads/{squad}/sessions/{session}/table", &["", "?for=ams"], Shows::Text),
];

/// The same file of another route.
const PRINTED: &[(&str, &[&str])] =
    &[("/api/v1/squads/{squad}/sessions/{session}/report", &["?format=pdf", "?format=pdf&edition=coach"])];

/// Values that stand in one class of data and nowhere else, as pages, tables and files print them.
const MARKS: &[(Class, &[&str])] = &[
    (Class::Mass, &["83.7", "81.6", "184.5 lb"]),
    (Class::Share, &["−2.5 %", "-2.51"]),
    (Class::Rate, &["1.87"]),
    (Class::Flag, &["Lighter than before", "amber loss"]),
    (Class::Conditions, &["hypertension", "Hypertension"]),
    (Class::MustNotTrain, &["Must not train"]),
    (Class::Consent, &["Consent needed", "no-consent"]),
    (Class::Allotment, &["\"recipe\":", "class=\"recipe"]),
];

struct House {
    router: Router,
    squad: String,
    session: String,
    cookies: BTreeMap<Role, String>,
}

async fn house(settings: engine::SquadSettings) -> House {
    let clock = Arc::new(FixedClock("2026-07-01T17:45:00Z".parse().unwrap()));
    let engine =
        Engine::new(Arc::new(Memory::default()), clock).with_randomness(Arc::new(SeededRandomness::new(1)));
    let router = crate::router(App::new(engine.clone(), Settings::of(Access::Accounts)));
    let link = engine.set_up_link().await.unwrap().unwrap();
    let root = engine.use_link(link.expose(), "root", "corn field at dusk").await.unwrap();
    let squad = engine.found_squad(&root.id, "First").await.unwrap().id;
    let secret = engine.begin_session(&root.id, "").await.unwrap();
    let founder =
        Caller::Met { person: engine.person_of_session(secret.expose()).await.unwrap(), link: None };
    let roster =
        "No;Name;Weight (kg);DOB\n7;Ada A;80;2000-01-31\n9;Bea B;64;2000-01-31\n11;Cid C;70;2000-01-31\n";
    engine
        .import_roster(&founder, &squad, roster.as_bytes(), &Answers::default(), true, &TimeZone::UTC)
        .await
        .unwrap();
    engine.change_squad_settings(&squad, settings).await.unwrap();
    let members = engine.squad(&squad).await.unwrap().members;
    for athlete in &members[..2] {
        let given = ConsentGiven {
            scopes: BTreeSet::from(["weigh".to_owned(), "profile".to_owned()]),
            born: None,
            language: "en".into(),
            expires: None,
        };
        engine.note_consent(&squad, athlete, By::Athlete, Method::Paper, given).await.unwrap();
    }
    let changes = engine::AthleteChanges {
        conditions: Some(vec![serde_json::from_value(json!("hypertension")).unwrap()]),
        ..Default::default()
    };
    engine.put_athlete(&members[0], changes, &TimeZone::UTC).await.unwrap();
    let no_training = MemberChanges { must_not_train: Some(true), ..Default::default() };
    engine.change_member(&squad, &members[1], no_training).await.unwrap();
    let new = json!({"title": "Training", "start": "2026-07-01T16:00:00Z",
        "conditions": {"sport": "soccer", "duration": "90 min", "air_temperature": "30 °C"}});
    let new = serde_json::from_value(new).unwrap();
    let session = engine.plan_squad_session(&squad, new).await.unwrap().remove(0).id;
    let at: jiff::Timestamp = "2026-07-01T15:50:00Z".parse().unwrap();
    let entry = |id: &str, minutes: i64, what| KioskEntry {
        id: id.into(),
        athlete: members[0].clone(),
        at: at + jiff::SignedDuration::from_mins(minutes),
        what,
    };
    let body = |side, kg| What::Body { side, mass: Mass::from_kg(kg), source: "keypad".into(), raw: None };
    let entries = vec![
        entry("in", 0, body(Side::In, 83.7)),
        entry("in-again", 1, body(Side::In, 83.7)),
        entry("drunk", 90, What::Drunk { mass: Mass::from_kg(0.7) }),
        entry("urine", 90, What::Urine { volume: Some(Volume::ZERO) }),
        entry("out", 110, body(Side::Out, 81.6)),
    ];
    engine.squad_entries(&squad, &session, "test", entries).await.unwrap();
    engine.plan_bottles(&founder, &squad, &session, engine::BottleWishes::default()).await.unwrap();
    let mut cookies = BTreeMap::new();
    for role in Role::ALL {
        let account = engine.add_account(role.name(), false).await.unwrap();
        engine.give_role(&squad, role.name(), Some(role)).await.unwrap();
        let secret = engine.begin_session(&account.id, "").await.unwrap();
        cookies.insert(role, format!("isotone={}", secret.expose()));
    }
    House { router, squad, session, cookies }
}

impl House {
    async fn ask(&self, role: Role, path: &str) -> (StatusCode, Vec<u8>, bool) {
        let request = Request::builder()
            .uri(path.replace("{squad}", &self.squad).replace("{session}", &self.session))
            .header("host", "isotone.test")
            .header("accept-language", "en")
            .header("cookie", &self.cookies[&role])
            .extension(ConnectInfo(crate::Peer(([192, 0, 2, 1], 1).into())))
            .body(Body::empty())
            .unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let to_sign_in = answer.headers().contains_key(header::LOCATION);
        if path.ends_with("/changes") {
            return (status, Vec::new(), to_sign_in);
        }
        (status, to_bytes(answer.into_body(), 1 << 24).await.unwrap().to_vec(), to_sign_in)
    }
}

/// The objects at a place of an answer.
fn objects<'a>(answer: &'a Value, place: &str) -> Vec<&'a Value> {
    let mut found = vec![answer];
    for step in place.split('/') {
        found = match step {
            "*" => found.into_iter().flat_map(|value| value.as_array().into_iter().flatten()).collect(),
            name => found.into_iter().filter_map(|value| value.get(name)).collect(),
        };
    }
    found
}

/// What is wrong with the fields of an answer for who sees these classes.
fn wrong_fields(
    answer: &Value,
    rows: &[(&str, Fields)],
    shown: &dyn Fn(Class) -> bool,
    cells: &mut usize,
) -> Vec<String> {
    let mut wrong = Vec::new();
    for (place, fields) in rows {
        for object in objects(answer, place) {
            for (field, class) in *fields {
                *cells += 1;
                if object.get(field).is_some() && !shown(*class) {
                    wrong.push(format!("{place} shows {field}"));
                }
            }
            let keys = object.as_object().unwrap().keys();
            wrong.extend(
                keys.filter(|key| !fields.iter().any(|(field, _)| field == key))
                    .map(|key| format!("{place} has the field {key}, which is in no list")),
            );
        }
    }
    wrong
}

async fn walk(rules: SightRules) -> (usize, Vec<String>) {
    let house = house(engine::SquadSettings { sight: rules, ..Default::default() }).await;
    let (mut cells, mut wrong) = (0, Vec::new());
    let mut seen: BTreeSet<(Role, Class)> = BTreeSet::new();
    for role in Role::ALL {
        for (route, questions, shows) in READ {
            let rule = RULES.iter().find(|rule| rule.method == "GET" && rule.route == *route);
            let Some(Action::Squad(power)) = rule.map(|rule| rule.action) else {
                wrong.push(format!("{route} is no route of a squad"));
                continue;
            };
            let printed = PRINTED.iter().filter(|(of, _)| of == route).flat_map(|(_, asked)| *asked);
            let asked = questions.iter().map(|question| (*question, *shows));
            for (question, shows) in asked.chain(printed.map(|question| (*question, Shows::Print))) {
                let path = format!("{route}{question}");
                let (status, body, to_sign_in) = house.ask(role, &path).await;
                if (status.is_success() && !to_sign_in) != may(role, power) {
                    wrong.push(format!("{role:?} {path} answered {status}"));
                }
                if !status.is_success() {
                    continue;
                }
                let coach = question.contains("edition=coach");
                let shown = |class: Class| {
                    sees(role, class, rules) && (!coach || sees(Role::Coach, class, SightRules::default()))
                };
                if let Shows::Rows(rows) = shows {
                    let answer: Value = serde_json::from_slice(&body).unwrap();
                    let found = wrong_fields(&answer, rows, &shown, &mut cells);
                    wrong.extend(found.into_iter().map(|what| format!("{role:?} {path}: {what}")));
                }
                let text = match shows {
                    Shows::Print => Document::words(&body),
                    _ => String::from_utf8_lossy(&body).into_owned(),
                };
                for (class, marks) in MARKS {
                    for mark in *marks {
                        cells += 1;
                        let here = text.contains(mark);
                        if here && shown(*class) {
                            seen.insert((role, *class));
                        }
                        if here && !shown(*class) {
                            wrong.push(format!("{role:?} {path} shows {mark:?}, which is {class:?}"));
                        }
                    }
                }
            }
        }
    }
    // Whoever may see a class finds it somewhere, or the marks are none. Conditions are served by no route of a squad.
    for role in Role::ALL {
        for (class, _) in MARKS.iter().filter(|(class, _)| *class != Class::Conditions) {
            if sees(role, *class, rules) != seen.contains(&(role, *class)) {
                wrong.push(format!("{role:?} finds {class:?}: {}", seen.contains(&(role, *class))));
            }
        }
    }
    (cells, wrong)
}

#[tokio::test]
async fn no_route_of_a_squad_shows_a_role_what_it_does_not_see() {
    for coach_sees_share in [false, true] {
        let (cells, wrong) = walk(SightRules { coach_sees_share }).await;
        println!("{} routes, {} roles, {cells} cells", READ.len(), Role::ALL.len());
        assert!(wrong.is_empty(), "{} of {cells} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
    }
}

#[tokio::test]
async fn a_squad_that_weighs_in_pounds_reads_pounds_and_ounces_everywhere() {
    let settings =
        engine::SquadSettings { units: units::UnitSystem::UsCustomary, ..engine::SquadSettings::default() };
    let house = house(settings).await;
    let of_session = "/api/v1/squads/{squad}/sessions/{session}";
    for (path, printed, unit) in [
        ("/squads/{squad}?session={session}".to_owned(), false, "184.5 lb"),
        ("/squads/{squad}/bottles?session={session}".to_owned(), false, "fl oz"),
        (format!("{of_session}/board"), false, "\"lb\""),
        (format!("{of_session}/report?format=pdf"), true, "184.5 lb"),
        (format!("{of_session}/cards"), true, "fl oz"),
        (format!("{of_session}/labels"), true, "fl oz"),
    ] {
        let (status, body, _) = house.ask(Role::Trainer, &path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        let text = if printed { Document::words(&body) } else { String::from_utf8_lossy(&body).into_owned() };
        let text = text.replace('\u{a0}', " ");
        assert!(text.contains(unit), "{path} shows no {unit}: {text}");
        for metric in [" kg ", " kg<", "\"kg\"", " mL", "\"L\""] {
            assert!(!text.contains(metric), "{path} shows {metric:?}: {text}");
        }
    }
}

#[test]
fn every_route_of_a_squad_that_is_read_has_its_row() {
    for rule in RULES.iter().filter(|rule| rule.method == "GET" && matches!(rule.action, Action::Squad(_))) {
        let known = READ.iter().any(|(route, ..)| *route == rule.route);
        assert!(known, "say in squad_matrix.rs what {} shows", rule.route);
    }
}

#[test]
fn every_class_of_data_is_in_a_list_of_fields_or_has_marks() {
    let all = [FIELDS, MEMBER_FIELDS, BOTTLE_FIELDS, BOTTLE_STEP_FIELDS, SUMMARY_FIELDS, SEASON_FIELDS];
    for class in Class::ALL {
        let listed = all.iter().any(|fields| fields.iter().any(|(_, of)| *of == class));
        let marked = MARKS.iter().any(|(of, _)| *of == class);
        assert!(listed || marked, "{class:?} is looked for nowhere");
    }
}
