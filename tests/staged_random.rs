//! Whatever state five notes are in: a staged fix changes the damage in them and nothing else.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;
use support::TestVault;

const PATHS: [&str; 5] = ["a.md", "Sub/b.md", "Sub/c.md", "d e.md", "é.md"];

/// What stands in a note at one of three stages. Lines are numbered, so that each can be told from the others.
#[derive(Clone, Debug)]
struct Content {
    /// For each line: absent, plain, damaged, or in other words.
    lines: Vec<u8>,
    ending: &'static str,
    ends: bool,
}

/// What becomes of one note.
#[derive(Clone, Debug)]
struct History {
    /// In HEAD.
    committed: Option<Content>,
    /// In the index.
    staged: Staging,
    /// In the working tree.
    on_disk: Disk,
}

#[derive(Clone, Debug)]
enum Staging {
    AsCommitted,
    As(Content),
    Removed,
    Announced(Content),
}

#[derive(Clone, Debug)]
enum Disk {
    AsStaged,
    As(Content),
    Removed,
    ReadOnly,
    Folder,
}

impl Content {
    fn text(&self) -> String {
        let line = |(at, kind): (usize, &u8)| match kind {
            0 => None,
            1 => Some(format!("line {at} is plain")),
            2 => Some(format!("line {at} wonâ€™t wait")),
            _ => Some(format!("line {at} in other words")),
        };
        let lines: Vec<String> = self.lines.iter().enumerate().filter_map(line).collect();
        let text = lines.join(self.ending);
        if self.ends && !text.is_empty() { text + self.ending } else { text }
    }
}

fn content() -> impl Strategy<Value = Content> {
    let line = prop_oneof![1 => Just(0_u8), 5 => Just(1), 3 => Just(2), 2 => Just(3)];
    let ending = prop_oneof![4 => Just("\n"), 1 => Just("\r\n")];
    (prop::collection::vec(line, 0..9), ending, prop::bool::weighted(0.8)).prop_map(|(lines, ending, ends)| Content {
        lines,
        ending,
        ends,
    })
}

fn history() -> impl Strategy<Value = History> {
    let staged = prop_oneof![
        2 => Just(Staging::AsCommitted),
        5 => content().prop_map(Staging::As),
        1 => Just(Staging::Removed),
        1 => content().prop_map(Staging::Announced),
    ];
    let on_disk = prop_oneof![
        4 => Just(Disk::AsStaged),
        4 => content().prop_map(Disk::As),
        1 => Just(Disk::Removed),
        1 => Just(Disk::ReadOnly),
        1 => Just(Disk::Folder),
    ];
    (prop::option::weighted(0.8, content()), staged, on_disk).prop_map(|(committed, staged, on_disk)| History {
        committed,
        staged,
        on_disk,
    })
}

/// Makes the repository.
fn vault_of(histories: &[History]) -> TestVault {
    let vault = TestVault::repository(&[("x", "")]);
    let each = || PATHS.iter().zip(histories);
    for (path, history) in each() {
        if let Some(content) = &history.committed {
            vault.write(path, content.text());
        }
    }
    vault.git_ok(&["add", "-A"]);
    vault.git_ok(&["commit", "-q", "--allow-empty", "-m", "second"]);
    for (path, history) in each() {
        match &history.staged {
            Staging::AsCommitted => {}
            Staging::As(content) => vault.write(path, content.text()),
            Staging::Removed => drop(fs::remove_file(vault.path(path))),
            Staging::Announced(_) => {
                vault.git(&["rm", "-q", "--cached", "--", path]);
                drop(fs::remove_file(vault.path(path)));
            }
        }
    }
    vault.git_ok(&["add", "-A"]);
    for (path, history) in each() {
        if let Staging::Announced(content) = &history.staged {
            vault.write(path, content.text());
            vault.git_ok(&["add", "-N", "--", path]);
        }
        let file = vault.path(path);
        match &history.on_disk {
            Disk::AsStaged => {}
            Disk::As(content) => vault.write(path, content.text()),
            Disk::Removed => drop(fs::remove_file(file)),
            Disk::ReadOnly => {
                if let Ok(metadata) = fs::metadata(&file) {
                    let mut permissions = metadata.permissions();
                    permissions.set_readonly(true);
                    fs::set_permissions(&file, permissions).unwrap();
                }
            }
            Disk::Folder => {
                drop(fs::remove_file(&file));
                vault.write(&format!("{path}/untracked.txt"), "mine wonâ€™t wait");
            }
        }
    }
    vault
}

fn repaired(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_owned()).unwrap().replace("â€™", "’")
}

/// The staged files with their modes and texts.
fn index(vault: &TestVault) -> BTreeMap<String, (String, String)> {
    let listed = vault.git_ok(&["ls-files", "-s", "-z"]);
    let entry = |line: &str| {
        let (entry, path) = line.split_once('\t').unwrap();
        let fields: Vec<&str> = entry.split(' ').collect();
        (path.to_owned(), (fields[0].to_owned(), vault.git_ok(&["cat-file", "blob", fields[1]])))
    };
    listed.split_terminator('\0').map(entry).collect()
}

fn status(vault: &TestVault) -> String {
    vault.git_ok(&["for-each-ref"]) + &vault.git_ok(&["rev-parse", "HEAD"]) + &vault.git_ok(&["stash", "list"])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn only_damage_changes(histories in prop::collection::vec(history(), PATHS.len())) {
        let vault = vault_of(&histories);
        let (files, before, refs) = (vault.files(), index(&vault), status(&vault));
        let run = vault.run(&["--staged", "--fix"]);
        prop_assert!([0, 1].contains(&run.code), "{run:?}");
        let (files_now, now) = (vault.files(), index(&vault));

        let paths = |files: &[(String, Vec<u8>)]| files.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
        prop_assert_eq!(paths(&files_now), paths(&files), "no file comes or goes");
        for ((path, old), (_, new)) in files.iter().zip(&files_now) {
            prop_assert_eq!(repaired(new), repaired(old), "{} on disk", path);
        }
        prop_assert_eq!(now.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
        for (path, (mode, new)) in &now {
            prop_assert_eq!(mode, &before[path].0);
            prop_assert_eq!(repaired(new.as_bytes()), repaired(before[path].1.as_bytes()), "{} in the index", path);
        }
        prop_assert_eq!(vault.run(&["--staged"]).code, 0, "nothing new is left: {:?}", run);
        prop_assert_eq!(status(&vault), refs);
        prop_assert_eq!(vault.git_ok(&["fsck", "--strict", "--no-dangling"]), "");

        let again = vault.run(&["--staged", "--fix"]);
        prop_assert_eq!(again.code, 0, "{:?}", again);
        prop_assert_eq!((vault.files(), index(&vault)), (files_now.clone(), now));
        if files_now != files {
            prop_assert_eq!(vault.run(&["undo"]).code, 0);
            prop_assert_eq!(vault.files(), files, "the way back leads to the first byte");
        }
    }
}
