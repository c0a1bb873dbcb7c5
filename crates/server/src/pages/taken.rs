//! One tap: this was taken; and its undoing.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};

use super::Page;
use crate::App;

/// `session`, and every `need` of it that was taken; with `undo`, that was not taken after all. Goes back to `back`.
pub(crate) async fn say(
    State(app): State<App>,
    Path(athlete): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    let value = |name: &str| form.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
    let needs: Vec<String> =
        form.iter().filter(|(field, _)| field == "need").map(|(_, need)| need.clone()).collect();
    match value("undo") {
        Some(_) => app.engine.unsay_taken(&athlete, &needs).await?,
        None => drop(app.engine.say_taken(&athlete, value("session").unwrap_or_default(), &needs).await?),
    }
    let page = if value("back") == Some("plan") { "/plan" } else { "" };
    let date = value("date").filter(|date| date.parse::<jiff::civil::Date>().is_ok());
    let query = date.map(|date| format!("?date={date}")).unwrap_or_default();
    let phase = value("phase").filter(|phase| phase.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
    let anchor = phase.map(|phase| format!("#{phase}")).unwrap_or_default();
    Ok(Redirect::to(&format!("/a/{athlete}{page}{query}{anchor}")).into_response())
}
