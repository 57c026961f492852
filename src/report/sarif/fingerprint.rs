//! Fingerprints that match findings across runs, even if their lines moved.

use std::collections::HashMap;

use crate::text::fnv1a;

/// The name of the fingerprint. A change of the algorithm gets a new version.
///
/// It is not `primaryLocationLineHash`, which GitHub reads: the upload action computes that itself from the note, and warns
/// about results that have another value.
pub(super) const NAME: &str = "vaultlintRulePathLine/v1";

/// The fingerprints so far, so that equal ones get different numbers.
#[derive(Default)]
pub(super) struct Fingerprints(HashMap<u64, usize>);

impl Fingerprints {
    /// Returns the fingerprint of a finding of `rule` in the note at `path` on a line with the text `line`. Equal findings
    /// are numbered in the order of the calls.
    pub(super) fn next(&mut self, rule: &str, path: &str, line: &str) -> String {
        // Paths and lines contain no NUL, so it separates the parts.
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
