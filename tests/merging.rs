//! Two changes of one text come together as in Git.

mod support;

use proptest::prelude::*;
use support::TestVault;
use vaultlint::text::merge;

/// For each line what becomes of it: stays, goes, is another, gets a line before it.
fn changed(base: usize, changes: &[u8], who: &str) -> String {
    let line = |at: usize| match changes.get(at).copied().unwrap_or(0) {
        0..=5 => format!("{at}\n"),
        6 => String::new(),
        7 => format!("{at} {who}\n"),
        8 => format!("new {who}\n{at}\n"),
        _ => format!("{at} by both\n"),
    };
    (0..base).map(line).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_is_merged_is_what_git_merges(
        base in 0..14_usize,
        ours in prop::collection::vec(0..10_u8, 14),
        theirs in prop::collection::vec(0..10_u8, 14),
    ) {
        let [old, ours, theirs] =
            [changed(base, &[], ""), changed(base, &ours, "ours"), changed(base, &theirs, "theirs")];
        let merged = merge(old.as_bytes(), ours.as_bytes(), theirs.as_bytes());
        let vault = TestVault::new(&[("base", &old), ("ours", &ours), ("theirs", &theirs)]);
        let git = vault.git(&["merge-file", "-p", "-q", "ours", "base", "theirs"]);
        if let Some(merged) = merged {
            prop_assert_eq!(git.code, 0, "Git sees a conflict");
            prop_assert_eq!(String::from_utf8(merged).unwrap(), git.stdout);
        }
    }
}
