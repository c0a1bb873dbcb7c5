//! `isotone timeline why`: how an event came to be.

use engine::{AthleteRecord, Engine, Why};
use timeline::Link;

use super::{find, line, when};
use crate::commands::show;
use crate::config::Config;
use crate::failure::Failure;

pub(super) async fn run(
    config: &Config,
    engine: &Engine,
    record: &AthleteRecord,
    named: &str,
    json: bool,
) -> Result<(), Failure> {
    let event = find(engine, record, named).await?;
    let why = engine.why(&record.id, &event.id).await?;
    if json {
        return show::json(&why, config.units);
    }
    println!("{}  {}", when(why.event.span.start, record), line(&why.event, config.units, 0));
    println!("\nObservations");
    for link in why.event.all_links() {
        print_link(link, &why);
    }
    if why.event.links.len() > 1 && !why.event.fields.is_empty() {
        println!("\nFields");
        for source in &why.event.fields {
            println!("  {:<26} {}", source.field.words(), source.observation);
        }
    }
    for flag in &why.event.flags {
        println!("\nNote: {}", flag.words());
    }
    if !why.decisions.is_empty() {
        println!("\nYour decisions");
        for decision in &why.decisions {
            println!("  {}  {}", decision.id, super::overrule::words(&decision.choice));
        }
    }
    for question in &why.questions {
        println!("\nOpen: {}", super::words(question, record));
    }
    Ok(())
}

fn print_link(link: &Link, why: &Why) {
    let device = link.source.device.as_deref().unwrap_or("device not known");
    println!("  {}", link.observation);
    println!("      {} · {device} · {}", link.source.provider, quality(link));
    let said = link.span.unwrap_or(why.event.span);
    let (start, end) = (offset(said.start, why.event.span.start), offset(said.end, why.event.span.end));
    let times = match (start, end) {
        (None, None) => String::new(),
        (start, end) => {
            let said = |offset: Option<String>| offset.unwrap_or_else(|| "on time".to_owned());
            format!(" · began {}, ended {}", said(start), said(end))
        }
    };
    println!("      {}: {}, fits {:.0} %{times}", link.role.words(), link.rule.words(), link.score * 100.0);
}

/// How far off, as `4 min earlier`.
fn offset(said: jiff::Timestamp, shown: jiff::Timestamp) -> Option<String> {
    let off = said.duration_since(shown).as_secs();
    let way = if off < 0 { "earlier" } else { "later" };
    let length = units::Duration::from_seconds(f64::from(i32::try_from(off.abs()).unwrap_or(i32::MAX)));
    (off != 0).then(|| format!("{} {way}", length.in_words()))
}

fn quality(link: &Link) -> &'static str {
    match link.source.quality {
        timeline::Quality::Manual => "typed",
        timeline::Quality::AutoDetected => "noticed by itself",
        timeline::Quality::AggregatorCopy => "copy of a platform",
        timeline::Quality::ProviderSummary => "summary",
        timeline::Quality::ProviderDetail => "detail",
        timeline::Quality::DeviceFile => "the device's own file",
    }
}
