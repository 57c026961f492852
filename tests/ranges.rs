//! What changed between two revisions: `--range`, `--since REV`, `--since last`.

mod support;

use std::fs;

use support::{Run, TestVault};

const DAMAGED: &str = "It wonâ€™t wait.\n";
const REPAIRED: &str = "It won’t wait.\n";

fn range(vault: &TestVault, range: &str) -> Vec<String> {
    vault.run(&["--range", range, "--format", "json"]).new_findings()
}

fn commit_all(vault: &TestVault, message: &str) {
    vault.git_ok(&["add", "-A"]);
    vault.git_ok(&["commit", "-q", "-m", message]);
}

/// main: one, two (b.md damaged), topic from one: a.md damaged.
fn forked() -> TestVault {
    let vault = TestVault::repository(&[("a.md", "one\n"), ("b.md", "one\n"), ("old.md", DAMAGED)]);
    vault.git_ok(&["tag", "one"]);
    vault.git_ok(&["checkout", "-q", "-b", "topic"]);
    vault.write("a.md", format!("one\n{DAMAGED}"));
    commit_all(&vault, "topic");
    vault.git_ok(&["checkout", "-q", "main"]);
    vault.write("b.md", DAMAGED);
    commit_all(&vault, "two");
    vault
}

#[test]
fn two_dots_compare_and_three_dots_begin_at_the_fork() {
    let vault = forked();
    assert_eq!(range(&vault, "one..main"), ["b.md:1"]);
    assert_eq!(range(&vault, "one..topic"), ["a.md:2"]);
    assert_eq!(range(&vault, "main...topic"), ["a.md:2"]);
    assert_eq!(range(&vault, "topic..main"), ["b.md:1"], "a.md lost its damage on the way");
    assert_eq!(range(&vault, "one.."), ["b.md:1"], "a side that is left out is HEAD");
    assert_eq!(range(&vault, "main..main").len(), 0);
    assert_eq!(vault.run(&["--range", "one..main"]).code, 1);
    assert_eq!(vault.run(&["--range", "one..main", "a.md"]).code, 0, "paths narrow it");
}

#[test]
fn the_revision_is_what_is_checked_not_the_working_tree() {
    let vault = forked();
    fs::remove_file(vault.path("b.md")).unwrap();
    vault.write(".vaultlint.yaml", "rules: {mojibake: off}\n");
    vault.write("a.md", DAMAGED);
    assert_eq!(range(&vault, "one..main").len(), 0, "config that is not tracked counts");
    vault.git_ok(&["add", ".vaultlint.yaml"]);
    vault.git_ok(&["commit", "-q", "-m", "config"]);
    assert_eq!(range(&vault, "one..main").len(), 0);
    assert_eq!(range(&vault, "one..main~1").len(), 0, "it is not tracked in that revision");
    fs::remove_file(vault.path(".vaultlint.yaml")).unwrap();
    assert_eq!(range(&vault, "one..main").len(), 0, "and counts as it is there");
    assert_eq!(range(&vault, "one..main~1"), ["b.md:1"]);
}

#[test]
fn renamed_and_deleted_notes_bring_nothing_new() {
    let vault = forked();
    vault.git_ok(&["mv", "old.md", "Archive.md"]);
    vault.git_ok(&["rm", "-q", "a.md"]);
    commit_all(&vault, "moved");
    assert_eq!(range(&vault, "main~1..main").len(), 0);
    let run = vault.run(&["--range", "main~1..main"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains("1 older finding"), "{}", run.stdout);
}

#[test]
fn since_begins_where_head_left_it() {
    let vault = forked();
    vault.git_ok(&["checkout", "-q", "topic"]);
    let since = |rev: &str| vault.run(&["--since", rev, "--format", "json"]).new_findings();
    assert_eq!(since("main"), ["a.md:2"]);
    assert_eq!(since("HEAD").len(), 0);
    assert_eq!(vault.run(&["--since", "main", "--all-lines"]).code, 1);
}

#[test]
fn since_fixes_working_copies_that_are_as_committed() {
    let vault = forked();
    vault.write("c.md", DAMAGED);
    commit_all(&vault, "three");
    vault.write("c.md", format!("{DAMAGED}and more\n"));
    let run = vault.run(&["--since", "one", "--fix"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("c.md: its working copy differs from the committed version"), "{}", run.stdout);
    assert_eq!(vault.read("b.md"), REPAIRED);
    assert_eq!(vault.read("c.md"), format!("{DAMAGED}and more\n"));
    assert_eq!(vault.read("old.md"), DAMAGED, "what is old is not fixed");
    assert_eq!(vault.git_ok(&["diff", "--cached", "--name-only"]), "", "nothing is staged");
}

#[test]
fn the_last_clean_run_is_where_the_next_one_begins() {
    let vault = forked();
    let last = || vault.run(&["--since", "last"]);
    let run = last();
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("no clean run is recorded"), "{}", run.stderr);
    assert_eq!(vault.run(&["--since", "HEAD"]).code, 0);
    assert_eq!(last().code, 0);
    vault.write("b.md", format!("{DAMAGED}{DAMAGED}"));
    commit_all(&vault, "three");
    vault.write("c.md", "clean\n");
    commit_all(&vault, "four");
    assert_eq!(last().code, 1);
    assert_eq!(last().code, 1, "what is not clean is not remembered");
    assert_eq!(vault.run(&["--since", "last", "--select", "byte-order-mark"]).code, 0, "nor is a part of it");
    assert_eq!(last().code, 1);
    assert_eq!(vault.run(&["--since", "last", "--fix"]).code, 0);
    assert_eq!(last().code, 1, "the fix is not committed yet");
    commit_all(&vault, "fixed");
    assert_eq!(last().code, 0);
    let head = vault.git_ok(&["rev-parse", "HEAD"]);
    assert_eq!(vault.read(".git/vaultlint/last-clean"), head);
    vault.write(".git/vaultlint/last-clean", "1111111111111111111111111111111111111111\n");
    let run = last();
    assert!(run.code == 2 && run.stderr.contains("the last clean run was at 1111111"), "{run:?}");
}

#[test]
fn a_clean_run_that_leaves_a_gap_is_not_the_last_one() {
    let vault = forked();
    assert_eq!(vault.run(&["--since", "HEAD"]).code, 0);
    vault.write("c.md", DAMAGED);
    commit_all(&vault, "damaged");
    vault.write("d.md", "clean\n");
    commit_all(&vault, "clean");
    assert_eq!(vault.run(&["--since", "HEAD~1"]).code, 0);
    assert_eq!(vault.run(&["--since", "last", "--vault", "."]).code, 1);
    assert_eq!(vault.run(&["--since", "last"]).code, 1, "the damaged commit lies between");
    let run = vault.run(&["--since", "HEAD~2..HEAD"]);
    assert!(run.code == 2 && run.stderr.contains("unknown revision"), "{run:?}");
    let run = vault.run(&["--range", "HEAD"]);
    assert!(run.code == 2 && run.stderr.contains("`HEAD` is not a range"), "{run:?}");
}

#[test]
fn a_clean_run_over_the_whole_vault_is_remembered() {
    let vault = TestVault::repository(&[("a.md", "one\n")]);
    assert_eq!(vault.run(&["a.md"]).code, 0);
    assert!(!vault.path(".git/vaultlint/last-clean").exists(), "one note is not the vault");
    vault.write("a.md", "two\n");
    assert_eq!(vault.run(&[]).code, 0);
    assert!(!vault.path(".git/vaultlint/last-clean").exists(), "that is not what HEAD holds");
    vault.write("a.md", "one\n");
    vault.git_ok(&["status"]);
    assert_eq!(vault.run(&[]).code, 0);
    assert!(vault.path(".git/vaultlint/last-clean").exists());
}

#[test]
fn a_shallow_clone_says_what_to_fetch() {
    let vault = forked();
    vault.git_ok(&["checkout", "-q", "topic"]);
    let url = format!("file://{}", vault.root().canonicalize().unwrap().display());
    vault.git_ok(&["clone", "-q", "--depth", "1", "--no-single-branch", &url, "../shallow"]);
    let shallow = vault.root().parent().unwrap().join("shallow");
    let said = |args: &[&str]| {
        let run = Run::of(vault.command().current_dir(&shallow).args(args));
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{args:?}: {run:?}");
        run.stderr
    };
    for args in [&["--since", "origin/main"][..], &["--range", "origin/main...HEAD"], &["--since", "HEAD~1"]] {
        assert!(said(args).contains("fetch-depth: 0"), "{args:?}");
    }
    let run = Run::of(vault.command().current_dir(&shallow).args(["--range", "origin/main..HEAD", "--format", "json"]));
    assert_eq!(run.new_findings(), ["a.md:2"], "two dots need no common past");
}

#[test]
fn what_does_not_go_together_is_refused() {
    let vault = forked();
    let said = |args: &[&str]| {
        let run = vault.run(args);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{args:?}");
        run.stderr
    };
    assert!(said(&["--range", "one..main", "--fix"]).contains("--range and --fix cannot be used together"));
    assert!(said(&["--all-lines"]).contains("--all-lines requires"));
    assert!(said(&["--range", "nowhere..main"]).contains("unknown revision `nowhere`"));
    assert!(said(&["--since", "-x"]).contains("-x"));
    assert!(said(&["--staged", "--since", "one"]).contains("cannot be used together"));
    assert_eq!(vault.run(&["--range", "one..main", "--diff"]).code, 1, "a patch can be shown");
}

#[test]
fn a_merge_commit_in_a_range_counts_against_its_beginning() {
    let vault = forked();
    vault.git_ok(&["merge", "-q", "topic", "-m", "merge"]);
    assert_eq!(range(&vault, "one..main"), ["a.md:2", "b.md:1"]);
    assert_eq!(range(&vault, "topic..main"), ["b.md:1"]);
}

#[test]
fn statistics_name_the_commit_that_did_the_damage() {
    let names = ["a.md", "b.md", "c.md"];
    let vault = TestVault::repository(&names.map(|name| (name, REPAIRED)));
    let remark = || vault.run(&["--statistics"]).stdout.lines().last().unwrap_or_default().to_owned();
    let short = || vault.git_ok(&["rev-parse", "--short", "HEAD"]).trim().to_owned();
    let today = || vault.git_ok(&["log", "-1", "--format=%cs"]).trim().to_owned();
    vault.write("a.md", DAMAGED);
    commit_all(&vault, "import");
    assert_eq!(remark(), format!("the garbled note comes from one commit: {} {} \"import\"", short(), today()));
    vault.write("b.md", DAMAGED);
    vault.write("c.md", DAMAGED);
    commit_all(&vault, "regenerate people");
    let regenerated = format!("{} {} \"regenerate people\"", short(), today());
    vault.git_ok(&["mv", "b.md", "moved.md"]);
    commit_all(&vault, "move");
    vault.write("moved.md", format!("{DAMAGED}more\n"));
    commit_all(&vault, "more");
    assert_eq!(remark(), format!("2 of the 3 garbled notes come from one commit: {regenerated}"));
    vault.write("a.md", REPAIRED);
    assert_eq!(remark(), format!("all 2 garbled notes come from one commit: {regenerated}"));
}
