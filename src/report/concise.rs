//! One line a finding: `path:line:column: severity[rule] message`.

use std::io;

use super::{Out, VaultRun};
use crate::engine::Finding;
use crate::output::printable;

/// Writes every finding that is left.
///
/// # Errors
/// When `out` cannot be written.
pub fn concise(runs: &[VaultRun], out: Out<'_>) -> io::Result<()> {
    for run in runs {
        for (note, finding) in run.left() {
            let Finding { diagnostic, start, .. } = finding;
            let path = run.shown_to_people(&note.path);
            let (rule, message) = (printable(&diagnostic.rule), printable(&diagnostic.message));
            let severity = diagnostic.severity;
            writeln!(out, "{path}:{}:{}: {severity}[{rule}] {message}", start.line, start.column)?;
        }
    }
    Ok(())
}
