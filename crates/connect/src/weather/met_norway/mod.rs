//! MET Norway (api.met.no, Locationforecast 2.0): a forecast for the whole earth, as a second source. Data under CC BY 4.0 or
//! NLOD; say so where they are shown.
//!
//! It has no archive and no radiation, and is hourly for about the next two and a half days; after that every six hours,
//! between which temperature, humidity, wind and cloud are interpolated.

mod answer;

use std::time::Duration;

use jiff::Timestamp;
use reqwest::{StatusCode, header};

use super::{HourRange, HourlyWeather, Hours, Place, Weather, WeatherError};
use crate::Now;

/// The longest answer that is read, bytes; ten days take about 60 kB.
const MOST_BYTES: usize = 1 << 20;

/// Where MET Norway is, and who asks.
#[derive(Clone, Debug)]
pub struct MetNorwaySettings {
    /// The endpoint.
    pub url: String,
    /// Who asks: a name and an address at which the operator can be reached. Requests without one are refused for good.
    pub agent: String,
    /// How long one request may take.
    pub timeout: Duration,
}

impl MetNorwaySettings {
    /// The public service, asked by the server that people reach at `contact`.
    pub fn of(contact: Option<&str>) -> Self {
        let who = contact.unwrap_or("self-hosted");
        Self {
            url: "https://api.met.no/weatherapi/locationforecast/2.0/compact".to_owned(),
            agent: format!("isotone/{} {who}", env!("CARGO_PKG_VERSION")),
            timeout: Duration::from_secs(10),
        }
    }
}

/// Weather from MET Norway. Only the middle of the 0.1° cell is told to the service, never where the athlete is.
pub struct MetNorway {
    http: reqwest::Client,
    settings: MetNorwaySettings,
    now: Now,
}

impl MetNorway {
    /// An adapter that reads the time from `now`.
    ///
    /// # Errors
    /// [`WeatherError::Setup`] when the address is not http(s) or the machine has no root certificates.
    pub fn new(settings: MetNorwaySettings, now: Now) -> Result<Self, WeatherError> {
        let setup = |reason: String| WeatherError::Setup { reason };
        let url = &settings.url;
        if !reqwest::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https")) {
            return Err(setup(format!("'{url}' is not an http:// or https:// address")));
        }
        let http = crate::http::client(settings.timeout, 0).map_err(setup)?;
        Ok(Self { http, settings, now })
    }

    async fn ask(&self, place: Place, range: HourRange) -> Result<Vec<HourlyWeather>, WeatherError> {
        let now = (self.now)();
        let centre = place.cell().centre();
        // Coordinates with more than four decimals are refused.
        let request = self
            .http
            .get(&self.settings.url)
            .query(&[
                ("lat", format!("{:.1}", centre.latitude())),
                ("lon", format!("{:.1}", centre.longitude())),
            ])
            .header(header::USER_AGENT, &self.settings.agent);
        let unreachable = |_| WeatherError::Unreachable { reason: "no answer".to_owned() };
        let mut response = request.send().await.map_err(unreachable)?;
        let status = response.status();
        if status == StatusCode::TOO_MANY_REQUESTS {
            let after = response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
            let retry_after = after.and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
            return Err(WeatherError::Busy { retry_after });
        }
        // 203 is data of a version that will end: valid all the same.
        if !status.is_success() {
            let reason = match status {
                StatusCode::FORBIDDEN => "it does not accept who asks: set public_url",
                _ => "no reason given",
            };
            return Err(WeatherError::Refused { status: status.as_u16(), reason: reason.to_owned() });
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
            if body.len() + chunk.len() > MOST_BYTES {
                return Err(WeatherError::unreadable(format!("it is longer than {MOST_BYTES} bytes")));
            }
            body.extend_from_slice(&chunk);
        }
        let mut hours = answer::read(&body, now)?;
        hours.retain(|hour| range.first() <= hour.at && hour.at <= range.last());
        Ok(hours)
    }
}

impl Weather for MetNorway {
    fn hours(&self, place: Place, from: Timestamp, to: Timestamp) -> Hours<'_> {
        Box::pin(async move {
            let range = HourRange::covering(from, to)?;
            // Nothing of the past is known.
            if range.last() < (self.now)() {
                return Err(WeatherError::NoData);
            }
            let hours = self.ask(place, range).await?;
            if hours.is_empty() { Err(WeatherError::NoData) } else { Ok(hours) }
        })
    }
}
