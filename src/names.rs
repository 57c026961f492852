//! Names of people: which spellings may be the same person, and what people have decided about them.
//!
//! Takes names with evidence and returns scored pairs and clusters. Knows nothing of notes or of where a name was
//! found.
//!
//! One file per step. `person` parses a name, `key` normalises its words, and `name_form` collects the occurrences of
//! each form. `identity` groups forms that are the same person beyond doubt; `glued` recognises forms that end in a word of
//! the next sentence. `blocking` selects candidate pairs. `compare` lists the features of a pair (`sound`, `lexicon`,
//! `inflection`), `model` weighs them, and `pair` combines both. `graph` adds the evidence of the vault (`context`)
//! and the recorded `decisions`, `assign` assigns each variant to a person, and `cluster` returns the result, with the
//! `canonical` spelling.

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
mod group;
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
mod shared_notes;
mod sound;
pub mod training;
mod transliterate;
mod verdict;

pub use canonical::CanonicalName;
pub use cluster::{Ambiguous, Cluster, Member, People, Tier};
pub use decisions::{Correction, Decisions, DecisionsError, DecisionsFile, PersonEntry, ScopedEntry};
pub use glued::{Bases, GluedWord, glued_on, glued_word, is_opener, joined_word};
pub use graph::NameLinks;
pub use key::{is_letter, key};
pub use lexicon::{is_given_name, is_listed_name};
pub use lookup::NameLookup;
pub use model::Logit;
pub use name_form::{NameSource, Occurrence, count_notes};
pub use occurrences::{glued_occurrences, is_part_of_right_form, is_whole_name, normal_forms, occurrences};
pub use pair::{NamePair, compare_names};
pub use person::{PersonName, are_other_spellings, is_particle, is_stopword};
pub use reason::{NameReason, WordSimilarity};
pub use verdict::PairVerdict;
