//! The requested part of a repository.

use std::collections::HashSet;
use std::env;
use std::path::{Path, PathBuf};

use super::RootError;
use super::tracked_files::TrackedFiles;
use crate::git::{Changes, Repository, VaultPrefix};

/// The requested notes and folders, as paths from the repository's top. Without any, everything is requested.
pub(super) struct Pathspec {
    named: HashSet<Vec<u8>>,
    /// The paths as typed, for messages.
    typed: Vec<(PathBuf, Vec<u8>)>,
    root: Option<PathBuf>,
}

impl Pathspec {
    /// Resolves `paths` in the repository, and in `vault` if one was named.
    ///
    /// # Errors
    /// When a path is outside the repository or the vault.
    pub(super) fn new(repository: &Repository, paths: &[PathBuf], vault: Option<&Path>) -> Result<Self, RootError> {
        let root = vault.map(absolute);
        let outside = |path: &Path, vault: &Path| RootError::Outside { path: path.to_owned(), vault: vault.to_owned() };
        let mut typed = Vec::new();
        for path in paths {
            let found = absolute(path);
            if let Some(root) = root.as_ref().filter(|root| !found.starts_with(root)) {
                return Err(outside(path, root));
            }
            let inside = found.strip_prefix(&repository.top).map_err(|_| outside(path, &repository.top))?;
            let parts: Vec<&[u8]> = inside.iter().map(|part| part.as_encoded_bytes()).collect();
            typed.push((path.clone(), parts.join(&b'/')));
        }
        let mut named: HashSet<Vec<u8>> = typed.iter().map(|(_, path)| path.clone()).collect();
        if let (Some(root), true) = (&root, paths.is_empty()) {
            match VaultPrefix::new(root, &repository.top) {
                Some(VaultPrefix::Below(folder)) => named.extend([folder.trim_end_matches('/').as_bytes().to_owned()]),
                Some(VaultPrefix::Above(_)) => {}
                None => return Err(outside(root, &repository.top)),
            }
        }
        Ok(Self { named, typed, root })
    }

    /// Checks that every path exists, or existed before the changes.
    ///
    /// # Errors
    /// When a path does not exist.
    pub(super) fn check_exists(&self, changes: &Changes, tracked: &dyn TrackedFiles) -> Result<(), RootError> {
        let is_deleted = |path: &[u8]| changes.deleted.iter().any(|file| is_below(&file.path, path));
        let is_tracked = |path: &[u8]| tracked.file(path).is_some() || tracked.has_folder(&[path, b"/"].concat());
        let is_on_disk = |typed: &Path| absolute(typed).symlink_metadata().is_ok();
        let is_somewhere = |(typed, path): &&(PathBuf, Vec<u8>)| {
            path.is_empty() || is_tracked(path) || is_deleted(path) || is_on_disk(typed)
        };
        match self.typed.iter().find(|one| !is_somewhere(one)) {
            Some((typed, _)) => Err(RootError::Nowhere(typed.clone())),
            None => Ok(()),
        }
    }

    /// Returns the root of the vault, if one was named.
    pub(super) fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// Returns whether the file itself was named.
    pub(super) fn is_named(&self, path: &[u8]) -> bool {
        self.named.contains(path)
    }

    /// Returns whether the file or one of its parent folders was requested.
    pub(super) fn matches(&self, path: &[u8]) -> bool {
        let folders = path.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| &path[..at]);
        self.named.is_empty()
            || self.is_named(path)
            || self.is_named(b"")
            || folders.into_iter().any(|folder| self.is_named(folder))
    }
}

fn is_below(path: &[u8], folder: &[u8]) -> bool {
    path.strip_prefix(folder).is_some_and(|suffix| suffix.is_empty() || suffix[0] == b'/')
}

/// Returns the absolute path with links in its folders resolved. The file need not exist on disk: it may only be
/// staged.
fn absolute(path: &Path) -> PathBuf {
    if !path.is_symlink()
        && let Ok(real) = path.canonicalize()
    {
        return real;
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (parent.canonicalize(), path.file_name()) {
        (Ok(parent), Some(name)) => parent.join(name),
        _ => env::current_dir().unwrap_or_default().join(path),
    }
}
