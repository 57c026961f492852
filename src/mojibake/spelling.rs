//! Which letters stand between which in the languages of the world: what tells the letter that lost a byte.
//!
//! A small model, read from `rules/data/letters.txt` when it is first asked. It knows those letters only whose bytes get
//! lost. Its languages are weighed by the letters of the text in question.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::kind::{Kind, kind_of};

/// The pseudo-count of an unseen context.
const UNSEEN: f64 = 0.3;
/// Among how many neighbours an unseen one is chosen.
const NEIGHBOURS: f64 = 60.0;
/// How many seen pairs of neighbours weigh as much as what the neighbours say each for itself.
const PAIRS: f64 = 4.0;
/// How much the letters of a text say about its language: they depend on each other.
const TRUST: f64 = 0.3;
/// A language this much less likely than the likeliest is left out, in bits.
const NEGLIGIBLE: f64 = 10.0;

static LANGUAGES: LazyLock<Vec<Language>> =
    LazyLock::new(|| include_str!("../../rules/data/letters.txt").split("= ").skip(1).map(Language::parse).collect());

/// The letters of a language.
struct Language {
    total: f64,
    counts: HashMap<char, f64>,
    contexts: HashMap<char, Contexts>,
}

/// How often a letter stood beside others.
#[derive(Default)]
struct Contexts {
    left: HashMap<char, f64>,
    right: HashMap<char, f64>,
    both: HashMap<(char, char), f64>,
}

/// How the languages of one text spell.
pub(super) struct Spelling {
    /// Each with its share.
    languages: Vec<(&'static Language, f64)>,
}

impl Spelling {
    /// That of a text with the letters of `known`.
    pub(super) fn of(known: impl Iterator<Item = char>) -> Self {
        let mut counts: HashMap<char, f64> = HashMap::new();
        known.filter(|char| !char.is_ascii()).for_each(|char| *counts.entry(char).or_default() += 1.0);
        let fit = |language: &Language| -> f64 {
            let share =
                |char: &char| (language.counts.get(char).copied().unwrap_or(0.0) + 0.01) / (language.total + 10.0);
            counts.iter().map(|(char, count)| count * share(char).log2()).sum()
        };
        let fits: Vec<f64> = LANGUAGES.iter().map(fit).collect();
        let best = fits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weigh = |(language, fit): (&'static Language, f64)| {
            let behind = (best - fit) * TRUST;
            (behind < NEGLIGIBLE).then(|| (language, (-behind).exp2()))
        };
        let mut languages: Vec<(&Language, f64)> = LANGUAGES.iter().zip(fits).filter_map(weigh).collect();
        let all: f64 = languages.iter().map(|(_, weight)| weight).sum();
        languages.iter_mut().for_each(|(_, weight)| *weight /= all);
        Self { languages }
    }

    /// The likelihood of `char` between `left` and `right`, where these are known; log2 of a share.
    pub(super) fn likelihood(&self, left: Option<char>, char: char, right: Option<char>) -> f64 {
        let (left, right) = (left.map(letter), right.map(letter));
        let shares = self.languages.iter().map(|(language, weight)| weight * language.share(left, char, right));
        shares.sum::<f64>().log2()
    }
}

impl Language {
    /// Reads what `make-letters` writes: the letters with their counts, then a line for each that may lose a byte.
    fn parse(text: &str) -> Self {
        let mut lines = text.lines();
        let counts = lines.next().and_then(|line| line.split_once(' ')).map_or("", |(_, counts)| counts);
        let counts: HashMap<char, f64> = with_numbers(counts).map(|(chars, count)| (chars[0], count)).collect();
        let contexts = lines.filter_map(|line| {
            let mut parts = line.split('\t');
            let char = parts.next()?.chars().next()?;
            let mut table = || with_numbers(parts.next().unwrap_or_default());
            // The middle of the counts that have so many bits.
            let about = |bits: f64| 0.75 * bits.exp2();
            let left = table().map(|(chars, bits)| (chars[0], about(bits))).collect();
            let right = table().map(|(chars, bits)| (chars[0], about(bits))).collect();
            let both = table().map(|(chars, bits)| ((chars[0], chars[1]), about(bits))).collect();
            Some((char, Contexts { left, right, both }))
        });
        let contexts = contexts.collect();
        Self { total: counts.values().sum(), counts, contexts }
    }

    /// The share of `char` between these neighbours.
    fn share(&self, left: Option<char>, char: char, right: Option<char>) -> f64 {
        let Some(&count) = self.counts.get(&char) else { return self.share_of_unknown(char) };
        let contexts = self.contexts.get(&char);
        let beside = |neighbour: Option<char>, side: fn(&Contexts) -> &HashMap<char, f64>| {
            let seen = |neighbour| contexts.and_then(|contexts| side(contexts).get(&neighbour)).copied().unwrap_or(0.0);
            neighbour.map_or(1.0, |neighbour| (seen(neighbour) + UNSEEN) / (count + UNSEEN * NEIGHBOURS))
        };
        let apart = beside(left, |contexts| &contexts.left) * beside(right, |contexts| &contexts.right);
        let together = match (left, right) {
            (Some(left), Some(right)) => {
                let seen = contexts.and_then(|contexts| contexts.both.get(&(left, right))).copied().unwrap_or(0.0);
                (seen + PAIRS * apart) / (count + PAIRS)
            }
            (Some(_) | None, Some(_) | None) => apart,
        };
        count / self.total * together
    }

    /// The share of a character that the language's texts do not have, whatever is beside it.
    fn share_of_unknown(&self, char: char) -> f64 {
        let (kind, surprise) = kind_of(char);
        let rarity = if kind == Kind::Alien { 30 } else { 8 + 2 * surprise };
        f64::from(-rarity).exp2() / self.total
    }
}

/// A character in the alphabet of the model.
fn letter(char: char) -> char {
    match char {
        _ if char.is_ascii_alphabetic() => 'a',
        _ if char.is_ascii() || char.is_whitespace() => ' ',
        _ => char,
    }
}

/// Pieces of `text` that end in a number: the characters before it, and the number.
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

    /// The likeliest of `candidates` between two characters in a text with these letters, and how far it is ahead, in bits.
    fn best(known: &str, left: char, candidates: &str, right: char) -> (char, f64) {
        let spelling = Spelling::of(known.chars());
        let likelihood = |char| spelling.likelihood(Some(left), char, Some(right));
        let mut all: Vec<(f64, char)> = candidates.chars().map(|char| (likelihood(char), char)).collect();
        all.sort_by(|one, other| other.0.total_cmp(&one.0));
        (all[0].1, all[0].0 - all[1].0)
    }

    #[test]
    fn letters_are_told_by_their_neighbours() {
        assert_eq!(best("Кот и вот это нет", 'о', "сэяѐѝ", 'т').0, 'с');
        assert_eq!(best("Кот и вот это нет", 'и', "сэяѐѝ", ' ').0, 'я');
        assert_eq!(best("αυτό είναι το πλαίσιο", 'γ', "ρύϏϐϝ", 'α').0, 'ρ');
        let (char, ahead) = best("هذا الأمر هو اسم", ' ', "ف\u{64d}\u{64f}\u{650}\u{65d}", 'ي');
        assert!(char == 'ف' && ahead > 8.0, "{char} {ahead}");
    }

    #[test]
    fn the_language_of_the_text_counts() {
        assert_eq!(best("ąžuolas šį rytą ėjo į mišką", 'a', "āčďĐĝ", 'i').0, 'č');
        assert_eq!(best("latviešu valodā ir garumzīmes", 'a', "āčďĐĝ", ' ').0, 'ā');
    }
}
