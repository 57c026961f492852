//! Repeats the search until nothing more is found, and composes the rounds into repairs of the original text.
//!
//! A repair may reveal damage that was hidden, such as a run damaged twice beside one damaged once. Knows nothing of
//! codecs or evidence.

use super::{Confidence, Repair};
use crate::text::Span;

/// The maximum number of rounds for a text that does not converge; each effective round shortens the text.
pub(super) const MAX_ROUNDS: usize = 8;

/// Applies `find` to `areas` of `text`, and then to the repaired text, until it finds no more repairs.
pub(super) fn find_to_fixpoint(text: &str, areas: &[Span], find: impl Fn(&str, &[Span]) -> Vec<Repair>) -> Vec<Repair> {
    let mut settled = find(text, areas);
    for _ in 1..MAX_ROUNDS {
        if settled.iter().all(|repair| repair.replacement.is_none()) {
            break;
        }
        let round = Round::new(text, areas, &settled);
        let mut more = find(&round.text, &round.areas);
        more.retain(|repair| repair.replacement.is_some());
        if more.is_empty() {
            break;
        }
        settled = round.compose(settled, more);
    }
    settled
}

/// A text with repairs applied, and their positions in it.
struct Round {
    text: String,
    areas: Vec<Span>,
    patches: Vec<Patch>,
}

/// An applied repair. Patches are sorted and disjoint in both texts.
#[derive(Clone, Copy)]
struct Patch {
    /// The span in the original text.
    old: Span,
    /// The span in the repaired text.
    new: Span,
    /// The index of the repair.
    repair: usize,
}

impl Round {
    /// Applies those of `repairs` that have a replacement.
    fn new(text: &str, areas: &[Span], repairs: &[Repair]) -> Self {
        let mut round = Round { text: String::with_capacity(text.len()), areas: Vec::new(), patches: Vec::new() };
        let mut copied = 0;
        for (at, repair) in repairs.iter().enumerate() {
            let Some(replacement) = &repair.replacement else { continue };
            round.text.push_str(&text[copied..repair.span.start]);
            let start = round.text.len();
            round.text.push_str(replacement);
            let new = Span::new(start, round.text.len());
            round.patches.push(Patch { old: repair.span, new, repair: at });
            copied = repair.span.end;
        }
        round.text.push_str(&text[copied..]);
        round.areas = areas.iter().map(|area| round.area_now(*area)).collect();
        round
    }

    /// Maps `area` of the original text to the repaired text. Repairs lie within one area, so only its edges matter.
    fn area_now(&self, area: Span) -> Span {
        let now = |offset: usize, before: usize| match self.patches[..before].last() {
            Some(patch) => offset - patch.old.end + patch.new.end,
            None => offset,
        };
        let start = now(area.start, self.patches.partition_point(|patch| patch.old.end <= area.start));
        Span::new(start, now(area.end, self.patches.partition_point(|patch| patch.old.end <= area.end)))
    }

    /// Maps `offset` of the repaired text, outside of all patches, to the original text.
    fn before(&self, offset: usize) -> usize {
        let before = self.patches.partition_point(|patch| patch.new.end <= offset);
        match self.patches[..before].last() {
            Some(patch) => offset - patch.new.end + patch.old.end,
            None => offset,
        }
    }

    /// Composes `first`, which produced this text, and `more` into repairs of the original text.
    fn compose(&self, first: Vec<Repair>, more: Vec<Repair>) -> Vec<Repair> {
        let mut kept: Vec<Option<Repair>> = first.into_iter().map(Some).collect();
        let mut all = Vec::new();
        let mut more = more.into_iter().peekable();
        while let Some(next) = more.next() {
            let mut group = vec![next];
            let mut reach = self.expand(group[0].span);
            while let Some(next) = more.next_if(|next| next.span.start < reach.end) {
                let further = self.expand(next.span);
                reach.end = reach.end.max(further.end);
                group.push(next);
            }
            all.push(self.joined(reach, &group, &mut kept));
        }
        let untouched = |repair: &Repair| {
            let at = all.partition_point(|new: &Repair| new.span.end <= repair.span.start);
            all.get(at).is_none_or(|new| !new.span.overlaps(repair.span))
        };
        let untouched: Vec<Repair> = kept.into_iter().flatten().filter(untouched).collect();
        all.extend(untouched);
        all.sort_by_key(|repair| repair.span);
        all
    }

    /// Returns the patches that `span` of the repaired text touches.
    fn touched(&self, span: Span) -> &[Patch] {
        let first = self.patches.partition_point(|patch| patch.new.end <= span.start);
        let count = self.patches[first..].partition_point(|patch| patch.new.start < span.end);
        &self.patches[first..first + count]
    }

    /// Extends `span` of the repaired text to the whole of every patch that it touches.
    fn expand(&self, span: Span) -> Span {
        match self.touched(span) {
            [] => span,
            [only] => Span::new(span.start.min(only.new.start), span.end.max(only.new.end)),
            [first, .., last] => Span::new(span.start.min(first.new.start), span.end.max(last.new.end)),
        }
    }

    /// Joins everything that was done in `reach` into one repair; takes the repairs that it replaces out of `kept`.
    fn joined(&self, reach: Span, group: &[Repair], kept: &mut [Option<Repair>]) -> Repair {
        let mut joined = group[0].clone();
        let mut replacement = String::new();
        let mut copied = reach.start;
        for repair in group {
            replacement.push_str(&self.text[copied..repair.span.start]);
            replacement.push_str(repair.replacement.as_deref().expect("only repairs are laid over"));
            copied = repair.span.end;
            joined.confidence = joined.confidence.min(repair.confidence);
            joined.flattened |= repair.flattened;
        }
        replacement.push_str(&self.text[copied..reach.end]);
        let touched = self.touched(reach);
        let mut outer = Vec::new();
        for patch in touched {
            let repair = kept[patch.repair].take().expect("groups do not share patches");
            joined.confidence = joined.confidence.min(repair.confidence);
            joined.flattened |= repair.flattened;
            if outer.is_empty() {
                outer = repair.chain;
            }
        }
        let start = touched.first().filter(|patch| patch.new.start == reach.start).map(|patch| patch.old.start);
        let end = touched.last().filter(|patch| patch.new.end == reach.end).map(|patch| patch.old.end);
        let (start, end) =
            (start.unwrap_or_else(|| self.before(reach.start)), end.unwrap_or_else(|| self.before(reach.end)));
        outer.append(&mut joined.chain);
        joined.chain = outer;
        joined.span = Span::new(start, end);
        joined.replacement = Some(replacement);
        debug_assert!(joined.confidence > Confidence::Report);
        joined
    }
}
