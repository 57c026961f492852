//! Compares titles with file names: which differences are only a matter of form.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::path::is_index;
use super::{file_name, folder, stem};

/// The minimum number of letters, or else of words, of a name that was cut off.
const CUT: (usize, usize) = (12, 3);

/// Two of a note's names that disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TitleMismatch {
    /// The first heading is not the title, which is the file name.
    HeadingAndTitle,
    /// The title is not the file name.
    TitleAndFile,
    /// There is no title, and the first heading is not the file name.
    HeadingAndFile,
}

impl TitleMismatch {
    /// Compares the property `title` and the first heading of the note at `path` with each other and with the name of the
    /// file.
    pub fn find(path: &str, title: Option<&str>, heading: Option<&str>) -> Option<Self> {
        match (title, heading) {
            (Some(title), _) if !is_title_of(title, path) => Some(Self::TitleAndFile),
            (Some(title), Some(heading)) if !is_same_title(heading, title) => Some(Self::HeadingAndTitle),
            (None, Some(heading)) if !is_title_of(heading, path) => Some(Self::HeadingAndFile),
            _ => None,
        }
    }
}

/// Returns whether `title` may be the title of the note at `path`.
fn is_title_of(title: &str, path: &str) -> bool {
    let is_that_of_folder =
        is_index(path) && (folder(path).is_empty() || is_same_title(title, file_name(folder(path))));
    // Imports write the ending twice.
    is_that_of_folder || is_same_title(title, stem(stem(path)))
}

/// Returns whether two titles differ only in form: in case, diacritics, punctuation, a date, a part that was cut off or
/// left out. A link, a date alone and a key such as `byron1843` are no titles, and differ from none.
fn is_same_title(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let is_link = |words: &str| words.trim().starts_with("[[") && words.trim().ends_with("]]");
    if is_link(one) || is_link(other) || is_citation_key(one.trim()) || is_citation_key(other.trim()) {
        return true;
    }
    let (one, other) = (words(one), words(other));
    if one.concat() == other.concat() {
        return true;
    }
    let ((one, day), (other, other_day)) = (without_date(one), without_date(other));
    if !day.is_empty() && !other_day.is_empty() && !day.starts_with(&other_day) && !other_day.starts_with(&day) {
        return false;
    }
    let (short, long) = if one.concat().len() <= other.concat().len() { (one, other) } else { (other, one) };
    let (letters, all) = (short.concat(), long.concat());
    let is_cut = (letters.chars().count() >= CUT.0 || short.len() >= CUT.1) && all.starts_with(&letters);
    letters == all || letters.is_empty() || is_cut || leaves_out(&short, &long)
}

/// Returns whether `short` is `long` with words left out: at least two words, or a single one of some length.
fn leaves_out(short: &[String], long: &[String]) -> bool {
    let mut rest = long.iter();
    (short.len() > 1 || short.iter().any(|word| word.chars().count() > 2))
        && short.iter().all(|word| rest.any(|other| other == word))
}

/// Returns the words of a title: runs of letters and digits, in lower case and without diacritics.
fn words(title: &str) -> Vec<String> {
    let plain: String = title.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    let is_apostrophe = |c: char| matches!(c, '\'' | '’');
    let words = plain.split(|c: char| !c.is_alphanumeric() && !is_apostrophe(c));
    words.map(|word| word.replace(is_apostrophe, "")).filter(|word| !word.is_empty()).collect()
}

/// Splits the first date off, with the time that follows it: `2025-01-31 0930`, `20250131`, `2025-01`. Returns the other
/// words, and the digits of the day.
fn without_date(mut words: Vec<String>) -> (Vec<String>, String) {
    let is_digits = |word: &String, length: usize| word.len() == length && word.bytes().all(|b| b.is_ascii_digit());
    let is_day = |word: &String| is_digits(word, 8) || is_digits(word, 12) || is_digits(word, 14);
    let is_year = |at: usize| is_digits(&words[at], 4) && words.get(at + 1).is_some_and(|month| is_digits(month, 2));
    let Some(at) = (0..words.len()).find(|at| is_day(&words[*at]) || is_year(*at)) else {
        return (words, String::new());
    };
    let numbers =
        |from: usize| words[from..].iter().take_while(|word| word.bytes().all(|b| b.is_ascii_digit())).count();
    let length = match is_day(&words[at]) {
        true => 1,
        false => 2 + usize::from(words.get(at + 2).is_some_and(|day| is_digits(day, 2))),
    };
    let is_time = |word: &&String| is_digits(word, 2) || is_digits(word, 4) || is_digits(word, 6);
    let time = words[at + length..].iter().take(numbers(at + length).min(3)).take_while(is_time).count();
    let date: Vec<String> = words.drain(at..at + length + time).collect();
    let day = date[..length].concat();
    (words, day.chars().take(8).collect())
}

/// Returns whether `title` is a key of a bibliography: `@byron1843`, `byron1843a`.
fn is_citation_key(title: &str) -> bool {
    let key = title.strip_prefix('@').unwrap_or(title);
    let name = key.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let year = name.len() - name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let is_word = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ':'));
    let author = &name[..name.len() - year];
    is_word
        && (key.len() < title.len() || year == 4 && author.chars().any(char::is_alphabetic) && !author.contains('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_differ_in_form_only() {
        for (path, title) in [
            ("2025-12-17 - Call- Ada on -tests-.md", "Call: Ada on \"tests\""),
            ("20251217 Call.md", "Call"),
            ("2025-12-17 0930 Call.md", "Call"),
            ("Call.md", "Call 2025-12-17"),
            ("2025-12-17.md", "Wednesday"),
            ("People/Ada Byron/README.md", "Ada Byron"),
            ("People/Ada Byron/_index.md", "Ada Byron"),
            ("README.md", "The vault"),
            ("Discussed the catalogue and the letters of.md", "Discussed the catalogue and the letters of donors / x"),
            ("Ada Byron on vans, the team.md", "Ada Byron on vans, the team's view"),
            ("notes-on-engine.md", "Notes on the Engine"),
            ("First-Last.md", "First Last"),
            ("byron1843.md", "Sketch of the Analytical Engine"),
            ("@byron1843.md", "Sketch of the Analytical Engine"),
            ("Zoe Muller.md", "Zoë Müller"),
            ("On this day.md", "[[OTD]]"),
            ("Plan.md.md", "Plan"),
            ("Plan-2.md", "Plan"),
            ("Plan.md", ""),
            ("Adas plan.md", "Ada’s plan"),
        ] {
            assert!(is_title_of(title, path), "{path}: {title}");
        }
    }

    #[test]
    fn titles_that_differ() {
        for (path, title) in [
            ("Ada Byron.md", "Ada Biron"),
            ("Ada B.md", "Ada Byron"),
            ("2025-12-17 Call.md", "2025-12-18 Call"),
            ("2025-12-17 Call.md", "Meeting"),
            ("People/Ada Byron/README.md", "Ada Biron"),
            ("Ada 2024.md", "Ada 2025"),
            ("Call with Ada Biron.md", "Call with Ada Byron"),
        ] {
            assert!(!is_title_of(title, path), "{path}: {title}");
        }
    }
}
