//! A turn of an import: the job that reads some files and leaves the next turn behind.

use formats::Parts;
use serde::Deserialize;
use store::{BlobId, Change, Collection, Job, Owner, StoreError};
use units::Duration;

use super::{
    A_TURN, Came, DEEPEST, Import, ImportFile, ImportOutcome, ImportState, LONGEST_TURN, MOST_FILES,
    MOST_UNPACKED, Turn, file_name, turn_job,
};
use crate::amend::Write;
use crate::{Engine, Error, owner};

/// A turn that fails this often at a file because of the database goes on without the file.
const ATTEMPTS_AT_A_FILE: u32 = 5;

impl Engine {
    /// A turn of an import: some files, then the job of the next turn.
    pub(crate) async fn take_turn(&self, job: &Job) -> Result<(), Error> {
        let turn = Turn::deserialize(&job.body).map_err(|error| Error::field("body", error))?;
        let athlete = owner::name_in(&job.owner, "athlete").unwrap_or_default();
        let began = self.now();
        for _ in 0..A_TURN {
            let Some(import) = self.to_do(&job.owner, &turn).await? else { break };
            if import.done == import.files
                || self.now().duration_since(began).as_secs_f64() > LONGEST_TURN.as_seconds()
            {
                break;
            }
            self.take_file(athlete, job, &turn, &import).await?;
        }
        let finish = Change::Finish { job: job.id, attempt: job.attempts };
        let ended = self.transact(&job.owner, || async {
            let (mut changes, mut jobs) = (vec![finish.clone()], Vec::new());
            if let Some(mut import) = self.to_do(&job.owner, &turn).await? {
                if import.done == import.files {
                    import.state = ImportState::Finished;
                    import.finished = Some(self.now());
                    changes.push(Collection::put(&import)?);
                } else {
                    jobs.push(turn_job(self.now(), &import)?);
                }
            }
            Ok(Write::of(changes, ()).with_jobs(jobs))
        });
        match ended.await {
            // Erased meanwhile, and the job with everything else.
            Err(Error::NotFound { .. }) => Err(StoreError::LeaseLost(job.id).into()),
            ended => ended,
        }
    }

    /// The import, as long as this turn is one of its.
    async fn to_do(&self, owner: &Owner, turn: &Turn) -> Result<Option<Import>, Error> {
        let import = self.of::<Import>(owner).get(&turn.import).await?;
        Ok(import.filter(|import| import.state == ImportState::Running && import.resumed == turn.resumed))
    }

    /// Reads the next file of an import and writes down what came of it.
    async fn take_file(&self, athlete: &str, job: &Job, turn: &Turn, import: &Import) -> Result<(), Error> {
        let owner = &job.owner;
        let began = self.now();
        let name = file_name(&import.id, import.done);
        let Some(mut file) = self.of::<ImportFile>(owner).get(&name).await? else {
            return Err(Error::not_found("file of the import", name));
        };
        let mut read = match self.read_file(athlete, owner, import, &file).await {
            // The rest of the import does not wait for ever for a file that the database refuses each time.
            Err(Error::Store(error @ StoreError::Database(_))) if job.attempts >= ATTEMPTS_AT_A_FILE => {
                ImportOutcome::refused(format!(
                    "it could not be stored in {ATTEMPTS_AT_A_FILE} attempts: {error}"
                ))
                .into()
            }
            read => read?,
        };
        file.outcome = Some(read.outcome.clone());
        let took = Duration::from_seconds(self.now().duration_since(began).as_secs_f64());
        // Behind the files that the import counts they are nothing until it counts them. A worker that was overtaken
        // writes the same under the same names.
        let mut grown = import.clone();
        let blobs: Vec<BlobId> = read.unpacked.iter().map(|file| file.blob.clone()).collect();
        self.append(owner, &mut grown, std::mem::take(&mut read.unpacked)).await?;
        self.transact(owner, || async {
            // Cancelled meanwhile, the file counts all the same; resumed meanwhile, it is another turn's.
            let Some(mut now) = self.of::<Import>(owner).get(&turn.import).await? else {
                return Ok(Write::nothing(()));
            };
            if now.resumed != turn.resumed || now.done != import.done {
                return Ok(Write::nothing(()));
            }
            now.count(&read.outcome);
            now.spent += took;
            now.files = grown.files;
            now.unpacked_bytes += read.bytes;
            Ok(Write::of(vec![Collection::put(&file)?, Collection::put(&now)?], ()).resting_on(&blobs))
        })
        .await
    }

    /// Reads one file: an archive is opened, anything else taken in as a recording.
    async fn read_file(
        &self,
        athlete: &str,
        owner: &Owner,
        import: &Import,
        file: &ImportFile,
    ) -> Result<FileRead, Error> {
        let bytes = match self.store.blob(owner, &file.blob).await {
            Ok(Some(bytes)) => bytes,
            Ok(None) | Err(StoreError::Damaged(_)) => {
                return Ok(ImportOutcome::refused("its bytes are lost: give it again".to_owned()).into());
            }
            Err(error) => return Err(error.into()),
        };
        let parts = match Parts::of(&bytes) {
            Ok(Some(parts)) if !parts.names().is_empty() => parts,
            Ok(_) => {
                let taken = self.import_with(athlete, &file.name, &bytes, &import.hints()).await;
                return Ok(ImportOutcome::of(taken)?.into());
            }
            Err(error) => return Ok(ImportOutcome::refused(error.to_string()).into()),
        };
        if file.depth == DEEPEST {
            let message = format!("it lies in {DEEPEST} archives: unpack them, and give what is inside");
            return Ok(ImportOutcome::refused(message).into());
        }
        self.unpack(owner, import, file, parts).await
    }

    /// Stores the recordings in an archive, as far as the import has room for them.
    async fn unpack(
        &self,
        owner: &Owner,
        import: &Import,
        archive: &ImportFile,
        mut parts: Parts<'_>,
    ) -> Result<FileRead, Error> {
        let outcome =
            ImportOutcome { came: Came::Unpacked, left_out: parts.left_out(), ..ImportOutcome::default() };
        let mut read = FileRead::from(outcome);
        let total = parts.names().len();
        for number in 0..total {
            let name = format!("{}/{}", archive.name, parts.names()[number]);
            let room = MOST_UNPACKED.saturating_sub(import.unpacked_bytes + read.bytes);
            if import.files + read.unpacked.len() == MOST_FILES || room == 0 {
                let left = total - number;
                read.outcome.left_out += left;
                read.outcome.notes.push(format!(
                    "{left} files of it were left out: an import has at most {MOST_FILES} files and {} GiB in archives",
                    MOST_UNPACKED >> 30
                ));
                break;
            }
            // One part that is damaged or a bomb does not spoil the others.
            match parts.take(number) {
                Ok(content) => {
                    read.bytes += content.len() as u64;
                    let blob = self.store_bytes(owner, content).await?;
                    let depth = archive.depth + 1;
                    read.unpacked.push(ImportFile { id: String::new(), name, blob, depth, outcome: None });
                }
                Err(reason) => read.outcome.notes.push(format!("{name} was left out: {reason}")),
            }
        }
        Ok(read)
    }
}

/// What came of a file, with the files that were in it.
struct FileRead {
    outcome: ImportOutcome,
    /// The recordings that were in it, to be numbered.
    unpacked: Vec<ImportFile>,
    /// How many bytes those have.
    bytes: u64,
}

impl From<ImportOutcome> for FileRead {
    fn from(outcome: ImportOutcome) -> Self {
        Self { outcome, unpacked: Vec::new(), bytes: 0 }
    }
}
