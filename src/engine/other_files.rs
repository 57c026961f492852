//! What files that are no notes, or are not compared, say of notes: links to garbled headings, references to files.

use super::note_source::NoteSource;
use super::runner::Runner;
use crate::vault::{PackedFacts, VaultIndex};

impl Runner<'_> {
    /// Adds what files that are no notes, or are not compared, say of the notes with facts.
    pub(super) fn with_other_files(&self, source: &dyn NoteSource, index: VaultIndex) -> VaultIndex {
        let notes: Vec<(&str, &PackedFacts)> = index.all_facts().collect();
        let unchecked = self.read_unchecked_files(source, &notes, &index);
        let index = index.with_files_naming_headings(unchecked.naming_headings);
        let index = if unchecked.are_any { index.with_unseen_files() } else { index };
        match self.read_linked_files(source, &index) {
            Some(linked) => index.with_linked_files(linked),
            None => index,
        }
    }
}
