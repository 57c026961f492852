//! Recognises mentions of damage: an example in quotes, or beside its meaning.
//!
//! A mention is no evidence that the document is damaged.

use super::reading::{Reading, has_two_non_latin_letters};
use crate::text::Span;

/// The maximum distance between a mention and its meaning, in bytes. It also keeps the work linear on very long lines.
const MAX_DISTANCE: usize = 120;

/// Returns whether `reading` looks like an example: exactly enclosed, or free-standing in a line with its meaning,
/// free-standing as well. Reads nothing outside of `areas`.
pub(super) fn is_mention(text: &str, areas: &[Span], reading: &Reading) -> bool {
    if has_two_non_latin_letters(&reading.text) {
        return false;
    }
    let (before, after) = (reading.neighbours.before, reading.neighbours.after);
    let enclosed = matches!(
        (before, after.map(|after| behind_sentence(text, reading.span, after))),
        (Some('"'), Some('"'))
            | (Some('\''), Some('\''))
            | (Some('('), Some(')'))
            | (Some('['), Some(']'))
            | (Some('`'), Some('`'))
            | (Some('>'), Some('<'))
            | (Some('“' | '”' | '„'), Some('“' | '”'))
            | (Some('‘' | '’' | '‚'), Some('‘' | '’'))
            | (Some('«' | '»'), Some('«' | '»'))
    );
    enclosed || (is_free_standing(before, after) && has_meaning_beside(text, areas, reading))
}

/// Words of documents about damage.
const ABOUT_DAMAGE: [&str; 3] = ["mojibake", "garbled", "encoding"];

/// Returns whether `areas` of `text` are about damage.
pub(super) fn is_about_damage(text: &str, areas: &[Span]) -> bool {
    areas.iter().any(|area| {
        let text = area.slice(text).to_ascii_lowercase();
        ABOUT_DAMAGE.iter().any(|word| text.contains(word))
    })
}

/// Names of encodings, and words for what goes wrong with them.
const ENCODING_WORDS: [&str; 13] = [
    "mojibake",
    "garbled",
    "encoding",
    "utf-8",
    "utf8",
    "latin-1",
    "latin1",
    "windows-1252",
    "cp1252",
    "iso-8859",
    "code page",
    "codepage",
    "charset",
];
/// The length up to which a document that names an encoding is about encodings, in bytes.
const SHORT_DOCUMENT: usize = 4_000;
/// The distance up to which a longer document is about encodings around such a word, in bytes.
const NEAR_WORD: usize = 400;

/// The parts of `text` that are about encodings, code included, sorted: what is garbled there may be an example.
pub(super) fn about_encodings(text: &str) -> Vec<Span> {
    let lower = text.to_ascii_lowercase();
    let mut found: Vec<usize> =
        ENCODING_WORDS.iter().flat_map(|word| lower.match_indices(word).map(|(at, _)| at)).collect();
    if !found.is_empty() && text.len() <= SHORT_DOCUMENT {
        return vec![Span::new(0, text.len())];
    }
    found.sort_unstable();
    found.into_iter().map(|at| Span::new(at.saturating_sub(NEAR_WORD), (at + NEAR_WORD).min(text.len()))).collect()
}

/// Returns whether a quotation is open at `span`, as far as its line shows.
pub(super) fn is_in_quotation(text: &str, span: Span) -> bool {
    let head = &text[window(text, span).start..span.start];
    let is_open = |opening: char, closing: char| {
        let last = head.rfind(opening).map(|at| &head[at + opening.len_utf8()..]);
        last.is_some_and(|inside| !inside.contains(closing))
    };
    head.matches('"').count() % 2 == 1 || is_open('“', '”') || is_open('„', '“') || is_open('«', '»')
}

/// Returns the quote that follows the end of a sentence, `"… ."`; `after` if there is none.
fn behind_sentence(text: &str, span: Span, after: char) -> char {
    let mut rest = text[span.end..].chars();
    match (rest.next(), rest.next()) {
        (Some('.' | ',' | ';' | '!' | '?'), Some(closing @ ('"' | '\'' | '”' | '’' | '»'))) => closing,
        _ => after,
    }
}

/// Returns whether the meaning of `reading` stands free in the same line, near to it.
fn has_meaning_beside(text: &str, areas: &[Span], reading: &Reading) -> bool {
    let meaning = &*reading.text;
    if meaning.trim().is_empty() {
        return false;
    }
    let around = window(text, reading.span);
    around.slice(text).match_indices(meaning).any(|(at, _)| {
        let found = Span::new(around.start + at, around.start + at + meaning.len());
        !found.overlaps(reading.span)
            && found.is_within_any(areas)
            && is_free_standing(text[..found.start].chars().next_back(), text[found.end..].chars().next())
    })
}

/// Returns the part of the line around `span` that is within [`MAX_DISTANCE`].
fn window(text: &str, span: Span) -> Span {
    let mut start = span.start.saturating_sub(MAX_DISTANCE);
    let mut end = (span.end + MAX_DISTANCE).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let start = text[start..span.start].rfind('\n').map_or(start, |newline| start + newline + 1);
    let end = text[span.end..end].find('\n').map_or(end, |newline| span.end + newline);
    Span::new(start, end)
}

/// Returns whether text between these characters is not part of a word.
fn is_free_standing(before: Option<char>, after: Option<char>) -> bool {
    let outside = |char: Option<char>| char.is_none_or(|char| !char.is_alphanumeric());
    outside(before) && outside(after)
}
