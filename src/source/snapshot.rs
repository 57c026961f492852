//! Finds the vaults among the files of an index or a revision and reads their config from the same snapshot.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::config_files::RefusedFiles;
use super::git_notes::{GitNotes, TrackedNote};
use super::tracked_files::{TrackedFiles, is_hidden, is_note_file};
use super::vault_roots::{is_marked, root_of};
use super::{BaseState, RootError, Vault, VaultContent};
use super::{config_files, config_in_git};
use crate::config::{CONFIG_FILE, ConfigText, NAMES_FILE};
use crate::engine::Unreadable;
use crate::git::{ChangedFile, Changes, FileKind, ObjectId, ObjectStore, Repository, VaultPrefix};

/// A snapshot of the repository, split into vaults on request.
pub(super) struct Snapshot<'a> {
    pub(super) repository: &'a Repository,
    pub(super) objects: Arc<ObjectStore>,
    pub(super) tracked: Arc<dyn TrackedFiles>,
    /// A config file that replaces each vault's own.
    pub(super) config: Option<&'a Path>,
    /// The root of the vault, if it was named.
    pub(super) root: Option<&'a Path>,
    /// Returns whether a note was requested by its own path.
    pub(super) is_named: &'a dyn Fn(&[u8]) -> bool,
}

/// The changes that were asked for.
pub(super) struct RequestedChanges<'a> {
    /// The files to check, and changed config files.
    pub(super) scope: Vec<ChangedFile>,
    /// The paths of all files that were added or deleted, and of the notes that were changed.
    pub(super) paths: Vec<&'a [u8]>,
}

impl Snapshot<'_> {
    /// Returns the vaults of the files in `requested`, which are those of `changes` that were asked for. Its notes are their
    /// scope. `bases` returns the older contents of a note. Includes vaults of which only the config changed, or of which
    /// files were only added or deleted.
    pub(super) fn vaults(
        &self,
        requested: RequestedChanges<'_>,
        changes: Option<&Changes>,
        bases: impl Fn(&ChangedFile) -> Vec<ObjectId>,
    ) -> Result<Vec<Vault>, RootError> {
        let mut roots = VaultRoots { snapshot: self, known: HashMap::new() };
        let mut by_root: BTreeMap<PathBuf, Vec<ChangedFile>> = BTreeMap::new();
        let mut root_of = |path: &[u8]| self.root.map_or_else(|| roots.root_of(path), Path::to_owned);
        for file in requested.scope {
            by_root.entry(root_of(&file.now.path)).or_default().push(file);
        }
        for path in requested.paths {
            let root = root_of(path);
            let is_visible = |path: &String| !is_hidden(path);
            let prefix = VaultPrefix::new(&root, &self.repository.top);
            if prefix.and_then(|prefix| prefix.to_vault_path(path)).as_ref().is_some_and(is_visible) {
                by_root.entry(root).or_default();
            }
        }
        let mut vaults = Vec::new();
        for (root, scope) in by_root {
            let excludes_inner = self.root.is_none() && !roots.is_marked(&root);
            vaults.push(self.vault(root, scope, excludes_inner, changes, &bases)?);
        }
        Ok(vaults)
    }

    fn vault(
        &self,
        root: PathBuf,
        changed: Vec<ChangedFile>,
        excludes_inner: bool,
        changes: Option<&Changes>,
        bases: &impl Fn(&ChangedFile) -> Vec<ObjectId>,
    ) -> Result<Vault, RootError> {
        let top = &self.repository.top;
        let outside = || RootError::Outside { path: root.clone(), vault: top.clone() };
        let prefix = VaultPrefix::new(&root, top).ok_or_else(outside)?;
        let mut notes = HashMap::new();
        let mut unreadable = Vec::new();
        let mut named = Vec::new();
        let is_note = |file: &ChangedFile| is_note_file(&file.now.path) && file.now.kind != FileKind::Other;
        for file in changed.into_iter().filter(is_note) {
            let in_repository = &file.now.path;
            let Some(path) = prefix.to_vault_path(in_repository) else {
                if std::str::from_utf8(in_repository).is_err() {
                    unreadable.push((String::from_utf8_lossy(in_repository).into_owned(), Unreadable::Nameless));
                }
                continue;
            };
            if is_hidden(&path) {
                continue;
            }
            named.extend((self.is_named)(in_repository).then(|| path.clone()));
            let is_hidden = self.tracked.is_hidden_from_status(in_repository);
            let bases = bases(&file);
            let old = file.old.as_ref().and_then(|old| prefix.to_vault_path(&old.path));
            let old_path = old.filter(|old| *old != path && !self::is_hidden(old));
            let is_unmerged = file.is_unmerged;
            notes.insert(path, TrackedNote { file: file.now, is_unmerged, is_hidden, old_path, bases });
        }
        let mut scope: Vec<String> = notes.keys().cloned().collect();
        scope.sort_unstable();
        let own = |name: &str| self.text(&root, &prefix, name);
        let config = match self.config {
            Some(path) => Some(config_files::read_named(path)?),
            None => own(CONFIG_FILE)?,
        };
        let names = own(NAMES_FILE)?;
        let notes = Arc::new(GitNotes {
            listed: OnceLock::new(),
            objects: Arc::clone(&self.objects),
            tracked: Arc::clone(&self.tracked),
            prefix,
            has_base: changes.is_some(),
            excludes_inner,
            notes,
        });
        Ok(Vault {
            base: changes.map(|changes| BaseState::new(Arc::clone(&notes), changes)),
            content: VaultContent::Git(notes),
            root,
            scope,
            named,
            covers_vault: changes.is_none(),
            config,
            names,
            unreadable,
            requested: None,
            refusals: RefusedFiles::default(),
        })
    }

    /// Reads a file of the vault from the snapshot, or from the working tree if it is not tracked.
    fn text(&self, root: &Path, prefix: &VaultPrefix, name: &str) -> Result<Option<ConfigText>, RootError> {
        let read = config_in_git::read(root, name, prefix, self.tracked.as_ref(), &self.objects);
        let text = read.map_err(|refused| config_files::refusal(root, name, &refused))?;
        Ok(text.map(|text| ConfigText { path: name.to_owned(), text }))
    }
}

/// Finds the vault roots of files in a snapshot.
struct VaultRoots<'a, 'b> {
    snapshot: &'a Snapshot<'b>,
    /// Whether a folder has a vault marker.
    known: HashMap<PathBuf, bool>,
}

impl VaultRoots<'_, '_> {
    /// Returns the root of the vault of a file, like for a note on disk. Vault markers on disk and in the snapshot
    /// count.
    fn root_of(&mut self, path: &[u8]) -> PathBuf {
        let top = self.snapshot.repository.top.clone();
        // For a name that is not UTF-8, use the leading folders that are.
        let whole = std::str::from_utf8(path).map_or_else(|error| error.valid_up_to(), str::len);
        let note = top.join(format!("{}_", String::from_utf8_lossy(&path[..whole])));
        let folder = note.parent().unwrap_or(&top).to_owned();
        root_of(&folder, Some(&top), |folder| self.is_marked(folder))
    }

    fn is_marked(&mut self, folder: &Path) -> bool {
        if let Some(&known) = self.known.get(folder) {
            return known;
        }
        let tracked = |name: &str, is_folder: bool| {
            let Some(VaultPrefix::Below(prefix)) = VaultPrefix::new(folder, &self.snapshot.repository.top) else {
                return false;
            };
            let path = format!("{prefix}{name}").into_bytes();
            match is_folder {
                true => self.snapshot.tracked.has_folder(&path),
                false => self.snapshot.tracked.file(&path).is_some(),
            }
        };
        let is_marked = tracked(CONFIG_FILE, false) || tracked(".obsidian/", true) || is_marked(folder);
        self.known.insert(folder.to_owned(), is_marked);
        is_marked
    }
}
