//! Notes read from Git.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::config_files::ConfigFileError;
use super::tracked_files::{TrackedFiles, is_hidden};
use super::walk::is_note;
use super::{LIMIT_BYTES, config_in_git};
use crate::engine::{ContentId, NoteSource, Unreadable};
use crate::git::{FileKind, GitError, ObjectId, ObjectStore, TrackedFile, VaultPrefix};
use crate::note::decode;
use crate::vault::VAULT_MARKERS;

/// The notes of one vault in the index or a revision.
pub(crate) struct GitNotes {
    pub(super) objects: Arc<ObjectStore>,
    pub(super) tracked: Arc<dyn TrackedFiles>,
    pub(super) prefix: VaultPrefix,
    /// Whether the notes are compared with older ones.
    pub(super) has_base: bool,
    /// Whether notes below the marker of another vault belong to that vault.
    pub(super) excludes_inner: bool,
    /// The notes to check, by their path in the vault.
    pub(super) notes: HashMap<String, TrackedNote>,
    /// The files of the vault, listed on first use.
    pub(super) listed: OnceLock<Vec<String>>,
}

/// A note in Git to check.
#[derive(Clone, Debug)]
pub(crate) struct TrackedNote {
    /// The file.
    pub file: TrackedFile,
    /// Whether the path has unresolved merge conflicts.
    pub is_unmerged: bool,
    /// Whether Git ignores changes to the working copy (assume-unchanged or skip-worktree).
    pub is_hidden: bool,
    /// The path at the first base, if it was another path of the vault.
    pub old_path: Option<String>,
    /// The contents at the bases of the run.
    pub bases: Vec<ObjectId>,
}

impl GitNotes {
    /// Returns the note at `path` in the vault, if it is to be checked.
    pub(crate) fn note(&self, path: &str) -> Option<&TrackedNote> {
        self.notes.get(path)
    }

    /// Returns every file of the vault in Git except hidden ones, and the markers of nested vaults.
    pub(super) fn files(&self) -> &[String] {
        self.listed.get_or_init(|| self.list())
    }

    fn list(&self) -> Vec<String> {
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

    /// Returns whether the notes are those of the index, not of a revision.
    pub(crate) fn are_staged(&self) -> bool {
        self.tracked.is_index()
    }

    /// Returns every note of the vault in Git except hidden ones.
    pub(super) fn notes(&self) -> Vec<String> {
        let files = self.files();
        let inner: BTreeSet<&str> = match self.excludes_inner {
            true => files.iter().filter_map(|path| marked_folder(path)).collect(),
            false => BTreeSet::new(),
        };
        let is_inner =
            |path: &str| !inner.is_empty() && path.match_indices('/').any(|(at, _)| inner.contains(&path[..at]));
        files.iter().filter(|path| is_note(path) && !is_inner(path)).cloned().collect()
    }

    /// Returns the path of the vault relative to the repository.
    pub(crate) fn prefix(&self) -> &VaultPrefix {
        &self.prefix
    }

    /// Reads a config file of the vault at `root`.
    pub(super) fn config(&self, root: &Path, path: &str) -> Result<Option<String>, ConfigFileError> {
        config_in_git::read(root, path, &self.prefix, self.tracked.as_ref(), &self.objects)
    }

    /// Returns whether the note could be checked at some base, so that failing to check it now is a new problem.
    pub(crate) fn was_checked(&self, path: &str) -> bool {
        let Some(note) = self.notes.get(path) else { return true };
        let is_text = |&id: &ObjectId| self.content(id).is_ok_and(|bytes| decode(bytes).is_ok());
        note.bases.is_empty() || note.bases.iter().any(is_text)
    }

    /// Reads a note that is a file of this `kind` with this content.
    ///
    /// # Errors
    /// When it is not a regular file, is too large, or has its content elsewhere.
    pub(super) fn read_file(&self, id: ObjectId, kind: FileKind) -> Result<Vec<u8>, Unreadable> {
        match kind {
            FileKind::Regular | FileKind::Executable => {}
            FileKind::Link => return Err(Unreadable::SymbolicLink),
            FileKind::Other => return Err(Unreadable::NotAFile),
        }
        let bytes = self.content(id)?;
        match external_storage(&bytes) {
            Some(storage) => Err(Unreadable::Elsewhere(storage)),
            None => Ok(bytes),
        }
    }

    /// Returns whether the content is a pointer to the note, or cannot be read.
    fn is_refused(&self, id: ObjectId) -> bool {
        match self.objects.content(id, LONGEST_POINTER) {
            Ok(bytes) => external_storage(&bytes).is_some(),
            Err(GitError::TooLarge(_)) => false,
            Err(_) => true,
        }
    }

    /// Returns the file at `path`, and whether it has unresolved merge conflicts.
    fn file_at(&self, path: &str) -> Option<(ObjectId, FileKind, bool)> {
        if let Some(note) = self.notes.get(path) {
            return Some((note.file.id, note.file.kind, note.is_unmerged));
        }
        let (id, kind) = self.tracked.file(&self.prefix.to_repository_path(path)?)?;
        Some((id, kind, false))
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
        match self.file_at(path) {
            Some((_, _, true)) => Err(Unreadable::Unmerged),
            Some((id, kind, false)) => self.read_file(id, kind),
            None => Err(io::Error::from(io::ErrorKind::NotFound).into()),
        }
    }

    /// A pointer to a note has an id too, so the notes to check are looked into. Of other notes only facts are read, and a
    /// pointer has none.
    fn content_id(&self, path: &str) -> Option<ContentId> {
        let (id, kind, is_unmerged) = self.file_at(path)?;
        let blob = id.to_blob_id().filter(|_| kind.is_file() && !is_unmerged)?;
        let is_refused = self.notes.contains_key(path) && self.is_refused(id);
        (!is_refused).then_some(blob)
    }

    fn old_path(&self, path: &str) -> Option<String> {
        self.notes.get(path)?.old_path.clone()
    }

    /// Skips bases that cannot be read, which can only make more findings new.
    fn bases(&self, path: &str) -> Option<Vec<Vec<u8>>> {
        let bases = &self.notes.get(path).filter(|_| self.has_base)?.bases;
        Some(bases.iter().filter_map(|&id| self.content(id).ok()).collect())
    }
}

/// Returns the path of the vault marker that the file at `path` is or belongs to, if any.
pub(super) fn marker_in(path: &str) -> Option<&str> {
    let mut starts = path.match_indices('/').map(|(at, _)| at + 1);
    starts.find_map(|start| {
        let name = path[start..].split('/').next().unwrap_or_default();
        let is_visible = || !is_hidden(path[..start].trim_end_matches('/'));
        (VAULT_MARKERS.contains(&name) && is_visible()).then(|| &path[..start + name.len()])
    })
}

/// Returns the folder of which the file at `path` is the marker.
fn marked_folder(path: &str) -> Option<&str> {
    let (folder, name) = path.rsplit_once('/')?;
    VAULT_MARKERS.contains(&name).then_some(folder)
}

/// The exclusive maximum size of a Git LFS pointer, in bytes, according to its specification.
const LONGEST_POINTER: u64 = 1024;

/// Returns the tool that stores the real content, if `bytes` are a pointer or encrypted.
fn external_storage(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"version https://git-lfs.github.com/spec/") && (bytes.len() as u64) < LONGEST_POINTER {
        return Some("Git LFS");
    }
    bytes.starts_with(b"\0GITCRYPT\0").then_some("git-crypt")
}
