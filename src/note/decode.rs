//! From bytes to text, with a record of what was found.

use crate::text::Span;

/// How the bytes of a note spell text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte-order mark: the text is the bytes.
    Utf8,
    /// UTF-16 by its byte-order mark or its many NUL bytes, and decoded without an error. `little` is the order of the bytes.
    Utf16 {
        /// Whether the less significant byte comes first.
        little: bool,
    },
    /// Mostly UTF-8: each of these runs of bytes is not. Its place in the text holds one U+FFFD.
    Broken(Vec<BadBytes>),
}

/// A run of bytes that is not UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadBytes {
    /// The U+FFFD that stands in the text for the run.
    pub span: Span,
    /// The bytes as they were read.
    pub bytes: Vec<u8>,
}

/// Why bytes are not a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotText {
    /// NUL bytes and no UTF-16: no text.
    #[error("binary: it holds NUL bytes")]
    Binary,
}

/// How many characters of UTF-16 without a mark may stand before the first of ASCII.
const MOST_UNITS_WITHOUT_NUL: usize = 64;

/// Decodes the bytes of a note. Good UTF-8 is taken as it is, without a copy.
///
/// # Errors
/// When the bytes are no text at all.
pub fn decode(bytes: Vec<u8>) -> Result<(String, Encoding), NotText> {
    if let Some(found) = decode_utf16(&bytes) {
        return Ok(found);
    }
    if memchr::memchr(0, &bytes).is_some() {
        return Err(NotText::Binary);
    }
    if simdutf8::basic::from_utf8(&bytes).is_ok() {
        let text = String::from_utf8(bytes).expect("the bytes were just found to be UTF-8");
        return Ok((text, Encoding::Utf8));
    }
    Ok(decode_broken(&bytes))
}

fn decode_utf16(bytes: &[u8]) -> Option<(String, Encoding)> {
    let (little, bytes) = match bytes {
        [0xff, 0xfe, rest @ ..] => (true, rest),
        [0xfe, 0xff, rest @ ..] => (false, rest),
        _ => (order_of_utf16(bytes)?, bytes),
    };
    let codec = if little { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
    let text = codec.decode_without_bom_handling_and_without_replacement(bytes)?;
    (bytes.len().is_multiple_of(2) && !text.contains('\0')).then(|| (text.into_owned(), Encoding::Utf16 { little }))
}

/// Whether `bytes` without a mark are little-endian UTF-16 (or big-endian): every second byte of most text in it is NUL,
/// and none of the others. None where they are neither.
fn order_of_utf16(bytes: &[u8]) -> Option<bool> {
    let first = memchr::memchr(0, bytes)?;
    if first > 2 * MOST_UNITS_WITHOUT_NUL || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let nuls = |offset: usize| bytes.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    match (nuls(0), nuls(1)) {
        (0, odd) if odd * 8 >= bytes.len() => Some(true),
        (even, 0) if even * 8 >= bytes.len() => Some(false),
        _ => None,
    }
}

/// Adjacent bad bytes are one run: they came from one place.
fn decode_broken(bytes: &[u8]) -> (String, Encoding) {
    let mut text = String::with_capacity(bytes.len() + 8);
    let mut bad: Vec<BadBytes> = Vec::new();
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
                bad.push(BadBytes { span: Span::new(start, text.len()), bytes: chunk.invalid().to_vec() });
            }
        }
    }
    (text, Encoding::Broken(bad))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_utf8_is_taken_as_it_is() {
        assert_eq!(decode("añ".into()), Ok(("añ".to_owned(), Encoding::Utf8)));
    }

    #[test]
    fn utf16_is_known_by_its_mark() {
        let bytes = vec![0xff, 0xfe, b'h', 0, 0xe9, 0];
        assert_eq!(decode(bytes), Ok(("hé".to_owned(), Encoding::Utf16 { little: true })));
    }

    #[test]
    fn utf16_without_a_mark_is_known_by_its_nul_bytes() {
        let little: Vec<u8> = "# Café ok\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(little), Ok(("# Café ok\n".to_owned(), Encoding::Utf16 { little: true })));
        let big: Vec<u8> = "# Café ok\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(big), Ok(("# Café ok\n".to_owned(), Encoding::Utf16 { little: false })));
        assert_eq!(decode(b"ab\0\0cd\0\0".to_vec()), Err(NotText::Binary));
    }

    #[test]
    fn adjacent_bad_bytes_are_one_run() {
        let (text, encoding) = decode(b"a\x93\x94b\xe9".to_vec()).unwrap();
        assert_eq!(text, "a\u{fffd}b\u{fffd}");
        let Encoding::Broken(bad) = encoding else { panic!("these bytes are broken") };
        assert_eq!(bad[0], BadBytes { span: Span::new(1, 4), bytes: vec![0x93, 0x94] });
        assert_eq!(bad[1], BadBytes { span: Span::new(5, 8), bytes: vec![0xe9] });
    }

    #[test]
    fn nul_bytes_are_no_text() {
        assert_eq!(decode(b"PK\0\0".to_vec()), Err(NotText::Binary));
    }
}
