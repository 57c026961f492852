//! Runs every rule over one note: without fixes that write into verbatim text, and without suppressed findings.

use super::suppression::{Suppressions, UNUSED_ALLOW};
use super::verbatim_guard::VerbatimGuard;
use crate::config::{ActiveRule, Settings};
use crate::diagnostic::Diagnostic;
use crate::note::Note;
use crate::rule::{Findings, RequiredData};
use crate::vault::VaultIndex;

/// Runs the rules for notes of the type of `note` and passes each finding to `take` as it is found, in the order of the
/// rules' precedence. Returns the number of suppressed findings.
pub(super) fn run_rules(
    note: &Note,
    vault: &VaultIndex,
    settings: &Settings,
    take: &mut dyn FnMut(Diagnostic),
) -> usize {
    let note_type = settings.type_of(note);
    let active = || settings.rules().iter().filter_map(|rule| Some((rule, rule.severity(note_type)?)));
    let mut suppressions = Suppressions::parse(note);
    let guard = VerbatimGuard::new(note);
    let mut suppressed = 0;
    for (rule, severity) in active() {
        if rule.name == UNUSED_ALLOW {
            let can_run = |needs: RequiredData| needs < RequiredData::Facts || vault.knows_facts();
            let tells_all = |rule: &ActiveRule| can_run(rule.required_data) && !rule.rule.compares_with_habits();
            let runs = |name: &str| active().any(|(rule, _)| rule.name == name && tells_all(rule));
            let mut guarded = |mut found: Diagnostic| {
                guard.enforce(rule.rule.as_ref(), &mut found);
                take(found);
            };
            let mut findings = Findings::new(rule.name.clone(), severity, &mut guarded);
            suppressions.unused(note, settings, runs, &mut findings);
            continue;
        }
        let mut filtered = |mut found: Diagnostic| {
            guard.enforce(rule.rule.as_ref(), &mut found);
            match suppressions.suppress(note, &found) {
                true => suppressed += 1,
                false => take(found),
            }
        };
        rule.rule.check(note, vault, &mut Findings::new(rule.name.clone(), severity, &mut filtered));
    }
    suppressed
}
