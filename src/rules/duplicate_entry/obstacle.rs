//! Why two entries are merged by hand: an edit would lose a label, a line or a link.

use super::merge::DuplicatePair;
use crate::note::{ListItem, LogEntry, Note, RegionKind};

/// The comments of a note that divide its lists, as byte offsets: those of a program around the lines that it writes.
pub(super) struct Dividers(Vec<usize>);

impl Dividers {
    pub(super) fn new(note: &Note) -> Self {
        let text = note.text();
        let comments = note.body().regions.iter().filter(|region| region.kind == RegionKind::Comment);
        let dividing = comments.map(|comment| comment.span).filter(|comment| {
            let begins_line = comment.start == 0 || text[..comment.start].ends_with('\n');
            begins_line && !comment.slice(text).contains("vaultlint:")
        });
        Self(dividing.map(|comment| comment.start).collect())
    }

    fn are_between(&self, one: &ListItem, other: &ListItem) -> bool {
        let (first, second) = if one.line < other.line { (one, other) } else { (other, one) };
        let next = self.0.partition_point(|at| *at < first.text.end);
        self.0.get(next).is_some_and(|at| *at < second.span.start)
    }
}

impl DuplicatePair<'_> {
    /// Returns why no edit can merge the two. `joins` is true if the text of one is written into the line of the other.
    pub(super) fn obstacle(&self, joins: bool, dividers: &Dividers) -> Option<String> {
        let (kept, removed) = (self.item(self.kept), self.item(self.removed));
        let (below_kept, below_removed) = (Below::of(self.note, self.kept), Below::of(self.note, self.removed));
        let text = |entry: &LogEntry| entry.text.slice(self.note.text());
        let adds = joins || self.removed.block_id.is_some() || !self.removed.via.is_empty();
        let is_first_number = || {
            let is_numbered = removed.marker.slice(self.note.text()).starts_with(|char: char| char.is_ascii_digit());
            let before = self.removed.item.checked_sub(1).map(|at| &self.note.body().items[at]);
            is_numbered && before.is_none_or(|before| before.list != removed.list || before.indent < removed.indent)
        };
        if self.kept.block_id.is_some() && self.removed.block_id.is_some() {
            return Some("both have a block id that links may point to".to_owned());
        }
        if let Some(fragment) = self.fragment().filter(|_| joins) {
            return Some(format!("`{fragment}` is no sentence, and may be the rest of one"));
        }
        let reason = match () {
            () if below_removed.is_other_text()
                || adds && below_kept.is_other_text()
                || kept.is_lazy
                || removed.is_lazy =>
            {
                "one of them has further lines that are not sub-bullets"
            }
            () if below_removed.has_items() && !below_removed.fits(&below_kept, kept, removed) => {
                "their sub-bullets are indented in different ways"
            }
            () if (below_kept.has_items() || below_removed.has_items())
                && text(self.kept) != text(self.removed)
                && (is_label(text(self.kept)) || is_label(text(self.removed))) =>
            {
                "one of them is the label of its sub-bullets"
            }
            () if dividers.are_between(kept, removed) => "a comment between them divides the list",
            () if is_first_number() => "a numbered list begins with the one that would be removed",
            () if joins && (is_open(text(self.kept)) || is_open(text(self.removed))) => {
                "code, emphasis or a link is left open in one of them"
            }
            () => return None,
        };
        Some(reason.to_owned())
    }
}

/// The lines below the first line of an entry.
struct Below<'a> {
    /// Empty if there are none but empty lines.
    text: &'a str,
    /// Whether they begin with a sub-bullet.
    begins_an_item: bool,
}

impl<'a> Below<'a> {
    fn of(note: &'a Note, entry: &LogEntry) -> Self {
        let items = &note.body().items;
        let item = &items[entry.item];
        let first_line = note.lines().full_line(item.line);
        let text = note.text().get(first_line.end..item.span.end).unwrap_or_default();
        let text = if text.trim().is_empty() { "" } else { text };
        let next = items.get(entry.item + 1).filter(|next| next.parent == Some(entry.item));
        let first = first_line.end + text.len() - text.trim_start_matches(['\r', '\n']).len();
        let begins_an_item = next.is_some_and(|next| next.line == note.lines().line_at(first));
        Self { text, begins_an_item }
    }

    fn is_other_text(&self) -> bool {
        !self.text.is_empty() && !self.begins_an_item
    }

    fn has_items(&self) -> bool {
        !self.text.is_empty() && self.begins_an_item
    }

    /// Returns whether these sub-bullets of `removed` are sub-bullets of `kept` too, if they are moved there.
    fn fits(&self, below_kept: &Self, kept: &ListItem, removed: &ListItem) -> bool {
        let width = |item: &ListItem| item.text.start - item.marker.start;
        let is_beside = below_kept.text.is_empty() || below_kept.indent() == self.indent();
        let reaches = self.indent().contains('\t') || self.indent().len() >= kept.indent + width(kept);
        is_beside && (reaches || width(kept) <= width(removed))
    }

    fn indent(&self) -> &'a str {
        let text = self.text.trim_start_matches(['\r', '\n']);
        &text[..text.len() - text.trim_start_matches([' ', '\t']).len()]
    }
}

/// Returns true if `text` announces what is below it.
fn is_label(text: &str) -> bool {
    text.trim_end_matches(['*', '_', ' ']).ends_with([':', '-', '–', '—'])
}

/// Returns true if code, emphasis or a link begins in `text` and does not end there.
fn is_open(text: &str) -> bool {
    let is_odd = |mark: &str| !text.matches(mark).count().is_multiple_of(2);
    is_odd("`")
        || is_odd("**")
        || is_odd("~~")
        || is_odd("==")
        || text.matches("[[").count() > text.matches("]]").count()
}
