//! Links and callouts whose brackets are never closed.

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Note, wikilinks_in};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

/// The maximum length of the target of a link that is broken over two lines, in bytes.
const MAX_TARGET_BYTES: usize = 256;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(UnclosedBracket))
}

struct UnclosedBracket;

impl Rule for UnclosedBracket {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        if note.is_template() || note.is_drawing() {
            return;
        }
        let text = note.text();
        let start = note.frontmatter().map_or(note.content_start(), |block| block.block.end);
        let mut first = note.lines().line_at(start);
        if start >= text.len() {
            first = note.lines().len();
        }
        for line in first..note.lines().len() {
            let span = note.lines().line(text, line);
            let found = callout(note, span).or_else(|| link(note, line, span));
            out.add_all(found.filter(|found| note.body().region_at(found.span.start).is_none()));
        }
    }
}

/// Reports the last `[[` of the line if no `]]` follows it.
fn link(note: &Note, line: usize, span: Span) -> Option<Diagnostic> {
    let text = note.text();
    let written = span.slice(text);
    let at = written.rfind("[[")?;
    let target = &written[at + 2..];
    let is_escaped = written[..at].ends_with(['\\', '[']);
    if target.contains(']') || is_escaped || !target.starts_with(char::is_alphabetic) {
        return None;
    }
    let opening = Span::new(span.start + at, span.start + at + 2);
    let found = |message: &str| Diagnostic::new(opening, message);
    Some(match joined(note, line, Span::new(span.start + at, span.end)) {
        Some(edit) => found("this link is broken over two lines, so it is displayed as text")
            .with_fix(Fix::unsafe_fix("join the lines", Edits::from_edit(edit))),
        None => found("this link is never closed").with_help("write `]]` where its target ends"),
    })
}

/// Returns the edit that joins the line of the open link `start` and the next one, which closes it.
fn joined(note: &Note, line: usize, start: Span) -> Option<Edit> {
    let text = note.text();
    if line + 1 == note.lines().len() {
        return None;
    }
    let next = note.lines().line(text, line + 1);
    let close = next.slice(text).find("]]")?;
    let rest = next.slice(text)[..close + 2].trim_start_matches(['>', ' ', '\t']);
    let is_item = note.body().items.binary_search_by_key(&(line + 1), |item| item.line).is_ok();
    let before = start.slice(text).trim_end();
    let whole = format!("{before} {rest}");
    let is_link = wikilinks_in(&whole, Span::new(0, whole.len())).iter().any(|link| link.span.len() == whole.len());
    let span = Span::new(start.start + before.len(), next.start + close + 2 - rest.len());
    (is_link && !is_item && whole.len() <= MAX_TARGET_BYTES).then(|| Edit::replace(span, " "))
}

/// Reports a quote that begins with `[!` and a word, without `]`.
fn callout(note: &Note, line: Span) -> Option<Diagnostic> {
    let content = line.slice(note.text()).trim_start_matches(['>', ' ', '\t']);
    let is_quote = line.slice(note.text()).trim_start().starts_with('>');
    let kind = content.strip_prefix("[!")?;
    let word = kind.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    let is_cut = kind[word..].is_empty() || kind[word..].starts_with([' ', '\t', '\r']);
    if !is_quote || word == 0 || !is_cut || kind.contains(']') {
        return None;
    }
    let start = line.end - content.len();
    let end = start + 2 + word;
    let edits = Edits::from_edit(Edit::insert(end, "]"));
    Some(
        Diagnostic::new(Span::new(start, end), "the type of this callout is never closed, so it is an ordinary quote")
            .with_fix(Fix::unsafe_fix("write `]`", edits)),
    )
}
