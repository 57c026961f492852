//! Rough transliteration of other scripts to Latin, for the sound of a word and for lookup.

use std::borrow::Cow;

/// Returns `key` with Cyrillic and Greek letters in Latin. Other letters remain.
pub(super) fn transliterate(key: &str) -> Cow<'_, str> {
    if key.is_ascii() {
        return Cow::Borrowed(key);
    }
    let mut latin = String::with_capacity(key.len());
    for c in key.chars() {
        match LETTERS.binary_search_by_key(&c, |(letter, _)| *letter) {
            Ok(at) => latin.push_str(LETTERS[at].1),
            Err(_) => latin.push(c),
        }
    }
    Cow::Owned(latin)
}

/// Sorted. Based on the romanisations of passports (ICAO 9303) and, for Greek, ELOT 743, without digraphs.
const LETTERS: &[(char, &str)] = &[
    ('α', "a"),
    ('β', "v"),
    ('γ', "g"),
    ('δ', "d"),
    ('ε', "e"),
    ('ζ', "z"),
    ('η', "i"),
    ('θ', "th"),
    ('ι', "i"),
    ('κ', "k"),
    ('λ', "l"),
    ('μ', "m"),
    ('ν', "n"),
    ('ξ', "x"),
    ('ο', "o"),
    ('π', "p"),
    ('ρ', "r"),
    ('ς', "s"),
    ('σ', "s"),
    ('τ', "t"),
    ('υ', "y"),
    ('φ', "f"),
    ('χ', "ch"),
    ('ψ', "ps"),
    ('ω', "o"),
    ('а', "a"),
    ('б', "b"),
    ('в', "v"),
    ('г', "g"),
    ('д', "d"),
    ('е', "e"),
    ('ж', "zh"),
    ('з', "z"),
    ('и', "i"),
    ('й', "i"),
    ('к', "k"),
    ('л', "l"),
    ('м', "m"),
    ('н', "n"),
    ('о', "o"),
    ('п', "p"),
    ('р', "r"),
    ('с', "s"),
    ('т', "t"),
    ('у', "u"),
    ('ф', "f"),
    ('х', "kh"),
    ('ц', "ts"),
    ('ч', "ch"),
    ('ш', "sh"),
    ('щ', "shch"),
    ('ъ', ""),
    ('ы', "y"),
    ('ь', ""),
    ('э', "e"),
    ('ю', "iu"),
    ('я', "ia"),
    ('ђ', "dj"),
    ('є', "ie"),
    ('ѕ', "dz"),
    ('і', "i"),
    ('ї', "i"),
    ('ј', "j"),
    ('љ', "lj"),
    ('њ', "nj"),
    ('ћ', "c"),
    ('џ', "dz"),
    ('ґ', "g"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_transliterated() {
        assert!(LETTERS.is_sorted_by_key(|(letter, _)| *letter));
        for (word, latin_word) in [("петров", "petrov"), ("щукин", "shchukin"), ("παπας", "papas"), ("김", "김")]
        {
            assert_eq!(transliterate(word), latin_word);
        }
    }
}
