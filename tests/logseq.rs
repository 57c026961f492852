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
    assert!(text.contains("10 rules left out (deprecated-key, duplicate-key, "), "{text}");
    assert!(text.contains("a Logseq graph (logseq/config.edn, no .obsidian)"), "{text}");
    let left_out = vault.run(&["--format", "json"]).json()["summary"]["left_out"].clone();
    assert_eq!(left_out[0]["rules"].as_array().unwrap().len(), 10);
    assert!(left_out[0]["reason"].as_str().unwrap().contains("Logseq"));
    let stdin = vault.run_with_input(&["--stdin-filename", "pages/K.md", "--format", "json"], NOTE);
    assert_eq!(stdin.findings(), ["pages/K.md:8 mojibake"]);
    assert_eq!(stdin.json()["summary"]["left_out"], left_out);
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
    assert_eq!(run.json()["summary"]["left_out"].as_array().unwrap().len(), 0);
}

#[test]
fn what_is_staged_in_a_graph_is_checked_alike() {
    if !support::has_git() {
        return;
    }
    let vault = graph();
    vault.git_ok(&["init", "-q", "-b", "main"]);
    vault.git_ok(&["add", "-A"]);
    let run = vault.run(&["--staged", "--format", "json"]);
    assert_eq!(run.findings(), ["pages/Kubernetes.md:8 mojibake"]);
}
