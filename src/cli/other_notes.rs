//! The notes of a vault that a run over changed notes does not check: their links may break too.

use super::args::CheckArgs;
use super::error::CliError;
use super::vault_run::{settings, vault_run};
use crate::cache::{Cache, CachedContent};
use crate::config::Settings;
use crate::engine::BaseVault;
use crate::git::Repository;
use crate::report::number;
use crate::source::{BaseState, ChangesRequest, Revisions, Vault};

/// The most notes that a hook reads where there is no index of the vault: more take longer than about a second.
const MAX_UNINDEXED: usize = 15_000;

/// Returns the vault before the changes, with which a run over changed notes compares all notes; `None` if nothing that a
/// note or a link can depend on has changed.
pub(super) fn base(vault: &Vault) -> Option<BaseVault<'_>> {
    vault.base.as_ref().filter(|base| !base.changed().is_empty()).map(BaseState::vault)
}

/// Returns whether the notes that a run checks are compared with all notes of the vault. Changed notes are, if it is known
/// what changed.
pub(super) fn are_compared(vault: &Vault) -> bool {
    vault.git_notes().is_none() || vault.covers_vault || base(vault).is_some()
}

/// Limits a hook to the changed notes if comparing all would take too long. Returns a remark that says so.
pub(super) fn limit(settings: &Settings, vault: &mut Vault) -> Option<String> {
    base(vault)?;
    let notes = vault.notes().len();
    if notes <= MAX_UNINDEXED || notes - known_notes(settings, vault).min(notes) <= MAX_UNINDEXED {
        return None;
    }
    vault.base = None;
    let why = format!("the vault has {} notes and no index, so the others were not compared", number(notes));
    Some(format!("{why}: `vaultlint hook install` builds it"))
}

/// Returns how many notes earlier runs know.
fn known_notes(settings: &Settings, vault: &Vault) -> usize {
    Cache::open(&vault.root, settings.digest(), CachedContent::Git).map_or(0, |cache| cache.notes())
}

/// Checks all notes in Git's index, so that later runs have the results. Returns the number of notes.
///
/// # Errors
/// When the index or the config of a vault cannot be read.
pub(super) fn build_index(repository: &Repository, args: &CheckArgs) -> Result<usize, CliError> {
    let request = ChangesRequest { vault: args.vault.as_deref(), ..ChangesRequest::default() };
    let vaults = Revisions::Index.read(repository, request)?.vaults;
    let checked = |vault: &Vault| Ok(vault_run(args, &settings(args, vault)?, vault, None).outcome.checked);
    vaults.iter().map(checked).sum()
}
