//! What was not checked never reads as if it were well.

mod support;

use support::{Run, TestVault};

#[test]
fn a_folder_that_was_named_and_holds_no_note_is_an_error() {
    let vault = TestVault::new(&[
        ("a.md", "x\n"),
        ("Pictures/p.png", "x"),
        ("Left out/b.md", "x\n"),
        ("Ignored/c.md", "x\n"),
        (".gitignore", "Ignored/\n"),
        (".vaultlint.yaml", "exclude: ['Left out/**']\n"),
    ]);
    for (folder, why) in [
        ("Pictures", "contains no notes, or only hidden and ignored ones"),
        ("Ignored", "contains no notes, or only hidden and ignored ones"),
        ("Left out", "all its notes are excluded by .vaultlint.yaml"),
    ] {
        let run = vault.run(&["a.md", folder]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{folder}: {run:?}");
        assert_eq!(run.stderr, format!("vaultlint: {folder}: {why}\n"));
    }
    assert_eq!(vault.run(&["--force-exclude", "Left out"]).code, 0, "it was asked to leave them out");
    assert_eq!(vault.run(&["."]).code, 0);
}

#[test]
fn a_vault_of_which_everything_is_excluded_says_so() {
    let vault = TestVault::new(&[("a.md", "itâ€™s\n"), (".vaultlint.yaml", "exclude: ['**']\n")]);
    let run = vault.run(&[]);
    assert!(run.stdout.contains(" are excluded by .vaultlint.yaml: nothing was checked") && run.code == 0, "{run:?}");
}

#[test]
fn a_config_under_another_name_is_warned_of() {
    for name in [".vaultlint.yml", "vaultlint.yaml", "vaultlint.yml", ".vaultlint.toml", "vaultlint.toml"] {
        let vault = TestVault::repository(&[("a.md", "x\n"), (name, "rules: {mojibake: off}\n")]);
        vault.write("a.md", "y\n");
        vault.git_ok(&["add", "-A"]);
        for args in [&[][..], &["--staged"], &["a.md"], &["config", "show"], &["hook", "run", "pre-commit"]] {
            let run = vault.run(args);
            assert!(run.stderr.starts_with(&format!("vaultlint: {name} is ignored; ")), "{args:?}: {run:?}");
            assert_eq!(run.code, 0, "{args:?}: {run:?}");
        }
    }
}

#[test]
fn init_of_nothing_writes_nothing() {
    let vault = TestVault::new(&[]);
    for args in [&["init"][..], &["init", "--dry-run"]] {
        let run = vault.run(args);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        assert!(run.stderr.contains("no notes to infer a configuration from; nothing was written"), "{}", run.stderr);
    }
    assert!(vault.files().is_empty());
}

#[test]
fn diff_and_fix_are_refused_together() {
    let vault = TestVault::new(&[("a.md", "itâ€™s\n")]);
    let run = vault.run(&["--diff", "--fix"]);
    assert_eq!((run.code, run.stdout.as_str(), vault.read("a.md").as_str()), (2, "", "itâ€™s\n"));
    assert!(run.stderr.contains("--diff shows the patch and writes nothing, --fix writes it"), "{}", run.stderr);
}

#[test]
fn a_run_over_a_part_says_which_rules_did_not_run_in_full() {
    let vault = TestVault::repository(&[("a.md", "x\n"), (".vaultlint.yaml", "rules: {alias-clash: warning}\n")]);
    let line = "not run in full, because only part of the vault was checked: alias-clash, conflict-copy, duplicate-word, empty-property, empty-section, name-variant, title-mismatch, unfilled-placeholder\n";
    vault.write("a.md", "y\n");
    vault.git_ok(&["add", "-A"]);
    let run = vault.run_with_input(&["--stdin-filename", "a.md"], "x\n");
    assert!(run.stdout.contains(line), "no earlier run is known: {run:?}");
    let summary = |run: &Run| run.json()["summary"]["rules_not_run"].clone();
    let piped = |args: &[&str]| vault.run_with_input(&[&["--stdin-filename", "a.md"], args].concat(), "x\n");
    let told = summary(&piped(&["--format", "json"]));
    assert_eq!((&told[0]["rule"], &told[5]["rule"]), (&"alias-clash".into(), &"name-variant".into()));
    assert!(told[0]["reason"].as_str().is_some_and(|reason| reason.contains("compares notes")));
    assert!(piped(&["--format", "sarif"]).stdout.contains("`alias-clash` was not run in full"));
    let concise = piped(&["--format", "concise"]);
    assert_eq!((concise.stdout.as_str(), concise.stderr.as_str()), ("", &*format!("vaultlint: {line}")));
    assert!(piped(&["--diff"]).stderr.contains(line));
    let github = piped(&["--format", "github"]);
    assert_eq!((github.stdout.as_str(), github.stderr.as_str()), (line, ""));
    for args in [&["a.md"][..], &["--staged"], &[]] {
        assert!(!vault.run(args).stdout.contains("not run"), "{args:?}: compared with the whole vault");
        assert_eq!(summary(&vault.run(&[args, &["--format", "json"]].concat())), serde_json::json!([]));
    }
    assert!(!piped(&[]).stdout.contains("not run"), "earlier runs know the other notes");
    for format in ["concise", "github"] {
        let run = vault.run(&["--format", format]);
        assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""), "{format}: the whole vault");
    }
}
