//! Any bytes as what earlier runs found out: it is read as far as it can be, and never believed where it cannot.

#![no_main]

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use foldhash::fast::FixedState;
use libfuzzer_sys::fuzz_target;
use vaultlint::engine::{NewEntry, ResultCache};
use vaultlint::internals::Cache;
use vaultlint::vault::{NoteFacts, PackedFacts};

static PLACE: LazyLock<(PathBuf, PathBuf)> = LazyLock::new(|| {
    let root = std::env::temp_dir().join(format!("vaultlint-fuzz-cache-{}", std::process::id()));
    fs::create_dir_all(&root).expect("a temporary folder");
    fs::write(root.join("a.md"), "x\n").expect("a note");
    let init = Command::new("git").args(["init", "-q"]).current_dir(&root).status();
    assert!(init.is_ok_and(|status| status.success()), "git makes a repository");
    let root = root.canonicalize().expect("it was made");
    let cache = Cache::open(&root, 0).expect("a repository has a place");
    let facts: PackedFacts = NoteFacts::default().into();
    let (stamp, _) = cache.get("a.md");
    let learnt =
        NewEntry { path: "a.md", stamp, bytes: b"x\n", note_type: None, validity: None, outcome: None, facts: Some(&facts) };
    cache.insert(&learnt);
    cache.save();
    let folder = root.join(".git/vaultlint/cache");
    let file = fs::read_dir(folder).expect("the folder").flatten().next().expect("the file was written");
    (root, file.path())
});

fuzz_target!(|input: (&[u8], &[u8], bool)| {
    let (root, file) = &*PLACE;
    let (first, rest, is_whole) = input;
    let hash = |bytes: &[u8]| std::hash::BuildHasher::hash_one(&FixedState::with_seed(0), bytes);
    let mut bytes = fs::read(file).unwrap_or_default();
    bytes.truncate(8);
    if is_whole {
        bytes.extend((first.len() as u64).to_le_bytes());
        bytes.extend(hash(first).to_le_bytes());
        bytes.extend(hash(rest).to_le_bytes());
    }
    bytes.extend(first);
    bytes.extend(rest);
    fs::write(file, &bytes).expect("the file is written");
    let Some(cache) = Cache::open(root, 0) else { return };
    let _ = cache.get("a.md");
    let _ = cache.get_by_hash("a.md", b"x\n");
    let _ = cache.outcome("a.md");
    let _ = cache.facts("a.md").map(|facts| facts.unpack());
    let _ = cache.cross_note();
});
