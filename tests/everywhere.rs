//! A spelling that looks like a known person's is asked about in every way of running, in a vault of 10,000 notes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::fmt::Write as _;

use support::{Run, TestVault};

const NOTES: usize = 10_000;
const NOTE: &str = "Meetings/New.md";

/// A vault with a person who is in many meetings, in a repository.
fn vault() -> TestVault {
    let vault = TestVault::new(&[]);
    vault.write("People/Andy Pernsteiner.md", "---\ntype: people\n---\n# Andy Pernsteiner\n");
    for at in 1..NOTES {
        let who = if at % 500 == 0 { "Andy Pernsteiner, Ada Byron" } else { "Bo Falk, Cy Dahl" };
        vault.write(&format!("Meetings/{at}.md"), format!("---\ntype: meeting\nattendees: [{who}]\n---\nMet {at}.\n"));
    }
    vault.git_ok(&["init", "-q", "-b", "main"]);
    vault.git_ok(&["add", "-A"]);
    vault.git_ok(&["commit", "-q", "-m", "all"]);
    vault
}

/// Returns the findings of the rule in the note, each with its two names.
fn asked(run: &Run) -> Vec<(String, String)> {
    let report = run.json();
    let found = report["findings"].as_array().unwrap().iter();
    let found = found.filter(|found| found["rule"] == "name-variant" && found["path"] == NOTE && found["new"] == true);
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    found.map(|found| (text(&found["evidence"]["known"]), text(&found["evidence"]["variant"]))).collect()
}

/// Runs the program over the note in every way. Returns the ways in which it asks.
fn ways(vault: &TestVault, text: &str) -> Vec<&'static str> {
    vault.write(NOTE, text);
    vault.git_ok(&["add", "-A"]);
    let json = |args: &[&str]| vault.run(&[args, &["--format", "json"]].concat());
    let staged = json(&["--staged"]);
    vault.git_ok(&["commit", "-q", "-m", "one more"]);
    let runs = [
        ("staged", staged),
        ("range", json(&["--range", "HEAD~1..HEAD"])),
        ("since", json(&["--since", "HEAD~1"])),
        ("note", json(&[NOTE])),
        ("folder", json(&["Meetings"])),
        ("whole", json(&[])),
        ("input", vault.run_with_input(&["--stdin-filename", NOTE, "--format", "json"], text)),
    ];
    let expected = ("Andy Pernsteiner".to_owned(), "Andy Perlsteiner".to_owned());
    let asks = |run: &Run| match &asked(run)[..] {
        [] => false,
        [one] => {
            assert_eq!(*one, expected);
            true
        }
        more => panic!("{more:?}"),
    };
    let found: Vec<&str> = runs.iter().filter(|(_, run)| asks(run)).map(|(way, _)| *way).collect();
    vault.git_ok(&["reset", "-q", "--hard", "HEAD~1"]);
    found
}

#[test]
fn a_known_name_is_known_in_every_way_of_running() {
    const ALL: [&str; 7] = ["staged", "range", "since", "note", "folder", "whole", "input"];
    let vault = vault();
    assert_eq!(vault.run(&["-q"]).code, 0);
    let mut missed = String::new();
    for (place, text) in [
        ("property", "---\ntype: meeting\nattendees: [Andy Perlsteiner, Ada Byron]\n---\nMet.\n"),
        ("link", "Met [[Andy Perlsteiner]] and [[Ada Byron]].\n"),
        ("label", "---\nattendees: [Ada Byron]\n---\n**Andy Perlsteiner**: Well.\n"),
        ("text", "---\ntype: meeting\nattendees: [Ada Byron]\n---\nWe met Andy Perlsteiner at the harbour.\n"),
    ] {
        let found = ways(&vault, text);
        if found != ALL {
            writeln!(missed, "{place}: only {found:?}").unwrap();
        }
    }
    assert_eq!(missed, "");
    let text = "---\ntype: meeting\nattendees: [Andy Perlsteiner, Ada Byron]\n---\nMet.\n";
    let decide = |list: &str| {
        vault.write(".vaultlint-names.yaml", list);
        vault.git_ok(&["add", "-A"]);
        vault.git_ok(&["commit", "-q", "-m", "decided"]);
    };
    decide("distinct:\n- [Andy Pernsteiner, Andy Perlsteiner]\n");
    assert_eq!(ways(&vault, text), [""; 0], "they are two people");
    decide("later:\n- [Andy Pernsteiner, Andy Perlsteiner]\n");
    assert_eq!(ways(&vault, text), [""; 0], "it is decided later");
    decide("people:\n- name: Andy Pernsteiner\n  also: [Andy Perlsteiner]\n");
    assert_eq!(ways(&vault, text), [""; 0], "both are right");
}
