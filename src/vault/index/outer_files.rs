//! The files of the folder around a vault: some vaults link from the root of their repository.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

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
        Self { outer: outer.map(Arc::new), ..self }
    }

    /// Returns whether `target` opens a file from a folder around the vault, or leads to where nothing is known: out of the
    /// vault, or of the folder around it.
    pub fn is_outside(&self, target: &str, from: &str) -> bool {
        let vault = self.outer.as_ref().map_or("", |outer| outer.vault.as_str());
        let around = |path: &str| if vault.is_empty() { path.to_owned() } else { format!("{vault}/{path}") };
        let is_relative = target.starts_with("./") || target.starts_with("../");
        let path = if is_relative { self.target_path(target, &around(from)) } else { None };
        if is_relative && path.is_none() {
            return true;
        }
        let Some(outer) = &self.outer else { return false };
        record(Dependency::Outside);
        let files = outer.folded.get_or_init(|| (outer.list)().iter().map(|path| fold(path)).collect());
        let is_file = |path: String| files.contains(&path) || files.contains(&(path + ".md"));
        if let Some((path, _)) = path {
            return is_file(path);
        }
        let target = fold(target.trim_start_matches('/'));
        let folders = outer.vault.match_indices('/').map(|(at, _)| fold(&outer.vault[..=at]));
        std::iter::once(String::new()).chain(folders).any(|folder| is_file(folder + &target))
    }
}
