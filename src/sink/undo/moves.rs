//! Files that a step moved, moved back.

use std::fs;
use std::path::Path;

use super::StepNote;
use crate::git::{Repository, move_entries};
use crate::sink::renaming::{aside, move_file, remove_empty};
use crate::vault::fold;

/// Moves back what can be: the file that is at the new place and no other at the old. In the index too, as `git mv` does.
pub(super) fn take_back<'a>(root: &Path, notes: impl Iterator<Item = &'a StepNote>) {
    let mut moved = Vec::new();
    for note in notes {
        let Some(to) = &note.moved_to else { continue };
        let (old, new) = (root.join(&note.path), root.join(to));
        // Killed between the two steps of a change of case.
        let half_way = aside(&new);
        let now = if half_way.symlink_metadata().is_ok() { half_way } else { new.clone() };
        if let Some(folder) = old.parent() {
            let _ = fs::create_dir_all(folder);
        }
        if move_file(&now, &old).is_ok() {
            remove_empty(root, &new);
        }
        moved.push((to.clone(), note.path.clone()));
    }
    if let Some(repository) = Repository::around(root).filter(|_| !moved.is_empty()) {
        // What the index says of a file that is back is Git's to tell: `git status` does.
        let _ = move_entries(&repository, root, &moved);
    }
}

/// Whether the file of `note` is not where it was before: nothing is there, or it is where it was moved to, because
/// another came in its place.
pub(super) fn is_elsewhere(root: &Path, note: &StepNote) -> bool {
    let is_there = |path: &str| root.join(path).symlink_metadata().is_ok();
    note.moved_to.as_ref().is_some_and(|to| !is_there(&note.path) || (fold(to) != fold(&note.path) && is_there(to)))
}
