//! What the check of one note reports to its run.

use rayon::prelude::*;

use super::note_source::Unreadable;
use super::outcome::NoteOutcome;
use crate::vault::{Dependencies, Dependency};

/// The report of one checked note.
#[derive(Debug)]
pub(super) struct NoteReport {
    /// The name of the note's type.
    pub(super) note_type: Option<String>,
    /// The outcome; `None` if the note is clean.
    pub(super) outcome: Option<NoteOutcome>,
}

/// A report, or the reason why the note was not checked.
pub(super) type NoteResult = Result<NoteReport, Unreadable>;

impl NoteReport {
    /// Returns whether the report holds as long as the note, the day and the answers to its questions stay the same. One
    /// that depends on files outside the vault does not, and a bug must be reported again.
    pub(super) fn is_cacheable(&self, dependencies: &Dependencies) -> bool {
        let is_final = |note: &NoteOutcome| note.bugs.is_empty() && note.change.is_none();
        !dependencies.contains(Dependency::Outside) && self.outcome.as_ref().is_none_or(is_final)
    }
}

/// Returns the outcomes of the notes that are not clean.
pub(super) fn outcomes(results: &[NoteResult]) -> impl Iterator<Item = &NoteOutcome> {
    results.iter().filter_map(|result| result.as_ref().ok()?.outcome.as_ref())
}

/// Returns the outcomes of the notes that are not clean, to be changed in parallel.
pub(super) fn outcomes_mut(results: &mut [NoteResult]) -> impl ParallelIterator<Item = &mut NoteOutcome> {
    results.par_iter_mut().filter_map(|result| result.as_mut().ok()?.outcome.as_mut())
}
