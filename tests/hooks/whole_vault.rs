//! What a commit is compared with: the whole vault, within a bound; and guesses about names, each asked once.

use std::fmt::Write as _;

use crate::support::{Run, TestVault};
use crate::{DAMAGED, commit, commits, guarded};

const PERSON: (&str, &str) = ("People/Andy Perlsteiner.md", "---\ntype: people\ntitle: Andy Perlsteiner\n---\n");
const MISSPELT: &str = "- 2025-10: [[2025-10 - Andy Pernsteiner]] - First call.\n";
const GUESS: &str = "`Andy Pernsteiner` ×1: is this `Andy Perlsteiner`, found in 1 note?";

fn commit_note(vault: &TestVault, path: &str, text: &str) -> Run {
    vault.write(path, text);
    vault.git_ok(&["add", "-A"]);
    commit(vault, &[])
}

#[test]
fn a_new_spelling_of_a_name_is_asked_about_once_and_stops_nothing() {
    let vault = guarded(&[PERSON, ("Calls.md", "## Calls\n")]);
    let run = commit_note(&vault, "Calls.md", &format!("## Calls\n\n{MISSPELT}"));
    assert!(run.code == 0 && run.stderr.contains("vaultlint: 1 new warning in 1 staged note; the commit proceeds"));
    let commands = [
        "vaultlint names accept \"Andy Perlsteiner\" --wrong \"Andy Pernsteiner\"",
        "vaultlint names reject \"Andy Perlsteiner\" \"Andy Pernsteiner\"",
    ];
    for part in [GUESS, "surname differs in 1 letter", commands[0], commands[1]] {
        assert!(run.stderr.contains(part), "{part}: {run:?}");
    }
    for text in [
        format!("## Calls\n\n{MISSPELT}\nMore.\n"),
        format!("## Calls\n\n{MISSPELT}- 2025-11: [[2025-11 - Andy Pernsteiner]] - Second call.\n"),
    ] {
        let run = commit_note(&vault, "Calls.md", &text);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "it was asked before: {text}");
    }
}

#[test]
fn a_new_spelling_of_a_name_stops_a_commit_where_config_asks_for_it() {
    let vault = guarded(&[PERSON, (".vaultlint.yaml", "hook: {names: stop}\n")]);
    let run = commit_note(&vault, "Calls.md", MISSPELT);
    assert!(run.code == 1 && run.stderr.contains("commit stopped, nothing changed. 1 new warning"), "{run:?}");
    assert!(run.stderr.contains(GUESS), "{run:?}");
    assert!(
        run.stderr.contains("vaultlint names accept ") && run.stderr.contains("vaultlint names reject "),
        "{run:?}"
    );
    let decide = "  decide        vaultlint names review     then git add .vaultlint-names.yaml and commit again";
    assert!(run.stderr.contains(decide), "{run:?}");
    assert_eq!(vault.run(&["--staged"]).code, 0, "it is a warning");
    assert_eq!(vault.run(&["--staged", "--fail-on", "warning"]).code, 1);
    let run = commit_note(&vault, "More.md", DAMAGED);
    assert!(run.stderr.contains(GUESS), "what stops the commit is shown beside errors: {run:?}");
    vault.git_ok(&["rm", "-qf", "More.md"]);
    assert_eq!(vault.run(&["names", "reject", "Andy Perlsteiner", "Andy Pernsteiner"]).code, 0);
    vault.git_ok(&["add", "-A"]);
    assert_eq!(commit(&vault, &[]).code, 0, "it is decided");
    let run = commit_note(&vault, "Other.md", MISSPELT);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "what was decided never comes back");
}

#[test]
fn a_large_vault_without_an_index_is_not_compared_and_the_hook_says_so() {
    let vault = guarded(&[("a.md", "one\n")]);
    let id = vault.git_ok(&["rev-parse", ":a.md"]);
    let mut entries = String::new();
    for at in 0..15_001 {
        writeln!(entries, "100644 {}\tNotes/{at}.md", id.trim()).unwrap();
    }
    let run = Run::with_input(&mut vault.git_command(&["update-index", "--index-info"]), &entries);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(commit(&vault, &["--no-verify"]).code, 0);
    vault.write("a.md", format!("one\n{DAMAGED}"));
    vault.git_ok(&["add", "a.md"]);
    let run = commit(&vault, &[]);
    let remark = "vaultlint: the vault has 15,002 notes and no index, so the others were not compared: `vaultlint hook install` ";
    assert!(run.code == 1 && run.stderr.contains(remark), "{run:?}");
    assert!(run.stderr.contains("1 new error in 1 staged note\n"), "what is staged is checked: {run:?}");
    vault.write("a.md", "one\ntwo\n");
    vault.git_ok(&["add", "a.md"]);
    let run = commit(&vault, &[]);
    assert!(run.code == 0 && run.stderr.contains(remark) && run.stderr.lines().count() == 1, "{run:?}");
    assert_eq!(commits(&vault), 3);
}
