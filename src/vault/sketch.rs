//! Estimates how much of one note's text another note contains, from about one kilobyte per note.
//!
//! A bottom-k sketch (Cohen and Kaplan, "Summarizing data using bottom-k sketches", 2007) of four-word shingles (Broder,
//! "On the resemblance and containment of documents", 1997).

use serde::{Deserialize, Serialize};

use crate::note::{EntryDate, Note, fold_name};
use crate::text::fnv1a;

/// The number of hashes per sketch. The standard error of an overlap is about 1/√128, or 9 %.
const SKETCH_SIZE: usize = 128;
/// The number of words per shingle.
const SHINGLE_WORDS: usize = 4;
/// The minimum number of distinct shingles; shorter texts match by chance.
const MIN_WORDS: usize = 30;

/// A sketch of a note's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sketch {
    /// The smallest hashes, sorted.
    lowest: Vec<u64>,
    /// The number of distinct shingles.
    count: usize,
}

impl Sketch {
    /// Computes the sketch of the body of `note`; `None` if the body is too short.
    pub fn from_note(note: &Note) -> Option<Self> {
        let start = note.frontmatter().map_or(note.content_start(), |block| block.block.end);
        let body = fold_name(&note.text()[start..]);
        let words: Vec<&str> =
            body.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let hash = |shingle: &[&str]| fnv1a(shingle.iter().flat_map(|word| word.bytes().chain([b' '])));
        // FNV mixes the last bytes poorly; the splitmix64 finaliser spreads them.
        let mut hashes: Vec<u64> = words.windows(SHINGLE_WORDS).map(|shingle| mixed(hash(shingle))).collect();
        hashes.sort_unstable();
        hashes.dedup();
        let count = hashes.len();
        hashes.truncate(SKETCH_SIZE);
        (count >= MIN_WORDS).then_some(Self { lowest: hashes, count })
    }

    /// Estimates the share of the shorter text's shingles that the other text contains, from 0 to 1; `None` if it is less
    /// than `least`, which mostly shows after a few hashes.
    #[expect(clippy::cast_precision_loss, reason = "counts of shingles are small")]
    pub fn overlap(&self, other: &Self, least: f64) -> Option<f64> {
        let (all, shorter) = ((self.count + other.count) as f64, self.count.min(other.count) as f64);
        // The resemblance of an overlap of `least`, solved from the last line.
        let least_resemblance = least * shorter / (all - least * shorter);
        let most_apart = (1.0 - least_resemblance) * SKETCH_SIZE as f64 + 1.0;
        let (mut one, mut two) = (self.lowest.as_slice(), other.lowest.as_slice());
        let (mut union, mut common) = (0_usize, 0_usize);
        while union < SKETCH_SIZE {
            match (one, two) {
                ([], []) => break,
                ([first, rest @ ..], [second, others @ ..]) if first == second => {
                    (one, two) = (rest, others);
                    common += 1;
                }
                ([first, rest @ ..], [second, ..]) if first < second => one = rest,
                ([_, rest @ ..], []) => one = rest,
                (_, [_, others @ ..]) => two = others,
            }
            union += 1;
            if (union - common) as f64 > most_apart {
                return None;
            }
        }
        let resemblance = common as f64 / union as f64;
        Some((resemblance * all / (1.0 + resemblance) / shorter).min(1.0)).filter(|overlap| *overlap >= least)
    }
}

/// Applies the finaliser of splitmix64 (Steele, Lea and Flood, 2014).
fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// Returns the day of a note: the date at the start of its name, or otherwise of its property `date`.
pub fn day_of(name: &str, property: Option<&str>) -> Option<jiff::civil::Date> {
    let day = |text: &str| match EntryDate::parse(text.get(..10)?) {
        Some(EntryDate::Day(day)) => Some(day),
        _ => None,
    };
    day(name).or_else(|| day(property?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(words: std::ops::Range<usize>) -> Option<Sketch> {
        let text: String = words.map(|word| format!("w{word} ")).collect();
        Sketch::from_note(&Note::new("a.md", text))
    }

    fn overlap(one: std::ops::Range<usize>, other: std::ops::Range<usize>) -> f64 {
        sketch(one).unwrap().overlap(&sketch(other).unwrap(), 0.0).unwrap()
    }

    #[test]
    fn a_share_is_that_of_the_shorter_text() {
        assert!((overlap(0..400, 0..400) - 1.0).abs() < 1e-9);
        assert!(overlap(0..400, 1000..1400) < 0.01);
        assert!((overlap(0..2000, 0..1000) - 1.0).abs() < 0.2);
        assert!((overlap(0..1000, 500..1500) - 0.5).abs() < 0.2);
    }

    #[test]
    fn a_short_text_has_none() {
        assert_eq!(sketch(0..20), None);
    }

    #[test]
    fn a_day_is_in_the_name_or_the_property() {
        let day = |name: &str, property: &str| day_of(name, Some(property)).map(|day| day.to_string());
        assert_eq!(day("2025-10-30 - Call", "2024-01-01"), Some("2025-10-30".to_owned()));
        assert_eq!(day("Call", "2025-10-30T10:00"), Some("2025-10-30".to_owned()));
        assert_eq!(day("2025-10 - Call", "soon"), None);
        assert_eq!(day_of("Call", None), None);
    }
}
