//! One walk through the text in the light of one codec: what decodes, and what speaks against it.
//!
//! Collects, and judges nothing. A *run* is a maximal stretch of characters that are in the high half of any suspected
//! codec, so that all codecs are asked the same question. UTF-8 synchronises itself: a run falls into sequences in one way
//! only, and what is left over is a stray character. Runs with one space between them, or a `?` that may be a lost byte, are
//! a *phrase*.

use super::byte_roles::ByteRoles;
use super::char_class::{CharClass, Script, classify};
use super::codec::{Codec, codecs_in};
use super::fill_holes::fill_holes;
use super::gbk;
use super::scan::{self, FLATTENING_CODECS, SuspectCodecs, ascii_prefix_len};
use super::script_counts::ScriptCounts;
use super::sequence::{Leniency, read_lossy_sequence, read_sequence};
use super::surprisal::is_of_one_script;
use crate::text::Span;

/// What one codec makes of a text.
pub(super) struct CodecDecoding {
    pub(super) codec: Codec,
    /// See [`decode`].
    suspects: u32,
    leniency: Leniency,
    /// In the order of the text, disjoint.
    pub(super) segments: Vec<Segment>,
    /// Sequences cut off after a telling start.
    pub(super) truncated: Vec<Truncated>,
    /// Characters of the high half that are in no sequence: they are correct, so not all of the text is damaged.
    pub(super) strays: usize,
    /// Other characters beyond ASCII, which text that was read as this codec cannot hold.
    pub(super) foreign: usize,
    /// Whether 0xA0 survives in some sequence, so that spaces were not flattened everywhere.
    pub(super) has_no_break_spaces: bool,
    /// Letters beyond ASCII that stand in the text as they should.
    pub(super) letters: ScriptCounts,
}

/// Consecutive whole sequences.
pub(super) struct Segment {
    pub(super) span: Span,
    /// The area that it lies in.
    pub(super) area: Span,
    /// What the sequences spell, one layer down.
    pub(super) decoded: String,
    /// How many plain spaces were taken for no-break spaces.
    pub(super) flattened_spaces: usize,
    /// Whether something in its phrase neither decodes nor is plain punctuation: repaired, it would be repaired by half.
    pub(super) is_torn: bool,
    /// Sequences that lost bytes, in the order of the text.
    pub(super) holes: Vec<Hole>,
    /// How sure it is what filled the holes of its phrase.
    pub(super) filling: FillConfidence,
    /// The number of its phrase.
    pub(super) phrase: usize,
}

/// A sequence that lost bytes.
pub(super) struct Hole {
    /// Where [`Segment::decode_pairs`] has [`HOLE`] for it, in bytes.
    pub(super) at: usize,
    /// All that it may have spelt.
    pub(super) candidates: Vec<char>,
    /// See [`super::sequence::LossySequence::cost`].
    pub(super) cost: i32,
}

/// What stands for a hole until it is filled.
pub(super) const HOLE: char = '\u{fffc}';

/// How sure it is what was lost. Ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FillConfidence {
    /// It may be one of several characters.
    Unknown,
    /// One is likelier by far.
    Likely,
    /// Nothing was lost, or there is but one character that it can be.
    Sure,
}

/// What is there of a sequence that was cut off.
pub(super) struct Truncated {
    pub(super) span: Span,
    /// The area that it lies in.
    pub(super) area: Span,
}

/// Walks the `areas` of `text` in the light of each of `suspects` that explains something of its own: the leading ones, and
/// where none of these explains everything, the prime ones and those with signs in what these leave unexplained. Sorted by
/// codec.
pub(super) fn decode_all(text: &str, areas: &[Span], suspects: SuspectCodecs) -> Vec<CodecDecoding> {
    let look = |codecs: u32| {
        codecs_in(codecs).map(|codec| match codec {
            Codec::Gbk => gbk::decode(text, areas),
            codec => decode(text, areas, codec, suspects.all),
        })
    };
    let mut surveys: Vec<CodecDecoding> = look(suspects.leading).collect();
    if surveys.iter().any(|survey| survey.explains_all() && survey.segments.iter().all(|segment| !segment.is_torn)) {
        return surveys;
    }
    surveys.extend(look(suspects.prime & !suspects.leading));
    let others = suspects.all & !suspects.prime;
    if others != 0 {
        let unexplained = scan::suspect_codecs(text, &gaps(areas, &surveys));
        surveys.extend(look(unexplained.distinct & !suspects.prime));
    }
    surveys.sort_by_key(|survey| survey.codec);
    surveys
}

/// What is left of `areas` without the segments of `surveys`, torn ones aside.
fn gaps(areas: &[Span], surveys: &[CodecDecoding]) -> Vec<Span> {
    let segments = surveys.iter().flat_map(|survey| &survey.segments);
    let mut taken: Vec<Span> = segments.filter(|segment| !segment.is_torn).map(|segment| segment.span).collect();
    taken.sort_unstable();
    let taken_from = |area: &Span| taken[taken.partition_point(|span| span.end <= area.start)..].iter().copied();
    areas.iter().flat_map(|area| area.subtract(taken_from(area))).collect()
}

/// Walks the `areas` of `text` in the light of `codec`, one of the set `suspects` of codecs that may have done damage.
///
/// Spaces are taken for flattened no-break spaces only where that explains the whole text, but for `Â `: elsewhere a lead
/// before a space has more likely lost the byte that it leads.
fn decode(text: &str, areas: &[Span], codec: Codec, suspects: u32) -> CodecDecoding {
    let mut lenient = [Leniency::Losses, Leniency::Spaces].into_iter().filter(|leniency| match leniency {
        Leniency::Losses => (0x80..=0xbf).any(|byte| codec.is_undefined(byte)) || codec.bit() & FLATTENING_CODECS != 0,
        Leniency::Spaces | Leniency::Little => codec.bit() & FLATTENING_CODECS != 0,
    });
    let whole = lenient.find_map(|leniency| {
        let survey = decode_with(text, areas, codec, suspects, leniency);
        survey.explains_all().then_some(survey)
    });
    let mut survey = whole.unwrap_or_else(|| decode_with(text, areas, codec, suspects, Leniency::Little));
    fill_holes(&mut survey, text);
    survey
}

/// One walk; a lenient one ends where it cannot explain the whole text any more.
fn decode_with(text: &str, areas: &[Span], codec: Codec, suspects: u32, leniency: Leniency) -> CodecDecoding {
    let mut survey = CodecDecoding { suspects, leniency, ..CodecDecoding::new(codec) };
    for &area in areas {
        let bytes = &text.as_bytes()[..area.end];
        let mut at = area.start;
        let mut phrase = Phrase::new(survey.segments.len());
        loop {
            let run_end = at;
            at += ascii_prefix_len(&bytes[at..]);
            let Some(char) = text[at..area.end].chars().next() else { break };
            if ByteRoles::from_char(char).any() & suspects != 0 {
                if !matches!(&bytes[run_end..at], b" " | b"?") {
                    survey.close_phrase(std::mem::replace(&mut phrase, Phrase::new(survey.segments.len())));
                }
                at = survey.read_run(text, at, area, &mut phrase);
            } else {
                let end = at + char.len_utf8();
                survey.foreign += 1;
                survey.letters.add(&text[at..end]);
                at = end;
            }
            if leniency > Leniency::Little && !survey.explains_all() {
                return survey;
            }
        }
        survey.close_phrase(phrase);
    }
    survey
}

/// What is known of the phrase that is being read.
struct Phrase {
    first_segment: usize,
    /// Whether a run of it decodes only in part.
    is_torn: bool,
    /// Whether a run of it does not decode at all: correct text in between, or all that is left of a letter.
    has_stray_run: bool,
}

impl Phrase {
    fn new(first_segment: usize) -> Self {
        Self { first_segment, is_torn: false, has_stray_run: false }
    }
}

impl Segment {
    /// One without losses.
    pub(super) fn new(span: Span, area: Span, decoded: String) -> Self {
        let holes = Vec::new();
        Self {
            span,
            area,
            decoded,
            flattened_spaces: 0,
            is_torn: false,
            holes,
            filling: FillConfidence::Sure,
            phrase: 0,
        }
    }
}

impl CodecDecoding {
    /// One that has seen nothing yet.
    pub(super) fn new(codec: Codec) -> Self {
        Self {
            codec,
            suspects: codec.bit(),
            leniency: Leniency::Little,
            segments: Vec::new(),
            truncated: Vec::new(),
            strays: 0,
            foreign: 0,
            has_no_break_spaces: false,
            letters: ScriptCounts::default(),
        }
    }

    /// Whether every character beyond ASCII, as far as the walk went, is a part of some sequence.
    pub(super) fn explains_all(&self) -> bool {
        self.strays == 0 && self.foreign == 0
    }

    /// Takes in the run that starts at `start`; returns its end.
    fn read_run(&mut self, text: &str, start: usize, area: Span, phrase: &mut Phrase) -> usize {
        let first_segment = self.segments.len();
        let mut is_torn = text[area.start..start].chars().next_back().is_some_and(belongs_to_damage);
        let mut is_open = false;
        let mut is_cut = false;
        let mut at = start;
        while let Some(char) = text[at..area.end].chars().next() {
            let byte = match ByteRoles::from_char(char).byte(self.codec) {
                Some(byte) => byte,
                None if self.belongs_to_run(char, is_cut) => {
                    is_torn |= !is_separator(char, 0);
                    is_open = false;
                    self.foreign += 1;
                    at += char.len_utf8();
                    continue;
                }
                None => {
                    is_torn |= belongs_to_damage(char);
                    break;
                }
            };
            let opens_word = !text[area.start..at].ends_with(char::is_alphanumeric);
            let sequence = read_sequence(&text[at..area.end], self.codec, self.leniency, opens_word);
            let end = at + sequence.len;
            if let Some(decoded) = sequence.char {
                let segment = self.open_segment(at, area, &mut is_open);
                segment.span.end = end;
                segment.decoded.push(decoded);
                segment.flattened_spaces += sequence.flattened;
                if sequence.is_doubtful {
                    segment.filling = FillConfidence::Likely;
                }
                self.has_no_break_spaces |= sequence.has_no_break_space;
                at = end;
                is_cut = false;
            } else if let Some(lossy) = read_lossy_sequence(&text[at..area.end], self.codec, self.leniency) {
                if sequence.is_telling {
                    self.truncated.push(Truncated { span: Span::new(at, end), area });
                }
                let segment = self.open_segment(at, area, &mut is_open);
                segment.holes.push(Hole { at: segment.decoded.len(), candidates: lossy.candidates, cost: lossy.cost });
                segment.decoded.push(HOLE);
                at += lossy.len;
                segment.span.end = at;
                is_cut = false;
            } else {
                if sequence.is_telling {
                    self.truncated.push(Truncated { span: Span::new(at, end), area });
                }
                phrase.is_torn |= sequence.is_cut_off;
                is_open = false;
                is_cut |= byte >= 0xc2;
                is_torn |= !is_separator(char, byte);
                self.strays += 1;
                self.letters.add(&text[at..at + char.len_utf8()]);
                at += char.len_utf8();
            }
        }
        if is_torn && self.segments.len() > first_segment {
            phrase.is_torn = true;
        } else if is_torn && !is_word(&text[start..at]) {
            phrase.has_stray_run = true;
        }
        at
    }

    /// The segment that is open, or a new one at `at`.
    fn open_segment(&mut self, at: usize, area: Span, is_open: &mut bool) -> &mut Segment {
        if !std::mem::replace(is_open, true) {
            self.segments.push(Segment::new(Span::empty(at), area, String::new()));
        }
        self.segments.last_mut().expect("one is open")
    }

    /// Whether `char`, which the codec lacks, goes on with a run: other suspects have it, or it stands for lost bytes. After
    /// a sequence that was cut off that may be a quote that was straightened after the damage.
    fn belongs_to_run(&self, char: char, is_cut: bool) -> bool {
        ByteRoles::from_char(char).any() & self.suspects != 0
            || char == char::REPLACEMENT_CHARACTER
            || is_cut && matches!(char, '"' | '\'')
    }

    /// Ends `phrase`. A lone stray letter tears words of other scripts, which is what remains of lost bytes there; between
    /// words in Latin letters it is an `à` or `ß` that was never damaged.
    fn close_phrase(&mut self, phrase: Phrase) {
        let segments = &mut self.segments[phrase.first_segment..];
        let is_torn = phrase.is_torn
            || phrase.has_stray_run && segments.iter().any(|segment| has_foreign_letters(&segment.decoded));
        for segment in segments {
            segment.is_torn = is_torn;
            segment.phrase = phrase.first_segment;
        }
    }
}

/// Whether a run that does not decode is a correct word of another script than Latin.
fn is_word(run: &str) -> bool {
    is_of_one_script(run) && run.chars().nth(1).is_some()
}

/// Whether `decoded` has letters of another script than Latin.
fn has_foreign_letters(decoded: &str) -> bool {
    decoded.chars().any(|char| classify(char).0.script().is_some_and(|script| script != Script::Latin))
}

/// Whether a stray character may stand beside damage as correct text: the punctuation that typing goes on with.
/// A stray letter or lead of a longer sequence is more likely what is left of damage.
fn is_separator(char: char, byte: u8) -> bool {
    if matches!(char, '\u{85}' | '\u{91}'..='\u{97}') {
        // A mark of windows-1252 that was read as latin-1.
        return true;
    }
    match classify(char).0 {
        CharClass::Quote | CharClass::Apostrophe | CharClass::Dash | CharClass::Ellipsis | CharClass::NoBreakSpace => {
            true
        }
        CharClass::Suffix | CharClass::Prefix | CharClass::Math | CharClass::Symbol | CharClass::Drawing => byte < 0xc0,
        CharClass::Edge
        | CharClass::Space
        | CharClass::Digit
        | CharClass::Lower(_)
        | CharClass::Upper(_)
        | CharClass::Letter(_)
        | CharClass::Accent
        | CharClass::Punctuation
        | CharClass::Emoji
        | CharClass::Joiner
        | CharClass::Rare
        | CharClass::Invalid => false,
    }
}

/// Whether a character that no suspect has, right beside a run, is likely a part of it: then the codec is another one.
fn belongs_to_damage(char: char) -> bool {
    match classify(char).0 {
        CharClass::Lower(_) | CharClass::Upper(_) | CharClass::Rare | CharClass::Invalid => !char.is_ascii(),
        CharClass::Letter(script) => script != Script::EastAsian,
        CharClass::Edge
        | CharClass::Space
        | CharClass::NoBreakSpace
        | CharClass::Digit
        | CharClass::Accent
        | CharClass::Punctuation
        | CharClass::Quote
        | CharClass::Apostrophe
        | CharClass::Dash
        | CharClass::Ellipsis
        | CharClass::Suffix
        | CharClass::Prefix
        | CharClass::Math
        | CharClass::Symbol
        | CharClass::Drawing
        | CharClass::Emoji
        | CharClass::Joiner => false,
    }
}
