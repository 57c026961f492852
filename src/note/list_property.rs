//! Parsing of list properties that are written as text: `tags: a, b`.
//!
//! Obsidian 1.9 reads `tags`, `aliases` and `cssclasses` only as lists. This module splits such a text into items and tells
//! whether the split is certain. It knows nothing of how a list is written, nor of rules.

use super::{fold_name, has_placeholder};

/// A property that Obsidian reads as a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListProperty {
    /// `tags`: split at commas and whitespace.
    Tags,
    /// `aliases`: one alias; a comma without quotes may separate two.
    Aliases,
    /// `cssclasses`: split at commas and whitespace.
    CssClasses,
}

/// The items of a list property that is written as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListItems<'a> {
    /// The items in order, each a part of the text, separated only by commas and whitespace.
    pub items: Vec<&'a str>,
    /// Whether the split is unambiguous, so that a safe fix may apply it.
    pub is_certain: bool,
}

impl ListProperty {
    /// All list properties.
    pub const ALL: [Self; 3] = [Self::Tags, Self::Aliases, Self::CssClasses];

    /// Returns the list property with this key, ignoring case.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|property| property.key().eq_ignore_ascii_case(key))
    }

    /// Returns the property's name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Tags => "tags",
            Self::Aliases => "aliases",
            Self::CssClasses => "cssclasses",
        }
    }

    /// Returns the name that Obsidian read before version 1.9.
    pub fn deprecated_key(self) -> &'static str {
        match self {
            Self::Tags => "tag",
            Self::Aliases => "alias",
            Self::CssClasses => "cssclass",
        }
    }

    /// Splits the value `text` of the note called `note_name`. A tag keeps its `#`. Returns None if the items are
    /// unclear: the text is empty, begins like a list (`- a - b`), has a template placeholder, or has a part that is
    /// not an item.
    pub fn split<'a>(self, text: &'a str, is_quoted: bool, note_name: &str) -> Option<ListItems<'a>> {
        let is_list_on_one_line = text.trim_start().starts_with("- ");
        if text.trim().is_empty() || is_list_on_one_line || has_placeholder(text) {
            return None;
        }
        match self {
            Self::Tags | Self::CssClasses => {
                let items: Vec<&str> = parts(text, |c| c == ',' || c.is_whitespace()).collect();
                let are_items = !items.is_empty() && items.iter().all(|item| is_name(item));
                are_items.then_some(ListItems { items, is_certain: true })
            }
            Self::Aliases if is_quoted || !text.contains(',') || has_words_of(text, note_name) => {
                Some(ListItems { items: vec![text], is_certain: true })
            }
            Self::Aliases => {
                let items: Vec<&str> = parts(text, |c| c == ',').collect();
                let are_items = !items.is_empty() && !text.contains(['[', ']', '{', '}', '(', ')', '"']);
                are_items.then_some(ListItems { items, is_certain: false })
            }
        }
    }
}

/// Returns the non-empty parts of `text` between separators, trimmed.
fn parts(text: &str, is_separator: impl Fn(char) -> bool) -> impl Iterator<Item = &str> {
    text.split(is_separator).map(str::trim).filter(|part| !part.is_empty())
}

/// Returns whether `part` may be the name of a tag or a class: it has a letter, a digit or a non-ASCII character, and no
/// quotes, brackets or link syntax.
fn is_name(part: &str) -> bool {
    part.contains(|c: char| c.is_alphanumeric() || !c.is_ascii())
        && !part.contains(|c: char| c.is_control() || "[](){}<>\"'`|%".contains(c))
}

/// Returns whether `text` has the words of `name` and no others, in any order: `Byron, Ada` in `Ada Byron.md`.
fn has_words_of(text: &str, name: &str) -> bool {
    let sorted = |text: &str| {
        let text = fold_name(text);
        let mut words: Vec<String> = parts(&text, |c| c == ',' || c.is_whitespace()).map(str::to_owned).collect();
        words.sort_unstable();
        words
    };
    sorted(text) == sorted(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn certain(property: ListProperty, text: &str) -> Option<Vec<&str>> {
        let found = property.split(text, false, "Ada Byron")?;
        found.is_certain.then_some(found.items)
    }

    #[test]
    fn tags_and_classes_are_split_at_commas_and_whitespace() {
        for property in [ListProperty::Tags, ListProperty::CssClasses] {
            assert_eq!(certain(property, "a, b  c,d"), Some(vec!["a", "b", "c", "d"]));
            assert_eq!(certain(property, "one"), Some(vec!["one"]));
            assert_eq!(certain(property, ", a ,"), Some(vec!["a"]));
        }
        assert_eq!(certain(ListProperty::Tags, "#a/b #🔼 C#"), Some(vec!["#a/b", "#🔼", "C#"]));
    }

    #[test]
    fn a_part_that_is_not_an_item_prevents_the_split() {
        for text in ["- a - b", "a - b", "a, #", "see [[a b]]", "a, 'b'", "a (b)", "", " , ", "{{tags}}", "<% tp.x %>"]
        {
            assert_eq!(ListProperty::Tags.split(text, false, ""), None, "{text}");
            assert_eq!(ListProperty::CssClasses.split(text, false, ""), None, "{text}");
        }
    }

    #[test]
    fn an_alias_is_never_split_by_a_safe_fix() {
        let split = |text, is_quoted| ListProperty::Aliases.split(text, is_quoted, "Ada Byron");
        let one = |text| Some(ListItems { items: vec![text], is_certain: true });
        assert_eq!(split("the Countess", false), one("the Countess"));
        assert_eq!(split("Ada, Countess", true), one("Ada, Countess"));
        assert_eq!(split("Byron, Ada", false), one("Byron, Ada"));
        assert_eq!(split("ADA, Byron", false), one("ADA, Byron"));
        assert_eq!(
            split("Ada, Countess", false),
            Some(ListItems { items: vec!["Ada", "Countess"], is_certain: false })
        );
        for text in ["see [[a, b]]", "f(a, b)", "- Ada - Countess", "{{title}}", ","] {
            assert_eq!(split(text, false), None, "{text}");
        }
    }

    #[test]
    fn keys_are_case_insensitive() {
        for property in ListProperty::ALL {
            assert_eq!(ListProperty::from_key(&property.key().to_uppercase()), Some(property));
            assert_eq!(ListProperty::from_key(property.deprecated_key()), None);
        }
    }

    proptest! {
        #[test]
        fn only_separators_are_removed(text in "[a-zé#,_/ \t-]{0,24}|\\PC{0,16}", is_quoted in any::<bool>()) {
            let is_separator = |c: char| c == ',' || c.is_whitespace();
            let bare = |text: &str| text.chars().filter(|c| !is_separator(*c)).collect::<String>();
            for property in ListProperty::ALL {
                let Some(found) = property.split(&text, is_quoted, "Ada Byron") else { continue };
                prop_assert_eq!(bare(&found.items.concat()), bare(&text));
                if property != ListProperty::Aliases {
                    prop_assert!(!found.items.iter().any(|item| item.contains(is_separator)));
                } else if found.is_certain {
                    prop_assert_eq!(&found.items, &[text.as_str()]);
                }
                for item in &found.items {
                    let again = property.split(item, is_quoted, "Ada Byron");
                    prop_assert!(again.is_none_or(|again| again.items == [*item]), "{}", item);
                }
            }
        }
    }
}
