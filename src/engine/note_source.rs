//! Where a run gets its notes, and why it may not get one.

use std::io;
use std::sync::Arc;

use crate::note::NotText;

/// A SHA-1 blob id of Git.
pub type ContentId = [u8; 20];

/// A source of notes: the working tree, the index, or a revision.
pub trait NoteSource: Sync {
    /// Returns the bytes of the note at `path`.
    ///
    /// # Errors
    /// If the note cannot be read or is skipped.
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable>;

    /// Returns the Git blob id of the note's bytes if it is known without reading them.
    fn content_id(&self, path: &str) -> Option<ContentId> {
        let _ = path;
        None
    }

    /// Returns the path that the note had at the base of the run, if that was another.
    fn old_path(&self, path: &str) -> Option<String> {
        let _ = path;
        None
    }

    /// Returns the bytes of the note at each base of the run that has it: HEAD, the first revision of a range, or both
    /// parents of a merge. `None` if the run has no base; empty if the note is new.
    fn bases(&self, path: &str) -> Option<Vec<Vec<u8>>> {
        let _ = path;
        None
    }
}

/// A reason why a note was not checked.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Unreadable {
    /// The file exceeds the maximum size of a note.
    #[error("larger than 10 MiB: not checked")]
    TooLarge,
    /// The file is a symbolic link. Its target is checked if it is a note of the vault.
    #[error("a symbolic link: not followed")]
    SymbolicLink,
    /// The file is a pipe or a device: reading it might never end.
    #[error("not a regular file: not checked")]
    NotAFile,
    /// The file name is not UTF-8.
    #[error("its name is not UTF-8: not checked")]
    Nameless,
    /// The index contains both sides of a merge.
    #[error("unresolved merge conflict: not checked")]
    Unmerged,
    /// Git contains a pointer to the note, or an encrypted note; the value names the program that manages it.
    #[error("managed by {0}: not checked")]
    Elsewhere(&'static str),
    /// The file is not text.
    #[error("{0}: not checked")]
    NotText(#[from] NotText),
    /// The system reported an error.
    #[error("cannot be read: {0}")]
    Io(Arc<io::Error>),
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        Self::Io(Arc::new(error))
    }
}
