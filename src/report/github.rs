//! Workflow commands of GitHub Actions: one line per finding, which GitHub shows as an annotation of a pull request.
//!
//! Paths are relative to the top of the Git repository.

use std::io;

use super::format;
use super::{Out, VaultRun, last_line, not_run, omitted_words};
use crate::diagnostic::{Applicability, Diagnostic, Severity};
use crate::engine::Finding;
use crate::output::escape_line;

/// Writes every finding that is left and counts.
///
/// # Errors
/// When `out` cannot be written.
pub fn github(runs: &[VaultRun], out: Out<'_>) -> io::Result<()> {
    for run in runs {
        for (note, finding) in run.remaining() {
            let command = match finding.diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "notice",
            };
            let file = run.path_in_repository(&note.path);
            let cause = if note.is_inbound { "; caused by a change of other files" } else { "" };
            let title = format!("vaultlint {}", finding.diagnostic.rule);
            let place = place(finding);
            let place = place.iter().map(|(key, value)| (*key, value.as_str()));
            let properties: Vec<(&str, &str)> =
                [("file", file.as_str())].into_iter().chain(place).chain([("title", title.as_str())]).collect();
            out.write_workflow_command(command, &properties, &format!("{}{cause}", message(&finding.diagnostic)))?;
        }
        for (note, _) in run.notes_with_remaining() {
            if let Some(words) = omitted_words(run.omitted_in(note)) {
                let file = run.path_in_repository(&note.path);
                out.write_workflow_command("notice", &[("file", &file), ("title", "vaultlint")], &words)?;
            }
        }
    }
    // A plain line in the job's log, not an annotation.
    not_run(runs).iter().try_for_each(|line| writeln!(out, "{}", escape_line(line)))
}

/// Returns the lines of a finding, and its columns if it is on one line: GitHub rejects columns of several lines.
fn place(finding: &Finding) -> Vec<(&'static str, String)> {
    let (start, end) = (finding.start, finding.end);
    let mut place = vec![("line", start.line.to_string()), ("endLine", last_line(start, end).to_string())];
    if start.line == end.line {
        place.extend([("col", start.column.to_string()), ("endColumn", end.column.to_string())]);
    }
    place
}

/// Returns the message of a finding, with its fix or advice.
fn message(diagnostic: &Diagnostic) -> String {
    let message = &diagnostic.message;
    let help = diagnostic.help.as_deref().and_then(|help| help.lines().next());
    match (&diagnostic.fix, help) {
        (Some(fix), _) if fix.applicability > Applicability::Manual => {
            format!("{message}; fix: {}", format::describe_fix(diagnostic, fix))
        }
        (_, Some(help)) => format!("{message}; {help}"),
        (Some(fix), None) => format!("{message}; {}", fix.title),
        (None, None) => message.clone(),
    }
}
