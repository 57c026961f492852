//! Names in another grammatical case: `Jana Kowalskiego` is Jan Kowalski.

use super::lexicon::is_given_name;

/// The endings of declensions, without accents: the ending of the base form, and those of its cases. From the grammars
/// of Polish, Czech, Slovak, Croatian, Russian, Ukrainian, Lithuanian, Finnish, Estonian and Hungarian.
const DECLENSIONS: &[(&str, &[&str])] = &[
    // Nowak, Novák: Nowaka, Nowakowi, Nowakiem, Nowaku. Petrov: Petrovym. Horvat: Horvatom.
    (
        "",
        &["a", "u", "owi", "ovi", "em", "iem", "om", "ie", "y", "ym", "owie", "ove", "ami", "im", "ova", "ovou", "ove"],
    ),
    // Kowalska: Kowalskiej. Nowakowa: Nowakowej. Ivanova: Ivanovoy. Anna: Anny, Annie, Anno.
    ("a", &["y", "i", "e", "ie", "u", "o", "iej", "ej", "ou", "oj", "oy", "oi", "om", "ami"]),
    // Kowalski: Kowalskiego. Novy: Noveho.
    ("i", &["iego", "iemu", "im", "ego", "emu", "ogo", "omu"]),
    ("y", &["ego", "emu", "ym", "eho", "em", "ogo", "omu", "im"]),
    ("o", &["a", "u", "em", "iem", "om", "owi", "ovi", "y"]),
    ("ek", &["ka", "kowi", "kovi", "kiem", "kem", "ku"]),
    ("ec", &["ca", "cowi", "covi", "cem", "cu"]),
    ("as", &["o", "ui", "a", "e", "u"]),
    ("is", &["io", "iui", "i", "yje", "iu"]),
    ("us", &["aus", "ui", "u", "uje"]),
    // Virtanen: Virtasen.
    ("nen", &["sen", "sta", "seen", "sessa", "sesta", "selle", "sella", "selta", "sena", "seksi", "sia"]),
    // Aino: Ainon. Berg: Bergin. Kovács: Kovácsnak, Kováccsal.
    (
        "",
        &[
            "n", "in", "ia", "lle", "ille", "lla", "illa", "lta", "ilta", "ssa", "issa", "sta", "ista", "ksi", "iksi",
            "na", "ina", "tta", "nak", "nek", "nal", "nel", "val", "vel", "hoz", "hez", "tol", "rol", "ban", "ben",
            "le", "ile", "lt", "ilt", "st", "ist", "ga", "iga",
        ],
    ),
    ("", &["а", "у", "ом", "ем", "е", "ым", "ы", "ове", "ові", "еві", "ою", "и"]),
    ("а", &["ы", "и", "е", "у", "ои", "еи", "ою", "ею", "о", "і"]),
    ("я", &["и", "е", "ю", "еи", "ею", "і"]),
    ("ая", &["ои", "ую", "ою"]),
    ("ии", &["ого", "его", "ому", "ему", "им", "ом", "ем", "ия", "ию", "ием", "ии"]),
    ("ыи", &["ого", "ому", "ым", "ом"]),
    ("ои", &["ого", "ому", "ым", "ом"]),
    ("и", &["я", "ю", "ем", "е"]),
    ("ь", &["я", "ю", "ем", "е"]),
    ("о", &["а", "у", "ом", "ові"]),
];

/// The minimum length of a stem.
const MIN_STEM: usize = 3;

/// The relation of two words by their endings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum InflectionMatch {
    /// The words are not related.
    None,
    /// Both are inflected forms of one name.
    BothInflected,
    /// One is the base form.
    OneInflected,
}

fn inflection_match(one: &str, other: &str) -> InflectionMatch {
    let shared: usize =
        one.chars().zip(other.chars()).take_while(|(one, other)| one == other).map(|(c, _)| c.len_utf8()).sum();
    // The ending may start before the point where the words differ: `Kowalski`, `Kowalskiego`.
    let stems = one[..shared].char_indices().map(|(at, _)| at).chain([shared]).rev().take(3);
    let stems = stems.filter(|at| one[..*at].chars().count() >= MIN_STEM);
    let ways = stems.flat_map(|at| DECLENSIONS.iter().map(move |declension| (at, declension)));
    let case = |(at, (bare, cases)): (usize, &(&str, &[&str]))| {
        let (one, other) = (&one[at..], &other[at..]);
        match (cases.contains(&one), cases.contains(&other)) {
            (true, true) => InflectionMatch::BothInflected,
            (true, false) if other == *bare => InflectionMatch::OneInflected,
            (false, true) if one == *bare => InflectionMatch::OneInflected,
            _ => InflectionMatch::None,
        }
    };
    ways.map(case).max().unwrap_or(InflectionMatch::None)
}

/// Returns whether two names, each a given name and a surname as keys, are the same name in two cases: the endings of
/// both words differ, or that of one word by at least two letters. If one given name became another, it is not a case.
pub(super) fn is_inflected(one: (&str, &str), other: (&str, &str)) -> bool {
    let given = || inflection_match(one.0, other.0);
    let surname = || inflection_match(one.1, other.1);
    match (one.0 == other.0, one.1 == other.1) {
        (true, true) => false,
        (false, false) => given() > InflectionMatch::None && surname() > InflectionMatch::None,
        (true, false) => suffix_growth(one.1, other.1) >= 2 && surname() == InflectionMatch::OneInflected,
        (false, true) => {
            let are_names = is_given_name(one.0) && is_given_name(other.0);
            suffix_growth(one.0, other.0) >= 2 && !are_names && given() == InflectionMatch::OneInflected
        }
    }
}

/// Returns the number of letters of the longer word after the common part.
fn suffix_growth(one: &str, other: &str) -> usize {
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
        is_inflected((&one.0, &one.1), (&other.0, &other.1))
    }

    #[test]
    fn inflected_forms_are_recognised() {
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
            ("Jana Kowalskiego", "Janem Kowalskim"),
            ("Петр Толстой", "Петру Толстому"),
            ("Петр Достоевский", "Петра Достоевского"),
            ("Анна Каренина", "Анны Карениной"),
            ("Jan Horáček", "Janem Horáčkem"),
            ("Jonas Petrauskas", "Jonui Petrauskui"),
            ("Anna Berg", "Anna Bergille"),
            ("Kovács Anna", "Kovács Annanak"),
        ] {
            assert!(is_case(one, other), "{one} {other}");
        }
    }

    #[test]
    fn typos_are_not_inflections() {
        for (one, other) in [
            ("Andy Perlsteiner", "Andy Pernsteiner"),
            ("Ada Maggi", "Ada Maggie"),
            ("Robert Smith", "Roberta Smith"),
            ("Ada Byron", "Ida Biron"),
            ("Ebony Rudolph", "Ebonie Rudolph"),
            ("Karin Lindgren", "Karin Lindgrin"),
            ("Maria Benham", "Maria Benhem"),
            ("Erwin Bastian", "Erwin Bastien"),
            ("Scott Moran", "Scott Moraan"),
            ("Josipa Sršen", "Josipa Srsin"),
            ("Archie Folsom", "Archy Folsom"),
        ] {
            assert!(!is_case(one, other), "{one} {other}");
        }
    }
}
