//! What the note as a whole tells of the readings of its runs: the scripts it is written in, and how often it was damaged.

use std::collections::HashSet;
use std::rc::Rc;

use foldhash::fast::RandomState as FastHash;

use super::codec::{Codec, codecs_of};
use super::judge::{CERTAIN, MOST_OF_ONE};
use super::kind::Script;
use super::layers::MOST_LAYERS;
use super::letters::Letters;
use super::reading::Reading;
use super::survey::Survey;
use super::weigh::Weighed;
use crate::text::Span;

/// Letters of a script from which a note is written in it.
const WRITTEN_IN: usize = 12;

/// The note behind the runs.
pub(super) struct Note {
    /// The letters that stand in it as they should, and those that damage certainly spells.
    letters: Letters,
    /// How many layers of damage most of it has.
    pub(super) layers: usize,
    /// For each layer but the outermost, from there on inwards, the codec that did most of it, as a set; 0 for none.
    pub(super) inner: [u32; MOST_LAYERS],
}

impl Note {
    /// Takes the readings that are certain by themselves. `weighed` are the segments of each survey.
    pub(super) fn new(text: &str, surveys: &[Survey], weighed: &[Vec<Weighed>]) -> Self {
        let mut letters = surveys.first().map(|survey| survey.letters.clone()).unwrap_or_default();
        let mut weights = [0; MOST_LAYERS + 1];
        let mut by_codec = [[0; Codec::ALL.len()]; MOST_LAYERS];
        let mut seen: HashSet<Span, FastHash> = HashSet::default();
        // One accident that repeats itself is no evidence of a script.
        let mut said: HashSet<Rc<str>, FastHash> = HashSet::default();
        for (survey, weighed) in surveys.iter().zip(weighed) {
            for (segment, weighed) in survey.segments.iter().zip(weighed).filter(|(segment, _)| !segment.torn) {
                let reading = Reading::best(text, segment, survey.codec, weighed, None);
                if reading.gain >= CERTAIN && reading.proves() && seen.insert(segment.span) {
                    if said.insert(Rc::clone(&reading.text)) {
                        letters.add(&reading.text);
                    }
                    weights[reading.layer_count()] += reading.gain.min(MOST_OF_ONE);
                    for (weights, layer) in by_codec.iter_mut().zip(reading.layers().skip(1)) {
                        codecs_of(layer).for_each(|codec| weights[codec as usize] += reading.gain.min(MOST_OF_ONE));
                    }
                }
            }
        }
        let layers = (1..=MOST_LAYERS).rev().max_by_key(|layers| weights[*layers]).unwrap_or(1);
        let most = |weights: [i32; Codec::ALL.len()]| {
            let codec = Codec::ALL.into_iter().rev().max_by_key(|codec| weights[*codec as usize]);
            codec.filter(|codec| weights[*codec as usize] > 0).map_or(0, Codec::bit)
        };
        Note { letters, layers, inner: by_codec.map(most) }
    }

    /// The cost of one or two letters of a script that the note does not have otherwise, in bits.
    pub(super) fn cost_of_scripts(&self, own: &Letters) -> i32 {
        own.iter().map(|(script, count)| cost_of_unknown(script, count, self.others(script, count))).sum()
    }

    /// Whether the note is written in a script of `own`.
    pub(super) fn is_written_in(&self, own: &Letters) -> bool {
        own.iter().any(|(script, count)| self.others(script, count) >= WRITTEN_IN)
    }

    /// The letters of `script` beside `count` of them that are in question.
    fn others(&self, script: Script, count: usize) -> usize {
        self.letters.count(script).saturating_sub(count)
    }
}

/// The cost of `count` letters of `script` in a note with `others` of it.
fn cost_of_unknown(script: Script, count: usize, others: usize) -> i32 {
    let enough = match script {
        Script::EastAsian => 2,
        Script::Greek => 1,
        Script::Latin | Script::Cyrillic | Script::Armenian | Script::Hebrew | Script::Arabic | Script::Block(_) => 3,
    };
    if count >= enough || others >= enough { 0 } else { 8 }
}
