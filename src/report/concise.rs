//! One line a finding: `path:line:column: severity[rule] message`.

use std::io;

use super::{Out, VaultRun, omitted_words};
use crate::engine::Finding;
use crate::output::printable;

/// Writes every finding that is left.
///
/// # Errors
/// When `out` cannot be written.
pub fn concise(runs: &[VaultRun], out: Out<'_>) -> io::Result<()> {
    for run in runs {
        for (note, left) in run.notes_left() {
            let path = run.shown_to_people(&note.path);
            for Finding { diagnostic, start, .. } in left {
                let (rule, message) = (printable(&diagnostic.rule), printable(&diagnostic.message));
                let severity = diagnostic.severity;
                writeln!(out, "{path}:{}:{}: {severity}[{rule}] {message}", start.line, start.column)?;
            }
            if let Some(words) = omitted_words(run.omitted_of(note)) {
                writeln!(out, "{path}: {words}")?;
            }
        }
    }
    Ok(())
}
