//! Finds the vaults that paths belong to and the notes that the paths select.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::config_files::{RefusedFiles, read_named, read_own};
use super::walk::{Walk, is_note, vault_path, walk};
use super::{FileList, RootError, Vault, VaultContent};
use crate::config::{App, CONFIG_FILE, NAMES_FILE};
use crate::git::Repository;
use crate::vault::VAULT_MARKERS;

/// The requested paths, by the root of their vault.
pub(crate) struct VaultRoots {
    by_root: BTreeMap<PathBuf, Vec<PathBuf>>,
    /// Whether the root was named, so that everything below it is one vault.
    is_named: bool,
}

impl VaultRoots {
    /// Finds the vault of each of `paths`, or of the current folder if there are none. `vault` overrides the search. A
    /// folder outside any vault selects the vaults inside it.
    ///
    /// # Errors
    /// When a path does not exist, is not a note, or is outside `vault`.
    pub(crate) fn find(paths: &[PathBuf], vault: Option<&Path>) -> Result<Self, RootError> {
        let real_vault = |vault: &Path| match real(vault) {
            Err(RootError::Missing { path, reason }) if reason.kind() == ErrorKind::NotFound => {
                Err(RootError::NoVault(path))
            }
            found => found,
        };
        let vault = vault.map(real_vault).transpose()?;
        if let Some(vault) = vault.as_ref().filter(|vault| !vault.is_dir()) {
            return Err(RootError::NotAFolder(vault.clone()));
        }
        let here = [PathBuf::from(".")];
        let nothing_named = paths.is_empty();
        let paths = match (&vault, nothing_named) {
            (Some(vault), true) => std::slice::from_ref(vault),
            (None, true) => &here[..],
            (_, false) => paths,
        };
        let mut by_root: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
        for path in paths {
            let found = real_but_for_links(path)?;
            if found.is_file() && !found.to_str().is_some_and(is_note) {
                return Err(RootError::NotANote { path: path.clone() });
            }
            let root = match &vault {
                Some(vault) if !found.starts_with(vault) => {
                    return Err(RootError::Outside { path: path.clone(), vault: vault.clone() });
                }
                Some(vault) => vault.clone(),
                None => root_on_disk(&found),
            };
            // Without paths, select the whole vault, even when run in a subfolder.
            let wanted = if nothing_named { root.clone() } else { found };
            by_root.entry(root).or_default().push(wanted);
        }
        Ok(Self { by_root, is_named: vault.is_some() })
    }

    /// Returns the root of the only vault: the one that contains the requested folder, or else the one inside it.
    ///
    /// # Errors
    /// When the folder contains several vaults.
    pub(crate) fn only(self) -> Result<PathBuf, RootError> {
        let folder = self.by_root.keys().next().cloned().unwrap_or_default();
        let mut vaults = self.vaults();
        if vaults.len() > 1 {
            // Its own notes, outside the vaults inside it, are checked as one more vault.
            let is_outside = |note: &String| !vaults.iter().any(|vault| folder.join(note).starts_with(vault));
            if walk(&folder).notes.iter().any(is_outside) {
                vaults.insert(0, folder.clone());
            }
            return Err(RootError::Several { folder, vaults });
        }
        Ok(vaults.pop().unwrap_or(folder))
    }

    /// Returns the roots of the vaults. A folder outside any vault is replaced by the vaults inside it, if any.
    pub(crate) fn vaults(self) -> Vec<PathBuf> {
        let mut vaults = Vec::new();
        for root in self.by_root.into_keys() {
            let inner = if self.is_named || is_marked(&root) { Vec::new() } else { inner_roots(&walk(&root)) };
            vaults.extend(inner.iter().map(|inner| root.join(inner)));
            vaults.extend(inner.is_empty().then_some(root));
        }
        vaults
    }

    /// Returns the vault root for a note in the requested folder, ignoring vaults inside the folder.
    pub(crate) fn of_note(self) -> PathBuf {
        self.by_root.into_keys().next().unwrap_or_default()
    }

    /// Opens the only vault, as found by [`only`](Self::only).
    ///
    /// # Errors
    /// As for `only`, and when a config file cannot be read.
    pub(crate) fn open_only(self, config: Option<&Path>) -> Result<Vault, RootError> {
        let root = self.only()?;
        Self::open_named(root, config)
    }

    /// Opens the vault at `root`, including everything below it.
    ///
    /// # Errors
    /// When a config file cannot be read.
    pub(crate) fn open_named(root: PathBuf, config: Option<&Path>) -> Result<Vault, RootError> {
        open(root.clone(), &[root], None, config)
    }

    /// Opens each vault. `config` replaces each vault's own config file.
    ///
    /// # Errors
    /// When a config file cannot be read.
    pub(crate) fn open(self, config: Option<&Path>) -> Result<Vec<Vault>, RootError> {
        let mut vaults = Vec::new();
        for (root, wanted) in self.by_root {
            let inner = if self.is_named || is_marked(&root) { Vec::new() } else { inner_roots(&walk(&root)) };
            let outer = open(root.clone(), &wanted, Some(&inner), config)?;
            // A folder that only contains vaults is not a vault.
            if inner.is_empty() || !outer.scope.is_empty() {
                vaults.push(outer);
            }
            for inner in inner.iter().map(|inner| root.join(inner)) {
                let wanted: Vec<PathBuf> = wanted.iter().filter(|path| inner.starts_with(path)).cloned().collect();
                if !wanted.is_empty() {
                    let vault = open(inner.clone(), &[inner], None, config)?;
                    vaults.push(Vault { requested: Some(root.clone()), ..vault });
                }
            }
        }
        Ok(vaults)
    }
}

/// Opens the vault at `root` without the notes of the nested vaults `inner`.
fn open(
    root: PathBuf,
    wanted: &[PathBuf],
    inner: Option<&[String]>,
    config: Option<&Path>,
) -> Result<Vault, RootError> {
    let mut found = walk(&root);
    let is_inner = |path: &str| inner.into_iter().flatten().any(|inner| path.starts_with(&format!("{inner}/")));
    found.notes.retain(|note| !is_inner(note));
    found.unreadable.retain(|(path, _)| !is_inner(path));
    let is_whole = wanted.contains(&root);
    let mut scope = Vec::new();
    let mut named = Vec::new();
    for path in wanted {
        let Some(inside) = vault_path(&root, path) else { continue };
        if path.is_dir() {
            let prefix = if inside.is_empty() { String::new() } else { format!("{inside}/") };
            scope.extend(found.notes.iter().filter(|note| note.starts_with(&prefix)).cloned());
        } else {
            named.push(inside.clone());
            scope.push(inside);
        }
    }
    scope.sort_unstable();
    scope.dedup();
    let config = match config {
        Some(path) => Some(read_named(path)?),
        None => read_own(&root, CONFIG_FILE)?,
    };
    let names = read_own(&root, NAMES_FILE)?;
    Ok(Vault {
        content: VaultContent::WorkingTree(FileList { files: found.files, notes: found.notes }),
        unreadable: found.unreadable,
        root,
        scope,
        named,
        covers_vault: is_whole,
        config,
        names,
        base: None,
        requested: None,
        refusals: RefusedFiles::default(),
    })
}

/// Returns the vault root for a note in `folder`: the outermost folder upwards that `is_marked`, up to the repository's
/// `top`. If there is none, returns the repository's top, or outside Git the folder itself.
pub(super) fn root_of(folder: &Path, top: Option<&Path>, mut is_marked: impl FnMut(&Path) -> bool) -> PathBuf {
    let in_repository = |folder: &&Path| top.is_none_or(|top| folder.starts_with(top));
    let marked = folder.ancestors().take_while(in_repository).filter(|folder| is_marked(folder)).last();
    marked.or(top).unwrap_or(folder).to_owned()
}

fn root_on_disk(path: &Path) -> PathBuf {
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
    let repository = Repository::containing(folder);
    let top = repository.as_ref().map(|repository| repository.top.as_path());
    let root = root_of(folder, top, is_marked);
    if is_marked(&root) { root } else { root_of(folder, top, |folder| folder.join(App::LOGSEQ_FILE).is_file()) }
}

/// Returns whether the folder has a vault marker.
pub(super) fn is_marked(folder: &Path) -> bool {
    VAULT_MARKERS.iter().any(|marker| folder.join(marker).exists())
}

/// Returns the outermost nested vaults with notes below a root.
fn inner_roots(found: &Walk) -> Vec<String> {
    let marked = found.files.iter().filter_map(|path| {
        let (folder, name) = path.rsplit_once('/')?;
        VAULT_MARKERS.contains(&name).then_some(folder)
    });
    let mut marked: Vec<&str> = marked.collect();
    marked.sort_unstable();
    let mut outermost: Vec<String> = Vec::new();
    for folder in marked {
        let is_below = |path: &str, folder: &str| path.starts_with(&format!("{folder}/"));
        let is_in_one = outermost.iter().any(|outer| outer == folder || is_below(folder, outer));
        if !is_in_one && found.notes.iter().any(|note| is_below(note, folder)) {
            outermost.push(folder.to_owned());
        }
    }
    outermost
}

fn real(path: &Path) -> Result<PathBuf, RootError> {
    path.canonicalize().map_err(|reason| RootError::Missing { path: path.to_owned(), reason })
}

/// Resolves the path, but not a final link to a file: a link to a note is not that note.
fn real_but_for_links(path: &Path) -> Result<PathBuf, RootError> {
    let missing = |reason| RootError::Missing { path: path.to_owned(), reason };
    let metadata = fs::symlink_metadata(path).map_err(missing)?;
    match (metadata.is_symlink(), path.parent(), path.file_name()) {
        (true, Some(parent), Some(name)) if !path.is_dir() => {
            let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
            Ok(real(parent)?.join(name))
        }
        _ => real(path),
    }
}
