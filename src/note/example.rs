//! Garbled text that may be an intentional example: in quotation marks, or next to its correct form.

use std::collections::HashSet;

use super::Note;
use crate::mojibake::{Repair, RepairEvidence};
use crate::text::Span;

/// Maximum number of damaged places in a note for one in quotation marks to count as an example.
const FEW: usize = 3;
/// Maximum length of a quotation, in characters.
const LONGEST_QUOTATION: usize = 40;
/// Maximum length of a line with examples, in bytes.
const LONGEST_LINE: usize = 2_000;
const SIGNS: [&str; 4] = ["=", "→", "->", "⇒"];
const QUOTES: [(char, char); 5] = [('"', '"'), ('“', '”'), ('‘', '’'), ('«', '»'), ('„', '“')];

/// The lines of a note that may be examples. A line is an example as a whole, so that half of a word is never repaired.
pub struct Examples {
    lines: HashSet<usize>,
    /// The lines that name the damage.
    named: HashSet<usize>,
}

impl Examples {
    /// Finds the lines of `note` that `repairs` would change and that may be examples.
    pub fn of(note: &Note, repairs: &[Repair]) -> Self {
        let text = note.text();
        let line_at = |repair: &Repair| note.lines().line_at(repair.span.start);
        let line_of = |repair: &Repair| note.lines().line(text, line_at(repair));
        let lines_of = |is_one: &dyn Fn(Span, &Repair) -> bool| -> HashSet<usize> {
            let found = repairs.iter().filter(|repair| {
                let line = line_of(repair);
                line.len() <= LONGEST_LINE && is_one(line, repair)
            });
            found.map(line_at).collect()
        };
        let named =
            lines_of(&|line, repair| stands_for_itself(text, line, repair) || is_marked_as_meant(line.slice(text)));
        // A note that names damage once is about damage: its quotations are examples too.
        let is_rare = repairs.len() <= FEW || !named.is_empty();
        // Real damage to letters also affects letters within words.
        let has_words = repairs.iter().any(|repair| makes_letters(repair) && !is_lone_letter(text, repair));
        let mut lines = lines_of(&|line, repair| {
            !has_words && is_lone_letter(text, repair)
                || is_rare && in_quotes(text, line, repair.span)
                || is_beside_its_meaning(text, line, repair)
                || is_listed(text, line, repair)
                || is_pattern(text, line, repair)
        });
        lines.extend(&named);
        Self { lines, named }
    }

    /// Returns whether `repair` is on such a line. Damage that an older version proves is an example only if it is named.
    pub fn hold(&self, note: &Note, repair: &Repair) -> bool {
        let lines = if repair.evidence == RepairEvidence::History { &self.named } else { &self.lines };
        lines.contains(&note.lines().line_at(repair.span.start))
    }
}

/// Returns whether the damage is named and not used: it is alone between spaces, and is either a quotation mark, which no
/// sentence has there, or next to a sign that gives its meaning: `Ã© = é`.
fn stands_for_itself(text: &str, line: Span, repair: &Repair) -> bool {
    let (before, after) = (&text[line.start..repair.span.start], &text[repair.span.end..line.end]);
    let is_alone = (before.is_empty() || before.ends_with(' ')) && (after.is_empty() || after.starts_with(' '));
    if !is_alone {
        return false;
    }
    let is_mark = matches!(repair.replacement.as_deref(), Some("’" | "‘" | "“" | "”"));
    let (before, after) = (before.trim_end_matches(' '), after.trim_start_matches(' '));
    is_mark || SIGNS.iter().any(|sign| before.ends_with(sign) || after.starts_with(sign))
}

/// Returns whether a line says that it is written so on purpose.
fn is_marked_as_meant(line: &str) -> bool {
    ["[sic]", "(sic)", "[sic!]", "(sic!)"].iter().any(|mark| line.contains(mark))
}

fn makes_letters(repair: &Repair) -> bool {
    repair.replacement.as_deref().is_some_and(|meant| meant.contains(char::is_alphabetic))
}

/// Returns whether `repair` results in a single letter that is not part of a word.
fn is_lone_letter(text: &str, repair: &Repair) -> bool {
    let mut meant = repair.replacement.as_deref().unwrap_or_default().chars();
    let is_letter = meant.next().is_some_and(char::is_alphabetic) && meant.next().is_none();
    let (before, after) = (&text[..repair.span.start], &text[repair.span.end..]);
    is_letter && !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
}

/// Returns whether `repair` results in a letter of a list of letters: `Ã¤, Ã¶, Ã¼`. No sentence has a comma on both
/// sides of a letter, or a slash on one.
fn is_listed(text: &str, line: Span, repair: &Repair) -> bool {
    let (before, after) = (&text[line.start..repair.span.start], &text[repair.span.end..line.end]);
    let (before, after) = (before.trim_end_matches(' '), after.trim_start_matches(' '));
    let is_between_commas = before.ends_with([',', ':']) && after.starts_with(',');
    is_lone_letter(text, repair) && (is_between_commas || before.ends_with('/') || after.starts_with('/'))
}

/// Returns whether the damage is the pattern of a command: `s/â€™/’/g`. Words between slashes are alternatives:
/// `Ã©tÃ©/hiver/`.
fn is_pattern(text: &str, line: Span, repair: &Repair) -> bool {
    let Some(before) = text[line.start..repair.span.start].strip_suffix('/') else { return false };
    let has_letters = repair.replacement.as_ref().is_some_and(|meant| meant.contains(char::is_alphabetic));
    let is_command = ["s", "y", "tr", "m"]
        .iter()
        .any(|command| before.strip_suffix(command).is_some_and(|before| !before.ends_with(char::is_alphanumeric)));
    text[repair.span.end..line.end].starts_with('/') && (is_command || !has_letters)
}

/// Returns whether the damage is in a short quotation.
fn in_quotes(text: &str, line: Span, span: Span) -> bool {
    let before = &text[line.start..span.start];
    let after = &text[span.end..line.end];
    let near = |part: &str| part.chars().count() <= LONGEST_QUOTATION;
    QUOTES.iter().any(|&(open, close)| {
        let opened = before
            .rfind(open)
            .filter(|&at| open != close || before.matches(open).count() % 2 == 1 && near(&before[at..]));
        let is_closed = after.find(close).is_some_and(|at| near(&after[..at]));
        opened.is_some_and(|at| {
            let quoted = &before[at + open.len_utf8()..];
            // The last character of `“â€”` may be part of the damage or the end of the quotation.
            near(quoted) && !quoted.contains(close) && (is_closed || span.slice(text).ends_with(close))
        })
    })
}

/// Returns whether the line also has the word without the damage: `| cafÃ© | café |`. Only replacements by letters count: a
/// damaged punctuation mark is not part of a word.
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
