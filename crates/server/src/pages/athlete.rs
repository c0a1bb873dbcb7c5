//! A new athlete: a name and a body mass are enough.

use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use units::UnitSystem;

use super::Page;
use crate::App;
use crate::fields::Fields;

pub(crate) async fn create(State(app): State<App>, Form(form): Form<Vec<(String, String)>>) -> Page {
    let changes = Fields::of_form(form, UnitSystem::UsCustomary).athlete()?;
    // The first athlete of a person's own server is simply "me".
    let taken = app.engine.athletes().await?;
    let id = match taken.iter().any(|athlete| athlete.id == "me") {
        false => "me".to_owned(),
        true => format!("athlete-{}", taken.len() + 1),
    };
    app.engine.put_athlete(&id, changes, &app.settings.zone).await?;
    Ok(Redirect::to(&format!("/a/{id}/test")).into_response())
}
