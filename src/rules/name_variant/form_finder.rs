//! Finds recorded wrong forms in a text, in all their notations.

use std::collections::HashSet;

use aho_corasick::{AhoCorasick, BuildError, MatchKind};

use crate::names::{Correction, normal_forms};
use crate::text::Span;

/// A number of patterns from which the automaton is padded.
const MANY: usize = 1_000;
/// One state of padding for so many patterns.
const PATTERNS_OF_PADDING: usize = 16;

/// Finds wrong forms in any case, in both Unicode normal forms, and encoded as a Markdown link target.
pub(super) struct FormFinder {
    automaton: AhoCorasick,
    /// The index of the correction that each pattern stands for.
    correction_of: Vec<usize>,
}

impl FormFinder {
    /// Creates a finder of the wrong forms; of equal ones, the first is found.
    ///
    /// # Errors
    /// If there are too many.
    pub(super) fn new(corrections: &[Correction]) -> Result<Self, BuildError> {
        let (patterns, correction_of): (Vec<_>, _) = patterns(corrections).into_iter().unzip();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .build(patterns)?;
        Ok(Self { automaton, correction_of })
    }

    /// Returns the spans of the forms, the longest at each place, with the index of the correction.
    pub(super) fn find_iter(&self, text: &str) -> impl Iterator<Item = (Span, usize)> {
        let found = self.automaton.find_iter(text);
        found.map(|found| (Span::new(found.start(), found.end()), self.correction_of[found.pattern()]))
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        self.automaton.is_match(text)
    }
}

/// Returns the patterns, each with the index of its correction.
///
/// The crate moves the states that match to the front, one by one, each in exchange for the first that does not. Then it
/// follows the cycles of this permutation once for each of their states. If nearly all states match, as with `Ada B1`,
/// `Ada B2` and so on, there is a single cycle of all of them: quadratic. So many patterns are preceded by one that no
/// text contains (a byte that is not UTF-8): its states divide the cycle.
fn patterns(corrections: &[Correction]) -> Vec<(Vec<u8>, usize)> {
    let mut seen = HashSet::new();
    let mut patterns = Vec::new();
    for (at, decided) in corrections.iter().enumerate() {
        if seen.insert(decided.wrong.as_str()) {
            for form in normal_forms(&decided.wrong) {
                let ways = [in_address(&form), form.into_owned()];
                patterns.extend(ways.map(|way| (way.into_bytes(), at)));
            }
        }
    }
    if patterns.len() > MANY {
        patterns.insert(0, (vec![0xff; patterns.len() / PATTERNS_OF_PADDING], 0));
    }
    patterns
}

/// Encodes a name as in the target of a Markdown link.
pub(super) fn in_address(name: &str) -> String {
    name.replace(' ', "%20")
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::names::Bases;

    fn numbered(n: usize) -> Vec<Correction> {
        let bases = Bases::new([]);
        let correction = |at| Correction::new(format!("w{at}"), "Ada Byron".to_owned(), &bases, None);
        (0..n).map(correction).collect()
    }

    /// Returns the steps in which the crate permutes the states of these patterns: see [`patterns`].
    fn steps(patterns: &[(Vec<u8>, usize)]) -> usize {
        let mut states: HashMap<&[u8], usize> = HashMap::new();
        let mut is_match = Vec::new();
        for (pattern, _) in patterns {
            for end in 1..=pattern.len() {
                states.entry(&pattern[..end]).or_insert_with(|| {
                    is_match.push(false);
                    is_match.len() - 1
                });
            }
            is_match[states[pattern.as_slice()]] = true;
        }
        let mut moved: Vec<usize> = (0..is_match.len()).collect();
        for (to, at) in (0..is_match.len()).filter(|at| is_match[*at]).enumerate() {
            moved.swap(to, at);
        }
        let cycle = |at: usize| std::iter::successors(Some(moved[at]), |next| Some(moved[*next]));
        (0..moved.len()).map(|at| cycle(at).take_while(|next| *next != at).count()).sum()
    }

    #[test]
    fn twice_the_forms_are_twice_the_work() {
        let [once, twice] = [2_000, 4_000].map(|n| steps(&patterns(&numbered(n))));
        assert!(twice < 3 * once && twice < 4_000 * 50, "{once} and {twice} steps");
        let without_padding = steps(&patterns(&numbered(2_000))[1..]);
        assert!(without_padding > 2_000 * 1_000, "padding is no longer needed: {without_padding} steps");
    }

    #[test]
    fn padding_changes_no_match() {
        for n in [9, 2_000] {
            let finder = FormFinder::new(&numbered(n)).unwrap();
            let found: Vec<_> = finder.find_iter("\u{ff} w7 and W10").collect();
            let expected = [(Span::new(3, 5), 7), (Span::new(10, 13), 10)];
            assert_eq!(found[0], expected[0]);
            assert_eq!(found.get(1).is_some_and(|found| *found == expected[1]), n > 10);
        }
    }
}
