//! The least that axum can do: answers `/plan` and `/timeline` with the bytes of two files, from memory. A peer for
//! `bench/api/run`: `bare ADDRESS PLAN_FILE TIMELINE_FILE`.

use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::routing::get;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, plan, timeline] = arguments.as_slice() else {
        return Err("bare ADDRESS PLAN_FILE TIMELINE_FILE".into());
    };
    let (plan, timeline) = (Bytes::from(std::fs::read(plan)?), Bytes::from(std::fs::read(timeline)?));
    let json = |bytes: Bytes| async move { ([(header::CONTENT_TYPE, "application/json")], bytes) };
    let app = Router::new()
        .route("/plan", get(move || json(plan.clone())))
        .route("/timeline", get(move || json(timeline.clone())));
    axum::serve(tokio::net::TcpListener::bind(address).await?, app).await?;
    Ok(())
}
