//! The facts of one note from which the habits of a vault are counted.

use serde::{Deserialize, Serialize};

use crate::note::{CollectionStyle, Node, Note, SectionContent, Value, section_contents};

/// The maximum number of keys and of sections that count, for each note.
const MAX_COUNTED: usize = 64;

/// The facts of one note from which the habits of a vault are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HabitFacts {
    /// Whether the note is a template: it shows what is left empty, and counts for nothing else.
    pub is_template: bool,
    /// Whether it is a drawing, which a plugin writes: it counts for nothing.
    pub is_drawing: bool,
    /// The property `type`, if it is a text.
    pub note_type: Option<String>,
    /// The keys of the properties in order, and whether each has a value. `""`, `[]` and `[[]]` are none.
    pub keys: Vec<(String, bool)>,
    /// The number of lists in properties that are written in brackets.
    pub flow_lists: usize,
    /// The number of lists in properties that are written line by line.
    pub block_lists: usize,
    /// The sections without sections in them: the index of the heading, and whether it has content.
    pub sections: Vec<(usize, bool)>,
}

impl HabitFacts {
    /// Extracts the facts of `note`.
    pub(super) fn from_note(note: &Note) -> Self {
        let sections = section_contents(note).map(|(at, content)| (at, content == SectionContent::Text));
        let mut facts = Self {
            is_template: note.is_template(),
            is_drawing: note.is_drawing(),
            note_type: note.property_text("type").map(str::to_owned),
            sections: sections.take(MAX_COUNTED).collect(),
            ..Self::default()
        };
        let Some(properties) = note.properties() else { return facts };
        for pair in properties.pairs.iter().take(MAX_COUNTED) {
            facts.keys.push((pair.key.clone(), has_value(&pair.value)));
            match list_style(&pair.value) {
                Some(CollectionStyle::Flow) => facts.flow_lists += 1,
                Some(CollectionStyle::Block) => facts.block_lists += 1,
                None => {}
            }
        }
        facts
    }
}

/// Returns whether a property has a value: not nothing, `""`, `[]`, `{}`, `[[]]`, nor a list of these.
pub fn has_value(node: &Node) -> bool {
    match &node.value {
        Value::Null => false,
        Value::String(text, _) => !is_blank(text),
        Value::Sequence(items, _) => items.iter().any(has_value),
        Value::Mapping(mapping, _) => !mapping.pairs.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

fn is_blank(text: &str) -> bool {
    let inner = text.trim().strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
    inner.unwrap_or(text).trim().is_empty()
}

/// Returns the style of a list with items and without lists in it; `None` for everything else.
pub fn list_style(node: &Node) -> Option<CollectionStyle> {
    let Value::Sequence(items, style) = &node.value else { return None };
    let is_nested = items.iter().any(|item| matches!(item.value, Value::Sequence(..) | Value::Mapping(..)));
    (!items.is_empty() && !is_nested).then_some(*style)
}
