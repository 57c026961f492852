//! What the README says is so. `UPDATE_README=1 cargo test --test readme` writes its table of rules.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use snapbox::{assert_data_eq, file};
use support::{Run, TestVault};
use vaultlint::diagnostic::Applicability;
use vaultlint::rules::pages;

fn text_of(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The table of rules as it must stand in the README.
fn table() -> String {
    let mut table = "| rule | severity | fix | what it finds |\n|---|---|---|---|\n".to_owned();
    for page in pages() {
        let severity = page.severity.map_or("-".to_owned(), |severity| severity.to_string());
        let word = |fix: &Applicability| match fix {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
            Applicability::Manual => "manual",
        };
        let fixes: Vec<&str> = page.fix.iter().map(word).collect();
        let fixes = if fixes.is_empty() { "-".to_owned() } else { fixes.join(", ") };
        table += &format!("| [{0}](rules/{0}.md) | {severity} | {fixes} | {1} |\n", page.name, page.summary);
    }
    table
}

#[test]
fn the_repository_is_the_one_that_addresses_of_rules_are_made_from() {
    let address = env!("CARGO_PKG_REPOSITORY");
    assert!(text_of("README.md").contains(&format!("vault-lint = {{ git = \"{address}\",")), "{address}");
}

#[test]
fn the_table_of_rules_is_that_of_the_pages() {
    let readme = text_of("README.md");
    let (before, rest) = readme.split_once("<!-- rules: begin -->\n").unwrap();
    let (written, after) = rest.split_once("<!-- rules: end -->").unwrap();
    let table = table();
    if written != table && std::env::var_os("UPDATE_README").is_some() {
        let readme = format!("{before}<!-- rules: begin -->\n{table}<!-- rules: end -->{after}");
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"), readme).unwrap();
        return;
    }
    assert_eq!(written, table, "UPDATE_README=1 cargo test --test readme writes the table");
}

#[test]
fn the_main_job_is_the_command_that_ci_runs_and_does_what_is_said() {
    let command = "cargo run -- --diff tests/vaults/demo";
    assert!(text_of("README.md").contains(&format!("```sh\n{command}\n```")));
    assert!(text_of(".ci/run").contains("cargo run --locked --quiet -- --diff tests/vaults/demo"));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let run =
        Run::of(Command::new(env!("CARGO_BIN_EXE_vaultlint")).current_dir(root).args(["--diff", "tests/vaults/demo"]));
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    assert!(run.stdout.contains("+- ✅ Paint the boat shed before spring."), "{}", run.stdout);
}

#[test]
fn the_test_command_is_the_one_that_ci_runs() {
    assert!(text_of("README.md").contains("```sh\ncargo test\n```\n\npasses all tests."));
    assert!(text_of(".ci/run").contains("step cargo test --locked\n"));
}

/// The picture of a first run. `SNAPSHOTS=overwrite` draws it anew.
#[test]
fn the_picture_shows_a_run_over_the_example_vault() {
    assert!(text_of("README.md").contains("(tests/snapshots/readme.svg)"));
    let vault = TestVault::demo();
    let run = Run::of(vault.command().env_remove("NO_COLOR").args(["--color", "always"]));
    let screen = format!("$ vaultlint\n{}", run.stdout);
    let picture = anstyle_svg::Term::new().palette(anstyle_svg::WIN10_CONSOLE).render_svg(&screen);
    assert_data_eq!(picture, file!["snapshots/readme.svg"].raw());
}

/// `tests/hooks/commits.rs` holds the same message against a real commit.
#[test]
fn the_message_of_the_hook_is_the_one_that_is_tested() {
    let readme = text_of("README.md");
    let (_, rest) = readme.split_once("```text\nvaultlint: commit stopped").unwrap();
    let (shown, _) = rest.split_once("```").unwrap();
    assert!(text_of("tests/hooks/commits.rs").contains(&format!("vaultlint: commit stopped{shown}")));
}

#[test]
fn the_configuration_shown_is_one() {
    let readme = text_of("README.md");
    let configs: Vec<&str> = readme.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let vault =
        TestVault::new(&[("a.md", "x\n"), (".vaultlint.yaml", configs[2]), (".vaultlint-names.yaml", configs[1])]);
    let run = vault.run(&[]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    vault.write(".vaultlint.yaml", configs[3]);
    let run = vault.run(&["config", "check"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    vault.write(".vaultlint.yaml", configs[0]);
    let run = vault.run(&[]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
}

#[test]
fn strict_turns_everything_on_but_reports_on_demand() {
    const ON_DEMAND: [&str; 2] = ["orphan-note", "unused-attachment"];
    let vault = TestVault::new(&[("a.md", "x\n"), (".vaultlint.yaml", "extends: [strict]\n")]);
    let shown = vault.run(&["config", "show"]).stdout;
    for page in pages().iter().filter(|page| page.severity.is_none()) {
        let level = if ON_DEMAND.contains(&&*page.name) { "off" } else { "warning" };
        assert!(shown.contains(&format!("\n  {}: {level}\n", page.name)), "{} is not {level}\n{shown}", page.name);
    }
}
