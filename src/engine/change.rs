//! A change of a note.

/// The bytes of a note before a change, and its text after. Fixes change little, so only the differing part of the new
/// text is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    before: Vec<u8>,
    /// The length of the common prefix, in bytes.
    start: usize,
    /// The start of the common suffix in `before`, in bytes; at least `start`.
    end: usize,
    /// The new text between prefix and suffix.
    middle: String,
}

impl Change {
    /// Creates the change from `before` to `after`.
    pub fn new(mut before: Vec<u8>, after: &str) -> Self {
        before.shrink_to_fit();
        let same = before.iter().zip(after.as_bytes()).take_while(|(one, other)| one == other).count();
        let start = floor(after, same);
        let tails = before[start..].iter().rev().zip(after.as_bytes()[start..].iter().rev());
        let same = tails.take_while(|(one, other)| one == other).count();
        let from = ceil(after, after.len() - same);
        let end = before.len() - (after.len() - from);
        Self { before, start, end, middle: after[start..from].to_owned() }
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
        let parts = [&self.before[..self.start], self.middle.as_bytes(), &self.before[self.end..]];
        String::from_utf8(parts.concat()).expect("the parts were cut from a text")
    }

    /// Returns whether the text after has the same bytes.
    pub fn is_empty(&self) -> bool {
        self.start == self.end && self.middle.is_empty()
    }

    /// Returns the length of the text after the change, in bytes.
    pub fn length_after(&self) -> usize {
        self.start + self.middle.len() + (self.before.len() - self.end)
    }
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
        assert!(change.middle.len() < 9, "{:?}", change.middle);
    }
}
