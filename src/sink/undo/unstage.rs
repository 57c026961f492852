//! Taking a fix back out of the index.

use std::fs;

use super::{Staged, UndoError, UndoStore};
use crate::git::{GitError, Index, NewBlob, ObjectId, Objects, Repository, stage};

impl UndoStore {
    /// Puts the old contents of `notes` back into the index, where it still holds the fixed ones and no commit does.
    pub(super) fn unstage<'a>(&self, notes: impl Iterator<Item = &'a Staged>) -> Result<(), UndoError> {
        let mut notes = notes.peekable();
        let Some(repository) = notes.peek().and_then(|_| Repository::around(&self.root)) else { return Ok(()) };
        let objects = Objects::of(&repository)?;
        let head = objects.head()?;
        let path = &repository.index;
        let as_read = fs::read(path).map_err(|reason| GitError::Io { path: path.clone(), reason })?;
        let index = Index::of(&repository)?;
        let staged_only = |note: &'a Staged| {
            let (path, old, fixed) = (note.path.as_bytes(), ObjectId::parse(&note.old)?, ObjectId::parse(&note.id)?);
            let entry = index.entry(path).filter(|entry| entry.id == fixed && !entry.is_unmerged)?;
            let is_committed = head.is_some_and(|head| objects.file_at(head, path) == Some(fixed));
            (!is_committed).then_some(NewBlob { path, kind: entry.kind, old: fixed, new: old })
        };
        let blobs: Vec<NewBlob<'_>> = notes.filter_map(staged_only).collect();
        if blobs.is_empty() { Ok(()) } else { Ok(stage(&repository, &as_read, &blobs)?) }
    }
}
