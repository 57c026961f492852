//! Links to notes that are yet to be made: in some vaults they are normal.

use std::collections::HashMap;

use rayon::prelude::*;

use super::{Share, VaultIndex};
use crate::vault::dependencies::{Dependency, record};
use crate::vault::{LinkFact, PackedFacts, fold};

/// The minimum number of unmade notes, and their minimum percentage of all that links name, where they are normal.
const NORMAL: (usize, usize) = (10, 5);

impl VaultIndex {
    /// Returns whether links to notes that are yet to be made are normal in the vault; false if the links of other notes
    /// are not known.
    pub fn has_unmade_notes(&self) -> bool {
        record(Dependency::Links);
        if !self.knows_facts() {
            return false;
        }
        let unmade = *self.unmade.get_or_init(|| self.count_unmade());
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
        record(Dependency::Links);
        let facts = self.facts.as_ref().and_then(|facts| facts.get(&self.file(path)?));
        let Some(facts) = facts.map(PackedFacts::unpack) else { return true };
        let is_unmade = |link: &LinkFact| is_name(&link.path) && self.resolve(&link.path, path).is_none();
        // Links in properties are not among the facts.
        let may_link = |(_, values): &(String, Vec<String>)| values.iter().any(|value| value.contains("[["));
        facts.links.iter().any(is_unmade) || facts.properties.iter().any(may_link)
    }
}

/// Returns whether a target is the name of a note, without a folder.
fn is_name(target: &str) -> bool {
    !target.trim().is_empty() && !target.contains('/')
}
