//! `isotone sources`: the sources register and the coefficients of the equations.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clap::Args;
use evidence::{Coefficient, Register, SourceId};

use crate::commands::show;
use crate::config::Config;
use crate::failure::Failure;

/// The flags of `isotone sources`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Only sources and coefficients that have this word in them, such as clothing or iso-7933-2004
    word: Option<String>,
    /// Print JSON
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// Print the page that the documentation shows
    #[arg(long)]
    markdown: bool,
}

pub(crate) fn run(config: &Config, arguments: &Arguments) -> Result<(), Failure> {
    let known = Known::all().with(arguments.word.as_deref());
    if known.is_empty() {
        let word = arguments.word.as_deref().unwrap_or_default();
        return Err(Failure::Argument(format!(
            "no source and no coefficient has '{word}' in it: isotone sources lists all"
        )));
    }
    if arguments.json {
        return show::json(&known, config.units);
    }
    print!("{}", if arguments.markdown { known.markdown() } else { known.text() });
    Ok(())
}

/// What is known, and from where.
#[derive(serde::Serialize)]
struct Known {
    model_version: &'static str,
    sources: BTreeMap<SourceId, evidence::Source>,
    coefficients: BTreeMap<String, Coefficient>,
}

impl Known {
    fn all() -> Self {
        let register: &Register = evidence::register();
        let of_rules = fuel::numbers().iter().map(|(name, of)| (format!("fuelling.{name}"), of));
        let coefficients = physiology::coefficients().iter().chain(of_rules);
        Self {
            model_version: evidence::MODEL_VERSION,
            sources: register.iter().map(|(id, source)| (id.clone(), source.clone())).collect(),
            coefficients: coefficients.map(|(name, of)| (name.to_owned(), of.clone())).collect(),
        }
    }

    fn with(mut self, word: Option<&str>) -> Self {
        let Some(word) = word.map(str::to_lowercase) else { return self };
        let has = |texts: &[&str]| texts.iter().any(|text| text.to_lowercase().contains(&word));
        self.coefficients.retain(|name, of| has(&[name, &of.meaning, of.source.as_str()]));
        self.sources.retain(|id, source| has(&[id.as_str(), &source.cite, &source.title]));
        self
    }

    fn is_empty(&self) -> bool {
        self.sources.is_empty() && self.coefficients.is_empty()
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for (id, source) in &self.sources {
            let _ = writeln!(text, "{id}\n    {}: {} ({})", source.cite, source.title, source.status.words());
            for more in source.link.iter().chain(&source.note) {
                let _ = writeln!(text, "    {more}");
            }
        }
        for (name, of) in &self.coefficients {
            let unit = if of.unit == "1" { "" } else { of.unit.as_str() };
            let number = format!("{} {unit}", of.value);
            let from = format!("{}, {}", of.source, of.status.words());
            let _ = writeln!(text, "{name} = {}\n    {} ({from})", number.trim_end(), of.meaning);
        }
        text
    }

    fn markdown(&self) -> String {
        let mut page = format!(
            "# Sources and coefficients\n\nMade from the data of the program by `isotone sources --markdown`; models {}.\n\n\
             ## Sources\n\nThe last column says how much of a source was read for this project.\n\n\
             | id | source | read |\n|---|---|---|\n",
            self.model_version
        );
        for (id, source) in &self.sources {
            let title = match &source.link {
                Some(link) => format!("[{}]({link})", cell(&source.title)),
                None => cell(&source.title),
            };
            let note = source.note.as_deref().map(|note| format!(" {}", cell(note))).unwrap_or_default();
            let _ = writeln!(
                page,
                "| `{id}` | {}: {title}.{note} | {} |",
                cell(&source.cite),
                source.status.words()
            );
        }
        page.push_str(
            "\n## Coefficients of the heat balance, the weigh-in and the fuelling rules\n\n\
             | name | value | meaning | source | read |\n|---|---|---|---|---|\n",
        );
        for (name, of) in &self.coefficients {
            let unit = if of.unit == "1" { String::new() } else { format!(" {}", cell(&of.unit)) };
            let (meaning, read) = (cell(&of.meaning), of.status.words());
            let _ =
                writeln!(page, "| `{name}` | {}{unit} | {meaning} | `{}` | {read} |", of.value, of.source);
        }
        page
    }
}

/// Text that stays in its cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
