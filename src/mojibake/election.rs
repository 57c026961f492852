//! Which verdict stands where several are about the same place.

use std::cmp::Reverse;

use super::reading::Reading;
use super::{Confidence, Evidence};
use crate::text::Span;

/// Readings of one place whose scores are closer than this are ambiguous.
pub(super) const AMBIGUITY: i32 = 3;
/// The most that the better spelling of a reading counts against another one, in bits.
const MOST_OF_SPELLING: f64 = 12.0;

/// A reading with its verdict.
pub(super) struct Verdict<'a> {
    /// That of the reading, or of all that it could not be told from.
    pub(super) span: Span,
    pub(super) reading: &'a Reading,
    pub(super) confidence: Confidence,
    pub(super) evidence: Evidence,
    /// What it is worth against other readings of the same place.
    pub(super) score: i32,
    /// Whether other runs of the note speak for its codec.
    pub(super) supported: bool,
    /// Whether its codec explains all of the note.
    pub(super) explains_all: bool,
    /// What less likely readings of the same place say.
    pub(super) others: Vec<&'a str>,
}

impl<'a> Verdict<'a> {
    /// Remembers what `loser` says of the same place.
    fn notes(&mut self, loser: Verdict<'a>) {
        if self.span == loser.span && !loser.reading.torn {
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
pub(super) fn elect<'a>(mut verdicts: Vec<Verdict<'a>>, spelling: impl Fn(&Reading) -> f64) -> Vec<Verdict<'a>> {
    verdicts.sort_by_key(|verdict| (verdict.span.start, Reverse(verdict.score)));
    let mut elected: Vec<Verdict> = Vec::new();
    for verdict in verdicts {
        let Some(incumbent) = elected.last_mut().filter(|incumbent| incumbent.span.overlaps(verdict.span)) else {
            elected.push(verdict);
            continue;
        };
        if incumbent.evidence == Evidence::Ambiguous {
            incumbent.notes(verdict);
            continue;
        }
        if incumbent.span == verdict.span && incumbent.reading.text == verdict.reading.text {
            if verdict.confidence > incumbent.confidence {
                *incumbent = verdict;
            }
            continue;
        }
        match contest(incumbent, &verdict, &spelling) {
            Contest::Incumbent => incumbent.notes(verdict),
            Contest::Challenger => {
                let loser = std::mem::replace(incumbent, verdict);
                incumbent.notes(loser);
            }
            Contest::Draw => {
                if incumbent.span == verdict.span {
                    let all = [&*incumbent.reading.text, &*verdict.reading.text];
                    incumbent.others.retain(|other| !all.contains(other));
                    incumbent.others.splice(0..0, all);
                }
                incumbent.span.end = incumbent.span.end.max(verdict.span.end);
                incumbent.confidence = Confidence::Report;
                incumbent.evidence = Evidence::Ambiguous;
            }
        }
    }
    elected
}

/// How two verdicts on overlapping places compare.
enum Contest {
    Incumbent,
    Challenger,
    Draw,
}

/// Which of two overlapping verdicts stands.
fn contest(incumbent: &Verdict, challenger: &Verdict, spelling: impl Fn(&Reading) -> f64) -> Contest {
    // What one codec sees as torn, another may read as a whole.
    match (incumbent.reading.torn, challenger.reading.torn) {
        (true, false) if challenger.score + AMBIGUITY > incumbent.score => return Contest::Challenger,
        (false, true) if incumbent.score + AMBIGUITY > challenger.score => return Contest::Incumbent,
        (true | false, true | false) => {}
    }
    let lead = challenger.score.saturating_add(lead_of_spelling(incumbent, challenger, spelling));
    let lead = lead.saturating_sub(incumbent.score);
    let both_repair = incumbent.confidence > Confidence::Report && challenger.confidence > Confidence::Report;
    if both_repair && lead.abs() < AMBIGUITY {
        Contest::Draw
    } else if lead > 0 {
        Contest::Challenger
    } else {
        Contest::Incumbent
    }
}

/// How much better `challenger` is spelt than `incumbent`, in bits, where both make letters of the same place, and the rest of
/// the note does not tell them apart.
fn lead_of_spelling(incumbent: &Verdict, challenger: &Verdict, spelling: impl Fn(&Reading) -> f64) -> i32 {
    let is_of_letters = |verdict: &Verdict| verdict.reading.text.chars().all(char::is_alphabetic);
    let are_alike = incumbent.span == challenger.span
        && incumbent.supported == challenger.supported
        && incumbent.explains_all == challenger.explains_all;
    if !are_alike || !is_of_letters(incumbent) || !is_of_letters(challenger) {
        return 0;
    }
    let lead = spelling(challenger.reading) - spelling(incumbent.reading);
    lead.clamp(-MOST_OF_SPELLING, MOST_OF_SPELLING) as i32
}
