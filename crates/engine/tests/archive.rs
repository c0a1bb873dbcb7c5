//! An athlete's data as their own: taken away whole, brought back equal, erased without a trace.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::sync::Arc;

use engine::{
    Account, AthleteChanges, Caller, ConditionsInput, Engine, Error, FixedClock, IMPORT, ItemFormat, Keyed,
    Level, NewGrant, NewPlannedSession, NewSweatTest, NewToken, Person, ReadingKind, Scope, Standing, Via,
    is_archive,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use physiology::weigh_in::{Clothes, WeighIn};
use serde_json::{Value, json};
use store::{
    Change, CollectionName, Commit, Document, DocumentId, Memory, NewJob, Owner, Sqlite, Store, Whole,
};
use units::{Duration, Fraction, Mass, Temperature, Volume};

const NOW: &str = "2026-06-10T08:00:00Z";

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

fn owner(name: &str) -> Owner {
    Owner::new(format!("athlete:{name}")).unwrap()
}

fn collection(name: &str) -> CollectionName {
    CollectionName::new(name).unwrap()
}

fn engine_over(store: Arc<dyn Store>) -> Engine {
    Engine::new(store, Arc::new(FixedClock(at(NOW))))
}

/// A run of an hour with a heart rate, as a watch exports it.
fn recording(title: &str) -> String {
    let point = |minute: u32| {
        format!(
            "<Trackpoint><Time>2026-06-09T{:02}:{:02}:00Z</Time><DistanceMeters>{}</DistanceMeters>\
             <HeartRateBpm><Value>{}</Value></HeartRateBpm></Trackpoint>",
            7 + minute / 60,
            minute % 60,
            minute * 180,
            120 + minute % 40
        )
    };
    let track: String = (0..=60).map(point).collect();
    format!(
        "<TrainingCenterDatabase xmlns=\"http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2\"><Activities>\
         <Activity Sport=\"Running\"><Id>2026-06-09T07:00:00Z</Id><Lap StartTime=\"2026-06-09T07:00:00Z\">\
         <TotalTimeSeconds>3600</TotalTimeSeconds><Track>{track}</Track></Lap><Notes>{title}</Notes></Activity>\
         </Activities></TrainingCenterDatabase>"
    )
}

fn warm_run() -> ConditionsInput {
    ConditionsInput {
        sport: Some("run".into()),
        duration: Some(Duration::from_hours(1.0)),
        air_temperature: Some(Temperature::from_celsius(24.0)),
        relative_humidity: Some(Fraction::from_percent(55.0)),
        ..ConditionsInput::default()
    }
}

/// An athlete who has something of everything: recordings, a sweat test, readings, plans with their receipts, items of
/// their own, an overruled event, an account with a provider and work that waits.
async fn live(engine: &Engine, store: &dyn Store, name: &str, called: &str) {
    let new = AthleteChanges {
        name: Some(called.to_owned()),
        body_mass: Some(Mass::from_lb(155.2)),
        born: Some(1990),
        ..AthleteChanges::default()
    };
    engine.put_athlete(name, new, &TimeZone::UTC).await.unwrap();
    let file = format!("{called}'s morning/run.tcx");
    engine.import_recording(name, &file, recording(called).as_bytes()).await.unwrap();
    let event = engine.events(name, Timestamp::MIN, Timestamp::MAX).await.unwrap().remove(0);
    let weigh_in = WeighIn {
        mass_before: Mass::from_kg(70.4),
        mass_after: Mass::from_kg(69.5),
        drunk: Some(Volume::from_ml(250.0)),
        food: Mass::ZERO,
        urine: None,
        stool: Mass::ZERO,
        clothes: Clothes::Nude,
    };
    let conditions = ConditionsInput { sport: None, duration: None, ..warm_run() };
    let test = NewSweatTest {
        event: Some(event.id.clone()),
        at: None,
        conditions,
        weigh_in: Some(weigh_in),
        patches: Vec::new(),
        confirmed: false,
    };
    engine.take_sweat_test(name, test).await.unwrap();
    let drink = ReadingKind::Drink { volume: Volume::from_ml(500.0) };
    engine.log_reading(name, Some(at("2026-06-10T07:15:00Z")), drink).await.unwrap();
    let mass = ReadingKind::BodyMass { mass: Mass::from_lb(154.8) };
    engine.log_reading(name, Some(at("2026-06-10T07:00:00Z")), mass).await.unwrap();
    let start = at("2026-06-11T07:00:00Z");
    let title = Some(format!("={called}'s run"));
    engine.plan_session(name, NewPlannedSession { title, start, conditions: warm_run() }).await.unwrap();
    engine.day_plan(name, Some(start.to_zoned_datetime(TimeZone::UTC).date())).await.unwrap();
    let pudding = r#"{"fdcId": 7, "description": "Rice pudding", "foodNutrients": [{"number": "205", "amount": 18.4}]}"#;
    engine.add_items(name, pudding, ItemFormat::Usda).await.unwrap();
    let observation = event.links[0].observation.clone();
    engine.decide(name, vec![timeline::Choice::Accept { observation }]).await.unwrap();
    let key = Change::Reserve {
        namespace: collection("provider-accounts"),
        key: format!("garmin:{called}"),
        id: DocumentId::new("account").unwrap(),
    };
    let body = json!({"import": called, "resumed": 0});
    let job = NewJob { kind: IMPORT.into(), due: at("2027-01-01T00:00:00Z"), body };
    store.commit(Commit::of(owner(name), vec![key]).with_jobs(vec![job])).await.unwrap();
}

/// Everything an athlete has: documents, keys, jobs, and the bytes that came in.
async fn everything(store: &dyn Store, name: &str) -> (Whole, BTreeMap<String, Vec<u8>>) {
    let mut whole = Whole::read(store, &owner(name)).await.unwrap();
    // A job has another number in another store.
    for job in &mut whole.holdings.jobs {
        job.id = store::JobId(0);
    }
    let mut bytes = BTreeMap::new();
    for blob in &whole.holdings.blobs {
        bytes.insert(blob.as_str().to_owned(), store.blob(&owner(name), blob).await.unwrap().unwrap());
    }
    (whole, bytes)
}

async fn export(engine: &Engine, name: &str) -> Vec<u8> {
    let mut archive = Vec::new();
    engine.export(name, &mut archive).await.unwrap();
    archive
}

fn file_in(archive: &[u8], name: &str) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut bytes = Vec::new();
    zip.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

async fn an_athlete_comes_back_equal(store: Arc<dyn Store>) {
    let engine = engine_over(Arc::clone(&store));
    live(&engine, &*store, "ada", "Ada").await;
    let before = everything(&*store, "ada").await;
    let kept: Vec<&str> = before.0.holdings.collections.iter().map(CollectionName::as_str).collect();
    let some =
        ["athlete", "decisions", "events", "observations", "own-items", "planned-sessions", "readings"];
    for collection in some.into_iter().chain(["receipts", "reports", "sweat-tests"]) {
        assert!(kept.contains(&collection), "the athlete of this test has no {collection}, only {kept:?}");
    }
    let archive = export(&engine, "ada").await;
    assert!(is_archive(Cursor::new(&archive)));

    engine.erase("ada").await.unwrap();
    assert_eq!(everything(&*store, "ada").await, (Whole::default(), BTreeMap::new()));

    let restored = engine.restore(Cursor::new(&archive), None).await.unwrap();
    assert_eq!(everything(&*store, "ada").await, before);
    assert_eq!((restored.athlete.as_str(), restored.documents), ("ada", before.0.documents.len()));
    assert!(engine.replay("ada").await.unwrap().differences.is_empty(), "and a replay agrees with it");
}

#[tokio::test]
async fn export_erase_import_gives_an_equal_store() {
    an_athlete_comes_back_equal(Arc::new(Memory::default())).await;
    let folder = tempfile::tempdir().unwrap();
    an_athlete_comes_back_equal(Arc::new(Sqlite::open(&folder.path().join("isotone.db")).unwrap())).await;
}

#[tokio::test]
async fn an_archive_may_come_back_under_another_name_but_never_over_somebody() {
    let store = Arc::new(Memory::default());
    let engine = engine_over(store.clone());
    live(&engine, &*store, "ada", "Ada").await;
    let archive = export(&engine, "ada").await;
    let refused = engine.restore(Cursor::new(&archive), None).await.unwrap_err().to_string();
    assert!(refused.contains("'ada' here already"), "{refused}");
    let refused = engine.restore(Cursor::new(&archive), Some("eda")).await.unwrap_err().to_string();
    assert!(refused.contains("garmin:Ada belongs to another athlete"), "{refused}");
    assert_eq!(everything(&*store, "eda").await, (Whole::default(), BTreeMap::new()), "nothing half-stored");
    engine.erase("ada").await.unwrap();
    engine.restore(Cursor::new(&archive), Some("eda")).await.unwrap();
    let back = engine.athlete("eda").await.unwrap();
    assert_eq!((back.id.as_str(), back.name.as_str()), ("eda", "Ada"));
}

/// The archive with one file changed or left out.
fn with(archive: &[u8], name: &str, change: impl Fn(Vec<u8>) -> Option<Vec<u8>>) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut file = from.by_index(index).unwrap();
        let of = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let bytes = if of == name { change(bytes) } else { Some(bytes) };
        if let Some(bytes) = bytes {
            to.start_file(of, zip::write::SimpleFileOptions::default()).unwrap();
            to.write_all(&bytes).unwrap();
        }
    }
    to.finish().unwrap().into_inner()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn an_archive_that_is_not_whole_is_refused_and_nothing_is_stored() {
    let store = Arc::new(Memory::default());
    let engine = engine_over(store.clone());
    live(&engine, &*store, "ada", "Ada").await;
    let archive = export(&engine, "ada").await;
    engine.erase("ada").await.unwrap();
    let original = {
        let zip = zip::ZipArchive::new(Cursor::new(&archive)).unwrap();
        zip.file_names()
            .map(|name| name.unwrap().into_owned())
            .find(|name| name.starts_with("originals/"))
            .unwrap()
    };
    let shorter = |bytes: Vec<u8>| {
        let text = text(bytes);
        Some(text.lines().skip(1).map(|line| format!("{line}\n")).collect::<String>().into_bytes())
    };
    let newer = |bytes: Vec<u8>| Some(text(bytes).replace("\"version\": 1", "\"version\": 9").into_bytes());
    let wrong = |bytes: Vec<u8>| Some(text(bytes).replace("\"body_mass\":", "\"body_mess\":").into_bytes());
    let other = |_: Vec<u8>| Some(b"another run".to_vec());
    for (archive, says) in [
        (archive[..archive.len() / 2].to_vec(), "no zip archive"),
        (with(&archive, "manifest.json", |_| None), "no manifest"),
        (with(&archive, "manifest.json", newer), "use the newer program"),
        (with(&archive, "documents/receipts.jsonl", shorter), "it is not whole"),
        (with(&archive, "documents/events.jsonl", |_| None), "documents/events.jsonl"),
        (with(&archive, "documents/athlete.jsonl", wrong), "documents/athlete.jsonl, line 1: "),
        (with(&archive, &original, other), "it is damaged"),
    ] {
        let error = engine.restore(Cursor::new(archive), None).await.unwrap_err();
        assert!(matches!(error, Error::Unreadable { .. }), "{error}");
        assert!(error.to_string().contains(says), "{error}");
        assert_eq!(everything(&*store, "ada").await, (Whole::default(), BTreeMap::new()), "after: {error}");
    }
}

/// Everything but who may do what: what an import brings.
async fn data_of(store: &dyn Store, name: &str) -> (Whole, BTreeMap<String, Vec<u8>>) {
    let (mut whole, bytes) = everything(store, name).await;
    let of_access = |collection: &CollectionName| ["grants", "requests"].contains(&collection.as_str());
    whole.documents.retain(|(collection, _)| !of_access(collection));
    whole.holdings.collections.retain(|collection| !of_access(collection));
    whole.holdings.keys.retain(|key| key.namespace.as_str() != "share");
    (whole, bytes)
}

/// A person signed in.
async fn signed_in(engine: &Engine, account: &Account) -> Caller {
    let session = engine.begin_session(&account.id, "").await.unwrap();
    Caller::Met { person: engine.person_of_session(session.expose()).await.unwrap(), link: None }
}

#[tokio::test]
async fn an_athlete_comes_back_with_the_data_and_without_the_shares() {
    let store = Arc::new(Memory::default());
    let engine = engine_over(store.clone());
    live(&engine, &*store, "ada", "Ada").await;
    let owner_of_it = engine.add_account("ada", false).await.unwrap();
    engine.give_athlete(&owner_of_it, "ada").await.unwrap();
    let caller = signed_in(&engine, &owner_of_it).await;
    let link = NewGrant::Link("physio".into());
    let link = engine.share("ada", link, Level::Read, None).await.unwrap().1.unwrap();
    let keyed = engine.begin_request(&caller, Some("ada"), "k-1", b"POST").await.unwrap();
    assert!(matches!(keyed, Keyed::New(_)));
    let before = data_of(&*store, "ada").await;
    let archive = export(&engine, "ada").await;
    let shares = text(file_in(&archive, "documents/grants.jsonl"));
    assert!(shares.contains("physio"), "with whom it was shared is there to be read");
    engine.erase("ada").await.unwrap();

    let restored = engine.restore(Cursor::new(&archive), None).await.unwrap();
    assert_eq!(restored.shares_left_out, 2);
    assert_eq!(
        everything(&*store, "ada").await,
        before,
        "the data are equal, and there is nothing beside them"
    );
    assert_eq!(engine.standing(&caller, "ada").await.unwrap(), Standing::default());
    assert_eq!(engine.shared_link(link.expose()).await.unwrap(), None);
    assert!(engine.athletes_of(&caller).await.unwrap().is_empty());
    engine.give_athlete(&owner_of_it, "ada").await.unwrap();
    assert_eq!(engine.standing(&caller, "ada").await.unwrap().granted, Some(Level::Own));
}

/// The archive with these lines in a file beside what it has, and a manifest that counts them.
fn crafted(archive: &[u8], file: &str, lines: &[Value]) -> Vec<u8> {
    let added: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let has = zip::ZipArchive::new(Cursor::new(archive)).unwrap().by_name(file).is_ok();
    let counted = with(archive, "manifest.json", |manifest| {
        let mut manifest: Value = serde_json::from_slice(&manifest).unwrap();
        let count = match file.strip_prefix("documents/") {
            Some(name) => &mut manifest["documents"][name.trim_end_matches(".jsonl")],
            None => &mut manifest[file.trim_end_matches(".jsonl")],
        };
        *count = (count.as_u64().unwrap_or_default() + lines.len() as u64).into();
        Some(manifest.to_string().into_bytes())
    });
    if has {
        return with(&counted, file, |bytes| Some([bytes.as_slice(), added.as_bytes()].concat()));
    }
    let mut zip = zip::ZipWriter::new_append(Cursor::new(counted)).unwrap();
    zip.start_file(file, zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(added.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

#[tokio::test]
async fn an_archive_of_a_stranger_gives_nobody_access() {
    let store = Arc::new(Memory::default());
    let engine = engine_over(store.clone());
    // What a stranger has: an archive of an athlete of their own, an account here, and a server to copy documents from.
    live(&engine, &*store, "mal", "Mal").await;
    let archive = export(&engine, "mal").await;
    engine.erase("mal").await.unwrap();
    let ada = engine.add_account("ada", true).await.unwrap();
    let mal = engine.add_account("mal", false).await.unwrap();
    let caller = signed_in(&engine, &mal).await;
    let new = NewToken { label: "t".into(), scopes: Scope::ALL.into_iter().take(4).collect(), expires: None };
    let (_, token) = engine.make_token(&mal, new).await.unwrap();
    let theirs = Whole::read(&*store, &Owner::new(format!("account:{}", mal.id)).unwrap()).await.unwrap();
    let copied = |collection: &str| -> Vec<Value> {
        let of = theirs.documents.iter().filter(|(name, _)| name.as_str() == collection);
        of.map(|(_, document)| json!({"id": document.id.to_string(), "body": document.body.read::<Value>().unwrap()}))
            .collect()
    };
    let grant = |id: &str, to: Value, level: &str| {
        let body = json!({"id": id, "to": to, "level": level, "created": NOW, "expires": null});
        json!({"id": id, "body": body})
    };
    let hash = theirs.holdings.keys.iter().find(|key| key.namespace.as_str() == "token").unwrap().key.clone();
    let account = format!("account-{}", mal.id);
    let grants = [
        grant(&account, json!({"kind": "account", "id": mal.id, "login": "mal"}), "own"),
        grant("link-00", json!({"kind": "link", "label": "back door", "hash": hash}), "coach"),
        grant("squad-x", json!({"kind": "squad", "id": "x", "name": "X"}), "coach"),
    ];
    let nothing = (Whole::default(), BTreeMap::new());

    // Shares are passed over, and with them the key by which a link would be found.
    let shared = crafted(&archive, "documents/grants.jsonl", &grants);
    let key = json!({"namespace": "share", "key": hash, "id": "link-00"});
    let shared = crafted(&shared, "keys.jsonl", &[key]);
    let answered = json!({"id": "r", "body": {"id": "r", "fingerprint": "f", "begun": NOW, "answer": null}});
    let shared = crafted(&shared, "documents/requests.jsonl", &[answered]);
    let restored = engine.restore(Cursor::new(shared), Some("me")).await.unwrap();
    assert_eq!(restored.shares_left_out, 3);
    assert!(engine.grants("me").await.unwrap().is_empty());
    assert_eq!(engine.standing(&caller, "me").await.unwrap(), Standing::default());
    assert_eq!(engine.shared_link(token.expose()).await.unwrap(), None);
    assert_eq!(everything(&*store, "me").await, data_of(&*store, "me").await);
    let listed = engine.account(&mal.id).await.unwrap().athletes;
    assert!(listed.is_empty(), "and nobody's start page is written to: {listed:?}");
    engine.erase("me").await.unwrap();

    // What no athlete has is refused whole, wherever it would have ended up.
    let entry = |namespace: &str, key: &str| json!({"namespace": namespace, "key": key, "id": "record"});
    let job = json!({"kind": engine::SELF_CHECK, "due": NOW, "body": {"night": NOW, "after": null}});
    for (file, lines, says) in [
        ("documents/sessions.jsonl", copied("sessions"), "documents of 'sessions'"),
        ("documents/tokens.jsonl", copied("tokens"), "documents of 'tokens'"),
        ("documents/account.jsonl", copied("account"), "documents of 'account'"),
        ("documents/links.jsonl", vec![json!({"id": "l", "body": {}})], "documents of 'links'"),
        ("documents/squad.jsonl", vec![json!({"id": "record", "body": {}})], "documents of 'squad'"),
        ("documents/model.jsonl", vec![json!({"id": "record", "body": {}})], "documents of 'model'"),
        ("documents/passkeys.jsonl", vec![json!({"id": "p", "body": {}})], "documents of 'passkeys'"),
        ("keys.jsonl", vec![entry("session", "x")], "a key of 'session'"),
        ("keys.jsonl", vec![entry("token", "x")], "a key of 'token'"),
        ("keys.jsonl", vec![entry("login", "carla")], "a key of 'login'"),
        ("keys.jsonl", vec![entry("first-account", "first-account")], "a key of 'first-account'"),
        ("jobs.jsonl", vec![job], "a job 'self-check'"),
    ] {
        assert!(!lines.is_empty(), "this test copies no {file}");
        let error = engine.restore(Cursor::new(crafted(&archive, file, &lines)), None).await.unwrap_err();
        assert!(matches!(error, Error::Unreadable { .. }), "{error}");
        assert!(error.to_string().contains(says), "{error}");
        assert_eq!(everything(&*store, "mal").await, nothing, "after: {error}");
    }

    // A name leads nowhere but to an athlete.
    for name in [format!("../account:{}", ada.id), format!("x:account:{}", ada.id), "squad:x".to_owned()] {
        let named = with(&archive, "manifest.json", |manifest| {
            let mut manifest: Value = serde_json::from_slice(&manifest).unwrap();
            manifest["athlete"] = name.clone().into();
            Some(manifest.to_string().into_bytes())
        });
        engine.restore(Cursor::new(named), None).await.unwrap_err();
    }
    let person = engine.person_of_token(token.expose()).await.unwrap();
    assert!(matches!(person, Some(Person { via: Via::Token { .. }, .. })), "what was copied is as it was");
    engine.add_account("carla", false).await.unwrap();
}

#[tokio::test]
async fn tables_and_observations_can_be_read_by_others() {
    let store = Arc::new(Memory::default());
    let engine = engine_over(store.clone());
    live(&engine, &*store, "ada", "Ada").await;
    let archive = export(&engine, "ada").await;
    let rows = |name: &str| -> Vec<BTreeMap<String, String>> {
        let bytes = file_in(&archive, name);
        csv::Reader::from_reader(&bytes[..]).deserialize().map(Result::unwrap).collect()
    };
    let workout = &rows("tables/workouts.csv")[0];
    assert_eq!((&*workout["start"], &*workout["distance_m"]), ("2026-06-09T07:00:00Z", "10800"));
    let test = &rows("tables/sweat-tests.csv")[0];
    assert_eq!((&*test["mass_before_kg"], &*test["drunk_l"], &*test["duration_s"]), ("70.4", "0.25", "3600"));
    assert!(test["rate_low_l_per_h"].parse::<f64>().unwrap() < test["rate_l_per_h"].parse().unwrap());
    assert_eq!(rows("tables/plans.csv")[0]["title"], "'=Ada's run", "no spreadsheet runs a title");
    assert_eq!(rows("tables/readings.csv").len(), 2);
    assert!(rows("tables/sleeps.csv").is_empty());

    let bundle: Value = serde_json::from_slice(&file_in(&archive, "fhir/observations.json")).unwrap();
    let observed = |code: &str| -> Vec<(f64, &str)> {
        let entries = bundle["entry"].as_array().unwrap().iter().map(|entry| &entry["resource"]);
        let of = entries.filter(|resource| resource["code"]["coding"][0]["code"] == code);
        of.map(|o| {
            (o["valueQuantity"]["value"].as_f64().unwrap(), o["valueQuantity"]["code"].as_str().unwrap())
        })
        .collect()
    };
    assert_eq!(observed("29463-7"), [(70.216_099, "kg"), (70.4, "kg"), (69.5, "kg")]);
    assert_eq!(observed("9000-1"), [(0.5, "L"), (0.25, "L")]);
    assert_eq!(bundle["type"], "transaction");
    let addresses: BTreeSet<&str> =
        bundle["entry"].as_array().unwrap().iter().map(|entry| entry["fullUrl"].as_str().unwrap()).collect();
    assert_eq!(
        addresses.len(),
        bundle["entry"].as_array().unwrap().len(),
        "each resource has its own address"
    );
    for entry in bundle["entry"].as_array().unwrap() {
        assert_eq!(entry["request"]["url"], entry["resource"]["resourceType"]);
        let only_if = entry["request"]["ifNoneExist"].as_str().unwrap();
        let address = entry["fullUrl"].as_str().unwrap();
        assert_eq!(only_if, address.replace("urn:uuid:", "identifier=urn:isotone:resource|"));
    }
    let loss = observed("sweat-loss")[0].0;
    assert!((0.95..1.15).contains(&loss), "0.9 kg lighter and 0.25 L drunk, less breath and fuel: {loss}");
}

#[cfg(feature = "parquet")]
#[tokio::test]
async fn streams_are_a_table_of_ten_seconds() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    let store = Arc::new(Memory::default());
    let engine = engine_over(store.clone());
    live(&engine, &*store, "ada", "Ada").await;
    let streams = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(streams.path(), file_in(&export(&engine, "ada").await, "streams.parquet")).unwrap();
    let reader = SerializedFileReader::new(streams.reopen().unwrap()).unwrap();
    let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 361, "an hour and its last point");
    assert_eq!(rows[0].get_timestamp_millis(1).unwrap(), at("2026-06-09T07:00:00Z").as_millisecond());
    assert_eq!(rows[360].get_timestamp_millis(1).unwrap(), at("2026-06-09T08:00:00Z").as_millisecond());
    assert_eq!(rows[0].get_int(2).unwrap(), 120);
    assert!(rows[1].get_int(2).is_err(), "nothing was measured between two minutes");
    assert_eq!(rows[6].get_int(2).unwrap(), 121);
}

/// Whether any file in a folder holds these bytes.
fn holds(folder: &Path, bytes: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let file = std::fs::read(entry.unwrap().path()).unwrap();
        file.windows(bytes.len()).any(|window| window == bytes)
    })
}

#[tokio::test]
async fn an_erased_athlete_is_in_no_byte_of_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Sqlite::open(&folder.path().join("isotone.db")).unwrap());
    let engine = engine_over(store.clone());
    live(&engine, &*store, "quillfeather", "Perpetua").await;
    live(&engine, &*store, "ada", "Ada").await;
    // A photo does not deflate: its bytes are in the file as they are.
    let mut state = 1_u64;
    let mut noise = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    let photo: Vec<u8> = (0..9000).map(|_| noise()).collect();
    store.put_blob(&owner("quillfeather"), photo.clone()).await.unwrap();
    let squad = json!({"id": "harbour", "name": "Harbour", "members": ["quillfeather", "ada"], "later": 1});
    let check =
        json!({"due": NOW, "found": [], "failed": [["quillfeather", "Perpetua's file"], ["ada", "x"]]});
    for (owner, collection_name, id, body) in
        [("squad:harbour", "squad", "record", squad), ("instance:self", "self-checks", NOW, check)]
    {
        let document = Document { id: DocumentId::new(id).unwrap(), span: None, body: body.into() };
        let put = Change::Put { collection: collection(collection_name), document };
        let owner = Owner::new(owner).unwrap();
        let commit = match store.revision(&owner).await.unwrap() {
            Some(_) => Commit::of(owner, vec![put]),
            None => Commit::creating(owner, vec![put]),
        };
        store.commit(commit).await.unwrap();
    }
    let traces: [&[u8]; 4] = [b"quillfeather", b"Perpetua", &photo[1000..1032], &photo[7000..7032]];
    for trace in traces {
        assert!(holds(folder.path(), trace), "this test looks for what was there");
    }
    let ada = everything(&*store, "ada").await;

    let erasure = engine.erase("quillfeather").await.unwrap();

    for trace in traces {
        assert!(!holds(folder.path(), trace), "{} is still there", String::from_utf8_lossy(trace));
    }
    assert_eq!(erasure.at, at(NOW));
    assert_eq!(engine.erasures().await.unwrap(), [erasure], "the fact and the date stay");
    assert_eq!(everything(&*store, "ada").await, ada, "nobody else is touched");
    assert_eq!(engine.squads().await.unwrap()[0].members, ["ada"]);
    assert!(matches!(engine.erase("quillfeather").await, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn a_number_that_was_about_to_be_kept_does_not_bring_an_erased_athlete_back() {
    let store = Arc::new(Memory::default());
    let engine = engine_over(store.clone());
    live(&engine, &*store, "ada", "Ada").await;
    engine.erase("ada").await.unwrap();
    let drink = ReadingKind::Drink { volume: Volume::from_ml(500.0) };
    engine.log_reading("ada", None, drink).await.unwrap_err();
    assert_eq!(everything(&*store, "ada").await, (Whole::default(), BTreeMap::new()));
}
