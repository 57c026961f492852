//! The renamed note's own text: its heading, and its title.

use super::error::RenameError;
use crate::note::yaml_text::scalar;
use crate::note::{Heading, Note, heading_key, note_folder, note_name, stem};
use crate::text::{Edit, Span};

/// Returns the edit of the heading itself.
pub(super) fn heading_edit(note: &Note, from: &str, to: &str) -> Result<Edit, RenameError> {
    let (wanted, new) = (heading_key(from), heading_key(to));
    let key = |heading: &Heading| heading_key(heading.text.slice(note.text()));
    let is_taken = new != wanted && note.body().headings.iter().any(|heading| key(heading) == new);
    let mut found = note.body().headings.iter().filter(|heading| key(heading) == wanted);
    let (path, heading) = (note.path().to_owned(), from.to_owned());
    match (found.next(), found.next()) {
        (Some(_), None) if is_taken => Err(RenameError::HeadingTaken { path, heading: to.to_owned() }),
        (Some(heading), None) => Ok(Edit::replace(heading.text, to)),
        (Some(_), Some(_)) => Err(RenameError::SeveralHeadings { path, heading }),
        (None, _) => Err(RenameError::NoHeading { path, heading }),
    }
}

/// Returns the old and the new name of `note`, which moves to the path `to`. A folder note is called as its folder, whatever
/// its file is called.
fn names<'a>(note: &'a Note, to: &'a str) -> (&'a str, &'a str) {
    match (note_folder(note.path()), note_folder(to)) {
        (Some(_), Some(_)) => (note_name(note.path()), note_name(to)),
        _ => (note.name(), stem(to)),
    }
}

/// Returns the old and the new text of the first heading of `note`, if it is its name and links can follow it: no other
/// heading has one of the two texts.
pub(super) fn retitled_heading(note: &Note, to: &str) -> Option<(String, String)> {
    let (old, new) = names(note, to);
    note.body().title().filter(|heading| old != new && heading.text.slice(note.text()) == old)?;
    let keys = [heading_key(old), heading_key(new)];
    let named =
        note.body().headings.iter().filter(|heading| keys.contains(&heading_key(heading.text.slice(note.text()))));
    (named.count() == 1 && !keys[1].is_empty()).then(|| (old.to_owned(), new.to_owned()))
}

/// Returns edits that replace the old name with the new one in the property `title` and the first heading.
pub(super) fn title_edits(note: &Note, to: &str, known: Vec<Edit>) -> Vec<Edit> {
    let (old, new) = names(note, to);
    if old == new {
        return Vec::new();
    }
    let text = note.text();
    let mut edits = Vec::new();
    if let Some(pair) = note.properties().filter(|_| !note.is_template()).and_then(|properties| properties.get("title"))
        && pair.value.as_str() == Some(old)
    {
        let written = pair.value.span.slice(text);
        let quote = written.chars().next().filter(|quote| matches!(quote, '"' | '\''));
        let value = match quote {
            Some('\'') => format!("'{}'", new.replace('\'', "''")),
            Some(_) => format!("\"{new}\""),
            None => scalar(new),
        };
        edits.push(Edit::replace(pair.value.span, value));
    }
    if let Some(heading) = note.body().title().filter(|heading| heading.text.slice(text) == old) {
        let is_known = |span: Span| known.iter().any(|edit| edit.span.overlaps(span));
        if !is_known(heading.text) {
            edits.push(Edit::replace(heading.text, new));
        }
    }
    edits
}
