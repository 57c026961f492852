//! The lookup table of the hot path: the byte of each character in every codec.
//!
//! One lookup answers for all codecs together, so the scan costs the same for four codecs as for twenty. Built at
//! compile time from the tables of the codecs.

use super::codec::Codec;

/// The number of codecs with roles.
const CODECS: usize = Codec::SINGLE_BYTE;

/// The roles that a character may have in damaged text, for every codec at once. Sets are made of [`Codec::bit`]s.
#[derive(Clone, Copy)]
pub(super) struct ByteRoles {
    /// Codecs in which it opens a sequence of two bytes (0xC2 to 0xDF).
    pub(super) lead2: u32,
    /// Codecs in which it opens a sequence of three bytes (0xE0 to 0xEF).
    pub(super) lead3: u32,
    /// Codecs in which it opens a sequence of four bytes (0xF0 to 0xF4).
    pub(super) lead4: u32,
    /// Codecs in which it continues a sequence (0x80 to 0xBF).
    pub(super) continuation: u32,
    /// Its byte in each codec, in the order of [`Codec::ALL`]; 0 if the codec lacks it.
    bytes: [u8; CODECS],
}

impl ByteRoles {
    /// The roles of a character that is in the high half of no codec.
    const NONE: ByteRoles = ByteRoles { lead2: 0, lead3: 0, lead4: 0, continuation: 0, bytes: [0; CODECS] };

    /// Returns the roles of `char`.
    pub(super) fn from_char(char: char) -> &'static ByteRoles {
        let page = PAGES.pages.get(char as usize >> PAGE_BITS).copied().unwrap_or(0);
        &ROLES[usize::from(PAGES.entries[usize::from(page)][char as usize & PAGE_MASK])]
    }

    /// Returns the byte of the character in `codec`, if it is in the high half.
    pub(super) fn byte(&self, codec: Codec) -> Option<u8> {
        let byte = self.bytes.get(codec as usize).copied().unwrap_or(0);
        (byte != 0).then_some(byte)
    }

    /// Returns the codecs in which it may be part of a sequence.
    pub(super) fn any(&self) -> u32 {
        self.lead() | self.continuation
    }

    /// Returns the codecs in which it opens a sequence of any length.
    pub(super) fn lead(&self) -> u32 {
        self.lead2 | self.lead3 | self.lead4
    }

    /// Adds `codec`, in which the character is `byte`.
    const fn with(mut self, codec: Codec, byte: u8) -> ByteRoles {
        let bit = codec.bit();
        match byte {
            0x80..=0xbf => self.continuation |= bit,
            0xc2..=0xdf => self.lead2 |= bit,
            0xe0..=0xef => self.lead3 |= bit,
            0xf0..=0xf4 => self.lead4 |= bit,
            _ => {}
        }
        self.bytes[codec as usize] = byte;
        self
    }
}

const PAGE_BITS: usize = 6;
const PAGE_SIZE: usize = 1 << PAGE_BITS;
const PAGE_MASK: usize = PAGE_SIZE - 1;
/// The pages of the Basic Multilingual Plane; no codec goes beyond it.
const PAGE_COUNT: usize = 0x1_0000 >> PAGE_BITS;

/// Maps code points to entries of [`ROLES`] in two steps. Page 0 and entry 0 mean no codec.
struct Pages<const USED: usize> {
    pages: [u8; PAGE_COUNT],
    entries: [[u16; PAGE_SIZE]; USED],
}

/// The number of pages in use, including the empty one.
const USED_PAGES: usize = {
    let mut used = [false; PAGE_COUNT];
    let mut count = 1;
    let mut at = 0;
    while at < CODECS * 128 {
        let page = nth_char(at) as usize >> PAGE_BITS;
        if !used[page] {
            used[page] = true;
            count += 1;
        }
        at += 1;
    }
    assert!(count <= 256, "page numbers are bytes");
    count
};

static PAGES: Pages<USED_PAGES> = BUILT.pages;
static ROLES: [ByteRoles; BUILT.used_roles] = {
    let mut roles = [ByteRoles::NONE; BUILT.used_roles];
    let mut at = 0;
    while at < roles.len() {
        roles[at] = BUILT.roles[at];
        at += 1;
    }
    roles
};

/// Both tables; the second has room for the case that no two codecs share a character.
struct Built {
    pages: Pages<USED_PAGES>,
    roles: [ByteRoles; 1 + CODECS * 128],
    used_roles: usize,
}

const BUILT: Built = {
    let mut pages = Pages { pages: [0; PAGE_COUNT], entries: [[0; PAGE_SIZE]; USED_PAGES] };
    let mut roles = [ByteRoles::NONE; 1 + CODECS * 128];
    let mut used_pages = 1_u8;
    let mut used_roles = 1;
    let mut at = 0;
    while at < CODECS * 128 {
        let char = nth_char(at) as usize;
        if char == char::REPLACEMENT_CHARACTER as usize {
            at += 1;
            continue;
        }
        let page = &mut pages.pages[char >> PAGE_BITS];
        if *page == 0 {
            *page = used_pages;
            used_pages += 1;
        }
        let entry = &mut pages.entries[*page as usize][char & PAGE_MASK];
        if *entry == 0 {
            *entry = used_roles as u16;
            used_roles += 1;
        }
        let byte = 0x80 + (at % 128) as u8;
        roles[*entry as usize] = roles[*entry as usize].with(Codec::ALL[at / 128], byte);
        at += 1;
    }
    Built { pages, roles, used_roles }
};

/// Returns the character at `at` in all tables, concatenated.
const fn nth_char(at: usize) -> char {
    Codec::ALL[at / 128].high_half()[at % 128]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_char_of_every_codec_is_found_with_its_byte() {
        for codec in Codec::ALL {
            assert_eq!(Codec::ALL[codec as usize], codec);
            for byte in 0x80..=0xff_u8 {
                let char = codec.high_half()[usize::from(byte - 0x80)];
                let expected = (char != char::REPLACEMENT_CHARACTER).then_some(byte);
                assert_eq!(ByteRoles::from_char(char).byte(codec), expected, "{codec} {byte:02X}");
            }
        }
    }

    #[test]
    fn no_other_char_has_a_role() {
        for char in '\0'..=char::MAX {
            for codec in Codec::ALL {
                let is_known = char != char::REPLACEMENT_CHARACTER && codec.high_half().contains(&char);
                assert_eq!(ByteRoles::from_char(char).byte(codec).is_some(), is_known);
            }
        }
    }
}
