//! The files of the folder around a vault: some vaults link from the root of their repository.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::{FileLister, VaultIndex};
use crate::vault::dependencies::{Dependency, record};
use crate::vault::fold;

/// The files of the folder around a vault.
pub struct OuterFiles {
    /// Where the vault is in that folder.
    vault: String,
    /// Lists the files, by their paths in that folder, on first use.
    list: Box<FileLister>,
    folded: OnceLock<HashSet<String>>,
}

impl OuterFiles {
    /// Creates the files that `list` returns. `vault` is the path of the vault among them.
    pub fn new(vault: String, list: Box<FileLister>) -> Self {
        Self { vault, list, folded: OnceLock::new() }
    }
}

impl VaultIndex {
    /// Sets the files around the vault.
    #[must_use]
    pub fn with_outer_files(self, outer: Option<OuterFiles>) -> Self {
        Self { outer, ..self }
    }

    /// Returns whether the path `target` opens a file from a folder around the vault, or leads out of the vault to a file
    /// that exists.
    pub fn is_outside(&self, target: &str, from: &str) -> bool {
        let Some(outer) = self.outer.as_ref().filter(|_| target.contains('/')) else { return false };
        record(Dependency::Outside);
        let files = outer.folded.get_or_init(|| (outer.list)().iter().map(|path| fold(path)).collect());
        let is_file = |path: &str| {
            let path = fold(path);
            files.contains(&path) || files.contains(&(path + ".md"))
        };
        let from = format!("{}/{from}", outer.vault);
        if target.starts_with("./") || target.starts_with("../") {
            return self.target_path(target, &from).is_some_and(|(path, _)| is_file(&path));
        }
        let target = target.trim_start_matches('/');
        let folders = outer.vault.match_indices('/').map(|(at, _)| &outer.vault[..=at]);
        std::iter::once("").chain(folders).any(|folder| is_file(&format!("{folder}{target}")))
    }
}
