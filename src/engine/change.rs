//! What becomes of a note's bytes.

/// A note's bytes before, and its text after. A fix changes little of a note: of the text after, only what is not as before is
/// held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    before: Vec<u8>,
    /// How many bytes of `before` are the text's first ones too.
    start: usize,
    /// From which byte of `before` on the text ends as it does. Not before `start`.
    end: usize,
    /// What stands between them.
    middle: String,
}

impl Change {
    /// The change from `before` to `after`.
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

    /// As it was read.
    pub fn before(&self) -> &[u8] {
        &self.before
    }

    /// [`before`](Self::before), by value.
    pub fn into_before(self) -> Vec<u8> {
        self.before
    }

    /// As it is to be.
    ///
    /// # Panics
    /// Never: what is held is part of a text, cut between its characters.
    pub fn after(&self) -> String {
        let parts = [&self.before[..self.start], self.middle.as_bytes(), &self.before[self.end..]];
        String::from_utf8(parts.concat()).expect("it was cut from a text")
    }

    /// Whether both are the same bytes.
    pub fn is_empty(&self) -> bool {
        self.start == self.end && self.middle.is_empty()
    }

    /// The length of the text after, in bytes.
    pub fn length_after(&self) -> usize {
        self.start + self.middle.len() + (self.before.len() - self.end)
    }
}

/// The last place between characters that is not behind `at`.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The first place between characters that is not before `at`.
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
        fn the_text_comes_out_as_it_went_in(
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
    fn what_stays_is_held_once() {
        let before = "one\n".repeat(100) + "It wonâ€™t.\n" + &"two\n".repeat(100);
        let change = Change::new(before.clone().into_bytes(), &before.replace("â€™", "’"));
        assert!(change.middle.len() < 9, "{:?}", change.middle);
    }
}
