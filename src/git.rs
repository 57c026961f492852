//! The repository around a vault.
//!
//! Plain values come out of here, never a type of the library underneath.

use std::path::{Path, PathBuf};

/// Where a repository is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// The folder that diff paths count from.
    pub top: PathBuf,
    /// The folder with Git's own files; that of the worktree, where there are several.
    pub git_dir: PathBuf,
}

impl Repository {
    /// The repository whose working tree holds `folder`. None outside Git, in a bare repository, and where Git's own
    /// files cannot be read.
    pub fn around(folder: &Path) -> Option<Self> {
        let found = git2::Repository::discover(folder).ok()?;
        let top = found.workdir()?.canonicalize().ok()?;
        Some(Self { top, git_dir: found.path().to_owned() })
    }
}
