//! An athlete's data as their own: everything as one archive, and erasure.

use std::io::{self, BufWriter, Write};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::mpsc::{Sender, channel};
use utoipa::ToSchema;

use crate::{App, Problem};

/// How much of an archive is handed over at once, and how many such pieces may wait for a slow reader.
const PIECE: usize = 64 << 10;
const WAITING: usize = 16;

/// How many archives one instance packs at once, and how many of them of one athlete: each takes a thread and up to a
/// megabyte until it is read.
const AT_ONCE: usize = 4;
const OF_ONE_ATHLETE: usize = 2;

/// When to try again, in seconds.
const TRY_AGAIN: u64 = 30;

/// The archives that are being packed, by athlete.
#[derive(Debug, Default)]
pub(crate) struct Exports(Mutex<Vec<String>>);

/// A place among the archives that are being packed.
#[derive(Debug)]
struct Place {
    exports: Arc<Exports>,
    athlete: String,
}

impl Exports {
    fn begin(self: &Arc<Self>, athlete: &str) -> Option<Place> {
        let mut packed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_one = packed.iter().filter(|of| *of == athlete).count();
        if packed.len() >= AT_ONCE || of_one >= OF_ONE_ATHLETE {
            return None;
        }
        packed.push(athlete.to_owned());
        Some(Place { exports: Arc::clone(self), athlete: athlete.to_owned() })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut packed = self.exports.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = packed.iter().position(|of| *of == self.athlete) {
            packed.swap_remove(index);
        }
    }
}

fn too_many() -> Response {
    let detail = format!("Other archives are being packed at the moment: try again in {TRY_AGAIN} s.");
    let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-often", "Not so fast", detail);
    ([(header::RETRY_AFTER, HeaderValue::from(TRY_AGAIN))], problem).into_response()
}

/// Everything of an athlete as one zip archive: what is stored, the files as they came, tables, FHIR observations and
/// streams. `isotone import` makes an equal athlete of it.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/export", tag = "athletes", params(("athlete" = String, Path)),
    responses(
        (status = 200, content_type = "application/zip", body = Vec<u8>, description = "The archive; one that breaks off is none"),
        (status = 404, body = Problem),
        (status = 429, body = Problem, description = "Too many archives are being packed; `Retry-After` says when to try again")
    )
)]
pub(crate) async fn export(State(app): State<App>, Path(athlete): Path<String>) -> Result<Response, Problem> {
    let record = app.engine.athlete(&athlete).await?;
    let date = app.engine.now().to_zoned_datetime(record.time_zone()).date();
    let disposition = format!("attachment; filename=\"isotone-{date}.zip\"");
    let Some(place) = app.exports.begin(&athlete) else { return Ok(too_many()) };
    let (pieces, written) = channel(WAITING);
    let engine = app.engine.clone();
    // Packing takes a thread of its own: requests do not wait for it, and it waits for a slow reader.
    tokio::task::spawn_blocking(move || {
        let to = BufWriter::with_capacity(PIECE, Pieces(pieces.clone()));
        let packed = futures_executor::block_on(engine::caught(engine.export(&athlete, to)));
        drop(place);
        if let Err(error) = packed.unwrap_or_else(|panic| Err(engine::Error::Defect(panic))) {
            tracing::warn!(%error, "an export broke off");
            // Whoever reads it must not take half an archive for a whole one.
            let _ = pieces.blocking_send(Err(io::Error::other("the archive is not whole")));
        }
    });
    let body = futures_util::stream::unfold(written, |mut written| async {
        written.recv().await.map(|piece| (piece, written))
    });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    let mut response = (headers, Body::from_stream(body)).into_response();
    if let Ok(disposition) = HeaderValue::try_from(disposition) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    Ok(response)
}

/// Hands over what is written, a piece at a time.
struct Pieces(Sender<io::Result<Bytes>>);

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = Ok(Bytes::copy_from_slice(bytes));
        self.0.blocking_send(piece).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is left of an erased athlete.
#[derive(serde::Serialize, ToSchema)]
pub(crate) struct Erased {
    /// When it was erased.
    #[schema(example = "2026-06-11T07:00:00Z")]
    at: String,
    /// Services that could not be told that the access has ended: end it in their own settings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    untold: Vec<String>,
}

/// Erases an athlete for good: documents, originals, receipts, accounts with providers, the place in squads. Only the fact
/// and the date stay. Backups made before hold the data until they are removed.
#[utoipa::path(
    delete, path = "/api/v1/athletes/{athlete}", tag = "athletes", params(("athlete" = String, Path)),
    responses((status = 200, body = Erased), (status = 404, body = Problem))
)]
pub(crate) async fn erase(
    State(app): State<App>,
    Path(athlete): Path<String>,
) -> Result<Json<Erased>, Problem> {
    let erasure = app.engine.erase(&athlete).await?;
    Ok(Json(Erased { at: erasure.at.to_string(), untold: erasure.untold }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archives_are_packed_two_of_an_athlete_and_four_in_all_at_once() {
        let exports = Arc::new(Exports::default());
        let ada = [exports.begin("ada").unwrap(), exports.begin("ada").unwrap()];
        assert!(exports.begin("ada").is_none());
        let _others = [exports.begin("ben").unwrap(), exports.begin("cem").unwrap()];
        assert!(exports.begin("dia").is_none());
        drop(ada);
        assert!(exports.begin("ada").is_some());
    }
}
