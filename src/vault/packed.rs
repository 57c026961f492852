//! Compact facts: a vault may have a hundred thousand notes, and most facts are read once.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::NoteFacts;
use super::people::is_about_person;

/// The serialised facts of a note, about a tenth of the size of [`NoteFacts`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedFacts(Arc<[u8]>);

/// What is asked of every note and true of few: read without unpacking the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BriefFacts {
    /// Whether the note is about a person.
    pub is_about_person: bool,
    /// Whether it has a property without a value.
    pub has_empty_properties: bool,
    /// Whether it has a garbled heading.
    pub has_damaged_headings: bool,
    /// Whether it may name a heading of another note.
    pub names_headings: bool,
    /// Whether it has a template placeholder.
    pub has_placeholders: bool,
    /// Whether a capitalised word of the body is written twice in a row.
    pub repeats_words: bool,
}

impl BriefFacts {
    fn of(facts: &NoteFacts) -> Self {
        Self {
            is_about_person: is_about_person(facts),
            has_empty_properties: facts.habits.keys.iter().any(|(_, has_value)| !has_value),
            has_damaged_headings: !facts.damaged_headings.is_empty(),
            names_headings: facts.links.iter().chain(&facts.property_links).any(|link| link.fragment.is_some())
                || !facts.machine_fragments.is_empty(),
            has_placeholders: !facts.placeholders.is_empty(),
            repeats_words: facts.repeats_words,
        }
    }
}

/// The facts, after those that are read alone.
type Packed = (BriefFacts, NoteFacts);

impl From<NoteFacts> for PackedFacts {
    fn from(facts: NoteFacts) -> Self {
        let packed: Packed = (BriefFacts::of(&facts), facts);
        let bytes = postcard::to_allocvec(&packed).expect("every sequence has a known length, and a vector grows");
        Self(bytes.into())
    }
}

/// The facts of an empty note.
impl Default for PackedFacts {
    fn default() -> Self {
        NoteFacts::default().into()
    }
}

impl PackedFacts {
    /// Restores facts from [`bytes`](Self::bytes); `None` if the bytes do not begin like those of facts. Most facts are
    /// never unpacked, so the others are not read here.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (_, _): (BriefFacts, _) = postcard::take_from_bytes(bytes).ok()?;
        Some(Self(bytes.into()))
    }

    /// Returns the bytes, for the cache.
    pub fn bytes(&self) -> &Arc<[u8]> {
        &self.0
    }

    /// Returns the facts; those of an empty note if the bytes that they were restored from are invalid.
    pub fn unpack(&self) -> NoteFacts {
        postcard::from_bytes(&self.0).map(|(_, facts): Packed| facts).unwrap_or_default()
    }

    /// Returns what is read without unpacking all facts.
    ///
    /// # Panics
    /// Never: both constructors guarantee that it can be read.
    pub fn brief(&self) -> BriefFacts {
        postcard::take_from_bytes(&self.0).expect("the constructors guarantee valid bytes").0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::Note;

    #[test]
    fn facts_round_trip() {
        let text =
            "---\ntype: people\naliases: [A, B]\n---\n# T\n**Ada Byron**: hi [[x#h|y]] (via Bo Ci, Di Ek)\n^id\n";
        let facts = NoteFacts { is_evidence: false, ..NoteFacts::from_note(&Note::new("p.md", text)) };
        let packed = PackedFacts::from(facts.clone());
        assert!(packed.brief().is_about_person && !packed.brief().has_placeholders);
        assert_eq!(packed.unpack(), facts);
        assert_eq!(PackedFacts::from_bytes(packed.bytes()), Some(packed.clone()));
        assert_eq!(PackedFacts::from_bytes(&packed.bytes()[..2]), None);
        let cut = PackedFacts::from_bytes(&packed.bytes()[..9]).unwrap();
        assert_eq!((cut.brief(), cut.unpack()), (packed.brief(), NoteFacts::default()));
        assert!(!PackedFacts::from(NoteFacts::default()).brief().is_about_person);
    }
}
