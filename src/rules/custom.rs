//! Custom rules from the config: a regular expression, where to search for it, and an optional replacement.

use regex::{Captures, Regex};
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Applicability, Diagnostic, Fix};
use crate::note::{Node, Note, RegionKind, ScalarStyle, Value, Verbatim, VerbatimKind};
use crate::rule::{Findings, NoteMatcher, Rule};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

use super::shared::{checked_properties, inner};
use crate::note::yaml_text::{is_plain, quoted};

/// A part of a note that a custom rule searches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CustomScope {
    /// The text of the body including headings, without code, comments, formulas, URLs and link targets.
    Body,
    /// The text of headings.
    Heading,
    /// The explicit text of links: `[[Name|words]]`, `[words](Name.md)`.
    LinkText,
    /// Text values of properties, including items of lists.
    Property,
    /// Code of every kind.
    Code,
}

/// A custom rule.
#[derive(Clone, Debug)]
pub struct CustomRule {
    /// The pattern to search for.
    pub pattern: Regex,
    /// The message of its findings. `$0` is the match, `$1` the first group.
    pub message: String,
    /// The help of its findings.
    pub help: Option<String>,
    /// The parts of a note to search.
    pub scopes: Vec<CustomScope>,
    /// The properties to search; all of them if empty.
    pub properties: Vec<String>,
    /// The notes to check; all of them if `None`.
    pub only: Option<NoteMatcher>,
    /// The replacement, with `$1` for the first group, and its applicability.
    pub replacement: Option<(String, Applicability)>,
}

/// The maximum length of an expanded message, in bytes.
const MAX_MESSAGE_BYTES: usize = 1_000;
/// The maximum length of an expanded replacement, in bytes; a longer one gets no fix.
const MAX_REPLACEMENT_BYTES: usize = 64 * 1_024;

impl Rule for CustomRule {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        if note.is_drawing() || self.only.as_ref().is_some_and(|only| !only.matches(note)) {
            return;
        }
        let places = self.scopes.iter().map(|place| self.matches_in_scope(note, *place));
        let mut places: Vec<_> = places.map(|mut found| (found.next(), found)).collect();
        let mut last = None;
        // Merges the findings of all scopes in the order of the text.
        let first = |places: &mut Vec<(Option<Diagnostic>, Found<'_>)>| {
            let of_place = |(next, _): &&mut (Option<Diagnostic>, Found<'_>)| next.as_ref().map(|next| next.span);
            let (next, rest) = places.iter_mut().filter(|(next, _)| next.is_some()).min_by_key(of_place)?;
            std::mem::replace(next, rest.next())
        };
        while let Some(found) = first(&mut places) {
            // A heading is part of the body, so both scopes may report the same match.
            if last.replace(found.span) != Some(found.span) {
                out.add(found);
            }
        }
    }

    /// The config lists the scopes in which the rule may write.
    fn may_write_into(&self, part: &Verbatim) -> bool {
        let is_code = matches!(part.kind, VerbatimKind::Code | VerbatimKind::Query);
        let place = if part.in_properties { CustomScope::Property } else { CustomScope::Code };
        self.scopes.contains(&place) && (part.in_properties || is_code)
    }
}

/// A lazy iterator of findings in the order of the text: a note may have millions.
type Found<'a> = Box<dyn Iterator<Item = Diagnostic> + 'a>;

impl CustomRule {
    fn matches_in_scope<'a>(&'a self, note: &'a Note, place: CustomScope) -> Found<'a> {
        let text = note.text();
        match place {
            CustomScope::Body => self.matches_within(note, words_of_body(note)),
            CustomScope::Code => self.matches_within(note, note.code()),
            CustomScope::Heading => {
                Box::new(note.body().headings.iter().flat_map(|heading| self.matches_in_unit(text, heading.text)))
            }
            CustomScope::LinkText => {
                let words = note.body().links.iter().filter_map(|link| link.alias);
                Box::new(words.flat_map(|words| self.matches_in_unit(text, words)))
            }
            CustomScope::Property => Box::new(self.matches_in_properties(note).into_iter()),
        }
    }

    /// Returns the matches in the whole text that lie within one of `areas`.
    fn matches_within<'a>(&'a self, note: &'a Note, areas: Vec<Span>) -> Found<'a> {
        let text = note.text();
        let (mut at, end) =
            (areas.first().map_or(text.len(), |area| area.start), areas.last().map_or(0, |area| area.end));
        Box::new(std::iter::from_fn(move || {
            while at < text.len() {
                let captures = self.pattern.captures_at(text, at)?;
                let span = span_of(&captures, 0);
                if span.start >= end {
                    return None;
                }
                at = span.end.max(at + 1);
                while !text.is_char_boundary(at) {
                    at += 1;
                }
                if !span.is_empty() && span.is_within_any(&areas) {
                    return Some(self.diagnostic(&captures, span));
                }
            }
            None
        }))
    }

    /// Returns the matches in the text of `unit` alone, so that `^` and `$` match at its ends.
    fn matches_in_unit<'a>(&'a self, text: &'a str, unit: Span) -> impl Iterator<Item = Diagnostic> + 'a {
        let found = self.pattern.captures_iter(unit.slice(text)).map(move |captures| {
            let span = span_of(&captures, unit.start);
            (span, captures)
        });
        found.filter(|(span, _)| !span.is_empty()).map(|(span, captures)| self.diagnostic(&captures, span))
    }

    fn matches_in_properties(&self, note: &Note) -> Vec<Diagnostic> {
        let Some(properties) = checked_properties(note) else { return Vec::new() };
        let is_meant =
            |key: &str| self.properties.is_empty() || self.properties.iter().any(|name| name.eq_ignore_ascii_case(key));
        let pairs = properties.pairs.iter().filter(|pair| is_meant(&pair.key));
        pairs.flat_map(|pair| self.matches_in_value(note, &pair.value)).collect()
    }

    fn matches_in_value(&self, note: &Note, node: &Node) -> Vec<Diagnostic> {
        match &node.value {
            Value::Sequence(items, _) => items.iter().flat_map(|item| self.matches_in_value(note, item)).collect(),
            Value::String(value, style) => self.matches_in_text(note, node, value, *style),
            // A replacement could change the type of the value, so there is no fix.
            Value::Number(_) | Value::Bool(_) => {
                let found = self.matches_in_unit(note.text(), node.span);
                found.map(|found| Diagnostic { fix: None, ..found }).collect()
            }
            Value::Null | Value::Mapping(..) => Vec::new(),
        }
    }

    /// Returns the matches in the decoded text. If the source differs from it (escapes, several lines), there is no
    /// fix.
    fn matches_in_text(&self, note: &Note, node: &Node, value: &str, style: ScalarStyle) -> Vec<Diagnostic> {
        let written = inner(node);
        if written.slice(note.text()) != value {
            let first = self.pattern.captures(value).filter(|captures| !captures[0].is_empty());
            let without_fix =
                |captures: Captures<'_>| Diagnostic { fix: None, ..self.diagnostic(&captures, node.span) };
            return first.map(without_fix).into_iter().collect();
        }
        let mut found: Vec<Diagnostic> = self.matches_in_unit(note.text(), written).collect();
        for diagnostic in &mut found {
            let Some(fix) = &mut diagnostic.fix else { continue };
            let edits: Vec<Edit> = fix.edits.iter().cloned().collect();
            let [Edit { span, text }] = &edits[..] else { continue };
            let at = Span::new(span.start - written.start, span.end - written.start);
            let new = Edits::from_edit(Edit::replace(at, text.as_str())).apply(value);
            let stays = match style {
                ScalarStyle::Plain => is_plain(&new),
                ScalarStyle::SingleQuoted => !text.contains('\''),
                ScalarStyle::DoubleQuoted => !text.contains(['"', '\\']),
                ScalarStyle::Block => true,
            };
            if !stays {
                fix.edits = Edits::from_edit(Edit::replace(node.span, quoted(&new)));
            }
        }
        found
    }

    fn diagnostic(&self, captures: &Captures<'_>, span: Span) -> Diagnostic {
        let (mut message, is_whole) = expanded(captures, &self.message, MAX_MESSAGE_BYTES);
        if !is_whole {
            message.push('…');
        }
        let mut found = Diagnostic::new(span, message);
        found.help = self.help.clone();
        let Some((template, applicability)) = &self.replacement else { return found };
        let (replacement, is_whole) = expanded(captures, template, MAX_REPLACEMENT_BYTES);
        // A replacement that matches again would be replaced forever.
        if !is_whole || self.pattern.is_match(&replacement) || &captures[0] == replacement.as_str() {
            return found;
        }
        let title = if replacement.is_empty() {
            "delete it".to_owned()
        } else {
            format!("write `{}`", beginning(&replacement))
        };
        let edits = Edits::from_edit(Edit::replace(span, replacement));
        found.with_fix(Fix::safe_fix(title, edits).with_applicability(*applicability))
    }
}

/// Expands `template`, truncated to `most` bytes. The second value is true if nothing was truncated.
fn expanded(captures: &Captures<'_>, template: &str, most: usize) -> (String, bool) {
    let mut text = String::new();
    let mut rest = template;
    while !rest.is_empty() && text.len() <= most {
        // One reference at a time: each may expand to the whole note. `$$` is an escaped `$`.
        let own = if rest.starts_with("$$") { 2 } else { rest.chars().next().map_or(0, char::len_utf8) };
        let end = rest[own..].find('$').map_or(rest.len(), |next| own + next);
        captures.expand(&rest[..end], &mut text);
        rest = &rest[end..];
    }
    let is_whole = text.len() <= most;
    if !is_whole {
        text.truncate((0..=most).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0));
    }
    (text, is_whole)
}

fn span_of(captures: &Captures<'_>, from: usize) -> Span {
    let whole = captures.get_match();
    Span::new(from + whole.start(), from + whole.end())
}

/// Returns the spans of the visible text of the body.
fn words_of_body(note: &Note) -> Vec<Span> {
    let body = note.frontmatter().map_or(note.content_start(), |block| block.block.end);
    let comments = note.body().regions.iter().filter(|zone| zone.kind == RegionKind::Comment).map(|zone| zone.span);
    let targets =
        note.body().links.iter().map(|link| Span::new(link.path.start, link.fragment.unwrap_or(link.path).end));
    let mut skipped: Vec<Span> = comments.chain(targets).collect();
    skipped.sort_unstable();
    let areas = note.prose().into_iter().filter(|area| area.end > body);
    let areas = areas.map(|area| Span::new(area.start.max(body), area.end));
    areas
        .flat_map(|area| {
            let from = skipped.partition_point(|span| span.end <= area.start);
            area.subtract(skipped[from..].iter().copied())
        })
        .collect()
}

/// Returns the first 200 characters of `text`, for a message.
fn beginning(text: &str) -> String {
    match text.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
