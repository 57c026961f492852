//! Names of people: which spellings may be one person, and what people have decided.
//!
//! Names and their evidence in, scored pairs out. It knows nothing of notes or of where a name was found.

mod decisions;
mod person;
mod similarity;

pub use decisions::{Decided, Decisions, DecisionsError, DecisionsFile, Recorded, Scoped};
pub use person::PersonName;
pub use similarity::{Likeness, likeness};
