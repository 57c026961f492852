//! Edits canvas files: JSON whose nodes name files and contain text. Only values are replaced; the rest keeps its bytes.

use super::context::{FileEdits, RenameContext, unique_edits};
use super::error::RenameError;
use crate::note::{Note, heading_in_link, heading_key};
use crate::text::{Edit, Span};

/// Edits the canvas at `path`. Invalid JSON is left untouched: Obsidian does not read it either.
pub(super) fn edit(
    context: &RenameContext<'_>,
    path: &str,
    text: &str,
    out: &mut FileEdits,
) -> Result<(), RenameError> {
    if serde_json::from_str::<serde_json::Value>(text).is_err() {
        return Ok(());
    }
    for object in objects(text) {
        let value = |key: &str| object.iter().find(|(name, _)| name == key).map(|(_, span)| *span);
        let read = |span: Span| serde_json::from_str::<String>(span.slice(text)).ok();
        if let Some((span, file)) = value("file").and_then(|span| Some((span, context.old.file(&read(span)?)?))) {
            if let Some(to) = context.moved.get(&file) {
                out.edits.push(Edit::replace(span, json(to)));
            }
            let subpath = value("subpath").and_then(|span| Some((span, read(span)?)));
            if let (Some(renamed), Some((span, subpath))) = (context.headings.get(&file), subpath) {
                let new = subpath.split('#').map(|part| {
                    let to =
                        renamed.iter().find(|(from, _)| !part.is_empty() && heading_key(from) == heading_key(part));
                    to.map_or_else(|| part.to_owned(), |(_, to)| heading_in_link(to))
                });
                let new = new.collect::<Vec<_>>().join("#");
                if new != subpath {
                    out.edits.push(Edit::replace(span, json(&new)));
                }
            }
        }
        // The picture behind a group.
        if let Some(span) = value("background")
            && let Some(to) = read(span).and_then(|path| context.moved.get(&context.old.file(&path)?))
        {
            out.edits.push(Edit::replace(span, json(to)));
        }
        if let Some((span, words)) = value("text").and_then(|span| Some((span, read(span)?))) {
            let mut inner = FileEdits::default();
            super::links::edit(context, &Note::new(path, words.as_str()), &mut inner)?;
            super::query::edit(context, &Note::new(path, words.as_str()), &mut inner);
            out.repaired_links += inner.repaired_links;
            out.mentions.extend(inner.mentions);
            if !inner.edits.is_empty() {
                let edits = unique_edits(path, inner.edits)?;
                out.edits.push(Edit::replace(span, json(&edits.apply(&words))));
            }
        }
    }
    Ok(())
}

fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Returns the string members of each object: the key, and the span of the value with its quotes. `text` is valid JSON.
fn objects(text: &str) -> Vec<Vec<(String, Span)>> {
    let bytes = text.as_bytes();
    let mut done = Vec::new();
    let mut open: Vec<Vec<(String, Span)>> = Vec::new();
    let mut key: Option<String> = None;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'{' => open.push(Vec::new()),
            b'}' => done.extend(open.pop()),
            b'"' => {
                let end = string_end(bytes, at);
                let span = Span::new(at, end);
                let is_key = text[end..].trim_start().starts_with(':');
                match (is_key, key.take()) {
                    (true, _) => key = serde_json::from_str(span.slice(text)).ok(),
                    (false, Some(name)) => {
                        if let Some(object) = open.last_mut() {
                            object.push((name, span));
                        }
                    }
                    (false, None) => {}
                }
                at = end;
                continue;
            }
            b':' | b' ' | b'\n' | b'\r' | b'\t' => {}
            // A value that is not a string: it ends the member.
            _ => key = None,
        }
        at += 1;
    }
    done
}

/// Returns the offset after the closing quote of the string that starts at `at`.
fn string_end(bytes: &[u8], at: usize) -> usize {
    let mut end = at + 1;
    while end < bytes.len() && bytes[end] != b'"' {
        end += if bytes[end] == b'\\' { 2 } else { 1 };
    }
    (end + 1).min(bytes.len())
}
