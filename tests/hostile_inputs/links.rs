//! Links that lead outside, and files that are none.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;

use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::world::{DAMAGED, Hostile, World};

fn link(world: &World, path: &str, target: &str) {
    let at = world.vault.path(path);
    fs::create_dir_all(at.parent().unwrap()).unwrap();
    symlink(target, at).unwrap();
}

fn fifo(world: &World, path: &str) {
    let at = world.vault.path(path);
    fs::create_dir_all(at.parent().unwrap()).unwrap();
    mknodat(CWD, at, FileType::Fifo, Mode::from_raw_mode(0o644), 0).unwrap();
}

fn replace_obsidian(world: &World) {
    fs::remove_dir_all(world.vault.path(".obsidian")).unwrap();
}

pub(crate) const TABLE: &[Hostile] = &[
    Hostile::new("a note that is a link to a file outside", |world| world.link_outside("a.md", "note.md")).also(&[
        &["a.md"],
        &["--fix", "a.md"],
        &["rename", "a", "b"],
        &["--format", "concise", "a.md"],
    ]),
    Hostile::new("a folder that is a link outside", |world| world.link_outside("sub", "folder")).also(&[
        &["rename", "Note", "sub/x"],
        &["rename", "sub/inner", "y"],
        &["undo"],
    ]),
    Hostile::new("a link to the folder above", |world| link(world, "up", "..")).also(&[&[
        "rename",
        "Note",
        "up/outside/x",
    ]]),
    Hostile::new("a link that is its own target", |world| {
        link(world, "a.md", "a.md");
        link(world, "b", "b");
    })
    .also(&[&["a.md"], &["b"]]),
    Hostile::new("a note that never ends", |world| link(world, "a.md", "/dev/zero"))
        .also(&[&["a.md"], &["--fix", "a.md"]]),
    Hostile::new("a note that is a pipe", |world| fifo(world, "a.md")).also(&[&["a.md"], &["rename", "a", "b"]]),
    Hostile::new("a note that is a socket", |world| drop(UnixListener::bind(world.vault.path("a.md")).unwrap()))
        .also(&[&["a.md"]]),
    Hostile::new("a note with a second name outside", |world| {
        fs::write(world.outside().join("linked.md"), DAMAGED).unwrap();
        fs::hard_link(world.outside().join("linked.md"), world.vault.path("a.md")).unwrap();
    })
    .also(&[&["-", "--fix", "-q", "a.md"]]),
    Hostile::new("a config that is a link to a key", |world| world.link_outside(".vaultlint.yaml", "key")).also(&[
        &["config", "show"],
        &["config", "check"],
        &["init"],
        &["hook", "install"],
        &["names"],
    ]),
    Hostile::new("a config that is a link to a device", |world| link(world, ".vaultlint.yaml", "/dev/zero"))
        .also(&[&["config", "check"], &["init"]]),
    Hostile::new("a config that is a pipe", |world| fifo(world, ".vaultlint.yaml"))
        .also(&[&["config", "check"], &["init"]]),
    Hostile::new("a config that is a folder", |world| fs::create_dir(world.vault.path(".vaultlint.yaml")).unwrap())
        .also(&[&["init"]]),
    Hostile::new("a names file that is a link to a key", |world| world.link_outside(".vaultlint-names.yaml", "key"))
        .also(&[&["names"], &["names", "accept", "Ada Byron", "--wrong", "Ida Byron"], &["names", "export"]]),
    Hostile::new("a names file that is a link to nothing yet", |world| {
        world.link_outside(".vaultlint-names.yaml", "new-file");
    })
    .also(&[&["names", "accept", "Ada Byron", "--wrong", "Ida Byron"]]),
    Hostile::new("a names file that is a pipe", |world| fifo(world, ".vaultlint-names.yaml")).also(&[&["names"]]),
    Hostile::new("an extended config that is a link to a key", |world| {
        world.link_outside("x.yaml", "key");
        world.config("extends: [x.yaml]\n");
    })
    .also(&[&["config", "show"]]),
    Hostile::new("an extended config behind a linked folder", |world| {
        link(world, "up", "..");
        world.config("extends: [up/outside/key]\n");
    })
    .also(&[&["config", "show"]]),
    Hostile::new("settings of Obsidian that are devices and pipes", |world| {
        link(world, ".obsidian/types.json", "/dev/zero");
        fifo(world, ".obsidian/app.json");
        link(world, ".obsidian/templates.json", "/dev/urandom");
    }),
    Hostile::new("a folder of Obsidian that is a link outside", |world| {
        replace_obsidian(world);
        world.link_outside(".obsidian", "folder");
    }),
    Hostile::new("ignore files that are devices", |world| {
        link(world, ".gitignore", "/dev/zero");
        link(world, ".ignore", "/dev/zero");
    }),
    Hostile::new("attributes that are a device", |world| {
        world.commit_all();
        link(world, ".gitattributes", "/dev/zero");
        world.git(&["add", "Note.md"]);
    })
    .also(&[&["--staged"], &["--staged", "--fix"]]),
    Hostile::new("a place for init that is a link outside", |world| {
        world.link_outside(".vaultlint.yaml", "made-by-init");
        for at in 0..30 {
            world.write(&format!("R/{at}.md"), format!("---\ntype: recipe\nserves: {at}\n---\n{DAMAGED}"));
        }
    })
    .also(&[&["init"]]),
    Hostile::new("a canvas and a base that are devices", |world| {
        link(world, "a.canvas", "/dev/zero");
        link(world, "a.base", "/dev/zero");
    })
    .also(&[&["rename", "Note", "b"]]),
    Hostile::new("places of reports that are links outside and pipes", |world| {
        world.link_outside("report.txt", "key");
        world.link_outside("new.json", "new-file");
        world.link_outside("reports", "folder");
        fifo(world, "pipe");
    })
    .also(&[
        &["--output", "report.txt"],
        &["--output", "./reports/../report.txt"],
        &["--format", "json", "--output", "new.json"],
        &["--format", "sarif", "--output", "reports/new.sarif"],
        &["--diff", "--output", "pipe"],
    ]),
];
