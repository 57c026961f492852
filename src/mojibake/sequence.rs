//! A sequence of damaged bytes: the characters that were one character together.

use super::byte_roles::ByteRoles;
use super::char_class::{CharClass, classify};
use super::codec::Codec;
use super::gbk;
use super::scan::{FLATTENING_CODECS, is_telling_start};
use super::thresholds::{DROPPED_BYTE_COST, QUESTION_MARK_COST, QUOTE_COST};

/// The changes after the damage that are tolerated. Ordered: each level includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Leniency {
    /// A minimum: `Â ` for a no-break space, U+FFFD for lost bytes, straight quotes after a plausible start of a
    /// sequence.
    Little,
    /// Plain spaces for all no-break spaces.
    Spaces,
    /// Bytes that were dropped or replaced by `?`, and straightened curly quotes everywhere.
    Losses,
}

/// The sequence that starts at a character of the high half.
pub(super) struct Sequence {
    /// The decoded character; `None` if the sequence is not whole.
    pub(super) char: Option<char>,
    /// The length in the damaged text, as far as the sequence continues, in bytes.
    pub(super) len: usize,
    /// The number of plain spaces that were read as no-break spaces.
    pub(super) flattened: usize,
    pub(super) has_no_break_space: bool,
    /// Whether it may also be a letter of the following word: `Ã lies` is `àlies` in Catalan.
    pub(super) is_doubtful: bool,
    /// Whether it ends early, with more than the lead present.
    pub(super) is_cut_off: bool,
    /// Whether it is cut off after bytes that identify it.
    pub(super) is_telling: bool,
}

/// Reads the sequence at the start of `text`, which is at the start of a word if `opens_word`.
pub(super) fn read_sequence(text: &str, codec: Codec, leniency: Leniency, opens_word: bool) -> Sequence {
    let mut bytes = [0; 4];
    let mut filled = 0;
    let mut wanted = 1;
    let mut found = Sequence {
        char: None,
        len: 0,
        flattened: 0,
        has_no_break_space: false,
        is_doubtful: false,
        is_cut_off: false,
        is_telling: false,
    };
    for char in text.chars() {
        let may_be_flat = filled > 0 && (leniency >= Leniency::Spaces || bytes[0] == 0xc2);
        let byte = if char == ' ' && may_be_flat && codec.bit() & FLATTENING_CODECS != 0 {
            // `â€ ` is far more often a closing quote that lost its undefined byte than a dagger.
            if is_telling_start(bytes[0], bytes[1]) {
                break;
            }
            found.flattened += 1;
            if filled == 1 && bytes[0] == 0xc3 && opens_word && is_a_word(&text[found.len + 1..]) {
                // The space before the next word: two spaces were merged into one.
                found.char = Some('à');
                found.is_doubtful = true;
                return found;
            }
            0xa0
        } else {
            let Some(byte) = ByteRoles::from_char(char).byte(codec) else { break };
            byte
        };
        if filled == 0 {
            wanted = sequence_len(byte);
        } else if !(0x80..=0xbf).contains(&byte) {
            break;
        }
        found.has_no_break_space |= filled > 0 && char == '\u{a0}';
        bytes[filled] = byte;
        filled += 1;
        found.len += char.len_utf8();
        if filled >= wanted {
            break;
        }
    }
    if filled == wanted && wanted > 1 {
        found.char = str::from_utf8(&bytes[..filled]).ok().and_then(|spelt| spelt.chars().next());
        if let [0xed, 0xa0..=0xaf, _, _] = bytes
            && let Some((char, len)) = surrogates(bytes, &text[found.len..], codec)
        {
            found.char = Some(char);
            found.len += len;
        }
    }
    if found.flattened > 0 {
        found.char = found.char.filter(|char| may_be_flattened(*char));
    }
    found.is_cut_off = filled > 1 && filled < wanted && found.flattened == 0;
    found.is_telling = found.is_cut_off && is_telling_start(bytes[0], bytes[1]);
    found
}

/// Returns the character of the surrogate `high` and the low surrogate at the start of `text`, with the length of the
/// latter. CESU-8 encodes each half of a UTF-16 pair separately (Unicode Technical Report 26).
fn surrogates(high: [u8; 4], text: &str, codec: Codec) -> Option<(char, usize)> {
    let mut chars = text.chars();
    let mut byte = || ByteRoles::from_char(chars.next()?).byte(codec);
    let low = [byte()?, byte()?, byte()?];
    let [0xed, 0xb0..=0xbf, 0x80..=0xbf] = low else { return None };
    let unit =
        |bytes: &[u8]| u16::from(bytes[0] & 0x0f) << 12 | u16::from(bytes[1] & 0x3f) << 6 | u16::from(bytes[2] & 0x3f);
    let char = char::decode_utf16([unit(&high), unit(&low)]).next()?.ok()?;
    Some((char, text.len() - chars.as_str().len()))
}

/// A sequence that lost bytes, with all characters that it may have been.
pub(super) struct LossySequence {
    /// The length in the damaged text, in bytes.
    pub(super) len: usize,
    /// Never empty.
    pub(super) candidates: Vec<char>,
    /// The cost of assuming the loss, in bits.
    pub(super) cost: i32,
}

/// Reads the sequence at the start of `text` if it lost bytes that `codec` leaves undefined, or if quotes in it were
/// straightened.
pub(super) fn read_lossy_sequence(text: &str, codec: Codec, leniency: Leniency) -> Option<LossySequence> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let lead = ByteRoles::from_char(first).byte(codec)?;
    let wanted = sequence_len(lead);
    let mut len = first.len_utf8();
    let mut cost = 0;
    let mut pattern: Vec<BytePattern> = Vec::new();
    while pattern.len() + 1 < wanted {
        let Some(char) = chars.next() else { break };
        let has_begun = pattern.iter().any(|part| matches!(part, BytePattern::Byte(_)));
        let part = match (ByteRoles::from_char(char).byte(codec), char) {
            (Some(byte @ 0x80..=0xbf), _) => BytePattern::Byte(byte),
            (_, char::REPLACEMENT_CHARACTER) => BytePattern::Lost,
            (_, '"') if has_begun || leniency == Leniency::Losses => BytePattern::Either(0x93, 0x94),
            (_, '\'') if has_begun || leniency == Leniency::Losses => BytePattern::Either(0x91, 0x92),
            (_, '?') if leniency == Leniency::Losses => BytePattern::Lost,
            (_, ' ') if leniency >= Leniency::Spaces && codec.bit() & FLATTENING_CODECS != 0 && has_begun => {
                BytePattern::Byte(0xa0)
            }
            _ => break,
        };
        cost += match char {
            '?' => QUESTION_MARK_COST,
            '"' | '\'' => QUOTE_COST,
            _ => 0,
        };
        len += char.len_utf8();
        pattern.push(part);
    }
    let missing = wanted - 1 - pattern.len();
    let mut candidates = Vec::new();
    match missing {
        0 if pattern.iter().any(|part| !matches!(part, BytePattern::Byte(_))) => {
            push_candidates(lead, &pattern, codec, &mut candidates);
        }
        1 if leniency == Leniency::Losses => {
            cost += DROPPED_BYTE_COST;
            for at in 0..=pattern.len() {
                let mut whole = pattern.clone();
                whole.insert(at, BytePattern::Lost);
                push_candidates(lead, &whole, codec, &mut candidates);
            }
        }
        _ => return None,
    }
    candidates.retain(|char| classify(*char).0 != CharClass::Invalid);
    (!candidates.is_empty()).then_some(LossySequence { len, candidates, cost })
}

/// A byte after the lead, as far as it is known.
#[derive(Clone, Copy)]
enum BytePattern {
    Byte(u8),
    Either(u8, u8),
    /// One of the bytes that the codec leaves undefined.
    Lost,
}

/// Adds all characters that fit `pattern` after `lead`. Adds none if more than one byte is lost, as almost any
/// character would fit.
fn push_candidates(lead: u8, pattern: &[BytePattern], codec: Codec, candidates: &mut Vec<char>) {
    if pattern.iter().filter(|part| matches!(part, BytePattern::Lost)).count() > 1 {
        return;
    }
    let mut spellings = vec![vec![lead]];
    for part in pattern {
        let bytes: Vec<u8> = match *part {
            BytePattern::Byte(byte) => vec![byte],
            BytePattern::Either(one, other) => vec![one, other],
            BytePattern::Lost => (0x80..=0xbf).filter(|byte| codec.is_undefined(*byte)).collect(),
        };
        spellings = spellings
            .iter()
            .flat_map(|spelling| bytes.iter().map(move |byte| [spelling.as_slice(), &[*byte]].concat()))
            .collect();
    }
    for char in spellings.iter().filter_map(|bytes| str::from_utf8(bytes).ok()?.chars().next()) {
        if !candidates.contains(&char) {
            candidates.push(char);
        }
    }
}

/// Returns whether an `à` before `rest` is a word of its own, rather than the start of one of the few words that begin
/// with it: `às`, `àquele`, `àquilo`.
fn is_a_word(rest: &str) -> bool {
    let word = rest.split(|char: char| !char.is_alphanumeric()).next().unwrap_or_default();
    let is_plural = word == "s" && !rest[word.len()..].starts_with(['\'', '’']);
    let is_continued = is_plural || ["quel", "quil"].iter().any(|start| word.starts_with(start));
    word.starts_with(char::is_alphanumeric) && !is_continued
}

/// Returns whether a plain space may be read as the last byte of `char`. If it would make a rare letter or a digit, a
/// lost byte is more likely.
fn may_be_flattened(char: char) -> bool {
    let (kind, surprise) = classify(char);
    surprise <= 6 && kind != CharClass::Digit
}

/// Returns the length of a sequence that opens with `lead`, in bytes; 1 if it opens none.
fn sequence_len(lead: u8) -> usize {
    match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => 1,
    }
}

/// Decodes the whole of `text` as one layer of damage by `codec`; `None` unless every character is part of a whole
/// sequence.
pub(super) fn decode_layer(text: &str, codec: Codec) -> Option<String> {
    if codec == Codec::Gbk {
        return gbk::decode_layer(text);
    }
    let bytes: Option<Vec<u8>> = text.chars().map(|char| ByteRoles::from_char(char).byte(codec)).collect();
    String::from_utf8(bytes?).ok()
}
