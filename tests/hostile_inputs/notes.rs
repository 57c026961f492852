//! Notes that hang, swell, deceive or lead outside.

use crate::world::{Hostile, World};

const STRICT: &str = "extends: [strict]\n";

fn strict(world: &World, text: impl AsRef<[u8]>) {
    world.config(STRICT);
    world.write("a.md", text);
}

pub(crate) const TABLE: &[Hostile] = &[
    Hostile::new("commands to a terminal", |world| {
        strict(world, "x \u{1b}]52;c;UFdO\u{7}\u{1b}]0;PWN\u{7}\u{1b}[2J\u{1b}[31m \u{9b}2J itâ€™s \r\n::error::owned itâ€™s\n");
    })
    .also(&[&["--format", "concise"], &["-", "--format", "github"], &["-", "--format", "sarif"]]),
    Hostile::new("marks of direction", |world| strict(world, "\u{202e}itâ€™s \u{2066}x\u{2028}itâ€™s\u{200f}\n")),
    Hostile::new("workflow commands in every place", |world| {
        strict(
            world,
            "---\n\"::error::k\": \"::error::v\"\ntags: [\"::set-output name=x::\"]\n---\n::error::itâ€™s\n##[error]itâ€™s\n\
             # ::error::h\n[[::error::link]] [[x\\n::error::y]]\n",
        );
    })
    .also(&[&["--format", "concise"], &["-", "--format", "github"]]),
    Hostile::new("zeros", |world| strict(world, [0; 100])),
    Hostile::new("bytes that are no UTF-8", |world| strict(world, b"it\xe2\x80 \xed\xa0\x80 \xc0\xaf \xf5\xff\x1b[2J\n".repeat(100))),
    Hostile::new("half of UTF-16", |world| strict(world, b"\xff\xfe\x00\xd8a\x00\x00\xdc")),
    Hostile::new("a note over the limit", |world| strict(world, "itâ€™s\n".repeat(1_300_000))).also(&[&["a.md"]]),
    Hostile::new("quotes and lists that nest", |world| {
        strict(world, format!("{}itâ€™s\n{}x\n", "> ".repeat(20_000), "- ".repeat(20_000)));
    }),
    Hostile::new("brackets that never close", |world| {
        strict(
            world,
            format!("{}\n{}\n{}\n{}\n", "[[".repeat(20_000), "![](".repeat(20_000), "`".repeat(20_001), "$".repeat(20_001)),
        );
    }),
    Hostile::new("comments that never close", |world| strict(world, "%%\n<!--\n$$\n<% \n```\n~~~~\n".repeat(2_000))),
    Hostile::new("properties that nest", |world| strict(world, format!("---\na: {}\n---\n", "[".repeat(100_000)))),
    Hostile::new("properties that double", |world| {
        let lines: String = (1..40).map(|at| format!("k{at}: &k{at} [*k{0},*k{0}]\n", at - 1)).collect();
        strict(world, format!("---\nk0: &k0 [x]\n{lines}---\n"));
    }),
    Hostile::new("properties by the thousand", |world| {
        let lines: String = (0..2_000).map(|at| format!("k{}: itâ€™s\n", at % 1_000)).collect();
        strict(world, format!("---\n{lines}---\n"));
    }),
    Hostile::new("tables without end", |world| strict(world, format!("{}\n{}\n", "|a".repeat(20_000), "|-".repeat(20_000)))),
    Hostile::new("comments that allow everything", |world| {
        strict(world, "<!-- vaultlint: allow mojibake \u{1b}[2J -->\n<!-- vaultlint: allow \u{1b}]0;x\u{7} y -->\n".repeat(3_000));
    }),
    Hostile::new("links that lead outside", |world| {
        strict(
            world,
            "[[../outside/note]] [[/etc/passwd]] ![[../outside/key]] [x](../outside/note.md) [x](file:///etc/passwd) \
             [[..%2foutside%2fnote]] [[a\0b]] ![[~/.ssh/id]] [[itâ€™s/../../outside/note]]\n",
        );
    })
    .also(&[&["rename", "a", "b"], &["rename", "Note", "Sub/c"]]),
    Hostile::new("queries that lead outside", |world| {
        strict(world, "```tasks\npath includes ../outside\npath regex matches /(a+)+$/\n```\n```dataview\nLIST FROM \"../outside\"\n```\n");
    })
    .also(&[&["rename", "a", "b"]]),
    Hostile::new("a canvas that nests and leads outside", |world| {
        world.write("x.canvas", format!("{{\"nodes\":{}", "[".repeat(200_000)));
        world.write("y.canvas", "{\"nodes\":[{\"type\":\"file\",\"file\":\"../outside/note.md\"},{\"type\":\"file\",\"file\":\"Note.md\"}]}");
        world.write("z.base", format!("filters: {}\n", "[".repeat(100_000)));
    })
    .also(&[&["rename", "Note", "b"]]),
    Hostile::new("an address of a template that is a program", |world| {
        strict(world, "<%* require('child_process').execSync('touch ../outside/EXECUTED') %>\n`= dv.io.load('../outside/key')`\n");
    }),
    Hostile::new("entries by the thousand", |world| {
        let entries: String = (0..1_000).map(|at| format!("- {}-01-0{}: [[Call {}]] - text\n", 2000 + at % 25, 1 + at % 9, at % 60)).collect();
        strict(world, format!("---\ntype: people\n---\n## Recent Context\n{entries}"));
    }),
    Hostile::new("a note that is one damaged line", |world| strict(world, "â€™".repeat(30_000))),
    Hostile::new("letters with marks without end", |world| {
        strict(world, format!("---\ntype: people\nname: Z{}\n---\n[[Z{0}]] itâ€™s\n", "\u{301}".repeat(20_000)));
    })
    .also(&[&["names"]]),
    Hostile::new("names by the thousand in one list", |world| {
        let names: Vec<String> = (0..3_000).map(|at| format!("Ada Byron{at}")).collect();
        strict(world, format!("---\ntype: meeting\nattendees: [{}]\n---\n", names.join(", ")));
    })
    .also(&[&["names"]]),
];
