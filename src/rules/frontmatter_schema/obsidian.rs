//! Checks properties against their types in Obsidian.
//!
//! Obsidian shows a mismatching value with a warning, and queries do not find it. Values that it accepts anyway are not
//! reported: a partial date, or one value in place of a list.

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{ListProperty, Node, Note, Pair, Value, has_placeholder};
use crate::rule::PropertyType;
use crate::text::{Edit, Edits};

use super::super::shared::inner;
use super::{clip, format, list_fix};

/// Returns a finding if `pair` is not a list: since version 1.9, Obsidian ignores text in these properties.
pub(super) fn not_a_list(note: &Note, pair: &Pair, property: ListProperty) -> Option<Diagnostic> {
    let is_empty = pair.value.as_str().is_some_and(|text| text.trim().is_empty());
    if is_empty || matches!(pair.value.value, Value::Null | Value::Sequence(..) | Value::Mapping(..)) {
        return None;
    }
    let message = format!("`{}` is {}, but Obsidian reads only a list", pair.key, pair.value.value.kind());
    let found = Diagnostic::new(pair.value.span, message);
    Some(match list_fix(note, property, pair) {
        Some(fix) => found.with_fix(fix),
        None => found.with_help("write one item per line, each starting with `- `"),
    })
}

/// Returns the findings for the properties of a template that every note made from it will have as text instead of a list.
pub(super) fn lists_of_template(note: &Note) -> impl Iterator<Item = Diagnostic> {
    let pairs = note.filled_properties().map(|properties| properties.into_owned().pairs).unwrap_or_default();
    pairs.into_iter().filter_map(|pair| {
        let property = ListProperty::from_key(&pair.key)?;
        let written = pair.value.span.slice(note.text());
        if !has_placeholder(written) {
            return not_a_list(note, &pair, property);
        }
        let message = format!("`{}` will be text, but Obsidian reads only a list", pair.key);
        let help = "write one item per line, each starting with `- `";
        is_text_when_filled(written).then(|| Diagnostic::new(pair.value.span, message).with_help(help))
    })
}

/// Returns true for a title or a date, which are text whatever they are filled with. A command may write a list.
fn is_text_when_filled(placeholder: &str) -> bool {
    let inner = placeholder.trim_matches(|c: char| c.is_whitespace() || "\"'{}<>%-_".contains(c));
    let known = ["title", "date", "time", "tp.file.title", "tp.date.", "tp.file.creation_date", "tp.file.folder"];
    placeholder.matches("{{").count() + placeholder.matches("<%").count() == 1
        && known.iter().any(|word| inner.to_ascii_lowercase().starts_with(word))
}

/// Returns a finding if the value of `pair` does not match the property type `kind`.
pub(super) fn mismatch(note: &Note, pair: &Pair, kind: PropertyType) -> Option<Diagnostic> {
    let node = &pair.value;
    // Plugins store mappings, which Obsidian displays but does not edit.
    if matches!(node.value, Value::Mapping(..)) {
        return None;
    }
    let wanted = match kind {
        PropertyType::Text => match &node.value {
            // A nested list may be an unquoted link, which another rule reports.
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
    let message = format!("`{}` is {}, but its type in this vault is {wanted}", pair.key, node.value.kind());
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
