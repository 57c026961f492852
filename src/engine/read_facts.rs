//! Reads what notes tell other notes, without checking them.

use rayon::prelude::*;

use super::note_source::NoteSource;
use super::runner::Runner;
use crate::config::Settings;
use crate::note::Note;
use crate::rule::RequiredData;
use crate::vault::{NoteFacts, PackedFacts, Sketch, VaultIndex, day_of};

/// Returns an index of the vault with these files and the facts of `notes`. For commands that query the vault without checking it.
pub fn read_facts(settings: &Settings, source: &dyn NoteSource, files: Vec<String>, notes: &[String]) -> VaultIndex {
    let runner = Runner::new(settings, source, None);
    VaultIndex::new(files).with_facts(runner.all_facts(notes))
}

impl Runner<'_> {
    /// Returns the facts of each readable note.
    pub(super) fn all_facts(&self, notes: &[String]) -> Vec<(String, PackedFacts)> {
        notes.par_iter().filter_map(|path| Some((path.clone(), self.facts(self.source, path)?))).collect()
    }

    /// Returns the facts of the note at `path` in `source`; `None` if it cannot be read.
    pub(super) fn facts(&self, source: &dyn NoteSource, path: &str) -> Option<PackedFacts> {
        let note = Note::from_bytes(path, source.read(path).ok()?).ok()?;
        Some(self.facts_of(&note))
    }

    /// Returns the facts of `note`, with its sketch if a rule compares whole texts.
    pub(super) fn facts_of(&self, note: &Note) -> PackedFacts {
        let is_compared = self.settings.required_data() >= RequiredData::Sketches
            && day_of(note.name(), note.property_text("date")).is_some();
        let sketch = is_compared.then(|| Sketch::from_note(note)).flatten();
        let mut facts = NoteFacts::from_note(note);
        facts.habits.is_template |= self.settings.is_template(note.path());
        NoteFacts { is_evidence: !self.settings.is_generated(note), sketch, ..facts }.into()
    }
}
