//! Lists of dated entries that are kept newest first, and are not sorted.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::diagnostic::{Applicability, Diagnostic, Fix};
use crate::note::{EntryDate, ListItem, LogEntry, Note};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(EntryOrder))
}

struct EntryOrder;

impl Rule for EntryOrder {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        if note.entries().len() < 2 || note.is_template() {
            return;
        }
        let items = &note.body().items;
        let mut lists: BTreeMap<(usize, Option<usize>), Vec<usize>> = BTreeMap::new();
        for (index, item) in items.iter().enumerate() {
            lists.entry((item.list, item.parent)).or_default().push(index);
        }
        for list in lists.values() {
            out.add_all(check_list(note, list));
        }
    }
}

/// An entry and the undated ones after it, which move with it.
struct EntryGroup<'a> {
    date: Option<EntryDate>,
    items: Vec<&'a ListItem>,
}

fn check_list(note: &Note, list: &[usize]) -> Option<Diagnostic> {
    let items = &note.body().items;
    let entry_of = |index: &usize| note.entries().binary_search_by_key(index, |entry| entry.item).ok();
    let entries: Vec<&LogEntry> = list.iter().filter_map(entry_of).map(|at| &note.entries()[at]).collect();
    if entries.iter().any(|entry| entry.date == EntryDate::Invalid) {
        return None;
    }
    let applicability = newest_first(&entries)?;
    let (newer, older) = out_of_order(note, &entries)?;
    let line = note.lines().line_at(items[older.item].span.start) + 1;
    let message = format!("`{}` is below the older `{}`", newer.date, older.date);
    let found = Diagnostic::new(newer.date_span, message).with_related(older.date_span, "older, but above it");
    let first = &items[list[0]];
    let is_plain = |item: &ListItem| {
        !item.is_lazy
            && item.indent == first.indent
            && !item.marker.slice(note.text()).starts_with(|c: char| c.is_ascii_digit())
    };
    let gap = |pair: &[usize]| note.text().get(items[pair[0]].span.end..items[pair[1]].span.start);
    let is_whole = list.windows(2).all(|pair| gap(pair).is_some_and(|gap| gap.trim().is_empty()));
    if !is_whole || !list.iter().all(|&item| is_plain(&items[item])) {
        return Some(
            found
                .with_help(format!("move it above line {line}; this list is too irregular to be sorted automatically")),
        );
    }
    if entries.len() < list.len() {
        return Some(found.with_help(format!(
            "move it above line {line}; this list has an item without a date, so it is not sorted automatically"
        )));
    }
    let mut units: Vec<EntryGroup<'_>> = Vec::new();
    for entry in &entries {
        match (units.last_mut(), entry.date) {
            (Some(unit), EntryDate::Unknown) => unit.items.push(&items[entry.item]),
            (_, date) => {
                let date = (date != EntryDate::Unknown).then_some(date);
                units.push(EntryGroup { date, items: vec![&items[entry.item]] });
            }
        }
    }
    units.sort_by(|one, other| match (one.date, other.date) {
        (Some(one), Some(other)) => one.cmp_newest_first(other).unwrap_or(Ordering::Equal),
        (None, Some(_)) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    });
    let sorted = units.iter().flat_map(|unit| &unit.items);
    let slots = entries.iter().map(|entry| &items[entry.item]);
    let edits = slots.zip(sorted).filter(|(slot, item)| slot.line != item.line);
    let edits = edits.map(|(slot, item)| {
        let line_break = &note.text()[content(note, slot).end..slot.span.end];
        Edit::replace(slot.span, format!("{}{line_break}", content(note, item).slice(note.text())))
    });
    let edits = Edits::new(edits.collect()).expect("items of one list do not overlap");
    let fix = Fix::safe_fix("sort the entries, newest first", edits);
    Some(found.with_fix(fix.with_applicability(applicability)))
}

/// Returns how certain it is that the list is kept newest first: most steps from one entry to the next lead to an older one. In
/// lists of links, which programs write newest first, one fewer is enough.
fn newest_first(entries: &[&LogEntry]) -> Option<Applicability> {
    let dated: Vec<&LogEntry> = entries.iter().copied().filter(|entry| entry.date.precision() > 0).collect();
    let orders = || dated.windows(2).filter_map(|pair| pair[0].date.cmp_newest_first(pair[1].date));
    let to_older = orders().filter(|order| order.is_lt()).count();
    let to_newer = orders().filter(|order| order.is_gt()).count();
    let are_links = entries.iter().filter(|entry| entry.link.is_some()).count() * 2 > entries.len();
    match () {
        () if to_older >= 2 * to_newer => Some(Applicability::Safe),
        () if to_older > to_newer || are_links && to_older + 1 >= to_newer => Some(Applicability::Unsafe),
        () => None,
    }
}

/// Returns an entry that is newer than one above it, and the topmost older entry: the first that touch an added line, or the first
/// of all.
fn out_of_order<'a>(note: &Note, entries: &[&'a LogEntry]) -> Option<(&'a LogEntry, &'a LogEntry)> {
    let dated: Vec<&LogEntry> = entries.iter().copied().filter(|entry| entry.date.precision() > 0).collect();
    let is_newer = |one: &LogEntry, other: &LogEntry| one.date.cmp_newest_first(other.date) == Some(Ordering::Less);
    let newer = dated.windows(2).filter(|pair| is_newer(pair[1], pair[0])).map(|pair| pair[1]);
    let mut pairs = newer.filter_map(|newer| Some((newer, *dated.iter().find(|older| is_newer(newer, older))?)));
    let is_added = |entry: &LogEntry| note.touches_added_line(entry.date_span);
    let first = pairs.next()?;
    let added = std::iter::once(first).chain(pairs).find(|(newer, older)| is_added(newer) || is_added(older));
    Some(added.unwrap_or(first))
}

/// Returns the span of an item without its last line break, which stays in place when items are moved.
fn content(note: &Note, item: &ListItem) -> Span {
    let written = item.span.slice(note.text());
    let bare = written.strip_suffix('\n').map_or(written, |bare| bare.strip_suffix('\r').unwrap_or(bare));
    Span::new(item.span.start, item.span.start + bare.len())
}
