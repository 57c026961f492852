//! Where changed notes go: to disk, with a way back.

mod copies;
mod memory;
mod renaming;
mod replace;
mod smudge;
mod state;
mod temporary;
mod undo;

pub use copies::{HeldError, HeldNote, HeldNotes, Target, write_held};
pub use memory::{Fixed, Memory};
pub use renaming::{CannotRename, RenameFailed, Renamed, rename};
pub use replace::NotWritten;
pub use undo::{InIndex, Recovered, Restored, StepSummary, UndoError, UndoStore};

use std::path::Path;

use rayon::prelude::*;

use crate::beneath::Folder;
use crate::engine::{Change, NoteOutcome};
use crate::git::fail_point;
use replace::replace;

/// What became of the changes of one run.
#[derive(Debug, Default)]
pub struct Written {
    /// Notes that were written.
    pub notes: usize,
    /// Whether they were written into the index too.
    pub is_staged: bool,
    /// Notes that stayed as they are, and why.
    pub left_alone: Vec<(String, NotWritten)>,
    /// Notes that are fixed in the index, and whose working copy stayed as it is, and why.
    pub left_behind: Vec<(String, NotWritten)>,
}

/// Writes every change of `outcomes` below `root`: first what was there into `store`, then note by note.
///
/// # Errors
/// When what was there cannot be kept; then nothing was written.
pub fn write(root: &Path, outcomes: &[NoteOutcome], store: &UndoStore, command: &str) -> Result<Written, UndoError> {
    let changes: Vec<(&str, &Change)> =
        outcomes.iter().filter_map(|note| Some((note.path.as_str(), note.change.as_ref()?))).collect();
    if changes.is_empty() {
        return Ok(Written::default());
    }
    let root = Folder::open(root).map_err(|reason| UndoError::Io { path: root.to_owned(), reason })?;
    let kept: Vec<undo::KeptNote<'_>> = changes
        .iter()
        .map(|&(path, change)| undo::KeptNote {
            path,
            copy: Some(undo::KeptCopy::Change(change)),
            moved_to: None,
            staged: None,
        })
        .collect();
    let step = store.keep(command, &kept, None)?;
    fail_point("kept");
    let write_one = |&(path, change): &(&str, &Change)| {
        let file = root.file(path).map_err(NotWritten::from);
        let result = file.and_then(|file| replace(&file, change.before(), change.after().as_bytes()));
        fail_point("file");
        result.err().map(|reason| (path.to_owned(), reason))
    };
    let left_alone: Vec<_> = changes.par_iter().filter_map(write_one).collect();
    let written = Written { notes: changes.len() - left_alone.len(), left_alone, ..Written::default() };
    root.sync_disk();
    fail_point("written");
    if !written.left_alone.is_empty() {
        let paths: Vec<String> = written.left_alone.iter().map(|(path, _)| path.clone()).collect();
        store.forget(step, &paths)?;
    }
    store.finish(step)?;
    Ok(written)
}
