//! Errors over HTTP: problem details (RFC 9457), with every field at fault named at once.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::FieldError;
use serde::Serialize;
use utoipa::ToSchema;

/// A problem as it travels: `application/problem+json`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// A name for the kind of problem, stable over versions.
    #[serde(rename = "type")]
    #[schema(example = "urn:isotone:problem:invalid")]
    pub kind: String,
    /// The kind in words.
    #[schema(example = "The request does not hold together")]
    pub title: String,
    /// The HTTP status.
    #[schema(example = 422)]
    pub status: u16,
    /// What happened here, and what to do.
    pub detail: String,
    /// Each field at fault, with the accepted form.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
}

/// One field at fault.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Where it is in the request.
    #[schema(example = "mass_after")]
    pub field: String,
    /// What is wrong and what is accepted.
    #[schema(example = "'71.9' has no unit: write the mass with one, such as 70.4 kg or 155.2 lb")]
    pub message: String,
}

impl From<FieldError> for FieldProblem {
    fn from(error: FieldError) -> Self {
        Self { field: error.field, message: error.message }
    }
}

impl Problem {
    /// A problem without fields.
    pub fn new(status: StatusCode, kind: &str, title: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:isotone:problem:{kind}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            errors: Vec::new(),
        }
    }

    /// A request whose fields do not hold together.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let detail =
            errors.iter().map(|e| format!("{}: {}", e.field, e.message)).collect::<Vec<_>>().join("; ");
        let title = "The request does not hold together";
        let errors = errors.into_iter().map(Into::into).collect();
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", title, detail) }
    }

    /// A body, query or path that is not of the documented form.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", "The request is not of the documented form", detail)
    }

    /// The HTTP status, for pages that show the same problem in words.
    pub fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<engine::Error> for Problem {
    fn from(error: engine::Error) -> Self {
        match error {
            engine::Error::Invalid(fields) => Self::invalid(fields),
            engine::Error::NotFound { .. } => {
                Self::new(StatusCode::NOT_FOUND, "not-found", "There is no such thing", error.to_string())
            }
            engine::Error::Unreadable { .. } => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "unreadable-file",
                "The file cannot be read",
                error.to_string(),
            ),
            engine::Error::CannotKeep(_) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "cannot-be-stored",
                "The input cannot be stored",
                error.to_string(),
            ),
            engine::Error::Denied(_) => {
                Self::new(StatusCode::FORBIDDEN, "denied", "It was refused", error.to_string())
            }
            engine::Error::Output(cause) => {
                tracing::error!(%cause, "an archive could not be written");
                let detail = "The archive is not whole. Try again; if it stays so, look at the server's log.";
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "output", "The archive was not written", detail)
            }
            engine::Error::Defect(cause) => {
                tracing::error!(cause, "the program has a defect");
                let detail =
                    "This is a defect of the program, not of your request. The server's log says more.";
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "defect", "Something went wrong", detail)
            }
            engine::Error::Store(_) if error.is_conflict() => {
                let detail = "Something of this athlete's changed in the same moment. Nothing was stored: send it again.";
                Self::new(StatusCode::CONFLICT, "changed-meanwhile", "It has changed meanwhile", detail)
            }
            engine::Error::Store(cause) => {
                tracing::error!(%cause, "the database failed");
                let detail = "Nothing was stored. Try again; if it stays so, look at the server's log.";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "storage", "The database did not answer", detail)
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let headers = [(header::CONTENT_TYPE, "application/problem+json")];
        (self.status_code(), headers, Json(self)).into_response()
    }
}
