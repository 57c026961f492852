//! What stands in a note to the letter stays: no fix of any rule, safe or unsafe, writes into code, formulas or addresses.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use proptest::prelude::*;

use vaultlint::diagnostic::Applicability;
use vaultlint::rule::PageExample;
use vaultlint::rules::pages;

#[path = "support/example.rs"]
mod example;

use example::run_example;

/// The rule whose subject is code.
const OF_CODE: &str = "mojibake-in-code";

/// The note of `example` with `more` behind it after every fix of every rule, in the vault of the example.
fn fixed(example: &PageExample, bytes: &[u8], previous: Option<Vec<u8>>) -> Vec<u8> {
    let select = pages().iter().map(|page| page.name.clone()).filter(|name| name != OF_CODE).collect();
    let outcome = run_example(example, bytes, previous, select, Some(Applicability::Unsafe));
    let note = outcome.notes.into_iter().find(|note| note.path == example.note.path);
    let bugs = note.as_ref().map(|note| note.bugs.clone()).unwrap_or_default();
    assert_eq!(bugs, Vec::<String>::new(), "{}", String::from_utf8_lossy(bytes));
    note.and_then(|note| note.change).map_or_else(|| bytes.to_vec(), |change| change.after().into_bytes())
}

/// `line` without the bytes of `signs`, and without blanks at its ends.
fn without(line: &[u8], signs: &[u8]) -> Vec<u8> {
    let kept: Vec<u8> = line.iter().copied().filter(|byte| !signs.contains(byte)).collect();
    kept.trim_ascii().to_vec()
}

/// Ways to write a line to the letter, within a line. `tag` tells each from the others.
const WITHIN: [&str; 9] = ["code", "ticks", "html", "kbd", "formula", "display", "tex", "address", "mail"];

fn within(kind: &str, tag: usize, line: &[u8]) -> Vec<u8> {
    let part = |open: &str, signs: &[u8], close: &str| {
        // `%%` ends the comment that it may stand in.
        let line = without(&without(line, b"%"), signs);
        [format!("{open}x{tag} ").as_bytes(), &line, format!(" y{close}").as_bytes()].concat()
    };
    match kind {
        "code" => part("`", b"`|", "`"),
        "ticks" => part("``", b"`|", "``"),
        "html" => part("<code class=\"c\">", b"<|`", "</code>"),
        "kbd" => part("<kbd>", b"<|`", "</kbd>"),
        "formula" => part("$", b"$\\|`", "$"),
        "display" => part("$$", b"$\\|`", "$$"),
        "tex" => part("\\(", b"\\$|`", "\\)"),
        "address" => {
            let path = without(line, b"<>\"`|()[]%");
            let path: Vec<u8> = path.into_iter().map(|byte| if byte <= b' ' { b'-' } else { byte }).collect();
            // No blank of any kind is part of an address.
            let path = match String::from_utf8(path) {
                Ok(path) => path.replace(char::is_whitespace, "-").into_bytes(),
                Err(error) => error.into_bytes(),
            };
            [format!("https://example.org/x{tag}/").as_bytes(), &path, b"/y"].concat()
        }
        _ => format!("x{tag}@caf\u{c3}\u{a9}.example").into_bytes(),
    }
}

/// Where it stands.
const CARRIERS: [&str; 9] = [
    "Text with {} in it.",
    "- {}",
    "- 2025-10-30: [[Call]] - one {} two",
    "- 2025-11-30: [[Sources/Call.md|Call]] — {}",
    "> quoted: {}",
    "### A heading with {}",
    "| a | b |\n|---|---|\n| {} | c |",
    "[words {}](Call.md)",
    "%% a comment with {} %%",
];

/// Ways to write lines to the letter as a block.
const BLOCKS: [&str; 9] = ["fence", "tilde", "item", "quote", "callout", "indented", "pre", "display", "tex"];

fn block(kind: &str, tag: usize, lines: &[Vec<u8>]) -> Vec<u8> {
    let each = |before: &str, signs: &[u8]| -> Vec<u8> {
        let line = |line: &Vec<u8>| [before.as_bytes(), b"x ", &without(line, signs), b" y\n"].concat();
        lines.iter().flat_map(line).collect()
    };
    let between = |open: String, lines: Vec<u8>, close: &str| [open.as_bytes(), &lines, close.as_bytes()].concat();
    match kind {
        "fence" => between(format!("```rust\nx{tag}\n"), each("", b"`"), "```"),
        "tilde" => between(format!("~~~\nx{tag}\n"), each("", b"~"), "~~~"),
        "item" => between(format!("- item\n  ```\n  x{tag}\n"), each("  ", b"`"), "  ```"),
        "quote" => between(format!("> ```\n> x{tag}\n"), each("> ", b"`"), "> ```"),
        "callout" => between(format!("- item\n  > [!note]\n  > ```\n  > x{tag}\n"), each("  > ", b"`"), "  > ```"),
        "indented" => between(format!("    x{tag}\n"), each("    ", b"`"), ""),
        "pre" => between(format!("<pre>x{tag}\n"), each("", b"<`"), "</pre>"),
        "display" => between(format!("$$\nx{tag}\n"), each("", b"$\\`"), "$$"),
        _ => between(format!("\\[\nx{tag}\n"), each("", b"$\\`"), "\\]"),
    }
}

/// Puts what `parts` are behind `text`, each on its own, and says which of them a fix has changed.
fn changed(example: &PageExample, parts: &[(Vec<u8>, Vec<u8>)]) -> Vec<String> {
    let mut bytes = example.note.bytes.clone();
    for (part, _) in parts {
        bytes.extend_from_slice(b"\n\nSo it goes.\n\n");
        bytes.extend_from_slice(part);
    }
    bytes.extend_from_slice(b"\n\nThe end.\n");
    let previous = example.previous.as_ref().map(|text| {
        let mut before = String::from_utf8_lossy(&bytes).into_owned().replace('\u{fffd}', "\u{e9}");
        before.insert_str(0, text);
        before.into_bytes()
    });
    let after = fixed(example, &bytes, previous);
    // A note in a legacy codec is decoded as a whole, its code with it.
    let is_decoded = |kept: &[u8]| std::str::from_utf8(kept).is_err() && std::str::from_utf8(&after).is_ok();
    let is_there = |kept: &[u8]| memchr::memmem::find(&after, kept).is_some() || is_decoded(kept);
    let lost = parts.iter().filter(|(_, kept)| !is_there(kept));
    lost.map(|(_, kept)| String::from_utf8_lossy(kept).into_owned()).collect()
}

fn lines_of(example: &PageExample) -> Vec<Vec<u8>> {
    let lines = example.note.bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec);
    lines.filter(|line| !line.trim_ascii().is_empty() && line.len() < 500).take(40).collect()
}

/// The bad notes of every rule that has a fix. One in UTF-16 has no lines of ASCII to put others behind.
fn bad_notes() -> Vec<(String, PageExample)> {
    let rules = pages().iter().filter(|page| !page.fix.is_empty() && page.name != OF_CODE);
    let notes = rules.flat_map(|page| {
        let examples = page.examples().unwrap().into_iter();
        examples.map(|example| (format!("{} / {}", page.name, example.title), example))
    });
    let notes: Vec<_> =
        notes.filter(|(_, example)| example.lines.is_some() && !example.note.bytes.contains(&0)).collect();
    assert!(notes.len() > 100);
    notes
}

#[test]
fn what_each_rule_mends_stays_where_it_stands_to_the_letter() {
    let mut complaints = Vec::new();
    for (title, example) in bad_notes() {
        let lines = lines_of(&example);
        let mut parts = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            for (which, kind) in WITHIN.iter().enumerate() {
                let part = within(kind, parts.len(), line);
                let carrier = CARRIERS[(at + which) % CARRIERS.len()];
                let (before, after) = carrier.split_once("{}").unwrap();
                parts.push(([before.as_bytes(), &part, after.as_bytes()].concat(), part));
            }
        }
        for kind in BLOCKS {
            let part = block(kind, parts.len(), &lines);
            parts.push((part.clone(), part));
        }
        complaints.extend(changed(&example, &parts).into_iter().map(|part| format!("{title}\n{part}")));
    }
    assert!(complaints.is_empty(), "{} complaints\n\n{}", complaints.len(), complaints.join("\n\n"));
}

/// A bad note, and lines of any bad note to put to the letter: which way, where, and which line.
fn mixed() -> impl Strategy<Value = (usize, Vec<(usize, usize, usize)>)> {
    (any::<usize>(), prop::collection::vec((any::<usize>(), any::<usize>(), any::<usize>()), 1..12))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn damage_of_any_kind_stays_beside_damage_of_another((note, chosen) in mixed()) {
        let notes = bad_notes();
        let (title, example) = &notes[note % notes.len()];
        let all: Vec<Vec<u8>> = notes.iter().flat_map(|(_, example)| lines_of(example)).collect();
        let part = |(tag, (kind, place, line)): (usize, &(usize, usize, usize))| {
            let line = &all[line % all.len()];
            let kind = kind % (WITHIN.len() + BLOCKS.len());
            let Some(kind) = WITHIN.get(kind) else {
                let part = block(BLOCKS[kind - WITHIN.len()], tag, std::slice::from_ref(line));
                return (part.clone(), part);
            };
            let part = within(kind, tag, line);
            let (before, after) = CARRIERS[place % CARRIERS.len()].split_once("{}").unwrap();
            ([before.as_bytes(), &part, after.as_bytes()].concat(), part)
        };
        let parts: Vec<_> = chosen.iter().enumerate().map(part).collect();
        prop_assert_eq!(changed(example, &parts), Vec::<String>::new(), "{}", title);
    }
}
