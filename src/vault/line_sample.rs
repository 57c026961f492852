//! A sample of the lines of a note, by which two versions of it are recognised.

use std::hash::BuildHasher;

use foldhash::quality::FixedState;
use serde::{Deserialize, Serialize};

use crate::note::Note;

/// The number of hashes in a sample.
const SIZE: usize = 24;
/// The minimum number of words of a line: shorter ones are in many notes.
const MIN_WORDS: usize = 3;
/// The minimum number of lines that both must have.
const MIN_COMMON: usize = 3;

/// The smallest hashes of the lines of a note: sorted, without repetitions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineSample(Vec<u32>);

impl LineSample {
    /// Samples the lines of the body.
    pub(super) fn from_note(note: &Note) -> Self {
        let start = note.frontmatter().map_or(note.content_start(), |block| block.block.end);
        let lines = note.lines();
        let lines = (lines.line_at(start)..lines.len()).map(|line| lines.full_line(line));
        let lines = lines.filter(|line| line.start >= start).map(|line| line.slice(note.text()).trim());
        let long = lines.filter(|line| line.split_whitespace().nth(MIN_WORDS - 1).is_some());
        let mut hashes: Vec<u32> = long.map(|line| upper_half(FixedState::default().hash_one(line))).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes.truncate(SIZE);
        Self(hashes)
    }

    /// Returns whether at least this percentage of the lines of both is in both; false for very short texts.
    pub fn shares(&self, other: &Self, percent: usize) -> bool {
        let mut all: Vec<u32> = self.0.iter().chain(&other.0).copied().collect();
        all.sort_unstable();
        all.dedup();
        all.truncate(SIZE);
        let in_both = |hash: &&u32| self.0.binary_search(hash).is_ok() && other.0.binary_search(hash).is_ok();
        let common = all.iter().filter(in_both).count();
        common >= MIN_COMMON && common * 100 >= percent * all.len()
    }
}

/// Returns the upper half of `hash`.
fn upper_half(hash: u64) -> u32 {
    (hash >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(lines: std::ops::Range<usize>) -> LineSample {
        let text: String = lines.map(|line| format!("the line number {line}\nx\n")).collect();
        LineSample::from_note(&Note::new("a.md", text))
    }

    #[test]
    fn versions_share_most_lines() {
        assert!(sample(0..400).shares(&sample(0..390), 80));
        assert!(sample(0..10).shares(&sample(5..15), 30));
        assert!(!sample(0..400).shares(&sample(1000..1400), 10));
        assert!(!sample(0..2).shares(&sample(0..2), 10));
    }
}
