//! Properties without a value where the other notes of the type have one.

use std::collections::HashSet;

use serde::Deserialize;

use crate::diagnostic::Diagnostic;
use crate::note::{Node, Note, Pair, Value};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::vault::{KindHabits, Share, VaultIndex, fold, has_value};

use super::shared::{checked_properties, percent};

/// The properties that Obsidian itself adds empty, and one that another rule fills.
const LEFT_EMPTY: &[&str] = &["aliases", "tags", "cssclasses", "last_contact"];

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    let EmptyPropertyOptions { allow, filled } = options.parse()?;
    let allow = allow.iter().map(String::as_str).chain(LEFT_EMPTY.iter().copied()).map(fold).collect();
    Ok(Box::new(EmptyProperty { allow, filled: percent(filled, "filled")? }))
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct EmptyPropertyOptions {
    /// Properties that may be empty.
    allow: Vec<String>,
    /// The share of the notes of a type with the property that must have a value for it.
    filled: f32,
}

impl Default for EmptyPropertyOptions {
    fn default() -> Self {
        Self { allow: Vec::new(), filled: 0.95 }
    }
}

struct EmptyProperty {
    allow: HashSet<String>,
    /// The percentage of the notes with the property that must have a value for it.
    filled: usize,
}

impl Rule for EmptyProperty {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        let Some(properties) = checked_properties(note).filter(|_| !note.is_drawing()) else { return };
        let pairs = &properties.pairs;
        let is_only = |pair: &Pair| pairs.iter().filter(|other| other.key.eq_ignore_ascii_case(&pair.key)).count() == 1;
        let is_empty = |pair: &&Pair| !has_value(&pair.value) && !says_none(note, &pair.value) && is_only(pair);
        let mut empty = pairs.iter().filter(is_empty).peekable();
        if empty.peek().is_none() {
            return;
        }
        let Some(kind) = vault.habits().map(|habits| habits.of(note)) else { return };
        for pair in empty {
            if let Some(share) = self.odd(&kind, &pair.key) {
                let others = match note.property_text("type") {
                    Some(words) => format!("notes of type `{}`", words.trim()),
                    None => "notes in this folder".to_owned(),
                };
                let found = Diagnostic::new(pair.key_span, format!("the property `{}` is empty", pair.key));
                out.add(found.with_help(format!("{} of {} {others} have a value for it", share.count, share.of)));
            }
        }
    }

    fn precompute(&self, vault: &VaultIndex) {
        vault.habits();
    }

    fn compares_with_habits(&self) -> bool {
        true
    }

    fn depends_on_other_notes(&self, path: &str, vault: &VaultIndex) -> bool {
        let Some(habits) = vault.habits() else { return false };
        if !vault.brief_facts(path).is_some_and(|facts| facts.has_empty_properties) {
            return false;
        }
        let Some(facts) = vault.facts(path) else { return false };
        let kind = habits.of_facts(path, &facts);
        let mut empty = facts.habits.keys.iter().filter(|(_, has_value)| !has_value);
        empty.any(|(key, _)| self.odd(&kind, key).is_some())
    }
}

impl EmptyProperty {
    /// Returns how many notes of the kind have a value for `key`, if a note without one is the exception.
    fn odd(&self, kind: &KindHabits<'_>, key: &str) -> Option<Share> {
        kind.filled_properties(key, self.filled).filter(|_| !self.allow.contains(&fold(key)))
    }
}

/// Returns whether the value is `null` or an empty list, which say that there is none, or `[[]]`, which another rule
/// reports.
fn says_none(note: &Note, node: &Node) -> bool {
    match &node.value {
        Value::Sequence(..) | Value::Mapping(..) => true,
        Value::String(text, _) => text.contains("[["),
        Value::Null => !node.span.slice(note.text()).trim().is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}
