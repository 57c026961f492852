//! What a staged fix does with working copies that are not what is staged, or not in the form in which it is staged.

mod support;

use std::fs;

use support::TestVault;
use support::staging::{DAMAGED, REPAIRED, damaged, fix, refused};

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
    let vault = damaged();
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
    let vault = damaged();
    for on_disk in [format!("{DAMAGED}more\n"), String::new(), DAMAGED.replace('\n', "\r\n\r\n")] {
        vault.write("a.md", on_disk);
        let said = fixed_in_the_index_only(&vault);
        assert!(said.contains("fixed in the index only: a.md: unstaged changes overlap"), "{said}");
        assert!(said.contains("would stage the old text again"), "{said}");
    }
    fs::remove_file(vault.path("a.md")).unwrap();
    assert!(fixed_in_the_index_only(&vault).contains("a.md: it is not in the working tree"));
    fs::create_dir(vault.path("a.md")).unwrap();
    vault.write("a.md/untracked.txt", "mine");
    assert!(fixed_in_the_index_only(&vault).contains("a.md: not a regular file"));
}

#[test]
fn a_working_copy_keeps_its_line_breaks() {
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
    let vault = damaged();
    vault.write("a.md", REPAIRED);
    assert_eq!(fix(&vault).code, 0);
    assert_eq!((vault.at("", "a.md").as_str(), vault.read("a.md").as_str()), (REPAIRED, REPAIRED));
    assert_eq!(vault.git_ok(&["status", "--porcelain"]), "M  a.md\n");
}

#[test]
fn one_working_copy_that_stays_does_not_hold_up_another() {
    let vault = damaged();
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
    let vault = damaged();
    let file = vault.path("a.md");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
    assert!(fixed_in_the_index_only(&vault).contains("a.md: read-only"));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    fs::hard_link(&file, vault.path("../second name")).unwrap();
    assert!(fixed_in_the_index_only(&vault).contains("a.md: it has other hard links"));
    fs::remove_file(&file).unwrap();
    vault.write("target.txt", DAMAGED);
    symlink("target.txt", &file).unwrap();
    assert!(fixed_in_the_index_only(&vault).contains("a.md: not a regular file"));
}

/// A repository where what Git holds of `a.md` is not what is on disk, by this attribute.
fn behind(attribute: &str, clean: &str, smudge: &str, on_disk: &[u8]) -> TestVault {
    let vault = TestVault::repository(&[("x", "")]);
    vault.git_ok(&["config", "filter.of-test.clean", clean]);
    vault.git_ok(&["config", "filter.of-test.smudge", smudge]);
    vault.git_ok(&["config", "filter.of-test.required", "true"]);
    vault.write(".gitattributes", format!("a.md {attribute}\n"));
    vault.write("a.md", on_disk);
    vault.git_ok(&["add", "-A"]);
    assert_eq!(vault.at("", "a.md"), DAMAGED, "the blob is checked");
    vault
}

#[test]
fn a_working_copy_is_written_in_the_form_that_git_expects() {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let vault = behind("working-tree-encoding=UTF-16LE", "", "", &utf16(DAMAGED));
    assert_eq!(fix(&vault).code, 0);
    assert_eq!((vault.at("", "a.md").as_str(), fs::read(vault.path("a.md")).unwrap()), (REPAIRED, utf16(REPAIRED)));
    assert_eq!(vault.git_ok(&["status", "--porcelain", "a.md"]), "A  a.md\n");

    let shouted = DAMAGED.replace("wait", "WAIT");
    let (clean, smudge) = ("sed s/WAIT/wait/", "sed s/wait/WAIT/");
    let vault = behind("filter=of-test", clean, smudge, shouted.as_bytes());
    assert_eq!(fix(&vault).code, 0);
    assert_eq!((vault.at("", "a.md").as_str(), vault.read("a.md")), (REPAIRED, REPAIRED.replace("wait", "WAIT")));
    assert_eq!(vault.git_ok(&["status", "--porcelain", "a.md"]), "A  a.md\n");
}

#[test]
fn what_a_filter_does_not_give_back_is_named_and_left_alone() {
    let vault = behind("filter=of-test", "cat", "false", DAMAGED.as_bytes());
    assert!(refused(&vault, 1).contains("not fixed: a.md: a Git filter converts"));
    let vault = behind("filter=of-test", "sed s/WAIT/wait/", "sed s/’/?/", DAMAGED.as_bytes());
    assert!(refused(&vault, 1).contains("not fixed: a.md: a Git filter converts"));
}

#[cfg(unix)]
#[test]
fn a_folder_that_became_a_link_is_not_followed() {
    let vault = TestVault::repository(&[("Sub/a.md", "one\n")]);
    vault.write("Sub/a.md", DAMAGED);
    vault.git_ok(&["add", "-A"]);
    fs::rename(vault.path("Sub"), vault.path("../elsewhere")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", vault.path("Sub")).unwrap();
    let run = fix(&vault);
    assert!(run.code == 1 && run.stdout.contains("one of its parent folders is a symbolic link"), "{run:?}");
    assert_eq!(fs::read_to_string(vault.path("../elsewhere/a.md")).unwrap(), DAMAGED);
    assert_eq!(vault.at("", "Sub/a.md"), REPAIRED);
}
