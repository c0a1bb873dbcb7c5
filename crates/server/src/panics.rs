//! A panic in a handler is answered as an error of the server, and counted, instead of cutting the connection.

use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::access::is_api;
use crate::pages::Fault;
use crate::{App, Problem};

/// Answers 500 where a handler panics.
pub(crate) async fn catch(State(app): State<App>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let for_programs = is_api(request.uri().path());
    match engine::caught(next.run(request)).await {
        Ok(answer) => answer,
        Err(cause) => {
            app.operations.panicked();
            tracing::error!(route, cause, "a request ran into a defect of the program");
            let detail = "This is a defect of the program, not of your request. The server's log says more.";
            let problem =
                Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "defect", "Something went wrong", detail);
            if for_programs { problem.into_response() } else { Fault::of(problem).into_response() }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use engine::{Engine, SystemClock};
    use tower::ServiceExt;

    use super::*;
    use crate::{Access, Settings};

    async fn broken() -> String {
        "9999".parse::<u8>().unwrap().to_string()
    }

    #[tokio::test]
    async fn a_handler_that_panics_answers_500_and_is_counted() {
        let engine = Engine::new(Arc::new(store::Memory::default()), Arc::new(SystemClock));
        let app = App::new(engine, Settings::of(Access::Open));
        let router: Router =
            Router::new().route("/api/broken", get(broken)).layer(from_fn_with_state(app.clone(), catch));
        let answer = router.oneshot(Request::get("/api/broken").body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        let body = to_bytes(answer.into_body(), 1 << 16).await.unwrap();
        let body = String::from_utf8_lossy(&body);
        assert!(body.contains("urn:isotone:problem:defect") && !body.contains("ParseIntError"), "{body}");
        assert!(app.operations.exposition().contains("\nisotone_panics_total 1\n"));
    }
}
