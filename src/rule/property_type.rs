//! The types of properties in Obsidian, from `.obsidian/types.json`.

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

/// The types of a vault's properties, by name in lower case: Obsidian ignores the case of names.
pub type PropertyTypes = BTreeMap<String, PropertyType>;

impl PropertyType {
    /// Parses the name that Obsidian uses; None if it is unknown.
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
