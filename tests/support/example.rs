//! Runs rules over an example of a rule page, in the vault that the example describes.

use std::collections::HashMap;

use vaultlint::config::{ConfigSources, ConfigText, RuleSelection, Settings};
use vaultlint::diagnostic::Applicability;
use vaultlint::engine::{FindingScope, NoteSource, Outcome, RunOptions, Unreadable, run};
use vaultlint::rule::PageExample;
use vaultlint::vault::{History, HistorySource};

/// The files of an example.
pub(crate) struct ExampleNotes {
    texts: HashMap<String, Vec<u8>>,
    previous: Option<Vec<u8>>,
}

impl ExampleNotes {
    /// The files of `example`, whose note has the bytes `bytes` now and had `previous` before.
    pub(crate) fn new(example: &PageExample, bytes: &[u8], previous: Option<Vec<u8>>) -> Self {
        let mut texts: HashMap<_, _> =
            example.files.iter().map(|file| (file.path.clone(), file.bytes.clone())).collect();
        texts.insert(example.note.path.clone(), bytes.to_vec());
        Self { texts, previous }
    }

    pub(crate) fn files(&self) -> Vec<String> {
        self.texts.keys().cloned().collect()
    }

    pub(crate) fn notes(&self) -> Vec<String> {
        self.texts.keys().filter(|path| path.ends_with(".md")).cloned().collect()
    }
}

impl NoteSource for ExampleNotes {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        self.texts.get(path).cloned().ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound).into())
    }

    fn bases(&self, _: &str) -> Option<Vec<Vec<u8>>> {
        self.previous.clone().map(|text| vec![text])
    }
}

/// The settings of `example`, with the rules `select`; with all if it is empty.
pub(crate) fn settings(example: &PageExample, select: Vec<String>) -> Settings {
    let text_file = |path: &str, text: &str| ConfigText { path: path.to_owned(), text: text.to_owned() };
    let read = |path: &str| {
        let file = example.files.iter().find(|file| file.path == path)?;
        String::from_utf8(file.bytes.clone()).ok()
    };
    let sources = ConfigSources {
        config: example.config.as_deref().map(|text| text_file(".vaultlint.yaml", text)),
        names: example.names.as_deref().map(|text| text_file(".vaultlint-names.yaml", text)),
        read: &read,
    };
    let selection = RuleSelection { select, ignore: Vec::new() };
    let today = jiff::civil::date(2026, 1, 15);
    Settings::load(&sources, &selection, today).unwrap_or_else(|error| panic!("{error}"))
}

/// What Git knows about the files of `example`.
pub(crate) fn history(example: &PageExample) -> HistorySource {
    let first_days = example.first_days.iter().cloned().collect();
    let history = History { renames: example.renames.clone(), first_days };
    HistorySource { version: Box::new(|| 1), read: Box::new(move || history.clone()) }
}

/// What the rules `select` do with the note of `example`, whose bytes are `bytes` now and were `previous` before.
pub(crate) fn run_example(
    example: &PageExample,
    bytes: &[u8],
    previous: Option<Vec<u8>>,
    select: Vec<String>,
    fix: Option<Applicability>,
) -> Outcome {
    let notes = ExampleNotes::new(example, bytes, previous);
    let files = notes.files();
    run(RunOptions {
        settings: &settings(example, select),
        source: &notes,
        notes: notes.notes(),
        files: Box::new(move || files.clone()),
        untracked: None,
        history: Some(history(example)),
        outer: None,
        linking: None,
        scope: vec![example.note.path.clone()],
        base: None,
        fix,
        finding_scope: FindingScope::All,
        cache: None,
        progress: &|| {},
    })
}
