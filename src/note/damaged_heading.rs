//! Headings that were decoded with the wrong encoding. A link names a heading by its text, so a safe fix must repair both
//! together.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::fragment::possible_fragments;
use super::{Encoding, Examples, Link, Note, VerbatimKind, fold_name, link_keys, part_keys, stem};
use crate::mojibake::{self, Confidence, Repair};
use crate::text::{Edit, Edits, Span};

/// A heading with garbled text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DamagedHeading {
    /// Its text.
    pub text: Span,
    /// The fragments of the note's own links to it.
    pub fragments: Vec<Span>,
    /// Whether a link definition or an HTML tag of the note names it: no fix changes these.
    pub has_fixed_links: bool,
    /// The text after a safe fix; None if no safe fix repairs it.
    pub repaired: Option<String>,
}

/// Returns the damaged headings of `note`. A safe fix repairs a whole heading together with the note's own links to it.
pub fn damaged_headings(note: &Note) -> Vec<DamagedHeading> {
    let text = note.text();
    let may_be_damaged = |span: &Span| mojibake::may_be_damaged(span.slice(text)) || span.slice(text).contains('&');
    let mut candidates = note.body().headings.iter().map(|heading| heading.text).filter(may_be_damaged).peekable();
    if candidates.peek().is_none() || *note.encoding() != Encoding::Utf8 || note.is_drawing() {
        return Vec::new();
    }
    let repairs = note.damage();
    let examples = Examples::of(note, repairs);
    let is_certain = |repair: &Repair| repair.confidence == Confidence::Certain && !examples.hold(note, repair);
    let mut own = own_links(note);
    let fixed_keys: HashSet<String> = machine_fragments(note).iter().flat_map(|fragment| part_keys(fragment)).collect();
    let damaged = candidates.filter(|span| !within(repairs, *span).is_empty()).map(|span| {
        let keys = link_keys(span.slice(text));
        // If several headings have the same text, a link means the first.
        let mut links: Vec<Link> = keys.iter().filter_map(|key| own.remove(key)).flatten().collect();
        links.sort_by_key(|link| link.span);
        links.dedup();
        let has_fixed_links = keys.iter().any(|key| fixed_keys.contains(key));
        let repaired = repaired(text, span, repairs).filter(|words| {
            let keys = link_keys(words);
            let follows = |link: &Link| {
                let fragment = repaired_fragment(text, link, repairs);
                fragment.is_some_and(|fragment| part_keys(&fragment).any(|key| keys.contains(&key)))
            };
            !has_fixed_links && within(repairs, span).iter().all(is_certain) && links.iter().all(follows)
        });
        let fragments = links.iter().filter_map(|link| link.fragment).collect();
        DamagedHeading { text: span, fragments, has_fixed_links, repaired }
    });
    damaged.collect()
}

/// Returns the fragments in link definitions and HTML tags of `note` that may be garbled. Each reaches to the end of its
/// line, or to a character that ends links.
pub fn machine_fragments(note: &Note) -> Vec<String> {
    let text = note.text();
    let is_garbled = |fragment: &Cow<'_, str>| mojibake::may_be_damaged(fragment);
    if !possible_fragments(text).any(|fragment| is_garbled(&fragment)) {
        return Vec::new();
    }
    let parts = note.verbatim().iter().filter(|part| part.kind == VerbatimKind::MachineText && !part.in_properties);
    let mut end = 0;
    let lines = parts.filter_map(|part| {
        let start = part.span.start.max(end);
        end = note.lines().line(text, note.lines().line_at(part.span.end)).end.max(part.span.end);
        text.get(start..end)
    });
    lines.flat_map(possible_fragments).filter(is_garbled).map(Cow::into_owned).collect()
}

/// Returns the links of `note` to its own headings, by the keys of their fragments.
fn own_links(note: &Note) -> HashMap<String, Vec<Link>> {
    let (text, name) = (note.text(), fold_name(note.name()));
    let mut own: HashMap<String, Vec<Link>> = HashMap::new();
    for link in note.links() {
        let path = link.path(text);
        let Some(fragment) = link.fragment(text) else { continue };
        if path.is_empty() || fold_name(stem(&path)) == name {
            for key in part_keys(&fragment) {
                own.entry(key).or_default().push(link.clone());
            }
        }
    }
    own
}

/// Returns the `repairs` within `span`.
fn within(repairs: &[Repair], span: Span) -> &[Repair] {
    let from = repairs.partition_point(|repair| repair.span.start < span.start);
    let many = repairs[from..].iter().take_while(|repair| span.contains(repair.span)).count();
    &repairs[from..from + many]
}

/// Returns the text of `span` with all `repairs` in it applied; None if there are none, or one has no known replacement.
fn repaired(text: &str, span: Span, repairs: &[Repair]) -> Option<String> {
    let edits = within(repairs, span).iter().map(|repair| {
        let place = Span::new(repair.span.start - span.start, repair.span.end - span.start);
        Some(Edit::replace(place, repair.replacement.clone()?))
    });
    let edits = Edits::new(edits.collect::<Option<Vec<Edit>>>()?).ok()?;
    (!edits.is_empty()).then(|| edits.apply(span.slice(text)))
}

/// Returns the decoded fragment of `link` with all `repairs` in it applied; None if there are none.
pub fn repaired_fragment(text: &str, link: &Link, repairs: &[Repair]) -> Option<String> {
    let repaired = repaired(text, link.fragment?, repairs)?;
    Some(link.decode(&repaired).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, usize, Option<&str>)]) {
        let found = damaged_headings(&Note::new("a.md", text));
        let found: Vec<_> = found
            .iter()
            .map(|heading| (heading.text.slice(text), heading.fragments.len(), heading.repaired.as_deref()))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn own_links_follow() {
        check("## HÃ¶he\n[[#HÃ¶he]] [[a#HÃ¶he|x]] [y](#hÃ¶he) [[b#HÃ¶he]]\n", &[("HÃ¶he", 3, Some("Höhe"))]);
        check("## HÃ¶he\n## HÃ¶he\n[[#HÃ¶he]]\n", &[("HÃ¶he", 1, Some("Höhe")), ("HÃ¶he", 0, Some("Höhe"))]);
    }

    #[test]
    fn a_repair_that_a_link_cannot_follow_is_not_safe() {
        check("## HÃ¶he\n[x](#H%C3%83%C2%B6he)\n", &[("HÃ¶he", 1, None)]);
        check("## HÃ¶he\n<a href=\"#HÃ¶he\">x</a>\n", &[("HÃ¶he", 0, None)]);
        check("## HÃ¶he\n[[#HÃ¶he]]\n\n[r]: <a.md#HÃ¶he>\n", &[("HÃ¶he", 1, None)]);
        check("## LIMÃ•ES\n", &[("LIMÃ•ES", 0, None)]);
        check("# Höhe\n", &[]);
    }
}
