//! Log entries that are there twice.
//!
//! Two entries are duplicates if they are in the same section, under the same parent, at the same indent, and either begin
//! with a link to the same target and have compatible dates, or have the same date and text.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use serde::Deserialize;

use crate::note::{EntryDate, Link, LinkKind, LogEntry, Note};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::vault::VaultIndex;

mod merge;
mod obstacle;
mod repeated_text;
mod target;
mod worth;

use merge::DuplicatePair;
use obstacle::Dividers;
use repeated_text::repeated_texts;
use target::{EntryTarget, PathsByName};

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    let options: DuplicateEntryOptions = options.parse()?;
    Ok(Box::new(DuplicateEntry { action: options.action }))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct DuplicateEntryOptions {
    action: Action,
}

/// What the fix does with the removed entry.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Action {
    /// Merge its text into the other entry if it adds something.
    #[default]
    Merge,
    /// Remove it together with its text.
    Keep,
    /// Offer no fix.
    Report,
}

struct DuplicateEntry {
    action: Action,
}

impl Rule for DuplicateEntry {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        if note.entries().len() < 2 || note.is_template() {
            return;
        }
        let paths = PathsByName::new(note);
        let dividers = Dividers::new(note);
        for group in groups(note) {
            self.check_group(note, vault, &paths, &group, &dividers, out);
        }
    }
}

/// Entries that may be compared with each other.
#[derive(Default)]
struct EntryGroup<'a> {
    /// The entries, in the order of the text.
    entries: Vec<&'a LogEntry>,
    /// The number of items in the same place, entries or not.
    items: usize,
}

/// The minimum share of entries among the items of a list of entries, as a fraction.
const MIN_ENTRIES: (usize, usize) = (3, 4);

impl EntryGroup<'_> {
    /// Returns true if the entries are in a list of entries, rather than in a list that has some dates.
    fn is_entry_list(&self) -> bool {
        self.entries.len() * MIN_ENTRIES.1 >= self.items * MIN_ENTRIES.0
    }
}

/// Returns what lists the marker of an item is of: another bullet begins another list, and so does a number.
fn kind_of(marker: &str) -> char {
    let last = if marker.starts_with(|char: char| char.is_ascii_digit()) {
        marker.chars().last()
    } else {
        marker.chars().next()
    };
    last.unwrap_or_default()
}

/// Returns the groups of entries.
fn groups(note: &Note) -> Vec<EntryGroup<'_>> {
    let mut groups: BTreeMap<_, EntryGroup<'_>> = BTreeMap::new();
    let mut entries = note.entries().iter().peekable();
    for (at, item) in note.body().items.iter().enumerate() {
        let entry = entries.next_if(|entry| entry.item == at);
        if item.quote == 0 {
            let group = groups
                .entry((item.section, item.list, item.parent, item.indent, kind_of(item.marker.slice(note.text()))))
                .or_default();
            group.items += 1;
            group.entries.extend(entry);
        }
    }
    groups.into_values().filter(|group| group.entries.len() > 1).collect()
}

impl DuplicateEntry {
    fn check_group<'a>(
        &self,
        note: &'a Note,
        vault: &VaultIndex,
        paths: &PathsByName,
        group: &EntryGroup<'a>,
        dividers: &Dividers,
        out: &mut Findings,
    ) {
        let mut found = self.same_target(note, vault, paths, &group.entries);
        let taken: HashSet<usize> = found.iter().flat_map(DuplicatePair::items).collect();
        let others: Vec<&LogEntry> =
            group.entries.iter().copied().filter(|entry| !taken.contains(&entry.item)).collect();
        found.extend(repeated_texts(note, vault, &others, group.is_entry_list()));
        found.sort_by_key(DuplicatePair::removed_span);
        out.add_all(found.iter().map(|pair| pair.diagnostic(self.action, dividers)));
    }

    /// Returns the pairs of entries that begin with a link to the same target.
    fn same_target<'a>(
        &self,
        note: &'a Note,
        vault: &VaultIndex,
        paths: &PathsByName,
        group: &[&'a LogEntry],
    ) -> Vec<DuplicatePair<'a>> {
        let (linked, links): (Vec<&LogEntry>, Vec<&Link>) =
            group.iter().filter_map(|entry| Some((*entry, entry.link(note)?))).unzip();
        let Some(prevailing) = EntryLinkFormat::prevailing(note, &links) else { return Vec::new() };
        let mut targets: Vec<EntryTarget> = links.iter().map(|link| EntryTarget::new(note, paths, link)).collect();
        let mut by_bucket: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, target) in targets.iter().enumerate() {
            by_bucket.entry(target.bucket()).or_default().push(at);
        }
        let alike: Vec<Vec<usize>> = by_bucket.into_values().filter(|bucket| bucket.len() > 1).collect();
        for &at in alike.iter().flatten() {
            targets[at].resolve(note, vault, links[at]);
        }
        alike.iter().flat_map(|bucket| self.check_bucket(note, &linked, &targets, bucket, prevailing)).collect()
    }

    fn check_bucket<'a>(
        &self,
        note: &'a Note,
        group: &[&'a LogEntry],
        targets: &[EntryTarget],
        bucket: &[usize],
        prevailing: EntryLinkFormat,
    ) -> Vec<DuplicatePair<'a>> {
        let days = DateCounts::new(bucket.iter().map(|&at| group[at].date));
        let mut found = Vec::new();
        let mut open = OpenEntries::default();
        for &later in bucket {
            let is_same = |first: usize| {
                let (one, other) = (group[first].date, group[later].date);
                one.is_compatible_with(other)
                    && days.are_unambiguous(one, other)
                    && targets[first].is_same(&targets[later])
            };
            let pairs = open.near(group[later].date).into_iter().filter(|&first| is_same(first)).map(|first| {
                let pair = DuplicatePair::choose(
                    note,
                    (group[first], &targets[first]),
                    (group[later], &targets[later]),
                    prevailing,
                );
                (first, pair)
            });
            let best = pairs
                .filter(|(_, pair)| pair.is_one_meeting())
                .min_by_key(|(first, pair)| (pair.joins_text(self.action), open.is_busy(*first)));
            let Some((first, pair)) = best else {
                open.add(later, group[later].date);
                continue;
            };
            // Two texts cannot be merged into one line in one pass: the third entry waits, and meanwhile absorbs a
            // fourth.
            let waits = pair.joins_text(self.action) && open.is_busy(first);
            let stays = if pair.removed_is_first() || waits { later } else { first };
            if pair.removed_is_first() && !waits {
                open.remove(first, group[first].date);
            }
            if stays == later {
                open.add(later, group[later].date);
            }
            if pair.joins_text(self.action) && !waits {
                open.mark_busy(stays);
            }
            found.push(pair);
        }
        found
    }
}

/// The number of distinct days among the entries of a bucket, per month, per year and in total.
#[derive(Default)]
struct DateCounts {
    of_month: HashMap<(i16, i8), usize>,
    of_year: HashMap<i16, usize>,
    all: usize,
}

impl DateCounts {
    fn new(dates: impl Iterator<Item = EntryDate>) -> Self {
        let days: HashSet<jiff::civil::Date> = dates.filter_map(day).collect();
        let mut counts = Self { all: days.len(), ..Self::default() };
        for day in days {
            *counts.of_month.entry((day.year(), day.month())).or_default() += 1;
            *counts.of_year.entry(day.year()).or_default() += 1;
        }
        counts
    }

    /// Returns false if the less precise date matches two or more days, so that its entry could belong to any of them.
    fn are_unambiguous(&self, one: EntryDate, other: EntryDate) -> bool {
        let vague = if one.precision() < other.precision() { one } else { other };
        let agreeing = match vague {
            EntryDate::Month(year, month) => self.of_month.get(&(year, month)).copied().unwrap_or(0),
            EntryDate::Year(year) => self.of_year.get(&year).copied().unwrap_or(0),
            EntryDate::Unknown => self.all,
            EntryDate::Day(_) | EntryDate::Invalid => 0,
        };
        one == other || agreeing < 2
    }
}

fn day(date: EntryDate) -> Option<jiff::civil::Date> {
    match date {
        EntryDate::Day(day) => Some(day),
        EntryDate::Month(..) | EntryDate::Year(_) | EntryDate::Invalid | EntryDate::Unknown => None,
    }
}

/// The entries of one target that have not been merged into another yet, by date.
#[derive(Default)]
struct OpenEntries {
    of_day: BTreeMap<jiff::civil::Date, VecDeque<usize>>,
    vague: VecDeque<usize>,
    busy: HashSet<usize>,
}

/// The number of entries at each end of a list that a new entry is compared with.
const MAX_NEAR: usize = 16;

impl OpenEntries {
    fn list(&mut self, date: EntryDate) -> &mut VecDeque<usize> {
        match day(date) {
            Some(day) => self.of_day.entry(day).or_default(),
            None => &mut self.vague,
        }
    }

    fn add(&mut self, entry: usize, date: EntryDate) {
        self.list(date).push_back(entry);
    }

    fn remove(&mut self, entry: usize, date: EntryDate) {
        let list = self.list(date);
        // Only entries near the ends are compared, so the entry is there.
        let at = match list.iter().take(MAX_NEAR).position(|&open| open == entry) {
            Some(at) => Some(at),
            None => list.iter().rposition(|&open| open == entry),
        };
        at.and_then(|at| list.remove(at));
    }

    fn mark_busy(&mut self, entry: usize) {
        self.busy.insert(entry);
    }

    fn is_busy(&self, entry: usize) -> bool {
        self.busy.contains(&entry)
    }

    /// Returns the entries whose date may be compatible with `date`, in the order of the text; only the first and last
    /// of many.
    fn near(&self, date: EntryDate) -> Vec<usize> {
        let ends = |list: &VecDeque<usize>| {
            let head = list.len().min(MAX_NEAR);
            let tail = list.len().saturating_sub(MAX_NEAR).max(head);
            list.range(..head).chain(list.range(tail..)).copied().collect::<Vec<usize>>()
        };
        let mut near = ends(&self.vague);
        match day(date) {
            Some(day) => near.extend(self.of_day.get(&day).map(&ends).unwrap_or_default()),
            // Two days make a vague date ambiguous, so more are not needed.
            None => {
                let of_period = self.of_day.iter().filter(|(day, _)| EntryDate::Day(**day).is_compatible_with(date));
                near.extend(of_period.take(2).flat_map(|(_, list)| ends(list)));
            }
        }
        near.sort_unstable();
        near
    }
}

/// How an entry links to its note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct EntryLinkFormat {
    /// Whether the target is a path rather than a bare name.
    by_path: bool,
    is_markdown: bool,
}

impl EntryLinkFormat {
    fn new(note: &Note, link: &Link) -> Self {
        Self { by_path: link.path(note.text()).contains('/'), is_markdown: link.kind == LinkKind::Markdown }
    }

    /// Returns the most common form; the plainest one in a tie. `None` if there are no links.
    fn prevailing(note: &Note, links: &[&Link]) -> Option<Self> {
        let mut counts: BTreeMap<EntryLinkFormat, usize> = BTreeMap::new();
        for link in links {
            *counts.entry(Self::new(note, link)).or_default() += 1;
        }
        counts.iter().rev().max_by_key(|(_, count)| **count).map(|(form, _)| *form)
    }
}
