//! A link in properties without quotes: to YAML it is a list in a list.

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Node, Note, Value};
use crate::rule::{BadOptions, Findings, Options, Rule, Setup};
use crate::text::{Edit, Edits};
use crate::vault::VaultIndex;

use super::shared::{checked_properties, quoted};

pub(super) fn make(_: &Setup, options: Options<'_>) -> Result<Box<dyn Rule>, BadOptions> {
    options.none()?;
    Ok(Box::new(UnquotedLink))
}

struct UnquotedLink;

impl Rule for UnquotedLink {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        let Some(properties) = checked_properties(note) else { return };
        // `key:: [[A]]` is a property of Logseq, which knows no quotes.
        for pair in properties.pairs.iter().filter(|pair| !pair.key.ends_with(':')) {
            link(note, &pair.value, out);
            if let Value::Sequence(items, _) = &pair.value.value {
                items.iter().for_each(|item| link(note, item, out));
            }
        }
    }
}

fn link(note: &Note, node: &Node, out: &mut Findings) {
    let written = node.span.of(note.text());
    let inner = written.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
    let Some(inner) = inner.filter(|inner| !inner.contains(['[', ']', '\n', '"'])) else { return };
    let is_nested = match &node.value {
        Value::Sequence(outer, true) => match &outer[..] {
            [Node { value: Value::Sequence(inner, true), .. }] => {
                matches!(&inner[..], [only] if only.as_str().is_some())
            }
            _ => false,
        },
        _ => false,
    };
    if !is_nested || inner.trim().is_empty() {
        return;
    }
    let fix = Fix::safe("quote the link", Edits::one(Edit::replace(node.span, quoted(written))));
    out.add(Diagnostic::new(node.span, format!("`{written}` is a list in a list here, and no link")).fix(fix));
}
