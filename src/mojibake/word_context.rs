//! Where a segment stands: in a word or by itself, beside words, or in a formula.
//!
//! Knows nothing of what the segment would become.

use super::decode::Segment;
use super::notation::is_letter;

/// How far words and formulas beside a segment are read, in characters: what keeps the work linear on endless words.
const BESIDE: usize = 64;
/// What mathematics puts before an operator as if it were a word.
const FUNCTIONS: [&str; 16] =
    ["sin", "cos", "tan", "cot", "sinh", "cosh", "tanh", "exp", "log", "ln", "lg", "det", "tr", "lim", "max", "min"];

/// The letters of the words around a segment.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct WordContext {
    /// How many stand right before it, those of other segments of the word included.
    pub(super) before: usize,
    /// How many stand right behind it.
    pub(super) after: usize,
    /// Whether a number stands before it, with or without a space between.
    pub(super) follows_number: bool,
    /// Whether a word of two letters or more, or a number, stands beside it, a space between.
    pub(super) has_word_beside: bool,
    /// Whether what stands beside it, a space between or not, goes on with a formula: `R²=0.9`, `c³ + d`.
    pub(super) is_in_formula: bool,
}

impl WordContext {
    /// That of the segment `at` in `segments` of `text`.
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

    /// Whether it stands in no word and beside none.
    pub(super) fn is_alone(self) -> bool {
        self.before + self.after == 0 && !self.has_word_beside
    }
}

/// The first `count` characters of `text`.
fn first_chars(text: &str, count: usize) -> &str {
    &text[..text.char_indices().nth(count).map_or(text.len(), |(at, _)| at)]
}

/// The last `count` characters of `text`.
fn last_chars(text: &str, count: usize) -> &str {
    &text[text.char_indices().rev().nth(count - 1).map_or(0, |(at, _)| at)..]
}

/// Whether a word of two letters or more, or a number, stands beside what stands between these, a space and what is left of the
/// word that it is in between them.
fn is_word_beside(before: &str, after: &str) -> bool {
    let head = before.trim_end_matches(is_letter);
    let tail = after.trim_start_matches(is_letter).trim_start_matches([',', '.', ';', ':', '!', '?', ')']);
    is_word(head.strip_suffix([' ', '\'', '’']).unwrap_or("").chars().rev())
        || is_word(tail.strip_prefix(' ').unwrap_or("").chars())
}

/// Whether `chars` begin with a digit, two ASCII letters, or what may be letters and what damage makes of them.
fn is_word(chars: impl Iterator<Item = char>) -> bool {
    let start: Vec<char> = chars.take(4).collect();
    match *start.as_slice() {
        [digit, ..] if digit.is_ascii_digit() => true,
        [first, second, ..] if first.is_ascii_alphabetic() && second.is_ascii_alphabetic() => true,
        [_, _, _, _] => !start.iter().any(|char| char.is_ascii_punctuation() || char.is_whitespace()),
        _ => false,
    }
}

/// Whether a formula goes on beside what stands between these, behind the letters before it.
fn is_in_formula(before: &str, after: &str) -> bool {
    let is_sign = |char: Option<char>| char.is_some_and(|char| "=+−<≤≥≈/^()~∝×".contains(char));
    let head = before.trim_end_matches(|char: char| char.is_ascii_alphabetic());
    is_sign(head.trim_end_matches(' ').chars().next_back()) || is_sign(after.trim_start_matches(' ').chars().next())
}
