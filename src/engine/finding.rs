//! A located diagnostic: with lines, columns and excerpts, so that a report does not need the note.

use serde::{Deserialize, Serialize};

use super::retained_findings::{Omitted, RetainedFindings};
use crate::diagnostic::Diagnostic;
use crate::note::Note;
use crate::text::{LineColumn, Span};

/// A diagnostic with its lines and columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// The diagnostic.
    pub diagnostic: Diagnostic,
    /// The start of its span.
    pub start: LineColumn,
    /// The end of its span, exclusive.
    pub end: LineColumn,
    /// The text around it.
    pub excerpt: Excerpt,
    /// The related places of the diagnostic, in the same order.
    pub related: Vec<RelatedFinding>,
    /// The start and end of each edit of the diagnostic's fix, in the same order.
    pub edits: Vec<(LineColumn, LineColumn)>,
}

/// A related place with its lines and columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedFinding {
    /// Its start and end; `None` if it is in another note.
    pub place: Option<(LineColumn, LineColumn)>,
    /// The text around it.
    pub excerpt: Option<Excerpt>,
}

/// The text around a span: the line on which it starts, clipped if it is long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// The text, without line breaks.
    pub text: String,
    /// The offset of the text in the note, in bytes.
    pub offset: usize,
    /// Whether the line is new against the base of the run.
    pub is_added: bool,
    /// Whether the line is clipped at the start and at the end.
    pub clipped: (bool, bool),
}

/// The maximum length of the text on each side of a span, in bytes.
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

/// The findings of a note, and the counts of those that are not retained.
#[derive(Debug, Default)]
pub struct LocatedFindings {
    /// The retained findings, sorted by their spans.
    pub findings: Vec<Finding>,
    /// The counts of the others.
    pub omitted: Vec<Omitted>,
}

impl LocatedFindings {
    /// Locates `found` in `note`, sorted by their spans.
    pub(super) fn new(note: &Note, found: RetainedFindings) -> Self {
        let RetainedFindings { findings: mut diagnostics, omitted, .. } = found;
        diagnostics.sort_by_key(|diagnostic| diagnostic.span);
        let findings = diagnostics.into_iter().map(|diagnostic| locate_one(note, diagnostic));
        Self { findings: findings.collect(), omitted }
    }

    /// Adds findings of another text of the note, up to the maximum; the others are counted.
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
