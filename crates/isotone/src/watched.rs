//! Which files of a watched folder are to be read now.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use crate::failure::Failure;
use crate::folder::{self, Found};

/// A file written less than this long ago may still be on its way: a copy over a slow network pauses.
const ON_ITS_WAY: Duration = Duration::from_secs(120);
/// A file that failed waits at most this many looks.
const LONGEST_WAIT: u64 = 64;

/// Folders that are looked through again and again.
#[derive(Default)]
pub(crate) struct Watched {
    /// How often they were looked through.
    looks: u64,
    /// The files that are done, as they were then.
    done: BTreeMap<PathBuf, Found>,
    /// The others, as the last look found them.
    before: BTreeMap<PathBuf, Found>,
    /// Files to be tried again: how often they failed, and at which look they are due.
    failed: BTreeMap<PathBuf, (u32, u64)>,
    /// What was said already of entries that are passed over.
    said: BTreeSet<(PathBuf, String)>,
}

/// What a look at watched folders found.
pub(crate) struct News {
    /// The files to be read, the newest first.
    pub(crate) files: Vec<Found>,
    /// What is passed over since this look, and why.
    pub(crate) passed_over: Vec<(PathBuf, String)>,
}

impl Watched {
    /// Folders of which these files were read already.
    pub(crate) fn after(read: &[Found]) -> Self {
        let done = read.iter().map(|file| (file.path.clone(), file.clone())).collect();
        Self { done, ..Self::default() }
    }

    /// The files to be read: new ones and those that were written again, once size and time are the same in two looks.
    /// Tell each of them [`done`](Self::done) or [`failed`](Self::failed).
    pub(crate) fn look<'a>(&mut self, paths: impl IntoIterator<Item = &'a PathBuf>) -> Result<News, Failure> {
        self.looks += 1;
        let look = folder::look(paths)?;
        let known = |file: &Found| self.done.get(&file.path) == Some(file);
        let new: Vec<Found> = look.files.iter().filter(|file| !known(file)).cloned().collect();
        let unchanged = |file: &Found| self.before.get(&file.path) == Some(file);
        let due = |file: &Found| self.failed.get(&file.path).is_none_or(|(_, due)| *due <= self.looks);
        let files = new.iter().filter(|file| unchanged(file) && due(file)).cloned().collect();
        // What changed starts anew, and what is gone is forgotten.
        self.failed.retain(|path, _| new.iter().any(|file| file.path == *path && unchanged(file)));
        self.done.retain(|path, _| look.files.iter().any(|file| file.path == *path));
        self.before = new.into_iter().map(|file| (file.path.clone(), file)).collect();
        let over: BTreeSet<(PathBuf, String)> = look.passed_over.into_iter().collect();
        let passed_over = over.difference(&self.said).cloned().collect();
        self.said = over;
        Ok(News { files, passed_over })
    }

    /// This file was read, or will never be readable as it is.
    pub(crate) fn done(&mut self, file: Found) {
        self.failed.remove(&file.path);
        self.done.insert(file.path.clone(), file);
    }

    /// This file could not be read now: it is tried again, later each time. How often it has failed.
    pub(crate) fn failed(&mut self, file: &Found) -> u32 {
        let (times, due) = self.failed.entry(file.path.clone()).or_default();
        *times += 1;
        *due = self.looks + (1 << (*times - 1).min(63)).min(LONGEST_WAIT);
        *times
    }
}

/// Whether a file was written so shortly ago that more of it may follow.
pub(crate) fn may_be_on_its_way(file: &Found, now: SystemTime) -> bool {
    now.duration_since(file.modified).is_ok_and(|age| age < ON_ITS_WAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder {
        at: tempfile::TempDir,
        watched: Watched,
    }

    impl Folder {
        fn new() -> Self {
            Self { at: tempfile::tempdir().unwrap(), watched: Watched::default() }
        }

        fn write(&self, name: &str, text: &str) {
            std::fs::write(self.at.path().join(name), text).unwrap();
        }

        fn look(&mut self) -> Vec<Found> {
            self.watched.look([&self.at.path().to_owned()]).unwrap().files
        }
    }

    #[test]
    fn a_file_counts_once_when_it_has_stopped_growing() {
        let mut folder = Folder::new();
        assert_eq!(folder.look(), []);
        folder.write("run.gpx", "<gpx>");
        folder.write(".hidden", "x");
        assert_eq!(folder.look(), [], "it may still be written");
        folder.write("run.gpx", "<gpx></gpx>");
        assert_eq!(folder.look(), [], "it has grown");
        let [file] = folder.look().try_into().unwrap();
        assert_eq!(folder.look(), std::slice::from_ref(&file), "nobody said that it is done");
        folder.watched.done(file);
        assert_eq!(folder.look(), [], "it is known");
    }

    #[test]
    fn a_file_that_is_replaced_under_its_name_is_read_again() {
        let mut folder = Folder::new();
        folder.write("today.gpx", "<gpx>1</gpx>");
        folder.look();
        let file = folder.look().remove(0);
        folder.watched.done(file.clone());
        folder.write("today.gpx", "<gpx>2</gpx>");
        let later = file.modified + Duration::from_secs(60);
        let opened = std::fs::File::options().append(true).open(&file.path).unwrap();
        opened.set_modified(later).unwrap();
        folder.look();
        let [again] = folder.look().try_into().unwrap();
        assert_eq!((again.size, again.modified), (file.size, later), "of the same size");
    }

    #[test]
    fn a_file_that_fails_is_tried_again_later_each_time() {
        let mut folder = Folder::new();
        folder.write("run.gpx", "<gpx></gpx>");
        let mut tried_at = Vec::new();
        for look in 1..=20 {
            for file in folder.look() {
                tried_at.push(look);
                folder.watched.failed(&file);
            }
        }
        assert_eq!(tried_at, [2, 3, 5, 9, 17]);
        folder.write("run.gpx", "<gpx><trk/></gpx>");
        folder.look();
        assert_eq!(folder.look().len(), 1, "as it is now it did not fail");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_passed_over_is_said_once() {
        let mut folder = Folder::new();
        std::os::unix::fs::symlink("/", folder.at.path().join("out")).unwrap();
        let mut over = || folder.watched.look([&folder.at.path().to_owned()]).unwrap().passed_over.len();
        assert_eq!((over(), over()), (1, 0));
    }

    #[test]
    fn a_copy_that_pauses_is_on_its_way_for_two_minutes() {
        let modified = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let file = Found { path: PathBuf::from("run.fit"), size: 1, modified };
        assert!(may_be_on_its_way(&file, modified + Duration::from_secs(119)));
        assert!(!may_be_on_its_way(&file, modified + Duration::from_secs(120)));
        assert!(!may_be_on_its_way(&file, modified - Duration::from_secs(60)), "the clocks differ");
    }
}
