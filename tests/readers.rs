//! Whoever reads what the program says changes nothing about what it does: a reader that leaves, a full disk.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::fs::{File, OpenOptions};
use std::process::Stdio;

use support::{Run, TestVault};

const DAMAGED: &str = "itâ€™s\n";

/// Runs the program where nobody reads its standard output, from the first byte on.
fn unread(vault: &TestVault, args: &[&str]) -> Run {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = vault.command();
    command.args(args).stdin(Stdio::null()).stdout(writer).stderr(Stdio::piped());
    Run::from(command.spawn().unwrap().wait_with_output().unwrap())
}

#[cfg(target_os = "linux")]
fn on_a_full_disk(vault: &TestVault, args: &[&str]) -> Run {
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = vault.command();
    command.args(args).stdin(Stdio::null()).stdout(full).stderr(Stdio::piped());
    Run::from(command.spawn().unwrap().wait_with_output().unwrap())
}

fn repository() -> TestVault {
    TestVault::repository(&[
        ("People/Ada Byron.md", "---\ntype: people\n---\nx\n"),
        ("a.md", "Ada Byrom [[b]] itâ€™s\n"),
        ("b.md", DAMAGED),
    ])
}

/// Commands that write, each in the state that the ones before it left.
const WRITING: &[&[&str]] = &[
    &["hook", "install"],
    &["hook", "uninstall"],
    &["names", "accept", "Ada Byron", "--wrong", "Ada Byrom"],
    &["names", "reject", "Ada Byron", "Ida Byron"],
    &["undo"],
    &["names", "accept", "Ada Byron", "--wrong", "Ada Byrom", "--apply"],
    &["rename", "b", "c"],
    &["undo"],
    &["--fix"],
    &["undo"],
    &["--fix", "-v", "a.md"],
    &["init"],
];

#[test]
fn a_reader_that_leaves_changes_neither_the_work_nor_the_exit_code() {
    let (read, left) = (repository(), repository());
    for args in WRITING {
        let (expected, found) = (read.run(args), unread(&left, args));
        assert_eq!((found.code, found.stderr), (expected.code, expected.stderr), "{args:?}: {}", expected.stdout);
        assert_eq!(left.files(), read.files(), "{args:?}");
        let hook = |vault: &TestVault| vault.path(".git/hooks/pre-commit").exists();
        assert_eq!(hook(&left), hook(&read), "{args:?}");
    }
}

#[test]
fn a_check_that_nobody_reads_to_the_end_has_its_exit_code() {
    let vault = repository();
    for args in [&[][..], &["--format", "json"], &["--format", "sarif"], &["--format", "concise"], &["-v"], &["--diff"]]
    {
        assert_eq!((unread(&vault, args).code, unread(&vault, args).stderr.as_str()), (1, ""), "{args:?}");
    }
    for args in [
        &["config", "show"][..],
        &["rules"],
        &["explain", "mojibake"],
        &["names"],
        &["--help"],
        &["completions", "bash"],
    ] {
        assert_eq!((unread(&vault, args).code, unread(&vault, args).stderr.as_str()), (0, ""), "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_told_and_the_work_is_done() {
    let (read, full) = (repository(), repository());
    for args in WRITING {
        read.run(args);
        let run = on_a_full_disk(&full, args);
        assert_eq!(run.code, 2, "{args:?}: {run:?}");
        assert!(run.stderr.contains("vaultlint: standard output: "), "{args:?}: {run:?}");
        assert_eq!(full.files(), read.files(), "{args:?}");
    }
    for args in [&[][..], &["--format", "json"], &["--format", "sarif"], &["rules"], &["config", "schema"]] {
        assert_eq!(on_a_full_disk(&full, args).code, 2, "{args:?}");
    }
    assert_eq!(full.run(&["--output", "/dev/full"]).code, 2);
}

#[test]
fn a_file_for_output_that_cannot_be_made_is_found_out_before_anything_is_written() {
    let vault = repository();
    let before = vault.files();
    let run = vault.run(&["--fix", "--output", "no such folder/report.txt"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.starts_with("vaultlint: no such folder/report.txt: "), "{}", run.stderr);
    assert_eq!(vault.files(), before);
}

#[test]
fn a_note_from_standard_input_that_nobody_takes_is_no_error() {
    let vault = repository();
    let note = vault.path("in.txt");
    std::fs::write(&note, DAMAGED).unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = vault.command();
    command.args(["--fix", "--stdin-filename", "x.md"]).stdin(File::open(&note).unwrap()).stdout(writer);
    assert_eq!(command.status().unwrap().code(), Some(0));
}
