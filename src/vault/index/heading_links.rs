//! Links to garbled headings of other notes.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{FileId, VaultIndex};
use crate::note::{link_keys, part_keys};
use crate::vault::PackedFacts;
use crate::vault::dependencies::{Dependency, ask, record, untracked};
use crate::vault::question::Question;

/// The garbled headings of all notes, and the links of other notes to them.
#[derive(Debug, Default)]
pub struct HeadingLinks {
    /// The garbled headings of each note: the text after a safe fix, by the keys of links to the heading.
    damaged: HashMap<FileId, HashMap<String, Option<String>>>,
    /// The keys of links from other files to garbled headings of each note.
    linked: HashMap<FileId, HashSet<String>>,
    /// The notes whose headings are known, sorted: an excluded note is not one of them.
    known: Vec<FileId>,
    /// The notes at both ends of such links.
    concerned: HashSet<FileId>,
}

/// The effect of this run's fixes on a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepairedHeading<'a> {
    /// The heading is not garbled, or does not exist.
    Sound,
    /// The heading is garbled, or not known, and no fix of this run is known to change it.
    Stays,
    /// An unsafe fix of this run changes the heading to this text.
    Becomes(&'a str),
}

impl HeadingLinks {
    /// Returns the effect of this run on the heading of the note at `file` that `fragment` names.
    pub fn heading(&self, file: FileId, fragment: &str) -> RepairedHeading<'_> {
        if self.known.binary_search(&file).is_err() {
            return RepairedHeading::Stays;
        }
        let Some(damaged) = self.damaged.get(&file) else { return RepairedHeading::Sound };
        match part_keys(fragment).find_map(|key| damaged.get(&key)) {
            None => RepairedHeading::Sound,
            Some(None) => RepairedHeading::Stays,
            Some(Some(words)) => RepairedHeading::Becomes(words),
        }
    }

    /// Returns whether a link of another note names the heading `words` of the note at `file`.
    pub fn is_linked(&self, file: FileId, words: &str) -> bool {
        self.linked.get(&file).is_some_and(|linked| link_keys(words).iter().any(|key| linked.contains(key)))
    }

    /// Returns whether a garbled heading with a link from another note concerns the note `file`.
    fn concern(&self, file: impl FnOnce() -> Option<FileId>) -> bool {
        !self.concerned.is_empty() && file().is_some_and(|file| self.concerned.contains(&file))
    }
}

/// The heading links of an index, computed on first use.
#[derive(Debug, Default)]
pub(super) struct HeadingLinksCache {
    links: OnceLock<HeadingLinks>,
    /// Whether they were requested and not available.
    were_lacked: AtomicBool,
    /// The files whose text may name a garbled heading, by the keys of the heading.
    named: HashMap<String, HashSet<FileId>>,
    /// Whether all notes with facts are checked together, so that fixes of one note can rely on those of another.
    are_all_checked: bool,
    /// Whether `named` comes from files whose changes are not noticed.
    rest_on_unseen_files: bool,
}

impl HeadingLinksCache {
    /// Discards the links.
    pub(super) fn forget(&mut self) {
        self.links = OnceLock::new();
    }
}

impl VaultIndex {
    /// Sets whether all notes with facts are checked together.
    #[must_use]
    pub fn checking_all(mut self, are_all_checked: bool) -> Self {
        self.heading_links.are_all_checked = are_all_checked;
        self
    }

    /// Sets the files without facts whose text may name a garbled heading: canvases, bases, excluded notes. Each has the keys
    /// that it names.
    #[must_use]
    pub fn with_files_naming_headings(mut self, files: Vec<(FileId, Vec<String>)>) -> Self {
        for (file, keys) in files {
            for key in keys {
                self.heading_links.named.entry(key).or_default().insert(file);
            }
        }
        self
    }

    /// Sets the links and headings of `notes`, without their other facts.
    #[must_use]
    pub fn with_headings_of(self, notes: &[(String, PackedFacts)]) -> Self {
        let mut known: Vec<(FileId, &PackedFacts)> =
            notes.iter().filter_map(|(path, facts)| Some((self.find(path)?, facts))).collect();
        known.sort_unstable_by_key(|(file, _)| *file);
        let links = self.link_headings(&known);
        Self { heading_links: HeadingLinksCache { links: links.into(), ..HeadingLinksCache::default() }, ..self }
    }

    /// Sets that files without facts were read for what they name: a change of them is not noticed.
    #[must_use]
    pub fn with_unseen_files(mut self) -> Self {
        self.heading_links.rest_on_unseen_files = true;
        self
    }

    /// Returns the links to garbled headings; `None` if they are not available.
    pub fn heading_links(&self) -> Option<&HeadingLinks> {
        ask(Question::GarbledHeadings);
        if self.heading_links.rest_on_unseen_files {
            record(Dependency::Outside);
        }
        let known = &self.heading_links;
        if !self.knows_facts() && known.links.get().is_none() {
            known.were_lacked.store(true, Ordering::Relaxed);
            record(Dependency::Lacked);
            return None;
        }
        Some(known.links.get_or_init(|| untracked(|| self.link_headings(&self.known_files().collect::<Vec<_>>()))))
    }

    /// Returns whether the index has facts, and a safe fix of the note at `path` depends on links or headings of another
    /// note.
    pub fn pairs_headings_of(&self, path: &str) -> bool {
        self.knows_facts() && self.heading_links().is_some_and(|links| links.concern(|| self.find(path)))
    }

    /// Returns whether [`heading_links`](Self::heading_links) was called when the links were not available.
    pub fn lacked_heading_links(&self) -> bool {
        self.heading_links.were_lacked.load(Ordering::Relaxed)
    }

    /// Returns the links of `notes`, which are sorted, to garbled headings of each other.
    fn link_headings(&self, notes: &[(FileId, &PackedFacts)]) -> HeadingLinks {
        let are_all_checked = self.heading_links.are_all_checked;
        let mut links =
            HeadingLinks { known: notes.iter().map(|(file, _)| *file).collect(), ..HeadingLinks::default() };
        for &(file, facts) in notes {
            for (words, repaired) in damaged_headings(facts) {
                let headings = links.damaged.entry(file).or_default();
                for key in link_keys(&words) {
                    headings.entry(key).or_insert_with(|| repaired.clone().filter(|_| are_all_checked));
                }
            }
        }
        if links.damaged.is_empty() {
            return links;
        }
        let mut named = self.heading_links.named.clone();
        let naming = notes.iter().filter(|(_, facts)| facts.brief().names_headings);
        for (from, facts) in naming.map(|(from, facts)| (*from, facts.unpack())) {
            let path = self.path(from);
            for link in facts.links.iter().chain(&facts.property_links) {
                let Some(fragment) = &link.fragment else { continue };
                let target = self.resolve(&link.path, path).filter(|target| *target != from);
                let Some((target, damaged)) = target.and_then(|file| Some((file, links.damaged.get(&file)?))) else {
                    continue;
                };
                for key in part_keys(fragment) {
                    if damaged.contains_key(&key) {
                        links.concerned.extend([from, target]);
                        links.linked.entry(target).or_default().insert(key);
                    }
                }
            }
            for key in facts.machine_fragments.iter().flat_map(|fragment| part_keys(fragment)) {
                named.entry(key).or_default().insert(from);
            }
        }
        for (file, headings) in &links.damaged {
            let is_other = |from: &FileId| from != file;
            for key in headings.keys() {
                if named.get(key).is_some_and(|files| files.iter().any(is_other)) {
                    links.concerned.insert(*file);
                    links.linked.entry(*file).or_default().insert(key.clone());
                }
            }
        }
        links
    }
}

/// Returns the keys of links to the garbled headings in `facts`.
pub fn garbled_heading_keys<'a>(facts: impl IntoIterator<Item = &'a PackedFacts>) -> HashSet<String> {
    facts.into_iter().flat_map(damaged_headings).flat_map(|(words, _)| link_keys(&words)).collect()
}

/// Returns the garbled headings in `facts`, which are unpacked only if there are some.
fn damaged_headings(facts: &PackedFacts) -> Vec<(String, Option<String>)> {
    if facts.brief().has_damaged_headings { facts.unpack().damaged_headings } else { Vec::new() }
}
