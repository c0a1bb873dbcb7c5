//! The HTTP client: one question, asked with patience and read with bounds.

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use jiff::Timestamp;
use jiff::tz::Offset;
use reqwest::{Response, StatusCode, header};

use super::answer;
use super::settings::OpenMeteoSettings;
use crate::weather::{HourRange, HourlyWeather, Kind, Place, WeatherError};

/// The variables both services know.
const VARIABLES: &str = "temperature_2m,relative_humidity_2m,wind_speed_10m,cloud_cover,\
    shortwave_radiation,direct_radiation,diffuse_radiation";
/// What only a forecast has.
const FORECAST_VARIABLES: &str = ",precipitation_probability";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Endpoint {
    Forecast,
    Archive,
}

pub(super) struct Client {
    http: reqwest::Client,
    settings: OpenMeteoSettings,
}

impl Client {
    pub(super) fn new(settings: OpenMeteoSettings) -> Result<Self, WeatherError> {
        for url in [&settings.forecast_url, &settings.archive_url] {
            if !reqwest::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https")) {
                return Err(setup(format!("'{url}' is not an http:// or https:// address")));
            }
        }
        // A key must not follow a redirect to somebody else.
        let http = crate::http::client(settings.timeout, 0).map_err(setup)?;
        Ok(Self { http, settings })
    }

    /// The hours of a range that an endpoint knows, asked at `now`.
    pub(super) async fn fetch(
        &self,
        endpoint: Endpoint,
        place: Place,
        range: HourRange,
        now: Timestamp,
    ) -> Result<Vec<HourlyWeather>, WeatherError> {
        let kind = match endpoint {
            Endpoint::Forecast => Kind::Forecast,
            Endpoint::Archive => Kind::Archive,
        };
        let once = || async {
            let body = self.ask(endpoint, place, range, now).await?;
            answer::read(&body, kind, now)
        };
        let longest = self.settings.longest_wait;
        let waits = ExponentialBuilder::default()
            .with_min_delay(self.settings.first_wait)
            .with_max_delay(longest)
            .with_max_times(self.settings.retries)
            .with_jitter();
        let mut hours = once
            .retry(waits)
            .when(WeatherError::is_transient)
            .adjust(|error, wait| match error {
                WeatherError::Busy { retry_after: Some(after) } => {
                    wait.map(|_| *after).filter(|after| *after <= longest)
                }
                _ => wait,
            })
            .await?;
        hours.retain(|hour| range.first() <= hour.at && hour.at <= range.last());
        Ok(hours)
    }

    async fn ask(
        &self,
        endpoint: Endpoint,
        place: Place,
        range: HourRange,
        now: Timestamp,
    ) -> Result<Vec<u8>, WeatherError> {
        let (url, extra) = match endpoint {
            Endpoint::Forecast => (&self.settings.forecast_url, FORECAST_VARIABLES),
            Endpoint::Archive => (&self.settings.archive_url, ""),
        };
        let date = |at: Timestamp| Offset::UTC.to_datetime(at).date().to_string();
        let request = self.http.get(url).query(&[
            ("latitude", format!("{:.1}", place.latitude())),
            ("longitude", format!("{:.1}", place.longitude())),
            ("hourly", format!("{VARIABLES}{extra}")),
            ("start_date", date(range.first())),
            ("end_date", date(range.last())),
            // A named zone would be answered with one fixed offset, wrong across a change of the clocks.
            ("timezone", "GMT".to_owned()),
            ("timeformat", "unixtime".to_owned()),
            ("temperature_unit", "celsius".to_owned()),
            ("wind_speed_unit", "ms".to_owned()),
        ]);
        let request = match &self.settings.api_key {
            Some(key) => request.query(&[("apikey", key.reveal())]),
            None => request,
        };
        let response = request.send().await.map_err(unreachable)?;
        let status = response.status();
        if status == StatusCode::TOO_MANY_REQUESTS {
            let after = retry_after(&response, now);
            let body = self.bounded(response).await.unwrap_or_default();
            let said = answer::reason(&body).unwrap_or_default();
            return Err(WeatherError::Busy { retry_after: after.or_else(|| until_reset(&said, now)) });
        }
        let body = self.bounded(response).await?;
        if status.is_success() { Ok(body) } else { Err(refused(status, &body)) }
    }

    /// The body, as long as it keeps within bounds.
    async fn bounded(&self, mut response: Response) -> Result<Vec<u8>, WeatherError> {
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
            if body.len() + chunk.len() > self.settings.most_bytes {
                let limit = self.settings.most_bytes;
                return Err(WeatherError::unreadable(format!("it is longer than {limit} bytes")));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

/// How long the answer asks to wait.
fn retry_after(response: &Response, now: Timestamp) -> Option<Duration> {
    let value = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?;
    crate::http::retry_after(value, None, now)
}

/// Without `Retry-After` the reason names the limit; its count begins anew with the minute, the hour, or the day in UTC.
fn until_reset(reason: &str, now: Timestamp) -> Option<Duration> {
    let reason = reason.to_lowercase();
    let length = [("minut", 60), ("hour", 3600), ("dail", 86_400), ("tomorrow", 86_400)]
        .iter()
        .find_map(|(word, length)| reason.contains(word).then_some(*length))?;
    let left = length - now.as_second().rem_euclid(length);
    u64::try_from(left).ok().map(Duration::from_secs)
}

fn refused(status: StatusCode, body: &[u8]) -> WeatherError {
    let reason = answer::reason(body).unwrap_or_else(|| "no reason given".to_owned());
    WeatherError::Refused { status: status.as_u16(), reason }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape `map_err` wants")]
fn unreachable(error: reqwest::Error) -> WeatherError {
    let what = if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the answer broke off"
    };
    WeatherError::Unreachable { reason: what.to_owned() }
}

fn setup(reason: String) -> WeatherError {
    WeatherError::Setup { reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Trap 48: the counters begin anew by the clock.
    #[test]
    fn a_limit_that_is_named_ends_with_its_window() {
        let now = "2026-07-18T22:59:30Z".parse().unwrap();
        let until = |reason: &str| until_reset(reason, now).map(|wait| wait.as_secs());
        assert_eq!(until("Minutely API request limit exceeded. Please try again in one minute."), Some(30));
        assert_eq!(until("Hourly API request limit exceeded. Please try again in the next hour."), Some(30));
        assert_eq!(until("Daily API request limit exceeded. Please try again tomorrow."), Some(3630));
        assert_eq!(until("too much"), None);
    }
}
