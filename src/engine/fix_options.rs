//! Which findings a run fixes.

use crate::diagnostic::{Applicability, Diagnostic};

/// The fixes to apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixOptions {
    /// The minimum applicability.
    pub min_applicability: Applicability,
    /// The findings to fix.
    pub finding_scope: FindingScope,
}

/// The findings that are fixed and that decide the exit code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FindingScope {
    /// Findings that are new against the base of the run; all if it has no base.
    #[default]
    New,
    /// All findings.
    All,
}

impl FindingScope {
    /// Returns whether the scope includes `diagnostic`.
    pub fn includes(self, diagnostic: &Diagnostic) -> bool {
        self.includes_age(diagnostic.is_new)
    }

    /// Returns whether the scope includes new findings, or old ones.
    pub fn includes_age(self, is_new: bool) -> bool {
        self == Self::All || is_new
    }
}
