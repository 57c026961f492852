//! Moves back the files that a step moved.

use std::path::Path;

use super::StepNote;
use crate::beneath::Folder;
use crate::git::{Repository, move_entries};
use crate::note::folder;
use crate::sink::rename_files::{aside, move_case, remove_empty};
use crate::vault::fold;

/// Moves files back, on disk and in the index, as `git mv` does. Skips files that are no longer at the new path, or
/// whose old path is taken.
pub(super) fn take_back<'a>(root: &Folder, root_path: &Path, notes: impl Iterator<Item = &'a StepNote>) {
    let mut moved = Vec::new();
    for note in notes {
        let Some(to) = &note.moved_to else { continue };
        move_back(root, &note.path, to);
        if is_there(root, &note.path) {
            moved.push((to.clone(), note.path.clone()));
        }
    }
    for (to, from) in moved.iter().filter(|(to, from)| folder(to) != folder(from) && fold(to) == fold(from)) {
        restore_case(root, folder(to), folder(from));
    }
    if let Some(repository) = Repository::containing(root_path).filter(|_| !moved.is_empty()) {
        // The files are already back; if this fails, `git status` shows the difference.
        let _ = move_entries(&repository, root_path, &moved);
    }
}

/// Renames the folders of the path `new`, which differs from `old` in case only, back to those of `old`.
fn restore_case(root: &Folder, new: &str, old: &str) {
    let mut above = String::new();
    for (new, old) in new.split('/').zip(old.split('/')) {
        move_case(root, &format!("{above}{new}"), &format!("{above}{old}"));
        above += &format!("{old}/");
    }
}

fn move_back(root: &Folder, old: &str, new: &str) {
    let Ok(new_file) = root.file(new) else { return };
    // A rename that only changes the case may have been killed between its two steps.
    let half_way = aside(&new_file);
    let now = if matches!(half_way.kind(), Ok(Some(_))) { half_way } else { new_file };
    if !matches!(now.kind(), Ok(Some(_))) {
        // Its new folder may have been created for it.
        return remove_empty(root, new);
    }
    if root.create_folder(folder(old)).is_ok() && root.file(old).is_ok_and(|old| now.rename_to(&old).is_ok()) {
        remove_empty(root, new);
    }
}

/// Returns whether the file of `note` is not back at its old path: the path is free, or taken by another file.
pub(super) fn is_elsewhere(root: &Folder, note: &StepNote) -> bool {
    note.moved_to
        .as_ref()
        .is_some_and(|to| !is_there(root, &note.path) || (fold(to) != fold(&note.path) && is_there(root, to)))
}

fn is_there(root: &Folder, path: &str) -> bool {
    root.file(path).is_ok_and(|file| matches!(file.kind(), Ok(Some(_))))
}
