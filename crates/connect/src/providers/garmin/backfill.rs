//! Asking Garmin for the past: accepted with 202, it arrives as notices.

use jiff::Timestamp;

use super::Garmin;
use crate::providers::port::{Failure, Page, Range, Request, Web, classified, query};

/// What is asked for. The paths of some other kinds differ from the keys of their notices.
const KINDS: [&str; 4] = ["activities", "activityDetails", "sleeps", "bodyComps"];
const DAY: i64 = 24 * 3600;

/// Asks for one kind and span. The cursor counts spans, kind by kind.
pub(super) async fn ask(
    garmin: &Garmin,
    web: &dyn Web,
    access: &str,
    range: Range,
    cursor: Option<&str>,
) -> Result<Page, Failure> {
    let step = cursor.and_then(|text| text.parse::<usize>().ok()).unwrap_or(0);
    let length = i64::from(garmin.settings.span_days) * DAY;
    let whole = (range.to.as_second() - range.from.as_second()).max(1);
    let spans = usize::try_from((whole + length - 1) / length).unwrap_or(1);
    let steps = spans * KINDS.len();
    let next = |step: usize| Page { next: (step < steps).then(|| step.to_string()), ..Page::default() };
    let Some(kind) = KINDS.get(step / spans) else { return Ok(Page::default()) };
    let nth = i64::try_from(step % spans).unwrap_or(0);
    // The newest span first.
    let end = Timestamp::from_second(range.to.as_second() - nth * length).unwrap_or(range.to);
    let start = Timestamp::from_second(end.as_second() - length).unwrap_or(range.from).max(range.from);
    let fields = query(&[
        ("summaryStartTimeInSeconds", &start.as_second().to_string()),
        ("summaryEndTimeInSeconds", &end.as_second().to_string()),
    ]);
    let asked = Request::get(garmin.api(&format!("/wellness-api/rest/backfill/{kind}?{fields}")));
    let answer = web.send(asked.bearer(access)).await?;
    match answer.status {
        // It was asked for before: what it holds has come or is on its way.
        409 => Ok(next(step + 1)),
        // Too far back, as far as is known; not the end of the access.
        400 | 401 => Ok(next((step / spans + 1) * spans)),
        // Also when the athlete left the box for the past unticked: nothing of the past comes.
        412 => Err(Failure::MissingScope("HISTORICAL_DATA_EXPORT".to_owned())),
        404 | 410 => Ok(next(step + 1)),
        _ => classified(answer).map(|_| next(step + 1)),
    }
}
