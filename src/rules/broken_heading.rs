//! Links to headings that are not there.

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Fix};
use crate::mojibake::{Codec, damage};
use crate::note::{LinkKind, Note, heading_in_link, heading_key};
use crate::rule::{BadOptions, Findings, Options, Rule, Setup};
use crate::text::{Edits, nearest};
use crate::vault::{VaultIndex, fold};

use super::written_link::{WrittenLink, is_filled_in};

pub(super) fn make(_: &Setup, options: Options<'_>) -> Result<Box<dyn Rule>, BadOptions> {
    options.none()?;
    Ok(Box::new(BrokenHeading))
}

struct BrokenHeading;

impl Rule for BrokenHeading {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        let own: Vec<String> =
            note.body().headings.iter().map(|heading| heading.text.of(note.text()).to_owned()).collect();
        for link in WrittenLink::all(note) {
            let Some(fragment) = link.fragment().filter(|fragment| is_filled_in(fragment)) else { continue };
            let target = &link.target;
            let Some(file) = vault.resolve(target, note.path()) else { continue };
            let path = vault.path(file);
            let facts = if path == note.path() { None } else { vault.facts(path) };
            let (headings, is_anchor) = match &facts {
                Some(facts) => (&facts.headings, facts.anchors.iter().any(|anchor| **anchor == *fragment)),
                None if path == note.path() => (&own, note.anchors().any(|anchor| anchor == fragment)),
                None => continue,
            };
            let is_place =
                is_anchor || fragment.contains('^') || !fold(path).ends_with(".md") || path.contains(".excalidraw");
            if !is_place {
                out.add_all(missing(&link, &fragment, headings, path));
            }
        }
    }
}

/// The first part of `fragment` that is no heading.
fn missing(link: &WrittenLink<'_>, fragment: &str, headings: &[String], path: &str) -> Option<Diagnostic> {
    let key = |words: &str| match link.link.kind {
        LinkKind::Wiki => heading_key(words),
        LinkKind::Markdown => heading_key(&words.replace(['-', '_'], " ")),
    };
    let known: HashSet<String> = headings.iter().map(|heading| key(heading)).collect();
    if link.link.kind == LinkKind::Markdown && headings.iter().any(|heading| is_slug(fragment, heading)) {
        return None;
    }
    let part = fragment.split('#').map(str::trim).find(|part| !part.is_empty() && !known.contains(&key(part)))?;
    let place = link.link.fragment?;
    let found = Diagnostic::new(place, format!("`{path}` has no heading `{part}`"));
    if let [meant] = undamaged(part, headings)[..] {
        let words = heading_in_link(meant);
        let title = format!("write `{words}`, which was read with the wrong codec here");
        return Some(found.fix(Fix::safe(title, Edits::one(link.with_fragment(&fragment.replacen(part, &words, 1))?))));
    }
    Some(match nearest(part, headings.iter().map(String::as_str)) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found,
    })
}

/// The headings whose words are `part` after they were read with a wrong codec.
fn undamaged<'a>(part: &str, headings: &'a [String]) -> Vec<&'a str> {
    if part.is_ascii() {
        return Vec::new();
    }
    let wanted = heading_key(part);
    let reads_so = |codec: Codec, words: &str| damage(words, codec).is_some_and(|words| heading_key(&words) == wanted);
    let is_meant = |words: &&str| !words.is_ascii() && Codec::ALL.iter().any(|codec| reads_so(*codec, words));
    headings.iter().map(String::as_str).filter(is_meant).collect()
}

/// Whether web sites that are made from notes, and GitHub, would call `heading` so: lower case, without signs, blanks as
/// `-`, and a number behind the second of the same words.
fn is_slug(fragment: &str, heading: &str) -> bool {
    let kept = heading.chars().filter(|char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_'));
    let slug: String = kept.flat_map(char::to_lowercase).map(|char| if char == ' ' { '-' } else { char }).collect();
    let fragment = fragment.to_lowercase();
    let number = fragment.strip_prefix(&*slug).and_then(|rest| rest.strip_prefix('-'));
    fragment == slug
        || number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}
