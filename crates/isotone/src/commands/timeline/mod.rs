//! `isotone timeline`: what happened, why it is shown so, and what you say to it.

mod overrule;
mod why;

use engine::{AthleteRecord, Engine};
use jiff::Timestamp;
use timeline::{Event, EventKind, Matter, Question, SleepRole};
use units::{Quantity, UnitSystem};

use crate::commands::{ME, show};
use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// Titles are cut to this.
const LONGEST_TITLE: usize = 40;

/// The flags of `isotone timeline`.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
    /// How many events, the newest
    #[arg(long, default_value_t = 40)]
    last: usize,
    /// Whose timeline it is
    #[arg(long, default_value = ME, global = true)]
    athlete: String,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(clap::Subcommand)]
enum What {
    /// Which observations stand behind an event, by which rule and score, and which field comes from where
    Why {
        /// The event, by the handle that the timeline prints
        event: String,
    },
    /// How long, when and how regularly you slept, against the sessions of the next day
    Sleep,
    /// What the rules leave to you
    Questions,
    /// What you decided
    Decisions,
    #[command(flatten)]
    Overrule(overrule::Command),
}

pub(crate) async fn run(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    let engine = open::engine(config).await?;
    let Arguments { what, last, athlete, json } = arguments;
    let record = engine.athlete(&athlete).await?;
    match what {
        None => list(config, &engine, &record, last, json).await,
        Some(What::Why { event }) => why::run(config, &engine, &record, &event, json).await,
        Some(What::Sleep) => sleep(config, &engine, &record, json).await,
        Some(What::Questions) => questions(config, &engine, &record, json).await,
        Some(What::Decisions) => overrule::list(config, &engine, &record, json).await,
        Some(What::Overrule(command)) => overrule::run(&engine, &record, command).await,
    }
}

async fn list(
    config: &Config,
    engine: &Engine,
    record: &AthleteRecord,
    last: usize,
    json: bool,
) -> Result<(), Failure> {
    let events = engine.events(&record.id, Timestamp::MIN, Timestamp::MAX).await?;
    let newest = &events[events.len().saturating_sub(last)..];
    if json {
        return show::json(&newest, config.units);
    }
    print(newest, record, config.units);
    let open = engine.questions(&record.id).await?.len();
    if open > 0 {
        println!("\n{open} open questions: isotone timeline questions");
    }
    Ok(())
}

/// The events, one line each, legs and outings indented.
pub(crate) fn print(events: &[Event], record: &AthleteRecord, system: UnitSystem) {
    if events.is_empty() {
        println!("Nothing has happened yet: isotone import takes recordings in.");
    }
    let longest = events.iter().map(|event| title(event).chars().count()).max().unwrap_or(0);
    for event in events {
        let inside = event.outing.as_ref().is_some_and(|outing| *outing != event.id);
        let sources = event.links.len();
        let more = if sources > 1 { format!("  ({sources} sources)") } else { String::new() };
        let mark = if inside { "· " } else { "" };
        println!(
            "{}  {}  {mark}{}{more}",
            handle(&event.id),
            when(event.span.start, record),
            line(event, system, if inside { longest.saturating_sub(2) } else { longest })
        );
        for leg in &event.legs {
            let workout = &leg.workout;
            let distance = workout.distance.map(|distance| distance.display(system)).unwrap_or_default();
            println!(
                "{:30}  {:<longest$} {:<12} {distance}",
                "",
                workout.sport,
                leg.span.duration().in_words()
            );
        }
    }
}

/// What an event is called.
fn title(event: &Event) -> String {
    match &event.kind {
        EventKind::Workout(workout) => {
            workout.name.as_ref().unwrap_or(&workout.sport).chars().take(LONGEST_TITLE).collect()
        }
        EventKind::Sleep(sleep) => match sleep.role {
            SleepRole::Main => "sleep",
            SleepRole::Second => "second sleep",
            SleepRole::Nap => "nap",
        }
        .to_owned(),
    }
}

/// An event in one line, its title as wide as the others'.
fn line(event: &Event, system: UnitSystem, wide: usize) -> String {
    let title = title(event);
    match &event.kind {
        EventKind::Workout(workout) => {
            let distance = workout.distance.map(|distance| distance.display(system)).unwrap_or_default();
            format!("{title:<wide$} {:<12} {distance}", event.span.duration().in_words())
                .trim_end()
                .to_owned()
        }
        EventKind::Sleep(sleep) => format!("{title:<wide$} {} asleep", sleep.asleep.in_words()),
    }
}

pub(crate) fn when(at: Timestamp, record: &AthleteRecord) -> String {
    at.to_zoned_datetime(record.time_zone()).strftime("%a %Y-%m-%d %H:%M").to_string()
}

/// A short name for an event, for people to type: FNV-1a of its name.
pub(super) fn handle(id: &str) -> String {
    let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{:06x}", hash & 0xff_ffff)
}

/// The event that goes by this handle or name.
async fn find(engine: &Engine, record: &AthleteRecord, named: &str) -> Result<Event, Failure> {
    let events = engine.events(&record.id, Timestamp::MIN, Timestamp::MAX).await?;
    let mut found: Vec<Event> =
        events.into_iter().filter(|event| event.id == named || handle(&event.id) == named).collect();
    match (found.pop(), found.is_empty()) {
        (Some(event), true) => Ok(event),
        (Some(_), false) => {
            Err(Failure::Argument(format!("'{named}' means several events: write the full name")))
        }
        (None, _) => Err(Failure::Argument(format!(
            "there is no event '{named}': isotone timeline prints the handles in the first column"
        ))),
    }
}

async fn questions(
    config: &Config,
    engine: &Engine,
    record: &AthleteRecord,
    json: bool,
) -> Result<(), Failure> {
    let questions = engine.questions(&record.id).await?;
    if json {
        return show::json(&questions, config.units);
    }
    if questions.is_empty() {
        println!("No open questions.");
    }
    for question in &questions {
        println!("{}  {}", when(question.span.start, record), question.observation);
        println!("    {}", words(question, record));
    }
    Ok(())
}

async fn sleep(config: &Config, engine: &Engine, record: &AthleteRecord, json: bool) -> Result<(), Failure> {
    let rested = engine.rested(&record.id).await?;
    if json {
        return show::json(&rested, config.units);
    }
    let (nights, days, needed) = (rested.nights, rested.days, rested.needed);
    if rested.links.is_empty() {
        println!("{nights} nights and {days} days with a session after one are known.");
        println!("From {needed} such days on it is said how they go together; fewer would say nothing.");
        return Ok(());
    }
    println!(
        "{nights} nights, {days} days with a session after one. Against the usual of the four weeks around,"
    );
    println!("with 95 % intervals; what goes together, not what causes what.\n");
    for link in &rested.links {
        let timeline::Interval { value, low, high } = link.correlation;
        println!("  {}", link.words());
        println!("      {} days, rank correlation {value:.2} ({low:.2} to {high:.2})", link.days);
    }
    Ok(())
}

/// A question in words, with what to say to it.
fn words(question: &Question, record: &AthleteRecord) -> String {
    let own = &question.observation;
    match &question.matter {
        Matter::SameWorkout { other, rule, score } => format!(
            "may be the same as {other} ({}, {:.0} %): isotone timeline same \"{own}\" \"{other}\", or not-same",
            rule.words(),
            score * 100.0
        ),
        Matter::TypedForAnotherTime { other } => {
            format!(
                "was typed for another time than {other}, but is as long: isotone timeline same \"{own}\" \"{other}\""
            )
        }
        Matter::Misstamped { why, proposal } => match proposal {
            Some(start) => format!(
                "{}; it may have begun {}: isotone timeline restamp \"{own}\" --start {start}, or accept",
                why.words(),
                when(*start, record)
            ),
            None => format!("{}: isotone timeline restamp \"{own}\" --start TIME, or accept", why.words()),
        },
        Matter::Contradicted { by } => {
            format!(
                "is not shown: {by} was worn and saw you awake; isotone timeline same \"{own}\" \"{by}\" shows it"
            )
        }
        Matter::Discarded { copy_of } => {
            format!(
                "is not shown: it is a copy of {copy_of}, which you discarded; isotone timeline accept \"{own}\""
            )
        }
    }
}
