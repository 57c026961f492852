//! Names that people have, and short forms of them.
//!
//! The tables are made by `benches/make_names.rs`, which says from what. They are searched as they are: nothing is built
//! before the first question.

use super::key::key;
use super::person::is_initial;
use std::collections::HashMap;
use std::sync::OnceLock;

const GIVEN: &str = include_str!("../../rules/data/given.txt");
const SURNAMES: &str = include_str!("../../rules/data/surnames.txt");
const NICKNAMES: &str = include_str!("../../rules/data/nicknames.txt");

/// How frequent a name is, where it is one: 0 where that is not known, else the power of two of its share in ten
/// millionths.
pub(super) type Frequency = u8;

/// How frequent `key` is as a given name; None where the tables do not have it.
pub(super) fn given_frequency(key: &str) -> Option<Frequency> {
    find(GIVEN, key)
}

/// Whether a word is an initial or a given name that the tables have.
pub fn is_given_name(word: &str) -> bool {
    let key = key(word);
    is_initial(&key) || given_frequency(&key).is_some()
}

/// Whether the tables have `word` as a given name or a surname. Of ordinary words that people are called by, they have most.
pub fn is_listed_name(word: &str) -> bool {
    let key = key(word);
    given_frequency(&key).is_some() || surname_frequency(&key).is_some()
}

/// How frequent `key` is as a surname; None where the tables do not have it.
pub(super) fn surname_frequency(key: &str) -> Option<Frequency> {
    find(SURNAMES, key)
}

/// Whether one is a short form of the other, or both are short forms of one name.
pub(super) fn are_nicknames(one: &str, other: &str) -> bool {
    let (Some((_, of_one)), Some((_, of_other))) = (full_names(one), full_names(other)) else { return false };
    one != other
        && (of_one.contains(&other) || of_other.contains(&one) || of_one.iter().any(|name| of_other.contains(name)))
}

/// The names that `key` is a short form of, beside itself; None where it neither has nor is one.
pub(super) fn full_names(key: &str) -> Option<(&'static str, &'static [&'static str])> {
    static FULL: OnceLock<HashMap<&'static str, Vec<&'static str>>> = OnceLock::new();
    let full = FULL.get_or_init(|| {
        let mut full: HashMap<&str, Vec<&str>> = HashMap::new();
        for (name, nickname) in NICKNAMES.lines().filter_map(|line| line.split_once(' ')) {
            full.entry(nickname).or_default().push(name);
            full.entry(name).or_default();
        }
        full
    });
    full.get_key_value(key).map(|(own, names)| (*own, names.as_slice()))
}

/// The number behind `key` in a table of sorted lines.
fn find(table: &str, key: &str) -> Option<Frequency> {
    let bytes = table.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = memchr::memrchr(b'\n', &bytes[low..middle]).map_or(low, |at| low + at + 1);
        let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at);
        let (name, number) = table[start..end].split_once(' ')?;
        match name.cmp(key) {
            std::cmp::Ordering::Equal => return number.parse().ok(),
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

/// Every given name and every surname of the tables with its frequency, for the program that fits the weights.
pub(super) fn all() -> [Vec<(&'static str, Frequency)>; 2] {
    [GIVEN, SURNAMES].map(|table| {
        let lines = table.lines().filter_map(|line| line.split_once(' '));
        lines.filter_map(|(name, number)| Some((name, number.parse().ok()?))).collect()
    })
}

/// Every full name with a short form of it.
pub(super) fn nicknames() -> Vec<(&'static str, &'static str)> {
    NICKNAMES.lines().filter_map(|line| line.split_once(' ')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_found_and_nothing_else() {
        for (table, names) in [GIVEN, SURNAMES].into_iter().zip(all()) {
            assert_eq!(table.lines().count(), names.len());
            assert!(names.is_sorted() && names.iter().all(|(name, number)| find(table, name) == Some(*number)));
            for other in ["", "a", "zzzzzz", "perlsteinerr", "é"] {
                assert_eq!(find(table, other), None, "{other}");
            }
        }
    }

    #[test]
    fn nicknames_go_both_ways() {
        assert!(are_nicknames("robert", "bob") && are_nicknames("bob", "robert") && are_nicknames("kate", "kathy"));
        assert!(!are_nicknames("robert", "ada") && !are_nicknames("ada", "ada"));
    }
}
