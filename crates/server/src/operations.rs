//! What operators see of a running server: counts in Prometheus' text format, and whether it still takes requests.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;
use tracing::field::Empty;

use crate::App;

/// Upper bounds of the buckets of answer times, in seconds.
const BUCKETS: [f64; 9] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10.0];

/// What a server has done since it started. Requests are counted by route, never by path: names of athletes stay out.
#[derive(Debug, Default)]
pub struct Operations {
    draining: AtomicBool,
    in_flight: AtomicI64,
    jobs_done: AtomicU64,
    jobs_failed: AtomicU64,
    panics: AtomicU64,
    answers: Mutex<BTreeMap<Kind, Times>>,
}

/// Answers that are counted together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, Default)]
struct Times {
    count: u64,
    seconds: f64,
    within: [u64; BUCKETS.len()],
}

impl Operations {
    /// From now on load balancers are told to go elsewhere; requests are still answered.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Whether the server is about to stop.
    pub(crate) fn draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }

    /// Counts jobs that were done and that failed.
    pub fn worked(&self, done: usize, failed: usize) {
        self.jobs_done.fetch_add(done as u64, Ordering::Relaxed);
        self.jobs_failed.fetch_add(failed as u64, Ordering::Relaxed);
    }

    /// Counts a panic in a request, a job or the worker.
    pub fn panicked(&self) {
        self.panics.fetch_add(1, Ordering::Relaxed);
    }

    fn answered(&self, kind: Kind, seconds: f64) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let times = answers.entry(kind).or_default();
        times.count += 1;
        times.seconds += seconds;
        for (within, bound) in times.within.iter_mut().zip(BUCKETS) {
            *within += u64::from(seconds <= bound);
        }
    }

    /// Everything in Prometheus' text format.
    pub(crate) fn exposition(&self) -> String {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed).to_string();
        let mut text = String::new();
        let mut single = |name: &str, kind: &str, help: &str, value: String| {
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}");
        };
        single("isotone_jobs_done_total", "counter", "Jobs done by this instance.", count(&self.jobs_done));
        single(
            "isotone_jobs_failed_total",
            "counter",
            "Tries of jobs that failed.",
            count(&self.jobs_failed),
        );
        single(
            "isotone_panics_total",
            "counter",
            "Requests and jobs that ended in a defect of the program.",
            count(&self.panics),
        );
        let in_flight = self.in_flight.load(Ordering::Relaxed).to_string();
        single("isotone_requests_in_flight", "gauge", "Requests being answered.", in_flight);
        let draining = u8::from(self.draining.load(Ordering::Relaxed)).to_string();
        single("isotone_draining", "gauge", "1 while the server is about to stop.", draining);
        let name = "isotone_request_seconds";
        let _ = writeln!(text, "# HELP {name} Time to an answer.\n# TYPE {name} histogram");
        for (kind, times) in &*self.answers.lock().unwrap_or_else(PoisonError::into_inner) {
            let Kind { method, route, status } = kind;
            let labels = format!("method=\"{method}\",route=\"{route}\",status=\"{status}\"");
            for (bound, within) in BUCKETS.iter().zip(times.within) {
                let _ = writeln!(text, "{name}_bucket{{{labels},le=\"{bound}\"}} {within}");
            }
            let Times { count, seconds, .. } = times;
            let _ = writeln!(text, "{name}_bucket{{{labels},le=\"+Inf\"}} {count}");
            let _ = writeln!(text, "{name}_sum{{{labels}}} {seconds}\n{name}_count{{{labels}}} {count}");
        }
        text
    }
}

/// Counts every answer, logs it and makes a span of it, all by route: names of athletes stay out of all three.
pub(crate) async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let operations = &app.operations;
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = named(request.method());
    let begun = Instant::now();
    let under_way = UnderWay::begin(operations);
    let span = span(method, &route);
    let answer = next.run(request).instrument(span.clone()).await;
    drop(under_way);
    let (status, seconds) = (answer.status().as_u16(), begun.elapsed().as_secs_f64());
    // Signed, as the conventions have it: an unsigned number would be exported as text.
    span.record("http.response.status_code", i64::from(status));
    if answer.status().is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
    tracing::debug!(method, route, status, seconds, "answered");
    operations.answered(Kind { method, route, status }, seconds);
    answer
}

/// Routes that load balancers and collectors ask every few seconds: they are no spans.
const PROBES: [&str; 3] = ["/health", "/ready", "/metrics"];

/// A request as a span, in the words of OpenTelemetry's conventions for HTTP. Where nothing collects spans it is not made.
fn span(method: &'static str, route: &str) -> tracing::Span {
    if PROBES.contains(&route) {
        return tracing::Span::none();
    }
    tracing::debug_span!(
        "request",
        otel.name = %format_args!("{method} {route}"),
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = method,
        http.route = route,
        http.response.status_code = Empty,
    )
}

/// The methods that are told apart. A caller may make up any number of others, which are counted together.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

fn named(method: &Method) -> &'static str {
    METHODS.into_iter().find(|known| *known == method.as_str()).unwrap_or("other")
}

/// Counts a request as under way until it is answered or its client goes.
struct UnderWay<'a>(&'a AtomicI64);

impl<'a> UnderWay<'a> {
    fn begin(operations: &'a Operations) -> Self {
        operations.in_flight.fetch_add(1, Ordering::Relaxed);
        Self(&operations.in_flight)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_that_a_caller_makes_up_are_counted_as_one() {
        for made_up in ["BREW", "PROPFIND", "get"] {
            assert_eq!(named(&Method::from_bytes(made_up.as_bytes()).unwrap()), "other");
        }
        assert_eq!(named(&Method::PATCH), "PATCH");
    }

    #[test]
    fn buckets_hold_every_answer_at_or_below_their_bound() {
        let operations = Operations::default();
        let kind = Kind { method: "GET", route: "/ready".into(), status: 200 };
        for seconds in [0.0005, 0.001, 0.3, 60.0] {
            operations.answered(kind.clone(), seconds);
        }
        operations.worked(3, 1);
        let text = operations.exposition();
        let labels = "method=\"GET\",route=\"/ready\",status=\"200\"";
        for line in [
            format!("isotone_request_seconds_bucket{{{labels},le=\"0.001\"}} 2"),
            format!("isotone_request_seconds_bucket{{{labels},le=\"0.5\"}} 3"),
            format!("isotone_request_seconds_bucket{{{labels},le=\"+Inf\"}} 4"),
            format!("isotone_request_seconds_count{{{labels}}} 4"),
            "isotone_jobs_done_total 3".to_owned(),
            "isotone_jobs_failed_total 1".to_owned(),
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
        }
    }
}
