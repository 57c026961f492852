//! What runs found out of the notes of a vault, kept for the next one.
//!
//! A file for each version of the program and each configuration. It is only ever written whole, beside its place and renamed
//! over it, so that a run reads a whole one or none; of two runs at once, the last one's stays. What does not read as it
//! was written is forgotten, and nobody is told: a run without it says the same.

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

use super::kept_file::{Contents, Entry, KeptFile, Place};
use super::stamps::{Stamps, nanoseconds};
use crate::beneath::{FileAt, Folder};
use crate::engine::{Known, Learnt, Memory, NoteOutcome, Stamp, Whole};
use crate::git::{Repository, VaultFolder, blob_id, coarsest_time};
use crate::text::fnv1a;
use crate::vault::PackedFacts;

/// What was found out of a vault's notes.
pub struct Kept {
    stamps: Stamps,
    place: VaultFolder,
    /// The name of the file there.
    name: String,
    /// Files that were written later may be written again at the same time, as far as their system tells times apart.
    settled_before: i64,
    old: KeptFile,
    /// Of each old entry, whether it still holds.
    holds: Vec<AtomicBool>,
    new: Mutex<HashMap<String, New>>,
    settled: Mutex<Option<Whole>>,
}

/// What is new of a note.
struct New {
    entry: Entry,
    says: Option<Vec<u8>>,
    facts: Vec<u8>,
}

/// The folder in that of a repository.
const KEPT: &str = "kept";
/// Configurations of which something is kept.
const MOST_FILES: usize = 4;

impl Kept {
    /// What earlier runs of this program found out of the vault at `root` under the settings with this digest. None where
    /// nothing can be kept.
    pub fn open(root: &Path, digest: u64) -> Option<Self> {
        let place = folder_of(root)?;
        let key = fnv1a(
            build()?
                .into_iter()
                .chain(VERSION.bytes())
                .chain(digest.to_le_bytes())
                .chain(root.as_os_str().as_encoded_bytes().iter().copied()),
        );
        let name = format!("{key:016x}");
        let file = place.open().and_then(|folder| folder.child(OsStr::new(&name)).open().ok());
        let old = file.map(KeptFile::read).unwrap_or_default();
        Some(Self {
            stamps: Stamps::below(root),
            place,
            name,
            settled_before: nanoseconds(SystemTime::now().checked_sub(coarsest_time())?),
            holds: (0..old.len()).map(|_| AtomicBool::new(false)).collect(),
            settled: Mutex::new(old.settled().cloned()),
            old,
            new: Mutex::default(),
        })
    }

    /// Keeps what this run found out, if that is news. What cannot be written is not kept.
    pub fn save(self) {
        let new = self.new.into_inner().unwrap_or_default();
        let settled = self.settled.into_inner().unwrap_or_default();
        let all_hold = self.holds.iter().all(|holds| holds.load(Ordering::Relaxed));
        if new.is_empty() && all_hold && settled.as_ref() == self.old.settled() {
            return;
        }
        let mut contents = Contents::new(settled);
        for ((path, entry), holds) in self.old.entries().zip(&self.holds) {
            let says = entry.says.map(|says| self.old.at(says));
            if let (true, Some(facts), None | Some(Some(_))) =
                (holds.load(Ordering::Relaxed), self.old.at(entry.facts), says)
            {
                contents.push(path.to_owned(), entry.clone(), says.flatten(), facts);
            }
        }
        new.into_iter().for_each(|(path, new)| contents.push(path, new.entry, new.says.as_deref(), &new.facts));
        let write = |bytes: &[u8]| {
            let folder = self.place.make()?;
            folder.child(OsStr::new(&self.name)).replace_by(bytes)?;
            forget_the_oldest(&folder)
        };
        let _ = contents.bytes().map(|bytes| write(&bytes));
    }

    /// The stamp, where it can be told from that of a file that is written later: not in the same tick, before it was read.
    fn lasting(&self, stamp: Stamp, bytes: &[u8]) -> Stamp {
        let is_settled = stamp.modified < self.settled_before
            && stamp.changed < self.settled_before
            && stamp.size == bytes.len() as u64;
        if is_settled { stamp } else { Stamp::default() }
    }

    /// What is written of a known note at a place.
    fn known<T: DeserializeOwned>(&self, path: &str, place: impl Fn(&Entry) -> Option<Place>) -> Option<T> {
        let (_, entry) = self.old.get(path)?;
        postcard::from_bytes(self.old.at(place(entry)?)?).ok()
    }

    fn keep(&self, path: &str, new: New) {
        if let Some((at, _)) = self.old.get(path) {
            self.holds[at].store(false, Ordering::Relaxed);
        }
        if let Ok(mut all) = self.new.lock() {
            all.insert(path.to_owned(), new);
        }
    }
}

impl Memory for Kept {
    fn look(&self, path: &str) -> (Stamp, Option<Known>) {
        let stamp = self.stamps.of(path);
        let found = self.old.get(path).filter(|(_, entry)| entry.stamp == stamp && stamp != Stamp::default());
        if let Some((at, _)) = found {
            self.holds[at].store(true, Ordering::Relaxed);
        }
        (stamp, found.map(|(_, entry)| entry.known()))
    }

    fn of_content(&self, path: &str, bytes: &[u8]) -> Option<Known> {
        let (_, entry) = self.old.get(path)?;
        (Some(entry.content) == blob_id(bytes)).then(|| entry.known())
    }

    fn says(&self, path: &str) -> Option<NoteOutcome> {
        self.known(path, |entry| entry.says)
    }

    fn facts(&self, path: &str) -> Option<PackedFacts> {
        let (_, entry) = self.old.get(path)?;
        PackedFacts::from_bytes(self.old.at(entry.facts)?)
    }

    fn learn(&self, learnt: &Learnt<'_>) -> u64 {
        let Learnt { path, stamp, bytes, kind, grounds, says, facts } = *learnt;
        let Some(content) = blob_id(bytes) else { return 0 };
        let stamp = self.lasting(stamp, bytes);
        let says = says.map(|says| postcard::to_allocvec(says).ok());
        let grounds = grounds.filter(|_| says != Some(None));
        let kind = kind.map(str::to_owned);
        let entry = Entry { stamp, content, kind, grounds, says: None, facts: Place::default() };
        let content = entry.known().content;
        let old = self.old.get(path);
        let facts = match facts {
            Some(facts) => Some(facts.as_bytes().to_vec()),
            None => old.and_then(|(_, entry)| self.old.at(entry.facts)).map(<[u8]>::to_vec),
        };
        let new = facts.map(|facts| New { entry, says: says.flatten(), facts });
        let is_known = |new: &New| {
            old.is_some_and(|(_, old)| {
                let says = old.says.and_then(|says| self.old.at(says));
                let places = Entry { says: old.says, facts: old.facts, ..new.entry.clone() };
                places == *old && says == new.says.as_deref() && self.old.at(old.facts) == Some(&new.facts)
            })
        };
        match (new, old) {
            (Some(new), Some((at, _))) if is_known(&new) => self.holds[at].store(true, Ordering::Relaxed),
            (Some(new), _) => self.keep(path, new),
            (None, _) => {}
        }
        content
    }

    fn restamp(&self, path: &str, stamp: Stamp, bytes: &[u8]) {
        let Some((at, old)) = self.old.get(path) else { return };
        let stamp = self.lasting(stamp, bytes);
        if stamp == old.stamp {
            return self.holds[at].store(true, Ordering::Relaxed);
        }
        let says = old.says.and_then(|says| self.old.at(says)).map(<[u8]>::to_vec);
        if let Some(facts) = self.old.at(old.facts) {
            self.keep(path, New { entry: Entry { stamp, ..old.clone() }, says, facts: facts.to_vec() });
        }
    }

    fn settled(&self) -> Option<Whole> {
        self.old.settled().cloned()
    }

    fn learn_settled(&self, new: Whole) {
        if let Ok(mut settled) = self.settled.lock() {
            *settled = Some(new);
        }
    }
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What tells this program from most other builds of it.
fn build() -> Option<[u8; 16]> {
    let program = fs::metadata(std::env::current_exe().ok()?).ok()?;
    let mut build = [0; 16];
    build[..8].copy_from_slice(&program.len().to_le_bytes());
    build[8..].copy_from_slice(&nanoseconds(program.modified().ok()?).to_le_bytes());
    Some(build)
}

/// The folder of the vault at `root`; outside Git, where the system keeps what can be made again.
fn folder_of(root: &Path) -> Option<VaultFolder> {
    if let Some(repository) = Repository::around(root) {
        return Some(VaultFolder::Repository { repository: Box::new(repository), name: KEPT });
    }
    let vault = fnv1a(root.as_os_str().as_encoded_bytes().iter().copied());
    let base = choose_base_strategy().ok()?.cache_dir();
    // One that counts from the current folder would lie in the vault.
    base.is_absolute().then(|| VaultFolder::System { base, inside: format!("vaultlint/{vault:016x}") })
}

fn forget_the_oldest(folder: &Folder) -> io::Result<()> {
    let mut files: Vec<(SystemTime, FileAt)> = Vec::new();
    for name in folder.names()? {
        let file = folder.child(&name);
        if let Ok(opened) = file.open() {
            files.push((opened.metadata()?.modified()?, file));
        }
    }
    files.sort_by_key(|(time, _)| Reverse(*time));
    files.iter().skip(MOST_FILES).try_for_each(|(_, file)| file.remove())
}
