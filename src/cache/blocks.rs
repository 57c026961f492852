//! Compressed blocks of bytes in a file, of which a reader decompresses only those that it asks for.
//!
//! Each block has a hash. A corrupt block reads as absent.

use std::fs::File;
use std::hash::BuildHasher as _;
use std::io;
use std::sync::OnceLock;

use foldhash::fast::FixedState;
use lz4_flex::block::{compress, decompress};
use serde::{Deserialize, Serialize};

/// The size from which a block is closed, in bytes before compression.
const BLOCK_SIZE: usize = 1 << 16;
/// The maximum size of a block, in bytes before compression.
pub(super) const MAX_BLOCK: usize = 1 << 30;

/// The place of some bytes: a range in a block before compression.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct BytesAt {
    block: u32,
    start: u32,
    length: u32,
}

/// The place of a block in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct BlockAt {
    /// The offset from the first block, in bytes.
    start: u64,
    /// The size in the file, in bytes.
    packed: u32,
    /// The size before compression, in bytes.
    length: u32,
    hash: u64,
}

/// Collects bytes into blocks.
#[derive(Default)]
pub(super) struct BlockWriter {
    open: Vec<u8>,
    blocks: Vec<BlockAt>,
    packed: Vec<u8>,
}

impl BlockWriter {
    /// Creates a writer that appends to the blocks of a file; `None` if they cannot be read.
    pub(super) fn after(old: &BlockReader) -> Option<Self> {
        let length = old.blocks.iter().map(|block| block.start + u64::from(block.packed)).max().unwrap_or_default();
        let packed = old.read_packed(0, length)?;
        Some(Self { open: Vec::new(), blocks: old.blocks.clone(), packed })
    }

    /// Appends bytes; `None` if there are too many for a file.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Option<BytesAt> {
        if bytes.len() > MAX_BLOCK || self.packed.len() > MAX_BLOCK {
            return None;
        }
        if self.open.len() >= BLOCK_SIZE || self.open.len() + bytes.len() > MAX_BLOCK {
            self.close();
        }
        let at = BytesAt {
            block: u32::try_from(self.blocks.len()).ok()?,
            start: u32::try_from(self.open.len()).ok()?,
            length: u32::try_from(bytes.len()).ok()?,
        };
        self.open.extend_from_slice(bytes);
        Some(at)
    }

    /// Closes the current block, so that the next bytes are in another one.
    pub(super) fn close(&mut self) {
        if self.open.is_empty() {
            return;
        }
        let packed = compress(&self.open);
        let sizes = u32::try_from(packed.len()).ok().zip(u32::try_from(self.open.len()).ok());
        let (packed_length, length) = sizes.expect("a block is smaller than four gigabytes");
        self.blocks.push(BlockAt {
            start: self.packed.len() as u64,
            packed: packed_length,
            length,
            hash: hash(&packed),
        });
        self.packed.extend_from_slice(&packed);
        self.open.clear();
    }

    /// Returns the places of the blocks, and their bytes.
    pub(super) fn finish(mut self) -> (Vec<BlockAt>, Vec<u8>) {
        self.close();
        (self.blocks, self.packed)
    }
}

/// Reads blocks of a file. The open file stays readable after another run has replaced it.
pub(super) struct BlockReader {
    file: File,
    /// The size of the file, in bytes.
    length: u64,
    /// The offset of the first block in the file.
    first: u64,
    blocks: Vec<BlockAt>,
    /// The bytes of each block that was read; `None` if it is corrupt.
    read: Vec<OnceLock<Option<Vec<u8>>>>,
}

impl BlockReader {
    pub(super) fn new(file: File, first: u64, blocks: Vec<BlockAt>) -> Self {
        let read = blocks.iter().map(|_| OnceLock::new()).collect();
        let length = file.metadata().map_or(0, |file| file.len());
        Self { file, length, first, blocks, read }
    }

    /// Returns the bytes at `at`; `None` if they are corrupt.
    pub(super) fn get(&self, at: BytesAt) -> Option<&[u8]> {
        let block = at.block as usize;
        let bytes = self.read.get(block)?.get_or_init(|| self.read_block(*self.blocks.get(block)?)).as_ref()?;
        bytes.get(at.start as usize..(at.start as usize).checked_add(at.length as usize)?)
    }

    fn read_block(&self, block: BlockAt) -> Option<Vec<u8>> {
        // LZ4 expands a byte to 255 at most: a larger size is invalid, and nothing is allocated for it.
        if block.length as usize > (block.packed as usize).saturating_mul(255).min(MAX_BLOCK) {
            return None;
        }
        let packed = self.read_packed(block.start, u64::from(block.packed))?;
        if hash(&packed) == block.hash { decompress(&packed, block.length as usize).ok() } else { None }
    }

    /// Reads bytes of the file from `start`, counted from the first block.
    fn read_packed(&self, start: u64, length: u64) -> Option<Vec<u8>> {
        let mut packed = vec![0; usize::try_from(length).ok().filter(|length| *length <= MAX_BLOCK)?];
        let start = self.first.checked_add(start)?;
        if start.checked_add(length)? > self.length {
            return None;
        }
        read_exact_at(&self.file, &mut packed, start).ok()?;
        Some(packed)
    }

    /// Returns the size of all blocks before compression.
    pub(super) fn size(&self) -> u64 {
        self.blocks.iter().map(|block| u64::from(block.length)).sum()
    }
}

impl BytesAt {
    /// Returns the number of bytes.
    pub(super) fn length(self) -> u64 {
        u64::from(self.length)
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], start: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, start)
}

/// Reads at a place without the position of the file, which other threads use.
#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut start: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = std::os::windows::fs::FileExt::seek_read(file, bytes, start)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = &mut bytes[count..];
        start += count as u64;
    }
    Ok(())
}

pub(super) fn hash(bytes: &[u8]) -> u64 {
    FixedState::with_seed(0).hash_one(bytes)
}
