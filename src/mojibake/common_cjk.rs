//! The han characters and hangul syllables in everyday use: those in the first levels of the national standards.
//!
//! These are the first levels of GB 2312 (3,755 characters, mainland China), JIS X 0208 (2,965, Japan) and Big5
//! (5,401, Taiwan), and the 2,350 syllables of KS X 1001, read from the tables of `encoding_rs`.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GBK};

use super::double_byte;

/// A bit for each character of the Basic Multilingual Plane.
static COMMON: LazyLock<Box<[u64]>> = LazyLock::new(|| {
    let mut set = vec![0_u64; 0x1_0000 / 64].into_boxed_slice();
    let levels: [(&'static Encoding, RangeInclusive<u8>, RangeInclusive<u8>); 4] = [
        (GBK, 0xb0..=0xd7, 0xa1..=0xfe),
        (EUC_JP, 0xb0..=0xcf, 0xa1..=0xfe),
        (BIG5, 0xa4..=0xc6, 0x40..=0xfe),
        (EUC_KR, 0xb0..=0xc8, 0xa1..=0xfe),
    ];
    for (encoding, leads, trails) in levels {
        for (_, char) in double_byte::decode_pairs(encoding, leads, trails)
            .into_iter()
            .filter(|(_, char)| (*char as usize) < 0x1_0000)
        {
            set[char as usize / 64] |= 1 << (char as usize % 64);
        }
    }
    set
});

/// Returns whether `char` is a han character or hangul syllable in everyday use.
pub(super) fn is_common_cjk(char: char) -> bool {
    COMMON.get(char as usize / 64).is_some_and(|bits| bits >> (char as usize % 64) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::is_common_cjk;

    #[test]
    fn common_characters_of_four_standards_are_known() {
        for char in "的是我学國說語龍働込峠가나말쓸".chars() {
            assert!(is_common_cjk(char), "{char}");
        }
        for char in "堬銇쪮뾹𠀀a".chars() {
            assert!(!is_common_cjk(char), "{char}");
        }
    }
}
