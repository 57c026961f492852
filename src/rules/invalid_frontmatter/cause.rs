//! Why a line of frontmatter cannot be read, in our words.

use crate::note::{Note, YamlError};
use crate::text::Span;

/// What is wrong with `line`, where the parser stopped for `error`, and what to do.
pub(super) fn cause(note: &Note, line: Span, error: &YamlError) -> (String, Option<&'static str>) {
    let written = line.of(note.text());
    let said = error.message.as_str();
    let told = |message: &str, help| (format!("Obsidian cannot read the frontmatter: {message}"), Some(help));
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
    (format!("Obsidian cannot read the frontmatter: {said}"), None)
}
