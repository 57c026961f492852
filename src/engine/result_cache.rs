//! The interface of the cache: what the last run knew of the vault. An unchanged note is not read again, and not checked
//! again as long as nothing changed that its result depends on.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::note_source::ContentId;
use super::outcome::NoteOutcome;
use crate::vault::{PackedFacts, QuestionHash, VaultAnswers};

/// The state of a vault at the end of a run: an entry for each note that could be read, and what they say together. It may
/// lose all of them at any time: a run without them gives the same results.
pub trait ResultCache: Sync {
    /// Returns the stamp of the file at `path`, and its entry if the file has not changed: by its stamp, or by the id of its
    /// content, if that is known. Does not read the file.
    fn get(&self, path: &str, content_id: Option<ContentId>) -> (FileStamp, Option<CachedNote>);

    /// Returns what identifies a file with this stamp and these bytes, and the entry of the note at `path` if it has these
    /// bytes. The entry gets the stamp.
    fn get_by_bytes(&self, path: &str, stamp: FileStamp, bytes: &[u8]) -> (FileVersion, Option<CachedNote>);

    /// Returns the outcome of the note at `path`, as cached at the start of the run; `None` if it is clean.
    fn outcome(&self, path: &str) -> Option<NoteOutcome>;

    /// Returns the facts of the note at `path`, as cached at the start of the run.
    fn facts(&self, path: &str) -> Option<PackedFacts>;

    /// Returns what the check of the note at `path` asked, sorted, as cached at the start of the run; `None` if that is not
    /// known.
    fn questions(&self, path: &str) -> Option<Vec<QuestionHash>>;

    /// Returns whether the note at `path` had an entry at the start of the run. If its facts cannot be read, they are corrupt.
    fn has_entry(&self, path: &str) -> bool;

    /// Calls `visit` with the path of each note with an entry at the start of the run.
    fn each_note(&self, visit: &mut dyn FnMut(&str));

    /// Returns what is known of the vault as a whole at the start of the run; `None` if nothing is.
    fn vault(&self) -> Option<CachedVault>;

    /// Adds or replaces an entry.
    fn insert(&self, new: NewEntry<'_>);

    /// Drops the result of the note at `path` and what its check asked, and keeps its facts.
    fn forget_result(&self, path: &str);

    /// Sets what is known of the vault as a whole. Entries of notes that are not in `notes` are dropped.
    fn set_vault(&self, vault: CachedVault, notes: &[String]);
}

/// What identifies the content of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileVersion {
    /// The stamp; empty if later writes may not change it.
    pub stamp: FileStamp,
    /// The id of the content.
    pub content_id: ContentId,
}

/// What is known of a vault as a whole.
#[derive(Clone, Debug, Default)]
pub struct CachedVault {
    /// The paths of all files, sorted.
    pub paths: Vec<String>,
    /// What the vault answers to questions about all of its notes.
    pub answers: Arc<VaultAnswers>,
}

/// An entry to be cached.
#[derive(Clone, Copy, Debug)]
pub struct NewEntry<'a> {
    /// The path of the note.
    pub path: &'a str,
    /// The content; `None` if it is as cached.
    pub file: Option<FileVersion>,
    /// The type of the note.
    pub note_type: Option<&'a str>,
    /// See [`CachedNote::validity`].
    pub validity: Option<Validity>,
    /// The outcome; `None` if the note is clean or its result cannot be cached.
    pub outcome: Option<&'a NoteOutcome>,
    /// What the check asked, sorted; `None` if the note was not checked.
    pub questions: Option<&'a [QuestionHash]>,
    /// The facts of the note; `None` to keep the cached ones.
    pub facts: Option<&'a PackedFacts>,
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
    /// The type of the note.
    pub note_type: Option<String>,
    /// The days on which the cached result holds; `None` if no result is cached.
    pub validity: Option<Validity>,
    /// Whether the check had nothing to report. Meaningless without `validity`.
    pub is_clean: bool,
}

/// The days on which a check result holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// The day of the check, as days since the start of 1970. The result also holds on later days, unless
    /// `only_that_day`.
    pub day: i32,
    /// Whether the result may differ on a later day: the note contains future dates, or has findings.
    pub only_that_day: bool,
}

impl Validity {
    /// Returns whether the result still holds on `day`.
    pub(super) fn holds(&self, day: i32) -> bool {
        self.day == day || self.day < day && !self.only_that_day
    }
}
