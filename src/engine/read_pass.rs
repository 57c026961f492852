//! The read pass over a vault: reads each new or changed note once, extracts its facts, and checks it without those of other
//! notes. Cached notes are not read.

use std::collections::HashSet;

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::note_report::NoteReport;
use super::note_source::Unreadable;
use super::pass_input::PassInput;
use super::result_cache::{CachedNote, FileVersion, ResultCache};
use super::runner::Runner;
use crate::vault::{Dependencies, PackedFacts, VaultIndex, track};

/// The maximum number of notes that one thread takes at once: the others have nothing to do while it checks the last ones.
const NOTES_AT_ONCE: usize = 64;

/// The number of notes after which the findings of all of them are bounded again, if the bound has become stricter.
const NOTES_BETWEEN_BOUNDS: usize = 2_048;

/// What the read pass found.
pub(super) struct ReadPass<'a> {
    /// The index of the vault, without facts.
    pub(super) index: VaultIndex,
    /// The notes of the scope, in its order, and then the other notes.
    pub(super) notes: Vec<ReadResult<'a>>,
}

/// The path of a note, and what was read of it.
pub(super) type ReadResult<'a> = (&'a String, Result<ReadNote, Unreadable>);

/// A note that could be read, or did not have to be.
pub(super) enum ReadNote {
    /// The note is as the cache knows it.
    Known(CachedNote),
    /// The note is new or changed, or there is no cache.
    New(Box<NewNote>),
}

/// A note that was read.
pub(super) struct NewNote {
    /// Identifies its content; `None` without a cache.
    pub(super) version: Option<FileVersion>,
    /// Its facts; `None` if no rule needs them.
    pub(super) facts: Option<PackedFacts>,
    /// The check without other notes; `None` if the note is not in the scope, or has bases.
    pub(super) checked: Option<LoneCheck>,
}

/// A check of a note without the facts of other notes.
pub(super) struct LoneCheck {
    pub(super) report: NoteReport,
    /// What the check asked.
    pub(super) dependencies: Dependencies,
    /// Whether all findings are retained: other notes decide how much of this one is.
    pub(super) is_complete: bool,
}

impl Runner<'_> {
    /// Reads the notes of the scope and those that it is compared with.
    pub(super) fn read_pass<'a>(&self, input: &PassInput<'a>, index: VaultIndex) -> ReadPass<'a> {
        let untracked = input.untracked.map(|list| list()).unwrap_or_default();
        let index = self.with_citation_keys(index.with_files(untracked)).with_facts::<PackedFacts>([]);
        self.precompute(&index);
        let has_facts: HashSet<&String, FixedState> = input.notes.iter().collect();
        let in_scope: HashSet<&String, FixedState> = input.scope.iter().collect();
        let others = input.notes.iter().filter(|path| !in_scope.contains(path));
        let paths: Vec<(&String, bool)> =
            input.scope.iter().map(|path| (path, true)).chain(others.map(|path| (path, false))).collect();
        let step = |&(path, is_in_scope): &(&'a String, bool)| {
            // With bases, what is new depends on the vault before.
            let wanted = Wanted { facts: has_facts.contains(path), check: is_in_scope && !self.has_bases };
            let read = self.read_note(path, wanted, input.cache, &index);
            if is_in_scope {
                (input.progress)();
            }
            (path, read)
        };
        let mut notes = Vec::with_capacity(paths.len());
        for paths in paths.chunks(NOTES_BETWEEN_BOUNDS) {
            let bound = self.bound.level();
            notes.par_extend(paths.par_iter().with_max_len(NOTES_AT_ONCE).map(step));
            if self.bound.level() > bound {
                notes.par_iter_mut().for_each(|(_, note)| self.bound_again(note));
            }
        }
        ReadPass { index, notes }
    }

    /// Applies the bound of the run to the findings of a note that was checked when it was less strict.
    fn bound_again(&self, note: &mut Result<ReadNote, Unreadable>) {
        if let Ok(ReadNote::New(new)) = note
            && let Some(check) = &mut new.checked
            && let Some(outcome) = &mut check.report.outcome
        {
            check.is_complete &= self.bound.apply(outcome);
        }
    }

    /// Reads the note at `path` if the cache does not know it.
    fn read_note(
        &self,
        path: &str,
        wanted: Wanted,
        cache: Option<&dyn ResultCache>,
        index: &VaultIndex,
    ) -> Result<ReadNote, Unreadable> {
        let Some(cache) = cache else {
            return Ok(ReadNote::New(Box::new(self.new_note(path, self.source.read(path)?, wanted, None, index)?)));
        };
        let (stamp, known) = cache.get(path, self.source.content_id(path));
        if let Some(known) = known {
            return Ok(ReadNote::Known(known));
        }
        let bytes = self.source.read(path)?;
        let (version, known) = cache.get_by_bytes(path, stamp, &bytes);
        if let Some(known) = known {
            return Ok(ReadNote::Known(known));
        }
        Ok(ReadNote::New(Box::new(self.new_note(path, bytes, wanted, Some(version), index)?)))
    }

    fn new_note(
        &self,
        path: &str,
        bytes: Vec<u8>,
        wanted: Wanted,
        version: Option<FileVersion>,
        index: &VaultIndex,
    ) -> Result<NewNote, Unreadable> {
        let read = self.parse(path, bytes)?;
        let facts = wanted.facts.then(|| self.facts_of(&read.note));
        let checked = wanted.check.then(|| self.check_alone(|| self.check_unbounded(read, index)));
        Ok(NewNote { version, facts, checked })
    }

    /// Runs a check, tracks what it asks, and counts its findings for the bound of the run.
    pub(super) fn check_alone(&self, check: impl FnOnce() -> NoteReport) -> LoneCheck {
        let (mut report, dependencies) = track(check);
        let is_complete = report.outcome.as_mut().is_none_or(|note| self.bound.take(note));
        LoneCheck { report, dependencies, is_complete }
    }
}

/// What is wanted of a note.
#[derive(Clone, Copy)]
struct Wanted {
    facts: bool,
    check: bool,
}
