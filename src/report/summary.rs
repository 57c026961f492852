//! The last lines of a report: counts, and what to do next.

use std::io;

use super::words::{count, number, pad, width};
use super::{Out, VaultRun, View, count_of, not_run};
use crate::diagnostic::{Applicability, Severity};
use crate::engine::Omitted;
use crate::output::{Style, printable};

/// The counts of a run.
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
    /// Left, and known by their number only.
    pub(super) omitted: usize,
    /// Fixed, and known by their number only.
    pub(super) fixed_omitted: usize,
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
            totals.fixed += run.fixed_count();
            match run.written.is_some() {
                true => totals.fixed += run.settled_by_renames,
                false => {
                    totals.safe += run.settled_by_renames;
                    totals.needs_judgement += run.settled_by_renames;
                }
            }
            totals.revived += run.fixed().filter(|(_, finding)| finding.diagnostic.revives()).count();
            for note in &run.outcome.notes {
                totals.revived += count_of_reviving(&note.fixed_omitted);
                totals.omitted += count_of(&note.left_omitted);
                totals.fixed_omitted += count_of(&note.fixed_omitted);
                totals.silenced += note.silenced;
                totals.changed += usize::from(note.change.is_some());
            }
            totals.notes += run.notes_left().count();
            totals.older += run.older_count();
            for (_, finding) in run.left() {
                let found = &finding.diagnostic;
                let is_fixable = |least| found.is_fixable(least);
                totals.add(1, found.severity, is_fixable, found.revives());
            }
            for (_, omitted) in run.omitted().filter(|(_, omitted)| run.counts.count_age(omitted.is_new)) {
                let is_fixable = |least| omitted.is_fixable(least);
                totals.add(omitted.count, omitted.severity, is_fixable, omitted.revives);
            }
        }
        totals.needs_judgement -= totals.safe;
        totals
    }

    fn add(&mut self, count: usize, severity: Severity, is_fixable: impl Fn(Applicability) -> bool, revives: bool) {
        match severity {
            Severity::Error => self.errors += count,
            Severity::Warning => self.warnings += count,
            Severity::Info => self.infos += count,
        }
        let many = |is_one: bool| if is_one { count } else { 0 };
        self.safe += many(is_fixable(Applicability::Safe));
        self.revivable += many(revives);
        self.needs_judgement += many(is_fixable(Applicability::Unsafe));
    }

    pub(super) fn left(&self) -> usize {
        self.errors + self.warnings + self.infos
    }
}

/// How many findings of `run` are left, and how many of them a safe fix repairs.
pub fn left_and_fixable(run: &VaultRun) -> (usize, usize) {
    let totals = Totals::of(std::slice::from_ref(run));
    (totals.left(), totals.safe)
}

fn count_of_reviving(omitted: &[Omitted]) -> usize {
    omitted.iter().filter(|omitted| omitted.revives).map(|omitted| omitted.count).sum()
}

/// Writes the last lines of a report: totals, and the commands that lead on.
pub(super) fn summary(runs: &[VaultRun], view: &View, out: Out<'_>) -> io::Result<()> {
    let totals = Totals::of(runs);
    let checked = count(totals.checked, "note");
    let nothing: Vec<&String> = runs.iter().filter_map(|run| run.nothing.as_ref()).collect();
    nothing.iter().try_for_each(|why| writeln!(out, "{why}"))?;
    if totals.checked == 0 && !nothing.is_empty() {
        return Ok(());
    }
    if totals.left() == 0 && totals.fixed == 0 {
        writeln!(out, "{checked}, nothing to report{}", silenced(&totals))?;
    } else if totals.left() > 0 {
        let by_severity = [(totals.errors, "error"), (totals.warnings, "warning"), (totals.infos, "info")];
        let by_severity: Vec<String> =
            by_severity.iter().filter(|(many, _)| *many > 0).map(|(many, word)| count(*many, word)).collect();
        writeln!(out, "{} in {} of {checked}{}", by_severity.join(", "), number(totals.notes), silenced(&totals))?;
    }
    if totals.revived > 0 {
        let verb = if totals.revived == 1 { "works" } else { "work" };
        writeln!(out, "{} {verb} again", count(totals.revived, "broken link"))?;
    }
    if totals.revivable > 0 {
        writeln!(out, "fixing also repairs {}", count(totals.revivable, "broken link"))?;
    }
    next_steps(&totals, view, out)?;
    not_run(runs).iter().try_for_each(|line| writeln!(out, "{}", printable(line)))?;
    for remark in runs.iter().flat_map(|run| &run.remarks) {
        writeln!(out, "{}", printable(remark))?;
    }
    if totals.older > 0 {
        writeln!(out, "{} not reported: --all-lines", count(totals.older, "older finding"))?;
    }
    Ok(())
}

/// Writes the commands that lead on, aligned.
fn next_steps(totals: &Totals, view: &View, out: Out<'_>) -> io::Result<()> {
    let again = &view.again;
    let mut steps: Vec<(String, String)> = Vec::new();
    if view.is_fixable && totals.fixed == 0 && totals.safe > 0 {
        steps.push((format!("fix {} of them", number(totals.safe)), format!("vaultlint --fix{again}")));
        steps.push(("see the changes first".to_owned(), format!("vaultlint --diff{again}")));
    }
    if totals.needs_judgement > 0 {
        let fixes = if totals.needs_judgement == 1 { "fix" } else { "fixes" };
        let many = number(totals.needs_judgement);
        steps.push((format!("review {many} unsafe {fixes}"), format!("vaultlint --diff --unsafe-fixes{again}")));
    }
    let width = steps.iter().map(|(step, _)| width(step)).max().unwrap_or(0);
    for (step, command) in steps {
        out.styled(Style::Dim, format_args!("  {}", pad(&step, width)))?;
        writeln!(out, "  {command}")?;
    }
    Ok(())
}

fn silenced(totals: &Totals) -> String {
    if totals.silenced == 0 { String::new() } else { format!(", {} suppressed", number(totals.silenced)) }
}
