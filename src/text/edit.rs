//! Edits of one text, applied together or not at all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Span;

/// The replacement of the bytes of `span` by `text`. An empty span inserts, an empty text deletes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The bytes to replace.
    pub span: Span,
    /// The replacement.
    pub text: String,
}

impl Edit {
    /// Returns an edit that replaces `span` by `text`.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// Returns an edit that inserts `text` before the byte at `offset`.
    pub fn insert(offset: usize, text: impl Into<String>) -> Self {
        Self { span: Span::empty(offset), text: text.into() }
    }

    /// Returns an edit that deletes `span`.
    pub fn delete(span: Span) -> Self {
        Self { span, text: String::new() }
    }
}

/// A set of edits of one text.
///
/// Invariant: sorted by position and disjoint. No two insert at the same offset, because their order would be undefined.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Edits(Vec<Edit>);

/// Two edits that conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// The edit that starts first.
    pub first: Edit,
    /// The edit that overlaps it.
    pub second: Edit,
}

impl Edits {
    /// Creates a set from `edits`, in any order.
    ///
    /// # Errors
    /// The first two edits that overlap, or insert at the same offset.
    pub fn new(mut edits: Vec<Edit>) -> Result<Self, Overlap> {
        edits.sort_by_key(|edit| edit.span);
        match edits.windows(2).find(|pair| conflict(pair[0].span, pair[1].span)) {
            Some(pair) => Err(Overlap { first: pair[0].clone(), second: pair[1].clone() }),
            None => Ok(Self(edits)),
        }
    }

    /// Creates a set of one edit.
    pub fn from_edit(edit: Edit) -> Self {
        Self(vec![edit])
    }

    /// Adds the edits of `other`. They are independent of those in `self`, so an insertion at the edge of another edit
    /// conflicts too: it is unknown on which side the text belongs.
    ///
    /// # Errors
    /// Returns `other` unchanged, and leaves `self` as it was, if any of its edits conflicts.
    pub fn union(&mut self, other: Edits) -> Result<(), Edits> {
        if other.0.iter().any(|edit| self.conflicts_with(edit.span)) {
            return Err(other);
        }
        for edit in other.0 {
            let at = self.0.partition_point(|known| known.span <= edit.span);
            self.0.insert(at, edit);
        }
        Ok(())
    }

    fn conflicts_with(&self, span: Span) -> bool {
        let from = self.0.partition_point(|edit| edit.span.end < span.start);
        self.0[from..]
            .iter()
            .take_while(|edit| edit.span.start <= span.end)
            .any(|edit| edit.span.overlaps(span) || edit.span.is_empty() || span.is_empty())
    }

    /// Returns whether a single edit replaces all of `span`.
    pub fn covers(&self, span: Span) -> bool {
        let from = self.0.partition_point(|edit| edit.span.end < span.end);
        self.0.get(from).is_some_and(|edit| edit.span.contains(span))
    }

    /// Returns whether any edit overlaps `span` or is adjacent to it.
    pub fn touches(&self, span: Span) -> bool {
        let from = self.0.partition_point(|edit| edit.span.end < span.start);
        self.0.get(from).is_some_and(|edit| edit.span.start <= span.end)
    }

    /// Returns `text` with every edit applied.
    ///
    /// # Panics
    /// If an edit is out of bounds or not on character boundaries.
    pub fn apply(&self, text: &str) -> String {
        let grown: usize = self.0.iter().map(|edit| edit.text.len()).sum();
        let mut out = String::with_capacity(text.len() + grown);
        let mut done = 0;
        for edit in &self.0 {
            out.push_str(&text[done..edit.span.start]);
            out.push_str(&edit.text);
            done = edit.span.end;
        }
        out.push_str(&text[done..]);
        out
    }

    /// Iterates over the edits in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Edit> {
        self.0.iter()
    }

    /// Returns the number of edits.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there are no edits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Collects edits in any order, with the conflicts of [`Edits::union`], at the cost of one lookup for each edit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditCollector(BTreeMap<Span, Edit>);

impl EditCollector {
    /// Adds `edits` unless one of them conflicts. Returns whether they were added.
    pub fn try_add(&mut self, edits: &Edits) -> bool {
        let is_free = edits.0.iter().all(|edit| !self.conflicts_with(edit.span));
        if is_free {
            self.0.extend(edits.0.iter().map(|edit| (edit.span, edit.clone())));
        }
        is_free
    }

    fn conflicts_with(&self, span: Span) -> bool {
        let before = self.0.range(..Span::empty(span.start)).next_back();
        let behind = self.0.range(Span { start: span.start, end: 0 }..=Span { start: span.end, end: usize::MAX });
        let mut near = before.into_iter().chain(behind).map(|(near, _)| *near).filter(|near| near.end >= span.start);
        near.any(|near| near.overlaps(span) || near.is_empty() || span.is_empty())
    }

    /// Returns the collected edits.
    pub fn into_edits(self) -> Edits {
        Edits(self.0.into_values().collect())
    }
}

/// Returns whether `second`, which sorts after `first`, overlaps it or inserts at the same offset.
fn conflict(first: Span, second: Span) -> bool {
    second.start < first.end || (first == second && first.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn replace(start: usize, end: usize, text: &str) -> Edit {
        Edit::replace(Span::new(start, end), text)
    }

    #[test]
    fn edits_are_applied_in_order_of_position() {
        let edits = Edits::new(vec![replace(4, 5, "E"), replace(0, 1, "A"), Edit::insert(2, "+")]).unwrap();
        assert_eq!(edits.apply("abcde"), "Ab+cdE");
    }

    #[test]
    fn adjacent_edits_do_not_conflict() {
        assert!(Edits::new(vec![replace(0, 2, ""), replace(2, 3, "x"), Edit::insert(3, "y")]).is_ok());
    }

    #[test]
    fn two_insertions_at_one_offset_conflict() {
        assert!(Edits::new(vec![Edit::insert(2, "a"), Edit::insert(2, "b")]).is_err());
    }

    #[test]
    fn conflicting_edits_are_returned_unchanged() {
        let mut edits = Edits::from_edit(replace(2, 6, "x"));
        let other = Edits::new(vec![replace(0, 1, "a"), replace(5, 7, "b")]).unwrap();
        assert_eq!(edits.union(other.clone()), Err(other));
        assert_eq!(edits.apply("01234567"), "01x67");
    }

    proptest! {
        #[test]
        fn collecting_edits_equals_their_union(spans in prop::collection::vec((0..20_usize, 0..4_usize), 0..12)) {
            let (mut union, mut gathered) = (Edits::default(), EditCollector::default());
            for (start, length) in spans {
                let edits = Edits::from_edit(replace(start, start + length, "x"));
                prop_assert_eq!(gathered.try_add(&edits), union.union(edits).is_ok());
            }
            prop_assert_eq!(gathered.into_edits(), union);
        }
    }

    #[test]
    fn an_edit_inside_a_longer_one_conflicts() {
        let mut edits = Edits::new(vec![replace(0, 10, "x"), replace(12, 13, "y")]).unwrap();
        assert!(edits.union(Edits::from_edit(replace(3, 4, "z"))).is_err());
        assert!(edits.union(Edits::from_edit(replace(10, 12, "z"))).is_ok());
        assert!(edits.union(Edits::from_edit(Edit::insert(13, "z"))).is_err());
    }
}
