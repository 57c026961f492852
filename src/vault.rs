//! The vault as one note sees it: which files there are, what a link means, what other notes are called.
//!
//! An index that answers questions, never a list to walk. It is frozen while notes are checked.

mod facts;
mod index;
mod mentions;
mod packed;
mod people;
mod places;
mod sketch;

pub use facts::{LinkFact, NoteFacts};
pub use index::{
    Asked, FileId, HeadingLinks, History, ListFiles, ReadHistory, RepairedHeading, VAULT_MARKERS, VaultIndex,
    tell_day_to_come, watched,
};
pub use mentions::{Mention, MentionKind, Prose};
pub use packed::PackedFacts;
pub use people::PeopleIndex;
pub use places::Places;
pub use sketch::{Sketch, day_of};

pub use crate::note::folded as fold;
