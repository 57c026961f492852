//! What the first pass knows of one note, whether it was checked or found in the cache.

use super::note_report::NoteReport;
use crate::vault::PackedFacts;

/// The facts of a note; `None` if they are cached or not read yet.
pub(super) type FreshFacts = Option<PackedFacts>;

/// A note that the first pass has checked or found in the cache.
pub(super) struct CheckedNote {
    pub(super) facts: FreshFacts,
    pub(super) report: NoteReport,
    /// A hash of the note's bytes; zero without a cache.
    pub(super) content_hash: u64,
}
