//! Input that nobody means: it ends in a finding or a clear message, never in a panic, a hang or a wrong write.

mod support;

use std::fs;

use support::TestVault;

/// Checks and fixes a vault of one note, and looks that nothing went wrong on our side.
fn survives(bytes: impl AsRef<[u8]>) -> TestVault {
    let vault = TestVault::new(&[]);
    vault.write("Note.md", bytes.as_ref());
    for args in
        [&[][..], &["--format", "json"], &["--diff"], &["--fix", "--unsafe-fixes"], &["--fix", "--unsafe-fixes"]]
    {
        let run = vault.run(args);
        assert!(matches!(run.code, 0 | 1), "{args:?}: {run:?}");
        assert!(!run.stderr.contains("panicked"), "{args:?}: {run:?}");
    }
    let fixed = vault.files();
    vault.run(&["--fix", "--unsafe-fixes"]);
    assert_eq!(vault.files(), fixed, "a further run changes nothing");
    vault
}

/// A note that must come through as it is.
fn stays(bytes: impl AsRef<[u8]>) {
    let vault = survives(&bytes);
    assert_eq!(vault.files()[0].1, bytes.as_ref());
}

#[test]
fn nothing_at_all() {
    stays("");
    stays("\n");
    stays("---\n---\n");
    stays("---\ntitle: x\n---");
    stays("---");
}

#[test]
fn nul_bytes_are_said_and_left() {
    let vault = TestVault::new(&[]);
    vault.write("Note.md", b"a\0b");
    let run = vault.run(&["--fix"]);
    assert!(run.stderr.contains("Note.md: binary file: contains NUL bytes: not checked"), "{}", run.stderr);
    assert_eq!(vault.run(&["Note.md"]).code, 2, "it was named, and not checked");
    assert_eq!(vault.files()[0].1, b"a\0b");
}

#[test]
fn yaml_that_wants_to_be_expanded_or_nested() {
    stays(format!("---\na: {}\n---\n", "[".repeat(100_000)));
    stays(format!("---\n{}\n---\n", "[".repeat(60_000)));
    stays(format!("---\n{}x\n---\n", "- ".repeat(20_000)));
    let bomb: String = (1..20).map(|at| format!("k{at}: &k{at} [*k{0},*k{0},*k{0}]\n", at - 1)).collect();
    stays(format!("---\nk0: &k0 [x]\n{bomb}---\n"));
    stays(format!("---\n{}---\n", "k: v\n? [a]\n: b\n".repeat(100)));
    survives(format!("---\n{}---\n", (0..4000).map(|at| format!("k{}: v\n", at % 50)).collect::<String>()));
}

#[test]
fn long_lines() {
    stays("- - -".repeat(8_000));
    stays("a ".repeat(32_000));
    stays("[[".repeat(32_000));
    stays("- ".repeat(20_000) + "x");
    stays("> ".repeat(20_000) + "x");
    let damaged = survives("itâ€™s ".repeat(7_000));
    assert_eq!(damaged.read("Note.md"), "it’s ".repeat(7_000));
}

#[test]
fn fences_and_comments_that_never_end() {
    stays("```\nitâ€™s\n");
    stays("~~~~\n```\n".repeat(1_000));
    stays("%%\n<!--\n$$\n<% \n".repeat(1_001));
}

#[test]
fn many_entries() {
    let one = (0..20_000).map(|at| format!("- 2025-10-30: [[Call {at}]] - text\n")).collect::<String>();
    stays(one);
    let same = survives("- 2025-10-30: [[Call]] - text\n".repeat(2_000));
    assert_eq!(same.read("Note.md"), "- 2025-10-30: [[Call]] - text\n");
}

#[test]
fn line_endings_stay_as_they_are() {
    let vault = survives("itâ€™s\r\nitâ€™s\nitâ€™s\r\r\nitâ€™s");
    assert_eq!(vault.read("Note.md"), "it’s\r\nit’s\nit’s\r\r\nit’s");
}

#[test]
fn decomposed_names_are_found() {
    let vault = TestVault::new(&[("Cafe\u{301}.md", "x\n"), ("b.md", "[[Café]] itâ€™s\n")]);
    assert_eq!(vault.run(&["--fix"]).code, 0);
    assert_eq!(vault.read("b.md"), "[[Café]] it’s\n");
}

#[test]
fn an_unknown_root_and_an_empty_vault() {
    let vault = TestVault::new(&[]);
    let run = vault.run(&[]);
    let root = vault.root().canonicalize().unwrap();
    assert_eq!((run.code, run.stdout), (0, format!("no notes in {}: nothing was checked\n", root.display())));
    let run = vault.run(&["--format", "json"]);
    assert!(run.stderr.starts_with("vaultlint: no notes in "), "{}", run.stderr);
}

#[test]
fn a_note_larger_than_ten_mebibytes_is_said_and_left() {
    let vault = TestVault::new(&[("Big.md", &"itâ€™s\n".repeat(1_300_000))]);
    let run = vault.run(&["--fix"]);
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("Big.md: larger than 10 MiB: not checked"), "{}", run.stderr);
}

#[test]
fn hidden_and_ignored_folders_hold_no_notes() {
    let vault = TestVault::new(&[(".gitignore", "Ignored/\n")]);
    for folder in [".obsidian", ".trash", ".git", "node_modules", "Ignored", "Sub/node_modules"] {
        vault.write(&format!("{folder}/a.md"), "itâ€™s\n");
    }
    assert_eq!(vault.run(&["--format", "json"]).findings(), Vec::<String>::new());
    assert_eq!(
        vault.run(&["--format", "json", "Ignored/a.md"]).findings(),
        ["Ignored/a.md:1 mojibake"],
        "it was named"
    );
}

#[test]
fn ignored_files_can_be_what_a_link_means() {
    let vault = TestVault::new(&[(".gitignore", "Ignored/\n"), ("Ignored/Itâ€™s.md", "x\n"), ("a.md", "[[Itâ€™s]]\n")]);
    vault.git_ok(&["init", "-q"]);
    vault.run(&["--fix"]);
    assert_eq!(vault.read("a.md"), "[[Itâ€™s]]\n", "the link opens a file, and would be dead");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_read_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let vault = TestVault::new(&[("a.md", "x\n"), ("Closed/b.md", "x\n")]);
    fs::set_permissions(vault.path("Closed"), fs::Permissions::from_mode(0o000)).unwrap();
    let is_root = fs::read_dir(vault.path("Closed")).is_ok();
    let run = vault.run(&[]);
    fs::set_permissions(vault.path("Closed"), fs::Permissions::from_mode(0o755)).unwrap();
    if is_root {
        support::skipped("root reads every folder");
        return;
    }
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("Closed: cannot be read"), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_utf8_is_said_and_left() {
    use std::os::unix::ffi::OsStrExt;
    let vault = TestVault::new(&[]);
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.md");
    if fs::write(vault.root().join(name), "itâ€™s\n").is_err() {
        support::skipped("this file system takes UTF-8 names only");
        return;
    }
    let run = vault.run(&["--fix"]);
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("its name is not UTF-8"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(vault.root().join(name)).unwrap(), "itâ€™s\n");
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_is_shown_what_a_note_holds_and_obeys_none_of_it() {
    use support::terminal::Screen;
    let vault = TestVault::new(&[("a.md", "x \u{1b}]52;c;UFdO\u{7}\u{1b}[2J itâ€™s\n")]);
    let mut command = vault.command();
    command.args(["--format", "concise"]);
    let screen = Screen::of(command);
    assert_eq!((screen.code, screen.raw_control()), (Some(1), None), "{}", screen.text());
}

#[test]
fn a_control_character_where_a_property_begins_is_left_to_its_author() {
    let vault = survives("---\ncreated: x\n\u{1}[gs:\n- a\n- b\n---\nx\n");
    assert!(vault.read("Note.md").contains('\u{1}'));
    let run = vault.run(&["--fix", "--unsafe-fixes"]);
    assert!(run.code < 2 && !run.stdout.contains("a bug in vaultlint"), "{}", run.stdout);
}
