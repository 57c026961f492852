//! The form that a property's values have in common.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Value as Json, json};

use super::is_nearly_all;
use crate::note::{Node, Note, Value};
use crate::rules::format_of;

/// What one value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ValueShape {
    /// `true` or `false`.
    Checkbox,
    /// A whole number.
    Whole,
    /// Another number.
    Number,
    /// `2025-11-07`.
    Day,
    /// A day with a time.
    Time,
    /// `[[Name]]`.
    Link,
    /// Any other text.
    Text(String),
    /// A list.
    List(ListShape),
    /// Keys and values.
    Mapping,
}

/// What a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ListShape {
    holds_links: bool,
    repeats: bool,
}

/// What nearly all values are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueFormat {
    /// Checkboxes.
    Checkbox,
    /// Whole numbers.
    Whole,
    /// Numbers.
    Number,
    /// Days.
    Day,
    /// Days with a time.
    Time,
    /// Days, some with a time.
    DayOrTime,
    /// Links.
    Link,
    /// One of a few words.
    OneOf(Vec<String>),
    /// Lists.
    List {
        /// Of links.
        of_links: bool,
        /// That hold nothing twice.
        without_repetition: bool,
    },
}

/// The most words that a property may choose from.
const MAX_CHOICES: usize = 10;
/// From so many values on, a few words are taken for all that there are.
const MIN_VALUES_FOR_CHOICES: usize = 20;

/// Whether a number is written as no number is: with a zero at its start, or at its end behind a point.
fn is_code(written: &str) -> bool {
    let digits = written.trim_start_matches(['-', '+']);
    let leads = digits.starts_with('0') && digits[1..].starts_with(|char: char| char.is_ascii_digit());
    leads || (digits.contains('.') && digits.ends_with('0') && !digits.ends_with(".0"))
}

impl ValueShape {
    /// The shape of `node`; None where nothing is written.
    pub(super) fn from_node(note: &Note, node: &Node) -> Option<Self> {
        Some(match &node.value {
            Value::Null => return None,
            Value::Bool(_) => Self::Checkbox,
            // `01234` and `1.10` are numbers to YAML, and codes to whoever wrote them.
            Value::Number(_) if is_code(node.span.slice(note.text())) => {
                Self::Text(node.span.slice(note.text()).to_owned())
            }
            Value::Number(_) if node.span.slice(note.text()).bytes().all(|byte| byte.is_ascii_digit()) => Self::Whole,
            Value::Number(_) => Self::Number,
            Value::String(text, _) if text.trim().is_empty() => return None,
            Value::String(text, _) => match format_of(text) {
                Some("date") => Self::Day,
                Some("datetime") => Self::Time,
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
    /// The form that nearly all of `shapes`, the values of `key`, have; None where they have none.
    pub(super) fn from_shapes(key: &str, shapes: &[&ValueShape]) -> Option<Self> {
        let count = |is: fn(&ValueShape) -> bool| shapes.iter().filter(|shape| is(shape)).count();
        let nearly_all = |is: fn(&ValueShape) -> bool| is_nearly_all(count(is), shapes.len());
        Some(if nearly_all(|shape| *shape == ValueShape::Checkbox) {
            Self::Checkbox
        } else if nearly_all(|shape| *shape == ValueShape::Whole) {
            Self::Whole
        } else if nearly_all(|shape| matches!(shape, ValueShape::Whole | ValueShape::Number)) {
            Self::Number
        } else if nearly_all(|shape| *shape == ValueShape::Day) {
            Self::Day
        } else if nearly_all(|shape| *shape == ValueShape::Time) {
            Self::Time
        } else if nearly_all(|shape| matches!(shape, ValueShape::Day | ValueShape::Time)) {
            Self::DayOrTime
        } else if nearly_all(|shape| *shape == ValueShape::Link) {
            Self::Link
        } else if nearly_all(|shape| matches!(shape, ValueShape::List(_)))
            || matches!(key, "tags" | "aliases" | "cssclasses")
        {
            let lists =
                || shapes.iter().filter_map(|shape| if let ValueShape::List(list) = shape { Some(list) } else { None });
            let share =
                |is: fn(&ListShape) -> bool| is_nearly_all(lists().filter(|list| is(list)).count(), lists().count());
            // A tag that stands twice is told of by a rule of its own.
            let without_repetition =
                share(|list| !list.repeats) && lists().count() >= MIN_VALUES_FOR_CHOICES && key != "tags";
            Self::List { of_links: share(|list| list.holds_links), without_repetition }
        } else {
            return choices(shapes);
        })
    }

    /// The JSON Schema of the form.
    pub(super) fn schema(&self) -> Json {
        match self {
            Self::Checkbox => json!({"type": "boolean"}),
            Self::Whole => json!({"type": "integer"}),
            Self::Number => json!({"type": "number"}),
            Self::Day => json!({"format": "date"}),
            Self::Time => json!({"format": "datetime"}),
            Self::DayOrTime => json!({"format": "day"}),
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

/// The few words that nearly all values are, each of them several times.
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
    // Ten words in twenty values are no choice, but what happens to stand there.
    let are_repeated = known >= counts.len() * 5;
    let is_choice = are_few && are_repeated && is_nearly_all(known, shapes.len());
    is_choice.then(|| ValueFormat::OneOf(counts.into_keys().map(str::to_owned).collect()))
}
