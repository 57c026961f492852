//! The content and file format of an undo step.

use std::borrow::Cow;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::engine::Change;
use crate::git::Repository;

/// The name of the file with the list of notes, and its maximum size in bytes.
pub(super) const LIST: &str = "step.json";
pub(super) const LIST_LIMIT: u64 = 256 << 20;

/// The maximum size of the bytes file, which is read into memory.
pub(super) const BYTES_LIMIT: u64 = 4 << 30;

/// One run that wrote notes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Step {
    pub(super) version: u32,
    pub(super) root: PathBuf,
    /// Seconds since 1970.
    pub(super) when: i64,
    pub(super) command: String,
    /// The process that is writing or undoing the step, or `None` when it is finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) writer: Option<String>,
    /// The repository whose index was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) repository: Option<StepRepository>,
    /// Whether the step must be carried out completely or not at all.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_whole: bool,
    /// Whether the writer is undoing the step.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_undo: bool,
    pub(super) notes: Vec<StepNote>,
    /// The empty folders that moved: old path and new path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) empty_folders: Vec<(String, String)>,
}

impl Step {
    /// Returns the length of the bytes file, or `None` if it would exceed [`BYTES_LIMIT`].
    pub(super) fn length(&self) -> Option<u64> {
        let length = self.notes.iter().try_fold(0, |sum: u64, note| {
            let staged = note.staged.as_ref().map_or(0, |staged| staged.old);
            [note.before, note.after, staged].iter().try_fold(sum, |sum, length| sum.checked_add(*length as u64))
        });
        length.filter(|length| *length <= BYTES_LIMIT)
    }

    /// Splits the content of the bytes file by note. Returns `None` if it is too short.
    pub(super) fn parts<'a>(&self, mut bytes: &'a [u8]) -> Option<Vec<NoteBytes<'a>>> {
        self.notes.iter().map(|note| note.take(&mut bytes)).collect()
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct StepRepository {
    pub(super) top: PathBuf,
    pub(super) git_dir: PathBuf,
}

impl StepRepository {
    pub(super) fn open(&self) -> Option<Repository> {
        Repository::open_at(&self.top, &self.git_dir)
    }
}

/// A note of a step. The lengths, in bytes, determine its position in the bytes file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct StepNote {
    pub(super) path: String,
    pub(super) before: usize,
    pub(super) after: usize,
    /// The new path, if the file moves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) moved_to: Option<String>,
    /// Whether the note was already restored.
    pub(super) undone: bool,
    /// Whether the bytes of the file do not change: only the index does, or the file only moves.
    #[serde(default)]
    pub(super) index_only: bool,
    /// The change in the index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) staged: Option<Staged>,
}

/// The change of a note in the index.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Staged {
    /// The path from the repository's top.
    pub(super) path: String,
    /// The length of the old text, which follows the texts of the file.
    pub(super) old: usize,
    /// The object with the fixed text.
    pub(super) id: String,
}

/// The backup of a note that is about to be written.
pub(in crate::sink) struct Backup<'a> {
    /// The path in the vault.
    pub(in crate::sink) path: &'a str,
    /// The old and new content of the file, or `None` if it does not change.
    pub(in crate::sink) copy: Option<FileBackup<'a>>,
    /// The new path, if the file moves.
    pub(in crate::sink) moved_to: Option<&'a str>,
    /// The change in the index.
    pub(in crate::sink) staged: Option<StagedBackup<'a>>,
}

/// The bytes of a file before and after.
#[derive(Clone, Copy)]
pub(in crate::sink) enum FileBackup<'a> {
    Change(&'a Change),
    Bytes { before: &'a [u8], after: &'a [u8] },
}

impl<'a> FileBackup<'a> {
    /// Returns the old content. That of a change is built on each call, so that only one is in memory at a time.
    pub(super) fn before(self) -> Cow<'a, [u8]> {
        match self {
            Self::Change(change) => Cow::Owned(change.before()),
            Self::Bytes { before, .. } => Cow::Borrowed(before),
        }
    }

    /// Returns the new content, like [`before`](Self::before).
    pub(super) fn after(self) -> Cow<'a, [u8]> {
        match self {
            Self::Change(change) => Cow::Owned(change.after().into_bytes()),
            Self::Bytes { after, .. } => Cow::Borrowed(after),
        }
    }

    fn length_before(self) -> usize {
        match self {
            Self::Change(change) => change.length_before(),
            Self::Bytes { before, .. } => before.len(),
        }
    }

    fn length_after(self) -> usize {
        match self {
            Self::Change(change) => change.length_after(),
            Self::Bytes { after, .. } => after.len(),
        }
    }
}

/// The backup of an index entry that is about to be written.
pub(in crate::sink) struct StagedBackup<'a> {
    /// The path from the repository's top.
    pub(in crate::sink) path: String,
    /// The change from the old text.
    pub(in crate::sink) change: &'a Change,
    /// The object with the fixed text.
    pub(in crate::sink) id: String,
}

impl StepNote {
    pub(super) fn of(note: &Backup<'_>) -> Self {
        let staged = note.staged.as_ref();
        Self {
            path: note.path.to_owned(),
            before: note.copy.map_or(0, FileBackup::length_before),
            after: note.copy.map_or(0, FileBackup::length_after),
            moved_to: note.moved_to.map(str::to_owned),
            undone: false,
            index_only: note.copy.is_none(),
            staged: staged.map(|staged| Staged {
                path: staged.path.clone(),
                old: staged.change.length_before(),
                id: staged.id.clone(),
            }),
        }
    }

    /// Takes the bytes of this note from the front of `bytes`.
    fn take<'a>(&self, bytes: &mut &'a [u8]) -> Option<NoteBytes<'a>> {
        let (before, tail) = bytes.split_at_checked(self.before)?;
        let (after, tail) = tail.split_at_checked(self.after)?;
        let (staged, tail) = tail.split_at_checked(self.staged.as_ref().map_or(0, |staged| staged.old))?;
        *bytes = tail;
        Some(NoteBytes { before, after, staged })
    }
}

/// The bytes of one note of a step.
pub(super) struct NoteBytes<'a> {
    /// The file before the fix.
    pub(super) before: &'a [u8],
    /// The file after the fix.
    pub(super) after: &'a [u8],
    /// The index entry before the fix.
    pub(super) staged: &'a [u8],
}
