//! Detects empty commits from within a hook.

use std::env;

use super::{GitCommand, GitError, Index, ObjectStore, Repository};

/// Returns whether committing the index would create an empty commit: nothing differs from HEAD, no merge is in
/// progress, and HEAD is not being amended.
///
/// Git does not tell hooks whether it amends, but it passes the author and date of the new commit, and an amended
/// commit keeps those of HEAD. So an amended commit with a new author or date (`--reset-author`, `--date`) is not
/// recognized, and a new commit by the same author in the same second counts as amended. There is no better signal: the
/// hook's environment and the files in the Git folder are the same, and the arguments of the parent process may be
/// those of an alias or a framework.
///
/// # Errors
/// When the repository cannot be read.
pub(crate) fn is_commit_empty(repository: &Repository) -> Result<bool, GitError> {
    let objects = ObjectStore::open(repository)?;
    let Some(head) = objects.head()? else { return Ok(false) };
    if repository.git_dir.join("MERGE_HEAD").exists() {
        return Ok(false);
    }
    let changes = objects.staged(Some(head), &Index::open(repository)?)?;
    Ok(changes.changed.is_empty() && changes.deleted.is_empty() && !amends_head(repository)?)
}

fn amends_head(repository: &Repository) -> Result<bool, GitError> {
    let variable = |name: &str| env::var(name).unwrap_or_default();
    let now = [variable("GIT_AUTHOR_NAME"), variable("GIT_AUTHOR_EMAIL"), variable("GIT_AUTHOR_DATE")];
    let head = GitCommand::new(repository).run(&["show", "-s", "--format=%an%n%ae%n@%at ", "HEAD"], b"")?;
    let head = String::from_utf8_lossy(&head).into_owned();
    let mut lines = head.lines();
    let mut next = || lines.next().unwrap_or_default();
    Ok(now[0] == next() && now[1] == next() && now[2].starts_with(next()))
}
