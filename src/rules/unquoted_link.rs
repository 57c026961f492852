//! Unquoted links in properties, which YAML reads as nested lists.

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{CollectionStyle, ListProperty, Node, Note, ScalarStyle, Value, has_placeholder, wikilinks_in};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits};
use crate::vault::VaultIndex;

use crate::note::yaml_text::quoted;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(UnquotedLink))
}

struct UnquotedLink;

impl Rule for UnquotedLink {
    /// Checks templates too: each note created from one gets the link again.
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        let Some(properties) = note.filled_properties() else { return };
        // `key:: [[A]]` is a Logseq property, which has no quotes.
        for pair in properties.pairs.iter().filter(|pair| !pair.key.ends_with(':')) {
            let may_be_quoted = holds_links(&pair.key);
            link(note, vault, &pair.value, may_be_quoted, out);
            if let Value::Sequence(items, _) = &pair.value.value {
                items.iter().for_each(|item| link(note, vault, item, may_be_quoted, out));
            }
        }
    }
}

/// Returns true if the property `key` may contain links: titles, aliases, tags and CSS classes may not.
fn holds_links(key: &str) -> bool {
    let lists = ListProperty::ALL.iter().flat_map(|property| [property.key(), property.deprecated_key()]);
    !lists.chain(["title"]).any(|words| words.eq_ignore_ascii_case(key))
}

fn link(note: &Note, vault: &VaultIndex, node: &Node, may_be_quoted: bool, out: &mut Findings) {
    let written = node.span.slice(note.text());
    let inner = written.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
    let Some(inner) = inner.filter(|inner| !inner.contains(['[', ']', '\n', '"'])) else { return };
    let is_link = match words(node) {
        Some([_]) => !inner.trim().is_empty(),
        // `[[Byron, Ada]]` is a list of two unless a note has that name.
        Some([_, _, ..]) => opens_a_note(note, vault, node),
        Some([]) | None => false,
    };
    if !is_link || has_placeholder(inner) {
        return;
    }
    let found = Diagnostic::new(node.span, format!("YAML reads `{written}` as a nested list, not a link"));
    out.add(found.with_fix(match may_be_quoted {
        true => Fix::safe_fix("quote the link", Edits::from_edit(Edit::replace(node.span, quoted(written)))),
        false => Fix::manual_fix("remove the brackets: this property cannot contain links"),
    }));
}

/// Returns the items of a nested list in brackets if all of them are unquoted words.
fn words(node: &Node) -> Option<&[Node]> {
    let Value::Sequence(outer, CollectionStyle::Flow) = &node.value else { return None };
    let [Node { value: Value::Sequence(inner, CollectionStyle::Flow), .. }] = &outer[..] else { return None };
    let is_word = |item: &Node| matches!(item.value, Value::String(_, ScalarStyle::Plain));
    inner.iter().all(is_word).then_some(inner)
}

fn opens_a_note(note: &Note, vault: &VaultIndex, node: &Node) -> bool {
    let links = wikilinks_in(note.text(), node.span);
    links.first().is_some_and(|link| vault.resolve(&link.path(note.text()), note.path()).is_some())
}
