//! Steps of the way back that somebody else wrote.

use std::fs;

use serde_json::{Value, json};

use crate::world::{DAMAGED, Hostile, World};

const UNDO: &[&[&str]] =
    &[&["undo", "--list"], &["undo", "1"], &["undo", "1", "Note.md"], &["--fix"], &["--staged", "--fix"]];

/// A step of one note in a repository, as a run that was killed would have left it.
fn step(world: &World, note: &Value, more: &Value) {
    world.commit_all();
    let root = world.vault.root().canonicalize().unwrap();
    let mut list = json!({
        "version": 1,
        "root": root,
        "when": 4_000_000_000_u64,
        "command": "--fix",
        "writer": format!("999999 {}", fs::read_link("/proc/self/ns/pid").unwrap().display()),
        "notes": [note],
    });
    list.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    raw(world, &list.to_string());
}

/// A step whose list is `list`, behind which stand enough bytes.
fn raw(world: &World, list: &str) {
    let folder = world.vault.path(".git/vaultlint/undo/1");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("step.json"), list).unwrap();
    fs::write(folder.join("bytes"), "EVIL\n".repeat(100)).unwrap();
}

fn note(path: &str) -> Value {
    json!({"path": path, "before": 5, "after": DAMAGED.len(), "undone": false, "index_only": false})
}

fn moved(path: &str, to: &str) -> Value {
    let mut note = note(path);
    note["moved_to"] = json!(to);
    note
}

pub(crate) const TABLE: &[Hostile] = &[
    Hostile::new("a step that leads up", |world| step(world, &note("../outside/note.md"), &json!({}))).also(UNDO),
    Hostile::new("a step by a whole path", |world| {
        let path = world.outside().join("note.md");
        step(world, &note(path.to_str().unwrap()), &json!({"writer": null}));
    })
    .also(UNDO),
    Hostile::new("a step that creates a file outside", |world| {
        step(world, &note("../outside/new.md"), &json!({"writer": null}));
    })
    .also(UNDO),
    Hostile::new("a rename that comes from outside", |world| {
        step(world, &moved("../outside/placed.sh", "Note.md"), &json!({"command": "rename", "is_whole": true}));
    })
    .also(UNDO),
    Hostile::new("a rename that went outside", |world| {
        step(world, &moved("x.md", "../outside/note.md"), &json!({"command": "rename", "is_whole": true}));
    })
    .also(UNDO),
    Hostile::new("a step through a linked folder", |world| {
        world.link_outside("sub", "folder");
        step(world, &note("sub/inner.md"), &json!({"writer": null}));
    })
    .also(UNDO),
    Hostile::new("a step into Git's own folder", |world| {
        step(world, &note(".git/hooks/pre-commit"), &json!({"writer": null}));
    })
    .also(UNDO),
    Hostile::new("a step of another root", |world| {
        let outside = world.outside().canonicalize().unwrap();
        step(world, &note("note.md"), &json!({"root": outside, "writer": null}));
    })
    .also(UNDO)
    .also(&[&["undo", "--vault", "../outside"]]),
    Hostile::new("a step of another repository", |world| {
        let outside = world.outside().canonicalize().unwrap();
        step(world, &note("Note.md"), &json!({"repository": {"top": outside, "git_dir": outside.join("folder")}}));
    })
    .also(UNDO),
    Hostile::new("a step with controls in its words", |world| {
        let words = "\u{1b}]0;owned\u{7}\n::error::x";
        step(world, &note(&format!("a{words}.md")), &json!({"command": words, "writer": null}));
    })
    .also(UNDO),
    Hostile::new("a step with lengths beyond all bounds", |world| {
        let mut note = note("Note.md");
        note["before"] = json!(u64::MAX);
        note["after"] = json!(u64::MAX);
        step(world, &note, &json!({"writer": null}));
    })
    .also(UNDO),
    Hostile::new("a step from the end of time", |world| {
        step(world, &note("Note.md"), &json!({"when": i64::MAX, "version": 4_000_000_000_u32, "writer": "\u{1b}[2J"}));
    })
    .also(UNDO),
    Hostile::new("a step that is no list", |world| {
        world.commit_all();
        raw(world, &"[".repeat(100_000));
    })
    .also(UNDO),
    Hostile::new("a step whose bytes are a link to a key", |world| {
        step(world, &note("Note.md"), &json!({"writer": null}));
        fs::remove_file(world.vault.path(".git/vaultlint/undo/1/bytes")).unwrap();
        let note_before = world.outside().join("key");
        std::os::unix::fs::symlink(note_before, world.vault.path(".git/vaultlint/undo/1/bytes")).unwrap();
    })
    .also(UNDO),
    Hostile::new("a store that is a link outside", |world| {
        world.commit_all();
        std::os::unix::fs::symlink(world.outside().join("folder"), world.vault.path(".git/vaultlint")).unwrap();
    })
    .also(UNDO),
    Hostile::new("a cache that is none", |world| {
        world.commit_all();
        world.write(".git/vaultlint/cache", b"vlkept\x04\n\xff\xff\xff\xff\xff\xff\xff\x7f".repeat(20));
        world.write(".git/vaultlint/cache", b"vlcache\x06\xff\xff\xff\xff\xff\xff\xff\x7f".repeat(20));
        world.write(".git/vaultlint/last-clean", "--output=../outside/x\n");
    })
    .also(&[&["--since", "last"], &["names"]]),
];
