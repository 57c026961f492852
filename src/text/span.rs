//! Byte ranges.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A half-open byte range `start..end` of one text.
///
/// Invariant, upheld by the caller: `start <= end`, and both are character boundaries of that text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// Returns the range `start..end`.
    ///
    /// # Panics
    /// In debug builds, if `start > end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "span {start}..{end} has its start after its end");
        Self { start, end }
    }

    /// Returns the empty range at `offset`.
    pub fn empty(offset: usize) -> Self {
        Self { start: offset, end: offset }
    }

    /// Returns the length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Returns whether the range is empty.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Returns whether `self` contains `other`; an empty range at either edge is contained.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Returns whether the byte at `offset` is in the range.
    pub fn contains_offset(self, offset: usize) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Returns whether the two ranges share a byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Returns the range moved `by` bytes towards the end.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }

    /// Returns whether one of `areas`, which are sorted and disjoint, contains the range.
    pub fn is_within_any(self, areas: &[Span]) -> bool {
        let at = areas.partition_point(|area| area.end < self.end);
        areas.get(at).is_some_and(|area| area.contains(self))
    }

    /// Returns the non-empty parts of the range that are in none of `parts`, which are sorted by their start and may overlap.
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

    /// Returns the part of `text` in the range.
    ///
    /// # Panics
    /// If the range is out of bounds or not on character boundaries.
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
    fn a_range_is_within_one_area_or_none() {
        let areas = [Span::new(2, 5), Span::new(5, 9)];
        for (start, end, expected) in
            [(2, 5, true), (3, 4, true), (5, 9, true), (4, 6, false), (0, 3, false), (8, 10, false)]
        {
            assert_eq!(Span::new(start, end).is_within_any(&areas), expected, "{start}..{end}");
        }
    }

    #[test]
    fn subtracting_leaves_non_empty_parts() {
        let span = |start, end| Span::new(start, end);
        assert_eq!(span(2, 10).subtract([]), [span(2, 10)]);
        assert_eq!(span(2, 10).subtract([span(0, 3), span(5, 7), span(6, 8), span(12, 14)]), [span(3, 5), span(8, 10)]);
        assert_eq!(span(2, 10).subtract([span(2, 2), span(2, 10)]), []);
        assert_eq!(span(2, 10).subtract([span(0, 1), span(10, 12)]), [span(2, 10)]);
        assert_eq!(span(2, 10).subtract([span(4, 12)]), [span(2, 4)]);
    }
}
