//! The same item twice in one list: prose of several words, or one link.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;

use crate::diagnostic::{Applicability, Diagnostic, Fix};
use crate::note::{Link, ListItem, Note, ZoneKind, holds_placeholder, stem};
use crate::rule::{BadOptions, Findings, Options, Rule, Setup};
use crate::text::{Edit, Edits, Span};
use crate::vault::{FileId, VaultIndex, fold};

/// An item of fewer words may be right twice: an answer, a set of a workout, a step.
const LEAST_WORDS: usize = 5;

pub(super) fn make(_: &Setup, options: Options<'_>) -> Result<Box<dyn Rule>, BadOptions> {
    let DuplicateListItemOptions { sections } = options.read()?;
    Ok(Box::new(DuplicateListItem { sections: sections.iter().map(|name| fold(name)).collect() }))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct DuplicateListItemOptions {
    /// The headings whose lists are looked at; all lists, where none is named.
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
        let mut lists: BTreeMap<_, Vec<Item<'_>>> = BTreeMap::new();
        for (index, item) in note.body().items.iter().enumerate() {
            if !entries.contains(&index) && is_plain(note, item) && self.is_meant(note, item) {
                lists.entry((item.list, item.parent)).or_default().extend(Item::of(note, vault, item));
            }
        }
        for list in lists.values().filter(|list| list.len() > 1) {
            out.add_all(check_list(note, list, !self.sections.is_empty()));
        }
    }
}

impl DuplicateListItem {
    fn is_meant(&self, note: &Note, item: &ListItem) -> bool {
        let heading = || item.section.map(|section| fold(note.body().headings[section].text.of(note.text())));
        self.sections.is_empty() || heading().is_some_and(|heading| self.sections.contains(&heading))
    }
}

/// Whether an item can be a repetition: a bullet of one line that nothing refers to. Tasks are done twice, steps are
/// counted, refrains are quoted.
fn is_plain(note: &Note, item: &ListItem) -> bool {
    let text = note.text();
    let is_one_line = item.span.of(text).trim_end_matches(['\r', '\n']).lines().nth(1).is_none();
    let is_bullet = !item.marker.of(text).starts_with(|c: char| c.is_ascii_digit());
    let words = item.text.of(text);
    let has_block_id = words.rsplit(' ').next().is_some_and(|word| word.starts_with('^'));
    item.task.is_none() && item.quote == 0 && is_bullet && is_one_line && !words.is_empty() && !has_block_id
}

/// Whether `span` is prose of at least [`LEAST_WORDS`] words: no code, no formula, no placeholder, and more words than numbers and
/// signs.
fn is_prose(note: &Note, span: Span) -> bool {
    let written = span.of(note.text());
    let is_enclosed =
        ["<>", "[]", "{}"].iter().any(|pair| written.starts_with(&pair[..1]) && written.ends_with(&pair[1..]));
    let is_word = |token: &&str| {
        let bare = token.trim_matches(|c: char| !c.is_alphanumeric());
        !bare.is_empty() && bare.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-'))
    };
    let mut zones = note.body().zones.iter();
    let words = written.split_whitespace().filter(is_word).count();
    words >= LEAST_WORDS
        && words * 2 > written.split_whitespace().count()
        && !is_enclosed
        && !holds_placeholder(written)
        && !zones.any(|zone| zone.kind != ZoneKind::Url && zone.span.overlaps(span))
}

/// Whether `span` is one address, or one Markdown link to it.
fn is_web_link(note: &Note, span: Span) -> bool {
    let written = span.of(note.text());
    let Some(zone) = note.body().zones.iter().find(|zone| zone.kind == ZoneKind::Url && span.contains(zone.span))
    else {
        return false;
    };
    let is_link = written.starts_with('[') && written.ends_with(')') && zone.span.end + 1 == span.end;
    zone.span == span || is_link
}

/// An item, and what it is compared by.
struct Item<'a> {
    item: &'a ListItem,
    key: Key,
    /// What a reader sees, and whether the link has a path; for an item that is a link and nothing else.
    link: Option<(String, bool)>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum Key {
    Words(String),
    /// A link and nothing else: the file that it opens, and the place in it.
    Place(FileId, String),
}

impl<'a> Item<'a> {
    /// None for an item that may be right twice.
    fn of(note: &Note, vault: &VaultIndex, item: &'a ListItem) -> Option<Self> {
        let text = note.text();
        let links = &note.body().links;
        let link = links.binary_search_by_key(&item.text.start, |link| link.span.start).ok().map(|at| &links[at]);
        let link = link.filter(|link| link.span == item.text && !link.embed);
        let place = link.and_then(|link| {
            let file = vault.resolve(&link.path(text), note.path())?;
            Some(Key::Place(file, fold(&link.fragment(text).unwrap_or_default())))
        });
        let is_repetition = link.is_some() || is_prose(note, item.text) || is_web_link(note, item.text);
        is_repetition.then(|| Self {
            item,
            key: place.unwrap_or_else(|| Key::Words(item.text.of(text).to_owned())),
            link: link.map(|link| (shown(text, link), link.path(text).contains('/'))),
        })
    }
}

/// The words that the reader of a link sees.
fn shown(text: &str, link: &Link) -> String {
    match link.alias {
        Some(words) => fold(words.of(text).trim()),
        None => {
            let path = link.path(text);
            let fragment = link.fragment(text).map(|fragment| format!(" > {fragment}")).unwrap_or_default();
            fold(&format!("{}{fragment}", stem(&path)))
        }
    }
}

fn check_list(note: &Note, list: &[Item<'_>], is_set: bool) -> Vec<Diagnostic> {
    let with_path = list.iter().filter_map(|item| Some(item.link.as_ref()?.1));
    let (with_path, bare): (Vec<bool>, Vec<bool>) = with_path.partition(|has_path| *has_path);
    let prefers_paths = with_path.len() > bare.len();
    let mut first: HashMap<&Key, &Item<'_>> = HashMap::new();
    let mut found = Vec::new();
    for item in list {
        let Some(&kept) = first.get(&item.key) else {
            first.insert(&item.key, item);
            continue;
        };
        let is_usual = |item: &Item<'_>| item.link.as_ref().is_none_or(|(_, has_path)| *has_path == prefers_paths);
        let (stays, goes) = if is_usual(item) && !is_usual(kept) { (item, kept) } else { (kept, item) };
        first.insert(&item.key, stays);
        found.push(repetition(note, stays, goes, is_set));
    }
    found
}

/// `is_set`: somebody said that the list repeats nothing.
fn repetition(note: &Note, stays: &Item<'_>, goes: &Item<'_>, is_set: bool) -> Diagnostic {
    let line = stays.item.line + 1;
    let says_the_same = stays.link.as_ref().map(|link| &link.0) == goes.link.as_ref().map(|link| &link.0);
    let is_known = is_set || matches!(goes.key, Key::Place(..));
    let applicability = if says_the_same && is_known { Applicability::Safe } else { Applicability::Unsafe };
    let fix = Fix::safe("remove the repeated item", Edits::one(Edit::delete(goes.item.span)));
    let message = match stays.item.text.of(note.text()) == goes.item.text.of(note.text()) {
        true => format!("the same item as line {line}"),
        false => format!("the same note as line {line}, other link form"),
    };
    Diagnostic::new(goes.item.text, message)
        .related(stays.item.text, "this one stays")
        .fix(fix.with_applicability(applicability))
}
