//! The timeline: what happened, why it is shown so, what the athlete says to it, and what the athlete types in.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use engine::{Overrule, ReadingKind, TypedEntry};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use timeline::{Choice, Field};
use utoipa::ToSchema;

use super::removals::RemovalView;
use super::schema::{DecisionView, ObservationView, QuestionView, ReadingView, RestedView, TimelineEvent};
use super::view::{Quantity, Uncertain, quantity, uncertain};
use super::{Query, Units};
use crate::access::Seen;
use crate::cursor::{Paging, Place};
use crate::fields::Fields;
use crate::{App, Problem};

/// Any value of the timeline, its quantities in the reader's units.
pub(super) fn local(value: &impl Serialize, system: units::UnitSystem) -> Value {
    let mut value = serde_json::to_value(value).unwrap_or_default();
    units::localise(&mut value, system);
    value
}

#[derive(Deserialize)]
pub(crate) struct Range {
    from: Option<Timestamp>,
    to: Option<Timestamp>,
}

impl Range {
    fn ends(&self) -> (Timestamp, Timestamp) {
        (self.from.unwrap_or(Timestamp::MIN), self.to.unwrap_or(Timestamp::MAX))
    }
}

/// What happened: each workout and sleep once, with the observations behind it.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/timeline", tag = "timeline",
    params(
        ("athlete" = String, Path), ("units" = Option<String>, Query),
        ("from" = Option<String>, Query, description = "From this instant on"),
        ("to" = Option<String>, Query, description = "Up to, not including, this instant"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 1000, description = "At most so many; 200 when absent"),
        ("cursor" = Option<String>, Query, description = "From the address in the header `Link` of the page before")
    ),
    responses(
        (status = 200, body = Vec<TimelineEvent>, description = "Events in the order of time; `Link` leads to the next page"),
        (status = 404, body = Problem)
    )
)]
pub(crate) async fn events(
    Seen(engine): Seen,
    Path(athlete): Path<String>,
    Query(range): Query<Range>,
    paging: Paging,
    units: Units,
) -> Result<Response, Problem> {
    let system = units.or(engine.athlete(&athlete).await?.units);
    let (from, to) = range.ends();
    let events = engine.first_events(&athlete, paging.from(from), to, paging.most()).await?;
    let place = |event: &timeline::Event| Place { at: event.span.start, id: event.id.clone() };
    Ok(paging.page(events, place, |event| local(event, system)))
}

/// Why an event is as it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct WhyBody {
    /// The event: each link with its rule and score, each field with the observation it comes from.
    #[schema(value_type = TimelineEvent)]
    event: Value,
    /// The observations behind it.
    #[schema(value_type = Vec<ObservationView>)]
    observations: Value,
    /// What the athlete decided about any of them.
    #[schema(value_type = Vec<DecisionView>)]
    decisions: Value,
    /// What the rules ask about any of them.
    #[schema(value_type = Vec<QuestionView>)]
    questions: Value,
}

/// Why an event is as it is: observations, rules, scores, the source of each field.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/timeline/{event}", tag = "timeline",
    params(("athlete" = String, Path), ("event" = String, Path), ("units" = Option<String>, Query)),
    responses((status = 200, body = WhyBody), (status = 404, body = Problem))
)]
pub(crate) async fn why(
    Seen(engine): Seen,
    Path((athlete, event)): Path<(String, String)>,
    units: Units,
) -> Result<Json<WhyBody>, Problem> {
    let system = units.or(engine.athlete(&athlete).await?.units);
    let why = engine.why(&athlete, &event).await?;
    Ok(Json(WhyBody {
        event: local(&why.event, system),
        observations: local(&why.observations, system),
        decisions: local(&why.decisions, system),
        questions: local(&why.questions, system),
    }))
}

/// What a past workout is likely to have cost.
#[derive(Serialize, ToSchema)]
pub(crate) struct PastLoss {
    /// Sweat lost.
    loss: Uncertain,
    /// Sodium lost.
    sodium_loss: Uncertain,
    /// The air that this was worked out with.
    air_temperature: Quantity,
    /// The air is not known and was assumed; the intervals are wider for it.
    air_assumed: bool,
    /// The time in motion, where the workout was recorded by the minute.
    in_motion: Option<Quantity>,
    /// The sweat test of this workout, where it was tested.
    test: Option<String>,
}

/// The sweat and sodium that a past workout is likely to have cost, minute by minute where it was recorded.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/timeline/{event}/loss", tag = "timeline",
    params(("athlete" = String, Path), ("event" = String, Path), ("units" = Option<String>, Query)),
    responses(
        (status = 200, body = PastLoss),
        (status = 404, body = Problem, description = "No such event, or none that the models take: a sleep, or minutes of a sport")
    )
)]
pub(crate) async fn loss(
    Seen(engine): Seen,
    Path((athlete, event)): Path<(String, String)>,
    units: Units,
) -> Result<Json<PastLoss>, Problem> {
    let system = units.or(engine.athlete(&athlete).await?.units);
    let event = engine.event(&athlete, &event).await?;
    let expected = engine.expected_loss(&athlete, &event).await?;
    let expected = expected.ok_or_else(|| engine::Error::not_found("expected loss", &event.id))?;
    let receipt = |which: usize| expected.receipts.get(which).map_or("", |receipt| receipt.as_str());
    Ok(Json(PastLoss {
        loss: uncertain(&expected.loss, receipt(0), system),
        sodium_loss: uncertain(&expected.sodium, receipt(1), system),
        air_temperature: quantity(expected.air_temperature, system),
        air_assumed: expected.assumed,
        in_motion: expected.in_motion.map(|time| quantity(time, system)),
        test: expected.test,
    }))
}

/// Sleep beside the sessions of the following day: how long, when and how regularly the athlete slept, against how long the
/// sessions were, how far a heartbeat carried and how fast the heart beat.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/rested", tag = "timeline", params(("athlete" = String, Path)),
    responses(
        (status = 200, body = RestedView),
        (status = 404, body = Problem)
    )
)]
pub(crate) async fn rested(
    Seen(engine): Seen,
    Path(athlete): Path<String>,
) -> Result<Json<timeline::Rested>, Problem> {
    Ok(Json(engine.rested(&athlete).await?))
}

/// What the rules leave to the athlete, the newest first.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/questions", tag = "timeline", params(("athlete" = String, Path)),
    responses((status = 200, body = Vec<QuestionView>), (status = 404, body = Problem))
)]
pub(crate) async fn questions(
    Seen(engine): Seen,
    Path(athlete): Path<String>,
) -> Result<Json<Value>, Problem> {
    let questions = engine.questions(&athlete).await?;
    Ok(Json(serde_json::to_value(questions).unwrap_or_default()))
}

/// What the athlete decided, the newest first.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/decisions", tag = "timeline", params(("athlete" = String, Path)),
    responses((status = 200, body = Vec<DecisionView>), (status = 404, body = Problem))
)]
pub(crate) async fn decisions(
    Seen(engine): Seen,
    Path(athlete): Path<String>,
) -> Result<Json<Value>, Problem> {
    let decisions = engine.decisions(&athlete).await?;
    Ok(Json(serde_json::to_value(decisions).unwrap_or_default()))
}

/// What can be decided about observations.
pub(super) const CHOICES: [&str; 7] = ["same", "not-same", "split", "use", "discard", "restamp", "accept"];

/// What can be said to an event.
pub(super) const WORDS_TO_AN_EVENT: [&str; 5] = ["discard", "not-same", "same", "split", "use"];

/// A decision.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body, which is read field by field")]
pub(crate) struct DecisionBody {
    /// `same` and `not-same` want `a` and `b`; `split` wants `observation` and `at`; `use` wants `observation` and takes
    /// `field`; `discard` and `accept` want `observation`; `restamp` wants `observation` and `start`.
    #[schema(example = "not-same")]
    choice: String,
    /// An observation.
    a: Option<String>,
    /// Another.
    b: Option<String>,
    /// The observation.
    observation: Option<String>,
    /// Where the second event begins.
    at: Option<String>,
    /// The field; all of them if absent.
    field: Option<String>,
    /// When the observation began.
    start: Option<String>,
}

/// Takes a decision, for good: it is replayed whenever the timeline is made anew, until it is taken back.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/decisions", tag = "timeline", params(("athlete" = String, Path)),
    request_body = DecisionBody,
    responses(
        (status = 201, body = DecisionView), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn decide(
    State(app): State<App>,
    Path(athlete): Path<String>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let record = app.engine.athlete(&athlete).await?;
    let choice = Fields::of_json(&body, record.units)?.decision(&record.time_zone())?;
    let mut made = app.engine.decide(&athlete, vec![choice]).await?;
    let decision = made.pop().map(|decision| serde_json::to_value(decision).unwrap_or_default());
    Ok((StatusCode::CREATED, Json(decision.unwrap_or_default())))
}

/// Takes a decision back.
#[utoipa::path(
    delete, path = "/api/v1/athletes/{athlete}/decisions/{decision}", tag = "timeline",
    params(("athlete" = String, Path), ("decision" = String, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub(crate) async fn undecide(
    State(app): State<App>,
    Path((athlete, decision)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    app.engine.undecide(&athlete, &decision).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the athlete says to an event.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body, which is read field by field")]
pub(crate) struct OverruleBody {
    /// `discard`: it is not to be shown. `not-same`: `observation` is not of it. `same`: the event `other` is the same.
    /// `split`: it is two, the second from `at` on. `use`: take `field`, or time and all fields, from `observation`.
    #[schema(example = "discard")]
    say: String,
    /// An observation behind the event.
    observation: Option<String>,
    /// Another event.
    other: Option<String>,
    /// Where the second event begins: an instant, or a civil time in the athlete's zone.
    at: Option<String>,
    /// The field; all of them if absent.
    field: Option<String>,
}

/// Overrules an event: the athlete's word becomes decisions about the observations behind it, each of which can be taken
/// back.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/timeline/{event}/overrule", tag = "timeline",
    params(("athlete" = String, Path), ("event" = String, Path)), request_body = OverruleBody,
    responses(
        (status = 201, body = Vec<DecisionView>), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn overrule(
    State(app): State<App>,
    Path((athlete, event)): Path<(String, String)>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let record = app.engine.athlete(&athlete).await?;
    let word = Fields::of_json(&body, record.units)?.overrule(&record.time_zone())?;
    let decisions = app.engine.overrule(&athlete, &event, word).await?;
    Ok((StatusCode::CREATED, Json(serde_json::to_value(decisions).unwrap_or_default())))
}

/// A workout or sleep that no device recorded.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body, which is read field by field")]
pub(crate) struct EntryBody {
    /// A sport, or `sleep`, or `nap`.
    #[schema(example = "run")]
    what: String,
    /// When it began: an instant, or a civil time in the athlete's zone.
    #[schema(example = "2026-06-11 07:00")]
    start: String,
    /// How long it lasted.
    #[schema(example = "1 h 30 min")]
    duration: String,
    /// How far, of a workout.
    distance: Option<String>,
    /// Its title.
    title: Option<String>,
}

/// Takes in a typed workout or sleep. A device's own recording of it, now or later, is believed before it.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/entries", tag = "timeline",
    params(("athlete" = String, Path), ("units" = Option<String>, Query)), request_body = EntryBody,
    responses(
        (status = 201, body = Vec<TimelineEvent>, description = "The events that it is part of"),
        (status = 400, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(crate) async fn enter(
    State(app): State<App>,
    Path(athlete): Path<String>,
    units: Units,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let record = app.engine.athlete(&athlete).await?;
    let system = units.or(record.units);
    let entry = Fields::of_json(&body, system)?.entry(&record.time_zone())?;
    let events = app.engine.enter(&athlete, &entry).await?;
    Ok((StatusCode::CREATED, Json(local(&events, system))))
}

/// A reading.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body, which is read field by field")]
pub(crate) struct ReadingBody {
    /// When; now, if absent.
    at: Option<String>,
    /// Body mass.
    #[schema(example = "70.4 kg")]
    body_mass: Option<String>,
    /// What was drunk.
    #[schema(example = "500 ml")]
    drink: Option<String>,
    /// How much the athlete wants to train, 1 to 5.
    motivation: Option<u8>,
    /// How tired the athlete is, 1 to 5.
    fatigue: Option<u8>,
    /// How thirsty the athlete is, 0 to 9; part of the morning check.
    thirst: Option<u8>,
    /// The colour of urine on the chart of eight, 1 (pale) to 8 (dark); part of the morning check.
    urine_colour: Option<u8>,
    /// Caffeine of coffee, tea, cola, a gel or a tablet.
    #[schema(example = "80 mg")]
    caffeine: Option<String>,
    /// Urine was passed.
    urine_passed: Option<bool>,
}

/// Logs one reading: exactly one of `body_mass`, `drink`, `caffeine`, `motivation`, `fatigue`, `thirst`, `urine_colour` and
/// `urine_passed`.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/readings", tag = "timeline",
    params(("athlete" = String, Path), ("units" = Option<String>, Query)), request_body = ReadingBody,
    responses(
        (status = 201, body = ReadingView), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn log(
    State(app): State<App>,
    Path(athlete): Path<String>,
    units: Units,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let record = app.engine.athlete(&athlete).await?;
    let system = units.or(record.units);
    let (at, reading) = Fields::of_json(&body, system)?.reading(&record.time_zone())?;
    let logged = app.engine.log_reading(&athlete, at, reading).await?;
    Ok((StatusCode::CREATED, Json(local(&logged, system))))
}

/// What was logged, in the order of time.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/readings", tag = "timeline",
    params(
        ("athlete" = String, Path), ("units" = Option<String>, Query), ("from" = Option<String>, Query),
        ("to" = Option<String>, Query),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 1000, description = "At most so many; 200 when absent"),
        ("cursor" = Option<String>, Query, description = "From the address in the header `Link` of the page before")
    ),
    responses(
        (status = 200, body = Vec<ReadingView>, description = "`Link` leads to the next page"),
        (status = 404, body = Problem)
    )
)]
pub(crate) async fn readings(
    State(app): State<App>,
    Path(athlete): Path<String>,
    Query(range): Query<Range>,
    paging: Paging,
    units: Units,
) -> Result<Response, Problem> {
    let system = units.or(app.engine.athlete(&athlete).await?.units);
    let (from, to) = range.ends();
    let readings = app.engine.first_readings(&athlete, paging.from(from), to, paging.most()).await?;
    let place = |reading: &engine::LoggedReading| Place { at: reading.at, id: reading.id.clone() };
    Ok(paging.page(readings, place, |reading| local(reading, system)))
}

/// Changes a reading that was typed: exactly one of `body_mass`, `drink`, `caffeine`, `motivation`, `fatigue`, `thirst`,
/// `urine_colour` and `urine_passed`, and `at` for another time.
#[utoipa::path(
    put, path = "/api/v1/athletes/{athlete}/readings/{reading}", tag = "timeline",
    params(("athlete" = String, Path), ("reading" = String, Path), ("units" = Option<String>, Query)),
    request_body = ReadingBody,
    responses(
        (status = 200, body = ReadingView), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn change_reading(
    State(app): State<App>,
    Path((athlete, reading)): Path<(String, String)>,
    units: Units,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let record = app.engine.athlete(&athlete).await?;
    let system = units.or(record.units);
    let (at, kind) = Fields::of_json(&body, system)?.reading(&record.time_zone())?;
    let logged = app.engine.change_reading(&athlete, &reading, at, kind).await?;
    Ok(Json(local(&logged, system)))
}

/// Deletes a reading that was typed. It can be put back within a month.
#[utoipa::path(
    delete, path = "/api/v1/athletes/{athlete}/readings/{reading}", tag = "timeline",
    params(("athlete" = String, Path), ("reading" = String, Path)),
    responses(
        (status = 200, body = RemovalView), (status = 404, body = Problem),
        (status = 422, body = Problem, description = "A file said it")
    )
)]
pub(crate) async fn delete_reading(
    State(app): State<App>,
    Path((athlete, reading)): Path<(String, String)>,
) -> Result<Json<RemovalView>, Problem> {
    app.engine.athlete(&athlete).await?;
    Ok(Json(app.engine.delete_reading(&athlete, &reading).await?.into()))
}

/// Changes a workout or sleep that was typed, by the name of its observation.
#[utoipa::path(
    put, path = "/api/v1/athletes/{athlete}/entries/{entry}", tag = "timeline",
    params(("athlete" = String, Path), ("entry" = String, Path), ("units" = Option<String>, Query)),
    request_body = EntryBody,
    responses(
        (status = 200, body = Vec<TimelineEvent>), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn change_entry(
    State(app): State<App>,
    Path((athlete, entry)): Path<(String, String)>,
    units: Units,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let record = app.engine.athlete(&athlete).await?;
    let system = units.or(record.units);
    let typed = Fields::of_json(&body, system)?.entry(&record.time_zone())?;
    let events = app.engine.change_entry(&athlete, &entry, &typed).await?;
    Ok(Json(local(&events, system)))
}

/// Deletes a workout or sleep that was typed, by the name of its observation. A recording of it stays.
#[utoipa::path(
    delete, path = "/api/v1/athletes/{athlete}/entries/{entry}", tag = "timeline",
    params(("athlete" = String, Path), ("entry" = String, Path)),
    responses(
        (status = 200, body = RemovalView), (status = 404, body = Problem),
        (status = 422, body = Problem, description = "A file said it")
    )
)]
pub(crate) async fn delete_entry(
    State(app): State<App>,
    Path((athlete, entry)): Path<(String, String)>,
) -> Result<Json<RemovalView>, Problem> {
    app.engine.athlete(&athlete).await?;
    Ok(Json(app.engine.delete_entry(&athlete, &entry).await?.into()))
}

impl Fields {
    /// A decision about observations.
    pub(crate) fn decision(mut self, zone: &jiff::tz::TimeZone) -> Result<Choice, Problem> {
        let which = self.choice("choice", &CHOICES.map(|name| (name, name)));
        if which.is_none() && !self.is_refused() {
            self.refuse("choice", format!("write one of {}", CHOICES.join(", ")));
        }
        let made = match which {
            Some(pair @ ("same" | "not-same")) => {
                let (a, b) = (self.needed("a"), self.needed("b"));
                let both = a.zip(b);
                both.map(
                    |(a, b)| if pair == "same" { Choice::Same { a, b } } else { Choice::NotSame { a, b } },
                )
            }
            Some("split") => {
                let (observation, at) = (self.needed("observation"), self.needed_instant("at", zone));
                observation.zip(at).map(|(observation, at)| Choice::Split { observation, at })
            }
            Some("restamp") => {
                let (observation, start) = (self.needed("observation"), self.needed_instant("start", zone));
                observation.zip(start).map(|(observation, start)| Choice::Restamp { observation, start })
            }
            Some("use") => {
                let (observation, field) = (self.needed("observation"), self.workout_field());
                observation.map(|observation| Choice::Use { observation, field })
            }
            Some("discard") => self.needed("observation").map(|observation| Choice::Discard { observation }),
            Some("accept") => self.needed("observation").map(|observation| Choice::Accept { observation }),
            _ => None,
        };
        self.finish(None)?;
        made.ok_or_else(|| Problem::malformed("The decision says nothing: give its fields."))
    }

    /// What the athlete says to an event.
    pub(crate) fn overrule(mut self, zone: &jiff::tz::TimeZone) -> Result<Overrule, Problem> {
        let which = self.choice("say", &WORDS_TO_AN_EVENT.map(|name| (name, name)));
        if which.is_none() && !self.is_refused() {
            self.refuse("say", format!("write one of {}", WORDS_TO_AN_EVENT.join(", ")));
        }
        let word = match which {
            Some("discard") => Some(Overrule::Discard),
            Some("not-same") => {
                self.needed("observation").map(|observation| Overrule::NotSame { observation })
            }
            Some("same") => self.needed("other").map(|other| Overrule::Same { other }),
            Some("split") => self.needed_instant("at", zone).map(|at| Overrule::SplitHere { at }),
            Some("use") => {
                let (observation, field) = (self.needed("observation"), self.workout_field());
                observation.map(|observation| Overrule::UseSource { observation, field })
            }
            _ => None,
        };
        self.finish(None)?;
        word.ok_or_else(|| Problem::malformed("It says nothing to the event: give its fields."))
    }

    fn workout_field(&mut self) -> Option<Field> {
        let text = self.text("field")?;
        let field = serde_json::from_value(Value::String(text.clone())).ok();
        if field.is_none() {
            let names =
                "sport, name, timer, distance, ascent, heart-rate, power, energy, device-temperature, pauses";
            self.refuse("field", format!("'{text}' is not one of {names}"));
        }
        field
    }

    /// A typed workout or sleep.
    pub(crate) fn entry(mut self, zone: &jiff::tz::TimeZone) -> Result<TypedEntry, Problem> {
        let (what, start) = (self.needed("what"), self.needed_instant("start", zone));
        let (duration, distance) = (self.required("duration"), self.quantity("distance"));
        let title = self.text("title");
        self.finish(None)?;
        match (what, start, duration) {
            (Some(what), Some(start), Some(duration)) => {
                Ok(TypedEntry { what, start, duration, distance, title })
            }
            _ => Err(Problem::malformed("The entry says nothing: give its fields.")),
        }
    }

    /// One reading and its time.
    pub(crate) fn reading(
        mut self,
        zone: &jiff::tz::TimeZone,
    ) -> Result<(Option<Timestamp>, ReadingKind), Problem> {
        let (at, mut found) = self.found_readings(zone);
        if found.len() != 1 && !self.is_refused() {
            self.refuse("body_mass", "give exactly one of body_mass, drink, caffeine, motivation, fatigue, thirst, urine_colour and urine_passed");
        }
        self.finish(None)?;
        found.pop().map(|reading| (at, reading)).ok_or_else(|| Problem::malformed("There is no reading."))
    }

    /// One reading or more of the same time.
    pub(crate) fn readings(
        mut self,
        zone: &jiff::tz::TimeZone,
    ) -> Result<(Option<Timestamp>, Vec<ReadingKind>), Problem> {
        let (at, found) = self.found_readings(zone);
        if found.is_empty() && !self.is_refused() {
            self.refuse("body_mass", "fill in one of the fields at least");
        }
        self.finish(None)?;
        Ok((at, found))
    }

    /// A whole number within a scale.
    fn score(&mut self, name: &str, scale: std::ops::RangeInclusive<u8>) -> Option<u8> {
        let text = self.text(name)?;
        let score = text.trim().parse().ok().filter(|score| scale.contains(score));
        if score.is_none() {
            self.refuse(
                name,
                format!("'{text}' is not on the scale: write {} to {}", scale.start(), scale.end()),
            );
        }
        score
    }

    fn found_readings(&mut self, zone: &jiff::tz::TimeZone) -> (Option<Timestamp>, Vec<ReadingKind>) {
        let at = self.instant("at", zone);
        let mut found: Vec<ReadingKind> = Vec::new();
        found.extend(self.quantity("body_mass").map(|mass| ReadingKind::BodyMass { mass }));
        found.extend(self.quantity("drink").map(|volume| ReadingKind::Drink { volume }));
        let choices = [("1", 1), ("2", 2), ("3", 3), ("4", 4), ("5", 5)];
        found.extend(self.choice("motivation", &choices).map(|score| ReadingKind::Motivation { score }));
        found.extend(self.choice("fatigue", &choices).map(|score| ReadingKind::Fatigue { score }));
        found.extend(self.score("thirst", 0..=9).map(|score| ReadingKind::Thirst { score }));
        found.extend(self.score("urine_colour", 1..=8).map(|score| ReadingKind::UrineColour { score }));
        found.extend(self.quantity("caffeine").map(|amount| ReadingKind::Caffeine { amount }));
        let passed =
            self.choice("urine_passed", &[("true", true), ("yes", true), ("false", false), ("no", false)]);
        found.extend(passed.filter(|passed| *passed).map(|_| ReadingKind::UrinePassed));
        (at, found)
    }
}
