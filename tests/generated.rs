//! Notes that a pipeline writes: fixed, never in the way, and remembered.

mod support;

use support::TestVault;

const CONFIG: &str = "generated: {tag: generated}\n";
const DAMAGED: &str = "---\ntags: [generated]\n---\nIt wonâ€™t wait, it says.\n";
const REPAIRED: &str = "---\ntags: [generated]\n---\nIt won’t wait, it says.\n";

#[test]
fn what_comes_back_is_said_with_the_commit_that_wrote_it() {
    let vault = TestVault::repository(&[(".vaultlint.yaml", CONFIG), ("made.md", DAMAGED), ("own.md", "x\n")]);
    let run = vault.run(&["--fix"]);
    assert!(run.code == 0 && !run.stdout.contains("recurring finding"), "{run:?}");
    vault.git_ok(&["commit", "-q", "-a", "-m", "fixed"]);
    assert!(!vault.run(&[]).stdout.contains("recurring finding"));
    vault.write("made.md", DAMAGED);
    let said = vault.run(&[]).stdout;
    assert!(said.contains("1 recurring finding: already fixed on ") && !said.contains("reintroduced by"), "{said}");
    vault.git_ok(&["commit", "-q", "-a", "-m", "regenerate \"people\""]);
    vault.write("own.md", "y\n");
    vault.git_ok(&["commit", "-q", "-a", "-m", "something else"]);
    let commit = vault.git_ok(&["rev-parse", "--short", "HEAD~1"]);
    let run = vault.run(&["--format", "json"]);
    let finding = &run.json()["findings"][0];
    let by = finding["evidence"]["returned"]["commit"].as_str().unwrap().to_owned();
    assert!(by.starts_with(commit.trim()) && by.ends_with("\"regenerate \"people\"\""), "{by}");
    assert_eq!(finding["commands"][0]["argv"], serde_json::json!(["vaultlint", "--fix"]));
    assert!(finding["help"].as_str().unwrap().contains("at the end of the pipeline that writes this note"));
    let again = vault.run(&["--fix"]).stdout;
    assert!(again.contains("recurring finding"), "{again}");
    assert_eq!(vault.read("made.md"), REPAIRED);
}

#[test]
fn a_note_of_a_person_is_not_remembered() {
    let text = "It wonâ€™t wait.\n";
    let vault = TestVault::new(&[(".vaultlint.yaml", CONFIG), ("own.md", text)]);
    vault.run(&["--fix"]);
    vault.write("own.md", text);
    assert!(!vault.run(&[]).stdout.contains("recurring finding"));
}

#[test]
fn generated_notes_are_named_by_tag_type_or_path_one_or_many() {
    let text = "It wonâ€™t wait.\n";
    for config in ["{path: 'made/**'}", "{path: ['x/**', 'made/**']}", "{type: transcript}", "{tag: [other, made]}"] {
        let note = format!("---\ntype: transcript\ntags: [made]\n---\n{text}");
        let vault = TestVault::new(&[(".vaultlint.yaml", &format!("generated: {config}\n")), ("made/a.md", &note)]);
        vault.run(&["--fix"]);
        vault.write("made/a.md", &note);
        assert!(vault.run(&[]).stdout.contains("recurring finding"), "{config}");
    }
    let vault = TestVault::new(&[(".vaultlint.yaml", "generated: {tag: {}}\n"), ("a.md", text)]);
    let run = vault.run(&[]);
    assert!(run.code == 2 && run.stderr.contains(".vaultlint.yaml:1:"), "{run:?}");
}

#[test]
fn a_pipelines_spelling_of_a_name_is_no_evidence() {
    let call = |name: &str, tags: &str| format!("---\ntype: meeting\n{tags}attendees: [{name}]\n---\nx\n");
    let guesses = |tags: &str| {
        let made = call("Ada Bernhartsen", tags);
        let own = call("Ada Bernhardsen", "");
        let vault = TestVault::new(&[
            (".vaultlint.yaml", CONFIG),
            ("1.md", &made),
            ("2.md", &made),
            ("3.md", &made),
            ("own.md", &own),
        ]);
        vault.run(&["--select", "name-variant", "--format", "json"]).findings()
    };
    assert_eq!(guesses(""), ["own.md:3 name-variant"], "three against one");
    let made = guesses("tags: [generated]\n");
    assert_eq!(made, ["1.md:4 name-variant", "2.md:4 name-variant", "3.md:4 name-variant"], "none against one");
}
