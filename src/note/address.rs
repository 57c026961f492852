//! What programs look up and nobody reads, where it is neither a zone nor a link: HTML tags, addresses of mail, marks of
//! footnotes, targets of references.

use std::collections::HashSet;

use super::Note;
use crate::text::Span;

/// The longest HTML tag and the longest target that is looked for, in bytes. It keeps hostile lines linear.
const LONGEST: usize = 1024;
/// The longest address of mail, in bytes (RFC 5321, with its errata).
const LONGEST_MAIL: usize = 254;

/// The addresses in the body of `note`, sorted by their start; they may overlap.
pub(super) fn addresses(note: &Note) -> Vec<Span> {
    let text = note.text();
    let body = note.frontmatter().map_or(note.content_start(), |frontmatter| frontmatter.block.end);
    let links: HashSet<usize> = note.body().links.iter().map(|link| link.path.start).collect();
    let mut found = Vec::new();
    let mut at = body;
    while let Some(next) = text[at..].find(['<', '[', ']', '@']).map(|next| at + next) {
        let (before, rest) = text.split_at(next);
        let rest = &rest[..boundary(rest, LONGEST)];
        let here = |span: Span| span.shifted(next);
        let span = match rest.as_bytes()[0] {
            b'<' => html_tag(rest).map(here),
            b'[' => footnote(rest).or_else(|| definition(&before[body..], rest)).map(here),
            b']' => destination(rest).map(here).filter(|target| !links.contains(&target.start)),
            _ => mail(&before[body..], rest).map(|(behind, len)| Span::new(next - behind, next + len)),
        };
        found.extend(span);
        at = next + 1;
    }
    found.sort_unstable();
    found
}

/// The HTML tag that starts `rest`.
fn html_tag(rest: &str) -> Option<Span> {
    let is_tag = rest[1..].starts_with(|char: char| char.is_ascii_alphabetic() || char == '/');
    let end = rest.find(['>', '\n']).filter(|&end| is_tag && rest[end..].starts_with('>'))?;
    Some(Span::new(0, end + 1))
}

/// The mark of a footnote that starts `rest`.
fn footnote(rest: &str) -> Option<Span> {
    let close = rest.find([']', '\n']).filter(|&close| rest.starts_with("[^") && rest[close..].starts_with(']'))?;
    Some(Span::new(0, close + 1))
}

/// The definition of a reference that starts `rest`, behind `before`, up to the end of its target.
fn definition(before: &str, rest: &str) -> Option<Span> {
    let is_first = ["", " ", "  ", "   "]
        .iter()
        .any(|indent| before.strip_suffix(indent).is_some_and(|before| before.is_empty() || before.ends_with('\n')));
    let close = rest.find([']', '\n']).filter(|&close| is_first && rest[close..].starts_with("]:"))?;
    let target = rest[close + 2..].trim_start_matches(' ');
    let end = target.find(char::is_whitespace).unwrap_or(target.len());
    Some(Span::new(0, rest.len() - target.len() + end))
}

/// The target behind the `](` that starts `rest`, on the same line or the next one.
fn destination(rest: &str) -> Option<Span> {
    let target = rest.strip_prefix("](")?;
    let end = target.find(')').filter(|&end| target[..end].matches('\n').count() < 2)?;
    Some(Span::new(2, 2 + end))
}

/// The address of mail around the `@` that starts `rest`, behind `before`: how far it reaches to each side.
fn mail(before: &str, rest: &str) -> Option<(usize, usize)> {
    if !before.ends_with(char::is_alphanumeric) || !rest[1..].starts_with(char::is_alphanumeric) {
        return None;
    }
    let stop = |char: char| char.is_whitespace() || "()<>[],;\"".contains(char);
    let near = &before[boundary(before, before.len().saturating_sub(LONGEST_MAIL))..];
    let behind = near.rsplit(stop).next().map_or(0, str::len);
    let near = &rest[..boundary(rest, LONGEST_MAIL)];
    let len = near.find(stop).unwrap_or(near.len());
    near[..len].contains('.').then_some((behind, len))
}

/// `at`, or the last place before it that divides no character.
fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_found() {
        let text =
            "a me@x.fr b <a href=\"c\">d</a> e[^f] 1 < 2 @p. q@r\n\n[^f]: g\n [h]: i j\n[k](\nl) [![m](n.png)](o.md)";
        let note = Note::new("a.md", text);
        let found: Vec<&str> = addresses(&note).iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["me@x.fr", "<a href=\"c\">", "</a>", "[^f]", "[^f]", "[h]: i", "\nl"]);
    }

    #[test]
    fn what_only_looks_like_one_is_none() {
        let text = "1 < 2 > 0, [ ] a task, a [b]: c, [d](e.md), @f, g@h, @\n[i]\n";
        assert_eq!(addresses(&Note::new("a.md", text)), []);
    }
}
