//! The high halves of the codecs: the characters of the bytes 0x80 to 0xFF, 32 to a row.
//!
//! Bytes that a codec leaves undefined stand as the C1 control of the same number, as browsers read them. Facts only;
//! nothing here knows what they are used for.

/// windows-1252.
pub(super) const WINDOWS_1252: [char; 128] = rows([
    "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ",
    "\u{a0}¡¢£¤¥¦§¨©ª«¬\u{ad}®¯°±²³´µ¶·¸¹º»¼½¾¿",
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß",
    "àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
]);

/// iso-8859-1 with its C1 controls.
pub(super) const LATIN_1: [char; 128] = {
    let mut chars = ['\0'; 128];
    let mut byte = 0x80_u8;
    loop {
        chars[(byte - 0x80) as usize] = byte as char;
        if byte == 0xff {
            break chars;
        }
        byte += 1;
    }
};

/// windows-1254.
pub(super) const WINDOWS_1254: [char; 128] = rows([
    "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}\u{8e}\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}\u{9e}Ÿ",
    "\u{a0}¡¢£¤¥¦§¨©ª«¬\u{ad}®¯°±²³´µ¶·¸¹º»¼½¾¿",
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏĞÑÒÓÔÕÖ×ØÙÚÛÜİŞß",
    "àáâãäåæçèéêëìíîïğñòóôõö÷øùúûüışÿ",
]);

/// macintosh, with the euro sign of 1998.
pub(super) const MACINTOSH: [char; 128] = rows([
    "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü",
    "†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø",
    "¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ",
    "‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{f8ff}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ",
]);

/// The characters of four rows of 32.
const fn rows(rows: [&str; 4]) -> [char; 128] {
    let mut chars = ['\0'; 128];
    let mut filled = 0;
    let mut row = 0;
    while row < rows.len() {
        let mut rest = rows[row].as_bytes();
        while let Some((char, after)) = first_char(rest) {
            chars[filled] = char;
            filled += 1;
            rest = after;
        }
        assert!(filled == (row + 1) * 32, "a row holds 32 characters");
        row += 1;
    }
    chars
}

/// The first character of UTF-8 `bytes` of at most three bytes a character, and what follows it.
const fn first_char(bytes: &[u8]) -> Option<(char, &[u8])> {
    let (code, after) = match bytes {
        [] => return None,
        [a, rest @ ..] if *a < 0x80 => (*a as u32, rest),
        [a, b, rest @ ..] if *a < 0xe0 => ((*a as u32 & 0x1f) << 6 | (*b as u32 & 0x3f), rest),
        [a, b, c, rest @ ..] => ((*a as u32 & 0x0f) << 12 | (*b as u32 & 0x3f) << 6 | (*c as u32 & 0x3f), rest),
        _ => panic!("the rows are valid UTF-8"),
    };
    match char::from_u32(code) {
        Some(char) => Some((char, after)),
        None => panic!("the rows are valid UTF-8"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Codec, damage};

    #[test]
    fn tables_equal_encoding_rs_where_it_knows_the_codec() {
        for codec in Codec::ALL {
            let known = match codec {
                Codec::Windows1252 => encoding_rs::WINDOWS_1252,
                Codec::Windows1254 => encoding_rs::WINDOWS_1254,
                Codec::Macintosh => encoding_rs::MACINTOSH,
                Codec::Latin1 => continue,
            };
            for byte in 0x80..=0xff_u8 {
                let bytes = [byte];
                let (text, _) = known.decode_without_bom_handling(&bytes);
                assert_eq!(text, codec.high_half()[usize::from(byte - 0x80)].to_string(), "{codec} {byte:02X}");
            }
        }
    }

    #[test]
    fn latin_1_is_the_first_256_code_points() {
        for byte in 0x80..=0xff_u8 {
            assert_eq!(Codec::Latin1.high_half()[usize::from(byte - 0x80)], char::from(byte));
        }
    }

    #[test]
    fn damage_reads_utf8_bytes() {
        let cases = [
            ("’", Codec::Windows1252, "â€™"),
            ("”", Codec::Windows1252, "â€\u{9d}"),
            ("’", Codec::Latin1, "â\u{80}\u{99}"),
            ("🔼", Codec::Windows1254, "ğŸ”¼"),
            ("’", Codec::Macintosh, "‚Äô"),
        ];
        for (text, codec, damaged) in cases {
            assert_eq!(damage(text, codec).as_deref(), Some(damaged));
        }
    }
}
