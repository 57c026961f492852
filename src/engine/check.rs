//! Checks one note against every rule.

use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::note::Note;
use crate::rule::{Findings, RequiredData};
use crate::vault::VaultIndex;

use super::baseline::Baseline;
use super::suppression::{Suppressions, UNUSED_ALLOW};
use super::verbatim_guard::VerbatimGuard;

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
    let kind = settings.type_of(note);
    let active = || settings.rules().iter().filter_map(|rule| Some((rule, rule.severity(kind)?)));
    let mut suppressions = Suppressions::parse(note);
    let guard = VerbatimGuard::new(note);
    let mut baseline = Baseline::new(note, vault, settings);
    let mut suppressed = 0;
    let mut emit = |mut found: Diagnostic| {
        found.is_new = baseline.is_new(&found);
        take(found);
    };
    for (rule, severity) in active() {
        if rule.name == UNUSED_ALLOW {
            let can_run = |needs: RequiredData| needs < RequiredData::Facts || vault.knows_facts();
            let runs = |name: &str| active().any(|(rule, _)| rule.name == name && can_run(rule.required_data));
            let mut guarded = |mut found: Diagnostic| {
                guard.enforce(rule.rule.as_ref(), &mut found);
                emit(found);
            };
            let mut findings = Findings::new(rule.name.clone(), severity, &mut guarded);
            suppressions.unused(note, settings, runs, &mut findings);
            continue;
        }
        let mut filtered = |mut found: Diagnostic| {
            guard.enforce(rule.rule.as_ref(), &mut found);
            match suppressions.suppress(note, &found) {
                true => suppressed += 1,
                false => emit(found),
            }
        };
        rule.rule.check(note, vault, &mut Findings::new(rule.name.clone(), severity, &mut filtered));
    }
    suppressed
}
