//! The letters that a note uses as symbols, which science writes beside signs: `Â` where `⟨Â⟩` or `B̂` stands too, `Å` beside
//! `1.52 Å`.

use std::collections::HashSet;

use foldhash::fast::RandomState as FastHash;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::compose;

use super::byte_roles::ByteRoles;
use super::decode::{CodecDecoding, Segment};
use super::notation::{Proof, is_letter, is_operator};
use super::reading::Reading;
use crate::text::Span;

/// The letters that a note uses as symbols: they stand alone in it, or others with the same accent do.
pub(super) struct Symbols {
    alone: HashSet<char, FastHash>,
    accents: HashSet<char, FastHash>,
    /// Whether there are letters with accents that no language has on them, `B̂`.
    pub(super) has_operators: bool,
}

impl Symbols {
    /// Those in `areas` of `text`, outside of what the sequences in `surveys` take.
    pub(super) fn new(text: &str, areas: &[Span], surveys: &[CodecDecoding]) -> Self {
        let segments = surveys.iter().flat_map(|survey| &survey.segments);
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

    /// For each of `readings` of `text`, which are sorted, whether what it takes for damage is meant: it proves nothing, or it has
    /// one of these letters, or it only borrows its proof and stands in a line with one that is meant
    /// (a sign that cannot stand where it would says nothing of the line).
    pub(super) fn intended<'a>(&self, text: &str, readings: impl Iterator<Item = &'a Reading>) -> Vec<bool> {
        let mut meant = Vec::new();
        let mut borrowed = Vec::new();
        let mut is_line_meant = false;
        let mut end = 0;
        for (at, reading) in readings.enumerate() {
            if text[end..reading.span.start].contains('\n') {
                borrowed.drain(..).for_each(|at: usize| meant[at] |= is_line_meant);
                is_line_meant = false;
            }
            let is_meant = self.is_intended(reading, reading.span.slice(text));
            is_line_meant |= is_meant && (reading.proof != Proof::Nothing || !reading.makes_signs());
            meant.push(is_meant);
            if reading.proof < Proof::Word {
                borrowed.push(at);
            }
            end = reading.span.end;
        }
        borrowed.into_iter().for_each(|at| meant[at] |= is_line_meant);
        meant
    }

    fn is_intended(&self, reading: &Reading, damaged: &str) -> bool {
        let mut chars = damaged.chars();
        match reading.proof {
            Proof::Nothing => true,
            Proof::Alone | Proof::Hint | Proof::Little if self.has_operators => true,
            Proof::Alone | Proof::Hint | Proof::Little | Proof::Borrowed => chars.any(|char| self.contain(char)),
            // One sequence that opens with what formulas write: `â†²`.
            Proof::Word | Proof::Long => {
                let (lead, sign) = (chars.next(), chars.next());
                let is_one = chars.nth(1).is_none();
                is_one && sign.is_some_and(is_operator) && lead.is_some_and(|lead| self.contain(lead))
            }
        }
    }

    /// Whether `char` is one.
    fn contain(&self, char: char) -> bool {
        self.alone.contains(&char) || accent_of(char).is_some_and(|accent| self.accents.contains(&accent))
    }
}

/// The accent of a letter.
fn accent_of(char: char) -> Option<char> {
    std::iter::once(char).nfd().nth(1)
}

/// Whether a letter between these is no part of a word. A letter and a blank behind a word or the end of a sentence
/// are more likely what is left of a no-break space.
fn is_alone(before: char, char: char, after: char) -> bool {
    if is_letter(before) || is_accent(before) || is_letter(after) {
        return false;
    }
    is_letter(char) && !(after == ' ' && matches!(before, '.' | ',' | ':' | ';' | '!' | '?'))
}

/// Whether a character between these is a symbol: a letter [alone](is_alone); one with an accent that no language has on it, or that
/// no codec has, behind a variable, `iD̂`, `iĤ`; an operator before a variable, `¬x`.
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
