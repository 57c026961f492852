//! The folder where what belongs to a vault is kept: in Git's own, where nothing publishes it, or where the system keeps
//! the state of programs.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

use etcetera::{BaseStrategy, choose_base_strategy};

use super::UndoError;
use crate::beneath::Folder;
use crate::git::{Repository, is_ours};
use crate::text::fnv1a;

/// The folder of one vault.
#[derive(Clone, Debug)]
pub(super) enum StateFolder {
    /// In this repository.
    Repository(Box<Repository>),
    /// Below the system's folder for state.
    System {
        state: PathBuf,
        /// Its path there.
        inside: String,
        /// The folder in a repository that is another user's and not used.
        foreign: Option<PathBuf>,
    },
}

impl StateFolder {
    /// Finds the folder of the vault at `root`.
    pub(super) fn of(root: &Path) -> Result<Self, UndoError> {
        let mut foreign = None;
        if let Some(repository) = Repository::around(root) {
            match repository.open_own_folder() {
                Ok(_) => return Ok(Self::Repository(Box::new(repository))),
                Err(_) => foreign = Some(repository.own_folder()),
            }
        }
        let failed = |reason: String| UndoError::Io { path: root.to_owned(), reason: io::Error::other(reason) };
        let strategy = choose_base_strategy().map_err(|error| failed(error.to_string()))?;
        let state = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
        // A path that counts from the current folder would lead into the vault: the XDG specification has it ignored.
        if !state.is_absolute() {
            return Err(failed(
                "HOME is not an absolute path: there is no folder to keep what a fix replaces".to_owned(),
            ));
        }
        let inside = [key_of(root), old_key_of(root)].map(|key| format!("vaultlint/{key}"));
        let is_old = !state.join(&inside[0]).exists() && state.join(&inside[1]).exists();
        let [new, old] = inside;
        Ok(Self::System { state, inside: if is_old { old } else { new }, foreign })
    }

    /// Where it is, for messages.
    pub(super) fn path(&self) -> PathBuf {
        match self {
            Self::Repository(repository) => repository.own_folder(),
            Self::System { state, inside, .. } => state.join(inside),
        }
    }

    /// The repository that it is in.
    pub(super) fn repository(&self) -> Option<&Repository> {
        match self {
            Self::Repository(repository) => Some(repository),
            Self::System { .. } => None,
        }
    }

    /// The folder in a repository that should have been used, and is another user's.
    pub(super) fn foreign(&self) -> Option<&Path> {
        match self {
            Self::Repository(_) => None,
            Self::System { foreign, .. } => foreign.as_deref(),
        }
    }

    /// Opens it, where it is there and ours.
    pub(super) fn open(&self) -> Option<Folder> {
        match self {
            Self::Repository(repository) => repository.open_own_folder().ok()?,
            Self::System { state, inside, .. } => Folder::open(state).ok()?.folder(inside).ok().filter(is_ours),
        }
    }

    /// Opens it, and makes it where it is not there.
    pub(super) fn make(&self) -> io::Result<Folder> {
        match self {
            Self::Repository(repository) => Ok(repository.make_own_folder()?),
            Self::System { state, inside, .. } => {
                fs::create_dir_all(state)?;
                Ok(Folder::open(state)?.make_private_folder(inside)?)
            }
        }
    }
}

/// A folder name for a vault outside Git.
fn key_of(root: &Path) -> String {
    named(root, fnv1a(root.as_os_str().as_encoded_bytes().iter().copied()))
}

/// The same as it was up to 0.1.0, by a hash that is another with another compiler.
fn old_key_of(root: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    root.hash(&mut hasher);
    named(root, hasher.finish())
}

fn named(root: &Path, hash: u64) -> String {
    let name = root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name: String = name.chars().filter(|c| c.is_alphanumeric()).take(24).collect();
    format!("{name}-{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_vault_is_the_same_with_every_compiler() {
        assert_eq!(key_of(Path::new("/home/ada/Meine Notizen")), "MeineNotizen-fec400dc859aaa7c");
    }
}
