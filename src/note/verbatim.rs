//! What stands in a note to the letter, for programs more than for readers: code, formulas, addresses.

use super::inline::InlineScanner;
use super::machine_text::{machine_text, machine_text_within};
use super::{Note, Region, RegionKind};
use crate::text::Span;

/// A part of a note whose every byte is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verbatim {
    /// All of it, fences and marks included.
    pub span: Span,
    /// What it is.
    pub kind: VerbatimKind,
    /// Whether it stands in the properties.
    pub in_properties: bool,
}

/// What a part of a note is that stands there to the letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerbatimKind {
    /// Code of any kind, in comments too.
    Code,
    /// A query of the plugins Tasks or Dataview: what it names is looked up in the vault, as a link's target is.
    Query,
    /// Between `$`, `$$`, `\(` and `\)`, or `\[` and `\]`.
    Formula,
    /// An address of the web or of mail, a tag of HTML with attributes, the mark of a footnote, the target of a reference.
    MachineText,
}

/// Every such part of `note`, in no order; they may overlap. The second of each pair tells whether it may be words all the same.
pub(super) fn verbatim_parts(note: &Note) -> Vec<(Verbatim, bool)> {
    let text = note.text();
    let part = |span, kind| (Verbatim { span, kind, in_properties: false }, false);
    let mut parts = Vec::new();
    let body = note.body();
    for zone in &body.regions {
        match zone.kind {
            RegionKind::Comment => {
                let found = within(text, zone.span, zone.span.end);
                parts.extend(found.map(|(span, kind)| part(span, kind)));
            }
            kind => parts.extend(kind_of(kind).map(|kind| part(zone.span, kind))),
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

/// Every such part of `note`, sorted and disjoint: what overlaps is one part, of the kind that begins first.
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

/// What stands to the letter in a comment or in properties, which are read line by line: code ends with its line, or
/// with byte `code_end` where that is later.
fn within(text: &str, area: Span, code_end: usize) -> impl Iterator<Item = (Span, VerbatimKind)> + '_ {
    // Without the signs that make it a comment.
    let inner = area.slice(text).trim_start_matches(['%', '<', '!', '-']);
    let mut inline = InlineScanner::new(&text[..area.end]);
    let mut at = area.end - inner.len();
    while at < area.end {
        let end = memchr::memchr(b'\n', &text.as_bytes()[at..area.end]).map_or(area.end, |found| at + found);
        at = inline.scan_line(Span::new(at, end), || code_end.max(end)).max(end) + 1;
    }
    let zones = inline.regions.into_iter().filter_map(|Region { span, kind }| Some((span, kind_of(kind)?)));
    let formulas = inline.formulas.into_iter().map(|span| (span, VerbatimKind::Formula));
    let addresses = machine_text_within(text, area).map(|span| (span, VerbatimKind::MachineText));
    zones.chain(formulas).chain(addresses)
}

/// Whether what stands between `\[` and `\]` may be words in brackets, as programs that turn pages into Markdown write them:
/// it is one line without a sign of a formula.
fn may_be_words(formula: &str) -> bool {
    let inner = formula.strip_prefix("\\[").and_then(|rest| rest.strip_suffix("\\]"));
    inner.is_some_and(|inner| !inner.contains(['\\', '^', '_', '=', '+', '<', '>', '{', '|', '\n']))
}
