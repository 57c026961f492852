//! Carries out renames on disk, all or nothing: changed texts, moved files, and the index.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use super::replace::{SkipReason, check, replace};
use super::undo::{Backup, FileBackup};
use super::{UndoError, UndoStore};
use crate::beneath::{EntryKind, FileAt, Folder};
use crate::engine::{Change, RenamePlan};
use crate::git::{GitError, Index, Repository, fail_point, move_entries, path_in_repository};
use crate::note::{file_name, folder};
use crate::vault::fold;

/// The outcome of a rename.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RenameSummary {
    /// The number of moved files.
    pub moved: usize,
    /// The number of changed texts.
    pub changed: usize,
}

/// The reason why a rename was not carried out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RenameFilesError {
    /// The old files cannot be recorded for undo.
    #[error("{0}\n  nothing was renamed, because it could not be undone")]
    Undo(#[from] UndoError),
    /// Every file was left untouched.
    #[error("{0}\n  nothing was renamed")]
    Nothing(#[from] RenameObstacle),
    /// The rename failed, and some files could not be restored.
    #[error("{reason}\n  not restored after the failed rename: {}\n  to restore: vaultlint undo {step}", stays.join(", "))]
    Partly {
        /// The reason for the failure.
        reason: RenameObstacle,
        /// The files that were not restored, by their path before the rename, and why.
        stays: Vec<String>,
        /// The undo step.
        step: u32,
    },
}

/// An obstacle to a rename.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RenameObstacle {
    /// A file cannot be written or moved.
    #[error("{path}: {reason}")]
    File {
        /// The path in the vault.
        path: String,
        /// The reason.
        reason: SkipReason,
    },
    /// The index cannot be written.
    #[error("{0}")]
    Git(#[from] GitError),
}

/// Carries out `plan` below `root`, after recording the old files in `store`. Index entries of tracked files move as
/// with `git mv` and keep their staged content.
///
/// # Errors
/// When the rename cannot be carried out. All files are then restored, except for those that the error names.
pub(crate) fn rename(
    root: &Path,
    plan: &RenamePlan,
    store: &UndoStore,
    command: &str,
) -> Result<RenameSummary, RenameFilesError> {
    let repository = Repository::containing(root);
    let opened = Folder::open(root).map_err(|reason| UndoError::Io { path: root.to_owned(), reason })?;
    ready(&opened, root, plan, repository.as_ref())?;
    let targets: HashMap<&str, &str> = plan.moves.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    let changed = plan.changes.iter().map(|(path, change)| Backup {
        path,
        copy: Some(FileBackup::Change(change)),
        moved_to: targets.get(path.as_str()).copied(),
        staged: None,
    });
    let is_changed: HashSet<&str> = plan.changes.iter().map(|(path, _)| path.as_str()).collect();
    let only_moved = plan.moves.iter().filter(|(from, _)| !is_changed.contains(from.as_str()));
    let only_moved =
        only_moved.map(|(path, to)| Backup { path, copy: None, moved_to: Some(to.as_str()), staged: None });
    let backups: Vec<Backup<'_>> = changed.chain(only_moved).collect();
    if backups.is_empty() {
        return Ok(RenameSummary::default());
    }
    let step = store.record(command, &backups, &plan.empty_folders, None)?;
    fail_point("backed up");
    let mut begun = BTreeSet::new();
    if let Err(reason) = carry_out(&opened, root, plan, repository.as_ref(), &mut begun) {
        let stays = take_back(store, step, &begun);
        return Err(match stays.is_empty() {
            true => RenameFilesError::Nothing(reason),
            false => RenameFilesError::Partly { reason, stays, step },
        });
    }
    opened.sync_file_system();
    store.finish(step)?;
    Ok(RenameSummary { moved: plan.moves.len(), changed: plan.changes.len() })
}

/// Undoes a partial rename. Returns those of the files in `begun` that could not be restored, and why.
fn take_back(store: &UndoStore, step: u32, begun: &BTreeSet<&str>) -> Vec<String> {
    let restored = match store.undo(Some(step), &[]) {
        Ok(restored) => restored,
        Err(reason) => return begun.iter().map(|path| format!("{path} ({reason})")).collect(),
    };
    let begun = restored.into_iter().filter(|note| begun.contains(note.path.as_str()));
    begun.filter_map(|note| Some(format!("{} ({})", note.path, note.skipped?))).collect()
}

/// Checks that the whole plan can be carried out.
fn ready(
    root: &Folder,
    root_path: &Path,
    plan: &RenamePlan,
    repository: Option<&Repository>,
) -> Result<(), RenameObstacle> {
    let failed = |path: &str, reason| RenameObstacle::File { path: path.to_owned(), reason };
    let is_new = |path: &str| plan.changes.iter().any(|(new, change)| new == path && change.length_before() == 0);
    for path in plan.changes.iter().map(|(path, _)| path).chain(plan.moves.iter().map(|(from, _)| from)) {
        match root.file(path).map_err(SkipReason::from).and_then(|file| check(&file)) {
            Err(SkipReason::Missing) if is_new(path) => {}
            checked => drop(checked.map_err(|reason| failed(path, reason))?),
        }
    }
    for (from, to) in &plan.folders {
        let is_free = match fold(from) == fold(to) {
            true => !(has_exactly(root, to) && has_exactly(root, from)),
            false => is_free(root, to).map_err(|reason| failed(to, reason))?,
        };
        if !is_free {
            return Err(failed(to, SkipReason::NameTaken));
        }
    }
    let leaving: HashSet<String> = plan.moves.iter().map(|(from, _)| fold(from)).collect();
    let mut inner = InnerRepositories::default();
    for (from, to) in &plan.moves {
        if inner.of(root_path, from) != inner.of(root_path, to) {
            return Err(failed(to, SkipReason::OtherRepository));
        }
        let is_free = fold(from) == fold(to) || is_free(root, to).map_err(|reason| failed(to, reason))?;
        if !is_free && !leaving.contains(&fold(to)) {
            return Err(failed(to, SkipReason::NameTaken));
        }
    }
    if let Some(repository) = repository {
        check_index(
            &Index::open(repository)?,
            |path| path_in_repository(repository, root_path, path).unwrap_or_default(),
            plan,
        )?;
    }
    Ok(())
}

/// The folders of the vault that are repositories of their own, as far as they were asked about.
#[derive(Default)]
struct InnerRepositories(HashMap<String, bool>);

impl InnerRepositories {
    /// Returns the innermost one that contains `path`; empty if none does.
    fn of<'a>(&mut self, root: &Path, path: &'a str) -> &'a str {
        let mut above = folder(path);
        while !above.is_empty() {
            let is_one = || root.join(above).join(".git").symlink_metadata().is_ok();
            if *self.0.entry(above.to_owned()).or_insert_with(is_one) {
                break;
            }
            above = folder(above);
        }
        above
    }
}

/// Returns whether the folder of `path` lists its last component, in this case.
fn has_exactly(root: &Folder, path: &str) -> bool {
    let names = root.folder(folder(path)).ok().and_then(|above| above.names().ok());
    names.unwrap_or_default().iter().any(|name| name == file_name(path))
}

/// Returns whether nothing exists at `path` and its missing folders can be created without following links.
fn is_free(root: &Folder, path: &str) -> Result<bool, SkipReason> {
    let file = match root.file(path) {
        Err(error) if error.is_missing() => return is_free_above(root, path),
        file => file?,
    };
    Ok(file.kind()?.is_none())
}

/// Returns whether the missing parent folders of `path` can be created.
fn is_free_above(root: &Folder, path: &str) -> Result<bool, SkipReason> {
    let mut above = root.clone();
    for part in folder(path).split('/') {
        match above.child(part.as_ref()).kind()? {
            None => return Ok(true),
            Some(EntryKind::Link) => return Err(SkipReason::BehindLink),
            Some(EntryKind::Folder) => above = above.folder(part)?,
            Some(EntryKind::File | EntryKind::Other) => return Ok(false),
        }
    }
    Ok(true)
}

/// Checks that the index entries can be moved, and moved back.
fn check_index<'a>(
    index: &Index,
    from_top: impl Fn(&str) -> Vec<u8>,
    plan: &'a RenamePlan,
) -> Result<(), RenameObstacle> {
    let failed = |path: &'a str, reason| RenameObstacle::File { path: path.to_owned(), reason };
    let is_unmerged = |path: &&String| {
        let path = from_top(path);
        index.entries().any(|entry| entry.is_unmerged && entry.path == path)
    };
    if index.has_unmerged()
        && let Some(path) = plan.moves.iter().map(|(from, _)| from).find(is_unmerged)
    {
        return Err(failed(path, SkipReason::Unmerged));
    }
    for (from, to) in &plan.moves {
        let Some(entry) = index.entry(&from_top(from)) else { continue };
        if entry.is_hidden_from_status {
            return Err(failed(from, SkipReason::HiddenFromStatus));
        }
        // The move would remove an index entry for a file where a folder is needed, or the reverse.
        let to_path = from_top(to);
        let mut above = to_path.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| &to_path[..at]);
        if above.any(|folder| index.entry(folder).is_some()) || index.has_folder(&[to_path.as_slice(), b"/"].concat()) {
            return Err(failed(to, SkipReason::BlockedInIndex));
        }
    }
    Ok(())
}

/// Carries out the plan. Adds the paths of files that were changed, or whose move was started, to `begun`.
fn carry_out<'a>(
    root: &Folder,
    root_path: &Path,
    plan: &'a RenamePlan,
    repository: Option<&Repository>,
    begun: &mut BTreeSet<&'a str>,
) -> Result<(), RenameObstacle> {
    for (path, change) in &plan.changes {
        write(root, path, change).map_err(|reason| RenameObstacle::File { path: path.clone(), reason })?;
        begun.insert(path);
        fail_point("file");
    }
    for (from, to) in &plan.moves {
        begun.insert(from);
        move_file(root, from, to).map_err(|reason| RenameObstacle::File { path: to.clone(), reason })?;
        remove_empty(root, from);
        fail_point("moved");
    }
    plan.empty_folders.iter().for_each(|(from, to)| move_empty(root, from, to));
    plan.folders.iter().for_each(|(from, to)| move_case(root, from, to));
    if let Some(repository) = repository {
        move_entries(repository, root_path, &plan.moves)?;
    }
    fail_point("written");
    Ok(())
}

/// Writes a changed text, creating the file if the plan adds it.
fn write(root: &Folder, path: &str, change: &Change) -> Result<(), SkipReason> {
    let file = root.file(path)?;
    if change.length_before() == 0 && file.kind()?.is_none() {
        file.create()?;
        fail_point("created");
    }
    replace(&file, &change.before(), change.after().as_bytes())
}

fn move_file(root: &Folder, from: &str, to: &str) -> Result<(), SkipReason> {
    root.create_folder(folder(to))?;
    let (from_file, to_file) = (root.file(from)?, root.file(to)?);
    // On a case-insensitive file system, names that differ only in case are the same file.
    if fold(from) == fold(to) {
        from_file.rename_to(&aside(&to_file))?;
        fail_point("half way");
        aside(&to_file).rename_to(&to_file)?;
    } else {
        fail_point("move");
        from_file.rename_to(&to_file)?;
    }
    Ok(())
}

/// Moves an empty folder: creates it at the new path, and removes it with its empty parents at the old one.
pub(super) fn move_empty(root: &Folder, from: &str, to: &str) {
    let is_folder = |path| root.file(path).is_ok_and(|folder| matches!(folder.kind(), Ok(Some(EntryKind::Folder))));
    // On a case-insensitive file system, it may be there already: as itself.
    let is_there = fold(from) == fold(to) && is_folder(to);
    if is_folder(from)
        && !is_there
        && root.create_folder(to).is_ok()
        && root.file(from).is_ok_and(|folder| folder.remove_folder().is_ok())
    {
        remove_empty(root, from);
    }
}

/// Renames the folder `from` to `to`, which differs in case only. On a case-insensitive file system the files are in it
/// already, because both are the same folder; on others there is nothing to do.
pub(super) fn move_case(root: &Folder, from: &str, to: &str) {
    if fold(from) != fold(to) || from == to || !has_exactly(root, from) || has_exactly(root, to) {
        return;
    }
    if let (Ok(from), Ok(to)) = (root.file(from), root.file(to))
        && from.rename_to(&aside(&to)).is_ok()
        && aside(&to).rename_to(&to).is_err()
    {
        let _ = aside(&to).rename_to(&from);
    }
}

/// Returns the intermediate name for a rename that only changes the case.
pub(super) fn aside(to: &FileAt) -> FileAt {
    let mut name = to.name().to_owned();
    name.push(".vaultlint-rename");
    to.sibling(&name)
}

/// Removes the parent folders of `path` that a move left empty.
pub(super) fn remove_empty(root: &Folder, path: &str) {
    let mut above = folder(path);
    while !above.is_empty() && root.file(above).is_ok_and(|folder| folder.remove_folder().is_ok()) {
        above = folder(above);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_folder_takes_the_new_case_if_it_is_the_same_one() {
        let root = tempfile::tempdir().unwrap();
        let names = || {
            let entries = fs::read_dir(root.path().join("People")).unwrap();
            let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            names
        };
        fs::create_dir_all(root.path().join("People/ada")).unwrap();
        fs::write(root.path().join("People/ada/README.md"), "x").unwrap();
        let folder = Folder::open(root.path()).unwrap();
        // As a case-insensitive file system leaves it: the files are in the folder, which has its old name.
        move_case(&folder, "People/ada", "People/Ada");
        assert_eq!(names(), ["Ada"]);
        assert!(root.path().join("People/Ada/README.md").exists());
        move_case(&folder, "People/ada", "People/ADA");
        move_case(&folder, "People/Ada", "People/Bo");
        assert_eq!(names(), ["Ada"], "there is no `ada`, and `Bo` is another name");
        fs::create_dir(root.path().join("People/ada")).unwrap();
        move_case(&folder, "People/ada", "People/Ada");
        assert_eq!(names(), ["Ada", "ada"], "two folders of a case-sensitive file system");
    }
}
