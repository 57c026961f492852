//! What a check of a clean note costs, counted in allocations: the same on every machine, unlike time.

use vaultlint::config::{ConfigSources, RuleSelection, Settings};
use vaultlint::engine::check;
use vaultlint::note::Note;
use vaultlint::vault::{NoteFacts, PackedFacts, VaultIndex};

const MEETING: &str =
    "---\ntype: meeting\ndate: 2025-10-24\nattendees:\n  - Ada Byron\n  - Bo Falk\n---\n# The lab move\n\n";

/// A clean note of some 4.4 kB, as the generator for benchmarks makes them.
fn note() -> String {
    let entry = |at: usize| {
        let (month, day) = (1 + at / 28, 1 + at % 28);
        format!(
            "- 2025-{month:02}-{day:02}: [[The lab move {at}]] - It isn’t clear who signs off, said Ada. (via Bo Falk)\n"
        )
    };
    (0..50).rev().map(entry).fold(MEETING.to_owned(), |note, entry| note + &entry)
}

fn settings() -> Settings {
    let sources = ConfigSources { config: None, names: None, read: &|_| None };
    Settings::load(&sources, &RuleSelection::default(), jiff::civil::date(2025, 12, 1)).expect("the default pack loads")
}

/// Counts the allocations of the second of two runs: the first makes what is made once.
fn counted<T>(mut work: impl FnMut() -> T) -> u64 {
    work();
    allocation_counter::measure(|| drop(work())).count_total
}

#[test]
fn a_clean_note_is_checked_with_few_allocations() {
    let (settings, vault, text) = (settings(), VaultIndex::new(vec!["The lab move.md".to_owned()]), note());
    let checked = counted(|| {
        let found = check(&Note::new("Meetings/a.md", text.as_str()), &vault, &settings);
        assert!(found.diagnostics.is_empty(), "{:?}", found.diagnostics);
    });
    assert!(checked <= CHECK, "{checked} allocations to check a clean note, of {CHECK}");
}

#[test]
fn plain_text_is_checked_with_fewer() {
    let (settings, vault) = (settings(), VaultIndex::default());
    let text = "Nothing but words in a line of an ordinary length, with a full stop.\n".repeat(64);
    let checked = counted(|| check(&Note::new("a.md", text.as_str()), &vault, &settings).diagnostics.len());
    assert!(checked <= PLAIN, "{checked} allocations to check plain text, of {PLAIN}");
}

#[test]
fn what_a_note_tells_is_read_with_few_allocations() {
    let text = note();
    let note = Note::new("Meetings/a.md", text.as_str());
    let told = counted(|| NoteFacts::from_note(&note));
    assert!(told <= FACTS, "{told} allocations to read what a note tells, of {FACTS}");
}

#[test]
fn what_a_note_tells_is_held_in_few_bytes() {
    let text = note();
    let facts = NoteFacts::from_note(&Note::new("Meetings/a.md", text.as_str()));
    let (length, held) = (text.len(), PackedFacts::from(facts).bytes().len());
    assert!(held <= HELD, "{held} bytes to hold what a note of {length} tells, of {HELD}");
}

/// The bounds: what was counted when they were set, and a tenth more.
const CHECK: u64 = 960;
const PLAIN: u64 = 8;
const FACTS: u64 = 790;
const HELD: usize = 1_270;
