//! Properties against the types that the vault's owner gave them in Obsidian.
//!
//! Obsidian shows such a value with a warning, and a query does not find it. What it reads all the same is no finding:
//! a date that says less than a day, one value where several may stand.

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{ListProperty, Node, Note, Pair, Value};
use crate::rule::PropertyType;
use crate::text::{Edit, Edits};

use super::super::shared::inner;
use super::{clip, format, list_fix};

/// What is wrong with `pair`, which Obsidian reads only where it is a list: since version 1.9 it takes a text for nothing.
pub(super) fn not_a_list(note: &Note, pair: &Pair, property: ListProperty) -> Option<Diagnostic> {
    let is_empty = pair.value.as_str().is_some_and(|text| text.trim().is_empty());
    if is_empty || matches!(pair.value.value, Value::Null | Value::Sequence(..) | Value::Mapping(..)) {
        return None;
    }
    let message = format!("Obsidian reads `{}` only as a list; this is {}", pair.key, pair.value.value.kind());
    let found = Diagnostic::new(pair.value.span, message);
    Some(match list_fix(note, property, pair) {
        Some(fix) => found.with_fix(fix),
        None => found.with_help("write one item a line, each after `- `"),
    })
}

/// What is wrong with `pair`, whose property is of the type `kind`.
pub(super) fn mismatch(note: &Note, pair: &Pair, kind: PropertyType) -> Option<Diagnostic> {
    let node = &pair.value;
    // Obsidian shows what plugins keep in mappings, and edits none of it.
    if matches!(node.value, Value::Mapping(..)) {
        return None;
    }
    let wanted = match kind {
        PropertyType::Text => match &node.value {
            // A link without quotes is a list in a list, and told of as what it is.
            Value::Sequence(items, _) => (items.len() > 1).then_some("text")?,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(..) | Value::Mapping(..) => return None,
        },
        PropertyType::List => return None,
        PropertyType::Number => match &node.value {
            Value::Null | Value::Number(_) => return None,
            Value::Bool(_) | Value::String(..) | Value::Sequence(..) | Value::Mapping(..) => "a number",
        },
        PropertyType::Checkbox => match &node.value {
            Value::Null | Value::Bool(_) => return None,
            Value::Number(_) | Value::String(..) | Value::Sequence(..) | Value::Mapping(..) => "a checkbox",
        },
        PropertyType::Date | PropertyType::DateTime => return date(note, node),
        PropertyType::Tags | PropertyType::Aliases => match &node.value {
            Value::Null | Value::Sequence(..) => return None,
            Value::Bool(_) | Value::Number(_) | Value::String(..) | Value::Mapping(..) => "a list",
        },
    };
    let message = format!("`{}` is {wanted} in this vault; this is {}", pair.key, node.value.kind());
    let found = Diagnostic::new(node.span, message);
    Some(match fix(note, pair, kind) {
        Some(fix) => found.with_fix(fix),
        None => found,
    })
}

fn date(note: &Note, node: &Node) -> Option<Diagnostic> {
    let written = match &node.value {
        Value::String(text, _) => text.as_str(),
        Value::Number(_) => node.span.slice(note.text()),
        Value::Null | Value::Bool(_) | Value::Sequence(..) | Value::Mapping(..) => return None,
    };
    if format::is_day_if_meant(written) {
        return None;
    }
    let found = Diagnostic::new(node.span, format!("`{}` is not a date (YYYY-MM-DD)", clip(written)));
    Some(match format::unambiguous_date(inner(node).slice(note.text())) {
        Some(day) => {
            found.with_fix(Fix::safe_fix(format!("write `{day}`"), Edits::from_edit(Edit::replace(inner(node), day))))
        }
        None => found,
    })
}

fn fix(note: &Note, pair: &Pair, kind: PropertyType) -> Option<Fix> {
    match kind {
        PropertyType::Tags => list_fix(note, ListProperty::Tags, pair),
        PropertyType::Aliases => list_fix(note, ListProperty::Aliases, pair),
        PropertyType::Checkbox => {
            let meant = match pair.value.as_str()?.to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" => "true",
                "false" | "no" | "off" => "false",
                _ => return None,
            };
            Some(Fix::unsafe_fix(format!("write `{meant}`"), Edits::from_edit(Edit::replace(pair.value.span, meant))))
        }
        PropertyType::Text
        | PropertyType::List
        | PropertyType::Number
        | PropertyType::Date
        | PropertyType::DateTime => None,
    }
}
