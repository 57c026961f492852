//! Files that are not checked but may link to a garbled heading: canvases, bases, excluded notes.

use std::collections::HashSet;

use rayon::prelude::*;

use super::note_source::NoteSource;
use super::runner::Runner;
use crate::note::{part_keys, possible_fragments};
use crate::vault::{FileId, PackedFacts, VaultIndex, garbled_heading_keys};

/// The files that were read for what they name. The default is none: no note has a garbled heading.
#[derive(Default)]
pub(super) struct UncheckedFiles {
    /// Whether any file was read. The cache does not see changes in it.
    pub(super) are_any: bool,
    /// The files that name garbled headings, each with the keys of these headings.
    pub(super) naming_headings: Vec<(FileId, Vec<String>)>,
}

impl Runner<'_> {
    /// Reads the files of the index that may link to a garbled heading and have no `facts`.
    pub(super) fn read_unchecked_files(
        &self,
        source: &dyn NoteSource,
        facts: &[(&str, &PackedFacts)],
        index: &VaultIndex,
    ) -> UncheckedFiles {
        let keys = garbled_heading_keys(facts.iter().map(|(_, facts)| *facts));
        if keys.is_empty() {
            return UncheckedFiles::default();
        }
        let known: HashSet<&str> = facts.iter().map(|(path, _)| *path).collect();
        let is_unchecked = |path: &str| !known.contains(path) && may_link_to_heading(path);
        let files: Vec<FileId> = index.all_files().filter(|file| is_unchecked(index.path(*file))).collect();
        let naming = files.par_iter().filter_map(|&file| {
            let bytes = source.read(index.path(file)).ok()?;
            let text = String::from_utf8_lossy(&bytes);
            let named = possible_fragments(&text).flat_map(|fragment| part_keys(&fragment).collect::<Vec<_>>());
            let named: Vec<String> = named.filter(|key| keys.contains(key)).collect();
            (!named.is_empty()).then_some((file, named))
        });
        UncheckedFiles { naming_headings: naming.collect(), are_any: !files.is_empty() }
    }
}

/// Returns whether a file of this kind can link to a heading.
fn may_link_to_heading(path: &str) -> bool {
    let path = path.to_lowercase();
    [".md", ".canvas", ".base"].iter().any(|ending| path.ends_with(ending))
}
