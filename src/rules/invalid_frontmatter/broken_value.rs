//! A value that YAML takes for something else: why, and what it is in quotes.

use super::super::shared::quoted;
use crate::note::{ListProperty, Note, has_placeholder, read_yaml, wikilinks_in};
use crate::text::Span;

/// The value of a line `key: value` or `- value`, which cannot be read even alone.
pub(super) struct BrokenValue {
    span: Span,
    /// Whether it is the value of a property that Obsidian reads as a list.
    is_of_list: bool,
}

impl BrokenValue {
    /// The value on `line`, if it is broken.
    pub(super) fn find(note: &Note, line: Span) -> Option<Self> {
        let written = line.slice(note.text());
        let item = written.trim_start_matches([' ', '-']);
        let dashes = &written[..written.len() - item.len()];
        let in_list = dashes.ends_with("- ") && dashes.trim() == "-";
        let is_line = in_list || dashes.trim().is_empty();
        let (rest, alone) = match key_length(item) {
            Some(length) => (&item[length..], item.to_owned()),
            None if in_list => (item, format!("- {item}")),
            None => return None,
        };
        let value = rest.trim();
        if !is_line || value.is_empty() || value.starts_with(['|', '>', '#']) || read_yaml(&alone).is_ok() {
            return None;
        }
        let start = line.end - rest.trim_start().len();
        let key = item.split(':').next().unwrap_or_default().trim();
        let is_old_key = |property: ListProperty| property.deprecated_key().eq_ignore_ascii_case(key);
        let is_of_list = ListProperty::from_key(key).is_some() || ListProperty::ALL.into_iter().any(is_old_key);
        Some(Self { span: Span::new(start, start + value.len()), is_of_list })
    }

    /// Where it stands.
    pub(super) fn span(&self) -> Span {
        self.span
    }

    /// Whether it begins a list or mapping in brackets.
    pub(super) fn opens_brackets(&self, note: &Note) -> bool {
        self.span.slice(note.text()).starts_with(['[', '{'])
    }

    /// Why it cannot be read.
    pub(super) fn message(&self, note: &Note) -> String {
        let value = self.span.slice(note.text());
        if is_placeholder(value) {
            return "this value is a template placeholder that was never filled in".to_owned();
        }
        let cause = match value.chars().next() {
            Some(first @ ('@' | '`' | '%')) => format!("it begins with `{first}`, which YAML keeps for itself"),
            Some(first @ (']' | '}' | ',')) => format!("it begins with `{first}`, which YAML keeps for itself"),
            Some('-' | '?') => "a list cannot begin on the line of its key".to_owned(),
            Some('*') => "`*` at its start names an alias".to_owned(),
            Some('&') => "`&` at its start names an anchor".to_owned(),
            Some('!') => "`!` at its start names a tag".to_owned(),
            Some('[') if value.starts_with("[[") => "`[[` at its start begins a list of lists, and no link".to_owned(),
            Some('[') => "`[` at its start begins a list".to_owned(),
            Some('{') => "`{` at its start begins a mapping".to_owned(),
            Some('"') if bad_escape(value).is_some() => {
                format!("`{}` is no escape of a text in double quotes", bad_escape(value).unwrap_or_default())
            }
            Some(quote @ ('"' | '\'')) if value[1..].contains(quote) => format!("text follows the closing `{quote}`"),
            Some(quote @ ('"' | '\'')) => format!("the `{quote}` at its start is never closed"),
            _ if value.contains(": ") || value.ends_with(':') => "it holds a colon and a blank".to_owned(),
            _ => "YAML reads it as something else".to_owned(),
        };
        match value.starts_with(['&', '!']) {
            true => format!("Obsidian does not read this value as it is written: {cause}"),
            false => format!("Obsidian cannot read this value: {cause}"),
        }
    }

    /// What to do where there is no fix.
    pub(super) fn help(&self, note: &Note) -> &'static str {
        let value = self.span.slice(note.text());
        match value.chars().next() {
            _ if is_placeholder(value) => {
                "fill it in, or delete it; if the note is a template, name its folder under `templates` in the config"
            }
            Some('-') if self.is_of_list => "write each item on a line of its own, below the key",
            Some('"') if bad_escape(value).is_some() => "write `\\\\` for a backslash, or use single quotes",
            Some('"' | '\'') => "close the quote at the end of the value",
            Some('[') => "put each link in quotes, or the whole value",
            _ => "put the value in quotes",
        }
    }

    /// The value in single quotes, where it is one in double quotes that lacks nothing but that its backslashes are no
    /// escapes: formulas and paths of Windows.
    pub(super) fn without_escapes(&self, note: &Note) -> Option<String> {
        let value = self.span.slice(note.text());
        bad_escape(value)?;
        let inner = value.strip_prefix('"')?.strip_suffix('"')?;
        let means_itself = !inner.contains("\\\"") && !inner.contains("\\\\") && !inner.contains('"');
        means_itself.then(|| format!("'{}'", inner.replace('\'', "''")))
    }

    /// The value in quotes, where it can mean nothing else than its own text: anchors, tags, collections and quotes mean
    /// something when they are mended otherwise.
    pub(super) fn quoted(&self, note: &Note) -> Option<String> {
        let value = self.span.slice(note.text());
        let is_text = match value.chars().next() {
            _ if has_placeholder(value) => false,
            Some('&' | '!' | '{') => false,
            Some('-') => !self.is_of_list,
            Some('[') => is_link_and_words(note.text(), self.span),
            Some(quote @ ('"' | '\'')) => is_quote_and_words(value, quote),
            _ => true,
        };
        (is_text && !value.contains(" #")).then(|| quoted(value))
    }
}

/// Whether a value is a placeholder such as `{{date}}`, also one that a formatter took for mappings: `{ { date } }`.
fn is_placeholder(value: &str) -> bool {
    let bare: String = value.chars().filter(|c| !c.is_whitespace()).collect();
    let bare = bare.trim_start_matches('[');
    bare.starts_with("{{") || bare.starts_with("<%")
}

/// The length of `key:` and the blanks behind it.
fn key_length(item: &str) -> Option<usize> {
    let (key, rest) = item.split_once(": ")?;
    let is_key = !key.is_empty()
        && !key.starts_with([' ', '#', '"', '\'', '?', '[', '{', '*', '&', '!', '@', '`', '%'])
        && !key.contains(':');
    is_key.then(|| item.len() - rest.trim_start_matches(' ').len())
}

/// `[[Ada]] and the plan`: a link, and words that no list could hold.
fn is_link_and_words(text: &str, value: Span) -> bool {
    let links = wikilinks_in(text, value);
    let rest = value.subtract(links.iter().map(|link| link.span));
    let words = rest.iter().map(|part| part.slice(text));
    let is_first = links.first().is_some_and(|link| link.span.start == value.start);
    is_first
        && words.clone().any(|part| part.contains(char::is_alphanumeric))
        && !words.clone().any(|part| part.contains(['[', ']', ',']))
}

/// `"Roadmap" and more`: quoted words, and others after a blank.
fn is_quote_and_words(value: &str, quote: char) -> bool {
    let Some((quoted, rest)) = value[1..].split_once(quote) else { return false };
    let words = rest.strip_prefix(' ').unwrap_or_default();
    !quoted.contains('\\') && words.starts_with(char::is_alphanumeric) && !words.ends_with(quote)
}

/// The first backslash of a text in double quotes that begins no escape of YAML (1.2.2, 5.7), with what follows it.
fn bad_escape(value: &str) -> Option<String> {
    let mut chars = value.strip_prefix('"')?.chars();
    while let Some(char) = chars.next() {
        if char == '"' {
            return None;
        }
        if char == '\\' {
            let escaped = chars.next()?;
            if !"0abtnvfre \"/\\N_LPxuU\t".contains(escaped) {
                return Some(format!("\\{escaped}"));
            }
        }
    }
    None
}
