//! The same meeting listed twice.
//!
//! Two entries are one when they stand in the same section under the same parent at the same indent, begin with a
//! link to the same place, and their dates agree.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::diagnostic::Diagnostic;
use crate::note::{Entry, Link, LinkKind, Note};
use crate::rule::{BadOptions, Findings, Options, Rule, Setup};
use crate::vault::VaultIndex;

mod merge;
mod target;

use merge::Pair;
use target::Target;

pub(super) fn make(_: &Setup, options: Options<'_>) -> Result<Box<dyn Rule>, BadOptions> {
    let options: DuplicateEntryOptions = options.read()?;
    Ok(Box::new(DuplicateEntry { action: options.action }))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct DuplicateEntryOptions {
    action: Action,
}

/// What is done with the entry that goes.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Action {
    /// Its text is joined to the other's line, where it says something new.
    #[default]
    Merge,
    /// It goes with its text.
    Keep,
    /// Nothing.
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
        for group in groups(note) {
            self.check_group(note, vault, &group, out);
        }
    }
}

/// The entries that may be compared with each other, in the order of the text.
fn groups(note: &Note) -> Vec<Vec<&Entry>> {
    let mut groups: BTreeMap<_, Vec<&Entry>> = BTreeMap::new();
    for entry in note.entries() {
        let item = &note.body().items[entry.item];
        if item.quote == 0 {
            groups.entry((item.section, item.parent, item.indent)).or_default().push(entry);
        }
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

impl DuplicateEntry {
    fn check_group(&self, note: &Note, vault: &VaultIndex, group: &[&Entry], out: &mut Findings) {
        let prevailing = Form::prevailing(note, group);
        let targets: Vec<Target> = group.iter().map(|entry| Target::of(note, vault, entry)).collect();
        let mut alike: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, target) in targets.iter().enumerate() {
            alike.entry(target.bucket()).or_default().push(at);
        }
        let mut found: Vec<Diagnostic> = Vec::new();
        for bucket in alike.values().filter(|bucket| bucket.len() > 1) {
            found.extend(self.check_bucket(note, group, &targets, bucket, prevailing));
        }
        found.sort_by_key(|diagnostic| diagnostic.span);
        out.add_all(found);
    }

    fn check_bucket(
        &self,
        note: &Note,
        group: &[&Entry],
        targets: &[Target],
        bucket: &[usize],
        prevailing: Form,
    ) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut merged = vec![false; bucket.len()];
        for second in 1..bucket.len() {
            let (later, later_target) = (group[bucket[second]], &targets[bucket[second]]);
            let is_same = |&first: &usize| {
                group[bucket[first]].date.agrees_with(later.date) && targets[bucket[first]].is_same(later_target)
            };
            // Which of two days an undated entry belongs to, nobody can tell from here.
            let candidates: Vec<usize> = (0..second).filter(|&first| !merged[first]).filter(is_same).collect();
            let agree =
                candidates.windows(2).all(|pair| group[bucket[pair[0]]].date.agrees_with(group[bucket[pair[1]]].date));
            let (Some(&first), true) = (candidates.first(), agree) else { continue };
            let pair =
                Pair::choose(note, (group[bucket[first]], &targets[bucket[first]]), (later, later_target), prevailing);
            merged[if pair.goes_first() { first } else { second }] = true;
            found.push(pair.diagnostic(self.action));
        }
        found
    }
}

/// How an entry links to its note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Form {
    /// By a path, and not by the bare name.
    by_path: bool,
    is_markdown: bool,
}

impl Form {
    fn of(note: &Note, link: &Link) -> Self {
        Self { by_path: link.path(note.text()).contains('/'), is_markdown: link.kind == LinkKind::Markdown }
    }

    /// The form of most entries; the plainest where two are as common.
    fn prevailing(note: &Note, group: &[&Entry]) -> Self {
        let mut counts: BTreeMap<Form, usize> = BTreeMap::new();
        for entry in group {
            *counts.entry(Self::of(note, &note.body().links[entry.link])).or_default() += 1;
        }
        let most = counts.iter().rev().max_by_key(|(_, count)| **count);
        most.map(|(form, _)| *form).expect("a group has entries")
    }
}
