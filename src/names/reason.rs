//! What speaks for and against two names being one person's, in words.

use std::fmt;

use super::compare::{Difference, WordRelation};

/// A reason, written as part of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameReason {
    /// One has the surname first.
    Reordered,
    /// One has in two words what the other has in one.
    Split,
    /// Other middle names, or father and son.
    Contradiction,
    /// How the given names go together.
    Given(WordSimilarity),
    /// How the surnames do.
    Surname(WordSimilarity),
    /// The other has a people note, and this one none.
    NoNote,
    /// In how many notes each stands.
    Notes(usize, usize),
    /// How many of how many others in its attendee lists are the other's company.
    SharedContacts(usize, usize),
    /// A link shows one and opens the other's note.
    SharedTarget,
}

/// How two words go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordSimilarity(pub(super) WordRelation, pub(super) Option<Difference>);

impl fmt::Display for NameReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reordered => f.write_str("the surname stands first"),
            Self::Split => f.write_str("one word stands in two"),
            Self::Contradiction => f.write_str("other middle name, or father and son"),
            Self::Given(likeness) => likeness.write("given name", f),
            Self::Surname(likeness) => likeness.write("surname", f),
            Self::NoNote => f.write_str("no note of its own"),
            Self::Notes(many, few) => write!(f, "{many} against {few} notes"),
            Self::SharedContacts(shared, others) => {
                write!(f, "{shared} of {others} others in its attendee lists are known")
            }
            Self::SharedTarget => f.write_str("a link shows one and opens the other"),
        }
    }
}

impl WordSimilarity {
    fn write(self, part: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(relation, difference) = self;
        match (relation, difference) {
            (WordRelation::Equal | WordRelation::Digraphs, _) => write!(f, "same {part}"),
            (WordRelation::Initial, _) => write!(f, "{part} is an initial"),
            (WordRelation::OtherInitial, _) => write!(f, "{part} has another initial"),
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
