//! Repeated list items: prose of several words, or a single link.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;

use crate::diagnostic::{Applicability, Diagnostic, Fix};
use crate::note::{Link, ListItem, Note, RegionKind, has_placeholder, stem};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits, Span};
use crate::vault::{FileId, VaultIndex, fold};

/// The minimum number of words: shorter items may be repeated on purpose, such as answers, workout sets and steps.
const MIN_WORDS: usize = 5;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    let DuplicateListItemOptions { sections } = options.parse()?;
    Ok(Box::new(DuplicateListItem { sections: sections.iter().map(|name| fold(name)).collect() }))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct DuplicateListItemOptions {
    /// The headings whose lists are checked; all lists if empty.
    sections: Vec<String>,
}

struct DuplicateListItem {
    sections: HashSet<String>,
}

impl Rule for DuplicateListItem {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        if note.body().items.len() < 2 || note.is_template() || note.is_drawing() {
            return;
        }
        let entries: HashSet<usize> = note.entries().iter().map(|entry| entry.item).collect();
        let mut lists: BTreeMap<_, Vec<ComparedItem<'_>>> = BTreeMap::new();
        for (index, item) in note.body().items.iter().enumerate() {
            if !entries.contains(&index) && is_plain(note, item) && self.is_meant(note, item) {
                lists.entry((item.list, item.parent)).or_default().extend(ComparedItem::new(note, vault, item));
            }
        }
        for list in lists.values().filter(|list| list.len() > 1) {
            out.add_all(check_list(note, list, !self.sections.is_empty()));
        }
    }
}

impl DuplicateListItem {
    fn is_meant(&self, note: &Note, item: &ListItem) -> bool {
        let heading = || item.section.map(|section| fold(note.body().headings[section].text.slice(note.text())));
        self.sections.is_empty() || heading().is_some_and(|heading| self.sections.contains(&heading))
    }
}

/// Returns true if an item can be a duplicate: a one-line bullet without a block id. Tasks recur, numbered steps and
/// quoted refrains repeat.
fn is_plain(note: &Note, item: &ListItem) -> bool {
    let text = note.text();
    let is_one_line = item.span.slice(text).trim_end_matches(['\r', '\n']).lines().nth(1).is_none();
    let is_bullet = !item.marker.slice(text).starts_with(|c: char| c.is_ascii_digit());
    let words = item.text.slice(text);
    let has_block_id = words.rsplit(' ').next().is_some_and(|word| word.starts_with('^'));
    item.task.is_none() && item.quote == 0 && is_bullet && is_one_line && !words.is_empty() && !has_block_id
}

/// Returns true if `span` is prose of at least [`MIN_WORDS`] words: no code, formula or placeholder, and more words
/// than numbers and signs.
fn is_prose(note: &Note, span: Span) -> bool {
    let written = span.slice(note.text());
    let is_enclosed =
        ["<>", "[]", "{}"].iter().any(|pair| written.starts_with(&pair[..1]) && written.ends_with(&pair[1..]));
    let is_word = |token: &&str| {
        let bare = token.trim_matches(|c: char| !c.is_alphanumeric());
        !bare.is_empty() && bare.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-'))
    };
    let mut zones = note.body().regions.iter();
    let words = written.split_whitespace().filter(is_word).count();
    words >= MIN_WORDS
        && words * 2 > written.split_whitespace().count()
        && !is_enclosed
        && !has_placeholder(written)
        && !zones.any(|zone| zone.kind != RegionKind::Url && zone.span.overlaps(span))
}

/// Returns true if `span` is a single URL, or a Markdown link to one.
fn is_web_link(note: &Note, span: Span) -> bool {
    let written = span.slice(note.text());
    let Some(zone) = note.body().regions.iter().find(|zone| zone.kind == RegionKind::Url && span.contains(zone.span))
    else {
        return false;
    };
    let is_link = written.starts_with('[') && written.ends_with(')') && zone.span.end + 1 == span.end;
    zone.span == span || is_link
}

/// An item and its comparison key.
struct ComparedItem<'a> {
    item: &'a ListItem,
    key: Key,
    /// The displayed text and whether the target includes a folder, if the item is a single link.
    link: Option<(String, bool)>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum Key {
    Words(String),
    /// A single link: the file that it opens, and the fragment.
    Place(FileId, String),
}

impl<'a> ComparedItem<'a> {
    /// Returns `None` for an item that may be repeated on purpose.
    fn new(note: &Note, vault: &VaultIndex, item: &'a ListItem) -> Option<Self> {
        let text = note.text();
        let links = &note.body().links;
        let link = links.binary_search_by_key(&item.text.start, |link| link.span.start).ok().map(|at| &links[at]);
        // `[words]()` names no note: what repeats are its words.
        let has_target = |link: &Link| !link.path(text).trim().is_empty() || link.fragment.is_some();
        let link = link.filter(|link| link.span == item.text && !link.is_embed && has_target(link));
        let place = link.and_then(|link| {
            let file = vault.resolve(&link.path(text), note.path())?;
            Some(Key::Place(file, fold(&link.fragment(text).unwrap_or_default())))
        });
        let is_repetition = link.is_some() || is_prose(note, item.text) || is_web_link(note, item.text);
        is_repetition.then(|| Self {
            item,
            key: place.unwrap_or_else(|| Key::Words(item.text.slice(text).to_owned())),
            link: link.map(|link| (shown(text, link), link.path(text).contains('/'))),
        })
    }
}

/// Returns the displayed text of a link, folded.
fn shown(text: &str, link: &Link) -> String {
    match link.alias {
        Some(words) => fold(words.slice(text).trim()),
        None => {
            let path = link.path(text);
            let fragment = link.fragment(text).map(|fragment| format!(" > {fragment}")).unwrap_or_default();
            fold(&format!("{}{fragment}", stem(&path)))
        }
    }
}

fn check_list(note: &Note, list: &[ComparedItem<'_>], is_set: bool) -> Vec<Diagnostic> {
    let with_path = list.iter().filter_map(|item| Some(item.link.as_ref()?.1));
    let (with_path, bare): (Vec<bool>, Vec<bool>) = with_path.partition(|has_path| *has_path);
    let prefers_paths = with_path.len() > bare.len();
    let mut first: HashMap<&Key, &ComparedItem<'_>> = HashMap::new();
    let mut found = Vec::new();
    for item in list {
        let Some(&kept) = first.get(&item.key) else {
            first.insert(&item.key, item);
            continue;
        };
        let is_usual =
            |item: &ComparedItem<'_>| item.link.as_ref().is_none_or(|(_, has_path)| *has_path == prefers_paths);
        let (stays, goes) = if is_usual(item) && !is_usual(kept) { (item, kept) } else { (kept, item) };
        first.insert(&item.key, stays);
        found.push(repetition(note, stays, goes, is_set));
    }
    found
}

/// Returns the finding for a repeated item. `is_set` is true if the option `sections` names the list.
fn repetition(note: &Note, stays: &ComparedItem<'_>, goes: &ComparedItem<'_>, is_set: bool) -> Diagnostic {
    let line = stays.item.line + 1;
    let says_the_same = stays.link.as_ref().map(|link| &link.0) == goes.link.as_ref().map(|link| &link.0);
    let is_known = is_set || matches!(goes.key, Key::Place(..));
    let applicability = if says_the_same && is_known { Applicability::Safe } else { Applicability::Unsafe };
    let fix = Fix::safe_fix("remove the repeated item", Edits::from_edit(Edit::delete(goes.item.span)));
    let message = match stays.item.text.slice(note.text()) == goes.item.text.slice(note.text()) {
        true => format!("repeats the item on line {line}"),
        false => format!("links to the same note as line {line}, in a different form"),
    };
    Diagnostic::new(goes.item.text, message)
        .with_related(stays.item.text, "this item is kept")
        .with_fix(fix.with_applicability(applicability))
}
