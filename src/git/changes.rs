//! What differs between two states of a repository.

use super::{FileKind, ObjectId};

/// What differs, as far as it was asked for.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Files that are there, and were not or held something else.
    pub changed: Vec<ChangedFile>,
    /// Files that are deleted.
    pub deleted: Vec<OldFile>,
}

/// A file that is new or holds something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedFile {
    /// The path from Git's top: bytes, as Git has them.
    pub path: Vec<u8>,
    /// The content now.
    pub id: ObjectId,
    /// What it is now.
    pub kind: FileKind,
    /// Whether two sides of a merge are here in its place.
    pub is_unmerged: bool,
    /// What it was; None where it is new.
    pub old: Option<OldFile>,
}

/// A file as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldFile {
    /// The path from Git's top.
    pub path: Vec<u8>,
    /// The content.
    pub id: ObjectId,
    /// What it was.
    pub kind: FileKind,
}
