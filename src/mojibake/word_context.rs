//! The context of a segment: in a word or by itself, beside words, or in a formula.
//!
//! Knows nothing of what the segment decodes to.

use super::decode::Segment;
use super::notation::is_letter;

/// How much text beside a segment is searched for words and formulas, in characters. Keeps the work linear on very
/// long words.
const BESIDE: usize = 64;
/// Functions that mathematics puts before an operator like a word.
const FUNCTIONS: [&str; 16] =
    ["sin", "cos", "tan", "cot", "sinh", "cosh", "tanh", "exp", "log", "ln", "lg", "det", "tr", "lim", "max", "min"];

/// The words around a segment.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct WordContext {
    /// The number of letters directly before it, including those of other segments of the word.
    pub(super) before: usize,
    /// The number of letters directly after it.
    pub(super) after: usize,
    /// Whether a number precedes it, with or without a space between.
    pub(super) follows_number: bool,
    /// Whether a word of two letters or more, or a number, is next to it, separated by a space.
    pub(super) has_word_beside: bool,
    /// Whether the text beside it, with or without a space between, continues a formula: `R²=0.9`, `c³ + d`.
    pub(super) is_in_formula: bool,
}

impl WordContext {
    /// Returns the context of segment `at` of `segments` of `text`.
    pub(super) fn new(text: &str, segments: &[Segment], at: usize) -> Self {
        let Segment { span, area, .. } = segments[at];
        let letters = |segment: &Segment| match segment.decoded.chars().all(is_letter) {
            true => segment.decoded.chars().count(),
            false => 0,
        };
        let previous = at.checked_sub(1).map(|at| &segments[at]).filter(|other| other.span.end >= area.start);
        let start = previous.map_or(area.start, |previous| previous.span.end);
        let head = &text[start..span.start];
        let word = &head[head.trim_end_matches(is_letter).len()..];
        let joined = previous.filter(|_| word.len() == head.len()).map_or(0, letters);
        let (before, is_function) = (word.chars().count() + joined, FUNCTIONS.contains(&word));
        let next = segments.get(at + 1).filter(|other| other.span.start < area.end);
        let tail = &text[span.end..next.map_or(area.end, |next| next.span.start)];
        let word = &tail[..tail.len() - tail.trim_start_matches(is_letter).len()];
        let joined = next.filter(|_| word.len() == tail.len()).map_or(0, letters);
        let after = word.chars().count() + joined;
        let before = if after == 0 && is_function { 0 } else { before };
        let follows_number = head.strip_suffix(' ').unwrap_or(head).ends_with(|char: char| char.is_ascii_digit());
        let (head, tail) = (&text[area.start..span.start], &text[span.end..area.end]);
        let (head, tail) = (last_chars(head, BESIDE), first_chars(tail, BESIDE));
        let (has_word_beside, is_in_formula) = (is_word_beside(head, tail), is_in_formula(head, tail));
        WordContext { before, after, follows_number, has_word_beside, is_in_formula }
    }

    /// Returns whether it is neither in a word nor beside one.
    pub(super) fn is_alone(self) -> bool {
        self.before + self.after == 0 && !self.has_word_beside
    }
}

/// Returns the first `count` characters of `text`.
fn first_chars(text: &str, count: usize) -> &str {
    &text[..text.char_indices().nth(count).map_or(text.len(), |(at, _)| at)]
}

/// Returns the last `count` characters of `text`.
fn last_chars(text: &str, count: usize) -> &str {
    &text[text.char_indices().rev().nth(count - 1).map_or(0, |(at, _)| at)..]
}

/// Returns whether a word of two letters or more, or a number, follows or precedes the word between `before` and
/// `after`, separated by a space.
fn is_word_beside(before: &str, after: &str) -> bool {
    let head = before.trim_end_matches(is_letter);
    let tail = after.trim_start_matches(is_letter).trim_start_matches([',', '.', ';', ':', '!', '?', ')']);
    is_word(head.strip_suffix([' ', '\'', '’']).unwrap_or("").chars().rev())
        || is_word(tail.strip_prefix(' ').unwrap_or("").chars())
}

/// Returns whether `chars` start with a digit, two ASCII letters, or characters that may be letters or damaged
/// letters.
fn is_word(chars: impl Iterator<Item = char>) -> bool {
    let start: Vec<char> = chars.take(4).collect();
    match *start.as_slice() {
        [digit, ..] if digit.is_ascii_digit() => true,
        [first, second, ..] if first.is_ascii_alphabetic() && second.is_ascii_alphabetic() => true,
        [_, _, _, _] => !start.iter().any(|char| char.is_ascii_punctuation() || char.is_whitespace()),
        _ => false,
    }
}

/// Returns whether the text between `before` and `after`, apart from adjacent letters, is part of a formula.
fn is_in_formula(before: &str, after: &str) -> bool {
    let is_sign = |char: Option<char>| char.is_some_and(|char| "=+−<≤≥≈/^()~∝×".contains(char));
    let head = before.trim_end_matches(|char: char| char.is_ascii_alphabetic());
    is_sign(head.trim_end_matches(' ').chars().next_back()) || is_sign(after.trim_start_matches(' ').chars().next())
}
