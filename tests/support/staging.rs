//! A note that is staged with damage, and its fix.

use super::{Run, TestVault};

pub(crate) const DAMAGED: &str = "It wonâ€™t wait.\n";
pub(crate) const REPAIRED: &str = "It won’t wait.\n";

/// Index, working tree and what else a run might touch.
pub(crate) fn state(vault: &TestVault) -> (Vec<(String, Vec<u8>)>, String, String, String) {
    (
        vault.files(),
        vault.git_ok(&["ls-files", "-s"]),
        vault.git_ok(&["stash", "list"]),
        vault.git_ok(&["for-each-ref"]) + &vault.git_ok(&["status", "--porcelain"]),
    )
}

/// A repository where `a.md` is staged with damage.
pub(crate) fn damaged() -> TestVault {
    let vault = TestVault::repository(&[("a.md", "one\n"), ("b.md", "one\n")]);
    vault.write("a.md", DAMAGED);
    vault.git_ok(&["add", "a.md"]);
    vault
}

pub(crate) fn fix(vault: &TestVault) -> Run {
    vault.run(&["--staged", "--fix"])
}

/// Runs a fix that must leave everything as it is, and gives what it said.
pub(crate) fn refused(vault: &TestVault, code: i32) -> String {
    let before = state(vault);
    let run = fix(vault);
    assert_eq!(run.code, code, "{run:?}");
    assert_eq!(state(vault), before);
    run.stdout + &run.stderr
}
