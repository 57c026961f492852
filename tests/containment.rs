//! Whatever a vault holds, and whatever becomes of its folders meanwhile: nothing outside it is written, moved or removed.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::fs;
use std::os::unix::fs::symlink;

use support::{Run, TestVault};

const DAMAGED: &str = "It wonâ€™t wait.\n";
const REPAIRED: &str = "It won’t wait.\n";

/// A repository with notes in a folder, and beside it another folder with notes of the same names.
fn vault(notes: &[(&str, &str)]) -> TestVault {
    let vault = TestVault::repository(notes);
    vault.write("../outside/a.md", DAMAGED);
    vault.write("../outside/b.md", DAMAGED);
    vault
}

/// Every file outside, with its bytes.
fn outside(vault: &TestVault) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(vault.path("../outside")).unwrap().map(|entry| entry.unwrap());
    let mut files: Vec<_> =
        entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect();
    files.sort();
    files
}

#[test]
fn a_rename_does_not_go_through_a_link() {
    let vault = vault(&[("note.md", "x\n"), ("other.md", "[[note]]\n")]);
    symlink("../outside", vault.path("near")).unwrap();
    symlink(vault.path("../outside").canonicalize().unwrap(), vault.path("far")).unwrap();
    vault.git_ok(&["add", "-A"]);
    let before = (vault.files(), outside(&vault), vault.git_ok(&["ls-files", "-s"]));
    for to in ["near/c", "far/c", "near/New/Deep/c"] {
        let run = vault.run(&["rename", "note", to]);
        assert_eq!(run.code, 2, "{to}: {run:?}");
        assert!(
            run.stderr.contains("one of its parent folders is a symbolic link\n  nothing was renamed"),
            "{to}: {run:?}"
        );
        assert!((vault.files(), outside(&vault), vault.git_ok(&["ls-files", "-s"])) == before, "{to}");
    }
    for to in ["../outside/c", "/tmp/c", "Sub/../../c"] {
        assert_eq!(vault.run(&["rename", "note", to]).code, 2, "{to}");
    }
    assert!((vault.files(), outside(&vault), vault.git_ok(&["ls-files", "-s"])) == before);
}

#[test]
fn a_recorded_name_is_never_a_path() {
    for right in ["lk/commands/evil", "../outside/evil", "/tmp/evil", "..", "aux", "Sub/evil"] {
        let vault = vault(&[("P/Ada Lovelase.md", "---\ntype: people\n---\nx\n"), ("P/Sub/x.md", "x\n")]);
        symlink("../../outside", vault.path("P/lk")).unwrap();
        fs::create_dir_all(vault.path("../outside/commands")).unwrap();
        vault.write(".vaultlint-names.yaml", format!("people:\n  - {{name: \"{right}\", wrong: [Ada Lovelase]}}\n"));
        let names = || (names_in(&vault, "P"), names_in(&vault, "../outside"), names_in(&vault, "../outside/commands"));
        let before = names();
        for args in [&["--diff"][..], &["--fix"], &["names", "accept", right, "Ada Lovelase", "--apply"]] {
            let run = vault.run(args);
            assert!([0, 1, 2].contains(&run.code), "{right} {args:?}: {run:?}");
            assert!(!run.stdout.contains("rename to"), "{right} {args:?}: {run:?}");
            assert_eq!(names(), before, "{right} {args:?}: {run:?}");
        }
    }
}

#[test]
fn a_rename_takes_no_other_file_out_of_the_index() {
    let vault = vault(&[("note.md", "x\n"), ("taken", "a file\n"), ("New.md/in.md", "x\n")]);
    fs::remove_file(vault.path("taken")).unwrap();
    fs::remove_dir_all(vault.path("New.md")).unwrap();
    let before = (vault.files(), vault.git_ok(&["ls-files", "-s"]));
    for to in ["taken/c", "New"] {
        let run = vault.run(&["rename", "note", to]);
        assert_eq!(run.code, 2, "{to}: {run:?}");
        assert!(run.stderr.contains("the index has a file or folder in its way"), "{to}: {run:?}");
        assert!((vault.files(), vault.git_ok(&["ls-files", "-s"])) == before, "{to}");
    }
    vault.git_ok(&["update-index", "--assume-unchanged", "note.md"]);
    let before = vault.git_ok(&["ls-files", "-v"]);
    let run = vault.run(&["rename", "note", "c"]);
    assert!(run.code == 2 && run.stderr.contains("assume-unchanged"), "{run:?}");
    assert_eq!(vault.git_ok(&["ls-files", "-v"]), before);
}

#[test]
fn undo_of_a_rename_brings_the_index_back() {
    let vault = vault(&[("note.md", "x\n"), ("other.md", "[[note]]\n"), ("taken.md", "x\n")]);
    vault.git_ok(&["update-index", "--chmod=+x", "note.md"]);
    let before = (vault.files(), vault.git_ok(&["ls-files", "-s"]));
    assert_eq!(vault.run(&["rename", "note", "New/Deep/c"]).code, 0);
    assert!(vault.git_ok(&["ls-files", "-s"]).contains("100755"));
    assert_eq!(vault.run(&["undo"]).code, 0);
    assert!((vault.files(), vault.git_ok(&["ls-files", "-s"])) == before);
    assert!(!vault.path("New").exists());
    // Another file is in its place: neither the file nor its entry moves back.
    assert_eq!(vault.run(&["rename", "note", "c"]).code, 0);
    vault.write("note.md", "another\n");
    assert_eq!(vault.run(&["undo"]).code, 1);
    assert_eq!((vault.read("note.md").as_str(), vault.read("c.md").as_str()), ("another\n", "x\n"));
}

/// Runs the program while the folder `Sub` is swapped for a link to the one outside, at a place in the program.
fn run_swapped(vault: &TestVault, place: &str, args: &[&str]) -> Run {
    if !vault.path("link").is_symlink() {
        symlink("../outside", vault.path("link")).unwrap();
    }
    let moves = ["Sub", "aside", "link", "Sub"].map(|name| vault.path(name).display().to_string()).join(":");
    let run = Run::of(vault.command().args(args).env("VAULTLINT_MOVE_AT", place).env("VAULTLINT_MOVES", moves));
    assert!(vault.path("Sub").is_symlink(), "{place}: it was not swapped: {run:?}");
    fs::rename(vault.path("Sub"), vault.path("link")).unwrap();
    fs::rename(vault.path("aside"), vault.path("Sub")).unwrap();
    run
}

fn names_in(vault: &TestVault, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(vault.path(folder)).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
#[cfg_attr(
    not(debug_assertions),
    ignore = "needs a build with debug assertions: VAULTLINT_KILL_AT and VAULTLINT_MOVE_AT"
)]
fn a_folder_that_is_swapped_for_a_link_meanwhile_lets_nothing_out_or_in() {
    let vault = || {
        let vault = vault(&[("Sub/a.md", "one\n"), ("Sub/b.md", "one\n")]);
        vault.write("Sub/a.md", format!("mine {DAMAGED}"));
        vault.write("Sub/b.md", format!("mine {DAMAGED}"));
        vault.git_ok(&["add", "-A"]);
        vault
    };
    let either = [format!("mine {DAMAGED}"), format!("mine {REPAIRED}")];
    let check = |vault: &TestVault, before: &Vec<(String, Vec<u8>)>, what: &str| {
        assert!(outside(vault) == *before, "{what}");
        assert_eq!(names_in(vault, "Sub"), ["a.md", "b.md"], "{what}");
        for note in ["Sub/a.md", "Sub/b.md"] {
            assert!(either.contains(&vault.read(note)), "{what}: {note}: {}", vault.read(note));
        }
    };
    for (places, args) in [
        (&["backed up", "temporary", "exchanged", "file"][..], &["--fix"][..]),
        (&["objects", "backed up", "staged", "temporary", "exchanged", "file"], &["--staged", "--fix"]),
    ] {
        for place in places {
            let vault = vault();
            let before = outside(&vault);
            let run = run_swapped(&vault, place, args);
            assert!([0, 1].contains(&run.code), "{place} {args:?}: {run:?}");
            check(&vault, &before, &format!("{place} {args:?}"));
        }
    }
    for place in ["temporary", "exchanged", "taken back"] {
        let vault = vault();
        let before = outside(&vault);
        assert_eq!(vault.run(&["--fix"]).code, 0);
        run_swapped(&vault, place, &["undo"]);
        check(&vault, &before, &format!("{place} undo"));
        // What is left of the step can still be taken back.
        let _ = vault.run(&["undo"]);
        assert_eq!(vault.read("Sub/a.md"), either[0], "{place}");
    }
    for place in ["backed up", "temporary", "file", "move", "moved"] {
        let vault = vault();
        vault.write("link.md", "[[Sub/a]] [[Sub/b]]\n");
        let before = outside(&vault);
        let run = run_swapped(&vault, place, &["rename", "Sub/a", "Sub/c"]);
        assert!(outside(&vault) == before, "{place}: {run:?}");
        let _ = vault.run(&["undo"]);
        assert_eq!(names_in(&vault, "Sub"), ["a.md", "b.md"], "{place}: {run:?}");
        assert_eq!(vault.read("Sub/a.md"), either[0], "{place}");
    }
}

#[test]
fn a_folder_that_is_a_link_in_the_working_tree_only_stays_as_it_is() {
    let vault = vault(&[("Sub/a.md", "one\n"), ("Sub/.vaultlint.yaml", "")]);
    vault.write("Sub/a.md", DAMAGED);
    vault.git_ok(&["add", "-A"]);
    fs::rename(vault.path("Sub"), vault.path("../moved")).unwrap();
    symlink("../outside", vault.path("Sub")).unwrap();
    let before = outside(&vault);
    let run = vault.run(&["--staged", "--fix"]);
    assert!(run.stdout.contains("one of its parent folders is a symbolic link"), "{run:?}");
    assert!(outside(&vault) == before);
}

/// A step as somebody could make it up, with the texts of its notes end to end.
fn craft(vault: &TestVault, number: u32, edit: impl FnOnce(&mut serde_json::Value), bytes: &str) {
    let root = vault.root().canonicalize().unwrap();
    let mut step = serde_json::json!({
        "version": 1, "root": root, "when": 2_000_000_000, "command": "--fix",
        "writer": format!("999999 {}", fs::read_link("/proc/self/ns/pid").unwrap_or_default().display()),
        "notes": [{"path": "a.md", "before": 5, "after": 5, "undone": false}],
    });
    edit(&mut step);
    let folder = format!(".git/vaultlint/undo/{number}");
    vault.write(&format!("{folder}/step.json"), step.to_string());
    vault.write(&format!("{folder}/bytes"), bytes);
}

#[test]
fn a_step_that_somebody_made_up_is_not_carried_out() {
    let vault = vault(&[("a.md", "safe\n"), ("payload.md", "x\n")]);
    vault.write("../other/a.md", "safe\n");
    Run::of(vault.git_command(&["init", "-q"]).current_dir(vault.path("../other")));
    let other = vault.path("../other").canonicalize().unwrap();
    let absolute = vault.path("../outside/a.md").canonicalize().unwrap();
    type Edit<'a> = Box<dyn Fn(&mut serde_json::Value) + 'a>;
    let steps: [(&str, Edit<'_>); 7] = [
        (
            "../outside/new.sh",
            Box::new(|step| {
                step["is_whole"] = true.into();
                step["notes"][0]["path"] = "../outside/new.sh".into();
                step["notes"][0]["moved_to"] = "payload.md".into();
            }),
        ),
        (
            "../outside/moved.md",
            Box::new(|step| {
                step["is_whole"] = true.into();
                step["notes"][0]["moved_to"] = "../outside/moved.md".into();
            }),
        ),
        ("is not a path in the vault", Box::new(|step| step["notes"][0]["path"] = absolute.to_str().unwrap().into())),
        ("sub/../../outside/a.md", Box::new(|step| step["notes"][0]["path"] = "sub/../../outside/a.md".into())),
        (".git/hooks/pre-commit", Box::new(|step| step["notes"][0]["path"] = ".git/hooks/pre-commit".into())),
        (
            "it is about another repository",
            Box::new(|step| {
                step["repository"] = serde_json::json!({"top": other, "git_dir": other.join(".git")});
                step["notes"][0]["staged"] = serde_json::json!({"path": "a.md", "old": 0, "id": "0".repeat(40)});
            }),
        ),
        (
            "../outside/a.md",
            Box::new(|step| {
                step["notes"][0]["staged"] =
                    serde_json::json!({"path": "../outside/a.md", "old": 0, "id": "0".repeat(40)});
            }),
        ),
    ];
    let before = (vault.files(), outside(&vault));
    for (said, edit) in steps {
        craft(&vault, 1, edit, "EVIL\nsafe\n");
        let fixed = vault.run(&["--fix"]);
        assert_eq!(fixed.code, 0, "{said}: {fixed:?}");
        let remark =
            fixed.stdout.lines().chain(fixed.stderr.lines()).find(|line| line.contains("undo step 1 is ignored"));
        assert!(remark.is_some_and(|remark| remark.contains(said)), "{said}: {fixed:?}");
        assert_eq!(vault.run(&["undo"]).code, 2, "{said}");
        let by_number = vault.run(&["undo", "1"]);
        assert!(by_number.code == 2 && by_number.stderr.contains("undo step 1 is ignored"), "{said}: {by_number:?}");
        assert_eq!(vault.run(&["--staged", "--fix"]).code, 0, "{said}");
        assert_eq!(vault.run(&["undo", "--list"]).stdout, "", "{said}");
        assert!((vault.files(), outside(&vault)) == before, "{said}");
        assert!(vault.path(".git/vaultlint/undo/1/step.json").exists(), "{said}: it is not ours to delete");
        fs::remove_dir_all(vault.path(".git/vaultlint")).unwrap();
    }
}

#[test]
fn what_is_kept_is_not_kept_behind_a_link() {
    for (link, to) in [(".git/vaultlint", "../../outside"), (".git/vaultlint/undo", "../../../outside")] {
        let vault = vault(&[("a.md", "one\n")]);
        vault.write("a.md", DAMAGED);
        fs::create_dir_all(vault.path(link).parent().unwrap()).unwrap();
        symlink(to, vault.path(link)).unwrap();
        let before = outside(&vault);
        let fixed = vault.run(&["--fix"]);
        assert!(outside(&vault) == before, "{link}: {fixed:?}");
        vault.run(&[]);
        vault.run(&["--since", "HEAD"]);
        vault.run(&["undo"]);
        assert!(outside(&vault) == before, "{link}");
    }
}

#[test]
#[cfg_attr(
    not(debug_assertions),
    ignore = "needs a build with debug assertions: VAULTLINT_KILL_AT and VAULTLINT_MOVE_AT"
)]
fn an_undo_that_is_killed_leaves_nothing_behind() {
    for place in ["temporary", "exchanged", "taken back"] {
        for edit in ["", "edited\n\n"] {
            let text = |damage: &str| format!("one\n\n{damage}");
            let vault = vault(&[("a.md", &text(DAMAGED)), ("Sub/b.md", &text(DAMAGED))]);
            let original = vault.files();
            assert_eq!(vault.run(&["--fix"]).code, 0);
            for note in ["a.md", "Sub/b.md"] {
                vault.write(note, format!("{edit}{}", vault.read(note)));
            }
            let run = Run::of(vault.command().arg("undo").env("VAULTLINT_KILL_AT", place));
            assert_eq!(run.code, -1, "{place}: {run:?}");
            for note in ["a.md", "Sub/b.md"] {
                let now = vault.read(note);
                assert!([DAMAGED, REPAIRED].iter().any(|damage| now == format!("{edit}{}", text(damage))), "{now}");
            }
            let again = vault.run(&["undo"]);
            assert_eq!(again.code, 0, "{place}: {again:?}");
            let wanted: Vec<(String, Vec<u8>)> = original
                .iter()
                .map(|(path, bytes)| (path.clone(), [edit.as_bytes(), bytes.as_slice()].concat()))
                .collect();
            assert_eq!(vault.files(), wanted, "{place}");
        }
    }
}
