//! Repeated tags in the property `tags`.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Note, Value, has_placeholder};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

use super::shared::{checked_properties, removal_of_item};

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(DuplicateTag))
}

struct DuplicateTag;

impl Rule for DuplicateTag {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        let Some(pair) = checked_properties(note).and_then(|properties| properties.get("tags")) else { return };
        let Value::Sequence(items, style) = &pair.value.value else { return };
        let mut seen: HashMap<String, Span> = HashMap::new();
        for (at, item) in items.iter().enumerate() {
            let Some(tag) = item.as_str() else { continue };
            let key = tag.trim_start_matches('#').to_lowercase();
            let Some(first) = seen.get(&key) else {
                seen.insert(key, item.span);
                continue;
            };
            let found =
                Diagnostic::new(item.span, format!("the tag `{tag}` is repeated")).with_related(*first, "first here");
            out.add(match removal_of_item(note, items, at, *style).filter(|_| !has_placeholder(tag)) {
                Some(span) => {
                    found.with_fix(Fix::safe_fix("remove the repeated tag", Edits::from_edit(Edit::delete(span))))
                }
                None => found,
            });
        }
    }
}
