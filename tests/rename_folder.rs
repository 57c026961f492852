//! `vaultlint rename` of a folder, or of the note that stands for one: everything in it moves, and every link follows.

mod support;

use std::fs;

use support::{Run, TestVault};

const NOTES: [(&str, &str); 9] = [
    (
        "People/Ada Byron/README.md",
        "---\ntype: people\ntitle: Ada Byron\n---\n# Ada Byron\n\n![[face.png]] [log](Log.md)\n",
    ),
    ("People/Ada Byron/Log.md", "[[People/Ada Byron/README|her]] [[2026-01-02 - Call]]\n"),
    ("People/Ada Byron/Calls/2026-01-02 - Call.md", "[up](../README.md)\n"),
    ("People/Ada Byron/files/face.png", "png\n"),
    ("People/Bo Falk/README.md", "[[Ada Byron]] ![her](../Ada%20Byron/files/face.png)\n"),
    ("Board.canvas", "{\"nodes\":[{\"type\":\"file\",\"file\":\"People/Ada Byron/files/face.png\"}]}\n"),
    (
        "All.base",
        "filters:\n  and:\n    - file.inFolder(\"People/Ada Byron\")\n    - file.path != \"People/Ada Byron/Log.md\"\n",
    ),
    (
        "n.md",
        "[[Ada Byron]], [[People/Ada Byron/|x]], [[People/Ada Byron/README#Log]], [[People/Ada Byron/Log]]\n\n\
         ```dataview\nLIST FROM \"People/Ada Byron\" OR \"People/Ada Byron/Calls\"\n```\n\n\
         ```tasks\npath includes People/Ada Byron/\nfolder includes Ada Byron\n```\n",
    ),
    ("other.md", "Ada Byron, People/Ada Byron/README.md\n"),
];

fn moved(vault: &TestVault) {
    assert!(!vault.path("People/Ada Byron").exists());
    let expected = [
        (
            "People/Ada Lovelace/README.md",
            "---\ntype: people\ntitle: Ada Lovelace\n---\n# Ada Lovelace\n\n![[face.png]] [log](Log.md)\n",
        ),
        ("People/Ada Lovelace/Log.md", "[[People/Ada Lovelace/README|her]] [[2026-01-02 - Call]]\n"),
        ("People/Ada Lovelace/Calls/2026-01-02 - Call.md", "[up](../README.md)\n"),
        ("People/Ada Lovelace/files/face.png", "png\n"),
        ("People/Bo Falk/README.md", "[[Ada Lovelace]] ![her](../Ada%20Lovelace/files/face.png)\n"),
        ("Board.canvas", "{\"nodes\":[{\"type\":\"file\",\"file\":\"People/Ada Lovelace/files/face.png\"}]}\n"),
        (
            "All.base",
            "filters:\n  and:\n    - file.inFolder(\"People/Ada Lovelace\")\n    - file.path != \"People/Ada Lovelace/Log.md\"\n",
        ),
        (
            "n.md",
            "[[Ada Lovelace]], [[People/Ada Lovelace/|x]], [[People/Ada Lovelace/README#Log]], [[People/Ada Lovelace/Log]]\n\n\
             ```dataview\nLIST FROM \"People/Ada Lovelace\" OR \"People/Ada Lovelace/Calls\"\n```\n\n\
             ```tasks\npath includes People/Ada Lovelace/\nfolder includes Ada Lovelace\n```\n",
        ),
        ("other.md", "Ada Byron, People/Ada Byron/README.md\n"),
    ];
    for (path, text) in expected {
        assert_eq!(vault.read(path), text, "{path}");
    }
}

#[test]
fn a_folder_note_takes_its_folder_along_however_it_is_named() {
    for (old, new) in [
        ("People/Ada Byron/README.md", "Ada Lovelace"),
        ("People/Ada Byron", "Ada Lovelace"),
        ("People/Ada Byron/", "People/Ada Lovelace"),
        ("Ada Byron", "Ada Lovelace"),
        ("People/Ada Byron/README", "People/Ada Lovelace/README.md"),
    ] {
        let vault = TestVault::repository(&NOTES);
        let before = (vault.files(), vault.git_ok(&["status", "--porcelain"]));
        let patch = vault.run(&["rename", old, new, "--diff"]);
        assert_eq!((patch.code, vault.files() == before.0), (1, true), "{old}: {patch:?}");
        let run = vault.run(&["rename", old, new]);
        assert_eq!(run.code, 0, "{old}: {run:?}");
        assert!(run.stdout.starts_with(&patch.stdout), "{run:?}");
        assert!(run.stdout.contains("renamed People/Ada Byron to People/Ada Lovelace, with 4 files\n"), "{run:?}");
        moved(&vault);
        let status = vault.git_ok(&["-c", "core.quotePath=off", "status", "--porcelain"]);
        assert!(
            status.contains("R  \"People/Ada Byron/files/face.png\" -> \"People/Ada Lovelace/files/face.png\""),
            "{status}"
        );
        assert_eq!(vault.run(&["undo"]).code, 0);
        assert_eq!((vault.files(), vault.git_ok(&["status", "--porcelain"])), before, "{old}");
        assert!(!vault.path("People/Ada Lovelace").exists());
    }
}

#[test]
fn a_note_called_as_its_folder_keeps_its_name_the_same() {
    let vault = TestVault::new(&[
        ("People/Ada Byron/Ada Byron.md", "# Ada Byron\n"),
        ("People/Ada Byron/Log.md", "x\n"),
        ("n.md", "[[Ada Byron]] [[People/Ada Byron/Ada Byron|x]] [[People/Ada Byron]]\n"),
    ]);
    assert_eq!(vault.run(&["rename", "Ada Byron", "Ada Lovelace"]).code, 0);
    assert_eq!(vault.read("People/Ada Lovelace/Ada Lovelace.md"), "# Ada Lovelace\n");
    assert_eq!(vault.read("n.md"), "[[Ada Lovelace]] [[People/Ada Lovelace/Ada Lovelace|x]] [[People/Ada Lovelace]]\n");
}

#[test]
fn a_folder_moves_into_another_and_a_file_may_be_renamed_alone() {
    let vault = TestVault::new(&NOTES);
    assert_eq!(vault.run(&["rename", "People/Ada Byron", "Archive/Old/"]).code, 0);
    assert_eq!(vault.read("Archive/Old/Ada Byron/Calls/2026-01-02 - Call.md"), "[up](../README.md)\n");
    assert!(vault.read("n.md").starts_with("[[Ada Byron]], [[Old/Ada Byron/|x]], [[Old/Ada Byron/README#Log]]"));
    let run = vault.run(&["rename", "Archive/Old/Ada Byron/README.md", "Archive/Old/Ada Byron/Overview.md"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        vault.path("Archive/Old/Ada Byron/Overview.md").exists() && vault.path("Archive/Old/Ada Byron/Log.md").exists()
    );
    assert!(vault.read("Archive/Old/Ada Byron/Overview.md").contains("# Ada Byron\n"));
}

#[test]
fn a_folder_changes_case_and_empty_and_hidden_parts_go_along() {
    let vault = TestVault::repository(&NOTES);
    fs::create_dir_all(vault.path("People/Ada Byron/empty/deeper")).unwrap();
    vault.write("People/Ada Byron/.hidden", "mine\n");
    vault.write("People/Ada Byron/new.md", "[[Log]]\n");
    let before = (vault.files(), vault.git_ok(&["status", "--porcelain"]));
    for new in ["ada BYRON", "Ada Lovelace"] {
        let run = vault.run(&["rename", "People/Ada Byron", new]);
        assert_eq!(run.code, 0, "{run:?}");
        assert!(!vault.path("People/Ada Byron").exists());
        assert!(vault.path(&format!("People/{new}/empty/deeper")).is_dir());
        assert_eq!(vault.read(&format!("People/{new}/.hidden")), "mine\n");
        assert_eq!(vault.read(&format!("People/{new}/new.md")), "[[Log]]\n");
        let undone = vault.run(&["undo"]);
        assert_eq!(undone.code, 0, "{undone:?}");
        assert_eq!((vault.files(), vault.git_ok(&["status", "--porcelain"])), before);
        assert!(vault.path("People/Ada Byron/empty/deeper").is_dir() && !vault.path(&format!("People/{new}")).exists());
    }
}

#[test]
fn unusual_names_in_a_folder_stay_as_they_are() {
    let vault = TestVault::new(&[
        ("C# & 100% 🎉/README.md", "# C# & 100% 🎉\n[x](<C# 50%20.png>) ![[café 🎉.pdf]]\n"),
        ("C# & 100% 🎉/C# 50%20.png", "x\n"),
        ("C# & 100% 🎉/café 🎉.pdf", "x\n"),
        ("C# & 100% 🎉/LICENSE", "x\n"),
        ("n.md", "[x](C%23%20&%20100%25%20🎉/README.md) ![y](<C%23 & 100%25 🎉/café 🎉.pdf>)\n"),
    ]);
    let before = vault.files();
    let run = vault.run(&["rename", "C# & 100% 🎉", "C sharp 🎉"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(vault.read("n.md"), "[x](C%20sharp%20🎉/README.md) ![y](<C sharp 🎉/café 🎉.pdf>)\n");
    assert!(vault.path("C sharp 🎉/C# 50%20.png").exists() && vault.path("C sharp 🎉/LICENSE").exists());
    assert_eq!(vault.run(&["undo"]).code, 0);
    assert_eq!(vault.files(), before);
}

#[test]
fn what_cannot_move_along_is_named_and_nothing_moves() {
    type Prepare = fn(&TestVault);
    let cases: [(&[&str], &str, Prepare); 14] = [
        (&["People/Ada Byron", "Bo Falk"], "`People/Bo Falk` already exists", |_| ()),
        (&["People/Ada Byron", "ada byron"], "`People/ada byron` already exists", |vault| {
            vault.write("People/ada byron/x.md", "x\n");
        }),
        (&["People/Ada Byron", "inner/"], "inner/.vaultlint.yaml:1:1: `write: never`", |vault| {
            vault.write("inner/.vaultlint.yaml", "write: never\n");
        }),
        (&["People/Ada Byron", "People/Ada Byron/Old/"], "`People/Ada Byron/Old/Ada Byron` is inside", |_| ()),
        (&["People/Ada Byron", "Ada:x"], "contains `:`", |_| ()),
        (&["People/Ada Byron", "../x"], "`../x` is not a valid", |_| ()),
        (&["People/Nobody", "x"], "no note `People/Nobody` in the vault", |_| ()),
        (&["People/Ada Byron", "Empty"], "People/Empty: a file of that name already exists", |vault| {
            fs::create_dir_all(vault.path("People/Empty")).unwrap();
        }),
        (&["People/Ada Byron", "x"], "People/Ada Byron/link.md`: a symbolic link", |vault| {
            std::os::unix::fs::symlink("../../other.md", vault.path("People/Ada Byron/link.md")).unwrap();
        }),
        (&["People/Ada Byron", "x"], "this folder is a vault of its own", |vault| {
            vault.write("People/Ada Byron/inner/.obsidian/app.json", "{}");
        }),
        (&["People/Ada Byron", "x"], "this folder is a repository of its own", |vault| {
            vault.write("People/Ada Byron/inner/.git/HEAD", "ref: refs/heads/main\n");
        }),
        (
            &["People/Ada Byron", "x"],
            "secret.txt`: Git ignores it, and would not ignore `People/x/secret.txt`",
            |vault| {
                vault.write("People/Ada Byron/secret.txt", "secret\n");
                vault.write(".gitignore", "/People/Ada Byron/secret.txt\n");
            },
        ),
        (&["People/Ada Byron", "x"], "Git would ignore it as `People/x/", |vault| {
            vault.write(".gitignore", "x/\n");
        }),
        (&["People/Ada Byron", "x"], "`write: never`", |vault| vault.write(".vaultlint.yaml", "write: never\n")),
    ];
    for (args, reason, prepare) in cases {
        let vault = TestVault::repository(&NOTES);
        prepare(&vault);
        let before = (vault.files(), vault.git_ok(&["status", "--porcelain"]));
        let run = vault.run(&[&["rename"], args].concat());
        assert_eq!(run.code, 2, "{args:?}: {run:?}");
        assert!(run.stderr.contains(reason), "{args:?}: {}", run.stderr);
        assert_eq!((vault.files(), vault.git_ok(&["status", "--porcelain"])), before, "{args:?}");
    }
}

#[test]
fn a_file_that_is_ignored_at_both_places_moves_along() {
    let vault = TestVault::repository(&NOTES);
    vault.write("People/Ada Byron/cache.tmp", "x\n");
    vault.write("People/Ada Byron/.gitignore", "/local.md\n");
    vault.write("People/Ada Byron/local.md", "[[Log]]\n");
    vault.write(".gitignore", "*.tmp\n");
    assert_eq!(vault.run(&["rename", "People/Ada Byron", "x"]).code, 0);
    assert!(vault.path("People/x/cache.tmp").exists() && vault.path("People/x/local.md").exists());
    assert!(!vault.path("People/Ada Byron").exists());
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "needs a build with debug assertions: VAULTLINT_KILL_AT")]
fn a_killed_move_of_a_folder_is_taken_back_whole() {
    for place in ["backed up", "file", "move", "moved", "written"] {
        let vault = TestVault::repository(&NOTES);
        fs::create_dir_all(vault.path("People/Ada Byron/empty")).unwrap();
        let before = (vault.files(), vault.git_ok(&["status", "--porcelain"]));
        let run =
            Run::of(vault.command().env("VAULTLINT_KILL_AT", place).args(["rename", "Ada Byron", "Ada Lovelace"]));
        assert!(![0, 1, 2].contains(&run.code), "{place}: it was not killed: {run:?}");
        vault.run(&["--fix"]);
        assert_eq!((vault.files(), vault.git_ok(&["status", "--porcelain"])), before, "{place}");
        assert!(
            vault.path("People/Ada Byron/empty").is_dir() && !vault.path("People/Ada Lovelace").exists(),
            "{place}"
        );
    }
}

#[test]
fn a_renamed_folder_that_exists_again_is_told_with_its_commit() {
    let vault = TestVault::repository(&NOTES);
    assert_eq!(vault.run(&["rename", "People/Ada Byron", "Ada Lovelace"]).code, 0);
    vault.git_ok(&["add", "."]);
    vault.git_ok(&["commit", "-qm", "renamed"]);
    let told = "the folder People/Ada Byron exists again: it was renamed to People/Ada Lovelace on ";
    assert!(!vault.run(&[]).stdout.contains(told));
    vault.write("People/Ada Byron/Log.md", "more\n");
    let run = vault.run(&[]);
    assert!(run.stdout.contains(told) && !run.stdout.contains("brought by"), "{run:?}");
    vault.git_ok(&["add", "."]);
    vault.git_ok(&["commit", "-qm", "nightly import"]);
    let run = vault.run(&[]);
    assert!(run.stdout.contains(told) && run.stdout.contains("\"nightly import\""), "{run:?}");
    vault.git_ok(&["rm", "-rq", "People/Ada Byron"]);
    assert!(!vault.run(&[]).stdout.contains(told));
    let vault = TestVault::repository(&NOTES);
    assert_eq!(vault.run(&["rename", "People/Ada Byron", "Ada Lovelace"]).code, 0);
    assert_eq!(vault.run(&["undo"]).code, 0);
    assert!(!vault.run(&[]).stdout.contains("exists again"));
}

#[test]
fn nothing_moves_into_or_out_of_another_repository() {
    let vault = TestVault::new(&[("People/Ada/a.md", "x\n"), ("Inner/b.md", "[[c]]\n"), ("Inner/c.md", "y\n")]);
    vault.git(&["init", "-q"]);
    fs::create_dir_all(vault.path("Inner/.git")).unwrap();
    for (from, to) in [("People/Ada", "Inner/Ada"), ("People/Ada/a.md", "Inner/"), ("Inner/b.md", "People/")] {
        let run = vault.run(&["rename", from, to]);
        assert_eq!(run.code, 2, "{from}: {}", run.stdout);
        assert!(run.stderr.contains("its folder is a repository of its own"), "{from}: {}", run.stderr);
    }
    assert_eq!((vault.read("People/Ada/a.md"), vault.read("Inner/b.md")), ("x\n".to_owned(), "[[c]]\n".to_owned()));
}

#[test]
fn links_in_every_form_follow() {
    let vault = TestVault::new(&[
        ("People/Ada/README.md", "# Ada\n\n[[#Ada]]\n"),
        ("People/Ada/Log.md", "x\n"),
        ("z/b/c/Log.md", "another\n"),
        (
            "n.md",
            "^[[[People/Ada/Log]]] [[[People/Ada/Log|l]]] [[People/Ada/README#Ada]] [m](People/Ada/README.md#ada)\n",
        ),
        ("Board.canvas", "{\"nodes\":[{\"type\":\"group\",\"background\":\"People/Ada/pic.png\"}]}\n"),
        ("People/Ada/pic.png", "png\n"),
    ]);
    assert_eq!(vault.run(&["rename", "People/Ada", "a/b/c"]).code, 0);
    assert_eq!(vault.read("n.md"), "^[[[a/b/c/Log]]] [[[a/b/c/Log|l]]] [[b/c/README#c]] [m](a/b/c/README.md#c)\n");
    assert_eq!(vault.read("a/b/c/README.md"), "# c\n\n[[#c]]\n");
    assert!(vault.read("Board.canvas").contains("a/b/c/pic.png"));
}

#[test]
fn a_query_about_a_folder_that_stays_keeps_its_path() {
    let query = "```dataview\nLIST FROM \"People/Ada\"\n```\n";
    let vault = TestVault::new(&[("People/Ada.md", "x\n"), ("People/Ada/a.md", "y\n"), ("n.md", query)]);
    let run = vault.run(&["rename", "People/Ada.md", "Bo"]);
    assert_eq!((run.code, vault.read("n.md").as_str()), (0, query));
    assert!(run.stdout.contains("LIST FROM"), "{}", run.stdout);
}
