//! Links to headings that do not exist.

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{LinkKind, Note, heading_in_link};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edits, nearest};
use crate::vault::{NoteAnchors, VaultIndex, fold};

use super::written_link::{WrittenLink, is_complete};

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(BrokenHeading))
}

struct BrokenHeading;

/// The maximum number of headings in a note that is searched for similar ones.
const MAX_HEADINGS: usize = 2_000;
/// The maximum number of heading comparisons for the links of one note.
const MAX_COMPARED: usize = 1_000_000;

impl Rule for BrokenHeading {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        let mut own: Option<NoteAnchors> = None;
        let mut compared = 0;
        for link in WrittenLink::all(note) {
            let Some(fragment) = link.fragment().filter(|fragment| is_complete(fragment)) else { continue };
            let Some(file) = vault.resolve(&link.target, note.path()) else { continue };
            let path = vault.path(file);
            if fragment.contains('^') || !fold(path).ends_with(".md") || path.contains(".excalidraw") {
                continue;
            }
            let mut look = |places: &NoteAnchors| missing(&link, &fragment, places, path, &mut compared);
            let found = match path == note.path() {
                true => Some(look(own.get_or_insert_with(|| NoteAnchors::from_note(note)))),
                false => vault.with_anchors(file, look),
            };
            out.add_all(found.flatten());
        }
    }
}

/// Returns a finding for the first part of `fragment` that is not a heading.
fn missing(
    link: &WrittenLink<'_>,
    fragment: &str,
    places: &NoteAnchors,
    path: &str,
    compared: &mut usize,
) -> Option<Diagnostic> {
    let is_markdown = link.link.kind == LinkKind::Markdown;
    if places.has_anchor(fragment) || (is_markdown && places.has_slug(fragment)) {
        return None;
    }
    let is_known = |part: &str| match link.link.kind {
        LinkKind::Wiki => places.has_heading(part),
        LinkKind::Markdown => places.has_heading_in_markdown(part),
    };
    let part = fragment.split('#').map(str::trim).find(|part| !part.is_empty() && !is_known(part))?;
    let place = link.link.fragment?;
    let found = Diagnostic::new(place, format!("`{path}` has no heading `{part}`"));
    let found = found.with_key(format!("{}#{part}", link.target));
    if let Some(meant) = places.ungarbled_heading(part) {
        let words = heading_in_link(meant);
        let title = format!("write `{words}`; the heading in this link is garbled");
        return Some(found.with_fix(Fix::safe_fix(
            title,
            Edits::from_edit(link.with_fragment(&fragment.replacen(part, &words, 1))?),
        )));
    }
    let headings = places.headings();
    if headings.len() > MAX_HEADINGS || *compared > MAX_COMPARED {
        return Some(found);
    }
    *compared += headings.len();
    Some(match nearest(part, headings.iter().map(String::as_str)) {
        Some(near) => found.with_help(format!("did you mean `{near}`?")),
        None => found,
    })
}
