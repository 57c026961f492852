//! Letters that stand beside signs on purpose are never taken for damage, in notes with damage either.

#[path = "../benches/notation/mod.rs"]
mod notation;

use vaultlint::mojibake::{Confidence, find};
use vaultlint::text::Span;

/// A small part of what `cargo run --release --example make-notation -- FOLDER` writes.
const NOTES: usize = 500;
const SEEDS: u64 = 6;

#[test]
fn notation_is_no_damage() {
    let mut taken = Vec::new();
    for (at, note) in (1..=SEEDS).flat_map(|seed| notation::notes(seed).take(NOTES)).enumerate() {
        let text = note.text();
        for repair in find(&text, &[Span::new(0, text.len())]) {
            let line = text[..repair.span.start].matches('\n').count();
            if repair.confidence == Confidence::Certain && !note.damaged.contains(&line) {
                taken.push(format!("note {at}: {}: {:?}", note.lines[line], repair.replacement));
            }
        }
    }
    assert!(taken.is_empty(), "{}", taken.join("\n"));
}
