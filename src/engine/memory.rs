//! What earlier runs found out of notes, so that a note that did not change is not read again.

use serde::{Deserialize, Serialize};

use crate::vault::NoteFacts;

/// Keeps what was found out. It may forget everything at any time: a run without memory says the same.
pub trait Memory: Sync {
    /// What is known of the note at `path` as it is now, without reading it.
    fn look(&self, path: &str) -> Look;

    /// What is known of a note of these bytes, whatever its path.
    fn of_content(&self, path: &str, bytes: &[u8]) -> Option<Known>;

    /// Takes in what was found out of the note at `path`, which had these bytes and this stamp.
    fn learn(&self, path: &str, stamp: Stamp, bytes: &[u8], known: &Known);
}

/// What a look at a file says.
pub enum Look {
    /// It has not changed since this was found out.
    Known(Box<Known>),
    /// It has to be read. The stamp is from before.
    Unknown(Stamp),
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

/// What was found out of one note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// What it tells other notes.
    pub facts: NoteFacts,
    /// [`NoteFacts::is_evidence`], which is not kept with the facts.
    pub is_evidence: bool,
    /// Its type.
    pub kind: Option<String>,
    /// Whether a check found nothing in it, and under what circumstances. It holds for the path it was found at.
    pub quiet: Option<Quiet>,
}

/// On what a check rests that found nothing: the day, and the paths of the vault if it asked for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// Days since the beginning of 1970.
    pub day: i32,
    /// [`crate::vault::VaultIndex::digest`].
    pub paths: Option<u64>,
}

impl Known {
    /// The facts as they are used.
    pub(super) fn into_facts(self) -> NoteFacts {
        NoteFacts { is_evidence: self.is_evidence, ..self.facts }
    }
}
