//! A small model of which letters stand beside which in the languages of the world. It restores letters that lost a
//! byte.
//!
//! Read from `rules/data/letters.txt` on first use. It has contexts only for letters whose bytes may get lost. Its
//! languages are weighted by the letters of the text in question.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::RandomState as FastHash;

use super::char_class::{CharClass, classify};

/// The pseudo-count of an unseen context.
const UNSEEN_CONTEXT_COUNT: f64 = 0.3;
/// The pseudo-count of an unseen letter when languages are compared.
const UNSEEN_LETTER_COUNT: f64 = 0.01;
/// The number of neighbours among which an unseen one is chosen.
const NEIGHBOUR_CHOICES: f64 = 60.0;
/// The number of seen pairs of neighbours that weigh as much as the two neighbours taken independently.
const PAIR_WEIGHT: f64 = 50.0;
/// How much the letters of a text tell about its language, as they depend on each other.
const LETTER_TRUST: f64 = 0.3;
/// The share of capitals after small letters.
const CAPITALS_IN_WORDS: f64 = 0.01;
/// The share of capitals between a capital and a small letter.
const CAPITALS_BESIDE_CAPITALS: f64 = 0.1;
/// The share of capitals at the start of words.
const CAPITALS_THAT_OPEN_WORDS: f64 = 0.3;
/// The share of texts that contain a word of any given language.
const CHANCE_SHARE: f64 = 0.01;

static LANGUAGES: LazyLock<Vec<Language>> =
    LazyLock::new(|| include_str!("../../rules/data/letters.txt").split("= ").skip(1).map(Language::parse).collect());

/// The letters of a language.
struct Language {
    total: f64,
    /// The count of each letter in its texts.
    counts: HashMap<char, f64, FastHash>,
    contexts: LazyLock<AllContexts, Box<dyn FnOnce() -> AllContexts + Send>>,
}

/// The contexts of those letters of a language that may lose bytes.
type AllContexts = HashMap<char, Contexts, FastHash>;

/// The counts of the neighbours of a letter.
#[derive(Default)]
struct Contexts {
    left: HashMap<char, f64, FastHash>,
    right: HashMap<char, f64, FastHash>,
    both: HashMap<(char, char), f64, FastHash>,
}

/// The spelling of the languages of one text.
pub(super) struct LanguageModel {
    /// The share of each of [`LANGUAGES`] in the text.
    shares: Vec<f64>,
    /// The share of a letter that occurs once in each language.
    of_one: f64,
    /// Cached likelihoods.
    cache: RefCell<HashMap<Trigram, f64, FastHash>>,
}

/// A language that uses a letter.
struct LetterUse {
    /// The index in [`LANGUAGES`].
    language: usize,
    /// The share of the letter among those of the language.
    share: f64,
    /// How much better the letter fits the language than an unseen one, in bits.
    fit: f64,
}

/// The languages that use each small letter.
static USAGES: LazyLock<HashMap<char, Vec<LetterUse>, FastHash>> = LazyLock::new(|| {
    let mut usages: HashMap<char, Vec<LetterUse>, FastHash> = HashMap::default();
    for (at, language) in LANGUAGES.iter().enumerate() {
        for (char, count) in &language.counts {
            let fit = (count + UNSEEN_LETTER_COUNT).log2() - UNSEEN_LETTER_COUNT.log2();
            usages.entry(*char).or_default().push(LetterUse { language: at, share: count / language.total, fit });
        }
    }
    usages
});

/// A character with its neighbours.
type Trigram = (Option<char>, char, Option<char>);

impl LanguageModel {
    /// Creates the model of a text with the letters `known`.
    pub(super) fn from_letters(known: impl Iterator<Item = char>) -> Self {
        let mut counts: HashMap<char, f64, FastHash> = HashMap::default();
        known.filter(|char| !char.is_ascii()).for_each(|char| *counts.entry(small(char)).or_default() += 1.0);
        let all: f64 = counts.values().sum();
        let mut fits: Vec<f64> = LANGUAGES.iter().map(|language| all * language.fit_of_unseen()).collect();
        for (char, count) in counts {
            for usage in USAGES.get(&char).into_iter().flatten() {
                fits[usage.language] += count * usage.fit;
            }
        }
        let best = fits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = fits.iter().map(|fit| ((fit - best) * LETTER_TRUST).exp2()).collect();
        let all: f64 = weights.iter().sum();
        let by_chance = CHANCE_SHARE / LANGUAGES.len() as f64;
        let shares: Vec<f64> = weights.iter().map(|weight| weight / all * (1.0 - CHANCE_SHARE) + by_chance).collect();
        let of_one = LANGUAGES.iter().zip(&shares).map(|(language, share)| share / language.total).sum();
        Self { shares, of_one, cache: RefCell::default() }
    }

    /// Returns the share of `char`, in lower case, among the letters of the languages of the text.
    pub(super) fn share(&self, char: char) -> f64 {
        let char = small(char);
        let used = USAGES.get(&char).into_iter().flatten().map(|usage| self.shares[usage.language] * usage.share);
        expected_of_unseen(char) * self.of_one + used.sum::<f64>()
    }

    /// Returns the likelihood of `char` between `left` and `right`, as far as they are known: the log2 of a share.
    pub(super) fn likelihood(&self, left: Option<char>, char: char, right: Option<char>) -> f64 {
        *self.cache.borrow_mut().entry((left, char, right)).or_insert_with(|| {
            let case = share_of_case(left, char, right);
            let (left, right) = (left.map(letter), right.map(letter));
            let shares = LANGUAGES
                .iter()
                .zip(&self.shares)
                .map(|(language, share)| share * language.share(left, small(char), right));
            (shares.sum::<f64>() * case).log2()
        })
    }
}

impl Language {
    /// Parses the output of `make-letters`: the letters with their counts, then a line for each letter that may lose a
    /// byte.
    fn parse(text: &'static str) -> Self {
        let (counts, contexts) = text.split_once('\n').unwrap_or((text, ""));
        let (_, counts) = counts.split_once(' ').unwrap_or_default();
        let counts: HashMap<char, f64, FastHash> =
            with_numbers(counts).map(|(chars, count)| (chars[0], count)).collect();
        let contexts =
            LazyLock::new(Box::new(move || contexts.lines().filter_map(Contexts::parse).collect()) as Box<_>);
        Self { total: counts.values().sum(), counts, contexts }
    }

    /// Returns how well a letter that its texts do not contain fits the language, in bits.
    fn fit_of_unseen(&self) -> f64 {
        (UNSEEN_LETTER_COUNT / (self.total + 10.0)).log2()
    }

    /// Returns the share of a lower-case letter between these neighbours.
    fn share(&self, left: Option<char>, char: char, right: Option<char>) -> f64 {
        let Some(&count) = self.counts.get(&char) else {
            let sides = left.iter().chain(&right).count() as i32;
            return expected_of_unseen(char) / self.total / NEIGHBOUR_CHOICES.powi(sides);
        };
        let contexts = self.contexts.get(&char);
        let beside = |neighbour: Option<char>, side: fn(&Contexts) -> &HashMap<char, f64, FastHash>| {
            let seen = |neighbour| contexts.and_then(|contexts| side(contexts).get(&neighbour)).copied().unwrap_or(0.0);
            neighbour.map_or(1.0, |neighbour| {
                (seen(neighbour) + UNSEEN_CONTEXT_COUNT) / (count + UNSEEN_CONTEXT_COUNT * NEIGHBOUR_CHOICES)
            })
        };
        let apart = beside(left, |contexts| &contexts.left) * beside(right, |contexts| &contexts.right);
        let together = match (left, right) {
            (Some(left), Some(right)) => {
                let seen = contexts.and_then(|contexts| contexts.both.get(&(left, right))).copied().unwrap_or(0.0);
                (seen + PAIR_WEIGHT * apart) / (count + PAIR_WEIGHT)
            }
            (Some(_) | None, Some(_) | None) => apart,
        };
        (count + expected_of_unseen(char)) / self.total * together
    }
}

impl Contexts {
    /// Parses the line of a letter.
    fn parse(line: &str) -> Option<(char, Self)> {
        let mut parts = line.split('\t');
        let char = parts.next()?.chars().next()?;
        let mut table = || with_numbers(parts.next().unwrap_or_default());
        // The middle of the counts with that many bits.
        let about = |bits: f64| 0.75 * bits.exp2();
        let left = table().map(|(chars, bits)| (chars[0], about(bits))).collect();
        let right = table().map(|(chars, bits)| (chars[0], about(bits))).collect();
        let both = table().map(|(chars, bits)| ((chars[0], chars[1]), about(bits))).collect();
        Some((char, Contexts { left, right, both }))
    }
}

/// Returns the expected count of a letter that the texts of a language happen not to contain.
fn expected_of_unseen(char: char) -> f64 {
    let (kind, surprise) = classify(char);
    let rarity = if kind == CharClass::Invalid { 12 } else { surprise };
    UNSEEN_CONTEXT_COUNT * f64::from(-rarity).exp2()
}

/// Returns the share of `char` among its small and capital form between these neighbours.
fn share_of_case(left: Option<char>, char: char, right: Option<char>) -> f64 {
    let is_capital = small(char) != char;
    if !is_capital && !char.to_uppercase().any(|capital| capital != char) {
        return 1.0;
    }
    let (left, right) = (left.unwrap_or(' '), right.unwrap_or(' '));
    let capitals = if left.is_lowercase() {
        CAPITALS_IN_WORDS
    } else if left.is_uppercase() && !right.is_lowercase() || right.is_uppercase() {
        1.0 - CAPITALS_IN_WORDS
    } else if left.is_uppercase() {
        CAPITALS_BESIDE_CAPITALS
    } else {
        CAPITALS_THAT_OPEN_WORDS
    };
    if is_capital { capitals } else { 1.0 - capitals }
}

/// Maps a character to the alphabet of the model.
fn letter(char: char) -> char {
    if char.is_whitespace() || char.is_ascii() && !char.is_ascii_alphabetic() { ' ' } else { small(char) }
}

/// Returns the small form of a letter.
fn small(char: char) -> char {
    match classify(char).0 {
        CharClass::Upper(_) => char.to_lowercase().next().unwrap_or(char),
        _ => char,
    }
}

/// Splits `text` into pieces that end in a number: the characters before the number, and the number.
fn with_numbers(text: &str) -> impl Iterator<Item = (Vec<char>, f64)> {
    let mut chars = text.chars().peekable();
    std::iter::from_fn(move || {
        let mut piece = Vec::new();
        while let Some(char) = chars.next_if(|char| !char.is_ascii_digit()) {
            piece.push(char);
        }
        let mut number = 0.0;
        while let Some(digit) = chars.next_if(char::is_ascii_digit) {
            number = number * 10.0 + f64::from(digit as u32 - u32::from('0'));
        }
        (!piece.is_empty()).then_some((piece, number))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the likeliest of `candidates` between two characters in a text with the letters `known`, and its lead
    /// in bits.
    fn best(known: &str, left: char, candidates: &str, right: char) -> (char, f64) {
        let spelling = LanguageModel::from_letters(known.chars());
        let likelihood = |char| spelling.likelihood(Some(left), char, Some(right));
        let mut all: Vec<(f64, char)> = candidates.chars().map(|char| (likelihood(char), char)).collect();
        all.sort_by(|one, other| other.0.total_cmp(&one.0));
        (all[0].1, all[0].0 - all[1].0)
    }

    #[test]
    fn neighbours_identify_letters() {
        assert_eq!(best("Кот и вот это нет", 'о', "сэяѐѝ", 'т').0, 'с');
        assert_eq!(best("Кот и вот это нет", 'и', "сэяѐѝ", ' ').0, 'я');
        assert_eq!(best("αυτό είναι το πλαίσιο", 'γ', "ρύϏϐϝ", 'α').0, 'ρ');
        let (char, ahead) = best("هذا الأمر هو اسم", ' ', "ف\u{64d}\u{64f}\u{650}\u{65d}", 'ي');
        assert!(char == 'ف' && ahead > 8.0, "{char} {ahead}");
    }

    #[test]
    fn language_of_the_text_matters() {
        assert_eq!(best("ąžuolas šį rytą ėjo į mišką", 'a', "āčďĐĝ", 'i').0, 'č');
        assert_eq!(best("latviešu valodā ir garumzīmes", 'd', "āčďĐĝ", ' ').0, 'ā');
    }
}
