//! The way out.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::json;
use store::{CollectionName, Document, StoreError, Stored, Whole};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use super::known::{self, Place};
use super::{
    DOCUMENTS, DocumentLine, FORMAT, JOBS, JobLine, KEYS, KeyLine, MANIFEST, Manifest, ORIGINALS, VERSION,
};
use super::{fhir, tables};
use crate::connections::{CONNECTION_JOB, NOT_IN_ARCHIVES};
use crate::reconciliation::{StoredEvent, StoredObservation};
use crate::reminders::{self, REMIND};
use crate::requests::KeyedRequest;
use crate::{AthleteRecord, Engine, Error, LoggedReading, PlannedSession, Report, SweatTestRecord, owner};

/// What stands beside the data, for whoever opens the archive without the program.
const READ_ME: &str = include_str!("README.txt");

impl Engine {
    /// Writes everything of an athlete as one zip archive, as it was at one revision. Nothing is held in memory but the
    /// documents and one original at a time, and nothing is read back: `to` may be a file, or a connection.
    ///
    /// # Errors
    /// When there is no such athlete, the database fails, or `to` takes no more; what was written is no archive then.
    pub async fn export<W: Write + Send>(&self, athlete: &str, to: W) -> Result<Manifest, Error> {
        let record = self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let mut whole = Whole::read(&*self.store, &owner).await?;
        // Answers kept for requests sent again say nothing of the athlete, and a link that was shared ends where it began.
        let stays = |collection: &str| {
            collection == KeyedRequest::COLLECTION
                || NOT_IN_ARCHIVES.contains(&collection)
                || reminders::NOT_IN_ARCHIVES.contains(&collection)
        };
        whole.documents.retain(|(collection, _)| !stays(collection.as_str()));
        whole.holdings.jobs.retain(|job| job.kind != CONNECTION_JOB && job.kind != REMIND);
        whole.holdings.keys.retain(|key| known::key(key.namespace.as_str()) != Place::Access);
        let documents = Documents(&whole.documents);
        let manifest = Manifest {
            format: FORMAT.to_owned(),
            version: VERSION,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            made: self.now(),
            athlete: athlete.to_owned(),
            documents: documents.counts(),
            originals: whole.holdings.blobs.len(),
            keys: whole.holdings.keys.len(),
            jobs: whole.holdings.jobs.len(),
        };
        let mut archive = Archive::begin(to);
        archive.file(MANIFEST, &serde_json::to_vec_pretty(&manifest).map_err(io::Error::from)?)?;
        archive.file("README.txt", READ_ME.as_bytes())?;
        for collection in manifest.documents.keys() {
            let lines: Vec<DocumentLine> = documents
                .of(collection)
                .map(DocumentLine::try_from)
                .collect::<Result<_, _>>()
                .map_err(io::Error::from)?;
            archive.lines(&format!("{DOCUMENTS}{collection}.jsonl"), lines.iter())?;
        }
        archive.lines(KEYS, whole.holdings.keys.iter().map(KeyLine::from))?;
        let jobs = whole.holdings.jobs.iter();
        archive.lines(
            JOBS,
            jobs.map(|job| JobLine { kind: job.kind.clone(), due: job.due, body: job.body.clone() }),
        )?;
        archive.derived(&record, &documents)?;
        let reports: Vec<Report> = documents.typed()?;
        for blob in &whole.holdings.blobs {
            let bytes =
                self.store.blob(&owner, blob).await?.ok_or_else(|| StoreError::Damaged(blob.clone()))?;
            let given = reports.iter().find(|report| report.blob == *blob).map(|report| plain(&report.name));
            let name =
                given.map_or_else(|| blob.as_str().to_owned(), |name| format!("{}-{name}", blob.as_str()));
            archive.file(&format!("{ORIGINALS}{name}"), &bytes)?;
        }
        archive.finish()?;
        Ok(manifest)
    }
}

/// A file name that every system takes, as like the given one as that allows.
fn plain(name: &str) -> String {
    let kept =
        name.chars().map(|c| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' });
    kept.take(80).collect()
}

/// The documents of one athlete, in the order of collection and name.
struct Documents<'a>(&'a [(CollectionName, Document)]);

impl<'a> Documents<'a> {
    fn counts(&self) -> std::collections::BTreeMap<String, usize> {
        let mut counts = std::collections::BTreeMap::new();
        for (collection, _) in self.0 {
            *counts.entry(collection.to_string()).or_default() += 1;
        }
        counts
    }

    fn of(&self, collection: &str) -> impl Iterator<Item = &'a Document> {
        self.0.iter().filter(move |(of, _)| of.as_str() == collection).map(|(_, document)| document)
    }

    fn typed<T: Stored>(&self) -> Result<Vec<T>, Error> {
        Ok(self.of(T::COLLECTION).map(Document::read).collect::<Result<_, _>>()?)
    }
}

/// An archive in the making.
struct Archive<W: Write>(ZipWriter<StreamWriter<W>>);

impl<W: Write + Send> Archive<W> {
    fn begin(to: W) -> Self {
        Self(ZipWriter::new_stream(to))
    }

    fn start(&mut self, name: &str) -> io::Result<()> {
        let options =
            SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(true);
        Ok(self.0.start_file(name, options)?)
    }

    fn file(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.start(name)?;
        self.0.write_all(bytes)
    }

    fn lines<T: Serialize>(&mut self, name: &str, lines: impl Iterator<Item = T>) -> io::Result<()> {
        self.start(name)?;
        for line in lines {
            serde_json::to_writer(&mut self.0, &line)?;
            self.0.write_all(b"\n")?;
        }
        Ok(())
    }

    /// What is made of the documents, for other programs.
    fn derived(&mut self, record: &AthleteRecord, documents: &Documents<'_>) -> Result<(), Error> {
        let events: Vec<StoredEvent> = documents.typed()?;
        let tests: Vec<SweatTestRecord> = documents.typed()?;
        let readings: Vec<LoggedReading> = documents.typed()?;
        let planned: Vec<PlannedSession> = documents.typed()?;
        self.file("tables/workouts.csv", &tables::workouts(&events)?)?;
        self.file("tables/sleeps.csv", &tables::sleeps(&events)?)?;
        self.file("tables/sweat-tests.csv", &tables::sweat_tests(&tests)?)?;
        self.file("tables/readings.csv", &tables::readings(&readings)?)?;
        self.file("tables/plans.csv", &tables::plans(&planned)?)?;
        let bundle = fhir::bundle(record, &tests, &readings);
        self.file(
            "fhir/observations.json",
            &serde_json::to_vec_pretty(&json!(bundle)).map_err(io::Error::from)?,
        )?;
        let observations: Vec<StoredObservation> = documents.typed()?;
        self.streams(&observations)
    }

    #[cfg(feature = "parquet")]
    fn streams(&mut self, observations: &[StoredObservation]) -> Result<(), Error> {
        self.start("streams.parquet")?;
        Ok(super::streams::write(&mut self.0, observations)?)
    }

    #[cfg(not(feature = "parquet"))]
    fn streams(&mut self, _: &[StoredObservation]) -> Result<(), Error> {
        Ok(())
    }

    fn finish(self) -> io::Result<()> {
        self.0.finish()?;
        Ok(())
    }
}
