//! A word glued to a name: in `Ada ByronI`, the `I` is the first word of what she said. The form is a missing space
//! rather than a spelling of the name: replacing it with the name would delete text.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::key::{is_letter, key};
use super::lexicon::{is_given_name, surname_frequency};
use super::name_form::{NameForm, NameSource};
use super::transliterate::transliterate;

/// A name and the word glued to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GluedWord<'a> {
    /// The text before the missing space.
    pub before: &'a str,
    /// The text after the missing space.
    pub behind: &'a str,
}

/// Words that start a statement, or join statements about people; in lower case, sorted.
const WORDS: &[&str] = &[
    "aber",
    "actually",
    "ah",
    "all",
    "alors",
    "also",
    "and",
    "anyway",
    "are",
    "as",
    "asked",
    "at",
    "basically",
    "because",
    "bonjour",
    "bueno",
    "but",
    "by",
    "bye",
    "can",
    "ciao",
    "cool",
    "could",
    "danke",
    "dann",
    "das",
    "did",
    "does",
    "donc",
    "dus",
    "eh",
    "entonces",
    "exactly",
    "for",
    "from",
    "genau",
    "good",
    "gracias",
    "grazie",
    "great",
    "had",
    "hallo",
    "has",
    "have",
    "he",
    "hello",
    "hey",
    "hi",
    "his",
    "hm",
    "hmm",
    "hola",
    "how",
    "however",
    "i",
    "ich",
    "if",
    "ik",
    "in",
    "ist",
    "it",
    "its",
    "ja",
    "jag",
    "je",
    "jeg",
    "just",
    "let",
    "like",
    "maar",
    "mais",
    "maybe",
    "merci",
    "mhm",
    "mm",
    "my",
    "nee",
    "nein",
    "no",
    "non",
    "not",
    "nous",
    "now",
    "och",
    "of",
    "oh",
    "ok",
    "okay",
    "on",
    "or",
    "oui",
    "our",
    "perfect",
    "pero",
    "please",
    "pues",
    "really",
    "right",
    "said",
    "says",
    "she",
    "should",
    "sim",
    "so",
    "sorry",
    "sure",
    "thank",
    "thanks",
    "that",
    "the",
    "then",
    "there",
    "they",
    "this",
    "to",
    "uh",
    "um",
    "und",
    "was",
    "we",
    "well",
    "were",
    "what",
    "when",
    "where",
    "which",
    "who",
    "why",
    "will",
    "wir",
    "with",
    "would",
    "yeah",
    "yep",
    "yes",
    "yo",
    "you",
    "your",
];

/// Other words that start a sentence before a name; in lower case, sorted.
const OPENERS: &[&str] = &[
    "after",
    "afterwards",
    "although",
    "before",
    "bei",
    "both",
    "during",
    "earlier",
    "even",
    "except",
    "finally",
    "first",
    "here",
    "later",
    "meanwhile",
    "nach",
    "once",
    "only",
    "per",
    "perhaps",
    "since",
    "some",
    "still",
    "though",
    "today",
    "tomorrow",
    "unless",
    "unlike",
    "until",
    "via",
    "whether",
    "while",
    "yesterday",
];

/// The words of two letters with which no surname ends.
const SHORT_WORDS: &[&str] = &["by", "hi", "if", "my", "of", "oh", "ok", "so", "uh", "um", "we"];

/// Prefixes of surnames and given names before another capital, as keys: `McKay`, `DeVito`, `LaToya`.
const PREFIXES: &[&str] = &[
    "abu", "al", "ap", "bar", "ben", "d", "da", "dal", "de", "del", "della", "den", "des", "di", "do", "dos", "du",
    "el", "fitz", "ja", "ka", "la", "le", "les", "lo", "mac", "mc", "ni", "o", "saint", "san", "st", "sta", "ta", "te",
    "ten", "ter", "van", "vander", "ver", "vom", "von", "zu",
];

/// The minimum length of a name that a word in lower case may be glued to.
const MIN_LETTERS: usize = 4;

/// Returns where a word is glued to `known` in `form`, if one is. A longer name is not a match: `Ada Anderson` for
/// `Ada Anders`.
pub fn glued_on<'a>(form: &'a str, known: &str) -> Option<GluedWord<'a>> {
    let parts = |at: usize| GluedWord { before: &form[..at], behind: &form[at..] };
    let behind = form.strip_prefix(known).filter(|rest| is_glued_behind(known, rest));
    let before = || form.strip_suffix(known).filter(|head| is_glued_before(head, known));
    behind.map(|_| parts(known.len())).or_else(|| before().map(|head| parts(head.len())))
}

/// The forms of a person, looked up by forms that extend them.
pub struct Bases<'a>(HashMap<&'a str, usize>);

impl<'a> Bases<'a> {
    /// Creates the lookup; of equal forms, the first counts.
    pub fn new(forms: impl IntoIterator<Item = &'a str>) -> Self {
        let mut positions = HashMap::new();
        for (at, form) in forms.into_iter().enumerate() {
            positions.entry(form).or_insert(at);
        }
        Self(positions)
    }

    /// Returns the forms that `form` starts or ends with, in their order, without `form` itself.
    pub(super) fn within(&self, form: &str) -> Vec<&'a str> {
        let cuts = form.char_indices().map(|(at, _)| at).skip(1);
        let parts = cuts.flat_map(|at| [&form[..at], &form[at..]]);
        let mut found: Vec<(usize, &str)> =
            parts.filter_map(|part| self.0.get_key_value(part)).map(|(form, at)| (*at, *form)).collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|(_, form)| form).collect()
    }
}

/// Returns where a capitalised word of `WORDS` is glued to a word of `form`, whatever the name is.
pub fn glued_word(form: &str) -> Option<GluedWord<'_>> {
    let places = form.char_indices().filter(|(at, c)| c.is_uppercase() && form[..*at].ends_with(char::is_lowercase));
    let is_word = |at: usize| is_one_of(WORDS, first_word(&form[at..])) && !is_prefix(last_word(&form[..at]));
    places.map(|(at, _)| at).find(|at| is_word(*at)).map(|at| GluedWord { before: &form[..at], behind: &form[at..] })
}

/// Returns the length of the first of two words without a space between them, whatever they are: of `Byron` in
/// `ByronDiscussed`. `None` if there is one word, such as `McKay`.
pub fn joined_word(word: &str) -> Option<usize> {
    let places = word.char_indices().filter(|(at, c)| c.is_uppercase() && word[..*at].ends_with(char::is_lowercase));
    places.map(|(at, _)| at).find(|at| !is_prefix(last_word(&word[..*at])))
}

/// Returns whether `word` starts a sentence rather than a name: `If` in `If Ada Byron agrees`.
pub fn is_opener(word: &str) -> bool {
    (is_one_of(WORDS, word) || is_one_of(OPENERS, word)) && !is_given_name(word)
}

fn is_glued_behind(known: &str, rest: &str) -> bool {
    let word = first_word(rest);
    let base = last_word(known);
    let Some(first) = rest.chars().next() else { return false };
    if first.is_numeric() {
        return true;
    }
    if !first.is_alphabetic() || base.is_empty() {
        return false;
    }
    if first.is_uppercase() {
        return base.ends_with(char::is_lowercase) && !is_prefix(base);
    }
    let is_sure = word.chars().count() > 2 || SHORT_WORDS.contains(&word);
    let is_surname = || surname_frequency(&transliterate(&key(&format!("{base}{word}")))).is_some();
    is_sure && is_one_of(WORDS, word) && base.chars().count() >= MIN_LETTERS && !is_surname()
}

/// Returns whether a word is glued to `form`, whatever the name is.
pub(super) fn is_glued_form(form: &str) -> bool {
    glued_word(form).is_some() || form.split(' ').skip(1).any(|word| joined_word(word).is_some())
}

fn is_glued_before(head: &str, known: &str) -> bool {
    let ends_small = head.ends_with(char::is_lowercase);
    !head.contains(' ') && ends_small && known.starts_with(char::is_uppercase) && is_one_of(WORDS, head)
}

/// Returns whether `word`, in any case, is one of the sorted `words`.
fn is_one_of(words: &[&str], word: &str) -> bool {
    words.binary_search(&word.to_lowercase().as_str()).is_ok()
}

fn is_prefix(word: &str) -> bool {
    is_one_of(PREFIXES, word)
}

fn first_word(text: &str) -> &str {
    &text[..text.find(|c| !is_letter(c)).unwrap_or(text.len())]
}

fn last_word(text: &str) -> &str {
    &text[text.rfind(|c| !is_letter(c)).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8))..]
}

/// Returns for each of `forms` whether it is another one with a word glued to it. A form that a people note declares,
/// or one that occurs in more notes than the name within it, is a name of its own, unless the word is one that starts
/// a statement.
pub(super) fn glued_forms(forms: &[NameForm]) -> Vec<bool> {
    let by_form: HashMap<&str, &NameForm, FixedState> = forms.iter().map(|form| (form.form(), form)).collect();
    let is_of_its_own = |form: &NameForm| {
        let sources = [NameSource::OwnNote, NameSource::Alias, NameSource::TypedName];
        sources.iter().any(|source| form.sources.contains_key(source))
    };
    let is_glued = |form: &NameForm| {
        let written = form.form();
        if glued_word(written).is_some() {
            return true;
        }
        let cuts = written.char_indices().map(|(at, _)| at).filter(|at| *at > 0);
        let mut names = cuts.flat_map(|at| [&written[..at], &written[at..]]).filter_map(|part| by_form.get(part));
        names.any(|known| {
            let is_stronger = is_of_its_own(known) || known.notes.len() >= form.notes.len();
            is_stronger && !is_of_its_own(form) && glued_on(written, known.form()).is_some()
        })
    };
    forms.iter().map(is_glued).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted() {
        for list in [WORDS, OPENERS, SHORT_WORDS, PREFIXES] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }

    #[test]
    fn glued_words_are_found_on_either_side() {
        for (form, behind) in [
            ("Ada ByronI", "I"),
            ("Ada ByronYesterday", "Yesterday"),
            ("Ada ByronYeah Bob", "Yeah Bob"),
            ("Ada Byronso", "so"),
            ("Ada Byron2", "2"),
            ("andAda Byron", "Ada Byron"),
            ("SoAda Byron", "Ada Byron"),
        ] {
            assert_eq!(glued_on(form, "Ada Byron").map(|glued| glued.behind), Some(behind), "{form}");
        }
        assert_eq!(glued_word("Ada BironWell"), Some(GluedWord { before: "Ada Biron", behind: "Well" }));
    }

    #[test]
    fn longer_names_and_typos_are_not_glued_words() {
        for (form, known) in [
            ("Ada Anderson", "Ada Anders"),
            ("Ada Stefansson", "Ada Stefan"),
            ("Ada Lindqvist", "Ada Lind"),
            ("Ada Marshall", "Ada Marsh"),
            ("Ada Byrons", "Ada Byron"),
            ("Ada Byron’s", "Ada Byron"),
            ("Ada Byron-Falk", "Ada Byron"),
            ("Ada Byron Falk", "Ada Byron"),
            ("Ada MacDonald", "Ada Mac"),
            ("DeShawn Byron", "Shawn Byron"),
            ("MaryAnn Byron", "Ann Byron"),
            ("Ada Byronn", "Ada Byron"),
        ] {
            assert_eq!(glued_on(form, known), None, "{form}");
        }
        for form in ["Ada McAll", "Ada DeWitt", "LaToya Byron", "Ada O’Byron", "JoAnn Byron", "Ada BYRON"] {
            assert_eq!(glued_word(form), None, "{form}");
        }
    }
}
