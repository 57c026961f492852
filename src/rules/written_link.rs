//! Links in a note, and the edits that retarget them.

use std::borrow::Cow;

use crate::note::{Link, LinkKind, Note};
use crate::text::{Edit, Edits};

/// A link with its decoded target.
pub(super) struct WrittenLink<'a> {
    note: &'a Note,
    /// The link in the text.
    pub(super) link: Link,
    /// The target path, without escapes.
    pub(super) target: String,
    /// Whether it is in a table, where `|` is written `\|`.
    in_table: bool,
}

impl<'a> WrittenLink<'a> {
    /// Returns the links of a note. Templates (filled in later) and drawings (written by a plugin) have none.
    pub(super) fn all(note: &'a Note) -> Vec<Self> {
        if note.is_template() || note.is_drawing() {
            return Vec::new();
        }
        let tables = note.tables();
        let links = note.links().into_iter().map(|link| {
            let table = tables.partition_point(|table| table.end <= link.span.start);
            let in_table = tables.get(table).is_some_and(|table| table.contains(link.span));
            let target = link.path(note.text()).into_owned();
            Self { note, link, target, in_table }
        });
        links.collect()
    }

    /// Returns the heading or block of the target.
    pub(super) fn fragment(&self) -> Option<Cow<'a, str>> {
        self.link.fragment(self.note.text())
    }

    /// Returns the edit that changes the fragment to `words`.
    pub(super) fn with_fragment(&self, words: &str) -> Option<Edit> {
        let span = self.link.fragment?;
        Some(Edit::replace(span, self.link.encode(self.note.text(), words, span.slice(self.note.text()))))
    }

    /// Returns the edit that changes the target to `path`.
    pub(super) fn retarget(&self, path: &str) -> Edit {
        self.link.retarget(self.note.text(), path)
    }

    /// Returns the edits that change the target to `path` while the displayed text stays the same.
    pub(super) fn retarget_keeping_label(&self, path: &str) -> Option<Edits> {
        let shows_target = self.link.kind == LinkKind::Wiki && self.link.alias.is_none() && !self.link.is_embed;
        let bar = if self.in_table { "\\|" } else { "|" };
        let alias = || {
            let place = self.fragment().map(|fragment| format!(" > {}", fragment.trim().replace('#', " > ")));
            let words = format!("{}{}", self.target.trim(), place.unwrap_or_default());
            Edit::insert(self.link.span.end - 2, bar.to_owned() + &self.link.encode(self.note.text(), &words, ""))
        };
        let edits = std::iter::once(self.retarget(path)).chain(shows_target.then(alias));
        Edits::new(edits.collect()).ok()
    }
}

/// Returns true if a link target is neither empty nor a placeholder: `{{date}}`, `{source}`, `<note>`, `url`.
pub(super) fn is_complete(target: &str) -> bool {
    let target = target.trim();
    let is_filled = |open: char, close: char| target.split_once(open).is_none_or(|(_, rest)| !rest.contains(close));
    if !is_filled('{', '}') || !is_filled('<', '>') || target.eq_ignore_ascii_case("url") {
        return false;
    }
    !target.is_empty()
        && !target.contains("{{")
        && !target.contains("<%")
        && !matches!(target, "." | ".." | "..." | "…")
}
