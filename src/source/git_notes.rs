//! Notes as Git holds them.

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::config_files::ConfigFileError;
use super::snapshot::{TrackedFiles, is_hidden};
use super::{LIMIT_BYTES, config_in_git};
use crate::engine::{NoteSource, Unreadable};
use crate::git::{FileKind, GitError, ObjectId, ObjectStore, VaultPrefix};
use crate::note::decode;
use crate::vault::VAULT_MARKERS;

/// The notes of one vault, as the index or a revision holds them.
pub struct GitNotes {
    pub(super) objects: Arc<ObjectStore>,
    pub(super) tracked: Arc<dyn TrackedFiles>,
    pub(super) prefix: VaultPrefix,
    /// The notes that are checked, by their path in the vault.
    pub(super) notes: HashMap<String, TrackedNote>,
}

/// A note that is checked.
#[derive(Clone, Debug)]
pub struct TrackedNote {
    /// Its path from Git's top.
    pub path: Vec<u8>,
    /// Its content.
    pub id: ObjectId,
    /// What stands there.
    pub kind: FileKind,
    /// Whether both sides of a merge are in its place.
    pub is_unmerged: bool,
    /// Whether Git was told not to look at its working copy.
    pub is_hidden: bool,
    /// Its contents at the bases of the run.
    pub bases: Vec<ObjectId>,
}

impl GitNotes {
    /// The note at `path` in the vault, if it is one of those that are checked.
    pub fn note(&self, path: &str) -> Option<&TrackedNote> {
        self.notes.get(path)
    }

    /// Every file of the vault that Git holds, but for hidden ones; and what makes a folder of it a vault of its own.
    pub(super) fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        self.tracked.each(&mut |path| {
            let Some(path) = self.prefix.to_vault_path(path) else { return };
            match marker_in(&path) {
                Some(marker) => files.push(marker.to_owned()),
                None if is_hidden(&path) => {}
                None => files.push(path),
            }
        });
        files
    }

    /// How the vault and the repository lie to each other.
    pub fn prefix(&self) -> &VaultPrefix {
        &self.prefix
    }

    /// A file that says how the vault at `root` is checked.
    pub(super) fn config(&self, root: &Path, path: &str) -> Result<Option<String>, ConfigFileError> {
        config_in_git::read(root, path, &self.prefix, self.tracked.as_ref(), &self.objects)
    }

    /// Whether the note could be checked at some base: then that it cannot be checked now is news.
    pub fn was_checked(&self, path: &str) -> bool {
        let Some(held) = self.notes.get(path) else { return true };
        let is_text = |&id: &ObjectId| self.content(id).is_ok_and(|bytes| decode(bytes).is_ok());
        held.bases.is_empty() || held.bases.iter().any(is_text)
    }

    fn content(&self, id: ObjectId) -> Result<Vec<u8>, Unreadable> {
        self.objects.content(id, LIMIT_BYTES).map_err(|error| match error {
            GitError::TooLarge(_) => Unreadable::TooLarge,
            other => io::Error::other(other.to_string()).into(),
        })
    }
}

impl NoteSource for GitNotes {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        let (id, kind, is_unmerged) = match self.notes.get(path) {
            Some(held) => (held.id, held.kind, held.is_unmerged),
            None => {
                let found = self.prefix.to_repository_path(path).and_then(|path| self.tracked.file(&path));
                let (id, kind) = found.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
                (id, kind, false)
            }
        };
        if is_unmerged {
            return Err(Unreadable::Unmerged);
        }
        match kind {
            FileKind::Regular | FileKind::Executable => {}
            FileKind::Link => return Err(Unreadable::SymbolicLink),
            FileKind::Other => return Err(Unreadable::NotAFile),
        }
        let bytes = self.content(id)?;
        match external_storage(&bytes) {
            Some(keeper) => Err(Unreadable::Elsewhere(keeper)),
            None => Ok(bytes),
        }
    }

    /// A base that cannot be read counts as none: then more is new, never less.
    fn bases(&self, path: &str) -> Option<Vec<Vec<u8>>> {
        let bases = &self.notes.get(path)?.bases;
        Some(bases.iter().filter_map(|&id| self.content(id).ok()).collect())
    }
}

/// The path of the vault marker that the file at `path` is, or is in; None where it is neither.
fn marker_in(path: &str) -> Option<&str> {
    let mut starts = path.match_indices('/').map(|(at, _)| at + 1);
    starts.find_map(|start| {
        let name = path[start..].split('/').next().unwrap_or_default();
        let is_seen = || !is_hidden(path[..start].trim_end_matches('/'));
        (VAULT_MARKERS.contains(&name) && is_seen()).then(|| &path[..start + name.len()])
    })
}

/// Pointers of Git LFS are shorter than this, in bytes, as its specification says.
const LONGEST_POINTER: usize = 1024;

/// Who keeps the real content, where Git holds a pointer to it or has it locked.
fn external_storage(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"version https://git-lfs.github.com/spec/") && bytes.len() < LONGEST_POINTER {
        return Some("Git LFS");
    }
    bytes.starts_with(b"\0GITCRYPT\0").then_some("git-crypt")
}
