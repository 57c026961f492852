//! Source snippets of findings, drawn by miette.
//!
//! miette reads its source from the first byte for each span, so it gets a clipped window instead of the note.

use std::fmt;
use std::io;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents,
};

use super::{Out, ReportOptions, VaultRun, format};
use crate::diagnostic::Severity;
use crate::engine::{Excerpt, Finding, NoteOutcome};
use crate::output::{VisibleText, escape_line};

/// The width of a report without a terminal, in columns.
const DEFAULT_WIDTH: usize = 100;
/// The width of line number, frame and marks, in columns.
const MARGIN: usize = 12;

/// Writes one finding.
pub(super) fn snippet(
    run: &VaultRun,
    note: &NoteOutcome,
    finding: &Finding,
    view: &ReportOptions,
    out: Out<'_>,
) -> io::Result<()> {
    let columns = view.width.unwrap_or(DEFAULT_WIDTH).max(40);
    let theme = if out.is_coloured() { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .with_width(columns)
        .with_break_words(false)
        .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
        .with_word_separator(textwrap::WordSeparator::AsciiSpace);
    let report = MietteReport::new(run.display_path_on_line(&note.path), finding, columns);
    let mut drawn = String::new();
    handler.render_report(&mut drawn, &report).map_err(|_| io::Error::other("cannot draw the report"))?;
    out.write_drawing(&drawn)
}

/// A finding as a miette diagnostic, with all text escaped before miette adds colours.
#[derive(Debug)]
struct MietteReport {
    severity: Severity,
    rule: VisibleText,
    message: VisibleText,
    help: VisibleText,
    window: SourceWindow,
}

impl MietteReport {
    fn new(path: String, finding: &Finding, columns: usize) -> Self {
        let diagnostic = &finding.diagnostic;
        Self {
            severity: diagnostic.severity,
            rule: VisibleText::new(&diagnostic.rule),
            message: VisibleText::new(&diagnostic.message),
            help: VisibleText::lines(&help(finding)),
            window: SourceWindow::new(path, finding, columns),
        }
    }
}

/// Returns the related places, help and fix of a finding, one per line.
fn help(finding: &Finding) -> String {
    let diagnostic = &finding.diagnostic;
    let mut lines: Vec<String> = Vec::new();
    for (related, located) in diagnostic.related.iter().zip(&finding.related) {
        match (&related.path, located.place) {
            (Some(path), _) => lines.push(format!("{}: {}", escape_line(path), related.message)),
            (None, Some((start, _))) => lines.push(format!("line {}: {}", start.line, related.message)),
            (None, None) => lines.push(related.message.clone()),
        }
    }
    lines.extend(diagnostic.help.clone());
    lines.extend(diagnostic.fix.as_ref().map(|fix| format::describe_fix(diagnostic, fix)));
    lines.join("\n")
}

/// The excerpt of a finding as miette's source, with `…` where it is clipped.
#[derive(Debug)]
struct SourceWindow {
    path: VisibleText,
    text: VisibleText,
    line: usize,
    column: usize,
    span: SourceSpan,
}

impl SourceWindow {
    /// Cuts the excerpt to `columns` around the span.
    fn new(path: String, finding: &Finding, columns: usize) -> Self {
        let Excerpt { text, offset, clipped, .. } = &finding.excerpt;
        let span = finding.diagnostic.span;
        let start = span.start.saturating_sub(*offset).min(text.len());
        let end = span.end.saturating_sub(*offset).clamp(start, text.len());
        let room = columns.saturating_sub(MARGIN);
        let shown_end = text[start..end].char_indices().nth(room).map_or(end, |(at, _)| start + at);
        let side = room.saturating_sub(text[start..shown_end].chars().count()) / 2;
        let from = text[..start].char_indices().rev().take(side).last().map_or(start, |(at, _)| at);
        let unused = side - text[from..start].chars().count();
        let to = text[shown_end..].char_indices().nth(side + unused).map_or(text.len(), |(at, _)| shown_end + at);
        let lead = if clipped.0 || from > 0 { "…" } else { "" };
        let tail = if clipped.1 || to < text.len() { "…" } else { "" };
        let before = VisibleText::source(&format!("{lead}{}", &text[from..start]));
        let marked = VisibleText::source(&text[start..shown_end]);
        let after = VisibleText::source(&format!("{}{tail}", &text[shown_end..to]));
        Self {
            path: VisibleText::new(&path),
            line: finding.start.line - 1,
            column: finding.start.column - 1,
            span: SourceSpan::new(before.as_str().len().into(), marked.as_str().len()),
            text: before + marked + after,
        }
    }
}

impl SourceCode for SourceWindow {
    fn read_span<'a>(
        &'a self,
        _: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let whole = SourceSpan::new(0.into(), self.text.as_str().len());
        let contents = MietteSpanContents::new_named(
            self.path.to_string(),
            self.text.as_str().as_bytes(),
            whole,
            self.line,
            self.column,
            1,
        );
        Ok(Box::new(contents))
    }
}

impl fmt::Display for MietteReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message.fmt(f)
    }
}

impl std::error::Error for MietteReport {}

impl miette::Diagnostic for MietteReport {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.rule))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.help.as_str().is_empty()).then(|| Box::new(&self.help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.window)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::new_primary_with_span(None, self.window.span))))
    }
}
