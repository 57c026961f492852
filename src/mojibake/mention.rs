//! Text that talks about damage: an example in quotes, or beside its meaning.
//!
//! A mention is no evidence that the note is damaged.

use super::reading::{Reading, has_foreign_word};
use crate::text::Span;

/// Whether `reading` of `text` looks like an example: enclosed exactly, or free-standing in a line that has its meaning
/// free-standing too. Reads nothing outside of `areas`.
pub(super) fn is_mention(text: &str, areas: &[Span], reading: &Reading) -> bool {
    if has_foreign_word(&reading.text) {
        return false;
    }
    let (before, after) = (reading.neighbours.before, reading.neighbours.after);
    let enclosed = matches!(
        (before, after),
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
    enclosed || (stands_free(before, after) && has_meaning_beside(text, areas, reading))
}

/// Whether the line of `reading` has what was meant standing free in it.
fn has_meaning_beside(text: &str, areas: &[Span], reading: &Reading) -> bool {
    let line_start = text[..reading.span.start].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = text[reading.span.end..].find('\n').map_or(text.len(), |newline| reading.span.end + newline);
    let line = Span::new(line_start, line_end);
    let meaning = reading.text.as_str();
    !meaning.trim().is_empty()
        && line.of(text).match_indices(meaning).any(|(at, _)| {
            let found = Span::new(line.start + at, line.start + at + meaning.len());
            !found.overlaps(reading.span)
                && areas.iter().any(|area| area.contains(found))
                && stands_free(text[..found.start].chars().next_back(), text[found.end..].chars().next())
        })
}

/// Whether a piece between these characters is no part of a word.
fn stands_free(before: Option<char>, after: Option<char>) -> bool {
    let outside = |char: Option<char>| char.is_none_or(|char| !char.is_alphanumeric());
    outside(before) && outside(after)
}
