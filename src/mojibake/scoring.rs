//! Rates every reading by its own evidence and that of the whole document.
//!
//! A file that was decoded with the wrong codec and saved is damaged everywhere: every character beyond ASCII decodes,
//! so short runs that prove nothing by themselves may follow the long ones. As soon as the document also contains
//! correct text in the characters of that codec, each run needs more evidence of its own.

use std::cell::LazyCell;
use std::collections::HashSet;
use std::ops::Deref;

use foldhash::fast::RandomState as FastHash;

use super::codec::{Codec, codecs_in};
use super::decode::{CodecDecoding, FillConfidence, Truncated};
use super::document::DocumentStats;
use super::document_style::DocumentStyle;
use super::mention::{about_encodings, is_about_damage, is_in_quotation, is_mention};
use super::notation::Proof;
use super::overlaps::{CandidateRepair, resolve_overlaps};
use super::reading::{Reading, has_two_non_latin_letters};
use super::segment_scorer::{SegmentScore, SegmentScorer};
use super::surprisal::{Neighbours, surprisal};
use super::symbols::Symbols;
use super::thresholds::{
    AMBIGUITY_MARGIN, CASE_BREAK_COST, CERTAIN_GAIN, CERTAIN_GAIN_IN_DAMAGED, LIKELY_GAIN, LIKELY_SUPPORT,
    MAX_CODEC_BONUS, MAX_SUPPORT_OF_RUN, MIN_CODEC_LEAD, MIN_SUPPORT, MIN_TRUNCATED_SURPRISAL, NATIVE_SCRIPT_BONUS,
    REPORT_GAIN,
};
use super::{Confidence, Repair, RepairEvidence};
use crate::text::Span;

/// Returns the repairs that `decodings` of `text` result in, sorted and disjoint.
pub(super) fn score_repairs(text: &str, areas: &[Span], decodings: &[CodecDecoding]) -> Vec<Repair> {
    let mut scorer = SegmentScorer::new(text);
    let weighed: Vec<Vec<SegmentScore>> = decodings.iter().map(|decoding| scorer.score(&decoding.segments)).collect();
    let document = DocumentStats::new(text, decodings, &weighed);
    let about_damage = LazyCell::new(|| is_about_damage(text, areas));
    let codec_score = |(decoding, weighed): (_, &Vec<SegmentScore>)| {
        let is_quoted = |reading: &Reading| is_in_quotation(text, reading.span) && *about_damage;
        CodecScore::new(text, decoding, weighed, &document, |reading| {
            is_mention(text, areas, reading) || is_quoted(reading)
        })
    };
    let mut scores: Vec<CodecScore> = decodings.iter().zip(&weighed).map(codec_score).collect();
    let raw: Vec<(i32, Vec<usize>)> =
        scores.iter().map(|codec_score| codec_score.exclusive_support(text, &scores)).collect();
    for (codec_score, (support, needless)) in scores.iter_mut().zip(raw) {
        codec_score.support = support;
        needless.into_iter().for_each(|at| codec_score.readings[at].weight = 0);
    }
    let borrowed: Vec<bool> = scores.iter().map(|codec_score| codec_score.is_explained_by_other(&scores)).collect();
    for (codec_score, _) in scores.iter_mut().zip(borrowed).filter(|(_, borrowed)| *borrowed) {
        codec_score.support = 0;
    }
    let most = scores.iter().map(CodecScore::weighted_support).max().unwrap_or(0);
    let in_use = scores.iter().filter(|codec_score| codec_score.decoding.codec.prior_cost() == 0);
    let usual = in_use.map(CodecScore::weighted_support).max().unwrap_or(0);
    let leading = scores.iter().rev().max_by_key(|codec_score| codec_score.weighted_support());
    let style =
        LazyCell::new(|| DocumentStyle::from_readings(leading.into_iter().flat_map(CodecScore::proved_readings)));
    let symbols = Symbols::new(text, areas, decodings);
    let candidates = scores.iter().flat_map(|codec_score| {
        let intended = symbols.intended(text, codec_score.readings.iter().map(|scored| &scored.reading));
        let open = codec_score
            .readings
            .iter()
            .zip(intended)
            .filter(|(scored, intended)| !intended && !is_better_windows_1252(&scored.reading, &scores));
        open.filter_map(|(scored, _)| codec_score.candidate(text, scored, (most, usual), &style)).collect::<Vec<_>>()
    });
    let resolved = resolve_overlaps(candidates.collect(), |reading| style.spelling_score(reading));
    let mut repairs: Vec<Repair> = resolved.into_iter().map(|candidate| repair(candidate, &scores)).collect();
    if repairs.iter().any(|repair| repair.confidence == Confidence::Certain) {
        let about = about_encodings(text);
        for repair in &mut repairs {
            // Sorted by their ends as well: all are of one length, but for the last ones.
            let at = about.partition_point(|part| part.end <= repair.span.start);
            if about.get(at).is_some_and(|part| part.start < repair.span.end) {
                repair.confidence = repair.confidence.min(Confidence::Likely);
            }
        }
    }
    report_truncated(text, decodings, &mut repairs);
    repairs.retain(|repair| repair.replacement.is_some() || !is_dot_between_words(text, repair.span));
    repairs
}

/// Returns whether `span` is the end of a Cyrillic word and the dot before the next one, as in `категория·статус`.
/// Damage writes such words in letters of both cases.
fn is_dot_between_words(text: &str, span: Span) -> bool {
    let is_small = |char: char| matches!(char, 'а'..='я' | 'ё');
    let mut found = span.slice(text).chars();
    let is_letter_and_dot = found.next().is_some_and(is_small) && found.next() == Some('·') && found.next().is_none();
    is_letter_and_dot
        && text[..span.start].chars().next_back().is_some_and(is_small)
        && text[span.end..].chars().next().is_some_and(|char| is_small(char) || matches!(char, 'А'..='Я' | 'Ё'))
}

/// Returns whether `reading` is by latin-9 while windows-1252, which is a thousand times as common, makes sense of the
/// place as well.
fn is_better_windows_1252(reading: &Reading, scores: &[CodecScore]) -> bool {
    let windows = scores.iter().find(|codec_score| codec_score.decoding.codec == Codec::Windows1252);
    let rival = windows.and_then(|windows| windows.reading(reading.span));
    reading.codec == Codec::Latin9
        && (reading.text.contains('¤') || rival.is_some_and(|rival| rival.text != reading.text && !rival.breaks_case()))
}

/// All readings by one codec, and their support.
struct CodecScore<'a> {
    decoding: &'a CodecDecoding,
    readings: Vec<ScoredReading>,
    /// The total evidence of its distinct runs, in bits.
    support: i32,
}

/// A reading and the support that it adds.
struct ScoredReading {
    reading: Reading,
    is_mention: bool,
    /// The support that the reading adds to its codec, in bits.
    weight: i32,
}

impl<'a> CodecScore<'a> {
    /// Creates the readings by the codec of `decoding`; `is_mention` tells which of them are examples.
    fn new(
        text: &str,
        decoding: &'a CodecDecoding,
        weighed: &[SegmentScore],
        document: &DocumentStats,
        is_mention: impl Fn(&Reading) -> bool,
    ) -> Self {
        let mut readings = Vec::with_capacity(decoding.segments.len());
        for (segment, weighed) in decoding.segments.iter().zip(weighed) {
            let reading = Reading::best(text, segment, decoding.codec, weighed, Some(document));
            let mention = is_mention(&reading);
            let is_whole = !reading.is_torn && !reading.has_flattened_spaces && !reading.is_lossy;
            let counts = !mention && is_whole && reading.is_evidence() && !reading.is_destroyed();
            let weight = if reading.is_byte_order_mark() {
                MAX_SUPPORT_OF_RUN
            } else if counts && reading.gain >= CERTAIN_GAIN {
                reading.gain.min(MAX_SUPPORT_OF_RUN)
            } else if counts && reading.gain >= LIKELY_GAIN {
                LIKELY_SUPPORT
            } else {
                0
            };
            readings.push(ScoredReading { reading, is_mention: mention, weight });
        }
        CodecScore { decoding, readings, support: 0 }
    }

    /// Returns the total evidence of distinct runs, without those that another codec explains clearly better. Also
    /// returns the indices of likely runs that add nothing because they occur elsewhere as certain ones.
    fn exclusive_support(&self, text: &str, scores: &[CodecScore]) -> (i32, Vec<usize>) {
        let mut seen: HashSet<&str, FastHash> = HashSet::default();
        let mut support = 0;
        let mut count = |scored: &ScoredReading| {
            let damaged = scored.reading.span.slice(text);
            let wins =
                |rival: &CodecScore| rival.best_gain(scored.reading.span) < scored.reading.gain + AMBIGUITY_MARGIN;
            let is_known = seen.contains(damaged);
            if !is_known && scores.iter().all(wins) {
                seen.insert(damaged);
                support += scored.weight;
            }
            is_known
        };
        let is_certain = |scored: &ScoredReading| scored.weight > LIKELY_SUPPORT;
        self.readings.iter().filter(|scored| is_certain(scored)).for_each(|scored| {
            count(scored);
        });
        let mut needless = Vec::new();
        let certain: HashSet<&str, FastHash> = self
            .readings
            .iter()
            .filter(|scored| is_certain(scored))
            .map(|scored| scored.reading.span.slice(text))
            .collect();
        for (at, scored) in self.readings.iter().enumerate().filter(|(_, scored)| scored.weight == LIKELY_SUPPORT) {
            if count(scored) && certain.contains(scored.reading.span.slice(text)) {
                needless.push(at);
            }
        }
        (support, needless)
    }

    /// Returns whether all evidence for this codec is also evidence for another one that explains more of the
    /// document.
    fn is_explained_by_other(&self, scores: &[CodecScore]) -> bool {
        let better = |rival: &&CodecScore| rival.weighted_support() > self.weighted_support();
        self.readings.iter().filter(|scored| scored.weight > 0).all(|ScoredReading { reading, .. }| {
            scores
                .iter()
                .filter(better)
                .any(|rival| rival.reading(reading.span).is_some_and(|rival| rival.text == reading.text))
        })
    }

    /// Returns its reading of the run `span`.
    fn reading(&self, span: Span) -> Option<&Reading> {
        let at = self.readings.binary_search_by_key(&span, |scored| scored.reading.span).ok()?;
        Some(&self.readings[at].reading)
    }

    /// Returns the best gain of its readings that overlap `span`.
    fn best_gain(&self, span: Span) -> i32 {
        let first = self.readings.partition_point(|scored| scored.reading.span.end <= span.start);
        let overlapping = self.readings[first..].iter().take_while(|scored| scored.reading.span.start < span.end);
        overlapping.map(|scored| scored.reading.gain).max().unwrap_or(i32::MIN)
    }

    /// Returns the readings that prove themselves.
    fn proved_readings(&self) -> impl Iterator<Item = &Reading> {
        self.readings.iter().filter(|scored| scored.weight > LIKELY_SUPPORT).map(|scored| &scored.reading)
    }

    /// Returns its support, less the prior cost of its codec.
    fn weighted_support(&self) -> i32 {
        self.support - self.decoding.codec.prior_cost()
    }

    /// Rates one reading; returns `None` if it is dropped. `most` is the best
    /// [`weighted_support`](Self::weighted_support) of all codecs, `usual` the best of codecs in use; `style` is
    /// computed on first use.
    fn candidate<'b>(
        &self,
        text: &str,
        scored: &'b ScoredReading,
        (most, usual): (i32, i32),
        style: &dyn Deref<Target = DocumentStyle>,
    ) -> Option<CandidateRepair<'b>> {
        let reading = &scored.reading;
        let damaged = reading.span.slice(text);
        let support = self.support - scored.weight;
        let supported = support >= MIN_SUPPORT;
        let rarity = if supported { 0 } else { self.decoding.codec.prior_cost() };
        let gain = reading.gain - rarity;
        let is_native = || reading.is_native_script || gain >= 0 && style.is_native(reading, damaged);
        let needed = |gain| {
            if gain < CERTAIN_GAIN_IN_DAMAGED && is_native() {
                CERTAIN_GAIN_IN_DAMAGED - NATIVE_SCRIPT_BONUS
            } else {
                CERTAIN_GAIN_IN_DAMAGED
            }
        };
        let (confidence, evidence) = if scored.is_mention && !supported && (reading.is_destroyed() || reading.is_torn) {
            (Confidence::Report, RepairEvidence::Mention)
        } else if reading.is_destroyed() {
            (Confidence::Report, RepairEvidence::Destroyed)
        } else if reading.is_torn || reading.has_half_mark() {
            (Confidence::Report, RepairEvidence::Torn)
        } else if reading.is_byte_order_mark() {
            (Confidence::Certain, RepairEvidence::Own)
        } else if scored.is_mention && !supported {
            (Confidence::Report, RepairEvidence::Mention)
        } else if supported && gain >= needed(gain) {
            (Confidence::Certain, RepairEvidence::Document)
        } else if gain >= CERTAIN_GAIN {
            (Confidence::Certain, RepairEvidence::Own)
        } else if gain >= LIKELY_GAIN && style.keeps_case(reading, damaged, gain) {
            (Confidence::Likely, RepairEvidence::Own)
        } else if reading.has_flattened_spaces && *reading.text == *"\u{a0}" && gain >= REPORT_GAIN {
            // `doneÂ ok`: no language has a capital Â directly after a small letter.
            (Confidence::Likely, RepairEvidence::Weak)
        } else {
            (Confidence::Report, RepairEvidence::Weak)
        };
        if reading.proof == Proof::Hint && !supported {
            return None;
        }
        let is_short = reading.text.chars().nth(1).is_none();
        // A rare codec is certain only if it explains more of the document than those in use. Latin-9 has only eight
        // signs of its own, any of which may occur by accident in a document that was damaged by latin-1.
        let lead = if self.decoding.codec == Codec::Latin9 { 2 * MAX_SUPPORT_OF_RUN } else { 0 };
        let is_doubtful = reading.fill_confidence < FillConfidence::Sure
            || reading.is_lossy && !supported
            || !supported && reading.proof < Proof::Word
            || reading.proof == Proof::Alone && !self.decoding.explains_all()
            || reading.proof <= Proof::Little && !style.has_letters_of(reading) && !self.decoding.explains_all()
            || reading.has_flattened_spaces
                && self.decoding.has_no_break_spaces
                && has_two_non_latin_letters(&reading.text)
            || reading.breaks_case()
            || self.decoding.codec.prior_cost() > 0
                && (self.weighted_support() < usual + lead || is_short && !supported);
        let confidence = match confidence {
            Confidence::Certain if is_doubtful || !style.expects(reading, damaged, gain) => Confidence::Likely,
            other => other,
        };
        let is_worth_a_report = match evidence {
            RepairEvidence::Weak => gain >= REPORT_GAIN && supported && !reading.has_flattened_spaces,
            RepairEvidence::Torn => gain >= if supported { REPORT_GAIN } else { CERTAIN_GAIN },
            _ => true,
        };
        if confidence == Confidence::Report && !is_worth_a_report {
            return None;
        }
        let odd_case = if reading.breaks_case() { CASE_BREAK_COST } else { 0 };
        let score = gain.saturating_add(self.codec_bonus(most)) - odd_case;
        Some(CandidateRepair {
            span: reading.span,
            reading,
            confidence,
            evidence,
            score,
            supported,
            explains_all: self.decoding.explains_all(),
            others: Vec::new(),
        })
    }

    /// Returns the bonus for the support of the document, in bits.
    fn codec_bonus(&self, most: i32) -> i32 {
        if self.weighted_support() >= most {
            return MAX_CODEC_BONUS;
        }
        let share = i64::from(self.weighted_support().max(0)) * i64::from(MAX_CODEC_BONUS) / i64::from(most.max(1));
        (share as i32).min(MAX_CODEC_BONUS - MIN_CODEC_LEAD)
    }
}

/// Converts `candidate` to a repair.
fn repair(candidate: CandidateRepair, scores: &[CodecScore]) -> Repair {
    let CandidateRepair { span, reading, confidence, evidence, others, .. } = candidate;
    Repair {
        span,
        replacement: (confidence > Confidence::Report).then(|| reading.replacement()),
        chain: reading.layers().map(|layer| most_supported(layer, scores)).collect(),
        confidence,
        evidence,
        flattened: reading.has_flattened_spaces,
        others: others.into_iter().map(str::to_owned).collect(),
    }
}

/// Returns the codec of the set `layer` with the most support; of equals, the first.
fn most_supported(layer: u32, scores: &[CodecScore]) -> Codec {
    let support = |codec: Codec| {
        scores
            .iter()
            .find(|codec_score| codec_score.decoding.codec == codec)
            .map_or(0, |codec_score| codec_score.support)
    };
    let mut best = None;
    for codec in codecs_in(layer) {
        let support = support(codec);
        if best.is_none_or(|(_, most)| support > most) {
            best = Some((codec, support));
        }
    }
    best.expect("a layer is the work of some codec").0
}

/// Reports truncated sequences where nothing else was found.
fn report_truncated(text: &str, decodings: &[CodecDecoding], repairs: &mut Vec<Repair>) {
    for decoding in decodings {
        for &Truncated { span, area } in &decoding.truncated {
            if surprisal(span.slice(text), Neighbours::new(span, area, text)) < MIN_TRUNCATED_SURPRISAL {
                continue;
            }
            let at = repairs.partition_point(|repair| repair.span.end <= span.start);
            if repairs.get(at).is_some_and(|repair| repair.span.overlaps(span)) {
                continue;
            }
            let repair = Repair {
                span,
                replacement: None,
                chain: vec![decoding.codec],
                confidence: Confidence::Report,
                evidence: RepairEvidence::Truncated,
                flattened: false,
                others: Vec::new(),
            };
            repairs.insert(at, repair);
        }
    }
}
