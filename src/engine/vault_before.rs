//! The index of the vault before the changes of a run.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::base_vault::BaseVault;
use super::runner::Runner;
use crate::note::{file_name, stem};
use crate::vault::{PackedFacts, VaultIndex};

impl Runner<'_> {
    /// Returns the vault before the changes. `index` is the vault now.
    pub(super) fn vault_before(&self, base: BaseVault<'_>, index: &VaultIndex) -> VaultIndex {
        let is_there = |path: &str| index.file(path).is_some();
        let new = base.changed.iter().filter(|file| !file.was_there && is_there(&file.path));
        let gone = base.changed.iter().filter(|file| file.was_there && !is_there(&file.path));
        let removed: HashSet<&str> = new.map(|file| file.path.as_str()).collect();
        let added: Vec<&str> = gone.map(|file| file.path.as_str()).collect();
        let mut before = index.of_other_state(&removed, &added);
        let is_note = |path: &&str| stem(path) != file_name(path) && !self.settings.excludes(path);
        let old: Vec<&str> = base.changed.iter().filter(|file| file.was_there).map(|file| file.path.as_str()).collect();
        let old: Vec<&str> = old.into_iter().filter(is_note).collect();
        let old = old.par_iter().filter_map(|path| Some((*path, self.facts(base.source, path)?)));
        let old: HashMap<&str, PackedFacts> = old.collect();
        for file in base.changed {
            before.update(&file.path, old.get(file.path.as_str()).cloned());
        }
        self.with_other_files(base.source, before)
    }
}
