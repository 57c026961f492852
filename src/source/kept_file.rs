//! The form of a file of what is kept: what decides whether a note is read at all, and behind it what notes tell, which is
//! read when it is asked for.
//!
//! `vlkept`, the form, the length of the first part, a hash of each, both parts, each packed: paths, names and links of a
//! vault repeat themselves. What does not read as it was written is empty.

use std::collections::HashMap;
use std::fs::File;
use std::hash::BuildHasher as _;
use std::io::Read;
use std::sync::{Mutex, OnceLock};

use foldhash::fast::FixedState;
use lz4_flex::block::{compress_prepend_size, decompress_size_prepended};
use serde::{Deserialize, Serialize};

use crate::engine::{Grounds, Known, Stamp, Whole};
use crate::git::BlobId;

const MAGIC: &[u8; 8] = b"vlkept\x05\n";
/// How many bytes of what there is to say are kept at most.
const MOST_SAID: usize = 64 << 20;
/// The most bytes of a file, and of a part of it unpacked. A longer one is neither written nor read.
const MOST_BYTES: usize = 1 << 30;
/// The length of the first part, and a hash of each part.
const HEAD: usize = MAGIC.len() + 3 * 8;

/// What is kept of one note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) stamp: Stamp,
    pub(super) content: BlobId,
    pub(super) kind: Option<String>,
    pub(super) grounds: Option<Grounds>,
    /// Where in the second part stands what there is to say of it; nowhere where that is nothing, or `grounds` are not known.
    pub(super) says: Option<Place>,
    /// Where in the second part stands what it tells.
    pub(super) facts: Place,
}

/// A run of bytes: where it begins, and how many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    start: u64,
    length: u64,
}

impl Entry {
    pub(super) fn known(&self) -> Known {
        let first = self.content.first_chunk().expect("an id has twenty bytes");
        let content = u64::from_le_bytes(*first);
        Known { content, kind: self.kind.clone(), grounds: self.grounds, is_quiet: self.says.is_none() }
    }
}

/// What stands in a file; empty where there is none.
#[derive(Default)]
pub(super) struct KeptFile {
    settled: Option<Whole>,
    entries: Vec<(String, Entry)>,
    by_path: HashMap<u64, usize, FixedState>,
    /// The file, and a hash of its second part. It is read from here even if another run has replaced it since.
    rest: Option<(Mutex<File>, u64)>,
    second: OnceLock<Vec<u8>>,
}

#[derive(Default, Serialize, Deserialize)]
struct First {
    settled: Option<Whole>,
    entries: Vec<(String, Entry)>,
}

impl KeptFile {
    pub(super) fn read(file: File) -> Self {
        Self::read_first(file).unwrap_or_default()
    }

    fn read_first(mut file: File) -> Option<Self> {
        let size = file.metadata().ok()?.len();
        let mut head = [0; HEAD];
        file.read_exact(&mut head).ok()?;
        let numbers = head.strip_prefix(MAGIC)?.as_chunks::<8>().0;
        let [length, first_hash, rest_hash] = *numbers else { return None };
        let length = u64::from_le_bytes(length);
        if length > size || size > MOST_BYTES as u64 {
            return None;
        }
        let mut first = vec![0; usize::try_from(length).ok()?];
        file.read_exact(&mut first).ok()?;
        if hash(&first) != u64::from_le_bytes(first_hash) {
            return None;
        }
        let First { settled, entries } = postcard::from_bytes(&unpacked(&first)?).ok()?;
        let by_path = entries.iter().enumerate().map(|(at, (path, _))| (hash(path.as_bytes()), at)).collect();
        let rest = Some((Mutex::new(file), u64::from_le_bytes(rest_hash)));
        Some(Self { settled, entries, by_path, rest, second: OnceLock::new() })
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn settled(&self) -> Option<&Whole> {
        self.settled.as_ref()
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.entries.iter().map(|(path, entry)| (path.as_str(), entry))
    }

    /// The entry of a path, with its number.
    pub(super) fn get(&self, path: &str) -> Option<(usize, &Entry)> {
        let at = *self.by_path.get(&hash(path.as_bytes()))?;
        let (known, entry) = self.entries.get(at)?;
        (known == path).then_some((at, entry))
    }

    /// What was written at a place of the second part.
    pub(super) fn at(&self, place: Place) -> Option<&[u8]> {
        let all = self.second.get_or_init(|| self.read_rest().unwrap_or_default());
        let start = usize::try_from(place.start).ok()?;
        all.get(start..start.checked_add(usize::try_from(place.length).ok()?)?)
    }

    fn read_rest(&self) -> Option<Vec<u8>> {
        let (file, wanted) = self.rest.as_ref()?;
        let mut file = file.lock().ok()?;
        let mut rest = Vec::new();
        // It may have grown since it was opened.
        Read::take(&mut *file, MOST_BYTES as u64).read_to_end(&mut rest).ok()?;
        if hash(&rest) == *wanted { unpacked(&rest) } else { None }
    }
}

/// What is to be written.
#[derive(Default)]
pub(super) struct Contents {
    first: First,
    rest: Vec<u8>,
    /// How many bytes of it are what there is to say.
    said: usize,
}

impl Contents {
    pub(super) fn new(settled: Option<Whole>) -> Self {
        Self { first: First { settled, entries: Vec::new() }, ..Self::default() }
    }

    /// Adds a note, with what there is to say of it and what it tells as they are written. Where the file would become too
    /// long, what there is to say is left out.
    pub(super) fn push(&mut self, path: String, mut entry: Entry, says: Option<&[u8]>, facts: &[u8]) {
        entry.facts = self.place(facts);
        match says {
            Some(says) if self.said + says.len() > MOST_SAID => (entry.grounds, entry.says) = (None, None),
            Some(says) => {
                self.said += says.len();
                entry.says = Some(self.place(says));
            }
            None => entry.says = None,
        }
        self.first.entries.push((path, entry));
    }

    fn place(&mut self, bytes: &[u8]) -> Place {
        let start = self.rest.len() as u64;
        self.rest.extend_from_slice(bytes);
        Place { start, length: bytes.len() as u64 }
    }

    /// The file; None where it cannot be written so.
    pub(super) fn bytes(mut self) -> Option<Vec<u8>> {
        self.first.entries.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let first = postcard::to_allocvec(&self.first).ok()?;
        if first.len().max(self.rest.len()) > MOST_BYTES {
            return None;
        }
        let (first, rest) = (compress_prepend_size(&first), compress_prepend_size(&self.rest));
        let head = [first.len() as u64, hash(&first), hash(&rest)].map(u64::to_le_bytes);
        let bytes = [MAGIC.as_slice(), head.as_flattened(), &first, &rest].concat();
        (bytes.len() <= MOST_BYTES).then_some(bytes)
    }
}

/// What was packed, of which the hash was found to be right: the length at its head is trusted.
fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    // Each byte stands for 255 at most: a longer text is none, and no room is made for it.
    let (length, packed) = bytes.split_first_chunk::<4>()?;
    let is_possible = u32::from_le_bytes(*length) as usize <= packed.len().saturating_mul(255).min(MOST_BYTES);
    if is_possible { decompress_size_prepended(bytes).ok() } else { None }
}

fn hash(bytes: &[u8]) -> u64 {
    FixedState::with_seed(0).hash_one(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_to_say_is_not_taken_for_something_else() {
        let old = Place { start: 7, length: 9 };
        let grounds = Some(Grounds { day: 1, only_that_day: true, paths: None });
        let entry = Entry {
            stamp: Stamp::default(),
            content: [0; 20],
            kind: None,
            grounds,
            says: Some(old),
            facts: Place::default(),
        };
        let mut contents = Contents { said: MOST_SAID - 5, ..Contents::default() };
        contents.push("a.md".to_owned(), entry.clone(), Some(b"short"), b"facts");
        contents.push("b.md".to_owned(), entry, Some(b"more"), b"facts");
        let kept = contents.first.entries.iter().map(|(_, entry)| (entry.grounds, entry.says));
        assert_eq!(kept.collect::<Vec<_>>(), [(grounds, Some(Place { start: 5, length: 5 })), (None, None)]);
    }

    #[test]
    fn a_file_that_claims_to_be_huge_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept");
        let huge = 900_u64 << 30;
        let head = [MAGIC.as_slice(), [huge - 64, 1, 2].map(u64::to_le_bytes).as_flattened()].concat();
        std::fs::write(&path, head).unwrap();
        let file = File::options().read(true).write(true).open(&path).unwrap();
        file.set_len(huge).unwrap();
        assert_eq!(KeptFile::read(File::open(&path).unwrap()).len(), 0);
    }

    #[test]
    fn no_byte_may_be_another() {
        let entry = Entry {
            stamp: Stamp::default(),
            content: [7; 20],
            kind: Some("meeting".to_owned()),
            grounds: None,
            says: None,
            facts: Place::default(),
        };
        let mut contents = Contents::new(None);
        contents.push("a.md".to_owned(), entry, None, b"what it tells, what it tells");
        let bytes = contents.bytes().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept");
        let facts = |bytes: &[u8]| {
            std::fs::write(&path, bytes).unwrap();
            let file = KeptFile::read(File::open(&path).unwrap());
            file.get("a.md").and_then(|(_, entry)| file.at(entry.facts)).map(<[u8]>::to_vec)
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
