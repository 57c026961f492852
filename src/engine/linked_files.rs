//! Reads what every note, canvas and base of the vault refers to, for rules about files that nothing refers to.

use rayon::prelude::*;

use super::note_source::NoteSource;
use super::runner::Runner;
use crate::vault::{FileId, VaultIndex, WrittenTargets};

impl Runner<'_> {
    /// Returns what each file refers to, if a rule asks for it. The cache does not see changes in these files.
    pub(super) fn read_linked_files(
        &self,
        source: &dyn NoteSource,
        index: &VaultIndex,
    ) -> Option<Vec<(FileId, WrittenTargets)>> {
        if !self.settings.rules().iter().any(|rule| rule.rule.needs_linked_files()) {
            return None;
        }
        let files: Vec<FileId> = index.all_files().filter(|file| may_name_files(index.path(*file))).collect();
        let read = |file: &FileId| {
            let bytes = source.read(index.path(*file)).ok()?;
            Some((*file, WrittenTargets::from_text(&String::from_utf8_lossy(&bytes))))
        };
        Some(files.par_iter().filter_map(read).collect())
    }
}

/// Returns whether a file of this kind can refer to others.
fn may_name_files(path: &str) -> bool {
    let path = path.to_lowercase();
    [".md", ".canvas", ".base", ".css", ".html"].iter().any(|ending| path.ends_with(ending))
}
