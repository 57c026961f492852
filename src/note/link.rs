//! Links to files of the vault.

use std::borrow::Cow;

use crate::text::Span;

/// The syntax of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// `[[Name|alias]]`.
    Wiki,
    /// `[text](Name.md)`, with percent-encoding such as `%20` in the target.
    Markdown,
}

/// A link to a file of the vault, or to a heading or block in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The whole link, with a leading `!`.
    pub span: Span,
    /// Its syntax.
    pub kind: LinkKind,
    /// Whether it is an embed: `![[x]]`.
    pub is_embed: bool,
    /// The target's path without the fragment; empty for a link within the note.
    pub path: Span,
    /// The part after the first `#`: headings and blocks.
    pub fragment: Option<Span>,
    /// The text that the reader sees, if the link has its own.
    pub alias: Option<Span>,
    /// Whether it is in a single-quoted property, in which `'` is written twice.
    pub is_single_quoted: bool,
}

impl Link {
    /// Returns the decoded path of the target.
    pub fn path<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.decode(self.path.slice(text))
    }

    /// Returns the decoded fragment.
    pub fn fragment<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        self.fragment.map(|span| self.decode(span.slice(text)))
    }

    /// Returns `written`, a part of this link, without the escapes of its syntax.
    pub(crate) fn decode<'a>(&self, written: &'a str) -> Cow<'a, str> {
        match self.kind {
            LinkKind::Wiki if self.is_single_quoted => Cow::Owned(written.trim().replace("''", "'")),
            LinkKind::Wiki => Cow::Borrowed(written.trim()),
            LinkKind::Markdown => percent_decoded(written),
        }
    }

    /// Parses the wikilink whose `[[` begins at `open` and whose `]]` begins at `close`.
    pub(super) fn parse_wikilink(text: &str, open: usize, close: usize, embed: bool) -> Option<Self> {
        let inner = Span::new(open + 2, close);
        let written = inner.slice(text);
        if written.trim().is_empty() {
            return None;
        }
        let (target, alias) = match written.find('|') {
            Some(bar) => {
                let end = if written[..bar].ends_with('\\') { bar - 1 } else { bar };
                (Span::new(inner.start, inner.start + end), Some(Span::new(inner.start + bar + 1, inner.end)))
            }
            None => (inner, None),
        };
        let (path, fragment) = split_fragment(text, target);
        let span = Span::new(open - usize::from(embed), close + 2);
        Some(Self { span, kind: LinkKind::Wiki, is_embed: embed, path, fragment, alias, is_single_quoted: false })
    }

    /// Creates the link of a link reference definition; None if the target is outside the vault.
    pub(crate) fn from_definition(text: &str, target: Span) -> Option<Self> {
        Self::from_markdown(text, target, target, target, false)
    }

    /// Creates a Markdown link from its parts; None if the target is outside the vault.
    pub(super) fn from_markdown(text: &str, span: Span, words: Span, target: Span, embed: bool) -> Option<Self> {
        if has_scheme(target.slice(text)) {
            return None;
        }
        let (path, fragment) = split_fragment(text, target);
        let kind = LinkKind::Markdown;
        Some(Self { span, kind, is_embed: embed, path, fragment, alias: Some(words), is_single_quoted: false })
    }
}

/// Returns the wikilinks within `yaml`, quoted or not.
pub(super) fn links_in_yaml(text: &str, yaml: Span) -> Vec<Link> {
    let written = yaml.slice(text);
    let mut links = Vec::new();
    let mut at = 0;
    while let Some(open) = written[at..].find("[[") {
        let outer = written[at + open..].bytes().take_while(|byte| *byte == b'[').count() - 2;
        let open = at + open + outer;
        let Some(close) = written[open..].find("]]") else { break };
        let close = open + close;
        if !written[open..close].contains('\n') {
            links.extend(Link::parse_wikilink(text, yaml.start + open, yaml.start + close, false));
        }
        at = close + 2;
    }
    links
}

fn split_fragment(text: &str, target: Span) -> (Span, Option<Span>) {
    match target.slice(text).find('#') {
        Some(hash) => {
            let at = target.start + hash;
            (Span::new(target.start, at), Some(Span::new(at + 1, target.end)))
        }
        None => (target, None),
    }
}

/// Returns whether a target has a scheme such as `https:` or `mailto:`. One letter counts too: a Windows drive is not a path
/// of the vault either.
pub(super) fn has_scheme(target: &str) -> bool {
    let end = target.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '-' | '.'));
    end.is_some_and(|end| {
        end > 0 && target[end..].starts_with(':') && target.starts_with(|c: char| c.is_ascii_alphabetic())
    })
}

pub(crate) fn percent_decoded(written: &str) -> Cow<'_, str> {
    if !written.contains('%') {
        return Cow::Borrowed(written);
    }
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        match (first, tail) {
            (b'%', [high, low, after @ ..]) if hex(*high).is_some() && hex(*low).is_some() => {
                bytes.push(hex(*high).expect("checked above") * 16 + hex(*low).expect("checked above"));
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(written), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_encoding_is_decoded_if_the_result_is_utf8() {
        assert_eq!(percent_decoded("My%20note%C3%A9.md"), "My noteé.md");
        assert_eq!(percent_decoded("100%.md"), "100%.md");
        assert_eq!(percent_decoded("%ff.md"), "%ff.md");
    }

    #[test]
    fn schemes() {
        assert!(has_scheme("https://x"));
        assert!(has_scheme("obsidian://open"));
        assert!(!has_scheme("Notes/a.md"));
        assert!(!has_scheme("2025-01-02: notes"));
    }
}
