//! The same tag twice in one list.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Node, Note, Value};
use crate::rule::{BadOptions, Findings, Options, Rule, Setup};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

use super::shared::checked_properties;

pub(super) fn make(_: &Setup, options: Options<'_>) -> Result<Box<dyn Rule>, BadOptions> {
    options.none()?;
    Ok(Box::new(DuplicateTag))
}

struct DuplicateTag;

impl Rule for DuplicateTag {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        let Some(pair) = checked_properties(note).and_then(|properties| properties.get("tags")) else { return };
        let Value::Sequence(items, flow) = &pair.value.value else { return };
        let mut seen: HashMap<String, Span> = HashMap::new();
        for (at, item) in items.iter().enumerate() {
            let Some(tag) = item.as_str() else { continue };
            let key = tag.trim_start_matches('#').to_lowercase();
            let Some(first) = seen.get(&key) else {
                seen.insert(key, item.span);
                continue;
            };
            let found =
                Diagnostic::new(item.span, format!("the tag `{tag}` stands twice")).related(*first, "first here");
            let removal = if *flow { from_comma(note, &items[at - 1], item) } else { whole_line(note, item) };
            out.add(match removal {
                Some(span) => found.fix(Fix::safe("remove the repetition", Edits::one(Edit::delete(span)))),
                None => found,
            });
        }
    }
}

/// From the end of the item before, so that its comma goes too. A repetition is never the first item.
/// None where a comment stands between the two.
fn from_comma(note: &Note, before: &Node, item: &Node) -> Option<Span> {
    let between = Span::new(before.span.end, item.span.start);
    (!between.of(note.text()).contains('#')).then(|| Span::new(before.span.end, item.span.end))
}

/// The line of an item, where nothing else stands on it.
fn whole_line(note: &Note, item: &Node) -> Option<Span> {
    let line = note.lines().full_line(note.lines().line_at(item.span.start));
    let before = &note.text()[line.start..item.span.start];
    let after = note.text().get(item.span.end..line.end)?;
    (before.trim() == "-" && after.trim().is_empty()).then_some(line)
}
