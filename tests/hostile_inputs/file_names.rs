//! Names of files that are commands, options, controls or traps.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

use crate::world::{DAMAGED, Hostile, World};

fn note(world: &World, name: &str) {
    world.write(name, DAMAGED);
}

pub(crate) const TABLE: &[Hostile] = &[
    Hostile::new("a line break in a name", |world| note(world, "a\nb.md")),
    Hostile::new("a workflow command as a name", |world| note(world, "x\n::error title=owned::y.md"))
        .also(&[&["--format", "concise"], &["-", "--format", "github"]]),
    Hostile::new("a carriage return in a name", |world| note(world, "safe.md\r::stop-commands::x.md")),
    Hostile::new("an escape sequence in a name", |world| note(world, "a\u{1b}]0;owned\u{7}.md"))
        .also(&[&["rename", "a\u{1b}]0;owned\u{7}", "b"]]),
    Hostile::new("C1 controls in a name", |world| note(world, "a\u{9b}2J.md")),
    Hostile::new("marks of direction in a name", |world| note(world, "a\u{202e}dm.exe.md")),
    Hostile::new("a line separator in a name", |world| note(world, "a\u{2028}b.md")),
    Hostile::new("an option as a name", |world| {
        note(world, "--fix.md");
        note(world, "-rf.md");
    })
    .also(&[&["--", "--fix.md"], &["./-rf.md"]]),
    Hostile::new("a command in a name", |world| {
        let program = world.program().replace('/', "$(printf '\\057')");
        note(world, &format!("$({program}).md"));
        note(world, &format!("`{program}`.md"));
        note(world, &format!("'; {program}; '.md"));
    }),
    Hostile::new("a name that is no UTF-8", |world| {
        fs::write(world.vault.root().join(OsStr::from_bytes(b"caf\xe9\x1b[2J.md")), DAMAGED).unwrap();
    }),
    Hostile::new("the longest name", |world| note(world, &format!("{}.md", "â€™".repeat(30)))).also(&[
        &["rename", "--damaged"],
        &["rename", "Note", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"],
    ]),
    Hostile::new("names that are one name elsewhere", |world| {
        note(world, "Cafe\u{301}.md");
        note(world, "Café.md");
        note(world, "CAFÉ.md");
    })
    .also(&[&["rename", "Note", "café"]]),
    Hostile::new("a name of dots", |world| {
        note(world, "..md");
        note(world, "...md");
        note(world, ".md");
    }),
    Hostile::new("a damaged name that means a path", |world| {
        // U+2044 and what bytes of a slash would be.
        note(world, "..â\u{81}„outsideâ\u{81}„x.md");
        note(world, "%2e%2e%2foutside%2fx.md");
    })
    .also(&[&["rename", "--damaged"]]),
    Hostile::new("names of devices as targets", |world| note(world, "a.md")).also(&[
        &["rename", "a", "CON"],
        &["rename", "a", "nul.txt"],
        &["rename", "a", "a.md."],
    ]),
    Hostile::new("targets outside", |world| note(world, "a.md")).also(&[
        &["rename", "a", "../outside/a"],
        &["rename", "a", "../outside/"],
        &["rename", "a", "/tmp/../../outside/a"],
        &["rename", "a", "b/../../outside/a"],
        &["rename", "a", ".git/hooks/a"],
        &["rename", "a", ".obsidian/a"],
    ]),
    Hostile::new("folders that go very deep", |world| note(world, &format!("{}a.md", "d/".repeat(900)))),
];
