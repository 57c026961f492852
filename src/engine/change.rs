//! A change of a note.

use std::ops::Range;

/// The bytes of a note before a change, and its text after. Fixes change little of many lines, so only the differing part of
/// each line is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    before: Vec<u8>,
    /// The parts of `before` that are replaced, in order, each with the end of its new text in `text`.
    replaced: Box<[(Range<usize>, usize)]>,
    /// The new texts, one after the other.
    text: Box<str>,
}

impl Change {
    /// Creates the change from `before` to `after`.
    pub fn new(mut before: Vec<u8>, after: &str) -> Self {
        before.shrink_to_fit();
        let lines = || (before.split_inclusive(is_line_break), after.split_inclusive('\n'));
        let pairs: Vec<(&[u8], &str)> = match lines() {
            (old, new) if old.clone().count() == new.clone().count() => old.zip(new).collect(),
            _ => vec![(&before, after)],
        };
        let (mut replaced, mut text, mut at) = (Vec::new(), String::new(), 0);
        for (old, new) in pairs {
            if old != new.as_bytes() {
                let (part, written) = difference(old, new);
                text.push_str(written);
                replaced.push((at + part.start..at + part.end, text.len()));
            }
            at += old.len();
        }
        Self { before, replaced: replaced.into(), text: text.into() }
    }

    /// Returns the bytes before the change.
    pub fn before(&self) -> &[u8] {
        &self.before
    }

    /// Returns the bytes before the change, by value.
    pub fn into_before(self) -> Vec<u8> {
        self.before
    }

    /// Returns the text after the change.
    ///
    /// # Panics
    /// Never: the parts were cut from a text at character boundaries.
    pub fn after(&self) -> String {
        let mut after = Vec::with_capacity(self.length_after());
        let (mut same_from, mut text_from) = (0, 0);
        for (part, text_end) in &self.replaced {
            after.extend_from_slice(&self.before[same_from..part.start]);
            after.extend_from_slice(&self.text.as_bytes()[text_from..*text_end]);
            (same_from, text_from) = (part.end, *text_end);
        }
        after.extend_from_slice(&self.before[same_from..]);
        String::from_utf8(after).expect("the parts were cut from a text")
    }

    /// Returns whether the text after has the same bytes.
    pub fn is_empty(&self) -> bool {
        self.replaced.is_empty()
    }

    /// Returns the length of the text after the change, in bytes.
    pub fn length_after(&self) -> usize {
        let removed: usize = self.replaced.iter().map(|(part, _)| part.len()).sum();
        self.before.len() - removed + self.text.len()
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
            let change = Change::new(before.clone(), &after);
            prop_assert_eq!(change.length_after(), after.len());
            prop_assert_eq!(change.is_empty(), before == after.as_bytes());
            prop_assert_eq!(change.after(), after);
            prop_assert_eq!(change.before(), before.as_slice());
        }
    }

    #[test]
    fn only_the_differing_part_is_stored() {
        let before = "one\n".repeat(100) + "It wonâ€™t.\n" + &"two\n".repeat(100);
        let change = Change::new(before.clone().into_bytes(), &before.replace("â€™", "’"));
        assert!(change.text.len() < 9, "{:?}", change.text);
        let twice = before.replace("one", "two: â€™");
        let change = Change::new(twice.clone().into_bytes(), &twice.replace("â€™", "’"));
        assert!(change.text.len() < 909, "{:?}", change.text);
    }
}
