//! Jobs: those that wait for a person, and the recurring ones. For administrators: a job's body may name an athlete.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use engine::FieldError;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{App, Problem};

/// The work that the server does beside answering.
#[derive(Serialize, ToSchema)]
pub(crate) struct Jobs {
    /// Jobs that were tried too often and are tried no more until somebody says so.
    waiting: Vec<WaitingJob>,
    /// Recurring jobs, and when each runs next.
    recurring: Vec<RecurringJob>,
}

/// A job that waits for a person.
#[derive(Serialize, ToSchema)]
pub(crate) struct WaitingJob {
    /// Its number.
    #[schema(example = 7)]
    job: u64,
    /// What is to be done.
    #[schema(example = "self-check")]
    kind: String,
    /// Whose it is.
    #[schema(example = "athlete:ada")]
    owner: String,
    /// When it was last due.
    #[schema(value_type = String, format = DateTime)]
    due: Timestamp,
    /// How often it was tried.
    attempts: u32,
    /// What it was told.
    #[schema(value_type = Object)]
    body: Value,
}

/// A recurring job.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecurringJob {
    /// What is done.
    kind: String,
    /// When it runs next.
    #[schema(value_type = String, format = DateTime)]
    next: Timestamp,
}

/// Which job to try again; all that wait, when absent.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Retry {
    /// The number of a job that waits.
    job: Option<u64>,
}

/// How many jobs are due again.
#[derive(Serialize, ToSchema)]
pub(crate) struct Retried {
    /// How many.
    retried: usize,
}

/// The jobs that wait for a person, and the recurring ones.
#[utoipa::path(get, path = "/api/v1/jobs", tag = "operations", responses((status = 200, body = Jobs)))]
pub(crate) async fn list(State(app): State<App>) -> Result<Json<Jobs>, Problem> {
    let waiting = app.engine.poisoned_jobs().await?.into_iter().map(|job| WaitingJob {
        job: job.id.0,
        kind: job.kind,
        owner: job.owner.to_string(),
        due: job.due,
        attempts: job.attempts,
        body: job.body,
    });
    let recurring = app.engine.schedules().await?.into_iter();
    Ok(Json(Jobs {
        waiting: waiting.collect(),
        recurring: recurring.map(|job| RecurringJob { kind: job.kind, next: job.next }).collect(),
    }))
}

/// Gives a job that waits for a person new attempts, from now; or all of them.
#[utoipa::path(
    post, path = "/api/v1/jobs/retry", tag = "operations", request_body = Retry,
    responses(
        (status = 200, body = Retried), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn retry(State(app): State<App>, body: Bytes) -> Result<Json<Retried>, Problem> {
    let body: Value = serde_json::from_slice(&body)
        .map_err(|error| Problem::malformed(format!("The body is not JSON: {error}.")))?;
    let asked = Retry::deserialize(&body).map_err(|error| {
        let message = format!("{error}: write the number of a job that waits, or {{}} for all of them");
        Problem::invalid(vec![FieldError::new("job", message)])
    })?;
    let numbers = match asked.job {
        Some(job) => vec![job],
        None => app.engine.poisoned_jobs().await?.iter().map(|job| job.id.0).collect(),
    };
    for &number in &numbers {
        app.engine.retry_job(number).await?;
    }
    Ok(Json(Retried { retried: numbers.len() }))
}
