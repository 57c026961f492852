//! The cache file: a table of entries, which decides which notes must be read, and a payload of outcomes and facts,
//! which is read on demand.
//!
//! Layout: the magic bytes `vlcache` and a format version, the length of the table, a hash of the table, a hash of the
//! payload, the table, the payload. Both parts are compressed, because paths, names and links recur throughout a vault.
//! A corrupt file reads as empty.

use std::collections::HashMap;
use std::fs::File;
use std::hash::BuildHasher as _;
use std::io::Read;
use std::sync::{Mutex, OnceLock};

use foldhash::fast::FixedState;
use lz4_flex::block::{compress_prepend_size, decompress_size_prepended};
use serde::{Deserialize, Serialize};

use crate::engine::{CachedNote, CrossNoteResults, FileStamp, Validity};
use crate::git::BlobId;

const MAGIC: &[u8; 8] = b"vlcache\x06";
/// The maximum size of all outcomes in the payload, in bytes.
const MAX_OUTCOME_BYTES: usize = 64 << 20;
/// The maximum size of the file, and of each decompressed part, in bytes. A larger file is neither written nor read.
const MAX_FILE_BYTES: usize = 1 << 30;
/// The length of the header: the magic bytes, the length of the table, and two hashes.
const HEADER_LENGTH: usize = MAGIC.len() + 3 * 8;

/// A cached check result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CacheEntry {
    pub(super) stamp: FileStamp,
    pub(super) content_id: BlobId,
    pub(super) note_type: Option<String>,
    pub(super) validity: Option<Validity>,
    /// The position of the outcome in the payload; `None` if the note is clean or `validity` is unknown.
    pub(super) outcome: Option<ByteRange>,
    /// The position of the note's facts in the payload.
    pub(super) facts: ByteRange,
}

/// A range of bytes in the payload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ByteRange {
    start: u64,
    length: u64,
}

impl CacheEntry {
    pub(super) fn to_cached_note(&self) -> CachedNote {
        let first = self.content_id.first_chunk().expect("an id has twenty bytes");
        let content = u64::from_le_bytes(*first);
        CachedNote {
            content_hash: content,
            note_type: self.note_type.clone(),
            validity: self.validity,
            is_clean: self.outcome.is_none(),
        }
    }
}

/// The cache as read from disk; empty if there is none.
#[derive(Default)]
pub(super) struct CacheFile {
    cross_note: Option<CrossNoteResults>,
    entries: Vec<(String, CacheEntry)>,
    by_path: HashMap<u64, usize, FixedState>,
    /// The open file and the hash of its payload. The open file stays readable after another run has replaced it.
    payload_file: Option<(Mutex<File>, u64)>,
    payload: OnceLock<Vec<u8>>,
}

#[derive(Default, Serialize, Deserialize)]
struct EntryTable {
    cross_note: Option<CrossNoteResults>,
    entries: Vec<(String, CacheEntry)>,
}

impl CacheFile {
    /// Reads the table of `file`; empty if it is corrupt.
    pub(super) fn read(file: File) -> Self {
        Self::read_table(file).unwrap_or_default()
    }

    fn read_table(mut file: File) -> Option<Self> {
        let size = file.metadata().ok()?.len();
        let mut head = [0; HEADER_LENGTH];
        file.read_exact(&mut head).ok()?;
        let numbers = head.strip_prefix(MAGIC)?.as_chunks::<8>().0;
        let [length, table_hash, payload_hash] = *numbers else { return None };
        let length = u64::from_le_bytes(length);
        if length > size || size > MAX_FILE_BYTES as u64 {
            return None;
        }
        let mut table = vec![0; usize::try_from(length).ok()?];
        file.read_exact(&mut table).ok()?;
        if hash(&table) != u64::from_le_bytes(table_hash) {
            return None;
        }
        let EntryTable { cross_note, entries } = postcard::from_bytes(&decompress(&table)?).ok()?;
        let by_path = entries.iter().enumerate().map(|(at, (path, _))| (hash(path.as_bytes()), at)).collect();
        let payload_file = Some((Mutex::new(file), u64::from_le_bytes(payload_hash)));
        Some(Self { cross_note, entries, by_path, payload_file, payload: OnceLock::new() })
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn cross_note(&self) -> Option<&CrossNoteResults> {
        self.cross_note.as_ref()
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, &CacheEntry)> {
        self.entries.iter().map(|(path, entry)| (path.as_str(), entry))
    }

    /// Returns the entry of a path, with its index.
    pub(super) fn get(&self, path: &str) -> Option<(usize, &CacheEntry)> {
        let at = *self.by_path.get(&hash(path.as_bytes()))?;
        let (known, entry) = self.entries.get(at)?;
        (known == path).then_some((at, entry))
    }

    /// Returns the bytes of the payload in `range`; `None` if the payload is corrupt.
    pub(super) fn bytes_at(&self, range: ByteRange) -> Option<&[u8]> {
        let all = self.payload.get_or_init(|| self.read_payload().unwrap_or_default());
        let start = usize::try_from(range.start).ok()?;
        all.get(start..start.checked_add(usize::try_from(range.length).ok()?)?)
    }

    fn read_payload(&self) -> Option<Vec<u8>> {
        let (file, wanted) = self.payload_file.as_ref()?;
        let mut file = file.lock().ok()?;
        let mut payload = Vec::new();
        // The file may have grown since it was opened.
        Read::take(&mut *file, MAX_FILE_BYTES as u64).read_to_end(&mut payload).ok()?;
        if hash(&payload) == *wanted { decompress(&payload) } else { None }
    }
}

/// The contents of a cache file to write.
#[derive(Default)]
pub(super) struct CacheBuilder {
    table: EntryTable,
    payload: Vec<u8>,
    /// The size of the outcomes in `payload`, in bytes.
    outcome_bytes: usize,
}

impl CacheBuilder {
    pub(super) fn new(cross_note: Option<CrossNoteResults>) -> Self {
        Self { table: EntryTable { cross_note, entries: Vec::new() }, ..Self::default() }
    }

    /// Adds a note with its serialised outcome and facts. An outcome beyond [`MAX_OUTCOME_BYTES`] is left out.
    pub(super) fn push(&mut self, path: String, mut entry: CacheEntry, outcome: Option<&[u8]>, facts: &[u8]) {
        entry.facts = self.append(facts);
        match outcome {
            Some(outcome) if self.outcome_bytes + outcome.len() > MAX_OUTCOME_BYTES => {
                (entry.validity, entry.outcome) = (None, None);
            }
            Some(outcome) => {
                self.outcome_bytes += outcome.len();
                entry.outcome = Some(self.append(outcome));
            }
            None => entry.outcome = None,
        }
        self.table.entries.push((path, entry));
    }

    fn append(&mut self, bytes: &[u8]) -> ByteRange {
        let start = self.payload.len() as u64;
        self.payload.extend_from_slice(bytes);
        ByteRange { start, length: bytes.len() as u64 }
    }

    /// Returns the bytes of the file; `None` if it would be too large.
    pub(super) fn into_bytes(mut self) -> Option<Vec<u8>> {
        self.table.entries.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let table = postcard::to_allocvec(&self.table).ok()?;
        if table.len().max(self.payload.len()) > MAX_FILE_BYTES {
            return None;
        }
        let (table, payload) = (compress_prepend_size(&table), compress_prepend_size(&self.payload));
        let head = [table.len() as u64, hash(&table), hash(&payload)].map(u64::to_le_bytes);
        let bytes = [MAGIC.as_slice(), head.as_flattened(), &table, &payload].concat();
        (bytes.len() <= MAX_FILE_BYTES).then_some(bytes)
    }
}

/// Decompresses `bytes`, whose hash has been verified; they start with the decompressed length.
fn decompress(bytes: &[u8]) -> Option<Vec<u8>> {
    // LZ4 expands a byte to 255 at most: a larger length is invalid, and nothing is allocated for it.
    let (length, packed) = bytes.split_first_chunk::<4>()?;
    let is_possible = u32::from_le_bytes(*length) as usize <= packed.len().saturating_mul(255).min(MAX_FILE_BYTES);
    if is_possible { decompress_size_prepended(bytes).ok() } else { None }
}

fn hash(bytes: &[u8]) -> u64 {
    FixedState::with_seed(0).hash_one(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_beyond_the_limit_are_left_out() {
        let old = ByteRange { start: 7, length: 9 };
        let validity = Some(Validity { day: 1, only_that_day: true, paths_digest: None });
        let entry = CacheEntry {
            stamp: FileStamp::default(),
            content_id: [0; 20],
            note_type: None,
            validity,
            outcome: Some(old),
            facts: ByteRange::default(),
        };
        let mut builder = CacheBuilder { outcome_bytes: MAX_OUTCOME_BYTES - 5, ..CacheBuilder::default() };
        builder.push("a.md".to_owned(), entry.clone(), Some(b"short"), b"facts");
        builder.push("b.md".to_owned(), entry, Some(b"more"), b"facts");
        let entries = builder.table.entries.iter().map(|(_, entry)| (entry.validity, entry.outcome));
        assert_eq!(entries.collect::<Vec<_>>(), [(validity, Some(ByteRange { start: 5, length: 5 })), (None, None)]);
    }

    #[test]
    fn a_file_that_claims_to_be_huge_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cache");
        let huge = 900_u64 << 30;
        let head = [MAGIC.as_slice(), [huge - 64, 1, 2].map(u64::to_le_bytes).as_flattened()].concat();
        std::fs::write(&path, head).unwrap();
        let file = File::options().read(true).write(true).open(&path).unwrap();
        file.set_len(huge).unwrap();
        assert_eq!(CacheFile::read(File::open(&path).unwrap()).len(), 0);
    }

    #[test]
    fn corrupt_cache_file_is_ignored() {
        let entry = CacheEntry {
            stamp: FileStamp::default(),
            content_id: [7; 20],
            note_type: Some("meeting".to_owned()),
            validity: None,
            outcome: None,
            facts: ByteRange::default(),
        };
        let mut builder = CacheBuilder::new(None);
        builder.push("a.md".to_owned(), entry, None, b"what it tells, what it tells");
        let bytes = builder.into_bytes().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cache");
        let facts = |bytes: &[u8]| {
            std::fs::write(&path, bytes).unwrap();
            let file = CacheFile::read(File::open(&path).unwrap());
            file.get("a.md").and_then(|(_, entry)| file.bytes_at(entry.facts)).map(<[u8]>::to_vec)
        };
        assert_eq!(facts(&bytes).as_deref(), Some(&b"what it tells, what it tells"[..]));
        for at in 0..bytes.len() {
            let mut bytes = bytes.clone();
            bytes[at] ^= 4;
            assert_eq!(facts(&bytes), None, "byte {at}");
            assert_eq!(facts(&bytes[..at]), None, "{at} bytes");
        }
    }
}
