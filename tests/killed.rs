//! A run that is killed at any moment loses nothing, and the next one finishes what it began.
//!
//! The program aborts at the places that `VAULTLINT_KILL_AT` names, in builds with debug assertions.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::fs;

use support::{Run, TestVault};

const DAMAGED: &str = "It wonâ€™t wait.\n";
const REPAIRED: &str = "It won’t wait.\n";

/// The places, in the order in which a staged fix comes to them.
const STAGED: [&str; 11] =
    ["blobs", "objects", "bytes", "backed up", "lock", "copy", "index", "staged", "temporary", "file", "written"];
/// The same for a fix of the working tree.
const WORKING_TREE: [&str; 5] = ["bytes", "backed up", "temporary", "file", "written"];

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

/// What is left in Git's own folder: locks, folders in which an index was made, steps that are not whole.
fn own_files(vault: &TestVault) -> Vec<String> {
    let names = |folder: &str| {
        let entries = fs::read_dir(vault.path(folder)).into_iter().flatten();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>()
    };
    let is_left = |name: &String| name.ends_with(".lock") || name.starts_with("vaultlint-");
    let steps = names(".git/vaultlint/undo").into_iter();
    let partial = steps.filter(|step| !vault.path(&format!(".git/vaultlint/undo/{step}/step.json")).exists());
    names(".git").into_iter().filter(is_left).chain(partial).collect()
}

#[test]
#[cfg_attr(
    not(debug_assertions),
    ignore = "needs a build with debug assertions: VAULTLINT_KILL_AT and VAULTLINT_MOVE_AT"
)]
fn nothing_is_left_of_a_rename_or_of_a_way_back_that_was_killed() {
    let rename = ["rename", "Ada", "Ada Byron"];
    let notes = [("Ada.md", "x\n"), ("n.md", "[[Ada]]\n")];
    for place in ["bytes", "backed up", "file", "moved", "lock", "copy", "index", "refreshed", "written"] {
        let vault = TestVault::repository(&notes);
        let before = (vault.files(), vault.git_ok(&["ls-files", "-s"]));
        killed_at(&vault, place, &rename);
        let run = vault.run(&["--fix"]);
        assert_eq!(run.code, 0, "{place}: {run:?}");
        assert_eq!(own_files(&vault), [""; 0], "{place}");
        assert_eq!((vault.files(), vault.git_ok(&["ls-files", "-s"])), before, "{place}");
    }
    for place in ["taken back", "removed"] {
        let vault = TestVault::repository(&[("a.md", DAMAGED)]);
        assert_eq!(vault.run(&["--fix"]).code, 0);
        killed_at(&vault, place, &["undo"]);
        vault.run(&["undo"]);
        assert_eq!(own_files(&vault), [""; 0], "{place}");
        assert_eq!(vault.read("a.md"), DAMAGED, "{place}");
    }
}

#[test]
#[cfg_attr(
    not(debug_assertions),
    ignore = "needs a build with debug assertions: VAULTLINT_KILL_AT and VAULTLINT_MOVE_AT"
)]
fn a_decision_that_is_killed_leaves_no_empty_names_file() {
    let accept = ["names", "accept", "Ada Byron", "--wrong", "Ada Byrom", "--apply"];
    for place in ["bytes", "backed up", "created", "temporary", "file", "written"] {
        let vault = TestVault::new(&[("a.md", "Ada Byrom\n")]);
        let before = vault.files();
        killed_at(&vault, place, &accept);
        assert_eq!(vault.run(&["--fix"]).code, 0, "{place}");
        let names = vault.files().into_iter().find(|(path, _)| path == ".vaultlint-names.yaml");
        assert!(names.is_none_or(|(_, text)| !text.is_empty()), "{place}");
        while vault.run(&["undo"]).stdout.contains("hold") {}
        assert_eq!(vault.files(), before, "{place}");

        killed_at(&vault, place, &accept);
        let run = vault.run(&accept);
        assert_eq!((run.code, vault.read("a.md").as_str()), (0, "Ada Byron\n"), "{place}: {run:?}");
    }
}

#[test]
#[cfg_attr(
    not(debug_assertions),
    ignore = "needs a build with debug assertions: VAULTLINT_KILL_AT and VAULTLINT_MOVE_AT"
)]
fn a_staged_fix_that_is_killed_loses_nothing_and_is_finished() {
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
#[cfg_attr(
    not(debug_assertions),
    ignore = "needs a build with debug assertions: VAULTLINT_KILL_AT and VAULTLINT_MOVE_AT"
)]
fn a_fix_of_the_working_tree_that_is_killed_loses_nothing() {
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
        while vault.run(&["undo"]).stdout.contains("restored ") {}
        assert_eq!(vault.files(), original, "{place}");
    }
}

#[test]
#[cfg_attr(
    not(debug_assertions),
    ignore = "needs a build with debug assertions: VAULTLINT_KILL_AT and VAULTLINT_MOVE_AT"
)]
fn a_hook_that_is_killed_stops_the_commit_and_the_next_one_is_right() {
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
#[cfg_attr(
    not(debug_assertions),
    ignore = "needs a build with debug assertions: VAULTLINT_KILL_AT and VAULTLINT_MOVE_AT"
)]
fn what_somebody_did_after_a_kill_is_respected() {
    let killed = || {
        let vault = staged();
        killed_at(&vault, "staged", &["--staged", "--fix"]);
        vault
    };
    let vault = killed();
    vault.write("a.md", text(DAMAGED).replace("one", "ONE"));
    let run = vault.run(&["--staged", "--fix"]);
    assert!(run.stderr.contains("finished an interrupted fix in 2 notes"), "{run:?}");
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
