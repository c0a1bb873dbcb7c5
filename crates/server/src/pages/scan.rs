//! The scan: a photo of a patch becomes a sweat test of the right workout. One phone may go round a squad.

use ::timeline::EventKind;
use askama::Template;
use axum::body::Bytes;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use engine::{AthleteRecord, SquadRecord};
use jiff::SignedDuration;
use serde::Deserialize;
use units::UnitSystem;

use super::form::value_of;
use super::show::when;
use super::{Fault, Frame, Page, page};
use crate::access::Who;
use crate::api::patch_readings::{read_photo, refused_for};
use crate::api::recordings::too_large;
use crate::fields::Fields;
use crate::language::Language;
use crate::{App, Problem};

/// Workouts as old as this can still be the patch's.
const RECENT: SignedDuration = SignedDuration::from_hours(24 * 14);
/// A workout that ended so long ago is most likely the patch's.
const JUST_NOW: SignedDuration = SignedDuration::from_hours(12);
/// So many of them are offered.
const OFFERED: usize = 8;
/// The longer side of the drawing of what was found, px: twice what a phone shows.
const DRAWN_PX: usize = 760;

type Typed = Vec<(String, String)>;

/// What the photos so far show.
#[derive(Default)]
struct Seen {
    /// The names of their readings.
    ids: Vec<String>,
    /// What was read: name, value, receipt.
    lines: Vec<(String, String, String)>,
    /// What was not, and what to do.
    advice: Vec<String>,
}

#[derive(Template)]
#[template(path = "scan_seen.html")]
struct SeenPage {
    frame: Frame,
    id: String,
    seen: Seen,
}

#[derive(Template)]
#[template(path = "scan.html")]
struct Scan {
    frame: Frame,
    id: String,
    squad: Option<SquadRecord>,
    /// The others of the squad: name in addresses and for people.
    others: Vec<(String, String)>,
    form: Typed,
    problem: Option<Problem>,
    seen: Seen,
    sites: Vec<(&'static str, String)>,
    sports: Vec<String>,
    /// Recent workouts: name, words, and whether it is likely the one.
    workouts: Vec<(String, String, bool)>,
    temperature: &'static str,
}

impl Scan {
    fn was(&self, field: &str) -> &str {
        value_of(&self.form, field).unwrap_or_default()
    }

    fn wrong(&self, field: &str) -> String {
        self.frame.language.wrong_by("accepted", self.problem.as_ref(), field)
    }

    fn chosen(&self, workout: &str, likely: &bool) -> bool {
        match value_of(&self.form, "event") {
            Some(event) => event == workout,
            None => *likely,
        }
    }

    /// Whether the fields of a session that no recording tells are open.
    fn another(&self) -> bool {
        !self.workouts.iter().any(|(id, _, likely)| self.chosen(id, likely))
    }
}

/// The squad that the phone goes round, where it does.
#[derive(Deserialize)]
pub(crate) struct Round {
    squad: Option<String>,
    /// Whose test was kept last.
    kept: Option<String>,
}

pub(crate) async fn form(
    State(app): State<App>,
    language: Language,
    who: Who,
    Path(athlete): Path<String>,
    Query(round): Query<Round>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let typed = round.squad.map(|squad| vec![("squad".to_owned(), squad)]).unwrap_or_default();
    page(&scan(&app, &who.0, &record, language, typed, None).await?)
}

async fn scan(
    app: &App,
    who: &engine::Caller,
    record: &AthleteRecord,
    language: Language,
    form: Typed,
    problem: Option<Problem>,
) -> Result<Scan, Fault> {
    let named = |field: &str| value_of(&form, field);
    let (squad, others) = match named("squad").filter(|squad| !squad.is_empty()) {
        Some(id) => {
            let (squad, members) = app.engine.readable_members(who, id).await?;
            let others =
                members.into_iter().map(|(athlete, _)| athlete).filter(|other| other.id != record.id);
            (Some(squad), others.map(|other| (other.id, other.name)).collect())
        }
        None => (None, Vec::new()),
    };
    let mut seen = seen(app, record, language, &readings_of(&form)).await?;
    if let Some(code) = problem.as_ref().and_then(refused_for) {
        seen.advice = vec![language.t_of("refusal", code)];
    }
    Ok(Scan {
        frame: Frame::of(app, record, language, "test"),
        id: record.id.clone(),
        squad,
        others,
        form,
        problem,
        seen,
        sports: physiology::Sport::ALL.iter().map(|sport| language.sport(*sport)).collect(),
        sites: physiology::Site::ALL.map(|site| (site.key(), language.t_of("site", site.key()))).to_vec(),
        workouts: workouts(&app.engine.seen_by(who, &record.id).await?, record, language).await?,
        temperature: if record.units == UnitSystem::UsCustomary { "75 °F" } else { "24 °C" },
    })
}

async fn workouts(
    engine: &engine::Engine,
    record: &AthleteRecord,
    language: Language,
) -> Result<Vec<(String, String, bool)>, Fault> {
    let now = engine.now();
    let events = engine.events(&record.id, now - RECENT, now).await?;
    let workout = |event: &::timeline::Event| match &event.kind {
        EventKind::Workout(workout) => Some(workout.name.clone().unwrap_or_else(|| workout.sport.clone())),
        EventKind::Sleep(_) => None,
    };
    let mut offered: Vec<_> = events
        .iter()
        .rev()
        .filter_map(|event| workout(event).map(|name| (event, name)))
        .take(OFFERED)
        .map(|(event, name)| {
            let words = format!("{name}, {}", when(event.span.start, record, language));
            (event.id.clone(), words, now.duration_since(event.span.end) < JUST_NOW)
        })
        .collect();
    // Only the newest can be the likely one.
    offered.iter_mut().skip(1).for_each(|(_, _, likely)| *likely = false);
    Ok(offered)
}

fn readings_of(form: &Typed) -> Vec<String> {
    let lists = form.iter().filter(|(name, _)| name == "patch_readings").map(|(_, ids)| ids.as_str());
    lists.flat_map(|ids| ids.split(',')).map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()).collect()
}

/// What photos of one patch show together; where the newest contradicts the others, it alone.
async fn seen(app: &App, record: &AthleteRecord, language: Language, ids: &[String]) -> Result<Seen, Fault> {
    let (joined, alone) = match (app.engine.patch_readings_together(&record.id, ids).await, ids.last()) {
        (Err(engine::Error::Invalid(_)), Some(newest)) => {
            (Some(app.engine.patch_reading(&record.id, newest).await?), true)
        }
        (joined, _) => (joined?, false),
    };
    let Some(joined) = joined else { return Ok(Seen::default()) };
    let system = record.units;
    let receipt = |rule: &str| {
        joined
            .receipts
            .iter()
            .find(|receipt| receipt.rule == rule)
            .map_or("", |receipt| receipt.id.as_str())
            .to_owned()
    };
    let mut lines = Vec::new();
    if let Some(volume) = joined.volume {
        let said = bounded(&volume, language, system);
        lines.push((language.t("scan-sweat"), said, receipt("patch-reading.volume")));
    }
    if let Some(chloride) = joined.chloride {
        let said = bounded(&chloride, language, system);
        lines.push((language.t("scan-chloride"), said, receipt("patch-reading.chloride")));
    }
    let mut advice: Vec<String> = joined.advice.iter().map(|advice| advised(advice, language)).collect();
    if alone {
        advice.insert(0, language.t("scan-another-patch"));
    }
    let ids = if alone { vec![joined.id] } else { ids.to_vec() };
    Ok(Seen { ids, lines, advice })
}

fn advised(advice: &engine::PatchAdvice, language: Language) -> String {
    let words = language.t_of("refusal", &advice.code);
    if advice.corners.is_empty() {
        return words;
    }
    let corners: Vec<String> =
        advice.corners.iter().map(|corner| language.t_of("corner", corner.code())).collect();
    format!("{words} {}", language.with("corners", corners.join(", ")).t("scan-not-seen"))
}

fn bounded<Q: units::Quantity>(
    reading: &physiology::Reading<Q>,
    language: Language,
    system: UnitSystem,
) -> String {
    let amount = language.quantity(reading.read(), system);
    match reading {
        physiology::Reading::Value { .. } => amount,
        physiology::Reading::AtLeast { .. } => language.with("amount", amount).t("scan-at-least"),
        physiology::Reading::AtMost { .. } => language.with("amount", amount).t("scan-at-most"),
    }
}

/// What was sent: the fields, and the photo with its name where there is one.
async fn sent(mut form: Multipart) -> Result<(Typed, Option<(String, Bytes)>), Fault> {
    let (mut fields, mut photo) = (Vec::new(), None);
    while let Some(part) = form.next_field().await.map_err(too_large)? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "photo" {
            let called = part.file_name().unwrap_or("photo").to_owned();
            let bytes = part.bytes().await.map_err(too_large)?;
            photo = (!bytes.is_empty()).then_some((called, bytes)).or(photo);
        } else {
            fields.push((name, part.text().await.map_err(too_large)?));
        }
    }
    Ok((fields, photo))
}

/// Reads and keeps a photo, and adds it to those of the form.
async fn add(
    app: &App,
    athlete: &str,
    form: &mut Typed,
    photo: Option<(String, Bytes)>,
) -> Result<(), Problem> {
    let Some((name, bytes)) = photo else { return Ok(()) };
    let reading = read_photo(app, &name, bytes.clone()).await?;
    let reading = app.engine.keep_patch_reading(athlete, reading, &bytes).await?;
    let mut ids = readings_of(form);
    if !ids.contains(&reading.id) {
        ids.push(reading.id);
    }
    form.retain(|(name, _)| name != "patch_readings");
    form.push(("patch_readings".to_owned(), ids.join(",")));
    Ok(())
}

/// A photo by itself, while the rest is still being typed: what it shows, as a part of the page.
pub(crate) async fn look(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    form: Multipart,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let (mut form, photo) = sent(form).await?;
    let refused = add(&app, &athlete, &mut form, photo).await.err();
    let mut seen = seen(&app, &record, language, &readings_of(&form)).await?;
    if let Some(problem) = refused {
        let Some(code) = refused_for(&problem) else { return Err(problem.into()) };
        seen.advice = vec![language.t_of("refusal", code)];
    }
    page(&SeenPage { frame: Frame::of(&app, &record, language, "test"), id: record.id, seen })
}

/// The whole form: the test is kept, or the page comes back with everything that was typed and seen.
pub(crate) async fn submit(
    State(app): State<App>,
    language: Language,
    who: Who,
    Path(athlete): Path<String>,
    form: Multipart,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let (mut form, photo) = sent(form).await?;
    match take(&app, &record, language, &mut form, photo).await {
        Ok(test) => {
            let squad = form.iter().find(|(name, value)| name == "squad" && !value.is_empty());
            let next = match squad {
                Some((_, squad)) => format!("/squads/{squad}/scan?kept={athlete}"),
                None => format!("/a/{athlete}/tests/{test}"),
            };
            Ok(Redirect::to(&next).into_response())
        }
        Err(problem) => {
            let status = problem.status_code();
            Ok((status, page(&scan(&app, &who.0, &record, language, form, Some(problem)).await?)?)
                .into_response())
        }
    }
}

async fn take(
    app: &App,
    record: &AthleteRecord,
    language: Language,
    form: &mut Typed,
    photo: Option<(String, Bytes)>,
) -> Result<String, Problem> {
    add(app, &record.id, form, photo).await?;
    let fields = form.iter().filter(|(name, _)| name != "squad").cloned();
    let scan = Fields::typed(fields, record.units).spoken(language).scan(&record.time_zone())?;
    let test = app.engine.take_scanned_sweat_test(&record.id, scan.new, &scan.readings, scan.worn).await?;
    Ok(test.id)
}

/// What was found in a photo, drawn over it.
pub(crate) async fn drawn(
    State(app): State<App>,
    Path((athlete, reading)): Path<(String, String)>,
) -> Response {
    let reading = reading.trim_end_matches(".png");
    match app.engine.drawn_patch_photo(&athlete, reading, DRAWN_PX).await {
        Ok(png) => {
            let headers =
                [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "private, max-age=86400")];
            (headers, png).into_response()
        }
        Err(error) => Problem::from(error).into_response(),
    }
}

#[derive(Template)]
#[template(path = "squad_scan.html")]
struct SquadScan {
    frame: Frame,
    squad: SquadRecord,
    /// Who can be scanned next: name in addresses, for people, tests so far.
    members: Vec<(String, String, usize)>,
    /// Whose test was just kept: name in addresses, for people, and the test.
    kept: Option<(String, String, String)>,
}

/// Whose patch is next: one phone goes round the squad.
pub(crate) async fn squad(
    State(app): State<App>,
    language: Language,
    who: Who,
    Path(squad): Path<String>,
    Query(round): Query<Round>,
) -> Page {
    let (squad, readable) = app.engine.readable_members(&who.0, &squad).await?;
    let mut kept = None;
    if let Some((athlete, _)) = readable.iter().find(|(athlete, _)| round.kept.as_ref() == Some(&athlete.id))
    {
        let tests = app.engine.sweat_tests(&athlete.id).await?;
        let scanned = tests.iter().rev().find(|test| !test.scanned.is_empty());
        kept = scanned.map(|test| (athlete.id.clone(), athlete.name.clone(), test.id.clone()));
    }
    let members = readable.into_iter().map(|(athlete, tests)| (athlete.id, athlete.name, tests)).collect();
    let (_, role) = app.engine.squad_for(&who.0, &squad.id).await?;
    let frame = Frame::of_squad(&app, (&squad.id, &squad.name, role), language, "scan");
    page(&SquadScan { frame, squad, members, kept })
}
