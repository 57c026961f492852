//! What tells that a finding of this run is one of an earlier run, though its line moved.

use std::collections::HashMap;

use crate::text::fnv1a;

/// The name of the fingerprint: another way to make it gets another version.
///
/// It is not `primaryLocationLineHash`, the one that GitHub reads: the action that uploads makes that one from the note
/// itself, and warns at each result that brings another.
pub(super) const NAME: &str = "vaultlintRulePathLine/v1";

/// The fingerprints given out so far, so that equal ones get different numbers.
#[derive(Default)]
pub(super) struct Fingerprints(HashMap<u64, usize>);

impl Fingerprints {
    /// The fingerprint of a finding of `rule` in the note at `path`, whose line reads `line`. Equal findings are numbered
    /// in the order they are asked for.
    pub(super) fn next(&mut self, rule: &str, path: &str, line: &str) -> String {
        // No path and no line holds a NUL, so the parts cannot run into each other.
        let hash = fnv1a([rule, "\0", path, "\0", line].iter().flat_map(|part| part.bytes()));
        let number = self.0.entry(hash).or_default();
        *number += 1;
        format!("{hash:016x}:{number}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_findings_are_numbered() {
        let mut fingerprints = Fingerprints::default();
        let mut take = |line| fingerprints.next("mojibake", "A.md", line);
        let (first, other, second) = (take("x"), take("y"), take("x"));
        assert!(first.ends_with(":1") && other.ends_with(":1") && second.ends_with(":2"));
        assert_eq!(first[..16], second[..16]);
        assert_ne!(first[..16], other[..16]);
    }
}
