//! The check of one note in the first pass with a cache: reuses the cached result, or adds a new one.

use super::checked_note::CheckedNote;
use super::note_report::NoteReport;
use super::note_source::Unreadable;
use super::result_cache::{CachedNote, NewEntry, ResultCache, Validity};
use super::runner::Runner;
use crate::vault::{Dependency, VaultIndex, track};

impl Runner<'_> {
    /// Checks a note, reusing cached results and facts where they are valid.
    pub(super) fn check_cached(
        &self,
        path: &str,
        (cache, paths): (&dyn ResultCache, u64),
        needs_facts: bool,
        index: &VaultIndex,
    ) -> Result<CheckedNote, Unreadable> {
        let day = self.settings.day();
        let (stamp, cached) = cache.get(path);
        if let Some(checked) = cached.and_then(|cached| self.reuse(path, cached, (cache, paths))) {
            return Ok(checked);
        }
        let bytes = self.source.read(path)?;
        let cached = cache.get_by_hash(path, &bytes);
        let has_facts = cached.is_some();
        if let Some(checked) = cached.and_then(|cached| self.reuse(path, cached, (cache, paths))) {
            cache.touch(path, stamp, &bytes);
            return Ok(checked);
        }
        let read = self.parse(path, bytes.clone())?;
        let facts = (!has_facts).then(|| self.facts_if(needs_facts, &read.note));
        let (mut report, dependencies) = track(|| self.check_unbounded(read, index));
        // Other notes decide how much of this one is retained, so only complete outcomes are cached.
        let is_complete = report.outcome.as_mut().is_none_or(|note| self.bound.take(note));
        let is_kept = is_complete
            && report.is_cacheable(dependencies)
            && (report.outcome.is_none() || self.fix_options.is_none());
        let only_that_day = dependencies.contains(Dependency::FutureDay) || report.outcome.is_some();
        let paths_digest = dependencies.contains(Dependency::Paths).then_some(paths);
        let entry = NewEntry {
            path,
            stamp,
            bytes: &bytes,
            note_type: report.note_type.as_deref(),
            validity: is_kept.then_some(Validity { day, only_that_day, paths_digest }),
            outcome: report.outcome.as_ref().filter(|_| is_kept),
            facts: facts.as_ref(),
        };
        let content_hash = cache.insert(&entry);
        Ok(CheckedNote { facts, report, content_hash })
    }

    /// Returns the cached result of the note at `path` if it is still valid.
    fn reuse(&self, path: &str, cached: CachedNote, (cache, paths): (&dyn ResultCache, u64)) -> Option<CheckedNote> {
        if !cached.validity?.holds(self.settings.day(), paths) {
            return None;
        }
        let outcome = if cached.is_clean {
            None
        } else if self.fix_options.is_none() {
            let mut outcome = cache.outcome(path)?;
            self.bound.take(&mut outcome);
            Some(outcome)
        } else {
            // With fixes, the outcome of a note with findings differs from the cached one.
            return None;
        };
        let report = NoteReport { note_type: cached.note_type, outcome };
        Some(CheckedNote { facts: None, content_hash: cached.content_hash, report })
    }
}
