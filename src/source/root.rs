//! Which vault a path belongs to, and which notes it asks for.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::Vault;
use super::walk::{is_note, vault_path, walk};
use crate::config::{CONFIG_FILE, NAMES_FILE, TextFile};
use crate::git::Repository;

/// The paths that were asked for, by the root of their vault.
pub struct Roots {
    by_root: BTreeMap<PathBuf, Vec<PathBuf>>,
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

impl Roots {
    /// Finds the vault of each of `paths`; of the current folder where none are given. `vault` overrides the search.
    ///
    /// # Errors
    /// A path that does not exist, is no note, or lies outside `vault`.
    pub fn find(paths: &[PathBuf], vault: Option<&Path>) -> Result<Self, RootError> {
        let vault = vault.map(real).transpose()?;
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
                None => root_of(&found),
            };
            // Without paths the whole vault is meant, wherever in it one stands.
            let wanted = if nothing_named { root.clone() } else { found };
            by_root.entry(root).or_default().push(wanted);
        }
        Ok(Self { by_root })
    }

    /// The root of the only vault, where one place was asked for.
    pub fn only(self) -> PathBuf {
        self.by_root.into_keys().next().unwrap_or_default()
    }

    /// Walks each vault. `config` is read in place of the vault's own file.
    ///
    /// # Errors
    /// A config file that is there and cannot be read.
    pub fn open(self, config: Option<&Path>) -> Result<Vec<Vault>, RootError> {
        self.by_root.into_iter().map(|(root, wanted)| open(root, &wanted, config)).collect()
    }
}

fn open(root: PathBuf, wanted: &[PathBuf], config: Option<&Path>) -> Result<Vault, RootError> {
    let found = walk(&root);
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
        Some(path) => Some(read(path)?),
        None => read_optional(&root.join(CONFIG_FILE))?,
    };
    let names = read_optional(&root.join(NAMES_FILE))?;
    Ok(Vault {
        files: found.files,
        notes: found.notes,
        unreadable: found.unreadable,
        root,
        scope,
        named,
        is_whole,
        config,
        names,
        blobs: None,
    })
}

/// The nearest folder above with a config, else with `.obsidian`, else Git's top, else the folder itself.
fn root_of(path: &Path) -> PathBuf {
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
    let holding = |name: &str| folder.ancestors().find(|ancestor| ancestor.join(name).exists()).map(Path::to_owned);
    holding(CONFIG_FILE)
        .or_else(|| holding(".obsidian"))
        .or_else(|| Repository::around(folder).map(|repository| repository.top))
        .unwrap_or_else(|| folder.to_owned())
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

pub(super) fn read_optional(path: &Path) -> Result<Option<TextFile>, RootError> {
    if path.exists() { read(path).map(Some) } else { Ok(None) }
}

fn read(path: &Path) -> Result<TextFile, RootError> {
    let text = fs::read_to_string(path).map_err(|reason| RootError::Config { path: path.to_owned(), reason })?;
    let shown = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    Ok(TextFile { path: shown, text })
}
