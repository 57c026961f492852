//! One step of the way back: what it is made of, and how it is written down.

use std::borrow::Cow;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::engine::Change;
use crate::git::Repository;

/// The list, and the most bytes that it may have.
pub(super) const LIST: &str = "step.json";
pub(super) const LIST_LIMIT: u64 = 256 << 20;

/// The most bytes of the file of all: it is read as a whole.
pub(super) const BYTES_LIMIT: u64 = 4 << 30;

/// One run that wrote notes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Step {
    pub(super) version: u32,
    pub(super) root: PathBuf,
    /// Seconds since 1970.
    pub(super) when: i64,
    pub(super) command: String,
    /// The process that is still writing, or taking back; None when it is through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) writer: Option<String>,
    /// The repository whose index was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) repository: Option<StepRepository>,
    /// Whether it is done as a whole or not at all.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_whole: bool,
    /// Whether the writer takes it back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_undo: bool,
    pub(super) notes: Vec<StepNote>,
}

impl Step {
    /// The length of the file of all; None where it would be longer than [`BYTES_LIMIT`].
    pub(super) fn length(&self) -> Option<u64> {
        let length = self.notes.iter().try_fold(0, |sum: u64, note| {
            let staged = note.staged.as_ref().map_or(0, |staged| staged.old);
            [note.before, note.after, staged].iter().try_fold(sum, |sum, length| sum.checked_add(*length as u64))
        });
        length.filter(|length| *length <= BYTES_LIMIT)
    }

    /// The bytes of each note. None where `bytes`, the file of all, is too short.
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

/// One note of a step. The lengths, in bytes, say where it stands in the file of all.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct StepNote {
    pub(super) path: String,
    pub(super) before: usize,
    pub(super) after: usize,
    /// Where the file is afterwards, where it moves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) moved_to: Option<String>,
    /// Whether it was taken back already.
    pub(super) undone: bool,
    /// Whether the file stays as it is.
    #[serde(default)]
    pub(super) index_only: bool,
    /// What was staged with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) staged: Option<Staged>,
}

/// A note in the index.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Staged {
    /// The note's path from Git's top.
    pub(super) path: String,
    /// The length of its old text, which stands behind those of the file.
    pub(super) old: usize,
    /// The object with the fixed text.
    pub(super) id: String,
}

/// A note that is about to be written.
pub(in crate::sink) struct Backup<'a> {
    /// Its path in the vault.
    pub(in crate::sink) path: &'a str,
    /// What the file holds, and what it is to hold; None where it stays.
    pub(in crate::sink) copy: Option<FileBackup<'a>>,
    /// Where the file is to be, where it moves.
    pub(in crate::sink) moved_to: Option<&'a str>,
    /// What is staged with it.
    pub(in crate::sink) staged: Option<StagedBackup<'a>>,
}

/// The bytes of a file, before and after.
#[derive(Clone, Copy)]
pub(in crate::sink) enum FileBackup<'a> {
    Change(&'a Change),
    Bytes { before: &'a [u8], after: &'a [u8] },
}

impl<'a> FileBackup<'a> {
    pub(super) fn before(self) -> &'a [u8] {
        match self {
            Self::Change(change) => change.before(),
            Self::Bytes { before, .. } => before,
        }
    }

    /// Made at each call, where it is a change: only one need be in memory.
    pub(super) fn after(self) -> Cow<'a, [u8]> {
        match self {
            Self::Change(change) => Cow::Owned(change.after().into_bytes()),
            Self::Bytes { after, .. } => Cow::Borrowed(after),
        }
    }

    fn length_after(self) -> usize {
        match self {
            Self::Change(change) => change.length_after(),
            Self::Bytes { after, .. } => after.len(),
        }
    }
}

/// What is about to be staged.
pub(in crate::sink) struct StagedBackup<'a> {
    /// The note's path from Git's top.
    pub(in crate::sink) path: String,
    /// Its old text.
    pub(in crate::sink) old: &'a [u8],
    /// The object with the fixed text.
    pub(in crate::sink) id: String,
}

impl StepNote {
    pub(super) fn of(note: &Backup<'_>) -> Self {
        let staged = note.staged.as_ref();
        Self {
            path: note.path.to_owned(),
            before: note.copy.map_or(0, |copy| copy.before().len()),
            after: note.copy.map_or(0, FileBackup::length_after),
            moved_to: note.moved_to.map(str::to_owned),
            undone: false,
            index_only: note.copy.is_none(),
            staged: staged.map(|staged| Staged {
                path: staged.path.clone(),
                old: staged.old.len(),
                id: staged.id.clone(),
            }),
        }
    }

    /// Its bytes, off the front of `rest`.
    fn take<'a>(&self, rest: &mut &'a [u8]) -> Option<NoteBytes<'a>> {
        let (before, tail) = rest.split_at_checked(self.before)?;
        let (after, tail) = tail.split_at_checked(self.after)?;
        let (staged, tail) = tail.split_at_checked(self.staged.as_ref().map_or(0, |staged| staged.old))?;
        *rest = tail;
        Some(NoteBytes { before, after, staged })
    }
}

/// The bytes of one note of a step.
pub(super) struct NoteBytes<'a> {
    /// Of the file, before the fix.
    pub(super) before: &'a [u8],
    /// Of the file, after it.
    pub(super) after: &'a [u8],
    /// Of the index, before it.
    pub(super) staged: &'a [u8],
}
