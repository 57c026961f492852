//! What a commit brings is checked as it is committed.

use std::fs;

#[cfg(unix)]
use crate::support::terminal::Screen;
use crate::support::{Run, TestVault};
use crate::{DAMAGED, REPAIRED, STOPPED, commit, commits, guarded};
use snapbox::{assert_data_eq, str};

#[test]
fn a_new_error_stops_the_commit_and_says_what_to_do() {
    let old = format!(
        "---\ntype: people\n---\n## Recent Context\n\n- 2025-11-12: [[2025-11-12 - Sync]] - Weekly 1:1 between Grace and Ada about seeds.\n\n## Notes\n\n{}",
        DAMAGED.repeat(40)
    );
    let vault = guarded(&[("People/Ada Byron.md", &old)]);
    let entry = "- 2025-11-12: [[Sources/2025-11-12 - Sync.md|Sync]] — Sync. Ada outlined the four beds.\n";
    vault.write("People/Ada Byron.md", old.replace("\n\n- ", &format!("\n\n{entry}- ")));
    vault.write("Plan.md", "clean\n");
    vault.git_ok(&["add", "-A"]);
    let before = (vault.files(), vault.git_ok(&["ls-files", "-s"]));
    let run = commit(&vault, &[]);
    assert_eq!((run.code, commits(&vault)), (1, 1));
    assert_eq!((vault.files(), vault.git_ok(&["ls-files", "-s"])), before, "nothing changed");
    assert_data_eq!(
        run.stderr,
        str![[r#"
vaultlint: commit stopped, nothing changed. 1 new error in 2 staged notes
People/Ada Byron.md
  6  duplicate-entry  same note as line 7, different link form  [fixable]
         6 + - 2025-11-12: [[Sources/2025-11-12 - Sync.md|Sync]] — Sync. Ada outlined the four beds.
         7   - 2025-11-12: [[2025-11-12 - Sync]] - Weekly 1:1 between Grace and Ada about seeds.
  fix it        vaultlint --staged --fix     then commit again
  keep it       <!-- vaultlint: allow duplicate-entry WHY -->  on the line above, then git add and commit again
  skip once     git commit --no-verify
40 older findings in these notes not counted: vaultlint "People/Ada Byron.md"

"#]]
    );
    let fix = vault.run(&["--staged", "--fix"]);
    assert_eq!(fix.code, 0, "{fix:?}");
    let run = commit(&vault, &[]);
    assert_eq!((run.code, run.stderr.as_str(), commits(&vault)), (0, "", 2));
    assert!(vault.at("HEAD", "People/Ada Byron.md").contains("about seeds. / Sync. Ada outlined the four beds."));
    assert_eq!(vault.git_ok(&["status", "--porcelain"]), "", "index and file were fixed together");
}

#[test]
fn an_old_note_full_of_damage_stops_nothing_and_a_new_damaged_line_does() {
    let vault = guarded(&[("a.md", &DAMAGED.repeat(30))]);
    vault.write("a.md", format!("{}A clean line.\n", DAMAGED.repeat(30)));
    let run = commit(&vault, &["-a"]);
    assert_eq!((run.code, run.stderr.as_str(), commits(&vault)), (0, "", 2), "a hook that is content is silent");
    vault.write("a.md", format!("{}A clean line.\n{DAMAGED}", DAMAGED.repeat(30)));
    let run = commit(&vault, &["-a"]);
    assert_eq!((run.code, commits(&vault)), (1, 2));
    assert!(run.stderr.contains("1 new error in 1 staged note\na.md\n  32  mojibake"), "{}", run.stderr);
    assert!(
        run.stderr.contains("fix it        git add -u && vaultlint --staged --fix     then commit again"),
        "{}",
        run.stderr
    );
}

#[test]
fn each_form_of_commit_is_checked_as_it_is_made() {
    // What is staged of a.md, what is on disk of it, the form, and whether it must stop.
    let forms: &[(&str, &str, &[&str], bool)] = &[
        (DAMAGED, REPAIRED, &[], true),
        (REPAIRED, DAMAGED, &[], false),
        (REPAIRED, DAMAGED, &["-a"], true),
        (DAMAGED, REPAIRED, &["-a"], false),
        (REPAIRED, DAMAGED, &["--", "a.md"], true),
        (DAMAGED, REPAIRED, &["--", "a.md"], false),
        (DAMAGED, DAMAGED, &["--", "b.md"], false),
        (DAMAGED, DAMAGED, &["-o", "b.md"], false),
        (REPAIRED, DAMAGED, &["-i", "a.md"], true),
        (DAMAGED, REPAIRED, &["-i", "b.md"], true),
        (DAMAGED, DAMAGED, &["--amend"], true),
        (REPAIRED, DAMAGED, &["--amend"], false),
    ];
    for (staged, on_disk, form, must_stop) in forms {
        let vault = guarded(&[("a.md", "one\n"), ("b.md", "one\n")]);
        vault.write("a.md", staged);
        vault.write("b.md", "two\n");
        vault.git_ok(&["add", "a.md"]);
        vault.write("a.md", on_disk);
        let run = commit(&vault, form);
        assert_eq!(run.stderr.contains(STOPPED), *must_stop, "{form:?} {staged:?} {on_disk:?}: {run:?}");
        assert_eq!(run.code != 0, *must_stop, "{form:?}: {run:?}");
        assert!(*must_stop || !vault.at("HEAD", "a.md").contains('â'), "{form:?}: an error was committed");
        assert_eq!(vault.read("a.md"), *on_disk, "{form:?}: the working copy is as it was");
    }
}

#[test]
fn a_commit_from_a_subfolder_and_from_a_linked_worktree_is_checked() {
    let vault = guarded(&[("Sub/a.md", "one\n")]);
    vault.write("Sub/a.md", DAMAGED);
    vault.git_ok(&["add", "-A"]);
    let run = Run::of(vault.git_command(&["commit", "-q", "-m", "x"]).current_dir(vault.path("Sub")));
    assert!(run.code == 1 && run.stderr.contains("Sub/a.md\n  1  mojibake"), "{run:?}");
    vault.git_ok(&["reset", "-q", "--hard"]);

    vault.git_ok(&["worktree", "add", "-q", "../linked", "-b", "linked"]);
    let linked = vault.root().parent().unwrap().join("linked");
    let in_linked = |args: &[&str]| Run::of(vault.git_command(args).current_dir(&linked));
    fs::write(linked.join("Sub/a.md"), DAMAGED).unwrap();
    let run = in_linked(&["commit", "-q", "-a", "-m", "x"]);
    assert!(run.code == 1 && run.stderr.contains(STOPPED), "{run:?}");
    fs::write(linked.join("Sub/a.md"), REPAIRED).unwrap();
    assert_eq!(in_linked(&["commit", "-q", "-a", "-m", "x"]).code, 0);
}

#[test]
fn the_first_commit_is_checked() {
    let vault = TestVault::new(&[("a.md", DAMAGED)]);
    vault.git_ok(&["init", "-q"]);
    assert_eq!(vault.run(&["hook", "install"]).code, 0);
    vault.git_ok(&["add", "-A"]);
    assert!(commit(&vault, &[]).stderr.contains(STOPPED));
    assert_eq!(vault.run(&["--staged", "--fix"]).code, 0);
    assert_eq!(commit(&vault, &[]).code, 0);
    assert_eq!(vault.at("HEAD", "a.md"), REPAIRED);
}

#[test]
fn under_autocrlf_blobs_are_checked_and_both_forms_are_fixed() {
    let vault = guarded(&[("a.md", "one\ntwo\n")]);
    vault.git_ok(&["config", "core.autocrlf", "true"]);
    vault.write("a.md", format!("one\ntwo\n{DAMAGED}").replace('\n', "\r\n"));
    vault.git_ok(&["add", "-A"]);
    let run = commit(&vault, &[]);
    assert!(run.code == 1 && run.stderr.contains("1 new error in 1 staged note"), "{run:?}");
    let fix = vault.run(&["--staged", "--fix", "-q"]);
    assert_eq!(fix.code, 0);
    assert_eq!(fix.stdout, "1 fixed and staged, nothing left to report in 1 staged note\n");
    assert_eq!(vault.read("a.md"), format!("one\ntwo\n{REPAIRED}").replace('\n', "\r\n"));
    assert_eq!(commit(&vault, &[]).code, 0);
    assert_eq!(vault.at("HEAD", "a.md"), format!("one\ntwo\n{REPAIRED}"));
    assert_eq!(vault.git_ok(&["status", "--porcelain"]), "");
}

#[test]
fn merges_are_checked_for_what_they_add_themselves() {
    let vault = guarded(&[("a.md", "one\n"), ("b.md", "one\n")]);
    vault.git_ok(&["checkout", "-q", "-b", "other"]);
    vault.write("b.md", DAMAGED);
    vault.git_ok(&["commit", "-q", "-a", "--no-verify", "-m", "damaged elsewhere"]);
    vault.git_ok(&["checkout", "-q", "main"]);
    vault.write("a.md", "two\n");
    vault.git_ok(&["commit", "-q", "-a", "-m", "ours"]);
    let run = vault.git(&["merge", "-q", "other", "-m", "merge"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "the damage is not of this merge");

    vault.git_ok(&["checkout", "-q", "-b", "third", "HEAD~1"]);
    vault.write("a.md", "three\n");
    vault.git_ok(&["commit", "-q", "-a", "-m", "theirs"]);
    vault.git_ok(&["checkout", "-q", "main"]);
    vault.write("a.md", "four\n");
    vault.git_ok(&["commit", "-q", "-a", "-m", "ours again"]);
    assert_eq!(vault.git(&["merge", "-q", "third"]).code, 1, "a conflict");
    vault.write("a.md", DAMAGED);
    vault.git_ok(&["add", "-A"]);
    let run = vault.git(&["commit", "-q", "--no-edit"]);
    assert!(run.code == 1 && run.stderr.contains("a.md\n  1  mojibake"), "{run:?}");
    vault.run(&["--staged", "--fix"]);
    assert_eq!(vault.git(&["commit", "-q", "--no-edit"]).code, 0);
    assert_eq!(vault.git_ok(&["rev-list", "--parents", "-1", "HEAD"]).split(' ').count(), 3, "still a merge");
}

#[test]
fn a_hook_that_fixes_goes_on_or_stops_as_config_says() {
    for (config, code) in [("hook: {fix: true}\n", 0), ("hook: {fix: true, on-fix: stop}\n", 1)] {
        for form in [&[][..], &["-a"], &["-i", "a.md"]] {
            let vault = guarded(&[(".vaultlint.yaml", config), ("a.md", &DAMAGED.repeat(3))]);
            vault.write("a.md", format!("{}new: {DAMAGED}", DAMAGED.repeat(3)));
            vault.git_ok(&["add", "-A"]);
            let run = commit(&vault, form);
            assert_eq!(run.code, code, "{form:?}: {run:?}");
            // What `-a` and `-i` staged for this commit only is gone when it stops.
            let how = if code == 1 && !form.is_empty() {
                "1 fixed in the working tree, not staged"
            } else {
                "1 fixed and staged"
            };
            assert!(run.stderr.contains(how), "{form:?}: {}", run.stderr);
            let fixed = format!("{}new: {REPAIRED}", DAMAGED.repeat(3));
            assert_eq!(vault.read("a.md"), fixed, "only what is new is fixed");
            if code == 1 {
                assert_eq!(commit(&vault, form).code, 0, "the second time there is nothing to fix");
            }
            assert_eq!(vault.at("HEAD", "a.md"), fixed, "{form:?}");
            assert_eq!(vault.git_ok(&["status", "--porcelain"]), "", "{form:?}");
        }
    }
}

/// A note that is staged with damage, and has work in progress where the fix belongs.
fn in_progress(config: &str) -> TestVault {
    let vault = guarded(&[(".vaultlint.yaml", config), ("a.md", "one\n"), ("b.md", "one\n")]);
    vault.write("a.md", DAMAGED);
    vault.git_ok(&["add", "-A"]);
    vault.write("a.md", format!("{DAMAGED}and work in progress\n"));
    vault
}

#[cfg(unix)]
#[test]
fn where_somebody_is_there_a_fix_of_the_index_alone_says_why_and_stops() {
    let vault = in_progress("hook: {fix: true, on-fix: continue}\n");
    let screen = Screen::of(vault.git_command(&["commit", "-q", "-m", "notes"]));
    let said = screen.text();
    assert_eq!((screen.code, commits(&vault)), (Some(1), 1), "{said}");
    assert!(said.contains("fixed in the index only: a.md: unstaged changes overlap"), "{said}");
    assert!(said.contains("  continue      commit again: the index is fixed"), "{said}");
    assert_eq!(vault.read("a.md"), format!("{DAMAGED}and work in progress\n"));
    assert_eq!(Screen::of(vault.git_command(&["commit", "-q", "-m", "notes"])).code, Some(0));
    assert_eq!(vault.at("HEAD", "a.md"), REPAIRED);
    assert_eq!(vault.read("a.md"), format!("{DAMAGED}and work in progress\n"));
}

#[test]
fn where_nobody_is_there_a_fix_of_the_index_alone_goes_on_and_is_remembered() {
    let vault = in_progress("hook: {fix: true}\n");
    let run = commit(&vault, &[]);
    assert_eq!((run.code, commits(&vault)), (0, 2), "{run:?}");
    assert!(run.stderr.contains("1 fixed and staged, but not every file could be updated. No terminal"), "{run:?}");
    let report = fs::read_to_string(vault.path(".git/vaultlint/report.txt")).unwrap();
    assert!(report.contains("fixed in the index only: a.md: unstaged changes overlap"), "{report}");
    assert_eq!(
        (vault.at("HEAD", "a.md").as_str(), vault.read("a.md")),
        (REPAIRED, format!("{DAMAGED}and work in progress\n"))
    );
    let back = commit(&vault, &["-a"]);
    assert_eq!((back.code, commits(&vault)), (0, 3), "{back:?}");
    assert!(back.stderr.contains("1 recurring finding: already fixed on "), "{back:?}");
    assert!(back.stderr.contains("a working copy kept the old text"), "{back:?}");
    assert_eq!(vault.at("HEAD", "a.md"), format!("{REPAIRED}and work in progress\n"));

    let vault = in_progress("hook: {fix: true, unattended: block}\n");
    assert_eq!((commit(&vault, &[]).code, commits(&vault)), (1, 1), "config says so");
}

#[test]
fn a_fix_that_leaves_nothing_to_commit_stops_whoever_is_there() {
    for config in ["hook: {fix: true}\n", "hook: {fix: true, on-fix: continue, unattended: pass}\n"] {
        for form in [&[][..], &["-a"], &["--", "a.md"]] {
            let vault = guarded(&[(".vaultlint.yaml", config), ("a.md", REPAIRED), ("b.md", "one\n")]);
            // Git does not say whether it amends: it is told by the time of the commit.
            vault.git_ok(&["commit", "-q", "--amend", "--no-verify", "--no-edit", "--date", "2020-01-01T00:00:00"]);
            vault.write("a.md", DAMAGED);
            vault.git_ok(&["add", "-A"]);
            let run = commit(&vault, form);
            assert_eq!((run.code, commits(&vault)), (1, 1), "{form:?}: {run:?}");
            assert!(run.stderr.contains("commit stopped, nothing left to commit. 1 fixed"), "{form:?}: {run:?}");
            assert_eq!(vault.read("a.md"), REPAIRED);
            let status = vault.git_ok(&["status", "--porcelain"]);
            assert!(matches!(status.as_str(), "" | "M  a.md\n" | "MM a.md\n"), "{form:?}: {status}");

            vault.git_ok(&["reset", "-q", "--hard"]);
            vault.write("a.md", DAMAGED);
            vault.write("b.md", "two\n");
            let more = commit(&vault, &["-a"]);
            assert_eq!((more.code, commits(&vault)), (0, 2), "there is something else: {more:?}");
            vault.write("a.md", DAMAGED);
            let amended = vault.git(&["commit", "-q", "-a", "--amend", "-m", "other words"]);
            assert_eq!((amended.code, commits(&vault)), (0, 2), "{amended:?}");
            assert_eq!(vault.at("HEAD", "a.md"), REPAIRED);
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_note_whose_name_is_not_utf8_does_not_pass_in_silence() {
    use std::os::unix::ffi::OsStrExt;
    let vault = guarded(&[("a.md", "one\n")]);
    fs::write(vault.root().join(std::ffi::OsStr::from_bytes(b"caf\xe9.md")), DAMAGED).unwrap();
    vault.git_ok(&["add", "-A"]);
    let run = commit(&vault, &[]);
    assert_eq!((run.code, commits(&vault)), (1, 1), "{run:?}");
    assert!(
        run.stderr.contains("its name is not UTF-8") && run.stderr.contains("some notes could not be checked"),
        "{run:?}"
    );
}

#[test]
fn in_an_index_that_passes_nothing_is_fixed_alone() {
    let notes = [(".vaultlint.yaml", "hook: {fix: true}\n"), ("a.md", "one\n"), ("z.md", "one\n")];
    let vault = guarded(&notes);
    vault.write("z.md", DAMAGED);
    vault.git_ok(&["add", "z.md"]);
    vault.write("z.md", format!("{DAMAGED}in progress\n"));
    vault.write("a.md", "two\n");
    let run = commit(&vault, &["-i", "a.md"]);
    assert_eq!((run.code, commits(&vault)), (1, 1), "{run:?}");
    assert!(run.stderr.contains("not fixed: z.md: unstaged changes overlap the fix"), "{run:?}");
    assert!(run.stderr.contains("1 new error in 2 staged notes"), "{run:?}");
    assert_eq!((vault.at("", "z.md"), vault.read("z.md")), (DAMAGED.to_owned(), format!("{DAMAGED}in progress\n")));
}

#[test]
fn a_commit_of_named_paths_is_fixed_and_leaves_what_else_is_staged() {
    for (config, code) in [("hook: {fix: true}\n", 0), ("hook: {fix: true, on-fix: stop}\n", 1)] {
        for form in [["--", "a.md"], ["-o", "a.md"]] {
            let notes = [(".vaultlint.yaml", config), ("a.md", "one\n"), ("b.md", "one\n"), ("c.md", "one\n")];
            let vault = guarded(&notes);
            vault.write("b.md", "staged\n");
            vault.git_ok(&["add", "b.md"]);
            vault.write("b.md", "not staged\n");
            vault.write("c.md", "not staged\n");
            vault.write("a.md", DAMAGED);
            let run = commit(&vault, &form);
            assert_eq!(run.code, code, "{form:?}: {run:?}");
            assert_eq!(vault.read("a.md"), REPAIRED, "{form:?}");
            if code == 1 {
                assert_eq!(vault.git_ok(&["status", "--porcelain"]), " M a.md\nMM b.md\n M c.md\n", "{form:?}");
                assert_eq!(commit(&vault, &form).code, 0, "the second time there is nothing to fix");
            }
            assert_eq!((vault.at("HEAD", "a.md").as_str(), vault.at("HEAD", "b.md").as_str()), (REPAIRED, "one\n"));
            assert_eq!(vault.git_ok(&["status", "--porcelain"]), "MM b.md\n M c.md\n", "{form:?}");
            assert_eq!((vault.at("", "b.md").as_str(), vault.read("b.md").as_str()), ("staged\n", "not staged\n"));
            assert_eq!(vault.git_ok(&["fsck", "--strict", "--no-dangling"]), "");
        }
    }
}

#[test]
fn where_nobody_is_there_it_can_pass_and_write_down() {
    let config = "hook: {unattended: pass}\n";
    let vault = guarded(&[(".vaultlint.yaml", config), ("a.md", "one\n")]);
    vault.write("a.md", DAMAGED);
    let run = commit(&vault, &["-a"]);
    assert_eq!((run.code, commits(&vault)), (0, 2));
    assert!(run.stderr.contains("1 new error in 1 staged note. No terminal: the commit proceeds"), "{run:?}");
    let report = fs::read_to_string(vault.path(".git/vaultlint/report.txt")).unwrap();
    assert!(report.contains("1 new error in 1 staged note") && report.contains("a.md\n  1  mojibake"), "{report}");
    let morning = vault.run(&["--since", "last", "--fix"]);
    assert_eq!(morning.code, 0, "{morning:?}");
    assert_eq!(vault.read("a.md"), REPAIRED);
}

#[test]
fn the_report_of_an_unattended_run_begins_with_what_is_left() {
    let config = "hook: {fix: true, on-fix: continue, unattended: pass}\nrules: {broken-link: error}\n";
    let vault =
        guarded(&[(".vaultlint.yaml", config), ("a.md", "one\n"), ("gone.md", "two\n"), ("c.md", "[[gone]]\n")]);
    vault.write("a.md", DAMAGED);
    vault.git_ok(&["rm", "-q", "gone.md"]);
    let run = commit(&vault, &["-a"]);
    assert_eq!((run.code, commits(&vault)), (0, 2), "{run:?}");
    let headline = "vaultlint: 1 fixed and staged, 1 new error left in 1 other note. No terminal: the commit proceeds";
    assert_eq!(run.stderr.lines().next(), Some(headline));
    let report = fs::read_to_string(vault.path(".git/vaultlint/report.txt")).unwrap();
    assert_eq!(report.lines().nth(1), Some(headline), "{report}");
}

#[test]
fn where_nobody_is_there_an_error_of_config_in_a_vault_below_can_pass() {
    let config = "hook: {unattended: pass}\n";
    let vault = TestVault::repository(&[("notes/.vaultlint.yaml", config), ("notes/a.md", "one\n")]);
    fs::remove_dir_all(vault.path(".obsidian")).unwrap();
    assert_eq!(vault.run(&["hook", "install"]).code, 0);
    vault.write("notes/.vaultlint-names.yaml", "people: 7\n");
    vault.write("notes/a.md", "one more\n");
    vault.git_ok(&["add", "-A"]);
    let run = commit(&vault, &[]);
    assert_eq!((run.code, commits(&vault)), (0, 2), "{run:?}");
    assert!(run.stderr.contains(" notes/.vaultlint-names.yaml:1:"), "{run:?}");
}

#[test]
fn notes_of_a_pipeline_never_stop_a_commit() {
    let config = "generated: {tag: generated}\n";
    let vault = guarded(&[(".vaultlint.yaml", config), ("a.md", "one\n")]);
    vault.write("made.md", format!("---\ntags: [generated]\n---\n{DAMAGED}"));
    vault.git_ok(&["add", "-A"]);
    let run = commit(&vault, &[]);
    assert_eq!(run.code, 0, "{run:?}");
    vault.write("a.md", DAMAGED);
    vault.write("made.md", format!("---\ntags: [generated]\n---\n{DAMAGED}{DAMAGED}"));
    let run = commit(&vault, &["-a"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("1 new error in 2 staged notes"), "{}", run.stderr);
    assert!(run.stderr.contains("1 finding in generated notes not counted"), "{}", run.stderr);
}

#[test]
fn a_note_that_git_cannot_give_stops_the_commit() {
    let vault = guarded(&[("a.md", "one\n")]);
    vault.write("a.md", "two\n");
    vault.git_ok(&["add", "-A"]);
    let id = vault.git_ok(&["rev-parse", ":a.md"]);
    let object = vault.path(&format!(".git/objects/{}/{}", &id[..2], id[2..].trim()));
    fs::remove_file(object).unwrap();
    let run = vault.run(&["hook", "run", "pre-commit"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("a.md: cannot be read: object"), "{}", run.stderr);
    assert!(run.stdout.contains("some notes could not be checked"), "{}", run.stdout);
}
