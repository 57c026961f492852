//! The files of the caches: their names, their folder, and which of them go.
//!
//! A name is of the form `VAULT-FACTS-CONTENT-RESULTS`. Files that differ only in the last two parts have the same facts, as far
//! as notes are the same.

use std::cmp::Reverse;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use etcetera::{BaseStrategy as _, choose_base_strategy};

use super::CachedContent;
use super::stamp_reader::nanoseconds;
use crate::beneath::{FileAt, Folder};
use crate::config::SettingsDigest;
use crate::git::{Repository, VaultFolder};
use crate::text::fnv1a;

const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The name of the cache folder in `.git/vaultlint`.
const FOLDER: &str = "cache";
/// The name that the cache folder had in earlier versions.
const OLD_FOLDER: &str = "kept";
/// The maximum number of cache files per vault.
const MAX_FILES: usize = 16;

/// The name of a cache file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CacheName {
    /// The vault.
    vault: u64,
    /// What the facts depend on besides the notes.
    facts: u64,
    content: char,
    /// What the results depend on besides the notes and this build of the program.
    results: u64,
}

/// A file to begin with.
pub(super) struct Found {
    pub(super) file: fs::File,
    pub(super) name: CacheName,
}

impl CacheName {
    /// Returns the name for the vault at `root`; `None` if the executable cannot be identified.
    pub(super) fn new(root: &Path, digest: SettingsDigest, content: CachedContent) -> Option<Self> {
        let facts = build_id()?.into_iter().chain(VERSION.bytes()).chain(digest.facts.to_le_bytes());
        Some(Self {
            vault: fnv1a(root.as_os_str().as_encoded_bytes().iter().copied()),
            facts: fnv1a(facts),
            content: if content == CachedContent::Git { 'g' } else { 'w' },
            results: digest.results,
        })
    }

    pub(super) fn file_name(&self) -> String {
        let Self { vault, facts, content, results } = self;
        format!("{vault:016x}-{facts:016x}-{content}-{results:016x}")
    }

    fn parse(name: &OsStr) -> Option<Self> {
        let mut parts = name.to_str()?.split('-');
        let number = |part: Option<&str>| u64::from_str_radix(part?, 16).ok();
        let (vault, facts) = (number(parts.next())?, number(parts.next())?);
        let content = parts.next()?.chars().next()?;
        Some(Self { vault, facts, content, results: number(parts.next())? }).filter(|_| parts.next().is_none())
    }

    /// Returns whether the files have the same facts.
    fn shares_facts(&self, other: &Self) -> bool {
        (self.vault, self.facts) == (other.vault, other.facts)
    }

    /// Returns whether the results of `other` are valid for these settings.
    pub(super) fn shares_results(&self, other: &Self) -> bool {
        self.shares_facts(other) && self.results == other.results
    }

    /// Opens the file of this name, or else the one that says most: with the same results, of the same content, the newest.
    pub(super) fn find_in(&self, folder: &Folder) -> Option<Found> {
        if let Ok(file) = folder.child(OsStr::new(&self.file_name())).open() {
            // What is used stays; a file system may refuse.
            let _ = file.set_modified(SystemTime::now());
            return Some(Found { file, name: self.clone() });
        }
        let names = folder.names().ok()?.into_iter().filter_map(|name| Some((CacheName::parse(&name)?, name)));
        let files = names.filter(|(name, _)| name.shares_facts(self)).filter_map(|(name, file_name)| {
            let file = folder.child(&file_name).open().ok()?;
            let modified = file.metadata().and_then(|metadata| metadata.modified()).ok()?;
            Some((name.shares_results(self), name.content == self.content, modified, Found { file, name }))
        });
        files.max_by_key(|(results, content, modified, _)| (*results, *content, *modified)).map(|(.., found)| found)
    }

    /// Removes files of earlier versions, and all but the [`MAX_FILES`] newest of this vault.
    pub(super) fn evict_others(&self, folder: &Folder) -> io::Result<()> {
        let mut files: Vec<(SystemTime, FileAt)> = Vec::new();
        for name in folder.names()? {
            let file = folder.child(&name);
            match CacheName::parse(&name) {
                Some(name) if name.vault != self.vault => {}
                None if is_of_earlier_version(&name) => file.remove()?,
                None => {}
                Some(_) => {
                    if let Ok(opened) = file.open() {
                        files.push((opened.metadata()?.modified()?, file));
                    }
                }
            }
        }
        files.sort_by_key(|(time, _)| Reverse(*time));
        files.iter().skip(MAX_FILES).try_for_each(|(_, file)| file.remove())
    }
}

/// Returns whether earlier versions gave such a name to a cache file.
fn is_of_earlier_version(name: &OsString) -> bool {
    name.to_str().is_some_and(|name| name.len() == 16 && u64::from_str_radix(name, 16).is_ok())
}

/// Returns the size and modification time of the executable, which tell most builds apart.
fn build_id() -> Option<[u8; 16]> {
    let program = fs::metadata(std::env::current_exe().ok()?).ok()?;
    let mut build = [0; 16];
    build[..8].copy_from_slice(&program.len().to_le_bytes());
    build[8..].copy_from_slice(&nanoseconds(program.modified().ok()?).to_le_bytes());
    Some(build)
}

/// Returns the cache folder of the vault at `root`: in `.git`, or in the user's cache directory outside a repository.
pub(super) fn folder_of(root: &Path) -> Option<VaultFolder> {
    if let Some(repository) = Repository::containing(root) {
        return Some(VaultFolder::Repository { repository: Box::new(repository), name: FOLDER });
    }
    let vault = fnv1a(root.as_os_str().as_encoded_bytes().iter().copied());
    let base = choose_base_strategy().ok()?.cache_dir();
    // A relative path would put the cache into the vault.
    base.is_absolute().then(|| VaultFolder::System { base, inside: format!("vaultlint/{vault:016x}") })
}

/// Removes the cache folder of earlier versions from a repository.
pub(super) fn remove_old_folder(folder: &VaultFolder) {
    let Some(Ok(Some(data))) = folder.repository().map(Repository::open_data_folder) else { return };
    let Ok(old) = data.folder(OLD_FOLDER) else { return };
    for name in old.names().unwrap_or_default() {
        let _ = old.child(&name).remove();
    }
    let _ = data.child(OsStr::new(OLD_FOLDER)).remove_folder();
}
