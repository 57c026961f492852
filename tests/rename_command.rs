//! The command `vaultlint rename`: what it prints, moves, refuses and takes back.

mod support;

use support::{Run, TestVault};

const NOTES: [(&str, &str); 4] = [
    ("People/Ada.md", "---\ntitle: Ada\n---\n# Ada\n\n## Log\n"),
    ("n.md", "[[Ada]] and [her](People/Ada.md#Log)\n\nend\n"),
    ("Board.canvas", "{\"nodes\":[{\"type\":\"file\",\"file\":\"People/Ada.md\"}]}\n"),
    ("other.md", "x\n"),
];

#[test]
fn the_command_moves_prints_the_patch_and_is_taken_back() {
    let vault = TestVault::new(&NOTES);
    let before = vault.files();
    let patch = vault.run(&["rename", "Ada", "Ada Byron", "--diff"]);
    assert_eq!((patch.code, vault.files() == before), (1, true), "{}", patch.stderr);
    let run = vault.run(&["rename", "Ada", "Ada Byron"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.starts_with(&patch.stdout) && run.stdout.contains("to undo: vaultlint undo"), "{}", run.stdout);
    assert!(run.stdout.contains("renamed People/Ada.md to People/Ada Byron.md"), "{}", run.stdout);
    assert_eq!(vault.read("People/Ada Byron.md"), "---\ntitle: Ada Byron\n---\n# Ada Byron\n\n## Log\n");
    assert_eq!(vault.read("n.md"), "[[Ada Byron]] and [her](People/Ada%20Byron.md#Log)\n\nend\n");
    assert!(vault.read("Board.canvas").contains("People/Ada Byron.md") && !vault.path("People/Ada.md").exists());
    assert!(vault.run(&["undo", "--list"]).stdout.contains("rename Ada Ada Byron"));
    let undone = vault.run(&["undo"]);
    assert_eq!(undone.code, 0, "{}{}", undone.stdout, undone.stderr);
    assert_eq!(vault.files(), before);
}

#[test]
fn the_patch_is_one_that_git_applies() {
    let vault = TestVault::repository(&NOTES);
    let patch = vault.run(&["rename", "People/Ada.md", "Team/", "--diff"]).stdout;
    vault.write("../p.patch", &patch);
    vault.git_ok(&["apply", "../p.patch"]);
    let applied = vault.files();
    vault.git_ok(&["checkout", "-q", "."]);
    vault.git_ok(&["clean", "-qfd"]);
    assert_eq!(vault.run(&["rename", "People/Ada.md", "Team/"]).code, 0);
    assert_eq!(vault.files(), applied);
}

#[test]
fn what_is_tracked_moves_as_git_mv_moves_it() {
    let vault = TestVault::repository(&NOTES);
    vault.write("People/Ada.md", "---\ntitle: Ada\n---\n# Ada\n\n## Log\nstaged\n");
    vault.git_ok(&["add", "."]);
    vault.write("People/Ada.md", "---\ntitle: Ada\n---\n# Ada\n\n## Log\nstaged\nnot\n");
    let before = (vault.files(), vault.git_ok(&["status", "--porcelain"]));
    assert_eq!(vault.run(&["rename", "Ada", "Ada Byron"]).code, 0);
    let status = vault.git_ok(&["-c", "core.quotePath=off", "status", "--porcelain"]);
    assert_eq!(status, " M Board.canvas\nRM People/Ada.md -> \"People/Ada Byron.md\"\n M n.md\n");
    assert_eq!(vault.at("", "People/Ada Byron.md"), "---\ntitle: Ada\n---\n# Ada\n\n## Log\nstaged\n");
    assert_eq!(vault.run(&["undo"]).code, 0);
    assert_eq!((vault.files(), vault.git_ok(&["status", "--porcelain"])), before);
    assert_eq!(vault.run(&["rename", "other", "another"]).code, 0);
    assert_eq!(vault.git_ok(&["diff-files", "--name-only"]), "People/Ada.md\n", "Git knows the file where it is now");
}

#[test]
fn a_change_of_case_and_a_target_that_is_there() {
    let vault = TestVault::new(&NOTES);
    assert_eq!(vault.run(&["rename", "Ada", "ADA"]).code, 0);
    assert_eq!(vault.read("n.md"), "[[ADA]] and [her](People/ADA.md#Log)\n\nend\n");
    assert!(vault.path("People/ADA.md").exists());
    let before = vault.files();
    vault.write("People/Bo.md", "mine\n");
    let run = vault.run(&["rename", "ADA", "Bo"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("`People/Bo.md` already exists") && run.stderr.contains("nothing was renamed"),
        "{}",
        run.stderr
    );
    std::fs::remove_file(vault.path("People/Bo.md")).unwrap();
    assert_eq!(vault.files(), before);
}

#[test]
fn a_name_is_found_as_it_is_typed() {
    let vault = TestVault::new(&[("a/Ada.md", ""), ("b/Ada.md", ""), ("Bernhard.md", "# One\n[[#One]]\n")]);
    let several = vault.run(&["rename", "Ada", "x"]);
    assert!(several.code == 2 && several.stderr.contains("a/Ada.md, b/Ada.md"), "{}", several.stderr);
    let near = vault.run(&["rename", "Bernhart", "x"]);
    assert!(near.code == 2 && near.stderr.contains("did you mean `Bernhard`?"), "{}", near.stderr);
    let here = Run::of(vault.command().current_dir(vault.path("a")).args(["rename", "Ada.md", "Grace"]));
    assert_eq!(here.code, 0, "{}", here.stderr);
    assert!(vault.path("a/Grace.md").exists());
    assert_eq!(vault.run(&["rename", "bernhard#one", "Two"]).code, 0);
    assert_eq!(vault.read("Bernhard.md"), "# Two\n[[#Two]]\n");
}

#[test]
fn an_edit_since_stays_when_a_rename_is_taken_back() {
    let vault = TestVault::new(&NOTES);
    assert_eq!(vault.run(&["rename", "Ada", "Ada Byron"]).code, 0);
    vault.write("n.md", "[[Ada Byron]] and [her](People/Ada%20Byron.md#Log)\n\nend\nmore\n");
    assert_eq!(vault.run(&["undo"]).code, 0);
    assert_eq!(vault.read("n.md"), "[[Ada]] and [her](People/Ada.md#Log)\n\nend\nmore\n");
    assert!(vault.path("People/Ada.md").exists() && !vault.path("People/Ada Byron.md").exists());
}

#[test]
#[cfg_attr(
    not(debug_assertions),
    ignore = "needs a build with debug assertions: VAULTLINT_KILL_AT and VAULTLINT_MOVE_AT"
)]
fn killed_at_any_moment_it_is_taken_back_by_the_next_run() {
    for place in ["backed up", "temporary", "file", "moved", "written"] {
        let vault = TestVault::repository(&NOTES);
        let before = (vault.files(), vault.git_ok(&["status", "--porcelain"]));
        let run = Run::of(vault.command().env("VAULTLINT_KILL_AT", place).args(["rename", "Ada", "Ada Byron"]));
        assert_ne!(run.code, 0, "{place}");
        assert_eq!(vault.run(&["--fix"]).code, 0, "{place}");
        assert_eq!((vault.files(), vault.git_ok(&["status", "--porcelain"])), before, "{place}");
    }
    let vault = TestVault::new(&NOTES);
    let before = vault.files();
    let run = Run::of(vault.command().env("VAULTLINT_KILL_AT", "half way").args(["rename", "Ada", "ADA"]));
    assert_ne!(run.code, 0);
    assert_eq!(vault.run(&["--fix"]).code, 0);
    assert_eq!(vault.files(), before);
}

#[test]
#[cfg_attr(
    not(debug_assertions),
    ignore = "needs a build with debug assertions: VAULTLINT_KILL_AT and VAULTLINT_MOVE_AT"
)]
fn a_rename_after_one_that_was_killed_goes_on() {
    for place in ["file", "moved", "written"] {
        for again in ["Ada Byron", "Ada Lovelace"] {
            let vault = TestVault::repository(&NOTES);
            let run = Run::of(vault.command().env("VAULTLINT_KILL_AT", place).args(["rename", "Ada", "Ada Byron"]));
            assert!(![0, 1, 2].contains(&run.code), "{place}: it was not killed: {run:?}");
            let run = vault.run(&["rename", "Ada", again]);
            assert_eq!(run.code, 0, "{place} {again}: {run:?}");
            assert!(run.stdout.starts_with("undid an interrupted rename"), "{place}: {run:?}");
            let links = format!("[[{again}]] and [her](People/{}.md#Log)\n\nend\n", again.replace(' ', "%20"));
            assert_eq!(vault.read("n.md"), links, "{place}");
            assert!(vault.path(&format!("People/{again}.md")).exists() && !vault.path("People/Ada.md").exists());
        }
    }
}

#[test]
#[cfg_attr(
    not(debug_assertions),
    ignore = "needs a build with debug assertions: VAULTLINT_KILL_AT and VAULTLINT_MOVE_AT"
)]
fn an_undo_of_one_note_that_is_killed_takes_back_no_other() {
    let vault = TestVault::new(&NOTES);
    assert_eq!(vault.run(&["rename", "Ada", "Ada Byron"]).code, 0);
    let run = Run::of(vault.command().env("VAULTLINT_KILL_AT", "taken back").args(["undo", "1", "n.md"]));
    assert!(![0, 1, 2].contains(&run.code), "{run:?}");
    vault.run(&["--fix"]);
    assert!(vault.path("People/Ada Byron.md").exists() && !vault.path("People/Ada.md").exists());
    assert_eq!(vault.run(&["undo", "1"]).code, 0);
    assert!(vault.path("People/Ada.md").exists());
}

#[test]
#[cfg_attr(
    not(debug_assertions),
    ignore = "needs a build with debug assertions: VAULTLINT_KILL_AT and VAULTLINT_MOVE_AT"
)]
fn what_cannot_be_taken_back_of_a_rename_that_fails_is_named() {
    let vault = TestVault::new(&[("Ada.md", "x\n"), ("b.md", "[[Ada]]\n"), ("c.md", "[[Ada]]\n")]);
    let saved =
        |path: &str| format!("{}:{}", vault.path(&format!("{path}.saved")).display(), vault.path(path).display());
    vault.write("b.md.saved", "[[Ada Byron]] edited\n");
    vault.write("c.md.saved", "[[Ada]] edited\n");
    let moves = format!("{}:{}", saved("b.md"), saved("c.md"));
    let mut rename = vault.command();
    rename.env("VAULTLINT_MOVE_AT", "file").env("VAULTLINT_MOVES", moves).args(["rename", "Ada", "Ada Byron"]);
    let run = Run::of(&mut rename);
    assert_eq!(run.code, 2, "{run:?}");
    let stays = "not restored after the failed rename: b.md (later edits overlap this change)\n";
    assert!(run.stderr.starts_with("vaultlint: c.md: changed while vaultlint ran"), "{}", run.stderr);
    assert!(run.stderr.contains(stays) && !run.stderr.contains("nothing was renamed"), "{}", run.stderr);
    assert!(run.stderr.contains("vaultlint undo 1\n"), "{}", run.stderr);
    assert!(vault.path("Ada.md").exists());
    vault.write("b.md", "[[Ada Byron]]\n");
    vault.run(&["undo", "1"]);
    assert_eq!((vault.read("b.md").as_str(), vault.read("c.md").as_str()), ("[[Ada]]\n", "[[Ada]] edited\n"));
}

#[test]
fn damaged_names_are_repaired_with_their_links() {
    let note = "[[BjÃ¶rn Falk]] and ![[MÃ¼ller.png]] and [x](People/BjÃ¶rn%20Falk.md), [[Björn Falk]]\n";
    let vault = TestVault::new(&[
        ("People/BjÃ¶rn Falk.md", "# Björn Falk\n"),
        ("MÃ¼ller.png", "x"),
        ("Itâ€™s.md", "x\n"),
        ("n.md", note),
        ("São Paulo.md", "x\n"),
    ]);
    let told = vault.run(&[]).stdout;
    assert!(told.contains("the path of this note is garbled; it should be `People/Björn Falk.md`"), "{told}");
    let before = vault.files();
    assert_eq!(vault.run(&["rename", "--damaged", "--diff"]).code, 1);
    assert_eq!(vault.files(), before);
    let run = vault.run(&["rename", "--damaged"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    assert!(run.stdout.contains("repaired 1 broken link"), "{}", run.stdout);
    let expected = "[[Björn Falk]] and ![[Müller.png]] and [x](People/Björn%20Falk.md), [[Björn Falk]]\n";
    assert_eq!(vault.read("n.md"), expected);
    assert!(vault.path("People/Björn Falk.md").exists() && vault.path("Müller.png").exists());
    assert!(vault.path("São Paulo.md").exists());
    assert!(vault.run(&["rename", "--damaged"]).stdout.contains("no file name is garbled"));
    vault.run(&["undo"]);
    assert_eq!(vault.files(), before);
}

#[test]
fn words_in_queries_that_are_no_notes_stay() {
    let query = "```dataview\nTABLE FROM \"Work\" WHERE status = \"Done\" AND file.name = \"Done\"\n```\n";
    let script = "```dataviewjs\ndv.page(\"Done\"); dv.pages().where(p => p.status === \"Done\")\n```\n";
    let base = "filters:\n  and:\n    - status == \"Done\"\n    - 'file.name == \"Done\"'\n";
    let vault = TestVault::new(&[
        ("Done.md", "x\n"),
        ("Work/a.md", "x\n"),
        ("q.md", &format!("{query}{script}")),
        ("b.base", base),
    ]);
    let run = vault.run(&["rename", "Done", "Log/Finished"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    assert!(run.stdout.contains("review q.md") && run.stdout.contains("review b.base"), "{}", run.stdout);
    let query = query.replace("file.name = \"Done\"", "file.name = \"Finished\"");
    let script = script.replace("dv.page(\"Done\")", "dv.page(\"Log/Finished\")");
    assert_eq!(vault.read("q.md"), format!("{query}{script}"));
    assert_eq!(vault.read("b.base"), base.replace("file.name == \"Done\"", "file.name == \"Finished\""));
}

#[test]
fn what_nothing_could_link_to_is_no_name() {
    let vault = TestVault::new(&[
        ("Note.md", "# H\n\n## K\n"),
        ("q.md", "[[Note#H]] [[Note#K]]\n"),
        ("C# notes.md", "x\n"),
        ("b.base", "filters:\n  - 'file.hasLink(\"Note\")'\n"),
        ("up.md", "---\nup: '[[Note]]'\n---\n"),
    ]);
    let before = vault.files();
    for new in ["", ":", "a\nb", "K"] {
        let run = vault.run(&["rename", "Note#H", new]);
        assert!(run.code == 2 && run.stderr.contains("heading"), "{new}: {}{}", run.stdout, run.stderr);
    }
    let run = vault.run(&["rename", "Note#Nowhere", "K"]);
    assert!(run.stderr.contains("has no heading `Nowhere`"), "{}", run.stderr);
    assert_eq!(vault.run(&["rename", "Note", "/elsewhere/Note"]).code, 2);
    for name in ["CON", "nul", "aux.md", "Lpt1", "con.old", "aux/Note", "end ", "a:b"] {
        let run = vault.run(&["rename", "Note", name]);
        assert!(run.code == 2 && run.stderr.contains("is not a valid note name"), "{name}: {run:?}");
    }
    assert!(vault.run(&["rename", "Note", "Note"]).stdout.contains("it already has this name"));
    assert_eq!(vault.files(), before);
    let inside = vault.root().join("People/Note.md").display().to_string();
    assert_eq!(vault.run(&["rename", "Note", &inside]).code, 0);
    assert!(vault.path("People/Note.md").exists());
    assert_eq!(vault.run(&["rename", "C# notes", "C sharp"]).code, 0);
    let run = vault.run(&["rename", "Note", "Ada's"]);
    assert!(run.code == 0 && run.stdout.contains("review b.base"), "{}{}", run.stdout, run.stderr);
    assert_eq!(vault.read("up.md"), "---\nup: '[[Ada''s]]'\n---\n");
    assert!(vault.read("b.base").contains("\"People/Note\""), "a name with a quote would break the file");
}

#[test]
fn a_heading_with_an_apostrophe_is_written_twice_in_single_quotes() {
    let vault = TestVault::new(&[("Note.md", "# H\n"), ("up.md", "---\nup: '[[Note#H]]'\nto: \"[[Note#H]]\"\n---\n")]);
    assert_eq!(vault.run(&["rename", "Note#H", "Ada's"]).code, 0);
    assert_eq!(vault.read("up.md"), "---\nup: '[[Note#Ada''s]]'\nto: \"[[Note#Ada's]]\"\n---\n");
}

#[test]
fn a_tag_that_shows_a_renamed_file_is_listed_and_kept() {
    let vault = TestVault::new(&[
        ("img/Adaâ€™s plan.png", "x"),
        ("n.md", "<img width=\"9\" src=\"img/Adaâ€™s plan.png\">\n\n<img src=\"img/other.png\">\n"),
        ("m.md", "![](<img/Adaâ€™s plan.png>)\n"),
    ]);
    let run = vault.run(&["rename", "--damaged"]);
    assert_eq!(run.code, 0, "{run:?}");
    let end = "1 file changed; to undo: vaultlint undo\n\
               review n.md: <img width=\"9\" src=\"img/Adaâ€™s plan.png\">\n";
    assert!(run.stdout.ends_with(end), "{run:?}");
    assert!(vault.read("n.md").starts_with("<img width=\"9\" src=\"img/Adaâ€™s plan.png\">"));
    assert_eq!(vault.read("m.md"), "![](<img/Ada’s plan.png>)\n");
}

#[test]
fn a_note_and_a_folder_move_to_the_root_by_a_dot() {
    let vault = TestVault::new(&NOTES);
    assert_eq!(vault.run(&["rename", "People/Ada.md", "./Ada Byron.md"]).code, 0);
    assert_eq!(vault.read("n.md"), "[[Ada Byron]] and [her](Ada%20Byron.md#Log)\n\nend\n");
    let vault = TestVault::new(&[("In/People/Ada.md", "x\n"), ("n.md", "[a](In/People/Ada.md)\n")]);
    assert_eq!(vault.run(&["rename", "In/People", "./People"]).code, 0);
    assert!(vault.path("People/Ada.md").exists() && vault.read("n.md") == "[a](People/Ada.md)\n");
}
