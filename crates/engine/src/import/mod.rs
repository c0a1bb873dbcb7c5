//! Imports: many files given at once, read one after another in the background, the newest first.
//!
//! What was given is kept before it is answered for. A job reads a few files in a turn and leaves the next turn behind, so
//! that an import can be stopped, goes on after a restart, and shares the worker with everything else.

mod outcome;
mod turn;

use formats::Hints;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{BlobId, Collection, NewJob, Owner, Stored};
use units::Duration;

pub use outcome::{Came, ImportOutcome};

use crate::amend::Write;
use crate::{Engine, Error, owner};

/// The kind of the job that takes a turn of an import.
pub const IMPORT: &str = "import";

/// How many files are read in a turn, at most.
const A_TURN: usize = 50;
/// How long a turn lasts, at most, beside the file under way; far less than the lease.
const LONGEST_TURN: Duration = Duration::from_seconds(10.0);
/// No import has more files, those in its archives included; a platform's export of a lifetime is far below.
const MOST_FILES: usize = 250_000;
/// The files in the archives of one import have no more bytes together, unpacked: 8 GiB.
const MOST_UNPACKED: u64 = 8 << 30;
/// Archives are opened this deep: an archive in an archive in the archive that was given. Platforms nest one.
const DEEPEST: u8 = 3;
/// Items are written this many to a commit.
const WRITTEN_AT_ONCE: usize = 500;

/// Files given at once, and how far the reading of them is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Import {
    /// Its name.
    pub id: String,
    /// When it was given.
    pub begun: Timestamp,
    /// How it stands.
    pub state: ImportState,
    /// How many files there are, those in archives once they are opened.
    pub files: usize,
    /// How many of them are done.
    pub done: usize,
    /// What came of those.
    pub counts: ImportCounts,
    /// How long they took, in total.
    pub spent: Duration,
    /// When the last was done.
    #[serde(default)]
    pub finished: Option<Timestamp>,
    /// When the recordings began, as the athlete told, where they do not say.
    #[serde(default)]
    pub start: Option<Timestamp>,
    /// Whose records are taken, of files that hold several users'.
    #[serde(default)]
    pub account: Option<String>,
    /// How often it was resumed: turns of before are void.
    #[serde(default)]
    pub resumed: u32,
    /// How many bytes were unpacked from its archives.
    #[serde(default)]
    pub unpacked_bytes: u64,
}

/// How an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImportState {
    /// Files are being read, or wait for their turn.
    Running,
    /// It was stopped and can be resumed.
    Cancelled,
    /// All files are done.
    Finished,
}

/// What came of the files of an import, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCounts {
    /// Read whole.
    pub read: usize,
    /// Damaged, and read as far as they go.
    pub recovered: usize,
    /// Known from before: nothing changed.
    pub known: usize,
    /// Refused.
    pub refused: usize,
    /// Archives that were opened; the files in them are files of the import.
    pub unpacked: usize,
    /// Files in archives that are no recordings: pictures, tables.
    pub left_out: usize,
}

impl Import {
    /// How much is done, 0–1.
    pub fn progress(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a quarter of a million files at most")]
        let share = |done: usize| done as f64 / self.files.max(1) as f64;
        if self.state == ImportState::Finished { 1.0 } else { share(self.done) }
    }

    /// How long the rest may take, going by what is done; unknown before the first file, and when nothing is to come.
    pub fn left(&self) -> Option<Duration> {
        #[expect(clippy::cast_precision_loss, reason = "a quarter of a million files at most")]
        let (done, left) = (self.done as f64, (self.files - self.done) as f64);
        (self.state == ImportState::Running && done > 0.0).then(|| self.spent * (left / done))
    }

    fn hints(&self) -> Hints {
        Hints { start: self.start, account: self.account.clone(), ..Hints::default() }
    }

    fn count(&mut self, outcome: &ImportOutcome) {
        let counts = &mut self.counts;
        let counter = match outcome.came {
            Came::Read => &mut counts.read,
            Came::Recovered => &mut counts.recovered,
            Came::Known => &mut counts.known,
            Came::Refused => &mut counts.refused,
            Came::Unpacked => &mut counts.unpacked,
        };
        *counter += 1;
        counts.left_out += outcome.left_out;
        self.done += 1;
    }
}

impl Stored for Import {
    const COLLECTION: &'static str = "imports";

    fn id(&self) -> String {
        self.id.clone()
    }
}

/// One file of an import.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportFile {
    /// The import and the file's number in it.
    pub id: String,
    /// Its name as it was given; of a file in an archive, behind the archive's.
    pub name: String,
    /// Its bytes.
    pub blob: BlobId,
    /// In how many archives it was; none of a file as it was given.
    #[serde(default, skip_serializing_if = "is_none_deep")]
    pub depth: u8,
    /// What came of it; absent while it waits.
    #[serde(default)]
    pub outcome: Option<ImportOutcome>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_none_deep(depth: &u8) -> bool {
    *depth == 0
}

impl Stored for ImportFile {
    const COLLECTION: &'static str = "import-files";

    fn id(&self) -> String {
        self.id.clone()
    }
}

/// A file that is kept, and waits for the import that it was given for.
#[derive(Clone, Debug, PartialEq)]
pub struct StagedFile {
    name: String,
    blob: BlobId,
}

/// What a turn needs to know.
#[derive(Debug, Serialize, Deserialize)]
struct Turn {
    import: String,
    resumed: u32,
}

impl Engine {
    /// Keeps a file for an import that is about to begin.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn stage(&self, athlete: &str, name: &str, bytes: Vec<u8>) -> Result<StagedFile, Error> {
        self.athlete(athlete).await?;
        let blob = self.store_bytes(&owner::athlete(athlete)?, bytes).await?;
        Ok(StagedFile { name: name.to_owned(), blob })
    }

    /// Begins an import of these files. They are read in the background, in the reverse order of their names: watches and
    /// platforms name recordings by date or by a growing number.
    ///
    /// # Errors
    /// When there are none or too many, there is no such athlete, or the database fails.
    pub async fn begin_import(
        &self,
        athlete: &str,
        mut files: Vec<StagedFile>,
        hints: Hints,
    ) -> Result<Import, Error> {
        self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        if files.is_empty() || files.len() > MOST_FILES {
            let message = format!("give 1 to {MOST_FILES} files, each in a part called 'file'");
            return Err(Error::field("file", message));
        }
        files.sort_by(|a, b| (&b.name, b.blob.as_str()).cmp(&(&a.name, a.blob.as_str())));
        let begun = self.now();
        let mut import = Import {
            id: self.fresh_import_name(begun)?,
            begun,
            state: ImportState::Running,
            files: 0,
            done: 0,
            counts: ImportCounts::default(),
            spent: Duration::ZERO,
            finished: None,
            start: hints.start,
            account: hints.account,
            resumed: 0,
            unpacked_bytes: 0,
        };
        let blobs: Vec<BlobId> = files.iter().map(|file| file.blob.clone()).collect();
        let files = files.into_iter().map(|file| ImportFile {
            id: String::new(),
            name: file.name,
            blob: file.blob,
            depth: 0,
            outcome: None,
        });
        // The last commit has the import itself: without it the files are nothing.
        self.append(&owner, &mut import, files.collect()).await?;
        self.transact(&owner, || async {
            let job = turn_job(self.now(), &import)?;
            Ok(Write::of(vec![Collection::put(&import)?], ()).with_jobs(vec![job]).resting_on(&blobs))
        })
        .await?;
        Ok(import)
    }

    /// A name for a new import: its instant, to the second, and 40 random bits, so that imports that begin at once in
    /// several instances never write over each other's files.
    fn fresh_import_name(&self, begun: Timestamp) -> Result<String, Error> {
        let mut bits = [0; 5];
        self.randomness.fill(&mut bits)?;
        let bits: String = bits.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(format!("{}-{bits}", begun.strftime("%Y%m%d-%H%M%S")))
    }

    /// Writes files behind those that an import has, and numbers them.
    async fn append(
        &self,
        owner: &Owner,
        import: &mut Import,
        mut files: Vec<ImportFile>,
    ) -> Result<(), Error> {
        for some in files.chunks_mut(WRITTEN_AT_ONCE) {
            let mut changes = Vec::new();
            for file in some {
                file.id = file_name(&import.id, import.files);
                changes.push(Collection::put(&*file)?);
                import.files += 1;
            }
            self.commit(owner, changes).await?;
        }
        Ok(())
    }

    /// The imports of an athlete, the newest first.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn imports(&self, athlete: &str) -> Result<Vec<Import>, Error> {
        self.athlete(athlete).await?;
        let mut imports = self.of::<Import>(&owner::athlete(athlete)?).all().await?;
        imports.sort_by(|a, b| (b.begun, &b.id).cmp(&(a.begun, &a.id)));
        Ok(imports)
    }

    /// One import.
    ///
    /// # Errors
    /// When there is none of this name, or the database fails.
    pub async fn import(&self, athlete: &str, id: &str) -> Result<Import, Error> {
        let found = self.of::<Import>(&owner::athlete(athlete)?).get(id).await?;
        found.ok_or_else(|| Error::not_found("import", id))
    }

    /// Up to `most` files of an import with what came of them, in the order in which they are read, from number `from`.
    ///
    /// # Errors
    /// When there is no such import, or the database fails.
    pub async fn import_files(
        &self,
        athlete: &str,
        id: &str,
        from: usize,
        most: usize,
    ) -> Result<Vec<ImportFile>, Error> {
        let import = self.import(athlete, id).await?;
        let owner = owner::athlete(athlete)?;
        let mut files = Vec::new();
        for number in from..import.files.min(from.saturating_add(most)) {
            files.extend(self.of::<ImportFile>(&owner).get(&file_name(id, number)).await?);
        }
        Ok(files)
    }

    /// Stops an import after the file under way. What was read stays.
    ///
    /// # Errors
    /// When there is none of this name, it is finished, or the database fails.
    pub async fn cancel_import(&self, athlete: &str, id: &str) -> Result<Import, Error> {
        self.turn_import(athlete, id, |import| {
            if import.state == ImportState::Finished {
                return Err(Error::field("import", "it is finished: there is nothing to cancel"));
            }
            import.state = ImportState::Cancelled;
            Ok(false)
        })
        .await
    }

    /// Goes on with an import that was stopped.
    ///
    /// # Errors
    /// When there is none of this name, it is finished, or the database fails.
    pub async fn resume_import(&self, athlete: &str, id: &str) -> Result<Import, Error> {
        self.turn_import(athlete, id, |import| match import.state {
            ImportState::Finished => {
                Err(Error::field("import", "it is finished: there is nothing to resume"))
            }
            ImportState::Running => Ok(false),
            ImportState::Cancelled => {
                import.state = ImportState::Running;
                import.resumed += 1;
                Ok(true)
            }
        })
        .await
    }

    /// Changes an import; `change` says whether a new turn begins.
    async fn turn_import(
        &self,
        athlete: &str,
        id: &str,
        change: impl Fn(&mut Import) -> Result<bool, Error>,
    ) -> Result<Import, Error> {
        let owner = owner::athlete(athlete)?;
        self.transact(&owner, || async {
            let mut import = self.import(athlete, id).await?;
            let jobs = if change(&mut import)? { vec![turn_job(self.now(), &import)?] } else { Vec::new() };
            let changes = vec![Collection::put(&import)?];
            Ok(Write::of(changes, import).with_jobs(jobs))
        })
        .await
    }
}

fn file_name(import: &str, number: usize) -> String {
    format!("{import}.{number:06}")
}

fn turn_job(due: Timestamp, import: &Import) -> Result<NewJob, Error> {
    let turn = Turn { import: import.id.clone(), resumed: import.resumed };
    let body = serde_json::to_value(turn).map_err(|error| Error::field("body", error))?;
    Ok(NewJob { kind: IMPORT.to_owned(), due, body })
}
