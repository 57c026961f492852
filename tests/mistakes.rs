//! What people write and type when they are new: each mistake is told in one line that says where it is, what is wrong and
//! what was probably meant.
//!
//! The tables are `tests/mistakes/*.txt`: a mistake, and below it the line that is said of it. `UPDATE_MISTAKES=1 cargo test
//! --test mistakes` writes them anew; a mistake of which nothing is said, or more than a line, fails even then.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use support::{Run, TestVault};

/// Runs each mistake of the table `name`, and compares what is said with the table.
fn check(name: &str, run: impl Fn(&str) -> Run) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes").join(name);
    let table = fs::read_to_string(&path).unwrap();
    let mistakes: Vec<&str> = table.lines().filter_map(|line| line.strip_prefix("> ")).collect();
    assert!(!mistakes.is_empty(), "{name} is empty");
    let mut said = String::new();
    for mistake in mistakes {
        let Run { code, stdout, stderr } = run(&mistake.replace("\\n", "\n").replace("\\t", "\t"));
        assert_eq!(code, 2, "{mistake}\n{stdout}{stderr}");
        let mut lines = stderr.lines();
        let first = lines.next().unwrap_or_default();
        let message = first.strip_prefix("vaultlint: ").unwrap_or_else(|| panic!("{mistake}: {stderr}"));
        assert!(lines.all(|line| line.starts_with("  ")), "{mistake}: more than one line\n{stderr}");
        writeln!(said, "> {mistake}\n  {message}").unwrap();
    }
    if std::env::var_os("UPDATE_MISTAKES").is_some() {
        fs::write(&path, &said).unwrap();
    }
    let table = fs::read_to_string(&path).unwrap();
    for (wanted, said) in table.lines().zip(said.lines()) {
        assert_eq!(wanted, said, "{name}");
    }
    assert_eq!(table.lines().count(), said.lines().count(), "{name}");
}

fn with_file(path: &str, text: &str) -> Run {
    let vault = TestVault::new(&[("Plan.md", "x\n"), ("ours.yaml", "rules:\n  mojibake: warn\n")]);
    vault.write(path, format!("{text}\n"));
    vault.run(&[])
}

/// The words of a line, as a shell has them: those in quotes are one.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for (at, piece) in line.split('"').enumerate() {
        let is_quoted = at % 2 == 1;
        for (nth, part) in piece.split(' ').enumerate() {
            match words.last_mut() {
                Some(last) if nth == 0 || is_quoted => last.push_str(if nth == 0 { part } else { " " }),
                _ => words.push(part.to_owned()),
            }
            if is_quoted && nth > 0 {
                words.last_mut().unwrap().push_str(part);
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn in_the_arguments() {
    let vault = TestVault::new(&[("Notes/A.md", "x\n"), ("Ada Byron.md", "x\n"), ("People/Ada.md", "x\n")]);
    vault.write("not a note.png", "");
    check("arguments.txt", |line| {
        let words = words(line);
        vault.run(&words.iter().map(String::as_str).collect::<Vec<_>>())
    });
}

#[test]
fn in_a_comment() {
    for (comment, said) in [
        ("<!-- vaultlint: allow mojibak -->", "unknown rule `mojibak`; did you mean `mojibake`?"),
        (
            "<!-- vaultlint: allow all -->",
            "unknown rule `all`; name rules one by one, or enable all of them with `extends: [strict]` in .vaultlint.yaml",
        ),
        ("<!-- vaultlint: allow -->", "this comment suppresses nothing; name the rule: `vaultlint: allow RULE reason`"),
        ("%% vaultlint: ignore mojibake %%", "this comment suppresses nothing; write `vaultlint: allow RULE reason`"),
        (
            "<!-- vaultlint-disable mojibake -->",
            "this comment suppresses nothing; write `vaultlint: allow RULE reason`",
        ),
        ("<!-- vaultlint allow mojibake -->", "this comment suppresses nothing; write `vaultlint: allow RULE reason`"),
        (
            "Itâ€™s <!-- vaultlint: allow mojibake broken-link -->",
            "`broken-link` is read as the reason; separate rules with commas: `allow ONE,OTHER reason`",
        ),
    ] {
        let vault = TestVault::new(&[("a.md", comment)]);
        let report = vault.run(&["--format", "json"]).json();
        let told = |finding: &serde_json::Value| {
            let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
            format!("{}; {}", text("message"), text("help"))
        };
        let told: Vec<String> = report["findings"].as_array().unwrap().iter().map(told).collect();
        assert_eq!(told, [said], "{comment}");
    }
    for comment in [
        "<!--vaultlint: allow mojibake-->",
        "%% vaultlint: allow mojibake, replacement-character quoted %%",
        "<!-- vaultlint: allow: MOJIBAKE -->",
    ] {
        let lost = if comment.contains("replacement") { " caf\u{fffd}" } else { "" };
        let vault = TestVault::new(&[("a.md", &format!("Itâ€™s{lost} {comment}\n"))]);
        let run = vault.run(&["--format", "json"]);
        assert_eq!((run.code, run.findings()), (0, Vec::new()), "{comment}");
    }
}

#[test]
fn in_the_config() {
    check("config.txt", |text| with_file(".vaultlint.yaml", text));
}

#[test]
fn in_the_names_file() {
    check("names.txt", |text| with_file(".vaultlint-names.yaml", text));
}

/// What an editor cannot tell by the schema alone: words in texts, and what is only known together.
const BEYOND_THE_SCHEMA: [&str; 16] = [
    "schema of `",
    "unknown rule `",
    "is neither a pack",
    "to separate folders",
    "paths are relative",
    "the path is empty",
    "is not a version",
    "this vault requires",
    "unclosed character class",
    "`x`: ",
    "is a built-in rule",
    "must be above 0",
    "ours.yaml:",
    "is defined twice",
    "`partial-dates` must",
    "valid value of `action`",
];

#[test]
fn the_schema_for_editors_refuses_what_the_config_refuses() {
    let schema = TestVault::new(&[]).run(&["config", "schema"]).json();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let accepts = |config: &str| {
        let value: Result<serde_json::Value, _> = serde_yaml::from_str(&config.replace("\\n", "\n"));
        value.map(|value| value.is_null() || schema.is_valid(&value))
    };
    let table = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes/config.txt")).unwrap();
    let lines: Vec<&str> = table.lines().collect();
    for pair in lines.chunks(2) {
        let [config, said] = pair else { panic!("{pair:?}") };
        let is_beyond = BEYOND_THE_SCHEMA.iter().any(|words| said.contains(words));
        if let (Ok(true), false) = (accepts(config.trim_start_matches("> ")), is_beyond) {
            panic!("the schema accepts {config}\n{said}");
        }
    }
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let (_, configure) = readme.split_once("## Configure").unwrap();
    let examples: Vec<&str> =
        configure.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    for config in examples.iter().filter(|config| !config.contains("people:")).chain(&ACCEPTED) {
        assert_eq!(accepts(config).ok(), Some(true), "{config}");
        let vault = TestVault::new(&[("Plan.md", "x\n"), (".vaultlint.yaml", config)]);
        assert_eq!((vault.run(&[]).code, config.is_empty()), (0, false), "{config}");
    }
}

/// Configs that are accepted: every key, in each of its forms.
const ACCEPTED: [&str; 6] = [
    "required-version: '>=0.1'\nextends: default\nexclude: Archive\ntemplates: Templates\n",
    "extends: [people, strict]\nexclude: [Archive, '*.old.md']\ntemplates: [Templates]\n",
    "rules: {mojibake: off, entry-date: {severity: info, partial-dates: true}, duplicate-entry: {action: merge}}\n",
    "types: {x: {match: {type: x, path: [X], tag: x}, rules: {mojibake: info}, sections: One, schema: {type: object}}}\n",
    "names: {leave: Sources}\ngenerated: {tag: [a, b]}\nhook: {fix: true, on-fix: stop, unattended: pass, names: show}\n",
    "custom: {x: {pattern: a, message: m, bad: {note: a, fixed: b}, replace: b, fix: safe, where: [body], good: c}}\n",
];

#[test]
fn the_obvious_meaning_is_taken_where_it_does_no_harm() {
    let vault = TestVault::new(&[("Plan.md", "x\n"), ("Archive/Old.md", "Itâ€™s\n")]);
    for args in [&["--select", "MOJIBAKE"][..], &["--select", "mojibake, broken-link"], &["--select", "mojibake,"]] {
        assert_eq!(vault.run(args).code, 1, "{args:?}");
    }
    for args in [&["explain", "MOJIBAKE"][..], &["explain", "name_variant"]] {
        assert_eq!(vault.run(args).code, 0, "{args:?}");
    }
    assert_eq!(vault.run(&[".\\Archive\\Old.md", "--fix"]).code, 0);
    assert_eq!(vault.read("Archive/Old.md"), "It’s\n");
    vault.write("Archive/Old.md", "Itâ€™s\n");
    for config in [
        "",
        "# nothing yet\n",
        "rules:\nexclude: Archive\n",
        "extends: strict\nexclude: ./Archive/\n",
        "extends: [default]\r\nexclude: [/Archive]\r\n",
        "\u{feff}exclude: Archive/**\n",
        "templates: Templates\nexclude: [Archive]\nhook:\n",
    ] {
        vault.write(".vaultlint.yaml", config);
        let run = vault.run(&[]);
        let found = i32::from(!config.contains("Archive"));
        assert_eq!((run.code, run.stderr.as_str()), (found, ""), "{config}\n{}", run.stdout);
    }
}
