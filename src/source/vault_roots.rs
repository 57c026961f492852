//! Which vault a path belongs to, and which notes it asks for.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::Vault;
use super::config_files::{RefusedFiles, read_named, read_own};
use super::walk::{Walk, is_note, vault_path, walk};
use crate::config::{App, CONFIG_FILE, NAMES_FILE};
use crate::git::Repository;
use crate::vault::VAULT_MARKERS;

/// The paths that were asked for, by the root of their vault.
pub struct VaultRoots {
    by_root: BTreeMap<PathBuf, Vec<PathBuf>>,
    /// Whether the root was named: then all below it is one vault.
    is_named: bool,
}

/// Why a path cannot be checked.
#[derive(Debug, thiserror::Error)]
pub enum RootError {
    /// Nothing there, or nothing that may be looked at.
    #[error("{}: {reason}", path.display())]
    Missing {
        /// The path as it was given.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// Nothing there, neither on disk nor in Git.
    #[error("{}: nothing is there, neither on disk nor in what is checked", .0.display())]
    Nowhere(PathBuf),
    /// A file that is no note.
    #[error("{}: not a note; notes end in .md", path.display())]
    NotANote {
        /// The path as it was given.
        path: PathBuf,
    },
    /// Several vaults where one is meant.
    #[error("{}: several vaults are in this folder: {}\n  say which: --vault", folder.display(), names_of(vaults, folder))]
    Several {
        /// The folder.
        folder: PathBuf,
        /// The roots of the vaults.
        vaults: Vec<PathBuf>,
    },
    /// A vault that is not there.
    #[error("--vault {}: there is no such folder", .0.display())]
    NoVault(PathBuf),
    /// A vault that is no folder.
    #[error("{}: not a folder; a vault is one", .0.display())]
    NotAFolder(PathBuf),
    /// A path outside the vault that was named.
    #[error("{}: not in the vault {}", path.display(), vault.display())]
    Outside {
        /// The path as it was given.
        path: PathBuf,
        /// The vault.
        vault: PathBuf,
    },
    /// A config that cannot be read.
    #[error("{}: {reason}", path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
}

impl VaultRoots {
    /// Finds the vault of each of `paths`; of the current folder where none are given. `vault` overrides the search. A
    /// folder that is in no vault is asked for with the vaults in it.
    ///
    /// # Errors
    /// A path that does not exist, is no note, or lies outside `vault`.
    pub fn find(paths: &[PathBuf], vault: Option<&Path>) -> Result<Self, RootError> {
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
            // Without paths the whole vault is meant, wherever in it one stands.
            let wanted = if nothing_named { root.clone() } else { found };
            by_root.entry(root).or_default().push(wanted);
        }
        Ok(Self { by_root, is_named: vault.is_some() })
    }

    /// The root of the only vault, where one place was asked for: in a folder that is in no vault, the one in it.
    ///
    /// # Errors
    /// When there are several in it.
    pub fn only(self) -> Result<PathBuf, RootError> {
        let folder = self.by_root.keys().next().cloned().unwrap_or_default();
        let mut vaults = self.vaults();
        if vaults.len() > 1 {
            return Err(RootError::Several { folder, vaults });
        }
        Ok(vaults.pop().unwrap_or(folder))
    }

    /// The roots of the vaults; of a folder that is in no vault those in it, where there are any.
    pub fn vaults(self) -> Vec<PathBuf> {
        let mut vaults = Vec::new();
        for root in self.by_root.into_keys() {
            let inner = if self.is_named || is_marked(&root) { Vec::new() } else { inner_roots(&walk(&root)) };
            vaults.extend(inner.iter().map(|inner| root.join(inner)));
            vaults.extend(inner.is_empty().then_some(root));
        }
        vaults
    }

    /// The root that a note in the one folder that was asked for has, whatever vaults are below.
    pub fn of_note(self) -> PathBuf {
        self.by_root.into_keys().next().unwrap_or_default()
    }

    /// Walks the only vault, as [`only`](Self::only) finds it.
    ///
    /// # Errors
    /// As for `only`, and a config file that is there and cannot be read.
    pub fn open_only(self, config: Option<&Path>) -> Result<Vault, RootError> {
        let root = self.only()?;
        Self::open_named(root, config)
    }

    /// Walks the vault at `root`, with all that is below.
    ///
    /// # Errors
    /// A config file that is there and cannot be read.
    pub fn open_named(root: PathBuf, config: Option<&Path>) -> Result<Vault, RootError> {
        open(root.clone(), &[root], None, config)
    }

    /// Walks each vault. `config` is read in place of the vault's own file.
    ///
    /// # Errors
    /// A config file that is there and cannot be read.
    pub fn open(self, config: Option<&Path>) -> Result<Vec<Vault>, RootError> {
        let mut vaults = Vec::new();
        for (root, wanted) in self.by_root {
            let inner = if self.is_named || is_marked(&root) { Vec::new() } else { inner_roots(&walk(&root)) };
            let rest = open(root.clone(), &wanted, Some(&inner), config)?;
            // A folder that only holds vaults is none.
            if inner.is_empty() || !rest.scope.is_empty() {
                vaults.push(rest);
            }
            for inner in inner.iter().map(|inner| root.join(inner)) {
                let wanted: Vec<PathBuf> = wanted.iter().filter(|path| inner.starts_with(path)).cloned().collect();
                if !wanted.is_empty() {
                    vaults.push(open(inner.clone(), &[inner], None, config)?);
                }
            }
        }
        Ok(vaults)
    }
}

/// Opens the vault at `root` without the notes of the vaults in its folders `inner`.
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
        files: found.files,
        notes: found.notes,
        unreadable: found.unreadable,
        root,
        scope,
        named,
        covers_vault: is_whole,
        config,
        names,
        git_notes: None,
        overlay: None,
        refusals: RefusedFiles::default(),
    })
}

/// The root of the vault that a note in `folder` is in: the outermost folder upwards that `is_marked`, never above Git's
/// `top`. Where none is, Git's top; outside Git the folder itself.
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

/// Whether something in the folder makes it a vault.
pub(super) fn is_marked(folder: &Path) -> bool {
    VAULT_MARKERS.iter().any(|marker| folder.join(marker).exists())
}

/// The outermost folders with notes below a root that are vaults, from what was found there.
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

/// The vaults as they are called from `folder`.
fn names_of(vaults: &[PathBuf], folder: &Path) -> String {
    let names = vaults.iter().map(|vault| vault.strip_prefix(folder).unwrap_or(vault).display().to_string());
    names.collect::<Vec<_>>().join(", ")
}

fn real(path: &Path) -> Result<PathBuf, RootError> {
    path.canonicalize().map_err(|reason| RootError::Missing { path: path.to_owned(), reason })
}

/// The real folder, but the file's own name: a link to a note is not that note.
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
