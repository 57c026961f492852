//! Machine text outside regions and links, which programs look up and nobody reads: HTML tags, email addresses, URLs
//! without a scheme, footnote labels and link reference definitions.

use memchr::memmem;

use super::Note;
use super::inline::address_length;
use super::link::Link;
use crate::text::Span;

/// Maximum length of an HTML tag or a target, in bytes. Keeps scanning linear on hostile lines.
const MAX_BYTES: usize = 1024;
/// Maximum length of an email address, in bytes (RFC 5321, with its errata).
const MAX_MAIL_BYTES: usize = 254;

/// Returns the email addresses and the URLs without a scheme in `area` of `text`, which is in properties or a comment. They
/// may overlap.
pub(super) fn machine_text_within(text: &str, area: Span) -> impl Iterator<Item = Span> {
    let within = area.slice(text);
    let mails = memchr::memchr_iter(b'@', within.as_bytes()).filter_map(move |at| {
        let (behind, length) = mail(&within[..at], &within[at..])?;
        Some(Span::new(area.start + at - behind, area.start + at + length))
    });
    mails.chain(without_scheme(text, area)).chain(spelled_mails(text, area))
}

/// Maximum length of a top-level domain in URLs without a scheme, in bytes.
const MAX_TOP_BYTES: usize = 24;
/// The top-level domains by which a host name without a path is recognized: common ones of Europe, and general ones.
const TOP_DOMAINS: [&str; 32] = [
    "app", "at", "be", "br", "ch", "com", "cz", "de", "dev", "dk", "es", "eu", "fi", "fr", "gr", "hu", "info", "io",
    "is", "it", "net", "nl", "no", "org", "pl", "pt", "ro", "ru", "se", "sk", "tr", "uk",
];

/// Returns the URLs in `area` that begin with `www.`, or with a non-ASCII host name that a path follows or that has one of
/// the [`TOP_DOMAINS`].
fn without_scheme(text: &str, area: Span) -> impl Iterator<Item = Span> {
    let within = area.slice(text);
    let here = move |at: usize, length: usize| Span::new(area.start + at, area.start + at + length);
    let length_from = move |at: usize| {
        let rest = &within[at..];
        address_length(&rest[..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())])
    };
    let www = memmem::find_iter(within.as_bytes(), b"www.").filter_map(move |at| {
        let length = length_from(at);
        let is_one = !within[..at].ends_with(char::is_alphanumeric) && within[at..at + length].matches('.').count() > 1;
        is_one.then(|| here(at, length))
    });
    let hosts = memchr::memchr_iter(b'.', within.as_bytes()).filter_map(move |dot| {
        let (host, rest) = (&within[..dot], &within[dot + 1..]);
        let (top, rest) =
            rest.split_at(rest.bytes().take_while(u8::is_ascii_lowercase).take(MAX_TOP_BYTES + 1).count());
        let has_path = rest.as_bytes().first() == Some(&b'/') && (2..=MAX_TOP_BYTES).contains(&top.len());
        let is_alone =
            || TOP_DOMAINS.contains(&top) && !rest.starts_with(|c: char| c.is_alphanumeric() || "-_@".contains(c));
        if !has_path && !is_alone() {
            return None;
        }
        let at = dot - behind(host, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
        (!host[at..].is_ascii() && !host[..at].ends_with('@'))
            .then(|| here(at, if has_path { length_from(at) } else { dot + 1 + top.len() - at }))
    });
    www.chain(hosts)
}

/// Returns the email addresses in `area` of `text` whose `@` is written as `(at)` or `[at]`, up to the end of the word.
fn spelled_mails(text: &str, area: Span) -> impl Iterator<Item = Span> {
    let within = area.slice(text);
    let signs = ["(at)", "[at]"].into_iter().flat_map(|sign| memmem::find_iter(within.as_bytes(), sign));
    signs.filter_map(move |at| {
        let rest = &within[at + "(at)".len()..];
        let behind = behind(&within[..at], is_of_mail);
        let host = rest[..boundary(rest, MAX_MAIL_BYTES)]
            .split(|c: char| c.is_whitespace() || "()<>,;\"".contains(c))
            .next()?;
        (behind > 0 && !host.is_empty())
            .then(|| Span::new(area.start + at - behind, area.start + at + "(at)".len() + host.len()))
    })
}

/// Returns true if the local part of an email address may contain `char`, which is ASCII.
fn is_of_mail(char: char) -> bool {
    char.is_ascii_alphanumeric() || "._%+-".contains(char)
}

/// Returns the length of the end of `text` that consists of characters that `is_part` accepts, or of non-ASCII Latin letters,
/// whether intact or garbled to two characters by windows-1252.
fn behind(text: &str, is_part: impl Fn(char) -> bool) -> usize {
    let near = &text[boundary(text, text.len().saturating_sub(MAX_MAIL_BYTES))..];
    let mut start = near.len();
    let mut chars = near.char_indices().rev().peekable();
    while let Some((at, char)) = chars.next() {
        let mut is_second = || chars.peek().is_some_and(|(_, before)| matches!(*before, 'Â'..='Å'));
        if !is_part(char) && !matches!(char, 'À'..='ÿ') && (char.is_ascii() || !is_second()) {
            break;
        }
        start = at;
    }
    near.len() - start
}

/// Returns the machine text in the body of `note` that begins outside regions and contains no link target, sorted by
/// start. The spans may overlap.
pub(super) fn machine_text(note: &Note) -> Vec<Span> {
    let text = note.text();
    let body = note.frontmatter().map_or(note.content_start(), |frontmatter| frontmatter.block.end);
    let regions = note.body().regions.iter().map(|region| region.span);
    let mut found: Vec<Span> = Vec::new();
    // Wikilinks have many brackets, and none of these.
    let bytes = text.as_bytes();
    let is_footnote = |at: usize| text[..at].ends_with('[');
    let is_target = |at: usize| matches!(bytes.get(at + 1), Some(b'(' | b':'));
    let has_bracket_syntax =
        memchr::memchr_iter(b'^', bytes).any(is_footnote) || memchr::memchr_iter(b']', bytes).any(is_target);
    let (mut tag_end, mut bracket_end) = (NextByte::new([b'>', b'\n']), NextByte::new([b']', b'\n']));
    for area in Span::new(body, text.len()).subtract(regions) {
        found.extend(without_scheme(text, area).chain(spelled_mails(text, area)));
        let mut at = area.start;
        while let Some(next) = next_start(text, at, area.end, has_bracket_syntax) {
            let (before, rest) = text.split_at(next);
            let rest = &rest[..boundary(rest, MAX_BYTES)];
            let here = |span: Span| span.shifted(next);
            let span = match rest.as_bytes()[0] {
                b'<' => tag_end.at(text, next + 1).and_then(|end| html_tag(rest, end - next)).map(here),
                b'[' => {
                    let close = bracket_end.at(text, next + 1).map(|close| close - next);
                    let close = close.filter(|close| *close < rest.len());
                    close
                        .and_then(|close| footnote(rest, close).or_else(|| definition(&before[body..], rest, close)))
                        .map(here)
                }
                b']' => destination(rest).map(here),
                _ => mail(&before[body..], rest).map(|(behind, len)| Span::new(next - behind, next + len)),
            };
            found.extend(span);
            at = next + 1;
        }
    }
    if found.is_empty() {
        return found;
    }
    let mut targets: Vec<Span> = note.body().links.iter().map(target).collect();
    targets.sort_unstable();
    let holds_target = |span: &Span| {
        let at = targets.partition_point(|target| target.start < span.start);
        targets.get(at).is_some_and(|target| target.start < span.end)
    };
    found.retain(|span| !holds_target(span));
    found.sort_unstable();
    found
}

/// A cached search for the next of two bytes; offsets must not decrease.
struct NextByte {
    bytes: [u8; 2],
    known: Option<usize>,
}

impl NextByte {
    fn new(bytes: [u8; 2]) -> Self {
        Self { bytes, known: Some(0) }
    }

    /// Returns the first of the two bytes at or after `from`.
    fn at(&mut self, text: &str, from: usize) -> Option<usize> {
        if self.known.is_some_and(|known| known < from) {
            let [one, other] = self.bytes;
            self.known = memchr::memchr2(one, other, &text.as_bytes()[from..]).map(|at| from + at);
        }
        self.known
    }
}

/// Returns where the next machine text may begin between `at` and `end`; at a bracket only with `brackets`.
fn next_start(text: &str, at: usize, end: usize, brackets: bool) -> Option<usize> {
    let bytes = &text.as_bytes()[at..end];
    let next = match brackets {
        true => bytes.iter().position(|byte| matches!(byte, b'<' | b'[' | b']' | b'@')),
        false => memchr::memchr2(b'<', b'@', bytes),
    };
    next.map(|next| at + next)
}

/// Returns the target of a link, with its fragment.
fn target(link: &Link) -> Span {
    link.fragment.map_or(link.path, |fragment| Span::new(link.path.start, fragment.end))
}

/// Returns the HTML tag with attributes at the start of `rest` that may end at `end`. Tags without attributes are ASCII only,
/// so they are not needed.
fn html_tag(rest: &str, end: usize) -> Option<Span> {
    if end >= rest.len() || !rest[end..].starts_with('>') {
        return None;
    }
    let name = rest[1..].find(|char: char| !char.is_ascii_alphanumeric() && char != '-').filter(|&len| len > 0)?;
    let attributes = rest.get(1 + name..end)?;
    let is_tag = attributes.starts_with(' ') && attributes.contains('=') && !attributes.contains('<');
    is_tag.then(|| Span::new(0, end + 1))
}

/// Returns the footnote label at the start of `rest`, whose first bracket closes at `close`.
fn footnote(rest: &str, close: usize) -> Option<Span> {
    (rest.starts_with("[^") && rest[close..].starts_with(']')).then(|| Span::new(0, close + 1))
}

/// Returns the link reference definition at the start of `rest`, which follows `before`, up to the end of its target. A title
/// may follow.
fn definition(before: &str, rest: &str, close: usize) -> Option<Span> {
    if !rest[close..].starts_with("]:") {
        return None;
    }
    let is_first = ["", " ", "  ", "   "]
        .iter()
        .any(|indent| before.strip_suffix(indent).is_some_and(|before| before.is_empty() || before.ends_with('\n')));
    if !is_first {
        return None;
    }
    let target = rest[close + 2..].trim_start_matches(' ');
    let end = target.find(char::is_whitespace).unwrap_or(target.len());
    let title = target[end..].trim_start_matches([' ', '\t', '\r']);
    let is_definition = title.is_empty() || title.starts_with(['\n', '"', '\'', '(']);
    is_definition.then(|| Span::new(0, rest.len() - target.len() + end))
}

/// Returns the target after the `](` at the start of `rest`, on the same line or the next one.
fn destination(rest: &str) -> Option<Span> {
    let target = rest.strip_prefix("](")?;
    let end = target.find(')').filter(|&end| target[..end].matches('\n').count() < 2)?;
    Some(Span::new(2, 2 + end))
}

/// Returns how far the email address around the `@` at the start of `rest`, which follows `before`, reaches to each side. It
/// ends with its top-level domain, which is ASCII; the parts before it may have other letters. After a local part with
/// other letters, one label without a domain is enough, as in `ssh müller@host`.
fn mail(before: &str, rest: &str) -> Option<(usize, usize)> {
    let behind = behind(before, is_of_mail);
    let host = &rest[1..boundary(rest, MAX_MAIL_BYTES)];
    let host =
        &host[..host.find(|char: char| char.is_whitespace() || "()<>[],;\"".contains(char)).unwrap_or(host.len())];
    let label_at = |at: usize| {
        let rest = &host[at..];
        rest.find(|char: char| !char.is_ascii_alphanumeric() && char != '-').unwrap_or(rest.len())
    };
    let goes_on = |rest: &str| {
        rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(|char: char| char.is_ascii_alphanumeric()))
    };
    let to_domain = host.match_indices('.').find_map(|(dot, _)| {
        let rest = &host[dot + 1..];
        let label = label_at(dot + 1);
        let is_top =
            label >= 2 && !goes_on(&rest[label..]) && rest.starts_with(|char: char| char.is_ascii_alphabetic());
        is_top.then_some(dot + 1 + label)
    });
    let is_ascii = before[before.len() - behind..].is_ascii();
    let to_label = || Some(label_at(0)).filter(|len| *len > 0 && !is_ascii);
    let len = to_domain.or_else(to_label)?;
    (behind > 0).then_some((behind, 1 + len))
}

/// Returns the last character boundary at or before `at`.
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

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<Span> = machine_text(&Note::new("a.md", text));
        let found: Vec<&str> = found.iter().map(|span| span.slice(text)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn each_kind_is_found() {
        check("a <a href=\"c\">d</a> 1 < 2", &["<a href=\"c\">"]);
        check("e[^f] @p. q@r\n\n[^f]: g\n [h]: i\n[j]: k 'l'", &["[^f]", "[^f]", "[h]: i", "[j]: k"]);
        check("[k](\nl) [![m](n.png)](o.md)", &["\nl"]);
        check("(www.p.q/r_(s), t) wwww.u.v www.w", &["www.p.q/r_(s)"]);
        check("See mÃ¼ller.de/path, x.mÃ¼ller.de/ and cafÃ©/thÃ©. x.de/y", &["mÃ¼ller.de/path", "x.mÃ¼ller.de/"]);
        check("See mÃ¼ller.de, schÃ¶n.und gut, cafÃ©.dezent", &["mÃ¼ller.de"]);
        check("---\nx: y@z.fr\n---\nb", &[]);
        let note = Note::new("a.md", "---\nx: y@z.fr, www.a.b/c\n---\nd@e.fr");
        let yaml = note.frontmatter().expect("the note has frontmatter").yaml;
        let found: Vec<&str> = machine_text_within(note.text(), yaml).map(|span| span.slice(note.text())).collect();
        assert_eq!(found, ["y@z.fr", "www.a.b/c"]);
    }

    #[test]
    fn an_email_address_ends_with_its_domain() {
        check("a me.x@mail.y.fr b", &["me.x@mail.y.fr"]);
        check("“me@x.com writes.”", &["me@x.com"]);
        check("me@x.comâ€™s, 写给me@x.com的信。", &["me@x.com", "me@x.com"]);
        check("mail@cafÃ©.fr.", &["mail@cafÃ©.fr"]);
        check("Mail a.mÃ¼ller@x.de, andré@x.fr or Ã–l@x.de.", &["a.mÃ¼ller@x.de", "andré@x.fr", "Ã–l@x.de"]);
        check("ssh mÃ¼ller@host:x, b.mÃ¼ller(at)x.de (at)", &["mÃ¼ller@host", "b.mÃ¼ller(at)x.de"]);
        check("â€œme@x.comâ€\u{9d}", &["me@x.com"]);
        check("me@2025.11 @x.com me@ x.com", &[]);
    }

    #[test]
    fn text_that_only_looks_like_machine_text_is_not_found() {
        check("1 < 2 > 0, [ ] a task, a [b]: c, [d](e.md), @f, g@h, @\n[i]\n", &[]);
        check("3 <b cafÃ© and dÃ©cor > 2, `a<b c=` d `e>f`, $a<b c=$ d $e>f$", &[]);
        check("[10:30]: cafÃ© opened", &[]);
        check("[x](<cafÃ© note.md>) [b](<#cafÃ© a=b>)", &[]);
    }
}
