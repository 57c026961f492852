//! Collects the results of all notes into the outcome of a run.

use super::note_report::{NoteReport, NoteResult};
use super::outcome::{NoteOutcome, Outcome};

/// Returns the outcome of a run over the notes of `scope`, whose results are in the same order, with what it
/// caused in other notes.
pub(super) fn collect(scope: &[String], results: Vec<NoteResult>, inbound: Vec<NoteOutcome>) -> Outcome {
    let mut outcome = Outcome { notes: inbound, ..Outcome::default() };
    for (path, result) in scope.iter().zip(results) {
        match result {
            Ok(NoteReport { note_type, outcome: note }) => {
                outcome.checked += 1;
                if let Some(note_type) = note_type {
                    *outcome.by_type.entry(note_type).or_default() += 1;
                }
                outcome.notes.extend(note);
            }
            Err(reason) => outcome.unreadable.push((path.clone(), reason)),
        }
    }
    outcome.notes.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    outcome.unreadable.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    outcome
}
