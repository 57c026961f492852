//! The cache changes nothing but the time.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use proptest::prelude::*;
use support::{Run, TestVault};

const PATHS: [&str; 4] = ["People/Ada Bernhardsen.md", "Meetings/a.md", "Meetings/b.md", "c.md"];

/// Notes that are clean, damaged, rest on the vault's paths, and on what other notes say.
const TEXTS: [&str; 6] = [
    "---\ntype: people\ntitle: Ada Bernhardsen\n---\n# Ada Bernhardsen\n",
    "---\ntype: meeting\nattendees: [Ada Bernhardsen, Bo Falk]\n---\nClean.\n",
    "---\ntype: meeting\nattendees: [Ada Bernhartsen, Bo Falk]\n---\nSo said. (via Ada Bernhartsen)\n",
    "It wonâ€™t do: [[c]].\n",
    "```tasks\npath includes Meetings/b\n```\n",
    "<!-- vaultlint: allow mojibake -->\nNothing.\n",
];

/// Some differ in what the facts of notes depend on, and some only in what is made of them.
const CONFIGS: [&str; 6] = [
    "extends: [strict]\n",
    "extends: [people]\n",
    "extends: [people]\nrules: {broken-link: error}\n",
    "extends: [people]\ngenerated: {path: \"Meetings/**\"}\n",
    "extends: [strict]\ntemplates: [\"People/**\"]\n",
    "extends: [strict]\nexclude: [\"Meetings/b.md\"]\n",
];

/// What happens to the vault between two runs.
#[derive(Clone, Debug)]
enum Step {
    Write(usize, usize),
    Remove(usize),
    /// Written again as it was, with another time.
    Touch(usize),
    /// Written otherwise at the same length and the same time.
    Sly(usize),
    Rename(usize, usize),
    Configure(usize),
    Damage(u8),
}

fn step() -> impl Strategy<Value = Step> {
    let path = || 0..PATHS.len();
    prop_oneof![
        4 => (path(), 0..TEXTS.len()).prop_map(|(path, text)| Step::Write(path, text)),
        1 => path().prop_map(Step::Remove),
        1 => path().prop_map(Step::Touch),
        1 => path().prop_map(Step::Sly),
        1 => (path(), path()).prop_map(|(from, to)| Step::Rename(from, to)),
        1 => (0..CONFIGS.len()).prop_map(Step::Configure),
        1 => any::<u8>().prop_map(Step::Damage),
    ]
}

/// As of long ago.
fn long_ago(path: &Path, seconds: u64) {
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + seconds)).unwrap();
}

fn take(vault: &TestVault, step: &Step, at: usize) {
    let file = |path: usize| vault.path(PATHS[path]);
    match *step {
        Step::Write(path, text) => {
            vault.write(PATHS[path], TEXTS[text]);
            long_ago(&file(path), at as u64);
        }
        Step::Remove(path) => drop(fs::remove_file(file(path))),
        Step::Touch(path) if file(path).exists() => long_ago(&file(path), at as u64),
        Step::Sly(path) if file(path).exists() => {
            let old = fs::metadata(file(path)).unwrap().modified().unwrap();
            let text = fs::read_to_string(file(path)).unwrap();
            fs::write(file(path), text.replace('â', "ä").replace("dsen", "tsen")).unwrap();
            fs::File::options().write(true).open(file(path)).unwrap().set_modified(old).unwrap();
        }
        Step::Rename(from, to) if file(from).exists() => drop(fs::rename(file(from), file(to))),
        Step::Configure(config) => vault.write(".vaultlint.yaml", CONFIGS[config]),
        Step::Damage(seed) => {
            for file in cache_files(vault) {
                let mut bytes = fs::read(&file).unwrap();
                let place = usize::from(seed) * bytes.len() / 256;
                bytes[place] ^= 0x40;
                fs::write(&file, bytes).unwrap();
            }
        }
        Step::Touch(_) | Step::Sly(_) | Step::Rename(..) => {}
    }
}

fn cache_files(vault: &TestVault) -> Vec<PathBuf> {
    let folder = vault.path(".git/vaultlint/cache");
    fs::read_dir(folder).map(|files| files.map(|file| file.unwrap().path()).collect()).unwrap_or_default()
}

fn said(vault: &TestVault, more: &[&str]) -> (i32, String) {
    let args: Vec<&str> = ["--format", "json"].iter().chain(more).copied().collect();
    let run = Run::of(vault.command().args(&args).env("VAULTLINT_COARSEST", "20"));
    (run.code, run.stdout + &run.stderr)
}

fn vault() -> TestVault {
    let vault = TestVault::new(&[]);
    vault.git(&["init", "-q"]);
    vault
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn cached_run_reports_what_a_fresh_one_reports(steps in prop::collection::vec(step(), 2..8)) {
        let vault = vault();
        for (at, step) in steps.iter().enumerate() {
            take(&vault, step, at);
            let fresh = said(&vault, &["--no-cache"]);
            prop_assert_eq!(said(&vault, &[]), fresh.clone(), "after {:?}", step);
            prop_assert_eq!(said(&vault, &[]), fresh, "again after {:?}", step);
        }
    }
}

#[test]
fn what_a_corrupt_cache_forgot_of_a_changed_note_is_not_counted() {
    let vault = vault();
    let notes: Vec<String> = (0..9).map(|n| format!("n{n}.md")).collect();
    let write = |path: &str, text: String, seconds| {
        vault.write(path, text);
        long_ago(&vault.path(path), seconds);
    };
    vault.write(".vaultlint.yaml", "extends: [strict]\n");
    write("block.md", "---\naliases:\n  - one\n---\nText.\n".to_owned(), 0);
    for path in &notes {
        write(path, format!("---\naliases: [{path}]\n---\nText.\n"), 0);
    }
    said(&vault, &[]);
    let file = &cache_files(&vault)[0];
    let bytes = fs::read(file).unwrap();
    for path in &notes[1..] {
        write(path, format!("---\naliases: [{path}]\n---\nText and more.\n"), 1);
    }
    fs::remove_file(vault.path(&notes[0])).unwrap();
    let fresh = said(&vault, &["--no-cache"]);
    for place in (0..bytes.len()).step_by(16) {
        let mut corrupt = bytes.clone();
        corrupt[place] ^= 0x55;
        fs::write(file, corrupt).unwrap();
        assert_eq!(said(&vault, &[]), fresh, "byte {place}");
        assert_eq!(said(&vault, &[]), fresh, "byte {place}, again");
    }
}

#[test]
fn results_are_cached_unless_no_cache_is_given() {
    let vault = vault();
    vault.write("a.md", TEXTS[1]);
    said(&vault, &["--no-cache"]);
    assert_eq!(cache_files(&vault), Vec::<PathBuf>::new());
    said(&vault, &[]);
    let files = cache_files(&vault);
    assert_eq!(files.len(), 1);
    let before = fs::metadata(&files[0]).unwrap().modified().unwrap();
    long_ago(&vault.path("a.md"), 0);
    for _ in 0..6 {
        said(&vault, &["--select", "mojibake"]);
    }
    assert_eq!(cache_files(&vault).len(), 2, "one for each configuration");
    assert_eq!(fs::metadata(&files[0]).unwrap().modified().unwrap(), before, "the other run's is its own");
}

#[cfg(unix)]
#[test]
fn note_of_the_same_length_and_time_is_read_again() {
    let damaged = "It wonâ€™t do: or will it.\n";
    let clean = "q".repeat(damaged.len());
    let vault = vault();
    vault.write("a.md", clean);
    long_ago(&vault.path("a.md"), 0);
    for _ in 0..3 {
        assert_eq!(said(&vault, &[]).0, 0);
    }
    vault.write("a.md", damaged);
    long_ago(&vault.path("a.md"), 0);
    assert_eq!(said(&vault, &[]).0, 1);
}

#[test]
fn clean_note_takes_few_bytes_of_the_cache() {
    let vault = vault();
    let size = |notes: usize| {
        for note in 0..notes {
            vault.write(&format!("{note:04}.md"), format!("Nothing to tell, {note}.\n"));
        }
        said(&vault, &[]);
        fs::metadata(&cache_files(&vault)[0]).unwrap().len()
    };
    let (few, many) = (size(100), size(600));
    let each = (many - few) / 500;
    assert!(each <= 80, "{each} bytes a note");
}

#[test]
fn fixed_findings_are_not_cached() {
    let long: String = (0..2_000_u64).map(|line| format!("It wonâ€™t do, {}.\n", line * line * 7_919)).collect();
    let vault = TestVault::repository(&[("a.md", &long)]);
    long_ago(&vault.path("a.md"), 0);
    assert_eq!(vault.run(&["--diff", "-q"]).code, 1);
    let sizes: Vec<u64> = cache_files(&vault).iter().map(|kept| fs::metadata(kept).unwrap().len()).collect();
    assert!(sizes.len() == 1 && sizes[0] < 2_000, "neither text nor findings: {sizes:?}");
    assert_eq!(vault.run(&[]).stdout, vault.run(&["--no-cache"]).stdout);
}

#[test]
fn old_cache_folder_is_removed() {
    let vault = TestVault::repository(&[("a.md", "text\n")]);
    long_ago(&vault.path("a.md"), 0);
    fs::create_dir_all(vault.path(".git/vaultlint/kept")).unwrap();
    fs::write(vault.path(".git/vaultlint/kept/0123456789abcdef"), "old").unwrap();
    vault.run(&[]);
    assert_eq!(cache_files(&vault).len(), 1);
    assert!(!vault.path(".git/vaultlint/kept").exists());
}

#[test]
fn another_configuration_begins_with_the_known_facts() {
    let vault = vault();
    let notes: Vec<String> = (0..40).map(|n| format!("People/Person {n}.md")).collect();
    for (n, path) in notes.iter().enumerate() {
        vault.write(path, format!("---\ntype: people\naliases: [The one {n}]\n---\n[[Person {}]]\n", (n + 1) % 40));
        long_ago(&vault.path(path), 0);
    }
    let configured = |config: &str, path: &str| {
        vault.write(".vaultlint.yaml", config);
        let run = said(&vault, &[path]);
        assert_eq!(run, said(&vault, &["--no-cache", path]), "{config}");
        cache_files(&vault).len()
    };
    assert_eq!(configured("extends: [strict]\n", "."), 1);
    assert_eq!(configured("extends: [strict]\nrules: {broken-link: info}\n", &notes[3]), 2);
    let sizes = cache_files(&vault).iter().map(|file| fs::metadata(file).unwrap().len()).collect::<Vec<_>>();
    assert!(sizes.iter().all(|size| *size > 1_000), "each knows all notes: {sizes:?}");
    fs::remove_file(vault.path(&notes[4])).unwrap();
    assert_eq!(configured("extends: [strict]\nrules: {broken-link: error}\n", &notes[3]), 3);
}

#[test]
fn many_configurations_of_one_vault_leave_the_index_of_another() {
    let repository = TestVault::repository(&[
        ("one/.vaultlint.yaml", "extends: [people]\n"),
        ("one/a.md", "text\n"),
        ("two/.vaultlint.yaml", "extends: [people]\n"),
        ("two/b.md", "text\n"),
    ]);
    repository.run(&["--vault", "two"]);
    let index = cache_files(&repository);
    assert_eq!(index.len(), 1);
    for rule in vaultlint::rules::pages().iter().take(30) {
        repository.run(&["--select", &rule.name, "--vault", "one"]);
    }
    let files = cache_files(&repository);
    assert!(files.contains(&index[0]), "{files:?}");
    assert_eq!(files.len(), 17, "{files:?}");
}
