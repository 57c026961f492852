//! Any bytes at all, read as a note and repaired: what must hold for every input.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run mojibake` (with cargo-fuzz installed; the variable where there is no nightly).

#![no_main]

use libfuzzer_sys::fuzz_target;
use vaultlint::mojibake::{Confidence, Repair, find, find_entities, find_with_history, may_be_damaged};
use vaultlint::note::Note;
use vaultlint::text::Span;

fuzz_target!(|bytes: &[u8]| {
    let (older, newer) = bytes.split_at(bytes.len() / 3);
    let Ok(note) = Note::from_bytes("fuzz.md", newer.to_vec()) else { return };
    let text = note.text();
    let whole = [Span::new(0, text.len())];
    let found = find(text, &whole);
    assert!(found.is_empty() || may_be_damaged(text));
    are_sound(text, &whole, &found);
    let once = with(text, &found);
    let again = find(&once, &[Span::new(0, once.len())]);
    assert!(again.iter().all(|repair| repair.confidence == Confidence::Report), "{again:?}");
    are_sound(text, &note.prose(), &find(text, &note.prose()));
    are_sound(text, &whole, &find_entities(text, &whole));
    let older = String::from_utf8_lossy(older);
    are_sound(text, &whole, &find_with_history(text, &whole, &[&older]));
});

/// Sorted, disjoint, on character boundaries, within an area, and with a replacement unless it is only a report.
fn are_sound(text: &str, areas: &[Span], repairs: &[Repair]) {
    let mut end = 0;
    for repair in repairs {
        assert!(end <= repair.span.start && !repair.span.is_empty(), "{repairs:?}");
        assert!(text.get(repair.span.start..repair.span.end).is_some(), "{repair:?}");
        assert!(areas.iter().any(|area| area.contains(repair.span)), "{repair:?}");
        assert_eq!(repair.replacement.is_none(), repair.confidence == Confidence::Report, "{repair:?}");
        end = repair.span.end;
    }
}

fn with(text: &str, repairs: &[Repair]) -> String {
    let mut made = String::new();
    let mut copied = 0;
    for repair in repairs {
        let Some(replacement) = &repair.replacement else { continue };
        made.push_str(&text[copied..repair.span.start]);
        made.push_str(replacement);
        copied = repair.span.end;
    }
    made + &text[copied..]
}
