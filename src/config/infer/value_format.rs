//! The common format of a property's values.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Value as Json, json};

use super::is_nearly_all;
use crate::note::{Node, Note, Value};
use crate::rules::format_of;

/// The shape of one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ValueShape {
    /// `true` or `false`.
    Checkbox,
    /// An integer.
    Whole,
    /// Another number.
    Number,
    /// `2025-11-07`.
    Date,
    /// A date with a time.
    DateTime,
    /// `[[Name]]`.
    Link,
    /// Any other text.
    Text(String),
    /// A list.
    List(ListShape),
    /// Keys and values.
    Mapping,
}

/// The shape of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ListShape {
    holds_links: bool,
    repeats: bool,
}

/// The format that nearly all values have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueFormat {
    /// Checkboxes.
    Checkbox,
    /// Integers.
    Whole,
    /// Numbers.
    Number,
    /// Dates.
    Date,
    /// Dates with a time.
    DateTime,
    /// Dates, some with a time.
    DateOrDateTime,
    /// Links.
    Link,
    /// One of a few words.
    OneOf(Vec<String>),
    /// Lists.
    List {
        /// Whether the items are links.
        of_links: bool,
        /// Whether no item is repeated.
        without_repetition: bool,
    },
}

/// Maximum number of words in an enum.
const MAX_CHOICES: usize = 10;
/// Minimum number of values from which an enum, or the absence of repeated items, is inferred.
const MIN_VALUES_FOR_CHOICES: usize = 20;

/// Returns whether a number is probably a code: it has a leading zero, or a trailing zero after the decimal point.
fn is_code(written: &str) -> bool {
    let digits = written.trim_start_matches(['-', '+']);
    let leads = digits.starts_with('0') && digits[1..].starts_with(|char: char| char.is_ascii_digit());
    leads || (digits.contains('.') && digits.ends_with('0') && !digits.ends_with(".0"))
}

impl ValueShape {
    /// Returns the shape of `node`; None if the value is empty.
    pub(super) fn from_node(note: &Note, node: &Node) -> Option<Self> {
        Some(match &node.value {
            Value::Null => return None,
            Value::Bool(_) => Self::Checkbox,
            // `01234` and `1.10` are numbers in YAML, but codes to their author.
            Value::Number(_) if is_code(node.span.slice(note.text())) => {
                Self::Text(node.span.slice(note.text()).to_owned())
            }
            Value::Number(_) if node.span.slice(note.text()).bytes().all(|byte| byte.is_ascii_digit()) => Self::Whole,
            Value::Number(_) => Self::Number,
            Value::String(text, _) if text.trim().is_empty() => return None,
            Value::String(text, _) => match format_of(text) {
                Some("date") => Self::Date,
                Some("datetime") => Self::DateTime,
                Some("wikilink") => Self::Link,
                Some(_) | None => Self::Text(text.clone()),
            },
            Value::Sequence(items, _) if items.is_empty() => return None,
            Value::Sequence(items, _) => {
                let texts: Vec<Option<&str>> = items.iter().map(Node::as_str).collect();
                let is_link = |text: &Option<&str>| text.and_then(format_of) == Some("wikilink");
                let mut seen = HashSet::new();
                Self::List(ListShape {
                    holds_links: texts.iter().all(is_link),
                    repeats: !texts.iter().flatten().all(|text| seen.insert(*text)),
                })
            }
            Value::Mapping(..) => Self::Mapping,
        })
    }
}

impl ValueFormat {
    /// Returns the format that nearly all of `shapes`, the values of `key`, have; None if there is none.
    pub(super) fn from_shapes(key: &str, shapes: &[&ValueShape]) -> Option<Self> {
        let count = |is: fn(&ValueShape) -> bool| shapes.iter().filter(|shape| is(shape)).count();
        let nearly_all = |is: fn(&ValueShape) -> bool| is_nearly_all(count(is), shapes.len());
        Some(if nearly_all(|shape| *shape == ValueShape::Checkbox) {
            Self::Checkbox
        } else if nearly_all(|shape| *shape == ValueShape::Whole) {
            Self::Whole
        } else if nearly_all(|shape| matches!(shape, ValueShape::Whole | ValueShape::Number)) {
            Self::Number
        } else if nearly_all(|shape| *shape == ValueShape::Date) {
            Self::Date
        } else if nearly_all(|shape| *shape == ValueShape::DateTime) {
            Self::DateTime
        } else if nearly_all(|shape| matches!(shape, ValueShape::Date | ValueShape::DateTime)) {
            Self::DateOrDateTime
        } else if nearly_all(|shape| *shape == ValueShape::Link) {
            Self::Link
        } else if nearly_all(|shape| matches!(shape, ValueShape::List(_)))
            || matches!(key, "tags" | "aliases" | "cssclasses")
        {
            let lists =
                || shapes.iter().filter_map(|shape| if let ValueShape::List(list) = shape { Some(list) } else { None });
            let share =
                |is: fn(&ListShape) -> bool| is_nearly_all(lists().filter(|list| is(list)).count(), lists().count());
            // Repeated tags have a rule of their own.
            let without_repetition =
                share(|list| !list.repeats) && lists().count() >= MIN_VALUES_FOR_CHOICES && key != "tags";
            Self::List { of_links: share(|list| list.holds_links), without_repetition }
        } else {
            return choices(shapes);
        })
    }

    /// Returns the JSON Schema of the format.
    pub(super) fn schema(&self) -> Json {
        match self {
            Self::Checkbox => json!({"type": "boolean"}),
            Self::Whole => json!({"type": "integer"}),
            Self::Number => json!({"type": "number"}),
            Self::Date => json!({"format": "date"}),
            Self::DateTime => json!({"format": "datetime"}),
            Self::DateOrDateTime => json!({"format": "day"}),
            Self::Link => json!({"format": "wikilink"}),
            Self::OneOf(words) => json!({"enum": words}),
            Self::List { of_links, without_repetition } => {
                let mut schema = json!({"type": "array"});
                if *without_repetition {
                    schema["uniqueItems"] = true.into();
                }
                if *of_links {
                    schema["items"] = json!({"format": "wikilink"});
                }
                schema
            }
        }
    }
}

/// Returns an enum if nearly all values are one of a few words, each of which occurs several times.
fn choices(shapes: &[&ValueShape]) -> Option<ValueFormat> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for shape in shapes {
        if let ValueShape::Text(text) = shape {
            *counts.entry(text).or_default() += 1;
        }
    }
    counts.retain(|_, count| *count >= 3);
    let known: usize = counts.values().sum();
    let are_few = (2..=MAX_CHOICES).contains(&counts.len()) && shapes.len() >= MIN_VALUES_FOR_CHOICES;
    // Ten different words in twenty values are probably free text.
    let are_repeated = known >= counts.len() * 5;
    let is_choice = are_few && are_repeated && is_nearly_all(known, shapes.len());
    is_choice.then(|| ValueFormat::OneOf(counts.into_keys().map(str::to_owned).collect()))
}
