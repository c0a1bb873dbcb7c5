//! The API of a running demo: its document holds together, every route in it answers, problems name every field.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod running;

use running::Demo;
use serde_json::{Value, json};

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().new_agent()
}

fn send(demo: &Demo, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let (agent, url) = (agent(), format!("{}{path}", demo.url));
    let answer = match method {
        "get" => agent.get(url).call(),
        "delete" => agent.delete(url).call(),
        "put" => agent.put(url).send_json(body),
        _ => agent.post(url).send_json(body),
    };
    let mut answer = answer.unwrap();
    (answer.status().as_u16(), answer.body_mut().read_json().unwrap_or(Value::Null))
}

fn get(demo: &Demo, path: &str) -> (u16, Value) {
    send(demo, "get", path, &Value::Null)
}

/// A body that fits the operation at a path.
fn body(path: &str, observation: &str, taken: &Value) -> Value {
    let session = json!({"sport": "run", "duration": "1 h 30 min", "air_temperature": "28 °C", "relative_humidity": "60 %"});
    match path {
        p if p.ends_with("/sweat-tests") || p.ends_with("/sweat-tests/{test}") => json!({
            "sport": "run", "duration": "70 min", "air_temperature": "24 °C", "mass_before": "61.2 kg",
            "mass_after": {"value": 133.6, "unit": "lb"}, "drunk": "10 fl oz",
        }),
        p if p.ends_with("/planned-sessions") || p.ends_with("/planned-sessions/{session}") => {
            let mut planned = session;
            planned["start"] = json!("2126-06-11 07:00");
            planned
        }
        p if p.ends_with("/baskets") => {
            json!({"slot": "during", "over": "2 h", "carbohydrate_min": "60 g", "carbohydrate_max": "120 g"})
        }
        p if p.ends_with("/race-plans") => json!({"start": "2126-06-11T07:00", "leg": [
            {"name": "Swim", "sport": "swim", "duration": "40 min", "air_temperature": "24 °C", "closed": true},
            {"name": "Bike", "sport": "ride", "duration": "2 h", "air_temperature": "26 °C", "bottles": "1.5 L"},
        ]}),
        p if p.ends_with("/items") => json!({
            "fdcId": 7, "description": "Rice pudding", "foodNutrients": [{"number": "205", "amount": 18.4}],
        }),
        p if p.ends_with("/athletes") => json!({"name": "Bea", "body_mass": "58 kg"}),
        p if p.ends_with("/shares") => json!({"label": "physiotherapist", "level": "read"}),
        p if p.ends_with("/decisions") && !p.contains("/squads/") => {
            json!({"choice": "accept", "observation": observation})
        }
        p if p.starts_with("/api/v1/kiosks") || p.ends_with("/weighings") => json!({"entries": []}),
        p if p.starts_with("/api/v1/consents") => json!({"scopes": ["weigh"], "born": "2000-01-31"}),
        p if p.ends_with("/consent") => json!({"by": "athlete", "scopes": ["weigh"], "born": "2000-01-31"}),
        p if p.ends_with("/consent-link") => json!({"by": "athlete"}),
        p if p.contains("/squads/") && !p.ends_with("/channels") => of_squad(p),
        p if p.ends_with("/entries") || p.ends_with("/entries/{entry}") => {
            json!({"what": "run", "start": "2026-06-11 07:00", "duration": "50 min"})
        }
        p if p.ends_with("/overrule") => json!({"say": "use", "observation": observation}),
        p if p.ends_with("/taken") => taken.clone(),
        p if p.ends_with("/taken/{need}") => json!({"amount": "100 mL"}),
        p if p.ends_with("/squads") => {
            json!({"name": "Team", "members": [{"name": "Kim", "body_mass": "64 kg"}]})
        }
        p if p.ends_with("/jobs/retry") => json!({}),
        p if p.ends_with("/readings") || p.ends_with("/readings/{reading}") => json!({"drink": "500 ml"}),
        p if p.ends_with("/predictions") || p.contains("/what-if/") => session,
        // Nothing answers under this name: no reminder leaves the machine.
        p if p.ends_with("/channels") => json!({
            "kind": "ntfy", "url": "https://ntfy.invalid", "topic": "isotone-0123456789abcdef0123456789abcdef",
        }),
        p if p.ends_with("/reminders") => json!({
            "kinds": {"during": true}, "quiet": {"from": "22:00:00", "until": "07:00:00"}, "daily_limit": 10,
            "digest": true, "pack_at": "19:00:00",
        }),
        // Nothing answers under this name: no calendar is fetched.
        p if p.ends_with("/calendars") => json!({"address": "webcal://calendar.invalid/plan.ics"}),
        p if p.ends_with("/devices") => json!({"label": "phone"}),
        _ => json!({"height": "5 ft 8 in"}),
    }
}

/// What a request about a squad sends.
fn of_squad(path: &str) -> Value {
    if path.ends_with("/reminders") {
        return json!({"kinds": {"weigh-out": false}, "quiet": {"from": "22:00:00", "until": "07:00:00"}, "daily_limit": 10,
            "digest": true});
    }
    let conditions = json!({"sport": "soccer", "duration": "90 min", "air_temperature": "28 °C"});
    match path.rsplit('/').next().unwrap() {
        "settings" => json!({"reason": "To drink well.", "policies": ["ghsa-2.67"]}),
        "roles" => json!({"login": "kim", "role": "coach"}),
        "sessions" => json!({"start": "2126-06-11T07:00:00Z", "conditions": conditions}),
        "{session}" => json!({"start": "2126-06-11T07:00:00Z", "end": "2126-06-11T08:30:00Z"}),
        "kiosks" => json!({"session": "today"}),
        "heat" => json!({"value": 30.5, "unit": "degC"}),
        "decisions" => json!({"policy": "ghsa-2.67"}),
        _ if path.contains("/deviations/") => json!({"minutes": 60}),
        _ if path.contains("/members/") => json!({"position": "GK"}),
        _ => json!({}),
    }
}

/// What was typed, of an event that a file may have said too.
fn typed_observation(events: &Value) -> &str {
    let links = events[0]["links"].as_array().unwrap();
    let mut names = links.iter().map(|link| link["observation"].as_str().unwrap());
    names.find(|name| name.starts_with("typed:")).unwrap()
}

fn is_upload(path: &str) -> bool {
    // The demo is connected to no provider.
    path.contains("{provider}")
        // A test message would leave the machine.
        || path.ends_with("/channels/{channel}/test")
        || path.ends_with("/recordings")
        || path.ends_with("/roster")
        || path.contains("/patch-readings")
        || path.contains("/imports")
}

#[test]
fn every_operation_of_the_document_answers_as_it_says() {
    let demo = Demo::start();
    let (status, document) = get(&demo, "/api/v1/openapi.json");
    assert_eq!(status, 200);
    assert_eq!(document["openapi"], "3.1.0");
    let (_, tests) = get(&demo, "/api/v1/athletes/ada/sweat-tests");
    let test = tests[0]["id"].as_str().unwrap();
    let receipt = tests[0]["rate"]["receipt"].as_str().unwrap();
    let (_, events) = get(&demo, "/api/v1/athletes/ada/timeline");
    let event = events[0]["id"].as_str().unwrap();
    let observation = events[0]["links"][0]["observation"].as_str().unwrap();
    let accept = json!({"choice": "accept", "observation": observation});
    let (_, decision) = send(&demo, "post", "/api/v1/athletes/ada/decisions", &accept);
    let decision = decision["id"].as_str().unwrap();
    let planned = body("/planned-sessions", observation, &Value::Null);
    let (_, planned) = send(&demo, "post", "/api/v1/athletes/ada/planned-sessions", &planned);
    let (_, plan) = get(&demo, "/api/v1/athletes/ada/plan?date=2126-06-11");
    let need = plan["sessions"][0]["needs"][0]["id"].as_str().unwrap();
    let planned_id = planned["id"].as_str().unwrap();
    let taken = json!({"session": planned["id"], "needs": [need]});
    let shared = json!({"label": "physiotherapist", "level": "read"});
    let (_, share) = send(&demo, "post", "/api/v1/athletes/ada/shares", &shared);
    let share = share["id"].as_str().unwrap();
    let (_, made) = send(&demo, "post", "/api/v1/athletes/ada/devices", &json!({"label": "watch"}));
    let device = made["device"]["id"].as_str().or_else(|| made["id"].as_str()).unwrap();
    let followed = json!({"address": "https://calendar.invalid/other.ics"});
    let (_, calendar) = send(&demo, "post", "/api/v1/athletes/ada/calendars", &followed);
    let calendar = calendar["id"].as_str().unwrap();
    let kiosk = |label: &str| {
        let new = json!({"session": "today", "label": label});
        send(&demo, "post", "/api/v1/squads/harbour/kiosks", &new).1
    };
    let (closed, open) = (kiosk("one"), kiosk("two"));
    let channels = "/api/v1/squads/harbour/channels";
    let (_, heard) = send(&demo, "post", channels, &body(channels, observation, &Value::Null));
    let heard = heard["id"].as_str().unwrap();
    let ask = json!({"by": "athlete"});
    let (_, link) = send(&demo, "post", "/api/v1/squads/harbour/members/bruna/consent-link", &ask);
    let link = link["path"].as_str().unwrap().trim_start_matches("/consent/");
    // Nobody was weighed at it yet: it can be taken out.
    let sessions = "/api/v1/squads/harbour/sessions";
    let (_, later) = send(&demo, "post", sessions, &body(sessions, observation, &Value::Null));
    let later = later["id"].as_str().or_else(|| later[0]["id"].as_str()).unwrap();
    let (mut operations, mut wrong) = (0, Vec::new());
    let paths = document["paths"].as_object().unwrap();
    let name = |path: &str, body: Value| send(&demo, "post", path, &body).1;
    let reading = name("/api/v1/athletes/ada/readings", json!({"drink": "400 ml"}));
    let reading = reading[0]["id"].as_str().or_else(|| reading["id"].as_str()).unwrap().to_owned();
    let gone = name("/api/v1/athletes/ada/readings", json!({"drink": "300 ml"}));
    let gone = gone[0]["id"].as_str().or_else(|| gone["id"].as_str()).unwrap().to_owned();
    let (_, removal) = send(&demo, "delete", &format!("/api/v1/athletes/ada/readings/{gone}"), &Value::Null);
    let removal = removal["id"].as_str().unwrap();
    let typed = json!({"what": "run", "start": "2026-05-11 07:00", "duration": "40 min"});
    let typed = name("/api/v1/athletes/ada/entries", typed);
    let entry = typed_observation(&typed);
    // An entry that is changed to another time has another name.
    let other = json!({"what": "run", "start": "2026-05-12 07:00", "duration": "40 min"});
    let other = name("/api/v1/athletes/ada/entries", other);
    let other = typed_observation(&other);
    // What is deleted can be asked for no more; nothing of the athlete can after the erasure.
    let (erasing, others): (Vec<_>, Vec<_>) = paths
        .iter()
        .flat_map(|(path, item)| item.as_object().unwrap().iter().map(move |operation| (path, operation)))
        .partition(|(path, (method, _))| *method == "delete" && path.ends_with("/{athlete}"));
    let (deleting, others): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|(_, (method, _))| *method == "delete");
    for (path, (method, operation)) in others.into_iter().chain(deleting).chain(erasing) {
        // Uploads take a form, not JSON; their own tests send one.
        if !is_upload(path) {
            let filled = path
                .replace("{athlete}", "ada")
                .replace("{squad}", "harbour")
                .replace("{test}", test)
                .replace("{receipt}", receipt)
                .replace("{variable}", "air-temperature")
                .replace("{event}", event)
                .replace("{decision}", decision)
                .replace("{share}", share)
                .replace("{device}", device)
                .replace("{calendar}", calendar)
                .replace("{channel}", if path.contains("/squads/") { heard } else { "ntfy-0" })
                .replace("{need}", &need.replace('/', "%2F"))
                .replace("{item}", "fdc_7")
                .replace(
                    "{session}",
                    match path.contains("/squads/") {
                        true if *method == "delete" && path.ends_with("/{session}") => later,
                        true => "today",
                        false => planned_id,
                    },
                )
                .replace("{entry}", if *method == "delete" { other } else { entry })
                .replace("{reading}", &reading)
                .replace("{removal}", removal)
                .replace("{member}", "bruna")
                .replace("{kiosk}", closed["id"].as_str().unwrap())
                .replace("{token}", open["token"].as_str().unwrap())
                .replace("{link}", link);
            let (status, answer) = send(&demo, method, &filled, &body(path, observation, &taken));
            let documented = operation["responses"].as_object().unwrap().contains_key(&status.to_string());
            // The demo is open to whoever reaches it: it has no accounts, and says so.
            let no_accounts = answer["type"] == "urn:isotone:problem:no-accounts";
            // Nothing of the demo failed to be sent.
            let no_letter = status == 404 && path.contains("{letter}");
            // The event is a night: nothing is expected to be sweated in it.
            let no_loss = status == 404 && path.ends_with("/loss");
            if !documented || (status >= 300 && !no_accounts && !no_letter && !no_loss) {
                wrong.push(format!("{method} {filled} answered {status}: {answer}"));
            }
            operations += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(operations >= 18, "only {operations} operations");
}

#[test]
fn the_document_holds_together() {
    let demo = Demo::start();
    let (_, document) = get(&demo, "/api/v1/openapi.json");
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let text = document.to_string();
    let mut references = 0;
    for reference in text.split("\"$ref\":\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "the document refers to {name}, which it lacks");
        references += 1;
    }
    assert!(references > 20);
    let mut names = std::collections::BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            assert!(
                names.insert(operation["operationId"].to_string()),
                "two operations are called {}",
                operation["operationId"]
            );
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            for name in path.split('{').skip(1).filter_map(|part| part.split('}').next()) {
                let named = parameters.iter().any(|p| p["name"] == name && p["in"] == "path");
                assert!(named, "{path} does not document {name}");
            }
            assert!(
                operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()),
                "{path} has no summary"
            );
        }
    }
}

#[test]
fn all_faults_of_a_request_are_named_at_once() {
    let demo = Demo::start();
    let wrong = json!({"mass_before": "70", "mass_after": "7 kg", "sport": "quidditch", "colour": "blue"});
    let (status, problem) = send(&demo, "post", "/api/v1/athletes/ada/sweat-tests", &wrong);
    assert_eq!(status, 422);
    assert_eq!(problem["type"], "urn:isotone:problem:invalid");
    let fields: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
    for field in ["mass_before", "sport", "colour", "duration", "air_temperature"] {
        assert!(fields.contains(&field), "{field} is not among {fields:?}");
    }
    let (status, problem) = get(&demo, "/api/v1/athletes/nobody");
    assert_eq!((status, problem["title"].as_str()), (404, Some("There is no such thing")));
    assert_eq!(get(&demo, "/api/v1/athletes/ada?units=cubits").0, 400);
}

#[test]
fn an_answer_comes_in_the_units_asked_for() {
    let demo = Demo::start();
    let (_, metric) = get(&demo, "/api/v1/athletes/ada");
    let (_, customary) = get(&demo, "/api/v1/athletes/ada?units=us");
    assert_eq!((&metric["body_mass"]["unit"], &customary["body_mass"]["unit"]), (&json!("kg"), &json!("lb")));
    let ratio =
        customary["body_mass"]["value"].as_f64().unwrap() / metric["body_mass"]["value"].as_f64().unwrap();
    assert!((ratio - 2.204_622_6).abs() < 1e-6);
}

/// A form with these files, its parts parted by `x`.
fn form(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut form = Vec::new();
    for (name, bytes) in files {
        let head =
            format!("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        form.extend(head.into_bytes());
        form.extend(*bytes);
        form.extend(b"\r\n");
    }
    form.extend(b"--x--\r\n");
    form
}

/// A form with one recording.
fn upload(demo: &Demo, origin: Option<&str>, name: &str, bytes: &[u8]) -> (u16, Value) {
    upload_as(demo, "/api/v1/athletes/ada/recordings", "file", origin, name, bytes)
}

#[test]
fn an_answer_that_is_kept_ends_with_the_first_change() {
    let demo = Demo::start();
    let path = "/api/v1/athletes/ada/plan?date=2126-06-11";
    let sessions = || get(&demo, path).1["sessions"].as_array().unwrap().len();
    assert_eq!((sessions(), sessions()), (0, 0));
    let planned = body("/planned-sessions", "", &Value::Null);
    assert_eq!(send(&demo, "post", "/api/v1/athletes/ada/planned-sessions", &planned).0, 201);
    assert_eq!((sessions(), sessions(), sessions()), (1, 1, 1));
    let asked = || agent().get(format!("{}{path}", demo.url));
    let tag = asked().call().unwrap().headers()["etag"].clone();
    let again = asked().header("if-none-match", tag.clone()).call().unwrap();
    assert_eq!((again.status().as_u16(), &again.headers()["etag"]), (304, &tag));
}

/// A form with one file in this field.
fn upload_as(
    demo: &Demo,
    path: &str,
    field: &str,
    origin: Option<&str>,
    name: &str,
    bytes: &[u8],
) -> (u16, Value) {
    let mut form =
        format!("--x\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n")
            .into_bytes();
    form.extend(bytes);
    form.extend(b"\r\n--x--\r\n");
    let mut request =
        agent().post(format!("{}{path}", demo.url)).header("content-type", "multipart/form-data; boundary=x");
    if let Some(origin) = origin {
        request = request.header("origin", origin);
    }
    let mut answer = request.send(&form[..]).unwrap();
    (answer.status().as_u16(), answer.body_mut().read_json().unwrap_or(Value::Null))
}

#[test]
fn uploads_that_cannot_be_are_refused_with_a_reason() {
    let demo = Demo::start();
    let (status, problem) = upload(&demo, None, "run.fit", b"Dear diary");
    assert_eq!(status, 422);
    assert!(problem["detail"].as_str().unwrap().contains("this is a text file"), "{problem}");
    let (status, _) = upload(&demo, None, "run.fit", &vec![0; 3 << 20]);
    assert_eq!(status, 413, "the limit of this server is 2 MB");
    let (status, problem) = upload(&demo, Some("http://evil.example"), "run.fit", b"");
    assert_eq!(status, 403);
    assert!(problem["detail"].as_str().unwrap().contains("127.0.0.1"), "{problem}");
}

#[test]
fn a_photo_of_a_patch_is_read_kept_and_becomes_a_sweat_test_with_receipts() {
    use patch::render::{Mishap, level::Level, photo};
    let (demo, layout) = (Demo::start(), patch::Layout::reference());
    let worn = (40..50).map(|seed| photo(layout, Level::Easy, seed, None));
    let whole = |of: &patch::render::Rendered| of.truth.volume_ul > 20.0 && of.truth.assay_fill > 0.9;
    let worn = worn.into_iter().find(whole).unwrap();
    let send_photo = |path: &str, bytes: &[u8]| upload_as(&demo, path, "photo", None, "patch.jpg", bytes);

    let (status, seen) = send_photo("/api/v1/patch-readings", &worn.jpeg());
    assert_eq!((status, &seen["kept"]), (200, &json!(false)), "{seen}");
    let (status, reading) = send_photo("/api/v1/athletes/ada/patch-readings", &worn.jpeg());
    assert_eq!((status, &reading["kept"]), (201, &json!(true)), "{reading}");
    assert_eq!(reading["layout"], "OSP-A1");
    assert_eq!(reading["volume"]["value"]["unit"], "µL");
    let volume = reading["volume"]["value"]["value"].as_f64().unwrap();
    assert!((volume - worn.truth.volume_ul).abs() < 0.1, "{volume} µL of {}", worn.truth.volume_ul);
    let receipt = reading["volume"]["receipt"].as_str().unwrap();
    let (status, receipt) = get(&demo, &format!("/api/v1/athletes/ada/receipts/{receipt}"));
    assert_eq!((status, &receipt["rule"]), (200, &json!("patch-reading.volume")), "{receipt}");

    let kept = format!("/api/v1/athletes/ada/patch-readings/{}", reading["id"].as_str().unwrap());
    assert_eq!(get(&demo, &kept), (200, reading.clone()));
    let mut drawn = agent().get(format!("{}{kept}/drawn", demo.url)).call().unwrap();
    assert_eq!(drawn.headers()["content-type"], "image/png");
    assert!(drawn.body_mut().read_to_vec().unwrap().starts_with(b"\x89PNG"));
    let test = json!({
        "patch_readings": [reading["id"]], "patch_time": "50 min", "sport": "run", "duration": "55 min",
        "air_temperature": "24 °C",
    });
    let (status, test) = send(&demo, "post", "/api/v1/athletes/ada/sweat-tests", &test);
    assert_eq!(status, 201, "{test}");
    // The same numbers as typed in: from 1 cm² in 50 minutes.
    let rate = test["patches"][0]["local_rate"]["value"].as_f64().unwrap();
    assert!((rate - volume / 50.0).abs() < 1e-6, "{rate} mg/cm²/min of {volume} µL");

    let bare = photo(layout, Level::Easy, 3, Some(Mishap::NoPatch)).jpeg();
    let (status, problem) = send_photo("/api/v1/athletes/ada/patch-readings", &bare);
    assert_eq!(status, 422);
    // An arm without a patch has no edge by which a reader could tell whether it is sharp.
    let reasons =
        ["no_patch", "too_blurred"].map(|reason| json!(format!("urn:isotone:problem:photo:{reason}")));
    assert!(reasons.contains(&problem["type"]), "{problem}");
    assert_eq!(problem["errors"][0]["message"], problem["detail"], "what to do stands beside the field");
    for (bytes, reason) in [(&b"Dear diary"[..], "not_a_photo"), (&bare[..bare.len() / 2], "damaged")] {
        let (status, problem) = send_photo("/api/v1/patch-readings", bytes);
        assert_eq!((status, problem["type"].as_str().unwrap().rsplit(':').next()), (422, Some(reason)));
    }
    let (status, problem) = upload_as(&demo, "/api/v1/patch-readings", "file", None, "patch.jpg", &bare);
    assert_eq!(status, 400, "{problem}");
    // A few bytes: who is refused before everything was sent may find the line closed while still sending.
    let (status, _) = send_photo("/api/v1/athletes/nobody/patch-readings", b"a photo");
    assert_eq!(status, 404);
}

#[test]
fn many_files_go_up_at_once_and_are_read_in_the_background() {
    let demo = Demo::start();
    let track = |day: u32| {
        format!(
            "<gpx><trk><trkseg><trkpt lat=\"50\" lon=\"8\"><time>2026-05-{day:02}T06:00:00Z</time></trkpt>\
             <trkpt lat=\"50.01\" lon=\"8\"><time>2026-05-{day:02}T06:05:00Z</time></trkpt></trkseg></trk></gpx>"
        )
    };
    let files = [("1.gpx", track(1)), ("2.gpx", track(2)), ("letter.txt", "Dear diary".to_owned())];
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let imports = "/api/v1/athletes/ada/imports";
    let answer = agent()
        .post(format!("{}{imports}", demo.url))
        .header("content-type", "multipart/form-data; boundary=x")
        .send(&form(&files)[..]);
    let mut answer = answer.unwrap();
    assert_eq!(answer.status().as_u16(), 202);
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    let begun: Value = answer.body_mut().read_json().unwrap();
    assert_eq!((begun["files"].as_u64(), begun["id"].as_str()), (Some(3), location.rsplit('/').next()));

    let mut import = Value::Null;
    for _ in 0..600 {
        import = get(&demo, &location).1;
        if import["state"] == "finished" {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_eq!((import["state"].as_str(), import["progress"].as_f64()), (Some("finished"), Some(1.0)));
    assert_eq!((import["counts"]["read"].as_u64(), import["counts"]["refused"].as_u64()), (Some(2), Some(1)));
    let (_, files) = get(&demo, &format!("{location}/files"));
    assert_eq!(files[0]["name"], "letter.txt");
    assert_eq!(files[0]["outcome"]["came"], "refused");
    assert!(files[0]["outcome"]["notes"][0].as_str().unwrap().contains("text file"), "{files}");
    assert_eq!(get(&demo, imports).1.as_array().map(Vec::len), Some(1));

    for (method, path) in [("delete", location.clone()), ("post", format!("{location}/resume"))] {
        let (status, problem) = send(&demo, method, &path, &Value::Null);
        assert_eq!(status, 422, "{problem}");
        assert!(problem["detail"].as_str().unwrap().contains("it is finished"), "{problem}");
    }
    assert_eq!(get(&demo, &format!("{imports}/none")).0, 404);
}
