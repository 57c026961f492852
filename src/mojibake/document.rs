//! Statistics of the whole document that help to choose between readings: its scripts, and how often it was damaged.

use std::collections::HashSet;
use std::rc::Rc;

use foldhash::fast::RandomState as FastHash;

use super::char_class::Script;
use super::codec::{Codec, codecs_in};
use super::decode::CodecDecoding;
use super::layers::MAX_LAYERS;
use super::reading::Reading;

use super::script_counts::ScriptCounts;
use super::segment_scorer::SegmentScore;
use super::thresholds::{CERTAIN_GAIN, MAX_SUPPORT_OF_RUN, MIN_SCRIPT_LETTERS};
use crate::text::Span;

/// The statistics of one document.
pub(super) struct DocumentStats {
    /// The correct letters of the document, and those that certain damage decodes to.
    letters: ScriptCounts,
    /// The number of layers that most of the damage has.
    pub(super) layers: usize,
    /// For each layer but the outermost, from the outside in, the codec that caused most of it, as a set; 0 for none.
    pub(super) inner_codecs: [u32; MAX_LAYERS],
}

impl DocumentStats {
    /// Collects the statistics from the readings that are certain by themselves. `weighed` has the scores of the
    /// segments of each decoding.
    pub(super) fn new(text: &str, decodings: &[CodecDecoding], weighed: &[Vec<SegmentScore>]) -> Self {
        let mut letters = decodings.first().map(|decoding| decoding.letters.clone()).unwrap_or_default();
        let mut weights = [0; MAX_LAYERS + 1];
        let mut by_codec = [[0; Codec::ALL.len()]; MAX_LAYERS];
        let mut seen: HashSet<Span, FastHash> = HashSet::default();
        // The same accident repeated is no evidence of a script.
        let mut seen_texts: HashSet<Rc<str>, FastHash> = HashSet::default();
        for (decoding, weighed) in decodings.iter().zip(weighed) {
            for (segment, weighed) in decoding.segments.iter().zip(weighed).filter(|(segment, _)| !segment.is_torn) {
                let reading = Reading::best(text, segment, decoding.codec, weighed, None);
                if reading.gain >= CERTAIN_GAIN && reading.is_evidence() && seen.insert(segment.span) {
                    if seen_texts.insert(Rc::clone(&reading.text)) {
                        letters.add(&reading.text);
                    }
                    weights[reading.layer_count()] += reading.gain.min(MAX_SUPPORT_OF_RUN);
                    for (weights, layer) in by_codec.iter_mut().zip(reading.layers().skip(1)) {
                        codecs_in(layer)
                            .for_each(|codec| weights[codec as usize] += reading.gain.min(MAX_SUPPORT_OF_RUN));
                    }
                }
            }
        }
        let layers = (1..=MAX_LAYERS).rev().max_by_key(|layers| weights[*layers]).unwrap_or(1);
        let most = |weights: [i32; Codec::ALL.len()]| {
            let codec = Codec::ALL.into_iter().rev().max_by_key(|codec| weights[*codec as usize]);
            codec.filter(|codec| weights[*codec as usize] > 0).map_or(0, Codec::bit)
        };
        DocumentStats { letters, layers, inner_codecs: by_codec.map(most) }
    }

    /// Returns the cost of one or two letters of a script that the document does not otherwise contain, in bits.
    pub(super) fn script_cost(&self, own: &ScriptCounts) -> i32 {
        own.iter().map(|(script, count)| unknown_script_cost(script, count, self.other_letters(script, count))).sum()
    }

    /// Returns whether the document is written in a script of `own`.
    pub(super) fn is_written_in(&self, own: &ScriptCounts) -> bool {
        own.iter().any(|(script, count)| self.other_letters(script, count) >= MIN_SCRIPT_LETTERS)
    }

    /// Returns the number of letters of `script` besides the `count` letters in question.
    fn other_letters(&self, script: Script, count: usize) -> usize {
        self.letters.count(script).saturating_sub(count)
    }
}

/// Returns the cost of `count` letters of `script` in a document with `others` of that script, in bits.
fn unknown_script_cost(script: Script, count: usize, others: usize) -> i32 {
    let enough = match script {
        Script::EastAsian => 2,
        Script::Greek => 1,
        Script::Latin | Script::Cyrillic | Script::Armenian | Script::Hebrew | Script::Arabic | Script::Block(_) => 3,
    };
    if count >= enough || others >= enough { 0 } else { 8 }
}
