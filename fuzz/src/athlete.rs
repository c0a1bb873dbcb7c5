//! An athlete's archive, and the same archive with lines in it that somebody else wrote.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use engine::{Engine, FixedClock};
use jiff::tz::TimeZone;
use serde_json::Value;
use server::{Access, App, Settings};
use tokio::runtime::Runtime;
use tower::ServiceExt;
use zip::write::SimpleFileOptions;

/// The lines of an archive, by file.
pub type Files = BTreeMap<String, Vec<u8>>;

const MANIFEST: &str = "manifest.json";
/// So many lines of each file say what its lines look like.
const LINES: usize = 3;

/// Answers that are made of everything that is stored.
const LOOKED_AT: &[&str] =
    &["", "/timeline", "/rested", "/questions", "/sweat-tests", "/sweat-profile", "/plan"];

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

/// The first lines of each file of an archive that the program wrote of the demo's athlete.
pub static WRITTEN: LazyLock<Files> = LazyLock::new(|| {
    let mut archive = Vec::new();
    RUNTIME.block_on(async {
        let (engine, _) = server();
        engine.fill_demo(&TimeZone::UTC).await.unwrap();
        engine.export(engine::demo::ATHLETE, &mut archive).await.unwrap();
    });
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let names: Vec<String> = archive.file_names().filter_map(Result::ok).map(Into::into).collect();
    let mut files = Files::new();
    for name in names.into_iter().filter(|name| name.ends_with(".jsonl") || name == MANIFEST) {
        let mut bytes = Vec::new();
        archive.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
        if name != MANIFEST {
            bytes = bytes.split_inclusive(|byte| *byte == b'\n').take(LINES).flatten().copied().collect();
        }
        files.insert(name, bytes);
    }
    files
});

/// Takes in the archive with these lines in the place of a file's; what is taken in can be looked at.
pub fn take_in(file: &str, lines: &[u8]) {
    let mut files = WRITTEN.clone();
    files.insert(file.to_owned(), lines.to_vec());
    let archive = packed(files);
    RUNTIME.block_on(async {
        let (engine, server) = server();
        if engine.restore(Cursor::new(archive), Some("me")).await.is_err() {
            return;
        }
        for path in LOOKED_AT {
            let path = format!("/api/v1/athletes/me{path}");
            let request = Request::builder().uri(&path).header("host", "isotone.test");
            let answer = server.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            let (status, body) = (answer.status(), to_bytes(answer.into_body(), 1 << 26).await);
            assert!(!status.is_server_error() && body.is_ok(), "{path}: {status}");
        }
    });
}

fn server() -> (Engine, Router) {
    let engine = Engine::new(
        Arc::new(store::Memory::default()),
        Arc::new(FixedClock("2026-06-10T08:00:00Z".parse().unwrap())),
    );
    (engine.clone(), server::router(App::new(engine, Settings::of(Access::Open))))
}

/// The archive of these files, with a manifest that counts them.
fn packed(mut files: Files) -> Vec<u8> {
    let count = |lines: &[u8]| Value::from(lines.split_inclusive(|byte| *byte == b'\n').count());
    let mut manifest: Value = serde_json::from_slice(&files[MANIFEST]).unwrap();
    manifest["documents"] = files
        .iter()
        .filter_map(|(name, lines)| {
            let name = name.strip_prefix("documents/")?.strip_suffix(".jsonl")?;
            Some((name.to_owned(), count(lines)))
        })
        .collect::<serde_json::Map<String, Value>>()
        .into();
    for (field, file) in [("keys", "keys.jsonl"), ("jobs", "jobs.jsonl")] {
        manifest[field] = count(files.get(file).map_or(&[][..], Vec::as_slice));
    }
    files.insert(MANIFEST.to_owned(), manifest.to_string().into());
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in files {
        zip.start_file(name, stored).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
