//! Values that are invalid YAML: the cause, and the quoted form.

use crate::note::yaml_text::quoted;
use crate::note::{ListProperty, Note, has_placeholder, read_yaml, wikilinks_in};
use crate::text::Span;

/// The value of a line `key: value` or `- value` that cannot be parsed even on its own.
pub(super) struct BrokenValue {
    span: Span,
    /// Whether it belongs to a property that Obsidian reads as a list.
    is_of_list: bool,
}

impl BrokenValue {
    /// Returns the value on `line` if it is broken.
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

    /// Returns the span of the value.
    pub(super) fn span(&self) -> Span {
        self.span
    }

    /// Returns true if it begins a list or mapping in brackets.
    pub(super) fn opens_brackets(&self, note: &Note) -> bool {
        self.span.slice(note.text()).starts_with(['[', '{'])
    }

    /// Returns the message: why the value cannot be read.
    pub(super) fn message(&self, note: &Note) -> String {
        let value = self.span.slice(note.text());
        if is_placeholder(value) {
            return "this value is a template placeholder that was never filled in".to_owned();
        }
        let cause = match value.chars().next() {
            Some(first @ ('@' | '`' | '%')) => format!("it begins with `{first}`, which YAML reserves"),
            Some(first @ (']' | '}' | ',')) => format!("it begins with `{first}`, which YAML reserves"),
            Some('-' | '?') => "a list cannot begin on the line of its key".to_owned(),
            Some('*') => "it begins with `*`, which YAML reads as an alias".to_owned(),
            Some('&') => "it begins with `&`, which YAML reads as an anchor".to_owned(),
            Some('!') => "it begins with `!`, which YAML reads as a tag".to_owned(),
            Some('[') if value.starts_with("[[") => {
                "it begins with `[[`, which YAML reads as a nested list, not a link".to_owned()
            }
            Some('[') => "it begins with `[`, which YAML reads as a list".to_owned(),
            Some('{') => "it begins with `{`, which YAML reads as a mapping".to_owned(),
            Some('"') if bad_escape(value).is_some() => {
                format!("`{}` is not a valid escape in double quotes", bad_escape(value).unwrap_or_default())
            }
            Some(quote @ ('"' | '\'')) if value[1..].contains(quote) => format!("text follows the closing `{quote}`"),
            Some(quote @ ('"' | '\'')) => format!("the opening `{quote}` is never closed"),
            _ if value.contains(": ") || value.ends_with(':') => "it contains `: ` or ends with `:`".to_owned(),
            _ => "YAML parses it as something else".to_owned(),
        };
        match value.starts_with(['&', '!']) {
            true => format!("Obsidian does not read this value as written: {cause}"),
            false => format!("Obsidian cannot read this value: {cause}"),
        }
    }

    /// Returns the help for a value without a fix.
    pub(super) fn help(&self, note: &Note) -> &'static str {
        let value = self.span.slice(note.text());
        match value.chars().next() {
            _ if is_placeholder(value) => {
                "fill it in or delete it; if this note is a template, list its folder under `templates` in the config"
            }
            Some('-') if self.is_of_list => "write each item on its own line below the key",
            Some('"') if bad_escape(value).is_some() => "write `\\\\` for a backslash, or use single quotes",
            Some('"' | '\'') => "close the quote at the end of the value",
            Some('[') => "quote each link, or the whole value",
            _ => "quote the value",
        }
    }

    /// Returns the value in single quotes if it is double-quoted and its only fault is that its backslashes are not
    /// escapes: formulas and Windows paths.
    pub(super) fn without_escapes(&self, note: &Note) -> Option<String> {
        let value = self.span.slice(note.text());
        bad_escape(value)?;
        let inner = value.strip_prefix('"')?.strip_suffix('"')?;
        let means_itself = !inner.contains("\\\"") && !inner.contains("\\\\") && !inner.contains('"');
        means_itself.then(|| format!("'{}'", inner.replace('\'', "''")))
    }

    /// Returns the value in quotes if it can only mean its own text: anchors, tags, collections and quotes may need a
    /// different repair.
    pub(super) fn quoted(&self, note: &Note) -> Option<String> {
        let value = self.span.slice(note.text());
        if let Some(inner) = text_with_quotes(value).filter(|inner| !has_placeholder(inner)) {
            return Some(quoted(inner));
        }
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

/// Returns true if a value is a placeholder such as `{{date}}`, also after a formatter reformatted it as mappings: `{ {
/// date } }`.
fn is_placeholder(value: &str) -> bool {
    let bare: String = value.chars().filter(|c| !c.is_whitespace()).collect();
    let bare = bare.trim_start_matches('[');
    bare.starts_with("{{") || bare.starts_with("<%")
}

/// Returns the length of `key:` and the spaces after it.
fn key_length(item: &str) -> Option<usize> {
    let (key, rest) = item.split_once(": ")?;
    let is_key = !key.is_empty()
        && !key.starts_with([' ', '#', '"', '\'', '?', '[', '{', '*', '&', '!', '@', '`', '%'])
        && !key.contains(':');
    is_key.then(|| item.len() - rest.trim_start_matches(' ').len())
}

/// Returns true for a link followed by words that cannot be list items: `[[Ada]] and the plan`.
fn is_link_and_words(text: &str, value: Span) -> bool {
    let links = wikilinks_in(text, value);
    let rest = value.subtract(links.iter().map(|link| link.span));
    let words = rest.iter().map(|part| part.slice(text));
    let is_first = links.first().is_some_and(|link| link.span.start == value.start);
    is_first
        && words.clone().any(|part| part.contains(char::is_alphanumeric))
        && !words.clone().any(|part| part.contains(['[', ']', ',']))
}

/// Returns true for quoted words followed by a space and more words: `"Roadmap" and more`.
fn is_quote_and_words(value: &str, quote: char) -> bool {
    let Some((quoted, rest)) = value[1..].split_once(quote) else { return false };
    let words = rest.strip_prefix(' ').unwrap_or_default();
    !quoted.contains('\\') && words.starts_with(char::is_alphanumeric) && !words.ends_with(quote)
}

/// Returns the text between the quotes around `value` if the others can only belong to it: `"the "first look" at it"`, `'Ada's
/// plan'`.
fn text_with_quotes(value: &str) -> Option<&str> {
    let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    let inner = value[1..].strip_suffix(quote)?;
    let belong = match quote {
        '"' => quotes_words(inner),
        _ => is_with_apostrophes(inner),
    };
    (belong && !inner.contains('\\') && !inner.contains(" #")).then_some(inner)
}

/// Returns true if the double quotes in `text` open before a word and close behind one, by turns. Where the next one
/// follows a comma, they may be items of a list.
fn quotes_words(text: &str) -> bool {
    let opens = |before: &str, after: &str| {
        (before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || "([{-–—/".contains(c)))
            && after.starts_with(char::is_alphanumeric)
    };
    let closes = |before: &str, after: &str| {
        (after.is_empty() || after.starts_with(|c: char| c.is_whitespace() || ".,;:!?)]}-–—/".contains(c)))
            && before.ends_with(|c: char| c.is_alphanumeric() || ".!?…)".contains(c))
    };
    let mut is_open = false;
    let belong = text.match_indices('"').all(|(at, _)| {
        is_open = !is_open;
        let (before, after) = (&text[..at], &text[at + 1..]);
        if is_open { opens(before, after) } else { closes(before, after) }
    });
    belong && !is_open && text.contains('"') && !text.contains("\", \"")
}

/// Returns true if each single quote in `text` is between two letters.
fn is_with_apostrophes(text: &str) -> bool {
    let is_between =
        |at: usize| text[..at].ends_with(char::is_alphabetic) && text[at + 1..].starts_with(char::is_alphabetic);
    text.contains('\'') && text.match_indices('\'').all(|(at, _)| is_between(at))
}

/// Returns the first backslash in double quotes that does not begin a YAML escape (1.2.2, 5.7), with the character
/// after it.
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
