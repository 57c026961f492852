//! Caches the findings that depend on other notes, as long as nothing in the vault changes.

use std::collections::HashMap;

use super::note_report::{NoteResult, outcomes};
use super::pass_input::PassInput;
use super::result_cache::{CrossNoteResults, ResultCache};
use super::runner::Runner;

/// The maximum number of dependent notes whose results are cached; the cache reads all of them at each run.
const MAX_DEPENDENT_NOTES: usize = 4_096;

/// The check of a note whose result depends on other notes.
#[derive(Clone, Copy, Debug)]
pub(super) struct CrossNoteCheck {
    /// Whether the result may be cached.
    pub(super) is_cacheable: bool,
}

impl Runner<'_> {
    /// Restores the cached cross-note results if they are of a vault with this digest. Returns whether it did.
    pub(super) fn restore_cross_note(
        &self,
        results: &mut [NoteResult],
        digest: Option<u64>,
        input: &PassInput<'_>,
    ) -> bool {
        let cached = input.cache.and_then(ResultCache::cross_note);
        let Some(cached) = cached.filter(|cached| Some(cached.digest) == digest) else { return false };
        if outcomes(results).any(|note| note.change.is_some()) {
            return false;
        }
        if !cached.dependent_notes.is_empty() && (cached.day != self.settings.day() || self.fix_options.is_some()) {
            return false;
        }
        let at: HashMap<&String, usize> = input.scope.iter().zip(0..).collect();
        for (path, mut outcome) in cached.dependent_notes {
            outcome.as_mut().map(|note| self.bound.take(note));
            if let Some(Ok(report)) = at.get(&path).map(|at| &mut results[*at]) {
                report.outcome = outcome;
            }
        }
        true
    }

    /// Caches the cross-note results: the outcomes of the notes that depend on other notes.
    pub(super) fn cache_cross_note(
        &self,
        (cache, digest): (&dyn ResultCache, u64),
        scope: &[String],
        checks: &[Option<CrossNoteCheck>],
        results: &[NoteResult],
    ) {
        let all_cacheable = checks.iter().flatten().all(|check| check.is_cacheable);
        let count = checks.iter().flatten().count();
        if self.bound.is_exceeded()
            || !all_cacheable
            || count > MAX_DEPENDENT_NOTES
            || count > 0 && self.fix_options.is_some()
        {
            return;
        }
        let outcome = |result: &NoteResult| result.as_ref().ok().and_then(|report| report.outcome.clone());
        let dependent = checks.iter().zip(scope).zip(results).filter(|((check, _), _)| check.is_some());
        let dependent_notes = dependent.map(|((_, path), result)| (path.clone(), outcome(result))).collect();
        cache.set_cross_note(CrossNoteResults { digest, day: self.settings.day(), dependent_notes });
    }
}
