//! One line per finding: `path:line:column: severity[rule] message`.

use std::io;

use super::{Out, VaultRun, omitted_words, other_notes};
use crate::engine::Finding;
use crate::output::escape_line;

/// Writes every finding that is left and counts, those in notes that were not changed last.
///
/// # Errors
/// When `out` cannot be written.
pub(crate) fn concise(runs: &[VaultRun], out: Out<'_>) -> io::Result<()> {
    for run in runs {
        let changed = other_notes::notes_with_remaining(run, false);
        for (note, left) in changed.chain(other_notes::notes_with_remaining(run, true)) {
            let path = run.display_path_on_line(&note.path);
            for Finding { diagnostic, start, .. } in left {
                let (rule, message) = (escape_line(&diagnostic.rule), escape_line(&diagnostic.message));
                let severity = diagnostic.severity;
                writeln!(out, "{path}:{}:{}: {severity}[{rule}] {message}", start.line, start.column)?;
            }
            if let Some(words) = omitted_words(run.omitted_in(note)) {
                writeln!(out, "{path}: {words}")?;
            }
        }
    }
    Ok(())
}
