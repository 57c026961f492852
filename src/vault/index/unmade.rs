//! Links to notes that are yet to be made: in some vaults they are normal.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Share, VaultIndex};
use crate::note::file_name;
use crate::text::fnv1a;
use crate::vault::dependencies::{ask, untracked};
use crate::vault::question::Question;
use crate::vault::{NoteFacts, VaultChanges, fold};

/// The minimum number of unmade notes, and their minimum percentage of all that links name, where they are normal.
const NORMAL: (usize, usize) = (10, 5);

/// The names that links use, and how many of them are of no file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmadeNames {
    /// The number of links with each name, by the hash of the folded name.
    uses: HashMap<u64, u32>,
    unmade: usize,
}

impl UnmadeNames {
    pub(in crate::vault) fn are_normal(&self) -> bool {
        let share = Share { count: self.unmade, of: self.uses.len() };
        share.count >= NORMAL.0 && share.is_habit(NORMAL.1)
    }
}

impl VaultIndex {
    /// Returns whether links to notes that are yet to be made are normal in the vault; false if the links of other notes
    /// are not known.
    pub fn has_unmade_notes(&self) -> bool {
        ask(Question::Unmade);
        self.are_unmade_notes_normal()
    }

    pub(in crate::vault) fn are_unmade_notes_normal(&self) -> bool {
        self.knows_facts() && self.unmade_names().are_normal()
    }

    pub(in crate::vault) fn unmade_names(&self) -> &UnmadeNames {
        self.unmade.get_or_init(|| {
            untracked(|| match &self.seed {
                Some((answers, changes)) => self.changed_unmade_names(answers.unmade.clone(), changes),
                None => self.count_unmade(),
            })
        })
    }

    /// Counts the names that links use, and those that are of no file.
    fn count_unmade(&self) -> UnmadeNames {
        let names = self.known_notes().into_par_iter().flat_map_iter(|(_, facts)| names(&facts.unpack()));
        let mut uses: HashMap<String, u32> = HashMap::new();
        names.collect::<Vec<_>>().into_iter().for_each(|name| *uses.entry(name).or_default() += 1);
        let unmade = uses.par_iter().filter(|(name, _)| self.resolve(name, "").is_none()).count();
        UnmadeNames { uses: uses.into_iter().map(|(name, count)| (hash(&name), count)).collect(), unmade }
    }

    /// Updates the names of another state of the vault.
    fn changed_unmade_names(&self, mut known: UnmadeNames, changes: &VaultChanges) -> UnmadeNames {
        let mut affected: HashSet<String> = HashSet::new();
        let mut counts: HashMap<u64, (u32, u32)> = HashMap::new();
        for note in &changes.notes {
            for name in note.before.iter().flat_map(names) {
                counts.entry(hash(&name)).or_default().0 += 1;
                affected.insert(name);
            }
            for name in note.after.iter().flat_map(names) {
                counts.entry(hash(&name)).or_default().1 += 1;
                affected.insert(name);
            }
        }
        let differing = differing_by_name(changes);
        for name in differing.keys() {
            affected.insert(name.clone());
            affected.extend(name.strip_suffix(".md").map(str::to_owned));
        }
        for name in affected {
            let key = hash(&name);
            let before = known.uses.get(&key).copied().unwrap_or_default();
            let (removed, more) = counts.get(&key).copied().unwrap_or_default();
            let after = before.saturating_sub(removed) + more;
            let is_made = self.resolve(&name, "").is_some();
            let was_made = self.was_made(&name, is_made, &differing);
            known.unmade += usize::from(after > 0 && !is_made);
            known.unmade = known.unmade.saturating_sub(usize::from(before > 0 && !was_made));
            match after {
                0 => _ = known.uses.remove(&key),
                _ => _ = known.uses.insert(key, after),
            }
        }
        known
    }

    /// Returns whether a file had this name before the changes that made the `differing` paths.
    fn was_made(&self, name: &str, is_made: bool, differing: &HashMap<String, HashSet<&str>>) -> bool {
        let file_names = [name.to_owned(), format!("{name}.md")];
        if !file_names.iter().any(|name| differing.contains_key(name)) {
            return is_made;
        }
        let files = self.files();
        file_names.iter().any(|name| {
            let differing = differing.get(name);
            let is_gone = |path: &&str| self.find(path).is_none();
            let mut now = files.named(name).map(|file| self.path(file)).filter(|path| fold(file_name(path)) == *name);
            differing.is_some_and(|paths| paths.iter().any(is_gone))
                || now.any(|path| !differing.is_some_and(|paths| paths.contains(path)))
        })
    }

    /// Returns whether the note at `path` has a link to a note that is yet to be made; true if that is unknown.
    pub fn may_link_to_unmade_note(&self, path: &str) -> bool {
        let Some(facts) = self.find(path).and_then(|file| self.facts_at(file)) else { return true };
        let facts = facts.unpack();
        let is_unmade = |target: &str| is_name(target) && self.resolve(target, path).is_none();
        let texts = facts.properties.iter().flat_map(|(_, values)| values);
        facts.links.iter().any(|link| is_unmade(&link.path))
            || texts.flat_map(|text| wikilink_targets(text)).any(is_unmade)
    }
}

/// Returns the paths that differ by the folded names of their files.
fn differing_by_name(changes: &VaultChanges) -> HashMap<String, HashSet<&str>> {
    let mut paths: HashMap<String, HashSet<&str>> = HashMap::new();
    for path in &changes.paths {
        paths.entry(fold(file_name(path))).or_default().insert(path);
    }
    paths
}

/// Returns the folded names that the links of a note use.
fn names(facts: &NoteFacts) -> Vec<String> {
    let targets = facts.links.iter().map(|link| link.path.as_str()).filter(|target| is_name(target));
    targets.map(|target| fold(target.trim())).collect()
}

fn hash(name: &str) -> u64 {
    fnv1a(name.bytes())
}

/// Returns the targets of the links in the text of a property, which are not among the links of a note's facts.
fn wikilink_targets(text: &str) -> impl Iterator<Item = &str> {
    let links = text.split("[[").skip(1).map(|rest| rest.split("]]").next().unwrap_or(rest));
    links.map(|link| link.split(['|', '#']).next().unwrap_or(link).trim())
}

/// Returns whether a target is the name of a note, without a folder.
fn is_name(target: &str) -> bool {
    !target.trim().is_empty() && !target.contains('/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::Note;
    use crate::vault::NoteFacts;

    fn vault(notes: &[(&str, &str)]) -> VaultIndex {
        let facts =
            notes.iter().map(|(path, text)| ((*path).to_owned(), NoteFacts::from_note(&Note::new(*path, *text))));
        VaultIndex::new(notes.iter().map(|(path, _)| (*path).to_owned()).collect()).with_facts(facts)
    }

    #[test]
    fn ten_unmade_names_are_normal() {
        let ideas = |count: usize| (0..count).map(|n| format!("[[Idea {n}]] [[idea {n}|x]] ")).collect::<String>();
        assert!(vault(&[("a.md", &ideas(10))]).has_unmade_notes());
        assert!(!vault(&[("a.md", &ideas(9))]).has_unmade_notes());
        assert!(!VaultIndex::new(Vec::new()).has_unmade_notes(), "unknown");
    }

    #[test]
    fn notes_with_such_links_depend_on_the_others() {
        let vault = vault(&[
            ("body.md", "[[Idea]]"),
            ("property.md", "---\nabout: \"[[Idea#x|y]]\"\n---\n"),
            ("made.md", "---\nabout: \"[[body]]\"\n---\n[[property]] [[Folder/Idea]]"),
        ]);
        let depends = ["body.md", "property.md", "made.md"].map(|path| vault.may_link_to_unmade_note(path));
        assert_eq!(depends, [true, true, false]);
    }
}
