//! A change of a note.

use std::ops::Range;

use lz4_flex::block::{compress, decompress};
use serde::{Deserialize, Serialize};

/// The bytes of a note before a change, and its text after. A run may change a hundred thousand notes, so only the differing
/// part of each line is stored, and all of it is compressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    before: Compressed,
    /// The serialised [`Replacement`]s, in order.
    replacements: Compressed,
    length_after: usize,
}

/// A part of the bytes before that is replaced.
#[derive(Serialize, Deserialize)]
struct Replacement<'a> {
    /// The number of bytes that stay between the last replacement and this one.
    kept: usize,
    /// The number of bytes that are replaced.
    removed: usize,
    /// The new text.
    text: &'a str,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Compressed {
    bytes: Box<[u8]>,
    /// The number of bytes before compression.
    length: usize,
}

impl Change {
    /// Creates the change from `before` to `after`.
    ///
    /// # Panics
    /// Never: a sequence of known length is serialised into a vector.
    pub fn new(before: &[u8], after: &str) -> Self {
        let lines = || (before.split_inclusive(is_line_break), after.split_inclusive('\n'));
        let pairs: Vec<(&[u8], &str)> = match lines() {
            (old, new) if old.clone().count() == new.clone().count() => old.zip(new).collect(),
            _ => vec![(before, after)],
        };
        let (mut replacements, mut at, mut last) = (Vec::new(), 0, 0);
        for (old, new) in pairs {
            if old != new.as_bytes() {
                let (part, text) = difference(old, new);
                replacements.push(Replacement { kept: at + part.start - last, removed: part.len(), text });
                last = at + part.end;
            }
            at += old.len();
        }
        let replacements = postcard::to_allocvec(&replacements).expect("the sequence has a known length");
        Self {
            before: Compressed::new(before),
            replacements: Compressed::new(&replacements),
            length_after: after.len(),
        }
    }

    /// Returns the bytes before the change.
    pub fn before(&self) -> Vec<u8> {
        self.before.unpack()
    }

    /// Returns the text after the change.
    ///
    /// # Panics
    /// Never: the parts were cut from a text at character boundaries.
    pub fn after(&self) -> String {
        let (before, replacements) = (self.before(), self.replacements.unpack());
        let mut after = Vec::with_capacity(self.length_after);
        let mut at = 0;
        for Replacement { kept, removed, text } in parse(&replacements) {
            after.extend_from_slice(&before[at..at + kept]);
            after.extend_from_slice(text.as_bytes());
            at += kept + removed;
        }
        after.extend_from_slice(&before[at..]);
        String::from_utf8(after).expect("the parts were cut from a text")
    }

    /// Returns whether the text after has the same bytes.
    pub fn is_empty(&self) -> bool {
        parse(&self.replacements.unpack()).is_empty()
    }

    /// Returns the length before the change, in bytes.
    pub fn length_before(&self) -> usize {
        self.before.length
    }

    /// Returns the length of the text after the change, in bytes.
    pub fn length_after(&self) -> usize {
        self.length_after
    }
}

impl Compressed {
    fn new(bytes: &[u8]) -> Self {
        Self { bytes: compress(bytes).into(), length: bytes.len() }
    }

    /// Returns the bytes.
    ///
    /// # Panics
    /// Never: this program compressed them.
    fn unpack(&self) -> Vec<u8> {
        decompress(&self.bytes, self.length).expect("the bytes were compressed by `new`")
    }
}

/// Restores serialised replacements.
///
/// # Panics
/// Never: this program serialised them.
fn parse(replacements: &[u8]) -> Vec<Replacement<'_>> {
    postcard::from_bytes(replacements).expect("the bytes were serialised by `new`")
}

fn is_line_break(byte: &u8) -> bool {
    *byte == b'\n'
}

/// Returns the part of `old` that is not in `new`, without the common prefix and suffix, and what `new` has in its place.
fn difference<'a>(old: &[u8], new: &'a str) -> (Range<usize>, &'a str) {
    let same = old.iter().zip(new.as_bytes()).take_while(|(one, other)| one == other).count();
    let start = floor(new, same);
    let tails = old[start..].iter().rev().zip(new.as_bytes()[start..].iter().rev());
    let same = tails.take_while(|(one, other)| one == other).count();
    let from = ceil(new, new.len() - same);
    (start..old.len() - (new.len() - from), &new[start..from])
}

/// Returns the last character boundary at or before `at`.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Returns the first character boundary at or after `at`.
fn ceil(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn change_round_trips(
            before in prop_oneof!["[aéè©’”\u{10400}\u{10500}\n]{0,8}".prop_map(String::into_bytes), prop::collection::vec(any::<u8>(), 0..8)],
            after in "[aéè©’”\u{10400}\u{10500}\n]{0,8}",
        ) {
            let change = Change::new(&before, &after);
            prop_assert_eq!((change.length_before(), change.length_after()), (before.len(), after.len()));
            prop_assert_eq!(change.is_empty(), before == after.as_bytes());
            prop_assert_eq!(change.after(), after);
            prop_assert_eq!(change.before(), before);
        }
    }

    #[test]
    fn only_the_differing_part_is_stored() {
        let before = "one\n".repeat(100) + "It wonâ€™t.\n" + &"two\n".repeat(100);
        let change = Change::new(before.as_bytes(), &before.replace("â€™", "’"));
        assert!(change.replacements.length < 12, "{:?}", change.replacements);
        let twice = before.replace("one", "two: â€™");
        let change = Change::new(twice.as_bytes(), &twice.replace("â€™", "’"));
        assert!(change.replacements.length < 1_010, "{:?}", change.replacements);
    }
}
