//! The approximate sound of a word in any language with Latin letters, and the distance between two sounds.
//!
//! Names come from speech recognition, where what is heard is phonetically close to what was said. A phone is one
//! letter here: vowels as they are written, `A` and `O` for the diphthongs of "eye" and "cow", `S` "sh", `Z` its
//! voiced counterpart, `C` "ch", `J` "j", `T` "th", `N` "ng", the other consonants as in English.

use std::sync::OnceLock;

/// The phones of one word.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub(super) struct Sound(Vec<u8>);

/// The position that a rule applies to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    Anywhere,
    Start,
    End,
    /// Before `e`, `i` or `y`.
    BeforeFront,
}

use Position::{Anywhere, BeforeFront, End, Start};

type PhoneRule = (&'static str, Position, &'static str);

/// Letters, the position where the rule applies, and the phones. The first match counts, so longer ones come first.
const RULES: &[PhoneRule] = &[
    ("tsch", Anywhere, "C"),
    ("ough", Anywhere, "O"),
    ("augh", Anywhere, "o"),
    ("eigh", Anywhere, "A"),
    ("tch", Anywhere, "C"),
    ("sch", Anywhere, "S"),
    ("igh", Anywhere, "A"),
    ("eau", Anywhere, "o"),
    ("eux", End, "e"),
    ("ois", End, "wa"),
    ("tio", Anywhere, "So"),
    ("ch", Anywhere, "C"),
    ("ck", Anywhere, "k"),
    ("cz", Anywhere, "C"),
    ("sz", Anywhere, "S"),
    ("rz", Anywhere, "Z"),
    ("zh", Anywhere, "Z"),
    ("dz", Anywhere, "J"),
    ("dj", Anywhere, "J"),
    ("dg", BeforeFront, "J"),
    ("ts", Anywhere, "ts"),
    ("tz", Anywhere, "ts"),
    ("dt", Anywhere, "t"),
    ("sh", Anywhere, "S"),
    ("th", Anywhere, "T"),
    ("ph", Anywhere, "f"),
    ("kh", Anywhere, "k"),
    ("gh", Start, "g"),
    ("gh", Anywhere, ""),
    ("kn", Start, "n"),
    ("gn", Start, "n"),
    ("wr", Start, "r"),
    ("ps", Start, "s"),
    ("wh", Start, "w"),
    ("gn", Anywhere, "ny"),
    ("ng", Anywhere, "N"),
    ("mb", End, "m"),
    ("qu", Anywhere, "kw"),
    ("sc", BeforeFront, "s"),
    ("ie", Anywhere, "i"),
    ("ee", Anywhere, "i"),
    ("ea", Anywhere, "i"),
    ("ei", Anywhere, "A"),
    ("ey", End, "i"),
    ("ey", Anywhere, "A"),
    ("ai", Anywhere, "A"),
    ("ay", Anywhere, "A"),
    ("oo", Anywhere, "u"),
    ("ou", Anywhere, "u"),
    ("au", Anywhere, "O"),
    ("aw", Anywhere, "O"),
    ("ow", Anywhere, "O"),
    ("ae", Anywhere, "e"),
    ("oe", Anywhere, "o"),
    ("ue", Anywhere, "u"),
    ("c", BeforeFront, "s"),
    ("g", BeforeFront, "J"),
    ("c", Anywhere, "k"),
    ("q", Anywhere, "k"),
    ("x", Start, "z"),
    ("x", Anywhere, "ks"),
    ("j", Anywhere, "J"),
    ("y", Start, "y"),
    ("y", Anywhere, "i"),
];

/// The cost of hearing one phone for another of a likely pair, in hundredths. Other pairs cost [`VOWEL_COST`] for
/// vowels and [`OTHER_COST`] otherwise.
const CONFUSIONS: &[(u8, u8, u32)] = &[
    (b'p', b'b', 20),
    (b't', b'd', 20),
    (b'k', b'g', 20),
    (b'f', b'v', 20),
    (b's', b'z', 15),
    (b'S', b'Z', 20),
    (b'C', b'J', 25),
    (b'C', b'S', 25),
    (b'C', b'k', 35),
    (b'J', b'g', 35),
    (b'J', b'y', 30),
    (b'J', b'Z', 20),
    (b'J', b'z', 45),
    (b'T', b't', 20),
    (b'T', b'd', 30),
    (b'T', b's', 35),
    (b'T', b'f', 30),
    (b's', b'S', 35),
    (b'z', b'Z', 35),
    (b's', b'C', 45),
    (b'm', b'n', 30),
    (b'n', b'N', 20),
    (b'l', b'r', 45),
    (b'l', b'n', 45),
    (b'r', b'n', 60),
    (b'v', b'w', 20),
    (b'b', b'v', 30),
    (b'p', b'f', 45),
    (b'w', b'r', 50),
    (b'b', b'm', 60),
    (b'd', b'n', 60),
    (b'p', b't', 60),
    (b'p', b'k', 60),
    (b't', b'k', 60),
    (b'd', b'g', 60),
    (b'd', b'b', 60),
    (b'h', b'k', 50),
    (b'i', b'y', 20),
    (b'u', b'w', 25),
    (b'e', b'i', 20),
    (b'e', b'a', 25),
    (b'a', b'o', 25),
    (b'o', b'u', 25),
    (b'A', b'i', 30),
    (b'A', b'e', 25),
    (b'A', b'a', 30),
    (b'O', b'o', 20),
    (b'O', b'a', 30),
    (b'O', b'u', 30),
];
const VOWEL_COST: u32 = 40;
const OTHER_COST: u32 = 100;

impl Sound {
    /// Returns the sound of `key`.
    pub(super) fn new(key: &str) -> Self {
        let letters: Vec<u8> = key.chars().map(phone_of).collect();
        let mut phones: Vec<u8> = Vec::with_capacity(letters.len());
        let mut at = 0;
        while at < letters.len() {
            let rest = &letters[at..];
            let rule = rules_of(letters[at]).iter().find(|(written, place, _)| {
                rest.starts_with(written.as_bytes()) && is_at(*place, at, &rest[written.len()..])
            });
            let own = [letters[at]];
            let (length, heard) = match rule {
                Some((written, _, heard)) => (written.len(), heard.as_bytes()),
                None => (1, &own[..]),
            };
            for &phone in heard {
                let is_silent = phone == b'h' && phones.last().is_some_and(|last| is_vowel(*last));
                if !is_silent && phones.last() != Some(&phone) {
                    phones.push(phone);
                }
            }
            at += length;
        }
        // A final `e` is silent in most languages, and a schwa in the rest.
        if phones.len() > 2 && phones.ends_with(b"e") && !is_vowel(phones[phones.len() - 2]) {
            phones.pop();
        }
        Self(phones)
    }

    /// Returns the distance to `other` in thousandths of the length of both: 0 for the same sound, about 1000 for
    /// nothing in common.
    pub(super) fn distance(&self, other: &Self) -> u32 {
        let (one, other) = (&self.0, &other.0);
        let costs = costs();
        let silence = |phone: u8| u32::from(costs.deletion[usize::from(phone)]);
        let whole: u32 = one.iter().chain(other).map(|phone| silence(*phone)).sum();
        if whole == 0 {
            return if one == other { 0 } else { 1000 };
        }
        let mut row = [0_u32; 64];
        let row = &mut row[..=other.len().min(MAX_PHONES)];
        for (at, &said) in other.iter().take(MAX_PHONES).enumerate() {
            row[at + 1] = row[at] + silence(said);
        }
        for &heard in one.iter().take(MAX_PHONES) {
            let (confusion, missed) = (&costs.substitution[usize::from(heard)], silence(heard));
            let mut diagonal = row[0];
            row[0] += missed;
            for (at, &said) in other.iter().take(MAX_PHONES).enumerate() {
                let above = row[at + 1];
                let best = (diagonal + u32::from(confusion[usize::from(said)]))
                    .min(row[at] + silence(said))
                    .min(above + missed);
                diagonal = above;
                row[at + 1] = best;
            }
        }
        2000 * row[row.len() - 1] / whole
    }

    /// Returns the first phone and the consonants after it, by classes of phones that are easily confused. Candidates
    /// are looked up by it.
    pub(super) fn skeleton(&self) -> Vec<u8> {
        let mut classes: Vec<u8> = Vec::new();
        for (at, &phone) in self.0.iter().enumerate() {
            let class = phone_class(phone);
            if (class != b'a' || at == 0) && classes.last() != Some(&class) {
                classes.push(class);
            }
        }
        classes
    }
}

/// Returns the phone of a letter. A letter that is not Latin sounds like itself only: a Unicode block has 128 letters
/// at most.
fn phone_of(letter: char) -> u8 {
    match letter {
        'a'..='z' => letter as u8,
        _ => 128 | (letter as u32 & 127) as u8,
    }
}

/// Returns the rules for words that start with `letter`, in their order.
fn rules_of(letter: u8) -> &'static [PhoneRule] {
    static BY_LETTER: OnceLock<Vec<Vec<PhoneRule>>> = OnceLock::new();
    let of = |letter: u8| RULES.iter().filter(|(written, ..)| written.as_bytes()[0] == letter).copied().collect();
    let by_letter = BY_LETTER.get_or_init(|| (b'a'..=b'z').map(of).collect());
    letter.checked_sub(b'a').and_then(|at| by_letter.get(usize::from(at))).map_or(&[], Vec::as_slice)
}

fn is_at(place: Position, at: usize, after: &[u8]) -> bool {
    match place {
        Anywhere => true,
        Start => at == 0,
        End => after.is_empty(),
        BeforeFront => matches!(after.first(), Some(b'e' | b'i' | b'y')),
    }
}

fn is_vowel(phone: u8) -> bool {
    matches!(phone, b'a' | b'e' | b'i' | b'o' | b'u' | b'A' | b'O')
}

/// Returns the class of phones that speech recognition confuses most.
fn phone_class(phone: u8) -> u8 {
    match phone {
        b'b' | b'p' => b'p',
        b'd' | b't' | b'T' => b't',
        b'k' | b'g' => b'k',
        b'f' | b'v' | b'w' => b'f',
        b's' | b'z' | b'S' | b'Z' | b'C' | b'J' => b's',
        b'l' | b'n' | b'm' | b'r' | b'N' => b'n',
        _ if is_vowel(phone) || matches!(phone, b'h' | b'y') => b'a',
        other => other,
    }
}

/// Returns the cost of missing a phone, or of hearing one that was not said, in hundredths.
fn deletion_cost(phone: u8) -> u32 {
    match phone {
        b'h' => 20,
        b'y' | b'w' => 40,
        b'r' | b'l' | b'n' | b'm' | b'N' => 65,
        _ if is_vowel(phone) => 40,
        _ => 85,
    }
}

/// The maximum number of phones of a word that are compared.
const MAX_PHONES: usize = 63;

/// The values of [`deletion_cost`] and [`substitution_cost`] by phone.
struct EditCosts {
    deletion: [u8; 256],
    substitution: [[u8; 256]; 256],
}

fn costs() -> &'static EditCosts {
    static COSTS: OnceLock<Box<EditCosts>> = OnceLock::new();
    COSTS.get_or_init(|| {
        let mut costs = Box::new(EditCosts { deletion: [0; 256], substitution: [[0; 256]; 256] });
        let small = |cost: u32| u8::try_from(cost).expect("costs are hundredths");
        for heard in 0..=u8::MAX {
            costs.deletion[usize::from(heard)] = small(deletion_cost(heard));
            for said in 0..=u8::MAX {
                costs.substitution[usize::from(heard)][usize::from(said)] = small(substitution_cost(heard, said));
            }
        }
        costs
    })
}

fn substitution_cost(heard: u8, said: u8) -> u32 {
    if heard == said {
        return 0;
    }
    let likely =
        CONFUSIONS.iter().find(|(one, other, _)| (*one, *other) == (heard, said) || (*other, *one) == (heard, said));
    match likely {
        Some((_, _, cost)) => *cost,
        None if is_vowel(heard) && is_vowel(said) => VOWEL_COST,
        None => OTHER_COST,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apart(one: &str, other: &str) -> u32 {
        Sound::new(one).distance(&Sound::new(other))
    }

    #[test]
    fn spellings_of_one_sound_are_equal() {
        for (one, other) in [("philip", "filip"), ("meyer", "maier"), ("knight", "nait"), ("schultz", "shults")] {
            assert!(apart(one, other) < 120, "{one} {other}: {}", apart(one, other));
        }
        assert_eq!(apart("wright", "rite"), apart("rite", "wright"));
    }

    #[test]
    fn letters_of_other_scripts_sound_different() {
        assert!(apart("김민준", "이서연") > 800, "{}", apart("김민준", "이서연"));
        assert_eq!(apart("გიორგი", "გიორგი"), 0);
    }

    #[test]
    fn similar_sounds_have_a_small_distance() {
        assert!(apart("perlsteiner", "pernsteiner") < apart("perlsteiner", "burlstein"));
        assert!(apart("perlsteiner", "burlstein") < apart("perlsteiner", "lindqvist"));
        assert!(apart("falk", "lindqvist") > 400);
        assert_eq!(apart("", ""), 0);
        assert_eq!(apart("", "ada"), 2000);
    }
}
