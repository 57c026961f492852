//! Which names are worth comparing with one: those whose words look or sound alike.
//!
//! Words first, names second: there are far fewer words than pairs of names. Two words are close when they are one but for
//! letters that were left out, have the same consonants by ear, or are known short forms. Two names are a pair when both
//! their words are close, or one is equal and the other has nearly the same consonants.

mod heaps;
mod words;

use rayon::prelude::*;

use super::compare::{Side, Words};
use super::person::PersonName;
use heaps::{Heaps, hash};
use words::{Close, Vocabulary};

/// The most names of one given name and nearly the same consonants that are compared.
const MOST_NEAR: usize = 48;

/// The most names with one word in common that are compared whatever their other words are.
const MOST_OF_ONE_WORD: usize = 24;

/// A name and its words.
pub(super) type Name<'a> = (&'a PersonName, &'a Words);

/// Names, ready to be asked which of them are worth comparing with one.
pub(super) struct Blocks {
    given: Vocabulary,
    surnames: Vocabulary,
    /// By name.
    given_of: Vec<u32>,
    surname_of: Vec<u32>,
    /// By given name and the consonants of the surname, all of them or all but one.
    near: Heaps,
    /// By given name and the first sound of the surname.
    by_beginning: Heaps,
    /// By all the letters of the name.
    by_letters: Heaps,
    /// By word: the others that are close to it.
    close_given: Vec<Close>,
    close_surnames: Vec<Close>,
}

impl Blocks {
    pub(super) fn of(names: &[Name<'_>]) -> Self {
        let ((given, given_of, given_words), (surnames, surname_of, surname_words)) = rayon::join(
            || Vocabulary::of(names.iter().map(|name| &name.1.given), Side::Given),
            || Vocabulary::of(names.iter().map(|name| &name.1.surname), Side::Surname),
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
            close_given: given.all_close(&given_words),
            close_surnames: surnames.all_close(&surname_words),
            near: Heaps::of(near),
            by_beginning: Heaps::of(by_beginning),
            by_letters: Heaps::of(by_letters),
            given,
            surnames,
            given_of,
            surname_of,
        }
    }

    /// The pairs worth comparing, each once, the smaller number first, sorted.
    pub(super) fn pairs(&self, names: &[Name<'_>]) -> Vec<(u32, u32)> {
        let of = |(name, whole): (usize, &Name<'_>)| {
            let given = &self.close_given[self.given_of[name] as usize];
            let surname = &self.close_surnames[self.surname_of[name] as usize];
            let skeleton = &self.surnames.skeletons[self.surname_of[name] as usize];
            let others = self.others(*whole, (given, surname), skeleton, 0);
            others.into_iter().filter(move |other| *other > id(name)).map(move |other| (id(name), other))
        };
        names.par_iter().enumerate().flat_map_iter(of).collect()
    }

    /// The names worth comparing with `name`, which is none of these; sorted, each once.
    pub(super) fn near(&self, name: Name<'_>) -> Vec<u32> {
        let words = name.1;
        let close = (&self.given.close(&words.given), &self.surnames.close(&words.surname));
        self.others(name, close, &words.surname.sound.skeleton(), 1)
    }

    /// Heaps of words that were too large to be compared by sound alone.
    pub(super) fn capped(&self) -> usize {
        self.given.capped() + self.surnames.capped()
    }

    /// The same where its close words are known, of a surname of these consonants. Heaps count as larger by `more` than they
    /// are: by the name itself, where it is not in them.
    fn others(
        &self,
        (name, words): Name<'_>,
        (given, surname): (&Close, &Close),
        skeleton: &[u8],
        more: usize,
    ) -> Vec<u32> {
        let mut others: Vec<u32> = Vec::new();
        for close in surname.words() {
            let there = &self.surnames.names[close as usize];
            others.extend(there.iter().filter(|other| given.has(self.given_of[**other as usize])));
        }
        let mut heap = |heap: &mut dyn ExactSizeIterator<Item = u32>, most: usize| {
            if heap.len() + more <= most {
                others.extend(heap);
            }
        };
        if let Some(own) = given.own {
            heap(&mut self.given.names[own as usize].iter().copied(), MOST_OF_ONE_WORD);
            heap(&mut self.by_beginning.get(hash((own, skeleton.first()))), MOST_OF_ONE_WORD);
            near_skeletons(&words.surname.key, skeleton, |skeleton| {
                heap(&mut self.near.get(hash((own, skeleton))), MOST_NEAR);
            });
        }
        if let Some(own) = surname.own {
            heap(&mut self.surnames.names[own as usize].iter().copied(), MOST_OF_ONE_WORD);
        }
        if let (Some(given), Some(surname)) = (self.given.id(&words.surname.key), self.surnames.id(&words.given.key)) {
            let swapped = &self.surnames.names[surname as usize];
            others.extend(swapped.iter().filter(|other| self.given_of[**other as usize] == given));
        }
        others.extend(self.by_letters.get(hash(name.letters())));
        others.sort_unstable();
        others.dedup();
        others
    }
}

/// The consonants of a surname, all of them and all but one, where they are enough to say something.
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
    use proptest::prelude::*;

    use super::*;

    fn is_pair(one: &str, other: &str) -> bool {
        let names = [one, "Zoe Quux", other].map(|form| PersonName::parse(form).unwrap());
        let words = names.each_ref().map(Words::of);
        let names: Vec<Name<'_>> = names.iter().zip(&words).collect();
        Blocks::of(&names).pairs(&names) == [(0, 2)]
    }

    /// Which of the other names are worth comparing with the last: asked for it alone, and for all.
    fn last_against_the_others(forms: &[String]) -> (Vec<u32>, Vec<u32>) {
        let names: Vec<PersonName> = forms.iter().filter_map(|form| PersonName::parse(form)).collect();
        let words: Vec<Words> = names.iter().map(Words::of).collect();
        let names: Vec<Name<'_>> = names.iter().zip(&words).collect();
        let last = names.len() - 1;
        let all = Blocks::of(&names).pairs(&names).into_iter().filter(|pair| pair.1 == id(last));
        (Blocks::of(&names[..last]).near(names[last]), all.map(|pair| pair.0).collect())
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
            ("Andy Perl Steiner", "Andy Perlsteiner"),
        ] {
            assert!(is_pair(one, other), "{one} {other}");
        }
        assert!(!is_pair("Ada Byron", "Grace Hopper") && !is_pair("Ada Byron", "Grace Falk"));
    }

    #[test]
    fn a_torn_name_is_found_among_many_of_one_word() {
        let many = ('A'..='Z').flat_map(|c| [format!("Andy {c}wort"), format!("Andy {c}ulm")]);
        let forms: Vec<String> = many.chain(["Andy Perl Steiner".to_owned(), "Andy Perlsteiner".to_owned()]).collect();
        let (one, all) = last_against_the_others(&forms);
        assert!(one.contains(&52) && all.contains(&52), "{one:?}, {all:?}");
    }

    proptest! {
        #[test]
        fn heaps_have_one_end_for_one_name_and_for_all(
            forms in proptest::collection::vec("(Ada|Ida) (B|P)[aeiy][a-z]{2,5}", MOST_OF_ONE_WORD..2 * MOST_NEAR + 4),
        ) {
            let (one, all) = last_against_the_others(&forms);
            prop_assert_eq!(one, all);
        }

        #[test]
        fn one_name_against_many_is_as_all_against_all(
            forms in proptest::collection::vec("(Ada|Ida|Adam|A\\.|Robert|Bob) (B|P)[aeiy](r|l)(on|en|ton|steiner)?", 2..60),
        ) {
            let (one, all) = last_against_the_others(&forms);
            prop_assert_eq!(one, all);
        }
    }
}
