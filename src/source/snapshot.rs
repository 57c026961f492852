//! Vaults among the files that Git holds: which there are, and what their config says in the same snapshot.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Vault;
use super::config_files::RefusedFiles;
use super::git_notes::{GitNotes, TrackedNote};
use super::vault_roots::{is_marked, root_of};
use super::walk::is_note;
use super::{config_files, config_in_git};
use crate::config::{CONFIG_FILE, ConfigText, NAMES_FILE};
use crate::engine::Unreadable;
use crate::git::{ChangedFile, FileKind, Index, ObjectId, ObjectStore, Repository, TreeFile, VaultPrefix};
use crate::source::RootError;

/// Files by their path from Git's top: of the index, or of a revision.
pub(super) trait TrackedFiles: Send + Sync {
    fn file(&self, path: &[u8]) -> Option<(ObjectId, FileKind)>;
    /// Whether a file stands below the folder, which ends in `/`.
    fn has_folder(&self, path: &[u8]) -> bool;
    fn each(&self, visit: &mut dyn FnMut(&[u8]));
    /// Whether Git was told not to look at the working copy of the file.
    fn is_hidden_from_status(&self, _path: &[u8]) -> bool {
        false
    }
}

impl TrackedFiles for Index {
    fn is_hidden_from_status(&self, path: &[u8]) -> bool {
        self.entry(path).is_some_and(|entry| entry.is_hidden_from_status)
    }

    fn file(&self, path: &[u8]) -> Option<(ObjectId, FileKind)> {
        self.entry(path).filter(|entry| !entry.is_unmerged).map(|entry| (entry.id, entry.kind))
    }

    fn has_folder(&self, path: &[u8]) -> bool {
        Index::has_folder(self, path)
    }

    fn each(&self, visit: &mut dyn FnMut(&[u8])) {
        self.entries().for_each(|entry| visit(entry.path));
    }
}

/// The files of a revision, sorted by path.
pub(super) struct Tree(pub(super) Vec<TreeFile>);

impl TrackedFiles for Tree {
    fn file(&self, path: &[u8]) -> Option<(ObjectId, FileKind)> {
        let at = self.0.binary_search_by(|file| file.path.as_slice().cmp(path)).ok()?;
        Some((self.0[at].id, self.0[at].kind))
    }

    fn has_folder(&self, path: &[u8]) -> bool {
        let at = self.0.partition_point(|file| file.path.as_slice() < path);
        self.0.get(at).is_some_and(|file| file.path.starts_with(path))
    }

    fn each(&self, visit: &mut dyn FnMut(&[u8])) {
        self.0.iter().for_each(|file| visit(&file.path));
    }
}

/// A snapshot of the repository, and how to make vaults of it.
pub(super) struct Snapshot<'a> {
    pub(super) repository: &'a Repository,
    pub(super) objects: Arc<ObjectStore>,
    pub(super) tracked: Arc<dyn TrackedFiles>,
    /// Read in place of each vault's own config.
    pub(super) config: Option<&'a Path>,
    /// The root of every vault, where it was named.
    pub(super) root: Option<&'a Path>,
    /// Whether a note was asked for by its own path.
    pub(super) is_named: &'a dyn Fn(&[u8]) -> bool,
}

impl Snapshot<'_> {
    /// The vaults of the notes in `changed`, with these as their scope. `bases` tells the older contents of a note. A
    /// vault whose config is in `changed` is there even if none of its notes is.
    pub(super) fn vaults(
        &self,
        changed: Vec<ChangedFile>,
        bases: impl Fn(&ChangedFile) -> Vec<ObjectId>,
    ) -> Result<Vec<Vault>, RootError> {
        let mut roots = VaultRoots { snapshot: self, known: HashMap::new() };
        let mut by_root: BTreeMap<PathBuf, Vec<ChangedFile>> = BTreeMap::new();
        for file in changed {
            let root = self.root.map_or_else(|| roots.root_of(&file.path), Path::to_owned);
            by_root.entry(root).or_default().push(file);
        }
        by_root.into_iter().map(|(root, files)| self.vault(root, files, &bases)).collect()
    }

    fn vault(
        &self,
        root: PathBuf,
        changed: Vec<ChangedFile>,
        bases: &impl Fn(&ChangedFile) -> Vec<ObjectId>,
    ) -> Result<Vault, RootError> {
        let top = &self.repository.top;
        let outside = || RootError::Outside { path: root.clone(), vault: top.clone() };
        let place = VaultPrefix::new(&root, top).ok_or_else(outside)?;
        let mut held = HashMap::new();
        let mut unreadable = Vec::new();
        let mut named = Vec::new();
        for file in changed.into_iter().filter(|file| is_note_file(&file.path) && file.kind != FileKind::Other) {
            let Some(path) = place.to_vault_path(&file.path) else {
                if std::str::from_utf8(&file.path).is_err() {
                    unreadable.push((String::from_utf8_lossy(&file.path).into_owned(), Unreadable::Nameless));
                }
                continue;
            };
            if is_hidden(&path) {
                continue;
            }
            named.extend((self.is_named)(&file.path).then(|| path.clone()));
            let (bases, ChangedFile { path: in_repository, id, kind, is_unmerged, .. }) = (bases(&file), file);
            let is_hidden = self.tracked.is_hidden_from_status(&in_repository);
            held.insert(path, TrackedNote { path: in_repository, id, kind, is_unmerged, is_hidden, bases });
        }
        let mut scope: Vec<String> = held.keys().cloned().collect();
        scope.sort_unstable();
        let own = |name: &str| self.text(&root, &place, name);
        let config = match self.config {
            Some(path) => Some(config_files::read_named(path)?),
            None => own(CONFIG_FILE)?,
        };
        let names = own(NAMES_FILE)?;
        Ok(Vault {
            git_notes: Some(Arc::new(GitNotes {
                objects: Arc::clone(&self.objects),
                tracked: Arc::clone(&self.tracked),
                prefix: place,
                notes: held,
            })),
            root,
            files: Vec::new(),
            notes: Vec::new(),
            scope,
            named,
            covers_vault: false,
            config,
            names,
            unreadable,
            overlay: None,
            refusals: RefusedFiles::default(),
        })
    }

    /// A file of the vault as the snapshot has it; from the working tree where it is not tracked.
    fn text(&self, root: &Path, place: &VaultPrefix, name: &str) -> Result<Option<ConfigText>, RootError> {
        let read = config_in_git::read(root, name, place, self.tracked.as_ref(), &self.objects);
        let text = read.map_err(|refused| config_files::refusal(root, name, &refused))?;
        Ok(text.map(|text| ConfigText { path: name.to_owned(), text }))
    }
}

/// Whether a file of the repository may be a note; whether its folder is hidden, only its vault can tell.
pub(super) fn is_note_file(path: &[u8]) -> bool {
    std::str::from_utf8(path).map_or_else(|_| path.to_ascii_lowercase().ends_with(b".md"), is_note)
}

/// Whether a file says how its vault is to be checked.
pub(super) fn is_config(path: &[u8]) -> bool {
    let name = path.rsplit(|&byte| byte == b'/').next().unwrap_or(path);
    name == CONFIG_FILE.as_bytes() || name == NAMES_FILE.as_bytes()
}

/// Whether a file of a vault stands in a folder that holds no notes, or is hidden itself.
pub(super) fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.') || part == "node_modules")
}

/// The roots of vaults, by folder of the repository.
struct VaultRoots<'a, 'b> {
    snapshot: &'a Snapshot<'b>,
    /// Whether a folder holds what makes it a vault.
    known: HashMap<PathBuf, bool>,
}

impl VaultRoots<'_, '_> {
    /// As of a note on disk; what only the snapshot holds makes a vault too.
    fn root_of(&mut self, path: &[u8]) -> PathBuf {
        let top = self.snapshot.repository.top.clone();
        // Of a name that is not UTF-8, the folders that are.
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
