//! Verbatim parts of a note, which must not change by a byte: code, formulas and machine text.

use super::inline::InlineScanner;
use super::machine_text::{machine_text, machine_text_within};
use super::{Note, Region, RegionKind};
use crate::text::Span;

/// A part of a note in which every byte matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verbatim {
    /// The whole part, with its delimiters.
    pub span: Span,
    /// Its kind.
    pub kind: VerbatimKind,
    /// Whether it is in the properties.
    pub in_properties: bool,
}

/// The kind of a verbatim part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerbatimKind {
    /// Code of any kind, including code in comments.
    Code,
    /// A query of the plugins Tasks or Dataview, whose names are looked up in the vault like link targets.
    Query,
    /// A formula between `$`, `$$`, `\(` and `\)`, or `\[` and `\]`.
    Formula,
    /// A URL, an email address, an HTML tag with attributes, a footnote label, or a link reference definition.
    MachineText,
}

/// Returns every verbatim part of `note`, unsorted and possibly overlapping, and whether it may be words after all.
pub(super) fn verbatim_parts(note: &Note) -> Vec<(Verbatim, bool)> {
    let text = note.text();
    let part = |span, kind| (Verbatim { span, kind, in_properties: false }, false);
    let mut parts = Vec::new();
    let body = note.body();
    for region in &body.regions {
        match region.kind {
            RegionKind::Comment => {
                let found = within(text, region.span, region.span.end);
                parts.extend(found.map(|(span, kind)| part(span, kind)));
            }
            kind => parts.extend(kind_of(kind).map(|kind| part(region.span, kind))),
        }
    }
    let formula = |span: &Span| (part(*span, VerbatimKind::Formula).0, may_be_words(span.slice(text)));
    parts.extend(body.formulas.iter().map(formula));
    parts.extend(machine_text(note).into_iter().map(|span| part(span, VerbatimKind::MachineText)));
    if let Some(block) = note.frontmatter() {
        let found = within(text, block.yaml, 0);
        parts.extend(found.map(|(span, kind)| (Verbatim { span, kind, in_properties: true }, false)));
    }
    parts
}

/// Returns the verbatim parts of `note`, sorted and disjoint: overlapping parts are merged, with the kind of the first.
pub(super) fn verbatim(note: &Note) -> Vec<Verbatim> {
    let mut parts: Vec<Verbatim> = verbatim_parts(note).into_iter().map(|(part, _)| part).collect();
    parts.sort_unstable_by_key(|part| (part.span.start, std::cmp::Reverse(part.span.end)));
    parts.dedup_by(|next, part| {
        let overlaps = next.span.start < part.span.end;
        if overlaps {
            part.span.end = part.span.end.max(next.span.end);
        }
        overlaps
    });
    parts
}

fn kind_of(kind: RegionKind) -> Option<VerbatimKind> {
    match kind {
        RegionKind::FencedCode | RegionKind::IndentedCode | RegionKind::InlineCode | RegionKind::HtmlCode => {
            Some(VerbatimKind::Code)
        }
        RegionKind::Query => Some(VerbatimKind::Query),
        RegionKind::Math => Some(VerbatimKind::Formula),
        RegionKind::Url => Some(VerbatimKind::MachineText),
        RegionKind::Comment | RegionKind::Template => None,
    }
}

/// Returns the verbatim parts in a comment or in properties, which are scanned line by line: code ends with its line, or at
/// byte `code_end` if that is later.
fn within(text: &str, area: Span, code_end: usize) -> impl Iterator<Item = (Span, VerbatimKind)> + '_ {
    // Skip the opening delimiter of the comment.
    let inner = area.slice(text).trim_start_matches(['%', '<', '!', '-']);
    let mut inline = InlineScanner::new(&text[..area.end]);
    let mut at = area.end - inner.len();
    while at < area.end {
        let end = memchr::memchr(b'\n', &text.as_bytes()[at..area.end]).map_or(area.end, |found| at + found);
        at = inline.scan_line(Span::new(at, end), || code_end.max(end)).max(end) + 1;
    }
    let regions = inline.regions.into_iter().filter_map(|Region { span, kind }| Some((span, kind_of(kind)?)));
    let formulas = inline.formulas.into_iter().map(|span| (span, VerbatimKind::Formula));
    let machine_text = machine_text_within(text, area).map(|span| (span, VerbatimKind::MachineText));
    regions.chain(formulas).chain(machine_text)
}

/// Returns whether the text between `\[` and `\]` may be words in brackets, as written by converters from HTML to
/// Markdown: it is one line without formula syntax.
fn may_be_words(formula: &str) -> bool {
    let inner = formula.strip_prefix("\\[").and_then(|rest| rest.strip_suffix("\\]"));
    inner.is_some_and(|inner| !inner.contains(['\\', '^', '_', '=', '+', '<', '>', '{', '|', '\n']))
}
