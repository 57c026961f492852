//! What has the shape of a person's name.

use unicode_normalization::UnicodeNormalization;

/// A given name and a surname, with keys for comparing. The form itself is never changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonName {
    form: String,
    given: String,
    surname: String,
}

/// Words that stand in titles of notes and not in names, lower case.
const NOT_NAMES: &[&str] = &[
    "and", "with", "for", "the", "of", "to", "on", "in", "at", "by", "from", "meeting", "sync", "call", "notes",
    "review", "weekly", "monthly", "daily", "project", "team", "plan", "roadmap", "index", "template", "summary",
    "update", "intro", "workshop",
];

impl PersonName {
    /// Reads two to four words that each begin with a capital, the first with at least two letters: a given name
    /// and a surname with what stands between. None for anything else; a lone given name is no identity.
    pub fn parse(form: &str) -> Option<Self> {
        let form = form.trim();
        let words: Vec<&str> = form.split(' ').collect();
        let shaped = (2..=4).contains(&words.len())
            && words.iter().all(|word| is_name_word(word))
            && !words.iter().any(|word| NOT_NAMES.contains(&word.to_lowercase().as_str()));
        if !shaped {
            return None;
        }
        let given = key(words[0]);
        let surname = words[1..].iter().map(|word| key(word)).collect::<String>();
        (given.chars().count() >= 2 && surname.chars().count() >= 2).then(|| Self {
            form: form.to_owned(),
            given,
            surname,
        })
    }

    /// The name as it is written.
    pub fn form(&self) -> &str {
        &self.form
    }

    /// The key of the first word.
    pub fn given(&self) -> &str {
        &self.given
    }

    /// The key of everything after the first word.
    pub fn surname(&self) -> &str {
        &self.surname
    }
}

fn is_name_word(word: &str) -> bool {
    let mut chars = word.chars();
    let particle =
        matches!(word, "van" | "von" | "der" | "den" | "de" | "da" | "di" | "la" | "le" | "del" | "dos" | "ter" | "zu");
    let capital = chars.next().is_some_and(char::is_uppercase);
    let rest_is_name = word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'));
    let shouted = word.chars().count() > 1 && word.chars().all(|c| c.is_uppercase());
    (particle || capital) && rest_is_name && !shouted
}

/// Lower case without accents, hyphens and apostrophes: for comparing only.
fn key(word: &str) -> String {
    word.nfd().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_two_to_four_words() {
        let name = PersonName::parse("Zoë van der O’Neil-Berg").unwrap();
        assert_eq!((name.given(), name.surname()), ("zoe", "vanderoneilberg"));
        for form in
            ["Ada", "Weekly Sync", "BLUE DATA", "Notes 2025", "Q4 Plan", "Ada and Grace", "a b", "Meeting With Ada"]
        {
            assert_eq!(PersonName::parse(form), None, "{form}");
        }
    }
}
