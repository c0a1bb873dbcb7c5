//! Traces and metrics for a collector of the operator's: OpenTelemetry, by OTLP over HTTP with Protocol Buffers.
//!
//! A span is a request by its route or a job by its kind, and says nothing of anybody. Lines of the log, which may name a
//! file or an account, are never part of a trace. The metrics are what `/metrics` answers.

mod metrics;

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::Request as Asked;
use axum::middleware::{Next, from_fn};
use opentelemetry::KeyValue;
use opentelemetry::context::FutureExt as _;
use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_http::{Bytes, HeaderExtractor, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{IdGenerator as _, RandomIdGenerator, SdkTracerProvider};
use prost::Message as _;
use server::App;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::FilterFn;

use crate::config::{Config, TelemetrySettings};
use crate::failure::Failure;
use crate::logs::AnyLayer;

/// The parts of the program whose spans are exported: what libraries say of addresses and statements is not.
const OURS: [&str; 3] = ["server", "engine", "isotone"];
/// How often metrics are sent, unless `OTEL_METRIC_EXPORT_INTERVAL` (ms) says otherwise; a minute is the standard's.
const EVERY: Duration = Duration::from_secs(60);
/// How long a collector may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long the last spans may take while the server stops.
const LAST: Duration = Duration::from_secs(5);

/// What sends traces and metrics.
pub(crate) struct Telemetry {
    traces: SdkTracerProvider,
    collector: Collector,
    settings: TelemetrySettings,
    /// Who sends: name and version of the program, and this instance of it.
    resource: Vec<(&'static str, String)>,
    behind_proxy: bool,
    began: SystemTime,
}

impl Telemetry {
    /// Begins, where the settings name a collector. Nothing is sent before there is something to say.
    ///
    /// # Errors
    /// When the system has no certificates to trust, or an address is none.
    pub(crate) fn start(config: &Config, runtime: &Handle) -> Result<Option<Self>, Failure> {
        let Some(settings) = config.telemetry.clone() else { return Ok(None) };
        let client = connect::web_client(PATIENCE).map_err(Failure::Argument)?;
        let collector = Collector { client: Arc::new(client), runtime: runtime.clone() };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(collector.clone())
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{}/v1/traces", settings.endpoint))
            .with_headers(settings.headers.iter().cloned().collect::<HashMap<_, _>>())
            .with_timeout(PATIENCE)
            .build()
            .map_err(|error| Failure::Argument(format!("telemetry: {error}")))?;
        let resource = vec![
            ("service.name", settings.service.clone()),
            ("service.version", env!("CARGO_PKG_VERSION").to_owned()),
            // Instances count for themselves: their metrics must not be taken for one another's.
            ("service.instance.id", RandomIdGenerator::default().new_trace_id().to_string()),
        ];
        let attributes = resource.iter().map(|(key, value)| KeyValue::new(*key, value.clone()));
        let traces = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(Resource::builder_empty().with_attributes(attributes).build())
            .build();
        let (behind_proxy, began) = (config.behind_proxy, SystemTime::now());
        Ok(Some(Self { traces, collector, settings, resource, behind_proxy, began }))
    }

    /// What makes spans of the program's own.
    pub(crate) fn layer(&self) -> AnyLayer {
        let ours = |target: &str| {
            OURS.iter().any(|part| {
                target.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
            })
        };
        let spans = FilterFn::new(move |about| about.is_span() && ours(about.target()));
        tracing_opentelemetry::layer()
            .with_tracer(self.traces.tracer("isotone"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_filter(spans.with_max_level_hint(LevelFilter::DEBUG))
            .boxed()
    }

    /// Requests that a trusted proxy passes on with a `traceparent` are part of its trace; others begin their own.
    pub(crate) fn beneath(&self, router: Router) -> Router {
        if !self.behind_proxy {
            return router;
        }
        router.layer(from_fn(|asked: Asked, next: Next| async move {
            let proxy = TraceContextPropagator::new().extract(&HeaderExtractor(asked.headers()));
            next.run(asked).with_context(proxy).await
        }))
    }

    /// Sends metrics until `stopping` says so, then what is left of both.
    pub(crate) async fn report(self, app: App, mut stopping: watch::Receiver<bool>) {
        let every = std::env::var("OTEL_METRIC_EXPORT_INTERVAL").ok().and_then(|text| text.parse().ok());
        let every = every.filter(|ms| *ms > 0).map_or(EVERY, Duration::from_millis);
        let mut heard = true;
        loop {
            let stop = tokio::time::timeout(every, stopping.wait_for(|stop| *stop)).await.is_ok();
            let sent = self.send_metrics(&app).await;
            if let (Err(error), true) = (&sent, heard) {
                tracing::warn!(error, "the collector does not take metrics; they are sent again every time");
            }
            heard = sent.is_ok();
            if stop {
                break;
            }
        }
        // It waits for the collector, on the runtime.
        let ended = tokio::task::spawn_blocking(move || self.traces.shutdown_with_timeout(LAST)).await;
        if let Ok(Err(error)) = ended {
            tracing::warn!(%error, "the last spans were not sent");
        }
    }

    async fn send_metrics(&self, app: &App) -> Result<(), String> {
        let text = app.exposition().await.map_err(|error| error.to_string())?;
        let metrics = metrics::of(&text, nanoseconds(self.began), nanoseconds(SystemTime::now()));
        let metrics = metrics::by(&self.resource, metrics);
        let body = ExportMetricsServiceRequest { resource_metrics: vec![metrics] }.encode_to_vec();
        let mut request = Request::post(format!("{}/v1/metrics", self.settings.endpoint))
            .header("content-type", "application/x-protobuf");
        for (name, value) in &self.settings.headers {
            request = request.header(name, value);
        }
        let request = request.body(Bytes::from(body)).map_err(|error| error.to_string())?;
        let answer = self.collector.send_bytes(request).await.map_err(|error| error.to_string())?;
        if answer.status().is_success() { Ok(()) } else { Err(format!("it answered {}", answer.status())) }
    }
}

fn nanoseconds(at: SystemTime) -> u64 {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

/// The way to the collector. Spans are sent from a thread of their own, requests on the runtime.
#[derive(Clone, Debug)]
struct Collector {
    client: Arc<dyn HttpClient>,
    runtime: Handle,
}

/// What a method of a trait that is made by `async_trait` answers.
type Sent<'a> = Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'a>>;

impl HttpClient for Collector {
    fn send_bytes<'a, 'b>(&'a self, request: Request<Bytes>) -> Sent<'b>
    where
        'a: 'b,
        Self: 'b,
    {
        let client = Arc::clone(&self.client);
        let sending = self.runtime.spawn(async move { client.send_bytes(request).await });
        Box::pin(async move { sending.await? })
    }
}
