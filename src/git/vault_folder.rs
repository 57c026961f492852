//! The folder where vaultlint keeps its data about one vault.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::Repository;
use crate::beneath::Folder;

/// The data folder of one vault: in the Git folder, where it is never published, or in a system folder outside Git.
#[derive(Clone, Debug)]
pub(crate) enum VaultFolder {
    /// A folder in vaultlint's data folder of a repository.
    Repository {
        /// The repository.
        repository: Box<Repository>,
        /// The name in the data folder; empty for the data folder itself.
        name: &'static str,
    },
    /// A folder below a system folder for state or cache files.
    System {
        /// The system folder.
        base: PathBuf,
        /// The path below it.
        inside: String,
    },
}

impl VaultFolder {
    /// Returns the path, for messages.
    pub(crate) fn path(&self) -> PathBuf {
        match self {
            Self::Repository { repository, name } => repository.data_folder().join(name),
            Self::System { base, inside } => base.join(inside),
        }
    }

    /// Returns the repository that holds the folder.
    pub(crate) fn repository(&self) -> Option<&Repository> {
        match self {
            Self::Repository { repository, .. } => Some(repository),
            Self::System { .. } => None,
        }
    }

    /// Opens the folder if it exists and belongs to the user.
    pub(crate) fn open(&self) -> Option<Folder> {
        let folder = match self {
            Self::Repository { repository, name } => repository.open_data_folder().ok()??.folder(name),
            Self::System { base, inside } => Folder::open(base).ok()?.folder(inside),
        };
        folder.ok().filter(Folder::is_owned_by_user)
    }

    /// Opens the folder, creating it if it is missing.
    ///
    /// # Errors
    /// When it cannot be created or belongs to another user.
    pub(crate) fn create(&self) -> io::Result<Folder> {
        Ok(match self {
            Self::Repository { repository, name } => repository.create_data_folder()?.make_private_folder(name)?,
            Self::System { base, inside } => {
                fs::create_dir_all(base)?;
                Folder::open(base)?.make_private_folder(inside)?
            }
        })
    }
}
