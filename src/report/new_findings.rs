//! The counts of new findings, for the first line of a hook's report and its next steps.

use super::format::{number, plural};
use super::{VaultRun, count_of, is_paired_fix, is_unsafe_fix};
use crate::diagnostic::{Applicability, Severity};
use crate::engine::{FindingScope, NoteOutcome};

/// Counts of new findings.
#[derive(Default)]
pub(super) struct NewFindings {
    pub(super) checked: usize,
    /// Findings in checked notes.
    pub(super) in_checked: usize,
    /// Other notes with findings that the changes cause.
    pub(super) others: usize,
    pub(super) errors: usize,
    warnings: usize,
    infos: usize,
    /// In generated notes.
    pub(super) generated: usize,
    /// Whether a safe fix mends one of these.
    pub(super) are_generated_fixable: bool,
    pub(super) fixable: usize,
    /// With an unsafe fix of its own.
    pub(super) unsafe_fixes: usize,
    /// With an unsafe fix that another note needs too.
    pub(super) paired_fixes: usize,
    pub(super) fixed: usize,
    pub(super) fixed_notes: usize,
    /// Whether the index has the fixes; under a hook framework only the working tree does.
    pub(super) is_staged: bool,
    pub(super) preexisting: usize,
    /// The first rule with an error.
    pub(super) rule: Option<String>,
    /// Whether findings that are not new count too.
    counts_all: bool,
}

impl NewFindings {
    pub(super) fn from_runs(runs: &[VaultRun]) -> Self {
        let is_staged = runs.iter().filter_map(|run| run.written.as_ref()).all(|written| written.is_staged);
        let counts_all = runs.iter().any(|run| run.counts == FindingScope::All);
        let mut news = Self { is_staged, counts_all, ..Self::default() };
        for run in runs {
            news.checked += run.outcome.checked;
            let counts = |note: &NoteOutcome| note.is_inbound && !(note.is_generated && run.exempts_generated);
            news.others += run.notes_with_remaining().filter(|(note, _)| counts(note)).count();
            news.preexisting += run.preexisting_count();
            news.generated += run.remaining().count() - run.failing().count();
            let mut generated = run.remaining().filter(|(note, _)| note.is_generated && !note.is_inbound);
            news.are_generated_fixable |=
                generated.any(|(_, finding)| finding.diagnostic.is_fixable(Applicability::Safe));
            news.fixed_notes += written(run).filter(|note| !note.fixed.is_empty()).count();
            news.fixed += written(run).map(|note| note.fixed.len() + count_of(&note.fixed_omitted)).sum::<usize>();
            for (note, finding) in run.failing() {
                // A note that is not staged is not fixed.
                let is_fixable = !note.is_inbound && finding.diagnostic.is_fixable(Applicability::Safe);
                news.add(1, finding.diagnostic.severity, is_fixable);
                if !note.is_inbound {
                    news.in_checked += 1;
                    match is_paired_fix(&finding.diagnostic) {
                        true => news.paired_fixes += 1,
                        false => news.unsafe_fixes += usize::from(is_unsafe_fix(&finding.diagnostic)),
                    }
                }
                if finding.diagnostic.severity == Severity::Error {
                    news.rule.get_or_insert_with(|| finding.diagnostic.rule.to_string());
                }
            }
            for (note, omitted) in run.omitted().filter(|(_, omitted)| run.counts.includes_age(omitted.is_new)) {
                if note.is_generated && run.exempts_generated {
                    news.generated += omitted.count;
                } else {
                    let is_fixable = !note.is_inbound && omitted.is_fixable(Applicability::Safe);
                    news.add(omitted.count, omitted.severity, is_fixable);
                }
            }
        }
        news
    }

    fn add(&mut self, count: usize, severity: Severity, is_fixable: bool) {
        match severity {
            Severity::Error => self.errors += count,
            Severity::Warning => self.warnings += count,
            Severity::Info => self.infos += count,
        }
        self.fixable += if is_fixable { count } else { 0 };
    }

    /// Formats the number of fixes, as `3 fixed and staged`.
    pub(super) fn fixed_words(&self) -> String {
        let where_to = if self.is_staged { "and staged" } else { "in the working tree, not staged" };
        format!("{} fixed {where_to}", number(self.fixed))
    }

    /// Formats the counts, as `1 new error, 2 new warnings`.
    pub(super) fn found(&self) -> String {
        let new = if self.counts_all { "" } else { "new " };
        let all = [(self.errors, "error"), (self.warnings, "warning"), (self.infos, "info")];
        let some: Vec<String> = all
            .iter()
            .filter(|(many, _)| *many > 0)
            .map(|(many, word)| plural(*many, &format!("{new}{word}")))
            .collect();
        some.join(", ")
    }
}

/// Returns the notes that were written.
pub(super) fn written(run: &VaultRun) -> impl Iterator<Item = &NoteOutcome> {
    run.outcome.notes.iter().filter(|note| run.written.is_some() && note.change.is_some())
}
