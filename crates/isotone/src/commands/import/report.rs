//! What `isotone import` reports: lines for a person while it works, or one JSON document for programs at the end.

use engine::{Came, ImportOutcome, Restored};
use serde::Serialize;

use crate::failure::Failure;

/// The result of an import, as `--json` prints it.
#[derive(Default, Serialize)]
pub(crate) struct Report {
    /// Whether one JSON document is printed at the end instead of lines.
    #[serde(skip)]
    json: bool,
    /// Each file with its outcome, those in archives after the archive's name. Collected for JSON only.
    files: Vec<FileReport>,
    /// Archives of `isotone export` that were restored.
    restored: Vec<RestoredReport>,
    /// Entries that are no files to read: links, devices, unreadable folders.
    passed_over: Vec<PassedOver>,
    counts: Counts,
    /// How many files were not looked at, because the import was interrupted.
    stopped_before: usize,
    /// How many events the timeline now has.
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<usize>,
    /// How many questions of the timeline are open.
    #[serde(skip_serializing_if = "Option::is_none")]
    open_questions: Option<usize>,
}

#[derive(Serialize)]
struct FileReport {
    name: String,
    #[serde(flatten)]
    outcome: ImportOutcome,
}

#[derive(Serialize)]
struct RestoredReport {
    name: String,
    athlete: String,
    documents: usize,
    originals: usize,
    shares_left_out: usize,
}

#[derive(Serialize)]
struct PassedOver {
    name: String,
    reason: String,
}

#[derive(Default, Serialize)]
struct Counts {
    read: usize,
    recovered: usize,
    known: usize,
    refused: usize,
    left_out: usize,
}

impl Report {
    pub(crate) fn new(json: bool) -> Self {
        Self { json, ..Self::default() }
    }

    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Counts a file, and prints its line.
    pub(super) fn add(&mut self, name: &str, outcome: ImportOutcome) {
        let counts = &mut self.counts;
        let counter = match outcome.came {
            Came::Read | Came::Unpacked => &mut counts.read,
            Came::Recovered => &mut counts.recovered,
            Came::Known => &mut counts.known,
            Came::Refused => &mut counts.refused,
        };
        *counter += 1;
        if self.json {
            self.files.push(FileReport { name: name.to_owned(), outcome });
        } else {
            print(name, &outcome);
        }
    }

    /// Counts files in an archive that are no recordings.
    pub(super) fn leave_out(&mut self, files: usize) {
        self.counts.left_out += files;
    }

    pub(super) fn pass_over(&mut self, name: String, reason: String) {
        if !self.json {
            println!("passed over {name}: {reason}");
        }
        self.passed_over.push(PassedOver { name, reason });
    }

    pub(super) fn stop_before(&mut self, files: usize) {
        self.stopped_before = files;
    }

    /// Adds an archive of `isotone export` that was restored. `owned` is false where accounts exist and none has the
    /// athlete yet.
    pub(crate) fn restore(&mut self, name: &str, restored: &Restored, owned: bool) {
        let Restored { athlete, documents, originals, shares_left_out, .. } = restored;
        if !self.json {
            println!("restored   {name} as athlete {athlete}: {documents} documents, {originals} originals");
            if *shares_left_out > 0 {
                println!("           {shares_left_out} shares in it were not taken over: share anew");
            }
            if !owned {
                println!("           no account has it yet: isotone user give LOGIN {athlete}");
            }
        }
        self.restored.push(RestoredReport {
            name: name.to_owned(),
            athlete: athlete.clone(),
            documents: *documents,
            originals: *originals,
            shares_left_out: *shares_left_out,
        });
    }

    pub(super) fn timeline(&mut self, events: usize, open_questions: usize) {
        (self.events, self.open_questions) = (Some(events), Some(open_questions));
    }

    /// Whether a file brought something new.
    pub(super) fn has_news(&self) -> bool {
        self.counts.read + self.counts.recovered > 0
    }

    /// The files so far, in a line.
    pub(super) fn print_counts(&self) {
        if self.json {
            return;
        }
        let Counts { read, recovered, known, refused, left_out } = self.counts;
        let files = read + recovered + known + refused;
        println!(
            "{files} files: {read} read, {recovered} recovered, {known} known already, {refused} refused"
        );
        if left_out > 0 {
            println!(
                "{left_out} more files in archives are no recordings (pictures, tables) and were left out."
            );
        }
        if self.stopped_before > 0 {
            println!("Stopped before {} more files: run the same again to go on.", self.stopped_before);
        }
    }

    /// Refused files end the command with an exit code of their own: see [`Failure::code`].
    pub(super) fn outcome(&self) -> Result<(), Failure> {
        let Counts { read, recovered, known, refused, .. } = self.counts;
        let files = read + recovered + known + refused;
        match refused {
            0 => Ok(()),
            refused if refused == files && self.restored.is_empty() => Err(Failure::AllRefused { files }),
            refused => Err(Failure::SomeRefused { refused, files }),
        }
    }
}

/// Prints the outcome of a file in a line, and each of its notes in a line of its own.
pub(crate) fn print(shown: &str, outcome: &ImportOutcome) {
    let came = outcome.came.words();
    match (outcome.came, &outcome.format) {
        (Came::Refused, _) => println!("{came:<10} {shown}: {}", outcome.notes.join("; ")),
        (Came::Known, _) => println!("{came:<10} {shown}"),
        (_, format) => {
            let held = format.as_ref().map(|format| format!(" ({format}: {})", outcome.contents()));
            println!("{came:<10} {shown}{}", held.unwrap_or_default());
            for note in &outcome.notes {
                println!("           {note}");
            }
        }
    }
}
