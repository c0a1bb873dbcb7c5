//! `isotone plan`: what to drink and eat around the next session.

mod scenario;

use std::path::PathBuf;

use engine::{AthleteRecord, ConditionsInput, Engine, NewPlannedSession, PhaseBasket, SessionPlan};
use fuel::Phase;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use physiology::{Setting, Sun};
use units::{Quantity, UnitSystem};

use crate::commands::effort::Effort;
use crate::commands::{ME, moment, show};
use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// The flags of `isotone plan`.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  isotone plan --sport run --duration \"2 h\" --intensity hard --start \"2026-06-11 07:00\" \
                        --temperature 28C --humidity 60%\n\nWithout flags it plans the next planned session, or shows what the \
                        last test's session would need tomorrow at 07:00."
)]
pub(crate) struct Arguments {
    /// The sport of the session to plan
    #[arg(long)]
    sport: Option<String>,
    /// How long
    #[arg(long, allow_hyphen_values = true)]
    duration: Option<String>,
    #[command(flatten)]
    effort: Effort,
    /// When it starts, local time
    #[arg(long, value_name = "TIME")]
    start: Option<String>,
    /// The temperature of the air
    #[arg(long, value_name = "TEMPERATURE", allow_hyphen_values = true)]
    temperature: Option<String>,
    /// The relative humidity
    #[arg(long, value_name = "HUMIDITY")]
    humidity: Option<String>,
    /// The sun: shade, thin-cloud, partly-sunny or full-sun; full sun by day counts for the heat, if left out
    #[arg(long)]
    sun: Option<String>,
    /// The wind, such as 3m/s
    #[arg(long)]
    wind: Option<String>,
    /// The wet-bulb globe temperature, where somebody measured it
    #[arg(long, value_name = "TEMPERATURE", allow_hyphen_values = true)]
    wbgt: Option<String>,
    /// Degrees north and east, such as 38.72,-9.14: the weather is then looked up
    #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true)]
    place: Option<String>,
    /// The planned session that is changed by this, by its name
    #[arg(long, value_name = "SESSION")]
    replace: Option<String>,
    /// The whole local date instead of the next session: today, or a date such as 2026-06-11
    #[arg(long, value_name = "DATE", num_args = 0..=1, default_missing_value = "today")]
    day: Option<String>,
    /// Play a scenario file and judge its plan; nothing of yours is read or stored
    #[arg(long, value_name = "FILE", exclusive = true)]
    scenario: Option<PathBuf>,
    /// Whose plan it is
    #[arg(long, default_value = ME)]
    athlete: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    if let Some(file) = &arguments.scenario {
        return scenario::run(file, config.units).await;
    }
    let engine = open::engine(config).await?;
    let athlete = engine.athlete(&arguments.athlete).await?;
    if let Some(day) = &arguments.day {
        return whole_day(&engine, &athlete, config.units, day, arguments.json).await;
    }
    let typed =
        [&arguments.sport, &arguments.duration, &arguments.start, &arguments.temperature, &arguments.place];
    let plan = if arguments.effort.is_told() || typed.iter().any(|flag| flag.is_some()) {
        Some(plan_typed(&engine, &athlete, &arguments, config.units).await?)
    } else {
        match engine.next_session(&athlete.id).await? {
            Some(next) => Some(next),
            None => last_test_again(&engine, &athlete).await?,
        }
    };
    let Some(plan) = plan else {
        return Err(Failure::Argument(
            "nothing is planned: give --sport, --duration, --start and --temperature".to_owned(),
        ));
    };
    if arguments.json {
        return show::json(&plan, config.units);
    }
    print(&plan, &athlete.time_zone(), config.units);
    Ok(())
}

async fn whole_day(
    engine: &Engine,
    athlete: &AthleteRecord,
    system: UnitSystem,
    day: &str,
    json: bool,
) -> Result<(), Failure> {
    let date =
        match day {
            "today" => None,
            text => Some(text.parse().map_err(|_| {
                Failure::Argument(format!("--day: '{text}' is not a date such as 2026-06-11"))
            })?),
        };
    let plan = engine.day_plan(&athlete.id, date).await?;
    if json {
        return show::json(&plan, system);
    }
    if plan.sessions.is_empty() {
        println!("Nothing is planned on {}.", plan.date);
    }
    for (index, session) in plan.sessions.iter().enumerate() {
        if index > 0 {
            println!();
        }
        print(session, &athlete.time_zone(), system);
    }
    print_totals(&plan.totals, system);
    Ok(())
}

fn print_totals(totals: &[fuel::DailyTotal], system: UnitSystem) {
    if totals.is_empty() {
        return;
    }
    println!("\nThe day as a whole, meals included");
    for total in totals {
        println!(
            "  {:<13} {:<18} {}  ({}, {})",
            total.amount.nutrient().name(),
            total.amount.display(system),
            total.reason,
            total.rules.join(" "),
            total.receipt
        );
    }
    println!("\n{}", fuel::DISCLAIMER);
}

async fn plan_typed(
    engine: &Engine,
    athlete: &AthleteRecord,
    arguments: &Arguments,
    system: UnitSystem,
) -> Result<SessionPlan, Failure> {
    let suns = Sun::ALL.map(Sun::name).join(", ");
    let sun = arguments.sun.as_deref().map(|name| {
        let sun = Sun::ALL.into_iter().find(|sun| sun.name() == name);
        sun.ok_or_else(|| Failure::Argument(format!("--sun: '{name}' is not one of {suns}")))
    });
    let conditions = ConditionsInput {
        sport: arguments.sport.clone(),
        duration: show::optional("duration", arguments.duration.as_deref(), system)?,
        air_temperature: show::optional("temperature", arguments.temperature.as_deref(), system)?,
        relative_humidity: show::optional("humidity", arguments.humidity.as_deref(), system)?,
        place: arguments.place.clone(),
        sun: sun.transpose()?,
        wind: show::optional("wind", arguments.wind.as_deref(), system)?,
        wbgt: show::optional("wbgt", arguments.wbgt.as_deref(), system)?,
        ..arguments.effort.conditions(system)?
    };
    let start = match &arguments.start {
        None => tomorrow(engine, athlete),
        Some(text) => moment::parse("start", text, athlete)?,
    };
    let new = NewPlannedSession { title: None, start, conditions };
    let session = match &arguments.replace {
        Some(session) => engine.change_session(&athlete.id, session, new).await?,
        None => engine.plan_session(&athlete.id, new).await?,
    };
    Ok(engine.session_plan(&athlete.id, &session.id).await?)
}

/// The session of the newest test, tomorrow at seven, in the air of that test; it is not stored.
async fn last_test_again(engine: &Engine, athlete: &AthleteRecord) -> Result<Option<SessionPlan>, Failure> {
    let tests = engine.sweat_tests(&athlete.id).await?;
    let Some(last) = tests.last() else { return Ok(None) };
    let known = &last.conditions;
    let conditions = ConditionsInput {
        sport: Some(known.sport.key().to_owned()),
        duration: Some(known.duration),
        air_temperature: Some(known.air_temperature),
        relative_humidity: Some(known.relative_humidity),
        indoors: Some(matches!(known.setting, Setting::Indoors { .. })),
        ..ConditionsInput::default()
    };
    let title = Some(format!("{} again", known.sport.words()));
    eprintln!(
        "Nothing is planned. This is what the session of your last test would need tomorrow at 07:00, in the same air; \
         it is not stored."
    );
    let new = NewPlannedSession { title, start: tomorrow(engine, athlete), conditions };
    Ok(Some(engine.plan_of(&athlete.id, new).await?))
}

fn tomorrow(engine: &Engine, athlete: &AthleteRecord) -> Timestamp {
    let zone = athlete.time_zone();
    let date = engine.now().to_zoned_datetime(zone.clone()).date().saturating_add(jiff::Span::new().days(1));
    zone.to_timestamp(date.at(7, 0, 0, 0)).unwrap_or(engine.now() + SignedDuration::from_hours(12))
}

fn print(plan: &SessionPlan, zone: &TimeZone, system: UnitSystem) {
    let (session, prediction) = (&plan.session, &plan.prediction);
    let local =
        |instant: Timestamp, format| instant.to_zoned_datetime(zone.clone()).strftime(format).to_string();
    println!(
        "{}, {}, {}, {}, {} humidity{}",
        session.title,
        local(session.start, "%A %-d %B %H:%M"),
        session.conditions.duration.in_words(),
        session.conditions.air_temperature.display(system),
        session.conditions.relative_humidity.display(system),
        session.weather.map(|source| format!(" ({})", source.words())).unwrap_or_default()
    );
    let receipt =
        |rule: &str| prediction.receipts.iter().find(|r| r.rule == rule).map_or("", |r| r.id.as_str());
    println!();
    let line = |name: &str, median: String, interval: String, rule: &str| {
        println!("  {name:<15} {median:<12} 80 % interval {interval:<22} {}", receipt(rule));
    };
    line(
        "sweating rate",
        prediction.rate.median.display(system),
        prediction.rate.i80.display(system),
        "sweat-profile.rate",
    );
    line(
        "sweat lost",
        prediction.loss.median.display(system),
        prediction.loss.i80.display(system),
        "sweat-profile.loss",
    );
    let sodium = (&prediction.sodium_loss.median, &prediction.sodium_loss.i80);
    line("sodium lost", sodium.0.display(system), sodium.1.display(system), "sweat-profile.sodium-loss");
    println!(
        "  known from      {}",
        match prediction.tests {
            0 => "no test yet: people of your size".to_owned(),
            1 => "1 sweat test".to_owned(),
            n => format!("{n} sweat tests"),
        }
    );
    for phase in Phase::ALL {
        let needs: Vec<_> = plan.needs.iter().filter(|need| need.phase == phase).collect();
        let (Some(from), Some(until)) =
            (needs.iter().map(|n| n.from).min(), needs.iter().map(|n| n.until).max())
        else {
            continue;
        };
        println!("\n{}, {}", phase.words(), show::window((from, until), session.start, zone));
        for need in needs {
            println!(
                "  {:<13} {:<18} {}  ({}, {})",
                need.amount.nutrient().name(),
                need.amount.display(system),
                need.reason,
                need.rules.join(" "),
                need.receipt
            );
        }
        if let Some(basket) = plan.baskets.iter().find(|basket| basket.phase == phase) {
            print_basket(basket, system);
        }
        if let (Phase::During, Some(bottle)) = (phase, &plan.bottle) {
            print_bottle(bottle, system);
        }
    }
    for flag in &plan.flags {
        println!("\n  ! {} ({})", flag.words(), flag.rule());
    }
    for flag in &prediction.flags {
        println!("\n  ! {}", flag.words());
    }
}

fn print_bottle(bottle: &fuel::Bottle, system: UnitSystem) {
    println!("  in sips       about {} every 15 min", bottle.sip.display(system));
    println!(
        "  mix your own  {} water, {:.0} g sugar, {:.1} g table salt",
        bottle.fluid.display(system),
        bottle.sugar.as_g(),
        bottle.salt.as_g()
    );
}

fn print_basket(phase: &PhaseBasket, system: UnitSystem) {
    match &phase.basket {
        None => {
            let clashes: Vec<String> = phase.clashes.iter().map(ToString::to_string).collect();
            println!("  no items fit together: {}", clashes.join("; "));
        }
        Some(basket) => {
            let mut items: Vec<String> = basket
                .picks
                .iter()
                .map(|pick| format!("{} × {} ({})", pick.servings_in_words(), pick.name, pick.serving))
                .collect();
            if basket.water > units::Volume::ZERO {
                items.push(format!("{} water", basket.water.display(system)));
            }
            if !items.is_empty() {
                println!("  for example   {}", items.join(" + "));
            }
            for gap in &basket.gaps {
                println!("                not covered: only {gap}");
            }
            for note in &basket.notes {
                println!("                {note}");
            }
        }
    }
}
