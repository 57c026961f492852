//! Damage that may be shown, and not suffered: in quotation marks, or beside what it means.

use std::collections::HashSet;

use crate::mojibake::Repair;
use crate::note::Note;
use crate::text::Span;

/// In a note with so few damaged places, one in quotation marks may be an example.
const FEW: usize = 3;
/// In characters.
const LONGEST_QUOTATION: usize = 40;
/// In bytes. A longer line is no table of examples.
const LONGEST_LINE: usize = 2_000;
const QUOTES: [(char, char); 5] = [('"', '"'), ('“', '”'), ('‘', '’'), ('«', '»'), ('„', '“')];

/// The lines of a note that may be examples. A line is one as a whole: half of a word is never repaired.
pub(super) struct Examples(HashSet<usize>);

impl Examples {
    pub(super) fn of(note: &Note, repairs: &[Repair]) -> Self {
        let is_rare = repairs.len() <= FEW;
        let may_be_one = |repair: &&Repair| {
            let line = note.lines().line(note.text(), note.lines().line_at(repair.span.start));
            if line.len() > LONGEST_LINE {
                return false;
            }
            let is_row = line.of(note.text()).trim_start().starts_with('|');
            (is_rare && in_quotes(note.text(), line, repair.span))
                || ((is_rare || is_row) && is_beside_its_meaning(note.text(), line, repair))
        };
        Self(repairs.iter().filter(may_be_one).map(|repair| note.lines().line_at(repair.span.start)).collect())
    }

    /// Whether `repair` stands on such a line.
    pub(super) fn hold(&self, note: &Note, repair: &Repair) -> bool {
        self.0.contains(&note.lines().line_at(repair.span.start))
    }
}

/// Whether the damage stands in a short quotation.
fn in_quotes(text: &str, line: Span, span: Span) -> bool {
    let before = &text[line.start..span.start];
    let after = &text[span.end..line.end];
    let near = |part: &str| part.chars().count() <= LONGEST_QUOTATION;
    QUOTES.iter().any(|&(open, close)| {
        let opened = before
            .rfind(open)
            .filter(|&at| open != close || before.matches(open).count() % 2 == 1 && near(&before[at..]));
        let closed = after.find(close).filter(|&at| near(&after[..at]));
        opened.is_some_and(|at| near(&before[at..]) && !before[at + open.len_utf8()..].contains(close))
            && closed.is_some()
    })
}

/// Whether the line has the whole word without the damage as well: `| cafÃ© | café |`. Only letters are compared: the
/// damage of a mark ends in marks.
fn is_beside_its_meaning(text: &str, line: Span, repair: &Repair) -> bool {
    let Some(replacement) = repair.replacement.as_deref().filter(|text| text.chars().all(char::is_alphabetic)) else {
        return false;
    };
    let (before, after) = (&text[line.start..repair.span.start], &text[repair.span.end..line.end]);
    let head = before.len() - before.trim_end_matches(char::is_alphabetic).len();
    let tail = after.len() - after.trim_start_matches(char::is_alphabetic).len();
    let word = format!("{}{replacement}{}", &before[before.len() - head..], &after[..tail]);
    word.chars().count() > 2 && (before.contains(&word) || after.contains(&word))
}
