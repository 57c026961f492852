//! Which verdict stands where several are about the same place.

use std::cmp::Reverse;

use super::reading::Reading;
use super::{Confidence, RepairEvidence};
use crate::text::Span;

/// Readings of one place whose scores are closer than this are ambiguous.
pub(super) const AMBIGUITY_MARGIN: i32 = 3;
/// The most that the better spelling of a reading counts against another one, in bits.
const MAX_SPELLING_LEAD: f64 = 12.0;

/// A reading with its verdict.
pub(super) struct CandidateRepair<'a> {
    /// That of the reading, or of all that it could not be told from.
    pub(super) span: Span,
    pub(super) reading: &'a Reading,
    pub(super) confidence: Confidence,
    pub(super) evidence: RepairEvidence,
    /// What it is worth against other readings of the same place.
    pub(super) score: i32,
    /// Whether other runs of the note speak for its codec.
    pub(super) supported: bool,
    /// Whether its codec explains all of the note.
    pub(super) explains_all: bool,
    /// What less likely readings of the same place say.
    pub(super) others: Vec<&'a str>,
}

impl<'a> CandidateRepair<'a> {
    /// Remembers what `loser` says of the same place.
    fn absorb(&mut self, loser: CandidateRepair<'a>) {
        if self.span == loser.span && !loser.reading.is_torn {
            for other in loser.others.into_iter().chain([&*loser.reading.text]) {
                let is_told = self.confidence > Confidence::Report && other == &*self.reading.text;
                if !is_told && !self.others.contains(&other) {
                    self.others.push(other);
                }
            }
        }
    }
}

/// Picks for each place the best verdict; sorted and disjoint. `spelling` says how well a reading is spelt, in bits.
pub(super) fn resolve_overlaps<'a>(
    mut candidates: Vec<CandidateRepair<'a>>,
    spelling: impl Fn(&Reading) -> f64,
) -> Vec<CandidateRepair<'a>> {
    candidates.sort_by_key(|verdict| (verdict.span.start, Reverse(verdict.score)));
    let mut elected: Vec<CandidateRepair> = Vec::new();
    for verdict in candidates {
        let Some(incumbent) = elected.last_mut().filter(|incumbent| incumbent.span.overlaps(verdict.span)) else {
            elected.push(verdict);
            continue;
        };
        if incumbent.evidence == RepairEvidence::Ambiguous {
            incumbent.absorb(verdict);
            continue;
        }
        if incumbent.span == verdict.span && incumbent.reading.text == verdict.reading.text {
            if verdict.confidence > incumbent.confidence {
                *incumbent = verdict;
            }
            continue;
        }
        match overlap_winner(incumbent, &verdict, &spelling) {
            OverlapWinner::Incumbent => incumbent.absorb(verdict),
            OverlapWinner::Challenger => {
                let loser = std::mem::replace(incumbent, verdict);
                incumbent.absorb(loser);
            }
            OverlapWinner::Draw => {
                if incumbent.span == verdict.span {
                    let all = [&*incumbent.reading.text, &*verdict.reading.text];
                    incumbent.others.retain(|other| !all.contains(other));
                    incumbent.others.splice(0..0, all);
                }
                incumbent.span.end = incumbent.span.end.max(verdict.span.end);
                incumbent.confidence = Confidence::Report;
                incumbent.evidence = RepairEvidence::Ambiguous;
            }
        }
    }
    elected
}

/// How two verdicts on overlapping places compare.
enum OverlapWinner {
    Incumbent,
    Challenger,
    Draw,
}

/// Which of two overlapping verdicts stands.
fn overlap_winner(
    incumbent: &CandidateRepair,
    challenger: &CandidateRepair,
    spelling: impl Fn(&Reading) -> f64,
) -> OverlapWinner {
    // What one codec sees as torn, another may read as a whole.
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

/// How much better `challenger` is spelt than `incumbent`, in bits, where both make letters of the same place, and the rest of
/// the note does not tell them apart.
fn spelling_lead(incumbent: &CandidateRepair, challenger: &CandidateRepair, spelling: impl Fn(&Reading) -> f64) -> i32 {
    let is_of_letters = |verdict: &CandidateRepair| verdict.reading.text.chars().all(char::is_alphabetic);
    let are_alike = incumbent.span == challenger.span
        && incumbent.supported == challenger.supported
        && incumbent.explains_all == challenger.explains_all;
    if !are_alike || !is_of_letters(incumbent) || !is_of_letters(challenger) {
        return 0;
    }
    let lead = spelling(challenger.reading) - spelling(incumbent.reading);
    lead.clamp(-MAX_SPELLING_LEAD, MAX_SPELLING_LEAD) as i32
}
