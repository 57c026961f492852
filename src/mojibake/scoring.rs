//! The verdict on every reading: its own evidence together with the vote of the whole note.
//!
//! A file that was read as one codec and saved is damaged everywhere: then every character beyond ASCII decodes, and
//! short runs that prove nothing by themselves may follow the long ones. As soon as correct text of the same codec stands
//! in the note too, each run has to bear more of its own proof.

use std::cell::LazyCell;
use std::collections::HashSet;
use std::ops::Deref;

use foldhash::fast::RandomState as FastHash;

use super::codec::{Codec, codecs_in};
use super::decode::{CodecDecoding, FillConfidence, Truncated};
use super::document::DocumentStats;
use super::document_style::DocumentStyle;
use super::mention::{is_about_damage, is_in_quotation, is_mention};
use super::notation::Proof;
use super::overlaps::{AMBIGUITY_MARGIN, CandidateRepair, resolve_overlaps};
use super::reading::{Reading, has_foreign_word};
use super::segment_scorer::{SegmentScore, SegmentScorer};
use super::surprisal::{MIN_TRUNCATED_SURPRISAL, Neighbours, surprisal};
use super::symbols::Symbols;
use super::{Confidence, Repair, RepairEvidence};
use crate::text::Span;

/// Gain in bits from which a run is certain without help.
pub(super) const CERTAIN_GAIN: i32 = 9;
/// Gain from which a run is likely damaged, without help.
const LIKELY_GAIN: i32 = 7;
/// Gain from which a run is worth a report.
const REPORT_GAIN: i32 = 6;
/// Gain that a run needs in a note with other damage of its codec. Correct text stands beside damage in most such notes, and
/// some of it decodes: `Å²`.
const CERTAIN_GAIN_IN_DAMAGED: i32 = 4;
/// What it is worth in a damaged note that a run spells letters of the script that the note is written in, in bits.
const NATIVE_SCRIPT_BONUS: i32 = 3;
/// Support from other runs that makes a note damaged.
const MIN_SUPPORT: i32 = CERTAIN_GAIN;
/// What a reading is worth less that breaks the case of its word, in bits.
const CASE_BREAK_COST: i32 = 6;
/// What a run counts that is likely by itself: three different ones support each other.
const LIKELY_SUPPORT: i32 = 5;
/// The most that one run counts.
pub(super) const MAX_SUPPORT_OF_RUN: i32 = 24;
/// What the codec with the most support has ahead of one with none, where both read the same place, in bits.
const MAX_CODEC_BONUS: i32 = 12;
/// What another codec is behind it at least. Whichever explains more of the note is right where they differ.
const MIN_CODEC_LEAD: i32 = 4;

/// The repairs that the `surveys` of `text` add up to, sorted and disjoint.
pub(super) fn score_repairs(text: &str, areas: &[Span], decodings: &[CodecDecoding]) -> Vec<Repair> {
    let mut scales = SegmentScorer::new(text);
    let weighed: Vec<Vec<SegmentScore>> = decodings.iter().map(|survey| scales.score(&survey.segments)).collect();
    let note = DocumentStats::new(text, decodings, &weighed);
    let about_damage = LazyCell::new(|| is_about_damage(text, areas));
    let ballot = |(survey, weighed): (_, &Vec<SegmentScore>)| {
        let is_quoted = |reading: &Reading| is_in_quotation(text, reading.span) && *about_damage;
        CodecScore::new(text, survey, weighed, &note, |reading| is_mention(text, areas, reading) || is_quoted(reading))
    };
    let mut scores: Vec<CodecScore> = decodings.iter().zip(&weighed).map(ballot).collect();
    let raw: Vec<(i32, Vec<usize>)> = scores.iter().map(|ballot| ballot.exclusive_support(text, &scores)).collect();
    for (ballot, (support, needless)) in scores.iter_mut().zip(raw) {
        ballot.support = support;
        needless.into_iter().for_each(|at| ballot.readings[at].weight = 0);
    }
    let borrowed: Vec<bool> = scores.iter().map(|ballot| ballot.is_explained_by_other(&scores)).collect();
    for (ballot, _) in scores.iter_mut().zip(borrowed).filter(|(_, borrowed)| *borrowed) {
        ballot.support = 0;
    }
    let most = scores.iter().map(CodecScore::weighted_support).max().unwrap_or(0);
    let in_use = scores.iter().filter(|ballot| ballot.decoding.codec.prior_cost() == 0);
    let usual = in_use.map(CodecScore::weighted_support).max().unwrap_or(0);
    let leading = scores.iter().rev().max_by_key(|ballot| ballot.weighted_support());
    let style =
        LazyCell::new(|| DocumentStyle::from_readings(leading.into_iter().flat_map(CodecScore::proved_readings)));
    let symbols = Symbols::new(text, areas, decodings);
    let verdicts = scores.iter().flat_map(|ballot| {
        let meant = symbols.intended(text, ballot.readings.iter().map(|vote| &vote.reading));
        let open = ballot
            .readings
            .iter()
            .zip(meant)
            .filter(|(vote, meant)| !meant && !is_better_windows_1252(&vote.reading, &scores));
        open.filter_map(|(vote, _)| ballot.candidate(text, vote, (most, usual), &style)).collect::<Vec<_>>()
    });
    let elected = resolve_overlaps(verdicts.collect(), |reading| style.spelling_score(reading));
    let mut repairs: Vec<Repair> = elected.into_iter().map(|verdict| repair(verdict, &scores)).collect();
    report_truncated(text, decodings, &mut repairs);
    repairs
}

/// Whether `reading` is by latin-9, and windows-1252, which is a thousand times as common, makes sense of the place as well.
fn is_better_windows_1252(reading: &Reading, scores: &[CodecScore]) -> bool {
    let windows = scores.iter().find(|ballot| ballot.decoding.codec == Codec::Windows1252);
    let rival = windows.and_then(|windows| windows.reading(reading.span));
    reading.codec == Codec::Latin9
        && (reading.text.contains('¤') || rival.is_some_and(|rival| rival.text != reading.text && !rival.breaks_case()))
}

/// All readings by one codec, and what they say of the note.
struct CodecScore<'a> {
    decoding: &'a CodecDecoding,
    readings: Vec<ScoredReading>,
    /// The sum over distinct runs of what each proves, in bits.
    support: i32,
}

/// One reading and its part in the vote.
struct ScoredReading {
    reading: Reading,
    is_mention: bool,
    /// What the reading adds to its ballot's support.
    weight: i32,
}

impl<'a> CodecScore<'a> {
    /// All readings by the codec of `survey`; `is_mention` says which of them are examples.
    fn new(
        text: &str,
        survey: &'a CodecDecoding,
        weighed: &[SegmentScore],
        note: &DocumentStats,
        is_mention: impl Fn(&Reading) -> bool,
    ) -> Self {
        let mut votes = Vec::with_capacity(survey.segments.len());
        for (segment, weighed) in survey.segments.iter().zip(weighed) {
            let reading = Reading::best(text, segment, survey.codec, weighed, Some(note));
            let mention = is_mention(&reading);
            let is_whole = !reading.is_torn && !reading.has_flattened_spaces && !reading.is_lossy;
            let votes_at_all = !mention && is_whole && reading.is_evidence() && !reading.is_destroyed();
            let weight = if reading.is_byte_order_mark() {
                MAX_SUPPORT_OF_RUN
            } else if votes_at_all && reading.gain >= CERTAIN_GAIN {
                reading.gain.min(MAX_SUPPORT_OF_RUN)
            } else if votes_at_all && reading.gain >= LIKELY_GAIN {
                LIKELY_SUPPORT
            } else {
                0
            };
            votes.push(ScoredReading { reading, is_mention: mention, weight });
        }
        CodecScore { decoding: survey, readings: votes, support: 0 }
    }

    /// The sum of what distinct runs prove, without those of which another codec makes clearly more, and the likely runs that
    /// add nothing as they stand elsewhere as certain ones: by their index.
    fn exclusive_support(&self, text: &str, scores: &[CodecScore]) -> (i32, Vec<usize>) {
        let mut seen: HashSet<&str, FastHash> = HashSet::default();
        let mut support = 0;
        let mut count = |vote: &ScoredReading| {
            let damaged = vote.reading.span.slice(text);
            let wins = |rival: &CodecScore| rival.best_gain(vote.reading.span) < vote.reading.gain + AMBIGUITY_MARGIN;
            let is_known = seen.contains(damaged);
            if !is_known && scores.iter().all(wins) {
                seen.insert(damaged);
                support += vote.weight;
            }
            is_known
        };
        let is_certain = |vote: &ScoredReading| vote.weight > LIKELY_SUPPORT;
        self.readings.iter().filter(|vote| is_certain(vote)).for_each(|vote| {
            count(vote);
        });
        let mut needless = Vec::new();
        let certain: HashSet<&str, FastHash> =
            self.readings.iter().filter(|vote| is_certain(vote)).map(|vote| vote.reading.span.slice(text)).collect();
        for (at, vote) in self.readings.iter().enumerate().filter(|(_, vote)| vote.weight == LIKELY_SUPPORT) {
            if count(vote) && certain.contains(vote.reading.span.slice(text)) {
                needless.push(at);
            }
        }
        (support, needless)
    }

    /// Whether all that speaks for this codec speaks for another one as well, which explains more of the note.
    fn is_explained_by_other(&self, scores: &[CodecScore]) -> bool {
        let better = |rival: &&CodecScore| rival.weighted_support() > self.weighted_support();
        self.readings.iter().filter(|vote| vote.weight > 0).all(|ScoredReading { reading, .. }| {
            scores
                .iter()
                .filter(better)
                .any(|rival| rival.reading(reading.span).is_some_and(|rival| rival.text == reading.text))
        })
    }

    /// Its reading of the run `span`.
    fn reading(&self, span: Span) -> Option<&Reading> {
        let at = self.readings.binary_search_by_key(&span, |vote| vote.reading.span).ok()?;
        Some(&self.readings[at].reading)
    }

    /// The most that this codec makes of any run that overlaps `span`.
    fn best_gain(&self, span: Span) -> i32 {
        let first = self.readings.partition_point(|vote| vote.reading.span.end <= span.start);
        let overlapping = self.readings[first..].iter().take_while(|vote| vote.reading.span.start < span.end);
        overlapping.map(|vote| vote.reading.gain).max().unwrap_or(i32::MIN)
    }

    /// The readings that prove themselves.
    fn proved_readings(&self) -> impl Iterator<Item = &Reading> {
        self.readings.iter().filter(|vote| vote.weight > LIKELY_SUPPORT).map(|vote| &vote.reading)
    }

    /// Its support in the light of how often its codec does damage at all.
    fn weighted_support(&self) -> i32 {
        self.support - self.decoding.codec.prior_cost()
    }

    /// What becomes of one reading; `None` for nothing at all. `most` is the best [`standing`](Ballot::standing) of all, `usual`
    /// that of codecs in use; `style` is how the note is written, worked out when it is first asked.
    fn candidate<'b>(
        &self,
        text: &str,
        vote: &'b ScoredReading,
        (most, usual): (i32, i32),
        style: &dyn Deref<Target = DocumentStyle>,
    ) -> Option<CandidateRepair<'b>> {
        let reading = &vote.reading;
        let damaged = reading.span.slice(text);
        let support = self.support - vote.weight;
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
        let (confidence, evidence) = if vote.is_mention && !supported && (reading.is_destroyed() || reading.is_torn) {
            (Confidence::Report, RepairEvidence::Mention)
        } else if reading.is_destroyed() {
            (Confidence::Report, RepairEvidence::Destroyed)
        } else if reading.is_torn || reading.is_half_mark() {
            (Confidence::Report, RepairEvidence::Torn)
        } else if reading.is_byte_order_mark() {
            (Confidence::Certain, RepairEvidence::Own)
        } else if vote.is_mention && !supported {
            (Confidence::Report, RepairEvidence::Mention)
        } else if supported && gain >= needed(gain) {
            (Confidence::Certain, RepairEvidence::Document)
        } else if gain >= CERTAIN_GAIN {
            (Confidence::Certain, RepairEvidence::Own)
        } else if gain >= LIKELY_GAIN && style.keeps_case(reading, damaged, gain) {
            (Confidence::Likely, RepairEvidence::Own)
        } else if reading.has_flattened_spaces && *reading.text == *"\u{a0}" && gain >= REPORT_GAIN {
            // `doneÂ ok`: no language writes a capital Â right behind a small letter.
            (Confidence::Likely, RepairEvidence::Weak)
        } else {
            (Confidence::Report, RepairEvidence::Weak)
        };
        if reading.proof == Proof::Hint && !supported {
            return None;
        }
        let is_short = reading.text.chars().nth(1).is_none();
        // A rare codec is certain only where it explains more of the note than those in use. Latin-9 has but eight signs of its
        // own, and any of them may stand by accident in a note that was damaged by latin-1.
        let lead = if self.decoding.codec == Codec::Latin9 { 2 * MAX_SUPPORT_OF_RUN } else { 0 };
        let is_doubtful = reading.filling < FillConfidence::Sure
            || reading.is_lossy && !supported
            || !supported && reading.proof < Proof::Word
            || reading.proof == Proof::Alone && !self.decoding.explains_all()
            || reading.proof <= Proof::Little && !style.has_letters_of(reading) && !self.decoding.explains_all()
            || reading.has_flattened_spaces && self.decoding.has_no_break_spaces && has_foreign_word(&reading.text)
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

    /// What the vote of the note is worth to its readings, in bits.
    fn codec_bonus(&self, most: i32) -> i32 {
        if self.weighted_support() >= most {
            return MAX_CODEC_BONUS;
        }
        let share = i64::from(self.weighted_support().max(0)) * i64::from(MAX_CODEC_BONUS) / i64::from(most.max(1));
        (share as i32).min(MAX_CODEC_BONUS - MIN_CODEC_LEAD)
    }
}

/// The finding that `verdict` comes to.
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

/// The codec of the set `layer` that the note speaks for; of equals the first.
fn most_supported(layer: u32, scores: &[CodecScore]) -> Codec {
    let support =
        |codec: Codec| scores.iter().find(|ballot| ballot.decoding.codec == codec).map_or(0, |ballot| ballot.support);
    let mut best = None;
    for codec in codecs_in(layer) {
        let support = support(codec);
        if best.is_none_or(|(_, most)| support > most) {
            best = Some((codec, support));
        }
    }
    best.expect("a layer is the work of some codec").0
}

/// Adds the sequences that were cut off, where nothing else was found.
fn report_truncated(text: &str, decodings: &[CodecDecoding], repairs: &mut Vec<Repair>) {
    for survey in decodings {
        for &Truncated { span, area } in &survey.truncated {
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
                chain: vec![survey.codec],
                confidence: Confidence::Report,
                evidence: RepairEvidence::Truncated,
                flattened: false,
                others: Vec::new(),
            };
            repairs.insert(at, repair);
        }
    }
}
