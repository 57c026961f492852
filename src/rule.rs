//! The [`Rule`] trait. A rule is a pure function from a note, and data about the vault, to findings.

use std::borrow::Cow;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::diagnostic::{Diagnostic, Severity};
use crate::names::Decisions;
use crate::note::{Note, PeriodicFormats, Verbatim};
use crate::vault::{Today, VaultIndex};

mod note_type;
mod page;
mod property_type;
mod value_error;

pub use note_type::{NoteMatcher, NoteType, NoteTypes};
pub use page::{ExampleFile, PageError, PageExample, RulePage};
pub use property_type::{PropertyType, PropertyTypes};
pub use value_error::{ValueError, ValueErrorKind, read_value, read_written};

/// The data about the vault that a rule reads besides its note. Ordered: each variant needs more than the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RequiredData {
    /// Nothing.
    Note,
    /// The paths of the vault's files.
    Paths,
    /// The links of other notes, if they are known; if not, the rule is cautious.
    Links,
    /// Facts about other notes.
    Facts,
    /// Facts, and the sketches by which whole texts are compared.
    Sketches,
}

/// A check of one note. It cannot fail: it skips what it does not understand.
pub trait Rule: Send + Sync {
    /// Checks `note` and adds its findings to `out`.
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings);

    /// Computes the data about the vault that every note needs, before notes are checked in parallel: a computation that all
    /// threads wait for could not use them itself.
    fn precompute(&self, vault: &VaultIndex) {
        let _ = vault;
    }

    /// Returns whether facts about other notes can affect the findings in the note at `path`; called for rules that
    /// need facts. If not, the findings are the same as in a vault without facts about other notes.
    fn depends_on_other_notes(&self, path: &str, vault: &VaultIndex) -> bool {
        let _ = (path, vault);
        true
    }

    /// Returns whether the rule reports only what differs from most other notes: a suppression of it that is not needed today
    /// may be needed tomorrow.
    fn compares_with_habits(&self) -> bool {
        false
    }

    /// Returns whether the rule asks for the keys of bibliographies.
    fn reads_citation_keys(&self) -> bool {
        false
    }

    /// Returns whether the rule asks for what every file of the vault refers to, which takes reading all of them.
    fn needs_linked_files(&self) -> bool {
        false
    }

    /// Returns whether fixes may change the verbatim `part`. Only a rule that is about such parts may.
    fn may_write_into(&self, part: &Verbatim) -> bool {
        let _ = part;
        false
    }
}

/// The settings that rules are created from.
#[derive(Clone, Debug)]
pub struct RuleContext {
    /// The note types and their schemas.
    pub types: Arc<NoteTypes>,
    /// The types of properties in Obsidian.
    pub property_types: Arc<PropertyTypes>,
    /// The formats of periodic notes in Obsidian.
    pub periodic_formats: Arc<PeriodicFormats>,
    /// The user's decisions about names.
    pub names: Arc<Decisions>,
    /// Globs of notes that count as evidence and in which no name is rewritten.
    pub names_read_only: globset::GlobSet,
    /// The day of the run.
    pub today: Today,
}

/// An entry of the list of rules.
pub struct RuleEntry {
    /// The rule's page: documentation, specification and test cases.
    pub page: &'static str,
    /// Creates the rule from its options.
    pub make: MakeRule,
}

/// A function that creates a rule from its options in the config.
pub type MakeRule = fn(&RuleContext, Options<'_>) -> Result<Box<dyn Rule>, OptionsError>;

/// A rule's options in the config, without the severity.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a>(pub &'a serde_json::Value);

/// An invalid option: its path, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct OptionsError(#[from] pub ValueError);

impl OptionsError {
    /// Creates an error about the option `name`.
    pub fn new(name: &str, message: impl Into<String>) -> Self {
        Self(ValueError { path: vec![name.to_owned()], kind: ValueErrorKind::Other(message.into()) })
    }
}

impl Options<'_> {
    /// Deserializes the options; null is the default.
    ///
    /// # Errors
    /// An unknown key, or a value of the wrong type.
    pub fn parse<T: DeserializeOwned + Default>(self) -> Result<T, OptionsError> {
        if self.0.is_null() {
            return Ok(T::default());
        }
        read_value(self.0).map_err(|mut error| {
            // The caller has removed the severity, which is valid too.
            if let (ValueErrorKind::UnknownKey { known, .. }, 1) = (&mut error.kind, error.path.len()) {
                known.push("severity");
            }
            OptionsError(error)
        })
    }

    /// Checks that there are no options.
    ///
    /// # Errors
    /// The first option, as an unknown key.
    pub fn expect_none(self) -> Result<(), OptionsError> {
        match self.0.as_object().and_then(|object| object.keys().next()) {
            Some(key) => {
                let reason = ValueErrorKind::UnknownKey { key: key.clone(), known: vec!["severity"] };
                Err(OptionsError(ValueError { path: vec![key.clone()], kind: reason }))
            }
            None => Ok(()),
        }
    }
}

/// The output for the findings of one rule in one note. Findings are passed on one by one, because a note may have more than
/// fit into memory.
pub struct Findings<'a> {
    rule: Cow<'static, str>,
    severity: Severity,
    sink: &'a mut dyn FnMut(Diagnostic),
}

impl<'a> Findings<'a> {
    /// Creates an output for the findings of `rule` at `severity`, which are passed to `take`.
    pub fn new(rule: Cow<'static, str>, severity: Severity, take: &'a mut dyn FnMut(Diagnostic)) -> Self {
        Self { rule, severity, sink: take }
    }

    /// Adds a finding at the rule's severity.
    pub fn add(&mut self, diagnostic: Diagnostic) {
        (self.sink)(Diagnostic { rule: self.rule.clone(), severity: self.severity, ..diagnostic });
    }

    /// Adds several findings at the rule's severity.
    pub fn add_all(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        diagnostics.into_iter().for_each(|diagnostic| self.add(diagnostic));
    }

    /// Adds a finding about something that works as it is: an info, whatever the rule's severity.
    pub fn add_info(&mut self, diagnostic: Diagnostic) {
        let severity = self.severity.min(Severity::Info);
        (self.sink)(Diagnostic { rule: self.rule.clone(), severity, ..diagnostic });
    }

    /// Adds an uncertain finding: a warning if the rule's findings are errors.
    pub fn add_guess(&mut self, diagnostic: Diagnostic) {
        let severity = self.severity.min(Severity::Warning);
        (self.sink)(Diagnostic { rule: self.rule.clone(), severity, ..diagnostic });
    }
}
