//! Any bytes as a step of the way back: it is taken back, or refused, and nothing outside the vault is touched.

#![no_main]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use vaultlint::config::WritePolicy;
use vaultlint::engine::{Change, NoteOutcome};
use vaultlint::internals::{UndoStore, write};

const OUTSIDE: &str = "nothing but this is outside\n";

struct Place {
    folder: PathBuf,
    root: PathBuf,
    /// The list of the step, and the file of all its bytes.
    step: Vec<PathBuf>,
}

static PLACE: LazyLock<Place> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("vaultlint-fuzz-undo-{}", std::process::id()));
    let root = folder.join("vault");
    fs::create_dir_all(&root).expect("a temporary folder");
    let root = root.canonicalize().expect("it was made");
    fs::write(folder.join("outside.md"), OUTSIDE).expect("a file");
    fs::write(root.join("a.md"), "before\n").expect("a note");
    let init = Command::new("git").args(["init", "-q"]).current_dir(&root).status();
    assert!(init.is_ok_and(|status| status.success()), "git makes a repository");
    let note = NoteOutcome {
        path: "a.md".to_owned(),
        is_generated: false,
        is_utf8: true,
        fixed: Vec::new(),
        fixed_omitted: Vec::new(),
        remaining: Vec::new(),
        remaining_omitted: Vec::new(),
        suppressed: 0,
        change: Some(Change::new(b"before\n", "after\n")),
        is_inbound: false,
        bugs: Vec::new(),
    };
    write(&root, &[note], &UndoStore::for_vault(&root, &WritePolicy::default()).expect("a store"), "--fix")
        .expect("the note is written");
    let step = files(&root.join(".git/vaultlint"));
    assert!(step.iter().any(|path| path.ends_with("step.json")), "{step:?}");
    Place { folder, root, step }
});

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() { found.extend(files(&entry.path())) } else { found.push(entry.path()) }
    }
    found
}

fuzz_target!(|input: (&str, &[u8])| {
    let Place { folder, root, step } = &*PLACE;
    let (list, bytes) = input;
    let list = list.replace("ROOT", &root.display().to_string()).replace("OUT", &folder.display().to_string());
    for path in step {
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder");
        let text = if path.ends_with("step.json") { list.as_bytes() } else { bytes };
        fs::write(path, text).expect("the step is written");
    }
    let store = UndoStore::for_vault(root, &WritePolicy::default()).expect("a store");
    let _ = store.list();
    let _ = store.recover();
    let _ = store.undo(Some(1), &[]);
    assert_eq!(fs::read_to_string(folder.join("outside.md")).ok().as_deref(), Some(OUTSIDE));
    let mut outside: Vec<_> =
        fs::read_dir(folder).expect("the folder").flatten().map(|entry| entry.file_name()).collect();
    outside.sort();
    assert_eq!(outside, ["outside.md", "vault"]);
});
