//! vaultlint's data folder in the Git folder of a repository.

use std::ffi::OsStr;
use std::io;
use std::path::PathBuf;

use super::Repository;
use crate::beneath::{BeneathError, Folder};

const NAME: &str = "vaultlint";
/// The maximum size of a text file in the data folder, in bytes.
const LONGEST_TEXT: u64 = 1 << 20;

impl Repository {
    /// Returns the path of the data folder, for messages.
    pub fn data_folder(&self) -> PathBuf {
        self.git_dir.join(NAME)
    }

    /// Opens the data folder. Returns `None` if it does not exist yet.
    ///
    /// # Errors
    /// When it is a link or belongs to another user, and so may hold files that vaultlint did not write.
    pub fn open_data_folder(&self) -> Result<Option<Folder>, BeneathError> {
        match Folder::open(&self.git_dir)?.folder(NAME) {
            Ok(folder) if folder.is_owned_by_user() => Ok(Some(folder)),
            Ok(_) => Err(io::Error::from(io::ErrorKind::PermissionDenied).into()),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Opens the data folder, creating it if it is missing.
    ///
    /// # Errors
    /// When it is a link, belongs to another user, or cannot be created.
    pub fn create_data_folder(&self) -> Result<Folder, BeneathError> {
        match self.open_data_folder()? {
            Some(folder) => Ok(folder),
            None => Folder::open(&self.git_dir)?.make_private_folder(NAME),
        }
    }

    /// Reads a text file of at most 1 MiB from the data folder. Returns `None` if it is missing or the folder cannot be
    /// trusted.
    pub fn read_data_file(&self, name: &str) -> Option<String> {
        let bytes = self.open_data_folder().ok()??.read(name, LONGEST_TEXT).ok()?;
        String::from_utf8(bytes).ok()
    }

    /// Writes a text file into the data folder atomically.
    ///
    /// # Errors
    /// When the folder is a link or belongs to another user, or the file cannot be written.
    pub fn write_data_file(&self, name: &str, text: &str) -> io::Result<()> {
        self.create_data_folder()?.child(OsStr::new(name)).replace_by(text.as_bytes())
    }
}
