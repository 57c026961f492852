//! Missing properties, and the values that can be derived for them.

use crate::diagnostic::{Applicability, Diagnostic, Fix};
use crate::note::{Mapping, Note, Pair};
use crate::rule::NoteType;
use crate::text::{Edit, Edits, Span};
use crate::vault::{Today, VaultIndex};

use super::super::shared::{comparable, line_break, lines_of, newest_contact};
use crate::note::yaml_text::scalar;

/// Sources that a value may be derived from, besides the note.
#[derive(Clone, Copy)]
pub(super) struct ValueSources<'a> {
    /// The day of the run.
    pub(super) today: Today,
    /// The vault and its Git history.
    pub(super) vault: &'a VaultIndex,
}

/// Returns the finding for the missing or empty property `key` of a note of type `kind`.
pub(super) fn missing(
    note: &Note,
    properties: &Mapping,
    kind: &NoteType,
    key: &str,
    beside: ValueSources<'_>,
) -> Diagnostic {
    let empty = properties.get(key);
    let place = match empty {
        Some(pair) => pair.key_span,
        None => note.frontmatter().map_or_else(|| Span::empty(note.content_start()), |block| block.opening),
    };
    let fault = if empty.is_some() { "empty" } else { "missing" };
    let found = Diagnostic::new(place, format!("`{key}` is {fault}; `{}` notes require it", kind.name));
    let derived = derived(note, kind, key, beside).and_then(|(value, applicability)| {
        let edit = match empty {
            Some(pair) => filling(note, pair, &value),
            None => insertion(note, properties, kind, key, &value),
        }?;
        Some(Fix::safe_fix(format!("write `{key}: {value}`"), Edits::from_edit(edit)).with_applicability(applicability))
    });
    let advice = if empty.is_some() { format!("fill in `{key}`") } else { format!("add a line `{key}: ...`") };
    found.with_fix(derived.unwrap_or_else(|| Fix::manual_fix(advice)))
}

/// Returns the derived value as YAML, and the applicability of writing it.
fn derived(note: &Note, kind: &NoteType, key: &str, beside: ValueSources<'_>) -> Option<(String, Applicability)> {
    match key {
        "title" => {
            let heading = note.body().title().map(|heading| heading.text.slice(note.text()));
            let agrees = heading.is_none_or(|heading| comparable(heading) == comparable(note.name()));
            // A note with placeholders may be an unlisted template, whose name would be passed on.
            let applicability = if note.has_placeholder() { Applicability::Unsafe } else { Applicability::Safe };
            agrees.then(|| (scalar(note.name()), applicability))
        }
        "last_contact" => {
            let (day, _) = newest_contact(note, beside.today)?;
            Some((day.to_string(), Applicability::Unsafe))
        }
        "created" => {
            let form = kind.schema.pointer("/properties/created/format").and_then(|form| form.as_str());
            let day = beside.vault.first_commit_day(note.path()).filter(|_| form != Some("datetime"))?;
            Some((day.to_string(), Applicability::Unsafe))
        }
        _ => None,
    }
}

/// Returns the edit that fills in `key:` if nothing follows it on its line.
fn filling(note: &Note, pair: &Pair, value: &str) -> Option<Edit> {
    let line = note.lines().line(note.text(), note.lines().line_at(pair.key_span.start));
    let rest = Span::new(pair.key_span.end, line.end);
    (rest.slice(note.text()).trim_end() == ":").then(|| Edit::replace(rest, format!(": {value}")))
}

/// Returns the edit that inserts a line after the nearest preceding property in the schema, or else before the first
/// property.
fn insertion(note: &Note, properties: &Mapping, kind: &NoteType, key: &str, value: &str) -> Option<Edit> {
    let block = note.frontmatter()?;
    let known = kind.schema.get("properties").and_then(|known| known.as_object());
    let before = known.into_iter().flat_map(|known| known.keys()).take_while(|name| *name != key);
    let before: Vec<&str> = before.map(String::as_str).collect();
    let is_described = known.is_some_and(|known| known.contains_key(key));
    let after = before.iter().rev().find_map(|name| properties.get(name)).filter(|_| is_described);
    let at = match (after, properties.pairs.first(), properties.pairs.last()) {
        (Some(pair), ..) => lines_of(note, pair)?.end,
        (None, Some(first), _) if is_described => lines_of(note, first)?.start,
        (None, _, Some(last)) => lines_of(note, last)?.end,
        (None, _, None) => block.yaml.end,
    };
    let edit = Edit::insert(at, format!("{key}: {value}{}", line_break(note)));
    let after = Note::new(note.path(), Edits::from_edit(edit.clone()).apply(note.text()));
    let is_one_more = after.properties().is_some_and(|new| new.pairs.len() == properties.pairs.len() + 1);
    is_one_more.then_some(edit)
}
