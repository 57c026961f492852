//! Keys by which the words of names are compared.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Returns the key of `words`: lower case, without accents, hyphens, apostrophes, dots and spaces. Letters that do not
/// decompose are replaced as is usual on keyboards without them (`ø` by `o`, `ß` by `ss`). For comparison only, never
/// for writing.
pub fn key(words: &str) -> String {
    let mut key = String::with_capacity(words.len());
    if words.is_ascii() {
        key.extend(words.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()));
        return key;
    }
    for c in words.nfd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase) {
        match plain(c) {
            Some(letters) => key.push_str(letters),
            // The lower case of `İ` has two characters.
            None if c.is_alphanumeric() => key.push(c),
            None => {}
        }
    }
    key
}

/// Returns whether `c` is a letter, or a combining accent as macOS writes them in file names.
pub fn is_letter(c: char) -> bool {
    c.is_alphabetic() || !c.is_ascii() && is_combining_mark(c)
}

/// Returns the plain form of a Latin letter that does not decompose.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ł' => "l",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ı' => "i",
        'ħ' => "h",
        'ŧ' => "t",
        'ŋ' => "n",
        'ə' => "a",
        _ => return None,
    })
}

/// Returns the key with `a`, `o` and `u` for `ae`, `oe` and `ue`: the same for `Müller`, `Mueller` and `Muller`.
pub(super) fn without_digraphs(key: &str) -> String {
    let mut kept = String::with_capacity(key.len());
    for c in key.chars() {
        if c != 'e' || !kept.ends_with(['a', 'o', 'u']) {
            kept.push(c);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_punctuation_are_ignored() {
        for (words, wanted) in [
            ("Zoë O’Neil-Berg", "zoeoneilberg"),
            ("Łukasz", "lukasz"),
            ("Søren Weiß", "sorenweiss"),
            ("İnci", "inci"),
            ("J. R.", "jr"),
            ("Юрий", "юрии"),
        ] {
            assert_eq!(key(words), wanted);
        }
        assert_eq!(without_digraphs("mueller"), without_digraphs("muller"));
    }
}
