//! Lists in properties that are not in the configured style.

use serde::Deserialize;

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{CollectionStyle, Node, Note, Pair, ScalarStyle, Value};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits, Span};
use crate::vault::{UsualListStyle, VaultIndex};

use super::shared::{checked_properties, line_break, lines_of, same_properties};
use crate::note::yaml_text::scalar;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    Ok(Box::new(ListStyle { options: options.parse()? }))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ListStyleOptions {
    /// The style; if `None`, the one that nearly all lists of the vault have.
    style: Option<Style>,
    /// The number of spaces before the dash. If `None`, any number is accepted and 2 are written.
    indent: Option<usize>,
    /// The keys to check; all of them if empty.
    keys: Vec<String>,
}

/// The style of a list.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Style {
    /// One item per line, as Obsidian writes it.
    Block,
    /// In brackets, on one line.
    Flow,
}

struct ListStyle {
    options: ListStyleOptions,
}

/// The percentage of a vault's lists that must have one style for the others to be reported.
const MAJORITY: usize = 90;

impl Rule for ListStyle {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        let Some(properties) = checked_properties(note).filter(|_| !note.is_drawing()) else { return };
        let is_meant = |pair: &&Pair| {
            let keys = &self.options.keys;
            matches!(pair.value.value, Value::Sequence(..))
                && (keys.is_empty() || keys.iter().any(|key| key.eq_ignore_ascii_case(&pair.key)))
        };
        let mut lists = properties.pairs.iter().filter(is_meant).peekable();
        let Some(wanted) = lists.peek().and_then(|_| self.style_in(vault)) else { return };
        for pair in lists {
            out.add_all(self.list(note, pair, wanted));
        }
    }

    fn precompute(&self, vault: &VaultIndex) {
        if self.configured_style().is_none() {
            vault.habits();
        }
    }

    fn compares_with_habits(&self) -> bool {
        self.configured_style().is_none()
    }

    fn depends_on_other_notes(&self, path: &str, vault: &VaultIndex) -> bool {
        if self.configured_style().is_some() {
            return false;
        }
        let Some(style) = self.style_in(vault) else { return false };
        vault.facts(path).is_some_and(|facts| match style {
            Style::Flow => facts.habits.block_lists > 0,
            Style::Block => facts.habits.flow_lists > 0,
        })
    }
}

impl ListStyle {
    /// Returns the style that the options name: an indentation is one of block style.
    fn configured_style(&self) -> Option<Style> {
        self.options.style.or(self.options.indent.map(|_| Style::Block))
    }

    /// Returns the style of the options, or of nearly all lists of the vault.
    fn style_in(&self, vault: &VaultIndex) -> Option<Style> {
        if let Some(style) = self.configured_style() {
            return Some(style);
        }
        Some(match vault.habits()?.list_style(MAJORITY)? {
            UsualListStyle::Flow => Style::Flow,
            UsualListStyle::Block => Style::Block,
        })
    }

    fn list(&self, note: &Note, pair: &Pair, wanted: Style) -> Option<Diagnostic> {
        let Value::Sequence(items, style) = &pair.value.value else { return None };
        let is_flow = *style == CollectionStyle::Flow;
        if items.iter().any(|item| matches!(item.value, Value::Sequence(..) | Value::Mapping(..))) {
            return None;
        }
        let indent = || {
            let first = items.first()?.span.start;
            let line = note.lines().full_line(note.lines().line_at(first));
            note.text()[line.start..first].find('-')
        };
        let is_right = match wanted {
            Style::Flow => is_flow,
            Style::Block if is_flow => items.is_empty(),
            Style::Block => self.options.indent.is_none_or(|spaces| indent().is_none_or(|found| found == spaces)),
        };
        if is_right {
            return None;
        }
        let message = match (wanted, self.options.indent) {
            (Style::Flow, _) => format!("`{}` is written line by line, not in brackets", pair.key),
            (Style::Block, Some(spaces)) if !is_flow => {
                format!(
                    "the items of `{}` are indented by {}, expected {spaces}",
                    pair.key,
                    indent().unwrap_or_default()
                )
            }
            (Style::Block, _) => format!("`{}` is written in brackets, not line by line", pair.key),
        };
        let found = Diagnostic::new(pair.key_span, message);
        Some(match self.rewritten(note, pair, items, wanted) {
            Some(edits) => found.with_fix(Fix::safe_fix("rewrite the list", edits)),
            None => found.with_help("rewrite it by hand: it contains a comment or an item of several lines"),
        })
    }

    /// Returns the edits that rewrite the list, or `None` if it contains nested values or comments, or would change its
    /// meaning.
    fn rewritten(&self, note: &Note, pair: &Pair, items: &[Node], wanted: Style) -> Option<Edits> {
        let text = note.text();
        let lines = lines_of(note, pair)?;
        let after_key = Span::new(pair.key_span.end, lines.end);
        let is_bare = items.iter().all(|item| is_one_line(text, item))
            && !has_comment(text, after_key, items)
            && text.get(pair.key_span.end..pair.key_span.end + 1) == Some(":");
        if !is_bare {
            return None;
        }
        let end = lines.end - line_end(lines.slice(text)).len();
        let span = Span::new(pair.key_span.end + 1, end);
        let written = match wanted {
            Style::Flow => {
                let items: Vec<String> = items.iter().map(|item| in_brackets(text, item)).collect();
                format!(" [{}]", items.join(", "))
            }
            Style::Block => {
                let key_indent = &text[lines.start..pair.key_span.start];
                let dash = format!("{}{key_indent}{:2$}- ", line_break(note), "", self.options.indent.unwrap_or(2));
                items.iter().map(|item| format!("{dash}{}", item.span.slice(text))).collect()
            }
        };
        let edits = Edits::from_edit(Edit::replace(span, written));
        same_properties(note, &edits).then_some(edits)
    }
}

fn is_one_line(text: &str, item: &Node) -> bool {
    let is_word =
        !matches!(item.value, Value::Sequence(..) | Value::Mapping(..) | Value::String(_, ScalarStyle::Block));
    is_word && !item.span.is_empty() && !item.span.slice(text).contains('\n')
}

/// Returns true if there is a comment, anchor or tag between the items.
fn has_comment(text: &str, list: Span, items: &[Node]) -> bool {
    let between = list.subtract(items.iter().map(|item| item.span));
    between.iter().any(|gap| gap.slice(text).contains(['#', '&', '*', '!']))
}

/// Returns an item in a form that is valid in brackets.
fn in_brackets(text: &str, item: &Node) -> String {
    match &item.value {
        Value::String(value, ScalarStyle::Plain) => scalar(value),
        _ => item.span.slice(text).to_owned(),
    }
}

fn line_end(line: &str) -> &str {
    ["\r\n", "\n"].into_iter().find(|end| line.ends_with(end)).unwrap_or_default()
}
