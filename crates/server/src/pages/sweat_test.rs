//! A sweat test: drop a file, type two weights, see what it says.

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use engine::{AthleteRecord, BegunTest, LoggedReading, ReadingKind, SweatTestRecord, WeighedAround};
use physiology::weigh_in::Clothes;
use physiology::{Sport, Sun};
use units::UnitSystem;

use super::form::{Field, Form, as_meant, value_of};
use super::plan::{EFFORT, effort_fields};
use super::show::{Figure, figure, when};
use super::{Fault, Frame, Page, page, prefill};
use crate::api::recordings::too_large;
use crate::fields::Fields;
use crate::language::Language;
use crate::{App, Problem};

#[derive(Template)]
#[template(path = "test.html")]
struct TestForm {
    frame: Frame,
    id: String,
    alert: String,
    file_wrong: String,
    /// The workout that the test belongs to: its name, and what it is called.
    event: Option<(String, String)>,
    /// What to do, before, during and after: a list for each.
    protocol: Vec<(String, Vec<String>)>,
    /// Nothing was tested yet: the protocol is shown unasked.
    first: bool,
    /// The test that is changed, by its name.
    edit: String,
    /// Its patches come from photos, and stay as they are.
    from_photos: bool,
    /// When the first weight was kept.
    begun: String,
    before: Vec<Field>,
    after: Vec<Field>,
    /// What was drunk, and what left the body, between the weights.
    between: Vec<Field>,
    /// The weighings that were filled in: where they come from.
    weighed: Vec<String>,
    air: Vec<Field>,
    around: Vec<Field>,
    around_open: bool,
    session: Vec<Field>,
    session_open: bool,
    effort: Vec<Field>,
    effort_open: bool,
    patch: Vec<Field>,
    patch_open: bool,
    sports: Vec<String>,
}

/// The fields of a session that no recording tells, and those of a patch.
const SESSION: [&str; 4] = ["sport", "duration", "at", "intensity"];
/// What else the air does, and what else passed through the body.
const AROUND: [&str; 5] = ["food", "stool", "wind", "sun", "indoors"];
const PATCH: [&str; 6] =
    ["patch_site", "patch_volume", "patch_inlet", "patch_chloride", "patch_time", "patch_full"];

impl TestForm {
    fn of(app: &App, record: &engine::AthleteRecord, first: bool, form: &Form, about: About) -> Self {
        let language = form.language;
        let Scale { before, after, between, air } = scale(form, record);
        let event = about.event;
        let edit = form.was("edit").to_owned();
        let open = |names: &[&str]| {
            form.any_wrong(names) || !edit.is_empty() && names.iter().any(|name| !form.was(name).is_empty())
        };
        Self {
            frame: Frame::of(app, record, language, "test"),
            id: record.id.clone(),
            first,
            alert: form.alert(),
            file_wrong: form.wrong("file"),
            event: event.map(|event| (event.id.clone(), called(&event, record, language))),
            weighed: Vec::new(),
            protocol: ["before", "during", "after"].map(|part| protocol(part, language)).to_vec(),
            before,
            after,
            between,
            air,
            from_photos: about.from_photos,
            begun: about.begun.map(|at| when(at, record, language)).unwrap_or_default(),
            around: around(form),
            around_open: open(&AROUND),
            session: session(form),
            session_open: open(&SESSION),
            effort: effort_fields(form),
            effort_open: open(&EFFORT),
            patch: patch(form),
            patch_open: open(&PATCH),
            edit,
            sports: Sport::ALL.iter().map(|sport| language.sport(*sport)).collect(),
        }
    }
}

/// What a test on the page is about.
struct About {
    /// Its workout, where one was recorded.
    event: Option<timeline::Event>,
    /// When the first weight was kept.
    begun: Option<jiff::Timestamp>,
    /// Its patches come from photos.
    from_photos: bool,
}

/// The steps of a part of the protocol.
fn protocol(part: &str, language: Language) -> (String, Vec<String>) {
    let steps = (1..=3).map(|step| language.t_of("protocol", &format!("{part}-{step}")));
    (language.t_of("protocol", part), steps.collect())
}

/// The fields of what the scale and the thermometer say, in the order of the day.
struct Scale {
    before: Vec<Field>,
    after: Vec<Field>,
    between: Vec<Field>,
    air: Vec<Field>,
}

/// What the scale and the thermometer say, with examples in the athlete's units.
fn scale(form: &Form, record: &engine::AthleteRecord) -> Scale {
    let (language, system) = (form.language, record.units);
    // Whoever wants to see no figure of their body sees one of somebody else as the example.
    let before = if record.hides_body_numbers { units::Mass::from_kg(70.4) } else { record.body_mass };
    let after = before - units::Mass::from_kg(0.6);
    let drunk = if system == UnitSystem::Metric { "0.5 L" } else { "17 fl oz" };
    let warm = if system == UnitSystem::UsCustomary { "75 °F" } else { "24 °C" };
    let mut weights = vec![form.field("mass_after").example(language.quantity(after, system))];
    // Asked only after the weights were doubted.
    if form.any_wrong(&["mass_before", "mass_after"]) {
        weights.push(form.choice("confirmed", "yes", &["false", "true"]));
    }
    Scale {
        before: vec![
            form.field("mass_before").example(language.quantity(before, system)),
            form.choice("clothes", "clothes", &["nude", "clothed"]),
        ],
        after: weights,
        between: vec![
            form.field("drunk").example(language.number(drunk)),
            form.field("urine").example("0 mL"),
        ],
        air: vec![
            form.field("air_temperature").example(warm).required(),
            form.field("relative_humidity").example("50 %"),
        ],
    }
}

fn session(form: &Form) -> Vec<Field> {
    vec![
        form.field("sport").example(form.language.sport(Sport::Run)).listed("sports"),
        form.field("duration").example("1 h 10 min"),
        form.field("at").example("2026-06-11 07:00"),
        form.choice("intensity", "intensity", &["", "easy", "moderate", "hard", "max"]),
    ]
}

fn around(form: &Form) -> Vec<Field> {
    let suns: Vec<&str> = std::iter::once("").chain(Sun::ALL.map(Sun::name)).collect();
    vec![
        form.field("food"),
        form.field("stool"),
        form.field("wind"),
        form.choice("sun", "sun", &suns),
        form.choice("indoors", "indoors", &["", "false", "true"]),
    ]
}

fn patch(form: &Form) -> Vec<Field> {
    let sites = physiology::Site::ALL.map(physiology::Site::key);
    vec![
        form.choice("patch_site", "site", &sites),
        form.field("patch_volume").example("48 µL"),
        form.field("patch_inlet").example(form.language.number("0.5 cm²")),
        form.field("patch_chloride").example("35 mmol/L"),
        form.field("patch_time").example("1 h"),
        form.choice("patch_full", "patch-full", &["", "true"]),
    ]
}

/// What a workout is called, and when it was.
fn called(event: &timeline::Event, record: &engine::AthleteRecord, language: Language) -> String {
    let name = match &event.kind {
        timeline::EventKind::Workout(workout) => {
            workout.name.clone().unwrap_or_else(|| language.sport_as_recorded(&workout.sport))
        }
        timeline::EventKind::Sleep(_) => language.t("timeline-sleep"),
    };
    format!("{name}, {}", when(event.span.start, record, language))
}

/// The workout of a form, where it names one that there is.
async fn workout_of(app: &App, athlete: &str, fields: &[(String, String)]) -> Option<timeline::Event> {
    let (_, id) = fields.iter().find(|(name, id)| name == "event" && !id.is_empty())?;
    app.engine.event(athlete, id).await.ok().filter(|event| event.sleep().is_none())
}

pub(crate) async fn form(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    if let Some(id) = value_of(&asked, "edit") {
        let test = app.engine.sweat_test(&athlete, id).await?;
        let event = match &test.event {
            Some(id) => app.engine.event(&athlete, id).await.ok(),
            None => None,
        };
        let told = event.as_ref().and_then(|event| told(event, &test));
        let form = Form::begun(language, prefill::test(&test, told.as_ref(), &record)).for_athlete(&record);
        let about = About { event, begun: None, from_photos: !test.scanned.is_empty() };
        return page(&TestForm::of(&app, &record, false, &form, about));
    }
    let event = workout_of(&app, &athlete, &asked).await;
    let first = app.engine.sweat_tests(&athlete).await?.is_empty();
    let begun = app.engine.begun_sweat_test(&athlete).await?;
    let (filled, weighed) = match (begun, &event) {
        (Some(begun), _) => (prefill::begun(&begun, &record), Vec::new()),
        // Whoever wants to see no figure of their body is shown none.
        (None, Some(event)) if !record.hides_body_numbers => {
            offered(&app.engine.weighed_around(&athlete, event).await?, &record, language)
        }
        _ => Default::default(),
    };
    let form = Form::begun(language, filled).for_athlete(&record);
    let about = About { event, begun: begun.map(|begun| begun.at), from_photos: false };
    page(&TestForm { weighed, ..TestForm::of(&app, &record, first, &form, about) })
}

/// What a workout says of the conditions of its test.
fn told(event: &timeline::Event, test: &SweatTestRecord) -> Option<physiology::SessionConditions> {
    let timeline::EventKind::Workout(workout) = &event.kind else { return None };
    let air = engine::ConditionsInput {
        air_temperature: Some(test.conditions.air_temperature),
        ..engine::ConditionsInput::default()
    };
    air.resolve(Some((workout, event.span.duration()))).ok()
}

/// The weighings of a scale around a workout, as they are filled in, and a line for each that says where it comes from.
fn offered(
    around: &WeighedAround,
    record: &engine::AthleteRecord,
    language: Language,
) -> (Vec<(String, String)>, Vec<String>) {
    let of = |field: &str, side: &str, reading: &Option<LoggedReading>| {
        let reading = reading.as_ref()?;
        let ReadingKind::BodyMass { mass } = reading.reading else { return None };
        let source =
            if reading.is_typed() { language.t("connections-weighed-typed") } else { reading.source.clone() };
        let said = language
            .with("source", source)
            .with("when", when(reading.at, record, language))
            .t_of("connections-weighed", side);
        Some(((field.to_owned(), language.quantity(mass, record.units)), said))
    };
    let both = [of("mass_before", "before", &around.before), of("mass_after", "after", &around.after)];
    both.into_iter().flatten().unzip()
}

pub(crate) async fn submit(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    multipart: Multipart,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let (fields, file) = read(multipart).await?;
    let (later, mut fields): (Vec<_>, Vec<_>) =
        as_meant(fields).into_iter().partition(|(name, _)| name == "later");
    match value_of(&later, "later") {
        Some("forget") => {
            app.engine.drop_begun_sweat_test(&athlete).await?;
            return Ok(Redirect::to(&format!("/a/{athlete}/test")).into_response());
        }
        Some(_) => {
            return match begin(&app, &record, language, fields.clone()).await {
                Ok(()) => Ok(Redirect::to(&format!("/a/{athlete}/test#weigh")).into_response()),
                Err(problem) => refused(&app, &record, Form::refused(language, fields, problem)).await,
            };
        }
        None => {}
    }
    let imported = import(&app, &record, &mut fields, file).await;
    let taken = match imported {
        Ok(()) => take(&app, &record, language, fields.clone()).await,
        Err(problem) => Err(problem),
    };
    match taken {
        Ok(test) => Ok(Redirect::to(&format!("/a/{athlete}/tests/{test}")).into_response()),
        Err(problem) => refused(&app, &record, Form::refused(language, fields, problem)).await,
    }
}

/// The page with what was typed and what is wrong with it. The recording that came is kept.
async fn refused(app: &App, record: &AthleteRecord, form: Form) -> Page {
    let event = match form.was("event") {
        "" => None,
        id => app.engine.event(&record.id, id).await.ok().filter(|event| event.sleep().is_none()),
    };
    let from_photos = match form.was("edit") {
        "" => false,
        id => app.engine.sweat_test(&record.id, id).await.is_ok_and(|test| !test.scanned.is_empty()),
    };
    let begun = app.engine.begun_sweat_test(&record.id).await?.map(|begun| begun.at);
    let form = form.for_athlete(record);
    let page = page(&TestForm::of(app, record, false, &form, About { event, begun, from_photos }))?;
    Ok((form.status(), page).into_response())
}

/// Keeps the weight before the session, for the test to be finished after it.
async fn begin(
    app: &App,
    record: &AthleteRecord,
    language: Language,
    typed: Vec<(String, String)>,
) -> Result<(), Problem> {
    let known = ["mass_before", "clothes", "air_temperature", "relative_humidity"];
    let typed = typed.into_iter().filter(|(name, _)| known.contains(&name.as_str()));
    let mut fields = Fields::typed(typed, record.units).spoken(language);
    let mass_before = fields.required("mass_before");
    let clothes = fields.choice("clothes", &[("nude", Clothes::Nude), ("clothed", Clothes::Clothed)]);
    let (air_temperature, relative_humidity) =
        (fields.quantity("air_temperature"), fields.quantity("relative_humidity"));
    fields.finish(None)?;
    let begun = BegunTest {
        at: app.engine.now(),
        mass_before: mass_before.unwrap_or_default(),
        clothes: clothes.unwrap_or_default(),
        air_temperature,
        relative_humidity,
    };
    Ok(app.engine.begin_sweat_test(&record.id, begun).await?)
}

type Recording = (String, Vec<u8>);

async fn read(mut form: Multipart) -> Result<(Vec<(String, String)>, Option<Recording>), Fault> {
    let mut fields = Vec::new();
    let mut file = None;
    while let Some(part) = form.next_field().await.map_err(too_large)? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "file" {
            let called = part.file_name().unwrap_or("recording").to_owned();
            let bytes = part.bytes().await.map_err(too_large)?;
            file = (!bytes.is_empty()).then(|| (called, bytes.to_vec()));
        } else {
            fields.push((name, part.text().await.map_err(too_large)?));
        }
    }
    Ok((fields, file))
}

/// Takes in the recording, if one came, and names its workout among the fields.
async fn import(
    app: &App,
    record: &engine::AthleteRecord,
    fields: &mut Vec<(String, String)>,
    file: Option<Recording>,
) -> Result<(), Problem> {
    let Some((name, bytes)) = file else { return Ok(()) };
    let imported = app.engine.import_recording(&record.id, &name, &bytes).await.map_err(|error| {
        let message = error.to_string();
        Problem::invalid(vec![engine::FieldError::new("file", message)])
    })?;
    if let Some(event) = imported.events.first() {
        fields.retain(|(name, _)| name != "event");
        fields.push(("event".to_owned(), event.id.clone()));
    }
    Ok(())
}

/// Takes the test; the workout of the file, if there is one, gives sport, duration and effort.
async fn take(
    app: &App,
    record: &AthleteRecord,
    language: Language,
    fields: Vec<(String, String)>,
) -> Result<String, Problem> {
    let named = |field: &str| value_of(&fields, field).filter(|id| !id.is_empty()).map(str::to_owned);
    let (event, edit) = (named("event"), named("edit"));
    let former = match &edit {
        Some(id) => Some(app.engine.sweat_test(&record.id, id).await?),
        None => None,
    };
    let begun = app.engine.begun_sweat_test(&record.id).await?.filter(|_| former.is_none());
    let before = former.as_ref().and_then(|test| test.weigh_in);
    let mut rest: Vec<_> =
        fields.into_iter().filter(|(name, _)| !matches!(name.as_str(), "event" | "edit")).collect();
    // Whoever sees no figure of their body does not see these either: left empty, they are what they were.
    if record.hides_body_numbers {
        let known = [
            (
                "mass_before",
                before.map(|weights| weights.mass_before).or(begun.map(|begun| begun.mass_before)),
            ),
            ("mass_after", before.map(|weights| weights.mass_after)),
        ];
        for (name, mass) in known {
            let Some(mass) =
                mass.filter(|_| value_of(&rest, name).is_none_or(|typed| typed.trim().is_empty()))
            else {
                continue;
            };
            rest.retain(|(field, _)| field != name);
            rest.push((name.to_owned(), prefill::quantity(name, mass, record.units)));
        }
    }
    let mut new =
        Fields::typed(rest, record.units).spoken(language).sweat_test(&record.time_zone(), event)?;
    let Some(former) = former else {
        return Ok(app.engine.take_sweat_test(&record.id, new).await?.id);
    };
    if !former.scanned.is_empty() {
        new.patches = former.patches.iter().map(|worn| worn.patch).collect();
    }
    // The form does not ask what the clothes weighed: where they were, they still did.
    if let (Some(new), Some(before)) = (&mut new.weigh_in, before)
        && matches!(before.clothes, Clothes::Weighed { .. })
        && new.clothes == Clothes::Clothed
    {
        new.clothes = before.clothes;
    }
    Ok(app.engine.change_sweat_test(&record.id, &former.id, new).await?.id)
}

#[derive(Template)]
#[template(path = "test_result.html")]
struct TestResult {
    frame: Frame,
    id: String,
    /// The test's name.
    test: String,
    when: String,
    what: String,
    weather: String,
    /// What the test says, in a sentence.
    said: String,
    /// The athlete sees no figures of the body: that the test is kept, what is doubtful about it, and what to do.
    blind: bool,
    rate: Option<Figure>,
    loss: Option<Figure>,
    sodium: Option<Figure>,
    facts: Vec<(String, String)>,
    flags: Vec<String>,
}

pub(crate) async fn result(
    State(app): State<App>,
    language: Language,
    Path((athlete, test)): Path<(String, String)>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let test = app.engine.sweat_test(&athlete, &test).await?;
    let (system, conditions) = (record.units, &test.conditions);
    let rate = test.rate().zip(test.rate_receipt());
    let weighed = test.result.as_ref();
    let patch = test.patches.first().map(|worn| &worn.result);
    page(&TestResult {
        frame: Frame::of(&app, &record, language, "test"),
        id: record.id.clone(),
        test: test.id.clone(),
        when: when(test.at, &record, language),
        what: format!("{}, {}", language.sport(conditions.sport), conditions.duration.in_words()),
        weather: language
            .with("temperature", language.quantity(conditions.air_temperature, system))
            .with("humidity", language.quantity(conditions.relative_humidity, system))
            .t("session-air"),
        said: match rate {
            Some((rate, _)) if !record.hides_body_numbers => {
                let rate = language.quantity(rate.median, system).replace(' ', "\u{a0}");
                language.with("rate", rate).t("test-said")
            }
            _ => language.t("test-result"),
        },
        blind: record.hides_body_numbers,
        rate: rate.map(|(rate, receipt)| Figure::of(rate, receipt, system, language)),
        loss: weighed.map(|result| {
            figure(&result.loss, &result.receipts, "sweat-test.mass-balance", system, language)
        }),
        sodium: patch.and_then(|patch| {
            patch.sodium.map(|sodium| figure(&sodium, &patch.receipts, "patch-test.sodium", system, language))
        }),
        facts: facts(&test, system, language),
        flags: doubts(&test, &record, language),
    })
}

/// The doubts about a test, each with what to do about it.
fn doubts(test: &SweatTestRecord, athlete: &AthleteRecord, language: Language) -> Vec<String> {
    let weighed = test.result.iter().flat_map(|result| &result.flags);
    let worn = test.patches.iter().flat_map(|worn| &worn.result.flags);
    weighed
        .map(|flag| language.discreet("doubt", flag.code(), athlete))
        .chain(worn.map(|flag| language.t_of("patch-doubt", flag.code())))
        .collect()
}

/// What went into the test, line by line.
fn facts(test: &SweatTestRecord, system: UnitSystem, language: Language) -> Vec<(String, String)> {
    let mut facts: Vec<(&str, String)> = Vec::new();
    if let (Some(weigh_in), Some(result)) = (&test.weigh_in, &test.result) {
        let urine = match weigh_in.urine {
            Some(urine) => language.quantity(urine, system),
            None => language.t("test-not-noted"),
        };
        facts.extend([
            ("mass-before", language.quantity(weigh_in.mass_before, system)),
            ("mass-after", language.quantity(weigh_in.mass_after, system)),
            ("drunk", weigh_in.drunk.map(|drunk| language.quantity(drunk, system)).unwrap_or_default()),
            ("urine", urine),
            (
                "change",
                language.number(&format!("{:+.1} %", -result.mass_change.as_percent()).replace('-', "−")),
            ),
            ("breath", language.quantity(result.respiratory + result.metabolic, system)),
        ]);
    }
    for worn in &test.patches {
        facts.push(("patch", language.t_of("site", worn.patch.site.key())));
        if let Some(rate) = worn.result.local_rate {
            let read = language.quantity(rate.read(), system);
            let said =
                if rate.is_bound() { language.with("amount", read).t("amount-at-least") } else { read };
            facts.push(("local-rate", said));
        }
        if let Some(chloride) = worn.patch.chloride {
            facts.push(("chloride", language.quantity(chloride.read(), system)));
        }
    }
    facts.into_iter().map(|(key, value)| (language.t_of("fact", key), value)).collect()
}
