//! Frontmatter that Obsidian cannot read.

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Frontmatter, FrontmatterError, LIMIT_BYTES, Note, YamlError, read_yaml};
use crate::rule::{BadOptions, Findings, Options, Rule, Setup};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

use super::shared::quoted;

pub(super) fn make(_: &Setup, options: Options<'_>) -> Result<Box<dyn Rule>, BadOptions> {
    options.none()?;
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
        FrontmatterError::Unclosed => Diagnostic::new(block.opening, "the frontmatter is never closed")
            .help("put a line `---` after the last property"),
        FrontmatterError::TooLong => {
            Diagnostic::new(block.opening, format!("the frontmatter is longer than {} KiB", LIMIT_BYTES / 1024))
                .help("move what is no property to the body")
        }
        FrontmatterError::NotAMapping(span) => {
            Diagnostic::new(first_line(note, *span), "the frontmatter holds no `key: value`")
                .help("write properties, or put an empty line after `---` if it is a horizontal rule")
        }
        FrontmatterError::Yaml(error) => yaml(note, block, error),
    }
}

fn yaml(note: &Note, block: &Frontmatter, error: &YamlError) -> Diagnostic {
    if let Some(found) = tabs(note, block) {
        return found;
    }
    let broken: Vec<BrokenLine> = lines(note, block.yaml).filter_map(|line| BrokenLine::find(note, line)).collect();
    let Some(first) = broken.first() else {
        let at = error.offset.min(note.text().len());
        let line = note.lines().line(note.text(), note.lines().line_at(at.min(block.yaml.end.saturating_sub(1))));
        return Diagnostic::new(line, format!("Obsidian cannot read the frontmatter: {}", error.message));
    };
    let found = Diagnostic::new(first.value, first.message(note));
    let edits = broken.iter().map(|line| Edit::replace(line.value, quoted(line.value.of(note.text()))));
    let edits = Edits::new(edits.collect()).expect("each edit has its own line");
    if reads_afterwards(note, &edits) && broken.iter().all(|line| line.quoting_keeps_the_meaning(note)) {
        return found.fix(Fix::safe("quote the value", edits));
    }
    found.help("put the value in quotes")
}

/// A line `key: value` that cannot be read even alone.
struct BrokenLine {
    value: Span,
}

impl BrokenLine {
    fn find(note: &Note, line: Span) -> Option<Self> {
        let written = line.of(note.text());
        let (key, rest) = written.split_once(": ")?;
        let is_key = !key.is_empty() && !key.starts_with([' ', '-', '#', '"', '\'', '?']) && !key.contains(':');
        let value = rest.trim();
        if !is_key || value.is_empty() || value.starts_with(['|', '>', '#']) || read_yaml(written).is_ok() {
            return None;
        }
        let start = line.end - rest.trim_start().len();
        Some(Self { value: Span::new(start, start + value.len()) })
    }

    fn message(&self, note: &Note) -> String {
        let value = self.value.of(note.text());
        let cause = match value.chars().next() {
            Some(first @ ('@' | '`' | '%')) => format!("it begins with `{first}`"),
            Some('*') => "`*` at its start names an alias".to_owned(),
            Some('&') => "`&` at its start names an anchor".to_owned(),
            Some('!') => "`!` at its start names a tag".to_owned(),
            Some('[') => "`[` at its start begins a list".to_owned(),
            Some('{') => "`{` at its start begins a mapping".to_owned(),
            Some('"' | '\'') => "text follows the quote, or the quote is never closed".to_owned(),
            _ if value.contains(": ") || value.ends_with(':') => "it holds a colon and a blank".to_owned(),
            _ => "YAML reads it as something else".to_owned(),
        };
        format!("Obsidian cannot read this value: {cause}")
    }

    /// Anchors, tags, collections and quotes mean something when they are mended otherwise; quoting would decide that.
    fn quoting_keeps_the_meaning(&self, note: &Note) -> bool {
        let value = self.value.of(note.text());
        !value.starts_with(['&', '!', '[', '{', '"', '\'']) && !value.contains(" #")
    }
}

/// Lines indented by tabs, which YAML does not know: two blanks for each tab.
fn tabs(note: &Note, block: &Frontmatter) -> Option<Diagnostic> {
    let indents: Vec<Span> = lines(note, block.yaml)
        .filter_map(|line| {
            let written = line.of(note.text());
            let indent = written.len() - written.trim_start_matches([' ', '\t']).len();
            written[..indent].contains('\t').then(|| Span::new(line.start, line.start + indent))
        })
        .collect();
    let first = *indents.first()?;
    let is_plain = lists_are_plain(note, block);
    let edits = indents.iter().map(|span| Edit::replace(*span, span.of(note.text()).replace('\t', "  ")));
    let edits = Edits::new(edits.collect()).expect("each edit has its own line");
    let found = Diagnostic::new(first, "Obsidian cannot read the frontmatter: YAML knows no tabs for indenting");
    if !is_plain || !reads_afterwards(note, &edits) {
        return Some(found.help("indent with blanks"));
    }
    Some(found.fix(Fix::safe("indent with blanks", edits)))
}

/// Whether every list with a tab is indented by tabs alone, and none of them is a block of text.
fn lists_are_plain(note: &Note, block: &Frontmatter) -> bool {
    let mut above: Option<&str> = None;
    for line in lines(note, block.yaml).map(|line| line.of(note.text())).filter(|line| !line.trim().is_empty()) {
        let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        if indent.contains('\t') {
            let follows = match above {
                Some(above) if above.starts_with('\t') => true,
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
