//! Observations about one note, from which a config is inferred.

use std::collections::{BTreeMap, BTreeSet};

use super::is_blank;
use super::value_format::ValueShape;
use crate::config::Settings;
use crate::names::PersonName;
use crate::note::{CollectionStyle, Note, Pair, RegionKind, stem};
use crate::text::Span;
use crate::vault::list_style;

/// A group of notes, by what they have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoteGroup {
    /// A built-in note type, by name.
    BuiltIn(String),
    /// A value of the property `type`.
    Type(String),
    /// A tag below `type/`.
    Tag(String),
}

impl NoteGroup {
    /// Returns the name of the type.
    pub fn name(&self) -> &str {
        match self {
            Self::BuiltIn(name) | Self::Type(name) => name,
            Self::Tag(tag) => tag.rsplit('/').next().unwrap_or(tag),
        }
    }

    pub(super) fn is_people(&self) -> bool {
        matches!(self, Self::BuiltIn(name) if name == "people")
    }
}

/// Observations about one note.
#[derive(Debug)]
pub struct Observation {
    pub(super) group: Option<NoteGroup>,
    pub(super) tags: Vec<String>,
    /// Properties with a value, in order.
    pub(super) properties: Vec<(String, ValueShape)>,
    /// The sections below the title.
    pub(super) sections: Vec<ObservedSection>,
    pub(super) lists: Vec<ObservedList>,
    /// The number of entries under each heading.
    pub(super) entries: Vec<(String, usize)>,
    pub(super) partial_dates: usize,
    pub(super) full_dates: usize,
    pub(super) is_named_as_a_person: bool,
    /// The styles of the lists in properties.
    pub(super) list_styles: Vec<CollectionStyle>,
}

#[derive(Debug)]
pub(super) struct ObservedSection {
    pub(super) heading: String,
    pub(super) is_empty: bool,
}

/// The bullet list under a heading.
#[derive(Debug)]
pub(super) struct ObservedList {
    pub(super) heading: String,
    pub(super) repeats: bool,
    /// Whether its items begin with times, dates or numbers.
    pub(super) is_log: bool,
}

impl Observation {
    /// Analyses `note`; `default` has the built-in note types. Returns None for a template or a drawing.
    pub fn from_note(note: &Note, default: &Settings) -> Option<Self> {
        if note.is_template() || note.is_drawing() {
            return None;
        }
        let tags = tags(note);
        let mut entries: BTreeMap<String, usize> = BTreeMap::new();
        let (mut partial_dates, mut full_dates) = (0, 0);
        for entry in note.entries() {
            match entry.date.precision() {
                1 | 2 => partial_dates += 1,
                3 => full_dates += 1,
                _ => {}
            }
            if let Some(section) = note.body().items[entry.item].section {
                *entries.entry(heading(note, section)).or_default() += 1;
            }
        }
        Some(Self {
            group: group(note, default, &tags),
            properties: properties(note),
            sections: sections(note),
            lists: lists(note),
            entries: entries.into_iter().collect(),
            partial_dates,
            full_dates,
            list_styles: pairs(note).filter_map(|pair| list_style(&pair.value)).collect(),
            is_named_as_a_person: PersonName::parse(note.name()).is_some(),
            tags,
        })
    }
}

fn group(note: &Note, default: &Settings, tags: &[String]) -> Option<NoteGroup> {
    if let Some(name) = default.type_of(note) {
        return Some(NoteGroup::BuiltIn(name.to_owned()));
    }
    if let Some(kind) = note.property_text("type").filter(|kind| !kind.trim().is_empty()) {
        return Some(NoteGroup::Type(kind.to_owned()));
    }
    tags.iter().find(|tag| tag.starts_with("type/")).cloned().map(NoteGroup::Tag)
}

fn tags(note: &Note) -> Vec<String> {
    let items = note.properties().and_then(|properties| properties.get("tags")).map(|pair| pair.value.items());
    let tags = items.into_iter().flatten().filter_map(|item| item.as_str());
    tags.map(|tag| tag.trim_start_matches('#').to_lowercase()).collect()
}

fn pairs(note: &Note) -> impl Iterator<Item = &Pair> {
    note.properties().into_iter().flat_map(|properties| &properties.pairs)
}

fn properties(note: &Note) -> Vec<(String, ValueShape)> {
    let mut seen = BTreeSet::new();
    pairs(note)
        .filter(|pair| seen.insert(pair.key.as_str()))
        .filter_map(|pair| Some((pair.key.clone(), ValueShape::from_node(note, &pair.value)?)))
        .collect()
}

fn heading(note: &Note, section: usize) -> String {
    note.body().headings[section].text.slice(note.text()).to_owned()
}

fn sections(note: &Note) -> Vec<ObservedSection> {
    let headings = &note.body().headings;
    let end_of =
        |at: usize| headings.get(at + 1).map_or(note.text().len(), |next| note.lines().full_line(next.line).start);
    let sections = headings.iter().enumerate().filter(|(_, heading)| heading.level > 1).map(|(at, heading)| {
        let start = note.lines().full_line(heading.line).end.min(end_of(at));
        let comments =
            note.body().regions.iter().filter(|region| region.kind == RegionKind::Comment).map(|region| region.span);
        let rest = Span::new(start, end_of(at)).subtract(comments);
        let holds_sections = headings.get(at + 1).is_some_and(|next| next.level > heading.level);
        let is_empty = !holds_sections && rest.iter().all(|part| is_blank(note.text(), *part));
        ObservedSection { heading: heading.text.slice(note.text()).to_owned(), is_empty }
    });
    sections.collect()
}

fn lists(note: &Note) -> Vec<ObservedList> {
    let text = note.text();
    let entries: BTreeSet<usize> = note.entries().iter().map(|entry| entry.item).collect();
    let mut by_section: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for (at, item) in note.body().items.iter().enumerate() {
        let is_plain = item.parent.is_none() && item.task.is_none() && item.quote == 0 && !entries.contains(&at);
        let is_bullet = !item.marker.slice(text).starts_with(|c: char| c.is_ascii_digit());
        if let Some(section) = item.section.filter(|_| is_plain && is_bullet) {
            let words = item.text.slice(text);
            let link = words.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
            let name = link.map(|link| stem(link.split(['|', '#']).next().unwrap_or(link)));
            by_section.entry(section).or_default().push(name.unwrap_or(words));
        }
    }
    let lists = by_section.into_iter().filter(|(_, items)| items.len() > 1).map(|(section, items)| {
        let mut seen = BTreeSet::new();
        let numbered = items.iter().filter(|item| item.starts_with(|c: char| c.is_ascii_digit())).count();
        let is_log = numbered * 2 > items.len();
        ObservedList { heading: heading(note, section), repeats: !items.iter().all(|item| seen.insert(*item)), is_log }
    });
    lists.collect()
}
