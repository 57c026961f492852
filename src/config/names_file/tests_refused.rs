//! Decisions and files that are rejected, with their messages.

use super::tests::{check, distinct, record_one, recorded_conflicts, right, same, scoped, wrong};
use super::*;

#[track_caller]
fn error(text: &str, decision: &Decision) -> String {
    record_one(text, decision).unwrap_err().to_string()
}

#[test]
fn a_contradicting_decision_is_rejected_with_both_locations() {
    let text = "people:\n  - {name: A, also: [a], wrong: [b]}\nok: [c]\ndistinct:\n  - [A, d]\n";
    let last = "; if the new one is right, remove the recorded one from the file first";
    for (decision, expected) in [
        (right("b"), "`b` is recorded as wrong for `A` and as right: line 2 and the new decision"),
        (wrong("B", "b"), "`b` is recorded as wrong for both `A` and `B`: line 2 and the new decision"),
        (wrong("B", "c"), "`c` is recorded as wrong for `B` and as right: the new decision and line 3"),
        (wrong("A", "c"), "`c` is recorded as wrong for `A` and as right: the new decision for line 2 and line 3"),
        (wrong("B", "a"), "`a` is recorded as wrong for `B` and as right: the new decision and line 2"),
        (wrong("B", "A"), "`A` is recorded as wrong for `B` and as right: the new decision and line 2"),
        (wrong("b", "A"), "`b` is recorded as wrong for `A`, and `A` as wrong for `b`: line 2 and the new decision"),
        (same("b", None, &[], &[]), "`b` is recorded as wrong for `A` and as right: line 2 and the new decision"),
        (same("X", None, &[], &["b"]), "`b` is recorded as wrong for `A` and as right: line 2 and the new decision"),
        (
            distinct(&["a", "b"]),
            "`a` and `b` are recorded as different people and as one person, `A`: the new decision and line 2",
        ),
        (
            wrong("A", "d"),
            "`A` and `d` are recorded as different people and as one person, `A`: line 5 and the new decision for line 2",
        ),
        (scoped("x", "b", "*"), "`b` is recorded as wrong for `A` and as right: line 2 and the new decision"),
        (same("X", None, &["y"], &["y"]), "`y` is recorded as wrong for `X` and as right: the new decision"),
    ] {
        assert_eq!(error(text, &decision), format!("{expected}{last}"));
    }
    assert!(record_one(text, &wrong("X", "y")).is_ok());
    let faulty = "people:\n  - {name: A, wrong: [b]}\nok: [b]\n";
    assert!(record_one(faulty, &right("c")).is_ok(), "the existing conflict is unrelated");
    check(faulty, &right("b"), faulty);
    let turned = forget(&forget(text, "b").unwrap(), "A").unwrap();
    assert!(record_one(&turned, &wrong("b", "A")).is_ok(), "a forgotten form can be decided again");
}

#[test]
fn a_note_is_not_replaced() {
    let text = "\n\npeople:\n  - name: A\n    note: Old.md\n";
    check(text, &same("A", Some("Old.md"), &[], &[]), text);
    assert_eq!(
        error(text, &same("A", Some("New.md"), &[], &[])),
        "`A` is recorded with the note `Old.md` on line 5; if `New.md` is right, change it there"
    );
}

#[test]
fn an_empty_decision_is_rejected() {
    assert_eq!(error("", &right(" ")), "a name is empty");
    assert_eq!(error("", &same("A", None, &[""], &[])), "a name is empty");
    assert_eq!(error("", &distinct(&["A", "A"])), "two different names are needed to tell people apart");
    assert_eq!(error("", &distinct(&[])), "two different names are needed to tell people apart");
    assert!(error("", &scoped("a", "b", "[")).starts_with("`[` is not a valid glob: "));
}

#[test]
fn an_invalid_file_is_left_untouched() {
    for (text, expected) in [
        ("people: [\n", ".vaultlint-names.yaml:1:9: "),
        ("poeple: []\n", ".vaultlint-names.yaml:1:1: unknown key `poeple`; did you mean `people`?"),
        ("people:\n  - {name: A, wrng: [b]}\n", ".vaultlint-names.yaml:2:15: unknown key `wrng`"),
        ("ok: [a]\nok: [b]\n", ".vaultlint-names.yaml:"),
        ("ok: &a [a]\n", ".vaultlint-names.yaml:1:8: anchors"),
        ("ok: a\n", ".vaultlint-names.yaml:1:5: "),
    ] {
        let message = error(text, &right("x"));
        assert!(message.starts_with(expected), "{message}");
        assert_eq!(forget(text, "x").unwrap_err().to_string(), message);
        assert_eq!(recorded_conflicts(text), []);
    }
}

#[test]
fn conflicts_in_a_file_have_two_locations() {
    let text = "\u{feff}people:\n  - name: A\n    wrong: [b]\n  - {name: B, wrong: [b]}\nok: [b, '']\n";
    let found: Vec<_> = recorded_conflicts(text)
        .into_iter()
        .map(|found| (found.message, found.first.slice(text).to_owned(), found.second.start))
        .collect();
    let message = |message: &str| message.to_owned();
    assert_eq!(
        found,
        [
            (message("an empty name is recorded: line 5"), message("''"), text.find("''").unwrap()),
            (
                message("`b` is recorded as wrong for `A` and as right: lines 3 and 5"),
                message("b"),
                text.find("[b, ").unwrap() + 1
            ),
            (
                message("`b` is recorded as wrong for `B` and as right: lines 4 and 5"),
                message("b"),
                text.find("[b, ").unwrap() + 1
            ),
            (
                message("`b` is recorded as wrong for both `A` and `B`: lines 3 and 4"),
                message("b"),
                text.rfind("b]").unwrap()
            ),
        ]
    );
}

#[test]
fn a_file_with_conflicts_is_rejected_at_their_location() {
    let load = |text: &str| {
        let names = Some(ConfigText { path: NAMES_FILE.to_owned(), text: text.to_owned() });
        let sources = crate::config::ConfigSources { config: None, names, read: &|_| None };
        sources.decisions().map(drop).map_err(|error| error.to_string())
    };
    assert_eq!(
        load("people:\n  - {name: A, wrong: [b]}\n  - {name: b, wrong: [A]}\n").unwrap_err().lines().next(),
        Some(
            ".vaultlint-names.yaml:2:23: `b` is recorded as wrong for `A`, and `A` as wrong for `b`: lines 2 and 3; \
             keep the right one, and delete the other"
        )
    );
    assert!(load("ok: [a]\ndistinct:\n  - [a, b]\nscoped:\n  - {wrong: a, name: b, in: x}\n").is_ok());
    assert!(load("ok: [a, ' ']\n").unwrap_err().starts_with(".vaultlint-names.yaml:1:9: an empty name"));
}
