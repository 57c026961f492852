//! Links to notes that are yet to be made: in some vaults they are normal.

use std::collections::HashMap;

use rayon::prelude::*;

use super::{Share, VaultIndex};
use crate::vault::dependencies::{ask, untracked};
use crate::vault::fold;
use crate::vault::question::Question;

/// The minimum number of unmade notes, and their minimum percentage of all that links name, where they are normal.
const NORMAL: (usize, usize) = (10, 5);

impl VaultIndex {
    /// Returns whether links to notes that are yet to be made are normal in the vault; false if the links of other notes
    /// are not known.
    pub fn has_unmade_notes(&self) -> bool {
        ask(Question::Unmade);
        self.are_unmade_notes_normal()
    }

    pub(in crate::vault) fn are_unmade_notes_normal(&self) -> bool {
        if !self.knows_facts() {
            return false;
        }
        let unmade = *self.unmade.get_or_init(|| untracked(|| self.count_unmade()));
        unmade.count >= NORMAL.0 && unmade.is_habit(NORMAL.1)
    }

    /// Returns how many of the names that links use are of no file.
    fn count_unmade(&self) -> Share {
        let names = self.known_notes().into_par_iter().flat_map_iter(|(path, facts)| {
            let links = facts.unpack().links.into_iter().map(|link| link.path);
            links.filter(|target| is_name(target)).map(move |target| (fold(target.trim()), path))
        });
        let names: HashMap<String, &str> = names.collect();
        let unmade = names.par_iter().filter(|(target, path)| self.resolve(target, path).is_none()).count();
        Share { count: unmade, of: names.len() }
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
