//! Config files of a vault: `.vaultlint.yaml` and the files it extends, `.vaultlint-names.yaml`, and Obsidian's
//! settings.
//!
//! These files are untrusted, and errors quote parts of them. So a link is followed only to a file in the vault or in a
//! folder that the user's environment allows, devices and pipes are never opened, and sizes are limited.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::RootError;
use super::walk::vault_path;
use crate::beneath::{BeneathError, EntryKind, Folder};
use crate::config::{CONFIG_FILE, ConfigText, limit_of};

/// The environment variable that lists folders outside the vault that links may point into, separated as in `PATH`.
const ALLOWED: &str = "VAULTLINT_ALLOW_LINKS_TO";

/// The reason why a file is refused. Never contains any of the file's content.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum ConfigFileError {
    /// A link that points out of the vault.
    #[error("a symbolic link out of the vault: not followed; to allow the folder it points to, add it to {ALLOWED}")]
    Outside,
    /// A link whose target does not exist.
    #[error("a broken symbolic link")]
    Nowhere,
    /// A folder, device, pipe or submodule.
    #[error("not a regular file: not read")]
    NotAFile,
    /// A file above the size limit, which is in bytes.
    #[error("larger than {} MiB: not read", .0 >> 20)]
    TooLarge(u64),
    /// A file that is not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// An error of the system or of Git.
    #[error("{0}")]
    Unreadable(String),
}

/// The refused files of a vault, by path, and whether each was reported.
#[derive(Debug, Default)]
pub(super) struct RefusedFiles(Mutex<BTreeMap<String, (ConfigFileError, bool)>>);

impl RefusedFiles {
    /// Returns the text that was read. Remembers a refusal.
    pub(super) fn record(&self, path: &str, read: Result<Option<String>, ConfigFileError>) -> Option<String> {
        read.unwrap_or_else(|refused| {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            known.entry(path.to_owned()).or_insert((refused, false));
            None
        })
    }

    /// Returns the refusals that have not been reported yet, and marks them as reported.
    pub(super) fn take_unreported(&self) -> Vec<(String, ConfigFileError)> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let unreported = known.iter_mut().filter(|(_, (_, is_reported))| !is_reported);
        unreported
            .map(|(path, (refused, is_reported))| {
                *is_reported = true;
                (path.clone(), refused.clone())
            })
            .collect()
    }
}

/// Reads the file at `path` in the vault at `root`. Returns `None` if it does not exist.
///
/// # Errors
/// When it is refused.
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

/// Reads the vault's own config or names file.
///
/// # Errors
/// When it is refused.
pub(super) fn read_own(root: &Path, name: &str) -> Result<Option<ConfigText>, RootError> {
    let failed = |refused: ConfigFileError| refusal(root, name, &refused);
    Ok(read(root, name).map_err(failed)?.map(|text| ConfigText { path: name.to_owned(), text }))
}

/// Converts a refusal to the error of a run.
pub(super) fn refusal(root: &Path, path: &str, refused: &ConfigFileError) -> RootError {
    RootError::Config { path: root.join(path), reason: std::io::Error::other(refused.to_string()) }
}

/// Reads a config file that the user named, of any file type, up to the size limit.
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

/// Reads a file that is a link or behind links: resolves them once, then reads the target without following any link.
///
/// # Errors
/// When it is refused.
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

/// Returns the folders outside the vault that links may point into.
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
        // The file became a link after it was resolved.
        BeneathError::Link | BeneathError::Outside => ConfigFileError::Outside,
        BeneathError::NotAFile => ConfigFileError::NotAFile,
        BeneathError::TooLarge => ConfigFileError::TooLarge(limit),
        BeneathError::Io(error) => ConfigFileError::Unreadable(error.to_string()),
    }
}
