//! Which vault a note is in: the same in every mode.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::fs;

use support::{Run, TestVault};

const DAMAGED: &str = "It wonâ€™t wait.\n";
const REPAIRED: &str = "It won’t wait.\n";

/// A repository with these files and no vault at its top.
fn unmarked(files: &[(&str, &str)]) -> TestVault {
    let vault = TestVault::new(&[]);
    fs::remove_dir_all(vault.path(".obsidian")).unwrap();
    files.iter().for_each(|(path, text)| vault.write(path, text));
    vault.git_ok(&["init", "-q", "-b", "main"]);
    vault.git_ok(&["commit", "-q", "--allow-empty", "-m", "before"]);
    vault.git_ok(&["add", "-A"]);
    vault
}

/// The findings of every way to check all notes, as `path:line`.
fn in_every_mode(vault: &TestVault, args: &[&str]) -> Vec<(String, Vec<String>)> {
    let places = |run: &Run| {
        let places =
            run.stdout.lines().filter_map(|line| Some(line.split_once(": ")?.0.rsplit_once(':')?.0.to_owned()));
        let mut places: Vec<String> = places.collect();
        places.sort();
        places
    };
    let run = |mode: &[&str]| vault.run(&[mode, &["--format", "concise", "--no-cache"], args].concat());
    let mut found = vec![("staged".to_owned(), places(&run(&["--staged"])))];
    vault.git_ok(&["commit", "-q", "-m", "notes"]);
    for mode in [&[][..], &["--range", "HEAD~1..HEAD"], &["--since", "HEAD~1"]] {
        found.push((mode.join(" "), places(&run(mode))));
    }
    vault.git_ok(&["reset", "-q", "--soft", "HEAD~1"]);
    found
}

fn query(place: &str) -> String {
    format!("# Q\n\n```dataview\nTASK FROM \"{place}\"\n```\n")
}

#[test]
fn the_outermost_vault_counts_in_every_mode_and_a_query_may_be_meant_from_an_inner_one() {
    let vault = unmarked(&[
        (".obsidian/app.json", "{}"),
        ("North/.obsidian/app.json", "{}"),
        ("North/Customers/Harbour/from-outer.md", &query("North/Customers/Harbour")),
        ("North/Customers/Harbour/from-inner.md", &query("Customers/Harbour")),
        ("North/Customers/Harbour/from-nowhere.md", &query("Harbour")),
        ("South/other.md", &query("Customers/Harbour")),
        ("South/linked.md", "See [[from-inner]] and [x](/North/Customers/Harbour/from-outer.md).\n"),
        ("North/rooted.md", "See [x](/Customers/Harbour/from-outer.md).\n"),
    ]);
    for (mode, found) in in_every_mode(&vault, &["--select", "tasks-path,broken-link"]) {
        assert_eq!(found, ["North/Customers/Harbour/from-nowhere.md:4", "South/other.md:4"], "{mode}");
    }
}

#[test]
fn a_folder_without_a_vault_is_asked_for_by_the_vaults_in_it() {
    let vault = unmarked(&[
        ("vault/.obsidian/app.json", "{}"),
        ("vault/Papers/p.md", "one\n"),
        ("vault/Topics/t.md", &query("Papers")),
        ("vault/Topics/t2.md", &query("Nowhere")),
        ("vault/0-Inbox/n.md", "![[p.png]]\n"),
        ("site/0-Inbox/assets/p.png", ""),
        ("README.md", &query("vault/Papers")),
    ]);
    for (mode, found) in in_every_mode(&vault, &["--select", "tasks-path"]) {
        assert_eq!(found, ["vault/Topics/t2.md:4"], "{mode}");
    }
    let inside = Run::of(vault.command().current_dir(vault.path("vault")).args(["--format", "concise"]));
    assert!(inside.stdout.starts_with("Topics/t2.md:4:"), "{inside:?}");
    for mode in [&["--staged"][..], &[]] {
        let patch = vault
            .run(&[mode, &["--diff", "--unsafe-fixes", "--select", "broken-link,link-case,ambiguous-link"]].concat());
        assert!(!patch.stdout.contains("site/"), "a file outside the vault is no target: {patch:?}");
    }
}

#[test]
fn links_from_the_top_of_the_repository_are_not_broken() {
    let vault = unmarked(&[
        ("wiki/.obsidian/app.json", "{}"),
        ("wiki/People/Ada.md", "x\n"),
        ("wiki/linked.md", "[[wiki/People/Ada]], [[raw/call|x]], [[Memory]], [x](../raw/call.md)\n"),
        ("wiki/out.md", "[x](../../elsewhere/plan.md)\n"),
        ("wiki/broken.md", "[[wiki/People/Bo]]\n[x](../raw/none.md)\n[[call]]\n"),
        ("raw/call.md", "x\n"),
        ("Memory.md", "x\n"),
    ]);
    for (mode, found) in in_every_mode(&vault, &["--select", "broken-link"]) {
        assert_eq!(found, ["wiki/broken.md:1", "wiki/broken.md:2", "wiki/broken.md:3"], "{mode}");
    }
}

#[test]
fn never_above_the_top_of_the_repository() {
    let vault = unmarked(&[("notes/a.md", DAMAGED)]);
    fs::create_dir_all(vault.path("../.obsidian")).unwrap();
    fs::write(vault.path("../.vaultlint.yaml"), "rules: {mojibake: off}\n").unwrap();
    for (mode, found) in in_every_mode(&vault, &[]) {
        assert_eq!(found, ["notes/a.md:1"], "{mode}");
    }
    let named = vault.run(&["--vault", "..", "--format", "json"]);
    assert_eq!((named.code, named.findings()), (0, Vec::<String>::new()), "{named:?}");
}

#[test]
fn outside_git_the_outermost_vault_counts_too() {
    let vault = TestVault::new(&[
        (".vaultlint.yaml", "rules: {mojibake: off}\n"),
        ("inner/.vaultlint.yaml", ""),
        ("inner/.obsidian/app.json", "{}"),
        ("inner/a.md", DAMAGED),
    ]);
    let inner = |args: &[&str]| Run::of(vault.command().current_dir(vault.path("inner")).args(args));
    assert_eq!(inner(&["--format", "json"]).findings(), [""; 0]);
    let stdin = vault.run_with_input(&["--stdin-filename", "inner/b.md", "--format", "json"], DAMAGED);
    assert_eq!(stdin.findings(), [""; 0]);
    assert_eq!(inner(&["--vault", ".", "--format", "json"]).findings(), ["a.md:1 mojibake"]);
}

#[test]
fn commands_about_one_vault_find_the_one_that_a_folder_holds_or_ask_which() {
    let vault =
        unmarked(&[("vault/.obsidian/app.json", "{}"), ("vault/a.md", DAMAGED), ("vault/b.md", "See [[a]].\n")]);
    assert_eq!(vault.run(&["--fix"]).code, 0);
    assert_eq!(vault.read("vault/a.md"), REPAIRED);
    assert_eq!(vault.run(&["undo"]).code, 0);
    assert_eq!(vault.read("vault/a.md"), DAMAGED);
    assert_eq!(vault.run(&["rename", "a", "c"]).code, 0);
    assert_eq!(vault.read("vault/b.md"), "See [[c]].\n");
    vault.write("second/.obsidian/app.json", "{}");
    vault.write("second/a.md", DAMAGED);
    for args in [&["names"][..], &["undo"], &["rename", "c", "d"], &["init"]] {
        let run = vault.run(args);
        assert_eq!(run.code, 2, "{args:?}: {run:?}");
        assert!(
            run.stderr.contains("this folder contains several vaults: second, vault\n  choose one with --vault"),
            "{run:?}"
        );
    }
    let both = vault.run(&["--format", "concise"]);
    assert_eq!(both.stdout.lines().count(), 2, "{both:?}");
    assert!(both.stdout.contains("second/a.md:1:") && both.stdout.contains("vault/c.md:1:"), "{both:?}");
    let fixed = vault.run(&["--fix", "-q"]);
    assert_eq!(
        (fixed.code, vault.read("second/a.md"), vault.read("vault/c.md")),
        (0, REPAIRED.into(), REPAIRED.into())
    );
}

#[test]
fn a_patch_of_several_vaults_tells_them_apart() {
    let vault = TestVault::new(&[]);
    fs::remove_dir(vault.path(".obsidian")).unwrap();
    for inner in ["one", "two"] {
        fs::create_dir_all(vault.path(&format!("{inner}/.obsidian"))).unwrap();
        vault.write(&format!("{inner}/n.md"), "It wonâ€™t wait.\n");
    }
    let patch = vault.run(&["--diff"]).stdout;
    for inner in ["one", "two"] {
        assert!(patch.contains(&format!("+++ b/{inner}/n.md\n")), "{patch}");
    }
}

#[test]
fn the_command_to_undo_a_run_over_several_vaults_works_from_where_it_is_printed() {
    let vault = unmarked(&[
        ("my vault/.obsidian/app.json", "{}"),
        ("my vault/a.md", DAMAGED),
        ("work/.obsidian/app.json", "{}"),
        ("work/sub/b.md", DAMAGED),
        ("loose.md", DAMAGED),
    ]);
    let before = vault.files();
    let fixed = vault.run(&["--fix"]);
    assert_eq!(vault.read("loose.md"), REPAIRED, "{fixed:?}");
    let (_, commands) = fixed.stdout.split_once("to undo, vault by vault:\n").unwrap();
    let commands: Vec<&str> = commands.lines().map(str::trim).collect();
    assert_eq!(
        commands,
        ["vaultlint undo --vault .", r#"vaultlint undo --vault "my vault""#, "vaultlint undo --vault work"]
    );
    let refused = vault.run(&["undo"]);
    assert!(refused.code == 2 && refused.stderr.contains("several vaults: ., my vault, work\n"), "{refused:?}");
    for vaults in [".", "my vault"] {
        let undone = vault.run(&["undo", "--vault", vaults]);
        assert_eq!((undone.code, undone.stdout.ends_with("restored 1 note\n")), (0, true), "{undone:?}");
    }
    let below = Run::of(vault.command().current_dir(vault.path("work/sub")).arg("undo"));
    assert_eq!(below.code, 0, "{below:?}");
    assert_eq!(vault.files(), before);
}

#[test]
fn the_command_to_undo_names_a_vault_elsewhere() {
    let vault =
        unmarked(&[("work/.obsidian/app.json", "{}"), ("work/b.md", DAMAGED), ("other/.obsidian/app.json", "{}")]);
    let fix = |folder: &str, note: &str| {
        Run::of(vault.command().current_dir(vault.path(folder)).args(["--fix", note])).stdout
    };
    assert!(fix(".", "work/b.md").ends_with("; to undo: vaultlint undo\n"), "it is the only vault here with notes");
    vault.write("work/b.md", DAMAGED);
    assert!(fix("other", "../work/b.md").ends_with(&format!(
        "; to undo: vaultlint undo --vault {}\n",
        vault.path("work").canonicalize().unwrap().display()
    )));
}
