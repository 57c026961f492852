//! Checks one note against every rule, and tells new findings from old ones.

use super::baseline::Baseline;
use super::run_rules::run_rules;
use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::note::Note;
use crate::vault::VaultIndex;

/// The diagnostics of one note.
#[derive(Debug, Default)]
pub struct CheckResult {
    /// The diagnostics, in the order of the rules' precedence.
    pub diagnostics: Vec<Diagnostic>,
    /// The number of suppressed findings.
    pub suppressed: usize,
}

/// Checks `note` against every rule that runs on notes of its type.
pub fn check(note: &Note, vault: &VaultIndex, settings: &Settings) -> CheckResult {
    let mut diagnostics = Vec::new();
    let suppressed = check_each(note, vault, settings, &mut |found| diagnostics.push(found));
    CheckResult { diagnostics, suppressed }
}

/// Checks `note` and passes each finding to `take` as it is found, in the order of the rules' precedence: a note may have
/// millions. Returns the number of suppressed findings.
pub(super) fn check_each(
    note: &Note,
    vault: &VaultIndex,
    settings: &Settings,
    take: &mut dyn FnMut(Diagnostic),
) -> usize {
    let mut baseline = Baseline::new(note, vault, settings);
    run_rules(note, vault, settings, &mut |mut found| {
        found.is_new = baseline.is_new(&found);
        take(found);
    })
}
