//! What the tests of the engine share.

use super::{Confidence, Repair, find};
use crate::text::Span;

/// The findings in the whole of `text`.
pub(super) fn find_all(text: &str) -> Vec<Repair> {
    find(text, &[Span::new(0, text.len())])
}

/// `text` with all repairs of at least `least` made.
pub(super) fn repaired_from(text: &str, least: Confidence) -> String {
    let mut repaired = text.to_owned();
    for repair in find_all(text).into_iter().rev().filter(|repair| repair.confidence >= least) {
        if let Some(replacement) = &repair.replacement {
            repaired.replace_range(repair.span.start..repair.span.end, replacement);
        }
    }
    repaired
}
