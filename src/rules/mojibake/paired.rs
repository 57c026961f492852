//! Garbled headings and the links to them: repairing only one of the two would break the link.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Fix};
use crate::mojibake::{self, Confidence, Repair};
use crate::note::{Link, Note, damaged_headings, heading_in_link, link_keys, part_keys, repaired_fragment};
use crate::text::{Edit, Edits, Span};
use crate::vault::{RepairedHeading, VaultIndex};

/// A heading or a link fragment.
struct Place {
    span: Span,
    confidence: Confidence,
    /// Whether the other side is in another note.
    is_across_notes: bool,
}

/// The confidence of repairs in headings and link fragments.
#[derive(Default)]
pub(super) struct Paired {
    /// Invariant: disjoint. Keyed by start offset.
    places: HashMap<usize, Place>,
    starts: Vec<usize>,
    /// Findings for links that must follow a repaired heading, but have no repair of their own.
    pub(super) followers: Vec<Diagnostic>,
}

impl Paired {
    pub(super) fn of(note: &Note, vault: &VaultIndex, links: &[Link], repairs: &[Repair]) -> Self {
        let mut paired = Self::default();
        for heading in damaged_headings(note) {
            let words = heading.text.slice(note.text());
            // Whether the other note can be fixed as well is not known: it may be read-only, excluded or suppress the finding.
            let is_linked = || match (vault.file(note.path()), vault.heading_links()) {
                (Some(own), Some(links)) => links.is_linked(own, words),
                (Some(_), None) => true,
                (None, _) => false,
            };
            let has_links = !heading.fragments.is_empty();
            let is_linked = is_linked();
            let confidence = if is_linked || heading.has_fixed_links || has_links && heading.repaired.is_none() {
                Confidence::Likely
            } else if has_links {
                Confidence::Certain
            } else {
                continue;
            };
            for place in heading.fragments.into_iter().chain([heading.text]) {
                paired.add(place, confidence, is_linked);
            }
        }
        for link in links {
            paired.follow(note, vault, link, repairs);
        }
        paired.starts.extend(paired.places.keys());
        paired.starts.sort_unstable();
        paired
    }

    fn add(&mut self, span: Span, confidence: Confidence, is_across_notes: bool) {
        self.places.entry(span.start).or_insert(Place { span, confidence, is_across_notes });
    }

    /// Handles a link to a garbled heading of another note.
    fn follow(&mut self, note: &Note, vault: &VaultIndex, link: &Link, repairs: &[Repair]) {
        let text = note.text();
        let Some(place) = link.fragment else { return };
        let may_be_damaged = |words: &str| mojibake::may_be_damaged(words) || words.contains('&');
        let Some(fragment) = link.fragment(text).filter(|fragment| may_be_damaged(fragment)) else { return };
        let target = vault.resolve(&link.path(text), note.path());
        let Some(target) = target.filter(|target| vault.file(note.path()) != Some(*target)) else { return };
        let heading = match vault.heading_links() {
            Some(links) => links.heading(target, &fragment),
            None => RepairedHeading::Stays,
        };
        match heading {
            RepairedHeading::Sound => {}
            RepairedHeading::Stays => self.add(place, Confidence::Likely, true),
            RepairedHeading::Becomes(words) => {
                let names = |fragment: &str| part_keys(fragment).any(|key| link_keys(words).contains(&key));
                if repaired_fragment(text, link, repairs).is_some_and(|fragment| names(&fragment)) {
                    self.add(place, Confidence::Likely, true);
                } else {
                    self.add(place, Confidence::Report, true);
                    let written = link.encode(text, &heading_in_link(words), place.slice(text));
                    let title = format!("write `{words}`");
                    let fix = Fix::unsafe_fix(title, Edits::from_edit(Edit::replace(place, written)));
                    let message = format!("the heading `{fragment}` is garbled in its note");
                    self.followers.push(mark_paired(Diagnostic::new(place, message).with_fix(fix)));
                }
            }
        }
    }

    /// Returns the confidence of a repair at `span`, which is `alone` on its own. Returns `None` if a follower repairs
    /// it.
    pub(super) fn confidence(&self, span: Span, alone: Confidence) -> Option<Confidence> {
        match self.place(span).map(|place| place.confidence) {
            None => Some(alone),
            Some(Confidence::Certain) => Some(Confidence::Certain),
            Some(Confidence::Likely) => Some(alone.min(Confidence::Likely)),
            Some(Confidence::Report) => None,
        }
    }

    /// Returns whether another note needs the same repair as `span`.
    pub(super) fn is_across_notes(&self, span: Span) -> bool {
        self.place(span).is_some_and(|place| place.is_across_notes)
    }

    fn place(&self, span: Span) -> Option<&Place> {
        let at = self.starts.partition_point(|start| *start <= span.start);
        let place = at.checked_sub(1).and_then(|at| self.places.get(&self.starts[at]));
        place.filter(|place| place.span.contains(span))
    }
}

/// Marks a finding whose other side, in another note, needs the same repair.
pub(super) fn mark_paired(mut found: Diagnostic) -> Diagnostic {
    found.evidence = found.evidence.with_member("paired", true.into());
    found
}
