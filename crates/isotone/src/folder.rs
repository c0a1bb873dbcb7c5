//! Folders of recordings: which files are in them, and their bytes.

use std::fs::Metadata;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use store::BlobId;

use crate::failure::Failure;

/// A regular file, as it was when the folder was looked through. The same path with another size or time is another
/// content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// How many bytes it had.
    pub(crate) size: u64,
    /// When it was last written.
    pub(crate) modified: SystemTime,
}

/// What a look through folders found.
#[derive(Debug, Default)]
pub(crate) struct Look {
    /// The files, the newest first.
    pub(crate) files: Vec<Found>,
    /// What is no file to read, and why: links, devices, unreadable folders.
    pub(crate) passed_over: Vec<(PathBuf, String)>,
}

/// Folders are looked through this deep.
const DEEPEST: usize = 32;
/// Text larger than this is packed as it is read: an export of Apple Health has gigabytes.
const LARGE: u64 = 64 << 20;
/// The largest text that is packed.
pub(crate) const LARGEST_TEXT: u64 = 16 << 30;

/// The regular files under these paths. Links inside the folders are not followed: they may lead out of them or in a
/// circle. A path that is given itself may be a link, or a pipe.
///
/// # Errors
/// When one of the paths cannot be read itself. What cannot be read inside a folder is passed over, and said.
pub(crate) fn look<'a>(paths: impl IntoIterator<Item = &'a PathBuf>) -> Result<Look, Failure> {
    let mut look = Look::default();
    for path in paths {
        let about = std::fs::metadata(path).map_err(|source| failed(path, source))?;
        if about.is_dir() {
            let entries = std::fs::read_dir(path).map_err(|source| failed(path, source))?;
            look.enter(path, entries, 1);
        } else {
            look.files.push(Found::of(path.clone(), &about));
        }
    }
    look.files.sort_by(|a, b| (b.modified, &a.path).cmp(&(a.modified, &b.path)));
    look.files.dedup_by(|a, b| a.path == b.path);
    Ok(look)
}

impl Found {
    fn of(path: PathBuf, about: &Metadata) -> Self {
        let modified = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        Self { path, size: about.len(), modified }
    }
}

impl Look {
    fn enter(&mut self, folder: &Path, entries: std::fs::ReadDir, depth: usize) {
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.passed_over.push((folder.to_owned(), error.to_string()));
                    // What ends the list once may end it for ever.
                    return;
                }
            };
            // What the system hides (.DS_Store, half-written downloads) is no recording.
            if !entry.file_name().to_string_lossy().starts_with('.')
                && let Err(reason) = self.take(&entry, depth)
            {
                self.passed_over.push((entry.path(), reason));
            }
        }
    }

    fn take(&mut self, entry: &std::fs::DirEntry, depth: usize) -> Result<(), String> {
        // Neither of both follows a link.
        let about = entry.metadata().map_err(|error| error.to_string())?;
        let kind = about.file_type();
        if kind.is_dir() {
            if depth == DEEPEST {
                return Err(format!("folders are looked through {DEEPEST} deep"));
            }
            let entries = std::fs::read_dir(entry.path()).map_err(|error| error.to_string())?;
            self.enter(&entry.path(), entries, depth + 1);
        } else if kind.is_symlink() {
            return Err("links are not followed: put the file itself here".to_owned());
        } else if kind.is_file() {
            self.files.push(Found::of(entry.path(), &about));
        } else {
            return Err("it is no regular file".to_owned());
        }
        Ok(())
    }
}

/// A file's name and its bytes.
///
/// # Errors
/// When it cannot be read, or is too large to be stored.
pub(crate) fn read(file: &Path) -> Result<(String, Vec<u8>), Failure> {
    let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let size = std::fs::metadata(file).map_err(|source| failed(file, source))?.len();
    let is_xml = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xml"))
        || size > LARGE && begins_as_xml(file);
    let most = if is_xml { LARGEST_TEXT } else { BlobId::MOST_BYTES as u64 };
    if size > most {
        let reason = format!("it has {} MiB, {} MiB is the most: split it", size >> 20, most >> 20);
        return Err(failed(file, std::io::Error::new(std::io::ErrorKind::FileTooLarge, reason)));
    }
    if is_xml && size > LARGE {
        let open = std::fs::File::open(file).map_err(|source| failed(file, source))?;
        let packed = formats::pack(open).map_err(|source| failed(file, source))?;
        return Ok((format!("{name}.gz"), packed));
    }
    Ok((name, std::fs::read(file).map_err(|source| failed(file, source))?))
}

/// Whether a large file without a telling name (the standard input) is XML.
fn begins_as_xml(file: &Path) -> bool {
    let mut head = [0; 5];
    let read = std::fs::File::open(file).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head).starts_with(b"<")
}

fn failed(path: &Path, source: std::io::Error) -> Failure {
    Failure::File { path: path.display().to_string(), source }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn only_regular_files_inside_the_folder_are_found() {
        let outside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("secret.gpx"), "<gpx>").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let inside = |name: &str| folder.path().join(name);
        std::fs::create_dir(inside("2026")).unwrap();
        std::fs::write(inside("2026/run.gpx"), "<gpx>").unwrap();
        std::fs::write(inside(".part"), "<gpx>").unwrap();
        std::os::unix::fs::symlink(outside.path(), inside("out")).unwrap();
        std::os::unix::fs::symlink(outside.path().join("secret.gpx"), inside("secret.gpx")).unwrap();
        std::os::unix::fs::symlink(folder.path(), inside("2026/circle")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(inside("pipe.fit")).status().unwrap().success());
        let look = look([&folder.path().to_owned()]).unwrap();
        let found: Vec<&Path> = look.files.iter().map(|file| file.path.as_path()).collect();
        assert_eq!(found, [inside("2026/run.gpx")]);
        let mut over: Vec<&Path> = look.passed_over.iter().map(|(path, _)| path.as_path()).collect();
        over.sort();
        assert_eq!(over, [inside("2026/circle"), inside("out"), inside("pipe.fit"), inside("secret.gpx")]);
    }

    #[test]
    fn a_file_that_is_too_large_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("large.fit");
        // A hole: it takes no room.
        std::fs::File::create(&file).unwrap().set_len(BlobId::MOST_BYTES as u64 + 1).unwrap();
        let refused = read(&file).unwrap_err().to_string();
        assert!(refused.contains("256 MiB is the most"), "{refused}");
    }
}
