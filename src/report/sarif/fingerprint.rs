//! What tells that a finding of this run is one of an earlier run, though its line moved.

use std::collections::HashMap;

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
    pub(super) fn take(&mut self, rule: &str, path: &str, line: &str) -> String {
        // No path and no line holds a NUL, so the parts cannot run into each other.
        let hash = fnv1a(&[rule, "\0", path, "\0", line]);
        let number = self.0.entry(hash).or_default();
        *number += 1;
        format!("{hash:016x}:{number}")
    }
}

/// FNV-1a, 64 bits: the same on every machine and in every version, which the standard library's hash is not.
fn fnv1a(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv1a(&[]), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(&["a"]), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a(&["foo", "bar"]), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn equal_findings_are_numbered() {
        let mut fingerprints = Fingerprints::default();
        let mut take = |line| fingerprints.take("mojibake", "A.md", line);
        let (first, other, second) = (take("x"), take("y"), take("x"));
        assert!(first.ends_with(":1") && other.ends_with(":1") && second.ends_with(":2"));
        assert_eq!(first[..16], second[..16]);
        assert_ne!(first[..16], other[..16]);
    }
}
