//! The parts of a note that are its author's words.

use super::address::addresses;
use super::{Note, ZoneKind};
use crate::text::Span;

/// Everything but code, templates and addresses, frontmatter included. Addresses are what programs look up and nobody reads:
/// of web pages and mail, in HTML tags, of references and footnotes.
pub(super) fn prose(note: &Note) -> Vec<Span> {
    let mut skipped = code(note);
    let zones = note.body().zones.iter();
    skipped.extend(zones.filter(|zone| matches!(zone.kind, ZoneKind::Template | ZoneKind::Url)).map(|zone| zone.span));
    skipped.extend(addresses(note));
    skipped.sort_unstable();
    Span::new(note.content_start(), note.text().len()).without(skipped)
}

/// All code, that in comments included. Sorted.
pub(super) fn code(note: &Note) -> Vec<Span> {
    let code = note.body().zones.iter().flat_map(|zone| match zone.kind {
        ZoneKind::Comment => code_within(note.text(), zone.span),
        kind if kind.is_code() => vec![zone.span],
        _ => Vec::new(),
    });
    code.collect()
}

/// The code between backticks of a comment: a comment is one zone, but what it quotes is an example all the same.
fn code_within(text: &str, comment: Span) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut at = comment.start;
    while let Some(open) = text[at..comment.end].find('`') {
        let start = at + open;
        let ticks = text[start..comment.end].bytes().take_while(|&byte| byte == b'`').count();
        let fence = &text[start..start + ticks];
        let Some(close) = text[start + ticks..comment.end].find(fence) else { break };
        at = start + ticks + close + ticks;
        spans.push(Span::new(start, at));
    }
    spans
}

#[cfg(test)]
mod tests {
    use crate::note::Note;

    #[test]
    fn code_is_no_prose_in_a_comment_either() {
        let note = Note::new("a.md", "a `b` c %% d `e` f %% <!-- ```\ng\n``` --> h https://i j");
        let prose: Vec<&str> = note.prose().iter().map(|span| span.of(note.text())).collect();
        assert_eq!(prose, ["a ", " c %% d ", " f %% <!-- ", " --> h ", " j"]);
    }
}
