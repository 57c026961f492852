//! One note, every rule.

use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::note::Note;
use crate::rule::{Findings, Needs};
use crate::vault::VaultIndex;

use super::guard::Guard;
use super::news;
use super::silence::{Silencers, UNUSED_ALLOW};

/// What the rules say of one note.
#[derive(Debug, Default)]
pub struct Checked {
    /// In the order of the rules' precedence.
    pub diagnostics: Vec<Diagnostic>,
    /// How many findings a silencer took out.
    pub silenced: usize,
}

/// Checks `note` against every rule that runs on notes of its type.
pub fn check(note: &Note, vault: &VaultIndex, settings: &Settings) -> Checked {
    let kind = settings.type_of(note);
    let active = || settings.rules().iter().filter_map(|rule| Some((rule, rule.severity(kind)?)));
    let mut silencers = Silencers::of(note);
    let guard = Guard::of(note);
    let mut checked = Checked::default();
    for (rule, severity) in active() {
        let mut findings = Findings::new(rule.name.clone(), severity);
        if rule.name == UNUSED_ALLOW {
            let can_run = |needs: Needs| needs < Needs::Facts || vault.knows_facts();
            let runs = |name: &str| active().any(|(rule, _)| rule.name == name && can_run(rule.needs));
            findings.add_all(silencers.unused(note, settings, runs));
        } else {
            rule.rule.check(note, vault, &mut findings);
        }
        let mut found = findings.into_vec();
        found.iter_mut().for_each(|diagnostic| guard.hold(rule.rule.as_ref(), diagnostic));
        let before = found.len();
        checked.diagnostics.extend(found.into_iter().filter(|diagnostic| !silencers.silence(note, diagnostic)));
        checked.silenced += before;
    }
    checked.silenced -= checked.diagnostics.len();
    news::tell(note, vault, settings, &mut checked.diagnostics);
    checked
}
