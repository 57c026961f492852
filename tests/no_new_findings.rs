//! No safe fix makes a finding that was not there before it.
//! `PROPTEST_CASES=5000 cargo test --test no_new_findings` looks longer.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::collections::BTreeMap;

use proptest::prelude::*;
use support::TestVault;

use vaultlint::config::{ConfigSources, ConfigText, RuleSelection, Settings};
use vaultlint::diagnostic::Applicability;
use vaultlint::engine::{FindingScope, FixOptions, check, check_note};
use vaultlint::note::Note;
use vaultlint::vault::{NoteFacts, VaultIndex};

fn settings() -> Settings {
    let read = |_: &str| None;
    let strict = ConfigText { path: ".vaultlint.yaml".to_owned(), text: "extends: [strict]\n".to_owned() };
    let sources = ConfigSources { config: Some(strict), names: None, read: &read };
    Settings::load(&sources, &RuleSelection::default(), jiff::civil::date(2026, 1, 15)).unwrap()
}

fn property() -> impl Strategy<Value = String> {
    let keys = prop::sample::select(vec![
        "tag",
        "tags",
        "Tags",
        "alias",
        "aliases",
        "cssclass",
        "cssclasses",
        "title",
        "type",
        "up",
        "Up",
        "date",
        "created",
        "last_contact",
        "attendees",
        "status",
        "due",
    ]);
    let values = prop::sample::select(vec![
        "",
        " null",
        " yes",
        " 5",
        " 2025-10-30",
        " 2025-1-3",
        " 2025-13-40",
        " a",
        " a, b",
        " #a",
        " '#a'",
        " \"#a b\"",
        " [a, b, a]",
        " [[a]]",
        " \"[[a]]\"",
        " [[a]] # why",
        " [[[a]], [[b]]]",
        " [[a, b]]",
        " @a",
        " a: b",
        " people",
        " meeting",
        " itâ€™s",
        " [MÃ¼nchen, '#MÃ¼nchen']",
        "\n- a\n- a",
        "\n- [[a]]\n- '#b'",
        "\n  - itâ€™s\n  - \"it’s\"",
        " - a",
    ]);
    (keys, values).prop_map(|(key, value)| format!("{key}:{value}\n"))
}

fn note() -> impl Strategy<Value = String> {
    let lines = prop::sample::select(vec![
        "# Ada",
        "## Recent Context",
        "- 2025-10-30: [[Call]] - one",
        "- 2025-10-30: [[Sources/Call.md|Call]] — two",
        "- 2025-11-01: [[Call]]",
        "## MenÃ¼",
        "[[#MenÃ¼]] and “[[#MenÃ¼]]”",
        "itâ€™s a cafÃ©",
        "#MÃ¼nchen a.mÃ¼ller@x.de",
        "",
    ]);
    let properties = prop::collection::vec(property(), 0..5);
    (properties, prop::collection::vec(lines, 0..8))
        .prop_map(|(properties, lines)| format!("---\n{}---\n{}\n", properties.concat(), lines.join("\n")))
}

/// How many findings each rule has in `note`.
fn findings(note: &Note, vault: &VaultIndex, settings: &Settings) -> BTreeMap<String, usize> {
    let mut findings = BTreeMap::new();
    for found in check(note, vault, settings).diagnostics {
        *findings.entry(found.rule.into_owned()).or_default() += 1;
    }
    findings
}

proptest! {
    #[test]
    fn a_safe_fix_makes_none(text in note()) {
        let settings = settings();
        let note = Note::new("People/Ada.md", text.as_str());
        // What an error hid is not new: properties that cannot be read, or are defined twice.
        prop_assume!(note.properties().is_some());
        let index = |note: &Note| VaultIndex::new(vec!["People/Ada.md".to_owned(), "Sources/Call.md".to_owned()])
            .with_facts([("People/Ada.md".to_owned(), NoteFacts::from_note(note))]);
        let before = findings(&note, &index(&note), &settings);
        prop_assume!(!before.contains_key("duplicate-key"));
        let fixing = Some(FixOptions { min_applicability: Applicability::Safe, finding_scope: FindingScope::All });
        let vault = index(&note);
        let settled = check_note(note, &vault, &settings, fixing);
        let after = findings(&settled.note, &index(&settled.note), &settings);
        // An alias that is read again may be what a link is after.
        for (rule, many) in after.iter().filter(|(rule, _)| *rule != "alias-as-target") {
            prop_assert!(
                before.get(rule).is_some_and(|before| before >= many),
                "{rule}: {before:?} became {after:?}\n{}\n{text}", settled.note.text()
            );
        }
    }
}

#[test]
fn in_the_example_vault_none_is_made() {
    let vault = TestVault::demo();
    let found = |args: &[&str]| {
        let run = vault.run(&[args, &["--format", "json"]].concat()).json();
        let mut found: BTreeMap<(String, String), usize> = BTreeMap::new();
        for finding in run["findings"].as_array().unwrap() {
            *found.entry((finding["path"].to_string(), finding["rule"].to_string())).or_default() += 1;
        }
        found
    };
    let before = found(&[]);
    vault.run(&["--fix"]);
    for (place, many) in found(&[]) {
        assert!(before.get(&place).is_some_and(|before| *before >= many), "{place:?}");
    }
}
