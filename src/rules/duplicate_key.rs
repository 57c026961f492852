//! A property that stands twice.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Mapping, Node, Note, Pair, Value};
use crate::rule::{BadOptions, Findings, Options, Rule, Setup};
use crate::text::{Edit, Edits};
use crate::vault::VaultIndex;

use super::shared::{checked_properties, lines_of};

pub(super) fn make(_: &Setup, options: Options<'_>) -> Result<Box<dyn Rule>, BadOptions> {
    options.none()?;
    Ok(Box::new(DuplicateKey))
}

struct DuplicateKey;

impl Rule for DuplicateKey {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        if let Some(properties) = checked_properties(note) {
            mapping(note, properties, true, out);
        }
    }
}

/// Property names know no case; keys of a mapping within a value do.
fn mapping(note: &Note, mapping: &Mapping, is_top: bool, out: &mut Findings) {
    let key_of = |pair: &Pair| if is_top { pair.key.to_lowercase() } else { pair.key.clone() };
    let mut by_key: HashMap<String, Vec<&Pair>> = HashMap::new();
    for pair in &mapping.pairs {
        by_key.entry(key_of(pair)).or_default().push(pair);
        nested(note, &pair.value, out);
    }
    // With a third value between two equal ones, the last is what programs read.
    let all_equal = |same: &[&Pair]| same.iter().all(|other| is_equal(note, &same[0].value, &other.value));
    let mut found: Vec<Diagnostic> = Vec::new();
    for same in by_key.values().filter(|same| same.len() > 1) {
        let all_equal = all_equal(same);
        found.extend(same[1..].iter().map(|later| diagnostic(note, same[0], later, all_equal)));
    }
    found.sort_by_key(|diagnostic| diagnostic.span);
    out.add_all(found);
}

fn nested(note: &Note, node: &Node, out: &mut Findings) {
    match &node.value {
        Value::Mapping(inner, _) => mapping(note, inner, false, out),
        Value::Sequence(items, _) => items.iter().for_each(|item| nested(note, item, out)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(..) => {}
    }
}

/// Texts by what they say; anything else by how it is written, since `012` and `12` are one number and two phone codes.
fn is_equal(note: &Note, one: &Node, other: &Node) -> bool {
    match (one.as_str(), other.as_str()) {
        (Some(one), Some(other)) => one == other,
        (None, None) => one.span.of(note.text()) == other.span.of(note.text()),
        (Some(_), None) | (None, Some(_)) => false,
    }
}

fn diagnostic(note: &Note, first: &Pair, second: &Pair, all_equal: bool) -> Diagnostic {
    let found = Diagnostic::new(second.key_span, format!("the property `{}` stands twice", second.key))
        .related(first.key_span, "first here");
    let (Some(first_lines), Some(second_lines)) = (lines_of(note, first), lines_of(note, second)) else { return found };
    if all_equal {
        let edits = Edits::one(Edit::delete(second_lines));
        let holds_comment = second_lines.of(note.text()).contains(" #");
        let title = "remove the repetition";
        return found.fix(if holds_comment { Fix::needs_judgement(title, edits) } else { Fix::safe(title, edits) });
    }
    let edits = Edits::one(Edit::delete(first_lines));
    found
        .help("Obsidian refuses the whole block; most programs take the last value")
        .fix(Fix::needs_judgement("keep the last value", edits))
}
