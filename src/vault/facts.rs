//! What one note tells the others.

use serde::{Deserialize, Serialize};

use super::Sketch;
use crate::note::{Note, Value, ZoneKind};

/// What other notes may want to know of a note.
///
/// A pure function of the note's bytes, but for [`NoteFacts::is_evidence`]: raw values without spans, without the
/// note's path, without a judgement on what a property means. So it can be kept by the content's hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteFacts {
    /// Whether a person wrote the note, so that how it spells a name says something. Config knows, not the bytes.
    #[serde(skip, default = "yes")]
    pub is_evidence: bool,
    /// Properties that hold text or a list of texts.
    pub properties: Vec<(String, Vec<String>)>,
    /// The words of the first heading of the first level.
    pub heading: Option<String>,
    /// The words of every heading, in order.
    pub headings: Vec<String>,
    /// Names of blocks, without `^`.
    pub blocks: Vec<String>,
    /// Names of places that HTML gives.
    pub anchors: Vec<String>,
    /// Links of the body, in order.
    pub links: Vec<LinkFact>,
    /// Where a person may be named.
    pub mentions: Vec<Mention>,
    /// What the note's text is compared by, where a rule asked for that.
    pub sketch: Option<Sketch>,
}

fn yes() -> bool {
    true
}

impl Default for NoteFacts {
    fn default() -> Self {
        Self {
            is_evidence: true,
            properties: Vec::new(),
            heading: None,
            headings: Vec::new(),
            blocks: Vec::new(),
            anchors: Vec::new(),
            links: Vec::new(),
            mentions: Vec::new(),
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

/// A name that may be a person's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The name as it is written.
    pub form: String,
    /// How it is mentioned.
    pub kind: MentionKind,
}

/// How a name is mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MentionKind {
    /// `(via NAME)`.
    Via,
    /// `**NAME**:` at the head of a line.
    Speaker,
}

impl NoteFacts {
    /// Reads the facts of `note`.
    pub fn of(note: &Note) -> Self {
        let text = note.text();
        let body = note.body();
        let owned = |span: crate::text::Span| span.of(text).trim().to_owned();
        let links = body.links.iter().map(|link| LinkFact {
            path: link.path(text).into_owned(),
            fragment: link.fragment(text).map(|fragment| fragment.into_owned()),
            alias: link.alias.map(owned),
        });
        let via = note.entries().iter().flat_map(|entry| &entry.via);
        let via = via.map(|&span| Mention { form: owned(span), kind: MentionKind::Via });
        Self {
            is_evidence: true,
            properties: properties(note),
            heading: body.title().map(|heading| owned(heading.text)),
            headings: body.headings.iter().map(|heading| owned(heading.text)).collect(),
            blocks: note.block_ids().map(str::to_owned).collect(),
            anchors: note.anchors().map(str::to_owned).collect(),
            links: links.collect(),
            mentions: via.chain(speakers(note)).collect(),
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

/// Speaker labels: `**NAME**:` at the head of a line.
fn speakers(note: &Note) -> impl Iterator<Item = Mention> + '_ {
    let mut seen = std::collections::BTreeSet::new();
    let body = note.body();
    let labels = note.text().match_indices("**:").filter_map(move |(close, _)| {
        let line = note.lines().full_line(note.lines().line_at(close));
        let label = note.text()[line.start..close].strip_prefix("**")?;
        let in_code = body.zone_at(close).is_some_and(|zone| zone.kind.is_code() || zone.kind == ZoneKind::Comment);
        (!in_code && !label.contains('*')).then_some(label)
    });
    labels
        .filter(move |label| seen.insert(*label))
        .map(|label| Mention { form: label.to_owned(), kind: MentionKind::Speaker })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_values_without_places() {
        let text = "---\nAliases: [A, B]\nn: 3\n---\n# T\n**Ada Byron**: hi\n- 2025: [[x#h|y]] - z (via Bo C)\n";
        let facts = NoteFacts::of(&Note::new("p.md", text));
        assert_eq!(facts.property("aliases"), ["A", "B"]);
        assert_eq!(facts.heading.as_deref(), Some("T"));
        let link = LinkFact { path: "x".into(), fragment: Some("h".into()), alias: Some("y".into()) };
        assert_eq!(facts.links, [link]);
        let forms: Vec<_> = facts.mentions.iter().map(|mention| mention.form.as_str()).collect();
        assert_eq!(forms, ["Bo C", "Ada Byron"]);
    }
}
