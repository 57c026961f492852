//! A reading of one place in the text, and the evidence of that place for or against it.

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
use super::thresholds::{OTHER_CODEC_COST, USUAL_LAYERS_BONUS};
use crate::text::Span;

/// One way to read one segment.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub(super) span: Span,
    /// The intended text.
    pub(super) text: Rc<str>,
    /// The codec of the outermost layer.
    pub(super) codec: Codec,
    /// See [`ScoredText::inner_codecs`].
    inner_codecs: Rc<[u32]>,
    /// How much likelier the intended text is than the damaged text, in bits.
    pub(super) gain: i32,
    /// Whether it decodes to letters of the non-Latin script that the document is written in.
    pub(super) is_native_script: bool,
    pub(super) has_flattened_spaces: bool,
    /// See [`Segment::is_torn`].
    pub(super) is_torn: bool,
    /// Whether some of its bytes were lost.
    pub(super) is_lossy: bool,
    /// See [`Segment::fill_confidence`].
    pub(super) fill_confidence: FillConfidence,
    pub(super) neighbours: Neighbours,
    pub(super) proof: Proof,
}

impl Reading {
    /// Returns the best of the `weighed` readings of `segment` by `codec`, given the statistics of the document, once
    /// they are known.
    pub(super) fn best(
        text: &str,
        segment: &Segment,
        codec: Codec,
        weighed: &SegmentScore,
        document: Option<&DocumentStats>,
    ) -> Reading {
        let gain = |one: &ScoredText| {
            let cost = chain_cost(codec, &one.inner_codecs, document);
            one.gain - cost - document.map_or(0, |document| document.script_cost(&one.letters))
        };
        let preference = |one: &&ScoredText| {
            let usual = document.is_some_and(|document| document.layers == one.inner_codecs.len() + 1);
            (gain(one) + if usual { USUAL_LAYERS_BONUS } else { 0 }, Reverse(one.inner_codecs.len()))
        };
        let best = weighed.texts.iter().max_by_key(preference).expect("the first layer is among them");
        let mut reading = Reading {
            span: segment.span,
            text: Rc::clone(&best.text),
            codec,
            inner_codecs: Rc::clone(&best.inner_codecs),
            gain: gain(best),
            is_native_script: document.is_some_and(|document| document.is_written_in(&best.letters)),
            has_flattened_spaces: segment.flattened_spaces > 0,
            is_torn: segment.is_torn,
            is_lossy: !segment.holes.is_empty(),
            fill_confidence: segment.fill_confidence,
            neighbours: weighed.neighbours,
            proof: Proof::Long,
        };
        reading.proof = proof(&reading, segment.span.slice(text), weighed.context);
        reading
    }

    /// Returns whether it is evidence for the rest of the document.
    pub(super) fn is_evidence(&self) -> bool {
        self.proof >= Proof::Word
    }

    /// Returns whether it decodes to Latin-1 signs only, which measures and prices use.
    pub(super) fn makes_signs(&self) -> bool {
        self.text.chars().all(|char| matches!(char, '\u{a0}'..='\u{bf}' | '×' | '÷'))
    }

    /// Returns the number of layers of damage that it undoes.
    pub(super) fn layer_count(&self) -> usize {
        1 + self.inner_codecs.len()
    }

    /// Returns for each layer, outermost first, the codecs that agree on it: a set of [`Codec::bit`]s.
    pub(super) fn layers(&self) -> impl Iterator<Item = u32> {
        iter::once(self.codec.bit()).chain(self.inner_codecs.iter().copied())
    }

    /// Returns whether the original is lost: U+FFFD was damaged.
    pub(super) fn is_destroyed(&self) -> bool {
        self.text.contains('\u{fffd}')
    }

    /// Returns whether it continues a word in capitals.
    pub(super) fn follows_capital(&self) -> bool {
        self.neighbours.follows_word && self.neighbours.before.is_some_and(char::is_uppercase)
    }

    /// Returns whether `damaged` may be a single letter and the end of a quotation: `«В»`.
    pub(super) fn is_quoted_letter(&self, damaged: &str) -> bool {
        let is_outside = |char: Option<char>| char.is_none_or(|char| !char.is_alphanumeric());
        let is_opened = matches!(self.neighbours.before, Some('«' | '“' | '„' | '‘' | '‚' | '‹'));
        let is_alone = is_outside(self.neighbours.before) && is_outside(self.neighbours.after);
        let ends_quotation = damaged.ends_with(['»', '”', '“', '’', '‘', '›']) && damaged.chars().nth(2).is_none();
        ends_quotation && is_alone && (is_opened || !self.is_native_script)
    }

    /// Returns whether it puts a capital into a lower-case word, or a small letter into a word in capitals. Text that
    /// was damaged by another codec, or that changed its case after the damage, decodes like that.
    pub(super) fn breaks_case(&self) -> bool {
        let is = |char: Option<char>, case: fn(char) -> bool| char.is_some_and(case);
        let (before, after) = (self.neighbours.before, self.neighbours.after);
        let (first, last) = (self.text.chars().next(), self.text.chars().next_back());
        let opens_capital = is(before, char::is_lowercase) && is(first, char::is_uppercase);
        let closes_capital = is(last, char::is_uppercase) && is(after, char::is_lowercase);
        let goes_on_small = is(first, char::is_lowercase)
            && (self.follows_capital() || is(before, char::is_uppercase) && is(after, char::is_uppercase));
        opens_capital && closes_capital || goes_on_small
    }

    /// Returns the text to write: a byte order mark is dropped except at the start of the text.
    pub(super) fn replacement(&self) -> String {
        if self.span.start == 0 { self.text.to_string() } else { self.text.replace('\u{feff}', "") }
    }

    /// Returns whether it contains a combining half mark, which hardly any text has: another byte was lost then.
    pub(super) fn has_half_mark(&self) -> bool {
        self.text.contains(|char| matches!(char, '\u{fe20}'..='\u{fe2f}'))
    }

    /// Returns whether it is a byte order mark at the start of the text, which only a file that is damaged as a whole
    /// has.
    pub(super) fn is_byte_order_mark(&self) -> bool {
        self.span.start == 0 && self.text.starts_with('\u{feff}')
    }
}

/// Returns the cost of the `inner` layers below `codec`, in bits: a program that damages text twice uses the same
/// codec, unless the rest of the document shows otherwise.
fn chain_cost(codec: Codec, inner: &[u32], document: Option<&DocumentStats>) -> i32 {
    let mut outer = codec.bit();
    let mut cost = 0;
    for (depth, &layer) in inner.iter().enumerate() {
        let usual = document.map_or(0, |document| document.inner_codecs[depth]);
        let is_expected = if usual == 0 { outer & layer != 0 } else { usual & layer != 0 };
        if !is_expected {
            cost += OTHER_CODEC_COST + codecs_in(layer).map(Codec::prior_cost).min().unwrap_or(0);
        }
        outer = if outer & layer == 0 { layer } else { outer & layer };
    }
    cost
}

/// Returns whether `decoded` has two letters or more of scripts other than Latin.
pub(super) fn has_two_non_latin_letters(decoded: &str) -> bool {
    let letters =
        decoded.chars().filter(|char| classify(*char).0.script().is_some_and(|script| script != Script::Latin));
    letters.count() >= 2
}
