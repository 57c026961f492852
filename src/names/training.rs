//! The interface for the program that fits the weights: the features of a pair, and the names to make pairs of.

use super::compare::{Words, compare};
use super::feature::{self, Feature, Features, name_of};
use super::lexicon;
use super::person::PersonName;
use super::sound::Sound;

/// The number of features, without the constant.
pub const FEATURES: usize = feature::FEATURES;

/// The tables of names to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LexiconUse {
    /// Both the given names and the surnames.
    Both,
    /// Only the given names, as if no surname were in the tables.
    Given,
    /// Neither.
    None,
}

/// Returns the features that hold for two names; `None` if one of them is not a name.
pub fn features(one: &str, other: &str, listed: LexiconUse) -> Option<Vec<usize>> {
    let (one, other) = (PersonName::parse(one)?, PersonName::parse(other)?);
    let words = |name: &PersonName| {
        let mut words = Words::new(name);
        if listed != LexiconUse::Both {
            words.surname.frequency = None;
        }
        if listed == LexiconUse::None {
            words.given.frequency = None;
        }
        words
    };
    let comparison = compare((&one, &words(&one)), (&other, &words(&other)));
    Some(comparison.features.iter().flat_map(Features::iter).map(usize::from).collect())
}

/// Returns the name of a feature in the table of weights.
///
/// # Panics
///
/// Panics if there is no such feature.
pub fn feature_name(feature: usize) -> String {
    assert!(feature < FEATURES, "no such feature");
    name_of(Feature::try_from(feature).expect("there are some hundred"))
}

/// Returns the given names and the surnames of the tables, each with its frequency.
pub fn names() -> [Vec<(&'static str, u8)>; 2] {
    lexicon::all()
}

/// Returns full names with their short forms.
pub fn nicknames() -> Vec<(&'static str, &'static str)> {
    lexicon::nicknames()
}

/// The sound of a word.
#[derive(Clone, Debug)]
pub struct SpokenWord(Sound);

impl SpokenWord {
    /// Returns the sound of `word`, which is in lower case.
    pub fn new(word: &str) -> Self {
        Self(Sound::new(word))
    }

    /// Returns the distance to the other sound, in thousandths.
    pub fn distance(&self, other: &Self) -> u32 {
        self.0.distance(&other.0)
    }

    /// Returns its consonants by classes that are easily confused.
    pub fn skeleton(&self) -> Vec<u8> {
        self.0.skeleton()
    }
}
