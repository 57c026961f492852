//! The new findings in the report of a hook and of `--staged`, the first of them with their lines.

use std::collections::BTreeMap;
use std::io;

use super::causes::Cause;
use super::format::{clip, number};
use super::new_findings::written;
use super::{CheckedVersion, Out, ReportOptions, VaultRun, causes, changes, lines, other_notes, snippet};
use crate::diagnostic::Severity;
use crate::engine::{Excerpt, Finding, NoteOutcome};
use crate::output::TextStyle;

/// The maximum number of causes that are shown with their lines.
const MAX_SHOWN: usize = 10;
/// The width of the margin before a line of the note, in columns.
const MARGIN: usize = 14;

/// Writes the fixes, as a patch or as changes of lines.
///
/// # Errors
/// When `out` cannot be written.
pub(super) fn fixed(runs: &[VaultRun], view: &ReportOptions, out: Out<'_>) -> io::Result<()> {
    if view.width.is_none() || view.verbose {
        return super::patch(runs, out);
    }
    for run in runs {
        for note in written(run) {
            changes::changes(run, note, view, out)?;
        }
    }
    Ok(())
}

/// Writes the new findings by note, or only those that stop Git; those in other notes under a heading that names their
/// `cause`.
///
/// # Errors
/// When `out` cannot be written.
pub(super) fn findings(
    runs: &[VaultRun],
    view: &ReportOptions,
    only_errors: bool,
    cause: &str,
    out: Out<'_>,
) -> io::Result<()> {
    let mut shown = ShownFindings { only_errors, ..ShownFindings::default() };
    for run in runs {
        for (note, left) in other_notes::notes_with_remaining(run, false) {
            shown.write(run, note, &left, view, out)?;
        }
    }
    let mut has_heading = false;
    for run in runs {
        for (note, left) in other_notes::notes_with_remaining(run, true) {
            if !has_heading && shown.includes_any(run, note, &left) {
                has_heading = true;
                writeln!(out, "{}", other_notes::heading(runs, cause))?;
            }
            shown.write(run, note, &left, view, out)?;
        }
    }
    if shown.all > shown.shown {
        let is_staged = runs.iter().any(|run| run.version == CheckedVersion::Staged);
        let whole = if is_staged { ": vaultlint --staged -v" } else { "" };
        writeln!(out, "and {} more{whole}", number(shown.all - shown.shown))?;
    }
    Ok(())
}

/// The findings that were written so far.
#[derive(Default)]
struct ShownFindings {
    /// Whether only findings that stop Git are written.
    only_errors: bool,
    causes: usize,
    shown: usize,
    all: usize,
}

impl ShownFindings {
    fn includes(&self, run: &VaultRun, note: &NoteOutcome, finding: &Finding) -> bool {
        let is_exempt = note.is_generated && run.exempts_generated;
        let stops =
            finding.diagnostic.severity == Severity::Error || run.stops_for_names && finding.diagnostic.is_name_guess();
        !is_exempt && (stops || !self.only_errors)
    }

    fn includes_any(&self, run: &VaultRun, note: &NoteOutcome, left: &[&Finding]) -> bool {
        left.iter().any(|finding| self.includes(run, note, finding))
    }

    fn write(
        &mut self,
        run: &VaultRun,
        note: &NoteOutcome,
        left: &[&Finding],
        view: &ReportOptions,
        out: Out<'_>,
    ) -> io::Result<()> {
        if note.is_generated && run.exempts_generated {
            return Ok(());
        }
        let left: Vec<&Finding> = left.iter().copied().filter(|finding| self.includes(run, note, finding)).collect();
        self.all += left.len();
        let omitted = note.remaining_omitted.iter().filter(|omitted| run.counts.includes_age(omitted.is_new));
        let omitted = omitted.filter(|omitted| !self.only_errors || omitted.severity == Severity::Error);
        self.all += omitted.map(|omitted| omitted.count).sum::<usize>();
        if view.verbose && view.width.is_some() {
            self.shown += left.len();
            return left.iter().try_for_each(|finding| snippet::snippet(run, note, finding, view, out));
        }
        let most = if view.verbose { usize::MAX } else { MAX_SHOWN };
        let mut causes = if view.verbose { causes::each(&left) } else { causes::causes(&left) };
        causes.truncate(most - self.causes);
        if causes.is_empty() {
            return Ok(());
        }
        self.causes += causes.len();
        self.shown += causes.iter().map(Cause::count).sum::<usize>();
        out.write_styled(TextStyle::Path, format_args!("{}", run.display_path_on_line(&note.path)))?;
        writeln!(out)?;
        let after = |finding: &Finding, view: &ReportOptions, out: Out<'_>| {
            context(finding, !note.is_inbound, view, out)?;
            if note.is_inbound { other_notes::deleted_target(run, finding, MARGIN, out) } else { Ok(()) }
        };
        lines::causes(&causes, view, after, out)
    }
}

/// Writes the lines of a finding in order, those that a changed note got with `+`.
fn context(finding: &Finding, is_changed: bool, view: &ReportOptions, out: Out<'_>) -> io::Result<()> {
    let related = finding.related.iter().filter_map(|related| Some((related.place?.0.line, related.excerpt.as_ref()?)));
    let lines: BTreeMap<usize, &Excerpt> = related
        .chain([(finding.start.line, &finding.excerpt)])
        .filter(|(_, excerpt)| !excerpt.text.trim().is_empty())
        .collect();
    let room = view.width.map_or(usize::MAX, |width| width.saturating_sub(MARGIN).max(20));
    for (line, excerpt) in lines {
        let is_added = is_changed && excerpt.is_added;
        let mark = if is_added { '+' } else { ' ' };
        let lead = if excerpt.clipped.0 { "…" } else { "" };
        let tail = if excerpt.clipped.1 { "…" } else { "" };
        let text = format!("{lead}{}{tail}", excerpt.text.trim_end());
        let style = if is_added { TextStyle::Added } else { TextStyle::Dim };
        out.write_styled(style, format_args!("  {line:>8} {mark} {}", clip(&text, room)))?;
        writeln!(out)?;
    }
    Ok(())
}
