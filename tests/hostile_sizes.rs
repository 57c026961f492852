//! Repositories and files of our own that claim to be larger than memory: a clear message or none, and no crash.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::fs;
use std::path::Path;

use support::{Run, TestVault};

const DAMAGED: &str = "It wonâ€™t wait.\n";

/// Longer than any memory; the file takes no room on disk.
const HUGE: u64 = 900 << 30;

fn stretch(path: &Path, length: u64) {
    fs::File::options().write(true).open(path).unwrap().set_len(length).unwrap();
}

fn repository() -> TestVault {
    TestVault::repository(&[("a.md", "one\n")])
}

/// Makes a commit of this tree on top of HEAD, and a tag of it.
fn commit(vault: &TestVault, tree: &str, tag: &str) {
    let commit = vault.git_ok(&["commit-tree", tree, "-p", "HEAD", "-m", "x"]);
    vault.git_ok(&["tag", tag, commit.trim()]);
}

fn tree_of(vault: &TestVault, entries: &str) -> String {
    let made = Run::with_input(&mut vault.git_command(&["mktree"]), entries);
    assert_eq!(made.code, 0, "{}", made.stderr);
    made.stdout.trim().to_owned()
}

fn is_refused(vault: &TestVault, args: &[&str], words: &str) {
    let run = vault.run(args);
    assert_eq!(run.code, 2, "{args:?}: {run:?}");
    assert!(run.stderr.contains(words), "{args:?}: {}", run.stderr);
}

#[test]
fn folders_within_folders_are_read_as_deep_as_git_reads_them() {
    let vault = repository();
    let path = "d/".repeat(2_100);
    let input = format!(
        "commit refs/tags/deep\ncommitter A <a@example.com> 1 +0000\ndata 1\nx\nM 100644 inline {path}a.md\ndata 2\nx\n\n"
    );
    let made = Run::with_input(&mut vault.git_command(&["fast-import", "--quiet"]), &input);
    assert_eq!(made.code, 0, "{}", made.stderr);
    is_refused(&vault, &["--range", "HEAD..deep"], "2,048 nested folders, at `d/d/d/");
}

#[test]
fn a_few_trees_that_stand_for_more_files_than_fit_into_memory_are_refused() {
    let vault = repository();
    let blob = vault.git_ok(&["rev-parse", "HEAD:a.md"]);
    let name = "n".repeat(200);
    let mut tree = tree_of(&vault, &format!("100644 blob {}\t{name}.md\n", blob.trim()));
    for _ in 0..12 {
        let entries: String = (0..12).map(|at| format!("040000 tree {tree}\t{name}{at:02}\n")).collect();
        tree = tree_of(&vault, &entries);
    }
    commit(&vault, &tree, "bomb");
    is_refused(&vault, &["--range", "HEAD..bomb"], "too many files to read");
}

#[test]
fn a_working_copy_that_is_no_note_any_more_stays() {
    let vault = repository();
    vault.write("a.md", DAMAGED);
    vault.git_ok(&["add", "-A"]);
    stretch(&vault.path("a.md"), HUGE);
    let run = vault.run(&["--staged", "--fix"]);
    assert!(run.code <= 1, "{run:?}");
    assert!(run.stderr.contains("a.md") || run.stdout.contains("a.md"), "{run:?}");
    assert_eq!(fs::metadata(vault.path("a.md")).unwrap().len(), HUGE);
}

#[test]
fn a_step_of_undo_that_is_longer_than_any_is_not_taken_back() {
    let vault = repository();
    vault.write("a.md", DAMAGED);
    assert_eq!(vault.run(&["--fix"]).code, 0);
    let step = ".git/vaultlint/undo/1";
    let mut list: serde_json::Value = serde_json::from_str(&vault.read(&format!("{step}/step.json"))).unwrap();
    list["notes"][0]["before"] = HUGE.into();
    vault.write(&format!("{step}/step.json"), list.to_string());
    stretch(&vault.path(&format!("{step}/bytes")), HUGE + 64);
    let run = vault.run(&["undo"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("undo/1"), "{run:?}");
}

#[test]
fn a_cache_that_claims_to_be_huge_is_ignored() {
    let vault = repository();
    vault.write("a.md", DAMAGED);
    let before = vault.run(&["--format", "json"]);
    let cache = fs::read_dir(vault.path(".git/vaultlint/cache")).unwrap().next().unwrap().unwrap().path();
    let mut bytes = fs::read(&cache).unwrap();
    stretch(&cache, HUGE);
    assert_eq!(vault.run(&["--format", "json"]).stdout, before.stdout);
    bytes.truncate(32);
    bytes[8..16].copy_from_slice(&(HUGE - 64).to_le_bytes());
    fs::write(&cache, bytes).unwrap();
    stretch(&cache, HUGE);
    assert_eq!(vault.run(&["--format", "json"]).stdout, before.stdout);
}
