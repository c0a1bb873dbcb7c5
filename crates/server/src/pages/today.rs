//! Today: what to do now in one sentence, the day as a strip, what comes next, and what it costs.

use askama::Template;
use axum::extract::{Path, State};
use engine::{AthleteRecord, DayPlan, MorningCheck, SessionPlan};
use fuel::{Nutrient, Phase};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::show::{Figure, clock_near, foreseen, of_body, time, time_near};
use super::{Frame, Page, chart, icons, page};
use crate::App;
use crate::access::Seen;
use crate::language::{Language, Toward};

pub(crate) mod acts;
mod hero;

use acts::{Act, Glyph};
use hero::{Hero, Situation};

#[derive(Template)]
#[template(path = "today.html")]
struct Today {
    frame: Frame,
    id: String,
    date: String,
    day: String,
    /// The date whose plan is kept on the phone beside today's.
    tomorrow: String,
    /// Today cannot be planned.
    unplanned: bool,
    hero: Hero,
    strip: String,
    /// What else there is to have, and what was had, in the order of time.
    rows: Vec<Row>,
    cost: Option<Cost>,
    /// The whole day against what it asks for.
    totals: Vec<Total>,
    /// What to know beside the numbers: whether it is a stop, and the words.
    flags: Vec<(bool, String)>,
    /// When the first weight of a sweat test was kept, in words.
    begun: String,
    /// The morning check can still be made.
    check_due: bool,
    /// What was checked this morning, in words.
    checked: String,
    /// Two markers or more point to too little water.
    dry: bool,
    mass: String,
}

/// A line of what comes next.
struct Row {
    /// The day that begins with it, where that is not today.
    day: String,
    at: String,
    title: String,
    /// When it has to be had by, or how long the session lasts and in what air.
    about: String,
    amounts: Vec<Glyph>,
    food: String,
    /// Where its session is shown in full.
    address: String,
    /// The icon of its session, where the row is one.
    icon: String,
    session: String,
    needs: Vec<String>,
    had: bool,
    undo: Vec<String>,
}

/// What a session takes out of the athlete.
struct Cost {
    title: String,
    figures: Vec<(String, &'static str, Figure, String)>,
    untested: Option<String>,
}

/// A nutrient over the whole day.
pub(super) struct Total {
    pub(super) class: &'static str,
    pub(super) icon: String,
    pub(super) name: String,
    pub(super) words: String,
    /// What was had, in hundredths of what is aimed for.
    pub(super) done: u32,
    pub(super) receipt: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    Seen(engine): Seen,
    language: Language,
    Path(athlete): Path<String>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let now = app.engine.now();
    let today = now.to_zoned_datetime(record.time_zone()).date();
    let day = app.engine.day_plan(&athlete, Some(today)).await?;
    let any_today = !day.sessions.is_empty();
    let mut plans = over_midnight(&app, &athlete, today, now).await?;
    plans.extend(day.sessions.iter().filter(|plan| is_open(plan, now)).cloned());
    if plans.is_empty() {
        plans.extend(app.engine.next_session(&athlete).await?);
    }
    let check = engine.morning_check(&athlete).await?;
    let tested = !app.engine.sweat_tests(&athlete).await?.is_empty();
    let all: Vec<Act> = plans.iter().flat_map(|plan| acts::acts(plan, &record, language)).collect();
    let at = Situation { athlete: &record, language, now, plans: &plans, acts: &all, tested, any_today };
    let (hero, about) = Hero::of(&at);
    let rows = rows(&at, about);
    let begun = engine.begun_sweat_test(&athlete).await?;
    page(&Today {
        frame: Frame::of(&app, &record, language, "today"),
        id: record.id.clone(),
        date: today.to_string(),
        day: language.weekday(today),
        tomorrow: today.tomorrow().unwrap_or(today).to_string(),
        unplanned: day.problem.is_some(),
        strip: if any_today || plans.iter().any(|plan| date_of(plan, &record) == today) {
            chart::today(&plans, &record, language, now, record.awake(today))
        } else {
            String::new()
        },
        rows,
        cost: plans.iter().find(|plan| plan.session.end() > now).map(|plan| cost(plan, &record, language)),
        totals: totals(&day, &record, language),
        flags: flags(&plans, &record, language),
        hero,
        begun: begun.map(|begun| time_near(begun.at, now, &record, language)).unwrap_or_default(),
        check_due: check.due && !check.is_begun(),
        checked: checked(&check, &record, language),
        dry: check.signs.is_dry(),
        mass: of_body(&record, || language.quantity(record.body_mass, record.units)),
    })
}

/// A session of yesterday that goes on past midnight, or whose time after it does.
async fn over_midnight(
    app: &App,
    athlete: &str,
    today: Date,
    now: Timestamp,
) -> Result<Vec<SessionPlan>, engine::Error> {
    let Ok(yesterday) = today.yesterday() else { return Ok(Vec::new()) };
    let recent = app.engine.planned_sessions(athlete, now - SignedDuration::from_hours(40), now).await?;
    // Without one that ended late there is nothing to plan again.
    if !recent.iter().any(|session| session.end() > now - SignedDuration::from_hours(6)) {
        return Ok(Vec::new());
    }
    let plan = app.engine.day_plan(athlete, Some(yesterday)).await?;
    Ok(plan.sessions.into_iter().filter(|plan| is_open(plan, now)).collect())
}

fn date_of(plan: &SessionPlan, record: &AthleteRecord) -> Date {
    plan.session.start.to_zoned_datetime(record.time_zone()).date()
}

/// The session has not ended, or the time after it has not.
fn is_open(plan: &SessionPlan, now: Timestamp) -> bool {
    plan.session.end() > now || plan.needs.iter().any(|need| need.until > now)
}

/// What else there is to have: all but what the sentence is about, and what was had.
fn rows(at: &Situation<'_>, about: Option<&Act>) -> Vec<Row> {
    let mut timed: Vec<(Timestamp, Row)> = Vec::new();
    for act in at.acts {
        if about.is_some_and(|about| std::ptr::eq(about, act)) || (act.until <= at.now && !act.is_had()) {
            continue;
        }
        timed.push((act.from, row(at, act)));
    }
    for plan in at.plans {
        let shown = at.acts.iter().any(|act| act.session == plan.session.id && act.phase == Phase::During);
        if !shown && plan.session.end() > at.now {
            timed.push((plan.session.start, bare(at, plan)));
        }
    }
    timed.sort_by_key(|(from, _)| *from);
    let date = |instant: Timestamp| instant.to_zoned_datetime(at.athlete.time_zone()).date();
    let mut day = date(at.now);
    for (from, row) in &mut timed {
        let of = date(*from);
        if of != day {
            row.day = at.language.day(of);
            day = of;
        }
    }
    timed.into_iter().map(|(_, row)| row).collect()
}

fn row(at: &Situation<'_>, act: &Act) -> Row {
    let language = at.language;
    let plan = at.plans.iter().find(|plan| plan.session.id == act.session);
    let during = act.phase == Phase::During;
    let about = match plan {
        Some(plan) if during => about_session(plan, at),
        _ => {
            // The day of its beginning stands beside it.
            let by = clock_near(act.until, act.from, at.athlete, language);
            language.with("time", by).t("today-by")
        }
    };
    Row {
        day: String::new(),
        at: time(act.from, at.athlete, language),
        title: if during {
            act.of.clone()
        } else {
            let said = language.with("session", act.of.as_str());
            said.with("window", language.t_of("phase", act.phase.name())).t("today-window")
        },
        about,
        amounts: act.glyphs(at.athlete, language),
        food: act.foods(language),
        address: format!("plan?date={}#s-{}", act.date, act.session),
        icon: if during { icons::icon(act.sport) } else { String::new() },
        session: act.session.clone(),
        had: act.is_had(),
        needs: act.open_needs(),
        undo: act.had_needs(),
    }
}

/// A session that needs nothing while it lasts.
fn bare(at: &Situation<'_>, plan: &SessionPlan) -> Row {
    let date = date_of(plan, at.athlete);
    Row {
        day: String::new(),
        at: time(plan.session.start, at.athlete, at.language),
        title: at.language.title(&plan.session),
        about: about_session(plan, at),
        amounts: Vec::new(),
        food: String::new(),
        address: format!("plan?date={date}#s-{}", plan.session.id),
        icon: icons::icon(icons::of_sport(plan.session.conditions.sport)),
        session: plan.session.id.clone(),
        needs: Vec::new(),
        had: false,
        undo: Vec::new(),
    }
}

fn about_session(plan: &SessionPlan, at: &Situation<'_>) -> String {
    let conditions = &plan.session.conditions;
    let air = at.language.quantity(conditions.air_temperature, at.athlete.units);
    format!("{}, {air}", conditions.duration.in_words())
}

/// The icon of a nutrient.
pub(super) fn icon_of(nutrient: Nutrient) -> &'static str {
    match nutrient {
        Nutrient::Fluid => "fluid",
        Nutrient::Sodium => "sodium",
        Nutrient::Carbohydrate => "carb",
        Nutrient::Protein => "protein",
        Nutrient::Caffeine => "caffeine",
    }
}

fn cost(plan: &SessionPlan, record: &AthleteRecord, language: Language) -> Cost {
    let (system, prediction) = (record.units, &plan.prediction);
    let receipts = &prediction.receipts;
    Cost {
        title: language.title(&plan.session),
        figures: vec![
            (
                language.t("word-sweating-rate"),
                "fluid",
                foreseen(&prediction.rate, receipts, "sweat-profile.rate", system, language),
                chart::whisker(&prediction.rate),
            ),
            (
                language.t("word-sweat-lost"),
                "fluid",
                foreseen(&prediction.loss, receipts, "sweat-profile.loss", system, language),
                chart::whisker(&prediction.loss),
            ),
            (
                language.t("word-sodium-lost"),
                "sodium",
                foreseen(&prediction.sodium_loss, receipts, "sweat-profile.sodium-loss", system, language),
                chart::whisker(&prediction.sodium_loss),
            ),
        ],
        untested: (prediction.tests == 0).then(|| {
            let sport = language.sport_within(plan.session.conditions.sport);
            language.with("sport", sport).t("today-little-known")
        }),
    }
}

/// The whole day against what it asks for: what was had of the day's windows counts.
pub(super) fn totals(day: &DayPlan, record: &AthleteRecord, language: Language) -> Vec<Total> {
    let had = |nutrient: &str| -> f64 {
        let taken = day.sessions.iter().flat_map(|plan| &plan.taken);
        taken.filter(|taken| taken.portion.nutrient() == nutrient).map(|taken| taken.portion.base()).sum()
    };
    let total = |total: &fuel::DailyTotal| {
        let nutrient = total.amount.nutrient();
        let target = engine::Portion::of(&total.amount);
        let so_far = had(nutrient.name());
        let said = language
            .with("had", language.measured(&target.of_same(so_far), Toward::Nearest, record.units))
            .with("range", language.band(&total.amount, record.units));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share from 0 to 100")]
        let done = (100.0 * so_far / target.base().max(1e-9)).clamp(0.0, 100.0) as u32;
        Total {
            class: nutrient.name(),
            icon: icons::small(icon_of(nutrient)),
            name: language.t_of("nutrient", nutrient.name()),
            words: said.t("today-total"),
            done,
            receipt: total.receipt.to_string(),
        }
    };
    day.totals.iter().map(total).collect()
}

/// What to know beside the numbers, each once, a stop first.
fn flags(plans: &[SessionPlan], record: &AthleteRecord, language: Language) -> Vec<(bool, String)> {
    let mut flags: Vec<(bool, String)> = Vec::new();
    for flag in plans.iter().flat_map(|plan| &plan.flags) {
        let line = (flag.is_stop(), language.discreet("flag", &flag.code(), record));
        if !flags.contains(&line) {
            flags.push(line);
        }
    }
    flags.sort_by_key(|(stop, _)| !stop);
    flags
}

/// What the morning check says so far, in one line.
fn checked(check: &MorningCheck, record: &AthleteRecord, language: Language) -> String {
    let mass = check.body_mass.map(|mass| of_body(record, || language.quantity(mass, record.units)));
    let colour = check.urine_colour.map(|score| language.with("score", score).t("today-check-colour"));
    let thirst = check.thirst.map(|score| language.with("score", score).t("today-check-thirst"));
    [mass, colour, thirst].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
