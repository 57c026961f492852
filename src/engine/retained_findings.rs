//! Bounds the findings of one note: the first ones are retained, the others are only counted. A note may have the same
//! problem a million times.
//!
//! Invariant: at least one finding of each rule, severity and age (new or old) is retained.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Applicability, Diagnostic, Severity};

/// The maximum number of retained findings of one rule, severity and age.
const MAX_OF_A_KIND: usize = 2_000;
/// The maximum size of a note's retained findings, in bytes.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Findings of one kind that are counted and not retained.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Omitted {
    /// The name of the rule.
    pub rule: Cow<'static, str>,
    /// The severity.
    pub severity: Severity,
    /// Whether they are new against the base of the run.
    pub is_new: bool,
    /// The applicability of their fixes; `None` if they have no automatic fix.
    pub fixable: Option<Applicability>,
    /// Whether their fixes repair broken links.
    pub revives: bool,
    /// The number of findings.
    pub count: usize,
}

impl Omitted {
    pub(super) fn new(diagnostic: &Diagnostic) -> Self {
        let fix = diagnostic.fix.as_ref().filter(|fix| !fix.edits.is_empty());
        Self {
            rule: diagnostic.rule.clone(),
            severity: diagnostic.severity,
            is_new: diagnostic.is_new,
            fixable: fix.map(|fix| fix.applicability).filter(|fix| *fix > Applicability::Manual),
            revives: diagnostic.restores_link(),
            count: 1,
        }
    }

    fn is_like(&self, other: &Self) -> bool {
        let Self { rule, severity, is_new, fixable, revives, count: _ } = self;
        (rule, severity, is_new, fixable, revives)
            == (&other.rule, &other.severity, &other.is_new, &other.fixable, &other.revives)
    }

    /// Returns whether their fixes are applied when the minimum is `min_applicability`.
    pub fn is_fixable(&self, min_applicability: Applicability) -> bool {
        self.fixable.is_some_and(|fixable| fixable >= min_applicability)
    }

    /// Adds these findings to `all`, which has one entry per kind.
    pub(super) fn add_to(self, all: &mut Vec<Self>) {
        match all.iter_mut().find(|known| known.is_like(&self)) {
            Some(known) => known.count += self.count,
            None => all.push(self),
        }
    }
}

/// The retained findings of a note, and the counts of the others.
#[derive(Debug, Default)]
pub(super) struct RetainedFindings {
    pub(super) findings: Vec<Diagnostic>,
    pub(super) omitted: Vec<Omitted>,
    of_kind: HashMap<(Cow<'static, str>, Severity, bool), usize>,
    bytes: usize,
}

impl RetainedFindings {
    /// The maximum number of retained findings of a note.
    pub(super) const MAX: usize = 20_000;

    /// Retains a finding, or counts it.
    pub(super) fn add(&mut self, diagnostic: Diagnostic) {
        let kind = (diagnostic.rule.clone(), diagnostic.severity, diagnostic.is_new);
        let of_kind = self.of_kind.entry(kind).or_default();
        let bytes = weight(&diagnostic);
        let fits = *of_kind < MAX_OF_A_KIND && self.findings.len() < Self::MAX && self.bytes + bytes <= MAX_BYTES;
        if *of_kind > 0 && !fits {
            return Omitted::new(&diagnostic).add_to(&mut self.omitted);
        }
        *of_kind += 1;
        self.bytes += bytes;
        self.findings.push(diagnostic);
    }
}

/// Returns roughly how many bytes a finding occupies until it is reported.
pub(super) fn weight(diagnostic: &Diagnostic) -> usize {
    const OF_A_FINDING: usize = 800;
    const OF_A_PLACE: usize = 500;
    const OF_AN_EDIT: usize = 80;
    let edits = diagnostic.fix.iter().flat_map(|fix| fix.edits.iter());
    let edits: usize = edits.map(|edit| edit.text.len() + OF_AN_EDIT).sum();
    let args = diagnostic.commands.iter().flat_map(|command| command.args());
    let commands: usize = args.map(|arg| arg.len() + OF_AN_EDIT).sum();
    OF_A_FINDING + diagnostic.message.len() + diagnostic.related.len() * OF_A_PLACE + edits + commands
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn finding(rule: &'static str, severity: Severity, is_new: bool) -> Diagnostic {
        Diagnostic { rule: rule.into(), severity, is_new, ..Diagnostic::new(Span::empty(0), "x") }
    }

    #[test]
    fn each_kind_is_kept_and_all_are_counted() {
        let mut found = RetainedFindings::default();
        for _ in 0..MAX_OF_A_KIND + 5 {
            found.add(finding("a", Severity::Warning, false));
        }
        found.add(finding("a", Severity::Error, false));
        found.add(finding("a", Severity::Warning, true));
        found.add(finding("b", Severity::Warning, false));
        assert_eq!(found.findings.len(), MAX_OF_A_KIND + 3);
        let [omitted] = &found.omitted[..] else { panic!("one kind: {:?}", found.omitted) };
        assert_eq!((omitted.rule.as_ref(), omitted.count, omitted.fixable), ("a", 5, None));
    }

    #[test]
    fn long_texts_count_by_their_length() {
        let mut found = RetainedFindings::default();
        for _ in 0..40 {
            let message = "x".repeat(1024 * 1024);
            found.add(Diagnostic { rule: "a".into(), ..Diagnostic::new(Span::empty(0), message) });
        }
        assert!(found.findings.len() < 16 && found.omitted[0].count == 40 - found.findings.len());
    }
}
