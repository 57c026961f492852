//! The index: the content of the next commit.

use std::fs;
use std::path::{Path, PathBuf};

use gix_index::entry::{Flags, Mode, Stage};

use super::{GitError, ObjectId, Repository};

/// A parsed index.
pub struct Index {
    path: PathBuf,
    pub(super) file: Option<gix_index::File>,
}

/// The kind of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A regular file.
    Regular,
    /// An executable file.
    Executable,
    /// A symbolic link, whose content is its target.
    Link,
    /// A submodule, or a folder that is not checked out.
    Other,
}

/// One file of the index.
#[derive(Clone, Copy, Debug)]
pub struct IndexEntry<'a> {
    /// The path from the repository's top, as raw bytes.
    pub path: &'a [u8],
    /// The content.
    pub id: ObjectId,
    /// The kind.
    pub kind: FileKind,
    /// Whether the path has unresolved merge conflicts.
    pub is_unmerged: bool,
    /// Whether Git ignores changes to the working copy (assume-unchanged or skip-worktree).
    pub is_hidden_from_status: bool,
}

impl FileKind {
    /// Returns whether the entry is a file, executable or not.
    pub fn is_file(self) -> bool {
        matches!(self, Self::Regular | Self::Executable)
    }

    /// Returns the mode as Git writes it, such as `100644`.
    pub(super) fn mode(self) -> &'static str {
        match self {
            Self::Regular => "100644",
            Self::Executable => "100755",
            Self::Link => "120000",
            Self::Other => "160000",
        }
    }

    /// Converts the mode bits of a tree or an index.
    pub(super) fn from_mode(mode: u32) -> Self {
        match mode & 0o170_000 {
            0o100_000 if mode & 0o100 != 0 => Self::Executable,
            0o100_000 => Self::Regular,
            0o120_000 => Self::Link,
            _ => Self::Other,
        }
    }
}

impl Index {
    /// Reads the index of `repository`. A missing index is empty.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(repository: &Repository) -> Result<Self, GitError> {
        Self::open_at(repository, &repository.index)
    }

    /// Reads an index of `repository` at `path`.
    pub(super) fn open_at(repository: &Repository, path: &Path) -> Result<Self, GitError> {
        if !path.exists() {
            return Ok(Self { path: path.to_owned(), file: None });
        }
        // Git does not verify the checksum either when it reads.
        let hash = if repository.is_sha256 { gix_index::hash::Kind::Sha256 } else { gix_index::hash::Kind::Sha1 };
        let file = gix_index::File::at(path, hash, true, gix_index::decode::Options::default());
        let file = file.map_err(|error| GitError::Index { path: path.to_owned(), reason: error.to_string() })?;
        Ok(Self { path: path.to_owned(), file: Some(file) })
    }

    /// Returns the path of the index file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the files, sorted by path, without intent-to-add entries (`git add -N`).
    pub fn entries(&self) -> impl Iterator<Item = IndexEntry<'_>> {
        self.file.iter().flat_map(|file| file.entries().iter().map(move |entry| to_entry(file, entry))).flatten()
    }

    /// Returns the file at `path`.
    pub fn entry(&self, path: &[u8]) -> Option<IndexEntry<'_>> {
        let file = self.file.as_ref()?;
        to_entry(file, file.entry_by_path(path.into())?)
    }

    /// Returns whether the index has a file below the folder `path`, which ends in `/`.
    pub fn has_folder(&self, path: &[u8]) -> bool {
        self.file.as_ref().is_some_and(|file| file.prefixed_entries(path.into()).is_some_and(|found| !found.is_empty()))
    }

    /// Returns whether every file is checked out unchanged below `top`. Compares the file times and sizes recorded in
    /// the index first, then the bytes, without applying filters.
    pub fn is_checked_out(&self, top: &Path) -> bool {
        let Some(file) = &self.file else { return true };
        let is_here = |entry: &gix_index::Entry| {
            let is_file = matches!(entry.mode, Mode::FILE | Mode::FILE_EXECUTABLE | Mode::SYMLINK);
            if !is_file || entry.flags.contains(Flags::SKIP_WORKTREE) {
                return true;
            }
            let Ok(path) = std::str::from_utf8(entry.path(file)) else { return false };
            let path = top.join(path);
            if entry.mode == Mode::SYMLINK && cfg!(unix) && !path.is_symlink() {
                return false;
            }
            is_known(file, entry, &path) || has_content(entry, &path)
        };
        file.entries().iter().all(is_here)
    }

    /// Returns whether a merge has unresolved conflicts.
    pub fn has_unmerged(&self) -> bool {
        self.entries().any(|entry| entry.is_unmerged)
    }
}

/// Returns whether the file matches the metadata recorded in the index and was not written at the same time as the
/// index.
fn is_known(index: &gix_index::File, entry: &gix_index::Entry, path: &Path) -> bool {
    let options = gix_index::entry::stat::Options::default();
    let now = gix_index::fs::Metadata::from_path_no_follow(path).ok();
    let now = now.and_then(|now| gix_index::entry::Stat::from_fs(&now).ok());
    now.is_some_and(|now| entry.stat.matches(&now, options)) && !entry.stat.is_racy(index.timestamp(), options)
}

/// Returns whether the file has the content of the entry.
fn has_content(entry: &gix_index::Entry, path: &Path) -> bool {
    let Ok(bytes) = fs::read(path) else { return false };
    let mut hasher = gix_index::hash::hasher(entry.id.kind());
    hasher.update(format!("blob {}\0", bytes.len()).as_bytes());
    hasher.update(&bytes);
    hasher.try_finalize().is_ok_and(|id| id == entry.id)
}

/// Converts an entry to a plain value. Returns `None` for an intent-to-add entry.
pub(super) fn to_entry<'a>(file: &'a gix_index::File, entry: &gix_index::Entry) -> Option<IndexEntry<'a>> {
    if entry.flags.contains(Flags::INTENT_TO_ADD) {
        return None;
    }
    let kind = match entry.mode {
        Mode::FILE => FileKind::Regular,
        Mode::FILE_EXECUTABLE => FileKind::Executable,
        Mode::SYMLINK => FileKind::Link,
        _ => FileKind::Other,
    };
    Some(IndexEntry {
        path: entry.path(file),
        id: ObjectId::new(entry.id.as_bytes()),
        kind,
        is_unmerged: entry.stage() != Stage::Unconflicted,
        is_hidden_from_status: entry.flags.intersects(Flags::ASSUME_VALID | Flags::SKIP_WORKTREE),
    })
}
