//! The high halves of the codecs: the characters of the bytes 0x80 to 0xFF, 32 to a row.
//!
//! Undefined bytes below 0xA0 of a Windows codec are listed as the C1 control with the same number, as Windows and
//! browsers decode them; other undefined bytes as U+FFFD. Data only; this file does not know how it is used.

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

/// windows-1252.
pub(super) const WINDOWS_1252: [char; 128] = rows([
    "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ",
    "\u{a0}¡¢£¤¥¦§¨©ª«¬\u{ad}®¯°±²³´µ¶·¸¹º»¼½¾¿",
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß",
    "àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
]);

/// windows-1250.
pub(super) const WINDOWS_1250: [char; 128] = rows([
    "€\u{81}‚\u{83}„…†‡\u{88}‰Š‹ŚŤŽŹ\u{90}‘’“”•–—\u{98}™š›śťžź",
    "\u{a0}ˇ˘Ł¤Ą¦§¨©Ş«¬\u{ad}®Ż°±˛ł´µ¶·¸ąş»Ľ˝ľż",
    "ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß",
    "ŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙",
]);

/// windows-1251.
pub(super) const WINDOWS_1251: [char; 128] = rows([
    "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u{98}™љ›њќћџ",
    "\u{a0}ЎўЈ¤Ґ¦§Ё©Є«¬\u{ad}®Ї°±Ііґµ¶·ё№є»јЅѕї",
    "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
]);

/// windows-1253.
pub(super) const WINDOWS_1253: [char; 128] = rows([
    "€\u{81}‚ƒ„…†‡\u{88}‰\u{8a}‹\u{8c}\u{8d}\u{8e}\u{8f}\u{90}‘’“”•–—\u{98}™\u{9a}›\u{9c}\u{9d}\u{9e}\u{9f}",
    "\u{a0}΅Ά£¤¥¦§¨©\u{fffd}«¬\u{ad}®―°±²³΄µ¶·ΈΉΊ»Ό½ΎΏ",
    "ΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡ\u{fffd}ΣΤΥΦΧΨΩΪΫάέήί",
    "ΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώ\u{fffd}",
]);

/// windows-1254.
pub(super) const WINDOWS_1254: [char; 128] = rows([
    "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}\u{8e}\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}\u{9e}Ÿ",
    "\u{a0}¡¢£¤¥¦§¨©ª«¬\u{ad}®¯°±²³´µ¶·¸¹º»¼½¾¿",
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏĞÑÒÓÔÕÖ×ØÙÚÛÜİŞß",
    "àáâãäåæçèéêëìíîïğñòóôõö÷øùúûüışÿ",
]);

/// windows-1255.
pub(super) const WINDOWS_1255: [char; 128] = rows([
    "€\u{81}‚ƒ„…†‡ˆ‰\u{8a}‹\u{8c}\u{8d}\u{8e}\u{8f}\u{90}‘’“”•–—˜™\u{9a}›\u{9c}\u{9d}\u{9e}\u{9f}",
    "\u{a0}¡¢£₪¥¦§¨©×«¬\u{ad}®¯°±²³´µ¶·¸¹÷»¼½¾¿",
    "\u{5b0}\u{5b1}\u{5b2}\u{5b3}\u{5b4}\u{5b5}\u{5b6}\u{5b7}\u{5b8}\u{5b9}\u{5ba}\u{5bb}\u{5bc}\u{5bd}־\u{5bf}׀\u{5c1}\u{5c2}׃װױײ׳״\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}",
    "אבגדהוזחטיךכלםמןנסעףפץצקרשת\u{fffd}\u{fffd}\u{200e}\u{200f}\u{fffd}",
]);

/// windows-1256.
pub(super) const WINDOWS_1256: [char; 128] = rows([
    "€پ‚ƒ„…†‡ˆ‰ٹ‹Œچژڈگ‘’“”•–—ک™ڑ›œ\u{200c}\u{200d}ں",
    "\u{a0}،¢£¤¥¦§¨©ھ«¬\u{ad}®¯°±²³´µ¶·¸¹؛»¼½¾؟",
    "ہءآأؤإئابةتثجحخدذرزسشصض×طظعغـفقك",
    "àلâمنهوçèéêëىيîï\u{64b}\u{64c}\u{64d}\u{64e}ô\u{64f}\u{650}÷\u{651}ù\u{652}ûü\u{200e}\u{200f}ے",
]);

/// windows-1257.
pub(super) const WINDOWS_1257: [char; 128] = rows([
    "€\u{81}‚\u{83}„…†‡\u{88}‰\u{8a}‹\u{8c}¨ˇ¸\u{90}‘’“”•–—\u{98}™\u{9a}›\u{9c}¯˛\u{9f}",
    "\u{a0}\u{fffd}¢£¤\u{fffd}¦§Ø©Ŗ«¬\u{ad}®Æ°±²³´µ¶·ø¹ŗ»¼½¾æ",
    "ĄĮĀĆÄÅĘĒČÉŹĖĢĶĪĻŠŃŅÓŌÕÖ×ŲŁŚŪÜŻŽß",
    "ąįāćäåęēčéźėģķīļšńņóōõö÷ųłśūüżž˙",
]);

/// windows-1258.
pub(super) const WINDOWS_1258: [char; 128] = rows([
    "€\u{81}‚ƒ„…†‡ˆ‰\u{8a}‹Œ\u{8d}\u{8e}\u{8f}\u{90}‘’“”•–—˜™\u{9a}›œ\u{9d}\u{9e}Ÿ",
    "\u{a0}¡¢£¤¥¦§¨©ª«¬\u{ad}®¯°±²³´µ¶·¸¹º»¼½¾¿",
    "ÀÁÂĂÄÅÆÇÈÉÊË\u{300}ÍÎÏĐÑ\u{309}ÓÔƠÖ×ØÙÚÛÜƯ\u{303}ß",
    "àáâăäåæçèéêë\u{301}íîïđñ\u{323}óôơö÷øùúûüư₫ÿ",
]);

/// windows-874.
pub(super) const WINDOWS_874: [char; 128] = rows([
    "€\u{81}\u{82}\u{83}\u{84}…\u{86}\u{87}\u{88}\u{89}\u{8a}\u{8b}\u{8c}\u{8d}\u{8e}\u{8f}\u{90}‘’“”•–—\u{98}\u{99}\u{9a}\u{9b}\u{9c}\u{9d}\u{9e}\u{9f}",
    "\u{a0}กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟ",
    "ภมยรฤลฦวศษสหฬอฮฯะ\u{e31}าำ\u{e34}\u{e35}\u{e36}\u{e37}\u{e38}\u{e39}\u{e3a}\u{fffd}\u{fffd}\u{fffd}\u{fffd}฿",
    "เแโใไๅๆ\u{e47}\u{e48}\u{e49}\u{e4a}\u{e4b}\u{e4c}\u{e4d}\u{e4e}๏๐๑๒๓๔๕๖๗๘๙๚๛\u{fffd}\u{fffd}\u{fffd}\u{fffd}",
]);

/// macintosh, with the euro sign of 1998.
pub(super) const MACINTOSH: [char; 128] = rows([
    "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü",
    "†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø",
    "¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ",
    "‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{f8ff}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ",
]);

/// Code page 437.
pub(super) const CP437: [char; 128] = rows([
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ",
    "áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐",
    "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀",
    "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
]);

/// Code page 850.
pub(super) const CP850: [char; 128] = rows([
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒ",
    "áíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐",
    "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀",
    "ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}",
]);

/// Code page 852.
pub(super) const CP852: [char; 128] = rows([
    "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×č",
    "áíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐",
    "└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀",
    "ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}",
]);

/// Code page 855.
pub(super) const CP855: [char; 128] = rows([
    "ђЂѓЃёЁєЄѕЅіІїЇјЈљЉњЊћЋќЌўЎџЏюЮъЪ",
    "аАбБцЦдДеЕфФгГ«»░▒▓│┤хХиИ╣║╗╝йЙ┐",
    "└┴┬├─┼кК╚╔╩╦╠═╬¤лЛмМнНоОп┘┌█▄Пя▀",
    "ЯрРсСтТуУжЖвВьЬ№\u{ad}ыЫзЗшШэЭщЩчЧ§■\u{a0}",
]);

/// Code page 857.
pub(super) const CP857: [char; 128] = rows([
    "ÇüéâäàåçêëèïîıÄÅÉæÆôöòûùİÖÜø£ØŞş",
    "áíóúñÑĞğ¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐",
    "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ºªÊËÈ\u{fffd}ÍÎÏ┘┌█▄¦Ì▀",
    "ÓßÔÒõÕµ\u{fffd}×ÚÛÙìÿ¯´\u{ad}±\u{fffd}¾¶§÷¸°¨·¹³²■\u{a0}",
]);

/// Code page 858: 850 with the euro sign.
pub(super) const CP858: [char; 128] = rows([
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒ",
    "áíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐",
    "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀",
    "ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}",
]);

/// Code page 866.
pub(super) const CP866: [char; 128] = rows([
    "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ",
    "абвгдежзийклмноп░▒▓│┤╡╢╖╕╣║╗╝╜╛┐",
    "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀",
    "рстуфхцчшщъыьэюяЁёЄєЇїЎў°∙·√№¤■\u{a0}",
]);

/// koi8-r.
pub(super) const KOI8_R: [char; 128] = rows([
    "─│┌┐└┘├┤┬┴┼▀▄█▌▐░▒▓⌠■∙√≈≤≥\u{a0}⌡°²·÷",
    "═║╒ё╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡Ё╢╣╤╥╦╧╨╩╪╫╬©",
    "юабцдефгхийклмнопярстужвьызшэщчъ",
    "ЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ",
]);

/// koi8-u, with the letters of koi8-ru, which browsers decode as part of it.
pub(super) const KOI8_U: [char; 128] = rows([
    "─│┌┐└┘├┤┬┴┼▀▄█▌▐░▒▓⌠■∙√≈≤≥\u{a0}⌡°²·÷",
    "═║╒ёє╔ії╗╘╙╚╛ґў╞╟╠╡ЁЄ╣ІЇ╦╧╨╩╪ҐЎ©",
    "юабцдефгхийклмнопярстужвьызшэщчъ",
    "ЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ",
]);

/// iso-8859-2.
pub(super) const ISO_8859_2: [char; 128] = rows([
    "\u{80}\u{81}\u{82}\u{83}\u{84}\u{85}\u{86}\u{87}\u{88}\u{89}\u{8a}\u{8b}\u{8c}\u{8d}\u{8e}\u{8f}\u{90}\u{91}\u{92}\u{93}\u{94}\u{95}\u{96}\u{97}\u{98}\u{99}\u{9a}\u{9b}\u{9c}\u{9d}\u{9e}\u{9f}",
    "\u{a0}Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u{ad}ŽŻ°ą˛ł´ľśˇ¸šşťź˝žż",
    "ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß",
    "ŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙",
]);

/// iso-8859-15: latin-1 except for eight characters.
pub(super) const ISO_8859_15: [char; 128] = {
    let mut chars = LATIN_1;
    chars[0x24] = '€';
    chars[0x26] = 'Š';
    chars[0x28] = 'š';
    chars[0x34] = 'Ž';
    chars[0x38] = 'ž';
    chars[0x3c] = 'Œ';
    chars[0x3d] = 'œ';
    chars[0x3e] = 'Ÿ';
    chars
};

/// Returns the characters of four rows of 32.
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

/// Returns the first character of `bytes` and the bytes after it. Characters have at most three bytes.
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

    /// Returns the character of `byte` in `codec` according to another library; `None` if it does not know the codec.
    fn peer(codec: Codec, byte: u8) -> Option<char> {
        let whatwg = match codec {
            Codec::Windows1252 => encoding_rs::WINDOWS_1252,
            Codec::Windows1250 => encoding_rs::WINDOWS_1250,
            Codec::Windows1251 => encoding_rs::WINDOWS_1251,
            Codec::Windows1253 => encoding_rs::WINDOWS_1253,
            Codec::Windows1254 => encoding_rs::WINDOWS_1254,
            Codec::Windows1255 => encoding_rs::WINDOWS_1255,
            Codec::Windows1256 => encoding_rs::WINDOWS_1256,
            Codec::Windows1257 => encoding_rs::WINDOWS_1257,
            Codec::Windows1258 => encoding_rs::WINDOWS_1258,
            Codec::Windows874 => encoding_rs::WINDOWS_874,
            Codec::Macintosh => encoding_rs::MACINTOSH,
            Codec::Cp866 => encoding_rs::IBM866,
            Codec::Koi8R => encoding_rs::KOI8_R,
            Codec::Koi8U => encoding_rs::KOI8_U,
            Codec::Latin2 => encoding_rs::ISO_8859_2,
            Codec::Latin9 => encoding_rs::ISO_8859_15,
            Codec::Cp437 => return yore_char(yore::code_pages::CP437, byte),
            Codec::Cp850 => return yore_char(yore::code_pages::CP850, byte),
            Codec::Cp852 => return yore_char(yore::code_pages::CP852, byte),
            Codec::Cp855 => return yore_char(yore::code_pages::CP855, byte),
            Codec::Cp857 => return yore_char(yore::code_pages::CP857, byte),
            Codec::Cp858 if byte == 0xd5 => return Some('€'),
            Codec::Cp858 => return yore_char(yore::code_pages::CP850, byte),
            Codec::Latin1 => return Some(char::from(byte)),
            Codec::Gbk => return Some(char::REPLACEMENT_CHARACTER),
        };
        let bytes = [byte];
        let (text, _) = whatwg.decode_without_bom_handling(&bytes);
        text.chars().next()
    }

    fn yore_char(page: impl yore::CodePage, byte: u8) -> Option<char> {
        page.decode_lossy(&[byte]).chars().next()
    }

    #[test]
    fn tables_equal_those_of_encoding_rs_and_yore() {
        for codec in Codec::ALL {
            for byte in 0x80..=0xff_u8 {
                assert_eq!(Some(codec.high_half()[usize::from(byte - 0x80)]), peer(codec, byte), "{codec} {byte:02X}");
            }
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
            ("’", Codec::Cp437, "ΓÇÖ"),
            ("’", Codec::Cp850, "ÔÇÖ"),
            ("’", Codec::Windows1251, "вЂ™"),
            ("Привет", Codec::Cp866, "╨Я╤А╨╕╨▓╨╡╤В"),
        ];
        for (text, codec, damaged) in cases {
            assert_eq!(damage(text, codec).as_deref(), Some(damaged));
        }
        assert_eq!(damage("Ê", Codec::Windows1253), Some("Γ\u{8a}".to_owned()));
        assert_eq!(damage("Ҁ", Codec::Windows1253), None, "D2 is no character there");
    }
}
