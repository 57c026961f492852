//! The parts of a note that are its author's words.

use super::{Note, ZoneKind};
use crate::text::Span;

/// Everything but code, templates and addresses, frontmatter included.
pub(super) fn prose(note: &Note) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = note.content_start();
    for zone in &note.body().zones {
        let is_prose = match zone.kind {
            ZoneKind::Comment | ZoneKind::Math => true,
            ZoneKind::FencedCode | ZoneKind::Query | ZoneKind::IndentedCode => false,
            ZoneKind::InlineCode | ZoneKind::HtmlCode | ZoneKind::Template | ZoneKind::Url => false,
        };
        if is_prose {
            continue;
        }
        if zone.span.start > start {
            spans.push(Span::new(start, zone.span.start));
        }
        start = start.max(zone.span.end);
    }
    if start < note.text().len() {
        spans.push(Span::new(start, note.text().len()));
    }
    spans
}
