//! How alike two names are, for the careful first question: may this be a slip?

use rapidfuzz::distance::osa;

use super::PersonName;

/// Why two names may be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// Letters that differ between the surnames: insertions, deletions, substitutions, swaps of neighbours.
    pub letters: usize,
    /// Whether the surnames sound alike by their consonants.
    pub sounds_alike: bool,
}

/// The shortest surname that is compared, in letters. Below it real people are one letter apart.
const SHORTEST: usize = 6;
/// From this length on two letters may differ, when the surnames sound alike.
const LONG: usize = 8;

/// Compares two names of one given name. None where they are equal, or too far apart to be a slip, or where one
/// surname is the other with an ending: that is an inflected form or another name.
pub fn likeness(one: &PersonName, other: &PersonName) -> Option<Likeness> {
    if one.given() != other.given() || one.surname() == other.surname() {
        return None;
    }
    let (one, other) = (one.surname(), other.surname());
    let shortest = one.chars().count().min(other.chars().count());
    let inflected = one.starts_with(other) || other.starts_with(one);
    if shortest < SHORTEST || inflected || !first_letters_match(one, other) {
        return None;
    }
    let letters = osa::distance(one.chars(), other.chars());
    let sounds_alike = sound(one) == sound(other);
    let close = letters == 1 || (letters == 2 && shortest >= LONG && sounds_alike);
    close.then_some(Likeness { letters, sounds_alike })
}

fn first_letters_match(one: &str, other: &str) -> bool {
    let first = |word: &str| word.chars().next().map(sound_class);
    first(one) == first(other)
}

/// Consonants by how they sound, vowels and repetitions dropped.
fn sound(word: &str) -> Vec<char> {
    let mut classes: Vec<char> = word.chars().map(sound_class).filter(|&class| class != 'a').collect();
    classes.dedup();
    classes
}

/// The class of a letter: voiced and unvoiced are one, and so are the liquids and nasals that speech recognition
/// confuses.
fn sound_class(letter: char) -> char {
    match letter {
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | 'j' => 'a',
        'b' | 'p' => 'p',
        'd' | 't' => 't',
        'c' | 'k' | 'q' | 'g' | 'x' => 'k',
        'f' | 'v' | 'w' => 'f',
        's' | 'z' | 'ß' => 's',
        'l' | 'n' | 'm' | 'r' => 'n',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn like(one: &str, other: &str) -> bool {
        likeness(&PersonName::parse(one).unwrap(), &PersonName::parse(other).unwrap()).is_some()
    }

    #[test]
    fn a_slip_in_a_long_surname_is_seen() {
        assert!(like("Andy Perlsteiner", "Andy Pernsteiner"));
        assert!(like("Ada Kowalczyk", "Ada Kowalcyzk"));
        assert!(like("Ada Brandenburg", "Ada Brantenpurg"));
    }

    #[test]
    fn other_people_are_other_people() {
        assert!(!like("Andy Perlsteiner", "Andy Bergholm"));
        assert!(!like("Tom Barga", "Tom Bonnet"));
        assert!(!like("Anna Berg", "Anna Borg"));
        assert!(!like("Maria Jensen", "Karla Jensen"));
        assert!(!like("Maria Hansen", "Maria Tansen"));
    }

    #[test]
    fn an_inflected_form_is_the_same_name() {
        assert!(!like("Anna Kowalska", "Anna Kowalskar"));
    }
}
