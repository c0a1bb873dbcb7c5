//! Requests to the API in this process, by one caller.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, Method, Request, header};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Map, Value};
use tower::ServiceExt as _;

use super::hidden::hide_body_numbers;

/// The longest answer that is passed on, in bytes.
const LONGEST: usize = 8 << 20;

/// The API, asked with one caller's token.
pub(super) struct Api<'a> {
    router: &'a Router,
    authorization: Option<HeaderValue>,
    athlete: Option<&'a str>,
    now: Timestamp,
}

/// The athlete that a tool is about.
pub(super) struct Athlete {
    /// The name in addresses, escaped for a path.
    pub(super) path: String,
    pub(super) name: String,
    pub(super) zone: TimeZone,
    hides_body_numbers: bool,
}

impl<'a> Api<'a> {
    pub(super) fn new(
        router: &'a Router,
        authorization: Option<HeaderValue>,
        athlete: Option<&'a str>,
        now: Timestamp,
    ) -> Self {
        Self { router, authorization, athlete, now }
    }

    /// Asks the API for `path` below `/api/v1`.
    ///
    /// # Errors
    /// The detail of the problem, for the assistant to read.
    pub(super) async fn get(&self, path: &str) -> Result<Value, String> {
        self.send(Method::GET, path, None).await
    }

    /// The same with a method and a body.
    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value, String> {
        let mut request = Request::builder().method(method).uri(format!("/api/v1/{path}"));
        if let Some(authorization) = &self.authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let request = request.body(body).map_err(|error| error.to_string())?;
        let Ok(answer) = self.router.clone().oneshot(request).await;
        let status = answer.status();
        let bytes = to_bytes(answer.into_body(), LONGEST)
            .await
            .map_err(|_| "The answer is too long: ask for a shorter range of days.".to_owned())?;
        let value: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        if status.is_success() {
            return Ok(value);
        }
        Err(value["detail"].as_str().map_or_else(|| format!("The server answered {status}."), str::to_owned))
    }

    /// The athlete that the arguments name, else the one that is meant: the only one that this token can see.
    pub(super) async fn athlete(&self, arguments: &Map<String, Value>) -> Result<Athlete, String> {
        let named = arguments.get("athlete").and_then(Value::as_str).or(self.athlete);
        let found = match named {
            Some(id) => self.get(&format!("athletes/{}", escaped(id))).await?,
            None => self.only_athlete().await?,
        };
        let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
        Ok(Athlete {
            path: format!("athletes/{}", escaped(&text("id"))),
            name: text("name"),
            zone: TimeZone::get(&text("zone")).unwrap_or(TimeZone::UTC),
            hides_body_numbers: found["hides_body_numbers"] == true,
        })
    }

    async fn only_athlete(&self) -> Result<Value, String> {
        let Value::Array(mut athletes) = self.get("athletes").await? else {
            return Err("The list of athletes cannot be read.".to_owned());
        };
        match athletes.len() {
            1 => Ok(athletes.remove(0)),
            0 => Err("This token can see no athlete: somebody has to share one with its account.".to_owned()),
            _ => {
                let ids: Vec<&str> = athletes.iter().filter_map(|athlete| athlete["id"].as_str()).collect();
                Err(format!("Say which athlete: {}.", ids.join(", ")))
            }
        }
    }

    /// Asks for something of an athlete. An athlete who chose not to see figures of the body is not told them here either:
    /// an assistant reads aloud what it is given.
    pub(super) async fn of(&self, athlete: &Athlete, path: &str) -> Result<Value, String> {
        let mut value = self.get(&format!("{}/{path}", athlete.path)).await?;
        if athlete.hides_body_numbers {
            hide_body_numbers(&mut value);
        }
        Ok(value)
    }

    /// Changes something of an athlete.
    pub(super) async fn change(
        &self,
        athlete: &Athlete,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value, String> {
        let mut value = self.send(method, &format!("{}/{path}", athlete.path), body).await?;
        if athlete.hides_body_numbers {
            hide_body_numbers(&mut value);
        }
        Ok(value)
    }

    /// The local date that `name` of the arguments says: `today` (also when absent), `tomorrow`, `yesterday` or `2026-06-11`.
    pub(super) fn date(
        &self,
        arguments: &Map<String, Value>,
        name: &str,
        athlete: &Athlete,
    ) -> Result<Date, String> {
        let today = self.now.to_zoned_datetime(athlete.zone.clone()).date();
        let said = arguments.get(name).and_then(Value::as_str).unwrap_or("today").trim();
        let days = match said {
            "today" => 0,
            "tomorrow" => 1,
            "yesterday" => -1,
            date => {
                let wrong = |_| {
                    format!("{name}: '{date}' is no date: write today, tomorrow, yesterday or 2026-06-11")
                };
                return date.parse().map_err(wrong);
            }
        };
        today.checked_add(days.days()).map_err(|error| error.to_string())
    }
}

/// A name as one segment of a path.
pub(super) fn escaped(name: &str) -> String {
    form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>().replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_lead_to_another_address() {
        assert_eq!(escaped("../users?x=1#y"), "..%2Fusers%3Fx%3D1%23y");
        assert_eq!(escaped("p 1+2"), "p%201%2B2");
    }
}
