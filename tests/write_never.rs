//! `write: never` is a promise: whoever asks, no note is written, moved or deleted.

mod support;

use support::TestVault;

const NEVER: &str = "# the owner only wants to be warned\nwrite: never\nhook: {fix: true}\n";

fn vault(config: &str) -> TestVault {
    TestVault::repository(&[
        (".vaultlint.yaml", config),
        ("People/Ada Byron.md", "---\ntype: people\n---\nx\n"),
        ("a.md", "Ada Byrom [[b]] itâ€™s\n"),
        ("b.md", "itâ€™s\n"),
        ("Adaâ€™s plan.md", "x\n"),
    ])
}

#[test]
fn whatever_would_write_a_note_is_refused_and_names_the_line() {
    let vault = vault(NEVER);
    vault.write("b.md", "itâ€™s\nitâ€™s\n");
    vault.git_ok(&["commit", "-qam", "second"]);
    vault.write("b.md", "itâ€™s\nitâ€™s\nitâ€™s\n");
    vault.git_ok(&["add", "-A"]);
    let (before, index) = (vault.files(), vault.git_ok(&["ls-files", "-s"]));
    for args in [
        &["--fix"][..],
        &["--fix", "--unsafe-fixes", "a.md"],
        &["--staged", "--fix"],
        &["--since", "HEAD~1", "--fix"],
        &["rename", "b", "c"],
        &["rename", "--damaged"],
        &["names", "accept", "Ada Byron", "--wrong", "Ada Byrom", "--apply"],
    ] {
        let run = vault.run(args);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{args:?}: {run:?}");
        assert!(run.stderr.contains(".vaultlint.yaml:2:1: `write: never`: "), "{args:?}: {}", run.stderr);
        assert_eq!(vault.files(), before, "{args:?}");
    }
    let hook = vault.run(&["hook", "run", "pre-commit"]);
    assert_eq!(hook.code, 1, "{hook:?}");
    assert!(hook.stderr.contains("`write: never`") && hook.stderr.contains("nothing was fixed"), "{hook:?}");
    assert_eq!((vault.files(), vault.git_ok(&["ls-files", "-s"])), (before, index));
}

#[test]
fn what_would_change_is_shown_and_a_decision_is_recorded() {
    let vault = vault(NEVER);
    let notes = |vault: &TestVault| {
        let files = vault.files().into_iter();
        files.filter(|(path, _)| path.ends_with(".md")).collect::<Vec<_>>()
    };
    let before = notes(&vault);
    assert!(vault.run(&["--diff"]).stdout.contains("+it’s\n"));
    assert!(vault.run(&["rename", "b", "c", "--diff"]).stdout.contains("rename to c.md"));
    assert!(vault.run(&["config", "show"]).stdout.contains("write: never\n"));
    let run = vault.run_with_input(&["--fix", "--stdin-filename", "a.md"], "itâ€™s\n");
    assert_eq!((run.code, run.stdout.as_str()), (0, "it’s\n"));
    let run = vault.run(&["names", "accept", "Ada Byron", "--wrong", "Ada Byrom"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(vault.read(".vaultlint-names.yaml").contains("Ada Byrom"));
    assert_eq!(vault.run(&["undo"]).code, 0, "the file of decisions is no note");
    assert!(!vault.path(".vaultlint-names.yaml").exists());
    assert_eq!(notes(&vault), before);
}

#[test]
fn undo_keeps_the_promise_that_was_made_after_a_fix() {
    let vault = vault("write: when-asked\n");
    vault.run(&["--fix", "a.md"]);
    let fixed = vault.read("a.md");
    assert!(fixed.contains("it’s"));
    vault.write(".vaultlint.yaml", "write: never\n");
    let run = vault.run(&["undo"]);
    assert_eq!((run.code, vault.read("a.md")), (2, fixed), "{run:?}");
    assert!(run.stderr.contains("`write: never`"), "{run:?}");
    vault.write(".vaultlint.yaml", "write: when-asked\n");
    assert_eq!(vault.run(&["undo"]).code, 0);
    assert!(vault.read("a.md").contains("itâ€™s"));
}

#[test]
fn a_pack_of_the_vault_can_promise_it_too() {
    let vault = vault("extends: [default, pack.yaml]\n");
    vault.write("pack.yaml", NEVER);
    let run = vault.run(&["--fix"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("vaultlint: pack.yaml:2:1: `write: never`"), "{}", run.stderr);
}

#[test]
fn the_place_is_that_of_the_key_however_it_is_written() {
    for (config, at) in [
        ("\"write\": never\n", "1:1"),
        ("{hook: {fix: true}, write: never}\n", "1:21"),
        ("rules:\n  title-mismatch: off\nwrite : never\n", "3:1"),
        ("# x\nexclude: |-\n  write: never\nwrite: never\n", "4:1"),
    ] {
        let run = vault(config).run(&["--fix"]);
        assert_eq!(run.code, 2, "{config}: {run:?}");
        assert!(run.stderr.contains(&format!(".vaultlint.yaml:{at}: `write: never`")), "{config}: {}", run.stderr);
    }
}

#[test]
fn another_config_does_not_take_the_promise_back() {
    let vault = vault(NEVER);
    vault.write("../mine.yaml", "write: when-asked\n");
    vault.write("b.md", "itâ€™s\nitâ€™s\n");
    vault.git_ok(&["commit", "-qam", "second"]);
    let before = vault.files();
    let refused = |asked: &[&str], place: &str| {
        for args in [&["--fix"][..], &["--fix", "a.md"], &["--since", "HEAD~1", "--fix"]] {
            let run = vault.run(&[asked, args].concat());
            assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{args:?}: {run:?}");
            assert!(run.stderr.contains(place), "{args:?}: {}", run.stderr);
        }
    };
    refused(&["--config", "../mine.yaml"], ".vaultlint.yaml:2:1: `write: never`");
    assert_eq!(vault.files(), before);
    vault.write(".vaultlint.yaml", "write: never\nrules: {no-such-key\n");
    refused(&["--config", "../mine.yaml"], "cannot be read");
    assert_eq!(vault.run(&["--config", "../mine.yaml"]).code, 1, "it is only checked");
    vault.write(".vaultlint.yaml", "write: when-asked\n");
    vault.write("../mine.yaml", "write: never\n");
    refused(&["--config", "../mine.yaml"], "mine.yaml:1:1: `write: never`");
}

#[test]
fn what_is_staged_does_not_take_the_promise_back() {
    let vault = vault("hook: {fix: true}\n");
    vault.write("b.md", "itâ€™s\nitâ€™s\n");
    vault.git_ok(&["add", "-A"]);
    vault.write(".vaultlint.yaml", NEVER);
    let (before, index) = (vault.files(), vault.git_ok(&["ls-files", "-s"]));
    let run = vault.run(&["--staged", "--fix"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains(".vaultlint.yaml:2:1: `write: never`"), "{}", run.stderr);
    let hook = vault.run(&["hook", "run", "pre-commit"]);
    assert!(hook.stderr.contains(".vaultlint.yaml:2:1: `write: never`"), "{hook:?}");
    assert_eq!((vault.files(), vault.git_ok(&["ls-files", "-s"])), (before, index));
}

#[test]
fn the_promise_of_an_inner_vault_holds_for_the_notes_below_it() {
    let vault = TestVault::repository(&[
        (".vaultlint.yaml", "extends: [default]\n"),
        ("a.md", "itâ€™s [[c]]\n"),
        ("inner/.vaultlint.yaml", NEVER),
        ("inner/sub/b.md", "itâ€™s [[c]]\n"),
        ("c.md", "x\n"),
    ]);
    let run = vault.run(&["--format", "json"]);
    assert_eq!(run.json()["summary"]["fixable"], 1, "{run:?}");
    let diff = vault.run(&["--diff"]).stdout;
    assert!(diff.contains("a.md") && !diff.contains("inner/sub/b.md"), "{diff}");
    let run = vault.run(&["--fix"]);
    assert_eq!((run.code, vault.read("a.md").as_str()), (1, "it’s [[c]]\n"), "{run:?}");
    assert_eq!(vault.read("inner/sub/b.md"), "itâ€™s [[c]]\n");
    assert!(run.stdout.contains("`write: never`"), "{run:?}");
    vault.write("a.md", "itâ€™s [[c]]\n\n");
    vault.write("inner/sub/b.md", "itâ€™s [[c]]\n\n");
    vault.git_ok(&["add", "-A"]);
    vault.run(&["--staged", "--fix", "--all-lines"]);
    assert_eq!(vault.read("a.md"), "it’s [[c]]\n\n");
    assert_eq!(vault.read("inner/sub/b.md"), "itâ€™s [[c]]\n\n");
    let before = vault.files();
    let run = vault.run(&["rename", "c", "d"]);
    assert_eq!((run.code, vault.files()), (2, before), "{run:?}");
    assert!(run.stderr.contains("inner/.vaultlint.yaml:2:1: `write: never`"), "{run:?}");
}

#[test]
fn a_rename_that_would_write_into_an_inner_vault_is_refused_before_anything_is_shown() {
    let notes =
        [("in/.vaultlint.yaml", "write: never\n"), ("in/m.md", "See [[n]].\n"), ("n.md", "x\n"), ("o.md", "x\n")];
    let vault = TestVault::repository(&notes);
    let before = vault.files();
    for args in [["rename", "n", "k"], ["rename", "o", "in/"], ["rename", "o", "in/deeper/o"]] {
        let run = vault.run(&args);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{args:?}: {run:?}");
        assert!(run.stderr.contains("in/.vaultlint.yaml:1:1: `write: never`"), "{args:?}: {run:?}");
        assert!(!run.stderr.contains("could not be undone"), "{args:?}: {run:?}");
        assert_eq!(vault.files(), before, "{args:?}");
        assert_eq!(vault.run(&[&args[..], &["--diff"]].concat()).code, 1, "a patch may be shown");
    }
}
