//! Notes read from the working tree.

use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::beneath::{BeneathError, Folder};
use crate::engine::{NoteSource, Unreadable};

/// The maximum size of a note, in bytes.
pub(crate) const LIMIT_BYTES: u64 = 10 * 1024 * 1024;

/// The files below a vault's root. Links are never followed, not even in parent folders.
#[derive(Clone, Debug)]
pub(crate) struct WorkingTree {
    root: Result<Folder, Arc<io::Error>>,
}

impl WorkingTree {
    /// Opens the files below `root`.
    pub(crate) fn below(root: &Path) -> Self {
        Self { root: Folder::open(root).map_err(Arc::new) }
    }
}

impl NoteSource for WorkingTree {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        let root = self.root.as_ref().map_err(|error| Unreadable::Io(Arc::clone(error)))?;
        root.read(path, LIMIT_BYTES).map_err(|error| match error {
            BeneathError::Link => Unreadable::SymbolicLink,
            BeneathError::NotAFile => Unreadable::NotAFile,
            BeneathError::TooLarge => Unreadable::TooLarge,
            error @ (BeneathError::Outside | BeneathError::Io(_)) => io::Error::from(error).into(),
        })
    }
}
