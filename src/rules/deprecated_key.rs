//! `tag`, `alias` and `cssclass`, which Obsidian 1.9 dropped.

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Note, Pair, Value};
use crate::rule::{BadOptions, Findings, Options, Rule, Setup};
use crate::text::{Edit, Edits};
use crate::vault::VaultIndex;

use super::shared::{checked_properties, lines_of, list_edit};

pub(super) fn make(_: &Setup, options: Options<'_>) -> Result<Box<dyn Rule>, BadOptions> {
    options.none()?;
    Ok(Box::new(DeprecatedKey))
}

struct DeprecatedKey;

const RENAMED: [(&str, &str); 3] = [("tag", "tags"), ("alias", "aliases"), ("cssclass", "cssclasses")];

impl Rule for DeprecatedKey {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        let Some(properties) = checked_properties(note) else { return };
        for (old, new) in RENAMED {
            let Some(pair) = properties.get(old) else { continue };
            let message = format!("Obsidian no longer reads `{}`", pair.key);
            let found = Diagnostic::new(pair.key_span, message);
            if properties.get(new).is_some() {
                let title = format!("move what `{}` holds to `{new}`, and delete it", pair.key);
                out.add(found.fix(Fix::manual(title)));
            } else if let Some(edits) = rename(note, pair, new) {
                out.add(found.fix(Fix::safe(format!("write `{new}`"), edits)));
            } else {
                out.add(found.help(format!("write `{new}`, with a list")));
            }
        }
    }
}

fn rename(note: &Note, pair: &Pair, new: &str) -> Option<Edits> {
    lines_of(note, pair)?;
    let key = Edit::replace(pair.key_span, new);
    let value = match &pair.value.value {
        Value::Sequence(..) | Value::Null => None,
        Value::String(..) | Value::Number(_) | Value::Bool(_) => Some(list_edit(note, new, pair)?),
        Value::Mapping(..) => return None,
    };
    Edits::new(std::iter::once(key).chain(value).collect()).ok()
}
