//! A diagnostic with its place as people count, and the words around it: all that a report needs when the note is
//! no longer at hand.

use serde::{Deserialize, Serialize};

use super::retained_findings::{Omitted, RetainedFindings};
use crate::diagnostic::Diagnostic;
use crate::note::Note;
use crate::text::{LineColumn, Span};

/// A diagnostic and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What the rule said.
    pub diagnostic: Diagnostic,
    /// Where it begins.
    pub start: LineColumn,
    /// Where it ends, half open.
    pub end: LineColumn,
    /// The words around it.
    pub excerpt: Excerpt,
    /// The diagnostic's related places, in their order.
    pub related: Vec<RelatedFinding>,
    /// Where each edit of the diagnostic's fix begins and ends, in their order.
    pub edits: Vec<(LineColumn, LineColumn)>,
}

/// A related place of the same note, located.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedFinding {
    /// Where it begins and ends; None where only a note is known.
    pub place: Option<(LineColumn, LineColumn)>,
    /// The words around it.
    pub excerpt: Option<Excerpt>,
}

/// A window of a note's text around a span: the line it begins on, clipped where that line is long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// The window's text, without line breaks.
    pub text: String,
    /// Where the window begins in the note, in bytes.
    pub offset: usize,
    /// Whether the line is new against the base of the run.
    pub is_added: bool,
    /// Whether the line goes on before and after the window.
    pub clipped: (bool, bool),
}

/// How much of a long line is kept on each side of a span, in bytes.
const WINDOW: usize = 160;

impl Excerpt {
    fn around(note: &Note, span: Span) -> Self {
        let text = note.text();
        let number = note.lines().line_at(span.start.min(text.len()));
        let line = note.lines().line(text, number);
        let from = floor(text, span.start.saturating_sub(WINDOW).max(line.start)).min(line.end);
        let to = floor(text, (span.end.min(span.start + WINDOW) + WINDOW).min(line.end)).max(from);
        Self {
            text: text[from..to].to_owned(),
            offset: from,
            is_added: note.added_lines().contains(number),
            clipped: (from > line.start, to < line.end),
        }
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Findings of a note, and the numbers of those of which no more is kept.
#[derive(Debug, Default)]
pub struct LocatedFindings {
    /// Those whose text is kept, in the order of their places.
    pub findings: Vec<Finding>,
    /// The numbers of the others.
    pub omitted: Vec<Omitted>,
}

impl LocatedFindings {
    /// Locates `found` in `note`, sorted by where they stand.
    pub(super) fn new(note: &Note, found: RetainedFindings) -> Self {
        let RetainedFindings { findings: mut diagnostics, omitted, .. } = found;
        diagnostics.sort_by_key(|diagnostic| diagnostic.span);
        let findings = diagnostics.into_iter().map(|diagnostic| locate_one(note, diagnostic));
        Self { findings: findings.collect(), omitted }
    }

    /// Adds findings of another text of the note, as far as so many are kept.
    pub(super) fn extend(&mut self, more: Self) {
        for finding in more.findings {
            if self.findings.len() < RetainedFindings::MAX {
                self.findings.push(finding);
            } else {
                Omitted::new(&finding.diagnostic).add_to(&mut self.omitted);
            }
        }
        more.omitted.into_iter().for_each(|omitted| omitted.add_to(&mut self.omitted));
    }
}

fn locate_one(note: &Note, diagnostic: Diagnostic) -> Finding {
    let place = |span: Span| (note.line_column(span.start), note.line_column(span.end));
    let (start, end) = place(diagnostic.span);
    let related = diagnostic.related.iter().map(|related| {
        let span = related.span.filter(|_| related.path.is_none());
        RelatedFinding { place: span.map(place), excerpt: span.map(|span| Excerpt::around(note, span)) }
    });
    let excerpt = Excerpt::around(note, diagnostic.span);
    let edits = diagnostic.fix.iter().flat_map(|fix| fix.edits.iter()).map(|edit| place(edit.span));
    Finding { start, end, excerpt, related: related.collect(), edits: edits.collect(), diagnostic }
}
