//! What earlier runs found out of notes, so that a note that did not change is not read again.

use serde::{Deserialize, Serialize};

use super::run::NoteSays;
use crate::vault::NoteFacts;

/// Keeps what was found out. It may forget everything at any time: a run without memory says the same.
pub trait Memory: Sync {
    /// The stamp of the file at `path`, and what is known of the note if it has not changed since, without reading it.
    fn look(&self, path: &str) -> (Stamp, Option<Known>);

    /// What is known of the note at `path` if these are its bytes.
    fn of_content(&self, path: &str, bytes: &[u8]) -> Option<Known>;

    /// Takes in what was found out of the note at `path`, which had this stamp before it was read, and these bytes.
    fn learn(&self, path: &str, stamp: Stamp, bytes: &[u8], known: &Known);
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
    /// The facts, the type, and nothing to say.
    pub(super) fn into_silence(mut self) -> (NoteFacts, NoteSays) {
        let kind = self.kind.take();
        (self.into_facts(), (kind, None))
    }

    /// The facts as they are used.
    pub(super) fn into_facts(self) -> NoteFacts {
        NoteFacts { is_evidence: self.is_evidence, ..self.facts }
    }
}
