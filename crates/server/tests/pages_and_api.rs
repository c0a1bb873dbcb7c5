//! What the pages do, done by the API: taken and undone, a team founded, an event overruled, an item taken out.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use engine::{Engine, FixedClock};
use serde_json::{Value, json};
use server::{Access, App, Settings};
use store::{Change, CollectionName, Commit, Document, DocumentId, Memory, Owner, Store};
use tower::ServiceExt;

#[path = "pages_and_api/forms.rs"]
mod forms;

struct Server(Router);

/// A text as a part of an address.
fn encoded(text: &str) -> String {
    text.replace('%', "%25").replace(':', "%3A").replace('+', "%2B").replace('/', "%2F").replace(' ', "%20")
}

impl Server {
    /// A server that is open to whoever reaches it, with one athlete.
    async fn new() -> Self {
        let clock = FixedClock("2026-06-10T08:00:00Z".parse().unwrap());
        let engine = Engine::new(Arc::new(Memory::default()), Arc::new(clock));
        let settings = Settings::of(Access::Open);
        let server = Self(server::router(App::new(engine, settings)));
        let made = server.send("POST", "athletes", &json!({"name": "Ada", "body_mass": "61 kg"})).await;
        assert_eq!((made.0, &made.1["id"]), (StatusCode::CREATED, &json!("me")));
        server
    }

    async fn send(&self, method: &str, path: &str, body: &Value) -> (StatusCode, Value) {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.text(method, path, body).await
    }

    async fn text(&self, method: &str, path: &str, body: String) -> (StatusCode, Value) {
        let request =
            Request::builder().method(method).uri(format!("/api/v1/{path}")).header("host", "isotone.test");
        let answer = self.0.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let status = answer.status();
        let body = to_bytes(answer.into_body(), 1 << 24).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    /// A page as its text.
    async fn page(&self, path: &str) -> String {
        let request = Request::builder().uri(path).header("host", "isotone.test").body(Body::empty());
        let (status, page) = self.answer(request.unwrap()).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        page
    }

    /// Sends a form: the status, and where it leads, or the page that came back.
    async fn post(&self, path: &str, fields: &[(&str, String)]) -> (StatusCode, String) {
        let pairs = fields.iter().map(|(name, value)| (*name, value.as_str()));
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let request = Request::builder().method("POST").uri(path).header("host", "isotone.test");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        self.answer(request.body(Body::from(body)).unwrap()).await
    }

    /// Sends a form that can hold files.
    async fn multipart(&self, path: &str, fields: &[(&str, String)]) -> (StatusCode, String) {
        let part = |(name, value): &(&str, String)| {
            format!("--zz\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let body: String = fields.iter().map(part).collect::<String>() + "--zz--\r\n";
        let request = Request::builder().method("POST").uri(path).header("host", "isotone.test");
        let request = request.header("content-type", "multipart/form-data; boundary=zz");
        self.answer(request.body(Body::from(body)).unwrap()).await
    }

    async fn answer(&self, request: Request<Body>) -> (StatusCode, String) {
        let answer = self.0.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let to = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
        let body = to_bytes(answer.into_body(), 1 << 24).await.unwrap();
        (status, to.unwrap_or_else(|| String::from_utf8(body.to_vec()).unwrap()))
    }

    async fn get(&self, path: &str) -> Value {
        let (status, body) = self.send("GET", path, &Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        body
    }
}

#[tokio::test]
async fn a_need_is_taken_and_undone_and_the_plan_says_so() {
    let server = Server::new().await;
    let session =
        json!({"start": "2026-06-10 18:00", "sport": "run", "duration": "2 h", "air_temperature": "28 °C"});
    let (_, session) = server.send("POST", "athletes/me/planned-sessions", &session).await;
    let plan = server.get("athletes/me/plan?date=2026-06-10").await;
    let needs: Vec<&Value> = plan["sessions"][0]["needs"].as_array().unwrap().iter().collect();
    let fluid = needs.iter().find(|need| need["phase"] == "during" && need["nutrient"] == "fluid").unwrap();
    let say = json!({"session": session["id"], "needs": [fluid["id"]]});
    let (status, taken) = server.send("POST", "athletes/me/taken", &say).await;
    assert_eq!(status, StatusCode::CREATED, "{taken}");
    assert_eq!((&taken[0]["need"], &taken[0]["amount"]), (&fluid["id"], &fluid["target"]));
    assert_eq!(
        server.send("POST", "athletes/me/taken", &say).await.1,
        json!([]),
        "said again, nothing is new"
    );
    let plan = server.get("athletes/me/plan?date=2026-06-10").await;
    assert_eq!(plan["sessions"][0]["taken"], taken);

    let path = format!("athletes/me/taken/{}", fluid["id"].as_str().unwrap().replace('/', "%2F"));
    assert_eq!(server.send("DELETE", &path, &Value::Null).await.0, StatusCode::NO_CONTENT);
    let plan = server.get("athletes/me/plan?date=2026-06-10").await;
    assert_eq!(plan["sessions"][0]["taken"], json!([]));
    for (wrong, status) in [
        (json!({"session": session["id"], "needs": ["no such need"]}), StatusCode::NOT_FOUND),
        (json!({"session": "p-0", "needs": [fluid["id"]]}), StatusCode::NOT_FOUND),
        (json!({"session": session["id"]}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"needs": [fluid["id"]]}), StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        assert_eq!(server.send("POST", "athletes/me/taken", &wrong).await.0, status, "{wrong}");
    }
}

#[tokio::test]
async fn what_stands_wrong_in_an_address_is_a_problem_like_any_other() {
    let server = Server::new().await;
    for path in [
        "athletes/me/plan?date=tomorrow",
        "athletes/me/timeline?from=",
        "athletes/me/readings?to=never",
        "athletes/me/plan?units=furlongs",
        "athletes/me/imports/none/files?most=all",
        "athletes/%FF/plan",
    ] {
        let (status, problem) = server.send("GET", path, &Value::Null).await;
        let kind = problem["type"].as_str().unwrap_or_default();
        assert_eq!((status, kind), (StatusCode::BAD_REQUEST, "urn:isotone:problem:malformed"), "{path}");
    }
}

#[tokio::test]
async fn a_team_is_founded_with_its_athletes_and_every_wrong_line_is_named() {
    let server = Server::new().await;
    let wrong = json!({"name": "First team", "members": [
        {"name": "Kim", "body_mass": "64"}, {"body_mass": "70 kg"}, {"name": "Lou", "body_mass": "70 kg", "shoe": 42}]});
    let (status, problem) = server.send("POST", "squads", &wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["members[0].body_mass", "members[1].name", "members[2].shoe"]);
    assert_eq!(server.get("squads").await, json!([]), "nothing is half founded");
    let right = json!({"name": "First team", "members": [{"name": "Kim", "body_mass": "64 kg"}, {"name": "Lou", "body_mass": "155 lb"}]});
    let (status, squad) = server.send("POST", "squads", &right).await;
    assert_eq!(status, StatusCode::CREATED, "{squad}");
    let board = server.get(&format!("squads/{}/board", squad["id"].as_str().unwrap())).await;
    let names: Vec<&str> =
        board["rows"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Kim", "Lou"]);
}

#[tokio::test]
async fn an_event_is_overruled_and_the_word_is_taken_back() {
    let server = Server::new().await;
    let entry = json!({"what": "run", "start": "2026-06-09 07:00", "duration": "1 h", "title": "Morning"});
    let (_, events) = server.send("POST", "athletes/me/entries", &entry).await;
    let path = format!("athletes/me/timeline/{}/overrule", events[0]["id"].as_str().unwrap());
    for (wrong, field) in
        [(json!({}), "say"), (json!({"say": "split"}), "at"), (json!({"say": "use"}), "observation")]
    {
        let (status, problem) = server.send("POST", &path, &wrong).await;
        assert_eq!(
            (status, &problem["errors"][0]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field))
        );
    }
    let (status, decisions) = server.send("POST", &path, &json!({"say": "discard"})).await;
    assert_eq!(
        (status, &decisions[0]["choice"]["choice"]),
        (StatusCode::CREATED, &json!("discard")),
        "{decisions}"
    );
    assert_eq!(server.get("athletes/me/timeline").await, json!([]));
    let back = format!("athletes/me/decisions/{}", decisions[0]["id"].as_str().unwrap());
    assert_eq!(server.send("DELETE", &back, &Value::Null).await.0, StatusCode::NO_CONTENT);
    assert_eq!(server.get("athletes/me/timeline").await[0]["id"], events[0]["id"]);
    assert_eq!(server.get("athletes/me/sources").await, json!([]), "what was typed came in no file");
}

#[tokio::test]
async fn an_item_of_ones_own_is_added_listed_liked_and_taken_out() {
    let server = Server::new().await;
    let pudding = r#"{"fdcId": 7, "description": "Rice pudding", "foodNutrients": [{"number": "205", "amount": 18.4}]}"#;
    let (status, added) = server.text("POST", "athletes/me/items", pudding.to_owned()).await;
    assert_eq!(status, StatusCode::CREATED, "{added}");
    let item = added["items"][0].as_str().unwrap().to_owned();
    let count = async || server.get("athletes/me/items").await.as_array().unwrap().len();
    let with = count().await;
    let (_, athlete) = server.send("PUT", "athletes/me", &json!({"likes": [item], "pantry": [item]})).await;
    assert_eq!((&athlete["likes"], &athlete["pantry"]), (&json!([item]), &json!([item])));
    let path = format!("athletes/me/items/{item}");
    assert_eq!(server.send("DELETE", &path, &Value::Null).await.0, StatusCode::NO_CONTENT);
    assert_eq!(count().await, with - 1);
}

#[tokio::test]
async fn foods_to_avoid_are_a_closed_vocabulary_and_lists_hold_text() {
    let server = Server::new().await;
    let put = async |body: Value| server.send("PUT", "athletes/me", &body).await;
    for (typed, stored) in [
        (json!(["Milk"]), json!(["milk"])),
        (json!(["dairy", "lactose"]), json!(["milk"])),
        (json!(["wheat", "Cacahuetes"]), json!(["gluten", "peanut"])),
        (json!("sem glúten, vegana"), json!(["gluten", "vegan"])),
        (json!([]), json!([])),
    ] {
        let (status, athlete) = put(json!({"without": typed})).await;
        assert_eq!((status, &athlete["without"]), (StatusCode::OK, &stored), "{typed}");
    }
    let (status, problem) = put(json!({"without": ["milk", "mlik"]})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let message = problem["errors"][0]["message"].as_str().unwrap();
    assert!(message.starts_with("'mlik'") && message.contains("gluten, crustaceans"), "{message}");
    for wrong in [json!({"without": [["milk"], 5]}), json!({"pantry": [7]}), json!({"name": ["Ada"]})] {
        let (status, problem) = put(wrong.clone()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {problem}");
    }
    assert_eq!(server.get("athletes/me").await["without"], json!([]), "nothing refused was stored");
}

#[tokio::test]
async fn a_basket_for_somebody_who_avoids_dairy_holds_none() {
    let server = Server::new().await;
    server.send("PUT", "athletes/me", &json!({"without": ["Dairy"]})).await;
    let wanted = json!({"slot": "after", "protein_min": "20 g", "protein_max": "40 g"});
    let (status, basket) = server.send("POST", "athletes/me/baskets", &wanted).await;
    assert_eq!(status, StatusCode::OK, "{basket}");
    for pick in basket["best"]["picks"].as_array().unwrap() {
        let item = fuel::Catalogue::built_in().get(pick["item"].as_str().unwrap()).unwrap();
        assert_eq!(item.contains.presence(fuel::Allergen::Milk), fuel::Presence::Absent, "{item:?}");
    }
}

#[tokio::test]
async fn a_food_stored_before_the_vocabulary_was_closed_is_shown_and_leaves_no_basket() {
    let store = Arc::new(Memory::default());
    let clock = FixedClock("2026-06-10T08:00:00Z".parse().unwrap());
    let engine = Engine::new(store.clone(), Arc::new(clock));
    let server = Server(server::router(App::new(engine, Settings::of(Access::Open))));
    server.send("POST", "athletes", &json!({"name": "Ada", "body_mass": "61 kg"})).await;
    let owner = Owner::new("athlete:me").unwrap();
    let (athletes, record) = (CollectionName::new("athlete").unwrap(), DocumentId::new("record").unwrap());
    let stored = store.get(&owner, &athletes, &record).await.unwrap().unwrap();
    let mut of_before: Value = serde_json::from_str(stored.body.as_str()).unwrap();
    of_before["without"] = json!(["Dairy", "kiwi"]);
    let document = Document { body: of_before.into(), ..stored };
    store.commit(Commit::of(owner, vec![Change::Put { collection: athletes, document }])).await.unwrap();

    let athlete = server.get("athletes/me").await;
    assert_eq!(athlete["without"], json!(["milk", "kiwi"]));
    assert_eq!(athlete["unrecognised_foods"], json!(["kiwi"]));
    let wanted = json!({"slot": "during", "carbohydrate_min": "20 g"});
    let (_, basket) = server.send("POST", "athletes/me/baskets", &wanted).await;
    assert_eq!(basket["best"], Value::Null, "nothing is known to be free of it: {basket}");
    let page = Request::builder().uri("/a/me/settings").header("host", "isotone.test");
    let page = server.0.clone().oneshot(page.body(Body::empty()).unwrap()).await.unwrap();
    let page = String::from_utf8(to_bytes(page.into_body(), 1 << 24).await.unwrap().to_vec()).unwrap();
    assert!(page.contains("not a food that Isotone knows"), "{page}");
    // It may stay while other fields change, and goes when the list is put again.
    assert_eq!(server.send("PUT", "athletes/me", &json!({"name": "Ada B"})).await.0, StatusCode::OK);
    let (_, athlete) = server.send("PUT", "athletes/me", &json!({"without": ["lactose"]})).await;
    assert_eq!((&athlete["without"], &athlete["unrecognised_foods"]), (&json!(["milk"]), &json!([])));
}

#[tokio::test]
async fn a_day_with_more_sessions_than_can_be_planned_stops_neither_today_nor_other_days() {
    let server = Server::new().await;
    for hour in 6..19 {
        let session = json!({
            "start": format!("2026-06-10 {hour:02}:00"), "sport": "run", "duration": "20 min", "air_temperature": "18 °C",
        });
        let (status, made) = server.send("POST", "athletes/me/planned-sessions", &session).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
    }
    let plan = server.get("athletes/me/plan?date=2026-06-10").await;
    assert!(plan["problem"].as_str().unwrap().contains("13 sessions"), "{plan}");
    assert_eq!(plan["sessions"].as_array().unwrap().len(), 13, "they can be seen, and cancelled");
    assert_eq!(plan["sessions"][0]["needs"], json!([]));
    for page in ["/a/me", "/a/me/plan", "/a/me/plan?date=2026-06-10", "/a/me/plan?date=2026-06-11"] {
        let request = Request::builder().uri(page).header("host", "isotone.test");
        let answer = server.0.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{page}");
    }
    let team = json!({"name": "Team", "members": [{"name": "Ben", "body_mass": "70 kg"}]});
    let (_, squad) = server.send("POST", "squads", &team).await;
    let board = server.get(&format!("squads/{}/board", squad["id"].as_str().unwrap())).await;
    assert_eq!(board["rows"].as_array().unwrap().len(), 1, "{board}");
}

#[tokio::test]
async fn a_phone_that_is_two_seconds_ahead_can_log() {
    let server = Server::new().await;
    let log = async |at: &str| {
        server.send("POST", "athletes/me/readings", &json!({"at": at, "body_mass": "61 kg"})).await
    };
    let (status, logged) = log("2026-06-10T08:00:02Z").await;
    assert_eq!(status, StatusCode::CREATED, "{logged}");
    assert_eq!(log("2026-06-10T08:02:00Z").await.0, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_catalogue_comes_in_the_units_asked_for() {
    let server = Server::new().await;
    let fluid = |items: &Value| {
        let item = items.as_array().unwrap().iter().find(|item| !item["nutrients"]["fluid"].is_null());
        item.unwrap()["nutrients"]["fluid"]["unit"].clone()
    };
    for path in ["catalogue", "athletes/me/items"] {
        assert_eq!(fluid(&server.get(path).await), "mL", "{path}");
        let asked = server.get(&format!("{path}?units=us-customary")).await;
        assert_eq!(fluid(&asked), "fl oz", "{path}");
    }
    let (status, _) = server.send("GET", "catalogue?units=furlongs", &Value::Null).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_session_is_a_workout_for_the_watch_that_says_what_to_drink() {
    let server = Server::new().await;
    let session = json!({"start": "2026-06-10 18:00", "sport": "run", "duration": "110 min", "intensity": "hard",
        "air_temperature": "30 °C", "title": "Long run"});
    let (status, planned) = server.send("POST", "athletes/me/planned-sessions", &session).await;
    assert_eq!(status, StatusCode::CREATED, "{planned}");
    let path = format!("/api/v1/athletes/me/planned-sessions/{}/workout", planned["id"].as_str().unwrap());
    assert!(server.page("/a/me/plan?date=2026-06-10").await.contains(&path), "the plan leads to it");
    let ask = |path: String, language: &str| {
        let request = Request::builder().uri(path).header("host", "isotone.test");
        let request = request.header("accept-language", language.to_owned());
        let asked = server.0.clone().oneshot(request.body(Body::empty()).unwrap());
        async move {
            let answer = asked.await.unwrap();
            let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
            (answer.status(), kind, to_bytes(answer.into_body(), 1 << 20).await.unwrap())
        }
    };
    let (status, kind, file) = ask(path.clone(), "pt").await;
    assert_eq!((status, kind.as_str()), (StatusCode::OK, "application/vnd.ant.fit"));
    assert_eq!(&file[8..12], b".FIT");
    let text = String::from_utf8_lossy(&file);
    // 110 minutes are eight quarters of an hour, the last of them five minutes.
    assert_eq!(text.matches("mL nestes 15 minutos.").count(), 8, "{text}");
    assert!(text.contains("Long run") && text.contains("Beber"));
    let (status, _, _) = ask(path.replace("/workout", "x/workout"), "en").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_practitioner_chooses_what_to_hear_of_a_squad() {
    let server = Server::new().await;
    let team = json!({"name": "First team", "members": [{"name": "Kim", "body_mass": "64 kg"}]});
    let (_, squad) = server.send("POST", "squads", &team).await;
    let id = squad["id"].as_str().unwrap();
    let path = format!("squads/{id}/reminders");
    let usual = server.get(&path).await;
    let all = json!({"stop-drinking": true, "see-trainer": true, "heat": true, "weigh-out": true});
    assert_eq!((&usual["kinds"], &usual["quiet"]), (&all, &Value::Null));
    let chosen = json!({"kinds": {"heat": false}, "quiet": {"from": "22:00:00", "until": "06:00:00"},
        "daily_limit": 20, "digest": true, "zone": "Europe/Lisbon"});
    let (status, answer) = server.send("PUT", &path, &chosen).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!((&answer["kinds"]["heat"], &answer["zone"]), (&json!(false), &json!("Europe/Lisbon")));
    for wrong in [
        json!({"kinds": {"pack": true}, "daily_limit": 20, "digest": true}),
        json!({"kinds": {}, "daily_limit": 0, "digest": true}),
        json!({"kinds": {}, "daily_limit": 20, "digest": true, "zone": "Mars/Olympus"}),
    ] {
        assert_eq!(server.send("PUT", &path, &wrong).await.0, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    assert_eq!(server.get(&format!("squads/{id}/channels")).await, json!([]));
    assert_eq!(server.get(&format!("squads/{id}/messages")).await, json!([]));
    let page = server.page(&format!("/squads/{id}/notifications")).await;
    assert!(page.contains("Someone gained weight") && page.contains("Europe/Lisbon"), "{page}");
    let fields = [("kind", "weigh-out"), ("zone", "Africa/Luanda"), ("daily_limit", "9")];
    let fields = fields.map(|(name, value)| (name, value.to_owned()));
    let (status, _) = server.post(&format!("/squads/{id}/notifications"), &fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let saved = server.get(&path).await;
    assert_eq!(
        (&saved["kinds"]["weigh-out"], &saved["kinds"]["stop-drinking"]),
        (&json!(true), &json!(false))
    );
    assert_eq!((&saved["zone"], &saved["daily_limit"]), (&json!("Africa/Luanda"), &json!(9)));
}
