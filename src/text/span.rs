//! A byte range.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A half-open byte range `start..end` of one text.
///
/// Invariant, kept by whoever makes one: `start <= end`, and both lie on character boundaries of that text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The range `start..end`.
    ///
    /// # Panics
    /// In debug builds, when `start > end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "span {start}..{end} runs backwards");
        Self { start, end }
    }

    /// The empty range at `offset`.
    pub fn empty(offset: usize) -> Self {
        Self { start: offset, end: offset }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the range holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether every byte of `other` lies within `self`; an empty range at either edge counts as within.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the byte at `offset` lies within `self`.
    pub fn contains_offset(self, offset: usize) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether the two ranges share a byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The same range `by` bytes further on.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }

    /// Whether the range lies within one of `areas`, which are sorted and disjoint.
    pub fn is_within_any(self, areas: &[Span]) -> bool {
        let at = areas.partition_point(|area| area.end < self.end);
        areas.get(at).is_some_and(|area| area.contains(self))
    }

    /// What is left of the range without `parts`, which are sorted by their start and may overlap; no empty range is.
    pub fn subtract(self, parts: impl IntoIterator<Item = Span>) -> Vec<Span> {
        let mut left = Vec::new();
        let mut start = self.start;
        for part in parts.into_iter().take_while(|part| part.start < self.end) {
            if part.start > start {
                left.push(Span::new(start, part.start));
            }
            start = start.max(part.end);
        }
        if start < self.end {
            left.push(Span::new(start, self.end));
        }
        left
    }

    /// The text of the range.
    ///
    /// # Panics
    /// When the range is not one of `text`.
    pub fn slice(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn a_range_lies_within_one_area_or_in_none() {
        let areas = [Span::new(2, 5), Span::new(5, 9)];
        for (start, end, expected) in
            [(2, 5, true), (3, 4, true), (5, 9, true), (4, 6, false), (0, 3, false), (8, 10, false)]
        {
            assert_eq!(Span::new(start, end).is_within_any(&areas), expected, "{start}..{end}");
        }
    }

    #[test]
    fn what_is_left_of_a_range() {
        let span = |start, end| Span::new(start, end);
        assert_eq!(span(2, 10).subtract([]), [span(2, 10)]);
        assert_eq!(span(2, 10).subtract([span(0, 3), span(5, 7), span(6, 8), span(12, 14)]), [span(3, 5), span(8, 10)]);
        assert_eq!(span(2, 10).subtract([span(2, 2), span(2, 10)]), []);
        assert_eq!(span(2, 10).subtract([span(0, 1), span(10, 12)]), [span(2, 10)]);
        assert_eq!(span(2, 10).subtract([span(4, 12)]), [span(2, 4)]);
    }
}
