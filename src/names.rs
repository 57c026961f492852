//! Names of people: which spellings may be one person, and what people have decided.
//!
//! Names and their evidence in, scored pairs and clusters out. It knows nothing of notes or of where a name was found.
//!
//! How it works, one file a step: `person` reads the parts of a name, `key` folds them, `lexicon` knows names that people
//! have; `compare` lists what speaks for and against a pair, with `sound` for how words sound, and `model` weighs it.

mod assign;
mod blocking;
mod canonical;
mod cluster;
mod compare;
mod context;
mod decisions;
mod feature;
mod glued;
mod graph;
mod identity;
mod inflection;
mod key;
mod lexicon;
mod lookup;
mod model;
mod name_form;
mod occurrences;
mod pair;
mod person;
mod reason;
mod sound;
pub mod training;
mod transliterate;

pub use canonical::CanonicalName;
pub use cluster::{Ambiguous, Cluster, Member, People, Tier};
pub use decisions::{Correction, Decisions, DecisionsError, DecisionsFile, PersonEntry, ScopedEntry};
pub use glued::{Bases, GluedWord, glued_on, glued_word};
pub use key::{is_letter, key};
pub use lexicon::{is_given_name, is_listed_name};
pub use lookup::NameLookup;
pub use model::Logit;
pub use name_form::{NameSource, Occurrence};
pub use occurrences::{is_part_of_right_form, is_whole_name, normal_forms, occurrences};
pub use pair::{NamePair, compare_names};
pub use person::{PersonName, is_stopword};
pub use reason::{NameReason, WordSimilarity};
