//! Edits in flow style, within brackets and braces.

use super::yaml_edit::YamlEditor;
use crate::note::Node;
use crate::text::{Edit, Span};

/// Returns the edits that insert `item` at index `at` of a non-empty list in brackets.
pub(super) fn insert(layout: &YamlEditor<'_>, list: &Node, items: &[Node], at: usize, item: &str) -> Option<Vec<Edit>> {
    let text = layout.text;
    let is_broken = text[list.span.start..items[0].span.start].contains('\n');
    let indent = " ".repeat(layout.column(items[0].span.start));
    let Some(before) = at.checked_sub(1).map(|before| items[before].span.end) else {
        return Some(vec![match is_broken {
            true => layout.line_below(list.span.start, &format!("{indent}{item},")),
            false => Edit::insert(items[0].span.start, format!("{item}, ")),
        }]);
    };
    let sign = layout.next_sign(before);
    let has_comma = text[sign..].starts_with(',');
    let behind = if has_comma { sign + 1 } else { before };
    // If other items are on the line, or the comma is on another one, the item is inserted within the line.
    let is_last_on_line = layout.next_sign(behind) >= layout.line_end(behind) && behind <= layout.line_end(before);
    if !is_broken || !is_last_on_line {
        return Some(vec![Edit::insert(before, format!(", {item}"))]);
    }
    let line = layout.line_below(behind, &format!("{indent}{item}{}", if has_comma { "," } else { "" }));
    Some(if has_comma { vec![line] } else { vec![Edit::insert(before, ","), line] })
}

/// Returns the edits that remove the part at index `at` with its comma, and with its line if nothing else is on it.
pub(super) fn remove(layout: &YamlEditor<'_>, parts: &[Span], at: usize) -> Option<Vec<Edit>> {
    let text = layout.text;
    let part = *parts.get(at)?;
    let whitespace = |at: usize| text[at..].len() - text[at..].trim_start_matches([' ', '\t']).len();
    let sign = part.end + whitespace(part.end);
    let has_comma = text[sign..].starts_with(',');
    let behind = if has_comma { sign + 1 } else { part.end };
    let next = behind + whitespace(behind);
    let ends_line = text[next..].starts_with(['#', '\n', '\r']);
    let line = layout.line_start(part.start);
    if ends_line && text[line..part.start].trim().is_empty() {
        return Some(vec![Edit::delete(Span::new(line, layout.line_end(next)))]);
    }
    if has_comma {
        return Some(vec![Edit::delete(Span::new(part.start, if ends_line { behind } else { next }))]);
    }
    let before = text[..part.start].trim_end();
    let start = if before.ends_with(',') { before.len() - 1 } else { part.start };
    Some(vec![Edit::delete(Span::new(start, part.end))])
}
