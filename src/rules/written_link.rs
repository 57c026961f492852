//! A link as it stands in a note, and how it is written anew in its place.

use std::borrow::Cow;

use crate::note::{Link, LinkKind, Note};
use crate::text::{Edit, Edits};

/// A link, and what it means.
pub(super) struct WrittenLink<'a> {
    note: &'a Note,
    /// Where it stands.
    pub(super) link: Link,
    /// The path that it names, without escapes.
    pub(super) target: String,
    /// Whether it stands in a table, where `|` is written `\|`.
    in_table: bool,
}

impl<'a> WrittenLink<'a> {
    /// The links of a note; none of a template, which is filled in later, and of a drawing, which a plugin keeps.
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

    /// The heading or block that it names.
    pub(super) fn fragment(&self) -> Option<Cow<'a, str>> {
        self.link.fragment(self.note.text())
    }

    /// The edit that makes it name the heading or block `words`.
    pub(super) fn with_fragment(&self, words: &str) -> Option<Edit> {
        let span = self.link.fragment?;
        Some(Edit::replace(span, self.link.encode(self.note.text(), words, span.slice(self.note.text()))))
    }

    /// The edit that makes it name `path`.
    pub(super) fn retarget(&self, path: &str) -> Edit {
        self.link.retarget(self.note.text(), path)
    }

    /// The edits that make it name `path`, where the reader goes on to see the words that are seen now.
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

/// Whether a link's target is one: not empty, and no placeholder that a template fills in.
pub(super) fn is_complete(target: &str) -> bool {
    let target = target.trim();
    !target.is_empty() && !target.contains("{{") && !target.contains("<%") && !matches!(target, "." | ".." | "...")
}
