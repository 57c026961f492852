//! Objects and revisions, read by libgit2 or the program `git`.

use std::fs;

use super::git_cli::GitCli;
use super::libgit2::Libgit2;
use super::{Changes, FileKind, GitCommand, GitError, Index, ObjectId, Repository, reads_with_git_cli, renames};

/// The largest file whose content is compared to find a rename, in bytes.
const LIMIT_COMPARED: u64 = 1024 * 1024;

/// The objects of a repository.
pub struct ObjectStore(Box<dyn ObjectReader>);

/// Whether some of its objects are left with a remote, to be fetched when they are needed.
fn is_partial(repository: &Repository) -> bool {
    let packs = fs::read_dir(repository.common_dir.join("objects/pack")).into_iter().flatten().flatten();
    packs.into_iter().any(|pack| pack.path().extension().is_some_and(|ending| ending == "promisor"))
}

/// A file of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeFile {
    /// The path from Git's top.
    pub path: Vec<u8>,
    /// The content.
    pub id: ObjectId,
    /// What it is.
    pub kind: FileKind,
}

/// What a commit says of itself.
pub(super) struct CommitInfo {
    pub(super) parents: Vec<ObjectId>,
    /// Its name, as short as Git makes it.
    pub(super) short: String,
    /// When it was made, in seconds since 1970.
    pub(super) seconds: i64,
    /// The offset of its clock from UTC.
    pub(super) offset_minutes: i32,
    /// The first line of its message.
    pub(super) subject: String,
}

/// Reads objects and revisions; all implementations give the same answers.
pub(super) trait ObjectReader: Send + Sync {
    fn content(&self, id: ObjectId, limit: u64) -> Result<Vec<u8>, GitError>;
    fn head(&self) -> Result<Option<ObjectId>, GitError>;
    fn commit(&self, revision: &str) -> Result<ObjectId, GitError>;
    fn merge_base(&self, one: ObjectId, other: ObjectId, names: (&str, &str)) -> Result<ObjectId, GitError>;
    fn files(&self, commit: ObjectId) -> Result<Vec<TreeFile>, GitError>;
    fn file_at(&self, commit: ObjectId, path: &[u8]) -> Option<ObjectId>;
    fn diff_trees(
        &self,
        old: Option<ObjectId>,
        new: ObjectId,
        wanted: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Changes, GitError>;
    fn staged(
        &self,
        head: Option<ObjectId>,
        index: &Index,
        wanted: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Changes, GitError>;
    /// HEAD and what came before it, the newest first.
    fn history(&self) -> Result<Vec<ObjectId>, GitError>;
    fn commit_info(&self, commit: ObjectId) -> Result<CommitInfo, GitError>;
}

impl ObjectStore {
    /// Opens the objects of `repository`: by libgit2, or by the program `git` where libgit2 refuses (SHA-256, reftable,
    /// partial clones, repositories of somebody else that Git was told to trust). What a partial clone lacks is missing.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn open(repository: &Repository) -> Result<Self, GitError> {
        match Libgit2::open(repository) {
            Ok(library) if !reads_with_git_cli() && !repository.is_sha256 => Ok(Self(Box::new(library))),
            Ok(_) | Err(_) => Ok(Self(Box::new(GitCli::open(repository, GitCommand::new(repository))?))),
        }
    }

    /// Opens the same objects, and lets Git fetch what a partial clone lacks.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn open_with_fetch(repository: &Repository) -> Result<Self, GitError> {
        if !is_partial(repository) {
            return Self::open(repository);
        }
        Ok(Self(Box::new(GitCli::open(repository, GitCommand::new(repository).with_transport())?)))
    }

    /// The content of a file, where it is not longer than `limit` bytes.
    ///
    /// # Errors
    /// When it is longer, or not there.
    pub fn content(&self, id: ObjectId, limit: u64) -> Result<Vec<u8>, GitError> {
        self.0.content(id, limit)
    }

    /// The commit that is checked out; None before the first.
    ///
    /// # Errors
    /// When HEAD cannot be read.
    pub fn head(&self) -> Result<Option<ObjectId>, GitError> {
        self.0.head()
    }

    /// The commit that `revision` names.
    ///
    /// # Errors
    /// When there is none.
    pub fn commit(&self, revision: &str) -> Result<ObjectId, GitError> {
        self.0.commit(revision)
    }

    /// The commit from which the two commits come; `names` are for the message.
    ///
    /// # Errors
    /// When there is none.
    pub fn merge_base(&self, one: ObjectId, other: ObjectId, names: (&str, &str)) -> Result<ObjectId, GitError> {
        self.0.merge_base(one, other, names)
    }

    /// The files of a commit, in the order of Git.
    ///
    /// # Errors
    /// When a tree of it cannot be read.
    pub fn files(&self, commit: ObjectId) -> Result<Vec<TreeFile>, GitError> {
        self.0.files(commit)
    }

    /// The content at `path` of a commit, where a file is there.
    pub fn file_at(&self, commit: ObjectId, path: &[u8]) -> Option<ObjectId> {
        self.0.file_at(commit, path)
    }

    /// What differs at the paths that are `wanted` between two commits; from nothing, where there is no `old`.
    ///
    /// # Errors
    /// When a tree of them cannot be read.
    pub fn diff_trees(
        &self,
        old: Option<ObjectId>,
        new: ObjectId,
        wanted: impl Fn(&[u8]) -> bool,
    ) -> Result<Changes, GitError> {
        let mut changes = self.0.diff_trees(old, new, &wanted)?;
        self.find_renames(&mut changes);
        Ok(changes)
    }

    /// What the index holds at the paths that are `wanted`, and the commit `head` does not. Without a head that is
    /// everything.
    ///
    /// # Errors
    /// When a tree of the head cannot be read.
    pub fn staged(
        &self,
        head: Option<ObjectId>,
        index: &Index,
        wanted: impl Fn(&[u8]) -> bool,
    ) -> Result<Changes, GitError> {
        let mut changes = self.0.staged(head, index, &wanted)?;
        self.find_renames(&mut changes);
        Ok(changes)
    }

    pub(super) fn history(&self) -> Result<Vec<ObjectId>, GitError> {
        self.0.history()
    }

    pub(super) fn commit_info(&self, commit: ObjectId) -> Result<CommitInfo, GitError> {
        self.0.commit_info(commit)
    }

    /// What differs between two commits, without a look for renames.
    pub(super) fn diff_trees_without_renames(&self, old: Option<ObjectId>, new: ObjectId) -> Result<Changes, GitError> {
        self.0.diff_trees(old, new, &|_| true)
    }

    fn find_renames(&self, changes: &mut Changes) {
        renames::find(changes, |id| self.content(id, LIMIT_COMPARED).ok());
    }
}
