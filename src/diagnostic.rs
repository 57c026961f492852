//! What a rule has to say about a note, and how it can be put right.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::{Edits, Span};

mod evidence;

pub use evidence::Evidence;

/// How much a finding matters. Ordered: an error is more than a warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Worth mending.
    Warning,
    /// Wrong: a hook stops for it.
    Error,
}

/// Whether a fix may be applied, and by whom. Ordered: applying is `>=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// Only a person can tell: the title says what to do.
    Manual,
    /// Likely right, but a second opinion is needed: `--unsafe-fixes`.
    Unsafe,
    /// No information is lost, no meaning changed, no link broken: `--fix`.
    Safe,
}

/// A way to put a finding right, whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// What it does, as an order: "remove the repeated entry".
    pub title: String,
    /// Whether it may be applied.
    pub applicability: Applicability,
    /// Edits of the finding's own note; empty where the fix is manual.
    pub edits: Edits,
    /// What is renamed with it.
    pub retarget: Option<Retarget>,
}

/// A rename that changes what links point to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Retarget {
    /// The note gets another path.
    Note {
        /// The path from the vault's root.
        to: String,
    },
    /// A heading gets other words.
    Heading {
        /// The words now.
        from: String,
        /// The words then.
        to: String,
    },
}

/// Another place that belongs to a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// The note; None for the finding's own.
    pub path: Option<String>,
    /// Where in that note, where that is known.
    pub span: Option<Span>,
    /// What is there.
    pub message: String,
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The rule's name.
    pub rule: Cow<'static, str>,
    /// How much it matters here.
    pub severity: Severity,
    /// Whether it is new against the base of the run; filled in by the engine. Without a base everything is.
    pub is_new: bool,
    /// Where, in the note's text.
    pub span: Span,
    /// What is wrong: lower case, about the user's text.
    pub message: String,
    /// What to do, where the message does not say it.
    pub help: Option<String>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// What the rule knows, for programs.
    pub evidence: Evidence,
    /// How to put it right.
    pub fix: Option<Fix>,
}

impl Fix {
    /// A fix that may be applied unasked.
    pub fn safe_fix(title: impl Into<String>, edits: Edits) -> Self {
        Self { title: title.into(), applicability: Applicability::Safe, edits, retarget: None }
    }

    /// A fix that needs a second opinion.
    pub fn unsafe_fix(title: impl Into<String>, edits: Edits) -> Self {
        Self { applicability: Applicability::Unsafe, ..Self::safe_fix(title, edits) }
    }

    /// Advice for a person.
    pub fn manual_fix(title: impl Into<String>) -> Self {
        Self { applicability: Applicability::Manual, ..Self::safe_fix(title, Edits::default()) }
    }

    /// The same fix with another applicability.
    #[must_use]
    pub fn with_applicability(self, applicability: Applicability) -> Self {
        Self { applicability, ..self }
    }
}

impl Diagnostic {
    /// A finding at `span`. Rule and severity are filled in by whoever collects it.
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
        }
    }

    /// Adds what to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds another place in the same note.
    #[must_use]
    pub fn with_related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Related { path: None, span: Some(span), message: message.into() });
        self
    }

    /// Adds another note.
    #[must_use]
    pub fn with_related_note(mut self, path: impl Into<String>, message: impl Into<String>) -> Self {
        self.related.push(Related { path: Some(path.into()), span: None, message: message.into() });
        self
    }

    /// Adds what programs may want to know.
    #[must_use]
    pub fn with_evidence(mut self, evidence: &serde_json::Value) -> Self {
        self.evidence = Evidence::new(evidence);
        self
    }

    /// Adds a way to put it right.
    #[must_use]
    pub fn with_fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Whether its fix makes a dead link open a file again.
    pub fn restores_link(&self) -> bool {
        self.evidence.has_member("revives")
    }

    /// Whether the fix may be applied when fixes from `least` on are.
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
