//! The list of what is staged is the one that Git has, in every state that a few commands can make.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::collections::BTreeSet;
use std::fs;

use proptest::prelude::*;
use support::TestVault;
use vaultlint::internals::{Index, ObjectStore, Repository};

const PATHS: [&str; 8] = ["a.md", "a/b.md", "a/b/c.md", "a-b.md", "a.b/c.md", "b.md", "b/x.md", "é/ü.md"];

#[derive(Clone, Copy, Debug)]
enum Step {
    Write(usize, u8),
    Remove(usize),
    Stage(usize),
    Announce(usize),
    Unstage(usize),
    Executable(usize),
    Commit,
    StageAll,
    WriteTree,
}

fn step() -> impl Strategy<Value = Step> {
    let path = 0..PATHS.len();
    prop_oneof![
        3 => (path.clone(), 0..3_u8).prop_map(|(path, text)| Step::Write(path, text)),
        2 => path.clone().prop_map(Step::Remove),
        3 => path.clone().prop_map(Step::Stage),
        1 => path.clone().prop_map(Step::Announce),
        1 => path.clone().prop_map(Step::Unstage),
        1 => path.prop_map(Step::Executable),
        2 => Just(Step::Commit),
        2 => Just(Step::StageAll),
        1 => Just(Step::WriteTree),
    ]
}

/// Carries out a step. A path that is a folder by now, or none at all, is left alone: Git says no, and that is fine.
fn carry_out(vault: &TestVault, step: Step) {
    let at = |path: usize| PATHS[path];
    match step {
        Step::Write(path, text) => {
            let file = vault.path(at(path));
            let _ = fs::create_dir_all(file.parent().unwrap()).and_then(|()| fs::write(file, [b'0' + text, b'\n']));
        }
        Step::Remove(path) => drop(fs::remove_file(vault.path(at(path)))),
        Step::Stage(path) => drop(vault.git(&["add", "-A", "--", at(path)])),
        Step::Announce(path) => drop(vault.git(&["add", "-N", "--", at(path)])),
        Step::Unstage(path) => drop(vault.git(&["rm", "-q", "--cached", "--", at(path)])),
        Step::Executable(path) => drop(vault.git(&["update-index", "--chmod=+x", "--", at(path)])),
        Step::Commit => drop(vault.git(&["commit", "-q", "-m", "x"])),
        Step::StageAll => drop(vault.git(&["add", "-A"])),
        Step::WriteTree => drop(vault.git(&["write-tree"])),
    }
}

/// What Git says, as `STATUS PATH`.
fn by_git(vault: &TestVault) -> BTreeSet<String> {
    let has_head = vault.git(&["rev-parse", "-q", "--verify", "HEAD"]).code == 0;
    let head = if has_head { "HEAD".to_owned() } else { vault.git_ok(&["hash-object", "-t", "tree", "/dev/null"]) };
    let head = head.trim();
    let args = ["diff-index", "--cached", "--ita-invisible-in-index", "--no-renames", "--name-status", "-z", head];
    let output = vault.git_ok(&args);
    let fields: Vec<&str> = output.split_terminator('\0').collect();
    fields.chunks(2).map(|pair| format!("{} {}", pair[0], pair[1])).collect()
}

fn by_us(vault: &TestVault) -> BTreeSet<String> {
    let repository = Repository::containing(&vault.root()).unwrap();
    let objects = ObjectStore::open(&repository).unwrap();
    let index = Index::open(&repository).unwrap();
    let mut changes = objects.staged(objects.head().unwrap(), &index).unwrap();
    objects.find_renames(&mut changes, |_| true);
    let path = |path: &[u8]| String::from_utf8(path.to_owned()).unwrap();
    let mut renamed = BTreeSet::new();
    let mut found = BTreeSet::new();
    for file in &changes.changed {
        let is_moved = file.old.as_ref().is_some_and(|before| before.path != file.now.path);
        if let Some(before) = file.old.as_ref().filter(|_| is_moved) {
            renamed.insert(before.path.clone());
        }
        let status = if file.old.is_none() || is_moved { 'A' } else { 'M' };
        found.insert(format!("{status} {}", path(&file.now.path)));
    }
    assert!(
        renamed.iter().all(|gone| changes.deleted.iter().any(|file| file.path == *gone)),
        "only what is gone is renamed"
    );
    found.extend(changes.deleted.iter().map(|file| format!("D {}", path(&file.path))));
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn what_is_staged_is_what_git_says(steps in proptest::collection::vec(step(), 1..24)) {
        let vault = TestVault::new(&[]);
        vault.git_ok(&["init", "-q"]);
        for step in steps {
            carry_out(&vault, step);
        }
        prop_assert_eq!(by_us(&vault), by_git(&vault));
    }
}
