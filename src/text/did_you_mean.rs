//! Suggestions for mistyped words: "did you mean".

use rapidfuzz::distance::osa;

/// Returns the word of `known` that `word` is a typo of; None if there is none, or if two are equally near.
///
/// A typo is one edit in a word of five to seven letters, and up to two in a longer one: a letter inserted, dropped, changed,
/// or swapped with its neighbour. Shorter words have none.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    let limit = match length {
        0..5 => return None,
        5..8 => 1,
        _ => 2,
    };
    let word = osa::BatchComparator::new(word.to_lowercase().chars());
    let mut best: Option<(usize, &str)> = None;
    let mut tied = false;
    for candidate in known.filter(|candidate| candidate.chars().count().abs_diff(length) <= limit) {
        let cutoff = osa::Args::default().score_cutoff(best.map_or(limit, |(least, _)| least));
        let distance = word.distance_with_args(candidate.to_lowercase().chars(), &cutoff);
        let Some(distance) = distance.filter(|distance| *distance > 0) else { continue };
        match best {
            Some((least, _)) if distance > least => {}
            Some((least, found)) if distance == least => tied |= found != candidate,
            _ => {
                best = Some((distance, candidate));
                tied = false;
            }
        }
    }
    best.filter(|_| !tied).map(|(_, found)| found)
}

/// Returns the word of `known` that `word` probably means: one that differs only in case, hyphens or a plural `s`, the
/// [`nearest`] one, or the only short word that is one letter off.
pub fn probable<'a>(word: &str, known: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    fn plain(word: &str) -> String {
        let letters: String = word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        letters.strip_suffix('s').map(str::to_owned).unwrap_or(letters)
    }
    let same = known.clone().find(|known| plain(known) == plain(word));
    let mut short = known.clone().filter(|known| {
        let letters = known.chars().count().min(word.chars().count());
        (3..5).contains(&letters) && is_one_letter_off(&word.to_lowercase(), &known.to_lowercase())
    });
    same.or_else(|| nearest(word, known.clone())).or_else(|| {
        let found = short.next()?;
        short.next().is_none().then_some(found)
    })
}

/// Returns whether the words differ by one letter that is inserted, dropped, changed, or swapped with its neighbour.
pub fn is_one_letter_off(word: &str, other: &str) -> bool {
    osa::distance(word.chars(), other.chars()) == 1
}

#[cfg(test)]
mod tests {
    use super::{nearest, probable};

    #[test]
    fn typos_are_found_and_other_words_are_not() {
        let near = |word: &str| nearest(word, ["people", "project", "last_contact", "updated"].into_iter());
        assert_eq!(near("poeple"), Some("people"));
        assert_eq!(near("last_contcat"), Some("last_contact"));
        assert_eq!(near("update"), Some("updated"));
        assert_eq!(near("person"), None);
        assert_eq!(near("projects"), Some("project"));
    }

    #[test]
    fn case_hyphens_plurals_and_short_words_are_typos_too() {
        let near = |word: &str| probable(word, ["name-variant", "rules", "hook", "fix", "mojibake"].into_iter());
        assert_eq!(near("Name_Variant"), Some("name-variant"));
        assert_eq!(near("rule"), Some("rules"));
        assert_eq!(near("hooks"), Some("hook"));
        assert_eq!(near("fxi"), Some("fix"));
        assert_eq!(near("mojibak"), Some("mojibake"));
        assert_eq!(near("people"), None);
    }

    #[test]
    fn a_tie_has_no_result() {
        assert_eq!(nearest("abcde", ["abcdx", "abcdy"].into_iter()), None);
    }
}
