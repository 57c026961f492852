//! One line a finding, grouped by note.

use std::io;

use super::words::{clip, pad, width};
use super::{Out, VaultRun, View};
use crate::diagnostic::Applicability;
use crate::engine::{Finding, NoteOutcome};
use crate::output::{Style, printable};

/// Writes `findings` of `note` under its path.
pub(super) fn note(
    run: &VaultRun,
    note: &NoteOutcome,
    findings: &[&Finding],
    view: &View,
    out: Out<'_>,
) -> io::Result<()> {
    out.styled(Style::Path, format_args!("{}", run.shown_to_people(&note.path)))?;
    writeln!(out)?;
    lines(findings, view, out)
}

/// Writes `findings`, aligned.
pub(super) fn lines(findings: &[&Finding], view: &View, out: Out<'_>) -> io::Result<()> {
    let lines = findings.iter().map(|finding| finding.start.line.to_string().len()).max().unwrap_or(0);
    let rules = findings.iter().map(|finding| width(&printable(&finding.diagnostic.rule))).max().unwrap_or(0);
    for finding in findings {
        let mark = mark(finding);
        let room = view.width.map(|width| width.saturating_sub(lines + rules + mark.len() + 7).max(20));
        let message = match room {
            Some(room) => clip(&finding.diagnostic.message, room),
            None => printable(&finding.diagnostic.message),
        };
        let rule = pad(&printable(&finding.diagnostic.rule), rules);
        write!(out, "  {:>lines$}  ", finding.start.line)?;
        out.styled(Style::Severity(finding.diagnostic.severity), format_args!("{rule}"))?;
        write!(out, "  {message}")?;
        out.styled(Style::Dim, format_args!("{mark}"))?;
        writeln!(out)?;
        // A fix speaks for itself; where there is none, the advice is all there is.
        if !finding.diagnostic.is_fixable(Applicability::Unsafe) {
            for line in advice(finding) {
                write!(out, "  {:>lines$}  ", "")?;
                out.styled(Style::Dim, format_args!("{}", printable(line)))?;
                writeln!(out)?;
            }
        }
    }
    Ok(())
}

fn advice(finding: &Finding) -> impl Iterator<Item = &str> {
    let title = finding.diagnostic.fix.as_ref().map(|fix| fix.title.as_str());
    finding.diagnostic.help.as_deref().or(title).unwrap_or_default().lines()
}

fn mark(finding: &Finding) -> &'static str {
    match finding.diagnostic.fix.as_ref().map(|fix| fix.applicability) {
        Some(Applicability::Safe) => "  [fixable]",
        Some(Applicability::Unsafe) => "  [unsafe fix]",
        Some(Applicability::Manual) | None => "",
    }
}
