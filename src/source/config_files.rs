//! The files that say how a vault is checked: `.vaultlint.yaml` and what it extends, `.vaultlint-names.yaml`, Obsidian's own.
//!
//! They come with the vault, and errors show parts of them. So a link among them is followed only to a file in the vault, or
//! below a folder that the user's own environment allows; a device or a pipe is never opened, and none is read without end.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::RootError;
use super::walk::vault_path;
use crate::beneath::{BeneathError, EntryKind, Folder};
use crate::config::{CONFIG_FILE, ConfigText, limit_of};

/// The environment variable with folders outside the vault that links may lead into, separated as in `PATH`.
const ALLOWED: &str = "VAULTLINT_ALLOW_LINKS_TO";

/// Why a file is not read. Nothing of what it holds is in it.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ConfigFileError {
    /// A link that leads out of the vault.
    #[error("a symbolic link out of the vault: not followed; {ALLOWED} names the folders that links may lead to")]
    Outside,
    /// A link that leads nowhere.
    #[error("a symbolic link to nothing")]
    Nowhere,
    /// A folder, a device, a pipe, another repository.
    #[error("not a regular file: not read")]
    NotAFile,
    /// More bytes than it may have.
    #[error("larger than {} MiB: not read", .0 >> 20)]
    TooLarge(u64),
    /// No text.
    #[error("not UTF-8")]
    NotUtf8,
    /// The system, or Git, says no.
    #[error("{0}")]
    Unreadable(String),
}

/// The files of a vault that were asked for and refused, by path, and whether that was told.
#[derive(Debug, Default)]
pub(super) struct RefusedFiles(Mutex<BTreeMap<String, (ConfigFileError, bool)>>);

impl RefusedFiles {
    /// The text, where there is one that is not refused.
    pub(super) fn record(&self, path: &str, read: Result<Option<String>, ConfigFileError>) -> Option<String> {
        read.unwrap_or_else(|refused| {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            known.entry(path.to_owned()).or_insert((refused, false));
            None
        })
    }

    /// Those that were not told yet.
    pub(super) fn take_unreported(&self) -> Vec<(String, ConfigFileError)> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = known.iter_mut().filter(|(_, (_, is_told))| !is_told);
        new.map(|(path, (refused, is_told))| {
            *is_told = true;
            (path.clone(), refused.clone())
        })
        .collect()
    }
}

/// The text of the file at `path` below the vault's `root`. None where there is none.
///
/// # Errors
/// Why it is refused.
pub(super) fn read(root: &Path, path: &str) -> Result<Option<String>, ConfigFileError> {
    let limit = limit_of(path);
    let opened = Folder::open(root).map_err(BeneathError::from);
    match opened.and_then(|root| root.read(path, limit)) {
        Ok(bytes) => text(bytes).map(Some),
        Err(error) if error.is_missing() => Ok(None),
        Err(BeneathError::Link) => read_linked(root, path),
        Err(error) => Err(refused(&error, limit)),
    }
}

/// The config of this vault.
///
/// # Errors
/// When it is refused.
pub(super) fn read_own(root: &Path, name: &str) -> Result<Option<ConfigText>, RootError> {
    let failed = |refused: ConfigFileError| refusal(root, name, &refused);
    Ok(read(root, name).map_err(failed)?.map(|text| ConfigText { path: name.to_owned(), text }))
}

/// A refusal as the error of a run.
pub(super) fn refusal(root: &Path, path: &str, refused: &ConfigFileError) -> RootError {
    RootError::Config { path: root.join(path), reason: std::io::Error::other(refused.to_string()) }
}

/// A config that the user named: whatever it is, so long as it is no longer than a config.
///
/// # Errors
/// When it cannot be read.
pub(super) fn read_named(path: &Path) -> Result<ConfigText, RootError> {
    let failed = |reason| RootError::Config { path: path.to_owned(), reason };
    let limit = limit_of(CONFIG_FILE);
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes)).map_err(failed)?;
    let read = if bytes.len() as u64 > limit { Err(ConfigFileError::TooLarge(limit)) } else { text(bytes) };
    let text = read.map_err(|refused| failed(std::io::Error::other(refused.to_string())))?;
    let shown = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    Ok(ConfigText { path: shown, text })
}

/// Follows links once to where they lead, and reads what is there without following any.
///
/// # Errors
/// Why it is refused.
pub(super) fn read_linked(root: &Path, path: &str) -> Result<Option<String>, ConfigFileError> {
    let limit = limit_of(path);
    let Ok(target) = root.join(path).canonicalize() else {
        let kind = Folder::open(root).ok().and_then(|root| root.file(path).ok()?.kind().ok()?);
        return if kind == Some(EntryKind::Link) { Err(ConfigFileError::Nowhere) } else { Ok(None) };
    };
    let folders = root.canonicalize().into_iter().chain(allowed());
    let inside = folders.into_iter().find_map(|folder| Some((vault_path(&folder, &target)?, folder)));
    let Some((inside, folder)) = inside else { return Err(ConfigFileError::Outside) };
    let read = Folder::open(&folder).map_err(BeneathError::from).and_then(|folder| folder.read(&inside, limit));
    read.map_err(|error| refused(&error, limit)).and_then(text).map(Some)
}

/// The folders that the user's environment allows links to lead into.
fn allowed() -> Vec<PathBuf> {
    let named = std::env::var_os(ALLOWED).unwrap_or_default();
    let folders = std::env::split_paths(&named).filter(|folder| folder.is_absolute());
    folders.filter_map(|folder| folder.canonicalize().ok()).collect()
}

pub(super) fn text(bytes: Vec<u8>) -> Result<String, ConfigFileError> {
    String::from_utf8(bytes).map_err(|_| ConfigFileError::NotUtf8)
}

fn refused(error: &BeneathError, limit: u64) -> ConfigFileError {
    match error {
        // What was a file when it was resolved is a link now.
        BeneathError::Link | BeneathError::Outside => ConfigFileError::Outside,
        BeneathError::NotAFile => ConfigFileError::NotAFile,
        BeneathError::TooLarge => ConfigFileError::TooLarge(limit),
        BeneathError::Io(error) => ConfigFileError::Unreadable(error.to_string()),
    }
}
