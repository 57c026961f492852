//! The text report: a table for many findings, one line per cause for fewer, a source snippet each for a few.

use std::io;

use super::format::{number, plural};
use super::summary::{Totals, summary};
use super::{
    CheckedVersion, Out, ReportOptions, VaultRun, changes, lines, omitted_words, other_notes, overview, snippet,
    staged, undo_commands,
};
use crate::output::escape_line;

/// The maximum number of findings that are drawn with their source.
const MAX_DRAWN: usize = 10;
/// More findings than this are shown as a table.
const MIN_FOR_TABLE: usize = 50;
/// The maximum number of changed notes that are all shown at a terminal.
const MAX_NOTES_SHOWN: usize = 25;
/// The number of changed notes shown if there are more.
const SAMPLES: usize = 3;

/// What is left to do after a rename that was printed.
const AFTER_RENAME: &str = "then commit what it changed";

/// Writes findings, changes and next steps.
///
/// # Errors
/// When `out` cannot be written.
pub(crate) fn text(runs: &[VaultRun], view: &ReportOptions, out: Out<'_>) -> io::Result<()> {
    if runs.iter().any(|run| run.version == CheckedVersion::Staged) {
        return staged::staged(runs, view, out);
    }
    let totals = Totals::from_runs(runs);
    if totals.fixed > 0 && !view.quiet {
        write_fixed(runs, view, &totals, out)?;
    }
    if !view.quiet {
        write_remaining(runs, view, &totals, out)?;
    }
    write_problems(runs, out)?;
    if view.statistics {
        overview::table(runs, view, out)?;
    }
    summary(runs, view, out)?;
    written(runs, out)
}

fn write_fixed(runs: &[VaultRun], view: &ReportOptions, totals: &Totals, out: Out<'_>) -> io::Result<()> {
    if view.width.is_none() || view.verbose {
        return super::patch(runs, out);
    }
    let many = if totals.changed > MAX_NOTES_SHOWN { SAMPLES } else { MAX_NOTES_SHOWN };
    let changed = runs.iter().flat_map(|run| run.outcome.notes.iter().map(move |note| (run, note)));
    for (run, note) in changed.filter(|(_, note)| note.change.is_some()).take(many) {
        changes::changes(run, note, view, out)?;
    }
    if totals.changed > many {
        writeln!(out, "and {}: -v shows every change", plural(totals.changed - many, "more note"))?;
    }
    Ok(())
}

fn write_remaining(runs: &[VaultRun], view: &ReportOptions, totals: &Totals, out: Out<'_>) -> io::Result<()> {
    let left = totals.remaining();
    if totals.fixed > 0 && left > 0 {
        writeln!(out, "not fixed")?;
    }
    let is_terminal = view.width.is_some();
    if is_terminal && !view.verbose && left > MIN_FOR_TABLE && !view.has_named_notes {
        overview::overview(runs, view, out)?;
        return other_notes::rename_steps(runs, AFTER_RENAME, out);
    }
    let is_drawn = view.verbose || (is_terminal && left <= MAX_DRAWN);
    write_notes(runs, false, is_drawn, view, out)?;
    if runs.iter().any(VaultRun::has_inbound) {
        writeln!(out, "{}", other_notes::heading(runs, "these changes"))?;
        write_notes(runs, true, is_drawn, view, out)?;
    }
    other_notes::rename_steps(runs, AFTER_RENAME, out)
}

/// Writes the findings of the notes that were changed, or of the other notes.
fn write_notes(
    runs: &[VaultRun],
    is_inbound: bool,
    is_drawn: bool,
    view: &ReportOptions,
    out: Out<'_>,
) -> io::Result<()> {
    for run in runs {
        for (note, left) in other_notes::notes_with_remaining(run, is_inbound) {
            if is_drawn {
                left.iter().try_for_each(|finding| snippet::snippet(run, note, finding, view, out))?;
            } else {
                lines::note(run, note, &left, view, out)?;
            }
            if is_inbound {
                other_notes::deleted_targets(run, &left, out)?;
            }
            if let Some(words) = omitted_words(run.omitted_in(note)) {
                writeln!(out, "  {words}")?;
            }
        }
    }
    Ok(())
}

fn write_problems(runs: &[VaultRun], out: Out<'_>) -> io::Result<()> {
    for run in runs {
        for note in &run.outcome.notes {
            for bug in &note.bugs {
                let (path, bug) = (run.display_path_on_line(&note.path), escape_line(bug));
                writeln!(out, "{path}: a bug in vaultlint, please report it: {bug}; the note was not changed")?;
            }
        }
    }
    Ok(())
}

fn written(runs: &[VaultRun], out: Out<'_>) -> io::Result<()> {
    let mut notes = 0;
    for run in runs {
        let Some(written) = &run.written else { continue };
        notes += written.notes;
        for (path, why) in &written.skipped {
            writeln!(out, "not written: {}: {}", run.display_path_on_line(path), escape_line(why))?;
        }
    }
    if notes > 0 {
        let fixed: usize = runs.iter().map(|run| run.fixed_count() + run.settled_by_renames).sum();
        let fixed = format!("{} fixed in {}", number(fixed), plural(notes, "note"));
        match &undo_commands(runs)[..] {
            [command] => writeln!(out, "{fixed}; to undo: {}", escape_line(&command.to_string()))?,
            commands => {
                writeln!(out, "{fixed}; to undo, vault by vault:")?;
                commands.iter().try_for_each(|command| writeln!(out, "  {}", escape_line(&command.to_string())))?;
            }
        }
    }
    Ok(())
}
