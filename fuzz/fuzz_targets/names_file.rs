//! Any text as the file of decisions about names: it is read or refused, and a decision that is recorded in it stands there
//! afterwards, beside all that was there.

#![no_main]

use libfuzzer_sys::fuzz_target;
use vaultlint::config::names_file::{Decision, forget, record};
use vaultlint::config::{ConfigSources, ConfigText, RuleSelection, Settings};

fuzz_target!(|text: &str| {
    let is_valid = reads(text);
    let decision = Decision::Same {
        name: "Ada Byron".to_owned(),
        note: None,
        wrong: vec!["Ida Byron".to_owned()],
        also: vec!["A. Byron".to_owned()],
    };
    let distinct = Decision::Distinct(vec!["Ada Falk".to_owned(), "Ada Dahl".to_owned()]);
    for decision in [decision, distinct, Decision::Right("Bo Dahl".to_owned())] {
        let Ok(after) = record(text, &[decision]) else { continue };
        assert!(!is_valid || reads(&after), "{after:?}");
    }
    for form in ["Ada Byron", "Ida Byron", "Bo Dahl"] {
        let _ = forget(text, form);
    }
});

/// Whether `text` is a file of decisions that can all hold.
fn reads(text: &str) -> bool {
    let names = Some(ConfigText { path: ".vaultlint-names.yaml".to_owned(), text: text.to_owned() });
    let sources = ConfigSources { config: None, names, read: &|_| None };
    Settings::load(&sources, &RuleSelection::default(), jiff::civil::date(2026, 1, 15)).is_ok()
}
