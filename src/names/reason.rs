//! Reasons for and against two names being the same person, in words.

use std::fmt;

use super::compare::{Difference, WordRelation};

/// A reason, displayed as part of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameReason {
    /// One has the surname first.
    Reordered,
    /// A word of one name is split into two words in the other.
    Split,
    /// Different middle names, or father and son.
    Contradiction,
    /// The similarity of the given names.
    Given(WordSimilarity),
    /// The similarity of the surnames.
    Surname(WordSimilarity),
    /// The stronger form has a people note, and this one has none.
    NoNote,
    /// The number of notes of the stronger form and of this one.
    Notes(usize, usize),
    /// The number of contacts in its attendee lists that the other shares, and the number of all of them.
    SharedContacts(usize, usize),
    /// The text of a link is one form, and its target the note of the other.
    SharedTarget,
    /// The number of notes that name one as a participant, and the other elsewhere.
    SharedNotes(usize),
    /// The number of notes that name one, and that the people note of the other links to.
    LinkedNotes(usize),
}

/// The similarity of two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordSimilarity(pub(super) WordRelation, pub(super) Option<Difference>);

impl fmt::Display for NameReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reordered => f.write_str("the surname comes first"),
            Self::Split => f.write_str("one word is split in two"),
            Self::Contradiction => f.write_str("different middle names, or father and son"),
            Self::Given(likeness) => likeness.write("given name", f),
            Self::Surname(likeness) => likeness.write("surname", f),
            Self::NoNote => f.write_str("no note of its own"),
            Self::Notes(1, few) => write!(f, "1 note versus {few}"),
            Self::Notes(many, few) => write!(f, "{many} notes versus {few}"),
            Self::SharedContacts(shared, others) => {
                write!(f, "shares {shared} of {others} contacts from attendee lists")
            }
            Self::SharedTarget => f.write_str("a link with this text opens the other note"),
            Self::SharedNotes(1) => f.write_str("both in 1 note, one as participant"),
            Self::SharedNotes(notes) => write!(f, "both in {notes} notes, one as participant"),
            Self::LinkedNotes(1) => f.write_str("linked from the people note"),
            Self::LinkedNotes(notes) => write!(f, "linked from the people note, in {notes} notes"),
        }
    }
}

impl WordSimilarity {
    fn write(self, part: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(relation, difference) = self;
        match (relation, difference) {
            (WordRelation::Equal | WordRelation::Digraphs, _) => write!(f, "same {part}"),
            (WordRelation::Initial, _) => write!(f, "{part} is an initial"),
            (WordRelation::OtherInitial, _) => write!(f, "{part} has a different initial"),
            (WordRelation::Nickname, _) => write!(f, "{part} is a short form"),
            (WordRelation::Prefix, _) => write!(f, "{part} is cut short"),
            (WordRelation::Different, None) => write!(f, "{part} differs"),
            (WordRelation::Different, Some(difference)) => {
                match difference.letters {
                    1 => write!(f, "{part} differs in 1 letter")?,
                    letters => write!(f, "{part} differs in {letters} letters")?,
                }
                f.write_str(match difference.sound {
                    ..140 => ", sounds alike",
                    140..320 => ", sounds similar",
                    _ => ", sounds different",
                })
            }
        }
    }
}
