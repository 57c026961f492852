//! What the two readers of a repository, libgit2 and `git`, have in common.

use super::{Changes, GitError, Index, ObjectId, TrackedFile};

/// The metadata of a commit.
pub(super) struct CommitInfo {
    pub(super) parents: Vec<ObjectId>,
    /// The hash, abbreviated as by Git.
    pub(super) short: String,
    /// The commit time, in seconds since 1970.
    pub(super) seconds: i64,
    /// The offset of the committer's time zone from UTC.
    pub(super) offset_minutes: i32,
    /// The first line of the message.
    pub(super) subject: String,
}

/// Reads objects and revisions; all implementations give the same answers.
pub(super) trait ObjectReader: Send + Sync {
    fn content(&self, id: ObjectId, limit: u64) -> Result<Vec<u8>, GitError>;
    fn head(&self) -> Result<Option<ObjectId>, GitError>;
    fn commit(&self, revision: &str) -> Result<ObjectId, GitError>;
    fn merge_base(&self, one: ObjectId, other: ObjectId, names: (&str, &str)) -> Result<ObjectId, GitError>;
    fn files(&self, commit: ObjectId) -> Result<Vec<TrackedFile>, GitError>;
    fn file_at(&self, commit: ObjectId, path: &[u8]) -> Option<ObjectId>;
    fn diff_trees(&self, old: Option<ObjectId>, new: ObjectId) -> Result<Changes, GitError>;
    fn staged(&self, head: Option<ObjectId>, index: &Index) -> Result<Changes, GitError>;
    /// Returns HEAD and its ancestors, newest first.
    fn history(&self) -> Result<Vec<ObjectId>, GitError>;
    fn commit_info(&self, commit: ObjectId) -> Result<CommitInfo, GitError>;
}
