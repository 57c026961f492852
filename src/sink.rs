//! Writes changed notes to disk and to the index, with undo.

mod filters;
mod fix_log;
mod rename_files;
mod replace;
mod state_folder;
mod temp_file;
mod tracked;
mod undo;
mod undo_error;

pub(crate) use fix_log::{FixLog, FixRecord};
pub(crate) use rename_files::{RenameFilesError, rename};
pub(crate) use replace::SkipReason;
pub(crate) use tracked::{Counterpart, FixTarget, TrackedFix, VaultFixes, WriteFixesError, write_tracked};
pub use undo::UndoStore;
pub(crate) use undo::{IndexOutcome, RecoveredRun};
pub(crate) use undo_error::UndoError;

use std::path::Path;

use rayon::prelude::*;

use crate::beneath::Folder;
use crate::engine::{Change, NoteOutcome};
use crate::git::fail_point;
use replace::replace;

/// The outcome of writing the changes of one run.
#[derive(Debug, Default)]
pub struct WriteOutcome {
    /// The number of notes that were written.
    pub notes: usize,
    /// Whether they were also written to the index.
    pub is_staged: bool,
    /// Notes that were left untouched, and why.
    pub skipped: Vec<(String, SkipReason)>,
    /// Notes that were fixed in the index but not in the working copy, and why.
    pub index_only: Vec<(String, SkipReason)>,
}

/// Writes every change of `outcomes` below `root`, after recording the old notes in `store`.
///
/// # Errors
/// When the old notes cannot be recorded. Nothing is written then.
pub fn write(
    root: &Path,
    outcomes: &[NoteOutcome],
    store: &UndoStore,
    command: &str,
) -> Result<WriteOutcome, UndoError> {
    let changes: Vec<(&str, &Change)> =
        outcomes.iter().filter_map(|note| Some((note.path.as_str(), note.change.as_ref()?))).collect();
    if changes.is_empty() {
        return Ok(WriteOutcome::default());
    }
    let root = Folder::open(root).map_err(|reason| UndoError::Io { path: root.to_owned(), reason })?;
    let backups: Vec<undo::Backup<'_>> = changes
        .iter()
        .map(|&(path, change)| undo::Backup {
            path,
            copy: Some(undo::FileBackup::Change(change)),
            moved_to: None,
            staged: None,
        })
        .collect();
    let step = store.record(command, &backups, &[], None)?;
    fail_point("backed up");
    let write_one = |&(path, change): &(&str, &Change)| {
        let file = root.file(path).map_err(SkipReason::from);
        let result = file.and_then(|file| replace(&file, &change.before(), change.after().as_bytes()));
        fail_point("file");
        result.err().map(|reason| (path.to_owned(), reason))
    };
    let skipped: Vec<_> = changes.par_iter().filter_map(write_one).collect();
    let written = WriteOutcome { notes: changes.len() - skipped.len(), skipped, ..WriteOutcome::default() };
    root.sync_file_system();
    fail_point("written");
    if !written.skipped.is_empty() {
        let paths: Vec<String> = written.skipped.iter().map(|(path, _)| path.clone()).collect();
        store.discard(step, &paths)?;
    }
    store.finish(step)?;
    Ok(written)
}
