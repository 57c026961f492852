//! The cache file: a table of entries, which decides which notes must be read, and blocks with everything else, which are
//! read on demand.
//!
//! Layout: the magic bytes `vlcache` and a format version, the length of the table in the file and before compression, a
//! hash of the table, the table, the blocks. A corrupt file reads as empty.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::sync::Arc;

use foldhash::fast::FixedState;
use lz4_flex::block::{compress, decompress};
use serde::{Deserialize, Serialize};

use super::blocks::{BlockAt, BlockReader, BlockWriter, BytesAt, hash};
use crate::engine::{CachedNote, ContentId, FileStamp, Validity};

const MAGIC: &[u8; 8] = b"vlcache\x07";
/// The maximum size of all outcomes, in bytes before compression.
const MAX_OUTCOME_BYTES: usize = 64 << 20;
/// The maximum size of the file, and of the table before compression, in bytes. A larger file is neither written nor read.
const MAX_FILE_BYTES: usize = 1 << 30;
/// The length of the header: the magic bytes, two lengths, and a hash.
const HEADER_LENGTH: usize = MAGIC.len() + 3 * 8;

/// A cached note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CacheEntry {
    pub(super) stamp: FileStamp,
    pub(super) content_id: ContentId,
    /// The index of the note's type in the table.
    pub(super) note_type: Option<u32>,
    pub(super) validity: Option<Validity>,
    /// The place of the outcome; `None` if the note is clean or `validity` is unknown.
    pub(super) outcome: Option<BytesAt>,
    /// The place of the note's facts.
    pub(super) facts: BytesAt,
    /// The place of the hashes of what the check asked.
    pub(super) questions: BytesAt,
}

/// The cache as read from disk; empty if there is none.
#[derive(Default)]
pub(super) struct CacheFile {
    table: Table,
    by_path: HashMap<u64, u32, FixedState>,
    blocks: Option<BlockReader>,
}

#[derive(Default, Serialize, Deserialize)]
struct Table {
    blocks: Vec<BlockAt>,
    /// What is known of the vault as a whole.
    vault: Option<BytesAt>,
    /// The types of notes.
    types: Vec<String>,
    /// All paths, one after the other, sorted.
    paths: String,
    /// For each entry, the end of its path in `paths`.
    ends: Vec<u32>,
    entries: Vec<CacheEntry>,
}

impl Table {
    fn path(&self, at: usize) -> Option<&str> {
        let start = if at == 0 { 0 } else { *self.ends.get(at - 1)? };
        self.paths.get(start as usize..*self.ends.get(at)? as usize)
    }
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
        let [packed, length, table_hash] = *numbers else { return None };
        let (packed, length) = (u64::from_le_bytes(packed), u64::from_le_bytes(length));
        if packed > size
            || size > MAX_FILE_BYTES as u64
            || length > packed.saturating_mul(255).min(MAX_FILE_BYTES as u64)
        {
            return None;
        }
        let mut table = vec![0; usize::try_from(packed).ok()?];
        file.read_exact(&mut table).ok()?;
        if table_hash_of(length, &table) != u64::from_le_bytes(table_hash) {
            return None;
        }
        let table: Table = postcard::from_bytes(&decompress(&table, usize::try_from(length).ok()?).ok()?).ok()?;
        if table.ends.len() != table.entries.len() {
            return None;
        }
        let at = |at: usize| Some((hash(table.path(at)?.as_bytes()), u32::try_from(at).ok()?));
        let by_path = (0..table.entries.len()).map(at).collect::<Option<_>>()?;
        let blocks = BlockReader::new(file, HEADER_LENGTH as u64 + packed, table.blocks.clone());
        Some(Self { table, by_path, blocks: Some(blocks) })
    }

    pub(super) fn len(&self) -> usize {
        self.table.entries.len()
    }

    /// Returns the serialised knowledge of the vault as a whole.
    pub(super) fn vault(&self) -> Option<&[u8]> {
        self.bytes_at(self.table.vault?)
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, &CacheEntry)> {
        let paths = (0..self.len()).filter_map(|at| self.table.path(at));
        paths.zip(&self.table.entries)
    }

    /// Returns the entry of a path, with its index.
    pub(super) fn get(&self, path: &str) -> Option<(usize, &CacheEntry)> {
        let at = *self.by_path.get(&hash(path.as_bytes()))? as usize;
        (self.table.path(at)? == path).then_some((at, &self.table.entries[at]))
    }

    /// Returns the name of a note's type.
    pub(super) fn note_type(&self, entry: &CacheEntry) -> Option<&str> {
        self.table.types.get(entry.note_type? as usize).map(String::as_str)
    }

    pub(super) fn to_cached_note(&self, entry: &CacheEntry) -> CachedNote {
        CachedNote {
            note_type: self.note_type(entry).map(str::to_owned),
            validity: entry.validity,
            is_clean: entry.outcome.is_none(),
        }
    }

    /// Returns the size of all blocks, in bytes before compression.
    pub(super) fn size(&self) -> u64 {
        self.blocks.as_ref().map_or(0, BlockReader::size)
    }

    /// Returns the bytes at `at`; `None` if they are corrupt.
    pub(super) fn bytes_at(&self, at: BytesAt) -> Option<&[u8]> {
        self.blocks.as_ref()?.get(at)
    }
}

/// The contents of a cache file to write. Facts, questions and outcomes are in blocks of their own: a run that needs one
/// kind of many notes reads only these.
#[derive(Default)]
pub(super) struct CacheBuilder {
    types: Vec<String>,
    /// The entries, each with its bytes, unless these are in blocks already.
    entries: Vec<(String, CacheEntry, Option<EntryBytes>)>,
    blocks: BlockWriter,
    /// The size of the outcomes, in bytes.
    outcome_bytes: usize,
}

/// The serialised parts of an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct EntryBytes {
    pub(super) outcome: Option<Vec<u8>>,
    pub(super) facts: Arc<[u8]>,
    pub(super) questions: Vec<u8>,
}

impl CacheBuilder {
    /// Creates a builder that keeps the blocks of `old`, for [`keep`](Self::keep); `None` if they cannot be read.
    pub(super) fn after(old: &CacheFile) -> Option<Self> {
        let blocks = BlockWriter::after(old.blocks.as_ref()?)?;
        Some(Self { types: old.table.types.clone(), blocks, ..Self::default() })
    }

    /// Adds a note as it is in the file whose blocks are kept.
    pub(super) fn keep(&mut self, path: String, entry: CacheEntry) {
        self.outcome_bytes += entry.outcome.map_or(0, |outcome| usize::try_from(outcome.length()).unwrap_or_default());
        self.entries.push((path, entry, None));
    }

    /// Adds a note. An outcome beyond [`MAX_OUTCOME_BYTES`] is left out.
    pub(super) fn push(&mut self, path: String, mut entry: CacheEntry, note_type: Option<&str>, mut bytes: EntryBytes) {
        entry.note_type = note_type.and_then(|name| {
            let known = self.types.iter().position(|known| known == name);
            let at = known.unwrap_or_else(|| {
                self.types.push(name.to_owned());
                self.types.len() - 1
            });
            u32::try_from(at).ok()
        });
        let length = bytes.outcome.as_ref().map_or(0, Vec::len);
        if self.outcome_bytes + length > MAX_OUTCOME_BYTES {
            (entry.validity, bytes.outcome) = (None, None);
        } else {
            self.outcome_bytes += length;
        }
        self.entries.push((path, entry, Some(bytes)));
    }

    /// Returns the bytes of the file, with the serialised knowledge of the vault as a whole; `None` if it would be too
    /// large.
    pub(super) fn into_bytes(self, vault: Option<&[u8]>) -> Option<Vec<u8>> {
        let Self { types, mut entries, mut blocks, .. } = self;
        entries.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let mut table = Table { types, ..Table::default() };
        if let Some(vault) = vault {
            table.vault = Some(blocks.push(vault)?);
            blocks.close();
        }
        for (entry, bytes) in new_entries(&mut entries) {
            entry.questions = blocks.push(&bytes.questions)?;
        }
        blocks.close();
        for (entry, bytes) in new_entries(&mut entries) {
            entry.facts = blocks.push(&bytes.facts)?;
        }
        blocks.close();
        for (entry, bytes) in new_entries(&mut entries) {
            entry.outcome = match &bytes.outcome {
                Some(outcome) => Some(blocks.push(outcome)?),
                None => None,
            };
        }
        for (path, entry, _) in entries {
            table.paths.push_str(&path);
            table.ends.push(u32::try_from(table.paths.len()).ok()?);
            table.entries.push(entry);
        }
        let (places, blocks) = blocks.finish();
        table.blocks = places;
        let table = postcard::to_allocvec(&table).ok()?;
        if table.len() > MAX_FILE_BYTES {
            return None;
        }
        let packed = compress(&table);
        let length = table.len() as u64;
        let head = [packed.len() as u64, length, table_hash_of(length, &packed)].map(u64::to_le_bytes);
        let bytes = [MAGIC.as_slice(), head.as_flattened(), &packed, &blocks].concat();
        (bytes.len() <= MAX_FILE_BYTES).then_some(bytes)
    }
}

/// Returns the hash of a compressed table and of its length before compression.
fn table_hash_of(length: u64, packed: &[u8]) -> u64 {
    hash(packed) ^ hash(&length.to_le_bytes())
}

/// Returns the entries whose bytes are in no block yet.
fn new_entries(
    entries: &mut [(String, CacheEntry, Option<EntryBytes>)],
) -> impl Iterator<Item = (&mut CacheEntry, &EntryBytes)> {
    entries.iter_mut().filter_map(|(_, entry, bytes)| Some((entry, bytes.as_ref()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> CacheEntry {
        CacheEntry {
            stamp: FileStamp::default(),
            content_id: [7; 20],
            note_type: None,
            validity: Some(Validity { day: 1, only_that_day: true }),
            outcome: None,
            facts: BytesAt::default(),
            questions: BytesAt::default(),
        }
    }

    fn bytes(outcome: Option<&[u8]>) -> EntryBytes {
        let facts = b"what it tells, what it tells".as_slice().into();
        EntryBytes { outcome: outcome.map(<[u8]>::to_vec), facts, questions: b"asked".to_vec() }
    }

    #[test]
    fn outcomes_beyond_the_limit_are_left_out() {
        let mut builder = CacheBuilder { outcome_bytes: MAX_OUTCOME_BYTES - 5, ..CacheBuilder::default() };
        builder.push("a.md".to_owned(), entry(), None, bytes(Some(b"short")));
        builder.push("b.md".to_owned(), entry(), None, bytes(Some(b"more")));
        let outcome = |bytes: &Option<EntryBytes>| bytes.as_ref().and_then(|bytes| bytes.outcome.clone());
        let kept = builder.entries.iter().map(|(_, entry, bytes)| (entry.validity.is_some(), outcome(bytes)));
        assert_eq!(kept.collect::<Vec<_>>(), [(true, Some(b"short".to_vec())), (false, None)]);
    }

    #[test]
    fn a_file_that_claims_to_be_huge_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cache");
        let huge = 900_u64 << 30;
        let head = [MAGIC.as_slice(), [huge - 64, huge, 2].map(u64::to_le_bytes).as_flattened()].concat();
        std::fs::write(&path, head).unwrap();
        let file = File::options().read(true).write(true).open(&path).unwrap();
        file.set_len(huge).unwrap();
        assert_eq!(CacheFile::read(File::open(&path).unwrap()).len(), 0);
    }

    #[test]
    fn corrupt_cache_file_is_ignored() {
        let mut builder = CacheBuilder::default();
        builder.push("a.md".to_owned(), entry(), Some("meeting"), bytes(Some(b"found")));
        let whole = builder.into_bytes(Some(b"vault")).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cache");
        let read = |bytes: &[u8]| {
            std::fs::write(&path, bytes).unwrap();
            let file = CacheFile::read(File::open(&path).unwrap());
            let (_, entry) = file.get("a.md")?;
            let parts = [Some(entry.facts), Some(entry.questions), entry.outcome];
            let parts = parts.map(|at| file.bytes_at(at?).map(<[u8]>::to_vec));
            Some((
                file.vault()?.to_vec(),
                file.note_type(entry)?.to_owned(),
                parts.into_iter().collect::<Option<Vec<_>>>()?,
            ))
        };
        let parts = vec![b"what it tells, what it tells".to_vec(), b"asked".to_vec(), b"found".to_vec()];
        assert_eq!(read(&whole), Some((b"vault".to_vec(), "meeting".to_owned(), parts)));
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 4;
            assert_eq!(read(&bytes), None, "byte {at}");
            assert_eq!(read(&bytes[..at]), None, "{at} bytes");
        }
    }
}
