//! A turn of an import: the job that reads some files and leaves the next turn behind.

use formats::Parts;
use serde::Deserialize;
use store::{BlobId, Change, Collection, Commit, Job, Owner, StoreError};
use units::Duration;

use super::{
    A_TURN, Came, Import, ImportFile, ImportOutcome, ImportState, LONGEST_TURN, Turn, file_name, turn_job,
};
use crate::{Engine, Error, owner};

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
            self.take_file(athlete, &job.owner, &turn, &import).await?;
        }
        let finish = Change::Finish { job: job.id, attempt: job.attempts };
        loop {
            let at = self.store.revision(&job.owner).await?;
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
            let commit = Commit { owner: job.owner.clone(), expected: Some(at), changes, jobs };
            match self.store.commit(commit).await {
                Err(StoreError::Conflict { .. }) => {}
                outcome => return Ok(outcome.map(|_| ())?),
            }
        }
    }

    /// The import, as long as this turn is one of its.
    async fn to_do(&self, owner: &Owner, turn: &Turn) -> Result<Option<Import>, Error> {
        let import = self.of::<Import>(owner).get(&turn.import).await?;
        Ok(import.filter(|import| import.state == ImportState::Running && import.resumed == turn.resumed))
    }

    /// Reads the next file of an import and writes down what came of it.
    async fn take_file(
        &self,
        athlete: &str,
        owner: &Owner,
        turn: &Turn,
        import: &Import,
    ) -> Result<(), Error> {
        let began = self.now();
        let name = file_name(&import.id, import.done);
        let Some(mut file) = self.of::<ImportFile>(owner).get(&name).await? else {
            return Err(Error::not_found("file of the import", name));
        };
        let mut unpacked = Vec::new();
        let outcome = match self.store.blob(owner, &file.blob).await? {
            Some(bytes) => match self.unpack(owner, &file.name, &bytes).await? {
                Ok(Some(archive)) => {
                    unpacked = archive.kept;
                    let (left_out, notes) = (archive.left_out, archive.damaged);
                    ImportOutcome { came: Came::Unpacked, left_out, notes, ..ImportOutcome::default() }
                }
                Ok(None) => {
                    let taken = self.import_with(athlete, &file.name, &bytes, &import.hints()).await;
                    ImportOutcome::of(taken)?
                }
                Err(reason) => ImportOutcome::refused(reason),
            },
            None => ImportOutcome::refused("its bytes are lost: give it again".to_owned()),
        };
        file.outcome = Some(outcome.clone());
        let took = Duration::from_seconds(self.now().duration_since(began).as_secs_f64());
        loop {
            let at = self.store.revision(owner).await?;
            // Cancelled meanwhile, the file counts all the same; resumed meanwhile, it is another turn's.
            let Some(mut now) = self.of::<Import>(owner).get(&turn.import).await? else { return Ok(()) };
            if now.resumed != turn.resumed || now.done != import.done {
                return Ok(());
            }
            now.count(&outcome);
            now.spent += took;
            let mut changes = vec![Collection::put(&file)?];
            for (number, (name, blob)) in (now.files..).zip(&unpacked) {
                let id = file_name(&now.id, number);
                let file = ImportFile { id, name: name.clone(), blob: blob.clone(), outcome: None };
                changes.push(Collection::put(&file)?);
            }
            now.files += unpacked.len();
            changes.push(Collection::put(&now)?);
            match self.store.commit(Commit::of(owner.clone(), changes).at(at)).await {
                Err(StoreError::Conflict { .. }) => {}
                outcome => return Ok(outcome.map(|_| ())?),
            }
        }
    }

    /// The recordings in an archive of many, each kept; `None` for anything else, or why it cannot be opened.
    async fn unpack(
        &self,
        owner: &Owner,
        archive: &str,
        bytes: &[u8],
    ) -> Result<Result<Option<Unpacked>, String>, Error> {
        let mut parts = match Parts::of(bytes) {
            Ok(Some(parts)) if !parts.names().is_empty() => parts,
            Ok(_) => return Ok(Ok(None)),
            Err(error) => return Ok(Err(error.to_string())),
        };
        let mut unpacked = Unpacked { left_out: parts.left_out(), ..Unpacked::default() };
        for number in 0..parts.names().len() {
            let name = format!("{archive}/{}", parts.names()[number]);
            // One part that is damaged or a bomb does not spoil the others.
            match parts.take(number) {
                Ok(content) => {
                    unpacked.kept.push((name, self.store.put_blob(owner, content).await?));
                }
                Err(reason) => unpacked.damaged.push(format!("{name} was left out: {reason}")),
            }
        }
        Ok(Ok(Some(unpacked)))
    }
}

/// What an archive of many recordings held.
#[derive(Default)]
struct Unpacked {
    /// The recordings, by name.
    kept: Vec<(String, BlobId)>,
    /// How many files are no recordings.
    left_out: usize,
    /// The recordings that cannot be taken out, and why.
    damaged: Vec<String>,
}
