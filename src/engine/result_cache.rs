//! The results of earlier runs, so that an unchanged note is not read again.

use serde::{Deserialize, Serialize};

use super::run::NoteOutcome;
use crate::vault::PackedFacts;

/// A cache of check results. It may lose entries at any time: a run without it finds the same.
pub trait ResultCache: Sync {
    /// The stamp of the file at `path`, and what is known of the note if it has not changed since, without reading it.
    fn get(&self, path: &str) -> (FileStamp, Option<CachedNote>);

    /// What is known of the note at `path` if these are its bytes.
    fn get_by_hash(&self, path: &str, bytes: &[u8]) -> Option<CachedNote>;

    /// What there is to say of the note at `path`, where something was known at the beginning of the run.
    fn outcome(&self, path: &str) -> Option<NoteOutcome>;

    /// What the note at `path` tells other notes, where it was known at the beginning of the run.
    fn facts(&self, path: &str) -> Option<PackedFacts>;

    /// Takes in what was found out of a note, and says what its [`CachedNote::content`] is.
    fn insert(&self, new: &NewEntry<'_>) -> u64;

    /// Takes in that all that is known of the note at `path` holds of a file with this stamp and these bytes.
    fn touch(&self, path: &str, stamp: FileStamp, bytes: &[u8]);

    /// What came of what notes tell each other, the last time.
    fn cross_note(&self) -> Option<CrossNoteResults>;

    /// Takes in what came of it this time.
    fn set_cross_note(&self, results: CrossNoteResults);
}

/// A check result to be cached.
#[derive(Clone, Copy, Debug)]
pub struct NewEntry<'a> {
    /// Where it lies.
    pub path: &'a str,
    /// The stamp that its file had before it was read.
    pub stamp: FileStamp,
    /// What was read.
    pub bytes: &'a [u8],
    /// Its type.
    pub kind: Option<&'a str>,
    /// See [`CachedNote::validity`].
    pub validity: Option<Validity>,
    /// What there is to say of it, on these validity.
    pub outcome: Option<&'a NoteOutcome>,
    /// What it tells other notes; None where that is known from earlier runs.
    pub facts: Option<&'a PackedFacts>,
}

/// The cached findings that depend on other notes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrossNoteResults {
    /// A hash of all paths and contents of the vault.
    pub digest: u64,
    /// The day.
    pub day: i32,
    /// The notes to which it makes a difference, with what there is to say of each.
    pub dependent_notes: Vec<(String, Option<NoteOutcome>)>,
}

/// What tells a file that was written again: its size in bytes, times in nanoseconds, and its number. Zeros where the system
/// does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "they are what they are called")]
pub struct FileStamp {
    pub size: u64,
    pub modified: i64,
    pub changed: i64,
    pub number: u64,
}

/// A cached note, beside its facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CachedNote {
    /// A hash of its bytes.
    pub content_hash: u64,
    /// Its type.
    pub kind: Option<String>,
    /// On what rests what a check said of it, at this path; None where that is not known.
    pub validity: Option<Validity>,
    /// Whether it said nothing, where `validity` are known.
    pub is_clean: bool,
}

/// What a check result depends on, beside the note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// The day, as days since the beginning of 1970. What is not found is not found on a later one either.
    pub day: i32,
    /// Unless the note speaks of days that were still to come. What is found may have been in the future.
    pub only_that_day: bool,
    /// [`crate::vault::VaultIndex::digest`], if the check asked for the vault's paths.
    pub paths_digest: Option<u64>,
}

impl Validity {
    /// Whether the result still holds on `day` in a vault with these paths.
    pub(super) fn holds(&self, day: i32, paths_digest: u64) -> bool {
        let is_of_today = self.day == day || self.day < day && !self.only_that_day;
        is_of_today && self.paths_digest.is_none_or(|then| then == paths_digest)
    }
}
