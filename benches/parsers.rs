//! Measures how fast a note is parsed and checked, step by step, in MB/s on one core, against `str::from_utf8` in the
//! same run.
//!
//! `cargo bench --bench parsers`. Processes the notes of the example vault repeatedly; prints medians of several
//! alternating rounds. Each step is timed with its prerequisites: the body needs the frontmatter, a check needs both.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use vaultlint::config::{ConfigSources, RuleSelection, Settings};
use vaultlint::engine::check;
use vaultlint::note::Note;
use vaultlint::vault::{NoteFacts, VaultIndex};

const ROUNDS: usize = 15;
/// The number of bytes that are parsed in each round.
const BYTES: usize = 8_000_000;

type Step<'a> = (&'a str, Box<dyn Fn(&str, &str) -> usize + 'a>);

fn main() {
    let mut notes = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vaults/demo"), "", &mut notes);
    let index = VaultIndex::new(notes.iter().map(|(path, _)| path.clone()).collect()).with_facts::<NoteFacts>([]);
    let sources = ConfigSources { config: None, names: None, read: &|_| None };
    let settings = Settings::load(&sources, &RuleSelection::default(), jiff::civil::date(2025, 12, 1));
    let settings = settings.expect("the default pack loads");
    let note = |path: &str, text: &str| Note::new(path, text);
    let steps: Vec<Step<'_>> = vec![
        ("str::from_utf8", Box::new(|_, text| std::str::from_utf8(black_box(text.as_bytes())).map_or(0, str::len))),
        ("lines", Box::new(|path, text| note(path, text).lines().len())),
        ("frontmatter", Box::new(|path, text| usize::from(note(path, text).properties().is_some()))),
        ("body", Box::new(|path, text| note(path, text).body().links.len())),
        ("entries", Box::new(|path, text| note(path, text).entries().len())),
        ("facts", Box::new(|path, text| NoteFacts::from_note(&note(path, text)).mentions.len())),
        ("check", Box::new(|path, text| check(&note(path, text), &index, &settings).diagnostics.len())),
    ];
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); steps.len()];
    let size: usize = notes.iter().map(|(_, text)| text.len()).sum();
    let times_over = BYTES.div_ceil(size);
    for _ in 0..ROUNDS {
        for ((_, step), times) in steps.iter().zip(&mut times) {
            let began = Instant::now();
            for (path, text) in (0..times_over).flat_map(|_| &notes) {
                black_box(step(path, text));
            }
            times.push(began.elapsed());
        }
    }
    let median = |times: &mut Vec<Duration>| {
        times.sort_unstable();
        times[ROUNDS / 2].as_secs_f64()
    };
    let seconds: Vec<f64> = times.iter_mut().map(median).collect();
    for ((name, _), step) in steps.iter().zip(&seconds) {
        let rate = (size * times_over) as f64 / step / 1e6;
        println!("{name:>16}  {rate:9.0} MB/s  {:7.1} times as long as the first", step / seconds[0]);
    }
}

/// Collects the notes below `folder`, with their paths relative to the root of the vault.
fn collect(folder: &Path, inside: &str, notes: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("the example vault is there").flatten() {
        let path = format!("{inside}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), notes);
        } else if path.ends_with(".md") {
            notes.extend(fs::read_to_string(entry.path()).map(|text| (path, text)));
        }
    }
}
