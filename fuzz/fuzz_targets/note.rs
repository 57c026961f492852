//! Any bytes as a note: every rule looks at it, every fix is applied, and a second run changes nothing.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use vaultlint::config::{RuleSelection, Settings, ConfigSources, ConfigText};
use vaultlint::diagnostic::Applicability;
use vaultlint::engine::{FindingScope, FixOptions, check_note};
use vaultlint::note::Note;
use vaultlint::vault::VaultIndex;

static SETTINGS: LazyLock<Settings> = LazyLock::new(|| {
    let read = |_: &str| None;
    let text = "extends: [strict]\n".to_owned();
    let config = ConfigText { path: ".vaultlint.yaml".to_owned(), text };
    let sources = ConfigSources { config: Some(config), names: None, read: &read };
    Settings::load(&sources, &RuleSelection::default(), jiff::civil::date(2026, 1, 15)).expect("the pack is one")
});

fuzz_target!(|bytes: &[u8]| {
    let Ok(note) = Note::from_bytes("People/Ada Byron.md", bytes.to_vec()) else { return };
    let vault = VaultIndex::new(vec!["People/Ada Byron.md".to_owned(), "Call.md".to_owned()]);
    for min_applicability in [Applicability::Safe, Applicability::Unsafe] {
        let fixing = Some(FixOptions { min_applicability, finding_scope: FindingScope::All });
        let once = check_note(note.with_text(note.text()), &vault, &SETTINGS, fixing);
        assert!(once.bugs.is_empty(), "{:?}", once.bugs);
        let twice = check_note(note.with_text(once.note.text()), &vault, &SETTINGS, fixing);
        assert_eq!(twice.note.text(), once.note.text());
    }
});
