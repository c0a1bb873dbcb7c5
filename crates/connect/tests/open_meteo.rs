//! Open-Meteo against a local server that answers as the service does, faults included. Nothing leaves the machine.
#![expect(clippy::unwrap_used, reason = "a test helper that fails should stop its test")]

use std::sync::Arc;
use std::time::Duration;

use connect::weather::{
    ApiKey, Climatology, Fallback, HourRange, HourlyWeather, Kind, MetNorway, MetNorwaySettings, OpenMeteo,
    OpenMeteoSettings, Origin, Place, Standby, Weather, WeatherError,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use wiremock::matchers::{method, path, query_param};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

const NOW: &str = "2026-07-18T06:30:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn dublin() -> Place {
    Place::new(53.3498, -6.2603).unwrap()
}

fn settings(server: &MockServer) -> OpenMeteoSettings {
    OpenMeteoSettings {
        forecast_url: format!("{}/v1/forecast", server.uri()),
        archive_url: format!("{}/v1/archive", server.uri()),
        timeout: Duration::from_secs(5),
        first_wait: Duration::from_millis(1),
        longest_wait: Duration::from_secs(2),
        most_bytes: 200_000,
        ..OpenMeteoSettings::default()
    }
}

fn adapter(settings: OpenMeteoSettings) -> OpenMeteo {
    OpenMeteo::new(settings, Arc::new(|| at(NOW))).unwrap()
}

/// An answer for whole days, as the service gives it: every hour of `start_date..=end_date`.
fn days(first: &str, last: &str, celsius: f64) -> Value {
    let range =
        HourRange::covering(at(&format!("{first}T00:00:00Z")), at(&format!("{last}T23:00:00Z"))).unwrap();
    let time: Vec<_> = range.hours().map(Timestamp::as_second).collect();
    let column = |value: f64| vec![value; time.len()];
    json!({
        "latitude": 53.3, "longitude": -6.3, "generationtime_ms": 0.1, "utc_offset_seconds": 0, "timezone": "GMT",
        "hourly_units": {
            "time": "unixtime", "temperature_2m": "°C", "relative_humidity_2m": "%", "wind_speed_10m": "m/s",
            "cloud_cover": "%", "shortwave_radiation": "W/m²", "direct_radiation": "W/m²", "diffuse_radiation": "W/m²",
            "precipitation_probability": "%",
        },
        "hourly": {
            "temperature_2m": column(celsius), "relative_humidity_2m": column(70.0), "wind_speed_10m": column(3.5),
            "cloud_cover": column(40.0), "shortwave_radiation": column(500.0), "direct_radiation": column(350.0),
            "diffuse_radiation": column(150.0), "precipitation_probability": column(10.0), "time": time,
        },
    })
}

/// Answers both endpoints from the dates asked: the archive at 11 °C, the forecast at 22 °C.
async fn both() -> MockServer {
    let server = MockServer::start().await;
    for (endpoint, celsius) in [("/v1/archive", 11.0), ("/v1/forecast", 22.0)] {
        let answer = move |request: &Request| {
            let asked = |name| request.url.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
            ResponseTemplate::new(200).set_body_json(days(&asked("start_date"), &asked("end_date"), celsius))
        };
        Mock::given(method("GET")).and(path(endpoint)).respond_with(answer).mount(&server).await;
    }
    server
}

/// A server that gives one answer to everything.
async fn always(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("GET")).respond_with(answer).mount(&server).await;
    server
}

async fn morning(weather: &impl Weather) -> Result<Vec<connect::weather::HourlyWeather>, WeatherError> {
    weather.hours(dublin(), at("2026-07-18T08:20:00Z"), at("2026-07-18T09:50:00Z")).await
}

async fn requests(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

#[tokio::test]
async fn the_question_is_in_gmt_unix_time_and_metres_per_second_about_the_cell() {
    let server = MockServer::start().await;
    let body = days("2026-07-18", "2026-07-18", 18.0);
    Mock::given(path("/v1/forecast"))
        .and(query_param("latitude", "53.3"))
        .and(query_param("longitude", "-6.3"))
        .and(query_param("start_date", "2026-07-18"))
        .and(query_param("end_date", "2026-07-18"))
        .and(query_param("timezone", "GMT"))
        .and(query_param("timeformat", "unixtime"))
        .and(query_param("wind_speed_unit", "ms"))
        .and(query_param("apikey", "s3cret"))
        .respond_with(ResponseTemplate::new(200).set_body_json(body))
        .expect(1)
        .mount(&server)
        .await;
    let settings = OpenMeteoSettings { api_key: Some(ApiKey::new("s3cret")), ..settings(&server) };
    assert!(!format!("{settings:?}").contains("s3cret"));
    let hours = morning(&adapter(settings)).await.unwrap();
    let stamps: Vec<_> = hours.iter().map(|hour| hour.at.to_string()).collect();
    assert_eq!(stamps, ["2026-07-18T08:00:00Z", "2026-07-18T09:00:00Z", "2026-07-18T10:00:00Z"]);
    assert!(hours.iter().all(|hour| hour.kind == Kind::Forecast && hour.issued_at == at(NOW)));
}

#[tokio::test]
async fn the_archive_answers_what_is_old_and_the_forecast_the_rest() {
    let server = both().await;
    let weather = adapter(settings(&server));
    let hours =
        weather.hours(dublin(), at("2026-07-12T00:00:00Z"), at("2026-07-15T00:00:00Z")).await.unwrap();
    assert_eq!(hours.len(), 73);
    // The archive lags five days: it answers up to 06:00 of the 13th.
    for hour in &hours {
        let (kind, celsius) = if hour.at <= at("2026-07-13T06:00:00Z") {
            (Kind::Archive, 11.0)
        } else {
            (Kind::Forecast, 22.0)
        };
        assert_eq!((hour.kind, hour.air_temperature.as_celsius()), (kind, celsius), "{}", hour.at);
    }
    assert_eq!(requests(&server).await, 2);
}

#[tokio::test]
async fn what_the_archive_does_not_hold_yet_comes_from_the_forecast() {
    let server = MockServer::start().await;
    let mut late = days("2026-07-12", "2026-07-12", 11.0);
    for hour in [19, 21, 22, 23] {
        late["hourly"]["temperature_2m"][hour] = Value::Null;
    }
    for (endpoint, body) in [("/v1/archive", late), ("/v1/forecast", days("2026-07-12", "2026-07-12", 22.0))]
    {
        let answer = ResponseTemplate::new(200).set_body_json(body);
        Mock::given(path(endpoint)).respond_with(answer).mount(&server).await;
    }
    let hours = adapter(settings(&server))
        .hours(dublin(), at("2026-07-12T18:00:00Z"), at("2026-07-12T22:00:00Z"))
        .await
        .unwrap();
    let kinds: Vec<_> = hours.iter().map(|hour| hour.kind).collect();
    assert_eq!(kinds, [Kind::Archive, Kind::Forecast, Kind::Archive, Kind::Forecast, Kind::Forecast]);
}

#[tokio::test]
async fn nothing_is_asked_about_a_day_no_forecast_reaches() {
    let server = both().await;
    let weather = adapter(settings(&server));
    let (from, to) = (at("2026-08-03T08:00:00Z"), at("2026-08-03T10:00:00Z"));
    assert_eq!(weather.hours(dublin(), from, to).await, Err(WeatherError::NoData));
    assert_eq!(requests(&server).await, 0);
    let weather = Fallback { first: weather, second: Climatology };
    let hours = weather.hours(dublin(), from, to).await.unwrap();
    assert!(hours.len() == 3 && hours.iter().all(|hour| hour.kind == Kind::Climatology));
}

#[tokio::test]
async fn a_refusal_is_passed_on_and_not_repeated() {
    let body = json!({"error": true, "reason": "Latitude must be in range of -90 to 90°. Given: 99.0."});
    let server = always(ResponseTemplate::new(400).set_body_json(body)).await;
    let error = morning(&adapter(settings(&server))).await.unwrap_err();
    assert!(
        matches!(&error, WeatherError::Refused { status: 400, reason } if reason.starts_with("Latitude")),
        "{error}"
    );
    assert_eq!(requests(&server).await, 1);
}

#[tokio::test]
async fn a_web_page_a_redirect_and_a_flood_are_refused() {
    let html = "<!DOCTYPE html><html><title>Log in to the hotel's network</title></html>";
    let flood = " ".repeat(300_000);
    for (answer, expected) in [
        (ResponseTemplate::new(200).set_body_raw(html, "text/html"), "web page"),
        (ResponseTemplate::new(200).set_body_raw(flood, "application/json"), "longer than 200000 bytes"),
        (ResponseTemplate::new(302).insert_header("location", "http://127.0.0.1:9/"), "HTTP 302"),
    ] {
        let server = always(answer).await;
        let error = morning(&adapter(settings(&server))).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert_eq!(requests(&server).await, 1, "{expected}");
    }
}

#[tokio::test]
async fn passing_faults_are_tried_again() {
    let whole = days("2026-07-18", "2026-07-18", 18.0).to_string();
    let cut = &whole[..whole.len() / 2];
    for fault in [
        ResponseTemplate::new(503).set_body_string("upstream"),
        ResponseTemplate::new(429),
        ResponseTemplate::new(200).set_body_raw(cut, "application/json"),
    ] {
        let server = MockServer::start().await;
        Mock::given(method("GET")).respond_with(fault).up_to_n_times(2).mount(&server).await;
        let answer = ResponseTemplate::new(200).set_body_raw(whole.as_str(), "application/json");
        Mock::given(method("GET")).respond_with(answer).mount(&server).await;
        assert_eq!(morning(&adapter(settings(&server))).await.unwrap().len(), 3);
        assert_eq!(requests(&server).await, 3);
    }
}

#[tokio::test]
async fn retries_end() {
    let server = always(ResponseTemplate::new(500)).await;
    let error = morning(&adapter(settings(&server))).await.unwrap_err();
    assert!(matches!(error, WeatherError::Refused { status: 500, .. }), "{error}");
    assert_eq!(requests(&server).await, 3);
}

#[tokio::test]
async fn retry_after_is_waited_for_in_seconds() {
    let server = MockServer::start().await;
    let busy = ResponseTemplate::new(429).insert_header("retry-after", "1");
    Mock::given(method("GET")).respond_with(busy).up_to_n_times(1).mount(&server).await;
    let answer = ResponseTemplate::new(200).set_body_json(days("2026-07-18", "2026-07-18", 18.0));
    Mock::given(method("GET")).respond_with(answer).mount(&server).await;
    let asked = std::time::Instant::now();
    assert_eq!(morning(&adapter(settings(&server))).await.unwrap().len(), 3);
    assert!(asked.elapsed() >= Duration::from_secs(1), "the service was not left alone");
}

#[tokio::test]
async fn a_longer_retry_after_than_we_wait_is_handed_on_at_once() {
    // Ten minutes, as seconds and as the date that is ten minutes after NOW.
    for value in ["600", "Sat, 18 Jul 2026 06:40:00 GMT"] {
        let server = always(ResponseTemplate::new(429).insert_header("retry-after", value)).await;
        let error = morning(&adapter(settings(&server))).await.unwrap_err();
        assert_eq!(error, WeatherError::Busy { retry_after: Some(Duration::from_secs(600)) });
        assert_eq!(requests(&server).await, 1);
    }
}

#[tokio::test]
async fn a_service_that_hangs_or_hangs_up_is_unreachable_and_the_key_stays_hidden() {
    let slow = always(ResponseTemplate::new(200).set_delay(Duration::from_secs(30))).await;
    let hanging = OpenMeteoSettings { timeout: Duration::from_millis(50), ..settings(&slow) };
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let forecast_url = format!("http://{}/v1/forecast", listener.local_addr().unwrap());
    std::thread::spawn(move || listener.incoming().for_each(drop));
    let hanging_up = OpenMeteoSettings { forecast_url, ..settings(&slow) };
    for settings in [hanging, hanging_up] {
        let settings = OpenMeteoSettings { api_key: Some(ApiKey::new("s3cret")), ..settings };
        let error = morning(&adapter(settings)).await.unwrap_err();
        assert!(!error.to_string().contains("s3cret"), "{error}");
        assert!(error.is_transient(), "{error}");
    }
}

#[test]
fn an_address_that_is_none_is_refused_when_set_up() {
    let settings =
        OpenMeteoSettings { forecast_url: "api.open-meteo.com".to_owned(), ..OpenMeteoSettings::default() };
    let error = OpenMeteo::new(settings, Arc::new(|| at(NOW))).err().unwrap();
    assert!(
        error.to_string().contains("'api.open-meteo.com' is not an http:// or https:// address"),
        "{error}"
    );
}

fn norway(server: &MockServer) -> MetNorway {
    let url = format!("{}/compact", server.uri());
    let settings = MetNorwaySettings { url, ..MetNorwaySettings::of(Some("https://isotone.test")) };
    MetNorway::new(settings, Arc::new(|| at(NOW))).unwrap()
}

fn timeseries(celsius: f64) -> Value {
    let range = HourRange::covering(at("2026-07-18T06:00:00Z"), at("2026-07-19T06:00:00Z")).unwrap();
    let row = |at: Timestamp| {
        json!({"time": at, "data": {"instant": {"details": {"air_temperature": celsius, "relative_humidity": 60.0,
            "wind_speed": 3.0, "cloud_area_fraction": 50.0}}}})
    };
    let rows: Vec<Value> = range.hours().map(row).collect();
    json!({"properties": {"meta": {"updated_at": "2026-07-18T05:00:00Z"}, "timeseries": rows}})
}

/// Trap 48: Open-Meteo's daily limit is spent. The other forecast answers, and every hour says whose it is.
#[tokio::test]
async fn a_spent_daily_limit_is_known_by_its_name_and_the_other_source_answers() {
    let spent =
        json!({"error": true, "reason": "Daily API request limit exceeded. Please try again tomorrow."});
    let meteo = always(ResponseTemplate::new(429).set_body_json(spent)).await;
    let error = morning(&adapter(settings(&meteo))).await.unwrap_err();
    // NOW is 06:30; the count begins anew at midnight.
    assert_eq!(error, WeatherError::Busy { retry_after: Some(Duration::from_secs(63_000)) });
    let met = always(ResponseTemplate::new(200).set_body_json(timeseries(17.0))).await;
    let now: connect::Now = Arc::new(|| at(NOW));
    let both = Standby::new(adapter(settings(&meteo)), norway(&met), SignedDuration::from_hours(6), now);
    let hours = morning(&both).await.unwrap();
    assert!(hours.iter().all(|hour| hour.origin == Origin::MetNorway && hour.kind == Kind::Forecast));
    assert_eq!(hours[0].issued_at, at("2026-07-18T05:00:00Z"), "the age is that of the forecast");
    // Both are gone: the plan still comes, from the usual weather of the season.
    let down = always(ResponseTemplate::new(502)).await;
    let now: connect::Now = Arc::new(|| at(NOW));
    let none = Standby::new(adapter(settings(&down)), norway(&down), SignedDuration::from_hours(6), now);
    let hours = morning(&Fallback { first: none, second: Climatology }).await.unwrap();
    assert!(hours.iter().all(|hour| hour.kind == Kind::Climatology));
}

/// A cached forecast that has grown old gives way to the other source's; a measured hour does not.
#[tokio::test]
async fn an_aged_forecast_gives_way_and_what_was_measured_does_not() {
    struct Known(Kind);
    impl Weather for Known {
        fn hours(&self, place: Place, from: Timestamp, to: Timestamp) -> connect::weather::Hours<'_> {
            let kind = self.0;
            Box::pin(async move {
                let hours = Climatology.hours(place, from, to).await?;
                let old = at("2026-07-17T18:00:00Z");
                Ok(hours.into_iter().map(|hour| HourlyWeather { kind, issued_at: old, ..hour }).collect())
            })
        }
    }
    let met = always(ResponseTemplate::new(200).set_body_json(timeseries(17.0))).await;
    for (kind, expected) in [(Kind::Forecast, Origin::MetNorway), (Kind::Archive, Origin::Climatology)] {
        let now: connect::Now = Arc::new(|| at(NOW));
        let both = Standby::new(Known(kind), norway(&met), SignedDuration::from_hours(6), now);
        let hours = morning(&both).await.unwrap();
        assert!(hours.iter().all(|hour| hour.origin == expected), "{kind:?}");
    }
}

/// Trap 50: 203 is data all the same; 403 is a mistake of ours, and is not repeated.
#[tokio::test]
async fn a_version_that_will_end_is_valid_and_a_generic_agent_is_refused_once() {
    let ending = always(ResponseTemplate::new(203).set_body_json(timeseries(17.0))).await;
    assert!(!morning(&norway(&ending)).await.unwrap().is_empty());
    let request = &ending.received_requests().await.unwrap()[0];
    let agent = request.headers.get("user-agent").unwrap().to_str().unwrap();
    assert!(agent.contains("https://isotone.test"), "{agent}");
    let query = request.url.query().unwrap();
    assert!(!query.contains("53.34"), "where the athlete is stays here: {query}");
    let refusing = always(ResponseTemplate::new(403)).await;
    let error = morning(&norway(&refusing)).await.unwrap_err();
    assert!(matches!(error, WeatherError::Refused { status: 403, .. }) && !error.is_transient(), "{error}");
    assert_eq!(requests(&refusing).await, 1);
}

/// Trap 49: the archive has a hole at midnight and nothing of the newest days: no hour becomes 0.
#[tokio::test]
async fn a_null_in_the_archive_is_no_zero() {
    let server = MockServer::start().await;
    let mut archive = days("2026-07-01", "2026-07-02", 21.0);
    for column in ["temperature_2m", "relative_humidity_2m", "wind_speed_10m"] {
        archive["hourly"][column][24] = Value::Null;
    }
    let answer = ResponseTemplate::new(200).set_body_json(archive);
    Mock::given(path("/v1/archive")).respond_with(answer).mount(&server).await;
    let nothing = ResponseTemplate::new(200).set_body_json(days("2026-07-20", "2026-07-20", 1.0));
    Mock::given(path("/v1/forecast")).respond_with(nothing).mount(&server).await;
    let (from, to) = (at("2026-07-01T22:00:00Z"), at("2026-07-02T02:00:00Z"));
    let hours = adapter(settings(&server)).hours(dublin(), from, to).await.unwrap();
    assert_eq!(hours.len(), 4, "midnight is missing, and not 0 °C: {hours:?}");
    assert!(hours.iter().all(|hour| hour.air_temperature.as_celsius() == 21.0));
}
