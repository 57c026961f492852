//! Sections that are empty or contain only a placeholder.

use std::collections::HashSet;

use serde::Deserialize;

use crate::diagnostic::Diagnostic;
use crate::note::{Heading, Note, RegionKind};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::Span;
use crate::vault::{VaultIndex, fold};

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    let EmptySectionOptions { allow } = options.parse()?;
    Ok(Box::new(EmptySection { allow: allow.iter().map(|name| fold(name)).collect() }))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct EmptySectionOptions {
    /// Headings whose sections may be empty.
    allow: Vec<String>,
}

struct EmptySection {
    allow: HashSet<String>,
}

impl Rule for EmptySection {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        if note.is_template() || note.is_drawing() {
            return;
        }
        let headings = &note.body().headings;
        for (at, heading) in headings.iter().enumerate() {
            let next = headings.get(at + 1);
            let holds_sections = next.is_some_and(|next| next.level > heading.level);
            if heading.level == 1 || holds_sections || self.allow.contains(&fold(heading.text.slice(note.text()))) {
                continue;
            }
            if let Some(message) = emptiness(note, heading, next) {
                out.add(Diagnostic::new(heading.text, message));
            }
        }
    }
}

/// Returns the message for an empty section, or `None` if it has content.
fn emptiness(note: &Note, heading: &Heading, next: Option<&Heading>) -> Option<String> {
    let text = note.text();
    let mut line = note.lines().full_line(heading.line).end;
    let underline = note.lines().line(text, note.lines().line_at(line)).slice(text).trim();
    if !heading_has_hashes(note, heading) && !underline.is_empty() {
        line = note.lines().full_line(note.lines().line_at(line)).end;
    }
    let end = next.map_or(text.len(), |next| note.lines().full_line(next.line).start);
    let section = Span::new(line.min(end), end);
    let zones = &note.body().regions;
    let from = zones.partition_point(|zone| zone.span.end <= section.start);
    let comments = zones[from..].iter().take_while(|zone| zone.span.start < section.end);
    let comments: Vec<Span> = comments.filter(|zone| zone.kind == RegionKind::Comment).map(|zone| zone.span).collect();
    if section.subtract(comments.iter().copied()).iter().any(|part| !part.slice(text).trim().is_empty()) {
        return None;
    }
    let words = heading.text.slice(text);
    Some(match comments.is_empty() {
        true => format!("the section `{words}` is empty"),
        false => format!("the section `{words}` contains only a placeholder"),
    })
}

/// Returns true for an ATX heading (`#`), false for a setext (underlined) one.
fn heading_has_hashes(note: &Note, heading: &Heading) -> bool {
    note.lines().line(note.text(), heading.line).slice(note.text()).trim_start_matches(['>', ' ']).starts_with('#')
}
