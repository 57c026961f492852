//! Caches what runs know of a vault between runs: check results, facts, and what all notes say together.
//!
//! There is one file for each build of the program, each configuration, and each kind of content: the working tree, or what
//! Git holds. Facts depend on little of the configuration, so a run with another one begins with those that are known. A file
//! is written beside its place and renamed over it, so a run reads a complete file or none; of two concurrent
//! runs, the last writer wins. A corrupt file is silently ignored: a run without the cache gives the same results.

mod blocks;
mod file;
mod place;
mod stamp_reader;

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use self::blocks::BytesAt;
use self::file::{CacheBuilder, CacheEntry, CacheFile, EntryBytes};
use self::place::{CacheName, folder_of, remove_old_folder};
use self::stamp_reader::{StampReader, nanoseconds};
use crate::config::SettingsDigest;
use crate::engine::{CachedNote, CachedVault, ContentId, FileStamp, FileVersion, NewEntry, NoteOutcome, ResultCache};
use crate::git::{VaultFolder, blob_id, timestamp_granularity};
use crate::vault::{PackedFacts, QuestionHash};

/// What a run knows of a vault, and what it learns.
pub struct Cache {
    content: CachedContent,
    /// The path of the file whose text is not that on disk.
    replaced: Option<String>,
    stamp_reader: StampReader,
    folder: VaultFolder,
    name: CacheName,
    /// In nanoseconds since 1970. A file written at or after this time may be written again with the same timestamp.
    racy_since: i64,
    old: CacheFile,
    /// Whether `old` has another name, so that it is to be written even if nothing changed.
    is_borrowed: bool,
    /// Whether the results in `old` are those of these settings. If not, only its facts count.
    has_results: bool,
    /// Whether each old entry is still valid, by its index.
    still_valid: Vec<AtomicBool>,
    /// The new entries; `None` for a note of which only the stamp is new, or the result is dropped.
    pending: Mutex<HashMap<String, PendingEntry>>,
    vault: Mutex<Option<NewVault>>,
}

/// The content that a cache is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CachedContent {
    /// Files on disk, which have stamps.
    WorkingTree,
    /// Files on disk that are taken as they were at the last run: their stamps are not read.
    WorkingTreeAsKnown,
    /// What Git holds, by object ids.
    Git,
}

/// An entry that this run adds or replaces.
struct PendingEntry {
    entry: CacheEntry,
    note_type: Option<String>,
    bytes: EntryBytes,
}

/// What this run knows of the vault as a whole.
struct NewVault {
    vault: CachedVault,
    /// The notes that have entries.
    notes: HashSet<String>,
}

/// The number of unused bytes in a cache file that are not worth rewriting it, before compression.
const SLACK: u64 = 1 << 20;
/// Stands for questions that are not known. No list of hashes has this length.
const UNKNOWN_QUESTIONS: &[u8] = b"?";

impl Cache {
    /// Opens the cache of the vault at `root` for the settings with this digest; `None` if nothing can be cached.
    ///
    /// Each kind of content and each configuration has a cache of its own. The first run over one begins with what is known of
    /// another.
    pub fn open(root: &Path, digest: SettingsDigest, content: CachedContent) -> Option<Self> {
        let folder = folder_of(root)?;
        let name = CacheName::new(root, digest, content)?;
        let found = folder.open().and_then(|folder| name.find_in(&folder));
        let is_borrowed = found.as_ref().is_none_or(|found| found.name != name);
        let has_results = found.as_ref().is_some_and(|found| found.name.shares_results(&name));
        let old = found.map(|found| CacheFile::read(found.file)).unwrap_or_default();
        Some(Self {
            content,
            replaced: None,
            stamp_reader: StampReader::below(root),
            folder,
            name,
            racy_since: nanoseconds(SystemTime::now().checked_sub(timestamp_granularity())?),
            still_valid: (0..old.len()).map(|_| AtomicBool::new(true)).collect(),
            old,
            is_borrowed,
            has_results,
            pending: Mutex::default(),
            vault: Mutex::default(),
        })
    }

    /// Returns the number of notes that earlier runs know.
    pub fn notes(&self) -> usize {
        self.old.len()
    }

    /// Makes the file at `path` unknown: its text is replaced.
    #[must_use]
    pub fn with_replaced(self, path: &str) -> Self {
        Self { replaced: Some(path.to_owned()), ..self }
    }

    /// Returns whether an earlier run is known.
    pub fn is_known(&self) -> bool {
        self.old.vault().is_some()
    }

    /// Writes the cache, if anything changed. A failed write is ignored.
    pub fn save(mut self) {
        let pending = std::mem::take(&mut self.pending).into_inner().unwrap_or_default();
        let vault = std::mem::take(&mut self.vault).into_inner().unwrap_or_default();
        let is_borrowed = self.is_borrowed && self.old.vault().is_some();
        if pending.is_empty() && vault.is_none() && !is_borrowed {
            return;
        }
        let (vault, notes) = match vault {
            Some(NewVault { vault, notes }) => {
                (postcard::to_allocvec(&(&vault.paths, &*vault.answers)).ok(), Some(notes))
            }
            None => (self.old.vault().filter(|_| self.has_results).map(<[u8]>::to_vec), None),
        };
        let is_kept = |path: &str| notes.as_ref().is_none_or(|notes| notes.contains(path));
        let entries = || {
            let entries = self.old.entries().zip(&self.still_valid);
            entries.filter(|((path, _), valid)| valid.load(Ordering::Relaxed) && is_kept(path)).map(|(entry, _)| entry)
        };
        let size = |entry: &CacheEntry| {
            entry.facts.length() + entry.questions.length() + entry.outcome.map_or(0, BytesAt::length)
        };
        let is_compact =
            self.has_results && self.old.size() <= 2 * entries().map(|(_, entry)| size(entry)).sum::<u64>() + SLACK;
        let mut builder = CacheBuilder::after(&self.old).filter(|_| is_compact);
        match &mut builder {
            Some(builder) => entries().for_each(|(path, entry)| builder.keep(path.to_owned(), *entry)),
            None => {
                let new = builder.insert(CacheBuilder::default());
                for (path, entry) in entries() {
                    if let Some(PendingEntry { entry, note_type, bytes }) = self.known(entry) {
                        new.push(path.to_owned(), entry, note_type.as_deref(), bytes);
                    }
                }
            }
        }
        let mut builder = builder.unwrap_or_default();
        for (path, new) in pending.into_iter().filter(|(path, _)| is_kept(path)) {
            builder.push(path, new.entry, new.note_type.as_deref(), new.bytes);
        }
        let write = |bytes: &[u8]| {
            let folder = self.folder.create()?;
            folder.child(OsStr::new(&self.name.file_name())).replace_by(bytes)?;
            remove_old_folder(&self.folder);
            self.name.evict_others(&folder)
        };
        let _ = builder.into_bytes(vault.as_deref()).map(|bytes| write(&bytes));
    }

    /// Returns `stamp` if every later write would change it, and the empty stamp otherwise: the file may have been
    /// written in the current clock tick, or between reading the stamp and reading `bytes`.
    fn unless_racy(&self, stamp: FileStamp, bytes: &[u8]) -> FileStamp {
        let is_safe =
            stamp.modified < self.racy_since && stamp.changed < self.racy_since && stamp.size == bytes.len() as u64;
        if is_safe { stamp } else { FileStamp::default() }
    }

    /// Replaces the entry at `path`, unless it is the same.
    fn set_pending(&self, path: &str, new: PendingEntry) {
        if let Some((at, old)) = self.old.get(path) {
            let expected = CacheEntry {
                note_type: old.note_type,
                outcome: old.outcome,
                facts: old.facts,
                questions: old.questions,
                ..new.entry
            };
            let is_same = self.has_results
                && expected == *old
                && self.old.note_type(old) == new.note_type.as_deref()
                && entry_bytes(&self.old, old).as_ref() == Some(&new.bytes);
            self.still_valid[at].store(is_same, Ordering::Relaxed);
            if is_same {
                _ = self.pending.lock().map(|mut all| all.remove(path));
                return;
            }
        }
        if let Ok(mut all) = self.pending.lock() {
            all.insert(path.to_owned(), new);
        }
    }

    /// Changes the entry at `path`, or drops it if it is corrupt.
    fn change(&self, path: &str, change: impl FnOnce(&mut PendingEntry)) {
        let Some((at, old)) = self.old.get(path) else { return };
        let Some(mut new) = self.known(old) else {
            self.still_valid[at].store(false, Ordering::Relaxed);
            return;
        };
        change(&mut new);
        self.set_pending(path, new);
    }

    /// Returns what `old` knows of a note, without a result of other settings; `None` if it is corrupt.
    fn known(&self, entry: &CacheEntry) -> Option<PendingEntry> {
        let bytes = entry_bytes(&self.old, entry)?;
        let mut known = PendingEntry { entry: *entry, note_type: self.old.note_type(entry).map(str::to_owned), bytes };
        if !self.has_results {
            known.forget_result();
        }
        Some(known)
    }

    /// Returns the entry of a note for the run.
    fn to_cached_note(&self, entry: &CacheEntry) -> CachedNote {
        let known = self.old.to_cached_note(entry);
        CachedNote { validity: known.validity.filter(|_| self.has_results), ..known }
    }
}

impl PendingEntry {
    fn forget_result(&mut self) {
        self.entry.validity = None;
        self.bytes.outcome = None;
        // In another state of the vault, the note may ask other questions.
        self.bytes.questions = UNKNOWN_QUESTIONS.to_vec();
    }
}

/// Returns the serialised parts of an entry; `None` if one of them is corrupt.
fn entry_bytes(file: &CacheFile, entry: &CacheEntry) -> Option<EntryBytes> {
    let get = |at: BytesAt| file.bytes_at(at).map(<[u8]>::to_vec);
    let outcome = match entry.outcome {
        Some(at) => Some(get(at)?),
        None => None,
    };
    Some(EntryBytes { outcome, facts: file.bytes_at(entry.facts)?.into(), questions: get(entry.questions)? })
}

impl ResultCache for Cache {
    fn get(&self, path: &str, content_id: Option<ContentId>) -> (FileStamp, Option<CachedNote>) {
        let stamp = match self.content {
            CachedContent::WorkingTree => self.stamp_reader.of(path),
            CachedContent::WorkingTreeAsKnown | CachedContent::Git => FileStamp::default(),
        };
        let is_same = |entry: &CacheEntry| match self.content {
            CachedContent::WorkingTree => entry.stamp == stamp && stamp != FileStamp::default(),
            CachedContent::WorkingTreeAsKnown => true,
            CachedContent::Git => content_id == Some(entry.content_id),
        };
        let is_replaced = self.replaced.as_deref() == Some(path);
        let found = self.old.get(path).filter(|(_, entry)| !is_replaced && is_same(entry));
        (stamp, found.map(|(_, entry)| self.to_cached_note(entry)))
    }

    fn get_by_bytes(&self, path: &str, stamp: FileStamp, bytes: &[u8]) -> (FileVersion, Option<CachedNote>) {
        let stamp = self.unless_racy(stamp, bytes);
        let Some(content_id) = blob_id(bytes) else { return (FileVersion { stamp, content_id: [0; 20] }, None) };
        let version = FileVersion { stamp, content_id };
        let found = self.old.get(path).filter(|(_, entry)| entry.content_id == content_id);
        if found.is_some_and(|(_, entry)| entry.stamp != stamp) {
            self.change(path, |new| new.entry.stamp = stamp);
        }
        (version, found.map(|(_, entry)| self.to_cached_note(entry)))
    }

    fn outcome(&self, path: &str) -> Option<NoteOutcome> {
        let (_, entry) = self.old.get(path).filter(|_| self.has_results)?;
        postcard::from_bytes(self.old.bytes_at(entry.outcome?)?).ok()
    }

    fn facts(&self, path: &str) -> Option<PackedFacts> {
        let (_, entry) = self.old.get(path)?;
        PackedFacts::from_bytes(self.old.bytes_at(entry.facts)?)
    }

    fn questions(&self, path: &str) -> Option<Vec<QuestionHash>> {
        let (_, entry) = self.old.get(path).filter(|_| self.has_results)?;
        let (hashes, rest) = self.old.bytes_at(entry.questions)?.as_chunks::<4>();
        rest.is_empty().then(|| hashes.iter().map(|hash| QuestionHash::from_le_bytes(*hash)).collect())
    }

    fn has_entry(&self, path: &str) -> bool {
        self.old.get(path).is_some()
    }

    fn each_note(&self, visit: &mut dyn FnMut(&str)) {
        self.old.entries().for_each(|(path, _)| visit(path));
    }

    fn vault(&self) -> Option<CachedVault> {
        let (paths, answers) = postcard::from_bytes(self.old.vault().filter(|_| self.has_results)?).ok()?;
        Some(CachedVault { paths, answers: Arc::new(answers) })
    }

    fn insert(&self, new: NewEntry<'_>) {
        let NewEntry { path, file, note_type, validity, outcome, questions, facts } = new;
        let old = self.old.get(path);
        let FileVersion { stamp, content_id } = match (file, old) {
            (Some(file), _) => file,
            // The stamp may be newer than that of the old entry.
            (None, Some((_, old))) => {
                let pending = self.pending.lock().ok().and_then(|all| Some(all.get(path)?.entry.stamp));
                FileVersion { stamp: pending.unwrap_or(old.stamp), content_id: old.content_id }
            }
            (None, None) => return,
        };
        let facts = match facts {
            Some(facts) => Some(Arc::clone(facts.bytes())),
            None => old.and_then(|(_, old)| self.old.bytes_at(old.facts)).map(Arc::from),
        };
        let Some(facts) = facts else {
            if let Some((at, _)) = old {
                self.still_valid[at].store(false, Ordering::Relaxed);
            }
            return;
        };
        let outcome = outcome.map(|outcome| postcard::to_allocvec(outcome).ok());
        let validity = validity.filter(|_| outcome != Some(None));
        let entry = CacheEntry {
            stamp,
            content_id,
            note_type: None,
            validity,
            outcome: None,
            facts: BytesAt::default(),
            questions: BytesAt::default(),
        };
        let questions = match questions {
            Some(questions) => questions.iter().flat_map(|hash| hash.to_le_bytes()).collect(),
            None => UNKNOWN_QUESTIONS.to_vec(),
        };
        let bytes = EntryBytes { outcome: outcome.flatten(), facts, questions };
        self.set_pending(path, PendingEntry { entry, note_type: note_type.map(str::to_owned), bytes });
    }

    fn forget_result(&self, path: &str) {
        self.change(path, PendingEntry::forget_result);
    }

    fn set_vault(&self, vault: CachedVault, notes: &[String]) {
        if let Ok(mut known) = self.vault.lock() {
            *known = Some(NewVault { vault, notes: notes.iter().cloned().collect() });
        }
    }
}
