//! The text report: a table for many findings, a line per cause for some, a source window each for a few.

use std::io;

use super::summary::{Totals, summary};
use super::words::{count, number};
use super::{Origin, Out, VaultRun, View, changes, hook, lines, omitted_words, overview, snippet};
use crate::output::printable;

/// Up to so many findings are drawn.
const FEW: usize = 10;
/// From so many on there is a table.
const MANY: usize = 50;
/// Up to so many changed notes are shown one by one at a terminal.
const NOTES_SHOWN: usize = 25;
/// Of more, so many are shown.
const SAMPLES: usize = 3;

/// Writes findings, changes and what to do next.
///
/// # Errors
/// When `out` cannot be written.
pub fn text(runs: &[VaultRun], view: &View, out: Out<'_>) -> io::Result<()> {
    if runs.iter().any(|run| run.origin == Origin::Staged) {
        return hook::staged(runs, view, out);
    }
    let totals = Totals::of(runs);
    if totals.fixed > 0 && !view.quiet {
        what_was_fixed(runs, view, &totals, out)?;
    }
    if !view.quiet {
        what_is_left(runs, view, &totals, out)?;
    }
    what_went_wrong(runs, out)?;
    if view.statistics {
        overview::table(runs, view, out)?;
    }
    summary(runs, view, out)?;
    written(runs, out)
}

fn what_was_fixed(runs: &[VaultRun], view: &View, totals: &Totals, out: Out<'_>) -> io::Result<()> {
    if view.width.is_none() || view.verbose {
        return super::patch(runs, out);
    }
    let many = if totals.changed > NOTES_SHOWN { SAMPLES } else { NOTES_SHOWN };
    let changed = runs.iter().flat_map(|run| run.outcome.notes.iter().map(move |note| (run, note)));
    for (run, note) in changed.filter(|(_, note)| note.change.is_some()).take(many) {
        changes::changes(run, note, view, out)?;
    }
    if totals.changed > many {
        writeln!(out, "and {} more: -v shows every change", count(totals.changed - many, "note"))?;
    }
    Ok(())
}

fn what_is_left(runs: &[VaultRun], view: &View, totals: &Totals, out: Out<'_>) -> io::Result<()> {
    let left = totals.left();
    if totals.fixed > 0 && left > 0 {
        writeln!(out, "not fixed")?;
    }
    let is_terminal = view.width.is_some();
    if is_terminal && !view.verbose && left > MANY && !view.notes_named {
        return overview::overview(runs, view, out);
    }
    let is_drawn = view.verbose || (is_terminal && left <= FEW);
    for run in runs {
        for (note, left) in run.notes_left() {
            if is_drawn {
                left.iter().try_for_each(|finding| snippet::snippet(run, note, finding, view, out))?;
            } else {
                lines::note(run, note, &left, view, out)?;
            }
            if let Some(words) = omitted_words(run.omitted_of(note)) {
                writeln!(out, "  {words}")?;
            }
        }
    }
    Ok(())
}

fn what_went_wrong(runs: &[VaultRun], out: Out<'_>) -> io::Result<()> {
    for run in runs {
        for note in &run.outcome.notes {
            for bug in &note.bugs {
                let (path, bug) = (run.shown_to_people(&note.path), printable(bug));
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
        for (path, why) in &written.left_alone {
            writeln!(out, "not written: {}: {}", run.shown_to_people(path), printable(why))?;
        }
    }
    if notes > 0 {
        let fixed: usize = runs.iter().map(|run| run.fixed_count() + run.settled_by_renames).sum();
        writeln!(out, "{} fixed in {}; to undo: vaultlint undo", number(fixed), count(notes, "note"))?;
    }
    Ok(())
}
