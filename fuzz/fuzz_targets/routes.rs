#![no_main]

#[path = "../../crates/server/tests/hostile/requests.rs"]
mod requests;

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::to_bytes;
use engine::{Engine, SystemClock};
use requests::{Dice, Surface};
use server::{Access, App, Settings};
use tokio::runtime::Runtime;
use tower::ServiceExt;

static SURFACE: LazyLock<Surface> = LazyLock::new(Surface::new);
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());
/// One server for all inputs, so that what one request stored meets the next.
static SERVER: LazyLock<Router> = LazyLock::new(|| {
    let engine = Engine::new(Arc::new(store::Memory::default()), Arc::new(SystemClock));
    server::router(App::new(engine, Settings::of(Access::Open)))
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut dice = Dice(bytes.iter().copied());
    for _ in 0..4 {
        let request = SURFACE.request(&mut dice, &[]);
        let line = format!("{} {}", request.method(), request.uri());
        let answer = RUNTIME.block_on(async {
            let answer = SERVER.clone().oneshot(request).await.unwrap();
            let status = answer.status();
            (status, to_bytes(answer.into_body(), 1 << 26).await)
        });
        assert!(!answer.0.is_server_error() && answer.1.is_ok(), "{line}: {}", answer.0);
    }
});
