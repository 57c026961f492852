//! The facts of a note that checks of other notes use.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::loose_properties::loose_properties;
use super::mentions::{Mention, Mentions, mentions};
use super::{HabitFacts, LineSample, Sketch};
use crate::note::{Link, Note, Value, damaged_headings, machine_fragments};

/// The facts of a note that checks of other notes use.
///
/// They are a pure function of the note's bytes and path, except [`NoteFacts::is_evidence`], declared templates and the
/// sketch: raw values without spans, and without an interpretation of properties. They can be cached by content hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteFacts {
    /// Whether a person wrote the note, so that its spellings of names are evidence. The config decides.
    pub is_evidence: bool,
    /// The properties whose value is a text or a list of texts; of invalid frontmatter, those that name the note.
    pub properties: Vec<(String, Vec<String>)>,
    /// The text of the first level-one heading.
    pub heading: Option<String>,
    /// The text of every heading, in order.
    pub headings: Vec<String>,
    /// The text of every garbled heading, and its text after a safe fix; `None` if no safe fix repairs it.
    pub damaged_headings: Vec<(String, Option<String>)>,
    /// The block ids, without `^`.
    pub blocks: Vec<String>,
    /// The anchors that HTML defines.
    pub anchors: Vec<String>,
    /// The links of the body, in order.
    pub links: Vec<LinkFact>,
    /// The links of properties to headings and blocks.
    pub property_links: Vec<LinkFact>,
    /// The garbled fragments in link definitions and HTML tags, which no fix changes.
    pub machine_fragments: Vec<String>,
    /// The names that may be of people.
    pub mentions: Vec<Mention>,
    /// The names in each `(via A, B)`.
    pub groups: Vec<Vec<String>>,
    /// What counts for the habits of the vault.
    pub habits: HabitFacts,
    /// The template placeholders, each once, as a template writes them.
    pub placeholders: Vec<String>,
    /// Whether a capitalised word of the body is written twice in a row.
    pub repeats_words: bool,
    /// A sample of its lines.
    pub lines: LineSample,
    /// The sketch of the text, if a rule needs it.
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
            machine_fragments: Vec::new(),
            mentions: Vec::new(),
            groups: Vec::new(),
            habits: HabitFacts::default(),
            placeholders: Vec::new(),
            repeats_words: false,
            lines: LineSample::default(),
            sketch: None,
        }
    }
}

/// A link as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkFact {
    /// The path of the target, without the fragment.
    pub path: String,
    /// The heading or block.
    pub fragment: Option<String>,
    /// The displayed text.
    pub alias: Option<String>,
}

impl NoteFacts {
    /// Extracts the facts of `note`.
    pub fn from_note(note: &Note) -> Self {
        let text = note.text();
        let body = note.body();
        let owned = |span: crate::text::Span| span.slice(text).trim().to_owned();
        let fact = |link: &Link| LinkFact {
            path: link.path(text).into_owned(),
            fragment: link.fragment(text).map(|fragment| fragment.into_owned()),
            alias: link.alias.map(owned),
        };
        let property_links = note.property_links();
        let Mentions { all, groups } = mentions(note);
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
            machine_fragments: machine_fragments(note),
            mentions: all,
            groups: groups.into_iter().filter(|group| group.len() > 1).collect(),
            habits: HabitFacts::from_note(note),
            placeholders: placeholders(note),
            lines: LineSample::from_note(note),
            repeats_words: !note.repeated_words().is_empty(),
            sketch: None,
        }
    }

    /// Returns the values of the property `key`, ignoring case; empty if there is none.
    pub fn property(&self, key: &str) -> &[String] {
        self.properties.iter().rev().find(|(name, _)| name.eq_ignore_ascii_case(key)).map_or(&[], |(_, values)| values)
    }
}

fn placeholders(note: &Note) -> Vec<String> {
    let forms = note.placeholders().into_iter().map(|found| found.form(note.text()));
    forms.collect::<BTreeSet<_>>().into_iter().collect()
}

fn properties(note: &Note) -> Vec<(String, Vec<String>)> {
    let Some(mapping) = note.properties() else { return loose_properties(note) };
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
    fn facts_have_no_spans() {
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
