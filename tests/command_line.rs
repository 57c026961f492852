//! The program as it is typed: what it says, where it says it, and how it ends.

mod support;

use std::fs;
use std::process::Stdio;

use snapbox::{assert_data_eq, file, str};
use support::{Run, TestVault};

const DAMAGED: &str = "# Plan\n\nIt wonâ€™t wait â€” the teamâ€™s lab moves.\n";
const REPAIRED: &str = "# Plan\n\nIt won’t wait — the team’s lab moves.\n";

#[test]
fn the_example_vault_reads_as_the_readme_says() {
    let run = TestVault::demo().run(&[]);
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    assert_data_eq!(run.stdout, file!["snapshots/demo-check.txt"].raw());
}

#[test]
fn the_patch_of_the_example_vault() {
    let run = TestVault::demo().run(&["--diff"]);
    assert_eq!(run.code, 1);
    assert_data_eq!(run.stdout, file!["snapshots/demo-diff.txt"].raw());
}

#[test]
fn concise_is_one_line_a_finding() {
    let vault = TestVault::new(&[("Plan.md", DAMAGED)]);
    let run = vault.run(&["--format", "concise"]);
    assert_data_eq!(
        run.stdout,
        str![[r#"
Plan.md:3:7: error[mojibake] `â€™` is `’`, decoded as windows-1252
Plan.md:3:17: error[mojibake] `â€”` is `—`, decoded as windows-1252
Plan.md:3:29: error[mojibake] `â€™` is `’`, decoded as windows-1252

"#]]
    );
}

#[test]
fn json_has_places_fixes_and_a_summary() {
    let vault = TestVault::new(&[("People/Plan.md", "it wonâ€™t\n")]);
    let report = vault.run(&["--format", "json"]).json();
    assert_eq!(report["version"], 1);
    let finding = &report["findings"][0];
    assert_eq!(finding["path"], "People/Plan.md");
    assert_eq!(finding["span"], serde_json::json!({"start": 6, "end": 14}));
    assert_eq!(finding["start"], serde_json::json!({"line": 1, "column": 7, "column_utf16": 7}));
    assert_eq!(finding["end"], serde_json::json!({"line": 1, "column": 10, "column_utf16": 10}));
    assert_eq!(finding["fix"]["applicability"], "safe");
    assert_eq!(finding["fix"]["edits"][0]["text"], "’");
    assert_eq!(finding["evidence"]["chain"][0], "windows-1252");
    assert_eq!(finding["new"], true);
    assert_eq!(report["summary"]["errors"], 1);
}

#[test]
fn exit_codes() {
    let vault = TestVault::new(&[("Plan.md", DAMAGED), ("Bom.md", "\u{feff}text\n")]);
    let code = |args: &[&str]| vault.run(args).code;
    assert_eq!(code(&["Bom.md"]), 0, "a warning does not count");
    assert_eq!(code(&["Bom.md", "--fail-on", "warning"]), 1);
    assert_eq!(code(&["Plan.md"]), 1);
    assert_eq!(code(&["--fail-on", "never"]), 0);
    assert_eq!(code(&["--diff", "Bom.md"]), 1, "there is a patch");
    assert_eq!(code(&["--ignore", "mojibake,byte-order-mark"]), 0);
    assert_eq!(code(&["--select", "byte-order-mark", "Plan.md"]), 0);
    assert_eq!(code(&["--no-such-option"]), 2);
    assert_eq!(code(&["No such note.md"]), 2);
}

#[test]
fn what_is_wrong_with_the_arguments_is_said_on_stderr() {
    let vault = TestVault::new(&[("Plan.md", "x\n"), ("Pic.png", "x")]);
    let said = |args: &[&str]| {
        let run = vault.run(args);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{args:?}");
        run.stderr
    };
    assert_data_eq!(
        said(&["--select", "mojibak"]),
        str![[r#"
vaultlint: --select: unknown rule `mojibak`; did you mean `mojibake`?

"#]]
    );
    assert_data_eq!(
        said(&["Pic.png"]),
        str![[r#"
vaultlint: Pic.png: not a note; notes end in .md

"#]]
    );
    assert!(said(&["Gone.md"]).starts_with("vaultlint: Gone.md: "));
    assert_data_eq!(
        said(&["explain", "duplicate-entri"]),
        str![[r#"
vaultlint: unknown rule `duplicate-entri`; did you mean `duplicate-entry`?

"#]]
    );
}

#[test]
fn a_bad_config_says_where() {
    let said = |config: &str| {
        let vault = TestVault::new(&[("Plan.md", "x\n"), (".vaultlint.yaml", config)]);
        let run = vault.run(&[]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{config}");
        run.stderr
    };
    assert_data_eq!(
        said("rulez: {}\n"),
        str![[r#"
vaultlint: .vaultlint.yaml:1:1: unknown key `rulez`; did you mean `rules`?
  1 | rulez: {}
    | ^^^^^

"#]]
    );
    assert_data_eq!(
        said("rules:\n  mojibaek: off\n"),
        str![[r#"
vaultlint: .vaultlint.yaml:2:3: unknown rule `mojibaek`; did you mean `mojibake`?
  2 |   mojibaek: off
    |   ^^^^^^^^

"#]]
    );
    assert!(
        said("rules:\n  duplicate-entry: {action: marge}\n")
            .contains(".vaultlint.yaml:2:29: `marge` is not a valid value of `action`; did you mean `merge`?")
    );
    assert!(said("rules: {mojibake: loud}\n").contains(".vaultlint.yaml:1:"));
    assert!(said("exclude: ['a[']\n").contains(".vaultlint.yaml:1:"));
    assert!(said("a: &x [1]\nb: *x\n").contains(".vaultlint.yaml:1:"));
    assert!(said("types: {x: {schema: {type: 3}}}\n").contains(".vaultlint.yaml:1:28: schema of `x`: "));
    assert!(said("required-version: '>=99.1'\n").contains("this vault requires vaultlint >=99.1"));
    assert!(said("extends: [nowhere]\n").contains("is neither a pack nor a file of the vault"));
}

#[test]
fn a_bad_names_file_says_where() {
    let names = "people:\n- {name: Ada Byron, wrong: [Ida Byron]}\n- {name: Ida Byron}\n";
    let vault = TestVault::new(&[("Plan.md", "x\n"), (".vaultlint-names.yaml", names)]);
    let run = vault.run(&[]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains(".vaultlint-names.yaml:2:"), "{}", run.stderr);
}

#[test]
fn a_note_on_standard_input_comes_out_fixed() {
    let vault = TestVault::new(&[]);
    let run = vault.run_with_input(&["--fix", "--stdin-filename", "New/Plan.md"], DAMAGED);
    assert_eq!((run.code, run.stdout.as_str()), (0, REPAIRED));
    let run = vault.run_with_input(&["--stdin-filename", "Plan.md", "--format", "concise"], DAMAGED);
    assert_eq!((run.code, run.stdout.lines().count()), (1, 3));
    let report = vault.root().parent().unwrap().join("report.json");
    let options = ["--fix", "--stdin-filename", "Plan.md", "--format", "json", "--output", report.to_str().unwrap()];
    let run = vault.run_with_input(&options, DAMAGED);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), (REPAIRED, ""));
    assert!(fs::read_to_string(report).unwrap().contains("\"fixed\""), "the report is in its file");
    let run = vault.run_with_input(&["--stdin-filename", "Plan.md"], DAMAGED);
    assert!(!run.stdout.contains("--fix"), "no command fixes standard input where it is: {run:?}");
    let run = vault.run_with_input(&["--fix", "--stdin-filename", "Plan.md"], "clean\n");
    assert_eq!((run.code, run.stdout.as_str()), (0, "clean\n"));
    assert!(vault.files().is_empty(), "nothing is written to disk");
}

#[test]
fn output_goes_to_a_file_without_a_shell() {
    let vault = TestVault::new(&[("Plan.md", DAMAGED)]);
    let run = vault.run(&["--diff", "--output", "fix.patch"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(vault.read("fix.patch").contains("+It won’t wait — the team’s lab moves."));
}

#[cfg(unix)]
#[test]
fn output_goes_through_no_link_but_those_of_the_system() {
    let vault = TestVault::new(&[("Plan.md", DAMAGED)]);
    for stream in ["/dev/stdout", "/dev/fd/1"] {
        let run = vault.run(&["--diff", "--output", stream]);
        assert_eq!((run.code, run.stderr.as_str()), (1, ""), "{stream}");
        assert!(run.stdout.contains("+It won’t wait"), "{stream}: {run:?}");
    }
    vault.write("../mine.txt", "mine\n");
    fs::create_dir(vault.path("../reports")).unwrap();
    std::os::unix::fs::symlink("../mine.txt", vault.path("report.txt")).unwrap();
    std::os::unix::fs::symlink("../reports", vault.path("reports")).unwrap();
    let below = vault.path("reports/new.txt").display().to_string();
    for place in ["report.txt", "reports/new.txt", below.as_str()] {
        let run = vault.run(&["--output", place]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{place}");
        assert_eq!(run.stderr, format!("vaultlint: {place}: a symbolic link: not followed\n"));
    }
    assert_eq!(vault.read("../mine.txt"), "mine\n");
    vault.write(".vaultlint.yaml", "write: never\n");
    vault.write("note.md", DAMAGED);
    fs::hard_link(vault.path("note.md"), vault.path("linked.txt")).unwrap();
    for place in ["note.md", "linked.txt", "NEW.MD", ".git/config"] {
        let run = vault.run(&["--output", place]);
        assert_eq!((run.code, vault.read("note.md").as_str()), (2, DAMAGED), "{place}: {}", run.stderr);
    }
    fs::remove_file(vault.path("linked.txt")).unwrap();
    fs::remove_file(vault.path("note.md")).unwrap();
    fs::remove_file(vault.path(".vaultlint.yaml")).unwrap();
    vault.write("old.txt", "a longer text that was there\n".repeat(100));
    let old = vault.path("old.txt").display().to_string();
    for place in ["old.txt", "./old.txt", "../reports/new.txt", old.as_str()] {
        assert_eq!(vault.run(&["--diff", "--output", place]).code, 1, "{place}");
        assert!(fs::read_to_string(vault.path(place)).unwrap().starts_with("diff --git a/Plan.md"), "{place}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let notes: Vec<(String, &str)> = (0..3000).map(|at| (format!("{at}.md"), DAMAGED)).collect();
    let notes: Vec<(&str, &str)> = notes.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let vault = TestVault::new(&notes);
    let mut child = vault.command().args(["--diff"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(1), "there is a patch, whoever reads it");
}

#[test]
fn two_vaults_are_checked_by_their_own_configs() {
    let one = TestVault::new(&[("Plan.md", DAMAGED), (".vaultlint.yaml", "rules: {mojibake: off}\n")]);
    let other = TestVault::new(&[("Plan.md", DAMAGED)]);
    let other_root = other.root();
    let run = one.run(&["--format", "json", ".", other_root.to_str().unwrap()]);
    let findings = run.findings();
    assert_eq!(findings.len(), 3, "{findings:?}");
    let root = other_root.canonicalize().unwrap();
    assert!(findings.iter().all(|finding| finding.starts_with(root.to_str().unwrap())), "{findings:?}");
}

#[test]
fn excluded_notes_are_checked_when_named() {
    let vault = TestVault::new(&[("Plan.md", DAMAGED), (".vaultlint.yaml", "exclude: ['Plan.md']\n")]);
    assert_eq!(vault.run(&[]).code, 0);
    assert_eq!(vault.run(&["Plan.md"]).code, 1);
    assert_eq!(vault.run(&["Plan.md", "--force-exclude"]).code, 0);
}

#[test]
fn from_a_subfolder_the_whole_vault_is_checked() {
    let vault = TestVault::new(&[("Plan.md", DAMAGED), ("Sub/Clean.md", "x\n")]);
    let run = Run::of(vault.command().current_dir(vault.path("Sub")).args(["--format", "json"]));
    assert_eq!(run.findings().len(), 3);
    let run = Run::of(vault.command().current_dir(vault.path("Sub")).args(["--format", "json", "."]));
    assert_eq!(run.findings().len(), 0, "a folder that is named is all that is checked");
}

#[test]
fn the_small_commands() {
    let vault = TestVault::new(&[]);
    let rules = vault.run(&["rules"]);
    let rows: Vec<Vec<&str>> = rules
        .stdout
        .lines()
        .map(|row| row.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect())
        .collect();
    let listed: Vec<&str> = rows.iter().map(|row| row[0]).collect();
    let known: Vec<&str> = vaultlint::rules::pages().iter().map(|page| page.name.as_str()).collect();
    assert_eq!(listed, known);
    assert!(rows.contains(&vec!["duplicate-tag", "warning", "safe", "a repeated tag"]), "{rows:?}");
    let page = vault.run(&["explain", "mojibake"]).stdout;
    assert!(page.starts_with("# mojibake\n") && page.contains("\n## Examples\n"));
    let shown = vault.run(&["config", "show"]).stdout;
    assert!(shown.contains("types:") && shown.contains("last_contact"), "{shown}");
    let schema = vault.run(&["config", "schema"]).json();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert!(vault.run(&["completions", "bash"]).stdout.contains("vaultlint"));
    assert!(vault.run(&["--help"]).stdout.contains("Examples:"));
    assert_eq!(vault.run(&["--version"]).code, 0);
}

#[test]
fn colours_come_when_they_are_asked_for() {
    let vault = TestVault::new(&[("Plan.md", DAMAGED)]);
    assert!(!vault.run(&[]).stdout.contains('\u{1b}'));
    assert!(vault.run(&["--color", "always"]).stdout.contains('\u{1b}'));
}

#[test]
fn quiet_says_the_sum_and_verbose_draws_each_finding() {
    let vault = TestVault::new(&[("Plan.md", "it wonâ€™t\n")]);
    assert_data_eq!(
        vault.run(&["-q"]).stdout,
        str![[r#"
1 error in 1 of 1 note
  fix 1 of them          vaultlint --fix
  see the changes first  vaultlint --diff

"#]]
    );
    assert_data_eq!(vault.run(&["-v"]).stdout, file!["snapshots/verbose.txt"].raw());
    assert!(vault.run(&["--statistics"]).stdout.contains("for example"));
}

#[test]
fn the_schema_of_the_config_knows_what_the_config_knows() {
    let vault = TestVault::new(&[]);
    let schema = vault.run(&["config", "schema"]).json();
    let known: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    for key in known {
        let vault = TestVault::new(&[("a.md", "x\n"), (".vaultlint.yaml", &format!("{key}: !nothing\n"))]);
        let run = vault.run(&[]);
        assert!(!run.stderr.contains("unknown key"), "{key}: {}", run.stderr);
    }
}

#[test]
fn links_that_come_alive_are_counted() {
    let vault = TestVault::new(&[
        ("Ada’s plan.md", "x\n"),
        ("n.md", "[[Adaâ€™s plan]] and [it](Adaâ€™s%20plan.md), it wonâ€™t wait, [[Goneâ€™s plan]]\n"),
    ]);
    let left = vault.run(&[]).stdout;
    assert!(left.contains("fixing also repairs 2 broken links"), "{left}");
    let drawn = vault.run(&["-v"]).stdout;
    assert_eq!(drawn.matches("the link is broken; repaired, it opens `Ada’s plan.md`").count(), 2, "{drawn}");
    let fixed = vault.run(&["--fix"]).stdout;
    assert!(fixed.contains("repaired 2 broken links\n"), "{fixed}");
    assert!(!vault.run(&[]).stdout.contains("broken link"));
}

#[test]
fn the_next_step_repeats_what_the_run_was_asked() {
    let vault = TestVault::new(&[("other/.vaultlint.yaml", ""), ("other/a.md", DAMAGED)]);
    let step = |options: &[&str]| {
        let run = vault.run(options);
        let step = run.stdout.lines().find_map(|line| Some(line.split_once("  vaultlint ")?.1.to_owned()));
        step.unwrap_or_else(|| panic!("{run:?}"))
    };
    assert_eq!(step(&["--vault", "other"]), "--fix --vault other");
    assert_eq!(
        step(&["--select", "mojibake,byte-order-mark", "other"]),
        "--fix --select \"mojibake,byte-order-mark\" other"
    );
}
