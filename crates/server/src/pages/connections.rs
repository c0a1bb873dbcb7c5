//! Connections: what arrives by itself, what went wrong and what to do, connecting and disconnecting.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use connect::providers::Door;
use engine::{AthleteRecord, CalendarSubscription, Connection, ConnectionState, Device, Leave, Returning};
use qrcodegen::{QrCode, QrCodeEcc};
use serde::Deserialize;

use super::passkeys::own_site;
use super::show::long_when;
use super::{Frame, Page, page};
use crate::access::{Who, link_to};
use crate::language::Language;
use crate::{App, Problem};

#[derive(Template)]
#[template(path = "connections.html")]
struct Connections {
    frame: Frame,
    id: String,
    rows: Vec<Row>,
    devices: Vec<DeviceRow>,
    calendars: Vec<CalendarRow>,
    /// The address for a phone just made, shown this once, and its QR code.
    made: Option<(String, Code)>,
    problem: Option<Problem>,
    running: bool,
}

impl Connections {
    /// What asks for the athlete, or how all of it stands, in a sentence.
    fn said(&self) -> String {
        let language = self.frame.language;
        let of_calendar = |calendar: &CalendarRow| (calendar.host.clone(), !calendar.trouble.is_empty());
        let needs = self.rows.iter().map(|row| (row.name.to_owned(), row.alarm));
        let mut needs = needs.chain(self.calendars.iter().map(of_calendar)).filter(|(_, needs)| *needs);
        if let Some((name, _)) = needs.next() {
            return language.with("name", name).t("connections-said-needs");
        }
        if let Some(row) = self.rows.iter().find(|row| row.connected && !row.trouble.is_empty()) {
            return language.with("name", row.name).t("connections-said-waits");
        }
        let is_any = self.rows.iter().any(|row| row.connected);
        match is_any || !self.devices.is_empty() || !self.calendars.is_empty() {
            true => language.t("connections-said-fine"),
            false => language.t("connections-said-none"),
        }
    }
}

/// A provider, connected or not.
struct Row {
    id: &'static str,
    name: &'static str,
    /// Whether it is connected with a key that is typed.
    by_key: bool,
    /// How it stands; empty where it was never connected.
    state: String,
    connected: bool,
    alarm: bool,
    /// What is known of it, a line each.
    lines: Vec<String>,
    /// What went wrong and what to do.
    trouble: String,
    /// What the button to connect says.
    connect: String,
    /// Whether disconnecting deletes the data, whatever the athlete wishes.
    must_delete: bool,
    attribution: &'static str,
}

struct DeviceRow {
    id: String,
    label: String,
    lines: Vec<String>,
}

/// A calendar that is followed. Its address is not shown: it may hold a secret.
struct CalendarRow {
    id: String,
    host: String,
    lines: Vec<String>,
    /// What went wrong and what to do.
    trouble: String,
}

/// A QR code as the path of a picture with one unit a module.
pub(super) struct Code {
    pub(super) size: i32,
    pub(super) path: String,
}

impl Code {
    pub(super) fn of(text: &str) -> Option<Self> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
        let size = code.size();
        let dark =
            (0..size).flat_map(|y| (0..size).map(move |x| (x, y))).filter(|(x, y)| code.get_module(*x, *y));
        // Four light modules around it, as readers expect.
        let path = dark.map(|(x, y)| format!("M{} {}h1v1h-1z", x + 4, y + 4)).collect();
        Some(Self { size: size + 8, path })
    }
}

fn row(app: &App, known: &[Connection], athlete: &AthleteRecord, language: Language) -> Vec<Row> {
    let of = |provider: &std::sync::Arc<dyn connect::providers::Provider>| {
        let about = provider.about();
        let by_key = match provider.door() {
            Door::OAuth(_) => false,
            Door::Key(_) => true,
            Door::Upload => return None,
        };
        let connection = known.iter().find(|connection| connection.provider == about.id);
        let live = connection.filter(|connection| {
            matches!(connection.state, ConnectionState::Active | ConnectionState::NeedsConsent)
        });
        let missing = live.map(|live| app.engine.missing_scopes(live)).unwrap_or_default();
        let again =
            live.is_some_and(|live| live.state == ConnectionState::NeedsConsent) || !missing.is_empty();
        let connect = if again {
            language.with("name", about.name).t("connections-connect-again")
        } else {
            language.with("name", about.name).t("connections-connect")
        };
        Some(Row {
            id: about.id,
            name: about.name,
            by_key,
            state: connection.map(|c| language.t_of("connections-state", c.state.code())).unwrap_or_default(),
            connected: live.is_some(),
            alarm: again,
            lines: live.map(|live| lines(live, &missing, athlete, language)).unwrap_or_default(),
            trouble: connection.map(|known| trouble(known, about.name, language)).unwrap_or_default(),
            connect,
            must_delete: about.retention.delete_on_revoke,
            attribution: about.attribution.unwrap_or_default(),
        })
    };
    app.engine.providers().filter_map(of).collect()
}

/// What went wrong and what to do; empty where nothing did.
fn trouble(connection: &Connection, name: &'static str, language: Language) -> String {
    match (connection.state, &connection.trouble) {
        // The end of the access was not heard: nothing else is of interest then.
        (ConnectionState::Leaving, Some(_)) => language.with("name", name).t("connections-untold"),
        (ConnectionState::Active | ConnectionState::NeedsConsent, Some(trouble)) => {
            language.t_of("connections-trouble", &trouble.code)
        }
        _ => String::new(),
    }
}

fn lines(
    connection: &Connection,
    missing: &[&'static str],
    athlete: &AthleteRecord,
    language: Language,
) -> Vec<String> {
    let when = |at| long_when(at, athlete, language);
    let mut lines = vec![language.with("when", when(connection.connected)).t("connections-since")];
    match connection.heard {
        Some(heard) => lines.push(language.with("when", when(heard)).t("connections-heard")),
        None => lines.push(language.t("connections-not-heard")),
    }
    if connection.items > 0 {
        lines.push(language.with("count", connection.items).t("connections-items"));
    }
    if connection.unreadable > 0 {
        lines.push(language.with("count", connection.unreadable).t("connections-unreadable"));
    }
    if let Some(backfill) = connection.backfill.as_ref().filter(|backfill| backfill.finished.is_none()) {
        lines.push(language.with("count", backfill.found).t("connections-reading"));
    }
    if connection.backfill.as_ref().is_some_and(|last| last.finished.is_some() && last.partial) {
        lines.push(language.t("connections-partial"));
    }
    if connection.unannounced > 0 {
        lines.push(language.with("count", connection.unannounced).t("connections-silent"));
    }
    if !missing.is_empty() {
        lines.push(language.with("scopes", missing.join(", ")).t("connections-missing"));
    }
    lines
}

fn device(device: Device, athlete: &AthleteRecord, language: Language) -> DeviceRow {
    let mut lines = match device.seen {
        Some(seen) => vec![
            language.with("when", long_when(seen, athlete, language)).t("connections-heard"),
            language.with("count", device.uploads).t("connections-uploads"),
        ],
        None => vec![language.t("connections-not-heard")],
    };
    if let Some(last) = device.last {
        let counts = language.with("observations", last.observations).with("readings", last.readings);
        lines.push(counts.t("connections-last-upload"));
        lines.extend(last.notes);
    }
    DeviceRow { id: device.id, label: device.label, lines }
}

fn calendar(of: &CalendarSubscription, athlete: &AthleteRecord, language: Language) -> CalendarRow {
    let when = |at| long_when(at, athlete, language);
    let lines = match of.read {
        Some(read) => vec![
            language.with("when", when(of.checked.unwrap_or(read))).t("connections-heard"),
            language.with("count", of.planned).t("imports-planned"),
        ],
        None => vec![language.t("connections-not-heard")],
    };
    let trouble = of.problem.as_ref().map(|_| {
        let words = language.with("count", of.failures).with("when", when(of.next));
        words.t("connections-calendar-trouble")
    });
    CalendarRow { id: of.id.clone(), host: of.host().to_owned(), lines, trouble: trouble.unwrap_or_default() }
}

async fn shown(
    app: &App,
    language: Language,
    athlete: &str,
    change: impl FnOnce(&mut Connections) + Send,
) -> Page {
    let record = app.engine.athlete(athlete).await?;
    let known = app.engine.connections(athlete).await?;
    let devices = app.engine.devices(athlete).await?;
    let calendars = app.engine.subscriptions(athlete).await?;
    let mut whole = Connections {
        frame: Frame::of(app, &record, language, "connections"),
        rows: row(app, &known, &record, language),
        devices: devices.into_iter().map(|found| device(found, &record, language)).collect(),
        calendars: calendars.iter().map(|found| calendar(found, &record, language)).collect(),
        made: None,
        problem: None,
        running: known.iter().any(|connection| {
            connection.backfill.as_ref().is_some_and(|backfill| backfill.finished.is_none())
        }),
        id: record.id,
    };
    change(&mut whole);
    let status = whole.problem.as_ref().map_or(StatusCode::OK, Problem::status_code);
    let mut answer = (status, page(&whole)?).into_response();
    // A token is shown once, and no cache has it.
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

pub(crate) async fn show(State(app): State<App>, language: Language, Path(athlete): Path<String>) -> Page {
    shown(&app, language, &athlete, |_| {}).await
}

async fn refused(app: &App, language: Language, athlete: &str, error: engine::Error) -> Page {
    let problem = Problem::from(error);
    shown(app, language, athlete, |page| page.problem = Some(problem)).await
}

fn back_to(athlete: &str) -> Page {
    Ok(Redirect::to(&format!("/a/{athlete}/connections")).into_response())
}

/// The browser session that a consent is bound to. A server that is open to everybody has one.
fn session(who: &Who) -> &str {
    who.session().unwrap_or("open")
}

/// Sends the athlete to the provider's page. Only from a page of ours: whoever could send somebody this way from elsewhere
/// might have them connect without meaning it.
pub(crate) async fn begin(
    State(app): State<App>,
    language: Language,
    who: Who,
    Path((athlete, provider)): Path<(String, String)>,
    headers: HeaderMap,
) -> Page {
    if headers.get("sec-fetch-site").is_some_and(|from| from != "same-origin") {
        return back_to(&athlete);
    }
    let here = own_site(&app, &headers)?;
    let redirect = format!("{here}/connections/{provider}/return");
    match app.engine.begin_consent(&athlete, &provider, session(&who), &redirect).await {
        Ok(errand) => {
            let mut answer = Redirect::to(&errand.address).into_response();
            answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            Ok(answer)
        }
        Err(error) => refused(&app, language, &athlete, error).await,
    }
}

/// With what a browser comes back from a provider.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Answer {
    state: String,
    code: Option<String>,
    scope: Option<String>,
}

/// The way back.
pub(crate) async fn back(
    State(app): State<App>,
    who: Who,
    Path(provider): Path<String>,
    Query(answer): Query<Answer>,
) -> Page {
    let returning = Returning { state: answer.state, code: answer.code, scope: answer.scope };
    let athlete = app.engine.finish_consent(&provider, session(&who), &returning).await?;
    back_to(&athlete)
}

/// A key that the athlete types.
#[derive(Deserialize)]
pub(crate) struct Typed {
    key: String,
}

pub(crate) async fn key(
    State(app): State<App>,
    language: Language,
    Path((athlete, provider)): Path<(String, String)>,
    Form(Typed { key }): Form<Typed>,
) -> Page {
    match app.engine.connect_with_key(&athlete, &provider, &key).await {
        Ok(()) => back_to(&athlete),
        Err(error) => refused(&app, language, &athlete, error).await,
    }
}

/// What becomes of the data.
#[derive(Deserialize)]
pub(crate) struct Leaving {
    #[serde(default)]
    data: String,
}

pub(crate) async fn disconnect(
    State(app): State<App>,
    language: Language,
    Path((athlete, provider)): Path<(String, String)>,
    Form(Leaving { data }): Form<Leaving>,
) -> Page {
    let leave = if data == "delete" { Leave::Delete } else { Leave::Keep };
    match app.engine.disconnect(&athlete, &provider, leave).await {
        Ok(()) => back_to(&athlete),
        Err(error) => refused(&app, language, &athlete, error).await,
    }
}

/// What a phone is called.
#[derive(Deserialize)]
pub(crate) struct NewDevice {
    #[serde(default)]
    label: String,
}

pub(crate) async fn add_device(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    headers: HeaderMap,
    Form(NewDevice { label }): Form<NewDevice>,
) -> Page {
    match app.engine.make_device(&athlete, &label).await {
        Ok((_, secret)) => {
            let address = link_to(&app, &headers, &format!("/upload/{}", secret.expose()));
            let code = Code::of(&address);
            shown(&app, language, &athlete, |page| page.made = code.map(|code| (address, code))).await
        }
        Err(error) => refused(&app, language, &athlete, error).await,
    }
}

pub(crate) async fn remove_device(
    State(app): State<App>,
    language: Language,
    Path((athlete, device)): Path<(String, String)>,
) -> Page {
    match app.engine.remove_device(&athlete, &device).await {
        Ok(()) => back_to(&athlete),
        Err(error) => refused(&app, language, &athlete, error).await,
    }
}

/// Where a calendar is.
#[derive(Deserialize)]
pub(crate) struct NewCalendar {
    #[serde(default)]
    address: String,
}

pub(crate) async fn add_calendar(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    Form(NewCalendar { address }): Form<NewCalendar>,
) -> Page {
    match app.engine.subscribe(&athlete, &address).await {
        Ok(_) => back_to(&athlete),
        Err(error) => refused(&app, language, &athlete, error).await,
    }
}

pub(crate) async fn remove_calendar(
    State(app): State<App>,
    language: Language,
    Path((athlete, calendar)): Path<(String, String)>,
) -> Page {
    match app.engine.unsubscribe(&athlete, &calendar).await {
        Ok(()) => back_to(&athlete),
        Err(error) => refused(&app, language, &athlete, error).await,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_end_that_the_provider_did_not_hear_is_said() {
        let said = |state: &str, code: Option<&str>| {
            let since = "2026-11-30T06:00:00Z";
            let wrong = code.map(|code| json!({"code": code, "detail": "", "since": since}));
            let connection = json!({"provider": "strava", "account": "1", "state": state, "generation": 1, "scopes": [],
                                    "connected": since, "trouble": wrong});
            trouble(&serde_json::from_value(connection).unwrap(), "Strava", Language::English)
        };
        assert!(said("leaving", Some("outage")).contains("does not know yet that you disconnected"));
        assert!(said("active", Some("outage")).contains("It is asked again by itself"));
        for (state, code) in [("leaving", None), ("active", None), ("ended", Some("outage"))] {
            assert_eq!(said(state, code), "", "{state}");
        }
    }

    #[test]
    fn a_code_holds_the_address_with_its_quiet_zone() {
        let address = "https://isotone.example/upload/isu_0123456789abcdef0123456789abcdef0123456789a";
        let code = Code::of(address).unwrap();
        assert_eq!(code.size, 37 + 8, "version 5 holds 84 bytes at level M");
        // The finder in the first corner begins behind four light modules.
        assert!(code.path.starts_with("M4 4h1v1h-1z"));
    }
}
