//! Undoes fixes in the index.

use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;

use super::{IndexOutcome, Staged, StepRepository, UndoError};
use crate::git::{GitError, Index, NewBlob, ObjectId, ObjectStore, TrackedFile, write_blobs_to_index, write_objects};

/// Restores the old texts of `notes` in the index, if the fixed texts are still staged and not committed. Returns the
/// outcome of each note, by its path from the repository's top.
pub(super) fn unstage(
    repository: Option<&StepRepository>,
    notes: Vec<(&Staged, &[u8])>,
) -> Result<HashMap<String, IndexOutcome>, UndoError> {
    let mut outcome = HashMap::new();
    let Some(repository) = repository.filter(|_| !notes.is_empty()).and_then(StepRepository::open) else {
        return Ok(outcome);
    };
    let path = &repository.index;
    let as_read = match fs::read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(outcome),
        read => read.map_err(|reason| GitError::Io { path: path.clone(), reason })?,
    };
    let (objects, index) = (ObjectStore::open(&repository)?, Index::open(&repository)?);
    let head = objects.head()?;
    let mut selected = Vec::new();
    for (note, old) in notes {
        let path = note.path.as_bytes();
        let fixed = ObjectId::parse(&note.id);
        let is_committed = head.is_some_and(|head| fixed.is_some() && objects.file_at(head, path) == fixed);
        let entry = index.entry(path).filter(|entry| !entry.is_unmerged && !entry.is_hidden_from_status);
        match entry.filter(|entry| Some(entry.id) == fixed) {
            _ if is_committed => drop(outcome.insert(note.path.clone(), IndexOutcome::Committed)),
            Some(entry) => {
                let file = TrackedFile { path: entry.path.to_owned(), id: entry.id, kind: entry.kind };
                selected.push((note, file, old));
            }
            None => drop(outcome.insert(note.path.clone(), IndexOutcome::Stays)),
        }
    }
    if selected.is_empty() {
        return Ok(outcome);
    }
    let ids = write_objects(&repository, &selected.iter().map(|(_, _, old)| *old).collect::<Vec<_>>())?;
    let blobs = selected.iter().zip(ids).map(|((_, file, _), new)| NewBlob { file, new });
    write_blobs_to_index(&repository, &as_read, &blobs.collect::<Vec<_>>())?;
    outcome.extend(selected.iter().map(|(note, _, _)| (note.path.clone(), IndexOutcome::TakenBack)));
    Ok(outcome)
}
