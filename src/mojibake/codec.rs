//! The single-byte codecs that UTF-8 gets misread as.
//!
//! A codec is data: a name and the characters of its bytes 0x80 to 0xFF. The bytes below are ASCII in all of them.
//! A new codec is a new variant, an entry in [`Codec::ALL`] and a table; the tests hold the tables equal to `encoding_rs`
//! where it knows the codec.

use std::fmt;

use serde::Serialize;

use super::tables;

/// A legacy codec that UTF-8 bytes were read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Codec {
    /// The Western codec of Windows, and what browsers mean by latin-1. The five bytes it leaves undefined are C1 controls.
    #[serde(rename = "windows-1252")]
    Windows1252,
    /// Latin-1 to the letter: 0x80 to 0x9F are C1 controls.
    #[serde(rename = "iso-8859-1")]
    Latin1,
    /// The Turkish codec of Windows.
    #[serde(rename = "windows-1254")]
    Windows1254,
    /// Mac OS Roman.
    #[serde(rename = "macintosh")]
    Macintosh,
}

impl Codec {
    /// Every codec; of two that explain the same damage equally well, the earlier one is named.
    pub const ALL: [Codec; 4] = [Codec::Windows1252, Codec::Latin1, Codec::Windows1254, Codec::Macintosh];

    /// The name in the WHATWG and IANA registries.
    pub const fn name(self) -> &'static str {
        match self {
            Codec::Windows1252 => "windows-1252",
            Codec::Latin1 => "iso-8859-1",
            Codec::Windows1254 => "windows-1254",
            Codec::Macintosh => "macintosh",
        }
    }

    /// The characters of the bytes 0x80 to 0xFF.
    pub(super) const fn high_half(self) -> &'static [char; 128] {
        match self {
            Codec::Windows1252 => &tables::WINDOWS_1252,
            Codec::Latin1 => &tables::LATIN_1,
            Codec::Windows1254 => &tables::WINDOWS_1254,
            Codec::Macintosh => &tables::MACINTOSH,
        }
    }

    /// This codec in a set of codecs.
    pub(super) const fn bit(self) -> u32 {
        1 << self as u32
    }
}

impl fmt::Display for Codec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What `text` becomes when its UTF-8 bytes are read as `codec`, undefined bytes as C1 controls.
///
/// `None` when the codec has no reading of some byte; the codecs of today read every byte.
pub fn damage(text: &str, codec: Codec) -> Option<String> {
    let high_half = codec.high_half();
    let read = |byte: u8| if byte < 0x80 { char::from(byte) } else { high_half[usize::from(byte - 0x80)] };
    Some(text.bytes().map(read).collect())
}
