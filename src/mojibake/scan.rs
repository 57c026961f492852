//! A cheap scan for possible damage and the codecs that could have caused it.
//!
//! Skips ASCII at memory speed and looks up every other character once. A sequence is a sign of damage if what it
//! decodes to is likelier than the sequence itself; correct text of any language hardly ever qualifies. All codecs are
//! examined together, and each distinct sequence only once, however often it occurs.

use super::byte_roles::ByteRoles;
use super::codec::{Codec, codecs_in};
use super::gbk;
use super::surprisal::{inner_surprisal, is_of_one_script};
use super::thresholds::{MIN_SCAN_GAIN, MIN_SCAN_GAIN_IN_WORD, MIN_TRUNCATED_SURPRISAL};
use crate::text::Span;

/// Codecs whose 0xA0 is the no-break space, which editors and converters tend to turn into a plain space.
pub(super) const FLATTENING_CODECS: u32 = {
    let mut set = 0;
    let mut at = 0;
    while at < Codec::SINGLE_BYTE {
        if Codec::ALL[at].high_half()[0x20] == '\u{a0}' {
            set |= Codec::ALL[at].bit();
        }
        at += 1;
    }
    set
};

/// All single-byte codecs.
const SINGLE_BYTE_CODECS: u32 = (1 << Codec::SINGLE_BYTE) - 1;

/// The number of cached sequences, a power of two: more than a note of any language has, and few enough for a fast
/// cache.
const CACHE_SLOTS: usize = 1 << 10;

/// The codecs that could have damaged a text, sets of [`Codec::bit`]s.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct SuspectCodecs {
    /// All of them.
    pub(super) all: u32,
    /// Those with about as many signs as any other, without redundant codecs.
    pub(super) leading: u32,
    /// Those with not many fewer signs, without redundant codecs.
    pub(super) prime: u32,
    /// All of them except redundant codecs: those whose sequences another codec decodes the same way.
    pub(super) distinct: u32,
}

/// Returns the codecs that could have damaged something in `areas` of `text`.
pub(super) fn suspect_codecs(text: &str, areas: &[Span]) -> SuspectCodecs {
    let mut scan = Scan::new();
    let mut all = 0;
    for &area in areas {
        let mut at = area.start;
        while let Some((found, next)) = scan.next(text, Span::new(at, area.end)) {
            all |= found;
            at = next;
        }
    }
    let distinct = scan.without_subsumed(all);
    let leading = scan.with_share(distinct, 3);
    // A codec that hardly any program uses leads only beside codecs in use.
    let leading =
        if codecs_in(leading).any(|codec| codec.prior_cost() > 0) { scan.with_share(distinct, 2) } else { leading };
    SuspectCodecs { all, leading, prime: scan.with_share(distinct, 1), distinct }
}

/// Returns whether `text` contains anything that damage could have produced.
pub(super) fn has_suspect_chars(text: &str) -> bool {
    !text.is_ascii() && Scan::new().next(text, Span::new(0, text.len())).is_some()
}

/// Returns the length of the ASCII prefix of `bytes`.
pub(super) fn ascii_prefix_len(bytes: &[u8]) -> usize {
    const BLOCK: usize = 64;
    let is_ascii = |block: &[u8]| block.iter().fold(0, |all, byte| all | byte) < 0x80;
    let blocks = bytes.chunks_exact(BLOCK).take_while(|block| is_ascii(block)).count();
    let rest = &bytes[blocks * BLOCK..];
    blocks * BLOCK + rest.iter().position(|&byte| byte >= 0x80).unwrap_or(rest.len())
}

/// Returns whether a truncated sequence that starts with these bytes is worth a report: general punctuation, dingbats,
/// emoji, `U+FEFF`.
pub(super) fn is_telling_start(first: u8, second: u8) -> bool {
    matches!((first, second), (0xe2, 0x80 | 0x9c) | (0xf0, 0x9f) | (0xef, 0xb8 | 0xbb | 0xbf))
}

/// The state of a scan.
struct Scan {
    /// Cached sequences: their characters, and the codecs that gain by decoding them.
    cache: Box<[(SequenceKey, u32)]>,
    /// For each codec, the codecs that decode all of its sequences to the same characters.
    same: [u32; Codec::ALL.len()],
    /// For each codec, the total gain of its signs, each distinct one counted about once, in bits.
    signs: [i32; Codec::ALL.len()],
}

/// Two to four characters, padded with NUL.
type SequenceKey = [u16; 4];

impl Scan {
    fn new() -> Self {
        Self {
            cache: vec![([0; 4], 0); CACHE_SLOTS].into(),
            same: std::array::from_fn(|codec| if codec < Codec::SINGLE_BYTE { SINGLE_BYTE_CODECS } else { 1 << codec }),
            signs: [0; Codec::ALL.len()],
        }
    }

    /// Returns the codecs of the first possible damage in `area`, and the offset to continue at.
    fn next(&mut self, text: &str, area: Span) -> Option<(u32, usize)> {
        let bytes = &text.as_bytes()[..area.end];
        let mut at = area.start;
        loop {
            if bytes.get(at)?.is_ascii() {
                at += 1;
                if bytes.get(at)?.is_ascii() {
                    at += ascii_prefix_len(&bytes[at..]);
                }
                continue;
            }
            let mut chars = text[at..area.end].chars();
            let char = chars.next()?;
            let after = at + char.len_utf8();
            if (gbk::FIRST_LEAD..=gbk::LAST_LEAD).contains(&char) {
                if gbk::may_lead(char)
                    && let Some(gain) = gbk::gain_at(&text[area.start..at], char, chars.as_str())
                {
                    self.signs[Codec::Gbk as usize] += gain;
                    return Some((Codec::Gbk.bit(), after));
                }
                at = after;
                continue;
            }
            if bytes.get(after).is_none_or(u8::is_ascii) && !matches!(char, 'Â' | 'Ã') {
                at = after;
                continue;
            }
            let word = word_len(&bytes[after..], char);
            if word > 0 {
                at += word;
                continue;
            }
            let lead = ByteRoles::from_char(char);
            if lead.lead() != 0 {
                let found = self.gaining_codecs(char, lead, chars.as_str())
                    | flattened_codecs(char, &text[area.start..at], &bytes[after..]);
                if found != 0 {
                    return Some((found, after));
                }
            }
            at = after;
        }
    }

    /// Returns the codecs in which the sequence of `first`, whose roles are `lead`, and the start of `rest` is
    /// likelier damage than text.
    fn gaining_codecs(&mut self, first: char, lead: &ByteRoles, rest: &str) -> u32 {
        let Some(second) = rest.chars().next() else { return 0 };
        let mut codecs = lead.lead();
        if codecs & ByteRoles::from_char(second).continuation == 0 {
            return 0;
        }
        let mut sequence: SequenceKey = [first as u16, 0, 0, 0];
        let mut longest = 0;
        let mut roles = [lead; 4];
        for (at, char) in rest.chars().take(3).enumerate() {
            roles[at + 1] = ByteRoles::from_char(char);
            codecs &= roles[at + 1].continuation;
            if codecs == 0 {
                break;
            }
            sequence[at + 1] = char as u16;
            longest = at + 2;
            codecs &= if at == 0 { lead.lead3 | lead.lead4 } else { lead.lead4 };
            if codecs == 0 {
                break;
            }
        }
        if longest == 0 || is_plain_word(&sequence[..longest]) {
            return 0;
        }
        let slot = cache_slot(sequence);
        if self.cache[slot].0 != sequence {
            let found = self.compute_gaining_codecs(&roles[..longest], sequence);
            self.cache[slot] = (sequence, found);
        }
        self.cache[slot].1
    }

    /// Computes [`gaining_codecs`](Self::gaining_codecs) for a sequence that is not cached.
    fn compute_gaining_codecs(&mut self, roles: &[&ByteRoles], sequence: SequenceKey) -> u32 {
        let mut text = String::new();
        let mut costs = [0; 5];
        let mut is_word = [false; 5];
        for (at, &unit) in sequence.iter().enumerate().take(roles.len()) {
            text.push(char::from_u32(u32::from(unit)).expect("codecs have characters of the basic plane only"));
            costs[at + 1] = inner_surprisal(&text);
            is_word[at + 1] = is_of_one_script(&text);
        }
        let mut spelt = [None; Codec::ALL.len()];
        let mut found = 0;
        for codec in codecs_in(roles[0].lead() & roles[1].continuation) {
            let bytes = roles.iter().map_while(|roles| roles.byte(codec));
            match first_char(bytes) {
                FirstChar::Char(char, len) => {
                    spelt[codec as usize] = Some(char);
                    let least = if is_word[len] { MIN_SCAN_GAIN_IN_WORD } else { MIN_SCAN_GAIN };
                    let gain = costs[len] - inner_surprisal(char.encode_utf8(&mut [0; 4]));
                    if gain >= least || char == char::REPLACEMENT_CHARACTER {
                        found |= codec.bit();
                        self.signs[codec as usize] += gain.max(0);
                    }
                }
                FirstChar::CutOff { .. } if opens_surrogates(roles, codec) => found |= codec.bit(),
                FirstChar::CutOff { is_telling: true } if costs[2] >= MIN_TRUNCATED_SURPRISAL => found |= codec.bit(),
                FirstChar::CutOff { .. } => {}
            }
        }
        for codec in codecs_in(roles[0].lead() & roles[1].continuation) {
            let alike = |other: &Codec| spelt[*other as usize] == spelt[codec as usize];
            if spelt[codec as usize].is_some() {
                let others = Codec::ALL.iter().filter(|other| alike(other));
                self.same[codec as usize] &= others.fold(0, |set, other| set | other.bit());
            }
        }
        found
    }

    /// Returns those of `suspects` whose signs gain at least `quarters` quarters of the most that any of them gains.
    fn with_share(&self, suspects: u32, quarters: i32) -> u32 {
        let most = codecs_in(suspects).map(|codec| self.signs[codec as usize]).max().unwrap_or(0);
        codecs_in(suspects)
            .filter(|codec| self.signs[*codec as usize] * 4 >= most * quarters)
            .fold(0, |set, codec| set | codec.bit())
    }

    /// Returns `suspects` without codecs whose every sequence is decoded the same way by an earlier codec, or by one
    /// with more sequences.
    fn without_subsumed(&self, suspects: u32) -> u32 {
        let is_shadow = |codec: &Codec| {
            codecs_in(self.same[*codec as usize] & suspects & !codec.bit()).any(|other| {
                let mutual = self.same[other as usize] & codec.bit() != 0;
                !mutual || other < *codec
            })
        };
        codecs_in(suspects).filter(|codec| !is_shadow(codec)).fold(0, |set, codec| set | codec.bit())
    }
}

/// Returns whether the characters are plain letters of one script.
fn is_plain_word(sequence: &[u16]) -> bool {
    let letters = char::from_u32(sequence[0].into()).and_then(plain_letters);
    letters.is_some_and(|letters| sequence[1..].iter().all(|unit| letters.contains(&u32::from(*unit))))
}

/// Returns the number of bytes before the last letter of the word that `first` opens and `bytes` continue. Covers
/// Cyrillic, Hebrew and Arabic: scripts with two bytes per letter, in which two plain letters at the start of a
/// sequence are never damage.
fn word_len(bytes: &[u8], first: char) -> usize {
    let letters = match first {
        '\u{430}'..='\u{44f}' => 0x430..=0x44f,
        '\u{5d0}'..='\u{5ea}' => 0x5d0..=0x5ea,
        '\u{620}'..='\u{64a}' => 0x620..=0x64a,
        _ => return 0,
    };
    let code = |pair: &[u8; 2]| u32::from(pair[0] & 0x1f) << 6 | u32::from(pair[1] & 0x3f);
    let (pairs, _) = bytes.as_chunks::<2>();
    2 * pairs.iter().take_while(|pair| pair[0] & 0xe0 == 0xc0 && letters.contains(&code(pair))).count()
}

/// Returns the plain letters of the script of `char`, if it is one of them. Most words of that script consist of them,
/// and they are no sign of damage whatever they decode to: the surprisal of four of them is less than
/// [`MIN_SCAN_GAIN_IN_WORD`] plus that of any character.
fn plain_letters(char: char) -> Option<std::ops::RangeInclusive<u32>> {
    match char {
        '\u{430}'..='\u{44f}' => Some(0x430..=0x44f),
        '\u{5d0}'..='\u{5ea}' => Some(0x5d0..=0x5ea),
        '\u{620}'..='\u{64a}' => Some(0x620..=0x64a),
        '\u{e01}'..='\u{e4e}' => Some(0xe01..=0xe4e),
        _ => None,
    }
}

/// Returns whether the roles are those of the first half of a character in CESU-8.
fn opens_surrogates(roles: &[&ByteRoles], codec: Codec) -> bool {
    let byte = |at: usize| roles.get(at).and_then(|roles| roles.byte(codec));
    matches!((byte(0), byte(1), byte(2)), (Some(0xed), Some(0xa0..=0xaf), Some(0x80..=0xbf)))
}

/// The first character of some bytes.
enum FirstChar {
    /// A character and its length in bytes.
    Char(char, usize),
    /// No whole character.
    CutOff { is_telling: bool },
}

/// Returns the first character that `bytes` encode in UTF-8.
fn first_char(bytes: impl Iterator<Item = u8>) -> FirstChar {
    let mut buffer = [0; 4];
    let mut len = 0;
    for byte in bytes {
        buffer[len] = byte;
        len += 1;
    }
    let spelt = match str::from_utf8(&buffer[..len]) {
        Ok(text) => text,
        Err(error) => str::from_utf8(&buffer[..error.valid_up_to()]).expect("valid up to there"),
    };
    match spelt.chars().next() {
        Some(char) => FirstChar::Char(char, char.len_utf8()),
        None => FirstChar::CutOff { is_telling: len >= 2 && is_telling_start(buffer[0], buffer[1]) },
    }
}

/// Returns the cache slot of a sequence. Fibonacci hashing: Knuth, The Art of Computer Programming 3, section 6.4.
fn cache_slot(sequence: SequenceKey) -> usize {
    let key = sequence.iter().fold(0, |key, &unit| key << 16 | u64::from(unit));
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize % CACHE_SLOTS
}

/// Returns the codecs in which `lead` and a plain space directly after a lower-case letter are a flattened no-break
/// space.
fn flattened_codecs(lead: char, before: &str, after: &[u8]) -> u32 {
    if matches!(lead, 'Â' | 'Ã')
        && after.first() == Some(&b' ')
        && before.ends_with(|char: char| char.is_ascii_lowercase())
    {
        FLATTENING_CODECS
    } else {
        0
    }
}
