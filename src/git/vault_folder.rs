//! The folder where vaultlint keeps what belongs to one vault.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::Repository;
use crate::beneath::Folder;

/// The folder of one vault: in Git's own, where nothing publishes it; outside Git below one of the system's.
#[derive(Clone, Debug)]
pub enum VaultFolder {
    /// In our own folder of this repository.
    Repository {
        /// The repository.
        repository: Box<Repository>,
        /// The name in our own folder; that folder itself where it is empty.
        name: &'static str,
    },
    /// Below a folder that the system names.
    System {
        /// That folder.
        base: PathBuf,
        /// The path there.
        inside: String,
    },
}

impl VaultFolder {
    /// Where it is, for messages.
    pub fn path(&self) -> PathBuf {
        match self {
            Self::Repository { repository, name } => repository.data_folder().join(name),
            Self::System { base, inside } => base.join(inside),
        }
    }

    /// The repository that it is in.
    pub fn repository(&self) -> Option<&Repository> {
        match self {
            Self::Repository { repository, .. } => Some(repository),
            Self::System { .. } => None,
        }
    }

    /// Opens it, where it is there and ours.
    pub fn open(&self) -> Option<Folder> {
        let folder = match self {
            Self::Repository { repository, name } => repository.open_data_folder().ok()??.folder(name),
            Self::System { base, inside } => Folder::open(base).ok()?.folder(inside),
        };
        folder.ok().filter(Folder::is_owned_by_user)
    }

    /// Opens it, and makes it where it is not there.
    ///
    /// # Errors
    /// When it cannot be made, or is not ours.
    pub fn create(&self) -> io::Result<Folder> {
        Ok(match self {
            Self::Repository { repository, name } => repository.create_data_folder()?.make_private_folder(name)?,
            Self::System { base, inside } => {
                fs::create_dir_all(base)?;
                Folder::open(base)?.make_private_folder(inside)?
            }
        })
    }
}
