//! Scores what a segment may decode to. The result depends only on the characters and their neighbours, and is cached.

use std::collections::HashMap;
use std::rc::Rc;

use foldhash::fast::RandomState as FastHash;

use super::decode::Segment;
use super::layers::{LayerDecoding, decode_layers};
use super::script_counts::ScriptCounts;
use super::surprisal::{Neighbours, surprisal};
use super::thresholds::FLATTENED_SPACE_COST;
use super::word_context::WordContext;

/// Everything that a segment may decode to, with its context.
pub(super) struct SegmentScore {
    /// The characters beside the segment.
    pub(super) neighbours: Neighbours,
    pub(super) context: WordContext,
    /// At least one text per number of layers.
    pub(super) texts: Rc<[ScoredText]>,
}

/// One text that a segment may decode to.
pub(super) struct ScoredText {
    /// See [`super::layers::LayerDecoding::inner_codecs`].
    pub(super) inner_codecs: Rc<[u32]>,
    pub(super) text: Rc<str>,
    pub(super) letters: ScriptCounts,
    /// How much likelier it is than the damaged text, in bits.
    pub(super) gain: i32,
}

/// Scores the segments of one text.
pub(super) struct SegmentScorer<'a> {
    text: &'a str,
    /// Scores by damaged text, decoded text and neighbours.
    cache: HashMap<(&'a str, &'a str, Neighbours), Rc<[ScoredText]>, FastHash>,
}

impl<'a> SegmentScorer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, cache: HashMap::default() }
    }

    /// Scores all of `segments`.
    pub(super) fn score(&mut self, segments: &'a [Segment]) -> Vec<SegmentScore> {
        let place = |at| WordContext::new(self.text, segments, at);
        let places: Vec<WordContext> = (0..segments.len()).map(place).collect();
        segments.iter().zip(places).map(|(segment, place)| self.score_segment(segment, place)).collect()
    }

    fn score_segment(&mut self, segment: &'a Segment, place: WordContext) -> SegmentScore {
        let neighbours = Neighbours::new(segment.span, segment.area, self.text);
        let damaged = segment.span.slice(self.text);
        let key = (damaged, segment.decoded.as_str(), neighbours);
        let texts = self.cache.entry(key).or_insert_with(|| {
            let losses: i32 = segment.holes.iter().map(|hole| hole.cost).sum();
            let damaged_surprisal =
                surprisal(damaged, neighbours) - segment.flattened_spaces as i32 * FLATTENED_SPACE_COST - losses;
            let score = |layered: LayerDecoding| ScoredText {
                gain: damaged_surprisal - surprisal(&layered.text, neighbours),
                letters: ScriptCounts::from_text(&layered.text),
                text: layered.text.into(),
                inner_codecs: layered.inner_codecs.into(),
            };
            decode_layers(&segment.decoded).into_iter().map(score).collect()
        });
        SegmentScore { neighbours, context: place, texts: Rc::clone(texts) }
    }
}
