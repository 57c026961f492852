//! Configs that read, write, print, hang or crash.

use std::fmt::Write as _;

use crate::world::{DAMAGED, Hostile, World};

const SHOW: &[&[&str]] = &[&["config", "show"], &["config", "check"], &["rules"]];

fn typed(world: &World, schema: &str) {
    world.write("a.md", "---\ntype: t\nx: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n---\n");
    world.config(&format!("types:\n  t:\n    match: {{type: [t]}}\n    schema: {schema}\n"));
}

pub(crate) const TABLE: &[Hostile] = &[
    Hostile::new("a glob of 50,000 braces", |world| {
        world.config(&format!("exclude: [\"{}{}\"]\n", "{a,".repeat(50_000), "}".repeat(50_000)));
    })
    .also(SHOW),
    Hostile::new("a glob of many alternatives", |world| {
        world.config(&format!("exclude: [\"{}\"]\n", "{a,b,c,d}".repeat(40)));
    }),
    Hostile::new("globs that lead outside", |world| {
        world.config("exclude: [\"../**\"]\ntemplates: [\"../../**\", \"/**\"]\nnames: {leave: [\"../outside/**\"]}\n");
    }),
    Hostile::new("globs by the ten thousand", |world| {
        let mut config = "exclude:\n".to_owned();
        (0..20_000).for_each(|at| writeln!(config, "- \"**/{at}*\"").expect("a text takes it"));
        world.config(&config);
    }),
    Hostile::new("aliases that double in a config", |world| {
        let mut config = "a0: &a0 [x, x]\n".to_owned();
        (1..40).for_each(|at| writeln!(config, "a{at}: &a{at} [*a{0}, *a{0}]", at - 1).expect("a text takes it"));
        world.config(&config);
    })
    .also(SHOW),
    Hostile::new("brackets that nest in a config", |world| world.config(&format!("rules: {}\n", "[".repeat(100_000)))),
    Hostile::new("mappings that nest in a config", |world| {
        let mut config = String::new();
        (0..3_000).for_each(|at| writeln!(config, "{}a:", " ".repeat(at % 700)).expect("a text takes it"));
        world.config(&config);
    }),
    Hostile::new("schema references that double", |world| {
        let reference = |at: usize| format!("{{$ref: '#/$defs/d{at}'}}");
        let mut schema = "\n      $ref: '#/$defs/d0'\n      $defs:\n".to_owned();
        for at in 0..30 {
            let next = reference(at + 1);
            writeln!(schema, "        d{at}: {{allOf: [{next}, {next}, {next}]}}").expect("a text takes it");
        }
        schema += "        d30: {type: object}\n";
        typed(world, &schema);
    }),
    Hostile::new("schema references in a circle", |world| {
        typed(world, "{$ref: '#/$defs/a', $defs: {a: {$ref: '#/$defs/b'}, b: {$ref: '#/$defs/a'}}}");
    }),
    Hostile::new("schemas that are files and addresses", |world| {
        typed(
            world,
            "{allOf: [{$ref: 'file:///etc/passwd'}, {$ref: 'http://127.0.0.1:9/x'}, {$ref: '../outside/key'}]}",
        );
    }),
    Hostile::new("a schema with a pattern that backtracks", |world| {
        typed(world, "{properties: {x: {type: string, pattern: '^((a+)+)+$'}}}");
    }),
    Hostile::new("a schema with a pattern that looks back and backtracks", |world| {
        typed(world, "{properties: {x: {type: string, pattern: '^(?=(a+)+$)(a|aa)+(?<!b)\\1$'}}}");
    }),
    Hostile::new("a schema that nests", |world| {
        typed(world, &format!("{}{{}}{}", "{not: ".repeat(5_000), "}".repeat(5_000)));
    }),
    Hostile::new("a schema with controls in its words", |world| {
        typed(world, "{required: [\"\\e]0;owned\\a\"], properties: {x: {enum: [\"\\e[2J\", \"\\u202e\"]}}}");
    }),
    Hostile::new("numbers beyond all bounds", |world| {
        world.config("rules:\n  truncated-entry: {severity: error, length: 99999999999999999999999}\n");
    })
    .also(SHOW),
    Hostile::new("files that extend each other in breadth", |world| {
        world.config(&format!("extends: [{}]\n", ["f1.yaml"; 20].join(", ")));
        for at in 1..8 {
            let next = format!("f{}.yaml", at + 1);
            world.write(&format!("f{at}.yaml"), format!("extends: [{}]\n", [next.as_str(); 20].join(", ")));
        }
        world.write("f8.yaml", "rules: {}\n");
    }),
    Hostile::new("files that extend each other in a circle", |world| {
        world.config("extends: [x.yaml]\n");
        world.write("x.yaml", "extends: [.vaultlint.yaml]\n");
    }),
    Hostile::new("extended files outside", |world| world.config("extends: [../outside/key]\n")).also(SHOW),
    Hostile::new("extended files by a whole path", |world| {
        world.config(&format!("extends: [\"{}\"]\n", world.outside().join("key").display()));
    }),
    Hostile::new("a config of two megabytes", |world| world.config(&"# a comment\n".repeat(200_000))),
    Hostile::new("a config of zeros", |world| world.write(".vaultlint.yaml", [0; 4_096])),
    Hostile::new("a config in UTF-16", |world| {
        let text = "rules: {mojibake: off}\n".encode_utf16().flat_map(u16::to_le_bytes);
        world.write(".vaultlint.yaml", [0xff, 0xfe].into_iter().chain(text).collect::<Vec<u8>>());
    }),
    Hostile::new("controls in keys", |world| world.config("\"\\e]0;owned\\a\": 1\n")).also(SHOW),
    Hostile::new("controls in values", |world| world.config("rules: {mojibake: \"\\e[2J\\u202e\\u2028\"}\n"))
        .also(SHOW),
    Hostile::new("a key of a megabyte", |world| world.config(&format!("\"{}\": 1\n", "k".repeat(900_000)))).also(SHOW),
    Hostile::new("a rule of its own with controls and a workflow command", |world| {
        world.config(
            "custom:\n  \"r\\e]0;owned\\a\":\n    pattern: \"wait\"\n    message: \"x\\n::error::owned \\e[2J\"\n    \
             replace: \"\\e[2J\"\n    fix: safe\n",
        );
    })
    .also(SHOW)
    .also(&[&["--format", "concise"], &["-", "--format", "github"]]),
    Hostile::new("a rule of its own whose pattern explodes", |world| {
        world.config("custom:\n  boom:\n    pattern: '(((((a{1,99}){1,99}){1,99}){1,99}){1,99})'\n    message: m\n");
    })
    .also(SHOW),
    Hostile::new("a rule of its own that makes text of any length", |world| {
        world.write("big.md", "a ".repeat(10_000));
        world.config(&format!(
            "custom:\n  grow:\n    pattern: 'a'\n    message: m\n    replace: '{}'\n    fix: safe\n",
            "$0".repeat(200)
        ));
    }),
    Hostile::new("a version that is none", |world| world.config("required-version: \"\\e[2J>=99\"\n")),
    Hostile::new("types by the thousand", |world| {
        let mut config = "types:\n".to_owned();
        (0..3_000).for_each(|at| {
            writeln!(config, "  t{at}: {{match: {{path: [\"**/x{at}*\"]}}, schema: {{required: [k{at}]}}}}")
                .expect("a text takes it");
        });
        world.config(&config);
    }),
    Hostile::new("a template folder that is everything outside", |world| {
        world.write(".obsidian/templates.json", "{\"folder\": \"../../../..\"}");
        world.write(".obsidian/app.json", "{\"userIgnoreFilters\": [\"../\", \"/(((a+)+)+)+/\"]}");
        world.write(".obsidian/types.json", "[".repeat(200_000));
        world.write("b.md", DAMAGED);
    }),
    Hostile::new("a file with the words of a hook", |world| {
        world.config("hook: {fix: true, on-fix: continue, unattended: pass}\ngenerated: {tag: \"\\e[2J\"}\n");
        world.commit_all();
    })
    .also(&[&["hook", "run", "pre-commit"], &["hook", "status"], &["--staged", "--fix"]]),
];
