//! What an athlete says to have taken of a plan.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use engine::Portion;
use units::UnitSystem;
use utoipa::ToSchema;

use super::Units;
use super::view::TakenView;
use crate::fields::Fields;
use crate::{App, Problem};

/// Needs that were met.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body, which is read field by field")]
pub(crate) struct TakenBody {
    /// The planned session that they belong to.
    #[schema(example = "p-1780000000")]
    session: String,
    /// The needs, by their names in the day's plan.
    needs: Vec<String>,
}

/// Says that needs of a planned session were met. The plan counts with it from then on. Saying it again changes nothing: the
/// answer holds what is new.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/taken", tag = "plans",
    params(("athlete" = String, Path), ("units" = Option<String>, Query)), request_body = TakenBody,
    responses(
        (status = 201, body = Vec<TakenView>), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn say(
    State(app): State<App>,
    Path(athlete): Path<String>,
    units: Units,
    body: Bytes,
) -> Result<(StatusCode, Json<Vec<TakenView>>), Problem> {
    let system = units.or(app.engine.athlete(&athlete).await?.units);
    let mut fields = Fields::of_json(&body, UnitSystem::Metric)?;
    let (session, needs) = (fields.needed("session"), fields.list("needs").unwrap_or_default());
    if needs.is_empty() {
        fields.refuse("needs", "write the names of the needs that were met, as the plan has them");
    }
    fields.finish(None)?;
    let taken = app.engine.say_taken(&athlete, &session.unwrap_or_default(), &needs).await?;
    Ok((StatusCode::CREATED, Json(taken.iter().map(|taken| TakenView::of(taken, system)).collect())))
}

/// How much was taken.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body, which is read field by field")]
pub(crate) struct AmountBody {
    /// The amount, of the need's own nutrient.
    #[schema(example = "300 mL")]
    amount: String,
}

/// Changes how much was taken of a need that was met.
#[utoipa::path(
    put, path = "/api/v1/athletes/{athlete}/taken/{need}", tag = "plans",
    params(("athlete" = String, Path), ("need" = String, Path), ("units" = Option<String>, Query)),
    request_body = AmountBody,
    responses(
        (status = 200, body = TakenView), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn change(
    State(app): State<App>,
    Path((athlete, need)): Path<(String, String)>,
    units: Units,
    body: Bytes,
) -> Result<Json<TakenView>, Problem> {
    let system = units.or(app.engine.athlete(&athlete).await?.units);
    let known = app.engine.taken(&athlete, &need).await?;
    let mut fields = Fields::of_json(&body, system)?;
    let portion = match known.portion {
        Portion::Fluid(_) => fields.required("amount").map(Portion::Fluid),
        Portion::Sodium(_) => fields.required("amount").map(Portion::Sodium),
        Portion::Carbohydrate(_) => fields.required("amount").map(Portion::Carbohydrate),
        Portion::Protein(_) => fields.required("amount").map(Portion::Protein),
        Portion::Caffeine(_) => fields.required("amount").map(Portion::Caffeine),
    };
    fields.finish(None)?;
    let portion = portion.ok_or_else(|| Problem::malformed("The body says no amount."))?;
    let taken = app.engine.change_taken(&athlete, &need, portion).await?;
    Ok(Json(TakenView::of(&taken, system)))
}

/// Takes it back that a need was met; it need not have been said.
#[utoipa::path(
    delete, path = "/api/v1/athletes/{athlete}/taken/{need}", tag = "plans",
    params(("athlete" = String, Path), ("need" = String, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub(crate) async fn unsay(
    State(app): State<App>,
    Path((athlete, need)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    app.engine.unsay_taken(&athlete, &[need]).await?;
    Ok(StatusCode::NO_CONTENT)
}
