//! A run over notes that were never on disk.

use std::collections::HashMap;

use vaultlint::config::{ConfigSources, ConfigText, RuleSelection, Settings};
use vaultlint::engine::{FindingScope, NoteSource, RunOptions, Unreadable, run};
use vaultlint::internals::VaultPrefix;
use vaultlint::internals::{CheckedVersion, VaultRun};

/// Notes now, and as they were at the base of the run.
#[derive(Default)]
pub(crate) struct InMemoryNotes {
    pub(crate) now: HashMap<String, Vec<u8>>,
    pub(crate) base: Option<HashMap<String, Vec<u8>>>,
}

impl NoteSource for InMemoryNotes {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        self.now.get(path).cloned().ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound).into())
    }

    fn bases(&self, path: &str) -> Option<Vec<Vec<u8>>> {
        Some(self.base.as_ref()?.get(path).cloned().into_iter().collect())
    }
}

impl InMemoryNotes {
    pub(crate) fn new(notes: &[(&str, &str)]) -> Self {
        Self { now: files(notes), base: None }
    }

    pub(crate) fn with_base(self, notes: &[(&str, &str)]) -> Self {
        Self { base: Some(files(notes)), ..self }
    }

    /// Checks the notes; `config` and `names` are the vault's files of these names.
    pub(crate) fn check(&self, scope: &[&str], config: Option<&str>, names: Option<&str>) -> VaultRun {
        self.check_selected(scope, config, names, Vec::new())
    }

    /// Checks the notes by the rules `select`; by those of the configuration if there are none.
    pub(crate) fn check_selected(
        &self,
        scope: &[&str],
        config: Option<&str>,
        names: Option<&str>,
        select: Vec<String>,
    ) -> VaultRun {
        let file = |path: &str, text: &str| ConfigText { path: path.to_owned(), text: text.to_owned() };
        let sources = ConfigSources {
            config: config.map(|text| file(".vaultlint.yaml", text)),
            names: names.map(|text| file(".vaultlint-names.yaml", text)),
            read: &|_| None,
        };
        let selection = RuleSelection { select, ignore: Vec::new() };
        let settings = Settings::load(&sources, &selection, jiff::civil::date(2026, 1, 15)).unwrap();
        let files: Vec<String> = self.now.keys().cloned().collect();
        let outcome = run(RunOptions {
            settings: &settings,
            source: self,
            notes: files.iter().filter(|path| path.ends_with(".md")).cloned().collect(),
            linking: None,
            files: Box::new(move || files.clone()),
            untracked: None,
            history: None,
            outer: None,
            scope: scope.iter().map(|&path| path.to_owned()).collect(),
            base: None,
            fix: None,
            finding_scope: FindingScope::New,
            cache: None,
            progress: &|| {},
        });
        VaultRun {
            version: CheckedVersion::WorkingTree,
            label: "elsewhere".to_owned(),
            vault_prefix: Some(VaultPrefix::Below("docs/".to_owned())),
            named_notes: Vec::new(),
            has_config: config.is_some(),
            outcome,
            counts: FindingScope::New,
            ..VaultRun::default()
        }
    }
}

fn files(notes: &[(&str, &str)]) -> HashMap<String, Vec<u8>> {
    notes.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}
