//! Any text as a config, and as a file that it extends: it is used or refused with an error, and a note is checked with it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use vaultlint::config::{RuleSelection, Settings, ConfigSources, ConfigText};
use vaultlint::engine::check_note;
use vaultlint::note::Note;
use vaultlint::vault::VaultIndex;

const NOTE: &str = "---\ntype: person\ntags: [a, \"#b\"]\ndate: 2025-1-2\n---\n# Ada\n- 2025-01-02: [[Call]] - spoke\n";

fuzz_target!(|text: &str| {
    let (own, under) = text.split_once("\n...\n").unwrap_or((text, ""));
    let read = |_: &str| Some(under.to_owned());
    let config = ConfigText { path: ".vaultlint.yaml".to_owned(), text: own.to_owned() };
    let sources = ConfigSources { config: Some(config), names: None, read: &read };
    match Settings::load(&sources, &RuleSelection::default(), jiff::civil::date(2026, 1, 15)) {
        Ok(settings) => {
            let settled = check_note(Note::new("a.md", NOTE), &VaultIndex::default(), &settings, None);
            assert!(settled.bugs.is_empty(), "{:?}", settled.bugs);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
