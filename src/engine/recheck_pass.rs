//! The recheck pass: after fixes have changed facts, checks and fixes again what depends on them, until nothing changes.

use rayon::prelude::*;

use super::change::Change;
use super::cross_note_pass::CrossNotePass;
use super::finding::{Finding, LocatedFindings};
use super::fixpoint::check_note;
use super::note_report::{NoteResult, outcomes, outcomes_mut};
use super::outcome::NoteOutcome;
use super::runner::Runner;
use crate::note::{Encoding, Note};
use crate::rule::RequiredData;
use crate::vault::{PackedFacts, VaultIndex};

/// The maximum number of rechecks after fixes have changed the facts of notes.
const MAX_ROUNDS: usize = 3;

impl Runner<'_> {
    /// Returns the final result of each note: those whose findings depend on other notes are checked and fixed again with
    /// an index of the new texts.
    pub(super) fn recheck_pass(&self, CrossNotePass { mut results, index, .. }: CrossNotePass) -> Vec<NoteResult> {
        self.apply_bound(&mut results);
        let Some(mut index) = index else { return results };
        for _ in 0..MAX_ROUNDS {
            if !self.update_facts(&mut index, &results) {
                break;
            }
            self.precompute(&index);
            outcomes_mut(&mut results).for_each(|note| self.recheck(note, &index));
            self.apply_bound(&mut results);
        }
        results
    }

    /// Replaces the facts of the notes that fixes changed. Returns whether any facts differ.
    fn update_facts(&self, index: &mut VaultIndex, results: &[NoteResult]) -> bool {
        let changed = outcomes(results).filter_map(|note| Some((note.path.as_str(), note.change.as_ref()?)));
        let changed: Vec<(&str, &Change)> = changed.collect();
        let facts = changed.par_iter().map(|(path, change)| self.facts_of(&Note::new(*path, change.after())));
        let facts: Vec<PackedFacts> = facts.collect();
        let mut differ = false;
        for ((path, _), facts) in changed.into_iter().zip(facts) {
            differ |= index.update(path, Some(facts));
        }
        differ
    }

    /// Applies the final bound to all notes, including those that were checked before it was reached.
    fn apply_bound(&self, results: &mut [NoteResult]) {
        if self.bound.is_exceeded() {
            outcomes_mut(results).for_each(|note| _ = self.bound.apply(note));
        }
    }

    fn recheck(&self, note: &mut NoteOutcome, index: &VaultIndex) {
        let depends_on_facts = |finding: &Finding| self.required_data_of(finding) >= Some(RequiredData::Facts);
        if !note.remaining.iter().any(depends_on_facts) && !self.depends_on_other_notes(&note.path, index) {
            return;
        }
        let before = match &note.change {
            Some(change) => Some(change.before()),
            None => self.source.read(&note.path).ok(),
        };
        let Some(before) = before else { return };
        let current = match &note.change {
            Some(change) => Ok(Note::new(note.path.as_str(), change.after())),
            None => Note::from_bytes(note.path.as_str(), before.clone()),
        };
        let Ok(current) = current else { return };
        let settled = check_note(self.with_context(&note.path, current), index, self.settings, self.fix_options);
        (note.remaining, note.remaining_omitted) = (settled.remaining.findings, settled.remaining.omitted);
        let mut fixed = LocatedFindings {
            findings: std::mem::take(&mut note.fixed),
            omitted: std::mem::take(&mut note.fixed_omitted),
        };
        fixed.extend(settled.fixed);
        (note.fixed, note.fixed_omitted) = (fixed.findings, fixed.omitted);
        note.bugs.extend(settled.bugs);
        note.is_utf8 = *settled.note.encoding() == Encoding::Utf8;
        let is_changed = self.fix_options.is_some() && note.is_utf8 && before != settled.note.text().as_bytes();
        note.change = is_changed.then(|| Change::new(&before, settled.note.text()));
        self.bound.take(note);
    }
}
