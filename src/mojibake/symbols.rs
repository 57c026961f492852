//! The letters that a document uses as symbols, which science writes beside signs: `Â` if `⟨Â⟩` or `B̂` occurs as
//! well, `Å` beside `1.52 Å`.

use std::collections::HashSet;

use foldhash::fast::RandomState as FastHash;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::compose;

use super::byte_roles::ByteRoles;
use super::decode::{CodecDecoding, Segment};
use super::notation::{Proof, is_letter, is_operator};
use super::reading::Reading;
use crate::text::Span;

/// The letters that a document uses as symbols: they stand alone in it, or other letters with the same accent do.
pub(super) struct Symbols {
    alone: HashSet<char, FastHash>,
    accents: HashSet<char, FastHash>,
    /// Whether there are letters with accents that they have in no language, `B̂`.
    pub(super) has_operators: bool,
}

impl Symbols {
    /// Collects the symbols in `areas` of `text`, outside of the sequences in `decodings`.
    pub(super) fn new(text: &str, areas: &[Span], decodings: &[CodecDecoding]) -> Self {
        let segments = decodings.iter().flat_map(|decoding| &decoding.segments);
        let is_sure = |segment: &&Segment| segment.flattened_spaces == 0 || !segment.span.slice(text).ends_with('Â');
        let mut spans: Vec<Span> = segments.filter(is_sure).map(|segment| segment.span).collect();
        spans.sort_unstable();
        let mut taken: Vec<Span> = Vec::new();
        for span in spans {
            match taken.last_mut().filter(|last| span.start < last.end) {
                Some(last) => last.end = last.end.max(span.end),
                None => taken.push(span),
            }
        }
        let mut symbols = Self { alone: HashSet::default(), accents: HashSet::default(), has_operators: false };
        for area in areas {
            let mut before = ' ';
            let mut chars = area.slice(text).char_indices().peekable();
            while let Some((at, char)) = chars.next() {
                let after = chars.peek().map_or(' ', |(_, char)| *char);
                if (!char.is_ascii() || !after.is_ascii()) && is_symbol(before, char, after) {
                    let at = area.start + at;
                    let first = taken.partition_point(|span| span.end <= at);
                    if taken.get(first).is_none_or(|span| at < span.start) {
                        symbols.add(char, after);
                    }
                }
                before = char;
            }
        }
        symbols
    }

    fn add(&mut self, char: char, after: char) {
        if is_accent(after) {
            self.accents.insert(after);
            self.has_operators = true;
            return;
        }
        if char.is_uppercase() || is_operator(after) {
            self.accents.extend(accent_of(char));
        }
        self.alone.insert(char);
    }

    /// Returns for each of the sorted `readings` of `text` whether its damaged text is intentional: the reading proves
    /// nothing, or has one of these letters, or only borrows its proof and stands in a line with an intentional one. A
    /// sign that is implausible in its place says nothing about the line.
    pub(super) fn intended<'a>(&self, text: &str, readings: impl Iterator<Item = &'a Reading>) -> Vec<bool> {
        let mut intended = Vec::new();
        let mut borrowed = Vec::new();
        let mut is_line_meant = false;
        let mut end = 0;
        for (at, reading) in readings.enumerate() {
            if text[end..reading.span.start].contains('\n') {
                borrowed.drain(..).for_each(|at: usize| intended[at] |= is_line_meant);
                is_line_meant = false;
            }
            let is_meant = self.is_intended(reading, reading.span.slice(text));
            is_line_meant |= is_meant && (reading.proof != Proof::Nothing || !reading.makes_signs());
            intended.push(is_meant);
            if reading.proof < Proof::Word {
                borrowed.push(at);
            }
            end = reading.span.end;
        }
        borrowed.into_iter().for_each(|at| intended[at] |= is_line_meant);
        intended
    }

    fn is_intended(&self, reading: &Reading, damaged: &str) -> bool {
        let mut chars = damaged.chars();
        match reading.proof {
            Proof::Nothing => true,
            Proof::Alone | Proof::Hint | Proof::Little if self.has_operators => true,
            Proof::Alone | Proof::Hint | Proof::Little | Proof::Borrowed => chars.any(|char| self.contain(char)),
            // A single sequence that starts as formulas do: `â†²`.
            Proof::Word | Proof::Long => {
                let (lead, sign) = (chars.next(), chars.next());
                let is_one = chars.nth(1).is_none();
                is_one && sign.is_some_and(is_operator) && lead.is_some_and(|lead| self.contain(lead))
            }
        }
    }

    /// Returns whether `char` is one of the symbols.
    fn contain(&self, char: char) -> bool {
        self.alone.contains(&char) || accent_of(char).is_some_and(|accent| self.accents.contains(&accent))
    }
}

/// Returns the accent of a letter.
fn accent_of(char: char) -> Option<char> {
    std::iter::once(char).nfd().nth(1)
}

/// Returns whether `char` between `before` and `after` is not part of a word. A letter and a space after a word or at
/// the end of a sentence are more likely the remains of a no-break space.
fn is_alone(before: char, char: char, after: char) -> bool {
    if is_letter(before) || is_accent(before) || is_letter(after) {
        return false;
    }
    is_letter(char) && !(after == ' ' && matches!(before, '.' | ',' | ':' | ';' | '!' | '?'))
}

/// Returns whether `char` between `before` and `after` is a symbol: a letter that [stands alone](is_alone); a letter
/// after a variable with an accent that it has in no language or codec, `iD̂`, `iĤ`; an operator before a variable,
/// `¬x`.
fn is_symbol(before: char, char: char, after: char) -> bool {
    let is_operator = is_accent(after) && compose(char, after).is_none();
    let is_of_no_codec =
        !char.is_ascii() && char.is_uppercase() && accent_of(char).is_some() && ByteRoles::from_char(char).any() == 0;
    let is_negated = char == '¬' && after.is_ascii_alphabetic();
    is_negated
        || is_letter(char) && is_operator
        || is_of_no_codec && before.is_ascii_lowercase() && !is_letter(after)
        || is_alone(before, char, after)
}

fn is_accent(char: char) -> bool {
    matches!(char, '\u{300}'..='\u{36f}')
}
