//! Style, scripts and icons, part of the program. Each goes by a name with the hash of what it holds, so that browsers keep
//! it for good and ask again only when it is another.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use crate::App;
use crate::language::Language;

/// A file that pages refer to.
struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
}

macro_rules! assets {
    ($($name:literal $kind:literal)+) => {
        /// All files that pages refer to.
        const ASSETS: &[Asset] = &[$(
            Asset { name: $name, kind: $kind, bytes: include_bytes!(concat!("../../assets/", $name)) }
        ),+];
    };
}

assets! {
    "style.css" "text/css; charset=utf-8"
    "app.js" "text/javascript; charset=utf-8"
    "scan.js" "text/javascript; charset=utf-8"
    "barcode.js" "text/javascript; charset=utf-8"
    "passkeys.js" "text/javascript; charset=utf-8"
    "notifications.js" "text/javascript; charset=utf-8"
    "queue.js" "text/javascript; charset=utf-8"
    "offline.js" "text/javascript; charset=utf-8"
    "board.js" "text/javascript; charset=utf-8"
    "kiosk.js" "text/javascript; charset=utf-8"
    "outbox.js" "text/javascript; charset=utf-8"
    "scales.js" "text/javascript; charset=utf-8"
    "qr.js" "text/javascript; charset=utf-8"
    "squad.css" "text/css; charset=utf-8"
    "icon.svg" "image/svg+xml"
    "icon-192.png" "image/png"
    "icon-512.png" "image/png"
    "icon-maskable-512.png" "image/png"
    "apple-touch-icon.png" "image/png"
}

/// Those that a page without a network needs.
const SHELL: [&str; 5] = ["style.css", "app.js", "queue.js", "offline.js", "icon.svg"];

const WORKER: &str = include_str!("../../assets/sw.js");

/// The hash of each asset, by its name.
static HASHES: LazyLock<BTreeMap<&'static str, String>> =
    LazyLock::new(|| ASSETS.iter().map(|asset| (asset.name, hash(&asset.bytes))).collect());

fn hash(of: &impl Hash) -> String {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// The address of an asset, for templates: `style.css` is at `/assets/style.0123456789abcdef.css`.
pub(crate) fn address(name: &str) -> String {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let hash = HASHES.get(name).map_or("none", String::as_str);
    format!("/assets/{stem}.{hash}.{ending}")
}

pub(crate) async fn asset(Path(asked): Path<String>) -> Response {
    let of = |asset: &&Asset| asset.name == asked || address(asset.name).ends_with(&format!("/{asked}"));
    let Some(asset) = ASSETS.iter().find(of) else { return StatusCode::NOT_FOUND.into_response() };
    // A plain name leads to what it holds now: documentation and favourites may use it.
    let caching =
        if asset.name == asked { "public, max-age=600" } else { "public, max-age=31536000, immutable" };
    ([(header::CONTENT_TYPE, asset.kind), (header::CACHE_CONTROL, caching)], asset.bytes).into_response()
}

pub(crate) async fn manifest(State(app): State<App>, language: Language) -> Response {
    let sub_path = &app.settings.sub_path;
    let root = format!("{sub_path}/");
    let icon = |name: &str, sizes: &str, kind: &str, purpose: &str| serde_json::json!({"src": format!("{sub_path}{}", address(name)), "sizes": sizes, "type": kind, "purpose": purpose});
    let manifest = serde_json::json!({
        "id": root,
        "name": "Isotone",
        "short_name": "Isotone",
        "description": language.t("data-what-isotone-is"),
        "lang": language.code(),
        "start_url": root,
        "scope": root,
        "display": "standalone",
        "background_color": "#f5f7f6",
        "theme_color": "#f5f7f6",
        "categories": ["health", "sports"],
        "icons": [
            icon("icon.svg", "any", "image/svg+xml", "any"),
            icon("icon-192.png", "192x192", "image/png", "any"),
            icon("icon-512.png", "512x512", "image/png", "any"),
            icon("icon-maskable-512.png", "512x512", "image/png", "maskable"),
        ],
    });
    ([(header::CONTENT_TYPE, "application/manifest+json")], manifest.to_string()).into_response()
}

/// The service worker, with what it keeps put in. Another asset makes it another worker, which renews all it keeps.
pub(crate) async fn worker() -> Response {
    let pages = ["/offline", "/offline/kept"].map(str::to_owned);
    let shell: Vec<String> = SHELL.map(address).into_iter().chain(pages).collect();
    let version = hash(&(&*HASHES, WORKER, include_str!("../../templates/offline.html")));
    let text = |value: &serde_json::Value| value.to_string();
    let head = format!(
        "const VERSION = \"{version}\";\nconst SHELL = {};\nconst QUEUE = \"{}\";\nconst OFFLINE = \"/offline\";\n\
         const KEPT = \"/offline/kept\";\nconst ICON = \"{}\";\n",
        text(&shell.into()),
        address("queue.js"),
        address("icon-192.png")
    );
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8")),
        // Browsers look for a new worker by asking for this again.
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, head + WORKER).into_response()
}

#[derive(Template)]
#[template(path = "offline.html")]
struct Offline {
    language: Language,
    /// What was typed is kept.
    kept: bool,
}

/// The page that stands in for one that was never opened with a network.
pub(crate) async fn offline(language: Language) -> Response {
    Html(Offline { language, kept: false }.render().unwrap_or_default()).into_response()
}

/// The page that answers a form which is sent later.
pub(crate) async fn kept(language: Language) -> Response {
    Html(Offline { language, kept: true }.render().unwrap_or_default()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asset_is_found_by_its_address_and_kept_for_good_and_by_its_name_for_minutes() {
        for name in SHELL {
            let (address, plain) = (address(name), format!("/assets/{name}"));
            assert_ne!(address, plain);
            assert!(ASSETS.iter().any(|asset| asset.name == name), "{name}");
        }
    }

    #[tokio::test]
    async fn names_of_another_version_are_not_answered_with_this_one() {
        let caching = |response: &Response| response.headers().get(header::CACHE_CONTROL).cloned();
        let named = address("style.css").trim_start_matches("/assets/").to_owned();
        let now = asset(Path(named)).await;
        assert_eq!(caching(&now).unwrap(), "public, max-age=31536000, immutable");
        let plain = asset(Path("style.css".to_owned())).await;
        assert_eq!(caching(&plain).unwrap(), "public, max-age=600");
        for other in ["style.0000000000000000.css", ".css", "css", "", "../Cargo.toml"] {
            assert_eq!(asset(Path(other.to_owned())).await.status(), StatusCode::NOT_FOUND, "{other}");
        }
    }
}
