//! Note types: which notes have a type, and the schema of their properties.

use globset::GlobSet;

use crate::note::Note;

/// A note type.
#[derive(Clone, Debug)]
pub struct NoteType {
    /// Its name in the config.
    pub name: String,
    /// The notes that have the type.
    pub matcher: NoteMatcher,
    /// The headings that its notes must have, in this order.
    pub sections: Vec<String>,
    /// JSON Schema 2020-12 of its properties; null if there is none.
    pub schema: serde_json::Value,
}

/// A condition on notes: any one of the three is enough.
#[derive(Clone, Debug, Default)]
pub struct NoteMatcher {
    /// Values of the property `type`.
    pub types: Vec<String>,
    /// Globs of paths.
    pub paths: GlobSet,
    /// Tags, without `#`.
    pub tags: Vec<String>,
}

/// The note types of a vault, in the order in which they are tried.
#[derive(Clone, Debug, Default)]
pub struct NoteTypes(Vec<NoteType>);

impl NoteTypes {
    /// Creates the list; a note has the first type that matches.
    pub fn new(types: Vec<NoteType>) -> Self {
        Self(types)
    }

    /// Returns the type of `note`. A template has none, because its properties are not filled in yet.
    pub fn type_of(&self, note: &Note) -> Option<&NoteType> {
        if note.is_template() {
            return None;
        }
        self.0.iter().find(|kind| kind.matcher.matches(note))
    }

    /// Iterates over the types.
    pub fn iter(&self) -> impl Iterator<Item = &NoteType> {
        self.0.iter()
    }

    /// Iterates over all values of the property `type` that a type matches.
    pub fn known_values(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flat_map(|kind| kind.matcher.types.iter().map(String::as_str))
    }
}

impl NoteMatcher {
    /// Returns whether `note` matches.
    pub fn matches(&self, note: &Note) -> bool {
        let by_type = || note.property_text("type").is_some_and(|value| self.types.iter().any(|kind| kind == value));
        let by_tag = || {
            let tags = note.properties().and_then(|properties| properties.get("tags"));
            tags.is_some_and(|pair| {
                let mut tags = pair.value.items().iter().filter_map(|item| item.as_str());
                tags.any(|tag| self.tags.iter().any(|wanted| wanted.eq_ignore_ascii_case(tag.trim_start_matches('#'))))
            })
        };
        by_type() || self.paths.is_match(note.path()) || by_tag()
    }
}
