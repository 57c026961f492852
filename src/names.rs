//! Names of people: which spellings may be one person, and what people have decided.
//!
//! Names and their evidence in, scored pairs and clusters out. It knows nothing of notes or of where a name was found.
//!
//! How it works, one file a step: `person` reads the parts of a name, `key` folds them, `lexicon` knows names that people
//! have; `compare` lists what speaks for and against a pair, with `sound` for how words sound, and `model` weighs it.

mod blocking;
mod canonical;
mod cluster;
mod compare;
mod context;
mod decisions;
mod feature;
pub mod fitting;
mod form;
mod glued;
mod identity;
mod inflection;
mod key;
mod known;
mod latin;
mod lexicon;
mod link;
mod model;
mod pair;
mod person;
mod place;
mod reason;
mod sound;
mod written;

pub use canonical::Spelling;
pub use cluster::{Ambiguous, Cluster, Member, People, Tier};
pub use decisions::{Decided, Decisions, DecisionsError, DecisionsFile, Recorded, Scoped};
pub use form::{Sighting, Source};
pub use glued::{Bases, Glued, glued_on, glued_word};
pub use key::{is_letter, key};
pub use known::KnownNames;
pub use lexicon::{is_given_name, is_listed_name};
pub use model::Logit;
pub use pair::{Pair, compare_forms};
pub use person::{PersonName, is_no_name};
pub use reason::{Likeness, Reason};
pub use written::{is_part_of, is_whole_name, occurrences, ways};
