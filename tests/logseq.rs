//! In a graph of Logseq the rules about Obsidian's properties are off, and the run says so.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::fs;

use support::TestVault;

const NOTE: &str = "---\nalias: k8s\ntags: [[infra]]\nalias: k8s\n---\n\n- See [[k8s]]\n- itâ€™s here\n";

/// A graph of Logseq with one page.
fn graph() -> TestVault {
    let vault = TestVault::new(&[("pages/Kubernetes.md", NOTE), ("logseq/config.edn", "{}\n")]);
    fs::remove_dir(vault.path(".obsidian")).unwrap();
    vault
}

#[test]
fn properties_of_logseq_stay_and_the_rest_is_checked() {
    let vault = graph();
    assert_eq!(vault.run(&["--format", "json"]).findings(), ["pages/Kubernetes.md:8 mojibake"]);
    assert_eq!(vault.run(&["--fix"]).code, 0);
    assert_eq!(vault.read("pages/Kubernetes.md"), NOTE.replace("itâ€™s", "it’s"));
}

#[test]
fn the_run_says_which_rules_are_off_and_why() {
    let vault = graph();
    let text = vault.run(&[]).stdout;
    assert!(text.contains("10 rules skipped (deprecated-key, duplicate-key, "), "{text}");
    assert!(text.contains("a Logseq graph (logseq/config.edn, no .obsidian)"), "{text}");
    let not_run = |run: &support::Run| {
        let rules = run.json()["summary"]["rules_not_run"].as_array().unwrap().clone();
        let of_app = rules.iter().filter(|entry| entry["reason"].as_str().unwrap().contains("Logseq"));
        of_app.map(|entry| entry["rule"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let left_out = not_run(&vault.run(&["--format", "json"]));
    assert_eq!((left_out.len(), left_out[0].as_str()), (10, "deprecated-key"));
    let sarif = vault.run(&["--format", "sarif"]).stdout;
    assert!(sarif.contains("`deprecated-key` was not run: a Logseq graph"), "{sarif}");
    let stdin = vault.run_with_input(&["--stdin-filename", "pages/K.md", "--format", "json"], NOTE);
    assert_eq!(stdin.findings(), ["pages/K.md:8 mojibake"]);
    assert_eq!(not_run(&stdin), left_out);
}

#[test]
fn a_rule_that_is_named_runs() {
    let vault = graph();
    let found = vault.run(&["--select", "deprecated-key", "--format", "json"]);
    assert_eq!(found.findings(), ["pages/Kubernetes.md:4 deprecated-key"]);
    vault.write(".vaultlint.yaml", "extends: [strict]\nrules: {deprecated-key: warning}\n");
    let found = vault.run(&["--format", "json"]).findings();
    assert!(found.contains(&"pages/Kubernetes.md:4 deprecated-key".to_owned()), "{found:?}");
    assert!(!found.iter().any(|finding| finding.contains("unquoted-link")), "{found:?}");
}

#[test]
fn a_graph_that_obsidian_opens_too_is_obsidians() {
    let vault = graph();
    fs::create_dir(vault.path(".obsidian")).unwrap();
    let run = vault.run(&["--format", "json"]);
    assert!(run.findings().iter().any(|finding| finding.ends_with("unquoted-link")), "{run:?}");
    assert_eq!(run.json()["summary"]["rules_not_run"], serde_json::json!([]));
}

#[test]
fn what_is_staged_in_a_graph_is_checked_alike() {
    let vault = graph();
    vault.git_ok(&["init", "-q", "-b", "main"]);
    vault.git_ok(&["add", "-A"]);
    let run = vault.run(&["--staged", "--format", "json"]);
    assert_eq!(run.findings(), ["pages/Kubernetes.md:8 mojibake"]);
}
