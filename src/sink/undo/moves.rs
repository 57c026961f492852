//! Files that a step moved, moved back.

use std::path::Path;

use super::StepNote;
use crate::beneath::Folder;
use crate::git::{Repository, move_entries};
use crate::note::folder;
use crate::sink::rename_files::{aside, remove_empty};
use crate::vault::fold;

/// Moves back what can be: the file that is at the new place and no other at the old. In the index too, as `git mv` does.
pub(super) fn take_back<'a>(root: &Folder, root_path: &Path, notes: impl Iterator<Item = &'a StepNote>) {
    let mut moved = Vec::new();
    for note in notes {
        let Some(to) = &note.moved_to else { continue };
        move_back(root, &note.path, to);
        if is_there(root, &note.path) {
            moved.push((to.clone(), note.path.clone()));
        }
    }
    if let Some(repository) = Repository::containing(root_path).filter(|_| !moved.is_empty()) {
        // What the index says of a file that is back is Git's to tell: `git status` does.
        let _ = move_entries(&repository, root_path, &moved);
    }
}

fn move_back(root: &Folder, old: &str, new: &str) {
    let Ok(new_file) = root.file(new) else { return };
    // Killed between the two steps of a change of case.
    let half_way = aside(&new_file);
    let now = if matches!(half_way.kind(), Ok(Some(_))) { half_way } else { new_file };
    if !matches!(now.kind(), Ok(Some(_))) || root.create_folder(folder(old)).is_err() {
        return;
    }
    if root.file(old).is_ok_and(|old| now.rename_to(&old).is_ok()) {
        remove_empty(root, new);
    }
}

/// Whether the file of `note` is not where it was before: nothing is there, or it is where it was moved to, because
/// another came in its place.
pub(super) fn is_elsewhere(root: &Folder, note: &StepNote) -> bool {
    note.moved_to
        .as_ref()
        .is_some_and(|to| !is_there(root, &note.path) || (fold(to) != fold(&note.path) && is_there(root, to)))
}

fn is_there(root: &Folder, path: &str) -> bool {
    root.file(path).is_ok_and(|file| matches!(file.kind(), Ok(Some(_))))
}
