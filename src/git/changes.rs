//! The differences between two states of a repository.

use super::{FileKind, ObjectId};

/// The requested differences between two states.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Files that were added or modified.
    pub changed: Vec<ChangedFile>,
    /// Files that were deleted.
    pub deleted: Vec<OldFile>,
}

/// An added or modified file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedFile {
    /// The path from the repository's top, as raw bytes.
    pub path: Vec<u8>,
    /// The new content.
    pub id: ObjectId,
    /// The new kind.
    pub kind: FileKind,
    /// Whether the path has unresolved merge conflicts.
    pub is_unmerged: bool,
    /// The old file, or `None` for an added file.
    pub old: Option<OldFile>,
}

/// The old state of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldFile {
    /// The path from the repository's top.
    pub path: Vec<u8>,
    /// The content.
    pub id: ObjectId,
    /// The kind.
    pub kind: FileKind,
}
