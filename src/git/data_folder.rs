//! The folder in Git's own where vaultlint keeps what belongs to a repository.

use std::ffi::OsStr;
use std::io;
use std::path::PathBuf;

use super::Repository;
use crate::beneath::{BeneathError, Folder};

const NAME: &str = "vaultlint";
/// In bytes.
const LONGEST_TEXT: u64 = 1 << 20;

impl Repository {
    /// Where it is, for messages.
    pub fn data_folder(&self) -> PathBuf {
        self.git_dir.join(NAME)
    }

    /// Opens the folder; None where it is not there yet.
    ///
    /// # Errors
    /// When it is a link or another user's, who could have us read what we did not write; then it is not used.
    pub fn open_data_folder(&self) -> Result<Option<Folder>, BeneathError> {
        match Folder::open(&self.git_dir)?.folder(NAME) {
            Ok(folder) if folder.is_owned_by_user() => Ok(Some(folder)),
            Ok(_) => Err(io::Error::from(io::ErrorKind::PermissionDenied).into()),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Opens the folder, which is made where it is not there.
    ///
    /// # Errors
    /// When it is a link or another user's, or cannot be made.
    pub fn create_data_folder(&self) -> Result<Folder, BeneathError> {
        match self.open_data_folder()? {
            Some(folder) => Ok(folder),
            None => Folder::open(&self.git_dir)?.make_private_folder(NAME),
        }
    }

    /// A short text in the folder. None where there is none that is ours.
    pub fn read_data_file(&self, name: &str) -> Option<String> {
        let bytes = self.open_data_folder().ok()??.read(name, LONGEST_TEXT).ok()?;
        String::from_utf8(bytes).ok()
    }

    /// Writes a text into the folder, as a whole or not at all.
    ///
    /// # Errors
    /// When the folder is not ours, or the text cannot be written.
    pub fn write_data_file(&self, name: &str, text: &str) -> io::Result<()> {
        self.create_data_folder()?.child(OsStr::new(name)).replace_by(text.as_bytes())
    }
}
