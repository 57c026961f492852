//! What the program asks that fits the weights: the features of a pair, and names to make pairs of.

use super::compare::{Words, compare};
use super::feature::{self, Feature, Features, name_of};
use super::lexicon;
use super::person::PersonName;
use super::sound::Sound;

/// How many features there are, the constant not counted.
pub const FEATURES: usize = feature::FEATURES;

/// What the tables of names are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LexiconUse {
    /// Both words of a name.
    Both,
    /// The given name: as if no surname were in the tables.
    Given,
    /// Neither.
    None,
}

/// The features that hold for two names; none where one is no name.
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

/// What the feature is called in the table.
///
/// # Panics
/// When there is no such feature.
pub fn feature_name(feature: usize) -> String {
    assert!(feature < FEATURES, "no such feature");
    name_of(Feature::try_from(feature).expect("there are some hundred"))
}

/// The given names and the surnames of the tables, each with its frequency.
pub fn names() -> [Vec<(&'static str, u8)>; 2] {
    lexicon::all()
}

/// Full names and their short forms.
pub fn nicknames() -> Vec<(&'static str, &'static str)> {
    lexicon::nicknames()
}

/// A word as it sounds.
#[derive(Clone, Debug)]
pub struct SpokenWord(Sound);

impl SpokenWord {
    /// How `word`, in small letters, sounds.
    pub fn new(word: &str) -> Self {
        Self(Sound::new(word))
    }

    /// How far the other sounds from it, in thousandths.
    pub fn distance(&self, other: &Self) -> u32 {
        self.0.distance(&other.0)
    }

    /// Its consonants by classes that are confused.
    pub fn skeleton(&self) -> Vec<u8> {
        self.0.skeleton()
    }
}
