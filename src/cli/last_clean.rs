//! The last clean run of a repository: the base commit of `--since last`.

use super::error::CliError;
use crate::git::{GitError, Index, ObjectId, ObjectStore, Repository};
use crate::source::{Revisions, Vault};

const FILE: &str = "last-clean";

/// Returns the revisions for `--since NAME`.
pub(super) fn revisions_since(repository: &Repository, name: &str) -> Result<Revisions, CliError> {
    if name != "last" {
        return Ok(Revisions::since(repository, name)?);
    }
    let commit = recorded(repository).ok_or(CliError::NoLastCleanRun)?.to_string();
    Revisions::since(repository, &commit).map_err(|error| match error {
        GitError::NoRevision { .. } => CliError::LastCleanRunMissing(commit.chars().take(7).collect()),
        other => other.into(),
    })
}

/// Records `checked` as clean, but only if it continues the recorded commit: no unchecked commits in between may be
/// skipped.
pub(super) fn record(repository: &Repository, checked: &Revisions) {
    let Revisions::Between { bases, head } = checked else { return };
    let joins = |last: ObjectId| {
        let Ok(objects) = ObjectStore::open(repository) else { return false };
        bases.iter().all(|&base| objects.merge_base(base, last, ("base", "last")).is_ok_and(|common| common == base))
    };
    if recorded(repository).is_none_or(joins) {
        write(repository, *head);
    }
}

/// Records HEAD if nothing is recorded yet: what exists when the hook is installed is not new.
pub(super) fn record_first(repository: &Repository) {
    if let (None, Some(head)) = (recorded(repository), head(repository)) {
        write(repository, head);
    }
}

/// Records HEAD after a clean run over a vault that is the whole working tree and is the same as HEAD.
pub(super) fn record_for_vault(vault: &Vault) {
    let Some(repository) = Repository::containing(&vault.root).filter(|repository| repository.top == vault.root) else {
        return;
    };
    let Some(head) = head(&repository).filter(|head| recorded(&repository) != Some(*head)) else { return };
    if is_checked_out(&repository, head) {
        write(&repository, head);
    }
}

/// Whether the working tree is the same as `head`. Git's filters are not run, so a filtered file may look changed.
fn is_checked_out(repository: &Repository, head: ObjectId) -> bool {
    let (Ok(objects), Ok(index)) = (ObjectStore::open(repository), Index::open(repository)) else { return false };
    let is_head = objects.staged(Some(head), &index);
    is_head.is_ok_and(|changes| changes.changed.is_empty() && changes.deleted.is_empty())
        && index.is_checked_out(&repository.top)
}

fn head(repository: &Repository) -> Option<ObjectId> {
    ObjectStore::open(repository).and_then(|objects| objects.head()).ok()?
}

fn recorded(repository: &Repository) -> Option<ObjectId> {
    ObjectId::parse(repository.read_data_file(FILE)?.trim())
}

/// Records `commit`. If that fails, the next run checks more.
fn write(repository: &Repository, commit: ObjectId) {
    let _ = repository.write_data_file(FILE, &format!("{commit}\n"));
}
