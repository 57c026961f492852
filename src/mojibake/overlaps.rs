//! Chooses between overlapping repairs.

use std::cmp::Reverse;

use super::reading::Reading;
use super::thresholds::{AMBIGUITY_MARGIN, MAX_SPELLING_LEAD};
use super::{Confidence, RepairEvidence};
use crate::text::Span;

/// A reading with its confidence, evidence and score.
pub(super) struct CandidateRepair<'a> {
    /// The span of the reading, or of all readings that are ambiguous with it.
    pub(super) span: Span,
    pub(super) reading: &'a Reading,
    pub(super) confidence: Confidence,
    pub(super) evidence: RepairEvidence,
    /// Its score against other readings of the same place.
    pub(super) score: i32,
    /// Whether other runs of the document support its codec.
    pub(super) supported: bool,
    /// Whether its codec explains every character beyond ASCII in the document.
    pub(super) explains_all: bool,
    /// The texts of less likely readings of the same place.
    pub(super) others: Vec<&'a str>,
}

impl<'a> CandidateRepair<'a> {
    /// Adds the texts of `loser` to the alternatives when it covers the same place.
    fn absorb(&mut self, loser: CandidateRepair<'a>) {
        if self.span == loser.span && !loser.reading.is_torn {
            for other in loser.others.into_iter().chain([&*loser.reading.text]) {
                let is_chosen = self.confidence > Confidence::Report && other == &*self.reading.text;
                if !is_chosen && !self.others.contains(&other) {
                    self.others.push(other);
                }
            }
        }
    }
}

/// Picks the best candidate for each place; the result is sorted and disjoint. `spelling` rates the spelling of a
/// reading, in bits.
pub(super) fn resolve_overlaps<'a>(
    mut candidates: Vec<CandidateRepair<'a>>,
    spelling: impl Fn(&Reading) -> f64,
) -> Vec<CandidateRepair<'a>> {
    candidates.sort_by_key(|candidate| (candidate.span.start, Reverse(candidate.score)));
    let mut resolved: Vec<CandidateRepair> = Vec::new();
    for candidate in candidates {
        let Some(incumbent) = resolved.last_mut().filter(|incumbent| incumbent.span.overlaps(candidate.span)) else {
            resolved.push(candidate);
            continue;
        };
        if incumbent.evidence == RepairEvidence::Ambiguous {
            incumbent.absorb(candidate);
            continue;
        }
        if incumbent.span == candidate.span && incumbent.reading.text == candidate.reading.text {
            if candidate.confidence > incumbent.confidence {
                *incumbent = candidate;
            }
            continue;
        }
        match overlap_winner(incumbent, &candidate, &spelling) {
            OverlapWinner::Incumbent => incumbent.absorb(candidate),
            OverlapWinner::Challenger => {
                let loser = std::mem::replace(incumbent, candidate);
                incumbent.absorb(loser);
            }
            OverlapWinner::Draw => {
                if incumbent.span == candidate.span {
                    let all = [&*incumbent.reading.text, &*candidate.reading.text];
                    incumbent.others.retain(|other| !all.contains(other));
                    incumbent.others.splice(0..0, all);
                }
                incumbent.span.end = incumbent.span.end.max(candidate.span.end);
                incumbent.confidence = Confidence::Report;
                incumbent.evidence = RepairEvidence::Ambiguous;
            }
        }
    }
    resolved
}

/// The winner of two overlapping candidates.
enum OverlapWinner {
    Incumbent,
    Challenger,
    Draw,
}

/// Returns which of two overlapping candidates wins.
fn overlap_winner(
    incumbent: &CandidateRepair,
    challenger: &CandidateRepair,
    spelling: impl Fn(&Reading) -> f64,
) -> OverlapWinner {
    // A run that is torn in one codec may be whole in another.
    match (incumbent.reading.is_torn, challenger.reading.is_torn) {
        (true, false) if challenger.score + AMBIGUITY_MARGIN > incumbent.score => return OverlapWinner::Challenger,
        (false, true) if incumbent.score + AMBIGUITY_MARGIN > challenger.score => return OverlapWinner::Incumbent,
        (true | false, true | false) => {}
    }
    let lead = challenger.score.saturating_add(spelling_lead(incumbent, challenger, spelling));
    let lead = lead.saturating_sub(incumbent.score);
    let both_repair = incumbent.confidence > Confidence::Report && challenger.confidence > Confidence::Report;
    if both_repair && lead.abs() < AMBIGUITY_MARGIN {
        OverlapWinner::Draw
    } else if lead > 0 {
        OverlapWinner::Challenger
    } else {
        OverlapWinner::Incumbent
    }
}

/// Returns how much better `challenger` is spelt than `incumbent`, in bits. Returns 0 unless both decode the same
/// place to letters and the rest of the document does not distinguish them.
fn spelling_lead(incumbent: &CandidateRepair, challenger: &CandidateRepair, spelling: impl Fn(&Reading) -> f64) -> i32 {
    let is_of_letters = |candidate: &CandidateRepair| candidate.reading.text.chars().all(char::is_alphabetic);
    let are_alike = incumbent.span == challenger.span
        && incumbent.supported == challenger.supported
        && incumbent.explains_all == challenger.explains_all;
    if !are_alike || !is_of_letters(incumbent) || !is_of_letters(challenger) {
        return 0;
    }
    let lead = spelling(challenger.reading) - spelling(incumbent.reading);
    lead.clamp(-MAX_SPELLING_LEAD, MAX_SPELLING_LEAD) as i32
}
