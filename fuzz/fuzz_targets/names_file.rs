//! Any text as the file of decisions about names: it is read or refused, and a decision that is recorded in it stands there
//! afterwards, beside all that was there.

#![no_main]

use libfuzzer_sys::fuzz_target;
use vaultlint::config::names_file::{Decision, recorded_conflicts, forget, record};
use vaultlint::names::{Decisions, DecisionsFile};

fuzz_target!(|text: &str| {
    let is_valid = recorded_conflicts(text).is_empty() && reads(text);
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
    let file: Result<DecisionsFile, _> = serde_yaml::from_str(text.trim_start_matches('\u{feff}'));
    file.is_ok_and(|file| Decisions::try_from(file).is_ok())
}
