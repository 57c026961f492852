//! Decodes the text with one codec, and collects what speaks against that codec.
//!
//! Collects without judging. A *run* is a maximal stretch of characters that are in the high half of any suspect
//! codec, so that all codecs are compared on the same runs. UTF-8 is self-synchronising: a run splits into sequences
//! in exactly one way, and what remains are stray characters. Runs separated by one space, or by a `?` that may be a
//! lost byte, form a *phrase*.

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

/// The result of decoding a text with one codec.
pub(super) struct CodecDecoding {
    pub(super) codec: Codec,
    /// The set of codecs under suspicion; see [`decode`].
    suspects: u32,
    leniency: Leniency,
    /// Disjoint, in the order of the text.
    pub(super) segments: Vec<Segment>,
    /// Sequences that were cut off after a distinctive start.
    pub(super) truncated: Vec<Truncated>,
    /// Characters of the high half that are in no sequence. They are correct, so not all of the text is damaged.
    pub(super) strays: usize,
    /// Other characters beyond ASCII, which text decoded with this codec cannot contain.
    pub(super) foreign: usize,
    /// Whether a sequence still has its 0xA0, so that spaces were not flattened everywhere.
    pub(super) has_no_break_spaces: bool,
    /// Correct letters beyond ASCII.
    pub(super) letters: ScriptCounts,
}

/// Consecutive whole sequences.
pub(super) struct Segment {
    pub(super) span: Span,
    /// The area that contains it.
    pub(super) area: Span,
    /// The decoded text, one layer down.
    pub(super) decoded: String,
    /// The number of plain spaces that were read as no-break spaces.
    pub(super) flattened_spaces: usize,
    /// Whether its phrase contains something that neither decodes nor is plain punctuation, so that a repair would be
    /// partial.
    pub(super) is_torn: bool,
    /// Sequences that lost bytes, in the order of the text.
    pub(super) holes: Vec<Hole>,
    /// The confidence of the filled holes of its phrase.
    pub(super) fill_confidence: FillConfidence,
    /// The number of its phrase.
    pub(super) phrase: usize,
}

/// A sequence that lost bytes.
pub(super) struct Hole {
    /// The offset of its [`HOLE`] in [`Segment::decoded`], in bytes.
    pub(super) at: usize,
    /// All characters that it may have been.
    pub(super) candidates: Vec<char>,
    /// See [`super::sequence::LossySequence::cost`].
    pub(super) cost: i32,
}

/// The placeholder of a hole until it is filled.
pub(super) const HOLE: char = '\u{fffc}';

/// The confidence in the content of a hole. Ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FillConfidence {
    /// Several characters are possible.
    Unknown,
    /// One candidate is far likelier than the others.
    Likely,
    /// Nothing was lost, or there is only one candidate.
    Sure,
}

/// The remains of a sequence that was cut off.
pub(super) struct Truncated {
    pub(super) span: Span,
    /// The area that contains it.
    pub(super) area: Span,
}

/// Decodes the `areas` of `text` with each of `suspects` that explains something of its own: the leading codecs, and
/// if none of them explains everything, the prime ones and those with signs in the text that remains. Sorted by codec.
pub(super) fn decode_all(text: &str, areas: &[Span], suspects: SuspectCodecs) -> Vec<CodecDecoding> {
    let look = |codecs: u32| {
        codecs_in(codecs).map(|codec| match codec {
            Codec::Gbk => gbk::decode(text, areas),
            codec => decode(text, areas, codec, suspects.all),
        })
    };
    let mut decodings: Vec<CodecDecoding> = look(suspects.leading).collect();
    if decodings
        .iter()
        .any(|decoding| decoding.explains_all() && decoding.segments.iter().all(|segment| !segment.is_torn))
    {
        return decodings;
    }
    decodings.extend(look(suspects.prime & !suspects.leading));
    let others = suspects.all & !suspects.prime;
    if others != 0 {
        let unexplained = scan::suspect_codecs(text, &gaps(areas, &decodings));
        decodings.extend(look(unexplained.distinct & !suspects.prime));
    }
    decodings.sort_by_key(|decoding| decoding.codec);
    decodings
}

/// Returns `areas` without the segments of `decodings`, except for torn ones.
fn gaps(areas: &[Span], decodings: &[CodecDecoding]) -> Vec<Span> {
    let segments = decodings.iter().flat_map(|decoding| &decoding.segments);
    let mut taken: Vec<Span> = segments.filter(|segment| !segment.is_torn).map(|segment| segment.span).collect();
    taken.sort_unstable();
    let taken_from = |area: &Span| taken[taken.partition_point(|span| span.end <= area.start)..].iter().copied();
    areas.iter().flat_map(|area| area.subtract(taken_from(area))).collect()
}

/// Decodes the `areas` of `text` with `codec`, which is one of the set `suspects`.
///
/// Apart from `Â `, spaces are read as flattened no-break spaces only if that explains the whole text: elsewhere, a
/// lead before a space has more likely lost its next byte.
fn decode(text: &str, areas: &[Span], codec: Codec, suspects: u32) -> CodecDecoding {
    let mut lenient = [Leniency::Losses, Leniency::Spaces].into_iter().filter(|leniency| match leniency {
        Leniency::Losses => (0x80..=0xbf).any(|byte| codec.is_undefined(byte)) || codec.bit() & FLATTENING_CODECS != 0,
        Leniency::Spaces | Leniency::Little => codec.bit() & FLATTENING_CODECS != 0,
    });
    let whole = lenient.find_map(|leniency| {
        let decoding = decode_with(text, areas, codec, suspects, leniency);
        decoding.explains_all().then_some(decoding)
    });
    let mut decoding = whole.unwrap_or_else(|| decode_with(text, areas, codec, suspects, Leniency::Little));
    fill_holes(&mut decoding, text);
    decoding
}

/// Decodes with one leniency; a lenient pass stops as soon as it cannot explain the whole text.
fn decode_with(text: &str, areas: &[Span], codec: Codec, suspects: u32, leniency: Leniency) -> CodecDecoding {
    let mut decoding = CodecDecoding { suspects, leniency, ..CodecDecoding::new(codec) };
    for &area in areas {
        let bytes = &text.as_bytes()[..area.end];
        let mut at = area.start;
        let mut phrase = Phrase::new(decoding.segments.len());
        loop {
            let run_end = at;
            at += ascii_prefix_len(&bytes[at..]);
            let Some(char) = text[at..area.end].chars().next() else { break };
            if ByteRoles::from_char(char).any() & suspects != 0 {
                if !matches!(&bytes[run_end..at], b" " | b"?") {
                    decoding.close_phrase(std::mem::replace(&mut phrase, Phrase::new(decoding.segments.len())));
                }
                at = decoding.read_run(text, at, area, &mut phrase);
            } else {
                let end = at + char.len_utf8();
                decoding.foreign += 1;
                decoding.letters.add(&text[at..end]);
                at = end;
            }
            if leniency > Leniency::Little && !decoding.explains_all() {
                return decoding;
            }
        }
        decoding.close_phrase(phrase);
    }
    decoding
}

/// The state of the phrase that is being read.
struct Phrase {
    first_segment: usize,
    /// Whether one of its runs decodes only in part.
    is_torn: bool,
    /// Whether one of its runs does not decode at all: correct text in between, or the remains of a letter.
    has_stray_run: bool,
}

impl Phrase {
    fn new(first_segment: usize) -> Self {
        Self { first_segment, is_torn: false, has_stray_run: false }
    }
}

impl Segment {
    /// Creates a segment without losses.
    pub(super) fn new(span: Span, area: Span, decoded: String) -> Self {
        let holes = Vec::new();
        Self {
            span,
            area,
            decoded,
            flattened_spaces: 0,
            is_torn: false,
            holes,
            fill_confidence: FillConfidence::Sure,
            phrase: 0,
        }
    }
}

impl CodecDecoding {
    /// Creates an empty result.
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

    /// Returns whether every character beyond ASCII so far is part of a sequence.
    pub(super) fn explains_all(&self) -> bool {
        self.strays == 0 && self.foreign == 0
    }

    /// Reads the run that starts at `start`; returns its end.
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
                    segment.fill_confidence = FillConfidence::Likely;
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

    /// Returns the open segment, or a new one at `at`.
    fn open_segment(&mut self, at: usize, area: Span, is_open: &mut bool) -> &mut Segment {
        if !std::mem::replace(is_open, true) {
            self.segments.push(Segment::new(Span::empty(at), area, String::new()));
        }
        self.segments.last_mut().expect("one is open")
    }

    /// Returns whether `char`, which the codec lacks, continues a run: other suspects have it, or it stands for lost
    /// bytes. After a truncated sequence, it may also be a quote that was straightened after the damage.
    fn belongs_to_run(&self, char: char, is_cut: bool) -> bool {
        ByteRoles::from_char(char).any() & self.suspects != 0
            || char == char::REPLACEMENT_CHARACTER
            || is_cut && matches!(char, '"' | '\'')
    }

    /// Ends `phrase`. In a non-Latin script, a single stray letter makes the phrase torn, as it is the remains of lost
    /// bytes; between words in Latin letters it is an `à` or `ß` that was never damaged.
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

/// Returns whether a run that does not decode is a correct word in a non-Latin script.
fn is_word(run: &str) -> bool {
    is_of_one_script(run) && run.chars().nth(1).is_some()
}

/// Returns whether `decoded` has letters of a non-Latin script.
fn has_foreign_letters(decoded: &str) -> bool {
    decoded.chars().any(|char| classify(char).0.script().is_some_and(|script| script != Script::Latin))
}

/// Returns whether a stray character may be correct text beside damage, such as punctuation. A stray letter or lead of
/// a longer sequence is more likely the remains of damage.
fn is_separator(char: char, byte: u8) -> bool {
    if matches!(char, '\u{85}' | '\u{91}'..='\u{97}') {
        // A mark of windows-1252 that was decoded as latin-1.
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

/// Returns whether a character directly beside a run that no suspect has is likely part of the damage: then another
/// codec was used.
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
