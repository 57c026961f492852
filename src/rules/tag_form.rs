//! Invalid tags in properties: with `#`, with spaces, or only digits.

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{CollectionStyle, Node, Note, ScalarStyle, Value, has_placeholder};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

use super::shared::inner;
use crate::note::yaml_text::is_plain;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(TagForm))
}

struct TagForm;

impl Rule for TagForm {
    /// Checks templates too: each note created from one gets the tag again.
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        let Some(properties) = note.filled_properties() else { return };
        let Some(pair) = properties.get("tags") else { return };
        if let Value::Null = pair.value.value {
            out.add_all(hidden_by_hash(note, pair.key_span.end, ":"));
        }
        let Value::Sequence(items, style) = &pair.value.value else { return };
        for item in items {
            match tag(note, item, *style == CollectionStyle::Flow) {
                Some(found) if is_read_as_meant(item) => out.add_info(found),
                Some(found) => out.add(found),
                None => {}
            }
        }
    }
}

/// Returns whether Obsidian reads the tag as it is meant: with a `#` in quotes.
fn is_read_as_meant(item: &Node) -> bool {
    let is_valid = |tag: &str| tag.bytes().any(|b| !b.is_ascii_digit()) && !tag.contains(char::is_whitespace);
    item.as_str().and_then(|tag| tag.strip_prefix('#')).is_some_and(is_valid)
}

fn tag(note: &Note, item: &Node, is_flow: bool) -> Option<Diagnostic> {
    let written = inner(item).slice(note.text());
    if has_placeholder(written) {
        // Only what is written around a placeholder is known.
        let message = format!("`{written}`: tags in properties are written without `#`");
        return written.starts_with('#').then(|| Diagnostic::new(item.span, message));
    }
    match &item.value {
        Value::String(tag, style) => {
            let bare = tag.strip_prefix('#').unwrap_or(tag);
            let found = |message: String| Some(Diagnostic::new(item.span, message));
            if !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit()) {
                return found(only_digits(bare));
            }
            if bare.contains(char::is_whitespace) {
                return found(format!("`{tag}` is not a valid tag: it contains a space"))
                    .map(|found| found.with_help("join the words with `-`, or make two tags"));
            }
            if bare.len() == tag.len() || bare.is_empty() || *style == ScalarStyle::Block {
                return None;
            }
            let found = found(format!("`{tag}`: tags in properties are written without `#`"))?;
            // No fix if the `#` is written as an escape: `"\x23a"`.
            let hash = Span::new(inner(item).start, inner(item).start + 1);
            let is_plain_hash = inner(item).slice(note.text()).starts_with('#');
            let fix = || Fix::safe_fix(format!("write `{bare}`"), Edits::from_edit(Edit::delete(hash)));
            Some(if is_plain_hash { found.with_fix(fix()) } else { found })
        }
        Value::Number(_) => Some(Diagnostic::new(item.span, only_digits(item.span.slice(note.text())))),
        Value::Null if is_flow => None,
        Value::Null => hidden_by_hash(note, line_start(note, item), "- "),
        Value::Bool(_) | Value::Sequence(..) | Value::Mapping(..) => None,
    }
}

fn line_start(note: &Note, item: &Node) -> usize {
    note.lines().line(note.text(), note.lines().line_at(item.span.start)).start
}

fn only_digits(tag: &str) -> String {
    format!("`{tag}` is not a valid tag: it needs a character that is not a digit")
}

/// Reports `- #tag` and `tags: #tag`, where YAML reads the tag as a comment and the value as empty. Searches the line
/// of byte `from`, after `sign`, which only whitespace may precede.
fn hidden_by_hash(note: &Note, from: usize, sign: &str) -> Option<Diagnostic> {
    let text = note.text();
    let line = Span::new(from, note.lines().line(text, note.lines().line_at(from)).end);
    let rest = line.slice(text).trim_start().strip_prefix(sign)?;
    let rest = Span::new(line.end - rest.len(), line.end);
    let written = rest.slice(text).trim();
    let tag = written.strip_prefix('#')?;
    let is_tag = !tag.is_empty() && !tag.contains(char::is_whitespace) && tag.starts_with(char::is_alphanumeric);
    if !is_tag {
        return None;
    }
    let start = rest.end - rest.slice(text).trim_start().len();
    let message = format!("YAML reads `{written}` as a comment, so this tag is ignored");
    let found = Diagnostic::new(Span::new(start, start + written.len()), message);
    let fix = || Fix::safe_fix(format!("write `{tag}`"), Edits::from_edit(Edit::delete(Span::new(start, start + 1))));
    Some(if is_plain(tag) { found.with_fix(fix()) } else { found.with_help("write it without `#`, in quotes") })
}
