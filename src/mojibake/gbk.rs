//! UTF-8 that was decoded as GBK: every two bytes became one character, so three bytes are split across characters,
//! `鈥檚` for `’s`.
//!
//! The second byte may be ASCII, which the damage swallows; a byte that forms no pair is lost. Runs with lost bytes
//! are recognised and left untouched.

use std::sync::LazyLock;

use super::codec::Codec;
use super::common_cjk::is_common_cjk;
use super::decode::{CodecDecoding, Segment};
use super::double_byte;
use super::surprisal::inner_surprisal;
use super::thresholds::{MIN_GBK_GAIN, MIN_GBK_GAIN_IN_LATIN_WORD};
use crate::text::Span;

/// The first character that may open a sequence: GBK has no other one below the han characters.
pub(super) const FIRST_LEAD: char = '\u{2e80}';
/// The last character that may open a sequence; above it, single-byte codecs have characters again.
pub(super) const LAST_LEAD: char = '\u{f8fe}';

/// The GBK bytes of each character of the Basic Multilingual Plane: two bytes, a single byte, or 0 if it has none.
static CODES: LazyLock<Box<[u16]>> = LazyLock::new(|| {
    let mut codes = vec![0; 0x1_0000].into_boxed_slice();
    codes['€' as usize] = 0x80;
    for (code, char) in double_byte::decode_pairs(encoding_rs::GBK, 0x81..=0xfe, 0x40..=0xfe) {
        if let Some(slot @ 0) = codes.get_mut(char as usize) {
            *slot = code;
        }
    }
    codes
});

/// A bit for each character of the Basic Multilingual Plane whose bytes open a UTF-8 sequence and continue it.
static LEADS: LazyLock<Box<[u64]>> = LazyLock::new(|| {
    let mut openers = vec![0; 0x1_0000 / 64].into_boxed_slice();
    for (char, code) in CODES.iter().enumerate() {
        if matches!(code.to_be_bytes(), [0xc2..=0xef, 0x80..=0xbf]) {
            openers[char / 64] |= 1_u64 << (char % 64);
        }
    }
    openers
});

/// Returns whether the bytes of `char` open a UTF-8 sequence and continue it; cheap.
pub(super) fn may_lead(char: char) -> bool {
    LEADS[char as usize / 64] >> (char as usize % 64) & 1 == 1
}

/// Returns the bytes of `char` if it is not ASCII and GBK has it.
fn code(char: char) -> Option<u16> {
    CODES.get(char as usize).copied().filter(|code| *code != 0)
}

/// Returns what `text` becomes when its UTF-8 bytes are decoded as GBK; `None` when bytes get lost.
pub(super) fn damage(text: &str) -> Option<String> {
    let read = encoding_rs::GBK.decode_without_bom_handling_and_without_replacement(text.as_bytes())?;
    (decode_layer(&read).as_deref() == Some(text)).then(|| read.into_owned())
}

/// Decodes one layer of damage of the whole of `text`.
pub(super) fn decode_layer(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    String::from_utf8(encode(text)?).ok()
}

/// Returns the bytes that `text` was decoded from.
fn encode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    for char in text.chars() {
        match code(char) {
            _ if char.is_ascii() => bytes.push(char as u8),
            Some(code @ ..=0xff) => bytes.push(code as u8),
            Some(code) => bytes.extend(code.to_be_bytes()),
            None => return None,
        }
    }
    Some(bytes)
}

/// Returns the gain of the sequence at `char`, which [`may_lead`] and stands between `before` and `rest`, as a sign of
/// damage, in bits; `None` if it is no sign.
pub(super) fn gain_at(before: &str, char: char, rest: &str) -> Option<i32> {
    let in_latin_word = before.ends_with(|char: char| char.is_ascii_alphabetic());
    if is_common_cjk(char) && !in_latin_word {
        return None;
    }
    let [first, second] = code(char)?.to_be_bytes();
    let mut sign = String::from(char);
    let mut bytes = vec![first, second];
    if first >= 0xe0 {
        let next = rest.chars().next()?;
        let code = code(next)?;
        sign.push(next);
        bytes.push(if code <= 0xff { code as u8 } else { (code >> 8) as u8 });
    }
    let decoded = str::from_utf8(&bytes).ok()?;
    let gain = inner_surprisal(&sign) - inner_surprisal(decoded);
    let least = if in_latin_word { MIN_GBK_GAIN_IN_LATIN_WORD } else { MIN_GBK_GAIN };
    (gain >= least).then_some(gain)
}

/// Decodes the `areas` of `text` as GBK.
pub(super) fn decode(text: &str, areas: &[Span]) -> CodecDecoding {
    let mut decoding = CodecDecoding::new(Codec::Gbk);
    for &area in areas {
        let mut at = area.start;
        let mut phrase = decoding.segments.len();
        while let Some(start) = text[at..area.end].find(|char: char| !char.is_ascii()).map(|found| at + found) {
            let rest = &text[start..area.end];
            let len = rest.find(|char: char| code(char).is_none() && char != char::REPLACEMENT_CHARACTER);
            let end = start + len.unwrap_or(rest.len());
            if &text[at..start] != " " {
                phrase = decoding.segments.len();
            }
            if end == start {
                let char = rest.chars().next().expect("it is not the end");
                decoding.foreign += 1;
                decoding.letters.add(&rest[..char.len_utf8()]);
                at = start + char.len_utf8();
                continue;
            }
            decoding.add_run(text, area, Span::new(start, end));
            let phrase = &mut decoding.segments[phrase..];
            let torn = phrase.iter().any(|segment| segment.is_torn);
            phrase.iter_mut().for_each(|segment| segment.is_torn = torn);
            at = end;
        }
    }
    decoding
}

impl CodecDecoding {
    /// Adds a run of characters that GBK has.
    fn add_run(&mut self, text: &str, area: Span, run: Span) {
        let found = run.slice(text);
        match decode_layer(found) {
            Some(decoded) => {
                self.segments.push(Segment::new(run, area, decoded));
            }
            None => {
                self.strays += found.chars().count();
                self.letters.add(found);
                if let Some(decoded) = partly_decoded(found) {
                    self.segments.push(Segment { is_torn: true, ..Segment::new(run, area, decoded) });
                }
            }
        }
    }
}

/// Returns what a run with lost bytes decodes to, if more than half of it is whole sequences.
fn partly_decoded(run: &str) -> Option<String> {
    if !run.contains(char::REPLACEMENT_CHARACTER) {
        return None;
    }
    let mut decoded = String::new();
    let mut lost = 0;
    for part in run.split(char::REPLACEMENT_CHARACTER) {
        for chunk in encode(part)?.utf8_chunks() {
            decoded.push_str(chunk.valid());
            lost += chunk.invalid().len();
        }
        lost += 1;
    }
    (decoded.len() > 2 * lost).then_some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_decoded() {
        for (text, damaged) in
            [("it’s", "it鈥檚"), ("café", "caf茅"), ("中文测试", "涓\u{e15f}枃娴嬭瘯"), ("Привет", "袩褉懈胁械褌")]
        {
            assert_eq!(damage(text).as_deref(), Some(damaged));
            assert_eq!(decode_layer(damaged).as_deref(), Some(text));
        }
        assert_eq!(damage("中"), None, "its third byte is lost");
    }

    #[test]
    fn every_character_has_its_bytes() {
        for char in ('\u{80}'..='\u{ffff}').filter(|char| code(*char).is_some()) {
            let bytes = encode(char.encode_utf8(&mut [0; 4])).unwrap();
            let read = encoding_rs::GBK.decode_without_bom_handling_and_without_replacement(&bytes);
            assert_eq!(read.as_deref(), Some(char.encode_utf8(&mut [0; 4]) as &str));
        }
    }
}
