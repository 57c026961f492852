//! Workflow commands of GitHub Actions: one line a finding, shown by GitHub at the lines of a pull request.
//!
//! Paths count from Git's top, which is where a workflow checks out.

use std::io;

use super::words;
use super::{Out, VaultRun, last_line};
use crate::diagnostic::{Applicability, Diagnostic, Severity};
use crate::engine::Finding;

/// Writes every finding that is left and counts.
///
/// # Errors
/// When `out` cannot be written.
pub fn github(runs: &[VaultRun], out: Out<'_>) -> io::Result<()> {
    for run in runs {
        for (note, finding) in run.left() {
            let command = match finding.diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "notice",
            };
            let file = property(&run.from_top(&note.path));
            let title = property(&format!("vaultlint {}", finding.diagnostic.rule));
            let (place, message) = (place(finding), data(&message(&finding.diagnostic)));
            writeln!(out, "::{command} file={file},{place},title={title}::{message}")?;
        }
    }
    Ok(())
}

/// Lines, and columns where it is one line: GitHub refuses columns of more.
fn place(finding: &Finding) -> String {
    let (start, end) = (finding.start, finding.end);
    let lines = format!("line={},endLine={}", start.line, last_line(start, end));
    if start.line == end.line { format!("{lines},col={},endColumn={}", start.column, end.column) } else { lines }
}

/// What is wrong, and in a few words what to do.
fn message(diagnostic: &Diagnostic) -> String {
    let message = &diagnostic.message;
    let help = diagnostic.help.as_deref().and_then(|help| help.lines().next());
    match (&diagnostic.fix, help) {
        (Some(fix), _) if fix.applicability > Applicability::Manual => format!("{message}; fix: {}", words::fix(fix)),
        (_, Some(help)) => format!("{message}; {help}"),
        (Some(fix), None) => format!("{message}; {}", fix.title),
        (None, None) => message.clone(),
    }
}

/// The text behind `::`. Other control characters would reach whoever reads the log in a terminal.
fn data(text: &str) -> String {
    let escape = |c: char| match c {
        '%' => "%25".to_owned(),
        '\r' => "%0D".to_owned(),
        '\n' => "%0A".to_owned(),
        c if c.is_control() => char::REPLACEMENT_CHARACTER.to_string(),
        c => c.to_string(),
    };
    text.chars().map(escape).collect()
}

/// A value before `::`. It stays what it is to the letter: it may be the name of a file.
fn property(value: &str) -> String {
    let escape = |c: char| match c {
        '%' => "%25".to_owned(),
        '\r' => "%0D".to_owned(),
        '\n' => "%0A".to_owned(),
        ':' => "%3A".to_owned(),
        ',' => "%2C".to_owned(),
        c => c.to_string(),
    };
    value.chars().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line_and_reads_back() {
        assert_eq!(data("100%0A, a: b\r\nc\u{1b}[1m"), "100%250A, a: b%0D%0Ac\u{fffd}[1m");
    }

    #[test]
    fn a_property_holds_nothing_that_ends_it() {
        assert_eq!(property("a, b::c 5%.md\n"), "a%2C b%3A%3Ac 5%25.md%0A");
    }
}
