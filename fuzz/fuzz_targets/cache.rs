//! Any bytes as what earlier runs found out: it is read as far as it can be, and never believed where it cannot.

#![no_main]

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use foldhash::fast::FixedState;
use libfuzzer_sys::fuzz_target;
use vaultlint::config::SettingsDigest;
use vaultlint::engine::{CachedVault, FileStamp, NewEntry, ResultCache};
use vaultlint::internals::{Cache, CachedContent};
use vaultlint::vault::{NoteFacts, PackedFacts};

const DIGEST: SettingsDigest = SettingsDigest { facts: 0, results: 0 };

static PLACE: LazyLock<(PathBuf, PathBuf)> = LazyLock::new(|| {
    let root = std::env::temp_dir().join(format!("vaultlint-fuzz-cache-{}", std::process::id()));
    fs::create_dir_all(&root).expect("a temporary folder");
    fs::write(root.join("a.md"), "x\n").expect("a note");
    let init = Command::new("git").args(["init", "-q"]).current_dir(&root).status();
    assert!(init.is_ok_and(|status| status.success()), "git makes a repository");
    let root = root.canonicalize().expect("it was made");
    learn(Cache::open(&root, DIGEST, CachedContent::WorkingTree).expect("a repository has a place"));
    let folder = root.join(".git/vaultlint/cache");
    let file = fs::read_dir(folder).expect("the folder").flatten().next().expect("the file was written");
    (root, file.path())
});

/// Adds a note, and what is known of a vault with it.
fn learn(cache: Cache) {
    let facts: PackedFacts = NoteFacts::default().into();
    let (file, _) = cache.get_by_bytes("a.md", FileStamp::default(), b"x\n");
    let (file, facts) = (Some(file), Some(&facts));
    let questions = Some(&[1, 2, 3][..]);
    cache.insert(NewEntry { path: "a.md", file, note_type: None, validity: None, outcome: None, questions, facts });
    cache.set_vault(CachedVault::default(), &["a.md".to_owned()]);
    cache.save();
}

fuzz_target!(|input: (&[u8], &[u8], u32, bool)| {
    let (root, file) = &*PLACE;
    let (table, blocks, length, is_whole) = input;
    let hash = |bytes: &[u8]| std::hash::BuildHasher::hash_one(&FixedState::with_seed(0), bytes);
    let mut bytes = fs::read(file).unwrap_or_default();
    bytes.truncate(8);
    if is_whole {
        let length = u64::from(length);
        bytes.extend((table.len() as u64).to_le_bytes());
        bytes.extend(length.to_le_bytes());
        bytes.extend((hash(table) ^ hash(&length.to_le_bytes())).to_le_bytes());
    }
    bytes.extend(table);
    bytes.extend(blocks);
    fs::write(file, &bytes).expect("the file is written");
    let Some(cache) = Cache::open(root, DIGEST, CachedContent::WorkingTree) else { return };
    cache.each_note(&mut |path| {
        let _ = cache.get(path, None);
        let _ = cache.outcome(path);
        let _ = cache.questions(path);
        let _ = cache.facts(path).map(|facts| facts.unpack());
    });
    let _ = cache.vault();
    learn(cache);
});
