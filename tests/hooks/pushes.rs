//! What a push brings is checked against what the remote has.

use std::fs;

use crate::support::TestVault;
use crate::{DAMAGED, REPAIRED, guarded};

#[test]
fn a_push_is_checked_for_what_the_remote_does_not_have() {
    let vault = guarded(&[("a.md", DAMAGED)]);
    vault.run(&["hook", "install", "pre-push"]);
    vault.git_ok(&["init", "-q", "--bare", "../remote.git"]);
    vault.git_ok(&["remote", "add", "origin", "../remote.git"]);
    let run = vault.git(&["push", "-q", "-u", "origin", "main"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stderr.contains("no branch of `origin` is known here"), "{}", run.stderr);
    vault.write("b.md", "clean\n");
    vault.git_ok(&["add", "-A"]);
    vault.git_ok(&["commit", "-q", "-m", "clean"]);
    assert_eq!(vault.git(&["push", "-q"]).code, 0, "the old damage is not new");
    vault.write("b.md", DAMAGED);
    vault.git_ok(&["commit", "-q", "-a", "--no-verify", "-m", "damaged"]);
    vault.git_ok(&["checkout", "-q", "-b", "topic"]);
    for branch in ["main", "topic"] {
        let run = vault.git(&["push", "-q", "origin", branch]);
        let is_stopped = run.stdout.contains("push stopped, nothing changed. 1 new error in 1 pushed note");
        assert!(run.code != 0 && is_stopped, "{branch}: {run:?}");
    }
    vault.run(&["--fix", "b.md"]);
    vault.write(".vaultlint.yaml", "generated: {path: 'made/**'}\n");
    vault.write("made/c.md", DAMAGED);
    vault.git_ok(&["add", "-A"]);
    vault.git_ok(&["commit", "-q", "-m", "repaired"]);
    assert_eq!(vault.git(&["push", "-q", "origin", "topic"]).code, 0);
    assert_eq!(vault.git(&["push", "-q", "origin", ":topic"]).code, 0, "a branch that goes adds nothing");

    vault.git_ok(&["checkout", "-q", "-b", "late", "main~2"]);
    vault.write("late.md", "clean\n");
    vault.git_ok(&["add", "-A"]);
    vault.git_ok(&["commit", "-q", "-m", "late"]);
    vault.git_ok(&["push", "-q", "--no-verify", "origin", "main"]);
    vault.git_ok(&["merge", "-q", "--no-verify", "main", "-m", "merge"]);
    let run = vault.git(&["push", "-q", "origin", "late"]);
    assert_eq!(run.code, 0, "what came from the remote is not new: {run:?}");
}

#[test]
fn a_push_after_a_rebase_is_not_stopped_for_what_the_remote_has() {
    let vault = guarded(&[("a.md", "one\n")]);
    vault.git_ok(&["init", "-q", "--bare", "../remote.git"]);
    vault.git_ok(&["remote", "add", "origin", "../remote.git"]);
    vault.git_ok(&["push", "-q", "origin", "main"]);
    vault.git_ok(&["checkout", "-q", "-b", "topic"]);
    vault.write("t.md", DAMAGED);
    vault.git_ok(&["add", "-A"]);
    vault.git_ok(&["commit", "-q", "--no-verify", "-m", "topic"]);
    vault.git_ok(&["push", "-q", "origin", "topic"]);
    vault.git_ok(&["checkout", "-q", "main"]);
    vault.write("a.md", DAMAGED);
    vault.git_ok(&["commit", "-q", "-a", "--no-verify", "-m", "others"]);
    vault.git_ok(&["push", "-q", "origin", "main"]);
    vault.git_ok(&["checkout", "-q", "topic"]);
    vault.git_ok(&["rebase", "-q", "main"]);
    vault.run(&["hook", "install", "pre-push"]);
    let run = vault.git(&["push", "-q", "-f", "origin", "topic"]);
    assert_eq!(run.code, 0, "{run:?}");
    vault.git_ok(&["checkout", "-q", "-b", "picked", "main~1"]);
    vault.git_ok(&["cherry-pick", "topic"]);
    let run = vault.git(&["push", "-q", "origin", "picked"]);
    assert_eq!(run.code, 0, "it is there under another name: {run:?}");
    vault.git_ok(&["checkout", "-q", "topic"]);
    vault.write("t.md", format!("{DAMAGED}{DAMAGED}"));
    vault.git_ok(&["commit", "-q", "-a", "--amend", "--no-verify", "-m", "topic"]);
    let run = vault.git(&["push", "-q", "-f", "origin", "topic"]);
    assert!(run.code != 0 && run.stdout.contains("1 new error"), "{run:?}");
}

#[test]
fn where_nobody_is_there_a_run_that_cannot_be_made_passes_too() {
    let vault = guarded(&[(".vaultlint.yaml", "hook: {fix: true, unattended: pass}\n"), ("a.md", "one\n")]);
    vault.write("a.md", DAMAGED);
    vault.git_ok(&["add", "-A"]);
    let hook = |vault: &TestVault| vault.run(&["hook", "run", "pre-commit"]);
    vault.write(".git/index.lock", "");
    let run = hook(&vault);
    assert_eq!((run.code, vault.at("", "a.md").as_str()), (0, DAMAGED));
    assert!(run.stderr.contains("index.lock exists"), "{}", run.stderr);
    let report = fs::read_to_string(vault.path(".git/vaultlint/report.txt")).unwrap();
    assert!(report.contains("index.lock exists"), "{report}");
    fs::remove_file(vault.path(".git/index.lock")).unwrap();
    assert_eq!((hook(&vault).code, vault.at("", "a.md").as_str()), (0, REPAIRED));
}
