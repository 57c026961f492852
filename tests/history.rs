//! What Git's history tells of the vault's files: renames, and first days.

mod support;

use support::TestVault;

const CONFIG: &str = "rules: {broken-link: warning}\ntypes: {meeting: {schema: {required: [created]}}}\n";

/// A vault whose note came on the 7th, was renamed on the 9th, and is linked to by its old name.
fn vault() -> TestVault {
    let vault = TestVault::repository(&[(".vaultlint.yaml", CONFIG), ("n.md", "See [[Old call — ü|it]].\n")]);
    vault.write("Notes/Old call — ü.md", "---\ntype: meeting\n---\nOne.\nTwo.\nThree.\n");
    let commit = |day: &str, message: &str| {
        let date = format!("{day}T12:00:00+0000");
        let run = support::Run::of(
            vault
                .git_command(&["commit", "-q", "--allow-empty", "-m", message, "--date", &date])
                .env("GIT_COMMITTER_DATE", &date),
        );
        assert_eq!(run.code, 0, "{}", run.stderr);
    };
    vault.git_ok(&["add", "-A"]);
    commit("2025-11-07", "first");
    vault.git_ok(&["mv", "Notes/Old call — ü.md", "Notes/New call.md"]);
    commit("2025-11-09", "renamed");
    vault
}

#[test]
fn a_link_gets_the_new_name_and_a_note_its_first_day() {
    let vault = vault();
    let told = vault.run(&[]);
    assert!(told.stdout.contains("there is no `Old call — ü` in the vault"), "{}", told.stdout);
    vault.run(&["--fix"]);
    assert_eq!(vault.read("n.md"), "See [[New call|it]].\n");
    assert!(!vault.read("Notes/New call.md").contains("created"), "the day is for a person to look at");
    vault.run(&["--fix", "--unsafe-fixes"]);
    assert_eq!(vault.read("Notes/New call.md"), "---\ntype: meeting\ncreated: 2025-11-07\n---\nOne.\nTwo.\nThree.\n");
}

#[test]
fn a_shallow_clone_knows_no_first_day() {
    let origin = vault();
    let clone = TestVault::new(&[]);
    let url = format!("file://{}", origin.root().display());
    let into = clone.path("c");
    clone.git_ok(&["clone", "-q", "--depth", "1", &url, &into.display().to_string()]);
    let run = support::Run::of(clone.command().current_dir(&into).args(["--fix", "--unsafe-fixes"]));
    assert!(run.stdout.contains("`created` is missing"), "{}{}", run.stdout, run.stderr);
    let note = std::fs::read_to_string(into.join("Notes/New call.md")).unwrap_or_default();
    assert_eq!(note, "---\ntype: meeting\n---\nOne.\nTwo.\nThree.\n");
}
