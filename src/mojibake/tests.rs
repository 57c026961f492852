//! Helpers shared by the tests.

use super::{Confidence, Repair, find};
use crate::text::Span;

/// Returns the findings in the whole of `text`.
pub(super) fn find_all(text: &str) -> Vec<Repair> {
    find(text, &[Span::new(0, text.len())])
}

/// Applies all repairs of `text` with at least the confidence `least`.
pub(super) fn repaired_from(text: &str, least: Confidence) -> String {
    let mut repaired = text.to_owned();
    for repair in find_all(text).into_iter().rev().filter(|repair| repair.confidence >= least) {
        if let Some(replacement) = &repair.replacement {
            repaired.replace_range(repair.span.start..repair.span.end, replacement);
        }
    }
    repaired
}
