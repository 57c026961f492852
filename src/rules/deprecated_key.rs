//! The properties `tag`, `alias` and `cssclass`, which Obsidian 1.9 dropped.

use crate::diagnostic::{Applicability, Diagnostic, Fix};
use crate::note::{ListProperty, Mapping, Note, Pair, Value, has_placeholder};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits};
use crate::vault::VaultIndex;

use super::shared::{lines_of, list_edit};

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(DeprecatedKey))
}

struct DeprecatedKey;

impl Rule for DeprecatedKey {
    /// Checks templates too: each note created from one gets the old name again.
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        let Some(properties) = note.filled_properties() else { return };
        for property in ListProperty::ALL {
            if let Some(pair) = properties.get(property.deprecated_key()) {
                out.add(diagnostic(note, &properties, pair, property));
            }
        }
    }
}

fn diagnostic(note: &Note, properties: &Mapping, pair: &Pair, property: ListProperty) -> Diagnostic {
    let new = property.key();
    let found = Diagnostic::new(pair.key_span, format!("Obsidian no longer reads `{}`", pair.key));
    if properties.get(new).is_some() {
        let title = format!("move the value of `{}` to `{new}`, then delete the old property", pair.key);
        return found.with_fix(Fix::manual_fix(title));
    }
    let is_twice = properties.pairs.iter().filter(|other| other.key.eq_ignore_ascii_case(&pair.key)).count() > 1;
    let is_list = matches!(pair.value.value, Value::Sequence(..));
    let is_filled_later = note.is_template() && !is_list && has_placeholder(pair.value.span.slice(note.text()));
    if is_filled_later || is_twice {
        return found.with_help(format!("write `{new}` with a list"));
    }
    match rename(note, pair, property) {
        Some((edits, applicability)) => {
            found.with_fix(Fix::safe_fix(format!("write `{new}`"), edits).with_applicability(applicability))
        }
        None => found.with_help(format!("write `{new}` with a list")),
    }
}

fn rename(note: &Note, pair: &Pair, property: ListProperty) -> Option<(Edits, Applicability)> {
    lines_of(note, pair)?;
    let key = Edit::replace(pair.key_span, property.key());
    let (value, applicability) = match &pair.value.value {
        Value::Sequence(..) | Value::Null => (None, Applicability::Safe),
        Value::String(..) | Value::Number(_) | Value::Bool(_) => {
            let (edit, applicability) = list_edit(note, property, pair)?;
            (Some(edit), applicability)
        }
        Value::Mapping(..) => return None,
    };
    let edits = Edits::new(std::iter::once(key).chain(value).collect()).ok()?;
    Some((edits, applicability))
}
