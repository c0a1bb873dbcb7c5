//! A sweat test: drop a file, type two weights, see what it says.

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Redirect};
use engine::SweatTestRecord;
use units::{Quantity, UnitSystem};

use super::show::{Figure, figure, when};
use super::{Fault, Frame, Page, page};
use crate::api::recordings::too_large;
use crate::fields::Fields;
use crate::language::Language;
use crate::{App, Problem};

#[derive(Template)]
#[template(path = "test.html")]
struct Form {
    frame: Frame,
    form: Vec<(String, String)>,
    problem: Option<Problem>,
    examples: Examples,
    /// Body sites of a patch: key and words.
    sites: Vec<(&'static str, String)>,
}

/// What the fields show before anything is typed, in the athlete's units.
struct Examples {
    before: String,
    after: String,
    drunk: &'static str,
    temperature: &'static str,
}

impl Form {
    fn was(&self, field: &str) -> &str {
        self.form.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value.as_str())
    }

    fn wrong(&self, field: &str) -> &str {
        let errors = self.problem.iter().flat_map(|problem| &problem.errors);
        errors.into_iter().find(|error| error.field == field).map_or("", |error| error.message.as_str())
    }

    fn patch_wrong(&self) -> bool {
        let mut errors = self.problem.iter().flat_map(|problem| &problem.errors);
        errors.any(|error| error.field.starts_with("patch_"))
    }

    fn of(
        app: &App,
        record: &engine::AthleteRecord,
        language: Language,
        form: Vec<(String, String)>,
        problem: Option<Problem>,
    ) -> Self {
        let metric = record.units == units::UnitSystem::Metric;
        let after = record.body_mass - units::Mass::from_kg(0.6);
        Self {
            frame: Frame::of(app, record, language, "test"),
            form,
            problem,
            sites: physiology::Site::ALL.map(|site| (site.key(), site.to_string())).to_vec(),
            examples: Examples {
                before: record.body_mass.display(record.units),
                after: after.display(record.units),
                drunk: if metric { "0.5 L" } else { "17 fl oz" },
                temperature: if record.units == units::UnitSystem::UsCustomary { "75 °F" } else { "24 °C" },
            },
        }
    }
}

pub(crate) async fn form(State(app): State<App>, language: Language, Path(athlete): Path<String>) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    page(&Form::of(&app, &record, language, Vec::new(), None))
}

pub(crate) async fn submit(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    multipart: Multipart,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let (fields, file) = read(multipart).await?;
    match take(&app, &record, fields.clone(), file).await {
        Ok(test) => Ok(Redirect::to(&format!("/a/{athlete}/tests/{test}")).into_response()),
        Err(problem) => {
            let status = problem.status_code();
            let page = page(&Form::of(&app, &record, language, fields, Some(problem)))?;
            Ok((status, page).into_response())
        }
    }
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

/// Takes the test; the workout of the file, if there is one, gives sport, duration and effort.
async fn take(
    app: &App,
    record: &engine::AthleteRecord,
    fields: Vec<(String, String)>,
    file: Option<Recording>,
) -> Result<String, Problem> {
    let event = match file {
        None => None,
        Some((name, bytes)) => {
            let imported = app.engine.import_recording(&record.id, &name, &bytes).await.map_err(|error| {
                let message = error.to_string();
                Problem::invalid(vec![engine::FieldError::new("file", message)])
            })?;
            imported.events.first().map(|event| event.id.clone())
        }
    };
    let new = Fields::of_form(fields, record.units).sweat_test(&record.time_zone(), event)?;
    Ok(app.engine.take_sweat_test(&record.id, new).await?.id)
}

#[derive(Template)]
#[template(path = "test_result.html")]
struct TestResult {
    frame: Frame,
    id: String,
    when: String,
    what: String,
    weather: String,
    rate: Option<Figure>,
    loss: Option<Figure>,
    sodium: Option<Figure>,
    facts: Vec<(&'static str, String)>,
    flags: Vec<&'static str>,
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
        when: when(test.at, &record, language),
        what: format!("{}, {}", conditions.sport.words(), conditions.duration.in_words()),
        weather: format!(
            "{}, {} humidity",
            conditions.air_temperature.display(system),
            conditions.relative_humidity.display(system)
        ),
        rate: rate.map(|(rate, receipt)| Figure::of(rate, receipt, system, language)),
        loss: weighed.map(|result| {
            figure(&result.loss, &result.receipts, "sweat-test.mass-balance", system, language)
        }),
        sodium: patch.and_then(|patch| {
            patch.sodium.map(|sodium| figure(&sodium, &patch.receipts, "patch-test.sodium", system, language))
        }),
        facts: facts(&test, system),
        flags: test.doubts().into_iter().map(|(_, advice)| advice).collect(),
    })
}

/// What went into the test, line by line.
fn facts(test: &SweatTestRecord, system: UnitSystem) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let (Some(weigh_in), Some(result)) = (&test.weigh_in, &test.result) {
        let urine = weigh_in.urine.map_or("not noted".to_owned(), |urine| urine.display(system));
        facts.extend([
            ("Mass before", weigh_in.mass_before.display(system)),
            ("Mass after", weigh_in.mass_after.display(system)),
            ("Drunk", weigh_in.drunk.display(system)),
            ("Urine", urine),
            ("Body mass change", format!("{:+.1} %", -result.mass_change.as_percent())),
            ("Lost by breathing", (result.respiratory + result.metabolic).display(system)),
        ]);
    }
    for worn in &test.patches {
        facts.push(("Patch", worn.patch.site.to_string()));
        if let Some(rate) = worn.result.local_rate {
            let bound = if rate.is_bound() { "at least " } else { "" };
            facts.push(("Local rate", format!("{bound}{}", rate.read().display(system))));
        }
        if let Some(chloride) = worn.patch.chloride {
            facts.push(("Chloride in the patch", chloride.read().display(system)));
        }
    }
    facts
}
