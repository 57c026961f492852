//! What a segment may spell, with the weight of each: the part of the work that is the same wherever the same characters
//! stand between the same neighbours, done once.

use std::collections::HashMap;
use std::rc::Rc;

use foldhash::fast::RandomState as FastHash;

use super::layers::{Layered, layered};
use super::letters::Letters;
use super::oddness::{Neighbours, oddness};
use super::place::Place;
use super::survey::Segment;

/// What a plain space in the place of a no-break space costs, in bits.
const FLATTENED: i32 = 2;

/// All that a segment may spell.
pub(super) struct Weighed {
    /// What the segment stands between.
    pub(super) neighbours: Neighbours,
    pub(super) place: Place,
    /// One for each number of layers, at least.
    pub(super) texts: Rc<[WeighedText]>,
}

/// One thing that a segment may spell.
pub(super) struct WeighedText {
    /// See [`super::layers::Layered::inner`].
    pub(super) inner: Rc<[u32]>,
    pub(super) text: Rc<str>,
    pub(super) letters: Letters,
    /// How much likelier it is than what stands there, in bits.
    pub(super) gain: i32,
}

/// Weighs the segments of one text.
pub(super) struct Scales<'a> {
    text: &'a str,
    /// What was weighed, by the characters that stand there, what they decode to, and their neighbours.
    known: HashMap<(&'a str, &'a str, Neighbours), Rc<[WeighedText]>, FastHash>,
}

impl<'a> Scales<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, known: HashMap::default() }
    }

    /// Weighs all of `segments`.
    pub(super) fn weigh(&mut self, segments: &'a [Segment]) -> Vec<Weighed> {
        let place = |at| Place::of(self.text, segments, at);
        let places: Vec<Place> = (0..segments.len()).map(place).collect();
        segments.iter().zip(places).map(|(segment, place)| self.weigh_one(segment, place)).collect()
    }

    fn weigh_one(&mut self, segment: &'a Segment, place: Place) -> Weighed {
        let neighbours = Neighbours::of(segment.span, segment.area, self.text);
        let damaged = segment.span.of(self.text);
        let key = (damaged, segment.decoded.as_str(), neighbours);
        let texts = self.known.entry(key).or_insert_with(|| {
            let losses: i32 = segment.holes.iter().map(|hole| hole.cost).sum();
            let oddness_now = oddness(damaged, neighbours) - segment.flattened as i32 * FLATTENED - losses;
            let weigh = |layered: Layered| WeighedText {
                gain: oddness_now - oddness(&layered.text, neighbours),
                letters: Letters::of(&layered.text),
                text: layered.text.into(),
                inner: layered.inner.into(),
            };
            layered(&segment.decoded).into_iter().map(weigh).collect()
        });
        Weighed { neighbours, place, texts: Rc::clone(texts) }
    }
}
