//! A change of a note.

use std::ops::Range;

use lz4_flex::block::{compress, decompress};

/// The bytes of a note before a change, and its text after. A run may change a hundred thousand notes, so the bytes are
/// compressed, and only the differing part of each line is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The bytes before, compressed.
    before: Box<[u8]>,
    length_before: usize,
    /// The parts of the bytes before that are replaced, in order, each with the end of its new text in `text`.
    replaced: Box<[(Range<u32>, u32)]>,
    /// The new texts, one after the other.
    text: Box<str>,
}

impl Change {
    /// Creates the change from `before` to `after`.
    ///
    /// # Panics
    /// If one of them has 4 GiB or more.
    pub fn new(before: &[u8], after: &str) -> Self {
        let lines = || (before.split_inclusive(is_line_break), after.split_inclusive('\n'));
        let pairs: Vec<(&[u8], &str)> = match lines() {
            (old, new) if old.clone().count() == new.clone().count() => old.zip(new).collect(),
            _ => vec![(before, after)],
        };
        let offset = |at: usize| u32::try_from(at).expect("a note is much shorter");
        let (mut replaced, mut text, mut at) = (Vec::new(), String::new(), 0);
        for (old, new) in pairs {
            if old != new.as_bytes() {
                let (part, written) = difference(old, new);
                text.push_str(written);
                replaced.push((offset(at + part.start)..offset(at + part.end), offset(text.len())));
            }
            at += old.len();
        }
        Self {
            before: compress(before).into(),
            length_before: before.len(),
            replaced: replaced.into(),
            text: text.into(),
        }
    }

    /// Returns the bytes before the change.
    ///
    /// # Panics
    /// Never: they were compressed by this program.
    pub fn before(&self) -> Vec<u8> {
        decompress(&self.before, self.length_before).expect("the bytes were compressed by `new`")
    }

    /// Returns the text after the change.
    ///
    /// # Panics
    /// Never: the parts were cut from a text at character boundaries.
    pub fn after(&self) -> String {
        let before = self.before();
        let mut after = Vec::with_capacity(self.length_after());
        let (mut same_from, mut text_from) = (0, 0);
        for (part, text_end) in &self.replaced {
            let (part, text_end) = (part.start as usize..part.end as usize, *text_end as usize);
            after.extend_from_slice(&before[same_from..part.start]);
            after.extend_from_slice(&self.text.as_bytes()[text_from..text_end]);
            (same_from, text_from) = (part.end, text_end);
        }
        after.extend_from_slice(&before[same_from..]);
        String::from_utf8(after).expect("the parts were cut from a text")
    }

    /// Returns whether the text after has the same bytes.
    pub fn is_empty(&self) -> bool {
        self.replaced.is_empty()
    }

    /// Returns the length before the change, in bytes.
    pub fn length_before(&self) -> usize {
        self.length_before
    }

    /// Returns the length of the text after the change, in bytes.
    pub fn length_after(&self) -> usize {
        let removed: usize = self.replaced.iter().map(|(part, _)| part.len()).sum();
        self.length_before - removed + self.text.len()
    }
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
        assert!(change.text.len() < 9, "{:?}", change.text);
        let twice = before.replace("one", "two: â€™");
        let change = Change::new(twice.as_bytes(), &twice.replace("â€™", "’"));
        assert!(change.text.len() < 909, "{:?}", change.text);
    }
}
