//! What the documents for contributors name exists: files, commands, variables, and the lines of the skeleton of a rule.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::fs;
use std::path::{Path, PathBuf};

const DOCUMENTS: [&str; 2] = ["CONTRIBUTING.md", "ARCHITECTURE.md"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The documents that are there, with their names.
fn documents() -> Vec<(&'static str, String)> {
    let text = |name: &'static str| Some((name, fs::read_to_string(root().join(name)).ok()?));
    DOCUMENTS.into_iter().filter_map(text).collect()
}

/// The files below `folder`, as text.
fn texts(folder: &str) -> Vec<String> {
    let mut open: Vec<PathBuf> = vec![root().join(folder)];
    let mut texts = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                texts.push(fs::read_to_string(path).unwrap());
            }
        }
    }
    texts
}

/// What stands in single backticks, outside fences.
fn quoted(document: &str) -> Vec<&str> {
    let mut in_fence = false;
    let mut found = Vec::new();
    for line in document.lines() {
        if line.starts_with("```") {
            in_fence = !in_fence;
        } else if !in_fence {
            found.extend(line.split('`').skip(1).step_by(2));
        }
    }
    found
}

/// The lines in fences of the language `language`.
fn fenced<'a>(document: &'a str, language: &str) -> Vec<&'a str> {
    let mut fence: Option<&str> = None;
    let mut found = Vec::new();
    for line in document.lines() {
        match (line.strip_prefix("```"), fence) {
            (Some(language), None) => fence = Some(language),
            (Some(_), Some(_)) => fence = None,
            (None, Some(open)) if open == language => found.push(line),
            (None, _) => {}
        }
    }
    found
}

/// Whether `word` names a file or folder of this repository, and not one of a vault or a pattern.
fn is_path(word: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    let first = word.split('/').next().unwrap();
    let is_known = ["src", "tests", "rules", "benches", "fuzz", "hooks", ".ci"].contains(&first);
    word.chars().all(is_plain) && !word.contains("NAME") && (is_known && word.contains('/') || first.ends_with(".toml"))
}

#[test]
fn each_path_exists() {
    for (name, document) in documents() {
        let commands = fenced(&document, "sh").into_iter().flat_map(str::split_whitespace);
        let links = document.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
        let words = quoted(&document).into_iter().flat_map(str::split_whitespace);
        for path in words.chain(commands).chain(links).map(|word| word.trim_matches('"')).filter(|word| is_path(word)) {
            assert!(root().join(path).exists(), "{name} names {path}, which does not exist");
        }
    }
}

#[test]
fn each_command_runs_something_that_exists() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let tests = texts("tests");
    for (name, document) in documents() {
        let all = quoted(&document).into_iter().chain(fenced(&document, "sh"));
        for command in all.filter(|line| line.contains("cargo ")) {
            let words: Vec<&str> = command.split_whitespace().collect();
            for pair in words.windows(2) {
                let exists = match pair[0] {
                    "--test" => ["tests/{}.rs", "tests/{}/main.rs"]
                        .iter()
                        .any(|path| root().join(path.replace("{}", pair[1])).exists()),
                    "--bench" | "--example" => manifest.contains(&format!("name = \"{}\"", pair[1])),
                    _ => true,
                };
                assert!(exists, "{name}: `{command}`: there is no {}", pair[1]);
            }
            let variable = words[0].split_once('=').map(|(variable, _)| variable);
            if let Some(variable) = variable.filter(|variable| variable.starts_with("UPDATE_")) {
                assert!(tests.iter().any(|test| test.contains(variable)), "{name}: no test reads {variable}");
            }
        }
    }
}

#[test]
fn each_block_of_a_page_is_told() {
    let contributing = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let page = fs::read_to_string(root().join("src/rule/page.rs")).unwrap();
    let (_, words) = page.split_once("match self.words.get(1)").unwrap();
    let (words, _) = words.split_once("other =>").unwrap();
    for word in words.split("Some(\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        let is_told = quoted(&contributing).iter().any(|told| told.split_whitespace().nth(1) == Some(word));
        assert!(is_told, "CONTRIBUTING.md does not say what a block `{word}` is");
    }
}

/// A rule that is not compiled may say what no longer holds: its imports and signatures are those of rules that are.
#[test]
fn the_skeleton_of_a_rule_is_like_the_rules() {
    let contributing = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let rules = texts("src/rules");
    let skeleton = fenced(&contributing, "rust");
    assert!(skeleton.len() > 15, "{skeleton:?}");
    let is_common = |line: &&&str| ["use ", "pub(super) fn ", "    fn "].iter().any(|start| line.starts_with(start));
    for line in skeleton.iter().filter(is_common) {
        assert!(rules.iter().any(|rule| rule.lines().any(|known| known == *line)), "no rule has the line {line}");
    }
}

/// What a note can be asked exists.
#[test]
fn each_function_of_a_note_exists() {
    let contributing = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let note = fs::read_to_string(root().join("src/note.rs")).unwrap();
    for word in quoted(&contributing).into_iter().filter_map(|word| word.strip_prefix("note.")) {
        let function = word.split('(').next().unwrap();
        assert!(note.contains(&format!("pub fn {function}(")), "a note has no {function}");
    }
}

#[test]
fn each_value_of_needs_is_explained() {
    let contributing = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let parser = fs::read_to_string(root().join("src/rule/page.rs")).unwrap();
    let values: Vec<&str> = parser
        .lines()
        .filter(|line| line.contains("=> RequiredData::"))
        .map(|line| line.split('"').nth(1).unwrap())
        .collect();
    assert_eq!(values.len(), 5);
    for value in values {
        assert!(contributing.contains(&format!("`{value}`: ")), "CONTRIBUTING.md does not explain `needs: {value}`");
    }
}
