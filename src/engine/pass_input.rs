//! What the passes of a run read, besides the state that they share.

use super::base_vault::BaseVault;
use super::result_cache::ResultCache;
use crate::vault::FileLister;

/// The input of the passes of a run.
#[derive(Clone, Copy)]
pub(super) struct PassInput<'a> {
    /// The notes to check.
    pub(super) scope: &'a [String],
    /// The notes whose facts the rules need; empty if they need none, or if only the scope is read.
    pub(super) notes: &'a [String],
    /// Lists the files that the index may lack.
    pub(super) untracked: Option<&'a FileLister>,
    /// Lists the notes whose links may name a garbled heading of the scope.
    pub(super) linking: Option<&'a FileLister>,
    /// The vault before the changes that are checked.
    pub(super) base: Option<BaseVault<'a>>,
    pub(super) cache: Option<&'a dyn ResultCache>,
    /// Called after each note of the scope.
    pub(super) progress: &'a (dyn Fn() + Sync),
}

impl PassInput<'_> {
    /// Returns whether the run reads more of the vault than its scope: the facts of other notes, or all paths, on which
    /// cached results depend.
    pub(super) fn reads_vault(&self) -> bool {
        !self.notes.is_empty() || self.cache.is_some()
    }

    /// Returns whether the notes of the scope are all notes of the vault, so that fixes of one can rely on those of another.
    pub(super) fn checks_all_notes(&self) -> bool {
        self.scope.len() >= self.notes.len()
    }
}
