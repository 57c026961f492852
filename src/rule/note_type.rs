//! Types of notes: which notes are of a type, and what its properties must be.

use globset::GlobSet;

use crate::note::Note;

/// A type of note.
#[derive(Clone, Debug)]
pub struct NoteType {
    /// Its name in config.
    pub name: String,
    /// Which notes are of it.
    pub matcher: NoteMatcher,
    /// Headings that its notes have, in this order.
    pub sections: Vec<String>,
    /// JSON Schema 2020-12 of its properties; null where there is none.
    pub schema: serde_json::Value,
}

/// Which notes are of a type: any of the three is enough.
#[derive(Clone, Debug, Default)]
pub struct NoteMatcher {
    /// Values of the property `type`.
    pub types: Vec<String>,
    /// Paths.
    pub paths: GlobSet,
    /// Tags, without `#`.
    pub tags: Vec<String>,
}

/// The types of a vault, in the order in which they are tried.
#[derive(Clone, Debug, Default)]
pub struct NoteTypes(Vec<NoteType>);

impl NoteTypes {
    /// The first type that fits is the note's.
    pub fn new(types: Vec<NoteType>) -> Self {
        Self(types)
    }

    /// The type of `note`. A template has none: its properties are not filled in yet.
    pub fn type_of(&self, note: &Note) -> Option<&NoteType> {
        if note.is_template() {
            return None;
        }
        self.0.iter().find(|kind| kind.matcher.matches(note))
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &NoteType> {
        self.0.iter()
    }

    /// Every value of the property `type` that some type knows.
    pub fn known_values(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flat_map(|kind| kind.matcher.types.iter().map(String::as_str))
    }
}

impl NoteMatcher {
    /// Whether `note` is meant.
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
