//! Garbled headings, and links of other notes to them: no safe fix changes either.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use support::{Run, TestVault};

const NOTE: &str = "# Plan\n\n## HÃ¶he\n\nthe cafÃ©\n";

/// Links of each form that name the heading: as prose that would be repaired anyway, as an example that would not be, and
/// where no damage is seen.
const LINKS: &str = "See [[i#HÃ¶he]] and “[[i#HÃ¶he|x]]”.\n\n[x](i.md#H%C3%83%C2%B6he)\n";

fn vault(link: &str) -> TestVault {
    TestVault::repository(&[(".vaultlint.yaml", "extends: [default]\n"), ("i.md", NOTE), ("b.md", link)])
}

/// Whether every link of `b.md` names a heading of `i.md` after `args`.
#[track_caller]
fn links_hold(vault: &TestVault, args: &[&str]) {
    let run = vault.run(args);
    assert!(run.code < 2, "{args:?}: {run:?}");
    let check = vault.run(&["--select", "broken-heading", "--format", "json"]);
    assert_eq!(
        check.json()["findings"].as_array().unwrap().len(),
        0,
        "{args:?}: {}{}",
        vault.read("i.md"),
        vault.read("b.md")
    );
}

#[test]
fn a_whole_vault_is_repaired_with_every_link() {
    for property in ["", "---\nup: \"[[i#HÃ¶he]]\"\n---\n"] {
        let vault = vault(&format!("{property}{LINKS}"));
        links_hold(&vault, &["--fix"]);
        assert_eq!(vault.read("i.md"), NOTE.replace("cafÃ©", "café"), "a safe fix changes neither");
        assert!(vault.read("b.md").ends_with(LINKS));
        links_hold(&vault, &["--fix", "--unsafe-fixes"]);
        assert_eq!(vault.read("i.md"), "# Plan\n\n## Höhe\n\nthe café\n");
        let fixed = property.replace("HÃ¶he", "Höhe") + "See [[i#Höhe]] and “[[i#Höhe|x]]”.\n\n[x](i.md#H%C3%B6he)\n";
        assert_eq!(vault.read("b.md"), fixed);
    }
}

#[test]
fn a_note_that_cannot_be_fixed_keeps_its_heading_and_the_links_to_it() {
    for config in ["exclude: [i.md]\n", "per: none\n"] {
        let vault = vault("See [[i#HÃ¶he]].\n");
        if config.starts_with("exclude") {
            vault.write(".vaultlint.yaml", config);
        } else {
            vault.write("i.md", format!("<!-- vaultlint: allow-file mojibake an example -->\n{NOTE}"));
        }
        vault.run(&["--fix"]);
        assert_eq!(vault.read("b.md"), "See [[i#HÃ¶he]].\n", "{config}");
        assert!(vault.read("i.md").contains("## HÃ¶he"));
    }
}

#[test]
fn a_heading_that_an_unchecked_file_links_to_is_kept() {
    let canvas = r##"{"nodes":[{"id":"a","type":"file","file":"i.md","subpath":"#HÃ¶he"}],"edges":[]}"##;
    let excluded =
        [("Archive/old.md", "See [it](../i.md#H%C3%83%C2%B6he) here.\n"), ("Archive/b.md", "[[i#Plan#HÃ¶he|x]]\n")];
    for (path, text) in [("c.canvas", canvas), excluded[0], excluded[1]] {
        let vault = vault("x\n");
        vault.write(".vaultlint.yaml", "exclude: [Archive/**]\n");
        vault.write(path, text);
        vault.git_ok(&["add", "-A"]);
        for args in
            [&["--fix"][..], &["--fix", "i.md"], &["--staged", "--fix", "--all-lines"], &["--no-cache", "--fix"]]
        {
            vault.run(args);
            assert!(vault.read("i.md").contains("## HÃ¶he"), "{path}, {args:?}: {}", vault.read("i.md"));
        }
    }
    let vault = vault("x\n");
    vault.write(".vaultlint.yaml", "exclude: [Archive/**]\n");
    vault.write("Archive/other.md", "## HÃ¶he\n\n[[i#Plan]]\n");
    vault.run(&["--fix"]);
    assert!(vault.read("i.md").contains("## Höhe"), "the same heading of another note is no link");
}

#[test]
fn one_note_alone_leaves_heading_and_link() {
    for note in ["i.md", "b.md"] {
        let vault = vault(LINKS);
        links_hold(&vault, &["--fix", note]);
        assert_eq!(vault.read("b.md"), LINKS);
        assert!(vault.read("i.md").contains("## HÃ¶he"));
        assert_eq!(vault.read("i.md").contains("café"), note == "i.md", "all else is repaired");
    }
}

#[test]
fn a_heading_without_links_is_repaired_alone() {
    let vault = vault("x\n");
    links_hold(&vault, &["--fix", "i.md"]);
    assert!(vault.read("i.md").contains("## Höhe"));
    let run = vault.run_with_input(&["--fix", "--stdin-filename", "i.md"], NOTE);
    assert!(run.stdout.contains("## Höhe"), "{run:?}");
}

#[test]
fn what_is_staged_alone_leaves_heading_and_link() {
    let vault = vault(LINKS);
    vault.write("i.md", format!("{NOTE}\n"));
    vault.git_ok(&["add", "-A"]);
    links_hold(&vault, &["--staged", "--fix", "--all-lines"]);
    assert!(vault.read("i.md").contains("## HÃ¶he") && vault.read("i.md").contains("café"));
}

#[test]
fn an_editor_leaves_heading_and_link() {
    let vault = vault(LINKS);
    let run = vault.run_with_input(&["--fix", "--stdin-filename", "i.md"], NOTE);
    assert!(run.stdout.contains("## HÃ¶he") && run.stdout.contains("café"), "{run:?}");
}

#[test]
fn a_heading_that_is_not_repaired_safely_keeps_its_links() {
    let vault = vault("cafÃ© [[i#LIMÃ•ES]] Itâ€™s\n");
    vault.write("i.md", "## LIMÃ•ES\n");
    links_hold(&vault, &["--fix"]);
    assert_eq!(vault.read("b.md"), "café [[i#LIMÃ•ES]] It’s\n");
    links_hold(&vault, &["--fix", "--unsafe-fixes"]);
    assert_eq!(vault.read("b.md"), "café [[i#LIMÕES]] It’s\n");
}

#[test]
fn the_way_on_for_a_pair_in_two_notes_is_a_run_over_both() {
    let vault = vault("See [[i#HÃ¶he]].\n");
    let steps = |args: &[&str]| {
        let run = vault.run(args);
        run.stdout.lines().filter(|line| line.contains("--unsafe-fixes")).map(str::to_owned).collect::<Vec<_>>()
    };
    let whole = "  review 1 unsafe fix in all notes  vaultlint --diff --unsafe-fixes";
    assert_eq!(steps(&["i.md", "--select", "mojibake"]), [whole]);
    assert_eq!(steps(&["b.md"]), [whole]);
    assert_eq!(steps(&[]), ["  review 2 unsafe fixes  vaultlint --diff --unsafe-fixes"]);
    let full = vault.run(&["b.md", "-v"]).stdout;
    assert!(full.contains("write `ö` in all notes (vaultlint --fix --unsafe-fixes, without a path)"), "{full}");
    let outside = Run::of(vault.command().current_dir(vault.path("..")).arg("vault/b.md"));
    assert!(outside.stdout.contains(&format!("{whole} vault\n")), "{outside:?}");

    vault.git_ok(&["rm", "-q", "--cached", "i.md", "b.md"]);
    vault.git_ok(&["commit", "-qm", "none"]);
    vault.git_ok(&["add", "-A"]);
    let hook = vault.run(&["hook", "run", "pre-commit"]);
    let way_on = "in all notes  vaultlint --fix --unsafe-fixes     other notes have the same text; then git add and commit again\n";
    assert!(hook.code == 1 && hook.stdout.contains(way_on), "{hook:?}");
    assert!(hook.stdout.contains("fix it        vaultlint --staged --fix     then commit again\n"), "{hook:?}");
    vault.run(&["--fix", "--unsafe-fixes"]);
    vault.git_ok(&["add", "-A"]);
    assert_eq!(vault.run(&["hook", "run", "pre-commit"]).code, 0);
}

#[test]
fn the_way_on_for_an_unsafe_fix_of_one_note_stages_it() {
    let vault = TestVault::repository(&[(".vaultlint.yaml", "extends: [default]\n")]);
    vault.write("n.md", "They call it “cafÃ©”.\n");
    vault.git_ok(&["add", "-A"]);
    let hook = vault.run(&["hook", "run", "pre-commit"]);
    let way_on = "  unsafe fix    vaultlint --staged --fix --unsafe-fixes     review it, then commit again\n";
    assert!(hook.code == 1 && hook.stdout.contains(way_on) && !hook.stdout.contains("in all notes"), "{hook:?}");
    assert_eq!(vault.run(&["--staged", "--fix", "--unsafe-fixes"]).code, 0);
    assert_eq!(vault.run(&["hook", "run", "pre-commit"]).code, 0);
}
