//! The verdict on every reading: its own evidence together with the vote of the whole note.
//!
//! A file that was read as one codec and saved is damaged everywhere: then every character beyond ASCII decodes, and
//! short runs that prove nothing by themselves may follow the long ones. As soon as correct text of the same codec stands
//! in the note too, each run has to bear more of its own proof.

use std::cell::LazyCell;
use std::collections::HashSet;
use std::ops::Deref;

use foldhash::fast::RandomState as FastHash;

use super::codec::{Codec, codecs_of};
use super::election::{AMBIGUITY, Verdict, elect};
use super::meant::Proof;
use super::mention::{is_about_damage, is_in_quotation, is_mention};
use super::note::Note;
use super::oddness::{Neighbours, TRUNCATED, oddness};
use super::reading::{Reading, has_foreign_word};
use super::style::Style;
use super::survey::{Filling, Survey, Truncated};
use super::symbols::Symbols;
use super::weigh::{Scales, Weighed};
use super::{Confidence, Evidence, Repair};
use crate::text::Span;

/// Gain in bits from which a run is certain without help.
pub(super) const CERTAIN: i32 = 9;
/// Gain from which a run is likely damaged, without help.
const LIKELY: i32 = 7;
/// Gain from which a run is worth a report.
const REPORT: i32 = 6;
/// Gain that a run needs in a note with other damage of its codec. Correct text stands beside damage in most such notes, and
/// some of it decodes: `Å²`.
const CERTAIN_IN_DAMAGED: i32 = 4;
/// What it is worth in a damaged note that a run spells letters of the script that the note is written in, in bits.
const NATIVE: i32 = 3;
/// Support from other runs that makes a note damaged.
const SUPPORT: i32 = CERTAIN;
/// What a reading is worth less that breaks the case of its word, in bits.
const ODD_CASE: i32 = 6;
/// What a run counts that is likely by itself: three different ones support each other.
const VOTE_OF_LIKELY: i32 = 5;
/// The most that one run counts.
pub(super) const MOST_OF_ONE: i32 = 24;
/// What the codec with the most support has ahead of one with none, where both read the same place, in bits.
const MOST_OF_VOTE: i32 = 12;
/// What another codec is behind it at least. Whichever explains more of the note is right where they differ.
const LEAD_OF_VOTE: i32 = 4;

/// The repairs that the `surveys` of `text` add up to, sorted and disjoint.
pub(super) fn judge(text: &str, areas: &[Span], surveys: &[Survey]) -> Vec<Repair> {
    let mut scales = Scales::new(text);
    let weighed: Vec<Vec<Weighed>> = surveys.iter().map(|survey| scales.weigh(&survey.segments)).collect();
    let note = Note::new(text, surveys, &weighed);
    let about_damage = LazyCell::new(|| is_about_damage(text, areas));
    let ballot = |(survey, weighed): (_, &Vec<Weighed>)| {
        let is_quoted = |reading: &Reading| is_in_quotation(text, reading.span) && *about_damage;
        Ballot::new(text, survey, weighed, &note, |reading| is_mention(text, areas, reading) || is_quoted(reading))
    };
    let mut ballots: Vec<Ballot> = surveys.iter().zip(&weighed).map(ballot).collect();
    let raw: Vec<(i32, Vec<usize>)> = ballots.iter().map(|ballot| ballot.support_against(text, &ballots)).collect();
    for (ballot, (support, needless)) in ballots.iter_mut().zip(raw) {
        ballot.support = support;
        needless.into_iter().for_each(|at| ballot.votes[at].weight = 0);
    }
    let borrowed: Vec<bool> = ballots.iter().map(|ballot| ballot.only_borrows(&ballots)).collect();
    for (ballot, _) in ballots.iter_mut().zip(borrowed).filter(|(_, borrowed)| *borrowed) {
        ballot.support = 0;
    }
    let most = ballots.iter().map(Ballot::standing).max().unwrap_or(0);
    let in_use = ballots.iter().filter(|ballot| ballot.survey.codec.rarity() == 0);
    let usual = in_use.map(Ballot::standing).max().unwrap_or(0);
    let leading = ballots.iter().rev().max_by_key(|ballot| ballot.standing());
    let style = LazyCell::new(|| Style::of(leading.into_iter().flat_map(Ballot::proved)));
    let symbols = Symbols::of(text, areas, surveys);
    let verdicts = ballots.iter().flat_map(|ballot| {
        let meant = symbols.meant(text, ballot.votes.iter().map(|vote| &vote.reading));
        let open =
            ballot.votes.iter().zip(meant).filter(|(vote, meant)| !meant && !is_of_windows(&vote.reading, &ballots));
        open.filter_map(|(vote, _)| ballot.verdict(text, vote, (most, usual), &style)).collect::<Vec<_>>()
    });
    let elected = elect(verdicts.collect(), |reading| style.spelling(reading));
    let mut repairs: Vec<Repair> = elected.into_iter().map(|verdict| repair(verdict, &ballots)).collect();
    report_truncated(text, surveys, &mut repairs);
    repairs
}

/// Whether `reading` is by latin-9, and windows-1252, which is a thousand times as common, makes sense of the place as well.
fn is_of_windows(reading: &Reading, ballots: &[Ballot]) -> bool {
    let windows = ballots.iter().find(|ballot| ballot.survey.codec == Codec::Windows1252);
    let rival = windows.and_then(|windows| windows.reading(reading.span));
    reading.codec == Codec::Latin9
        && (reading.text.contains('¤') || rival.is_some_and(|rival| rival.text != reading.text && !rival.breaks_case()))
}

/// All readings by one codec, and what they say of the note.
struct Ballot<'a> {
    survey: &'a Survey,
    votes: Vec<Vote>,
    /// The sum over distinct runs of what each proves, in bits.
    support: i32,
}

/// One reading and its part in the vote.
struct Vote {
    reading: Reading,
    mention: bool,
    /// What the reading adds to its ballot's support.
    weight: i32,
}

impl<'a> Ballot<'a> {
    /// All readings by the codec of `survey`; `is_mention` says which of them are examples.
    fn new(
        text: &str,
        survey: &'a Survey,
        weighed: &[Weighed],
        note: &Note,
        is_mention: impl Fn(&Reading) -> bool,
    ) -> Self {
        let mut votes = Vec::with_capacity(survey.segments.len());
        for (segment, weighed) in survey.segments.iter().zip(weighed) {
            let reading = Reading::best(text, segment, survey.codec, weighed, Some(note));
            let mention = is_mention(&reading);
            let is_whole = !reading.torn && !reading.flattened && !reading.lossy;
            let votes_at_all = !mention && is_whole && reading.proves() && !reading.is_destroyed();
            let weight = if reading.is_byte_order_mark() {
                MOST_OF_ONE
            } else if votes_at_all && reading.gain >= CERTAIN {
                reading.gain.min(MOST_OF_ONE)
            } else if votes_at_all && reading.gain >= LIKELY {
                VOTE_OF_LIKELY
            } else {
                0
            };
            votes.push(Vote { reading, mention, weight });
        }
        Ballot { survey, votes, support: 0 }
    }

    /// The sum of what distinct runs prove, without those of which another codec makes clearly more, and the likely runs that
    /// add nothing as they stand elsewhere as certain ones: by their index.
    fn support_against(&self, text: &str, ballots: &[Ballot]) -> (i32, Vec<usize>) {
        let mut seen: HashSet<&str, FastHash> = HashSet::default();
        let mut support = 0;
        let mut count = |vote: &Vote| {
            let damaged = vote.reading.span.of(text);
            let wins = |rival: &Ballot| rival.best_gain(vote.reading.span) < vote.reading.gain + AMBIGUITY;
            let is_known = seen.contains(damaged);
            if !is_known && ballots.iter().all(wins) {
                seen.insert(damaged);
                support += vote.weight;
            }
            is_known
        };
        let is_certain = |vote: &Vote| vote.weight > VOTE_OF_LIKELY;
        self.votes.iter().filter(|vote| is_certain(vote)).for_each(|vote| {
            count(vote);
        });
        let mut needless = Vec::new();
        let certain: HashSet<&str, FastHash> =
            self.votes.iter().filter(|vote| is_certain(vote)).map(|vote| vote.reading.span.of(text)).collect();
        for (at, vote) in self.votes.iter().enumerate().filter(|(_, vote)| vote.weight == VOTE_OF_LIKELY) {
            if count(vote) && certain.contains(vote.reading.span.of(text)) {
                needless.push(at);
            }
        }
        (support, needless)
    }

    /// Whether all that speaks for this codec speaks for another one as well, which explains more of the note.
    fn only_borrows(&self, ballots: &[Ballot]) -> bool {
        let better = |rival: &&Ballot| rival.standing() > self.standing();
        self.votes.iter().filter(|vote| vote.weight > 0).all(|Vote { reading, .. }| {
            ballots
                .iter()
                .filter(better)
                .any(|rival| rival.reading(reading.span).is_some_and(|rival| rival.text == reading.text))
        })
    }

    /// Its reading of the run `span`.
    fn reading(&self, span: Span) -> Option<&Reading> {
        let at = self.votes.binary_search_by_key(&span, |vote| vote.reading.span).ok()?;
        Some(&self.votes[at].reading)
    }

    /// The most that this codec makes of any run that overlaps `span`.
    fn best_gain(&self, span: Span) -> i32 {
        let first = self.votes.partition_point(|vote| vote.reading.span.end <= span.start);
        let overlapping = self.votes[first..].iter().take_while(|vote| vote.reading.span.start < span.end);
        overlapping.map(|vote| vote.reading.gain).max().unwrap_or(i32::MIN)
    }

    /// The readings that prove themselves.
    fn proved(&self) -> impl Iterator<Item = &Reading> {
        self.votes.iter().filter(|vote| vote.weight > VOTE_OF_LIKELY).map(|vote| &vote.reading)
    }

    /// Its support in the light of how often its codec does damage at all.
    fn standing(&self) -> i32 {
        self.support - self.survey.codec.rarity()
    }

    /// What becomes of one reading; `None` for nothing at all. `most` is the best [`standing`](Ballot::standing) of all, `usual`
    /// that of codecs in use; `style` is how the note is written, worked out when it is first asked.
    fn verdict<'b>(
        &self,
        text: &str,
        vote: &'b Vote,
        (most, usual): (i32, i32),
        style: &dyn Deref<Target = Style>,
    ) -> Option<Verdict<'b>> {
        let reading = &vote.reading;
        let damaged = reading.span.of(text);
        let support = self.support - vote.weight;
        let supported = support >= SUPPORT;
        let rarity = if supported { 0 } else { self.survey.codec.rarity() };
        let gain = reading.gain - rarity;
        let is_native = || reading.native || gain >= 0 && style.is_native(reading, damaged);
        let needed = |gain| {
            if gain < CERTAIN_IN_DAMAGED && is_native() { CERTAIN_IN_DAMAGED - NATIVE } else { CERTAIN_IN_DAMAGED }
        };
        let (confidence, evidence) = if vote.mention && !supported && (reading.is_destroyed() || reading.torn) {
            (Confidence::Report, Evidence::Mention)
        } else if reading.is_destroyed() {
            (Confidence::Report, Evidence::Destroyed)
        } else if reading.torn || reading.is_half_mark() {
            (Confidence::Report, Evidence::Torn)
        } else if reading.is_byte_order_mark() {
            (Confidence::Certain, Evidence::Own)
        } else if vote.mention && !supported {
            (Confidence::Report, Evidence::Mention)
        } else if supported && gain >= needed(gain) {
            (Confidence::Certain, Evidence::Document)
        } else if gain >= CERTAIN {
            (Confidence::Certain, Evidence::Own)
        } else if gain >= LIKELY && style.keeps_case(reading, damaged, gain) {
            (Confidence::Likely, Evidence::Own)
        } else if reading.flattened && *reading.text == *"\u{a0}" && gain >= REPORT {
            // `doneÂ ok`: no language writes a capital Â right behind a small letter.
            (Confidence::Likely, Evidence::Weak)
        } else {
            (Confidence::Report, Evidence::Weak)
        };
        if reading.proof == Proof::Hint && !supported {
            return None;
        }
        let is_short = reading.text.chars().nth(1).is_none();
        // A rare codec is certain only where it explains more of the note than those in use. Latin-9 has but eight signs of its
        // own, and any of them may stand by accident in a note that was damaged by latin-1.
        let lead = if self.survey.codec == Codec::Latin9 { 2 * MOST_OF_ONE } else { 0 };
        let is_doubtful = reading.filling < Filling::Sure
            || reading.lossy && !supported
            || !supported && reading.proof < Proof::Word
            || reading.proof == Proof::Alone && !self.survey.explains_all()
            || reading.proof <= Proof::Little && !style.has(reading) && !self.survey.explains_all()
            || reading.flattened && self.survey.has_no_break_spaces && has_foreign_word(&reading.text)
            || reading.breaks_case()
            || self.survey.codec.rarity() > 0 && (self.standing() < usual + lead || is_short && !supported);
        let confidence = match confidence {
            Confidence::Certain if is_doubtful || !style.expects(reading, damaged, gain) => Confidence::Likely,
            other => other,
        };
        let is_worth_a_report = match evidence {
            Evidence::Weak => gain >= REPORT && supported && !reading.flattened,
            Evidence::Torn => gain >= if supported { REPORT } else { CERTAIN },
            _ => true,
        };
        if confidence == Confidence::Report && !is_worth_a_report {
            return None;
        }
        let odd_case = if reading.breaks_case() { ODD_CASE } else { 0 };
        let score = gain.saturating_add(self.share_of_vote(most)) - odd_case;
        Some(Verdict {
            span: reading.span,
            reading,
            confidence,
            evidence,
            score,
            supported,
            explains_all: self.survey.explains_all(),
            others: Vec::new(),
        })
    }

    /// What the vote of the note is worth to its readings, in bits.
    fn share_of_vote(&self, most: i32) -> i32 {
        if self.standing() >= most {
            return MOST_OF_VOTE;
        }
        let share = i64::from(self.standing().max(0)) * i64::from(MOST_OF_VOTE) / i64::from(most.max(1));
        (share as i32).min(MOST_OF_VOTE - LEAD_OF_VOTE)
    }
}

/// The finding that `verdict` comes to.
fn repair(verdict: Verdict, ballots: &[Ballot]) -> Repair {
    let Verdict { span, reading, confidence, evidence, others, .. } = verdict;
    Repair {
        span,
        replacement: (confidence > Confidence::Report).then(|| reading.meant()),
        chain: reading.layers().map(|layer| most_supported(layer, ballots)).collect(),
        confidence,
        evidence,
        flattened: reading.flattened,
        others: others.into_iter().map(str::to_owned).collect(),
    }
}

/// The codec of the set `layer` that the note speaks for; of equals the first.
fn most_supported(layer: u32, ballots: &[Ballot]) -> Codec {
    let support =
        |codec: Codec| ballots.iter().find(|ballot| ballot.survey.codec == codec).map_or(0, |ballot| ballot.support);
    let mut best = None;
    for codec in codecs_of(layer) {
        let support = support(codec);
        if best.is_none_or(|(_, most)| support > most) {
            best = Some((codec, support));
        }
    }
    best.expect("a layer is the work of some codec").0
}

/// Adds the sequences that were cut off, where nothing else was found.
fn report_truncated(text: &str, surveys: &[Survey], repairs: &mut Vec<Repair>) {
    for survey in surveys {
        for &Truncated { span, area } in &survey.truncated {
            if oddness(span.of(text), Neighbours::of(span, area, text)) < TRUNCATED {
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
                evidence: Evidence::Truncated,
                flattened: false,
                others: Vec::new(),
            };
            repairs.insert(at, repair);
        }
    }
}
