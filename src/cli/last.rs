//! The last clean run of a repository: the commit from which on `--since last` looks.

use std::fs;

use super::error::Failure;
use crate::git::{Objects, Repository};
use crate::source::{Revisions, Vault};

const FILE: &str = "last-clean";

/// What `--since NAME` means.
pub(super) fn since(repository: &Repository, name: &str) -> Result<Revisions, Failure> {
    if name != "last" {
        return Ok(Revisions::range(repository, name)?);
    }
    let written = fs::read_to_string(repository.own_folder().join(FILE)).map_err(|_| Failure::NoLastRun)?;
    let commit = written.trim();
    Revisions::range(repository, commit).map_err(|error| match error {
        crate::git::GitError::NoRevision { .. } => Failure::LastRunGone(commit.chars().take(7).collect()),
        other => other.into(),
    })
}

/// Remembers that all is clean up to HEAD. Where it cannot be written down, the next run looks at more.
pub(super) fn remember(repository: &Repository) {
    let Ok(Some(head)) = Objects::of(repository).and_then(|objects| objects.head()) else { return };
    let folder = repository.own_folder();
    let _ = fs::create_dir_all(&folder).and_then(|()| fs::write(folder.join(FILE), format!("{head}\n")));
}

/// Remembers HEAD where nothing is remembered yet: what is there when the hook is installed is not new.
pub(super) fn begin(repository: &Repository) {
    if !repository.own_folder().join(FILE).exists() {
        remember(repository);
    }
}

/// The same for the repository around a vault, where the vault is all of its working tree.
pub(super) fn remember_around(vault: &Vault) {
    if let Some(repository) = Repository::around(&vault.root).filter(|repository| repository.top == vault.root) {
        remember(&repository);
    }
}
