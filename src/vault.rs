//! The vault as one note sees it: which files there are, what a link means, what other notes are called.
//!
//! An index that answers questions, never a list to walk. It is frozen while notes are checked.

mod anchors;
mod facts;
mod index;
mod mentions;
mod packed;
mod people;
mod sketch;

pub use anchors::NoteAnchors;
pub use facts::{LinkFact, NoteFacts};
pub use index::{
    Dependencies, FileId, FileLister, HeadingLinks, History, HistoryReader, RepairedHeading, VAULT_MARKERS, VaultIndex,
    record_future_day, track,
};
pub use mentions::{Mention, MentionKind, Prose};
pub use packed::PackedFacts;
pub use people::PeopleIndex;
pub use sketch::{Sketch, day_of};

pub use crate::note::fold_name as fold;
