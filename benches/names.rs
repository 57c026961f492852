//! Measures the comparison of 50,000 distinct names with each other, and of 20 names with all of them, against
//! Jaro-Winkler on a part of the pairs; and of a vault, which names few people often.
//!
//! `cargo bench --bench names`. Prints medians of five runs on the machine at hand; `RAYON_NUM_THREADS=1` for one core, and
//! the argument `vault` for the vault only.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};

use rapidfuzz::distance::jaro_winkler;
use vaultlint::names::training;
use vaultlint::names::{Decisions, Logit, NameLinks, NameLookup, NameSource, Occurrence, People};

const NAMES: usize = 50_000;
const RUNS: usize = 5;
/// The names of a vault, and their occurrences.
const VAULT_NAMES: usize = 1_500;
const VAULT_OCCURRENCES: usize = 60_000;
/// The number of participants of a note.
const PARTICIPANTS: usize = 5;
/// The number of names that are looked up one by one.
const ASKED: usize = 20;
/// The number of names that Jaro-Winkler compares with all others; all of them would take minutes.
const PART: usize = 200;

fn main() {
    let names = names();
    let in_vault = median(|| vault_people(&names));
    println!("a vault of {VAULT_NAMES} names and {VAULT_OCCURRENCES} occurrences: {in_vault:.2?}");
    if std::env::args().any(|argument| argument == "vault") {
        return;
    }
    let decisions = Decisions::default();
    let shown = HashMap::new();
    let mut people = 0;
    let ours = median(|| {
        let occurrences = names.iter().enumerate().map(|(note, form)| Occurrence {
            form,
            note: u32::try_from(note).expect("fewer than u32 has"),
            source: NameSource::Attendee,
            is_human_written: true,
            list: None,
            email: None,
        });
        people = People::new(occurrences, NameLinks { shown: &shown, notes: &[] }, &decisions).clusters.len();
    });
    let known = NameLookup::new(names.iter().map(String::as_str));
    let asked: Vec<&String> = names.iter().step_by(NAMES / ASKED).collect();
    let mut near = 0;
    let one_by_one = median(|| {
        near = asked.iter().map(|form| known.candidates(form, Logit(0)).map_or(0, |near| near.len())).sum();
    });
    let mut close = 0;
    let part = median(|| {
        close = 0;
        for one in &names[..PART] {
            let scorer = jaro_winkler::BatchComparator::new(one.chars());
            close += names.iter().filter(|other| scorer.similarity(other.chars()) > 0.9).count();
        }
    });
    let all = part * u32::try_from(NAMES / PART / 2).expect("a few");
    println!("{NAMES} names, all pairs: {ours:.2?} ({people} people with several forms)");
    println!("{ASKED} names against {NAMES}: {one_by_one:.2?} ({near} close ones)");
    println!("Jaro-Winkler, all pairs, from {PART} names: {all:.2?} ({close} close ones among these)");
}

/// Returns the median time of a few runs.
fn median(mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let began = Instant::now();
            run();
            began.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[RUNS / 2]
}

/// Clusters the names of a vault: every tenth name has a people note, half of the occurrences are participants, and the rest
/// are mentions.
fn vault_people(names: &[String]) {
    let shown = HashMap::new();
    let names: Vec<&String> = names.iter().step_by(names.len() / VAULT_NAMES).collect();
    let number = |at: usize| u32::try_from(at).expect("fewer than u32 has");
    let occurrences = (0..VAULT_OCCURRENCES).map(|at| {
        // A few names are frequent.
        let spread = at * 7919 % (names.len() * names.len());
        let name = (spread / names.len()).min(spread % names.len());
        let note = at / (2 * PARTICIPANTS);
        let is_listed = (at / PARTICIPANTS).is_multiple_of(2);
        let source = match () {
            () if at < names.len() / 10 => NameSource::OwnNote,
            () if is_listed => NameSource::Attendee,
            () => NameSource::Prose,
        };
        Occurrence {
            form: names[if at < names.len() { at } else { name }],
            note: number(note),
            source,
            is_human_written: at.is_multiple_of(3),
            list: (source == NameSource::Attendee).then(|| number(note)),
            email: None,
        }
    });
    let links: Vec<(u32, u32)> = (0..5 * number(names.len() / 10)).map(|at| (at / 50, at * 13 % 6_000)).collect();
    let people = People::new(occurrences, NameLinks { shown: &shown, notes: &links }, &Decisions::default());
    assert!(people.clusters.len() < VAULT_NAMES, "fewer people than names");
}

/// Returns distinct names made from the tables of names.
fn names() -> Vec<String> {
    let [given, surnames] = training::names();
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    let mut names = BTreeSet::new();
    let mut at = 0_usize;
    while names.len() < NAMES {
        at += 1;
        let (given, surname) = (given[at * 7919 % 4_000].0, surnames[at * 104_729 % surnames.len()].0);
        names.insert(format!("{} {}", capital(given), capital(surname)));
    }
    names.into_iter().collect()
}
