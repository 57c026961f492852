//! Names in another grammatical case: `Jana Kowalskiego` is Jan Kowalski.

/// Endings of names in Polish, Czech, Russian, Ukrainian, Finnish, Estonian, Hungarian, Lithuanian and their like, as they
/// are compared. The empty one is the bare name.
const ENDINGS: &[&str] = &[
    "", "a", "ai", "aksi", "alla", "alle", "alta", "am", "an", "assa", "asta", "ana", "e", "ego", "ei", "ej", "em",
    "emu", "en", "iem", "ei", "eja", "es", "ie", "iego", "iej", "iemu", "im", "in", "ina", "iin", "ista", "issa",
    "ille", "illa", "ilta", "iksi", "i", "ia", "ksi", "lla", "lle", "lta", "n", "na", "nak", "nek", "nel", "nal",
    "nen", "o", "oj", "ogo", "oi", "om", "omu", "ou", "ova", "ovi", "ovo", "ovou", "owi", "owie", "s", "ssa", "sta",
    "ta", "tto", "u", "um", "ui", "ui", "y", "ym", "ymi", "yn", "ys", "ei", "sen", "sella", "selle", "selta", "seen",
    "sessa", "sesta", "sena", "stä", "ben", "ban", "val", "vel", "hoz", "hez", "tol", "rol", "а", "у", "ом", "ем", "е",
    "ы", "и", "ю", "я", "ого", "его", "ому", "ему", "ым", "им", "ои", "ею", "ои", "ове", "ові", "еві", "ю",
];

/// The shortest stem that is one.
const STEM: usize = 3;

/// Whether two words are one but for endings that cases give to names.
fn is_inflected(one: &str, other: &str) -> bool {
    let stem: usize =
        one.chars().zip(other.chars()).take_while(|(one, other)| one == other).map(|(c, _)| c.len_utf8()).sum();
    // The ending may begin before the words part: `ska`, `skiego`.
    let stems = one[..stem].char_indices().map(|(at, _)| at).chain([stem]).rev().take(3);
    let is_stem = |at: &usize| one[..*at].chars().count() >= STEM;
    stems.filter(is_stem).any(|at| ENDINGS.contains(&&one[at..]) && ENDINGS.contains(&&other[at..]))
}

/// Whether two names, each a given name and a surname as compared, are one in two cases: both words changed their ending, or
/// the surname alone did by an ending of two letters or more.
pub(super) fn is_other_case(one: (&str, &str), other: (&str, &str)) -> bool {
    let (given, surname) = (one.0 == other.0, one.1 == other.1);
    match (given, surname) {
        (true, true) => false,
        (false, false) => is_inflected(one.0, other.0) && is_inflected(one.1, other.1),
        (true, false) => is_inflected(one.1, other.1) && grown(one.1, other.1) >= 2,
        (false, true) => is_inflected(one.0, other.0) && grown(one.0, other.0) >= 2,
    }
}

/// By how many letters the longer word goes on where they part.
fn grown(one: &str, other: &str) -> usize {
    let shared = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    one.chars().count().max(other.chars().count()) - shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::key;

    fn is_case(one: &str, other: &str) -> bool {
        let parts = |name: &str| name.split_once(' ').map(|(given, surname)| (key(given), key(surname))).unwrap();
        let (one, other) = (parts(one), parts(other));
        is_other_case((&one.0, &one.1), (&other.0, &other.1))
    }

    #[test]
    fn cases_are_one_name() {
        for (one, other) in [
            ("Jan Kowalski", "Jana Kowalskiego"),
            ("Jan Kowalski", "Janem Kowalskim"),
            ("Anna Kowalska", "Anny Kowalskiej"),
            ("Adam Nowak", "Adamowi Nowakowi"),
            ("Adam Nowak", "Adam Nowakiem"),
            ("Иван Петров", "Ивана Петрова"),
            ("Иван Петров", "Иваном Петровым"),
            ("Matti Virtanen", "Matti Virtasella"),
            ("Aino Korhonen", "Ainolle Korhoselle"),
            ("Ivan Petrov", "Ivanu Petrovu"),
        ] {
            assert!(is_case(one, other), "{one} {other}");
        }
    }

    #[test]
    fn slips_are_none() {
        for (one, other) in [
            ("Andy Perlsteiner", "Andy Pernsteiner"),
            ("Ada Maggi", "Ada Maggie"),
            ("Robert Smith", "Roberta Smith"),
            ("Ada Byron", "Ida Biron"),
        ] {
            assert!(!is_case(one, other), "{one} {other}");
        }
    }
}
