//! The features for and against two names being the same person.
//!
//! A feature is a number with a name (`feature`) and a weight in `rules/data/name-weights.txt`. Measures are binned:
//! one weight per bin can follow any curve and has an obvious meaning.

use rapidfuzz::distance::{jaro_winkler, osa};

use super::feature::{
    BOTH_LISTED, FeatureOffsets, Features, GENERATIONS, LENGTHS, LETTERS, LISTED, MIDDLES, RARITY, RELATIONS, SOUNDS,
};
use super::key::without_digraphs;
use super::lexicon::{Frequency, are_nicknames, given_frequency, surname_frequency};
use super::person::{PersonName, is_initial};
use super::sound::Sound;
use super::transliterate::transliterate;

/// A part of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NamePart {
    Given,
    Surname,
}

/// The relation of two words in the same part of two names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WordRelation {
    Equal,
    /// Equal except for `ae`, `oe`, `ue`.
    Digraphs,
    /// One is the first letter of the other.
    Initial,
    /// One is a letter, but not the initial of the other.
    OtherInitial,
    Nickname,
    /// One is a prefix of the other.
    Prefix,
    Different,
}

/// A word with cached properties for comparison.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) key: String,
    chars: Vec<char>,
    pub(super) sound: Sound,
    pub(super) frequency: Option<Frequency>,
}

impl Word {
    pub(super) fn new(key: &str, side: NamePart) -> Self {
        let latin = transliterate(key);
        let frequency = match side {
            NamePart::Given => given_frequency(&latin),
            NamePart::Surname => surname_frequency(&latin),
        };
        Self { key: key.to_owned(), chars: key.chars().collect(), sound: Sound::new(&latin), frequency }
    }
}

impl Word {
    /// Returns the number of letters inserted, deleted, replaced, or swapped with a neighbour.
    pub(super) fn letters_to(&self, other: &Self) -> usize {
        osa::distance(self.chars.iter().copied(), other.chars.iter().copied())
    }
}

/// The difference between two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// The number of letters inserted, deleted, replaced, or swapped with a neighbour.
    pub(super) letters: usize,
    /// The distance of the sounds in thousandths, see [`Sound::distance`].
    pub(super) sound: u32,
    typo: Typo,
    jaro_winkler: usize,
}

/// The kind of typo that turns one word into the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Typo {
    Transposed,
    Doubled,
    Vowel,
    Consonant,
    FirstLetter,
    Ending,
    Letter,
    Several,
}

/// The comparison of two names.
#[derive(Clone, Debug)]
pub(super) struct Comparison {
    pub(super) given: WordRelation,
    pub(super) surname: WordRelation,
    pub(super) given_difference: Option<Difference>,
    pub(super) surname_difference: Option<Difference>,
    /// Whether the middle names disagree, or one is the father of the other.
    pub(super) contradicts: bool,
    /// The features of the given name, of the surname, and of both together.
    pub(super) features: [Features; 3],
}

/// The words of a name, ready for comparison.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub(super) given: Word,
    pub(super) surname: Word,
}

impl Words {
    pub(super) fn new(name: &PersonName) -> Self {
        Self { given: Word::new(name.given(), NamePart::Given), surname: Word::new(name.surname(), NamePart::Surname) }
    }
}

/// Compares two names; the order does not matter.
pub(super) fn compare(one: (&PersonName, &Words), other: (&PersonName, &Words)) -> Comparison {
    let (given, given_difference, given_features) = compare_words(&one.1.given, &other.1.given, NamePart::Given);
    let (surname, surname_difference, surname_features) =
        compare_words(&one.1.surname, &other.1.surname, NamePart::Surname);
    let middle = middle_names_bin(one.0, other.0);
    let generation = match (one.0.generation(), other.0.generation()) {
        (one, other) if one == other => 0,
        (None, _) | (_, None) => 1,
        (Some(_), Some(_)) => 2,
    };
    let mut both = Features::default();
    both.push(FeatureOffsets::BOTH + given as usize * RELATIONS.len() + surname as usize);
    both.push(FeatureOffsets::MIDDLE + middle);
    both.push(FeatureOffsets::GENERATION + generation);
    let mut beside = |side: usize, equal: &Word, difference: Option<Difference>| {
        if let Some(difference) = difference {
            let at = (side * RARITY.len() + rarity_bin(equal.frequency)) * SOUNDS.len() + sound_bin(difference.sound);
            both.push(FeatureOffsets::OTHER_SIDE + at);
        }
    };
    match (given, surname) {
        (WordRelation::Equal, _) => beside(0, &one.1.given, surname_difference),
        (_, WordRelation::Equal) => beside(1, &one.1.surname, given_difference),
        _ => {}
    }
    Comparison {
        given,
        surname,
        given_difference,
        surname_difference,
        contradicts: MIDDLES[middle] == "other" || GENERATIONS[generation] != "alike",
        features: [given_features, surname_features, both],
    }
}

/// Returns the relation of two words in the same part, without their features, to choose candidates.
pub(super) fn relation(one: &str, other: &str, side: NamePart) -> WordRelation {
    if one == other {
        return WordRelation::Equal;
    }
    if is_initial(one) || is_initial(other) {
        let agree = one.chars().next() == other.chars().next();
        return if agree { WordRelation::Initial } else { WordRelation::OtherInitial };
    }
    if without_digraphs(one) == without_digraphs(other) {
        return WordRelation::Digraphs;
    }
    if side == NamePart::Given && are_nicknames(one, other) {
        return WordRelation::Nickname;
    }
    let shorter = one.chars().count().min(other.chars().count());
    let is_prefix = shorter >= 3 && (one.starts_with(other) || other.starts_with(one));
    if is_prefix { WordRelation::Prefix } else { WordRelation::Different }
}

fn compare_words(one: &Word, other: &Word, side: NamePart) -> (WordRelation, Option<Difference>, Features) {
    let relation = relation(&one.key, &other.key, side);
    let start = FeatureOffsets::SIDE * side as usize;
    let mut features = Features::default();
    features.push(start + FeatureOffsets::RELATION + relation as usize);
    match relation {
        WordRelation::Equal => {
            features.push(start + FeatureOffsets::RARITY + rarity_bin(one.frequency));
            return (relation, None, features);
        }
        WordRelation::Initial | WordRelation::OtherInitial | WordRelation::Digraphs => {
            return (relation, None, features);
        }
        WordRelation::Nickname | WordRelation::Prefix | WordRelation::Different => {}
    }
    let difference = difference(one, other);
    let real = listed_bin(one.frequency, other.frequency);
    let length = match one.chars.len().max(other.chars.len()) {
        ..=4 => 0,
        5..=7 => 1,
        8.. => 2,
    };
    let letters = difference.letters.clamp(1, LETTERS.len()) - 1;
    features.push(start + FeatureOffsets::LETTERS + (letters * LENGTHS.len() + length) * LISTED.len() + real);
    features.push(start + FeatureOffsets::SOUND + sound_bin(difference.sound) * LISTED.len() + real);
    features.push(start + FeatureOffsets::TYPO + difference.typo as usize * LISTED.len() + real);
    features.push(start + FeatureOffsets::SIMILARITY + difference.jaro_winkler);
    let both = usize::from(one.frequency.is_none() || other.frequency.is_none());
    let pair = letters * SOUNDS.len() + sound_bin(difference.sound);
    features.push(start + FeatureOffsets::SOUND_OF_LETTERS + pair * BOTH_LISTED.len() + both);
    (relation, Some(difference), features)
}

fn difference(one: &Word, other: &Word) -> Difference {
    let letters = one.letters_to(other);
    let alike = jaro_winkler::similarity(one.chars.iter().copied(), other.chars.iter().copied());
    let jaro_winkler = [0.7, 0.8, 0.88, 0.94].iter().filter(|least| alike > **least).count();
    Difference {
        letters,
        sound: one.sound.distance(&other.sound),
        typo: typo(&one.chars, &other.chars, letters),
        jaro_winkler,
    }
}

fn typo(one: &[char], other: &[char], letters: usize) -> Typo {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let at = short.iter().zip(long).take_while(|(one, other)| one == other).count();
    let is_vowel = |c: &char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    if letters != 1 {
        return if at == 0 { Typo::FirstLetter } else { Typo::Several };
    }
    if short.len() == long.len() {
        let is_swap = at + 1 < short.len() && short[at] == long[at + 1] && short[at + 1] == long[at];
        return match () {
            () if is_swap => Typo::Transposed,
            () if at == 0 => Typo::FirstLetter,
            () if is_vowel(&short[at]) && is_vowel(&long[at]) => Typo::Vowel,
            () => Typo::Consonant,
        };
    }
    let is_doubled = at > 0 && long[at] == long[at - 1] || long.get(at + 1) == Some(&long[at]);
    match () {
        () if is_doubled => Typo::Doubled,
        () if at == 0 => Typo::FirstLetter,
        () if at == short.len() => Typo::Ending,
        () => Typo::Letter,
    }
}

/// Returns the bin of a distance between sounds.
fn sound_bin(distance: u32) -> usize {
    [1, 70, 140, 220, 320, 450].iter().filter(|least| distance >= **least).count()
}

fn rarity_bin(frequency: Option<Frequency>) -> usize {
    match frequency {
        None => 0,
        Some(0) => 1,
        Some(1..=4) => 2,
        Some(5..=7) => 3,
        Some(_) => 4,
    }
}

fn listed_bin(one: Option<Frequency>, other: Option<Frequency>) -> usize {
    let class = |frequency: Frequency| match frequency {
        0 => 0,
        1..=5 => 1,
        _ => 2,
    };
    match (one, other) {
        (None, None) => 0,
        (Some(frequency), None) | (None, Some(frequency)) => 1 + class(frequency),
        (Some(one), Some(other)) => 4 + class(one.min(other)),
    }
}

/// Returns the relation of the middle names: a bin of [`MIDDLES`].
fn middle_names_bin(one: &PersonName, other: &PersonName) -> usize {
    match (one.middle(), other.middle()) {
        ([], []) => 0,
        ([], _) | (_, []) => 1,
        (middle, others) if middle == others => 2,
        _ if one.has_compatible_middle(other) => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_are_recognised() {
        for (one, other, wanted) in [
            ("ada", "ada", WordRelation::Equal),
            ("a", "ada", WordRelation::Initial),
            ("b", "ada", WordRelation::OtherInitial),
            ("joerg", "jorg", WordRelation::Digraphs),
            ("robert", "bob", WordRelation::Nickname),
            ("christ", "christian", WordRelation::Prefix),
            ("ada", "eva", WordRelation::Different),
        ] {
            assert_eq!(relation(one, other, NamePart::Given), wanted, "{one} {other}");
            assert_eq!(relation(other, one, NamePart::Given), wanted, "{other} {one}");
        }
    }

    #[test]
    fn kinds_of_typo_are_distinguished() {
        let of = |one: &str, other: &str| {
            difference(&Word::new(one, NamePart::Surname), &Word::new(other, NamePart::Surname)).typo
        };
        for (one, other, wanted) in [
            ("lancaster", "lancsater", Typo::Transposed),
            ("reed", "red", Typo::Doubled),
            ("panton", "penton", Typo::Vowel),
            ("marques", "macques", Typo::Consonant),
            ("marques", "karques", Typo::FirstLetter),
            ("kowalska", "kowalskar", Typo::Ending),
            ("lancaster", "lacaster", Typo::Letter),
            ("lancaster", "loncester", Typo::Several),
        ] {
            assert_eq!(of(one, other), wanted, "{one} {other}");
        }
    }
}
