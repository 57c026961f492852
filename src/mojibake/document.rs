//! What the note as a whole tells of the readings of its runs: the scripts it is written in, and how often it was damaged.

use std::collections::HashSet;
use std::rc::Rc;

use foldhash::fast::RandomState as FastHash;

use super::char_class::Script;
use super::codec::{Codec, codecs_in};
use super::decode::CodecDecoding;
use super::layers::MAX_LAYERS;
use super::reading::Reading;
use super::scoring::{CERTAIN_GAIN, MAX_SUPPORT_OF_RUN};
use super::script_counts::ScriptCounts;
use super::segment_scorer::SegmentScore;
use crate::text::Span;

/// Letters of a script from which a note is written in it.
const MIN_SCRIPT_LETTERS: usize = 12;

/// The note behind the runs.
pub(super) struct DocumentStats {
    /// The letters that stand in it as they should, and those that damage certainly spells.
    letters: ScriptCounts,
    /// How many layers of damage most of it has.
    pub(super) layers: usize,
    /// For each layer but the outermost, from there on inwards, the codec that did most of it, as a set; 0 for none.
    pub(super) inner_codecs: [u32; MAX_LAYERS],
}

impl DocumentStats {
    /// Takes the readings that are certain by themselves. `weighed` are the segments of each survey.
    pub(super) fn new(text: &str, surveys: &[CodecDecoding], weighed: &[Vec<SegmentScore>]) -> Self {
        let mut letters = surveys.first().map(|survey| survey.letters.clone()).unwrap_or_default();
        let mut weights = [0; MAX_LAYERS + 1];
        let mut by_codec = [[0; Codec::ALL.len()]; MAX_LAYERS];
        let mut seen: HashSet<Span, FastHash> = HashSet::default();
        // One accident that repeats itself is no evidence of a script.
        let mut said: HashSet<Rc<str>, FastHash> = HashSet::default();
        for (survey, weighed) in surveys.iter().zip(weighed) {
            for (segment, weighed) in survey.segments.iter().zip(weighed).filter(|(segment, _)| !segment.is_torn) {
                let reading = Reading::best(text, segment, survey.codec, weighed, None);
                if reading.gain >= CERTAIN_GAIN && reading.is_evidence() && seen.insert(segment.span) {
                    if said.insert(Rc::clone(&reading.text)) {
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

    /// The cost of one or two letters of a script that the note does not have otherwise, in bits.
    pub(super) fn script_cost(&self, own: &ScriptCounts) -> i32 {
        own.iter().map(|(script, count)| unknown_script_cost(script, count, self.other_letters(script, count))).sum()
    }

    /// Whether the note is written in a script of `own`.
    pub(super) fn is_written_in(&self, own: &ScriptCounts) -> bool {
        own.iter().any(|(script, count)| self.other_letters(script, count) >= MIN_SCRIPT_LETTERS)
    }

    /// The letters of `script` beside `count` of them that are in question.
    fn other_letters(&self, script: Script, count: usize) -> usize {
        self.letters.count(script).saturating_sub(count)
    }
}

/// The cost of `count` letters of `script` in a note with `others` of it.
fn unknown_script_cost(script: Script, count: usize, others: usize) -> i32 {
    let enough = match script {
        Script::EastAsian => 2,
        Script::Greek => 1,
        Script::Latin | Script::Cyrillic | Script::Armenian | Script::Hebrew | Script::Arabic | Script::Block(_) => 3,
    };
    if count >= enough || others >= enough { 0 } else { 8 }
}
