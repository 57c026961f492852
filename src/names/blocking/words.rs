//! The words of one part of a name, and the words similar to each: those that look or sound alike.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::buckets::{Buckets, hash};
use super::id;
use crate::names::compare::{NamePart, Word};
use crate::names::lexicon::full_names;
use crate::names::person::is_initial;

/// The maximum number of words with the same sound that are compared with each other. In a larger bucket, the sound
/// says too little, and only words that look alike are compared.
const MAX_SIMILAR: usize = 48;

/// The maximum number of words that are equal with one or two letters left out. In a larger bucket, this says nothing.
const MAX_LIKE: usize = 256;

/// The distinct words of one part of the names, with the names that contain each.
pub(super) struct Vocabulary {
    side: NamePart,
    ids: HashMap<String, u32, FixedState>,
    pub(super) names: Vec<Vec<u32>>,
    pub(super) skeletons: Vec<Vec<u8>>,
    /// Words by what remains of them without one or two letters.
    by_letters: Buckets,
    by_sound: Buckets,
    initials: Buckets,
    by_first_letter: Buckets,
    /// Words by the full names that they are, or are short forms of.
    by_full_name: Buckets,
}

/// The words similar to one word.
#[derive(Debug, Default)]
pub(super) struct SimilarWords {
    /// The word itself, if a name contains it.
    pub(super) same: Option<u32>,
    /// The other words, sorted.
    pub(super) others: Vec<u32>,
}

impl SimilarWords {
    pub(super) fn contains(&self, word: u32) -> bool {
        self.same == Some(word) || self.others.binary_search(&word).is_ok()
    }

    /// Iterates over all of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.same.into_iter().chain(self.others.iter().copied())
    }
}

impl Vocabulary {
    /// Creates the vocabulary; also returns the word number of each name, and the words.
    pub(super) fn new<'a>(words: impl Iterator<Item = &'a Word>, side: NamePart) -> (Self, Vec<u32>, Vec<&'a Word>) {
        let mut ids: HashMap<String, u32, FixedState> = HashMap::default();
        let (mut names, mut different): (Vec<Vec<u32>>, Vec<&Word>) = (Vec::new(), Vec::new());
        let mut of = Vec::new();
        for (name, word) in words.enumerate() {
            let word = ids.get(&word.key).copied().unwrap_or_else(|| {
                let new = id(different.len());
                ids.insert(word.key.clone(), new);
                different.push(word);
                names.push(Vec::new());
                new
            });
            names[word as usize].push(id(name));
            of.push(word);
        }
        let skeletons: Vec<Vec<u8>> = different.par_iter().map(|word| word.sound.skeleton()).collect();
        let numbered = || different.iter().enumerate().map(|(at, word)| (word.key.as_str(), id(at)));
        let mut by_letters = Vec::new();
        numbered().for_each(|(key, word)| deletions(key, |hash| by_letters.push((hash, word))));
        let full = |(key, word)| full_names_of(key).map(move |name| (hash(name), word));
        let vocabulary = Self {
            side,
            by_letters: Buckets::new(by_letters),
            by_sound: Buckets::new(skeletons.iter().enumerate().map(|(at, sound)| (hash(sound), id(at))).collect()),
            initials: Buckets::new(
                numbered()
                    .filter(|(key, _)| is_initial(key))
                    .map(|(key, word)| (hash(first_letter(key)), word))
                    .collect(),
            ),
            by_first_letter: Buckets::new(numbered().map(|(key, word)| (hash(first_letter(key)), word)).collect()),
            by_full_name: Buckets::new(if side == NamePart::Given {
                numbered().flat_map(full).collect()
            } else {
                Vec::new()
            }),
            ids,
            names,
            skeletons,
        };
        (vocabulary, of, different)
    }

    /// Returns the words similar to `word`.
    pub(super) fn similar(&self, word: &Word) -> SimilarWords {
        let mut others: Vec<u32> = Vec::new();
        let is_new = usize::from(self.id(&word.key).is_none());
        deletions(&word.key, |hash| {
            let bucket = self.by_letters.get(hash);
            if bucket.len() + is_new <= MAX_LIKE {
                others.extend(bucket);
            }
        });
        self.similar_besides(word, others)
    }

    /// Returns for each word the others that are similar to it. `words` are the words of the vocabulary.
    pub(super) fn all_similar(&self, words: &[&Word]) -> Vec<SimilarWords> {
        let mut by_letters: Vec<Vec<u32>> = vec![Vec::new(); words.len()];
        for bucket in self.by_letters.iter().filter(|bucket| (2..=MAX_LIKE).contains(&bucket.len())) {
            for &(_, one) in bucket {
                by_letters[one as usize].extend(bucket.iter().map(|(_, other)| other));
            }
        }
        let close = |(word, others): (&&Word, Vec<u32>)| self.similar_besides(word, others);
        words.par_iter().zip(by_letters).map(close).collect()
    }

    /// Adds to `others`, which look alike, the words that sound like `word`, are its initial or start with it if it is
    /// one, or share a full name with it.
    fn similar_besides(&self, word: &Word, mut others: Vec<u32>) -> SimilarWords {
        let own = self.id(&word.key);
        let alike = self.by_sound.get(hash(word.sound.skeleton()));
        if alike.len() + usize::from(own.is_none()) <= MAX_SIMILAR {
            others.extend(alike);
        }
        let initial = hash(first_letter(&word.key));
        others.extend(if is_initial(&word.key) {
            self.by_first_letter.get(initial)
        } else {
            self.initials.get(initial)
        });
        if self.side == NamePart::Given {
            others.extend(full_names_of(&word.key).flat_map(|name| self.by_full_name.get(hash(name))));
        }
        others.retain(|other| Some(*other) != own);
        others.sort_unstable();
        others.dedup();
        SimilarWords { same: own, others }
    }

    /// Returns the number of a word, if a name contains it.
    pub(super) fn id(&self, key: &str) -> Option<u32> {
        self.ids.get(key).copied()
    }

    /// Returns the number of buckets of similar words that are too large.
    pub(super) fn oversized_buckets(&self) -> usize {
        let count = |buckets: &Buckets, most: usize| buckets.iter().filter(|bucket| bucket.len() > most).count();
        count(&self.by_sound, MAX_SIMILAR) + count(&self.by_letters, MAX_LIKE)
    }
}

fn first_letter(key: &str) -> Option<char> {
    key.chars().next()
}

/// Returns the name that a word is, and the names that it is a short form of: `Bob` neither looks nor sounds like
/// `Robert`.
fn full_names_of(key: &str) -> impl Iterator<Item = &'static str> {
    full_names(key).into_iter().flat_map(|(own, full)| full.iter().copied().chain([own]))
}

/// Emits the hashes of the word itself and of the word without one letter, or two if it is long. A word of up to three
/// letters is not shortened.
fn deletions(key: &str, mut out: impl FnMut(u64)) {
    let letters: Vec<char> = key.chars().collect();
    let mut left: Vec<char> = Vec::with_capacity(letters.len());
    let mut without = |skipped: [usize; 2]| {
        left.clear();
        left.extend(letters.iter().enumerate().filter(|(at, _)| !skipped.contains(at)).map(|(_, c)| *c));
        hash(&left)
    };
    let none = usize::MAX;
    out(without([none, none]));
    let (once, twice) = (letters.len() > 3, letters.len() > 7);
    for first in 0..if once { letters.len() } else { 0 } {
        out(without([first, none]));
        for second in first + 1..if twice { letters.len() } else { 0 } {
            out(without([first, second]));
        }
    }
}
