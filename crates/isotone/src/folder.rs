//! Folders of recordings: what is in them, and what is new.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::failure::Failure;

/// All files under these paths, the newest first.
pub(crate) fn files<'a>(paths: impl IntoIterator<Item = &'a PathBuf>) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        collect(path, &mut files)?;
    }
    let modified = |file: &PathBuf| {
        std::fs::metadata(file).and_then(|about| about.modified()).unwrap_or(SystemTime::UNIX_EPOCH)
    };
    files.sort_by_cached_key(|file| (std::cmp::Reverse(modified(file)), file.clone()));
    files.dedup();
    Ok(files)
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let failed = |source| Failure::File { path: path.display().to_string(), source };
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in std::fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        // What the system hides (.DS_Store, half-written downloads) is no recording.
        if !entry.file_name().to_string_lossy().starts_with('.') {
            collect(&entry.path(), files)?;
        }
    }
    Ok(())
}

/// Text larger than this is packed as it is read: an export of Apple Health has gigabytes.
const LARGE: u64 = 64 << 20;

/// A file's name and its bytes.
pub(crate) fn read(file: &Path) -> Result<(String, Vec<u8>), Failure> {
    let failed = |source| Failure::File { path: file.display().to_string(), source };
    let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let size = std::fs::metadata(file).map_err(failed)?.len();
    let is_xml = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xml"));
    if is_xml && size > LARGE {
        let packed = formats::pack(std::fs::File::open(file).map_err(failed)?).map_err(failed)?;
        return Ok((format!("{name}.gz"), packed));
    }
    Ok((name, std::fs::read(file).map_err(failed)?))
}

/// Folders that are looked through again and again.
#[derive(Default)]
pub(crate) struct Watched {
    seen: BTreeSet<PathBuf>,
    growing: BTreeSet<(PathBuf, u64)>,
}

impl Watched {
    /// Folders of which these files were taken in already.
    pub(crate) fn after(seen: Vec<PathBuf>) -> Self {
        Self { seen: seen.into_iter().collect(), ..Self::default() }
    }

    /// The files that are new since the last look, the newest first. A file counts when its size has not changed between
    /// two looks: it is written no more.
    pub(crate) fn look<'a>(
        &mut self,
        paths: impl IntoIterator<Item = &'a PathBuf>,
    ) -> Result<Vec<PathBuf>, Failure> {
        let new: Vec<PathBuf> = files(paths)?.into_iter().filter(|file| !self.seen.contains(file)).collect();
        let size = |file: &PathBuf| std::fs::metadata(file).map_or(0, |about| about.len());
        let now: BTreeSet<(PathBuf, u64)> = new.iter().map(|file| (file.clone(), size(file))).collect();
        let whole = |file: &&PathBuf| self.growing.contains(&((*file).clone(), size(file)));
        let whole: Vec<PathBuf> = new.iter().filter(whole).cloned().collect();
        self.seen.extend(whole.iter().cloned());
        self.growing = now;
        Ok(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_counts_once_when_it_has_stopped_growing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("run.gpx");
        let (mut watched, paths) = (Watched::default(), [folder.path().to_owned()]);
        let mut look = || watched.look(&paths).unwrap();
        assert_eq!(look(), [] as [PathBuf; 0]);
        std::fs::write(&file, "<gpx>").unwrap();
        std::fs::write(folder.path().join(".hidden"), "x").unwrap();
        assert_eq!(look(), [] as [PathBuf; 0], "it may still be written");
        std::fs::write(&file, "<gpx></gpx>").unwrap();
        assert_eq!(look(), [] as [PathBuf; 0], "it has grown");
        assert_eq!(look(), std::slice::from_ref(&file));
        assert_eq!(look(), [] as [PathBuf; 0], "it is known");
    }
}
