//! A place in the text with one way to read it, and what that place itself says for or against.

use std::cmp::Reverse;
use std::iter;
use std::rc::Rc;

use super::char_class::{Script, classify};
use super::codec::{Codec, codecs_in};
use super::decode::{FillConfidence, Segment};
use super::document::DocumentStats;
use super::notation::{Proof, proof};
use super::segment_scorer::{ScoredText, SegmentScore};
use super::surprisal::Neighbours;
use crate::text::Span;

/// What it is worth to have as many layers as the rest of the note, in bits.
const USUAL_LAYERS_BONUS: i32 = 4;

/// What it costs that a layer is the work of another codec than the one around it, in bits.
const OTHER_CODEC_COST: i32 = 6;

/// One way to read one segment.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub(super) span: Span,
    /// What was meant.
    pub(super) text: Rc<str>,
    /// The codec of the outermost layer.
    pub(super) codec: Codec,
    /// See [`ScoredText::inner_codecs`].
    inner_codecs: Rc<[u32]>,
    /// How much likelier the result is than what stands there, in bits.
    pub(super) gain: i32,
    /// Whether it spells letters of the script, not Latin, that the note is written in.
    pub(super) is_native_script: bool,
    pub(super) has_flattened_spaces: bool,
    /// See [`Segment::is_torn`].
    pub(super) is_torn: bool,
    /// Whether bytes of it were lost.
    pub(super) is_lossy: bool,
    /// See [`Segment::filling`].
    pub(super) filling: FillConfidence,
    pub(super) neighbours: Neighbours,
    pub(super) proof: Proof,
}

impl Reading {
    /// The best of the `weighed` readings of `segment` by `codec`, in the light of the `note`, once it is known.
    pub(super) fn best(
        text: &str,
        segment: &Segment,
        codec: Codec,
        weighed: &SegmentScore,
        note: Option<&DocumentStats>,
    ) -> Reading {
        let gain = |one: &ScoredText| {
            let cost = chain_cost(codec, &one.inner_codecs, note);
            one.gain - cost - note.map_or(0, |note| note.script_cost(&one.letters))
        };
        let preference = |one: &&ScoredText| {
            let usual = note.is_some_and(|note| note.layers == one.inner_codecs.len() + 1);
            (gain(one) + if usual { USUAL_LAYERS_BONUS } else { 0 }, Reverse(one.inner_codecs.len()))
        };
        let best = weighed.texts.iter().max_by_key(preference).expect("the first layer is among them");
        let mut reading = Reading {
            span: segment.span,
            text: Rc::clone(&best.text),
            codec,
            inner_codecs: Rc::clone(&best.inner_codecs),
            gain: gain(best),
            is_native_script: note.is_some_and(|note| note.is_written_in(&best.letters)),
            has_flattened_spaces: segment.flattened_spaces > 0,
            is_torn: segment.is_torn,
            is_lossy: !segment.holes.is_empty(),
            filling: segment.filling,
            neighbours: weighed.neighbours,
            proof: Proof::Long,
        };
        reading.proof = proof(&reading, segment.span.slice(text), weighed.context);
        reading
    }

    /// Whether it says something of the rest of the note.
    pub(super) fn is_evidence(&self) -> bool {
        self.proof >= Proof::Word
    }

    /// Whether only signs of Latin-1 come of it, which measures and prices have.
    pub(super) fn makes_signs(&self) -> bool {
        self.text.chars().all(|char| matches!(char, '\u{a0}'..='\u{bf}' | '×' | '÷'))
    }

    /// How many layers of damage it undoes.
    pub(super) fn layer_count(&self) -> usize {
        1 + self.inner_codecs.len()
    }

    /// For each layer, outermost first, the codecs that agree on it: a set of [`Codec::bit`]s.
    pub(super) fn layers(&self) -> impl Iterator<Item = u32> {
        iter::once(self.codec.bit()).chain(self.inner_codecs.iter().copied())
    }

    /// Whether what was meant is lost: the damage was done to U+FFFD.
    pub(super) fn is_destroyed(&self) -> bool {
        self.text.contains('\u{fffd}')
    }

    /// Whether it goes on with a word in capitals.
    pub(super) fn follows_capitals(&self) -> bool {
        self.neighbours.follows_word && self.neighbours.before.is_some_and(char::is_uppercase)
    }

    /// Whether `damaged`, what stands there, may as well be a letter by itself and the end of a quotation: `«В»`.
    pub(super) fn is_quoted_letter(&self, damaged: &str) -> bool {
        let is_outside = |char: Option<char>| char.is_none_or(|char| !char.is_alphanumeric());
        let is_opened = matches!(self.neighbours.before, Some('«' | '“' | '„' | '‘' | '‚' | '‹'));
        let is_alone = is_outside(self.neighbours.before) && is_outside(self.neighbours.after);
        let ends_quotation = damaged.ends_with(['»', '”', '“', '’', '‘', '›']) && damaged.chars().nth(2).is_none();
        ends_quotation && is_alone && (is_opened || !self.is_native_script)
    }

    /// Whether it puts a capital into a word in small letters, or a small letter into one in capitals, as text has it that was
    /// damaged by another codec, or that changed its case after the damage.
    pub(super) fn breaks_case(&self) -> bool {
        let is = |char: Option<char>, case: fn(char) -> bool| char.is_some_and(case);
        let (before, after) = (self.neighbours.before, self.neighbours.after);
        let (first, last) = (self.text.chars().next(), self.text.chars().next_back());
        let opens_capital = is(before, char::is_lowercase) && is(first, char::is_uppercase);
        let closes_capital = is(last, char::is_uppercase) && is(after, char::is_lowercase);
        let goes_on_small = is(first, char::is_lowercase)
            && (self.follows_capitals() || is(before, char::is_uppercase) && is(after, char::is_uppercase));
        opens_capital && closes_capital || goes_on_small
    }

    /// What to write: a byte order mark has no place within a text.
    pub(super) fn replacement(&self) -> String {
        if self.span.start == 0 { self.text.to_string() } else { self.text.replace('\u{feff}', "") }
    }

    /// Whether it makes half of a mark over two letters, which hardly any text has: another byte than that was lost.
    pub(super) fn is_half_mark(&self) -> bool {
        self.text.contains(|char| matches!(char, '\u{fe20}'..='\u{fe2f}'))
    }

    /// Whether a byte order mark is read at the start of the text, which only a whole damaged file has.
    pub(super) fn is_byte_order_mark(&self) -> bool {
        self.span.start == 0 && self.text.starts_with('\u{feff}')
    }
}

/// The cost of the layers below the outermost, done by `codec`: a program that does damage twice does it with one codec,
/// unless the rest of the note says otherwise.
fn chain_cost(codec: Codec, inner: &[u32], note: Option<&DocumentStats>) -> i32 {
    let mut outer = codec.bit();
    let mut cost = 0;
    for (depth, &layer) in inner.iter().enumerate() {
        let usual = note.map_or(0, |note| note.inner_codecs[depth]);
        let is_expected = if usual == 0 { outer & layer != 0 } else { usual & layer != 0 };
        if !is_expected {
            cost += OTHER_CODEC_COST + codecs_in(layer).map(Codec::prior_cost).min().unwrap_or(0);
        }
        outer = if outer & layer == 0 { layer } else { outer & layer };
    }
    cost
}

/// Whether what was meant is made of letters of scripts other than Latin.
pub(super) fn has_foreign_word(meant: &str) -> bool {
    let letters = meant.chars().filter(|char| classify(*char).0.script().is_some_and(|script| script != Script::Latin));
    letters.count() >= 2
}
