//! One note, every rule.

use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::note::Note;
use crate::rule::{Findings, Needs};
use crate::vault::VaultIndex;

use super::guard::Guard;
use super::news::News;
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
    let mut diagnostics = Vec::new();
    let silenced = check_each(note, vault, settings, &mut |found| diagnostics.push(found));
    Checked { diagnostics, silenced }
}

/// Checks `note` and hands each finding on as it is found, in the order of the rules' precedence: a note may have millions.
/// Returns how many a silencer took out.
pub(super) fn check_each(
    note: &Note,
    vault: &VaultIndex,
    settings: &Settings,
    take: &mut dyn FnMut(Diagnostic),
) -> usize {
    let kind = settings.type_of(note);
    let active = || settings.rules().iter().filter_map(|rule| Some((rule, rule.severity(kind)?)));
    let mut silencers = Silencers::of(note);
    let guard = Guard::of(note);
    let mut news = News::of(note, vault, settings);
    let mut silenced = 0;
    let mut hand_on = |mut found: Diagnostic| {
        found.is_new = news.is_new(&found);
        take(found);
    };
    for (rule, severity) in active() {
        if rule.name == UNUSED_ALLOW {
            let can_run = |needs: Needs| needs < Needs::Facts || vault.knows_facts();
            let runs = |name: &str| active().any(|(rule, _)| rule.name == name && can_run(rule.needs));
            let mut held = |mut found: Diagnostic| {
                guard.hold(rule.rule.as_ref(), &mut found);
                hand_on(found);
            };
            let mut findings = Findings::new(rule.name.clone(), severity, &mut held);
            silencers.unused(note, settings, runs, &mut findings);
            continue;
        }
        let mut sift = |mut found: Diagnostic| {
            guard.hold(rule.rule.as_ref(), &mut found);
            match silencers.silence(note, &found) {
                true => silenced += 1,
                false => hand_on(found),
            }
        };
        rule.rule.check(note, vault, &mut Findings::new(rule.name.clone(), severity, &mut sift));
    }
    silenced
}
