//! Frontmatter that Obsidian cannot read.

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Frontmatter, FrontmatterError, MAX_BYTES, Note, YamlError};
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
}

fn diagnostic(note: &Note, block: &Frontmatter, error: &FrontmatterError) -> Diagnostic {
    match error {
        FrontmatterError::Unclosed => unclosed(note, block),
        FrontmatterError::TooLong => {
            Diagnostic::new(block.opening, format!("the frontmatter is longer than {} KiB", MAX_BYTES / 1024))
                .with_help("move what is no property to the body")
        }
        FrontmatterError::NotAMapping(span) => {
            Diagnostic::new(first_line(note, *span), "the frontmatter holds no `key: value`")
                .with_help("write properties, or put an empty line after `---` if it is a horizontal rule")
        }
        FrontmatterError::Yaml(error) => yaml(note, block, error),
    }
}

/// A closing line with blanks behind it closes nothing.
fn unclosed(note: &Note, block: &Frontmatter) -> Diagnostic {
    let found = Diagnostic::new(block.opening, "the frontmatter is never closed");
    let text = note.text();
    let lines = (note.lines().line_at(block.yaml.start)..note.lines().len()).map(|line| note.lines().line(text, line));
    let meant = lines.take_while(|line| line.start < block.opening.start + MAX_BYTES).find_map(|line| {
        let blanks = line.slice(text).strip_prefix("---")?;
        (!blanks.is_empty() && blanks.trim().is_empty()).then(|| Span::new(line.start + 3, line.end))
    });
    match meant {
        Some(blanks) => {
            let fix =
                Fix::unsafe_fix("delete the blanks behind the second `---`", Edits::from_edit(Edit::delete(blanks)));
            found.with_help("the second `---` has blanks behind it, and so does not count").with_fix(fix)
        }
        None => found.with_help("put a line `---` after the last property"),
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
        let title = "quote it so that `\\` is no escape";
        reads_afterwards(note, &edits).then(|| Fix::unsafe_fix(title, edits))
    };
    let quoted = quoting(note, error).map(|edits| Fix::safe_fix("quote the value", edits));
    match quoted.or_else(unescaped) {
        Some(fix) => found.with_fix(fix),
        None => found.with_help(first.help(note)),
    }
}

/// The value where the parser stopped, or the one above it whose bracket was never closed: that is found out below.
fn broken_at(note: &Note, error: &YamlError) -> Option<BrokenValue> {
    let at = note.lines().line_at(error.offset.min(note.text().len()));
    let broken = |line: usize| BrokenValue::find(note, note.lines().line(note.text(), line));
    broken(at).or_else(|| broken(at.checked_sub(1)?).filter(|value| value.opens_brackets(note)))
}

/// Most values that one fix puts in quotes.
const MAX_QUOTED: usize = 32;

/// Puts the value where the parser stops in quotes, and the next one, until the block can be read. None where that is not
/// all that it lacks.
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

/// Lines indented by tabs, which YAML does not know: two blanks for each tab.
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
    let found = Diagnostic::new(first, "Obsidian cannot read the frontmatter: YAML knows no tabs for indenting");
    if !is_plain || !reads_afterwards(note, &edits) {
        return Some(found.with_help("indent with blanks"));
    }
    Some(found.with_fix(Fix::safe_fix("indent with blanks", edits)))
}

/// Whether every list with a tab is indented by tabs alone, and none of them is a block of text.
fn lists_are_plain(note: &Note, block: &Frontmatter) -> bool {
    let mut above: Option<&str> = None;
    for line in lines(note, block.yaml).map(|line| line.slice(note.text())).filter(|line| !line.trim().is_empty()) {
        let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        if indent.contains('\t') {
            let follows = match above {
                // An item that is deeper than the one above it would become words of that one.
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
        assert_eq!(found.help.as_deref(), Some("move what is no property to the body"));
    }
}
