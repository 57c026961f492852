//! Whatever is committed: the hook tells what the whole vault has after the commit and had not before it, and what a run
//! knows from earlier ones changes nothing of what it tells.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;
use support::{Run, TestVault};

/// The number of commits per history.
const ROUNDS: usize = 12;
/// The number of histories, unless `VAULTLINT_HISTORIES` says otherwise.
const HISTORIES: u32 = 4;

/// Rules whose findings are about today, about the history, or about what is not in Git.
const CONFIGS: [&str; 2] = [
    "extends: [strict]\nrules:\n  broken-link: error\n  orphan-note: warning\n  unused-allow: off\n",
    "rules: {broken-link: error, broken-heading: error, broken-block: error}\n",
];

const PATHS: [&str; 10] = [
    "People/Ada Bernhardsen.md",
    "People/Kurt Niebuhr.md",
    "People/Bo Falk.md",
    "Meetings/2025-01-01 - Plan.md",
    "Meetings/2025-01-02 - Plan.md",
    "Meetings/Call.md",
    "Topics/K8s.md",
    "Topics/Deep/Plan.md",
    "Topics/Deep/K8s 2.md",
    "Index.md",
];

const PARTS: [&str; 22] = [
    "# Ada Bernhardsen\n",
    "# Kurt Niebuhr\n",
    "# Plan\n\n## Steps\n\nOne.\n",
    "## Steps\n",
    "## Log\n\nText. ^b1\n",
    "See [[Ada Bernhardsen]] and [[Kurt Niebuhr#Log]].\n",
    "See [[Plan]], [[K8s]] and [[kube]].\n",
    "See [[Deep/Plan#Steps|steps]].\n",
    "See [plan](../Topics/Deep/Plan.md#steps).\n",
    "A block: [[Kurt Niebuhr#^b1]].\n",
    "- [ ] Ask @Kurt Neibuhr\n",
    "So said. (via Ada Bernhartsen)\n",
    "**Kurt Niebuhr**: well. **Kurt Neibuhr**: no.\n",
    "With [[Ada Bernhartsen]] and [[Bo Falk]].\n",
    "It wonâ€™t do.\n",
    "## Heading wonâ€™t\n",
    "See [[Plan#Heading wonâ€™t]].\n",
    "```tasks\npath includes Deep\n```\n",
    "```dataview\nLIST FROM \"Topics/Deep\"\n```\n",
    "[[Unmade]] [[Call]] [[Topics/K8s]].\n",
    "The Kurt Kurt said so.\n",
    "Pending {{title}}.\n",
];

const HEADS: [&str; 9] = [
    "",
    "---\ntype: people\ntitle: Ada Bernhardsen\naliases: [Ada]\n---\n",
    "---\ntype: people\ntitle: Kurt Niebuhr\nemail: k@example.org\n---\n",
    "---\ntype: people\ntitle: Bo Falk\naliases: [kube]\nemail:\n---\n",
    "---\ntype: meeting\nattendees: [Ada Bernhardsen, Kurt Niebuhr, Bo Falk]\n---\n",
    "---\ntype: meeting\nattendees: [Ada Bernhartsen, Kurt Neibuhr]\n---\n",
    "---\naliases: [kube, k8s]\ntags: [a]\n---\n",
    "---\ntags: [a]\naliases:\n  - Plan B\n---\n",
    "---\nbad: [\n---\n",
];

#[derive(Clone, Debug)]
enum Step {
    Write(usize, usize, Vec<usize>),
    Append(usize, usize),
    Remove(usize),
    Rename(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    let path = || 0..PATHS.len();
    let part = || 0..PARTS.len();
    prop_oneof![
        4 => (path(), 0..HEADS.len(), prop::collection::vec(part(), 0..5)).prop_map(|(path, head, parts)| Step::Write(path, head, parts)),
        4 => (path(), part()).prop_map(|(path, part)| Step::Append(path, part)),
        2 => path().prop_map(Step::Remove),
        2 => (path(), path()).prop_map(|(from, to)| Step::Rename(from, to)),
    ]
}

fn take(vault: &TestVault, step: &Step) {
    match step {
        Step::Write(path, head, parts) => {
            let parts: String = parts.iter().map(|part| format!("{}\n", PARTS[*part])).collect();
            vault.write(PATHS[*path], format!("{}{parts}", HEADS[*head]));
        }
        Step::Append(path, part) => {
            let old = fs::read_to_string(vault.path(PATHS[*path])).unwrap_or_default();
            vault.write(PATHS[*path], format!("{old}{}", PARTS[*part]));
        }
        Step::Remove(path) => drop(fs::remove_file(vault.path(PATHS[*path]))),
        Step::Rename(from, to) => {
            let (from, to) = (PATHS[*from], PATHS[*to]);
            let text = fs::read_to_string(vault.path(from)).unwrap_or_default();
            if from != to && text.len() > 40 && !vault.path(to).exists() {
                fs::create_dir_all(vault.path(to).parent().unwrap()).unwrap();
                fs::rename(vault.path(from), vault.path(to)).unwrap();
            }
        }
    }
}

/// Returns the old and the new path of what Git sees as renamed.
fn renames(vault: &TestVault) -> Vec<(String, String)> {
    let listed = vault.git_ok(&["diff", "--cached", "-M", "--name-status", "--diff-filter=R", "-z"]);
    let fields: Vec<&str> = listed.split('\0').collect();
    fields.chunks_exact(3).map(|fields| (fields[1].to_owned(), fields[2].to_owned())).collect()
}

/// A finding without its place and without numbers: rule, path, message.
type Told = (String, String, String);

fn told(run: &Run) -> Vec<(Told, bool)> {
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    let findings = report["findings"].as_array().unwrap().iter().map(|found| {
        let text = |key: &str| found[key].as_str().unwrap().to_owned();
        let is_count =
            |word: &&str| word.chars().all(|char| char.is_ascii_digit() || matches!(char, '×' | ',' | ':' | '?'));
        // The other note of a finding may be renamed; what was found is the same.
        let message = text("message");
        let message = message.split('`').filter(|part| !part.ends_with(".md")).collect::<Vec<_>>().join("`");
        let words = message.split(' ').filter(|word| !is_count(word)).map(str::to_owned).collect::<Vec<_>>();
        let message = words.join(" ");
        // One question in other words is the same question.
        let names: BTreeSet<&str> = message.split('`').skip(1).step_by(2).collect();
        let message = if text("rule") == "name-variant" { format!("{names:?}") } else { message };
        ((text("rule"), text("path"), message), found["new"].as_bool().unwrap())
    });
    findings.collect()
}

fn counts(told: impl IntoIterator<Item = Told>) -> BTreeMap<Told, usize> {
    let mut counts = BTreeMap::new();
    told.into_iter().for_each(|told| *counts.entry(told).or_default() += 1);
    counts
}

fn run(vault: &TestVault, arguments: &[&str]) -> Run {
    let run = vault.run(arguments);
    assert!(matches!(run.code, 0 | 1), "{run:?}");
    run
}

fn check_history(config: &str, steps: &[Vec<Step>]) -> Result<(), TestCaseError> {
    let vault = TestVault::repository(&[(".vaultlint.yaml", config)]);
    let json = ["--format", "json"];
    let mut before = counts(told(&run(&vault, &["--no-cache", "--format", "json"])).into_iter().map(|found| found.0));
    for steps in steps {
        steps.iter().for_each(|step| take(&vault, step));
        vault.git_ok(&["add", "-A"]);
        let staged = run(&vault, &["--staged", "--format", "json"]);
        let fresh = run(&vault, &["--staged", "--no-cache", "--format", "json"]);
        prop_assert_eq!(&staged.stdout, &fresh.stdout, "staged, with and without what is known");
        let renamed = renames(&vault);
        let changed: BTreeSet<String> =
            vault.git_ok(&["diff", "--cached", "--name-only", "-z"]).split('\0').map(str::to_owned).collect();
        vault.git_ok(&["commit", "-q", "--allow-empty", "-m", "x"]);
        let whole = run(&vault, &["--no-cache", "--format", "json"]);
        let known = run(&vault, &json);
        prop_assert_eq!(&whole.stdout, &known.stdout, "the whole vault, with and without what is known");
        let range = run(&vault, &["--range", "HEAD~1..HEAD", "--format", "json"]);
        let after = counts(told(&whole).into_iter().map(|found| found.0));
        let was = |told: &Told| {
            let old = renamed.iter().find(|(_, to)| *to == told.1).map_or(&told.1, |(from, _)| from);
            before.get(&(told.0.clone(), old.clone(), told.2.clone())).copied().unwrap_or_default()
        };
        for (ran, name) in [(&staged, "staged"), (&range, "range")] {
            let new = counts(told(ran).into_iter().filter(|(_, is_new)| *is_new).map(|found| found.0));
            for (told, count) in &after {
                let more = count.saturating_sub(was(told));
                // Once the rename is committed, each link has a fix and a finding of its own; until then the first has.
                let more = if told.0 == "broken-link" { more.min(1) } else { more };
                prop_assert!(
                    new.get(told).copied().unwrap_or_default() >= more,
                    "{name}: {told:?} is new, and not told; {new:#?}"
                );
            }
            for (told, count) in &new {
                let all = after.get(told).copied().unwrap_or_default();
                prop_assert!(*count <= all, "{name}: {told:?} is told {count} times, and is there {all} times");
                prop_assert!(
                    changed.contains(&told.1) || *count <= all - was(told).min(all),
                    "{name}: {told:?} is told in a note that did not change, and is not new"
                );
            }
        }
        let named = PATHS.iter().find(|path| vault.path(path).exists());
        if let Some(path) = named {
            let of_note = |run: &Run| told(run).into_iter().filter(|(told, _)| told.1 == *path).collect::<Vec<_>>();
            let one = run(&vault, &[path, "--format", "json"]);
            prop_assert_eq!(of_note(&whole), told(&one), "a named note");
            let piped = vault.run_with_input(&["--stdin-filename", path, "--format", "json"], &vault.read(path));
            prop_assert_eq!(of_note(&whole), told(&piped), "standard input");
        }
        before = after;
    }
    Ok(())
}

#[test]
fn hook_tells_what_the_whole_vault_did_not_have() {
    let histories = std::env::var("VAULTLINT_HISTORIES").ok().and_then(|count| count.parse().ok()).unwrap_or(HISTORIES);
    let config = Config { cases: histories, max_shrink_iters: 12, failure_persistence: None, ..Config::default() };
    let steps =
        (prop::sample::select(&CONFIGS[..]), prop::collection::vec(prop::collection::vec(step(), 1..4), ROUNDS));
    let mut runner = match std::env::var("VAULTLINT_HISTORIES") {
        Ok(_) => TestRunner::new(config),
        Err(_) => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    runner.run(&steps, |(config, steps)| check_history(config, &steps)).unwrap();
}
