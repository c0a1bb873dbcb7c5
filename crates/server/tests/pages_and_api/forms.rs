//! Forms: what was typed can be changed and put back, and what cannot be read is answered with all of it still there.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use super::Server;

type Fields<'a> = Vec<(&'a str, String)>;

fn fields<'a>(pairs: &[(&'a str, &str)]) -> Fields<'a> {
    pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

/// A text as a page writes it into an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&#38;")
        .replace('<', "&#60;")
        .replace('>', "&#62;")
        .replace('"', "&#34;")
        .replace('\'', "&#39;")
}

#[tokio::test]
async fn a_reading_is_changed_on_its_page_and_put_back() {
    let server = Server::new().await;
    let logged = fields(&[("drink", "500"), ("at", "2026-06-09T09:00")]);
    let (status, page) = server.post("/a/me/log", &logged).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let known = server.get("athletes/me/readings").await;
    let id = known[0]["id"].as_str().unwrap().to_owned();
    let page = server.page(&format!("/a/me/log?reading={}", super::encoded(&id))).await;
    assert!(page.contains(r#"value="500""#), "what was typed stands in its field");
    assert!(!page.contains(r#"name="body_mass""#), "only this reading is asked for");

    let changed = fields(&[("edit", &id), ("drink", "350"), ("at", "2026-06-09T09:00")]);
    assert_eq!(server.post("/a/me/log", &changed).await.0, StatusCode::SEE_OTHER);
    assert_eq!(
        server.get("athletes/me/readings").await[0]["reading"]["volume"],
        json!({"value": 350.0, "unit": "mL"})
    );
    let removal = server.get("athletes/me/removals").await[0]["id"].as_str().unwrap().to_owned();
    server.post("/a/me/removed", &fields(&[("undo", &removal)])).await;
    assert_eq!(
        server.get("athletes/me/readings").await[0]["reading"]["volume"],
        json!({"value": 500.0, "unit": "mL"})
    );

    let entry =
        fields(&[("what", "run"), ("start", "2026-06-09T07:00"), ("duration", "60"), ("title", "Hills")]);
    assert_eq!(server.post("/a/me/log", &entry).await.0, StatusCode::SEE_OTHER);
    let id = "typed:run:2026-06-09T07:00:00Z";
    let page = server.page(&format!("/a/me/log?entry={}", super::encoded(id))).await;
    assert!(page.contains(r#"value="Hills""#) && page.contains(r#"value="60""#), "{page}");
    let longer = fields(&[("edit", id), ("what", "run"), ("start", "2026-06-09T07:00"), ("duration", "75")]);
    assert_eq!(server.post("/a/me/log", &longer).await.0, StatusCode::SEE_OTHER);
    let events = server.get("athletes/me/timeline").await;
    assert_eq!(events.as_array().unwrap().len(), 1);
    assert!(server.page("/a/me/log").await.contains("1 h 15 min"));
}

#[tokio::test]
async fn a_planned_session_is_changed_on_its_page_and_keeps_its_name() {
    let server = Server::new().await;
    let plan = fields(&[
        ("sport", "ride"),
        ("start", "2026-06-10T18:00"),
        ("duration", "90"),
        ("power", "180"),
        ("air_temperature", "28"),
        ("wind", "10"),
        ("sun", "full-sun"),
        ("title", "Club ride"),
    ]);
    assert_eq!(server.post("/a/me/plan", &plan).await.0, StatusCode::SEE_OTHER);
    let id = server.get("athletes/me/planned-sessions").await[0]["id"].as_str().unwrap().to_owned();
    let page = server.page(&format!("/a/me/plan?edit={id}")).await;
    for value in [r#"value="Club ride""#, r#"value="180""#, r#"value="28""#, r#"value="10""#, r#"value="90""#]
    {
        assert!(page.contains(value), "{value} was typed, and is not in the form");
    }
    assert!(page.contains(r#"<option value="full-sun" selected>"#));
    let mut later = plan.clone();
    later.push(("edit", id.clone()));
    later[1].1 = "2026-06-10T17:00".to_owned();
    assert_eq!(server.post("/a/me/plan", &later).await.0, StatusCode::SEE_OTHER);
    let sessions = server.get("athletes/me/planned-sessions").await;
    assert_eq!((sessions.as_array().unwrap().len(), &sessions[0]["id"]), (1, &json!(id)));
    assert_eq!(sessions[0]["start"], "2026-06-10T17:00:00Z");

    let (_, to) = server.post("/a/me/plan", &fields(&[("cancel", &id)])).await;
    let page = server.page(&to).await;
    let undo = page.split(r#"name="undo" value=""#).nth(1).unwrap().split('"').next().unwrap().to_owned();
    server.post("/a/me/removed", &fields(&[("undo", &undo), ("back", "plan")])).await;
    assert_eq!(server.get("athletes/me/planned-sessions").await.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_day_is_had_as_text_that_says_what_its_page_says() {
    let server = Server::new().await;
    let plan = fields(&[
        ("sport", "ride"),
        ("start", "2026-06-10T18:00"),
        ("duration", "150"),
        ("air_temperature", "28"),
        ("title", "Club <ride>"),
    ]);
    assert_eq!(server.post("/a/me/plan", &plan).await.0, StatusCode::SEE_OTHER);
    let address = "/api/v1/athletes/me/plan/text?date=2026-06-10";
    let page = server.page("/a/me/plan?date=2026-06-10").await;
    let link = format!(r#"href="{address}""#);
    assert!(page.contains(&link) || page.contains(&link.replace('=', "&#61;")), "the page leads to the text");
    let text = server.page(address).await;
    assert!(text.contains("Club <ride>") && text.contains("To pack\n- "), "{text}");
    let shown = page.split("<pre").nth(1).unwrap().split_once('>').unwrap().1.split("</pre>").next().unwrap();
    assert!(!shown.contains("<ride>"), "what people type is escaped");
    let amounts = text.lines().filter(|line| line.starts_with("- ")).count();
    assert_eq!(shown.lines().filter(|line| line.starts_with("- ")).count(), amounts);
    assert!(amounts >= 5, "{text}");
    assert!(
        page.contains("data-copy") && page.contains("<figcaption"),
        "a code to scan, and buttons for a script"
    );

    let spoken = |language: &str| {
        let request = Request::builder().uri(address).header("host", "isotone.test");
        server.answer(request.header("accept-language", language).body(Body::empty()).unwrap())
    };
    assert!(spoken("pt").await.1.contains("Para levar"));
    assert!(spoken("es").await.1.contains("Para llevar"));
    let nothing = server.page("/api/v1/athletes/me/plan/text?date=2026-06-12").await;
    assert!(!nothing.contains("- "), "{nothing}");
}

#[tokio::test]
async fn trap_27_the_page_that_a_phone_starts_with_shows_what_is_due() {
    let server = Server::new().await;
    let plan = fields(&[
        ("sport", "run"),
        ("start", "2026-06-10T09:30"),
        ("duration", "90"),
        ("air_temperature", "28"),
    ]);
    assert_eq!(server.post("/a/me/plan", &plan).await.0, StatusCode::SEE_OTHER);
    let manifest: Value = serde_json::from_str(&server.page("/manifest.webmanifest").await).unwrap();
    // What a phone opens when it ignores where a message leads.
    assert_eq!(manifest["start_url"], "/", "which leads to Today");
    let page = server.page("/a/me").await;
    let due = server.get("athletes/me/plan?date=2026-06-10").await;
    let needs = due["sessions"][0]["needs"].as_array().unwrap();
    let drink = needs.iter().find(|need| need["phase"] == "before" && need["nutrient"] == "fluid").unwrap();
    let need = drink["id"].as_str().unwrap();
    assert!(page.contains(r#"action="/a/me/taken""#), "one tap says that it was taken");
    assert!(page.contains(&format!(r#"value="{need}""#)), "Today does not offer {need}");
}

#[tokio::test]
async fn the_first_weight_is_kept_until_the_test_is_finished_and_then_changed() {
    let server = Server::new().await;
    let first = fields(&[("mass_before", "61.2"), ("air_temperature", "24"), ("later", "keep")]);
    let (status, _) = server.multipart("/a/me/test", &first).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(server.page("/a/me").await.contains("Finish the sweat test"), "Today reminds of it");
    assert!(server.page("/a/me/test").await.contains(r#"value="61.2""#), "it stands in the form");
    let rest = fields(&[
        ("mass_before", "61.2"),
        ("mass_after", "60.4"),
        ("drunk", "0.5 L"),
        ("air_temperature", "24"),
        ("sport", "run"),
        ("duration", "60"),
        ("wind", "12"),
    ]);
    let (status, to) = server.multipart("/a/me/test", &rest).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    assert!(!server.page("/a/me").await.contains("Finish the sweat test"));
    let id = to.rsplit('/').next().unwrap().to_owned();
    let before = server.get(&format!("athletes/me/sweat-tests/{id}")).await;

    let page = server.page(&format!("/a/me/test?edit={id}")).await;
    for value in [r#"value="61.2""#, r#"value="60.4""#, r#"value="500""#, r#"value="24""#, r#"value="12""#] {
        assert!(page.contains(value), "{value} was typed, and is not in the form");
    }
    let mut wrong = rest.clone();
    wrong.extend(fields(&[("edit", &id)]));
    wrong[1].1 = "6.02".to_owned();
    let (status, page) = server.multipart("/a/me/test", &wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Did you mean 60.2 kg?") && page.contains(&format!(r#"name="edit" value="{id}""#)));
    wrong.extend(fields(&[("was-mass_after", "6.02"), ("likely-mass_after", "60.2 kg")]));
    let (status, to) = server.multipart("/a/me/test", &wrong).await;
    assert_eq!((status, to.rsplit('/').next().unwrap()), (StatusCode::SEE_OTHER, &*id));
    let after = server.get(&format!("athletes/me/sweat-tests/{id}")).await;
    assert_ne!(before["rate"], after["rate"]);
    let tests = server.get("athletes/me/sweat-tests").await;
    assert_eq!(tests.as_array().unwrap().len(), 1, "it is changed, not made again");
    assert!(server.page("/a/me/removed").await.contains("changed"));
}

#[tokio::test]
async fn an_amount_that_was_noted_is_corrected() {
    let server = Server::new().await;
    let session =
        json!({"start": "2026-06-10 18:00", "sport": "run", "duration": "2 h", "air_temperature": "28 °C"});
    let (_, session) = server.send("POST", "athletes/me/planned-sessions", &session).await;
    let session = session["id"].as_str().unwrap().to_owned();
    let plan = server.get("athletes/me/plan?date=2026-06-10").await;
    let needs = plan["sessions"][0]["needs"].as_array().unwrap().clone();
    let fluid = needs.iter().find(|need| need["phase"] == "during" && need["nutrient"] == "fluid").unwrap();
    let need = fluid["id"].as_str().unwrap().to_owned();
    let said = fields(&[("session", &session), ("need", &need), ("portion", "300")]);
    assert_eq!(server.post("/a/me/taken", &said).await.0, StatusCode::SEE_OTHER);
    let page = server.page("/a/me/plan?date=2026-06-10").await;
    assert!(page.contains(r#"value="300""#), "what was noted stands in its field");
    let corrected = fields(&[("session", &session), ("need", &need), ("portion", "200"), ("set", "1")]);
    assert_eq!(server.post("/a/me/taken", &corrected).await.0, StatusCode::SEE_OTHER);
    let plan = server.get("athletes/me/plan?date=2026-06-10").await;
    assert_eq!(plan["sessions"][0]["taken"][0]["amount"], json!({"value": 200.0, "unit": "mL"}));
}

/// What people type where a number was meant: empty, half, another unit, letters, pasted, pictures, far too much, from right
/// to left, out of any range.
fn bad() -> Vec<String> {
    let mut bad: Vec<String> = [
        "",
        "6",
        "12 furlongs",
        "61,2",
        "1.250,5",
        "about an hour",
        "155.2 lbs",
        "💧💧",
        "٦١٫٢",
        "שבעים",
        "-5",
        "1e400",
    ]
    .map(str::to_owned)
    .into();
    bad.extend(["2999-01-01T07:00".to_owned(), "<b>\"'&".to_owned(), "9".repeat(10_000)]);
    bad
}

#[tokio::test]
async fn whatever_is_typed_nothing_breaks_and_nothing_typed_is_lost() {
    let server = Server::new().await;
    let forms: [(&str, bool, Fields<'_>); 5] = [
        (
            "/a/me/log",
            false,
            fields(&[
                ("body_mass", "61.4"),
                ("drink", "510"),
                ("caffeine", "81"),
                ("at", "2026-06-10T07:01"),
            ]),
        ),
        (
            "/a/me/log",
            false,
            fields(&[
                ("what", "ruun"),
                ("start", "2026-06-09T07:01"),
                ("duration", "61"),
                ("distance", "11.5"),
                ("title", "Hills two"),
            ]),
        ),
        (
            "/a/me/plan",
            false,
            fields(&[
                ("start", "2026-06-11T07:01"),
                ("duration", "61"),
                ("air_temperature", "27.5"),
                ("relative_humidity", "51"),
                ("wind", "11"),
                ("speed", "10.5"),
                ("heart_rate", "141"),
                ("clothing", "0.45 clo"),
                ("title", "Hills two"),
                ("sport", "run"),
            ]),
        ),
        (
            "/a/me/test",
            true,
            fields(&[
                ("mass_before", "61.3"),
                ("mass_after", "60.7"),
                ("drunk", "510"),
                ("urine", "110"),
                ("air_temperature", "27.5"),
                ("relative_humidity", "51"),
                ("sport", "run"),
                ("duration", "61"),
                ("at", "2026-06-10T06:01"),
                ("food", "31"),
            ]),
        ),
        (
            "/a/me/settings",
            false,
            fields(&[
                ("name", "Ada L"),
                ("body_mass", "61.3"),
                ("height", "171"),
                ("born", "1991"),
                ("bedtime", "22:31"),
                ("rise", "06:31"),
            ]),
        ),
    ];
    let mut refused = 0;
    for (path, by_parts, base) in forms {
        // What is chosen from a list cannot be typed.
        for at in (0..base.len()).filter(|at| by_parts || base[*at].0 != "sport") {
            for bad in bad() {
                let mut sent = base.clone();
                sent[at].1.clone_from(&bad);
                let (status, page) = match by_parts {
                    true => server.multipart(path, &sent).await,
                    false => server.post(path, &sent).await,
                };
                let name = sent[at].0;
                let shown: String = bad.chars().take(30).collect();
                assert!(status.as_u16() < 500, "{path} {name}={shown}: {status}");
                if status != StatusCode::UNPROCESSABLE_ENTITY {
                    continue;
                }
                refused += 1;
                assert!(page.contains("aria-invalid"), "{path} {name}={shown}: no field is marked");
                for (name, value) in sent.iter().filter(|(_, value)| !value.is_empty()) {
                    let start: String = escaped(value).chars().take(200).collect();
                    let words: String = value.chars().take(30).collect();
                    assert!(page.contains(&format!("value=\"{start}")), "{path}: {name}={words} was lost");
                }
            }
        }
    }
    assert!(refused > 100, "{refused}");
}

#[tokio::test]
async fn the_likely_meaning_is_offered_as_a_button() {
    let server = Server::new().await;
    for (path, by_parts, name, typed, likely) in [
        ("/a/me/log", false, "body_mass", "614", "61.4 kg"),
        ("/a/me/log", false, "drink", "0.5", "0.5 L"),
        ("/a/me/plan", false, "air_temperature", "88", "88 °F"),
        ("/a/me/plan", false, "duration", "5400", "90 min"),
        ("/a/me/settings", false, "height", "1.71", "1.71 m"),
        ("/a/me/test", true, "drunk", "0,5", "0.5 L"),
    ] {
        let mut sent = fields(&[(name, typed)]);
        if path.ends_with("plan") {
            let rest = [("start", "2026-06-11T07:00"), ("duration", "60"), ("sport", "run")];
            sent.extend(fields(&rest).into_iter().filter(|(other, _)| *other != name));
        }
        let (status, page) = match by_parts {
            true => server.multipart(path, &sent).await,
            false => server.post(path, &sent).await,
        };
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {name}={typed}");
        let button = format!(r#"name="likely-{name}" value="{likely}""#);
        assert!(page.contains(&button), "{path}: {typed} offers no {likely}");
    }
}

#[tokio::test]
async fn a_mass_finer_than_it_is_shown_stands_in_its_field_and_each_group_says_what_is_set() {
    let server = Server::new().await;
    let sent =
        [("name", "Ada"), ("body_mass", "71.25"), ("zone", "UTC"), ("bedtime", "22:30"), ("rise", "06:30")];
    let sent = fields(&[&sent[..], &[("conditions", "kidney-disease"), ("group", "body")]].concat());
    assert_eq!(server.post("/a/me/settings", &sent).await.0, StatusCode::SEE_OTHER);
    let page = server.page("/a/me/settings?saved=body").await;
    // It is sent again with whatever else is saved: rounded, it would change by itself.
    assert!(page.contains(r#"value="71.25""#), "{page}");
    assert!(page.contains(r#"<details id="body" open>"#) && page.contains("Kidney disease</span>"), "{page}");
    let wrong = fields(&[("bedtime", "25 o'clock"), ("group", "you")]);
    let (status, page) = server.post("/a/me/settings", &wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains(r#"<details id="days" open>"#), "a group with a fault is open: {page}");
}
