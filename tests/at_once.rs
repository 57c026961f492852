//! Others are at work in the same moment: another run, an editor, `git add`, a full disk. Nobody loses anything.

mod support;

use std::fs;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use support::{Run, TestVault, skipped};

const DAMAGED: &str = "It wonâ€™t wait.\n";
const REPAIRED: &str = "It won’t wait.\n";
const ROUNDS: usize = 12;

/// A repository with so many staged notes.
fn staged(notes: usize) -> TestVault {
    let vault = TestVault::repository(&[("x.md", "one\n")]);
    for at in 0..notes {
        vault.write(&format!("{at}.md"), format!("one\n{DAMAGED}two\n"));
    }
    vault.git_ok(&["add", "-A"]);
    vault
}

fn repaired(text: &str) -> String {
    text.replace("â€™", "’")
}

#[test]
fn two_runs_in_one_working_tree_and_in_two() {
    let vault = staged(20);
    vault.git_ok(&["worktree", "add", "-q", "--detach", "../second"]);
    let second = vault.path("../second");
    fs::write(second.join("s.md"), DAMAGED).unwrap();
    let in_second = |args: &[&str]| Run::of(vault.git_command(args).current_dir(&second)).stdout;
    in_second(&["add", "-A"]);
    let start = |folder: &std::path::Path| {
        let mut command = vault.command();
        command.current_dir(folder).args(["--staged", "--fix"]).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    };
    let runs = [start(&vault.root()), start(&vault.root()), start(&second)];
    let codes = runs.map(|run| {
        let output = run.wait_with_output().unwrap();
        (output.status.code().unwrap(), String::from_utf8_lossy(&output.stderr).into_owned())
    });
    assert_eq!(codes[2].0, 0, "the other working tree has an index of its own: {codes:?}");
    // Of two in one working tree the later one finds the lock or another index, or nothing left to do.
    assert!(codes[..2].iter().any(|(code, _)| *code == 0), "{codes:?}");
    assert!(codes[..2].iter().all(|(code, _)| [0, 1, 2].contains(code)), "{codes:?}");
    assert_eq!(vault.run(&["--staged", "--fix"]).code, 0);
    for at in 0..20 {
        let path = format!("{at}.md");
        assert_eq!(
            (vault.at("", &path), vault.read(&path)),
            (format!("one\n{REPAIRED}two\n"), format!("one\n{REPAIRED}two\n"))
        );
    }
    assert_eq!(
        (in_second(&["show", ":s.md"]).as_str(), fs::read_to_string(second.join("s.md")).unwrap().as_str()),
        (REPAIRED, REPAIRED)
    );
    assert_eq!(vault.git_ok(&["fsck", "--strict", "--no-dangling"]), "");
}

#[test]
fn what_an_editor_saves_during_a_fix_is_there_afterwards() {
    for _ in 0..ROUNDS {
        let vault = staged(3);
        let (file, is_over) = (vault.path("1.md"), AtomicBool::new(false));
        let last = thread::scope(|scope| {
            let editor = scope.spawn(|| {
                let mut saves = 0;
                while !is_over.load(Ordering::Relaxed) {
                    saves += 1;
                    let beside = file.with_extension("swp");
                    fs::write(&beside, format!("save {saves}\n{DAMAGED}two\n")).unwrap();
                    fs::rename(&beside, &file).unwrap();
                }
                saves
            });
            let run = vault.run(&["--staged", "--fix"]);
            is_over.store(true, Ordering::Relaxed);
            assert!([0, 1].contains(&run.code), "{run:?}");
            editor.join().unwrap()
        });
        assert_eq!(repaired(&vault.read("1.md")), format!("save {last}\n{REPAIRED}two\n"));
        assert_eq!(vault.at("", "1.md"), format!("one\n{REPAIRED}two\n"), "what was staged is fixed");
    }
}

#[test]
fn what_somebody_stages_during_a_fix_stays_staged() {
    let vault = staged(3);
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let other = scope.spawn(|| {
            let mut added = 0;
            while !is_over.load(Ordering::Relaxed) {
                vault.write("other.txt", format!("{added}\n"));
                added += i32::from(vault.git(&["add", "other.txt"]).code == 0);
            }
            added
        });
        for _ in 0..ROUNDS {
            vault.git(&["add", "-A", "*.md"]);
            let run = vault.run(&["--staged", "--fix"]);
            assert!([0, 2].contains(&run.code), "{run:?}");
            let stays = run.stderr.contains("the index changed") || run.stderr.contains("index.lock exists");
            assert!(run.code == 0 || stays, "{run:?}");
        }
        is_over.store(true, Ordering::Relaxed);
        other.join().unwrap();
    });
    assert_eq!(vault.git(&["add", "other.txt"]).code, 0);
    assert_eq!(vault.at("", "other.txt"), vault.read("other.txt"));
    assert_eq!(vault.run(&["--staged", "--fix"]).code, 0);
    assert_eq!(vault.at("", "1.md"), format!("one\n{REPAIRED}two\n"));
    assert_eq!(vault.git_ok(&["fsck", "--strict", "--no-dangling"]), "");
}

/// On a disk without room, which only root can make.
#[cfg(target_os = "linux")]
#[test]
fn on_a_full_disk_nothing_is_lost() {
    use std::process::Command;
    let vault = TestVault::new(&[]);
    let root = vault.root();
    let mount =
        Command::new("mount").args(["-t", "tmpfs", "-o", "size=2m", "none"]).arg(&root).stderr(Stdio::null()).status();
    if !mount.is_ok_and(|status| status.success()) {
        skipped("a small disk cannot be mounted here");
        return;
    }
    let outcome = std::panic::catch_unwind(|| {
        vault.git_ok(&["init", "-q"]);
        vault.write("a.md", format!("one\n{DAMAGED}two\n"));
        vault.git_ok(&["add", "-A"]);
        let before = (vault.files(), vault.git_ok(&["ls-files", "-s"]));
        let mut filler = fs::File::create(vault.path(".git/filler")).unwrap();
        while std::io::Write::write_all(&mut filler, &[0; 512]).is_ok() {}
        let run = vault.run(&["--staged", "--fix"]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains("vaultlint: "), "{run:?}");
        drop(filler);
        fs::remove_file(vault.path(".git/filler")).unwrap();
        assert_eq!((vault.files(), vault.git_ok(&["ls-files", "-s"])), before);
        let run = vault.run(&["--staged", "--fix"]);
        assert_eq!(run.code, 0, "{run:?}");
        assert_eq!(vault.at("", "a.md"), vault.read("a.md"));
    });
    assert!(Command::new("umount").arg("-l").arg(&root).status().unwrap().success());
    outcome.unwrap();
}
