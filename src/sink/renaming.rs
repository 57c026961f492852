//! Renames on disk: the texts that change, the files that move, the index; all of it or nothing.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::replace::{self, NotWritten, check, has_link_above, replace};
use super::undo::{KeptCopy, KeptNote};
use super::{UndoError, UndoStore};
use crate::engine::RenamePlan;
use crate::git::{GitError, Index, Repository, fail_point, move_entries, path_in};
use crate::vault::fold;

/// What became of a rename.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Renamed {
    /// Files that moved.
    pub moved: usize,
    /// Texts that changed.
    pub changed: usize,
}

/// Why nothing was renamed.
#[derive(Debug, thiserror::Error)]
pub enum RenameFailed {
    /// What is there cannot be kept.
    #[error("{0}\n  nothing was renamed: what is there is kept first, so that it can be taken back")]
    Undo(#[from] UndoError),
    /// A file cannot be written or moved.
    #[error("{path}: {reason}\n  nothing was renamed")]
    File {
        /// Its path in the vault.
        path: String,
        /// Why.
        reason: NotWritten,
    },
    /// The index cannot be written.
    #[error("{0}\n  nothing was renamed")]
    Git(#[from] GitError),
}

/// Carries out `plan` below `root`. What is there is kept in `store` first. Where a file is tracked, its entry in the index
/// moves as with `git mv`; what is staged of it stays staged.
///
/// # Errors
/// Why nothing was renamed: then every file is as it was.
pub fn rename(root: &Path, plan: &RenamePlan, store: &UndoStore, command: &str) -> Result<Renamed, RenameFailed> {
    let repository = Repository::around(root);
    let moved: Vec<(String, Vec<u8>)> = ready(root, plan, repository.as_ref())?;
    let target = |path: &str| plan.moves.iter().find(|(from, _)| from == path).map(|(_, to)| to.as_str());
    let changed = plan.changes.iter().map(|(path, change)| KeptNote {
        path,
        copy: Some(KeptCopy::Change(change)),
        moved_to: target(path),
        staged: None,
    });
    let only_moved = moved.iter().map(|(path, bytes)| KeptNote {
        path,
        copy: Some(KeptCopy::Bytes { before: bytes, after: bytes }),
        moved_to: target(path),
        staged: None,
    });
    let kept: Vec<KeptNote<'_>> = changed.chain(only_moved).collect();
    if kept.is_empty() {
        return Ok(Renamed::default());
    }
    let step = store.keep(command, &kept, None)?;
    fail_point("kept");
    if let Err(failed) = carry_out(root, plan, repository.as_ref()) {
        // What was done is undone; of what cannot be, undo tells when it is asked.
        let _ = store.undo(Some(step), &[]);
        return Err(failed);
    }
    replace::sync(root);
    store.finish(step)?;
    Ok(Renamed { moved: plan.moves.len(), changed: plan.changes.len() })
}

/// Looks whether everything can be done. Returns the files that move as they are, with their bytes.
fn ready(
    root: &Path,
    plan: &RenamePlan,
    repository: Option<&Repository>,
) -> Result<Vec<(String, Vec<u8>)>, RenameFailed> {
    let failed = |path: &str, reason| RenameFailed::File { path: path.to_owned(), reason };
    let changes = |path: &str| plan.changes.iter().any(|(changed, _)| changed == path);
    for path in plan.changes.iter().map(|(path, _)| path).chain(plan.moves.iter().map(|(from, _)| from)) {
        let file = root.join(path);
        if has_link_above(root, &file) {
            return Err(failed(path, NotWritten::BehindLink));
        }
        check(&file).map_err(|reason| failed(path, reason))?;
    }
    for (from, to) in &plan.moves {
        let is_free = root.join(to).symlink_metadata().is_err() || fold(from) == fold(to);
        let is_left = plan.moves.iter().any(|(other, _)| fold(other) == fold(to));
        if !is_free && !is_left {
            return Err(failed(to, NotWritten::Taken));
        }
    }
    if let Some(repository) = repository {
        let index = Index::of(repository)?;
        let is_unmerged = |path: &&String| {
            let path = path_in(repository, root, path).unwrap_or_default();
            index.entries().any(|entry| entry.is_unmerged && entry.path == path)
        };
        if index.has_unmerged()
            && let Some(path) = plan.moves.iter().map(|(from, _)| from).find(is_unmerged)
        {
            return Err(failed(path, NotWritten::Unmerged));
        }
    }
    let only_moved = plan.moves.iter().filter(|(from, _)| !changes(from));
    let read = |(from, _): &(String, String)| match fs::read(root.join(from)) {
        Ok(bytes) => Ok((from.clone(), bytes)),
        Err(reason) => Err(failed(from, NotWritten::Io(reason))),
    };
    only_moved.map(read).collect()
}

fn carry_out(root: &Path, plan: &RenamePlan, repository: Option<&Repository>) -> Result<(), RenameFailed> {
    for (path, change) in &plan.changes {
        replace(&root.join(path), change.before(), change.after().as_bytes())
            .map_err(|reason| RenameFailed::File { path: path.clone(), reason })?;
        fail_point("file");
    }
    for (from, to) in &plan.moves {
        let (from_file, to_file) = (root.join(from), root.join(to));
        let failed = |reason: io::Error| RenameFailed::File { path: to.clone(), reason: NotWritten::Io(reason) };
        if let Some(folder) = to_file.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        // Where case does not count, a name that differs in it only is the same file.
        let moved = match fold(from) == fold(to) {
            true => move_file(&from_file, &aside(&to_file)).and_then(|()| {
                fail_point("half way");
                move_file(&aside(&to_file), &to_file)
            }),
            false => move_file(&from_file, &to_file),
        };
        moved.map_err(failed)?;
        remove_empty(root, &from_file);
        fail_point("moved");
    }
    if let Some(repository) = repository {
        move_entries(repository, root, &plan.moves)?;
    }
    fail_point("written");
    Ok(())
}

/// Where a file waits between the two steps of a change of case.
pub(super) fn aside(to: &Path) -> PathBuf {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".vaultlint-rename");
    to.with_file_name(name)
}

/// Moves a file to where nothing is.
pub(super) fn move_file(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            Ok(()) => return Ok(()),
            // Not every file system can.
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => {}
            Err(error) => return Err(error.into()),
        }
    }
    if to.symlink_metadata().is_ok() {
        return Err(io::Error::from(io::ErrorKind::AlreadyExists));
    }
    fs::rename(from, to)
}

/// Takes away the folders above `file` that a move left empty, below `root`.
pub(super) fn remove_empty(root: &Path, file: &Path) {
    for folder in file.ancestors().skip(1).take_while(|folder| *folder != root && folder.starts_with(root)) {
        if fs::remove_dir(folder).is_err() {
            return;
        }
    }
}
