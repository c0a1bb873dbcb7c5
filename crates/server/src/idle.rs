//! A time limit that a slow upload can keep: it ends a request that nothing has happened to, not one that takes long.

use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, stream};
use tokio::time::{Instant, sleep_until};

use crate::Problem;

/// Between two pieces of a body, and between its end and the beginning of the answer.
const IDLE: Duration = Duration::from_secs(60);

/// A body may be as slow as this on average, in bytes a second; a phone on a bad network sends fifty times as much. Without
/// it a byte a minute would hold a connection for ever.
const SLOWEST: u32 = 1000;

/// How far the body of a request has come.
#[derive(Clone, Copy, Debug)]
struct Progress {
    begun: Instant,
    last: Instant,
    bytes: u64,
    ended: bool,
}

impl Progress {
    /// When the request is given up, unless something happens before.
    fn deadline(&self) -> Instant {
        let idle = self.last + IDLE;
        if self.ended {
            return idle;
        }
        let seconds = u32::try_from(self.bytes / u64::from(SLOWEST)).unwrap_or(u32::MAX);
        idle.min(self.begun + IDLE + Duration::from_secs(u64::from(seconds)))
    }
}

/// Ends requests whose body has stopped coming, and those whose answer does not begin within a minute of it.
pub(crate) async fn limit(request: Request, next: Next) -> Response {
    let (now, ended) = (Instant::now(), request.body().is_end_stream());
    let progress = Arc::new(Mutex::new(Progress { begun: now, last: now, bytes: 0, ended }));
    let read = || *progress.lock().unwrap_or_else(PoisonError::into_inner);
    let request = match ended {
        true => request,
        false => request.map(|body| watched(body, Arc::clone(&progress))),
    };
    let mut answer = pin!(next.run(request));
    loop {
        tokio::select! {
            answer = &mut answer => return answer,
            () = sleep_until(read().deadline()) => {
                let progress = read();
                if progress.deadline() <= Instant::now() {
                    return too_slow(progress.ended);
                }
            }
        }
    }
}

fn too_slow(whole: bool) -> Response {
    let (status, detail) = match whole {
        false => (
            StatusCode::REQUEST_TIMEOUT,
            "The body stopped coming. Send it again, over a better connection or in smaller parts.",
        ),
        true => (
            StatusCode::GATEWAY_TIMEOUT,
            "The answer took more than a minute. Try again later, or ask for less at once.",
        ),
    };
    Problem::new(status, "timeout", "It took too long", detail).into_response()
}

/// The same body, which notes when its pieces come.
fn watched(body: Body, progress: Arc<Mutex<Progress>>) -> Body {
    let mut pieces = body.into_data_stream();
    Body::from_stream(stream::poll_fn(move |context| {
        let piece = Pin::new(&mut pieces).poll_next(context);
        if let Poll::Ready(piece) = &piece {
            let mut progress = progress.lock().unwrap_or_else(PoisonError::into_inner);
            progress.last = Instant::now();
            match piece {
                Some(Ok(piece)) => progress.bytes += piece.len() as u64,
                Some(Err(_)) | None => progress.ended = true,
            }
        }
        piece
    }))
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Bytes;
    use axum::middleware::from_fn;
    use axum::routing::post;
    use tower::ServiceExt;

    use super::*;

    /// A server that takes `work` after the body has come, and a body of `pieces` of this many bytes every `pause`.
    async fn answered(pieces: u32, bytes: usize, pause: Duration, work: Duration) -> (StatusCode, Duration) {
        let handler = move |body: Bytes| async move {
            tokio::time::sleep(work).await;
            body.len().to_string()
        };
        let router = Router::new().route("/", post(handler)).layer(from_fn(limit));
        let body = stream::unfold(pieces, move |left| async move {
            tokio::time::sleep(pause).await;
            (left > 0).then(|| (Ok::<_, axum::Error>(Bytes::from(vec![0; bytes])), left - 1))
        });
        let begun = Instant::now();
        let request = Request::post("/").body(Body::from_stream(body)).unwrap();
        let status = router.oneshot(request).await.unwrap().status();
        (status, begun.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn an_upload_of_many_minutes_arrives_while_it_goes_on() {
        let (status, took) = answered(100, 20_000, Duration::from_secs(8), Duration::ZERO).await;
        assert_eq!(status, StatusCode::OK);
        assert!(took > Duration::from_secs(800));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_stops_is_given_up_after_a_minute() {
        let (status, took) = answered(1, 10, Duration::from_secs(3600), Duration::ZERO).await;
        assert_eq!((status, took.as_secs()), (StatusCode::REQUEST_TIMEOUT, 60));
    }

    #[tokio::test(start_paused = true)]
    async fn a_byte_now_and_then_does_not_hold_a_connection() {
        let (status, took) = answered(1000, 1, Duration::from_secs(10), Duration::ZERO).await;
        assert_eq!((status, took.as_secs()), (StatusCode::REQUEST_TIMEOUT, 60));
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_has_a_minute_from_the_end_of_the_body() {
        let slow = |work| answered(10, 20_000, Duration::from_secs(20), Duration::from_secs(work));
        assert_eq!(slow(50).await.0, StatusCode::OK);
        assert_eq!(slow(70).await.0, StatusCode::GATEWAY_TIMEOUT);
    }
}
