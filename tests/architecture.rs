//! The house rules that a compiler does not check.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use vaultlint::rules::pages;

/// From the lowest layer up. Layers on one level do not know each other.
const LAYERS: &[&[&str]] = &[
    &["text"],
    &["mojibake", "names"],
    &["note"],
    &["vault"],
    &["diagnostic"],
    &["rule"],
    &["rules"],
    &["config"],
    &["engine"],
    &["process"],
    &["beneath"],
    &["git"],
    &["output"],
    &["cache", "source", "sink", "report"],
    &["cli"],
];

/// What only the layers that touch the world may use.
const WORLD: &[&str] =
    &["std::fs", "std::env", "std::net", "std::process", "std::time", "SystemTime", "Zoned::now", "Timestamp::now"];

fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found.sort();
    found
}

/// The layer of a source file: the first part of its path below `src`.
fn layer_of(path: &Path) -> Option<(usize, String)> {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let first = inside.iter().next().unwrap().to_str().unwrap();
    let name = first.strip_suffix(".rs").unwrap_or(first);
    let level = LAYERS.iter().position(|layer| layer.contains(&name))?;
    Some((level, name.to_owned()))
}

#[test]
fn each_layer_imports_only_those_below() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let Some((level, name)) = layer_of(&path) else { continue };
        for (at, _) in text.match_indices("crate::") {
            let word: String = text[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let Some(other) = LAYERS.iter().position(|layer| layer.contains(&word.as_str())) else { continue };
            if other > level || (other == level && word != name) {
                wrong.push(format!("{}: {word}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "a layer imports one that is not below it:\n{}", wrong.join("\n"));
}

#[test]
fn every_source_file_is_on_a_layer() {
    for (path, _) in sources() {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(layer_of(&path).is_some() || matches!(name, "lib.rs" | "main.rs"), "{}", path.display());
    }
}

/// The names that follow `start` in `text`.
fn names_after<'a>(text: &'a str, start: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(start).skip(1).filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next())
}

/// The files beside it that a file imports from: `use super::a::A;`, `use super::{b, c::C};`.
fn imports(text: &str) -> Vec<&str> {
    let groups = text.split("use super::{").skip(1).filter_map(|rest| rest.split('}').next());
    let grouped = groups.flat_map(|group| group.split(',')).filter_map(|import| import.trim().split("::").next());
    names_after(text, "use super::").chain(grouped).collect()
}

/// The files among `files` that the file `own` imports, or whose methods of the type `shared` it calls.
fn used_by(own: &str, files: &HashMap<String, String>, shared: &str) -> Vec<String> {
    let text = &files[own];
    let receivers = ["self.", "runner.", "context."];
    let calls: Vec<&str> = receivers.iter().flat_map(|receiver| names_after(text, receiver)).collect();
    let defines_called = |text: &String| {
        let (_, methods) = text.split_once(&format!("\nimpl {shared}<")).unwrap_or_default();
        names_after(methods, "    pub(super) fn ").any(|method| calls.contains(&method))
    };
    let called =
        files.iter().filter(|(name, text)| *name != own && defines_called(text)).map(|(name, _)| name.as_str());
    let used = imports(text).into_iter().filter(|name| files.contains_key(*name)).chain(called);
    used.map(str::to_owned).collect()
}

/// Asserts that each file of `folder` can be read after those that it uses. `known` are some that do.
fn assert_no_circle(folder: &str, shared: &str, known: &[(&str, &str)]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = sources().into_iter().filter(|(path, _)| path.parent() == Some(&folder));
    let files = files.map(|(path, text)| (path.file_stem().unwrap().to_str().unwrap().to_owned(), text));
    let files: HashMap<String, String> = files.collect();
    for (user, used) in known {
        let is_seen = used_by(user, &files, shared).iter().any(|name| name == used);
        assert!(is_seen, "{user} uses {used}, which this test does not see");
    }
    let mut open: Vec<(&String, Vec<String>)> =
        files.keys().map(|name| (name, used_by(name, &files, shared))).collect();
    while !open.is_empty() {
        let names: Vec<String> = open.iter().map(|(name, _)| (*name).clone()).collect();
        let before = open.len();
        open.retain(|(_, used)| used.iter().any(|name| names.contains(name)));
        assert!(open.len() < before, "these files use each other in a circle, or one that does: {names:?}");
    }
}

#[test]
fn files_of_the_engine_use_each_other_in_no_circle() {
    let known = [("run", "runner"), ("run", "recheck_pass"), ("cross_note_pass", "keep_result")];
    assert_no_circle("src/engine", "Runner", &known);
    let known = [("base", "query"), ("changed_file", "canvas"), ("links", "context")];
    assert_no_circle("src/engine/rename", "RenameContext", &known);
}

#[test]
fn rules_do_not_import_rules() {
    for (path, text) in sources() {
        let inside = path.to_str().unwrap().replace('\\', "/");
        let Some((_, file)) = inside.split_once("/src/rules/") else { continue };
        for (at, _) in text.match_indices("super::") {
            let word: String = text[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let is_rule = pages().iter().any(|page| page.name.replace('-', "_") == word);
            let is_its_own = file.starts_with(&format!("{word}/"));
            assert!(!is_rule || is_its_own, "{file} imports the rule {word}");
        }
    }
}

#[test]
fn up_to_the_engine_nothing_touches_the_world() {
    let last = LAYERS.iter().position(|layer| layer.contains(&"engine")).unwrap();
    for (path, text) in sources() {
        if layer_of(&path).is_some_and(|(level, _)| level <= last) {
            for word in WORLD {
                assert!(!text.contains(word), "{}: {word}", path.display());
            }
        }
    }
}

/// How something could be written past the one writer.
const WRITERS: &[&str] = &[
    "print!",
    "println!",
    "dbg!",
    "io::stdout",
    "io::stderr",
    " stdout()",
    "(stdout()",
    " stderr()",
    "(stderr()",
    "anstream",
    "indicatif",
    "/dev/tty",
    "/dev/stdout",
    "Stdio::inherit",
];

#[test]
fn only_the_output_writes_to_people() {
    for (path, text) in sources() {
        let is_output = layer_of(&path).is_some_and(|(_, name)| name == "output");
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in code.filter(|_| !is_output) {
            let line = line.replace("Output::std", "").replace("use_stderr()", "");
            for word in WRITERS {
                assert!(!line.contains(word), "{}: {word}: write to `crate::output::Output`", path.display());
            }
        }
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for (path, text) in sources() {
        assert!(text.starts_with("//!"), "{}: begins without a word of what it is for", path.display());
    }
}

/// Names of types that mean two things make readers guess. `by_handle` and `by_path` are one type on two systems.
#[test]
fn exported_type_names_are_unique() {
    let mut known: HashMap<String, PathBuf> = HashMap::new();
    for (path, text) in sources().into_iter().filter(|(path, _)| !path.ends_with("beneath/by_path.rs")) {
        for line in text.lines().map(str::trim_start) {
            let rest = line.strip_prefix("pub ").or_else(|| line.strip_prefix("pub(crate) "));
            let Some((kind, rest)) = rest.and_then(|rest| rest.split_once(' ')) else { continue };
            if !matches!(kind, "struct" | "enum" | "trait" | "type") {
                continue;
            }
            let name: String = rest.chars().take_while(|char| char.is_alphanumeric()).collect();
            if let Some(other) = known.insert(name.clone(), path.clone()) {
                panic!("{name} is defined in {} and {}", other.display(), path.display());
            }
        }
    }
}

#[test]
fn every_page_is_a_rule_and_every_rule_has_a_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut names: Vec<String> = fs::read_dir(root.join("rules"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter_map(|path| {
            let is_page = path.extension().is_some_and(|ending| ending == "md");
            is_page.then(|| path.file_stem().unwrap().to_str().unwrap().to_owned())
        })
        .collect();
    names.sort();
    let mut listed: Vec<String> = pages().iter().map(|page| page.name.clone()).collect();
    listed.sort();
    assert_eq!(names, listed);
    for name in listed {
        assert!(root.join(format!("src/rules/{}.rs", name.replace('-', "_"))).exists(), "{name}");
    }
}
