//! What one note tells the others.

use serde::{Deserialize, Serialize};

use super::Sketch;
use super::mentions::{Mention, Mentions, Prose, mentions};
use crate::note::{Link, Note, Value, damaged_headings};

/// What other notes may want to know of a note.
///
/// A pure function of the note's bytes, but for [`NoteFacts::is_evidence`]: raw values without spans, without the
/// note's path, without a judgement on what a property means. So it can be kept by the content's hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteFacts {
    /// Whether a person wrote the note, so that how it spells a name says something. Config knows, not the bytes.
    pub is_evidence: bool,
    /// Properties that hold text or a list of texts.
    pub properties: Vec<(String, Vec<String>)>,
    /// The words of the first heading of the first level.
    pub heading: Option<String>,
    /// The words of every heading, in order.
    pub headings: Vec<String>,
    /// The words of every damaged heading, and as a safe fix leaves them; None where no safe fix repairs them.
    pub damaged_headings: Vec<(String, Option<String>)>,
    /// Names of blocks, without `^`.
    pub blocks: Vec<String>,
    /// Names of places that HTML gives.
    pub anchors: Vec<String>,
    /// Links of the body, in order.
    pub links: Vec<LinkFact>,
    /// Links of properties to headings and blocks.
    pub property_links: Vec<LinkFact>,
    /// Where a person may be named.
    pub mentions: Vec<Mention>,
    /// Names that stand together in one `(via A, B)`.
    pub groups: Vec<Vec<String>>,
    /// What the note's text is compared by, where a rule asked for that.
    pub sketch: Option<Sketch>,
}

impl Default for NoteFacts {
    fn default() -> Self {
        Self {
            is_evidence: true,
            properties: Vec::new(),
            heading: None,
            headings: Vec::new(),
            damaged_headings: Vec::new(),
            blocks: Vec::new(),
            anchors: Vec::new(),
            links: Vec::new(),
            property_links: Vec::new(),
            mentions: Vec::new(),
            groups: Vec::new(),
            sketch: None,
        }
    }
}

/// A link as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkFact {
    /// The target's path, without the fragment.
    pub path: String,
    /// The heading or block.
    pub fragment: Option<String>,
    /// The words shown.
    pub alias: Option<String>,
}

impl NoteFacts {
    /// Reads the facts of `note`, without names in plain text.
    pub fn from_note(note: &Note) -> Self {
        Self::with_prose(note, Prose::Skipped)
    }

    /// Reads the facts of `note`, and names in plain text where `prose` says so.
    pub fn with_prose(note: &Note, prose: Prose) -> Self {
        let text = note.text();
        let body = note.body();
        let owned = |span: crate::text::Span| span.slice(text).trim().to_owned();
        let fact = |link: &Link| LinkFact {
            path: link.path(text).into_owned(),
            fragment: link.fragment(text).map(|fragment| fragment.into_owned()),
            alias: link.alias.map(owned),
        };
        let property_links = note.property_links();
        let Mentions { all, groups } = mentions(note, prose);
        Self {
            is_evidence: true,
            properties: properties(note),
            heading: body.title().map(|heading| owned(heading.text)),
            headings: body.headings.iter().map(|heading| owned(heading.text)).collect(),
            damaged_headings: damaged_headings(note)
                .into_iter()
                .map(|heading| (owned(heading.text), heading.repaired))
                .collect(),
            blocks: note.block_ids().map(str::to_owned).collect(),
            anchors: note.anchors().map(str::to_owned).collect(),
            links: body.links.iter().map(fact).collect(),
            property_links: property_links.iter().filter(|link| link.fragment.is_some()).map(fact).collect(),
            mentions: all,
            groups: groups.into_iter().filter(|group| group.len() > 1).collect(),
            sketch: None,
        }
    }

    /// The values of property `key`, whatever its case.
    pub fn property(&self, key: &str) -> &[String] {
        self.properties.iter().rev().find(|(name, _)| name.eq_ignore_ascii_case(key)).map_or(&[], |(_, values)| values)
    }
}

fn properties(note: &Note) -> Vec<(String, Vec<String>)> {
    let Some(mapping) = note.properties() else { return Vec::new() };
    let texts = mapping.pairs.iter().filter_map(|pair| {
        let values: Vec<String> =
            pair.value.items().iter().filter_map(|item| item.as_str().map(str::to_owned)).collect();
        let holds_text = matches!(pair.value.value, Value::String(..) | Value::Sequence(..));
        (holds_text && !values.is_empty()).then(|| (pair.key.clone(), values))
    });
    texts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_values_without_places() {
        let text = "---\nAliases: [A, B]\nn: 3\n---\n# T\n**Ada Byron**: hi\n- 2025: [[x#h|y]] - z (via Bo Ci)\n";
        let facts = NoteFacts::from_note(&Note::new("p.md", text));
        assert_eq!(facts.property("aliases"), ["A", "B"]);
        assert_eq!(facts.heading.as_deref(), Some("T"));
        let link = LinkFact { path: "x".into(), fragment: Some("h".into()), alias: Some("y".into()) };
        assert_eq!(facts.links, [link]);
        let forms: Vec<_> = facts.mentions.iter().map(|mention| mention.form.as_str()).collect();
        assert_eq!(forms, ["Ada Byron", "Bo Ci"]);
    }
}
