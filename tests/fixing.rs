//! What is written, what is not, and how it is taken back.

mod support;

use std::fs;

use support::TestVault;

const DAMAGED: &str = "It wonâ€™t wait.\r\nIt is late â€” no, early";
const REPAIRED: &str = "It won’t wait.\r\nIt is late — no, early";

#[test]
fn a_fix_is_applied_once_and_taken_back_to_the_byte() {
    let vault = TestVault::demo();
    let before = vault.files();
    let first = vault.run(&["--fix"]);
    assert_eq!(first.code, 0, "{first:?}");
    let fixed = vault.files();
    assert_ne!(before, fixed);
    let second = vault.run(&["--fix"]);
    assert_eq!(second.code, 0);
    assert_eq!(vault.files(), fixed, "a second run changes nothing");
    assert_eq!(vault.run(&["undo"]).code, 0);
    assert_eq!(vault.files(), before);
    assert_eq!(vault.run(&["undo"]).code, 2, "there is nothing more to undo");
}

#[test]
fn only_changed_notes_are_touched_and_only_their_damage() {
    let vault = TestVault::new(&[("a.md", DAMAGED), ("b.md", "clean\n")]);
    let modified = |path: &str| fs::metadata(vault.path(path)).unwrap().modified().unwrap();
    let before = modified("b.md");
    assert_eq!(vault.run(&["--fix"]).code, 0);
    assert_eq!(vault.read("a.md"), REPAIRED);
    assert_eq!(modified("b.md"), before);
    assert_eq!(vault.files().len(), 2, "no temporary file is left");
}

#[test]
fn a_fix_of_one_note_is_known_to_the_others_in_the_same_run() {
    let vault = TestVault::new(&[
        (".vaultlint.yaml", "rules: {broken-heading: warning}\n"),
        ("target.md", "# Target\n\n## Acmeâ€™s plan\n\nx\n"),
        ("quiet.md", "See [[target#Acme’s plan]].\n"),
        ("changed.md", "It wonâ€™t wait, says [[target#Acme’s plan]].\n"),
        ("wrong.md", "See [[target#Another plan]].\n"),
    ]);
    let told = |args: &[&str]| {
        let run = vault.run(&[&["--select", "broken-heading,mojibake", "--format", "json"], args].concat()).json();
        let findings = run["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == "broken-heading");
        findings.map(|finding| finding["path"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(told(&[]), ["changed.md", "quiet.md", "wrong.md"]);
    assert_eq!(told(&["--fix"]), ["wrong.md"], "what is left rests on no text that is gone");
    assert_eq!(told(&["--no-cache"]), ["wrong.md"]);
}

#[test]
fn what_stands_under_an_entry_stays_there_when_two_rules_move_it() {
    let note = "---\ntype: people\n---\n- unknown: [[Harbor]] - one\n  - kid of Harbor\n\
        - 2025-10-01: [[Sources/2025/N.md|N]] - No\n- 2025-10-30: [[Sources/2025/O.md|O]] - y\n\
        - unknown: [[Projects/Harbor.md|Harbor]] - one\n";
    let vault = TestVault::new(&[("People/a.md", note), ("Projects/Harbor.md", "x\n")]);
    vault.run(&["--fix"]);
    let fixed = vault.read("People/a.md");
    assert!(fixed.contains("Harbor]] - one\n  - kid of Harbor\n"), "{fixed}");
}

#[test]
fn a_step_and_a_note_can_be_taken_back_alone() {
    let vault = TestVault::new(&[("a.md", DAMAGED), ("b.md", DAMAGED)]);
    vault.run(&["--fix"]);
    vault.write("c.md", DAMAGED);
    vault.run(&["--fix"]);
    let list = vault.run(&["undo", "--list"]).stdout;
    assert_eq!(list.lines().count(), 2, "{list}");
    assert_eq!(vault.run(&["undo", "1", "a.md"]).code, 0);
    assert_eq!((vault.read("a.md").as_str(), vault.read("b.md").as_str()), (DAMAGED, REPAIRED));
    assert_eq!(vault.run(&["undo", "1", "c.md"]).code, 2, "step 1 did not change it");
    assert_eq!(vault.run(&["undo", "7"]).code, 2);
    assert_eq!(vault.run(&["undo", "1"]).code, 0);
    assert_eq!(vault.read("b.md"), DAMAGED);
    assert_eq!(vault.read("c.md"), REPAIRED);
}

#[test]
fn a_note_that_was_edited_since_stays() {
    let vault = TestVault::new(&[("a.md", DAMAGED), ("b.md", DAMAGED)]);
    vault.run(&["--fix"]);
    vault.write("a.md", "mine\n");
    let undo = vault.run(&["undo"]);
    assert_eq!(undo.code, 1);
    assert!(undo.stdout.contains("a.md: left untouched"), "{}", undo.stdout);
    assert_eq!((vault.read("a.md").as_str(), vault.read("b.md").as_str()), ("mine\n", DAMAGED));
}

#[test]
fn in_a_repository_the_way_back_is_kept_in_gits_own_folder() {
    let vault = TestVault::new(&[("a.md", DAMAGED)]);
    assert_eq!(vault.git(&["init", "-q"]).code, 0);
    vault.run(&["--fix"]);
    assert!(vault.path(".git/vaultlint/undo/1/step.json").exists());
    assert_eq!(vault.git(&["status", "--porcelain", ".git"]).stdout, "");
    assert_eq!(vault.run(&["undo"]).code, 0);
    assert_eq!(vault.read("a.md"), DAMAGED);
}

#[test]
fn the_patch_is_what_the_fix_does_and_git_applies_it() {
    let odd = ["Plan.md", "Sub folder/a \"b\".md", "Sub folder/é ’.md", "tab\there.md", "-dash.md"];
    let vault = TestVault::demo();
    for path in odd {
        vault.write(path, DAMAGED);
    }
    vault.write("Bytes.md", b"caf\xe9 and na\xc3\xafve\nIt won\x92t\n");
    assert_eq!(vault.git(&["init", "-q"]).code, 0);
    let before = vault.files();
    assert_eq!(vault.run(&["--diff", "--unsafe-fixes", "--output", "../fix.patch"]).code, 1);
    assert_eq!(vault.files(), before, "a diff writes nothing");
    vault.run(&["--fix", "--unsafe-fixes"]);
    let fixed = vault.files();
    vault.run(&["undo"]);
    assert_eq!(vault.files(), before);
    let applied = vault.git(&["-c", "core.autocrlf=false", "apply", "../fix.patch"]);
    assert_eq!(applied.code, 0, "{}", applied.stderr);
    assert_eq!(vault.files(), fixed);
}

#[test]
fn in_a_subfolder_of_a_repository_paths_count_from_its_top() {
    let vault = TestVault::new(&[("Vault/.obsidian/app.json", "{}"), ("Vault/a.md", DAMAGED)]);
    fs::remove_dir(vault.path(".obsidian")).unwrap();
    assert_eq!(vault.git(&["init", "-q"]).code, 0);
    let patch = vault.run(&["--diff", "Vault"]).stdout;
    assert!(patch.starts_with("diff --git a/Vault/a.md b/Vault/a.md\n"), "{patch}");
    assert_eq!(vault.run(&["--format", "json", "Vault"]).findings()[0], "a.md:1 mojibake");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use super::*;

    #[test]
    fn mode_and_attributes_are_kept() {
        let vault = TestVault::new(&[("a.md", DAMAGED)]);
        fs::set_permissions(vault.path("a.md"), fs::Permissions::from_mode(0o640)).unwrap();
        let has_attributes = xattr::set(vault.path("a.md"), "user.colour", b"red").is_ok();
        vault.run(&["--fix"]);
        assert_eq!(vault.read("a.md"), REPAIRED);
        assert_eq!(fs::metadata(vault.path("a.md")).unwrap().mode() & 0o7777, 0o640);
        if has_attributes {
            assert_eq!(xattr::get(vault.path("a.md"), "user.colour").unwrap().as_deref(), Some(&b"red"[..]));
        }
    }

    #[test]
    fn what_may_not_be_written_is_left_and_said() {
        let vault = TestVault::new(&[("only.md", DAMAGED), ("one.md", DAMAGED), ("good.md", DAMAGED)]);
        fs::set_permissions(vault.path("only.md"), fs::Permissions::from_mode(0o444)).unwrap();
        fs::hard_link(vault.path("one.md"), vault.path("two.txt")).unwrap();
        let run = vault.run(&["--fix"]);
        assert_eq!(run.code, 1, "a note with an error was not written");
        assert!(run.stdout.contains("not written: only.md: read-only"), "{}", run.stdout);
        assert!(run.stdout.contains("not written: one.md: it has other hard links"), "{}", run.stdout);
        assert_eq!((vault.read("only.md").as_str(), vault.read("one.md").as_str()), (DAMAGED, DAMAGED));
        assert_eq!(vault.read("good.md"), REPAIRED);
        assert!(vault.run(&["undo", "--list"]).stdout.contains("1 note"));
    }

    #[test]
    fn symbolic_links_are_said_and_not_followed() {
        let vault = TestVault::new(&[("a.md", DAMAGED)]);
        symlink(vault.path("a.md"), vault.path("link.md")).unwrap();
        let run = vault.run(&["--fix"]);
        assert!(run.stderr.contains("link.md: a symbolic link: not followed"), "{}", run.stderr);
        assert!(fs::symlink_metadata(vault.path("link.md")).unwrap().is_symlink());
        assert_eq!(vault.run(&["link.md"]).code, 2, "it was named, and not checked");
    }
}

#[test]
fn a_check_tells_how_much_a_fix_will_do() {
    let wrong = "people:\n- {name: Ada Byron, wrong: [Ada Byrom]}\n";
    let vault = TestVault::new(&[
        (".vaultlint-names.yaml", wrong),
        ("People/Ada Byrom.md", "---\ntype: people\n---\n# Ada Byrom\n\nx [[Call]]\n"),
        ("Call.md", "Ada Byrom said [[Ada Byrom]] and [[Ada Byrom|Ada]] itâ€™s late.\n"),
        ("b.md", "up [[People/Ada Byrom]]\n"),
    ]);
    let check = vault.run(&[]);
    assert!(check.stdout.contains("6 errors") && check.stdout.contains("fix 6 of them"), "{check:?}");
    let fix = vault.run(&["--fix"]);
    assert!(fix.code == 0 && fix.stdout.contains("6 fixed"), "{fix:?}");
    assert!(vault.run(&[]).stdout.contains("nothing to report"));
}
