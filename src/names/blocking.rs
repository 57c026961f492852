//! Selects the candidate pairs that are worth comparing: names whose words look or sound alike.
//!
//! Words are compared before names, as there are far fewer words than pairs of names. Two words are similar if they
//! are equal with letters left out, have the same consonant sounds, or are known short forms. Two names are a pair if
//! both of their words are similar, or if one is equal and the other has nearly the same consonants.

mod buckets;
mod words;

use rayon::prelude::*;

use super::compare::{NamePart, Words};
use super::person::PersonName;
use buckets::{Buckets, hash};
use words::{SimilarWords, Vocabulary};

/// The maximum number of names with the same given name and nearly the same consonants that are compared.
const MAX_NEAR: usize = 48;

/// The maximum number of names with a common word that are compared whatever their other words are.
const MAX_PER_WORD: usize = 24;

/// The maximum number of names that one is compared with. For a name similar to more, each pair says too little.
const MAX_CANDIDATES_OF_NAME: usize = 128;

/// A name and its words.
pub(super) type NameWords<'a> = (&'a PersonName, &'a Words);

/// An index of names for the lookup of candidates.
pub(super) struct BlockingIndex {
    given: Vocabulary,
    surnames: Vocabulary,
    /// The number of the given name, by name.
    given_ids: Vec<u32>,
    surname_ids: Vec<u32>,
    /// By given name and the consonants of the surname, with at most one left out.
    by_near_skeleton: Buckets,
    /// By given name and the first sound of the surname.
    by_first_sound: Buckets,
    /// By all letters of the name.
    by_letters: Buckets,
    /// The similar words, by word.
    similar_given: Vec<SimilarWords>,
    similar_surnames: Vec<SimilarWords>,
}

impl BlockingIndex {
    pub(super) fn new(names: &[NameWords<'_>]) -> Self {
        let ((given, given_of, given_words), (surnames, surname_of, surname_words)) = rayon::join(
            || Vocabulary::new(names.iter().map(|name| &name.1.given), NamePart::Given),
            || Vocabulary::new(names.iter().map(|name| &name.1.surname), NamePart::Surname),
        );
        let (mut near, mut by_beginning, mut by_letters) = (Vec::new(), Vec::new(), Vec::new());
        for (name, (whole, words)) in names.iter().enumerate() {
            by_letters.push((hash(whole.letters()), id(name)));
            let skeleton = &surnames.skeletons[surname_of[name] as usize];
            by_beginning.push((hash((given_of[name], skeleton.first())), id(name)));
            near_skeletons(&words.surname.key, skeleton, |skeleton| {
                near.push((hash((given_of[name], skeleton)), id(name)));
            });
        }
        Self {
            similar_given: given.all_similar(&given_words),
            similar_surnames: surnames.all_similar(&surname_words),
            by_near_skeleton: Buckets::new(near),
            by_first_sound: Buckets::new(by_beginning),
            by_letters: Buckets::new(by_letters),
            given,
            surnames,
            given_ids: given_of,
            surname_ids: surname_of,
        }
    }

    /// Returns the pairs worth comparing, without duplicates, the smaller number first, sorted.
    pub(super) fn candidate_pairs(&self, names: &[NameWords<'_>]) -> Vec<(u32, u32)> {
        let of = |(name, whole): (usize, &NameWords<'_>)| {
            let given = &self.similar_given[self.given_ids[name] as usize];
            let surname = &self.similar_surnames[self.surname_ids[name] as usize];
            let skeleton = &self.surnames.skeletons[self.surname_ids[name] as usize];
            let others = self.candidates_for(*whole, (given, surname), skeleton, 0);
            others.into_iter().filter(move |other| *other > id(name)).map(move |other| (id(name), other))
        };
        names.par_iter().enumerate().flat_map_iter(of).collect()
    }

    /// Returns the names worth comparing with `name`, which is not in the index; sorted, without duplicates.
    pub(super) fn candidates(&self, name: NameWords<'_>) -> Vec<u32> {
        let words = name.1;
        let close = (&self.given.similar(&words.given), &self.surnames.similar(&words.surname));
        self.candidates_for(name, close, &words.surname.sound.skeleton(), 1)
    }

    /// Returns the number of buckets of words that were too large for a comparison by sound alone.
    pub(super) fn oversized_buckets(&self) -> usize {
        self.given.oversized_buckets() + self.surnames.oversized_buckets()
    }

    /// Same as [`candidates`](Self::candidates) for a name whose similar words and surname consonants are known.
    /// Buckets count as `more` larger than they are, for a name that is not in them.
    fn candidates_for(
        &self,
        (name, words): NameWords<'_>,
        (given, surname): (&SimilarWords, &SimilarWords),
        skeleton: &[u8],
        more: usize,
    ) -> Vec<u32> {
        let mut others: Vec<u32> = Vec::new();
        // Iterate over the names of the rarer of the two parts.
        let names_of = |vocabulary: &'_ Vocabulary, close: &SimilarWords| -> usize {
            close.iter().map(|word| vocabulary.names[word as usize].len()).sum()
        };
        if names_of(&self.surnames, surname) <= names_of(&self.given, given) {
            let names = surname.iter().flat_map(|word| &self.surnames.names[word as usize]).copied();
            others
                .extend(names.inspect(|_| looked_at()).filter(|other| given.contains(self.given_ids[*other as usize])));
        } else {
            let names = given.iter().flat_map(|word| &self.given.names[word as usize]).copied();
            others.extend(
                names.inspect(|_| looked_at()).filter(|other| surname.contains(self.surname_ids[*other as usize])),
            );
        }
        let mut add_bucket = |bucket: &mut dyn ExactSizeIterator<Item = u32>, most: usize| {
            if bucket.len() + more <= most {
                others.extend(bucket);
            }
        };
        if let Some(own) = given.same {
            add_bucket(&mut self.given.names[own as usize].iter().copied(), MAX_PER_WORD);
            add_bucket(&mut self.by_first_sound.get(hash((own, skeleton.first()))), MAX_PER_WORD);
            near_skeletons(&words.surname.key, skeleton, |skeleton| {
                add_bucket(&mut self.by_near_skeleton.get(hash((own, skeleton))), MAX_NEAR);
            });
        }
        if let Some(own) = surname.same {
            add_bucket(&mut self.surnames.names[own as usize].iter().copied(), MAX_PER_WORD);
        }
        if let (Some(given), Some(surname)) = (self.given.id(&words.surname.key), self.surnames.id(&words.given.key)) {
            let (of_given, of_surname) = (&self.given.names[given as usize], &self.surnames.names[surname as usize]);
            let rarer = if of_given.len() < of_surname.len() { of_given } else { of_surname };
            others.extend(rarer.iter().inspect(|_| looked_at()).filter(|other| {
                let other = **other as usize;
                self.given_ids[other] == given && self.surname_ids[other] == surname
            }));
        }
        others.extend(self.by_letters.get(hash(name.letters())));
        others.sort_unstable();
        others.dedup();
        if others.len() + more > MAX_CANDIDATES_OF_NAME {
            others.clear();
        }
        others
    }
}

/// Counts the names that are examined, for the test that their number does not grow quadratically.
fn looked_at() {
    #[cfg(test)]
    tests::LOOKED_AT.with(|many| many.set(many.get() + 1));
}

/// Emits the consonants of a surname, and the consonants with one left out, if enough remain to be distinctive.
fn near_skeletons(key: &str, skeleton: &[u8], mut out: impl FnMut(&[u8])) {
    if skeleton.len() < 3 || key.len() < 5 {
        return;
    }
    out(skeleton);
    let mut shorter = Vec::with_capacity(skeleton.len());
    for at in 0..skeleton.len() {
        shorter.clear();
        shorter.extend(skeleton[..at].iter().chain(&skeleton[at + 1..]));
        out(&shorter);
    }
}

fn id(at: usize) -> u32 {
    u32::try_from(at).expect("a vault has fewer names than u32 has numbers")
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use proptest::prelude::*;

    use super::*;

    thread_local! {
        pub(super) static LOOKED_AT: Cell<usize> = const { Cell::new(0) };
    }

    /// Returns how many names are examined, and how many are worth comparing, if each of `forms` is looked up alone.
    fn work(forms: &[String]) -> (usize, usize) {
        let names: Vec<PersonName> = forms.iter().filter_map(|form| PersonName::parse(form)).collect();
        let words: Vec<Words> = names.iter().map(Words::new).collect();
        let names: Vec<NameWords<'_>> = names.iter().zip(&words).collect();
        assert!(names.len() * 10 > forms.len() * 9, "most of them are names");
        let blocks = BlockingIndex::new(&names);
        LOOKED_AT.with(|many| many.set(0));
        let compared = names.iter().map(|name| blocks.candidates(*name).len()).sum();
        (LOOKED_AT.with(Cell::get), compared)
    }

    /// Returns a word of consonants and vowels for each number.
    fn word(number: usize) -> String {
        let syllable = |number: usize| {
            let (consonant, vowel) = (number % 16, number / 16 % 5);
            format!("{}{}", &"bdfghjklmnprstvz"[consonant..=consonant], &"aeiou"[vowel..=vowel])
        };
        let word = [number, number / 80, number / 6_400].map(syllable).concat();
        word[..1].to_uppercase() + &word[1..]
    }

    #[test]
    fn work_is_bounded_for_many_names_with_one_word() {
        for make in [
            |at: usize| format!("{} Bernhardsen", word(at * 251)),
            |at: usize| format!("Ada {}sen", word(at * 251)),
            |at: usize| {
                if at.is_multiple_of(2) {
                    format!("{} Bernhard", word(at * 251))
                } else {
                    format!("Bernhard {}", word(at * 251))
                }
            },
        ] {
            let many = 30_000;
            let (looked_at, _) = work(&(0..many).map(make).collect::<Vec<_>>());
            assert!(looked_at <= 2 * MAX_CANDIDATES_OF_NAME * many, "{}: {looked_at}", make(1));
        }
    }

    #[test]
    fn comparisons_of_a_name_are_bounded() {
        let letter = |number: usize| &"abcdefghijklmnopqrstuvwxyz"[number % 26..][..1];
        for many in [200, 600] {
            let forms = (0..many).map(|at| format!("Annemar{}{} Bernhardsen", letter(at), letter(at / 26)));
            let (_, compared) = work(&forms.collect::<Vec<_>>());
            assert!(compared <= many * MAX_CANDIDATES_OF_NAME, "{compared} of {many}");
        }
    }

    fn is_pair(one: &str, other: &str) -> bool {
        let names = [one, "Zoe Quux", other].map(|form| PersonName::parse(form).unwrap());
        let words = names.each_ref().map(Words::new);
        let names: Vec<NameWords<'_>> = names.iter().zip(&words).collect();
        BlockingIndex::new(&names).candidate_pairs(&names) == [(0, 2)]
    }

    /// Returns which of the other names are worth comparing with the last, looked up alone and in a batch.
    fn last_against_the_others(forms: &[String]) -> (Vec<u32>, Vec<u32>) {
        let names: Vec<PersonName> = forms.iter().filter_map(|form| PersonName::parse(form)).collect();
        let words: Vec<Words> = names.iter().map(Words::new).collect();
        let names: Vec<NameWords<'_>> = names.iter().zip(&words).collect();
        let last = names.len() - 1;
        let all = BlockingIndex::new(&names).candidate_pairs(&names).into_iter().filter(|pair| pair.1 == id(last));
        (BlockingIndex::new(&names[..last]).candidates(names[last]), all.map(|pair| pair.0).collect())
    }

    #[test]
    fn names_that_look_or_sound_alike_are_compared() {
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
            ("Andy Perl Steiner", "Andy Perlsteiner"),
        ] {
            assert!(is_pair(one, other), "{one} {other}");
        }
        assert!(!is_pair("Ada Byron", "Grace Hopper") && !is_pair("Ada Byron", "Grace Falk"));
    }

    #[test]
    fn split_name_is_found_among_many_with_one_word() {
        let many = ('A'..='Z').flat_map(|c| [format!("Andy {c}wort"), format!("Andy {c}ulm")]);
        let forms: Vec<String> = many.chain(["Andy Perl Steiner".to_owned(), "Andy Perlsteiner".to_owned()]).collect();
        let (one, all) = last_against_the_others(&forms);
        assert!(one.contains(&52) && all.contains(&52), "{one:?}, {all:?}");
    }

    proptest! {
        #[test]
        fn bucket_limits_are_the_same_alone_and_in_a_batch(
            forms in proptest::collection::vec("(Ada|Ida) (B|P)[aeiy][a-z]{2,5}", MAX_PER_WORD..2 * MAX_NEAR + 4),
        ) {
            let (one, all) = last_against_the_others(&forms);
            prop_assert_eq!(one, all);
        }

        #[test]
        fn single_lookup_agrees_with_all_pairs(
            forms in proptest::collection::vec("(Ada|Ida|Adam|A\\.|Robert|Bob) (B|P)[aeiy](r|l)(on|en|ton|steiner)?", 2..60),
        ) {
            let (one, all) = last_against_the_others(&forms);
            prop_assert_eq!(one, all);
        }
    }
}
