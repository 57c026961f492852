//! A run that is killed at any moment loses nothing, and the next one finishes what it began.
//!
//! The program aborts at the places that `VAULTLINT_KILL_AT` names, in builds with debug assertions.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::fs;

use support::{Run, TestVault, has_git};

const DAMAGED: &str = "It wonâ€™t wait.\n";
const REPAIRED: &str = "It won’t wait.\n";

/// The places, in the order in which a staged fix comes to them.
const STAGED: [&str; 9] = ["objects", "kept", "lock", "copy", "index", "staged", "temporary", "file", "written"];
/// The same for a fix of the working tree.
const WORKING_TREE: [&str; 4] = ["kept", "temporary", "file", "written"];

fn text(damage: &str) -> String {
    format!("one\ntwo\n{damage}three\nfour\n")
}

/// Two notes staged with damage, one of them with work in progress, and files of others beside them.
fn staged() -> TestVault {
    let vault = TestVault::repository(&[("a.md", "one\n"), ("Sub/b.md", "one\n"), ("other.md", "one\n")]);
    for path in ["a.md", "Sub/b.md"] {
        vault.write(path, text(DAMAGED));
    }
    vault.git_ok(&["add", "-A"]);
    vault.write("Sub/b.md", text(DAMAGED).replace("four", "FOUR"));
    vault.write("other.md", "unstaged\n");
    vault.write("untracked.md", DAMAGED);
    vault
}

/// Every byte that a fix is about: working copies, and what is staged.
fn state(vault: &TestVault) -> (Vec<(String, Vec<u8>)>, String) {
    (vault.files(), vault.git_ok(&["ls-files", "-s"]))
}

fn killed_at(vault: &TestVault, place: &str, args: &[&str]) {
    let run = Run::of(vault.command().args(args).env("VAULTLINT_KILL_AT", place));
    assert!(![0, 1, 2, 3].contains(&run.code), "it was not killed at {place}: {run:?}");
}

fn own_files(vault: &TestVault) -> Vec<String> {
    let names = fs::read_dir(vault.path(".git")).unwrap().map(|entry| entry.unwrap().file_name());
    let names = names.map(|name| name.into_string().unwrap());
    names.filter(|name| name.ends_with(".lock") || name.starts_with("vaultlint-")).collect()
}

#[test]
fn a_staged_fix_that_is_killed_loses_nothing_and_is_finished() {
    if !has_git() || !cfg!(debug_assertions) {
        return;
    }
    let undisturbed = staged();
    let original = state(&undisturbed);
    assert_eq!(undisturbed.run(&["--staged", "--fix"]).code, 0);
    let fixed = state(&undisturbed);
    assert_ne!(fixed, original);
    for place in STAGED {
        let vault = staged();
        killed_at(&vault, place, &["--staged", "--fix"]);
        let (files, index) = state(&vault);
        for (path, bytes) in &original.0 {
            let holds =
                |(_, bytes): &&(String, Vec<u8>)| files.iter().any(|(found, now)| found == path && now == bytes);
            let either = [&original.0, &fixed.0].map(|files| files.iter().find(|(found, _)| found == path).unwrap());
            assert!(either.iter().any(holds), "{place}: {path}: {:?}", String::from_utf8_lossy(bytes));
        }
        assert!([&original.1, &fixed.1].contains(&&index), "{place}: the index is the old one or the new: {index}");
        assert_eq!(vault.git_ok(&["fsck", "--strict", "--no-dangling"]), "", "{place}");

        let again = vault.run(&["--staged", "--fix"]);
        assert_eq!(again.code, 0, "{place}: {again:?}");
        assert_eq!(state(&vault), fixed, "{place}");
        assert_eq!(own_files(&vault), [""; 0], "{place}");
        assert_eq!(vault.git_ok(&["status", "--porcelain"]), undisturbed.git_ok(&["status", "--porcelain"]), "{place}");
        assert_eq!(vault.run(&["undo"]).code, 0, "{place}");
        assert_eq!(vault.files(), original.0, "{place}: the way back leads to the first byte");
    }
}

#[test]
fn a_fix_of_the_working_tree_that_is_killed_loses_nothing() {
    if !cfg!(debug_assertions) {
        return;
    }
    let notes = [("a.md", DAMAGED), ("b.md", DAMAGED)];
    for place in WORKING_TREE {
        let vault = TestVault::new(&notes);
        let original = vault.files();
        killed_at(&vault, place, &["--fix"]);
        for (path, _) in notes {
            let now = vault.read(path);
            assert!(now == DAMAGED || now == REPAIRED, "{place}: {path}: {now}");
        }
        assert_eq!(vault.run(&["--fix"]).code, 0, "{place}");
        assert_eq!((vault.read("a.md").as_str(), vault.read("b.md").as_str()), (REPAIRED, REPAIRED), "{place}");
        assert_eq!(vault.files().len(), original.len(), "{place}: no temporary file is left: {:?}", vault.files());
        while vault.run(&["undo"]).stdout.contains("hold their old text again") {}
        assert_eq!(vault.files(), original, "{place}");
    }
}

#[test]
fn a_hook_that_is_killed_stops_the_commit_and_the_next_one_is_right() {
    if !has_git() || !cfg!(debug_assertions) {
        return;
    }
    for place in STAGED {
        for form in [&[][..], &["-a"], &["--", "a.md"]] {
            let vault = TestVault::repository(&[(".vaultlint.yaml", "hook: {fix: true}\n"), ("a.md", "one\n")]);
            assert_eq!(vault.run(&["hook", "install"]).code, 0);
            vault.write("a.md", text(DAMAGED));
            vault.git_ok(&["add", "-A"]);
            let commit = |killed_at: &str| {
                let mut git = vault.git_command(&[&["commit", "-q", "-m", "x"], form].concat());
                let program = std::path::Path::new(env!("CARGO_BIN_EXE_vaultlint")).parent().unwrap();
                let path = std::env::join_paths(
                    [program.to_owned()].into_iter().chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
                );
                Run::of(git.env("PATH", path.unwrap()).env("VAULTLINT_KILL_AT", killed_at))
            };
            assert_ne!(commit(place).code, 0, "{place} {form:?}");
            assert_eq!(vault.git_ok(&["rev-list", "--count", "HEAD"]).trim(), "1", "{place} {form:?}");
            let now = vault.read("a.md");
            assert!(now == text(DAMAGED) || now == text(REPAIRED), "{place} {form:?}: {now}");
            if vault.path(".git/index.lock").exists() {
                // Git itself refuses a lock that it did not make; ours ends with the next run.
                assert_eq!(vault.run(&["--staged", "--fix"]).code, 0, "{place} {form:?}");
            }
            let run = commit("");
            assert_eq!(run.code, 0, "{place} {form:?}: {run:?}");
            assert_eq!(
                (vault.at("HEAD", "a.md"), vault.read("a.md")),
                (text(REPAIRED), text(REPAIRED)),
                "{place} {form:?}"
            );
            assert_eq!(vault.git_ok(&["status", "--porcelain"]), "", "{place} {form:?}");
        }
    }
}

#[test]
fn what_somebody_did_after_a_kill_is_respected() {
    if !has_git() || !cfg!(debug_assertions) {
        return;
    }
    let killed = || {
        let vault = staged();
        killed_at(&vault, "staged", &["--staged", "--fix"]);
        vault
    };
    let vault = killed();
    vault.write("a.md", text(DAMAGED).replace("one", "ONE"));
    let run = vault.run(&["--staged", "--fix"]);
    assert!(run.stderr.contains("an earlier fix was cut short; 2 notes written now"), "{run:?}");
    assert_eq!(vault.read("a.md"), text(REPAIRED).replace("one", "ONE"), "edits stay, and the fix comes in");

    let vault = killed();
    vault.write("a.md", "rewritten\n");
    let run = vault.run(&["--staged", "--fix"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("a.md is fixed in the index only: "), "{run:?}");
    assert_eq!(vault.read("a.md"), "rewritten\n");

    let vault = killed();
    vault.git_ok(&["reset", "-q", "--hard"]);
    assert_eq!(vault.run(&["--staged", "--fix"]).stdout, "no note is staged\n");
    assert_eq!(vault.read("a.md"), "one\n");

    let vault = killed();
    vault.git_ok(&["commit", "-q", "-m", "fixed"]);
    assert_eq!(vault.run(&["undo"]).code, 0, "finished, then taken back");
    assert_eq!((vault.at("HEAD", "a.md"), vault.read("a.md")), (text(REPAIRED), text(DAMAGED)));
}
