//! Findings and their fixes.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::{Edits, Span};

mod command;
mod evidence;

pub use command::Command;
pub use evidence::Evidence;

/// The severity of a finding. Ordered: an error is more severe than a warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Worth fixing.
    Warning,
    /// Wrong: blocks a commit in a hook.
    Error,
}

/// The safety of a fix. Ordered: a fix is applied if it is `>=` the minimum of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// Must be done by hand: the title says what to do.
    Manual,
    /// Probably right, but should be reviewed: `--unsafe-fixes`.
    Unsafe,
    /// Loses no information, changes no meaning and breaks no link: `--fix`.
    Safe,
}

/// A fix of a finding, applied completely or not at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Fix {
    /// What it does, in the imperative: "remove the repeated entry".
    pub title: String,
    /// Its safety.
    pub applicability: Applicability,
    /// Edits of the finding's own note; empty if the fix is manual.
    pub edits: Edits,
    /// The rename that is part of the fix.
    pub retarget: Option<Retarget>,
}

/// A rename that requires links to be updated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Retarget {
    /// The note is moved.
    Note {
        /// The new path, relative to the vault's root.
        to: String,
    },
    /// Everything in the folder is moved.
    Folder {
        /// The new path of the folder.
        to: String,
    },
    /// A heading is changed.
    Heading {
        /// The old text.
        from: String,
        /// The new text.
        to: String,
    },
}

/// Another location that belongs to a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// The note; None for the finding's own.
    pub path: Option<String>,
    /// The span in that note, if known.
    pub span: Option<Span>,
    /// What is there.
    pub message: String,
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The rule's name.
    pub rule: Cow<'static, str>,
    /// Its severity.
    pub severity: Severity,
    /// Whether it is new since the base of the run; filled in by the engine. Without a base, every finding is new.
    pub is_new: bool,
    /// The span in the note's text.
    pub span: Span,
    /// What is wrong: lower case, about the user's text.
    pub message: String,
    /// What to do, if the message does not say it.
    pub help: Option<String>,
    /// Other locations that belong to it.
    pub related: Vec<Related>,
    /// Details for programs.
    pub evidence: Evidence,
    /// The fix.
    pub fix: Option<Fix>,
    /// What tells it from the other findings of its rule with the same text in the note; `None` if the message does. Messages
    /// that name another note need it: that note may be renamed.
    pub key: Option<String>,
    /// What it asks, if the same question may be asked in other words and at another place: it is new only once in a note.
    pub topic: Option<String>,
    /// The commands that it asks for: one for each decision that can be made, or the one that does what the advice says.
    pub commands: Vec<Command>,
}

impl Fix {
    /// Creates a safe fix.
    pub fn safe_fix(title: impl Into<String>, edits: Edits) -> Self {
        Self { title: title.into(), applicability: Applicability::Safe, edits, retarget: None }
    }

    /// Creates a fix that should be reviewed.
    pub fn unsafe_fix(title: impl Into<String>, edits: Edits) -> Self {
        Self { applicability: Applicability::Unsafe, ..Self::safe_fix(title, edits) }
    }

    /// Creates advice for a fix by hand.
    pub fn manual_fix(title: impl Into<String>) -> Self {
        Self { applicability: Applicability::Manual, ..Self::safe_fix(title, Edits::default()) }
    }

    /// Sets the applicability.
    #[must_use]
    pub fn with_applicability(self, applicability: Applicability) -> Self {
        Self { applicability, ..self }
    }
}

impl Diagnostic {
    /// Creates a finding at `span`. The collector fills in the rule and severity.
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            rule: Cow::Borrowed(""),
            severity: Severity::Error,
            is_new: true,
            span,
            message: message.into(),
            help: None,
            related: Vec::new(),
            evidence: Evidence::default(),
            fix: None,
            key: None,
            topic: None,
            commands: Vec::new(),
        }
    }

    /// Sets the help text.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds another location in the same note.
    #[must_use]
    pub fn with_related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Related { path: None, span: Some(span), message: message.into() });
        self
    }

    /// Sets what tells the finding from others of its rule.
    #[must_use]
    pub fn with_key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Sets what the finding asks.
    #[must_use]
    pub fn with_topic(mut self, topic: impl Into<String>) -> Self {
        self.topic = Some(topic.into());
        self
    }

    /// Sets the details for programs.
    #[must_use]
    pub fn with_evidence(mut self, evidence: &impl Serialize) -> Self {
        self.evidence = Evidence::new(evidence);
        self
    }

    /// Sets the fix.
    #[must_use]
    pub fn with_fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Adds a command that it asks for.
    #[must_use]
    pub fn with_command(mut self, command: Command) -> Self {
        self.commands.push(command);
        self
    }

    /// Returns whether the fix repairs a broken link.
    pub fn restores_link(&self) -> bool {
        self.evidence.has_member("revives")
    }

    /// Returns whether another note needs the same fix: this is a garbled heading, or a link to one.
    pub fn is_paired(&self) -> bool {
        self.evidence.has_member("paired")
    }

    /// Returns whether this asks if two spellings are one person's, because nobody has decided yet.
    pub fn is_name_guess(&self) -> bool {
        self.rule == "name-variant" && self.evidence.has_member("tier")
    }

    /// Returns whether there is a fix with edits that is at least `min_applicability`.
    pub fn is_fixable(&self, min_applicability: Applicability) -> bool {
        self.fix.as_ref().is_some_and(|fix| fix.applicability >= min_applicability && !fix.edits.is_empty())
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}
