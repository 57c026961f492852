//! The folder in Git's own where vaultlint keeps what belongs to a repository.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::PathBuf;

use super::Repository;
use crate::beneath::{BeneathError, Folder};

const NAME: &str = "vaultlint";
/// In bytes.
const LONGEST_TEXT: u64 = 1 << 20;

impl Repository {
    /// Where it is, for messages.
    pub fn own_folder(&self) -> PathBuf {
        self.git_dir.join(NAME)
    }

    /// Opens the folder; None where it is not there yet.
    ///
    /// # Errors
    /// When it is a link or another user's, who could have us read what we did not write; then it is not used.
    pub fn open_own_folder(&self) -> Result<Option<Folder>, BeneathError> {
        match Folder::open(&self.git_dir)?.folder(NAME) {
            Ok(folder) if is_ours(&folder) => Ok(Some(folder)),
            Ok(_) => Err(io::Error::from(io::ErrorKind::PermissionDenied).into()),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Opens the folder, which is made where it is not there.
    ///
    /// # Errors
    /// When it is a link or another user's, or cannot be made.
    pub fn make_own_folder(&self) -> Result<Folder, BeneathError> {
        match self.open_own_folder()? {
            Some(folder) => Ok(folder),
            None => Folder::open(&self.git_dir)?.make_private_folder(NAME),
        }
    }

    /// A short text in the folder. None where there is none that is ours.
    pub fn own_text(&self, name: &str) -> Option<String> {
        let bytes = self.open_own_folder().ok()??.read(name, LONGEST_TEXT).ok()?;
        String::from_utf8(bytes).ok()
    }

    /// Writes a text into the folder, as a whole or not at all.
    ///
    /// # Errors
    /// When the folder is not ours, or the text cannot be written.
    pub fn write_own_text(&self, name: &str, text: &str) -> io::Result<()> {
        let file = self.make_own_folder()?.child(OsStr::new(name));
        let new = file.sibling(OsStr::new(&format!("{name}.new")));
        let _ = new.remove();
        new.create_private()?.write_all(text.as_bytes())?;
        new.replace(&file)
    }
}

/// Whether `folder` belongs to the user who runs this, as Git judges it: under `sudo`, to the one who called that too.
#[cfg(unix)]
pub fn is_ours(folder: &Folder) -> bool {
    let us = rustix::process::geteuid();
    let caller = || std::env::var("SUDO_UID").ok()?.parse::<u32>().ok();
    folder.owner().is_ok_and(|owner| owner == us.as_raw() || (us.is_root() && caller() == Some(owner)))
}

/// Whether `folder` belongs to the user who runs this. The system does not tell so that Git could judge it.
#[cfg(not(unix))]
pub fn is_ours(_: &Folder) -> bool {
    true
}
