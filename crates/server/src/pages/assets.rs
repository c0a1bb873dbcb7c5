//! Style, script and icon, part of the program.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

const ICON: &str = include_str!("../../assets/icon.svg");

pub(crate) async fn asset(Path(name): Path<String>) -> Response {
    let (kind, text) = match name.as_str() {
        "style.css" => ("text/css; charset=utf-8", include_str!("../../assets/style.css")),
        "scan.js" => ("text/javascript; charset=utf-8", include_str!("../../assets/scan.js")),
        "app.js" => ("text/javascript; charset=utf-8", include_str!("../../assets/app.js")),
        "icon.svg" => ("image/svg+xml", ICON),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=600")];
    (headers, text).into_response()
}

pub(crate) async fn manifest() -> Response {
    let manifest = serde_json::json!({
        "name": "Isotone",
        "short_name": "Isotone",
        "description": "What to drink and eat, and when",
        "start_url": "/",
        "display": "standalone",
        "background_color": "#f6f8f7",
        "theme_color": "#0a6c6b",
        "icons": [{"src": "/assets/icon.svg", "sizes": "any", "type": "image/svg+xml"}],
    });
    ([(header::CONTENT_TYPE, "application/manifest+json")], manifest.to_string()).into_response()
}
