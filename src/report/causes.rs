//! Groups similar findings of a note, so that each group is reported on one line with a count.

use crate::diagnostic::{Applicability, Severity};
use crate::engine::Finding;

/// The maximum number of lines or ranges of lines that are listed.
const LISTED: usize = 12;

/// Findings of one note with the same cause.
#[derive(Debug)]
pub(super) struct Cause<'a> {
    /// The first of them.
    pub(super) first: &'a Finding,
    /// The lines of the others, ascending, starting at 1.
    others: Vec<usize>,
}

/// The properties that findings of one cause have in common.
#[derive(PartialEq, Eq)]
struct Key<'a> {
    rule: &'a str,
    severity: Severity,
    message: String,
    advice: Option<&'a str>,
}

impl Cause<'_> {
    /// Returns the number of findings.
    pub(super) fn count(&self) -> usize {
        1 + self.others.len()
    }

    /// Describes the other findings, as `and 9 more like it on lines 12-15, 20`; None if there are none.
    pub(super) fn others(&self) -> Option<String> {
        let (first, last) = (*self.others.first()?, *self.others.last()?);
        let lines = if first == last { "line" } else { "lines" };
        Some(format!("and {} more like it on {lines} {}", self.others.len(), ranges(&self.others)))
    }
}

/// Groups `findings` by cause, in the order of the first finding of each.
pub(super) fn causes<'a>(findings: &[&'a Finding]) -> Vec<Cause<'a>> {
    let mut causes: Vec<(Key<'_>, Cause<'a>)> = Vec::new();
    for finding in findings {
        let key = key(finding);
        match causes.iter_mut().find(|(known, _)| *known == key) {
            Some((_, cause)) => cause.others.push(finding.start.line),
            None => causes.push((key, Cause { first: finding, others: Vec::new() })),
        }
    }
    causes.into_iter().map(|(_, cause)| cause).collect()
}

/// Returns each of `findings` as a cause of its own.
pub(super) fn each<'a>(findings: &[&'a Finding]) -> Vec<Cause<'a>> {
    findings.iter().map(|finding| Cause { first: finding, others: Vec::new() }).collect()
}

fn key(finding: &Finding) -> Key<'_> {
    let found = &finding.diagnostic;
    let is_safe = found.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Safe);
    Key {
        rule: &found.rule,
        severity: found.severity,
        // If `--fix` repairs them anyway, findings that differ only in the quoted text are one cause.
        message: if is_safe { without_quoted(&found.message) } else { found.message.clone() },
        advice: if is_safe { None } else { found.help.as_deref() },
    }
}

/// Returns `message` without the text between backticks.
fn without_quoted(message: &str) -> String {
    message.split('`').step_by(2).collect::<Vec<_>>().join("`")
}

/// Formats ascending `lines` as `12-15, 20`, with `…` at the end of a long list.
fn ranges(lines: &[usize]) -> String {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for &line in lines {
        match ranges.last_mut() {
            Some((_, end)) if line <= *end + 1 => *end = line,
            _ => ranges.push((line, line)),
        }
    }
    let words = |&(start, end): &(usize, usize)| match start == end {
        true => start.to_string(),
        false => format!("{start}-{end}"),
    };
    let mut listed: Vec<String> = ranges.iter().take(LISTED).map(words).collect();
    listed.extend((ranges.len() > LISTED).then(|| "…".to_owned()));
    listed.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_listed_as_ranges() {
        assert_eq!(ranges(&[3]), "3");
        assert_eq!(ranges(&[3, 3, 4, 5, 9]), "3-5, 9");
        let odd: Vec<usize> = (0..20).map(|at| 2 * at + 1).collect();
        assert_eq!(ranges(&odd), "1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, …");
    }

    #[test]
    fn quoted_text_is_left_out() {
        assert_eq!(without_quoted("`â€™` is `’`, decoded as windows-1252"), "` is `, decoded as windows-1252");
    }
}
