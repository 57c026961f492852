//! The only pass of a run that reads its scope alone: checks it, and again with more of the vault if that was lacking.

use rayon::prelude::*;

use super::cross_note_pass::CrossNotePass;
use super::note_report::{NoteResult, outcomes};
use super::pass_input::PassInput;
use super::runner::Runner;
use crate::rule::RequiredData;
use crate::vault::{PackedFacts, VaultIndex};

impl Runner<'_> {
    /// Checks every note of the scope without other notes. No rule needs them.
    pub(super) fn scope_pass(&self, input: &PassInput<'_>, index: VaultIndex) -> CrossNotePass {
        self.precompute(&index);
        let results = self.check_each(input.scope, &index, input.progress);
        let results = match self.with_lacked_data(index, &results, input) {
            Some(index) => self.check_each(input.scope, &index, &|| {}),
            None => results,
        };
        CrossNotePass { results, index: None, inbound: Vec::new() }
    }

    fn check_each(&self, scope: &[String], index: &VaultIndex, progress: &(dyn Fn() + Sync)) -> Vec<NoteResult> {
        let step = |path: &String| {
            let result = self.check_one(path, index);
            progress();
            result
        };
        scope.par_iter().map(step).collect()
    }

    /// Adds what a rule asked for in vain: files that are not listed, links of other notes to garbled headings. Returns
    /// `None` if nothing was lacking.
    fn with_lacked_data(&self, index: VaultIndex, results: &[NoteResult], input: &PassInput<'_>) -> Option<VaultIndex> {
        let lacks_links = index.lacked_heading_links();
        let lacks_files = lacks_links || index.has_misses() && self.depend_on_paths(results);
        let untracked = input.untracked.filter(|_| lacks_files);
        let linking = input.linking.filter(|_| lacks_links);
        if untracked.is_none() && linking.is_none() {
            return None;
        }
        let index = match untracked {
            Some(untracked) => index.with_files(untracked()),
            None => index,
        };
        let Some(linking) = linking else { return Some(index) };
        let facts = self.all_facts(&linking());
        let known: Vec<(&str, &PackedFacts)> = facts.iter().map(|(path, facts)| (path.as_str(), facts)).collect();
        let unchecked = self.read_unchecked_files(self.source, &known, &index);
        Some(index.with_files_naming_headings(unchecked.naming_headings).with_headings_of(&facts))
    }

    /// Returns whether a finding may change if more files are known.
    fn depend_on_paths(&self, results: &[NoteResult]) -> bool {
        outcomes(results)
            .flat_map(|note| note.remaining.iter().chain(&note.fixed))
            .any(|finding| self.required_data_of(finding) >= Some(RequiredData::Paths))
    }
}
