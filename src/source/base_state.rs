//! A vault as it was before the changes that a run checks.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::Arc;

use super::git_notes::{GitNotes, marker_in};
use super::tracked_files::{TrackedFiles, is_hidden};
use crate::engine::{BaseVault, ChangedPath, NoteSource, Unreadable};
use crate::git::{ChangedFile, Changes, FileKind, ObjectId, VaultPrefix};

/// The state of a vault at the first base of a run: at HEAD for staged notes, at the first revision for a range.
pub(crate) struct BaseState {
    /// The visible files that differ from the base, sorted by path.
    changed: Vec<ChangedPath>,
    /// Pairs of the old and the new path of files that Git sees as renamed, sorted.
    renames: Vec<(String, String)>,
    notes: BaseNotes,
}

impl BaseState {
    /// Undoes `changes` in the vault of `now`.
    pub(super) fn new(now: Arc<GitNotes>, changes: &Changes) -> Self {
        let (tracked, prefix) = (now.tracked.as_ref(), &now.prefix);
        let mut files =
            ChangedFiles { tracked, prefix, old: HashMap::new(), changed: BTreeMap::new(), markers: BTreeMap::new() };
        changes.changed.iter().for_each(|file| files.add_changed(file));
        for file in &changes.deleted {
            files.add(&file.path, Some((file.id, file.kind)), false);
        }
        files.add_markers();
        let renames = changes.changed.iter().filter_map(|file| {
            let old = file.old.as_ref().filter(|old| old.path != file.now.path)?;
            Some((prefix.to_vault_path(&old.path)?, prefix.to_vault_path(&file.now.path)?))
        });
        let mut renames: Vec<(String, String)> =
            renames.filter(|(from, to)| !is_hidden(from) && !is_hidden(to)).collect();
        renames.sort_unstable();
        let (old, changed) = (files.old, files.changed.into_values().collect());
        Self { changed, renames, notes: BaseNotes { now, old } }
    }

    /// Returns the visible files that differ from the base, sorted by path.
    pub(crate) fn changed(&self) -> &[ChangedPath] {
        &self.changed
    }

    /// Returns pairs of the old and the new path of files that Git sees as renamed in the vault.
    pub(crate) fn renames(&self) -> &[(String, String)] {
        &self.renames
    }

    /// Returns the state as the engine reads it.
    pub(crate) fn vault(&self) -> BaseVault<'_> {
        BaseVault { changed: &self.changed, source: &self.notes }
    }
}

/// The changed files of one vault.
struct ChangedFiles<'a> {
    tracked: &'a dyn TrackedFiles,
    prefix: &'a VaultPrefix,
    old: HashMap<String, Option<(ObjectId, FileKind)>>,
    changed: BTreeMap<String, ChangedPath>,
    /// The changes below each marker of a nested vault.
    markers: BTreeMap<String, MarkerChanges>,
}

#[derive(Default)]
struct MarkerChanges {
    added: usize,
    had_files: bool,
}

impl ChangedFiles<'_> {
    fn add_changed(&mut self, file: &ChangedFile) {
        let path = &file.now.path;
        // A sparse index does not list what is in a folder that is left out, so a link to it opens nothing then and now.
        if file.is_unmerged || self.tracked.file(path).is_some() {
            let old = file.old.as_ref().filter(|old| old.path == *path);
            self.add(path, old.map(|old| (old.id, old.kind)), true);
        }
    }

    fn add(&mut self, path: &[u8], old: Option<(ObjectId, FileKind)>, is_there: bool) {
        let Some(path) = self.prefix.to_vault_path(path) else { return };
        if let Some(marker) = marker_in(&path) {
            let changes = self.markers.entry(marker.to_owned()).or_default();
            changes.added += usize::from(old.is_none());
            changes.had_files |= old.is_some();
            return;
        }
        if is_hidden(&path) {
            return;
        }
        self.old.insert(path.clone(), old);
        self.changed.insert(path.clone(), ChangedPath { path, was_there: old.is_some(), is_there });
    }

    /// Adds the markers of nested vaults: a file, or a folder that exists while there is a file below it.
    fn add_markers(&mut self) {
        for (path, changes) in std::mem::take(&mut self.markers) {
            let Some(inside) = self.prefix.to_repository_path(&path) else { continue };
            let mut files = 0;
            self.tracked.each(&mut |file| {
                let rest = file.strip_prefix(inside.as_slice());
                files += usize::from(rest.is_some_and(|rest| rest.is_empty() || rest[0] == b'/'));
            });
            let was_there = changes.had_files || files > changes.added;
            self.changed.insert(path.clone(), ChangedPath { path, was_there, is_there: files > 0 });
        }
    }
}

/// The notes of the vault at the base. A note that did not change is read as it is now.
struct BaseNotes {
    now: Arc<GitNotes>,
    /// The old files at the paths that changed; `None` if there was none.
    old: HashMap<String, Option<(ObjectId, FileKind)>>,
}

impl NoteSource for BaseNotes {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        match self.old.get(path) {
            Some(Some((id, kind))) => self.now.read_file(*id, *kind),
            Some(None) => Err(io::Error::from(io::ErrorKind::NotFound).into()),
            None => self.now.read(path),
        }
    }

    fn content_id(&self, path: &str) -> Option<[u8; 20]> {
        match self.old.get(path) {
            Some(old) => old.filter(|(_, kind)| kind.is_file()).and_then(|(id, _)| id.to_blob_id()),
            None => self.now.content_id(path),
        }
    }
}
