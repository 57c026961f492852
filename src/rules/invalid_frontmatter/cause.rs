//! Why a line of frontmatter cannot be read, in our words.

use crate::diagnostic::Diagnostic;
use crate::note::{Frontmatter, Note, YamlError};

/// What is wrong with the line where the parser stopped for `error`, and what to do.
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
    let said = error.message.as_str();
    let told = |message: &'static str, help| (message, Some(help));
    let bare = written.trim();
    let is_key = bare.contains(": ") || bare.ends_with(':');
    if said.contains("expected comment or line break") {
        return told("text follows `|` or `>`", "put the text on the next line, indented");
    }
    if said.contains("unclosed quote") || said.contains("unexpected end") && bare.contains(['"', '\'']) {
        return told("a quote is never closed", "close it, or put the whole value in quotes");
    }
    if bare.starts_with('%') {
        return told("a line that begins with `%` is a directive", "put the key in quotes");
    }
    if bare.starts_with(['*', '&', '!']) && is_key {
        return told("a key cannot begin with `*`, `&` or `!`", "put the key in quotes");
    }
    if said.contains("expected '-' indicator") {
        return told(
            "a list goes on as something else",
            "begin each item with `- `, or write `key: value` in each line",
        );
    }
    if said.contains("mapping values are not allowed") || said.contains("expected key") {
        return told(
            "this line is indented otherwise than the keys beside it, or goes on with a value that cannot go on",
            "indent keys alike, and put a value of several lines in quotes",
        );
    }
    if said.contains("simple key expected") || !is_key && !bare.starts_with('-') && said.contains("expected") {
        return told(
            "this line is no `key: value`",
            "join it to the line above, or indent it if it goes on with the value above",
        );
    }
    (said, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::FrontmatterError;

    /// The message without its beginning.
    fn said(yaml: &str) -> String {
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
            ("%a: b\n", "a line that begins with `%` is a directive"),
            ("*a: b\n", "a key cannot begin with `*`, `&` or `!`"),
            ("- a\nb: c\n", "a list goes on as something else"),
            ("a:\n  b: 1\n c: 2\n", "this line is indented otherwise"),
            ("a: 1\n  b: 2\n", "this line is indented otherwise"),
            ("a: x\nb\nc: 1\n", "this line is no `key: value`"),
            ("a: 1\n...\nb: 2\n", "a second document begins here"),
        ] {
            assert!(said(yaml).starts_with(words), "{yaml}{}", said(yaml));
        }
    }
}
