//! Properties that are defined twice.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Mapping, Node, Note, Pair, Value};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits};
use crate::vault::VaultIndex;

use super::shared::{checked_properties, lines_of};

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(DuplicateKey))
}

struct DuplicateKey;

impl Rule for DuplicateKey {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        if let Some(properties) = checked_properties(note) {
            mapping(note, properties, out);
        }
    }
}

/// Checks one mapping and those nested in it. A key that differs only in case is a different key; see `key-case`.
fn mapping(note: &Note, mapping: &Mapping, out: &mut Findings) {
    let mut by_key: HashMap<&str, Vec<&Pair>> = HashMap::new();
    for pair in &mapping.pairs {
        by_key.entry(&pair.key).or_default().push(pair);
        nested(note, &pair.value, out);
    }
    let mut found: Vec<Diagnostic> = Vec::new();
    for same in by_key.values().filter(|same| same.len() > 1) {
        found.extend(same[1..].iter().map(|later| diagnostic(note, same, later)));
    }
    found.sort_by_key(|diagnostic| diagnostic.span);
    out.add_all(found);
}

fn nested(note: &Note, node: &Node, out: &mut Findings) {
    match &node.value {
        Value::Mapping(inner, _) => mapping(note, inner, out),
        Value::Sequence(items, _) => items.iter().for_each(|item| nested(note, item, out)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(..) => {}
    }
}

/// Compares texts by value and anything else by source, since `012` and `12` are one number but two phone codes.
fn is_equal(note: &Note, one: &Node, other: &Node) -> bool {
    match (one.as_str(), other.as_str()) {
        (Some(one), Some(other)) => one == other,
        (None, None) => one.span.slice(note.text()) == other.span.slice(note.text()),
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Returns true if the value contains nothing that could be lost.
fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::String(text, _) => text.trim().is_empty(),
        Value::Sequence(items, _) => items.is_empty(),
        Value::Mapping(inner, _) => inner.pairs.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Returns the finding at `later`, which is one of the pairs `same` with one key, but not the first.
fn diagnostic(note: &Note, same: &[&Pair], later: &Pair) -> Diagnostic {
    let first = same[0];
    let found = Diagnostic::new(later.key_span, format!("the property `{}` is defined twice", later.key))
        .with_related(first.key_span, "first here");
    // If a different value is between two equal ones, the last one is what programs read.
    let all_equal = same.iter().all(|other| is_equal(note, &first.value, &other.value));
    let (goes, title) = if is_empty(&later.value) {
        (later, "remove the empty property")
    } else if is_empty(&first.value) {
        (first, "remove the empty property")
    } else if all_equal {
        (later, "remove the repeated property")
    } else {
        let Some(lines) = lines_of(note, first).filter(|_| lines_of(note, later).is_some()) else { return found };
        return found
            .with_help("Obsidian rejects the whole block; most programs use the last value")
            .with_fix(Fix::unsafe_fix("keep the last value", Edits::from_edit(Edit::delete(lines))));
    };
    let Some(lines) = lines_of(note, goes) else { return found };
    let edits = Edits::from_edit(Edit::delete(lines));
    found.with_fix(if holds_comment(lines.slice(note.text())) {
        Fix::unsafe_fix(title, edits)
    } else {
        Fix::safe_fix(title, edits)
    })
}

/// Returns true if `lines` may contain a comment: a `#` at the start of a line or after whitespace.
fn holds_comment(lines: &str) -> bool {
    lines.match_indices('#').any(|(at, _)| lines[..at].chars().next_back().is_none_or(char::is_whitespace))
}
