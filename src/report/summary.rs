//! The run in numbers, and what to do next.

use std::io;

use super::words::{count, number};
use super::{Out, VaultRun, View};
use crate::diagnostic::{Applicability, Severity};
use crate::engine::Finding;
use crate::output::{Style, printable};

/// The run in numbers.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Totals {
    pub(super) checked: usize,
    pub(super) notes: usize,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) infos: usize,
    /// Left, with a safe fix.
    pub(super) safe: usize,
    /// Left, with a fix that needs judgement.
    pub(super) needs_judgement: usize,
    /// Left, and not counted.
    pub(super) older: usize,
    pub(super) fixed: usize,
    pub(super) changed: usize,
    pub(super) silenced: usize,
    /// Dead links that a fix which is left would bring back.
    pub(super) revivable: usize,
    /// Dead links that were brought back.
    pub(super) revived: usize,
}

impl Totals {
    pub(super) fn of(runs: &[VaultRun]) -> Self {
        let mut totals = Self::default();
        for run in runs {
            totals.checked += run.outcome.checked;
            totals.fixed += run.fixed().count();
            totals.revived += run.fixed().filter(|(_, finding)| revives(finding)).count();
            for note in &run.outcome.notes {
                totals.silenced += note.silenced;
                totals.changed += usize::from(note.change.is_some());
            }
            totals.notes += run.notes_left().count();
            totals.older += run.older().count();
            for (_, finding) in run.left() {
                match finding.diagnostic.severity {
                    Severity::Error => totals.errors += 1,
                    Severity::Warning => totals.warnings += 1,
                    Severity::Info => totals.infos += 1,
                }
                totals.safe += usize::from(finding.diagnostic.is_fixable(Applicability::Safe));
                totals.revivable += usize::from(revives(finding));
                totals.needs_judgement += usize::from(finding.diagnostic.is_fixable(Applicability::Unsafe));
            }
        }
        totals.needs_judgement -= totals.safe;
        totals
    }

    pub(super) fn left(&self) -> usize {
        self.errors + self.warnings + self.infos
    }
}

/// Whether the repair of a link's target makes the link open a file again.
fn revives(finding: &Finding) -> bool {
    finding.diagnostic.evidence.has("revives")
}

/// Writes the last lines of a report: totals, and the commands that lead on.
pub(super) fn summary(runs: &[VaultRun], view: &View, out: Out<'_>) -> io::Result<()> {
    let totals = Totals::of(runs);
    let checked = count(totals.checked, "note");
    if totals.left() == 0 && totals.fixed == 0 {
        writeln!(out, "{checked}, nothing to report{}", silenced(&totals))?;
    } else if totals.left() > 0 {
        let by_severity = [(totals.errors, "error"), (totals.warnings, "warning"), (totals.infos, "info")];
        let by_severity: Vec<String> =
            by_severity.iter().filter(|(many, _)| *many > 0).map(|(many, word)| count(*many, word)).collect();
        writeln!(out, "{} in {} of {checked}{}", by_severity.join(", "), number(totals.notes), silenced(&totals))?;
    }
    if totals.revived > 0 {
        let verb = if totals.revived == 1 { "is" } else { "are" };
        writeln!(out, "{} {verb} alive again", count(totals.revived, "dead link"))?;
    }
    if totals.revivable > 0 {
        let (verb, whose) = if totals.revivable == 1 { ("comes", "its file is") } else { ("come", "their files are") };
        let links = count(totals.revivable, "dead link");
        writeln!(out, "{links} {verb} back with the repair: {whose} there under the undamaged name")?;
    }
    let arguments = &view.again;
    if view.is_fixable && totals.fixed == 0 && totals.safe > 0 {
        out.styled(Style::Dim, format_args!("  fix {} of them", number(totals.safe)))?;
        writeln!(out, "  vaultlint --fix{arguments}")?;
        out.styled(Style::Dim, format_args!("  look first"))?;
        writeln!(out, "   vaultlint --diff{arguments}")?;
    }
    if totals.needs_judgement > 0 {
        let many = number(totals.needs_judgement);
        out.styled(Style::Dim, format_args!("  {many} more need a second opinion"))?;
        writeln!(out, "  vaultlint --diff --unsafe-fixes{arguments}")?;
    }
    for left_out in runs.iter().flat_map(|run| &run.left_out) {
        let rules = count(left_out.rules.len(), "rule");
        writeln!(out, "{rules} left out ({}): {}", left_out.rules.join(", "), left_out.reason)?;
    }
    for remark in runs.iter().flat_map(|run| &run.remarks) {
        writeln!(out, "{}", printable(remark))?;
    }
    if totals.older > 0 {
        writeln!(out, "{} did not count: --all-lines", count(totals.older, "older finding"))?;
    }
    Ok(())
}

fn silenced(totals: &Totals) -> String {
    if totals.silenced == 0 { String::new() } else { format!(", {} silenced", number(totals.silenced)) }
}
