//! Filling the holes: what sequences spelt that lost bytes.
//!
//! Each hole has few candidates. Which one it was is told by the letters beside it, in the languages that the rest of the
//! text is written in.

use super::decode::{CodecDecoding, FillConfidence, HOLE, Segment};
use super::language_model::LanguageModel;
use super::sequence::QUESTION_MARK_COST;
use super::surprisal::Neighbours;

/// How far the likeliest candidate is ahead when it is sure, in bits. In text that the model has not seen, one of two hundred
/// that it calls sure is wrong.
const SURE_LEAD: f64 = 8.0;
/// How far it is ahead when it is likely.
const LIKELY_LEAD: f64 = 3.0;

/// Fills the holes of all segments of `survey` of `text`.
pub(super) fn fill_holes(survey: &mut CodecDecoding, text: &str) {
    if survey.segments.iter().all(|segment| segment.holes.is_empty()) {
        return;
    }
    let known = survey.segments.iter().flat_map(|segment| segment.decoded.chars()).filter(|char| *char != HOLE);
    let spelling = LanguageModel::from_letters(known);
    for segment in survey.segments.iter_mut().filter(|segment| !segment.holes.is_empty()) {
        fill_segment(segment, &spelling, text);
    }
    let mut first = 0;
    while first < survey.segments.len() {
        let phrase = survey.segments[first].phrase;
        let len = survey.segments[first..].iter().take_while(|segment| segment.phrase == phrase).count();
        let segments = &mut survey.segments[first..first + len];
        let filling = segments.iter().map(|segment| segment.filling).min().unwrap_or(FillConfidence::Sure);
        for segment in segments {
            segment.filling = filling;
            segment.is_torn |= filling == FillConfidence::Unknown;
        }
        first += len;
    }
}

/// Puts the likeliest candidates in place, from left to right.
fn fill_segment(segment: &mut Segment, spelling: &LanguageModel, text: &str) {
    let neighbours = Neighbours::new(segment.span, segment.area, text);
    let mut filled = String::with_capacity(segment.decoded.len());
    let mut copied = 0;
    for hole in &segment.holes {
        filled.push_str(&segment.decoded[copied..hole.at]);
        copied = hole.at + HOLE.len_utf8();
        let left = filled.chars().next_back().or(neighbours.before).unwrap_or(' ');
        let right = segment.decoded[copied..].chars().next().or(neighbours.after).unwrap_or(' ');
        let right = (right != HOLE).then_some(right);
        let mut ranked: Vec<(f64, char)> =
            hole.candidates.iter().map(|&char| (spelling.likelihood(Some(left), char, right), char)).collect();
        ranked.sort_by(|one, other| other.0.total_cmp(&one.0));
        let ahead = ranked.get(1).map_or(f64::INFINITY, |second| ranked[0].0 - second.0);
        // Of a byte that left no mark behind not even the place is known.
        let filling = if ahead >= SURE_LEAD && hole.cost < QUESTION_MARK_COST {
            FillConfidence::Sure
        } else if ahead >= LIKELY_LEAD {
            FillConfidence::Likely
        } else {
            FillConfidence::Unknown
        };
        segment.filling = segment.filling.min(filling);
        filled.push(ranked[0].1);
    }
    filled.push_str(&segment.decoded[copied..]);
    segment.decoded = filled;
}
