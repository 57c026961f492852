//! Real commits and pushes through the installed hooks: what is checked is what is committed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

#[path = "../support/mod.rs"]
mod support;

mod commits;
mod install;
mod pushes;
mod whole_vault;

use support::{Run, TestVault};

const DAMAGED: &str = "It wonâ€™t wait.\n";
const REPAIRED: &str = "It won’t wait.\n";
const STOPPED: &str = "commit stopped";

/// A repository with the hooks of vaultlint.
fn guarded(notes: &[(&str, &str)]) -> TestVault {
    let vault = TestVault::repository(notes);
    let run = vault.run(&["hook", "install"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    vault
}

fn commit(vault: &TestVault, args: &[&str]) -> Run {
    vault.git(&[&["commit", "-q", "-m", "notes"], args].concat())
}

fn commits(vault: &TestVault) -> usize {
    vault.git_ok(&["rev-list", "--count", "HEAD"]).trim().parse().unwrap()
}
