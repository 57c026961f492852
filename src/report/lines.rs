//! One line per cause, grouped by note.

use std::io;

use super::causes::{Cause, causes as by_cause, each};
use super::format::{pad, width, wrap};
use super::{Out, ReportOptions, VaultRun};
use crate::diagnostic::Applicability;
use crate::engine::{Finding, NoteOutcome};
use crate::output::{TextStyle, escape_line};

/// The minimum width of a message, in columns.
const LEAST_ROOM: usize = 40;

/// Writes `findings` of `note` under its path.
pub(super) fn note(
    run: &VaultRun,
    note: &NoteOutcome,
    findings: &[&Finding],
    view: &ReportOptions,
    out: Out<'_>,
) -> io::Result<()> {
    out.write_styled(TextStyle::Path, format_args!("{}", run.display_path_on_line(&note.path)))?;
    writeln!(out)?;
    let found = if view.verbose { each(findings) } else { by_cause(findings) };
    causes(&found, view, |_, _, _| Ok(()), out)
}

/// Writes `causes`, aligned; `after` adds lines about the first finding of each.
pub(super) fn causes(
    causes: &[Cause<'_>],
    view: &ReportOptions,
    after: impl Fn(&Finding, &ReportOptions, Out<'_>) -> io::Result<()>,
    out: Out<'_>,
) -> io::Result<()> {
    let lines = causes.iter().map(|cause| cause.first.start.line.to_string().len()).max().unwrap_or(0);
    let rules = causes.iter().map(|cause| width(&escape_line(&cause.first.diagnostic.rule))).max().unwrap_or(0);
    let margin = lines + rules + 6;
    for cause in causes {
        let finding = cause.first;
        let rule = pad(&escape_line(&finding.diagnostic.rule), rules);
        write!(out, "  {:>lines$}  ", finding.start.line)?;
        out.write_styled(TextStyle::Severity(finding.diagnostic.severity), format_args!("{rule}"))?;
        write!(out, "  ")?;
        let lines = wrapped(&escape_line(&finding.diagnostic.message), margin, view);
        write!(out, "{}", lines.join(&format!("\n{:margin$}", "")))?;
        if let Some(mark) = fix_marker(finding) {
            let column = margin + lines.last().map_or(0, |line| width(line)) + 2;
            let is_full = view.width.is_some_and(|columns| column + width(mark) > columns);
            let gap = if is_full { format!("\n{:margin$}", "") } else { "  ".to_owned() };
            out.write_styled(TextStyle::Dim, format_args!("{gap}{mark}"))?;
        }
        writeln!(out)?;
        // Advice is shown if no fix can be applied, or if a person has to decide.
        if !finding.diagnostic.is_fixable(Applicability::Unsafe) || finding.diagnostic.is_name_guess() {
            for line in advice(finding) {
                dim(&escape_line(line), margin, view, out)?;
            }
        }
        after(finding, view, out)?;
        if let Some(others) = cause.others() {
            dim(&others, margin, view, out)?;
        }
    }
    Ok(())
}

/// Writes `text` dimmed and wrapped, indented by `margin` columns.
fn dim(text: &str, margin: usize, view: &ReportOptions, out: Out<'_>) -> io::Result<()> {
    for line in wrapped(text, margin, view) {
        write!(out, "{:margin$}", "")?;
        out.write_styled(TextStyle::Dim, format_args!("{line}"))?;
        writeln!(out)?;
    }
    Ok(())
}

/// Wraps `text` to the width beside a margin. An indented line is not wrapped: it is a command to copy.
fn wrapped(text: &str, margin: usize, view: &ReportOptions) -> Vec<String> {
    match view.width {
        Some(width) if !text.starts_with(' ') => wrap(text, width.saturating_sub(margin).max(LEAST_ROOM)),
        _ => vec![text.to_owned()],
    }
}

fn advice(finding: &Finding) -> impl Iterator<Item = &str> {
    let title = finding.diagnostic.fix.as_ref().map(|fix| fix.title.as_str());
    finding.diagnostic.help.as_deref().or(title).unwrap_or_default().lines()
}

fn fix_marker(finding: &Finding) -> Option<&'static str> {
    match finding.diagnostic.fix.as_ref()?.applicability {
        Applicability::Safe => Some("[fixable]"),
        Applicability::Unsafe => Some("[unsafe fix]"),
        Applicability::Manual => None,
    }
}
