//! What a hook can tell of the commit that Git is about to make.

use std::env;

use super::{GitCommand, GitError, Index, ObjectStore, Repository};

/// Whether a commit of the index would hold what HEAD holds: nothing differs, no merge is under way, and HEAD is not
/// amended.
///
/// Git does not say whether it amends. It hands its hooks the author and the time of the commit to be made, though, and an
/// amended commit keeps those of HEAD. Where it is given new ones (`--reset-author`, `--date`) it is not recognized, and a new
/// commit of the same author in the same second is taken for one. Nothing else tells them apart: the environment of the hook
/// and the files in Git's folder are the same, and the arguments of the process above are those of an alias or a framework.
///
/// # Errors
/// When the repository cannot be read.
pub fn is_commit_empty(repository: &Repository) -> Result<bool, GitError> {
    let objects = ObjectStore::open(repository)?;
    let Some(head) = objects.head()? else { return Ok(false) };
    if repository.git_dir.join("MERGE_HEAD").exists() {
        return Ok(false);
    }
    let changes = objects.staged(Some(head), &Index::open(repository)?, |_| true)?;
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
