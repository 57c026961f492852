//! The parts of a note that are its author's words.

use std::collections::HashSet;

use super::{Note, ZoneKind};
use crate::text::Span;

/// The longest HTML tag and the longest address that is looked for, in bytes. It keeps hostile lines linear.
const LONGEST: usize = 1024;

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

/// All code, that in comments included: a comment is one zone, but what it quotes is an example all the same. Sorted.
pub(super) fn code(note: &Note) -> Vec<Span> {
    let code = note.body().zones.iter().flat_map(|zone| match zone.kind {
        ZoneKind::Comment => code_within(note.text(), zone.span),
        kind if kind.is_code() => vec![zone.span],
        _ => Vec::new(),
    });
    code.collect()
}

/// Addresses that are no zones and no links of the note.
fn addresses(note: &Note) -> Vec<Span> {
    let text = note.text();
    let body = note.frontmatter().map_or(note.content_start(), |frontmatter| frontmatter.block.end);
    let links: HashSet<usize> = note.body().links.iter().map(|link| link.path.start).collect();
    let mut found = Vec::new();
    let mut at = body;
    while let Some(next) = text[at..].find(['<', '[', ']', '@']).map(|next| at + next) {
        let rest = &text[next..];
        let rest = &rest[..boundary(rest, LONGEST)];
        let span = match rest.as_bytes()[0] {
            b'<' => html_tag(rest).map(|len| Span::new(next, next + len)),
            b'[' => reference(text, next, rest).map(|len| Span::new(next, next + len)),
            b']' => {
                destination(rest).map(|target| target.shifted(next)).filter(|target| !links.contains(&target.start))
            }
            _ => mail(&text[body..], next - body).map(|mail| mail.shifted(body)),
        };
        at = next + 1;
        found.extend(span);
    }
    found
}

/// The length of the HTML tag that starts `rest`.
fn html_tag(rest: &str) -> Option<usize> {
    let is_tag = rest[1..].starts_with(|char: char| char.is_ascii_alphabetic() || char == '/');
    let end = rest.find(['>', '\n']).filter(|&end| is_tag && rest[end..].starts_with('>'))?;
    Some(end + 1)
}

/// The length of what starts `rest`, at `at` of `text`: the mark of a footnote, or at the start of a line the definition of a
/// reference up to the end of its target.
fn reference(text: &str, at: usize, rest: &str) -> Option<usize> {
    let close = rest.find([']', '\n']).filter(|&close| rest[close..].starts_with(']'))? + 1;
    if rest.starts_with("[^") {
        return Some(close);
    }
    let indent = &text[text[..at].rfind('\n').map_or(0, |newline| newline + 1)..at];
    let is_definition = indent.trim_matches(' ').is_empty() && rest[close..].starts_with(':');
    let target =
        rest[close..].strip_prefix(':').map(|target| target.trim_start_matches(' ')).filter(|_| is_definition)?;
    let start = rest.len() - target.len();
    Some(start + target.find(char::is_whitespace).unwrap_or(target.len()))
}

/// The target behind the `](` that starts `rest`, on the same line or the next one.
fn destination(rest: &str) -> Option<Span> {
    let target = rest.strip_prefix("](")?;
    let end = target.find(')').filter(|&end| target[..end].matches('\n').count() < 2)?;
    Some(Span::new(2, 2 + end))
}

/// The address of mail around the `@` at `at` of `text`.
fn mail(text: &str, at: usize) -> Option<Span> {
    let stop = |char: char| char.is_whitespace() || matches!(char, '(' | ')' | '<' | '>' | '[' | ']' | ',' | ';');
    let earliest = boundary(text, at.saturating_sub(LONGEST));
    let latest = boundary(text, at + LONGEST);
    let before = text[earliest..at].rsplit(stop).next().map_or(at, |word| at - word.len());
    let after = text[at..latest].find(stop).map_or(latest, |found| at + found);
    let is_mail = before < at && text[at..after].contains('.');
    is_mail.then(|| Span::new(before, after))
}

/// `at`, or the last place before it that divides no character.
fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
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
    fn addresses_are_no_prose() {
        let text =
            "a me@x.fr b <a href=\"c\">d</a> e[^f] 1 < 2\n\n[^f]: g\n[h]: i j\n[k](\nl) [![m](n.png)](o.md) @p. q@r";
        let note = Note::new("a.md", text);
        let prose: Vec<&str> = note.prose().iter().map(|span| span.of(note.text())).collect();
        let expected = ["a ", " b ", "d", " e", " 1 < 2\n\n", ": g\n", " j\n[k](", ") [![m](n.png)](o.md) @p. q@r"];
        assert_eq!(prose, expected);
    }

    #[test]
    fn code_is_no_prose_in_a_comment_either() {
        let note = Note::new("a.md", "a `b` c %% d `e` f %% <!-- ```\ng\n``` --> h https://i j");
        let prose: Vec<&str> = note.prose().iter().map(|span| span.of(note.text())).collect();
        assert_eq!(prose, ["a ", " c %% d ", " f %% <!-- ", " --> h ", " j"]);
    }
}
