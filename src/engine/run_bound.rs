//! Bounds the findings that a run retains over all of its notes.
//!
//! The more findings a run has, the fewer of each kind are retained per note; the others are counted. The number depends
//! on the findings only, never on the order in which notes are checked.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::finding::Finding;
use super::outcome::NoteOutcome;
use super::retained_findings::{Omitted, weight};
use crate::diagnostic::Severity;

/// The maximum number of findings of one rule, severity and age per note, by level. The first level adds no bound.
const MAX_OF_A_KIND: [usize; LEVELS] = [usize::MAX, 500, 125, 31, 8, 2, 1];
const LEVELS: usize = 7;
/// The maximum size of the findings that a run retains, in bytes. The last level may exceed it.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// The bytes that the notes so far would retain at each level.
///
/// Invariant: the sizes only grow, so the level only rises, and its final value does not depend on the order of notes.
pub(super) struct RunBound {
    bytes: [AtomicUsize; LEVELS],
    most: usize,
}

impl Default for RunBound {
    fn default() -> Self {
        Self { bytes: Default::default(), most: MAX_BYTES }
    }
}

impl RunBound {
    /// Counts the findings of a note and applies the current bound. Returns whether all are retained.
    pub(super) fn take(&self, note: &mut NoteOutcome) -> bool {
        for findings in [&note.fixed, &note.remaining] {
            let mut of_kind = HashMap::new();
            for finding in findings {
                let rank = next_rank(&mut of_kind, finding);
                let bytes = weight(&finding.diagnostic);
                let levels = self.bytes.iter().zip(MAX_OF_A_KIND).take_while(|(_, most)| rank < *most);
                levels.for_each(|(level, _)| {
                    level.fetch_add(bytes, Ordering::Relaxed);
                });
            }
        }
        self.apply(note)
    }

    /// Applies the current bound to a note that is already counted. Returns whether all findings are retained.
    pub(super) fn apply(&self, note: &mut NoteOutcome) -> bool {
        let most = MAX_OF_A_KIND[self.level()];
        let NoteOutcome { fixed, fixed_omitted, remaining, remaining_omitted, .. } = note;
        // `map` is not lazy: both lists must be bounded.
        [(fixed, fixed_omitted), (remaining, remaining_omitted)]
            .map(|(findings, omitted)| keep_first(findings, omitted, most))
            .into_iter()
            .all(|is_complete| is_complete)
    }

    /// Returns whether the run has so many findings that a note may retain fewer than it would alone.
    pub(super) fn is_exceeded(&self) -> bool {
        self.level() > 0
    }

    /// Returns how strict the bound is: it only becomes stricter.
    pub(super) fn level(&self) -> usize {
        let fits = |bytes: &AtomicUsize| bytes.load(Ordering::Relaxed) <= self.most;
        self.bytes.iter().position(fits).unwrap_or(LEVELS - 1)
    }
}

type Ranks = HashMap<(Cow<'static, str>, Severity, bool), usize>;

/// Returns how many findings of the same kind came before this one.
fn next_rank(of_kind: &mut Ranks, Finding { diagnostic, .. }: &Finding) -> usize {
    let kind = (diagnostic.rule.clone(), diagnostic.severity, diagnostic.is_new);
    let next = of_kind.entry(kind).or_default();
    *next += 1;
    *next - 1
}

/// Keeps the first `most` findings of each kind. Returns whether that is all of them.
fn keep_first(findings: &mut Vec<Finding>, omitted: &mut Vec<Omitted>, most: usize) -> bool {
    if findings.len() <= most {
        return true;
    }
    let all = findings.len();
    let mut of_kind = HashMap::new();
    findings.retain(|finding| {
        let is_kept = next_rank(&mut of_kind, finding) < most;
        if !is_kept {
            Omitted::new(&finding.diagnostic).add_to(omitted);
        }
        is_kept
    });
    findings.shrink_to_fit();
    omitted.sort_unstable();
    findings.len() == all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::engine::Excerpt;
    use crate::text::{LineColumn, Span};

    fn note(findings: usize) -> NoteOutcome {
        let place = LineColumn { line: 1, column: 1, column_utf16: 1 };
        let excerpt = Excerpt { text: String::new(), offset: 0, is_added: false, clipped: (false, false) };
        let finding = |at: usize| {
            let rule = if at.is_multiple_of(2) { "even" } else { "odd" };
            let diagnostic = Diagnostic { rule: rule.into(), ..Diagnostic::new(Span::empty(at), "x") };
            let excerpt = excerpt.clone();
            Finding { diagnostic, start: place, end: place, excerpt, related: Vec::new(), edits: Vec::new() }
        };
        NoteOutcome {
            path: "a.md".to_owned(),
            is_generated: false,
            is_utf8: true,
            fixed: Vec::new(),
            fixed_omitted: Vec::new(),
            remaining: (0..findings).map(finding).collect(),
            remaining_omitted: Vec::new(),
            suppressed: 0,
            is_inbound: false,
            change: None,
            bugs: Vec::new(),
        }
    }

    /// Returns notes with these numbers of findings, as a run with the bound `most` reports them.
    fn run(most: usize, sizes: &[usize]) -> Vec<NoteOutcome> {
        let bound = RunBound { most, ..RunBound::default() };
        let mut notes: Vec<NoteOutcome> = sizes.iter().map(|many| note(*many)).collect();
        notes.iter_mut().for_each(|note| {
            bound.take(note);
        });
        notes.iter_mut().for_each(|note| {
            bound.apply(note);
        });
        notes
    }

    fn retained(notes: &[NoteOutcome]) -> usize {
        notes.iter().map(|note| note.remaining.len()).sum()
    }

    #[test]
    fn many_notes_retain_no_more_than_the_bound_and_count_the_rest() {
        let notes = run(1_000_000, &[900; 500]);
        assert!(retained(&notes) < 1_300, "{}", retained(&notes));
        for note in &notes {
            let omitted: usize = note.remaining_omitted.iter().map(|omitted| omitted.count).sum();
            assert_eq!(note.remaining.len() + omitted, 900);
            assert!(note.remaining.iter().any(|finding| finding.diagnostic.rule == "odd"));
        }
    }

    #[test]
    fn a_run_below_the_bound_retains_all() {
        assert_eq!(retained(&run(usize::MAX, &[900; 500])), 900 * 500);
    }

    #[test]
    fn the_order_of_notes_does_not_matter() {
        let sizes = [3, 900, 40, 2_000, 7, 300];
        let forwards = run(200_000, &sizes);
        let mut backwards = run(200_000, &sizes.into_iter().rev().collect::<Vec<_>>());
        backwards.reverse();
        assert_eq!(forwards, backwards);
        assert!(retained(&forwards) < sizes.iter().sum());
    }
}
