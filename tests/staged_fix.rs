//! `--staged --fix`: index and working copy together, or neither, and never a byte of anybody's work.

mod support;

use std::fs;

use support::staging::{DAMAGED, REPAIRED, damaged, fix, refused, state};
use support::{Run, TestVault};
use vaultlint::internals::{
    FileKind, GitError, NewBlob, ObjectId, Repository, TrackedFile, write_blobs_to_index, write_objects,
};

#[test]
fn blob_entry_and_file_are_fixed_together_and_git_sees_it() {
    let vault = damaged();
    vault.write("b.md", "unstaged\n");
    vault.write("c.md", DAMAGED);
    let run = fix(&vault);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains("-It wonâ€™t wait.\n+It won’t wait.\n"), "the diff is printed: {}", run.stdout);
    assert_eq!((vault.at("", "a.md").as_str(), vault.read("a.md").as_str()), (REPAIRED, REPAIRED));
    assert_eq!(vault.git_ok(&["diff-files", "--name-only"]), "b.md\n", "Git knows the file as it was written");
    assert_eq!(vault.git_ok(&["status", "--porcelain"]), "M  a.md\n M b.md\n?? c.md\n");
    assert_eq!((vault.read("b.md").as_str(), vault.read("c.md").as_str()), ("unstaged\n", DAMAGED));
    assert_eq!(vault.git_ok(&["fsck", "--strict", "--no-dangling"]), "");
    assert_eq!(fix(&vault).stdout, "1 staged note, nothing new to report\n");
    vault.write("a.md", REPAIRED.replace('t', "T"));
    assert!(vault.git_ok(&["diff", "--name-only"]).contains("a.md"), "a later edit of the same length is seen");
}

#[test]
fn git_knows_the_files_as_they_were_written_however_many() {
    for many in [2, 70] {
        let vault = damaged();
        for note in 0..many {
            vault.write(&format!("{note}.md"), DAMAGED);
        }
        vault.git_ok(&["add", "."]);
        vault.write("b.md", "unstaged\n");
        assert_eq!(fix(&vault).code, 0);
        assert_eq!(vault.git_ok(&["diff-files", "--name-only"]), "b.md\n", "{many}");
    }
}

#[test]
fn the_patch_fits_the_index_and_writes_nothing() {
    let vault = damaged();
    let before = state(&vault);
    assert_eq!(vault.run(&["--staged", "--diff", "--output", "../fix.patch"]).code, 1);
    assert_eq!(vault.run(&["--staged", "--fix", "--diff", "-q"]).code, 2, "one or the other");
    assert_eq!(state(&vault), before);
    vault.git_ok(&["apply", "--cached", "../fix.patch"]);
    assert_eq!(vault.at("", "a.md"), REPAIRED);
}

#[cfg(unix)]
#[test]
fn the_mode_of_a_note_is_kept() {
    use std::os::unix::fs::PermissionsExt;
    let vault = damaged();
    fs::set_permissions(vault.path("a.md"), fs::Permissions::from_mode(0o755)).unwrap();
    vault.git_ok(&["add", "a.md"]);
    assert_eq!(fix(&vault).code, 0);
    assert!(vault.git_ok(&["ls-files", "-s", "a.md"]).starts_with("100755 "));
    assert_eq!(fs::metadata(vault.path("a.md")).unwrap().permissions().mode() & 0o777, 0o755);
    assert_eq!(vault.git_ok(&["status", "--porcelain"]), "M  a.md\n");
}

#[test]
fn a_locked_index_is_left_alone_and_so_is_the_lock() {
    let vault = damaged();
    vault.write(".git/index.lock", "theirs");
    let before = (vault.files(), fs::read(vault.path(".git/index")).unwrap());
    let run = fix(&vault);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("index.lock exists"), "{}", run.stderr);
    assert_eq!((vault.files(), fs::read(vault.path(".git/index")).unwrap()), before);
    assert_eq!(vault.read(".git/index.lock"), "theirs");
    assert_eq!(vault.run(&["undo", "--list"]).stdout, "", "nothing was written, so there is nothing to undo");
    assert!(!vault.path(".git/vaultlint/undo/1").exists());
}

#[test]
fn an_index_that_somebody_else_wrote_is_not_replaced() {
    let vault = damaged();
    let index = vault.path(".git/index");
    let as_read = fs::read(&index).unwrap();
    vault.write("b.md", "theirs\n");
    vault.git_ok(&["add", "b.md"]);
    let repository = Repository::containing(&vault.root()).unwrap();
    let before = state(&vault);
    let old = ObjectId::parse(vault.git_ok(&["rev-parse", ":a.md"]).trim()).unwrap();
    let new = write_objects(&repository, &[REPAIRED.as_bytes()]).unwrap()[0];
    let file = TrackedFile { path: b"a.md".to_vec(), id: old, kind: FileKind::Regular };
    let blob = NewBlob { file: &file, new };
    assert!(matches!(write_blobs_to_index(&repository, &as_read, &[blob]), Err(GitError::Changed)));
    assert_eq!(state(&vault), before);
    assert!(!vault.path(".git/index.lock").exists(), "the lock is given back");
    write_blobs_to_index(&repository, &fs::read(&index).unwrap(), &[blob]).unwrap();
    assert_eq!((vault.at("", "a.md").as_str(), vault.at("", "b.md").as_str()), (REPAIRED, "theirs\n"));
}

#[cfg(unix)]
#[test]
fn without_git_nothing_is_written() {
    let vault = damaged();
    let before = state(&vault);
    let without_git =
        |args: &[&str]| Run::of(vault.command().args(args).env("PATH", "").env_remove("VAULTLINT_READER"));
    let run = without_git(&["--staged", "--fix"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("cannot run `git`"), "{}", run.stderr);
    assert_eq!(state(&vault), before);
    assert_eq!(without_git(&["--staged"]).code, 1, "a check needs no program");
}

#[test]
fn other_work_in_the_repository_is_kept() {
    let vault = damaged();
    vault.write("b.md", "stashed\n");
    vault.git_ok(&["stash", "push", "-q", "b.md"]);
    vault.write("new.md", "announced\n");
    vault.git_ok(&["add", "-N", "new.md"]);
    vault.git_ok(&["update-index", "--assume-unchanged", "b.md"]);
    for (key, value) in
        [("diff.noprefix", "true"), ("apply.whitespace", "fix"), ("core.quotePath", "true"), ("diff.external", "false")]
    {
        vault.git_ok(&["config", key, value]);
    }
    let stash = vault.git_ok(&["stash", "list"]);
    let entries = |vault: &TestVault| vault.git_ok(&["ls-files", "-v", "--stage"]).replace('\t', " ");
    let before: Vec<String> =
        entries(&vault).lines().filter(|line| !line.ends_with("a.md")).map(str::to_owned).collect();
    assert_eq!(fix(&vault).code, 0);
    let after: Vec<String> =
        entries(&vault).lines().filter(|line| !line.ends_with("a.md")).map(str::to_owned).collect();
    assert_eq!(before, after);
    assert_eq!(vault.git_ok(&["stash", "list"]), stash);
    assert_eq!(vault.git_ok(&["diff", "--no-ext-diff", "--name-only"]), "new.md\n");
}

#[test]
fn a_file_written_in_the_moment_of_the_index_is_still_seen_as_changed() {
    let vault = damaged();
    vault.write("b.md", "bbb\n");
    vault.git_ok(&["add", "b.md"]);
    vault.write("b.md", "ccc\n");
    // The same second for both, as on a file system or after a checkout that knows no finer times.
    let moment = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    let set =
        |path: &str| fs::File::options().write(true).open(vault.path(path)).unwrap().set_modified(moment).unwrap();
    set("b.md");
    vault.write("b.md", "bbb\n");
    set("b.md");
    vault.git_ok(&["add", "--renormalize", "b.md"]);
    vault.git_ok(&["update-index", "b.md"]);
    vault.write("b.md", "ccc\n");
    set("b.md");
    set(".git/index");
    assert_eq!(fix(&vault).code, 0);
    assert!(
        vault.git_ok(&["status", "--porcelain"]).contains("MM b.md"),
        "{}",
        vault.git_ok(&["status", "--porcelain"])
    );
}

#[test]
fn a_note_that_git_must_not_look_at_is_named() {
    let vault = damaged();
    vault.git_ok(&["update-index", "--assume-unchanged", "a.md"]);
    assert!(refused(&vault, 1).contains("not fixed: a.md: Git ignores changes to its working copy"));
    assert!(vault.git_ok(&["ls-files", "-v", "a.md"]).starts_with("h "));
}

#[test]
fn under_a_framework_only_working_copies_are_fixed_and_it_is_not_clean() {
    let vault = damaged();
    let run = Run::of(vault.command().args(["--staged", "--fix"]).env("PRE_COMMIT", "1"));
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stdout.starts_with("1 fixed in the working tree, not staged"), "{}", run.stdout);
    assert_eq!((vault.read("a.md").as_str(), vault.at("", "a.md").as_str()), (REPAIRED, DAMAGED));
}

#[test]
fn where_the_git_folder_stands_apart_the_right_file_is_fixed() {
    for by_environment in [false, true] {
        let vault = TestVault::new(&[("a.md", DAMAGED)]);
        fs::write(vault.path("../a.md"), DAMAGED).unwrap();
        let args = |args: &[&str]| {
            let mut command = vault.git_command(args);
            if by_environment {
                command.env("GIT_DIR", "../apart.git").env("GIT_WORK_TREE", ".");
            }
            Run::of(&mut command)
        };
        let init =
            if by_environment { &["init", "-q"][..] } else { &["init", "-q", "--separate-git-dir", "../apart.git"] };
        assert_eq!(args(init).code, 0);
        assert_eq!(args(&["add", "-A"]).code, 0);
        let mut command = vault.command();
        if by_environment {
            command.env("GIT_DIR", "../apart.git").env("GIT_WORK_TREE", ".");
        }
        let run = Run::of(command.args(["--staged", "--fix"]));
        assert_eq!(run.code, 0, "{run:?}");
        assert_eq!(vault.read("a.md"), REPAIRED);
        assert_eq!(fs::read_to_string(vault.path("../a.md")).unwrap(), DAMAGED, "not ours");
        assert_eq!(args(&["show", ":a.md"]).stdout, REPAIRED);
    }
}

#[test]
fn two_vaults_are_fixed_in_one_step() {
    let vault = TestVault::repository(&[("one/.vaultlint.yaml", ""), ("two/.vaultlint.yaml", "")]);
    for path in ["one/a.md", "two/a.md", "a.md"] {
        vault.write(path, DAMAGED);
    }
    vault.git_ok(&["add", "-A"]);
    let run = vault.run(&["--staged", "--fix", "-q"]);
    assert_eq!(run.stdout, "3 fixed and staged, nothing left to report in 3 staged notes\n");
    for path in ["one/a.md", "two/a.md", "a.md"] {
        assert_eq!((vault.read(path).as_str(), vault.at("", path).as_str()), (REPAIRED, REPAIRED), "{path}");
    }
}

#[test]
fn many_staged_notes_are_fixed_in_one_step() {
    let vault = TestVault::repository(&[("x", "")]);
    for at in 0..400 {
        vault.write(&format!("Folder {}/note {at}.md", at % 7), format!("{at}: {DAMAGED}"));
    }
    vault.git_ok(&["add", "-A"]);
    let run = vault.run(&["--staged", "--fix", "-q"]);
    assert_eq!(run.stdout, "400 fixed and staged, nothing left to report in 400 staged notes\n");
    assert_eq!(vault.at("", "Folder 1/note 8.md"), format!("8: {REPAIRED}"));
    assert!(vault.git_ok(&["status", "--porcelain"]).lines().all(|line| line.starts_with("A  ")));
    assert_eq!(vault.run(&["undo", "--list"]).stdout.lines().count(), 1);
}

#[test]
fn a_new_fix_on_an_old_line_takes_the_old_damage_of_that_line_along() {
    let old = "---\ntype: people\n---\n## Recent Context\n\n- 2025-10-30: [[2025-10-30 - Call]] - It wonâ€™t wait, said Ada.\n";
    let vault = TestVault::repository(&[("a.md", old)]);
    let entry = "- 2025-10-30: [[Sources/2025-10-30 - Call.md|Call]] — Call. Seeds.\n";
    vault.write("a.md", old.replace("\n\n- ", &format!("\n\n{entry}- ")));
    vault.git_ok(&["add", "-A"]);
    assert_eq!(fix(&vault).code, 0);
    assert_eq!(
        vault.read("a.md").lines().last().unwrap(),
        "- 2025-10-30: [[2025-10-30 - Call]] - It won’t wait, said Ada. / Call. Seeds."
    );
    assert_eq!(vault.run(&["--staged"]).code, 0);
}
