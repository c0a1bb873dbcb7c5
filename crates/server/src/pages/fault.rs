//! Problems as pages.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::Frame;
use crate::language::Language;
use crate::{App, Problem};

/// A problem that is shown as a page, in the reader's language once the answer leaves through [`in_words`].
pub(crate) struct Fault(Problem);

impl Fault {
    /// A problem of which there is nothing more to say.
    pub(crate) fn of(problem: Problem) -> Self {
        Self(problem)
    }
}

impl<E: Into<Problem>> From<E> for Fault {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.0.status_code().into_response();
        response.extensions_mut().insert(self.0);
        response
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    frame: Frame,
    title: String,
    detail: String,
    problem: Problem,
}

/// Kinds whose own words are for programs: they name documents and fields. People read the text of the kind, in English too.
const TOLD_TO_PEOPLE: [&str; 3] = ["not-found", "denied", "link"];

/// A link that opens nothing any more, or never did.
pub(super) fn no_link(error: engine::Error) -> Fault {
    match error {
        engine::Error::NotFound { .. } => {
            let detail = "It was withdrawn or has run out.";
            Fault::of(Problem::new(StatusCode::NOT_FOUND, "link", "This link does not work", detail))
        }
        other => other.into(),
    }
}

/// What happened and what to do: in English as the problem says itself, otherwise as its kind is said in the reader's
/// language.
pub(crate) fn detail(problem: &Problem, language: Language) -> String {
    language.instead("problem-detail", kind(problem), &problem.detail)
}

/// The kind of a problem, as keys of texts name it.
fn kind(problem: &Problem) -> &str {
    problem.kind.rsplit(':').next().unwrap_or_default()
}

impl ProblemPage {
    /// In English as the problem says itself, otherwise as its kind is said in the reader's language.
    fn of(frame: Frame, problem: Problem) -> Self {
        let language = frame.language;
        if TOLD_TO_PEOPLE.contains(&kind(&problem)) {
            let text = |family| language.known(family, kind(&problem)).unwrap_or_default();
            let (title, detail) = (text("problem-title"), text("problem-detail"));
            return Self { frame, title, detail, problem };
        }
        let title = language.instead("problem-title", kind(&problem), &problem.title);
        let detail = detail(&problem, language);
        Self { frame, title, detail, problem }
    }
}

/// Writes the page of a problem in the language of the request, and tells caches what the answer hangs on.
pub(crate) fn in_words(app: &App, asked_in: Language, mut response: Response) -> Response {
    // The account's own, where the gate found one.
    let language = response.extensions().get::<Language>().copied().unwrap_or(asked_in);
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        let status = response.status();
        let page = ProblemPage::of(Frame::plain(app, language), problem.clone());
        let headers = std::mem::take(response.headers_mut());
        response = (status, Html(page.render().unwrap_or_default())).into_response();
        for (name, value) in headers.iter().filter(|(name, _)| **name != header::CONTENT_LENGTH) {
            response.headers_mut().append(name, value.clone());
        }
        // What the page says to people hides which of two things was not there; who looks on from inside may know.
        response.extensions_mut().insert(problem);
    }
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("text/html")) {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.code()));
        headers.append(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    }
    response
}
