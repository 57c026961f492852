//! A run over notes that were never on disk.

use std::collections::HashMap;

use vaultlint::config::{Selection, Settings, Sources, TextFile};
use vaultlint::engine::{Counts, Job, Texts, Unreadable, run};
use vaultlint::git::Place;
use vaultlint::report::{Origin, VaultRun};

/// Notes now, and as they were at the base of the run.
#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) now: HashMap<String, Vec<u8>>,
    pub(crate) base: Option<HashMap<String, Vec<u8>>>,
}

impl Texts for Memory {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        self.now.get(path).cloned().ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound).into())
    }

    fn previous(&self, path: &str) -> Option<Vec<Vec<u8>>> {
        Some(self.base.as_ref()?.get(path).cloned().into_iter().collect())
    }
}

impl Memory {
    pub(crate) fn new(notes: &[(&str, &str)]) -> Self {
        Self { now: files(notes), base: None }
    }

    pub(crate) fn with_base(self, notes: &[(&str, &str)]) -> Self {
        Self { base: Some(files(notes)), ..self }
    }

    /// Checks the notes; `config` and `names` are the vault's files of these names.
    pub(crate) fn check(&self, scope: &[&str], config: Option<&str>, names: Option<&str>) -> VaultRun {
        let file = |path: &str, text: &str| TextFile { path: path.to_owned(), text: text.to_owned() };
        let sources = Sources {
            config: config.map(|text| file(".vaultlint.yaml", text)),
            names: names.map(|text| file(".vaultlint-names.yaml", text)),
            read: &|_| None,
        };
        let selection = Selection { select: Vec::new(), ignore: Vec::new() };
        let settings = Settings::load(&sources, &selection, jiff::civil::date(2026, 1, 15)).unwrap();
        let files: Vec<String> = self.now.keys().cloned().collect();
        let outcome = run(Job {
            settings: &settings,
            texts: self,
            notes: files.iter().filter(|path| path.ends_with(".md")).cloned().collect(),
            linking: None,
            files: Box::new(move || files.clone()),
            rest: None,
            history: None,
            scope: scope.iter().map(|&path| path.to_owned()).collect(),
            fix: None,
            counts: Counts::New,
            memory: None,
            progress: &|| {},
        });
        VaultRun {
            origin: Origin::WorkingTree,
            label: "elsewhere".to_owned(),
            place: Some(Place::Below("docs/".to_owned())),
            named: Vec::new(),
            has_config: config.is_some(),
            outcome,
            counts: Counts::New,
            ..VaultRun::default()
        }
    }
}

fn files(notes: &[(&str, &str)]) -> HashMap<String, Vec<u8>> {
    notes.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}
