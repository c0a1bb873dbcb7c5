//! A new athlete: a name and a body mass are enough.

use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use units::UnitSystem;

use super::Page;
use crate::App;
use crate::access::Who;
use crate::fields::Fields;

pub(crate) async fn create(
    State(app): State<App>,
    who: Who,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    let changes = Fields::of_form(form, UnitSystem::UsCustomary).athlete()?;
    let athlete = app.engine.create_athlete(&who.0, changes, &app.settings.zone).await?;
    Ok(Redirect::to(&format!("/a/{}/test", athlete.id)).into_response())
}
