//! A race leg by leg: what each takes out of the athlete, and what to take where it begins.

use askama::Template;
use axum::extract::{Path, Query, State};
use engine::{AthleteRecord, Portion, StartList, StartListLeg};
use fuel::LegPlan;
use physiology::Sport;
use units::UnitSystem;

use super::as_text::{self, AsText};
use super::form::value_of;
use super::session::{FlagLine, Pick, flags, notes, picks};
use super::show::window;
use super::{Fault, Frame, Page, page};
use crate::fields::Fields;
use crate::language::{Language, Toward};
use crate::{App, Problem};

#[derive(Template)]
#[template(path = "race.html")]
struct Race {
    frame: Frame,
    id: String,
    start: String,
    alert: String,
    /// The leg that asks most, in a sentence.
    said: String,
    forms: Vec<LegForm>,
    sports: Vec<(&'static str, String)>,
    legs: Vec<LegCard>,
    flags: Vec<FlagLine>,
    /// Names of the catalogue with what they are called.
    items: Vec<(String, String)>,
    /// The query of a race to look at.
    example: String,
    /// The race card as text.
    as_text: Option<AsText>,
}

/// The fields of one leg, as typed.
struct LegForm {
    number: usize,
    name: String,
    sport: String,
    duration: String,
    air_temperature: String,
    offers: String,
    bottles: String,
    pieces: String,
    closed: bool,
    wrong: Vec<String>,
}

/// What a leg needs of a nutrient.
struct LegNeed {
    nutrient: &'static str,
    name: String,
    /// What to aim for; the most, where nothing has to be had.
    aim: String,
    /// From the least to the most.
    amount: String,
    receipt: String,
}

/// A leg with what it needs.
struct LegCard {
    name: String,
    window: String,
    /// Nothing can be had on it.
    closed: bool,
    needs: Vec<LegNeed>,
    picks: Vec<Pick>,
    clash: String,
}

/// Legs that the form has room for; the API and the program take forty.
const MOST: usize = 12;
/// Empty legs that follow those typed.
const SPARE: usize = 2;

pub(crate) async fn show(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    Query(typed): Query<Vec<(String, String)>>,
) -> Page {
    page(&race_page(&app, &athlete, typed, language).await?)
}

async fn race_page(
    app: &App,
    athlete: &str,
    typed: Vec<(String, String)>,
    language: Language,
) -> Result<Race, Fault> {
    let record = app.engine.athlete(athlete).await?;
    let catalogue = app.engine.catalogue(athlete).await?;
    let was = |name: &str| value_of(&typed, name);
    let tomorrow = app.engine.now().to_zoned_datetime(record.time_zone()).date().tomorrow();
    let usual = tomorrow.map(|date| format!("{date}T08:00")).unwrap_or_default();
    // As a field of date and time has it.
    let start = was("start").map_or(usual, |start| start.trim().replacen(' ', "T", 1));
    let mut forms = Vec::new();
    let mut legs = Vec::new();
    for number in 1..=MOST {
        let mut form = LegForm::of(number, &typed);
        match form.leg(record.units, language) {
            Ok(Some(leg)) => legs.push(leg),
            Ok(None) if forms.len() >= legs.len() + SPARE => continue,
            Ok(None) => {}
            Err(problem) => {
                form.wrong = problem.errors.iter().map(|error| LegForm::said(error, language)).collect();
            }
        }
        forms.push(form);
    }
    let well = forms.iter().all(|form| form.wrong.is_empty());
    let mut race = Race {
        frame: Frame::of(app, &record, language, "race"),
        id: record.id.clone(),
        said: language.t("race-ask"),
        alert: if well { String::new() } else { language.t("form-mend") },
        forms,
        sports: Sport::ALL.iter().map(|sport| (sport.key(), language.sport(*sport))).collect(),
        legs: Vec::new(),
        flags: Vec::new(),
        items: {
            let named = |item: &fuel::Item| (item.id.clone(), language.item_name(&item.id, &item.name));
            catalogue.items().iter().map(named).collect()
        },
        example: example(&start, record.units, language),
        start,
        as_text: None,
    };
    if well && !legs.is_empty() {
        race.plan(app, &record, legs).await?;
    }
    Ok(race)
}

impl Race {
    /// Fills in the plan, or why there is none.
    async fn plan(
        &mut self,
        app: &App,
        record: &AthleteRecord,
        legs: Vec<StartListLeg>,
    ) -> Result<(), Fault> {
        let language = self.frame.language;
        let Ok(start) = self.start.parse() else {
            self.alert = language.known("accepted", "start").unwrap_or_default();
            return Ok(());
        };
        let known = |name: &String| self.items.iter().any(|(id, _)| id == name);
        let unknown: Vec<String> =
            legs.iter().flat_map(|leg| &leg.offers).filter(|name| !known(name)).cloned().collect();
        if !unknown.is_empty() {
            self.alert = language.with("items", unknown.join(", ")).t("race-any-item");
            return Ok(());
        }
        match app.engine.race_plan(&record.id, &StartList { start, legs }).await {
            Ok(plan) => {
                let start = plan.legs.first().map(|first| first.from).unwrap_or_default();
                self.legs = plan.legs.iter().map(|leg| LegCard::of(leg, start, record, language)).collect();
                self.said = hardest(&plan.legs, record, language).unwrap_or_else(|| self.said.clone());
                self.flags = flags(&plan.flags, record, language).collect();
                self.as_text = Some(self.to_text());
            }
            Err(engine::Error::Invalid(errors)) => {
                let said: Vec<String> = errors.into_iter().map(|error| error.message).collect();
                self.alert = said.join(" ");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

impl Race {
    /// The race card as text.
    fn to_text(&self) -> AsText {
        let language = self.frame.language;
        let title = language.t("race-stem");
        let mut text = format!("{title}\n");
        as_text::flags(&mut text, &self.flags);
        let mut list = Vec::new();
        for leg in &self.legs {
            text.push('\n');
            as_text::line(&mut text, "", &format!("{} ({})", leg.name, leg.window));
            for need in &leg.needs {
                as_text::line(&mut text, "- ", &format!("{}: {}", need.name, need.amount));
            }
            if !leg.clash.is_empty() {
                as_text::line(&mut text, "! ", &leg.clash);
            }
            let picks: Vec<&str> = leg.picks.iter().map(Pick::words).collect();
            if !picks.is_empty() {
                list.push(format!("{}: {}", leg.name, picks.join(", ")));
            }
        }
        as_text::pack(&mut text, &list, language);
        AsText::of(title, text, &list, String::new(), language)
    }
}

impl LegForm {
    fn of(number: usize, typed: &[(String, String)]) -> Self {
        let was = |name: &str| {
            let field = format!("{name}-{number}");
            typed.iter().find(|(of, _)| *of == field).map_or_else(String::new, |(_, value)| value.clone())
        };
        Self {
            number,
            name: was("name"),
            sport: was("sport"),
            duration: was("duration"),
            air_temperature: was("air_temperature"),
            offers: was("offers"),
            bottles: was("bottles"),
            pieces: was("pieces"),
            closed: !was("closed").is_empty(),
            wrong: Vec::new(),
        }
    }

    /// The leg that was typed; none where nothing was.
    fn leg(&self, system: UnitSystem, language: Language) -> Result<Option<StartListLeg>, Problem> {
        if [&self.name, &self.duration, &self.air_temperature].iter().all(|text| text.trim().is_empty()) {
            return Ok(None);
        }
        let fields = [
            ("duration", &self.duration),
            ("air_temperature", &self.air_temperature),
            ("offers", &self.offers),
            ("bottles", &self.bottles),
            ("pieces", &self.pieces),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.clone()));
        let mut fields = Fields::typed(fields, system).spoken(language);
        let (duration, air_temperature) = (fields.required("duration"), fields.required("air_temperature"));
        let (offers, bottles) = (fields.list("offers").unwrap_or_default(), fields.quantity("bottles"));
        let pieces = fields.text("pieces").and_then(|text| match text.trim().parse() {
            Ok(pieces) => Some(pieces),
            Err(_) => {
                fields.refuse("pieces", format!("'{text}' is not a number of pieces: write it such as 6"));
                None
            }
        });
        fields.finish(None)?;
        let (Some(duration), Some(air_temperature)) = (duration, air_temperature) else { return Ok(None) };
        let number = || language.with("number", self.number.to_string()).t("race-leg");
        let sport = self.sport.parse::<Sport>().map_or_else(|_| number(), |sport| language.sport(sport));
        Ok(Some(StartListLeg {
            name: if self.name.trim().is_empty() { sport } else { self.name.trim().to_owned() },
            sport: self.sport.clone(),
            duration,
            intensity: None,
            air_temperature,
            relative_humidity: None,
            wind: None,
            sun: None,
            wbgt: None,
            closed: self.closed,
            offers,
            bottles,
            pieces,
        }))
    }

    /// What is wrong with a field, in the reader's language.
    fn said(error: &crate::FieldProblem, language: Language) -> String {
        let name = language.known("field", &error.field).unwrap_or_else(|| error.field.clone());
        format!("{name}: {}", language.refusal("accepted", error))
    }
}

impl LegCard {
    fn of(leg: &LegPlan, start: jiff::Timestamp, record: &AthleteRecord, language: Language) -> Self {
        let needs = leg.needs.iter().map(|need| {
            let nutrient = need.amount.nutrient().name();
            let amount = language.band(&need.amount, record.units);
            let aim = match Portion::least(&need.amount).base() > 0.0 {
                true => language.measured(&Portion::of(&need.amount), Toward::Nearest, record.units),
                false => amount.clone(),
            };
            let name = language.t_of("nutrient", nutrient);
            LegNeed { nutrient, name, aim, amount, receipt: need.receipt.to_string() }
        });
        let clashes = match &leg.take {
            Some(Err(infeasible)) => infeasible.clashes.iter().map(|clash| language.clash(clash)).collect(),
            Some(Ok(basket)) => notes(basket, language),
            None => Vec::new(),
        };
        Self {
            name: leg.name.clone(),
            window: window((leg.from, leg.until), start, record, language),
            closed: leg.take.is_none(),
            needs: needs.collect(),
            picks: match &leg.take {
                Some(Ok(basket)) => picks(basket, record.units, language),
                _ => Vec::new(),
            },
            clash: clashes.join("; "),
        }
    }
}

/// The leg that asks most to drink and eat, in a sentence.
fn hardest(legs: &[LegPlan], record: &AthleteRecord, language: Language) -> Option<String> {
    let portion = |leg: &LegPlan, nutrient| {
        let need = leg.needs.iter().find(|need| need.amount.nutrient() == nutrient);
        need.map(|need| Portion::of(&need.amount))
    };
    let fluid = |leg: &LegPlan| portion(leg, fuel::Nutrient::Fluid).map_or(0.0, |portion| portion.base());
    let most = legs.iter().max_by(|one, other| fluid(one).total_cmp(&fluid(other)))?;
    // A number and its unit stay on one line.
    let measured =
        |portion: Portion| language.measured(&portion, Toward::Nearest, record.units).replace(' ', "\u{a0}");
    let need = most.needs.iter().find(|need| need.amount.nutrient() == fuel::Nutrient::Fluid)?;
    // What need not be drunk is said as the most of it, as on the leg.
    let drink = match Portion::least(&need.amount).base() > 0.0 {
        true => measured(Portion::of(&need.amount)),
        false => {
            let most = language.measured(&Portion::most(&need.amount), Toward::Less, record.units);
            language.with("most", most).t("amount-up-to").replace(' ', "\u{a0}")
        }
    };
    let said = language.with("leg", most.name.clone()).with("fluid", drink);
    Some(match portion(most, fuel::Nutrient::Carbohydrate).filter(|portion| portion.base() > 0.0) {
        Some(carb) => said.with("carb", measured(carb)).t("race-hardest"),
        None => said.t_of("race-hardest", "fluid"),
    })
}

/// A triathlon over the middle distance on a warm day.
fn example(start: &str, system: UnitSystem, language: Language) -> String {
    let air = |celsius: f64| {
        use units::Quantity;
        language.number(&units::Temperature::from_celsius(celsius).display(system))
    };
    let legs = [
        (Sport::Swim, "40 min", 24.0, "", "", true),
        (Sport::Ride, "2 h 50 min", 26.0, "1.5 L", "6", false),
        (Sport::Run, "1 h 50 min", 28.0, "", "3", false),
    ];
    let mut query = vec![("start".to_owned(), start.to_owned())];
    for (number, (sport, duration, celsius, bottles, pieces, closed)) in (1..).zip(legs) {
        let of_leg = [
            ("name", language.sport(sport)),
            ("sport", sport.key().to_owned()),
            ("duration", duration.to_owned()),
            ("air_temperature", air(celsius)),
            ("bottles", language.number(bottles)),
            ("pieces", pieces.to_owned()),
            ("closed", if closed { "1".to_owned() } else { String::new() }),
        ];
        let told = of_leg.into_iter().filter(|(_, value)| !value.is_empty());
        query.extend(told.map(|(field, value)| (format!("{field}-{number}"), value)));
    }
    form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish()
}
