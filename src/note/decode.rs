//! Decoding of a note's bytes.

use crate::text::Span;

/// The encoding of a note's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Valid UTF-8, with or without a byte-order mark.
    Utf8,
    /// Valid UTF-16, detected by its byte-order mark or its many NUL bytes.
    Utf16 {
        /// Whether the less significant byte comes first.
        little: bool,
    },
    /// UTF-8 with invalid runs of bytes, each replaced by one U+FFFD in the text.
    Broken(Vec<InvalidBytes>),
}

/// A run of bytes that is not valid UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidBytes {
    /// The U+FFFD in the text that replaces the run.
    pub span: Span,
    /// The original bytes.
    pub bytes: Vec<u8>,
}

/// The reason why bytes are not a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotText {
    /// NUL bytes in something that is not UTF-16.
    #[error("binary file: contains NUL bytes")]
    Binary,
}

/// Maximum number of UTF-16 code units before the first ASCII character, in text without a byte-order mark.
const MAX_UNITS_WITHOUT_NUL: usize = 64;
/// Minimum number of NUL bytes in UTF-16 without a byte-order mark. Fewer may be stray bytes in UTF-8.
const MIN_NULS: usize = 4;

/// Decodes the bytes of a note.
///
/// # Errors
/// If the bytes are not text.
pub fn decode(bytes: Vec<u8>) -> Result<(String, Encoding), NotText> {
    if let Some(found) = decode_marked_utf16(&bytes) {
        return Ok(found);
    }
    if let Some(first) = memchr::memchr(0, &bytes) {
        return decode_bare_utf16(&bytes, first).ok_or(NotText::Binary);
    }
    // A copy takes less time than the check of `String::from_utf8`.
    if let Ok(text) = simdutf8::basic::from_utf8(&bytes) {
        return Ok((text.to_owned(), Encoding::Utf8));
    }
    Ok(decode_broken(&bytes))
}

fn decode_marked_utf16(bytes: &[u8]) -> Option<(String, Encoding)> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => decode_utf16(rest, true),
        [0xfe, 0xff, rest @ ..] => decode_utf16(rest, false),
        _ => None,
    }
}

/// Decodes UTF-16 without a byte-order mark, whose first NUL byte is at `first`. In such text the same byte of many pairs is
/// NUL, and the other byte of few: those of `一` and of the ideographic space.
fn decode_bare_utf16(bytes: &[u8], first: usize) -> Option<(String, Encoding)> {
    if first > 2 * MAX_UNITS_WITHOUT_NUL {
        return None;
    }
    let nuls = |offset: usize| bytes.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (nuls(0), nuls(1));
    let (many, few) = (even.max(odd), even.min(odd));
    let (text, encoding) =
        decode_utf16(bytes, odd > even).filter(|_| many >= MIN_NULS && many * 8 >= bytes.len() && many >= 8 * few)?;
    let is_text = !text.chars().any(|char| char.is_control() && !matches!(char, '\t' | '\n' | '\r'));
    is_text.then_some((text, encoding))
}

fn decode_utf16(bytes: &[u8], little: bool) -> Option<(String, Encoding)> {
    let codec = if little { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
    let text = codec.decode_without_bom_handling_and_without_replacement(bytes)?;
    (bytes.len().is_multiple_of(2) && !text.contains('\0')).then(|| (text.into_owned(), Encoding::Utf16 { little }))
}

/// Decodes UTF-8 with invalid bytes. Adjacent invalid bytes form one run, because they have one cause.
fn decode_broken(bytes: &[u8]) -> (String, Encoding) {
    let mut text = String::with_capacity(bytes.len() + 8);
    let mut bad: Vec<InvalidBytes> = Vec::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if chunk.invalid().is_empty() {
            continue;
        }
        match bad.last_mut() {
            Some(last) if last.span.end == text.len() => last.bytes.extend_from_slice(chunk.invalid()),
            _ => {
                let start = text.len();
                text.push(char::REPLACEMENT_CHARACTER);
                bad.push(InvalidBytes { span: Span::new(start, text.len()), bytes: chunk.invalid().to_vec() });
            }
        }
    }
    (text, Encoding::Broken(bad))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_utf8_is_unchanged() {
        assert_eq!(decode("añ".into()), Ok(("añ".to_owned(), Encoding::Utf8)));
    }

    #[test]
    fn utf16_is_detected_by_its_byte_order_mark() {
        let bytes = vec![0xff, 0xfe, b'h', 0, 0xe9, 0];
        assert_eq!(decode(bytes), Ok(("hé".to_owned(), Encoding::Utf16 { little: true })));
    }

    #[test]
    fn utf16_without_a_mark_is_detected_by_its_nul_bytes() {
        let little: Vec<u8> = "# Café ok\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(little), Ok(("# Café ok\n".to_owned(), Encoding::Utf16 { little: true })));
        let big: Vec<u8> = "# Café ok\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(big), Ok(("# Café ok\n".to_owned(), Encoding::Utf16 { little: false })));
        let with_ideographs: Vec<u8> = "# One note\n一\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(with_ideographs).unwrap().0, "# One note\n一\n");
        assert_eq!(decode(b"a\0b\n".to_vec()), Err(NotText::Binary), "a stray NUL byte");
        assert_eq!(decode(b"ab\0\0cd\0\0".to_vec()), Err(NotText::Binary));
        assert_eq!(decode(b"\x01\0\x02\0\x03\0\x04\0".to_vec()), Err(NotText::Binary));
    }

    #[test]
    fn adjacent_invalid_bytes_are_one_run() {
        let (text, encoding) = decode(b"a\x93\x94b\xe9".to_vec()).unwrap();
        assert_eq!(text, "a\u{fffd}b\u{fffd}");
        let Encoding::Broken(bad) = encoding else { panic!("these bytes are broken") };
        assert_eq!(bad[0], InvalidBytes { span: Span::new(1, 4), bytes: vec![0x93, 0x94] });
        assert_eq!(bad[1], InvalidBytes { span: Span::new(5, 8), bytes: vec![0xe9] });
    }

    #[test]
    fn nul_bytes_are_not_text() {
        assert_eq!(decode(b"PK\0\0".to_vec()), Err(NotText::Binary));
    }
}
