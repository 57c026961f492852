//! What Obsidian takes a property for, as it keeps it in `.obsidian/types.json`.

use std::collections::BTreeMap;

/// The type of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropertyType {
    /// `text`.
    Text,
    /// `multitext`: a list.
    List,
    /// `number`.
    Number,
    /// `checkbox`.
    Checkbox,
    /// `date`: `YYYY-MM-DD`.
    Date,
    /// `datetime`: `YYYY-MM-DDTHH:MM:SS`.
    DateTime,
    /// `tags`: a list of tags.
    Tags,
    /// `aliases`: a list of other names of the note.
    Aliases,
}

/// The types of a vault's properties, by their names in lower case: to Obsidian a name knows no case.
pub type PropertyTypes = BTreeMap<String, PropertyType>;

impl PropertyType {
    /// Reads the word that Obsidian writes; None for one that is newer than this list.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "text" => Self::Text,
            "multitext" => Self::List,
            "number" => Self::Number,
            "checkbox" => Self::Checkbox,
            "date" => Self::Date,
            "datetime" => Self::DateTime,
            "tags" => Self::Tags,
            "aliases" => Self::Aliases,
            _ => return None,
        })
    }
}
