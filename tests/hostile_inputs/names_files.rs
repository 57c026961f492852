//! Decisions about names that mean paths, markup or everything.

use std::fmt::Write as _;

use crate::world::{Hostile, World};

const NAMES: &[&[&str]] =
    &[&["names"], &["names", "list", "--format", "json"], &["names", "export"], &["names", "explain", "Ada Biron"]];

/// A vault in which Ada Biron is written and has a note, and what the names file says of her.
fn decided(world: &World, line: &str) {
    world.write("People/Ada Biron.md", "---\ntype: people\naliases: [Ada]\n---\n# Ada Biron\n");
    world.write("Call.md", "---\nattendees: [\"[[Ada Biron]]\", Ada Biron]\n---\nAda Biron and [[Ada Biron|her]].\n");
    world.link_outside("People/lk", "folder");
    world.write(".vaultlint-names.yaml", format!("people:\n- {line}\n"));
}

pub(crate) const TABLE: &[Hostile] = &[
    Hostile::new("a name that is a path through a link", |world| {
        decided(world, "{name: lk/evil, wrong: [Ada Biron]}");
    })
    .also(NAMES),
    Hostile::new("a name that leads up", |world| decided(world, "{name: ../../outside/evil, wrong: [Ada Biron]}")),
    Hostile::new("a name from the root", |world| {
        let name = world.outside().join("evil");
        decided(world, &format!("{{name: \"{}\", wrong: [Ada Biron]}}", name.display()));
    }),
    Hostile::new("a name with a backslash", |world| {
        decided(world, "{name: '..\\..\\outside\\evil', wrong: [Ada Biron]}");
    }),
    Hostile::new("a name with controls", |world| {
        decided(world, "{name: \"Ada\\e]0;owned\\a Byron\\u202e\", wrong: [Ada Biron]}");
    })
    .also(NAMES),
    Hostile::new("a name with line breaks and fences", |world| {
        decided(world, "{name: \"Ada\\n---\\nevil: true\\n---\\n\", wrong: [Ada Biron]}");
    }),
    Hostile::new("a name with markup", |world| {
        decided(world, "{name: \"Ada]] [[../outside/note|x\", wrong: [Ada Biron]}");
    }),
    Hostile::new("a name with a zero byte", |world| decided(world, "{name: \"Ada\\0Byron\", wrong: [Ada Biron]}")),
    Hostile::new("a name of a device", |world| decided(world, "{name: CON, wrong: [Ada Biron]}")),
    Hostile::new("an empty form", |world| decided(world, "{name: Ada Byron, wrong: [\"\", \" \", \"\\t\"]}")),
    Hostile::new("a form of one letter", |world| decided(world, "{name: Ada Byron, wrong: [a, e, \" \"]}")),
    Hostile::new("a hidden name", |world| decided(world, "{name: .git, wrong: [Ada Biron]}")),
    Hostile::new("names in a circle", |world| {
        decided(world, "{name: Ada Byron, wrong: [Ada Biron]}\n- {name: Ada Biron, wrong: [Ada Byron]}");
    })
    .also(NAMES),
    Hostile::new("a name a hundred thousand letters long", |world| {
        decided(world, &format!("{{name: \"{}\", wrong: [Ada Biron]}}", "A".repeat(100_000)));
    })
    .also(NAMES),
    Hostile::new("two thousand decisions", |world| {
        let mut lines = "{name: Ada Byron, wrong: [Ada Biron]}\n".to_owned();
        (0..2_000).for_each(|at| {
            writeln!(lines, "- {{name: Name Right{at}, wrong: [Name Wrong{at}]}}").expect("a text takes it");
        });
        decided(world, &lines);
    })
    .also(NAMES),
    Hostile::new("a names file that is no list", |world| {
        world.write(".vaultlint-names.yaml", "people: {a: &a [*a]}\n");
    })
    .also(NAMES),
    Hostile::new("globs of a scope that explode", |world| {
        world.write(
            ".vaultlint-names.yaml",
            format!("scoped:\n- {{name: Ada Byron, wrong: [Ada], in: \"{}\"}}\n", "{a,".repeat(20_000)),
        );
    }),
];
