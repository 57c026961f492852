//! Which pairs of names are worth comparing: of all, those whose words look or sound alike.
//!
//! Words first, names second: there are far fewer words than pairs of names. Two words are close when they are one but for
//! letters that were left out, have the same consonants by ear, or are known short forms. Two names are a pair when both
//! their words are close, or one is equal and the other has nearly the same consonants.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::compare::{Side, Words};
use super::lexicon::full_names;
use super::person::is_initial;

/// The most words of one sound that are compared with each other. In a larger heap only those that look alike are: its
/// sound says too little.
const MOST_ALIKE: usize = 48;

/// The most names with one word in common that are compared whatever their other words are.
const MOST_OF_ONE_WORD: usize = 24;

/// The pairs worth comparing, each once, the smaller number first, sorted.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    pub(super) pairs: Vec<(u32, u32)>,
    /// Heaps of words that were too large to be compared by sound alone.
    pub(super) capped: usize,
}

/// Looks for the pairs among `names`.
pub(super) fn candidates(names: &[Words]) -> Candidates {
    let (given, given_of) = Vocabulary::of(names.iter().map(|words| &words.given.key));
    let (surnames, surname_of) = Vocabulary::of(names.iter().map(|words| &words.surname.key));
    let skeletons: Vec<Vec<u8>> =
        surnames.first.iter().map(|at| names[*at as usize].surname.sound.skeleton()).collect();
    let given_skeletons: Vec<Vec<u8>> =
        given.first.iter().map(|at| names[*at as usize].given.sound.skeleton()).collect();
    let ((close_given, capped_given), (close_surnames, capped)) = rayon::join(
        || close_words(&given.keys, &given_skeletons, Side::Given),
        || close_words(&surnames.keys, &skeletons, Side::Surname),
    );
    let close_given: HashSet<(u32, u32), FixedState> = close_given
        .iter()
        .enumerate()
        .flat_map(|(one, others)| others.iter().map(move |other| (id(one), *other)))
        .collect();
    let is_close_given = |one: u32, other: u32| one == other || close_given.contains(&(one, other));

    let mut pairs: Vec<(u32, u32)> = Vec::new();
    let mut pair = |one: u32, other: u32| {
        if one != other {
            pairs.push((one.min(other), one.max(other)));
        }
    };
    for (surname, here) in surnames.names.iter().enumerate() {
        for other_surname in close_surnames[surname].iter().copied().chain([id(surname)]) {
            let there = &surnames.names[other_surname as usize];
            for &one in here {
                let of_one = given_of[one as usize];
                there
                    .iter()
                    .filter(|other| is_close_given(of_one, given_of[**other as usize]))
                    .for_each(|other| pair(one, *other));
            }
        }
    }
    for heap in near_skeletons(&surname_of, &given_of, &skeletons, &surnames.keys) {
        for (at, &one) in heap.iter().enumerate() {
            heap[at + 1..].iter().for_each(|&other| pair(one, other));
        }
    }
    let first_sound = |name: usize| skeletons[surname_of[name] as usize].first().copied();
    let by_given = one_word(&given_of, |_| None).chain(one_word(&given_of, first_sound));
    for heap in by_given.chain(one_word(&surname_of, |_| None)) {
        for (at, &one) in heap.iter().enumerate() {
            heap[at + 1..].iter().for_each(|&other| pair(one, other));
        }
    }
    let known: HashMap<(&str, &str), Vec<u32>, FixedState> = by_words(names);
    for (at, words) in names.iter().enumerate() {
        let swapped = known.get(&(words.surname.key.as_str(), words.given.key.as_str()));
        swapped.into_iter().flatten().for_each(|&other| pair(id(at), other));
    }
    pairs.par_sort_unstable();
    pairs.dedup();
    Candidates { pairs, capped: capped + capped_given }
}

/// The names that have one word in common, and what `also` says of them, where they are not too many.
fn one_word(word_of: &[u32], also: impl Fn(usize) -> Option<u8>) -> impl Iterator<Item = Vec<u32>> {
    let mut names: Vec<((u32, Option<u8>), u32)> =
        word_of.iter().enumerate().map(|(name, word)| ((*word, also(name)), id(name))).collect();
    names.sort_unstable();
    let heaps: Vec<Vec<u32>> = names
        .chunk_by(|one, other| one.0 == other.0)
        .filter(|heap| (2..=MOST_OF_ONE_WORD).contains(&heap.len()))
        .map(|heap| heap.iter().map(|(_, name)| *name).collect())
        .collect();
    heaps.into_iter()
}

fn id(at: usize) -> u32 {
    u32::try_from(at).expect("a vault has fewer names than u32 has numbers")
}

/// The different words of one place, and the names that have each.
struct Vocabulary {
    keys: Vec<String>,
    /// Of each word, a name that has it.
    first: Vec<u32>,
    names: Vec<Vec<u32>>,
}

impl Vocabulary {
    /// With the word of each name beside it.
    fn of<'a>(keys: impl Iterator<Item = &'a String>) -> (Self, Vec<u32>) {
        let mut ids: HashMap<&str, u32, FixedState> = HashMap::default();
        let mut vocabulary = Self { keys: Vec::new(), first: Vec::new(), names: Vec::new() };
        let of = keys.enumerate().map(|(name, key)| {
            let word = *ids.entry(key).or_insert_with(|| {
                vocabulary.keys.push(key.clone());
                vocabulary.first.push(id(name));
                vocabulary.names.push(Vec::new());
                id(vocabulary.keys.len() - 1)
            });
            vocabulary.names[word as usize].push(id(name));
            word
        });
        let of = of.collect();
        (vocabulary, of)
    }
}

/// The words that are close to each, and how many heaps were too large.
fn close_words(keys: &[String], skeletons: &[Vec<u8>], side: Side) -> (Vec<Vec<u32>>, usize) {
    let mut close: Vec<Vec<u32>> = vec![Vec::new(); keys.len()];
    let mut capped = 0;
    let mut by_letters: Vec<(u64, u32)> = Vec::new();
    for (at, key) in keys.iter().enumerate() {
        deletions(key, |hash| by_letters.push((hash, id(at))));
    }
    by_letters.sort_unstable();
    by_letters.dedup();
    join(&mut close, by_letters.chunk_by(|one, other| one.0 == other.0), usize::MAX, &mut capped);
    let mut by_sound: Vec<(&[u8], u32)> =
        skeletons.iter().enumerate().map(|(at, skeleton)| (skeleton.as_slice(), id(at))).collect();
    by_sound.sort_unstable();
    join(&mut close, by_sound.chunk_by(|one, other| one.0 == other.0), MOST_ALIKE, &mut capped);
    let mut by_first: Vec<(Option<char>, u32)> =
        keys.iter().enumerate().map(|(at, key)| (key.chars().next(), id(at))).collect();
    by_first.sort_unstable();
    for heap in by_first.chunk_by(|one, other| one.0 == other.0) {
        for &(_, one) in heap.iter().filter(|(_, one)| is_initial(&keys[*one as usize])) {
            for &(_, other) in heap.iter().filter(|(_, other)| *other != one) {
                close[one as usize].push(other);
                close[other as usize].push(one);
            }
        }
    }
    if side == Side::Given {
        nicknames(keys, &mut close);
    }
    for others in &mut close {
        others.sort_unstable();
        others.dedup();
    }
    (close, capped)
}

/// Every two words of a heap are close.
fn join<'a, K: 'a>(
    close: &mut [Vec<u32>],
    heaps: impl Iterator<Item = &'a [(K, u32)]>,
    most: usize,
    capped: &mut usize,
) {
    for heap in heaps {
        if heap.len() > most {
            *capped += 1;
            continue;
        }
        for &(_, one) in heap {
            close[one as usize].extend(heap.iter().map(|(_, other)| *other).filter(|other| *other != one));
        }
    }
}

/// Short forms that look and sound otherwise: `Bob` and `Robert`.
fn nicknames(keys: &[String], close: &mut [Vec<u32>]) {
    let mut by_full: Vec<(&str, u32)> = Vec::new();
    for (at, key) in keys.iter().enumerate() {
        if let Some((own, full)) = full_names(key) {
            by_full.extend(full.iter().copied().chain([own]).map(|name| (name, id(at))));
        }
    }
    by_full.sort_unstable();
    join(close, by_full.chunk_by(|one, other| one.0 == other.0), usize::MAX, &mut 0);
}

/// The word and what is left of it without one letter, or two of a long one, as hashes. A word of up to three letters stays
/// whole.
fn deletions(key: &str, mut out: impl FnMut(u64)) {
    let state = FixedState::with_seed(0);
    let letters: Vec<char> = key.chars().collect();
    let mut left: Vec<char> = Vec::with_capacity(letters.len());
    let mut hash = |skipped: [usize; 2]| {
        left.clear();
        left.extend(letters.iter().enumerate().filter(|(at, _)| !skipped.contains(at)).map(|(_, c)| *c));
        state.hash_one(&left)
    };
    let none = usize::MAX;
    out(hash([none, none]));
    let (once, twice) = (letters.len() > 3, letters.len() > 7);
    for first in 0..if once { letters.len() } else { 0 } {
        out(hash([first, none]));
        for second in first + 1..if twice { letters.len() } else { 0 } {
            out(hash([first, second]));
        }
    }
}

/// Names of one given name whose surnames have the same consonants but for one.
fn near_skeletons(surname_of: &[u32], given_of: &[u32], skeletons: &[Vec<u8>], keys: &[String]) -> Vec<Vec<u32>> {
    let state = FixedState::with_seed(0);
    let mut heaps: Vec<(u64, u32)> = Vec::new();
    for (name, (&surname, &given)) in surname_of.iter().zip(given_of).enumerate() {
        let skeleton = &skeletons[surname as usize];
        if skeleton.len() < 3 || keys[surname as usize].len() < 5 {
            continue;
        }
        heaps.push((state.hash_one((given, skeleton)), id(name)));
        for at in 0..skeleton.len() {
            let mut shorter = skeleton.clone();
            shorter.remove(at);
            heaps.push((state.hash_one((given, shorter)), id(name)));
        }
    }
    heaps.sort_unstable();
    heaps.dedup();
    let heaps = heaps.chunk_by(|one, other| one.0 == other.0).filter(|heap| (2..=MOST_ALIKE).contains(&heap.len()));
    heaps.map(|heap| heap.iter().map(|(_, name)| *name).collect()).collect()
}

fn by_words(names: &[Words]) -> HashMap<(&str, &str), Vec<u32>, FixedState> {
    let mut known: HashMap<(&str, &str), Vec<u32>, FixedState> = HashMap::default();
    for (at, words) in names.iter().enumerate() {
        known.entry((&words.given.key, &words.surname.key)).or_default().push(id(at));
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::PersonName;

    fn is_pair(one: &str, other: &str) -> bool {
        let words = |form: &str| Words::of(&PersonName::parse(form).unwrap());
        let found = candidates(&[words(one), words("Zoe Quux"), words(other)]);
        found.pairs == [(0, 2)]
    }

    #[test]
    fn what_looks_or_sounds_alike_is_compared() {
        for (one, other) in [
            ("Andy Perlsteiner", "Andy Pernsteiner"),
            ("Andy Perlsteiner", "Andy Burlstein"),
            ("Ada Byron", "Ada Biron"),
            ("Ada Byron", "Byron, Ada"),
            ("Ada Byron", "A. Byron"),
            ("Ada Byron", "Ada B."),
            ("Ada Byron", "Byron Ada"),
            ("Robert Falk", "Bob Falk"),
            ("Ecrin Koret", "Ecrin Couret"),
            ("Ada Byron", "Aada Byrron"),
            ("Emily Doyle", "Emily Odyyle"),
        ] {
            assert!(is_pair(one, other), "{one} {other}");
        }
        assert!(!is_pair("Ada Byron", "Grace Hopper") && !is_pair("Ada Byron", "Grace Falk"));
    }
}
