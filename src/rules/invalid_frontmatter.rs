//! Frontmatter that Obsidian cannot read.

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Frontmatter, FrontmatterError, MAX_BYTES, Note, Verbatim, VerbatimKind, YamlError};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

mod broken_value;
mod cause;

use broken_value::BrokenValue;
use cause::cause;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(InvalidFrontmatter))
}

struct InvalidFrontmatter;

impl Rule for InvalidFrontmatter {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        let Some(block) = note.frontmatter() else { return };
        let Err(error) = &block.content else { return };
        if !note.is_template() {
            out.add(diagnostic(note, block, error));
        }
    }

    /// A block that is indented as a whole looks like code.
    fn may_write_into(&self, part: &Verbatim) -> bool {
        part.kind == VerbatimKind::Code && !part.in_properties
    }
}

fn diagnostic(note: &Note, block: &Frontmatter, error: &FrontmatterError) -> Diagnostic {
    if let Some(found) = tab_block(note, block) {
        return found;
    }
    match error {
        FrontmatterError::Unclosed => unclosed(note, block),
        FrontmatterError::TooLong => {
            Diagnostic::new(block.opening, format!("the frontmatter is longer than {} KiB", MAX_BYTES / 1024))
                .with_help("move everything that is not a property to the body")
        }
        FrontmatterError::NotAMapping(span) => {
            Diagnostic::new(first_line(note, *span), "the frontmatter contains no `key: value`")
                .with_help("write properties, or put an empty line after `---` if it is a horizontal rule")
        }
        FrontmatterError::Yaml(error) => yaml(note, block, error),
    }
}

/// Reports an unclosed block. A `---` followed by spaces does not close one.
fn unclosed(note: &Note, block: &Frontmatter) -> Diagnostic {
    let found = Diagnostic::new(block.opening, "the frontmatter is never closed");
    let text = note.text();
    let lines = (note.lines().line_at(block.yaml.start)..note.lines().len()).map(|line| note.lines().line(text, line));
    let meant = lines.take_while(|line| line.start < block.opening.start + MAX_BYTES).find_map(|line| {
        let blanks = line.slice(text).strip_prefix("---")?;
        let span = Span::new(line.start + 3, line.end);
        (!blanks.is_empty() && blanks.trim().is_empty() && note.verbatim_at(span).is_none()).then_some(span)
    });
    match meant {
        Some(blanks) => {
            let fix =
                Fix::unsafe_fix("remove the spaces after the second `---`", Edits::from_edit(Edit::delete(blanks)));
            found
                .with_help("the second `---` is followed by spaces, so it does not close the frontmatter")
                .with_fix(fix)
        }
        None => found.with_help("add a line `---` after the last property"),
    }
}

fn yaml(note: &Note, block: &Frontmatter, error: &YamlError) -> Diagnostic {
    if let Some(found) = tabs(note, block) {
        return found;
    }
    let Some(first) = broken_at(note, error) else { return cause(note, block, error) };
    let found = Diagnostic::new(first.span(), first.message(note));
    let unescaped = || {
        let edits = Edits::from_edit(Edit::replace(first.span(), first.without_escapes(note)?));
        let title = "use single quotes, in which `\\` is not an escape";
        reads_afterwards(note, &edits).then(|| Fix::unsafe_fix(title, edits))
    };
    let quoted = quoting(note, error).map(|edits| Fix::safe_fix("quote the value", edits));
    match quoted.or_else(unescaped) {
        Some(fix) => found.with_fix(fix),
        None => found.with_help(first.help(note)),
    }
}

/// Returns the value at which the parser stopped, or the one on the line above if its bracket is never closed.
fn broken_at(note: &Note, error: &YamlError) -> Option<BrokenValue> {
    let at = note.lines().line_at(error.offset.min(note.text().len()));
    let broken = |line: usize| BrokenValue::find(note, note.lines().line(note.text(), line));
    broken(at).or_else(|| broken(at.checked_sub(1)?).filter(|value| value.opens_brackets(note)))
}

/// The maximum number of values that one fix quotes.
const MAX_QUOTED: usize = 32;

/// Quotes the value at which the parser stops, and then the next one, until the block can be read. Returns `None` if
/// quoting alone does not help.
fn quoting(note: &Note, error: &YamlError) -> Option<Edits> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut current = note.with_text(note.text());
    let mut error = error.clone();
    for _ in 0..MAX_QUOTED {
        let broken = broken_at(&current, &error)?;
        let (span, text) = (broken.span(), broken.quoted(&current)?);
        let added: usize = edits
            .iter()
            .filter(|edit| edit.span.start < span.start)
            .map(|edit| edit.text.len() - edit.span.len())
            .sum();
        let was = Span::new(span.start - added, span.end - added);
        edits.push(Edit::replace(was, text));
        let so_far = Edits::new(edits.clone()).ok()?;
        current = note.with_text(so_far.apply(note.text()));
        error = match &current.frontmatter()?.content {
            Ok(_) => return Some(so_far),
            Err(FrontmatterError::Yaml(error)) => error.clone(),
            Err(_) => return None,
        };
    }
    None
}

/// Reports a block that is indented by one tab as a whole, with its closing `---`; the fix removes the tab from its lines
/// and from those directly below it, unless a code block begins there, of which only a part would lose it.
fn tab_block(note: &Note, block: &Frontmatter) -> Option<Diagnostic> {
    let text = note.text();
    let first = note.lines().line_at(block.opening.start) + 1;
    const FENCES: [&str; 2] = ["```", "~~~"];
    let (mut is_closed, mut length) = (false, 0);
    let mut tabs = Vec::new();
    for line in (first..note.lines().len()).map(|line| note.lines().line(text, line)) {
        let written = line.slice(text);
        if written.trim().is_empty() && !is_closed {
            continue;
        }
        if !written.starts_with('\t') || line.end > block.opening.start + MAX_BYTES {
            break;
        }
        if is_closed && written.trim_start().get(..3).is_some_and(|mark| FENCES.contains(&mark)) {
            tabs.truncate(length);
            break;
        }
        tabs.push(Span::new(line.start, line.start + 1));
        if written == "\t---" && !is_closed {
            (is_closed, length) = (true, tabs.len());
        }
    }
    let edits = Edits::new(tabs.iter().map(|tab| Edit::delete(*tab)).collect()).expect("each tab is on its own line");
    let message = "Obsidian cannot read the frontmatter: it is indented by a tab, its closing `---` too";
    let found =
        || Diagnostic::new(tabs[0], message).with_fix(Fix::safe_fix("remove the tab from each line", edits.clone()));
    (is_closed && reads_afterwards(note, &edits)).then(found)
}

/// Reports lines indented with tabs, which YAML does not allow; the fix replaces each tab with two spaces.
fn tabs(note: &Note, block: &Frontmatter) -> Option<Diagnostic> {
    let indents: Vec<Span> = lines(note, block.yaml)
        .filter_map(|line| {
            let written = line.slice(note.text());
            let indent = written.len() - written.trim_start_matches([' ', '\t']).len();
            written[..indent].contains('\t').then(|| Span::new(line.start, line.start + indent))
        })
        .collect();
    let first = *indents.first()?;
    let is_plain = lists_are_plain(note, block);
    let edits = indents.iter().map(|span| Edit::replace(*span, span.slice(note.text()).replace('\t', "  ")));
    let edits = Edits::new(edits.collect()).expect("each edit has its own line");
    let found =
        Diagnostic::new(first, "Obsidian cannot read the frontmatter: YAML does not allow tabs for indentation");
    if !is_plain || !reads_afterwards(note, &edits) {
        return Some(found.with_help("indent with spaces"));
    }
    Some(found.with_fix(Fix::safe_fix("indent with spaces", edits)))
}

/// Returns true if every list with a tab is indented with tabs only, and none of them is a block scalar.
fn lists_are_plain(note: &Note, block: &Frontmatter) -> bool {
    let mut above: Option<&str> = None;
    for line in lines(note, block.yaml).map(|line| line.slice(note.text())).filter(|line| !line.trim().is_empty()) {
        let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        if indent.contains('\t') {
            let follows = match above {
                // An item that is deeper than the one above it would become part of its text.
                Some(above) if above.starts_with('\t') => {
                    let depth = |line: &str| line.len() - line.trim_start_matches('\t').len();
                    depth(line) <= depth(above) || above.trim_end().ends_with(':')
                }
                Some(above) => !above.starts_with(' ') && above.trim_end().ends_with(':'),
                None => false,
            };
            if !follows || !indent.bytes().all(|byte| byte == b'\t') {
                return false;
            }
        } else if !indent.is_empty() && above.is_some_and(|above| above.starts_with('\t')) {
            return false;
        }
        above = Some(line);
    }
    true
}

fn reads_afterwards(note: &Note, edits: &Edits) -> bool {
    Note::new(note.path(), edits.apply(note.text())).properties().is_some()
}

fn lines(note: &Note, span: Span) -> impl Iterator<Item = Span> {
    let first = note.lines().line_at(span.start);
    let last = if span.is_empty() { first } else { note.lines().line_at(span.end - 1) + 1 };
    (first..last).map(|line| note.lines().line(note.text(), line))
}

fn first_line(note: &Note, span: Span) -> Span {
    let line = note.lines().line(note.text(), note.lines().line_at(span.start));
    Span::new(span.start, span.end.min(line.end).max(span.start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_long_a_block_is_not_read() {
        let note = Note::new("a.md", format!("---\na: {}\n---\n", "x".repeat(MAX_BYTES)));
        let block = note.frontmatter().expect("it begins with ---");
        let Err(error) = &block.content else { panic!("it was read") };
        let found = diagnostic(&note, block, error);
        assert_eq!(found.message, "the frontmatter is longer than 64 KiB");
        assert_eq!(found.help.as_deref(), Some("move everything that is not a property to the body"));
    }
}
