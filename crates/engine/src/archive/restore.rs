//! The way back.
//!
//! An archive comes from outside, and whoever wrote it may have written anything. So it brings data and never access:
//! shares in it are read by nobody, and what no athlete's archive has (sessions, tokens, accounts, other jobs) is refused.
//! Who may see the athlete is said anew, here.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Seek};

use serde::de::DeserializeOwned;
use store::{BlobId, Change, CollectionName, Commit, Document, Key, NewJob, Owner, StoreError, Stored};
use zip::ZipArchive;

use super::known::{self, Place};
use super::{
    DOCUMENTS, DocumentLine, FORMAT, JOBS, JobLine, KEYS, KeyLine, MANIFEST, Manifest, ORIGINALS, VERSION,
};
use crate::{AthleteRecord, Engine, Error, owner};

/// The name of the document that an athlete is.
const RECORD: &str = "record";
/// The longest manifest that is read.
const MOST_MANIFEST: u64 = 1 << 20;
/// The longest line: a document of a day's recording has a few hundred kilobytes.
const MOST_LINE: u64 = 64 << 20;
/// The most that all lines may have: a decade of one athlete has a tenth of it.
const MOST_LINES: u64 = 4 << 30;

/// Whether these bytes are an archive of this program, of whatever version.
pub fn is_archive(from: impl Read + Seek) -> bool {
    let Ok(mut archive) = ZipArchive::new(from) else { return false };
    archive.by_name(MANIFEST).is_ok_and(|file| {
        serde_json::from_reader(file.take(MOST_MANIFEST)).is_ok_and(|manifest: serde_json::Value| {
            manifest.get("format").is_some_and(|format| format == FORMAT)
        })
    })
}

/// What came of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The name of the athlete that it made, in addresses and documents.
    pub athlete: String,
    /// How many documents were stored.
    pub documents: usize,
    /// How many files came with them.
    pub originals: usize,
    /// How many shares stand in the archive. They were not taken over: it is nobody's until it is given to somebody.
    pub shares_left_out: usize,
}

impl Engine {
    /// Makes the athlete of an archive: under the archive's name, or another. The same documents, keys, jobs and originals
    /// are there afterwards as when the archive was written, but no share: nobody can see the athlete until it is
    /// [given](Engine::give_athlete) to somebody.
    ///
    /// # Errors
    /// When it is no archive, was written by a newer version, is damaged, or holds what no athlete's archive does; when
    /// there is an athlete of this name already, or a provider's account in it belongs to another athlete; when the
    /// database fails. Nothing is stored then.
    pub async fn restore<R: Read + Seek + Send>(
        &self,
        from: R,
        name: Option<&str>,
    ) -> Result<Restored, Error> {
        let mut archive = Archive::open(from)?;
        let name = name.unwrap_or(&archive.manifest.athlete).to_owned();
        let owner = owner::athlete(&name)?;
        let here_already =
            || format!("there is an athlete '{name}' here already: erase it first, or choose another name");
        if self.of::<AthleteRecord>(&owner).get(RECORD).await?.is_some() {
            return Err(Error::field("athlete", here_already()));
        }
        let commit = archive.commit(&owner, &name)?;
        let documents = commit.changes.iter().filter(|change| matches!(change, Change::Put { .. })).count();
        // The name is taken from here on. An owner without an athlete is what an interrupted import left: its originals.
        let nothing = Commit::creating(owner.clone(), Vec::new());
        let claim = match self.store.revision(&owner).await? {
            Some(left_over) => nothing.at(left_over),
            None => nothing,
        };
        let begun = match self.deliver(claim).await {
            Err(StoreError::Conflict { .. }) => return Err(Error::field("athlete", here_already())),
            begun => begun?,
        };
        let outcome = self.put_in_place(&mut archive, commit.at(begun)).await;
        if outcome.is_err() && self.store.revision(&owner).await? == Some(begun) {
            // Originals go before the documents that speak of them; without those they are nobody's.
            self.store.erase(&owner).await?;
        }
        outcome?;
        Ok(Restored {
            athlete: name,
            documents,
            originals: archive.originals().len(),
            shares_left_out: archive.count_of(known::SHARES),
        })
    }

    async fn put_in_place<R: Read + Seek + Send>(
        &self,
        archive: &mut Archive<R>,
        commit: Commit,
    ) -> Result<(), Error> {
        for original in &archive.originals() {
            let bytes = archive.original(original)?;
            self.store_bytes(&commit.owner, bytes).await?;
        }
        match self.deliver(commit).await {
            Ok(_) => Ok(()),
            Err(StoreError::KeyTaken { key, .. }) => {
                let message = format!("{key} belongs to another athlete here: erase that one first");
                Err(Error::field("account", message))
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// An archive being read.
struct Archive<R> {
    zip: ZipArchive<R>,
    manifest: Manifest,
    /// How many bytes of lines may still come.
    room: u64,
}

impl<R: Read + Seek> Archive<R> {
    fn open(from: R) -> Result<Self, Error> {
        let mut zip = ZipArchive::new(from).map_err(|error| damaged(error, "this is no zip archive"))?;
        let manifest = zip.by_name(MANIFEST).map_err(|error| damaged(error, "it has no manifest"))?;
        let manifest: Manifest = serde_json::from_reader(manifest.take(MOST_MANIFEST))
            .map_err(|error| damaged(error, "its manifest cannot be read"))?;
        if manifest.format != FORMAT {
            return Err(unreadable(format!("its format is '{}', not {FORMAT}", manifest.format)));
        }
        if manifest.version > VERSION {
            return Err(unreadable(format!(
                "it was written by isotone {}, this one is older: use the newer program",
                manifest.program
            )));
        }
        Ok(Self { zip, manifest, room: MOST_LINES })
    }

    /// The commit that makes the athlete.
    fn commit(&mut self, owner: &Owner, name: &str) -> Result<Commit, Error> {
        let mut changes = Vec::new();
        for (collection, document) in self.documents(name)? {
            changes.push(Change::Put { collection, document });
        }
        for key in self.lines::<KeyLine>(KEYS, self.manifest.keys)? {
            let Key { namespace, key, id } = key.key().map_err(StoreError::from)?;
            match known::key(namespace.as_str()) {
                Place::Data => changes.push(Change::Reserve { namespace, key, id }),
                Place::Access => {}
                Place::Unknown => return Err(foreign(&format!("a key of '{namespace}'"))),
            }
        }
        let mut jobs = Vec::new();
        for JobLine { kind, due, body } in self.lines::<JobLine>(JOBS, self.manifest.jobs)? {
            if !known::is_job(&kind) {
                return Err(foreign(&format!("a job '{kind}'")));
            }
            jobs.push(NewJob { kind, due, body });
        }
        Ok(Commit::of(owner.clone(), changes).with_jobs(jobs))
    }

    fn count_of(&self, collection: &str) -> usize {
        self.manifest.documents.get(collection).copied().unwrap_or_default()
    }

    /// All documents that are data, each checked against what this version reads in its collection.
    fn documents(&mut self, name: &str) -> Result<Vec<(CollectionName, Document)>, Error> {
        let mut documents = Vec::new();
        let mut has_record = false;
        for (collection, count) in self.manifest.documents.clone() {
            let file = format!("{DOCUMENTS}{collection}.jsonl");
            match known::collection(&collection) {
                Place::Data => {}
                Place::Access => continue,
                Place::Unknown => return Err(foreign(&format!("documents of '{collection}'"))),
            }
            let of = CollectionName::new(collection.clone()).map_err(StoreError::from)?;
            for (index, mut line) in self.lines::<DocumentLine>(&file, count)?.into_iter().enumerate() {
                if collection == AthleteRecord::COLLECTION {
                    has_record |= line.id == RECORD;
                    if let Some(body) = line.body.as_object_mut() {
                        body.insert("id".to_owned(), name.into());
                    }
                }
                known::check(&collection, &line.body)
                    .map_err(|reason| unreadable(format!("{file}, line {}: {reason}", index + 1)))?;
                documents.push((of.clone(), line.document().map_err(StoreError::from)?));
            }
        }
        if has_record { Ok(documents) } else { Err(unreadable("there is no athlete in it".to_owned())) }
    }

    /// All lines of a file, as many as the manifest says.
    fn lines<T: DeserializeOwned>(&mut self, file: &str, count: usize) -> Result<Vec<T>, Error> {
        let entry = match self.zip.by_name(file) {
            Ok(entry) => entry,
            Err(zip::result::ZipError::FileNotFound) if count == 0 => return Ok(Vec::new()),
            Err(error) => return Err(damaged(error, file)),
        };
        let mut reader = BufReader::new(entry);
        let mut read = Vec::new();
        loop {
            let mut line = Vec::new();
            let most = MOST_LINE.min(self.room);
            let length = (&mut reader)
                .take(most)
                .read_until(b'\n', &mut line)
                .map_err(|error| damaged(error, file))?;
            if length == 0 && most > 0 {
                break;
            }
            if line.last() != Some(&b'\n') {
                return Err(unreadable(format!(
                    "{file}, line {}: it is cut off, or too long",
                    read.len() + 1
                )));
            }
            self.room -= length as u64;
            let value = serde_json::from_slice(&line)
                .map_err(|error| unreadable(format!("{file}, line {}: {error}", read.len() + 1)))?;
            read.push(value);
        }
        if read.len() == count {
            return Ok(read);
        }
        Err(unreadable(format!(
            "{file} has {} lines, and the manifest says {count}: it is not whole",
            read.len()
        )))
    }

    /// The originals: where each is in the archive, by its hash.
    fn originals(&self) -> BTreeMap<String, String> {
        let files = self.zip.file_names().filter_map(Result::ok);
        let of = |file: std::borrow::Cow<'_, str>| {
            let hash = file.strip_prefix(ORIGINALS)?.get(..64)?;
            Some((hash.to_owned(), file.clone().into_owned()))
        };
        files.filter_map(of).collect()
    }

    /// The bytes of an original, checked against its hash.
    fn original(&mut self, (hash, file): (&String, &String)) -> Result<Vec<u8>, Error> {
        let entry = self.zip.by_name(file).map_err(|error| damaged(error, file))?;
        let mut bytes = Vec::new();
        let most = BlobId::MOST_BYTES as u64 + 1;
        entry.take(most).read_to_end(&mut bytes).map_err(|error| damaged(error, file))?;
        if BlobId::of(&bytes).as_str() == hash {
            return Ok(bytes);
        }
        Err(unreadable(format!("{file} is not what its name says: it is damaged")))
    }
}

fn unreadable(reason: String) -> Error {
    Error::Unreadable { name: "the archive".to_owned(), reason }
}

fn foreign(what: &str) -> Error {
    unreadable(format!(
        "it holds {what}, which this version knows in no athlete's archive: use the program that wrote it, if that is newer"
    ))
}

fn damaged(error: impl std::fmt::Display, what: &str) -> Error {
    unreadable(format!("{what} ({error})"))
}
