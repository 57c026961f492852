//! What a rule is: a pure function from a note, and what it may ask of the vault, to findings.

use std::borrow::Cow;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::diagnostic::{Diagnostic, Severity};
use crate::names::Decisions;
use crate::note::{Note, Verbatim};
use crate::vault::VaultIndex;

mod note_type;
mod page;
mod property_type;
mod value_error;

pub use note_type::{NoteMatcher, NoteType, NoteTypes};
pub use page::{ExampleFile, PageError, PageExample, RulePage};
pub use property_type::{PropertyType, PropertyTypes};
pub use value_error::{ValueError, ValueErrorKind, read_value, read_written};

/// What a rule reads beside its note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RequiredData {
    /// Nothing.
    Note,
    /// The paths of the vault's files.
    Paths,
    /// The links of other notes, where they are known; where they are not, it is careful.
    Links,
    /// What other notes say.
    Facts,
    /// That, and what whole texts are compared by.
    Sketches,
}

/// A check of one note. It cannot fail: what it does not understand it leaves alone.
pub trait Rule: Send + Sync {
    /// Looks at `note` and tells `out` what is wrong.
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings);

    /// Works out what the vault is asked for by every note, before notes are checked at the same time: an answer that many
    /// threads wait for must not itself be looked for by them.
    fn precompute(&self, vault: &VaultIndex) {
        let _ = vault;
    }

    /// Whether what other notes say can make a difference to the note at `path`, asked of rules that need facts. Where
    /// it says no, the rule finds in the note what it finds in a vault where no other note says anything.
    fn depends_on_other_notes(&self, path: &str, vault: &VaultIndex) -> bool {
        let _ = (path, vault);
        true
    }

    /// Whether fixes may write into `part`, which stands in the note to the letter. No rule may, but one whose subject it is.
    fn may_write_into(&self, part: &Verbatim) -> bool {
        let _ = part;
        false
    }
}

/// What rules are made from.
#[derive(Clone, Debug)]
pub struct RuleContext {
    /// Types of notes and their schemas.
    pub types: Arc<NoteTypes>,
    /// What Obsidian takes properties for.
    pub property_types: Arc<PropertyTypes>,
    /// What people decided about names.
    pub names: Arc<Decisions>,
    /// Globs of notes that are evidence and are never rewritten.
    pub names_read_only: globset::GlobSet,
    /// The day it is.
    pub today: jiff::civil::Date,
}

/// One line of the list of rules.
pub struct RuleEntry {
    /// The rule's page: documentation, specification and test cases.
    pub page: &'static str,
    /// Makes the rule from its options.
    pub make: MakeRule,
}

/// Makes a rule from what config says.
pub type MakeRule = fn(&RuleContext, Options<'_>) -> Result<Box<dyn Rule>, OptionsError>;

/// A rule's options as they stand in config.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a>(pub &'a serde_json::Value);

/// Why options cannot be used: the path of the option that is wrong, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct OptionsError(#[from] pub ValueError);

impl OptionsError {
    /// The option `name` cannot be used.
    pub fn new(name: &str, message: impl Into<String>) -> Self {
        Self(ValueError { path: vec![name.to_owned()], kind: ValueErrorKind::Other(message.into()) })
    }
}

impl Options<'_> {
    /// Reads the options into their type; null is the default.
    ///
    /// # Errors
    /// An unknown key or a value of another type.
    pub fn parse<T: DeserializeOwned + Default>(self) -> Result<T, OptionsError> {
        if self.0.is_null() {
            return Ok(T::default());
        }
        read_value(self.0).map_err(|mut misfit| {
            // Whoever makes the rule has taken its severity out.
            if let (ValueErrorKind::UnknownKey { known, .. }, 1) = (&mut misfit.kind, misfit.path.len()) {
                known.push("severity");
            }
            OptionsError(misfit)
        })
    }

    /// For a rule that has none.
    ///
    /// # Errors
    /// When there are any.
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

/// Takes what one rule finds in one note, and hands each finding on: a note may have more of them than memory holds.
pub struct Findings<'a> {
    rule: Cow<'static, str>,
    severity: Severity,
    sink: &'a mut dyn FnMut(Diagnostic),
}

impl<'a> Findings<'a> {
    /// For the findings of `rule` at `severity`, which go to `take`.
    pub fn new(rule: Cow<'static, str>, severity: Severity, take: &'a mut dyn FnMut(Diagnostic)) -> Self {
        Self { rule, severity, sink: take }
    }

    /// Takes a finding at the rule's severity.
    pub fn add(&mut self, diagnostic: Diagnostic) {
        (self.sink)(Diagnostic { rule: self.rule.clone(), severity: self.severity, ..diagnostic });
    }

    /// Takes several findings at the rule's severity.
    pub fn add_all(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        diagnostics.into_iter().for_each(|diagnostic| self.add(diagnostic));
    }

    /// Takes a finding that is a guess: a warning, where the rule's findings are errors.
    pub fn add_guess(&mut self, diagnostic: Diagnostic) {
        let severity = self.severity.min(Severity::Warning);
        (self.sink)(Diagnostic { rule: self.rule.clone(), severity, ..diagnostic });
    }
}
