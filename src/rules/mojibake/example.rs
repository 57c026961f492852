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
const SIGNS: [&str; 4] = ["=", "→", "->", "⇒"];
const QUOTES: [(char, char); 5] = [('"', '"'), ('“', '”'), ('‘', '’'), ('«', '»'), ('„', '“')];

/// The lines of a note that may be examples. A line is one as a whole: half of a word is never repaired.
pub(super) struct Examples(HashSet<usize>);

impl Examples {
    pub(super) fn of(note: &Note, repairs: &[Repair]) -> Self {
        let line_of = |repair: &Repair| note.lines().line(note.text(), note.lines().line_at(repair.span.start));
        let is_named = |repair: &Repair| stands_for_itself(note.text(), line_of(repair), repair);
        // A note that names damage once is about damage: what it quotes is an example too.
        let is_rare = repairs.len() <= FEW || repairs.iter().any(is_named);
        let may_be_one = |repair: &&Repair| {
            let line = line_of(repair);
            if line.len() > LONGEST_LINE {
                return false;
            }
            let is_row = line.of(note.text()).trim_start().starts_with('|');
            is_named(repair)
                || (is_rare && in_quotes(note.text(), line, repair.span))
                || ((is_rare || is_row) && is_beside_its_meaning(note.text(), line, repair))
        };
        Self(repairs.iter().filter(may_be_one).map(|repair| note.lines().line_at(repair.span.start)).collect())
    }

    /// Whether `repair` stands on such a line.
    pub(super) fn hold(&self, note: &Note, repair: &Repair) -> bool {
        self.0.contains(&note.lines().line_at(repair.span.start))
    }
}

/// Whether the damage is named and not used: alone between blanks, and either a quotation mark, which no sentence has
/// there, or beside a sign that says what it means: `Ã© = é`.
fn stands_for_itself(text: &str, line: Span, repair: &Repair) -> bool {
    let (before, after) = (&text[line.start..repair.span.start], &text[repair.span.end..line.end]);
    let is_alone = (before.is_empty() || before.ends_with(' ')) && (after.is_empty() || after.starts_with(' '));
    let is_mark = matches!(repair.replacement.as_deref(), Some("’" | "‘" | "“" | "”"));
    let (before, after) = (before.trim_end(), after.trim_start());
    let is_explained = SIGNS.iter().any(|sign| before.ends_with(sign) || after.starts_with(sign));
    is_alone && (is_mark || is_explained)
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
