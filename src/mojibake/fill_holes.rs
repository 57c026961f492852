//! Fills the holes of sequences that lost bytes.
//!
//! Each hole has few candidates. The adjacent letters, and the languages of the rest of the text, tell which one is
//! right.

use super::decode::{CodecDecoding, FillConfidence, HOLE, Segment};
use super::language_model::LanguageModel;
use super::surprisal::Neighbours;
use super::thresholds::{LIKELY_LEAD, QUESTION_MARK_COST, SURE_LEAD};

/// Fills the holes of all segments of one decoding of `text`.
pub(super) fn fill_holes(decoding: &mut CodecDecoding, text: &str) {
    if decoding.segments.iter().all(|segment| segment.holes.is_empty()) {
        return;
    }
    let known = decoding.segments.iter().flat_map(|segment| segment.decoded.chars()).filter(|char| *char != HOLE);
    let spelling = LanguageModel::from_letters(known);
    for segment in decoding.segments.iter_mut().filter(|segment| !segment.holes.is_empty()) {
        fill_segment(segment, &spelling, text);
    }
    let mut first = 0;
    while first < decoding.segments.len() {
        let phrase = decoding.segments[first].phrase;
        let len = decoding.segments[first..].iter().take_while(|segment| segment.phrase == phrase).count();
        let segments = &mut decoding.segments[first..first + len];
        let fill_confidence =
            segments.iter().map(|segment| segment.fill_confidence).min().unwrap_or(FillConfidence::Sure);
        for segment in segments {
            segment.fill_confidence = fill_confidence;
            segment.is_torn |= fill_confidence == FillConfidence::Unknown;
        }
        first += len;
    }
}

/// Fills the holes of a segment with the likeliest candidates, from left to right.
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
        // For a byte that was dropped without a trace, not even its position is known.
        let fill_confidence = if ahead >= SURE_LEAD && hole.cost < QUESTION_MARK_COST {
            FillConfidence::Sure
        } else if ahead >= LIKELY_LEAD {
            FillConfidence::Likely
        } else {
            FillConfidence::Unknown
        };
        segment.fill_confidence = segment.fill_confidence.min(fill_confidence);
        filled.push(ranked[0].1);
    }
    filled.push_str(&segment.decoded[copied..]);
    segment.decoded = filled;
}
