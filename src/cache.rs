//! Caches check results between runs.
//!
//! There is one file for each build of the program and each configuration. It is written beside its place and renamed
//! over it, so a run reads a complete file or none; of two concurrent runs, the last writer wins. A corrupt file is
//! silently ignored: a run without the cache gives the same results.

mod file;
mod stamp_reader;

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use etcetera::{BaseStrategy as _, choose_base_strategy};
use serde::de::DeserializeOwned;

use self::file::{ByteRange, CacheBuilder, CacheEntry, CacheFile};
use self::stamp_reader::{StampReader, nanoseconds};
use crate::beneath::{FileAt, Folder};
use crate::engine::{CachedNote, CrossNoteResults, FileStamp, NewEntry, NoteOutcome, ResultCache};
use crate::git::{Repository, VaultFolder, blob_id, timestamp_granularity};
use crate::text::fnv1a;
use crate::vault::PackedFacts;

/// The cached check results of a vault.
pub struct Cache {
    stamp_reader: StampReader,
    folder: VaultFolder,
    /// The name of the cache file in `folder`.
    file_name: String,
    /// In nanoseconds since 1970. A file written at or after this time may be written again with the same timestamp.
    racy_since: i64,
    old: CacheFile,
    /// Whether each old entry is still valid, by its index.
    still_valid: Vec<AtomicBool>,
    pending: Mutex<HashMap<String, PendingEntry>>,
    cross_note: Mutex<Option<CrossNoteResults>>,
}

/// An entry that this run adds or replaces.
struct PendingEntry {
    entry: CacheEntry,
    outcome: Option<Vec<u8>>,
    facts: Vec<u8>,
}

/// The name of the cache folder in `.git/vaultlint`.
const FOLDER: &str = "cache";
/// The name that the cache folder had in earlier versions.
const OLD_FOLDER: &str = "kept";
/// The maximum number of cache files per vault.
const MAX_FILES: usize = 4;

impl Cache {
    /// Opens the cache of the vault at `root` for the settings with this digest; `None` if nothing can be cached.
    pub fn open(root: &Path, digest: u64) -> Option<Self> {
        let folder = folder_of(root)?;
        let key = fnv1a(
            build_id()?
                .into_iter()
                .chain(VERSION.bytes())
                .chain(digest.to_le_bytes())
                .chain(root.as_os_str().as_encoded_bytes().iter().copied()),
        );
        let file_name = format!("{key:016x}");
        let file = folder.open().and_then(|folder| folder.child(OsStr::new(&file_name)).open().ok());
        let old = file.map(CacheFile::read).unwrap_or_default();
        Some(Self {
            stamp_reader: StampReader::below(root),
            folder,
            file_name,
            racy_since: nanoseconds(SystemTime::now().checked_sub(timestamp_granularity())?),
            still_valid: (0..old.len()).map(|_| AtomicBool::new(false)).collect(),
            cross_note: Mutex::new(old.cross_note().cloned()),
            old,
            pending: Mutex::default(),
        })
    }

    /// Writes the cache, if anything changed. A failed write is ignored.
    pub fn save(self) {
        let pending = self.pending.into_inner().unwrap_or_default();
        let cross_note = self.cross_note.into_inner().unwrap_or_default();
        let all_valid = self.still_valid.iter().all(|valid| valid.load(Ordering::Relaxed));
        if pending.is_empty() && all_valid && cross_note.as_ref() == self.old.cross_note() {
            return;
        }
        let mut builder = CacheBuilder::new(cross_note);
        for ((path, entry), valid) in self.old.entries().zip(&self.still_valid) {
            let outcome = entry.outcome.map(|outcome| self.old.bytes_at(outcome));
            if let (true, Some(facts), None | Some(Some(_))) =
                (valid.load(Ordering::Relaxed), self.old.bytes_at(entry.facts), outcome)
            {
                builder.push(path.to_owned(), entry.clone(), outcome.flatten(), facts);
            }
        }
        pending.into_iter().for_each(|(path, new)| builder.push(path, new.entry, new.outcome.as_deref(), &new.facts));
        let write = |bytes: &[u8]| {
            let folder = self.folder.create()?;
            folder.child(OsStr::new(&self.file_name)).replace_by(bytes)?;
            remove_old_folder(&self.folder);
            evict_oldest(&folder)
        };
        let _ = builder.into_bytes().map(|bytes| write(&bytes));
    }

    /// Returns `stamp` if every later write would change it, and the empty stamp otherwise: the file may have been
    /// written in the current clock tick, or between reading the stamp and reading `bytes`.
    fn unless_racy(&self, stamp: FileStamp, bytes: &[u8]) -> FileStamp {
        let is_safe =
            stamp.modified < self.racy_since && stamp.changed < self.racy_since && stamp.size == bytes.len() as u64;
        if is_safe { stamp } else { FileStamp::default() }
    }

    /// Decodes the part of the cached note at `path` that `range` selects.
    fn decode<T: DeserializeOwned>(&self, path: &str, range: impl Fn(&CacheEntry) -> Option<ByteRange>) -> Option<T> {
        let (_, entry) = self.old.get(path)?;
        postcard::from_bytes(self.old.bytes_at(range(entry)?)?).ok()
    }

    fn set_pending(&self, path: &str, new: PendingEntry) {
        if let Some((at, _)) = self.old.get(path) {
            self.still_valid[at].store(false, Ordering::Relaxed);
        }
        if let Ok(mut all) = self.pending.lock() {
            all.insert(path.to_owned(), new);
        }
    }
}

impl ResultCache for Cache {
    fn get(&self, path: &str) -> (FileStamp, Option<CachedNote>) {
        let stamp = self.stamp_reader.of(path);
        let found = self.old.get(path).filter(|(_, entry)| entry.stamp == stamp && stamp != FileStamp::default());
        if let Some((at, _)) = found {
            self.still_valid[at].store(true, Ordering::Relaxed);
        }
        (stamp, found.map(|(_, entry)| entry.to_cached_note()))
    }

    fn get_by_hash(&self, path: &str, bytes: &[u8]) -> Option<CachedNote> {
        let (_, entry) = self.old.get(path)?;
        (Some(entry.content_id) == blob_id(bytes)).then(|| entry.to_cached_note())
    }

    fn outcome(&self, path: &str) -> Option<NoteOutcome> {
        self.decode(path, |entry| entry.outcome)
    }

    fn facts(&self, path: &str) -> Option<PackedFacts> {
        let (_, entry) = self.old.get(path)?;
        PackedFacts::from_bytes(self.old.bytes_at(entry.facts)?)
    }

    fn insert(&self, new: &NewEntry<'_>) -> u64 {
        let NewEntry { path, stamp, bytes, note_type, validity, outcome, facts } = *new;
        let Some(content) = blob_id(bytes) else { return 0 };
        let stamp = self.unless_racy(stamp, bytes);
        let outcome = outcome.map(|outcome| postcard::to_allocvec(outcome).ok());
        let validity = validity.filter(|_| outcome != Some(None));
        let note_type = note_type.map(str::to_owned);
        let entry =
            CacheEntry { stamp, content_id: content, note_type, validity, outcome: None, facts: ByteRange::default() };
        let content = entry.to_cached_note().content_hash;
        let old = self.old.get(path);
        let facts = match facts {
            Some(facts) => Some(facts.as_bytes().to_vec()),
            None => old.and_then(|(_, entry)| self.old.bytes_at(entry.facts)).map(<[u8]>::to_vec),
        };
        let new = facts.map(|facts| PendingEntry { entry, outcome: outcome.flatten(), facts });
        let is_known = |new: &PendingEntry| {
            old.is_some_and(|(_, old)| {
                let outcome = old.outcome.and_then(|outcome| self.old.bytes_at(outcome));
                let expected = CacheEntry { outcome: old.outcome, facts: old.facts, ..new.entry.clone() };
                expected == *old
                    && outcome == new.outcome.as_deref()
                    && self.old.bytes_at(old.facts) == Some(&new.facts)
            })
        };
        match (new, old) {
            (Some(new), Some((at, _))) if is_known(&new) => self.still_valid[at].store(true, Ordering::Relaxed),
            (Some(new), _) => self.set_pending(path, new),
            (None, _) => {}
        }
        content
    }

    fn touch(&self, path: &str, stamp: FileStamp, bytes: &[u8]) {
        let Some((at, old)) = self.old.get(path) else { return };
        let stamp = self.unless_racy(stamp, bytes);
        if stamp == old.stamp {
            return self.still_valid[at].store(true, Ordering::Relaxed);
        }
        let outcome = old.outcome.and_then(|outcome| self.old.bytes_at(outcome)).map(<[u8]>::to_vec);
        if let Some(facts) = self.old.bytes_at(old.facts) {
            self.set_pending(
                path,
                PendingEntry { entry: CacheEntry { stamp, ..old.clone() }, outcome, facts: facts.to_vec() },
            );
        }
    }

    fn cross_note(&self) -> Option<CrossNoteResults> {
        self.old.cross_note().cloned()
    }

    fn set_cross_note(&self, new_results: CrossNoteResults) {
        if let Ok(mut results) = self.cross_note.lock() {
            *results = Some(new_results);
        }
    }
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Returns the size and modification time of the executable, which tell most builds apart.
fn build_id() -> Option<[u8; 16]> {
    let program = fs::metadata(std::env::current_exe().ok()?).ok()?;
    let mut build = [0; 16];
    build[..8].copy_from_slice(&program.len().to_le_bytes());
    build[8..].copy_from_slice(&nanoseconds(program.modified().ok()?).to_le_bytes());
    Some(build)
}

/// Returns the cache folder of the vault at `root`: in `.git`, or in the user's cache directory outside a repository.
fn folder_of(root: &Path) -> Option<VaultFolder> {
    if let Some(repository) = Repository::containing(root) {
        return Some(VaultFolder::Repository { repository: Box::new(repository), name: FOLDER });
    }
    let vault = fnv1a(root.as_os_str().as_encoded_bytes().iter().copied());
    let base = choose_base_strategy().ok()?.cache_dir();
    // A relative path would put the cache into the vault.
    base.is_absolute().then(|| VaultFolder::System { base, inside: format!("vaultlint/{vault:016x}") })
}

/// Removes the cache folder of earlier versions from a repository.
fn remove_old_folder(folder: &VaultFolder) {
    let Some(Ok(Some(data))) = folder.repository().map(Repository::open_data_folder) else { return };
    let Ok(old) = data.folder(OLD_FOLDER) else { return };
    for name in old.names().unwrap_or_default() {
        let _ = old.child(&name).remove();
    }
    let _ = data.child(OsStr::new(OLD_FOLDER)).remove_folder();
}

/// Removes all but the [`MAX_FILES`] newest cache files.
fn evict_oldest(folder: &Folder) -> io::Result<()> {
    let mut files: Vec<(SystemTime, FileAt)> = Vec::new();
    for name in folder.names()? {
        let file = folder.child(&name);
        if let Ok(opened) = file.open() {
            files.push((opened.metadata()?.modified()?, file));
        }
    }
    files.sort_by_key(|(time, _)| Reverse(*time));
    files.iter().skip(MAX_FILES).try_for_each(|(_, file)| file.remove())
}
