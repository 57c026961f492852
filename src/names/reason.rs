//! What speaks for and against two names being one person's, in words.

use std::fmt;

use super::compare::{Difference, Relation};

/// A reason, written as part of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// One has the surname first.
    OtherOrder,
    /// One has in two words what the other has in one.
    Torn,
    /// Other middle names, or father and son.
    Contradiction,
    /// How the given names go together.
    Given(Likeness),
    /// How the surnames do.
    Surname(Likeness),
    /// The other has a people note, and this one none.
    NoNote,
    /// In how many notes each stands.
    Notes(usize, usize),
    /// How many of how many others in its attendee lists are the other's company.
    Company(usize, usize),
    /// A link shows one and opens the other's note.
    SharedTarget,
}

/// How two words go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Likeness(pub(super) Relation, pub(super) Option<Difference>);

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherOrder => f.write_str("the surname stands first"),
            Self::Torn => f.write_str("one word stands in two"),
            Self::Contradiction => f.write_str("other middle name, or father and son"),
            Self::Given(likeness) => likeness.write("given name", f),
            Self::Surname(likeness) => likeness.write("surname", f),
            Self::NoNote => f.write_str("no note of its own"),
            Self::Notes(many, few) => write!(f, "{many} against {few} notes"),
            Self::Company(shared, others) => {
                write!(f, "{shared} of {others} others in its attendee lists are known")
            }
            Self::SharedTarget => f.write_str("a link shows one and opens the other"),
        }
    }
}

impl Likeness {
    fn write(self, part: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(relation, difference) = self;
        match (relation, difference) {
            (Relation::Equal | Relation::Digraphs, _) => write!(f, "same {part}"),
            (Relation::Initial, _) => write!(f, "{part} is an initial"),
            (Relation::OtherInitial, _) => write!(f, "{part} has another initial"),
            (Relation::Nickname, _) => write!(f, "{part} is a short form"),
            (Relation::Prefix, _) => write!(f, "{part} is cut short"),
            (Relation::Different, None) => write!(f, "{part} differs"),
            (Relation::Different, Some(difference)) => {
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
