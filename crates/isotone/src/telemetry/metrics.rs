//! What `/metrics` answers, in the form of OTLP: the same names, labels and numbers.

use std::collections::BTreeMap;

use opentelemetry_proto::tonic::common::v1::{AnyValue, InstrumentationScope, KeyValue, any_value};
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::number_data_point::Value;
use opentelemetry_proto::tonic::metrics::v1::{
    AggregationTemporality, Gauge, Histogram, HistogramDataPoint, Metric, NumberDataPoint, ResourceMetrics,
    ScopeMetrics, Sum,
};
use opentelemetry_proto::tonic::resource::v1::Resource;

const CUMULATIVE: i32 = AggregationTemporality::Cumulative as i32;

/// One line of the text: a name, its labels, and a number.
struct Sample<'a> {
    name: &'a str,
    labels: Vec<(&'a str, &'a str)>,
    value: f64,
}

/// The metrics of a text in Prometheus' format, counted since one time and read at the other, ns after 1970. What is in no
/// form of ours is left out.
pub(super) fn of(exposition: &str, began: u64, now: u64) -> Vec<Metric> {
    let mut metrics: Vec<Metric> = Vec::new();
    let mut help = "";
    let mut histogram: BTreeMap<Vec<(&str, &str)>, HistogramDataPoint> = BTreeMap::new();
    for line in exposition.lines() {
        if let Some(about) = line.strip_prefix("# HELP ") {
            help = about.split_once(' ').map_or("", |(_, help)| help);
        } else if let Some((name, kind)) =
            line.strip_prefix("# TYPE ").and_then(|about| about.split_once(' '))
        {
            close(&mut metrics, &mut histogram);
            metrics.push(empty(name, kind, help));
        } else if let (Some(sample), Some(metric)) = (sample(line), metrics.last_mut()) {
            let point = |value| NumberDataPoint {
                attributes: attributes(&sample.labels),
                start_time_unix_nano: began,
                time_unix_nano: now,
                value: Some(value),
                ..NumberDataPoint::default()
            };
            match &mut metric.data {
                Some(Data::Sum(sum)) => sum.data_points.push(point(Value::AsInt(whole(sample.value)))),
                Some(Data::Gauge(gauge)) => gauge.data_points.push(point(Value::AsDouble(sample.value))),
                _ => observe(&mut histogram, sample, began, now),
            }
        }
    }
    close(&mut metrics, &mut histogram);
    metrics
}

/// The metrics with who sends them.
pub(super) fn by(resource: &[(&'static str, String)], metrics: Vec<Metric>) -> ResourceMetrics {
    let attributes = resource.iter().map(|(key, value)| attribute(key, value)).collect();
    let scope = InstrumentationScope { name: "isotone".to_owned(), ..InstrumentationScope::default() };
    let scoped = ScopeMetrics { scope: Some(scope), metrics, ..ScopeMetrics::default() };
    ResourceMetrics {
        resource: Some(Resource { attributes, ..Resource::default() }),
        scope_metrics: vec![scoped],
        ..ResourceMetrics::default()
    }
}

fn empty(name: &str, kind: &str, help: &str) -> Metric {
    let data = match kind {
        "counter" => {
            Data::Sum(Sum { aggregation_temporality: CUMULATIVE, is_monotonic: true, ..Sum::default() })
        }
        "histogram" => {
            Data::Histogram(Histogram { aggregation_temporality: CUMULATIVE, ..Histogram::default() })
        }
        _ => Data::Gauge(Gauge::default()),
    };
    let unit = if name.ends_with("_seconds") { "s" } else { "" };
    Metric {
        name: name.to_owned(),
        description: help.to_owned(),
        unit: unit.to_owned(),
        data: Some(data),
        ..Metric::default()
    }
}

/// Takes in a line of a histogram, whose buckets each hold the ones before.
fn observe<'a>(
    points: &mut BTreeMap<Vec<(&'a str, &'a str)>, HistogramDataPoint>,
    mut sample: Sample<'a>,
    began: u64,
    now: u64,
) {
    let bound = sample.labels.iter().position(|(key, _)| *key == "le").map(|at| sample.labels.remove(at).1);
    let point = points.entry(sample.labels).or_insert_with_key(|labels| HistogramDataPoint {
        attributes: attributes(labels),
        start_time_unix_nano: began,
        time_unix_nano: now,
        ..HistogramDataPoint::default()
    });
    match bound {
        Some(bound) => {
            let below: u64 = point.bucket_counts.iter().sum();
            point.bucket_counts.push(count(sample.value).saturating_sub(below));
            point.explicit_bounds.extend(bound.parse::<f64>().ok().filter(|bound| bound.is_finite()));
        }
        None if sample.name.ends_with("_sum") => point.sum = Some(sample.value),
        None => point.count = count(sample.value),
    }
}

/// Puts the points of the histogram that ends here in their place.
fn close(metrics: &mut [Metric], points: &mut BTreeMap<Vec<(&str, &str)>, HistogramDataPoint>) {
    if let Some(Data::Histogram(histogram)) = metrics.last_mut().and_then(|metric| metric.data.as_mut()) {
        histogram.data_points.extend(std::mem::take(points).into_values());
    }
}

fn sample(line: &str) -> Option<Sample<'_>> {
    let (series, value) = line.rsplit_once(' ')?;
    let (name, mut rest) = series.split_once('{').map_or((series, ""), |(name, labels)| (name, labels));
    let mut labels = Vec::new();
    while let Some((key, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"')?;
        labels.push((key, value));
        rest = after.strip_prefix(',').unwrap_or(after);
    }
    Some(Sample { name, labels, value: value.parse().ok()? })
}

fn attributes(labels: &[(&str, &str)]) -> Vec<KeyValue> {
    labels.iter().map(|(key, value)| attribute(key, value)).collect()
}

fn attribute(key: &str, value: &str) -> KeyValue {
    let value = AnyValue { value: Some(any_value::Value::StringValue(value.to_owned())) };
    KeyValue { key: key.to_owned(), value: Some(value), ..KeyValue::default() }
}

#[expect(clippy::cast_possible_truncation, reason = "counts, which are far below 2^53")]
fn whole(value: f64) -> i64 {
    value as i64
}

fn count(value: f64) -> u64 {
    u64::try_from(whole(value)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# HELP isotone_jobs_done_total Jobs done by this instance.\n\
        # TYPE isotone_jobs_done_total counter\nisotone_jobs_done_total 3\n\
        # HELP isotone_request_seconds Time to an answer.\n# TYPE isotone_request_seconds histogram\n\
        isotone_request_seconds_bucket{method=\"GET\",route=\"/a/{athlete}\",status=\"200\",le=\"0.001\"} 2\n\
        isotone_request_seconds_bucket{method=\"GET\",route=\"/a/{athlete}\",status=\"200\",le=\"0.5\"} 5\n\
        isotone_request_seconds_bucket{method=\"GET\",route=\"/a/{athlete}\",status=\"200\",le=\"+Inf\"} 6\n\
        isotone_request_seconds_sum{method=\"GET\",route=\"/a/{athlete}\",status=\"200\"} 60.25\n\
        isotone_request_seconds_count{method=\"GET\",route=\"/a/{athlete}\",status=\"200\"} 6\n\
        # HELP isotone_message_lag_seconds How late.\n# TYPE isotone_message_lag_seconds gauge\n\
        isotone_message_lag_seconds 1.5\n";

    #[test]
    fn what_prometheus_reads_is_what_a_collector_is_sent() {
        let metrics = of(TEXT, 1, 2);
        let names: Vec<&str> = metrics.iter().map(|metric| metric.name.as_str()).collect();
        assert_eq!(
            names,
            ["isotone_jobs_done_total", "isotone_request_seconds", "isotone_message_lag_seconds"]
        );
        let Some(Data::Sum(jobs)) = &metrics[0].data else { panic!("a counter is a sum") };
        assert_eq!(jobs.data_points[0].value, Some(Value::AsInt(3)));
        assert!(jobs.is_monotonic && jobs.aggregation_temporality == CUMULATIVE);
        let Some(Data::Histogram(times)) = &metrics[1].data else { panic!("a histogram stays one") };
        let [point] = times.data_points.as_slice() else { panic!("one route") };
        assert_eq!(point.bucket_counts, [2, 3, 1]);
        assert_eq!((point.explicit_bounds.as_slice(), point.count), (&[0.001, 0.5][..], 6));
        assert_eq!(point.sum, Some(60.25));
        assert_eq!(
            point.attributes,
            attributes(&[("method", "GET"), ("route", "/a/{athlete}"), ("status", "200")])
        );
        let Some(Data::Gauge(lag)) = &metrics[2].data else { panic!("a gauge stays one") };
        assert_eq!(lag.data_points[0].value, Some(Value::AsDouble(1.5)));
        assert_eq!(metrics[2].unit, "s");
    }
}
