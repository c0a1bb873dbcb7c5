//! Athletes.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use units::UnitSystem;
use utoipa::ToSchema;

use super::Units;
use super::view::Athlete;
use crate::access::Who;
use crate::etag;
use crate::fields::Fields;
use crate::{App, Problem};

/// The athletes that the caller may see.
#[utoipa::path(
    get, path = "/api/v1/athletes", tag = "athletes",
    params(("units" = Option<String>, Query, description = "metric, us-customary or imperial")),
    responses((status = 200, body = Vec<Athlete>), (status = 400, body = Problem))
)]
pub(crate) async fn list(
    State(app): State<App>,
    who: Who,
    units: Units,
) -> Result<Json<Vec<Athlete>>, Problem> {
    let athletes = app.engine.athletes_of(&who.0).await?;
    Ok(Json(athletes.iter().map(|athlete| Athlete::of(athlete, units.or(athlete.units))).collect()))
}

/// One athlete.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}", tag = "athletes",
    params(("athlete" = String, Path), ("units" = Option<String>, Query)),
    responses((status = 200, body = Athlete), (status = 404, body = Problem))
)]
pub(crate) async fn get(
    State(app): State<App>,
    Path(athlete): Path<String>,
    units: Units,
) -> Result<Json<Athlete>, Problem> {
    let athlete = app.engine.athlete(&athlete).await?;
    Ok(Json(Athlete::of(&athlete, units.or(athlete.units))))
}

/// Changes to an athlete. Each field is optional; a new athlete needs `body_mass`.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body, which is read field by field")]
pub(crate) struct AthleteBody {
    /// The name for people.
    name: Option<String>,
    /// Body mass.
    #[schema(example = "72.4 kg")]
    body_mass: Option<String>,
    /// Height.
    #[schema(example = "1.78 m")]
    height: Option<String>,
    /// `female` or `male`.
    sex: Option<String>,
    /// Year of birth.
    #[schema(example = 1990)]
    born: Option<i16>,
    /// Has trained in heat in the last weeks.
    heat_acclimated: Option<bool>,
    /// Aerobic capacity (VO₂max), mL/(kg·min): a word for the effort is a share of it.
    #[schema(example = 52)]
    vo2max: Option<f64>,
    /// Instead of it: the distance of a recent race,
    #[schema(example = "10 km")]
    race_distance: Option<String>,
    /// and its time.
    #[schema(example = "45 min")]
    race_time: Option<String>,
    /// The greatest heart rate.
    #[schema(example = "188 bpm")]
    max_heart_rate: Option<String>,
    /// Conditions and medicines: `hypertension`, `kidney-disease`, …
    conditions: Option<Vec<String>>,
    /// Foods that baskets must not contain: `milk`, `gluten`, `vegan`. Synonyms are taken in several languages; any other
    /// word is refused with the list.
    without: Option<Vec<String>>,
    /// Items at home, by their names in the catalogue: they go first. The list takes the place of the one before.
    pantry: Option<Vec<String>>,
    /// Items preferred.
    likes: Option<Vec<String>>,
    /// Items never wanted.
    dislikes: Option<Vec<String>>,
    /// The gut is trained to more than 90 g of carbohydrate an hour, and that is wished for.
    trained_gut: Option<bool>,
    /// Offer items of which it is unknown whether they contain what is in `without`, with the ask to read the pack.
    reads_packs: Option<bool>,
    /// Keep body mass, shares of it and energies off the athlete's own pages; sweat tests are blind.
    hides_body_numbers: Option<bool>,
    /// A drinking rate above 1 L/h that was tried in training and tolerated; `0 L/h` takes it back.
    #[schema(example = "1.1 L/h")]
    tested_drinking_rate: Option<String>,
    /// Sweats saltily: salt on skin and clothes.
    salty_sweat: Option<bool>,
    /// `metric`, `us-customary` or `imperial`.
    units: Option<String>,
    /// A zone of the tz database.
    #[schema(example = "Europe/Lisbon")]
    zone: Option<String>,
    /// The nominal bedtime.
    #[schema(example = "22:30")]
    bedtime: Option<String>,
    /// The nominal time of getting up.
    #[schema(example = "06:30")]
    rise: Option<String>,
}

/// Makes an athlete of the caller's own; its name is given back.
#[utoipa::path(
    post, path = "/api/v1/athletes", tag = "athletes", request_body = AthleteBody,
    responses((status = 201, body = Athlete), (status = 400, body = Problem), (status = 422, body = Problem))
)]
pub(crate) async fn create(
    State(app): State<App>,
    who: Who,
    body: Bytes,
) -> Result<(StatusCode, Json<Athlete>), Problem> {
    let facts = Fields::of_json(&body, UnitSystem::UsCustomary)?.athlete()?;
    let record = app.engine.create_athlete(&who.0, facts, &app.settings.zone).await?;
    Ok((StatusCode::CREATED, Json(Athlete::of(&record, record.units))))
}

/// Changes an athlete; where there are no accounts, makes one too. With `If-Match` only if nothing of the athlete's has
/// changed since that `ETag` was given.
#[utoipa::path(
    put, path = "/api/v1/athletes/{athlete}", tag = "athletes",
    params(
        ("athlete" = String, Path),
        ("If-Match" = Option<String>, Header, description = "The ETag that the change was worked out from")
    ),
    request_body = AthleteBody,
    responses(
        (status = 200, body = Athlete), (status = 400, body = Problem), (status = 412, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn put(
    State(app): State<App>,
    Path(athlete): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<([(header::HeaderName, HeaderValue); 1], Json<Athlete>), Problem> {
    let changes = Fields::of_json(&body, UnitSystem::UsCustomary)?.athlete()?;
    let at = match headers.contains_key(header::IF_MATCH) {
        true => Some(expected(&app, &athlete, &headers).await?),
        false => None,
    };
    let record = match app.engine.put_athlete_at(&athlete, changes, &app.settings.zone, at).await {
        Err(error) if error.is_conflict() => return Err(changed_meanwhile()),
        other => other?,
    };
    // Somebody may commit in between: the tag of what was put is known only where it was put at a known revision.
    let revision = match at {
        Some(at) => at + 1,
        None => app.engine.revision(&athlete).await?,
    };
    let tag = HeaderValue::from_str(&etag::tag(revision)).unwrap_or(HeaderValue::from_static(""));
    Ok(([(header::ETAG, tag)], Json(Athlete::of(&record, record.units))))
}

/// The revision that `If-Match` names, which is the present one.
async fn expected(app: &App, athlete: &str, headers: &HeaderMap) -> Result<u64, Problem> {
    // What is not there matches nothing, not even `*`.
    app.engine.athlete(athlete).await.map_err(|_| changed_meanwhile())?;
    let revision = app.engine.revision(athlete).await?;
    let current = etag::naming(headers, &header::IF_MATCH, &etag::tag(revision));
    if current.is_some() { Ok(revision) } else { Err(changed_meanwhile()) }
}

fn changed_meanwhile() -> Problem {
    let detail = "Something of this athlete's has changed since that ETag: get it again, and work the change out anew.";
    Problem::new(StatusCode::PRECONDITION_FAILED, "changed-meanwhile", "It has changed meanwhile", detail)
}
