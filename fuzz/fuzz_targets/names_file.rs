//! Any text as the file of decisions about names: it is read or refused, and a decision that is recorded in it stands there
//! afterwards, beside all that was there.

#![no_main]

use libfuzzer_sys::fuzz_target;
use vaultlint::config::names_file::{Decision, contradictions, forget, record};
use vaultlint::names::{Decisions, DecisionsFile};

fuzz_target!(|text: &str| {
    let _ = contradictions(text);
    let decision = Decision::Same {
        name: "Ada Byron".to_owned(),
        note: None,
        wrong: vec!["Ida Byron".to_owned()],
        also: vec!["A. Byron".to_owned()],
    };
    let distinct = Decision::Distinct(vec!["Ada Falk".to_owned(), "Ada Dahl".to_owned()]);
    for decision in [decision, distinct, Decision::Right("Bo Dahl".to_owned())] {
        let Ok(after) = record(text, &[decision]) else { continue };
        let read: DecisionsFile = serde_yaml::from_str(after.trim_start_matches('\u{feff}')).expect("it can be read again");
        assert!(Decisions::try_from(read).is_ok(), "{after:?}");
    }
    for form in ["Ada Byron", "Ida Byron", "Bo Dahl"] {
        let _ = forget(text, form);
    }
});
