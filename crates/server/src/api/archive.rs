//! An athlete's data as their own: everything as one archive, and erasure.

use std::io::{self, BufWriter, Write};

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::mpsc::{Sender, channel};
use utoipa::ToSchema;

use crate::{App, Problem};

/// How much of an archive is handed over at once, and how many such pieces may wait for a slow reader.
const PIECE: usize = 64 << 10;
const WAITING: usize = 16;

/// Everything of an athlete as one zip archive: what is stored, the files as they came, tables, FHIR observations and
/// streams. `isotone import` makes an equal athlete of it.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/export", tag = "athletes", params(("athlete" = String, Path)),
    responses(
        (status = 200, content_type = "application/zip", body = Vec<u8>, description = "The archive; one that breaks off is none"),
        (status = 404, body = Problem)
    )
)]
pub(crate) async fn export(State(app): State<App>, Path(athlete): Path<String>) -> Result<Response, Problem> {
    let record = app.engine.athlete(&athlete).await?;
    let date = app.engine.now().to_zoned_datetime(record.time_zone()).date();
    let disposition = format!("attachment; filename=\"isotone-{date}.zip\"");
    let (pieces, written) = channel(WAITING);
    let engine = app.engine.clone();
    // Packing takes a thread of its own: requests do not wait for it, and it waits for a slow reader.
    tokio::task::spawn_blocking(move || {
        let to = BufWriter::with_capacity(PIECE, Pieces(pieces.clone()));
        if let Err(error) = futures_executor::block_on(engine.export(&athlete, to)) {
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
    Ok(Json(Erased { at: erasure.at.to_string() }))
}
