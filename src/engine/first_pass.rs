//! The first pass over a vault: reads each note once, extracts its facts and checks it without those of other notes.

use std::collections::HashSet;

use rayon::prelude::*;

use super::checked_note::{CheckedNote, FreshFacts};
use super::note_report::NoteResult;
use super::note_source::Unreadable;
use super::pass_input::PassInput;
use super::runner::Runner;
use super::vault_digest::VaultDigest;
use crate::vault::{PackedFacts, VaultIndex};

/// What the first pass found.
pub(super) struct FirstPass<'a> {
    /// The result of each note of the scope, in its order.
    pub(super) results: Vec<NoteResult>,
    /// What is left for the cross-note pass; `None` if no rule needs other notes.
    pub(super) to_compare: Option<NotesToCompare<'a>>,
}

/// The notes whose facts the cross-note pass compares.
pub(super) struct NotesToCompare<'a> {
    /// The index of the vault, without facts.
    pub(super) index: VaultIndex,
    /// The facts of each note.
    pub(super) facts: Vec<(&'a String, FreshFacts)>,
    /// A hash of the contents of the scope and of all paths of the vault; `None` if cross-note results are not cached.
    pub(super) digest: Option<u64>,
}

impl Runner<'_> {
    /// Checks every note of the scope without facts of other notes, and extracts the facts of each. Cached notes are not
    /// read.
    pub(super) fn first_pass<'a>(&self, input: &PassInput<'a>, index: VaultIndex) -> FirstPass<'a> {
        let untracked = input.untracked.map(|list| list()).unwrap_or_default();
        let index = self.with_citation_keys(index.with_files(untracked)).with_facts::<PackedFacts>([]);
        self.precompute(&index);
        let needs_facts = !input.notes.is_empty();
        let paths = input.cache.map_or(0, |_| index.digest());
        let step = |path: &String| {
            let checked = match input.cache {
                Some(cache) => self.check_cached(path, (cache, paths), needs_facts, &index),
                None => self.read(path).map(|read| {
                    let facts = Some(self.facts_if(needs_facts, &read.note));
                    CheckedNote { facts, report: self.check_read(read, &index), content_hash: 0 }
                }),
            };
            (input.progress)();
            checked
        };
        let checked: Vec<Result<CheckedNote, Unreadable>> = input.scope.par_iter().map(step).collect();
        let without_facts: HashSet<&String> = difference(input.scope, input.notes).into_iter().collect();
        let mut digest = VaultDigest::new(paths);
        let mut facts = Vec::new();
        let mut results = Vec::with_capacity(checked.len());
        for (path, checked) in input.scope.iter().zip(checked) {
            results.push(checked.map(|note| {
                digest.add(path, note.content_hash);
                if !without_facts.contains(path) {
                    facts.push((path, note.facts));
                }
                note.report
            }));
        }
        if !needs_facts {
            return FirstPass { results, to_compare: None };
        }
        let outside_scope = difference(input.notes, input.scope);
        let digest = input.cache.filter(|_| outside_scope.is_empty()).map(|_| digest.value());
        facts.extend(outside_scope.into_iter().map(|path| (path, None)));
        FirstPass { results, to_compare: Some(NotesToCompare { index, facts, digest }) }
    }
}

/// Returns the elements of `these` that are not in `those`.
fn difference<'a>(these: &'a [String], those: &[String]) -> Vec<&'a String> {
    if these == those {
        return Vec::new();
    }
    let those: HashSet<&String> = those.iter().collect();
    these.iter().filter(|path| !those.contains(path)).collect()
}
