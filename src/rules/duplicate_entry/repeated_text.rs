//! Log entries of one date with the same text, with or without a link.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::merge::{DuplicatePair, TextDifference};
use crate::mojibake;
use crate::note::{EntryDate, Link, LogEntry, Note};
use crate::rules::shared::word_count;
use crate::text::Span;
use crate::vault::{FileId, VaultIndex, fold};

/// The minimum length of a text that is cut short, in words. Shorter beginnings are alike by chance.
const MIN_CUT_WORDS: usize = 4;
/// The minimum number of words by which a repeated text is one event: `call` twice on one day may be two calls.
const MIN_WORDS: usize = 5;

/// Returns the pairs of entries with the same date and text. Each entry is in at most one pair. `is_list` is false if only
/// some items of the list have dates.
pub(super) fn repeated_texts<'a>(
    note: &'a Note,
    vault: &VaultIndex,
    entries: &[&'a LogEntry],
    is_list: bool,
) -> Vec<DuplicatePair<'a>> {
    let mut by_date: HashMap<(EntryDate, &str), Vec<&'a LogEntry>> = HashMap::new();
    for entry in entries {
        let written = if entry.date == EntryDate::Invalid { entry.date_span.slice(note.text()) } else { "" };
        by_date.entry((entry.date, written)).or_default().push(entry);
    }
    let of_date = |entries: Vec<&'a LogEntry>| {
        let texts = entries.into_iter().filter_map(|entry| EntryText::new(note, vault, entry));
        let texts: Vec<EntryText<'a>> = texts.collect();
        pairs(&texts).into_iter().map(|pair| pair.build(note, is_list)).collect::<Vec<_>>()
    };
    by_date.into_values().filter(|entries| entries.len() > 1).flat_map(of_date).collect()
}

/// The text of an entry, in a form that can be compared.
struct EntryText<'a> {
    entry: &'a LogEntry,
    /// The words, without links at either end and without final dots.
    words: String,
    /// The links at either end: the target as written, and the file that it opens, if any.
    links: BTreeMap<String, Option<FileId>>,
    /// Whether dots say that the text was cut short.
    is_cut: bool,
}

impl<'a> EntryText<'a> {
    /// Returns `None` for an entry that has no text beside links.
    fn new(note: &Note, vault: &VaultIndex, entry: &'a LogEntry) -> Option<Self> {
        let text = note.text();
        let mut span = entry.text;
        let mut links: Vec<&Link> = entry.link(note).into_iter().collect();
        let mut inner = links_within(note, span);
        while let Some((last, before)) = inner.split_last()
            && last.span.end == span.end
            && !last.is_embed
        {
            links.push(last);
            span.end =
                span.start + text[span.start..last.span.start].trim_end_matches([' ', '-', '–', '—', '·', ',']).len();
            inner = before;
        }
        let words = comparable(span.slice(text));
        let bare = words.strip_suffix("...").map(str::trim_end);
        let (words, is_cut) = match bare {
            Some(bare) => (bare.to_owned(), true),
            None => (words.trim_end_matches('.').to_owned(), false),
        };
        let key = |link: &Link| {
            let path = link.path(text);
            let fragment = link.fragment(text).unwrap_or_default();
            (comparable(&fold(&format!("{path}#{fragment}"))), vault.resolve(&path, note.path()))
        };
        let links = links.into_iter().map(key).collect();
        (!words.is_empty()).then_some(Self { entry, words, links, is_cut })
    }

    /// Returns true if every link of this entry is one of `other`.
    fn has_links_within(&self, other: &Self) -> bool {
        let is_there = |(target, file): (&String, &Option<FileId>)| {
            other.links.get(target).is_some_and(|there| file == there || file.is_none() || there.is_none())
        };
        self.links.iter().all(is_there)
    }

    fn opens_files(&self) -> bool {
        self.links.values().all(Option::is_some)
    }
}

/// Returns `words` repaired, in one form of dashes, quotes, dots and spaces.
pub(super) fn comparable(words: &str) -> String {
    let repaired = mojibake::repaired(words);
    let mut form = String::with_capacity(repaired.len());
    for word in repaired.split_whitespace() {
        if !form.is_empty() {
            form.push(' ');
        }
        for char in word.chars() {
            match char {
                '–' | '—' | '‐' | '‑' | '−' => form.push('-'),
                '’' | '‘' | '`' | '´' => form.push('\''),
                '“' | '”' | '„' | '«' | '»' => form.push('"'),
                '…' => form.push_str("..."),
                char => form.push(char),
            }
        }
    }
    form
}

/// Two entries with the same text.
struct SameText<'t, 'a> {
    kept: &'t EntryText<'a>,
    removed: &'t EntryText<'a>,
}

/// Returns the pairs among the entries of one date, which are in the order of the text.
fn pairs<'t, 'a>(texts: &'t [EntryText<'a>]) -> Vec<SameText<'t, 'a>> {
    let mut open: BTreeMap<&str, &EntryText<'a>> = BTreeMap::new();
    let mut found = Vec::new();
    let (mut cut, whole): (Vec<_>, Vec<_>) = texts.iter().partition(|text| text.is_cut);
    // A cut text may go on in another cut one.
    cut.sort_by_key(|text| Reverse(text.words.len()));
    for text in whole.into_iter().chain(cut) {
        let same = open.get(text.words.as_str()).copied().or_else(|| continuation(&open, text));
        let Some(other) = same else {
            open.insert(&text.words, text);
            continue;
        };
        if let Some(pair) = SameText::choose(other, text) {
            if pair.removed.entry.item == other.entry.item {
                open.remove(other.words.as_str());
                open.insert(&text.words, text);
            }
            found.push(pair);
        }
    }
    found
}

/// Returns the one text among `open` that begins with the cut text `cut`. `None` if there are two: it may be either.
fn continuation<'t, 'a>(open: &BTreeMap<&str, &'t EntryText<'a>>, cut: &EntryText<'_>) -> Option<&'t EntryText<'a>> {
    if !cut.is_cut || word_count(&cut.words) < MIN_CUT_WORDS {
        return None;
    }
    let from = open.range(cut.words.as_str()..);
    let mut longer = from.take_while(|(words, _)| words.starts_with(&cut.words));
    let (_, only) = longer.next()?;
    longer.next().is_none().then_some(only)
}

impl<'t, 'a> SameText<'t, 'a> {
    /// Chooses which entry to keep: the one that is not cut, has more links, has links that open files, or comes first.
    /// `None` if each has something that the other lacks.
    fn choose(one: &'t EntryText<'a>, other: &'t EntryText<'a>) -> Option<Self> {
        let (first, second) = if one.entry.item < other.entry.item { (one, other) } else { (other, one) };
        let is_within =
            |one: &EntryText<'_>, other: &EntryText<'_>| one.has_links_within(other) && (one.is_cut || !other.is_cut);
        let keeps_first = match (is_within(first, second), is_within(second, first)) {
            (false, false) => return None,
            (true, false) => false,
            (false, true) => true,
            (true, true) => first.opens_files() || !second.opens_files(),
        };
        let (kept, removed) = if keeps_first { (first, second) } else { (second, first) };
        Some(Self { kept, removed })
    }

    /// Returns the pair for the finding.
    fn build(self, note: &'a Note, is_list: bool) -> DuplicatePair<'a> {
        let text = note.text();
        let Self { kept, removed } = self;
        let difference = match () {
            () if removed.words != kept.words => TextDifference::Cut,
            () if removed.links.len() < kept.links.len() => TextDifference::Link,
            () if removed.entry.text.slice(text) != kept.entry.text.slice(text) => TextDifference::Signs,
            () => TextDifference::Nothing,
        };
        let links = links_within(note, Span::new(removed.entry.date_span.end, removed.entry.text.end)).len();
        let is_one_event = word_count(&removed.words) >= MIN_WORDS || links == 1;
        let via = |text: &EntryText<'_>| text.entry.via.iter().map(|via| via.slice(note.text())).collect::<Vec<_>>();
        let has_other_via = !removed.entry.via.is_empty() && !kept.entry.via.is_empty() && via(removed) != via(kept);
        let is_one_event = is_one_event && !has_other_via && !has_quantity(&removed.words);
        DuplicatePair::with_same_text(
            note,
            kept.entry,
            removed.entry,
            difference,
            is_list && note.is_typed() && is_one_event,
        )
    }
}

/// Returns the links of the body within `span`.
fn links_within(note: &Note, span: Span) -> &[Link] {
    let links = &note.body().links;
    let from = links.partition_point(|link| link.span.start < span.start);
    let many = links[from..].partition_point(|link| link.span.end <= span.end);
    &links[from..from + many]
}

/// Units of things that are counted: money, doses, weights, distances and times.
const UNITS: [&str; 30] = [
    "$", "%", "°", "€", "£", "¥", "c", "chf", "cl", "cm", "eur", "g", "h", "kcal", "kg", "km", "l", "lb", "m", "mg",
    "mi", "min", "ml", "mmhg", "mmol", "oz", "s", "usd", "x", "×",
];

/// Returns true if `words` have a number with a unit: the event may have happened twice.
fn has_quantity(words: &str) -> bool {
    let is_number = |word: &str| word.starts_with(|char: char| char.is_ascii_digit());
    let unit_of =
        |word: &str| word.trim_matches(|char: char| char.is_ascii_digit() || ".,;:()".contains(char)).to_lowercase();
    let is_unit = |word: &str| UNITS.contains(&unit_of(word).as_str());
    let tokens: Vec<&str> = words.split(' ').collect();
    let has_unit = |(at, word): (usize, &&str)| {
        let is_joined = word.contains(|char: char| char.is_ascii_digit()) && is_unit(word);
        is_joined || is_number(word) && tokens.get(at + 1).is_some_and(|next| is_unit(next))
    };
    tokens.iter().enumerate().any(has_unit)
}
