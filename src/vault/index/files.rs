//! The paths of a vault, and lookup by name.

use std::sync::OnceLock;

use super::FileId;
use super::common_names::CommonNames;
use crate::note::file_name;
use crate::text::fnv1a;
use crate::vault::fold;

/// The sorted paths, with lookup tables by name.
#[derive(Default)]
pub(super) struct Files {
    pub(super) paths: Vec<String>,
    /// The hash of each file's folded name, sorted. Lookups compare the paths, so collisions are harmless.
    pub(super) by_name: Vec<(u64, FileId)>,
    pub(super) common_names: OnceLock<CommonNames>,
}

impl Files {
    pub(super) fn new(mut paths: Vec<String>) -> Self {
        if !paths.is_sorted_by(|one, other| one < other) {
            paths.sort_unstable();
            paths.dedup();
        }
        let id = |at: usize| FileId(u32::try_from(at).expect("a vault has fewer files than u32 has numbers"));
        let by_name = paths.iter().enumerate().map(|(at, path)| (hash_folded(file_name(path)), id(at)));
        let mut by_name: Vec<(u64, FileId)> = by_name.collect();
        by_name.sort_unstable();
        Self { paths, by_name, common_names: OnceLock::new() }
    }

    /// Returns whether these are paths of files of the vault.
    pub(super) fn contain_all(&self, paths: &[String]) -> bool {
        let mut next = 0;
        paths.iter().all(|path| {
            // Most lists are sorted as the files are.
            let at = match self.paths.get(next) {
                Some(known) if known == path => Some(next),
                _ => self.paths.binary_search(path).ok(),
            };
            next = at.map_or(next, |at| at + 1);
            at.is_some()
        })
    }

    /// Returns the files that may have this folded name: those with the same hash.
    pub(super) fn named(&self, name: &str) -> impl Iterator<Item = FileId> + '_ {
        let hash = hash_folded(name);
        let from = self.by_name.partition_point(|(known, _)| *known < hash);
        self.by_name[from..].iter().take_while(move |(known, _)| *known == hash).map(|(_, id)| *id)
    }
}

/// Returns the hash of the folded name, without a copy if the name is ASCII.
fn hash_folded(name: &str) -> u64 {
    match name.is_ascii() {
        true => fnv1a(name.bytes().map(|byte| byte.to_ascii_lowercase())),
        false => fnv1a(fold(name).bytes()),
    }
}
