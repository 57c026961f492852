//! The last lines of a report: counts and next steps.

use std::io;

use super::format::{number, pad, plural, width};
use super::{Out, ReportOptions, VaultRun, count_of, is_paired_fix, not_run, whole_vaults};
use crate::diagnostic::{Applicability, Severity};
use crate::engine::Omitted;
use crate::output::{TextStyle, escape_line};

/// The counts of a run.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Totals {
    pub(super) checked: usize,
    pub(super) notes: usize,
    /// Notes that were not changed, with findings that the changes cause.
    pub(super) others: usize,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) infos: usize,
    /// Left, with a safe fix.
    pub(super) safe_fixes: usize,
    /// Left, with an unsafe fix.
    pub(super) unsafe_fixes: usize,
    /// Left, with an unsafe fix that another note needs too.
    pub(super) paired_fixes: usize,
    /// Left and older, so they do not count.
    pub(super) preexisting: usize,
    pub(super) fixed: usize,
    pub(super) changed: usize,
    pub(super) suppressed: usize,
    /// Left, but not listed.
    pub(super) omitted: usize,
    /// Fixed, but not listed.
    pub(super) fixed_omitted: usize,
    /// Broken links that fixing the remaining findings would repair.
    pub(super) restorable_links: usize,
    /// Broken links that were repaired.
    pub(super) restored_links: usize,
}

impl Totals {
    pub(super) fn from_runs(runs: &[VaultRun]) -> Self {
        let mut totals = Self::default();
        for run in runs {
            totals.checked += run.outcome.checked;
            totals.fixed += run.fixed_count();
            match run.written.is_some() {
                true => totals.fixed += run.settled_by_renames,
                false => {
                    totals.safe_fixes += run.settled_by_renames;
                    totals.unsafe_fixes += run.settled_by_renames;
                }
            }
            totals.restored_links += run.fixed().filter(|(_, finding)| finding.diagnostic.restores_link()).count();
            for note in &run.outcome.notes {
                totals.restored_links += count_restoring(&note.fixed_omitted);
                totals.omitted += count_of(&note.remaining_omitted);
                totals.fixed_omitted += count_of(&note.fixed_omitted);
                totals.suppressed += note.suppressed;
                totals.changed += usize::from(note.change.is_some());
            }
            totals.notes += run.notes_with_remaining().filter(|(note, _)| !note.is_inbound).count();
            totals.others += run.notes_with_remaining().filter(|(note, _)| note.is_inbound).count();
            totals.preexisting += run.preexisting_count();
            // A note that was not changed itself is not fixed.
            for (note, finding) in run.remaining() {
                let found = &finding.diagnostic;
                let is_fixable = |least| !note.is_inbound && found.is_fixable(least);
                totals.add(1, found.severity, is_fixable, !note.is_inbound && found.restores_link());
                totals.paired_fixes += usize::from(!note.is_inbound && is_paired_fix(found));
            }
            for (note, omitted) in run.omitted().filter(|(_, omitted)| run.counts.includes_age(omitted.is_new)) {
                let is_fixable = |least| !note.is_inbound && omitted.is_fixable(least);
                totals.add(omitted.count, omitted.severity, is_fixable, !note.is_inbound && omitted.revives);
            }
        }
        totals.unsafe_fixes -= totals.safe_fixes;
        totals
    }

    fn add(&mut self, count: usize, severity: Severity, is_fixable: impl Fn(Applicability) -> bool, revives: bool) {
        match severity {
            Severity::Error => self.errors += count,
            Severity::Warning => self.warnings += count,
            Severity::Info => self.infos += count,
        }
        let many = |is_one: bool| if is_one { count } else { 0 };
        self.safe_fixes += many(is_fixable(Applicability::Safe));
        self.restorable_links += many(revives);
        self.unsafe_fixes += many(is_fixable(Applicability::Unsafe));
    }

    pub(super) fn remaining(&self) -> usize {
        self.errors + self.warnings + self.infos
    }
}

/// Returns how many findings of `run` are left, and how many of them have a safe fix.
pub(crate) fn left_and_fixable(run: &VaultRun) -> (usize, usize) {
    let totals = Totals::from_runs(std::slice::from_ref(run));
    (totals.remaining(), totals.safe_fixes)
}

fn count_restoring(omitted: &[Omitted]) -> usize {
    omitted.iter().filter(|omitted| omitted.revives).map(|omitted| omitted.count).sum()
}

/// Writes the last lines of a report: totals, next steps and remarks.
pub(super) fn summary(runs: &[VaultRun], view: &ReportOptions, out: Out<'_>) -> io::Result<()> {
    let totals = Totals::from_runs(runs);
    let checked = plural(totals.checked, "note");
    let nothing: Vec<&String> = runs.iter().filter_map(|run| run.why_nothing_checked.as_ref()).collect();
    nothing.iter().try_for_each(|why| writeln!(out, "{why}"))?;
    if totals.checked == 0 && !nothing.is_empty() {
        return Ok(());
    }
    if totals.remaining() == 0 && totals.fixed == 0 {
        let checked = match totals.checked == 0 && runs.iter().any(|run| run.compares_others) {
            true => "no note changed; nothing new to report in other notes".to_owned(),
            false => format!("{checked}, nothing to report"),
        };
        writeln!(out, "{checked}{}", suppressed(&totals))?;
    } else if totals.remaining() > 0 {
        let by_severity = [(totals.errors, "error"), (totals.warnings, "warning"), (totals.infos, "info")];
        let by_severity: Vec<String> =
            by_severity.iter().filter(|(many, _)| *many > 0).map(|(many, word)| plural(*many, word)).collect();
        let notes = match (totals.notes, totals.others) {
            (0, others) if others > 0 => plural(others, "other note"),
            (notes, 0) => format!("{} of {checked}", number(notes)),
            (notes, others) => format!("{} of {checked} and {}", number(notes), plural(others, "other note")),
        };
        writeln!(out, "{} in {notes}{}", by_severity.join(", "), suppressed(&totals))?;
    }
    if totals.restored_links > 0 {
        writeln!(out, "repaired {}", plural(totals.restored_links, "broken link"))?;
    }
    if totals.restorable_links > 0 {
        writeln!(out, "fixing also repairs {}", plural(totals.restorable_links, "broken link"))?;
    }
    next_steps(runs, &totals, view, out)?;
    not_run(runs).iter().try_for_each(|line| writeln!(out, "{}", escape_line(line)))?;
    for remark in runs.iter().flat_map(|run| &run.remarks) {
        writeln!(out, "{}", escape_line(remark))?;
    }
    if totals.preexisting > 0 {
        writeln!(out, "{} not reported: --all-lines", plural(totals.preexisting, "older finding"))?;
    }
    Ok(())
}

/// Writes the commands for the next steps, aligned.
fn next_steps(runs: &[VaultRun], totals: &Totals, view: &ReportOptions, out: Out<'_>) -> io::Result<()> {
    let again = &view.rerun_args;
    let mut steps: Vec<(String, String)> = Vec::new();
    if view.is_fixable && totals.fixed == 0 && totals.safe_fixes > 0 {
        steps.push((format!("fix {} of them", number(totals.safe_fixes)), format!("vaultlint --fix{again}")));
        steps.push(("see the changes first".to_owned(), format!("vaultlint --diff{again}")));
    }
    // A fix that another note needs too would break links if it were applied to some notes only.
    let paired = if again.is_empty() { 0 } else { totals.paired_fixes };
    let alone = totals.unsafe_fixes - paired;
    if alone > 0 {
        let step = format!("review {} unsafe {}", number(alone), plural_fix(alone));
        steps.push((step, format!("vaultlint --diff --unsafe-fixes{again}")));
    }
    if paired > 0 {
        let step = format!("review {} unsafe {} in all notes", number(paired), plural_fix(paired));
        steps.push((step, format!("vaultlint --diff --unsafe-fixes{}", whole_vaults(runs))));
    }
    let width = steps.iter().map(|(step, _)| width(step)).max().unwrap_or(0);
    for (step, command) in steps {
        out.write_styled(TextStyle::Dim, format_args!("  {}", pad(&step, width)))?;
        writeln!(out, "  {command}")?;
    }
    Ok(())
}

fn plural_fix(many: usize) -> &'static str {
    if many == 1 { "fix" } else { "fixes" }
}

fn suppressed(totals: &Totals) -> String {
    if totals.suppressed == 0 { String::new() } else { format!(", {} suppressed", number(totals.suppressed)) }
}
