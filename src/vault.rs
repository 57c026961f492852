//! The vault as one note sees it: which files there are, what a link means, what other notes are called.
//!
//! An index that answers questions, never a list to walk. It is frozen while notes are checked.

mod facts;
mod index;
mod people;

pub use facts::{LinkFact, Mention, MentionKind, NoteFacts};
pub use index::{FileId, ListFiles, VaultIndex};
pub use people::{Guess, PeopleIndex};

use unicode_normalization::UnicodeNormalization;

/// The form in which paths and names are compared: case folded and composed, because file systems differ in both.
pub fn fold(name: &str) -> String {
    if name.is_ascii() { name.to_ascii_lowercase() } else { name.nfc().flat_map(char::to_lowercase).collect() }
}
