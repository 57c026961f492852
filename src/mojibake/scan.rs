//! The cheap question: is there anything here that damage could have made?
//!
//! Skips ASCII at the speed of memory and looks up every other character once. It answers for all codecs together and
//! errs on the side of asking further; plain correct text of any language should seldom get past it.

use super::codec::Codec;
use super::roles::Roles;
use crate::text::Span;

/// Codecs whose 0xA0 is the no-break space, which editors and converters like to make a plain space of.
pub(super) const FLATTENING: u32 = {
    let mut set = 0;
    let mut at = 0;
    while at < Codec::ALL.len() {
        if Codec::ALL[at].high_half()[0x20] == '\u{a0}' {
            set |= Codec::ALL[at].bit();
        }
        at += 1;
    }
    set
};

/// The codecs that could have damaged something in `area` of `text`, a set of [`Codec::bit`]s.
pub(super) fn suspects(text: &str, area: Span) -> u32 {
    let mut set = 0;
    let mut at = area.start;
    while let Some((found, next)) = next_suspect(text, Span::new(at, area.end)) {
        set |= found;
        at = next;
    }
    set
}

/// The codecs of the first possible damage in `area`, and where to go on.
pub(super) fn next_suspect(text: &str, area: Span) -> Option<(u32, usize)> {
    let bytes = &text.as_bytes()[..area.end];
    let mut at = area.start;
    loop {
        if bytes.get(at).is_some_and(u8::is_ascii) {
            at += ascii_len(&bytes[at..]);
        }
        let char = text[at..area.end].chars().next()?;
        let after = at + char.len_utf8();
        let roles = Roles::of(char);
        if roles.lead() != 0 {
            let found = sequence_codecs(roles, &text[after..area.end])
                | flattened_codecs(char, &text[area.start..at], &bytes[after..]);
            if found != 0 {
                return Some((found, after));
            }
        }
        at = after;
    }
}

/// How many bytes of `bytes` before the first that is not ASCII.
pub(super) fn ascii_len(bytes: &[u8]) -> usize {
    const BLOCK: usize = 64;
    let is_ascii = |block: &[u8]| block.iter().fold(0, |all, byte| all | byte) < 0x80;
    let blocks = bytes.chunks_exact(BLOCK).take_while(|block| is_ascii(block)).count();
    let rest = &bytes[blocks * BLOCK..];
    blocks * BLOCK + rest.iter().position(|&byte| byte >= 0x80).unwrap_or(rest.len())
}

/// The codecs in which a sequence opened by `lead` goes on in `rest`, to its end or cut off after a telling start.
fn sequence_codecs(lead: &Roles, rest: &str) -> u32 {
    let mut chars = rest.chars();
    let mut next = || chars.next().map(Roles::of);
    let Some(second) = next() else { return 0 };
    let two = lead.lead() & second.continuation;
    if two == 0 {
        return 0;
    }
    let found = (two & lead.lead2) | truncated_codecs(lead, second, two);
    let longer = two & !lead.lead2;
    let Some(third) = next().filter(|_| longer != 0) else { return found };
    let three = longer & third.continuation;
    let found = found | (three & lead.lead3);
    let longer = three & lead.lead4;
    let Some(fourth) = next().filter(|_| longer != 0) else { return found };
    found | (longer & fourth.continuation)
}

/// The codecs of `among` in which the two characters are bytes that open punctuation or emoji.
fn truncated_codecs(lead: &Roles, second: &Roles, among: u32) -> u32 {
    let telling = |codec: &Codec| match (lead.byte(*codec), second.byte(*codec)) {
        (Some(first), Some(second)) => is_telling_start(first, second),
        _ => false,
    };
    if among & !lead.lead2 == 0 {
        return 0;
    }
    Codec::ALL.iter().filter(|codec| among & codec.bit() != 0 && telling(codec)).fold(0, |set, codec| set | codec.bit())
}

/// Whether a cut-off sequence of these bytes is worth a report: general punctuation, dingbats, emoji, `U+FEFF`.
pub(super) fn is_telling_start(first: u8, second: u8) -> bool {
    matches!((first, second), (0xe2, 0x80 | 0x9c) | (0xf0, 0x9f) | (0xef, 0xb8 | 0xbb | 0xbf))
}

/// The codecs in which `lead` and a plain space right behind a lower-case letter are a flattened no-break space.
fn flattened_codecs(lead: char, before: &str, after: &[u8]) -> u32 {
    if lead == 'Â' && after.first() == Some(&b' ') && before.ends_with(|char: char| char.is_ascii_lowercase()) {
        FLATTENING
    } else {
        0
    }
}
