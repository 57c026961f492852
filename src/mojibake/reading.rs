//! A place in the text with one way to read it, and what that place itself says for or against.

use std::cmp::Reverse;

use super::codec::Codec;
use super::kind::{Script, kind_of};
use super::layers::{Layered, layered};
use super::note::Note;
use super::oddness::{Neighbours, oddness};
use super::survey::{Letters, Segment};
use crate::text::Span;

/// What a plain space in the place of a no-break space costs, in bits.
const FLATTENED: i32 = 2;

/// What it is worth to have as many layers as the rest of the note, in bits.
const USUAL_LAYERS: i32 = 4;

/// One way to read one segment.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub(super) span: Span,
    /// What was meant.
    pub(super) text: String,
    /// For each layer, outermost first, the codecs that agree on it: a set of [`Codec::bit`]s.
    pub(super) layers: Vec<u32>,
    /// How much likelier the result is than what stands there, in bits.
    pub(super) gain: i32,
    /// Whether it spells letters of the script, not Latin, that the note is written in.
    pub(super) native: bool,
    pub(super) flattened: bool,
    /// See [`Segment::torn`].
    pub(super) torn: bool,
    pub(super) neighbours: Neighbours,
}

impl Reading {
    /// The best reading of `segment` of `text`, in the light of the `note`, once it is known.
    pub(super) fn best(text: &str, segment: &Segment, codec: Codec, note: Option<&Note>) -> Reading {
        let Segment { span, area, flattened, torn, .. } = *segment;
        let neighbours = Neighbours::of(span, area, text);
        let oddness_now = oddness(span.of(text), neighbours) - flattened as i32 * FLATTENED;
        let weigh = |layered: Layered| {
            let Layered { layers, text } = layered;
            let own = Letters::of(&text);
            let cost = oddness(&text, neighbours) + note.map_or(0, |note| note.cost_of_scripts(&own));
            let native = note.is_some_and(|note| note.is_written_in(&own));
            Reading { span, text, layers, gain: oddness_now - cost, native, flattened: flattened > 0, torn, neighbours }
        };
        let preference = |reading: &Reading| {
            let usual = note.is_some_and(|note| note.layers == reading.layers.len());
            (reading.gain + if usual { USUAL_LAYERS } else { 0 }, Reverse(reading.layers.len()))
        };
        let readings = layered(&segment.decoded, codec).into_iter().map(weigh);
        readings.max_by_key(preference).expect("the first layer is among them")
    }

    /// Whether what was meant is lost: the damage was done to U+FFFD.
    pub(super) fn is_destroyed(&self) -> bool {
        self.text.contains('\u{fffd}')
    }

    /// Whether a byte order mark is read at the start of the text, which only a whole damaged file has.
    pub(super) fn is_byte_order_mark(&self) -> bool {
        self.span.start == 0 && self.text.starts_with('\u{feff}')
    }
}

/// Whether what was meant is made of letters of scripts other than Latin.
pub(super) fn has_foreign_word(meant: &str) -> bool {
    let letters = meant.chars().filter(|char| kind_of(*char).0.script().is_some_and(|script| script != Script::Latin));
    letters.count() >= 2
}
