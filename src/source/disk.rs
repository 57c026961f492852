//! Notes of the working tree.

use std::fs;
use std::io::Read;
use std::path::PathBuf;

use crate::engine::{Texts, Unreadable};

/// The largest file that is a note.
pub const LIMIT_BYTES: u64 = 10 * 1024 * 1024;

/// The files below a vault's root.
#[derive(Clone, Debug)]
pub struct Disk {
    /// The vault's root.
    pub root: PathBuf,
}

impl Texts for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        let path = self.root.join(path);
        let metadata = fs::symlink_metadata(&path)?;
        if metadata.is_symlink() {
            return Err(Unreadable::SymbolicLink);
        }
        if !metadata.is_file() {
            return Err(Unreadable::NotAFile);
        }
        if metadata.len() > LIMIT_BYTES {
            return Err(Unreadable::TooLarge);
        }
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
        // It may grow between the two calls.
        fs::File::open(&path)?.take(LIMIT_BYTES + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LIMIT_BYTES { Err(Unreadable::TooLarge) } else { Ok(bytes) }
    }
}
