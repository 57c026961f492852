//! What notes tell, in few bytes: a vault may have a hundred thousand of them, and most are asked once.

use super::NoteFacts;
use super::people::is_about_person;

/// What one note tells, packed: about a tenth of what [`NoteFacts`] takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedFacts(Box<[u8]>);

/// Whether the note is about a person, and the rest.
type Packed = (bool, NoteFacts);

impl From<NoteFacts> for PackedFacts {
    fn from(facts: NoteFacts) -> Self {
        let packed: Packed = (is_about_person(&facts), facts);
        let bytes = postcard::to_allocvec(&packed).expect("lists and texts have a length, and memory takes them");
        Self(bytes.into())
    }
}

impl PackedFacts {
    /// What [`as_bytes`](Self::as_bytes) gave; None where these are other bytes, such as those of another version of the program.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let _: Packed = postcard::from_bytes(bytes).ok()?;
        Some(Self(bytes.into()))
    }

    /// The bytes, to be kept.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// What the note tells.
    ///
    /// # Panics
    /// Never: nothing else is packed.
    pub fn unpack(&self) -> NoteFacts {
        let (_, facts): Packed = postcard::from_bytes(&self.0).expect("it was packed or read before");
        facts
    }

    /// Whether the note is about a person.
    pub(super) fn is_about_person(&self) -> bool {
        postcard::take_from_bytes(&self.0).is_ok_and(|(is_about_person, _)| is_about_person)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::Note;

    #[test]
    fn what_is_packed_comes_out_again() {
        let text =
            "---\ntype: people\naliases: [A, B]\n---\n# T\n**Ada Byron**: hi [[x#h|y]] (via Bo Ci, Di Ek)\n^id\n";
        let facts = NoteFacts { is_evidence: false, ..NoteFacts::from_note(&Note::new("p.md", text)) };
        let packed = PackedFacts::from(facts.clone());
        assert!(packed.is_about_person());
        assert_eq!(packed.unpack(), facts);
        assert_eq!(PackedFacts::from_bytes(packed.as_bytes()), Some(packed.clone()));
        assert_eq!(PackedFacts::from_bytes(&packed.as_bytes()[..9]), None);
        assert!(!PackedFacts::from(NoteFacts::default()).is_about_person());
    }
}
