//! Changes after which what a run knew of other notes no longer holds: each was once missed.

mod support;

use std::fs;

use support::TestVault;

const CONFIG: &str = "extends: [strict]\nrules:\n  broken-link: warning\n  unused-allow: off\n";

/// A vault that was checked.
fn known(notes: &[(&str, &str)]) -> TestVault {
    let vault = TestVault::repository(&[&[(".vaultlint.yaml", CONFIG)], notes].concat());
    assert_fresh(&vault, &[]);
    vault
}

/// Asserts that a run tells what it tells without knowing anything.
fn assert_fresh(vault: &TestVault, args: &[&str]) {
    let args = [args, &["--format", "json"]].concat();
    let known = vault.run(&args);
    let fresh = vault.run(&[&args[..], &["--no-cache"]].concat());
    assert_eq!(known.stdout, fresh.stdout, "{args:?}");
}

#[test]
fn note_that_is_no_longer_ignored_has_facts() {
    let vault = known(&[(".gitignore", "ig/\n"), ("a.md", "[[x#Head]] [[foo]]\n")]);
    vault.write("ig/x.md", "---\naliases: [foo]\n---\n## Head\n");
    assert_fresh(&vault, &["ig/x.md"]);
    vault.write(".gitignore", "");
    assert_fresh(&vault, &[]);
    vault.write(".gitignore", "ig/\n");
    vault.write("ig/x.md", "---\naliases: [bar]\n---\n## Head\n");
    assert_fresh(&vault, &["ig/x.md"]);
    vault.write(".gitignore", "");
    assert_fresh(&vault, &[]);
}

#[test]
fn note_asks_again_after_its_target_moved() {
    let vault = known(&[("n.md", "[[t#H]]\n"), ("a/t.md", "Some text to move.\n\n## H\n")]);
    vault.write("x.md", "x\n");
    vault.git_ok(&["add", "-A"]);
    assert_fresh(&vault, &["--staged"]);
    vault.git_ok(&["commit", "-qm", "x"]);
    fs::create_dir_all(vault.path("b")).unwrap();
    vault.git_ok(&["mv", "a/t.md", "b/t.md"]);
    assert_fresh(&vault, &["--staged"]);
    vault.git_ok(&["commit", "-qm", "moved"]);
    vault.write("b/t.md", "Some text to move.\n");
    vault.git_ok(&["add", "-A"]);
    assert_fresh(&vault, &["--staged"]);
    let run = vault.run(&["--staged", "--format", "concise"]);
    assert!(run.stdout.contains("n.md:1:5: warning[broken-heading]"), "{run:?}");
}

#[test]
fn aliases_of_copies_count_once_the_original_is_gone() {
    let text =
        "---\naliases: [foo]\n---\n# X\n\nThe same line of text in both.\nAnother line of text in both.\nThird.\n";
    let original = text.replace("aliases: [foo]", "title: X");
    let vault = known(&[("b.md", "---\naliases: [foo]\n---\n"), ("X 2.md", text), ("X.md", &original)]);
    fs::remove_file(vault.path("X.md")).unwrap();
    assert_fresh(&vault, &[]);
    vault.write("X.md", &original);
    assert_fresh(&vault, &[]);
    vault.write("X 1.md", "One.\n");
    assert_fresh(&vault, &[]);
}

#[test]
fn first_bibliography_is_seen() {
    let vault = known(&[("a.md", "[[@nokey2020]]\n")]);
    vault.write("refs.bib", "@article{other, title = {x}}\n");
    assert_fresh(&vault, &[]);
}

#[test]
fn links_of_dots_depend_on_the_folders() {
    let vault = known(&[("a/b/n.md", "[up](../) [[../]] [[./]] [[..]]\n"), ("a.md", "x\n"), ("a/b.md", "x\n")]);
    fs::remove_file(vault.path("a.md")).unwrap();
    fs::remove_file(vault.path("a/b.md")).unwrap();
    assert_fresh(&vault, &[]);
}

#[test]
fn repair_of_a_path_depends_on_all_paths() {
    let vault = known(&[("CafÃ©.md", "x\n"), ("g.md", "# Sheâ€™s\n"), ("a.md", "[[g#Sheâ€™s]]\n")]);
    vault.write("Café.md", "y\n");
    vault.write("b.canvas", "{\"nodes\":[{\"type\":\"file\",\"file\":\"g.md\",\"subpath\":\"#Sheâ€™s\"}]}");
    assert_fresh(&vault, &[]);
    vault.write("0/g.md", "# Sheâ€™s\n");
    assert_fresh(&vault, &[]);
}

#[test]
fn history_is_known_to_a_whole_run_alone() {
    let vault = known(&[("a.md", "[[Old]]\n"), ("Old.md", "Some text that is long enough to be paired.\n")]);
    vault.git_ok(&["mv", "Old.md", "New.md"]);
    vault.git_ok(&["commit", "-qm", "renamed"]);
    assert_fresh(&vault, &["a.md"]);
    assert_fresh(&vault, &[]);
}

#[test]
fn link_to_a_garbled_heading_is_paired_from_the_start() {
    let garbled = "[[Index]] See [[Plan#Heading won\u{e2}\u{20ac}\u{2122}t]].\n";
    let vault = known(&[("Index.md", "x [[Note]]\n"), ("Note.md", garbled), ("Plan.md", "[[Note]]\n")]);
    assert_fresh(&vault, &[]);
}

#[test]
fn text_of_an_excluded_note_on_standard_input_is_compared_as_the_note_itself() {
    let note = "---\ntype: meeting\nattendees: [Ada Bernhartsen, Bo Falk]\n---\nSo said. (via Ada Bernhartsen)\n";
    let met = "---\ntype: meeting\nattendees: [Ada Bernhardsen, Bo Falk]\n---\nClean.\n";
    let person = "---\ntype: people\n---\n# Ada Bernhardsen\n";
    let told = |ignored: &str, config: &str| {
        let config = format!("extends: [people]\n{config}");
        let files = [(".gitignore", ignored), (".vaultlint.yaml", &config), ("People/Ada Bernhardsen.md", person)];
        let vault = TestVault::repository(&[&files[..], &[("met.md", met), ("Deep/a.md", note)]].concat());
        vault.run(&[]);
        let piped = vault.run_with_input(&["--stdin-filename", "Deep/a.md", "--format", "concise"], note);
        assert_eq!(piped.stdout, vault.run(&["Deep/a.md", "--format", "concise"]).stdout);
        piped.stdout.contains("[name-variant]")
    };
    assert!(told("", ""));
    assert!(!told("", "exclude: [Deep/**]\n") && !told("Deep/\n", ""), "its names are not those of the vault");
}

#[test]
fn a_commit_alone_can_tell_where_a_link_went() {
    let vault = TestVault::repository(&[
        (".vaultlint.yaml", "rules: {broken-link: error}\n"),
        ("Old name.md", "one two three\n"),
        ("link.md", "[[Old name]]\n"),
    ]);
    let all = |more: &[&str]| vault.run(&[&["--format", "json"], more].concat()).stdout;
    vault.git_ok(&["mv", "Old name.md", "Quite another.md"]);
    for _ in 0..2 {
        assert!(!all(&[]).contains("it was renamed"), "not committed");
        assert_eq!(all(&[]), all(&["--no-cache"]));
    }
    vault.git_ok(&["commit", "-q", "-m", "rename"]);
    for _ in 0..2 {
        assert!(all(&[]).contains("it was renamed to `Quite another.md`"));
        assert_eq!(all(&[]), all(&["--no-cache"]));
    }
    let note = vault.run(&["--format", "json", "link.md"]).stdout;
    assert_eq!(note, vault.run(&["--format", "json", "--no-cache", "link.md"]).stdout);
    assert_eq!(all(&[]), all(&["--no-cache"]), "after a run without the history");
    vault.git_ok(&["reset", "-q", "--soft", "HEAD~1"]);
    assert!(!all(&[]).contains("it was renamed"), "the commit is gone");
}
