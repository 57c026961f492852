//! C1 control characters, which text does not contain: bytes of windows-1252 that were decoded as latin-1, `\x85` for
//! `…`.
//!
//! Their position decides what they stand for: punctuation between words, apostrophes within them. Within a word, one
//! may also be a letter of another codec, which should be reviewed.

use super::char_class::{Script, classify};
use super::codec::Codec;
use super::{Confidence, Repair, RepairEvidence};
use crate::text::Span;

/// Codecs in which the byte may have been a letter.
const LETTER_CODECS: [Codec; 3] = [Codec::Macintosh, Codec::Cp850, Codec::Cp437];

/// Returns whether `text` contains C1 control characters.
pub(super) fn has_controls(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(0xc2, bytes).any(|at| matches!(bytes.get(at + 1), Some(0x80..=0x9f)))
}

/// Finds the control characters in `areas` of `text` outside of the sorted repairs `taken`. Returns [`Repair`]s of one
/// character each, with the chain [`Codec::Latin1`].
pub(super) fn find_controls(text: &str, areas: &[Span], taken: &[Repair]) -> Vec<Repair> {
    let mut repairs = Vec::new();
    if ends_lines_with_nel(text) {
        return repairs;
    }
    for area in areas {
        // Their UTF-8 encoding is 0xC2 and the byte itself.
        for found in memchr::memchr_iter(0xc2, area.slice(text).as_bytes()) {
            let start = area.start + found;
            let Some(char @ '\u{80}'..='\u{9f}') = text[start..area.end].chars().next() else { continue };
            let span = Span::new(start, start + char.len_utf8());
            let at = taken.partition_point(|repair| repair.span.end <= start);
            let (before, after) = (&text[area.start..start], &text[span.end..area.end]);
            let is_listed =
                |other: Option<char>| other.is_some_and(|other| u32::from(other).abs_diff(u32::from(char)) == 1);
            if is_listed(before.chars().next_back()) || is_listed(after.chars().next()) {
                continue;
            }
            let is_free = before.chars().next_back().is_none_or(is_standalone_beside)
                && after.chars().next().is_none_or(is_standalone_beside);
            if is_free && taken.get(at).is_none_or(|taken| !taken.span.overlaps(span)) {
                repairs.extend(repair(char, span, before, after));
            }
        }
    }
    // A letter in one word means that another codec was used, in which the marks may be letters as well.
    let is_letter = |repair: &Repair| repair.confidence == Confidence::Likely && !repair.others.is_empty();
    if repairs.iter().any(is_letter) {
        repairs.iter_mut().for_each(|repair| repair.confidence = Confidence::Likely);
    }
    repairs
}

/// Returns whether U+0085 ends the lines of `text`, as in text from mainframes.
fn ends_lines_with_nel(text: &str) -> bool {
    !text.contains('\n') && text.matches('\u{85}').nth(1).is_some()
}

/// Returns whether a control character beside `char` stands by itself, and is not part of a truncated sequence.
fn is_standalone_beside(char: char) -> bool {
    let is_part = matches!(char, 'Â' | 'Ã' | 'â' | 'ð' | 'ï');
    char.is_ascii()
        || matches!(char, '\u{80}'..='\u{9f}')
        || !is_part && classify(char).0.script() == Some(Script::Latin)
}

/// Returns the repair of `char` between `before` and `after`; `None` if windows-1252 has no character for it either.
fn repair(char: char, span: Span, before: &str, after: &str) -> Option<Repair> {
    let byte = char as u8;
    let decoded = Codec::Windows1252.high_half()[usize::from(byte - 0x80)];
    if decoded == char {
        return None;
    }
    let in_word = before.ends_with(char::is_alphabetic) && after.starts_with(char::is_alphabetic);
    let is_mark = !classify(decoded).0.is_letter();
    let is_common_mark = match decoded {
        '’' if in_word => is_apostrophe(before, after),
        _ if in_word => false,
        '’' | '‘' | '“' | '”' | '„' | '…' | '–' | '—' => true,
        _ => false,
    };
    let others: Vec<String> = LETTER_CODECS
        .iter()
        .map(|codec| codec.high_half()[usize::from(byte - 0x80)])
        .filter(|other| in_word && other.is_lowercase() && *other != decoded)
        .map(String::from)
        .collect();
    let (decoded, confidence) = match others.first() {
        _ if is_common_mark => (decoded.to_string(), Confidence::Certain),
        Some(letter) if is_mark => (letter.clone(), Confidence::Likely),
        _ => (decoded.to_string(), Confidence::Likely),
    };
    Some(Repair {
        span,
        others: others.into_iter().filter(|other| *other != decoded).collect(),
        replacement: Some(decoded),
        chain: vec![Codec::Latin1],
        confidence,
        evidence: RepairEvidence::Control,
        flattened: false,
    })
}

/// Returns whether an apostrophe is plausible between `before` and `after`: before the ending of an English word in
/// ASCII.
pub(crate) fn is_apostrophe(before: &str, after: &str) -> bool {
    let rest = after.split(|char: char| !char.is_alphabetic()).next().unwrap_or_default();
    let start = before.rsplit(|char: char| !char.is_alphabetic()).next().unwrap_or_default();
    let is_english = start.is_ascii()
        && match rest {
            "t" => start.ends_with('n'),
            // `pa\u{92}s` is `país` in Mac OS Roman.
            "s" => start.len() > 2 || start.eq_ignore_ascii_case("it") || start.eq_ignore_ascii_case("he"),
            "re" | "ve" | "ll" => start.len() > 1,
            "d" | "m" => start == "I",
            _ => false,
        };
    is_english || is_elision(start, rest)
}

/// Returns whether a French or Italian word of one letter stands before a vowel: `l’été`.
fn is_elision(start: &str, rest: &str) -> bool {
    let is_article = matches!(start, "l" | "d" | "j" | "c" | "n" | "L" | "D" | "J" | "C" | "N" | "qu" | "Qu");
    is_article && rest.chars().nth(1).is_some() && rest.starts_with(is_vowel)
}

fn is_vowel(char: char) -> bool {
    matches!(
        char,
        'a' | 'e' | 'i' | 'o' | 'u' | 'é' | 'è' | 'ê' | 'à' | 'â' | 'î' | 'ô' | 'A' | 'E' | 'I' | 'O' | 'U' | 'É' | 'Ê'
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::repaired_from;
    use super::super::{Confidence, repaired};

    #[test]
    fn marks_are_certain() {
        assert_eq!(repaired("\u{84}so\u{93} and\u{85} it\u{92}s 5 \u{96} 6"), "„so“ and… it’s 5 – 6");
        assert_eq!(repaired("â\u{80}\u{9c}so\u{94}"), "“so”");
        assert_eq!(repaired("l\u{92}\u{e9}t\u{e9} don\u{92}t I\u{92}m we\u{92}re"), "l’été don’t I’m we’re");
    }

    #[test]
    fn marks_are_less_certain_if_others_are_letters() {
        for text in ["Espa\u{96}a acci\u{97}n", "d\u{85}j\u{85}", "d\u{85}j\u{85} voil\u{85}", "El pa\u{92}s"] {
            assert_eq!(repaired(text), text);
        }
        assert_eq!(repaired("and so on\u{85}"), "and so on…");
    }

    #[test]
    fn nel_line_endings_are_not_ellipses() {
        assert_eq!(repaired_from("one\u{85}two\u{85}", Confidence::Likely), "one\u{85}two\u{85}");
        assert_eq!(repaired("one\u{85}\ntwo\u{85}"), "one…\ntwo…");
    }

    #[test]
    fn letters_need_review() {
        assert_eq!(repaired("tur\u{92}stico"), "tur\u{92}stico");
        assert_eq!(repaired_from("tur\u{92}stico", Confidence::Likely), "turístico");
        assert_eq!(repaired("c\u{9c}ur"), "c\u{9c}ur");
        assert_eq!(repaired_from("c\u{9c}ur", Confidence::Likely), "cœur");
    }

    #[test]
    fn list_of_characters_is_left_untouched() {
        let list: String = ('z'..='\u{a9}').collect();
        assert_eq!(repaired_from(&list, Confidence::Likely), list);
    }

    #[test]
    fn bytes_undefined_in_windows_1252_are_left_untouched() {
        assert_eq!(repaired_from("a \u{81} b", Confidence::Likely), "a \u{81} b");
    }
}
