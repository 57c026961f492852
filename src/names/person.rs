//! Parses names of people into their parts.

use super::glued::is_opener;
use super::group::is_group;
use super::key::{is_letter, key, without_digraphs};
use super::sound::Sound;
use super::transliterate::transliterate;
use unicode_normalization::UnicodeNormalization as _;

/// A name with at least a given name and a surname, either of which may be an initial. The form itself is never
/// changed; the parts are keys for comparison.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonName {
    form: String,
    given: String,
    middle: Vec<String>,
    surname: String,
    generation: Option<Generation>,
}

/// The suffix that distinguishes a father from his son.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Generation {
    Senior,
    Junior,
    Second,
    Third,
    Fourth,
}

/// Words of note titles and tasks that are not part of names; lower case, sorted.
const STOPWORDS: &[&str] = &[
    "action", "add", "agreed", "all", "and", "ask", "at", "book", "by", "call", "chase", "check", "confirm", "contact",
    "daily", "discuss", "email", "everyone", "find", "fix", "follow", "for", "from", "get", "give", "group", "guest",
    "guests", "help", "in", "index", "intro", "invite", "let", "mail", "meet", "meeting", "monthly", "new", "next",
    "notes", "of", "on", "others", "ping", "plan", "prepare", "project", "remind", "review", "roadmap", "schedule",
    "see", "send", "set", "share", "staff", "summary", "sync", "talk", "tbd", "team", "tell", "template", "thank",
    "the", "to", "todo", "unknown", "update", "waiting", "weekly", "with", "workshop", "write",
];

/// Forms of address, as keys.
const TITLES: &[&str] = &[
    "dr",
    "prof",
    "professor",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "sir",
    "dame",
    "rev",
    "herr",
    "frau",
    "mme",
    "mlle",
    "capt",
    "col",
    "lt",
    "sgt",
    "ing",
    "hon",
];

/// Degrees after a name, as keys.
const DEGREES: &[&str] = &["phd", "md", "esq", "mba", "cpa", "dds", "msc", "bsc", "ma", "ba", "pe"];

/// Small words that are part of the surname after them.
const PARTICLES: &[&str] = &[
    "van", "von", "der", "den", "de", "da", "das", "di", "du", "la", "le", "del", "della", "dos", "do", "ter", "ten",
    "zu", "zur", "vom", "af", "av", "bin", "ibn", "al", "el", "st", "san", "santa", "het", "t", "op", "in",
];

/// The maximum length of a name, in bytes.
const MAX_BYTES: usize = 80;

/// The maximum number of words in a name.
const MAX_WORDS: usize = 6;

impl PersonName {
    /// Parses a name: capitalised words, of which the first is the given name and the last, with its particles, the
    /// surname. `Byron, Ada` is reordered; forms of address and degrees are ignored. Returns `None` for anything else;
    /// a given name alone does not identify a person.
    pub fn parse(form: &str) -> Option<Self> {
        let form = form.trim();
        if !Self::is_plausible(form) {
            return None;
        }
        let (mut words, mut generation) = given_name_first(form)?;
        while let Some(next) = words.last().and_then(|word| generation_of(word)) {
            generation = Some(next);
            words.pop();
        }
        if words.len() > 2 && words.last().is_some_and(|word| DEGREES.contains(&key(word).as_str())) {
            words.pop();
        }
        if words.first().is_some_and(|word| TITLES.contains(&key(word).as_str())) {
            words.remove(0);
        }
        let is_name = |word: &&str| is_name_word(word) && !is_stopword(word);
        if !(2..=MAX_WORDS).contains(&words.len()) || !words.iter().all(is_name) {
            return None;
        }
        let (first, last) = (words[0], words[words.len() - 1]);
        if is_group(first, last) || is_opener(first) && !PARTICLES.contains(&key(first).as_str()) {
            return None;
        }
        let is_particle = |word: &&str| PARTICLES.contains(&key(word).as_str());
        let surname_at = words[1..words.len() - 1].iter().position(is_particle).map_or(words.len() - 1, |at| at + 1);
        let given = word_key(words[0]);
        let surname: String = words[surname_at..].iter().map(|word| word_key(word)).collect();
        let middle: Vec<String> = words[1..surname_at].iter().map(|word| word_key(word)).collect();
        let letters = given.chars().count().min(2) + surname.chars().count().min(2);
        (letters > 2 && !surname.is_empty() && !given.is_empty()).then(|| Self {
            form: form.to_owned(),
            given,
            middle,
            surname,
            generation,
        })
    }

    /// Returns whether `form` may be a name, by its characters only: a quick check before parsing.
    pub fn is_plausible(form: &str) -> bool {
        let is_of_no_name = |byte: &u8| byte.is_ascii_digit() || b"@/\\:;|#[]{}<>=+*_!?&".contains(byte);
        let is_of_two_words = |byte: &u8| matches!(byte, b' ' | b',') || byte.is_ascii_whitespace() || !byte.is_ascii();
        let bytes = form.as_bytes();
        form.len() <= MAX_BYTES
            && !bytes.iter().any(is_of_no_name)
            && bytes.iter().any(is_of_two_words)
            && form.contains(char::is_uppercase)
    }

    /// Returns whether `longer`, which contains `form`, is a name with additional words, and so another person. `Dr.
    /// Ada Byron` and `Ada Byron Jr.` have none in addition to `Ada Byron`.
    pub fn extends(longer: &str, form: &str) -> bool {
        let Some(longer) = Self::parse(longer) else { return false };
        let words = |name: &Self| (name.given.clone(), name.middle.clone(), name.surname.clone());
        Self::parse(form).is_none_or(|form| words(&longer) != words(&form))
    }

    /// Returns the name as it is written.
    pub fn form(&self) -> &str {
        &self.form
    }

    /// Returns the key of the first word.
    pub fn given(&self) -> &str {
        &self.given
    }

    /// Returns the keys of the middle names.
    pub(super) fn middle(&self) -> &[String] {
        &self.middle
    }

    /// Returns the key of the last word with its particles.
    pub fn surname(&self) -> &str {
        &self.surname
    }

    /// Returns whether the middle names may be those of one person: one side has none, or the shorter list is in the
    /// order of the longer one, with words abbreviated to an initial or misspelt.
    pub(super) fn has_compatible_middle(&self, other: &Self) -> bool {
        let (short, long) = match self.middle.len() <= other.middle.len() {
            true => (&self.middle, &other.middle),
            false => (&other.middle, &self.middle),
        };
        let mut rest = long.iter();
        short.iter().all(|word| rest.any(|other| may_be_one_word(word, other)))
    }

    pub(super) fn generation(&self) -> Option<Generation> {
        self.generation
    }

    /// Returns the name with its middle part joined to the given name, and joined to the surname, for words that were
    /// split: `Perl Steiner` for `Perlsteiner`. Empty if there are no middle names, or only initials.
    pub(super) fn rejoined(&self) -> Vec<Self> {
        if self.middle.is_empty() || self.middle.iter().all(|word| is_initial(word)) {
            return Vec::new();
        }
        let middle = self.middle.concat();
        let joined = |given, surname| Self { given, surname, middle: Vec::new(), ..self.clone() };
        vec![
            joined(self.given.clone() + &middle, self.surname.clone()),
            joined(self.given.clone(), middle + &self.surname),
        ]
    }

    /// Returns the letters of the whole name, in their order.
    pub(super) fn letters(&self) -> String {
        let mut letters = self.given.clone();
        letters.extend(self.middle.iter().chain([&self.surname]).map(String::as_str));
        letters
    }

    /// Returns whether the given name or the surname is only an initial.
    pub fn is_abbreviated(&self) -> bool {
        is_initial(&self.given) || is_initial(&self.surname)
    }
}

/// Returns whether two forms are one name that is written with other letters, as with and without an umlaut: `Anna Krüger`
/// and `Anna Krueger`, but not `Krüger, Anna`.
pub fn are_other_spellings(one: &str, other: &str) -> bool {
    let words = |form: &str| {
        let name = PersonName::parse(form)?;
        let is_part = |word: &&str| {
            let key = key(word);
            !key.is_empty() && (key == name.given || name.surname.contains(&key))
        };
        let mut words: Vec<String> =
            form.split([' ', ',']).filter(is_part).map(|word| word.nfc().collect::<String>().to_lowercase()).collect();
        words.sort_unstable();
        let plain = |part: &str| without_digraphs(part);
        Some(((plain(&name.given), plain(&name.surname)), words))
    };
    match (words(one), words(other)) {
        (Some((name, words)), Some((other_name, others))) => name == other_name && words != others,
        _ => false,
    }
}

/// Returns whether a word, in any case, is one of note titles and tasks rather than names.
pub fn is_stopword(word: &str) -> bool {
    let lower = || word.bytes().map(|byte| byte.to_ascii_lowercase());
    STOPWORDS.binary_search_by(|known| known.bytes().cmp(lower())).is_ok()
}

/// Returns whether a word, in any case, is a small one that is part of the surname after it: `van`, `de`.
pub fn is_particle(word: &str) -> bool {
    word.len() <= 5 && PARTICLES.contains(&key(word).as_str())
}

/// Returns whether a part is a single letter.
pub(super) fn is_initial(part: &str) -> bool {
    part.chars().nth(1).is_none()
}

/// Returns whether two middle names may be the same word: equal, an initial, or similar in sound.
fn may_be_one_word(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    if is_initial(one) || is_initial(other) {
        return one.chars().next() == other.chars().next();
    }
    let [one, other] = [one, other].map(|word| Sound::new(&transliterate(word)));
    one.distance(&other) < DISTINCT_SOUND
}

/// The distance from which two middle names sound too different for a typo, in thousandths.
const DISTINCT_SOUND: u32 = 250;

/// Returns the words with the given name first, and the suffix after a second comma.
fn given_name_first(form: &str) -> Option<(Vec<&str>, Option<Generation>)> {
    let parts: Vec<&str> = form.split(',').map(str::trim).collect();
    let is_behind = |part: &str| generation_of(part).is_some() || DEGREES.contains(&key(part).as_str());
    match parts[..] {
        [whole] => Some((words_of(whole), None)),
        [whole, behind] if is_behind(behind) => Some((words_of(whole), generation_of(behind))),
        [last, first] => Some((words_of(first).into_iter().chain(words_of(last)).collect(), None)),
        [last, first, behind] if is_behind(behind) => {
            Some((words_of(first).into_iter().chain(words_of(last)).collect(), generation_of(behind)))
        }
        _ => None,
    }
}

/// Returns the words without nicknames in quotes or parentheses, `"Bob"` and `(Bob)`.
fn words_of(part: &str) -> Vec<&str> {
    part.split_whitespace().filter(|word| !is_nickname_in_marks(word)).collect()
}

fn is_nickname_in_marks(word: &str) -> bool {
    word.starts_with(['"', '“', '(']) && word.ends_with(['"', '”', ')'])
}

fn generation_of(word: &str) -> Option<Generation> {
    Some(match word.trim_end_matches('.') {
        "Jr" | "jr" | "Junior" => Generation::Junior,
        "Sr" | "sr" | "Senior" => Generation::Senior,
        "II" => Generation::Second,
        "III" => Generation::Third,
        "IV" => Generation::Fourth,
        _ => return None,
    })
}

/// Returns the key of a word; of `J.` and `J.R.` the first letter.
fn word_key(word: &str) -> String {
    let key = key(word);
    match word.find('.').is_some_and(|at| word[..at].chars().count() == 1) {
        true => key.chars().take(1).collect(),
        false => key,
    }
}

fn is_name_word(word: &str) -> bool {
    // `’t Hooft`.
    let word = word.strip_prefix(['\'', '’']).unwrap_or(word);
    let mut chars = word.chars();
    let capital = chars.next().is_some_and(char::is_uppercase);
    let is_small = word.chars().next().is_some_and(char::is_lowercase);
    let particle = is_small && PARTICLES.contains(&key(word).as_str());
    // `d’Arc`, `al-Amin`.
    let joined = is_small
        && word.split_once(['’', '\'', '-']).is_some_and(|(small, name)| {
            small.chars().count() <= 3 && name.chars().next().is_some_and(char::is_uppercase)
        });
    let rest_is_name = word.chars().all(|c| is_letter(c) || matches!(c, '-' | '\'' | '’' | '.' | '‐'));
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let has_dot = word.contains('.');
    let shouted = letters > 1 && !has_dot && word.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    (particle || capital || joined) && rest_is_name && !shouted && letters > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(form: &str) -> (String, String) {
        let name = PersonName::parse(form).unwrap_or_else(|| panic!("{form} is a name"));
        (name.given().to_owned(), name.surname().to_owned())
    }

    #[test]
    fn given_name_and_surname() {
        for (form, given, surname) in [
            ("Zoë van der O’Neil-Berg", "zoe", "vanderoneilberg"),
            ("Tristan Van Luinen", "tristan", "vanluinen"),
            ("Byron, Ada", "ada", "byron"),
            ("Byron, Ada K.", "ada", "byron"),
            ("Dr. Ada Byron", "ada", "byron"),
            ("Ada Byron, PhD", "ada", "byron"),
            ("Ada \"Addie\" Byron", "ada", "byron"),
            ("A. Byron", "a", "byron"),
            ("J.R. Berg", "j", "berg"),
            ("Ada B.", "ada", "b"),
            ("Ada Byron Jr.", "ada", "byron"),
            ("Jeanne d’Arc", "jeanne", "darc"),
            ("Will Marx", "will", "marx"),
            ("Ana Sales", "ana", "sales"),
            ("I\u{307}lbek Ertas\u{327}", "ilbek", "ertas"),
        ] {
            assert_eq!(parts(form), (given.to_owned(), surname.to_owned()), "{form}");
        }
        let name = PersonName::parse("Ada Karla B. Byron").unwrap();
        assert_eq!(name.middle(), ["karla", "b"]);
        assert_eq!(PersonName::parse("Byron, Ada, Jr.").unwrap().generation(), Some(Generation::Junior));
    }

    #[test]
    fn middle_names_distinguish_people() {
        for (one, other, wanted) in [
            ("Ida Maria Berg", "Ida Berg", true),
            ("Ida M. Berg", "Ida Maria Berg", true),
            ("Ida Maria Berg", "Ida Mariia Berg", true),
            ("Ida Karla Maria Berg", "Ida Maria Berg", true),
            ("Ida Ivanevich Berg", "Ida Ivanovich Berg", true),
            ("Ida Pavlovich Berg", "Ida Ivanovich Berg", false),
            ("Ida Anna Berg", "Ida Hanna Berg", true),
            ("Ida Marta Berg", "Ida Berta Berg", false),
            ("Ida Jan Berg", "Ida Jon Berg", true),
            ("Ida Jan Berg", "Ida Tom Berg", false),
            ("Ida Maria Berg", "Ida Karla Berg", false),
            ("Ida M. Berg", "Ida K. Berg", false),
            ("Ida Maria Karla Berg", "Ida Karla Maria Berg", false),
        ] {
            let [one, other] = [one, other].map(|form| PersonName::parse(form).unwrap());
            assert_eq!(
                (one.has_compatible_middle(&other), other.has_compatible_middle(&one)),
                (wanted, wanted),
                "{one:?}"
            );
        }
    }

    #[test]
    fn titles_do_not_extend_a_name() {
        for (longer, form, wanted) in [
            ("Anne Marie Jansen", "Marie Jansen", true),
            ("Éva Byron", "Byron", true),
            ("Dr. Ada Byron", "Ada Byron", false),
            ("Ada Byron", "Ada Byron", false),
            ("Call Ada Byron", "Ada Byron", false),
        ] {
            assert_eq!(PersonName::extends(longer, form), wanted, "{longer}");
        }
    }

    #[test]
    fn other_letters_are_another_spelling() {
        for other in ["Anna Krueger", "Anna Kruger", "Kruger, Anna", "Anna M. Kruger"] {
            assert!(are_other_spellings("Anna Krüger", other), "{other}");
        }
        for other in
            ["Krüger, Anna", "Anna M. Krüger", "Anna Kru\u{308}ger", "anna krüger", "Anna Kruegar", "A. Krüger"]
        {
            assert!(!are_other_spellings("Anna Krüger", other), "{other}");
        }
    }

    #[test]
    fn stopwords_are_found() {
        assert!(STOPWORDS.is_sorted() && STOPWORDS.iter().all(|word| is_stopword(&word.to_uppercase())));
        assert!(!is_stopword("Ada") && !is_stopword("Éa"));
    }

    #[test]
    fn other_words_are_not_names() {
        for form in [
            "Ada",
            "Weekly Sync",
            "BLUE DATA",
            "Notes 2025",
            "Q4 Plan",
            "Ada and Grace",
            "a b",
            "Meeting With Ada",
            "A. B.",
            "",
            ",",
            "Ada,",
            "ada@byron.org Byron",
            "One Two Three Four Five Six Seven",
            "Dr. Byron",
            "Ada / Grace",
            "If Ada Byron",
            "Yesterday Ada Byron",
            "Sales Engineers",
            "Site Reliability Engineers",
            "Byron Consulting",
            "Byron & Falk",
        ] {
            assert_eq!(PersonName::parse(form), None, "{form}");
        }
    }
}
