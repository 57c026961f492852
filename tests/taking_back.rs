//! `vaultlint undo` after a staged fix: in the right repository, in index and file, and never over somebody's work.

mod support;

use std::fs;

use support::staging::{DAMAGED, REPAIRED, damaged, fix, state};
use support::{Run, TestVault};

/// A repository where `a.md` was staged with damage, and fixed.
fn fixed() -> TestVault {
    let vault = TestVault::repository(&[("a.md", "one\n"), ("z.md", "one\n")]);
    vault.write("a.md", DAMAGED);
    vault.git_ok(&["add", "a.md"]);
    assert_eq!(vault.run(&["--staged", "--fix"]).code, 0);
    vault
}

/// `git` in a folder of the vault.
fn git_in(vault: &TestVault, folder: &str, args: &[&str]) -> String {
    let run = Run::of(vault.git_command(args).current_dir(vault.path(folder)));
    assert_eq!(run.code, 0, "{args:?}: {run:?}");
    run.stdout
}

/// The program in a folder of the vault.
fn run_in(vault: &TestVault, folder: &str, args: &[&str]) -> Run {
    Run::of(vault.command().args(args).current_dir(vault.path(folder)))
}

#[test]
fn the_index_of_the_repository_that_was_fixed_is_the_one_that_changes() {
    // The vault is the outer repository; the notes that are fixed are of the inner one.
    let vault = TestVault::new(&[(".obsidian/app.json", "{}"), ("a.md", "one\n")]);
    vault.git_ok(&["init", "-q"]);
    vault.git_ok(&["add", "-A"]);
    vault.git_ok(&["commit", "-q", "-m", "outer"]);
    vault.write("sub/a.md", "one\n");
    git_in(&vault, "sub", &["init", "-q"]);
    git_in(&vault, "sub", &["add", "-A"]);
    git_in(&vault, "sub", &["commit", "-q", "-m", "inner"]);
    vault.write("sub/a.md", DAMAGED);
    git_in(&vault, "sub", &["add", "a.md"]);
    vault.write("a.md", REPAIRED);
    vault.git_ok(&["add", "a.md"]);
    let fixed = run_in(&vault, "sub", &["--staged", "--fix"]);
    assert_eq!(fixed.code, 0, "{fixed:?}");
    assert_eq!(git_in(&vault, "sub", &["show", ":a.md"]), REPAIRED);
    let back = run_in(&vault, "sub", &["undo"]);
    assert_eq!(back.code, 0, "{back:?}");
    assert_eq!(
        (git_in(&vault, "sub", &["show", ":a.md"]).as_str(), vault.read("sub/a.md").as_str()),
        (DAMAGED, DAMAGED)
    );
    assert_eq!(vault.at("", "a.md"), REPAIRED, "the outer index is another");
    assert_eq!(vault.git_ok(&["fsck", "--strict", "--no-dangling"]), "");
}

#[test]
fn a_vault_above_its_repository_is_taken_back_and_finished() {
    let vault = TestVault::new(&[("r/a.md", "one\n")]);
    git_in(&vault, "r", &["init", "-q"]);
    git_in(&vault, "r", &["add", "-A"]);
    git_in(&vault, "r", &["commit", "-q", "-m", "x"]);
    vault.write("r/a.md", DAMAGED);
    git_in(&vault, "r", &["add", "-A"]);
    if cfg!(debug_assertions) {
        let killed = Run::of(
            vault.command().args(["--staged", "--fix"]).current_dir(vault.path("r")).env("VAULTLINT_KILL_AT", "staged"),
        );
        assert!(![0, 1, 2, 3].contains(&killed.code), "{killed:?}");
        let next = run_in(&vault, "r", &["--staged", "--fix"]);
        assert!(next.stderr.contains("finished an interrupted fix in 1 note"), "{next:?}");
    } else {
        assert_eq!(run_in(&vault, "r", &["--staged", "--fix"]).code, 0);
    }
    assert_eq!(vault.read("r/a.md"), REPAIRED);
    assert_eq!(run_in(&vault, "r", &["undo"]).code, 0);
    assert_eq!((git_in(&vault, "r", &["show", ":a.md"]).as_str(), vault.read("r/a.md").as_str()), (DAMAGED, DAMAGED));
}

#[test]
fn the_old_text_comes_back_when_git_has_thrown_it_away() {
    let vault = fixed();
    vault.git_ok(&["prune"]);
    assert_eq!(vault.run(&["undo"]).code, 0);
    assert_eq!(vault.at("", "a.md"), DAMAGED);
    assert_eq!(vault.git_ok(&["fsck", "--strict", "--no-dangling"]), "");
}

#[test]
fn what_was_fixed_in_the_index_only_is_taken_back_there() {
    let vault = fixed();
    vault.write("a.md", DAMAGED);
    vault.git_ok(&["add", "a.md"]);
    vault.write("a.md", format!("mine: {DAMAGED}"));
    assert_eq!(vault.run(&["--staged", "--fix"]).code, 1);
    assert_eq!(vault.at("", "a.md"), REPAIRED);
    assert_eq!(vault.run(&["undo"]).code, 0);
    assert_eq!((vault.at("", "a.md"), vault.read("a.md")), (DAMAGED.to_owned(), format!("mine: {DAMAGED}")));
}

#[test]
fn it_is_said_what_became_of_file_and_index() {
    let vault = fixed();
    fs::remove_file(vault.path("a.md")).unwrap();
    let run = vault.run(&["undo"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stdout.contains("a.md: left untouched: it is not in the working tree; restored in the index"),
        "{run:?}"
    );
    assert_eq!(vault.at("", "a.md"), DAMAGED);
    let vault = fixed();
    vault.write("a.md", format!("one\ntwo\n{DAMAGED}"));
    vault.git_ok(&["add", "a.md"]);
    assert_eq!(vault.run(&["--staged", "--fix"]).code, 0);
    vault.write("a.md", format!("ONE\ntwo\n{REPAIRED}"));
    vault.git_ok(&["add", "a.md"]);
    let run = vault.run(&["undo"]);
    assert!(run.stdout.contains("a.md: fix undone, later edits kept; the staged version is left untouched"), "{run:?}");
}

#[cfg(unix)]
#[test]
fn it_writes_nothing_behind_a_link_or_where_git_was_told_not_to_look() {
    let vault = TestVault::repository(&[("sub/a.md", "one\n")]);
    vault.write("sub/a.md", DAMAGED);
    vault.git_ok(&["add", "-A"]);
    assert_eq!(vault.run(&["--staged", "--fix"]).code, 0);
    fs::rename(vault.path("sub"), vault.path("../elsewhere")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", vault.path("sub")).unwrap();
    assert_eq!(vault.run(&["undo"]).code, 1);
    assert_eq!(fs::read_to_string(vault.path("../elsewhere/a.md")).unwrap(), REPAIRED);

    let vault = fixed();
    vault.git_ok(&["update-index", "--skip-worktree", "a.md"]);
    assert_eq!(vault.run(&["undo"]).code, 0);
    assert!(vault.git_ok(&["ls-files", "-v", "a.md"]).starts_with("S "), "the mark is kept");
    assert_eq!(vault.at("", "a.md"), REPAIRED);
}

#[test]
#[cfg_attr(
    not(debug_assertions),
    ignore = "needs a build with debug assertions: VAULTLINT_KILL_AT and VAULTLINT_MOVE_AT"
)]
fn the_list_writes_nothing_and_a_commit_of_other_paths_finishes_nothing_wrong() {
    let killed = || {
        let vault =
            TestVault::repository(&[("a.md", "one\n"), ("z.md", "one\n"), (".vaultlint.yaml", "hook: {fix: true}\n")]);
        vault.write("a.md", DAMAGED);
        vault.git_ok(&["add", "a.md"]);
        Run::of(vault.command().args(["--staged", "--fix"]).env("VAULTLINT_KILL_AT", "staged"));
        assert_eq!((vault.at("", "a.md").as_str(), vault.read("a.md").as_str()), (REPAIRED, DAMAGED));
        vault
    };
    let vault = killed();
    assert_eq!(vault.run(&["undo", "--list"]).code, 0);
    assert_eq!(vault.read("a.md"), DAMAGED);

    vault.write("z.md", "two\n");
    let mut run = vault.command();
    let next = vault.path(".git/next-index-1.lock");
    // As in `git commit -- z.md`: an index with HEAD and the named path alone.
    Run::of(vault.git_command(&["read-tree", "HEAD"]).env("GIT_INDEX_FILE", &next));
    Run::of(vault.git_command(&["add", "z.md"]).env("GIT_INDEX_FILE", &next));
    fs::copy(vault.path(".git/index"), vault.path(".git/index.lock")).unwrap();
    let run = Run::of(run.args(["hook", "run", "pre-commit"]).env("GIT_INDEX_FILE", &next));
    assert_eq!(run.code, 0, "{run:?}");
    fs::remove_file(vault.path(".git/index.lock")).unwrap();
    assert_eq!(vault.read("a.md"), REPAIRED, "the index that was written says that it was staged");

    let vault = killed();
    vault.git_ok(&["commit", "-q", "--no-verify", "-m", "fixed"]);
    let run = vault.run(&["--staged", "--fix"]);
    assert!(run.stderr.contains("finished an interrupted fix in 1 note"), "nothing is staged any more: {run:?}");
    assert_eq!(vault.git_ok(&["status", "--porcelain"]), "");
}

#[test]
fn undo_takes_back_what_is_staged_and_after_a_commit_the_working_copy() {
    let vault = damaged();
    let before = state(&vault);
    assert_eq!(fix(&vault).code, 0);
    assert_eq!(vault.run(&["undo"]).code, 0);
    assert_eq!(state(&vault), before);
    assert_eq!(fix(&vault).code, 0);
    vault.git_ok(&["commit", "-q", "-m", "fixed"]);
    assert_eq!(vault.run(&["undo"]).code, 0);
    assert_eq!((vault.read("a.md").as_str(), vault.at("", "a.md").as_str()), (DAMAGED, REPAIRED));
}

#[test]
fn undo_keeps_what_was_edited_and_staged_since() {
    let vault = damaged();
    vault.write("a.md", format!("one\ntwo\n{DAMAGED}three\nfour\n"));
    vault.git_ok(&["add", "-A"]);
    assert_eq!(fix(&vault).code, 0);
    vault.write("a.md", format!("ONE\ntwo\n{REPAIRED}three\nfour\nfive\n"));
    vault.git_ok(&["add", "-A"]);
    let run = vault.run(&["undo"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains("a.md: fix undone, later edits kept"), "{}", run.stdout);
    assert_eq!(vault.read("a.md"), format!("ONE\ntwo\n{DAMAGED}three\nfour\nfive\n"));
    assert_eq!(vault.at("", "a.md"), format!("ONE\ntwo\n{REPAIRED}three\nfour\nfive\n"), "staged by somebody since");
    vault.git_ok(&["add", "-A"]);
    assert_eq!(fix(&vault).code, 0);
    vault.write("a.md", "rewritten\n");
    let run = vault.run(&["undo"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("a.md: left untouched: later edits overlap this change"), "{}", run.stdout);
    let diff = format!("-{}+{}", REPAIRED, DAMAGED);
    assert!(run.stdout.contains(&diff), "what it would change is shown: {}", run.stdout);
    assert_eq!(vault.read("a.md"), "rewritten\n");
}

#[test]
fn a_moved_note_is_taken_back_by_its_old_name_from_its_folder() {
    let vault = TestVault::new(&[("People/Ada.md", "x\n"), ("n.md", "[[Ada]]\n")]);
    assert_eq!(vault.run(&["rename", "Ada", "Team/Ada Byron"]).code, 0);
    vault.write("People/other.md", "x\n");
    let run = Run::of(vault.command().current_dir(vault.path("People")).args(["undo", "1", "Ada.md"]));
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(vault.read("People/Ada.md"), "x\n");
}
