//! The lines of a text that an older version does not have.

use std::ops::Range;

use similar::{Algorithm, DiffOp};

use super::diff;

/// Line numbers, from 0, of a text that are not in an older version.
///
/// Invariant: the ranges are half-open, sorted, disjoint and not empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddedLines(Vec<Range<usize>>);

impl AddedLines {
    /// Returns every line of a text of `lines` lines.
    pub fn all(lines: usize) -> Self {
        Self(std::iter::once(0..lines).filter(|range| !range.is_empty()).collect())
    }

    /// Returns the lines of `new` that a diff against `old` adds. Line endings and a byte-order mark are ignored: a
    /// note whose line breaks alone changed has no added lines.
    pub fn between(old: &str, new: &str) -> Self {
        fn bare(text: &str) -> &str {
            text.strip_prefix('\u{feff}').unwrap_or(text)
        }
        let (old, new) = (bare(old), bare(new));
        let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
        let added = diff(Algorithm::Myers, &old, &new).into_iter().filter_map(|op| match op {
            DiffOp::Equal { .. } | DiffOp::Delete { .. } => None,
            DiffOp::Insert { new_index, new_len, .. } | DiffOp::Replace { new_index, new_len, .. } => {
                Some(new_index..new_index + new_len)
            }
        });
        let mut joined: Vec<Range<usize>> = Vec::new();
        for range in added {
            match joined.last_mut() {
                Some(last) if last.end == range.start => last.end = range.end,
                _ => joined.push(range),
            }
        }
        Self(joined)
    }

    /// Returns the lines that are added in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let overlaps = self.0.iter().flat_map(|one| {
            let from = other.0.partition_point(|range| range.end <= one.start);
            let reached = other.0[from..].iter().take_while(|range| range.start < one.end);
            reached.map(|range| range.start.max(one.start)..range.end.min(one.end))
        });
        Self(overlaps.collect())
    }

    /// Returns whether a line from `first` to `last`, both included, is added.
    pub fn overlap(&self, first: usize, last: usize) -> bool {
        let from = self.0.partition_point(|range| range.end <= first);
        self.0.get(from).is_some_and(|range| range.start <= last)
    }

    /// Returns whether `line` is added.
    pub fn contains(&self, line: usize) -> bool {
        self.overlap(line, line)
    }

    /// Returns whether no line is added.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(added: &AddedLines) -> Vec<usize> {
        (0..20).filter(|&line| added.contains(line)).collect()
    }

    #[test]
    fn changed_and_inserted_lines_are_added_and_other_line_breaks_are_not() {
        let added = AddedLines::between("a\nb\nc\nd", "a\nB\nc\nx\ny\nd\n");
        assert_eq!(lines(&added), [1, 3, 4]);
        assert!(AddedLines::between("a\r\nb\r\n", "a\nb\n").is_empty());
        assert!(AddedLines::between("a\nb\nc\n", "a\nc\n").is_empty(), "a deletion adds no line");
        assert_eq!(lines(&AddedLines::between("", "a\nb\n")), [0, 1]);
    }

    #[test]
    fn a_line_is_added_in_a_merge_if_no_side_has_it() {
        let merged = "ours\ncommon\ntheirs\nboth";
        let (ours, theirs) =
            (AddedLines::between("ours\ncommon\n", merged), AddedLines::between("common\ntheirs\n", merged));
        assert_eq!(lines(&ours.intersection(&theirs)), [3]);
        assert_eq!(lines(&AddedLines::all(4).intersection(&ours)), [2, 3]);
    }

    #[test]
    fn overlap_considers_whole_ranges() {
        let added = AddedLines(vec![2..4, 7..8]);
        assert!(added.overlap(0, 2) && added.overlap(3, 3) && added.overlap(5, 9));
        assert!(!added.overlap(0, 1) && !added.overlap(4, 6) && !added.overlap(8, 30));
    }
}
