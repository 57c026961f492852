//! What earlier runs found out of notes, so that a note that did not change is not read again.

use serde::{Deserialize, Serialize};

use super::run::NoteOutcome;
use crate::vault::PackedFacts;

/// Keeps what was found out. It may forget everything at any time: a run without memory says the same.
pub trait Memory: Sync {
    /// The stamp of the file at `path`, and what is known of the note if it has not changed since, without reading it.
    fn look(&self, path: &str) -> (Stamp, Option<Known>);

    /// What is known of the note at `path` if these are its bytes.
    fn of_content(&self, path: &str, bytes: &[u8]) -> Option<Known>;

    /// What there is to say of the note at `path`, where something was known at the beginning of the run.
    fn says(&self, path: &str) -> Option<NoteOutcome>;

    /// What the note at `path` tells other notes, where it was known at the beginning of the run.
    fn facts(&self, path: &str) -> Option<PackedFacts>;

    /// Takes in what was found out of a note, and says what its [`Known::content`] is.
    fn learn(&self, learnt: &Learnt<'_>) -> u64;

    /// Takes in that all that is known of the note at `path` holds of a file with this stamp and these bytes.
    fn restamp(&self, path: &str, stamp: Stamp, bytes: &[u8]);

    /// What came of what notes tell each other, the last time.
    fn settled(&self) -> Option<Whole>;

    /// Takes in what came of it this time.
    fn learn_settled(&self, settled: Whole);
}

/// What a run found out of a note.
#[derive(Clone, Copy, Debug)]
pub struct Learnt<'a> {
    /// Where it lies.
    pub path: &'a str,
    /// The stamp that its file had before it was read.
    pub stamp: Stamp,
    /// What was read.
    pub bytes: &'a [u8],
    /// Its type.
    pub kind: Option<&'a str>,
    /// See [`Known::grounds`].
    pub grounds: Option<Grounds>,
    /// What there is to say of it, on these grounds.
    pub says: Option<&'a NoteOutcome>,
    /// What it tells other notes; None where that is known from earlier runs.
    pub facts: Option<&'a PackedFacts>,
}

/// What came of what notes tell each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whole {
    /// A hash of all paths and contents of the vault.
    pub digest: u64,
    /// The day.
    pub day: i32,
    /// The notes to which it makes a difference, with what there is to say of each.
    pub rests: Vec<(String, Option<NoteOutcome>)>,
}

/// What tells a file that was written again: its size in bytes, times in nanoseconds, and its number. Zeros where the system
/// does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "they are what they are called")]
pub struct Stamp {
    pub size: u64,
    pub modified: i64,
    pub changed: i64,
    pub number: u64,
}

/// What is known of one note, beside what it tells others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// A hash of its bytes.
    pub content: u64,
    /// Its type.
    pub kind: Option<String>,
    /// On what rests what a check said of it, at this path; None where that is not known.
    pub grounds: Option<Grounds>,
    /// Whether it said nothing, where `grounds` are known.
    pub is_quiet: bool,
}

/// On what a check rests, beside the note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grounds {
    /// The day, as days since the beginning of 1970. What is not found is not found on a later one either.
    pub day: i32,
    /// Unless the note speaks of days that were still to come. What is found may have been in the future.
    pub only_that_day: bool,
    /// [`crate::vault::VaultIndex::digest`], if the check asked for the vault's paths.
    pub paths: Option<u64>,
}

impl Grounds {
    /// Whether a check says the same on `day` in a vault with these paths.
    pub(super) fn hold(&self, day: i32, paths: u64) -> bool {
        let is_of_today = self.day == day || self.day < day && !self.only_that_day;
        is_of_today && self.paths.is_none_or(|then| then == paths)
    }
}
