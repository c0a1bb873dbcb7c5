//! Who is asking, and whether they may: settled in one place before any handler runs.
//!
//! Every route stands in [`policy`] with what it takes; a route that does not is answered to nobody. What rights mean is
//! the engine's word ([`engine::may`]); here requests are matched with them.

mod address;
mod attempts;
pub(crate) mod cookie;
mod gate;
mod limit;
#[cfg(test)]
mod matrix;
pub(crate) mod policy;
mod reach;
#[cfg(test)]
mod squad_matrix;

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use engine::{Account, Caller};

use crate::{App, Problem};

pub(crate) use address::address;
pub(crate) use attempts::{Attempts, Guess};
pub(crate) use gate::{Onlooker, gate, is_api, too_often};
pub(crate) use limit::Limits;
pub(crate) use reach::{is_within, reach};

/// Whether people are asked who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everything is open to whoever reaches the server: for simulated people on one's own machine.
    Open,
    /// People sign in, and see what is theirs or was shared with them.
    Accounts,
}

/// Who is asking, as the gate found.
pub(crate) struct Who(pub(crate) Arc<Caller>);

impl Who {
    /// The caller's account.
    ///
    /// # Errors
    /// When the server has no accounts.
    pub(crate) fn account(&self) -> Result<&Account, Problem> {
        self.0.account().ok_or_else(|| {
            let detail = "This server is open to whoever reaches it, and has no accounts.";
            Problem::new(StatusCode::NOT_FOUND, "no-accounts", "There are no accounts here", detail)
        })
    }

    /// The session the caller came by.
    pub(crate) fn session(&self) -> Option<&str> {
        match &*self.0 {
            Caller::Met { person: Some(engine::Person { via: engine::Via::Session { id }, .. }), .. } => {
                Some(id)
            }
            _ => None,
        }
    }
}

impl FromRequestParts<App> for Who {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        let caller = parts.extensions.get::<Arc<Caller>>().cloned();
        Ok(Self(caller.unwrap_or_else(|| Arc::new(Caller::STRANGER))))
    }
}

/// The use cases as the caller may see them: others than the athlete do not see what a provider's agreement lets only the
/// athlete see.
pub(crate) struct Seen(pub(crate) engine::Engine);

impl FromRequestParts<App> for Seen {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let onlooker = parts.extensions.get::<Onlooker>().is_some();
        Ok(Self(if onlooker { app.engine.for_onlookers() } else { app.engine.clone() }))
    }
}

/// The address of a path of this server, for people to open elsewhere: under `public_url` where it is set, else as the
/// request came.
pub(crate) fn link_to(app: &App, headers: &HeaderMap, path: &str) -> String {
    if let Some(public) = &app.settings.public_url {
        return format!("{}{path}", public.trim_end_matches('/'));
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let scheme = if is_https(app, headers) { "https" } else { "http" };
    format!("{scheme}://{host}{}{path}", app.settings.sub_path)
}

/// Whether the browser reached this server by HTTPS, as the reverse proxy says where one is trusted.
pub(crate) fn is_https(app: &App, headers: &HeaderMap) -> bool {
    let said = headers.get("x-forwarded-proto").and_then(|value| value.to_str().ok());
    app.settings.behind_proxy && said.is_some_and(|proto| proto.eq_ignore_ascii_case("https"))
}
