//! Reads objects and revisions with libgit2 or `git`.

use std::fs;

use super::git_cli::GitCli;
use super::libgit2::Libgit2;
use super::object_reader::{CommitInfo, ObjectReader};
use super::{Changes, GitCommand, GitError, Index, ObjectId, Repository, TrackedFile, reads_with_git_cli, renames};

/// The maximum size of a file whose content is compared to detect a rename, in bytes.
const LIMIT_COMPARED: u64 = 1024 * 1024;

/// The objects of a repository.
pub struct ObjectStore(Box<dyn ObjectReader>);

/// Returns whether the repository is a partial clone, which fetches some objects on demand.
fn is_partial(repository: &Repository) -> bool {
    let packs = fs::read_dir(repository.common_dir.join("objects/pack")).into_iter().flatten().flatten();
    packs.into_iter().any(|pack| pack.path().extension().is_some_and(|ending| ending == "promisor"))
}

impl ObjectStore {
    /// Opens the objects of `repository` with libgit2, or with `git` where libgit2 refuses (SHA-256, reftable, partial
    /// clones, repositories of other users that are in `safe.directory`). Objects that a partial clone lacks are not
    /// fetched.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn open(repository: &Repository) -> Result<Self, GitError> {
        match Libgit2::open(repository) {
            Ok(library) if !reads_with_git_cli() && !repository.is_sha256 => Ok(Self(Box::new(library))),
            Ok(_) | Err(_) => Ok(Self(Box::new(GitCli::open(repository, GitCommand::new(repository))?))),
        }
    }

    /// Opens the objects of `repository` and lets Git fetch the ones that a partial clone lacks.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn open_with_fetch(repository: &Repository) -> Result<Self, GitError> {
        if !is_partial(repository) {
            return Self::open(repository);
        }
        Ok(Self(Box::new(GitCli::open(repository, GitCommand::new(repository).with_transport())?)))
    }

    /// Returns the content of a file of at most `limit` bytes.
    ///
    /// # Errors
    /// When it is larger or missing.
    pub fn content(&self, id: ObjectId, limit: u64) -> Result<Vec<u8>, GitError> {
        self.0.content(id, limit)
    }

    /// Returns the commit that is checked out, or `None` before the first commit.
    ///
    /// # Errors
    /// When HEAD cannot be read.
    pub fn head(&self) -> Result<Option<ObjectId>, GitError> {
        self.0.head()
    }

    /// Resolves `revision` to a commit.
    ///
    /// # Errors
    /// When there is none.
    pub fn commit(&self, revision: &str) -> Result<ObjectId, GitError> {
        self.0.commit(revision)
    }

    /// Returns the common ancestor of two commits. `names` are used in the error message.
    ///
    /// # Errors
    /// When there is none.
    pub fn merge_base(&self, one: ObjectId, other: ObjectId, names: (&str, &str)) -> Result<ObjectId, GitError> {
        self.0.merge_base(one, other, names)
    }

    /// Returns the files of a commit, in tree order.
    ///
    /// # Errors
    /// When one of its trees cannot be read.
    pub fn files(&self, commit: ObjectId) -> Result<Vec<TrackedFile>, GitError> {
        self.0.files(commit)
    }

    /// Returns the content of the file at `path` in a commit, if there is one.
    pub fn file_at(&self, commit: ObjectId, path: &[u8]) -> Option<ObjectId> {
        self.0.file_at(commit, path)
    }

    /// Compares two commits. Without `old`, every file is new.
    ///
    /// # Errors
    /// When one of their trees cannot be read.
    pub fn diff_trees(&self, old: Option<ObjectId>, new: ObjectId) -> Result<Changes, GitError> {
        self.0.diff_trees(old, new)
    }

    /// Compares the index with the commit `head`. Without `head`, every file is new.
    ///
    /// # Errors
    /// When a tree of the head cannot be read.
    pub fn staged(&self, head: Option<ObjectId>, index: &Index) -> Result<Changes, GitError> {
        self.0.staged(head, index)
    }

    /// Sets the old file of each new file that was renamed. Files that are not `comparable` were renamed only if their
    /// content is the same.
    pub fn find_renames(&self, changes: &mut Changes, comparable: impl Fn(&[u8]) -> bool) {
        renames::find(changes, comparable, |id| self.content(id, LIMIT_COMPARED).ok());
    }

    pub(super) fn history(&self) -> Result<Vec<ObjectId>, GitError> {
        self.0.history()
    }

    pub(super) fn commit_info(&self, commit: ObjectId) -> Result<CommitInfo, GitError> {
        self.0.commit_info(commit)
    }
}
