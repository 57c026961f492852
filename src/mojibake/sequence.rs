//! One sequence of damaged bytes: the characters that together were one character.

use super::codec::Codec;
use super::gbk;
use super::kind::{Kind, kind_of};
use super::roles::Roles;
use super::scan::{FLATTENING, is_telling_start};

/// Which sequences may have a plain space for 0xA0.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flattening {
    /// Only the no-break space itself.
    NoBreakSpace,
    Any,
}

/// What starts at some character of the high half.
pub(super) struct Sequence {
    /// The character it spells; `None` when it is no whole sequence.
    pub(super) char: Option<char>,
    /// Its length in bytes of the damaged text, as far as it goes on.
    pub(super) len: usize,
    /// Plain spaces taken for no-break spaces.
    pub(super) flattened: usize,
    pub(super) has_no_break_space: bool,
    /// Longer than what is there of it, and there is more than the lead.
    pub(super) is_cut_off: bool,
    /// Cut off, but after bytes that tell what it was.
    pub(super) is_telling: bool,
}

/// The sequence that starts `text`.
pub(super) fn sequence(text: &str, codec: Codec, flattening: Flattening) -> Sequence {
    let mut bytes = [0; 4];
    let mut filled = 0;
    let mut wanted = 1;
    let mut found =
        Sequence { char: None, len: 0, flattened: 0, has_no_break_space: false, is_cut_off: false, is_telling: false };
    for char in text.chars() {
        let may_be_flat = filled > 0 && (flattening == Flattening::Any || bytes[0] == 0xc2);
        let byte = if char == ' ' && may_be_flat && codec.bit() & FLATTENING != 0 {
            // `â€ ` is far more often a closing quote that lost its undefined byte than a dagger.
            if is_telling_start(bytes[0], bytes[1]) {
                break;
            }
            found.flattened += 1;
            0xa0
        } else {
            let Some(byte) = Roles::of(char).byte(codec) else { break };
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
    }
    if found.flattened > 0 {
        found.char = found.char.filter(|char| may_be_flattened(*char));
    }
    found.is_cut_off = filled > 1 && filled < wanted && found.flattened == 0;
    found.is_telling = found.is_cut_off && is_telling_start(bytes[0], bytes[1]);
    found
}

/// Whether a plain space may be taken for the last of `char`: a rare letter or digit is more likely one that lost a byte.
fn may_be_flattened(char: char) -> bool {
    let (kind, surprise) = kind_of(char);
    surprise <= 6 && kind != Kind::Digit
}

/// How many bytes a sequence that opens with `lead` has; 1 for a byte that opens none.
fn sequence_len(lead: u8) -> usize {
    match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => 1,
    }
}

/// All of `text` read as one layer of damage by `codec`; `None` unless every character is part of a whole sequence.
pub(super) fn undamage(text: &str, codec: Codec) -> Option<String> {
    if codec == Codec::Gbk {
        return gbk::undamage(text);
    }
    let bytes: Option<Vec<u8>> = text.chars().map(|char| Roles::of(char).byte(codec)).collect();
    String::from_utf8(bytes?).ok()
}
