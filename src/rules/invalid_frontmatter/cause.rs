//! Explains YAML errors in terms of the user's text.

use crate::diagnostic::Diagnostic;
use crate::note::{Frontmatter, Note, YamlError};

/// Returns the finding for the line at which the parser stopped with `error`.
pub(super) fn cause(note: &Note, block: &Frontmatter, error: &YamlError) -> Diagnostic {
    let at = error.offset.min(block.yaml.end.saturating_sub(1));
    let line = note.lines().line(note.text(), note.lines().line_at(at));
    let (message, help) = words(line.slice(note.text()), error);
    let found = Diagnostic::new(line, format!("Obsidian cannot read the frontmatter: {message}"));
    match help {
        Some(help) => found.with_help(help),
        None => found,
    }
}

fn words<'a>(written: &str, error: &'a YamlError) -> (&'a str, Option<&'static str>) {
    let parser_message = error.message.as_str();
    let explained = |message: &'static str, help| (message, Some(help));
    let bare = written.trim();
    let is_key = bare.contains(": ") || bare.ends_with(':');
    if parser_message.contains("expected comment or line break") {
        return explained("text follows `|` or `>`", "put the text on the next line, indented");
    }
    if parser_message.contains("unclosed quote")
        || parser_message.contains("unexpected end") && bare.contains(['"', '\''])
    {
        return explained("a quote is never closed", "close it, or quote the whole value");
    }
    if bare.starts_with('%') {
        return explained("a line that begins with `%` is a YAML directive", "quote the key");
    }
    if bare.starts_with(['*', '&', '!']) && is_key {
        return explained("a key cannot begin with `*`, `&` or `!`", "quote the key");
    }
    if parser_message.contains("expected '-' indicator") {
        return explained(
            "the list continues with something that is not an item",
            "begin each item with `- `, or write `key: value` on each line",
        );
    }
    if parser_message.contains("mapping values are not allowed") || parser_message.contains("expected key") {
        return explained(
            "this line is indented differently from its sibling keys, or continues a value that cannot be continued",
            "indent sibling keys alike, and quote values that span several lines",
        );
    }
    if parser_message.contains("simple key expected")
        || !is_key && !bare.starts_with('-') && parser_message.contains("expected")
    {
        return explained(
            "this line is not a `key: value` pair",
            "join it to the line above, or indent it if it continues the value above",
        );
    }
    (parser_message, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::FrontmatterError;

    /// Returns the message without its common prefix.
    fn message(yaml: &str) -> String {
        let note = Note::new("a.md", format!("---\n{yaml}---\n"));
        match note.frontmatter().map(|block| (block, &block.content)) {
            Some((block, Err(FrontmatterError::Yaml(error)))) => {
                cause(&note, block, error).message.replace("Obsidian cannot read the frontmatter: ", "")
            }
            _ => "it can be read".to_owned(),
        }
    }

    #[test]
    fn each_kind_has_words_of_its_own() {
        for (yaml, words) in [
            ("a: >x\n  b\n", "text follows `|` or `>`"),
            ("\"a: b\n", "a quote is never closed"),
            ("%a: b\n", "a line that begins with `%` is a YAML directive"),
            ("*a: b\n", "a key cannot begin with `*`, `&` or `!`"),
            ("- a\nb: c\n", "the list continues with something that is not an item"),
            ("a:\n  b: 1\n c: 2\n", "this line is indented differently"),
            ("a: 1\n  b: 2\n", "this line is indented differently"),
            ("a: x\nb\nc: 1\n", "this line is not a `key: value` pair"),
            ("a: 1\n...\nb: 2\n", "a second document begins here"),
        ] {
            assert!(message(yaml).starts_with(words), "{yaml}{}", message(yaml));
        }
    }
}
