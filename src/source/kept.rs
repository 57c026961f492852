//! What runs found out of the notes of a vault, kept for the next one.
//!
//! A file for each version of the program and each configuration. It is only ever written whole, beside its place and renamed
//! over it, so that a run reads a whole one or none; of two runs at once, the last one's stays. What does not read as it
//! was written is forgotten, and nobody is told: a run without it says the same.

use std::collections::HashMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use etcetera::{BaseStrategy as _, choose_base_strategy};
use serde::{Deserialize, Serialize};

use crate::engine::{Known, Memory, Stamp};
use crate::git::{BlobId, Repository, blob_id, coarsest_time};
use crate::text::fnv1a;

/// What was found out of a vault's notes.
pub struct Kept {
    root: PathBuf,
    file: PathBuf,
    /// Files that were written later may be written again at the same time, as far as their system tells times apart.
    settled: i64,
    old: HashMap<String, Entry>,
    new: Mutex<HashMap<String, Entry>>,
    is_news: AtomicBool,
}

/// What is kept of one note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    stamp: Stamp,
    content: BlobId,
    /// A [`Known`]; it is read when it is asked for.
    known: Vec<u8>,
}

/// The first bytes of a file, and its form.
const MAGIC: &[u8; 8] = b"vlkept\x01\n";
/// Configurations of which something is kept.
const MOST_FILES: usize = 4;

impl Kept {
    /// What earlier runs of this program found out of the vault at `root` under the settings with this digest. None where
    /// nothing can be kept.
    pub fn open(root: &Path, digest: u64) -> Option<Self> {
        let folder = folder(root)?;
        let key = fnv1a(
            build()?.into_iter().chain(digest.to_le_bytes()).chain(root.as_os_str().as_encoded_bytes().iter().copied()),
        );
        let file = folder.join(format!("{key:016x}"));
        let old = fs::read(&file).ok().and_then(|bytes| read(&bytes)).unwrap_or_default();
        let settled = nanoseconds(SystemTime::now().checked_sub(coarsest_time())?);
        Some(Self { root: root.to_owned(), file, settled, old, new: Mutex::default(), is_news: AtomicBool::new(false) })
    }

    /// Keeps what this run found out, if that is news. What cannot be written is not kept.
    pub fn save(self) {
        let new = self.new.into_inner().unwrap_or_default();
        if new.len() == self.old.len() && !self.is_news.load(Ordering::Relaxed) {
            return;
        }
        let mut entries: Vec<(String, Entry)> = new.into_iter().collect();
        entries.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let _ = postcard::to_allocvec(&entries).map(|bytes| write(&self.file, &bytes));
    }

    fn keep(&self, path: &str, entry: Entry) {
        if self.old.get(path) != Some(&entry) {
            self.is_news.store(true, Ordering::Relaxed);
        }
        if let Ok(mut new) = self.new.lock() {
            new.insert(path.to_owned(), entry);
        }
    }
}

impl Memory for Kept {
    fn look(&self, path: &str) -> (Stamp, Option<Known>) {
        let stamp = fs::symlink_metadata(self.root.join(path)).map(|found| stamp(&found)).unwrap_or_default();
        let entry = self.old.get(path).filter(|entry| entry.stamp == stamp && stamp != Stamp::default());
        let known = entry.and_then(|entry| postcard::from_bytes(&entry.known).ok());
        if let (Some(entry), Some(_)) = (entry, &known) {
            self.keep(path, entry.clone());
        }
        (stamp, known)
    }

    fn of_content(&self, path: &str, bytes: &[u8]) -> Option<Known> {
        let entry = self.old.get(path).filter(|entry| Some(entry.content) == blob_id(bytes))?;
        postcard::from_bytes(&entry.known).ok()
    }

    fn learn(&self, path: &str, stamp: Stamp, bytes: &[u8], known: &Known) {
        // It may have been written again in the same tick, before it was read.
        let is_settled =
            stamp.modified < self.settled && stamp.changed < self.settled && stamp.size == bytes.len() as u64;
        let stamp = if is_settled { stamp } else { Stamp::default() };
        if let (Ok(known), Some(content)) = (postcard::to_allocvec(known), blob_id(bytes)) {
            self.keep(path, Entry { stamp, content, known });
        }
    }
}

fn stamp(found: &fs::Metadata) -> Stamp {
    if !found.is_file() {
        return Stamp::default();
    }
    let modified = found.modified().map_or(0, nanoseconds);
    #[cfg(unix)]
    let (changed, number) = {
        use std::os::unix::fs::MetadataExt as _;
        (found.ctime().saturating_mul(1_000_000_000).saturating_add(found.ctime_nsec()), found.ino())
    };
    #[cfg(not(unix))]
    let (changed, number) = (0, 0);
    Stamp { size: found.len(), modified, changed, number }
}

fn nanoseconds(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    i64::try_from(since).unwrap_or(i64::MAX)
}

/// What tells this program from every other version of it.
fn build() -> Option<[u8; 16]> {
    let program = fs::metadata(std::env::current_exe().ok()?).ok()?;
    let mut build = [0; 16];
    build[..8].copy_from_slice(&program.len().to_le_bytes());
    build[8..].copy_from_slice(&nanoseconds(program.modified().ok()?).to_le_bytes());
    Some(build)
}

/// In Git's own folder; outside Git, where the system keeps what can be made again.
fn folder(root: &Path) -> Option<PathBuf> {
    match Repository::around(root) {
        Some(repository) => Some(repository.own_folder().join("kept")),
        None => {
            let vault = fnv1a(root.as_os_str().as_encoded_bytes().iter().copied());
            Some(choose_base_strategy().ok()?.cache_dir().join("vaultlint").join(format!("{vault:016x}")))
        }
    }
}

fn read(bytes: &[u8]) -> Option<HashMap<String, Entry>> {
    let rest = bytes.strip_prefix(MAGIC)?;
    let (sum, rest) = rest.split_first_chunk::<8>()?;
    if u64::from_le_bytes(*sum) != fnv1a(rest.iter().copied()) {
        return None;
    }
    let entries: Vec<(String, Entry)> = postcard::from_bytes(rest).ok()?;
    Some(entries.into_iter().collect())
}

fn write(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = file.parent().expect("it lies in a folder");
    fs::create_dir_all(folder)?;
    let mut beside = tempfile::NamedTempFile::new_in(folder)?;
    beside.write_all(MAGIC)?;
    beside.write_all(&fnv1a(bytes.iter().copied()).to_le_bytes())?;
    beside.write_all(bytes)?;
    beside.persist(file).map_err(|error| error.error)?;
    forget_the_oldest(folder)
}

fn forget_the_oldest(folder: &Path) -> std::io::Result<()> {
    let mut files: Vec<(SystemTime, PathBuf)> = Vec::new();
    for entry in fs::read_dir(folder)?.flatten() {
        files.push((entry.metadata()?.modified()?, entry.path()));
    }
    files.sort_unstable_by(|one, other| other.cmp(one));
    files.iter().skip(MOST_FILES).try_for_each(|(_, path)| fs::remove_file(path))
}
