//! Template placeholders that were never filled in, and empty links.

use serde::Deserialize;

use crate::diagnostic::Diagnostic;
use crate::note::{FrontmatterError, Note, Placeholder, RegionKind};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::Span;
use crate::vault::VaultIndex;

/// Placeholders that are known without a template.
const KNOWN: &[&str] = &[
    "AGENT",
    "ATTENDEES",
    "AUTHOR",
    "COMPANY",
    "CUSTOMER",
    "DATE",
    "DATETIME",
    "DAY",
    "EMAIL",
    "FILENAME",
    "MONTH",
    "NAME",
    "NOW",
    "OWNER",
    "PARTICIPANTS",
    "PERSON",
    "PROJECT",
    "SOURCE",
    "SUMMARY",
    "TIME",
    "TITLE",
    "TODAY",
    "TOPIC",
    "USER",
    "USERNAME",
    "VALUE",
    "WEEK",
    "YEAR",
];

/// Words near which a placeholder is written about, not forgotten.
const ABOUT: &[&str] = &["template", "placeholder", "prompt", "snippet", "syntax", "variable"];

/// The most placeholders of a note that can be leftovers, if no template of the vault has them: more are a template.
const MAX_UNKNOWN: usize = 3;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct UnfilledPlaceholder {
    words: Vec<String>,
}

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    let rule: UnfilledPlaceholder = options.parse()?;
    if rule.words.iter().any(|word| word.trim().is_empty()) {
        return Err(OptionsError::new("words", "a word is empty"));
    }
    Ok(Box::new(rule))
}

impl Rule for UnfilledPlaceholder {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        if note.is_template() || note.is_drawing() {
            return;
        }
        let placeholders = note.placeholders();
        let told = line_of_error(note, &placeholders);
        let in_body = placeholders.iter().filter(|found| !found.in_properties).count();
        // The last line that was asked about: a line may have many placeholders.
        let mut about: Option<(usize, bool)> = None;
        for found in &placeholders {
            let line = note.lines().line_at(found.span.start);
            let mut is_written_about = || {
                let known = about.filter(|(known, _)| *known == line).map(|(_, is_about)| is_about);
                let is_about = known.unwrap_or_else(|| is_about_placeholders(note, line));
                about = Some((line, is_about));
                is_about
            };
            let mut is_leftover = || !is_written_about() && is_leftover(note, vault, found, in_body);
            let is_value = found.in_properties && (is_of_obsidian(note, found) || is_whole_value(note, found));
            if told != Some(line) && (is_value || is_leftover()) {
                out.add(unfilled(note, found.span));
            }
        }
        for span in empty_links(note) {
            out.add(Diagnostic::new(span, "the link `[[]]` is empty"));
        }
        for word in &self.words {
            out.add_all(occurrences(note, word).map(|span| unfilled(note, span)));
        }
    }

    fn depends_on_other_notes(&self, path: &str, vault: &VaultIndex) -> bool {
        vault.brief_facts(path).is_some_and(|facts| facts.has_placeholders)
    }
}

fn unfilled(note: &Note, span: Span) -> Diagnostic {
    let written = span.slice(note.text());
    Diagnostic::new(span, format!("`{written}` is a placeholder that was never filled in"))
}

/// Returns the line for which `invalid-frontmatter` says that a placeholder breaks the properties.
fn line_of_error(note: &Note, placeholders: &[Placeholder]) -> Option<usize> {
    let Err(FrontmatterError::Yaml(error)) = &note.frontmatter()?.content else { return None };
    let line = note.lines().line_at(error.offset.min(note.text().len()));
    let has_one = |line: &usize| placeholders.iter().any(|found| note.lines().line_at(found.span.start) == *line);
    [Some(line), line.checked_sub(1)].into_iter().flatten().find(has_one)
}

/// Returns whether a placeholder of the body was forgotten: a template of the vault has it; or it is a well-known one,
/// or the whole value of a label, in a note with few of them.
fn is_leftover(note: &Note, vault: &VaultIndex, found: &Placeholder, in_body: usize) -> bool {
    let inner = found.inner.slice(note.text());
    let is_word = inner.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let is_known = in_body <= MAX_UNKNOWN && (KNOWN.contains(&inner) || (is_word && is_value_of_label(note, found)));
    is_known || vault.has_placeholder_in_template(&found.form(note.text()))
}

/// Returns whether Obsidian's own templates have the placeholder: `{{date}}`, `{{time:HH:mm}}`, `{{title}}`.
fn is_of_obsidian(note: &Note, found: &Placeholder) -> bool {
    let name = found.inner.slice(note.text()).split(':').next().unwrap_or_default();
    ["date", "time", "title"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Returns whether the placeholder is all of a property's value, or of an item in it, and what it stands for is a word. Text
/// with braces in it may be LaTeX, a flash card, or an example.
fn is_whole_value(note: &Note, found: &Placeholder) -> bool {
    let text = note.text();
    let line = note.lines().line(text, note.lines().line_at(found.span.start));
    let before = text[line.start..found.span.start].trim_end_matches(['"', '\'', ' ']);
    let after = text[found.span.end..line.end].trim_start_matches(['"', '\'', ' ']);
    let inner = found.inner.slice(text);
    let is_word =
        inner.starts_with(|c: char| c.is_alphabetic()) && !inner.contains("::") && !inner.contains(['\\', '{', '}']);
    let is_command = text[found.span.start..].starts_with('<');
    before.ends_with([':', '-', '[', ','])
        && (after.is_empty() || after.starts_with([',', ']', '#']))
        && (is_word || is_command)
}

/// Returns whether the placeholder is all that follows a label, in a typed note: `- Owner: {{owner_name}}`.
fn is_value_of_label(note: &Note, found: &Placeholder) -> bool {
    let line = note.lines().line(note.text(), note.lines().line_at(found.span.start));
    let before = note.text()[line.start..found.span.start].trim_end_matches([' ', '*', '_']);
    let after = note.text()[found.span.end..line.end].trim();
    before.ends_with(':') && after.is_empty() && note.property_text("type").is_some()
}

/// Returns whether the line, the heading above it or the name of the note says that it is about placeholders.
fn is_about_placeholders(note: &Note, line: usize) -> bool {
    let heading = note.body().section_at(line).map(|section| note.body().headings[section].text);
    let words = note.lines().line(note.text(), line).slice(note.text());
    // The name of this rule in a suppression comment says nothing about the line.
    let words = words.split_once("<!--").map_or(words, |(words, _)| words);
    let heading = heading.map(|heading| heading.slice(note.text()));
    let near = heading.into_iter().chain([words, note.name()]);
    near.map(str::to_lowercase).any(|words| ABOUT.iter().any(|about| words.contains(about)))
}

/// Returns the links `[[]]` that are the whole text of an item, a line, a cell or a label's value.
fn empty_links(note: &Note) -> impl Iterator<Item = Span> + '_ {
    const LINK: &str = "[[]]";
    let text = note.text();
    let links = text.match_indices(LINK).map(|(at, _)| Span::new(at, at + LINK.len()));
    links.filter(move |link| {
        let line = note.lines().line(text, note.lines().line_at(link.start));
        let before = text[line.start..link.start].trim_end_matches(['"', '\'']).trim_end();
        let after = text[link.end..line.end].trim_start_matches(['"', '\'']).trim();
        let is_begun = before.is_empty() || before.ends_with(['-', '*', '+', '>', ':', '|', ']', '—', '–', '.', ')']);
        let is_ended = after.is_empty() || after.starts_with(['|', '-', '—', '–', ',', '#', '^']) || after == "]";
        let region = note.body().region_at(link.start);
        let is_hidden = region.is_some_and(|region| region.kind == RegionKind::Comment);
        is_begun && is_ended && !is_hidden && note.verbatim_at(*link).is_none()
    })
}

/// Returns where `word` stands in the author's text as a word of its own.
fn occurrences<'a>(note: &'a Note, word: &'a str) -> impl Iterator<Item = Span> + 'a {
    let text = note.text();
    let found = note.prose().into_iter().flat_map(move |span| {
        span.slice(text)
            .match_indices(word)
            .map(move |(at, _)| Span::new(span.start + at, span.start + at + word.len()))
    });
    found.filter(move |span| {
        let is_inside = |c: char| c.is_alphanumeric() || c == '_';
        !text[..span.start].ends_with(is_inside) && !text[span.end..].starts_with(is_inside)
    })
}
