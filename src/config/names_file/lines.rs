//! Positions of tokens on the lines of a file.

use super::yaml_edit::YamlEditor;
use crate::note::{Node, Pair, Value};
use crate::text::Edit;

impl YamlEditor<'_> {
    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |line_break| line_break + 1)
    }

    /// Returns the offset after the line break.
    pub(super) fn line_end(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |line_break| at + line_break + 1)
    }

    pub(super) fn column(&self, at: usize) -> usize {
        at - self.line_start(at)
    }

    /// Returns an edit that inserts `lines` below the line of the byte at `at`, with the line breaks of the file.
    pub(super) fn line_below(&self, at: usize, lines: &str) -> Edit {
        let at = self.line_end(at);
        let above = &self.text[..at];
        let is_crlf = match above.ends_with('\n') {
            true => above.ends_with("\r\n"),
            false => self.text[..self.line_end(0)].ends_with("\r\n"),
        };
        let line_break = if is_crlf { "\r\n" } else { "\n" };
        let lines = lines.replace('\n', line_break);
        let text =
            if above.is_empty() || above.ends_with('\n') { lines + line_break } else { format!("{line_break}{lines}") };
        Edit::insert(at, text)
    }

    /// Returns the dash of the item that begins at `at`: on its line, or above it if the item begins on a new line.
    pub(super) fn dash(&self, at: usize) -> Option<usize> {
        let mut start = self.line_start(at);
        let before = self.text[start..at].trim_end();
        if before.ends_with('-') {
            return Some(start + before.len() - 1);
        }
        while before.is_empty() && start > 0 {
            let end = start;
            start = self.line_start(start - 1);
            let line = &self.text[start..end];
            if !line.trim().is_empty() && !line.trim_start().starts_with('#') {
                let words = line.split('#').next().unwrap_or(line).trim_end();
                return words.ends_with('-').then(|| start + words.len() - 1);
            }
        }
        None
    }

    /// Returns the colon after a key, if there is one.
    pub(super) fn colon(&self, pair: &Pair) -> Option<usize> {
        let at = self.next_sign(pair.key_span.end);
        self.text[at..].starts_with(':').then_some(at)
    }

    /// Returns the next byte that is neither whitespace nor in a comment.
    pub(super) fn next_sign(&self, at: usize) -> usize {
        let mut at = at;
        loop {
            let rest = &self.text[at..];
            at += rest.len() - rest.trim_start().len();
            if !self.text[at..].starts_with('#') {
                return at;
            }
            at = self.line_end(at);
        }
    }

    pub(super) fn end_of_pair(&self, pair: &Pair) -> usize {
        match pair.value.span.is_empty() {
            true => self.colon(pair).map_or(pair.key_span.end, |colon| colon + 1),
            false => self.end_of(&pair.value),
        }
    }

    /// Returns the end of a value, without trailing whitespace.
    pub(super) fn end_of(&self, node: &Node) -> usize {
        let end = match &node.value {
            Value::Mapping(mapping, false) => mapping.pairs.last().map(|pair| self.end_of_pair(pair)),
            Value::Sequence(items, false) => items.last().map(|item| self.end_of(item)),
            Value::Mapping(_, true) | Value::Sequence(_, true) => None,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(..) => None,
        };
        // The span of a block scalar ends at the start of the next line.
        let end = end.unwrap_or(node.span.end);
        self.text[..end].trim_end().len().max(node.span.start)
    }

    /// Returns the end of the comment lines below `at` that are indented by more than `column`.
    pub(super) fn end_of_comments(&self, at: usize, column: usize) -> usize {
        let mut end = at;
        loop {
            let start = self.line_end(end);
            let line = &self.text[start..self.line_end(start)];
            let words = line.trim_start();
            if !words.starts_with('#') || line.len() - words.len() <= column {
                return end;
            }
            end = start;
        }
    }
}
