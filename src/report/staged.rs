//! The report of `--staged` on the command line.

use std::io;

use super::hook::{AFTER_RENAME, GitAction, not_counted, not_written};
use super::new_findings::NewFindings;
use super::shown_findings::{findings, fixed};
use super::{Out, ReportOptions, VaultRun, other_notes, run_in_part};
use crate::output::escape_line;

/// Writes the report of `--staged`.
///
/// # Errors
/// When `out` cannot be written.
pub(super) fn staged(runs: &[VaultRun], view: &ReportOptions, out: Out<'_>) -> io::Result<()> {
    let news = NewFindings::from_runs(runs);
    let place = GitAction::Commit.notes_phrase(&news);
    let found = news.found();
    if news.checked == 0 && found.is_empty() && news.preexisting + news.generated == 0 {
        let others = runs.iter().any(|run| run.compares_others);
        return writeln!(
            out,
            "no note is staged{}",
            if others { "; nothing new to report in other notes" } else { "" }
        );
    }
    let fixed_words = news.fixed_words();
    match (news.fixed > 0, found.is_empty()) {
        (false, true) => writeln!(out, "{place}, nothing new to report")?,
        (true, true) => writeln!(out, "{fixed_words}, nothing left to report in {place}")?,
        (true, false) => writeln!(out, "{fixed_words}, {found} left in {place}")?,
        (false, false) => writeln!(out, "{found} in {place}")?,
    }
    if !view.quiet {
        fixed(runs, view, out)?;
        findings(runs, view, false, "this commit", out)?;
        other_notes::rename_steps(runs, AFTER_RENAME, out)?;
    }
    if news.fixable > 0 && news.fixed == 0 {
        writeln!(out, "  fix it        vaultlint{} --fix", view.rerun_args)?;
    }
    not_written(runs, out)?;
    run_in_part(runs).iter().try_for_each(|line| writeln!(out, "{}", escape_line(line)))?;
    not_counted(runs, &news, out)
}
