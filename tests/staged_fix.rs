//! `--staged --fix`: index and working copy together, or neither, and never a byte of anybody's work.

mod support;

use std::fs;

use support::{Run, TestVault, has_git};
use vaultlint::git::{FileKind, GitError, NewBlob, ObjectId, Repository, stage, write_objects};

const DAMAGED: &str = "It wonâ€™t wait.\n";
const REPAIRED: &str = "It won’t wait.\n";

/// Index, working tree and what else a run might touch.
fn state(vault: &TestVault) -> (Vec<(String, Vec<u8>)>, String, String, String) {
    (
        vault.files(),
        vault.git_ok(&["ls-files", "-s"]),
        vault.git_ok(&["stash", "list"]),
        vault.git_ok(&["for-each-ref"]) + &vault.git_ok(&["status", "--porcelain"]),
    )
}

/// A repository where `a.md` is staged with damage.
fn damaged() -> Option<TestVault> {
    has_git().then(|| {
        let vault = TestVault::repository(&[("a.md", "one\n"), ("b.md", "one\n")]);
        vault.write("a.md", DAMAGED);
        vault.git_ok(&["add", "a.md"]);
        vault
    })
}

fn fix(vault: &TestVault) -> Run {
    vault.run(&["--staged", "--fix"])
}

/// Runs a fix that must leave everything as it is, and gives what it said.
fn refused(vault: &TestVault, code: i32) -> String {
    let before = state(vault);
    let run = fix(vault);
    assert_eq!(run.code, code, "{run:?}");
    assert_eq!(state(vault), before);
    run.stdout + &run.stderr
}

#[test]
fn blob_entry_and_file_are_fixed_together_and_git_sees_it() {
    let Some(vault) = damaged() else { return };
    vault.write("b.md", "unstaged\n");
    vault.write("c.md", DAMAGED);
    let run = fix(&vault);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains("-It wonâ€™t wait.\n+It won’t wait.\n"), "the diff is printed: {}", run.stdout);
    assert_eq!((vault.at("", "a.md").as_str(), vault.read("a.md").as_str()), (REPAIRED, REPAIRED));
    assert_eq!(vault.git_ok(&["status", "--porcelain"]), "M  a.md\n M b.md\n?? c.md\n");
    assert_eq!((vault.read("b.md").as_str(), vault.read("c.md").as_str()), ("unstaged\n", DAMAGED));
    assert_eq!(vault.git_ok(&["fsck", "--strict", "--no-dangling"]), "");
    assert_eq!(fix(&vault).stdout, "1 staged note, nothing new to report\n");
    vault.write("a.md", REPAIRED.replace('t', "T"));
    assert!(vault.git_ok(&["diff", "--name-only"]).contains("a.md"), "a later edit of the same length is seen");
}

#[test]
fn the_patch_fits_the_index_and_writes_nothing() {
    let Some(vault) = damaged() else { return };
    let before = state(&vault);
    assert_eq!(vault.run(&["--staged", "--diff", "--output", "../fix.patch"]).code, 1);
    assert_eq!(vault.run(&["--staged", "--fix", "--diff", "-q"]).code, 1, "--diff wins");
    assert_eq!(state(&vault), before);
    vault.git_ok(&["apply", "--cached", "../fix.patch"]);
    assert_eq!(vault.at("", "a.md"), REPAIRED);
}

/// Runs a fix that fixes `a.md` in the index only, and gives what it said.
fn fixed_in_the_index_only(vault: &TestVault) -> String {
    let before = vault.files();
    let run = fix(vault);
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(vault.files(), before);
    assert_eq!(vault.at("", "a.md"), REPAIRED);
    vault.git_ok(&["update-index", "--cacheinfo", &format!("100644,{},a.md", damaged_blob(vault))]);
    run.stdout
}

/// The object with the damaged text.
fn damaged_blob(vault: &TestVault) -> String {
    vault.write("../damaged", DAMAGED);
    vault.git_ok(&["hash-object", "-w", "--no-filters", "../damaged"]).trim().to_owned()
}

#[test]
fn work_in_progress_elsewhere_in_the_note_is_kept_and_gets_the_fix() {
    let Some(vault) = damaged() else { return };
    let staged = format!("one\ntwo\nthree\n{DAMAGED}four\nfive\n");
    vault.write("a.md", &staged);
    vault.git_ok(&["add", "a.md"]);
    let in_progress = staged.replace("one\n", "ONE\n").replace("five\n", "five\nsix");
    vault.write("a.md", &in_progress);
    assert_eq!(fix(&vault).code, 0);
    assert_eq!(vault.at("", "a.md"), staged.replace(DAMAGED, REPAIRED));
    assert_eq!(vault.read("a.md"), in_progress.replace(DAMAGED, REPAIRED));
    assert_eq!(vault.git_ok(&["status", "--porcelain"]), "MM a.md\n");
    assert_eq!(vault.run(&["undo"]).code, 0);
    assert_eq!(vault.read("a.md"), in_progress);
}

#[test]
fn work_in_progress_where_the_fix_belongs_stays_to_the_byte() {
    let Some(vault) = damaged() else { return };
    for on_disk in [format!("{DAMAGED}more\n"), String::new(), DAMAGED.replace('\n', "\r\n\r\n")] {
        vault.write("a.md", on_disk);
        let said = fixed_in_the_index_only(&vault);
        assert!(said.contains("fixed in the index only: a.md: work that is not staged stands where"), "{said}");
        assert!(said.contains("brings the old text back"), "{said}");
    }
    fs::remove_file(vault.path("a.md")).unwrap();
    assert!(fixed_in_the_index_only(&vault).contains("a.md: it is not in the working tree"));
    fs::create_dir(vault.path("a.md")).unwrap();
    vault.write("a.md/untracked.txt", "mine");
    assert!(fixed_in_the_index_only(&vault).contains("a.md: not a regular file"));
}

#[test]
fn a_working_copy_keeps_its_line_breaks() {
    if !has_git() {
        return;
    }
    let vault = TestVault::repository(&[("x.md", "")]);
    vault.git_ok(&["config", "core.autocrlf", "true"]);
    let mixed = format!("one\r\n{DAMAGED}three\r\nfour\r\n{}", DAMAGED.replace('\n', "\r\n"));
    vault.write("a.md", &mixed);
    vault.git_ok(&["add", "a.md"]);
    assert_eq!(fix(&vault).code, 0);
    assert_eq!(vault.read("a.md"), mixed.replace("â€™", "’"));
    assert_eq!(vault.git_ok(&["status", "--porcelain"]), "A  a.md\n");
    vault.git_ok(&["commit", "-q", "-m", "x"]);
    let staged = vault.read("a.md").replace("three", "threeâ€™s");
    vault.write("a.md", &staged);
    vault.git_ok(&["add", "a.md"]);
    vault.write("a.md", format!("zero\r\n{staged}"));
    assert_eq!(fix(&vault).code, 0);
    assert_eq!(vault.read("a.md"), format!("zero\r\n{}", staged.replace("â€™", "’")));
}

#[test]
fn a_working_copy_that_is_fixed_already_is_right() {
    let Some(vault) = damaged() else { return };
    vault.write("a.md", REPAIRED);
    assert_eq!(fix(&vault).code, 0);
    assert_eq!((vault.at("", "a.md").as_str(), vault.read("a.md").as_str()), (REPAIRED, REPAIRED));
    assert_eq!(vault.git_ok(&["status", "--porcelain"]), "M  a.md\n");
}

#[test]
fn one_working_copy_that_stays_does_not_hold_up_another() {
    let Some(vault) = damaged() else { return };
    vault.write("b.md", DAMAGED);
    vault.git_ok(&["add", "b.md"]);
    vault.write("a.md", "work in progress\n");
    let run = fix(&vault);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("fixed in the index only: a.md"), "{}", run.stdout);
    assert_eq!((vault.at("", "b.md").as_str(), vault.read("b.md").as_str()), (REPAIRED, REPAIRED));
    assert_eq!((vault.at("", "a.md").as_str(), vault.read("a.md").as_str()), (REPAIRED, "work in progress\n"));
}

#[cfg(unix)]
#[test]
fn files_that_must_not_be_replaced_are_named() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let Some(vault) = damaged() else { return };
    let file = vault.path("a.md");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
    assert!(fixed_in_the_index_only(&vault).contains("a.md: read-only"));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    fs::hard_link(&file, vault.path("../second name")).unwrap();
    assert!(fixed_in_the_index_only(&vault).contains("a.md: it has several names"));
    fs::remove_file(&file).unwrap();
    vault.write("target.txt", DAMAGED);
    symlink("target.txt", &file).unwrap();
    assert!(fixed_in_the_index_only(&vault).contains("a.md: not a regular file"));
}

#[cfg(unix)]
#[test]
fn the_mode_of_a_note_is_kept() {
    use std::os::unix::fs::PermissionsExt;
    let Some(vault) = damaged() else { return };
    fs::set_permissions(vault.path("a.md"), fs::Permissions::from_mode(0o755)).unwrap();
    vault.git_ok(&["add", "a.md"]);
    assert_eq!(fix(&vault).code, 0);
    assert!(vault.git_ok(&["ls-files", "-s", "a.md"]).starts_with("100755 "));
    assert_eq!(fs::metadata(vault.path("a.md")).unwrap().permissions().mode() & 0o777, 0o755);
    assert_eq!(vault.git_ok(&["status", "--porcelain"]), "M  a.md\n");
}

/// A repository where what Git holds of `a.md` is not what is on disk, by this attribute.
fn behind(attribute: &str, clean: &str, smudge: &str, on_disk: &[u8]) -> Option<TestVault> {
    has_git().then(|| {
        let vault = TestVault::repository(&[("x", "")]);
        vault.git_ok(&["config", "filter.of-test.clean", clean]);
        vault.git_ok(&["config", "filter.of-test.smudge", smudge]);
        vault.git_ok(&["config", "filter.of-test.required", "true"]);
        vault.write(".gitattributes", format!("a.md {attribute}\n"));
        vault.write("a.md", on_disk);
        vault.git_ok(&["add", "-A"]);
        assert_eq!(vault.at("", "a.md"), DAMAGED, "the blob is checked");
        vault
    })
}

#[test]
fn a_working_copy_is_written_in_the_form_that_git_expects() {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let Some(vault) = behind("working-tree-encoding=UTF-16LE", "", "", &utf16(DAMAGED)) else { return };
    assert_eq!(fix(&vault).code, 0);
    assert_eq!((vault.at("", "a.md").as_str(), fs::read(vault.path("a.md")).unwrap()), (REPAIRED, utf16(REPAIRED)));
    assert_eq!(vault.git_ok(&["status", "--porcelain", "a.md"]), "A  a.md\n");

    let shouted = DAMAGED.replace("wait", "WAIT");
    let (clean, smudge) = ("sed s/WAIT/wait/", "sed s/wait/WAIT/");
    let Some(vault) = behind("filter=of-test", clean, smudge, shouted.as_bytes()) else { return };
    assert_eq!(fix(&vault).code, 0);
    assert_eq!((vault.at("", "a.md").as_str(), vault.read("a.md")), (REPAIRED, REPAIRED.replace("wait", "WAIT")));
    assert_eq!(vault.git_ok(&["status", "--porcelain", "a.md"]), "A  a.md\n");
}

#[test]
fn what_a_filter_does_not_give_back_is_named_and_left_alone() {
    let Some(vault) = behind("filter=of-test", "cat", "false", DAMAGED.as_bytes()) else { return };
    assert!(refused(&vault, 1).contains("not fixed: a.md: a filter of Git stands between"));
    let Some(vault) = behind("filter=of-test", "sed s/WAIT/wait/", "sed s/’/?/", DAMAGED.as_bytes()) else { return };
    assert!(refused(&vault, 1).contains("not fixed: a.md: a filter of Git stands between"));
}

#[test]
fn a_locked_index_is_left_alone_and_so_is_the_lock() {
    let Some(vault) = damaged() else { return };
    vault.write(".git/index.lock", "theirs");
    let before = (vault.files(), fs::read(vault.path(".git/index")).unwrap());
    let run = fix(&vault);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("index.lock is there"), "{}", run.stderr);
    assert_eq!((vault.files(), fs::read(vault.path(".git/index")).unwrap()), before);
    assert_eq!(vault.read(".git/index.lock"), "theirs");
    assert_eq!(vault.run(&["undo", "--list"]).stdout, "", "nothing was written, so there is nothing to undo");
    assert!(!vault.path(".git/vaultlint/undo/1").exists());
}

#[test]
fn an_index_that_somebody_else_wrote_is_not_replaced() {
    let Some(vault) = damaged() else { return };
    let index = vault.path(".git/index");
    let as_read = fs::read(&index).unwrap();
    vault.write("b.md", "theirs\n");
    vault.git_ok(&["add", "b.md"]);
    let repository = Repository::around(&vault.root()).unwrap();
    let before = state(&vault);
    let old = ObjectId::parse(vault.git_ok(&["rev-parse", ":a.md"]).trim()).unwrap();
    let new = write_objects(&repository, &[REPAIRED.as_bytes()]).unwrap()[0];
    let blob = NewBlob { path: b"a.md", kind: FileKind::Regular, old, new };
    assert!(matches!(stage(&repository, &as_read, &[blob]), Err(GitError::Changed)));
    assert_eq!(state(&vault), before);
    assert!(!vault.path(".git/index.lock").exists(), "the lock is given back");
    stage(&repository, &fs::read(&index).unwrap(), &[blob]).unwrap();
    assert_eq!((vault.at("", "a.md").as_str(), vault.at("", "b.md").as_str()), (REPAIRED, "theirs\n"));
}

#[cfg(unix)]
#[test]
fn without_git_nothing_is_written() {
    let Some(vault) = damaged().filter(|_| std::env::var_os("VAULTLINT_READER").is_none()) else { return };
    let before = state(&vault);
    let run = Run::of(vault.command().args(["--staged", "--fix"]).env("PATH", ""));
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("the program `git` cannot be started"), "{}", run.stderr);
    assert_eq!(state(&vault), before);
    assert_eq!(Run::of(vault.command().arg("--staged").env("PATH", "")).code, 1, "a check needs no program");
}

#[test]
fn other_work_in_the_repository_is_kept() {
    let Some(vault) = damaged() else { return };
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
    let Some(vault) = damaged() else { return };
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

#[cfg(unix)]
#[test]
fn a_folder_that_became_a_link_is_not_followed() {
    if !has_git() {
        return;
    }
    let vault = TestVault::repository(&[("Sub/a.md", "one\n")]);
    vault.write("Sub/a.md", DAMAGED);
    vault.git_ok(&["add", "-A"]);
    fs::rename(vault.path("Sub"), vault.path("../elsewhere")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", vault.path("Sub")).unwrap();
    let run = fix(&vault);
    assert!(run.code == 1 && run.stdout.contains("a folder above it is a symbolic link"), "{run:?}");
    assert_eq!(fs::read_to_string(vault.path("../elsewhere/a.md")).unwrap(), DAMAGED);
    assert_eq!(vault.at("", "Sub/a.md"), REPAIRED);
}

#[test]
fn a_note_that_git_must_not_look_at_is_named() {
    let Some(vault) = damaged() else { return };
    vault.git_ok(&["update-index", "--assume-unchanged", "a.md"]);
    assert!(refused(&vault, 1).contains("not fixed: a.md: Git was told not to look"));
    assert!(vault.git_ok(&["ls-files", "-v", "a.md"]).starts_with("h "));
}

#[test]
fn under_a_framework_only_working_copies_are_fixed_and_it_is_not_clean() {
    let Some(vault) = damaged() else { return };
    let run = Run::of(vault.command().args(["--staged", "--fix"]).env("PRE_COMMIT", "1"));
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stdout.starts_with("1 fixed in the working tree, not staged"), "{}", run.stdout);
    assert_eq!((vault.read("a.md").as_str(), vault.at("", "a.md").as_str()), (REPAIRED, DAMAGED));
}

#[test]
fn where_the_git_folder_stands_apart_the_right_file_is_fixed() {
    if !has_git() {
        return;
    }
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
    if !has_git() {
        return;
    }
    let vault = TestVault::repository(&[("one/.vaultlint.yaml", ""), ("two/.vaultlint.yaml", "")]);
    for path in ["one/a.md", "two/a.md", "a.md"] {
        vault.write(path, DAMAGED);
    }
    vault.git_ok(&["add", "-A"]);
    let run = vault.run(&["--staged", "--fix", "-q"]);
    assert_eq!(run.stdout, "3 fixed and staged, nothing is left in 3 staged notes\n");
    for path in ["one/a.md", "two/a.md", "a.md"] {
        assert_eq!((vault.read(path).as_str(), vault.at("", path).as_str()), (REPAIRED, REPAIRED), "{path}");
    }
}

#[test]
fn undo_takes_back_what_is_staged_and_after_a_commit_the_working_copy() {
    let Some(vault) = damaged() else { return };
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
    let Some(vault) = damaged() else { return };
    vault.write("a.md", format!("one\ntwo\n{DAMAGED}three\nfour\n"));
    vault.git_ok(&["add", "-A"]);
    assert_eq!(fix(&vault).code, 0);
    vault.write("a.md", format!("ONE\ntwo\n{REPAIRED}three\nfour\nfive\n"));
    vault.git_ok(&["add", "-A"]);
    let run = vault.run(&["undo"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains("a.md: the fix is taken back, later edits stay"), "{}", run.stdout);
    assert_eq!(vault.read("a.md"), format!("ONE\ntwo\n{DAMAGED}three\nfour\nfive\n"));
    assert_eq!(vault.at("", "a.md"), format!("ONE\ntwo\n{REPAIRED}three\nfour\nfive\n"), "staged by somebody since");
    vault.git_ok(&["add", "-A"]);
    assert_eq!(fix(&vault).code, 0);
    vault.write("a.md", "rewritten\n");
    let run = vault.run(&["undo"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("a.md: left as it is: edited since where the fix was"), "{}", run.stdout);
    let diff = format!("-{}+{}", REPAIRED, DAMAGED);
    assert!(run.stdout.contains(&diff), "what it would change is shown: {}", run.stdout);
    assert_eq!(vault.read("a.md"), "rewritten\n");
}

#[test]
fn many_staged_notes_are_fixed_in_one_step() {
    if !has_git() {
        return;
    }
    let vault = TestVault::repository(&[("x", "")]);
    for at in 0..400 {
        vault.write(&format!("Folder {}/note {at}.md", at % 7), format!("{at}: {DAMAGED}"));
    }
    vault.git_ok(&["add", "-A"]);
    let run = vault.run(&["--staged", "--fix", "-q"]);
    assert_eq!(run.stdout, "400 fixed and staged, nothing is left in 400 staged notes\n");
    assert_eq!(vault.at("", "Folder 1/note 8.md"), format!("8: {REPAIRED}"));
    assert!(vault.git_ok(&["status", "--porcelain"]).lines().all(|line| line.starts_with("A  ")));
    assert_eq!(vault.run(&["undo", "--list"]).stdout.lines().count(), 1);
}

#[test]
fn a_new_fix_on_an_old_line_takes_the_old_damage_of_that_line_along() {
    if !has_git() {
        return;
    }
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
