//! The codecs that UTF-8 is commonly decoded with by mistake.
//!
//! A single-byte codec is data: a name and the characters of its bytes 0x80 to 0xFF; the bytes below are ASCII. To add
//! one, add a variant, an entry in [`Codec::ALL`] and a table. Tests compare the tables with `encoding_rs` and `yore`,
//! if these know the codec. GBK, a double-byte codec, has its own file.

use std::fmt;

use serde::{Serialize, Serializer};

use super::{gbk, tables};

/// A legacy codec that UTF-8 was decoded with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Codec {
    /// The Western codec of Windows, which browsers use for latin-1. Its five undefined bytes are C1 controls.
    Windows1252,
    /// Strict latin-1: 0x80 to 0x9F are C1 controls.
    Latin1,
    /// Mac OS Roman.
    Macintosh,
    /// The code page of DOS, and of Windows consoles in the United States.
    Cp437,
    /// The code page of Windows consoles in Western Europe.
    Cp850,
    /// The code page of Windows consoles in Central Europe.
    Cp852,
    /// The code page of Windows consoles in Russia.
    Cp866,
    /// The codec of Windows for Central Europe.
    Windows1250,
    /// The Cyrillic codec of Windows.
    Windows1251,
    /// The Greek codec of Windows.
    Windows1253,
    /// The Turkish codec of Windows.
    Windows1254,
    /// The Hebrew codec of Windows.
    Windows1255,
    /// The Arabic codec of Windows.
    Windows1256,
    /// The Baltic codec of Windows.
    Windows1257,
    /// The Vietnamese codec of Windows.
    Windows1258,
    /// The Thai codec of Windows.
    Windows874,
    /// The Cyrillic code page of DOS.
    Cp855,
    /// The code page of Windows consoles in Turkey.
    Cp857,
    /// Code page 850 with the euro sign.
    Cp858,
    /// The Russian codec of Unix.
    Koi8R,
    /// The Ukrainian codec of Unix.
    Koi8U,
    /// Latin-2 for Central Europe: 0x80 to 0x9F are C1 controls.
    Latin2,
    /// Latin-9, latin-1 with the euro sign: 0x80 to 0x9F are C1 controls.
    Latin9,
    /// The codec of Windows and its consoles in China: two bytes per character, the second of which may be ASCII.
    Gbk,
}

impl Codec {
    /// Every codec. If two explain the same damage equally well, the earlier one is reported.
    pub const ALL: [Codec; 24] = [
        Codec::Windows1252,
        Codec::Latin1,
        Codec::Macintosh,
        Codec::Cp437,
        Codec::Cp850,
        Codec::Cp852,
        Codec::Cp866,
        Codec::Windows1250,
        Codec::Windows1251,
        Codec::Windows1253,
        Codec::Windows1254,
        Codec::Windows1255,
        Codec::Windows1256,
        Codec::Windows1257,
        Codec::Windows1258,
        Codec::Windows874,
        Codec::Cp855,
        Codec::Cp857,
        Codec::Cp858,
        Codec::Koi8R,
        Codec::Koi8U,
        Codec::Latin2,
        Codec::Latin9,
        Codec::Gbk,
    ];

    /// Returns the name from the WHATWG and IANA registries; DOS code pages by number.
    pub const fn name(self) -> &'static str {
        match self {
            Codec::Windows1252 => "windows-1252",
            Codec::Latin1 => "iso-8859-1",
            Codec::Macintosh => "macintosh",
            Codec::Cp437 => "cp437",
            Codec::Cp850 => "cp850",
            Codec::Cp852 => "cp852",
            Codec::Cp866 => "cp866",
            Codec::Windows1250 => "windows-1250",
            Codec::Windows1251 => "windows-1251",
            Codec::Windows1253 => "windows-1253",
            Codec::Windows1254 => "windows-1254",
            Codec::Windows1255 => "windows-1255",
            Codec::Windows1256 => "windows-1256",
            Codec::Windows1257 => "windows-1257",
            Codec::Windows1258 => "windows-1258",
            Codec::Windows874 => "windows-874",
            Codec::Cp855 => "cp855",
            Codec::Cp857 => "cp857",
            Codec::Cp858 => "cp858",
            Codec::Koi8R => "koi8-r",
            Codec::Koi8U => "koi8-u",
            Codec::Latin2 => "iso-8859-2",
            Codec::Latin9 => "iso-8859-15",
            Codec::Gbk => "gbk",
        }
    }

    /// The number of single-byte codecs, which come first in [`Codec::ALL`].
    pub(super) const SINGLE_BYTE: usize = Codec::ALL.len() - 1;

    /// Returns the characters of the bytes 0x80 to 0xFF; U+FFFD for a byte that the codec leaves undefined, and for
    /// all bytes of a double-byte codec.
    pub(super) const fn high_half(self) -> &'static [char; 128] {
        match self {
            Codec::Windows1252 => &tables::WINDOWS_1252,
            Codec::Latin1 => &tables::LATIN_1,
            Codec::Macintosh => &tables::MACINTOSH,
            Codec::Cp437 => &tables::CP437,
            Codec::Cp850 => &tables::CP850,
            Codec::Cp852 => &tables::CP852,
            Codec::Cp866 => &tables::CP866,
            Codec::Windows1250 => &tables::WINDOWS_1250,
            Codec::Windows1251 => &tables::WINDOWS_1251,
            Codec::Windows1253 => &tables::WINDOWS_1253,
            Codec::Windows1254 => &tables::WINDOWS_1254,
            Codec::Windows1255 => &tables::WINDOWS_1255,
            Codec::Windows1256 => &tables::WINDOWS_1256,
            Codec::Windows1257 => &tables::WINDOWS_1257,
            Codec::Windows1258 => &tables::WINDOWS_1258,
            Codec::Windows874 => &tables::WINDOWS_874,
            Codec::Cp855 => &tables::CP855,
            Codec::Cp857 => &tables::CP857,
            Codec::Cp858 => &tables::CP858,
            Codec::Koi8R => &tables::KOI8_R,
            Codec::Koi8U => &tables::KOI8_U,
            Codec::Latin2 => &tables::ISO_8859_2,
            Codec::Latin9 => &tables::ISO_8859_15,
            Codec::Gbk => &[char::REPLACEMENT_CHARACTER; 128],
        }
    }

    /// Returns how rarely programs decode text with this codec by mistake, in bits, relative to the default codecs of
    /// Windows, its consoles and Mac OS in the larger countries.
    pub(super) const fn prior_cost(self) -> i32 {
        match self {
            Codec::Windows1252 | Codec::Latin1 | Codec::Macintosh | Codec::Cp437 | Codec::Cp850 => 0,
            Codec::Cp852 | Codec::Cp866 | Codec::Windows1250 | Codec::Windows1251 | Codec::Windows1253 => 0,
            Codec::Windows1254 | Codec::Windows1255 | Codec::Windows1256 | Codec::Windows1257 => 0,
            Codec::Windows1258 | Codec::Windows874 | Codec::Koi8R | Codec::Gbk => 0,
            Codec::Cp855 | Codec::Cp857 | Codec::Cp858 | Codec::Koi8U | Codec::Latin2 => 3,
            Codec::Latin9 => 6,
        }
    }

    /// Returns whether the codec leaves `byte`, at least 0x80, undefined, so that programs lose it.
    pub(super) fn is_undefined(self, byte: u8) -> bool {
        let char = self.high_half()[usize::from(byte - 0x80)];
        let is_control =
            matches!(char, '\u{80}'..='\u{9f}') && !matches!(self, Codec::Latin1 | Codec::Latin2 | Codec::Latin9);
        is_control || char == char::REPLACEMENT_CHARACTER
    }

    /// Returns the bit of this codec in a set of codecs.
    pub(super) const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// Iterates over the codecs of `set`, a set of [`Codec::bit`]s, in the order of [`Codec::ALL`].
pub(super) fn codecs_in(set: u32) -> impl Iterator<Item = Codec> {
    let mut rest = set;
    std::iter::from_fn(move || {
        let codec = Codec::ALL.get(rest.trailing_zeros() as usize).copied()?;
        rest &= rest - 1;
        Some(codec)
    })
}

impl fmt::Display for Codec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Codec {
    /// Serialises the codec as its [`name`](Codec::name).
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// Returns what `text` becomes when its UTF-8 bytes are decoded as `codec`, with undefined bytes below 0xA0 as C1
/// controls.
///
/// Returns `None` when the codec leaves some byte undefined.
pub fn damage(text: &str, codec: Codec) -> Option<String> {
    if codec == Codec::Gbk {
        return gbk::damage(text);
    }
    let high_half = codec.high_half();
    let read = |byte: u8| {
        let char = if byte < 0x80 { char::from(byte) } else { high_half[usize::from(byte - 0x80)] };
        (char != char::REPLACEMENT_CHARACTER).then_some(char)
    };
    text.bytes().map(read).collect()
}
