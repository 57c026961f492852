//! The interface of the result cache: an unchanged note is not read again.

use serde::{Deserialize, Serialize};

use super::outcome::NoteOutcome;
use crate::vault::PackedFacts;

/// A cache of check results. It may lose entries at any time: a run without them gives the same results.
pub trait ResultCache: Sync {
    /// Returns the stamp of the file at `path`, and its entry if the stamp has not changed. Does not read the file.
    fn get(&self, path: &str) -> (FileStamp, Option<CachedNote>);

    /// Returns the entry of the note at `path` if it has these bytes.
    fn get_by_hash(&self, path: &str, bytes: &[u8]) -> Option<CachedNote>;

    /// Returns the outcome of the note at `path`, as cached at the start of the run.
    fn outcome(&self, path: &str) -> Option<NoteOutcome>;

    /// Returns the facts of the note at `path`, as cached at the start of the run.
    fn facts(&self, path: &str) -> Option<PackedFacts>;

    /// Adds or replaces an entry, and returns its [`CachedNote::content_hash`].
    fn insert(&self, new: &NewEntry<'_>) -> u64;

    /// Sets the stamp of the entry at `path`, whose file has these bytes.
    fn touch(&self, path: &str, stamp: FileStamp, bytes: &[u8]);

    /// Returns the cross-note results of the last run.
    fn cross_note(&self) -> Option<CrossNoteResults>;

    /// Replaces the cross-note results.
    fn set_cross_note(&self, results: CrossNoteResults);
}

/// A check result to be cached.
#[derive(Clone, Copy, Debug)]
pub struct NewEntry<'a> {
    /// The path of the note.
    pub path: &'a str,
    /// The stamp of the file before it was read.
    pub stamp: FileStamp,
    /// The bytes that were read.
    pub bytes: &'a [u8],
    /// The type of the note.
    pub note_type: Option<&'a str>,
    /// See [`CachedNote::validity`].
    pub validity: Option<Validity>,
    /// The outcome; `None` if the note is clean or its result cannot be cached.
    pub outcome: Option<&'a NoteOutcome>,
    /// The facts of the note; `None` to keep the cached ones.
    pub facts: Option<&'a PackedFacts>,
}

/// The cached findings that depend on other notes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrossNoteResults {
    /// A hash of all paths and contents in the vault.
    pub digest: u64,
    /// The day of the run, as days since the start of 1970.
    pub day: i32,
    /// The notes whose result depends on other notes, each with its outcome; `None` if it is clean.
    pub dependent_notes: Vec<(String, Option<NoteOutcome>)>,
}

/// The metadata that changes when a file is written: size in bytes, times in nanoseconds since 1970, and inode number.
/// Zero where the system does not provide a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are self-explanatory")]
pub struct FileStamp {
    pub size: u64,
    pub modified: i64,
    pub changed: i64,
    pub number: u64,
}

/// A cached note, without its outcome and facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CachedNote {
    /// A hash of the note's bytes.
    pub content_hash: u64,
    /// The type of the note.
    pub note_type: Option<String>,
    /// The conditions under which the cached result holds; `None` if no result is cached.
    pub validity: Option<Validity>,
    /// Whether the check had nothing to report. Meaningless without `validity`.
    pub is_clean: bool,
}

/// The conditions under which a check result holds, besides the note itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// The day of the check, as days since the start of 1970. The result also holds on later days, unless
    /// `only_that_day`.
    pub day: i32,
    /// Whether the result may differ on a later day: the note contains future dates, or has findings.
    pub only_that_day: bool,
    /// [`crate::vault::VaultIndex::digest`], if the check read the vault's paths.
    pub paths_digest: Option<u64>,
}

impl Validity {
    /// Returns whether the result still holds on `day` in a vault with these paths.
    pub(super) fn holds(&self, day: i32, paths_digest: u64) -> bool {
        let holds_on_day = self.day == day || self.day < day && !self.only_that_day;
        holds_on_day && self.paths_digest.is_none_or(|then| then == paths_digest)
    }
}
