//! `-` among the paths of `isotone import`: the standard input.

use std::io::{Read, Seek, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::failure::Failure;
use crate::folder;

/// How the standard input is written among paths.
pub(super) const DASH: &str = "-";

/// The standard input as a file, because archives are read back and forth. Removed when dropped.
pub(super) struct StandardInput(NamedTempFile);

impl StandardInput {
    /// Reads the standard input to its end.
    ///
    /// # Errors
    /// When it or the temporary folder fails, or it is larger than any file that is read.
    pub(super) fn read() -> Result<Self, Failure> {
        let mut file = NamedTempFile::new()?;
        let most = folder::LARGEST_TEXT;
        let copied = std::io::copy(&mut std::io::stdin().lock().take(most + 1), file.as_file_mut())?;
        if copied > most {
            let message = format!("-: the standard input has more than {} MiB: split it", most >> 20);
            return Err(Failure::Argument(message));
        }
        file.as_file_mut().flush()?;
        file.as_file_mut().rewind()?;
        Ok(Self(file))
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }
}
