//! The differences between two states of a repository.

use super::{FileKind, ObjectId};

/// A file in the index or in a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackedFile {
    /// The path from the repository's top, as raw bytes.
    pub path: Vec<u8>,
    /// The content.
    pub id: ObjectId,
    /// The kind.
    pub kind: FileKind,
}

/// The requested differences between two states.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Files that were added or modified.
    pub changed: Vec<ChangedFile>,
    /// Files that were deleted.
    pub deleted: Vec<TrackedFile>,
}

/// An added or modified file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedFile {
    /// The file as it is now.
    pub now: TrackedFile,
    /// Whether the path has unresolved merge conflicts.
    pub is_unmerged: bool,
    /// The old file, or `None` for an added file.
    pub old: Option<TrackedFile>,
}
