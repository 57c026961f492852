//! What earlier runs found out of notes, so that a note that did not change is not read again.

use serde::{Deserialize, Serialize};

use crate::vault::NoteFacts;

/// Keeps what was found out. It may forget everything at any time: a run without memory says the same.
pub trait Memory: Sync {
    /// The stamp of the file at `path`, and what is known of the note if it has not changed since, without reading it.
    fn look(&self, path: &str) -> (Stamp, Option<Known>);

    /// What is known of the note at `path` if these are its bytes.
    fn of_content(&self, path: &str, bytes: &[u8]) -> Option<Known>;

    /// What the note at `path` tells other notes, where it was known at the beginning of the run.
    fn facts(&self, path: &str) -> Option<NoteFacts>;

    /// Takes in what was found out of a note, and says what its [`Known::content`] is.
    fn learn(&self, learnt: &Learnt<'_>) -> u64;

    /// The digest of the last vault in which no note had anything to say for what others tell; see [`Memory::learn_settled`].
    fn settled(&self) -> Option<u64>;

    /// Takes in that in the vault of this digest, a hash of all paths and contents, what notes tell makes no difference to
    /// any of them.
    fn learn_settled(&self, digest: u64);
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
    /// See [`Known::quiet`].
    pub quiet: Option<Quiet>,
    /// What it tells other notes; None where that is known from earlier runs.
    pub facts: Option<&'a NoteFacts>,
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
    /// Whether a check found nothing in it, and under what circumstances. It holds for the path it was found at.
    pub quiet: Option<Quiet>,
}

/// On what a check rests that found nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// The day, as days since the beginning of 1970. On a later one nothing is found either.
    pub day: i32,
    /// Unless the note speaks of days that were still to come.
    pub only_that_day: bool,
    /// [`crate::vault::VaultIndex::digest`], if the check asked for the vault's paths.
    pub paths: Option<u64>,
}

impl Quiet {
    /// Whether a check finds nothing on `day` in a vault with these paths.
    pub(super) fn holds(&self, day: i32, paths: u64) -> bool {
        let holds_today = self.day == day || self.day < day && !self.only_that_day;
        holds_today && self.paths.is_none_or(|then| then == paths)
    }
}
