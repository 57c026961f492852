//! The cross-note pass: checks again, with the facts of all notes, each note whose result depends on other notes.

use rayon::prelude::*;

use super::checked_note::FreshFacts;
use super::cross_note_cache::CrossNoteCheck;
use super::first_pass::FirstPass;
use super::note_report::NoteResult;
use super::pass_input::PassInput;
use super::result_cache::ResultCache;
use super::runner::Runner;
use crate::vault::{PackedFacts, VaultIndex, track};

/// What is known once notes were compared.
pub(super) struct CrossNotePass {
    /// The result of each note of the scope, in its order.
    pub(super) results: Vec<NoteResult>,
    /// The index with the facts of the notes before their fixes; `None` if results do not depend on other notes, or if
    /// they were cached: then no fix changed a note.
    pub(super) index: Option<VaultIndex>,
}

impl Runner<'_> {
    /// Completes the results of the first pass with the findings that depend on other notes.
    pub(super) fn cross_note_pass(&self, first_pass: FirstPass<'_>, input: &PassInput<'_>) -> CrossNotePass {
        let FirstPass { mut results, to_compare } = first_pass;
        let Some(to_compare) = to_compare else { return CrossNotePass { results, index: None } };
        if self.restore_cross_note(&mut results, to_compare.digest, input) {
            return CrossNotePass { results, index: None };
        }
        let facts = self.collect_facts(to_compare.facts, input.cache);
        let index = to_compare.index.checking_all(input.checks_all_notes());
        let unchecked = self.read_unchecked_files(&facts, &index);
        let index = index.with_files_naming_headings(unchecked.naming_headings);
        let linked = self.read_linked_files(&index);
        let are_cacheable = !unchecked.are_any && linked.is_none();
        let index = match linked {
            Some(linked) => index.with_linked_files(linked),
            None => index,
        };
        let index = index.with_facts(facts);
        self.precompute(&index);
        let notes = input.scope.par_iter().zip(&mut results);
        let checks: Vec<Option<CrossNoteCheck>> =
            notes.map(|(path, result)| self.check_with_facts(path, result, &index)).collect();
        if let (Some(cache), Some(digest), true) = (input.cache, to_compare.digest, are_cacheable) {
            self.cache_cross_note((cache, digest), input.scope, &checks, &results);
        }
        CrossNotePass { results, index: Some(index) }
    }

    /// Returns the facts of all notes, from the first pass, the cache or the note itself.
    fn collect_facts(
        &self,
        facts: Vec<(&String, FreshFacts)>,
        cache: Option<&dyn ResultCache>,
    ) -> Vec<(String, PackedFacts)> {
        let cached = |path: &String| cache.and_then(|cache| cache.facts(path));
        let known = |(path, fresh): (&String, FreshFacts)| {
            let facts = fresh.or_else(|| cached(path)).or_else(|| self.facts(path));
            Some((path.clone(), facts?))
        };
        facts.into_par_iter().filter_map(known).collect()
    }

    /// Checks the note again if its result depends on other notes; returns `None` otherwise.
    fn check_with_facts(&self, path: &str, result: &mut NoteResult, index: &VaultIndex) -> Option<CrossNoteCheck> {
        if result.is_err() || !self.depends_on_other_notes(path, index) {
            return None;
        }
        let (checked, dependencies) = track(|| self.check_one(path, index));
        *result = checked;
        Some(CrossNoteCheck { is_cacheable: result.as_ref().is_ok_and(|report| report.is_cacheable(dependencies)) })
    }
}
