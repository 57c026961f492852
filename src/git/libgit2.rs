//! Reads objects and revisions with libgit2.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::object_id::{to_object_id, to_oid};
use super::object_reader::{CommitInfo, ObjectReader};
use super::repository::{open_exactly, open_named};
use super::staged::staged;
use super::trees::{TreeLimits, compare_trees, files_below};
use super::{Changes, FileKind, GitError, Index, ObjectId, Repository, TrackedFile};

/// A repository opened by libgit2.
pub(super) struct Libgit2 {
    repository: Mutex<git2::Repository>,
}

impl Libgit2 {
    pub(super) fn open(repository: &Repository) -> Result<Self, git2::Error> {
        // Like Git: objects have a checksum, and rehashing the tree of a large folder costs more than reading it.
        git2::opts::strict_hash_verification(false);
        let is_here =
            |found: &git2::Repository| found.path().canonicalize().is_ok_and(|path| path == repository.git_dir);
        // Other variables about objects, such as alternates, belong to the repository that `GIT_DIR` names.
        let is_named = std::env::var_os("GIT_DIR").is_some_and(|named| !named.is_empty());
        let named = is_named.then(|| open_named(&repository.top).ok()).flatten().filter(is_here);
        let found = match named {
            Some(found) => found,
            None => open_exactly(&repository.git_dir)?,
        };
        Ok(Self { repository: Mutex::new(found) })
    }

    fn lock(&self) -> MutexGuard<'_, git2::Repository> {
        self.repository.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ObjectReader for Libgit2 {
    fn content(&self, id: ObjectId, limit: u64) -> Result<Vec<u8>, GitError> {
        let repository = self.lock();
        let missing = |error: git2::Error| GitError::Missing {
            id: id.to_string(),
            reason: error.message().to_owned(),
            is_shallow: repository.is_shallow(),
        };
        let odb = repository.odb()?;
        let (length, _) = odb.read_header(to_oid(id)?).map_err(missing)?;
        if length as u64 > limit {
            return Err(GitError::TooLarge(id.to_string()));
        }
        Ok(odb.read(to_oid(id)?).map_err(missing)?.data().to_owned())
    }

    fn head(&self) -> Result<Option<ObjectId>, GitError> {
        match self.lock().head() {
            Ok(head) => Ok(Some(to_object_id(head.peel_to_commit()?.id()))),
            Err(error) if error.code() == git2::ErrorCode::UnbornBranch => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn commit(&self, revision: &str) -> Result<ObjectId, GitError> {
        let repository = self.lock();
        let found = repository.revparse_single(revision).and_then(|object| object.peel_to_commit());
        found
            .map(|commit| to_object_id(commit.id()))
            .map_err(|_| GitError::NoRevision { revision: revision.to_owned(), is_shallow: repository.is_shallow() })
    }

    fn merge_base(&self, one: ObjectId, other: ObjectId, names: (&str, &str)) -> Result<ObjectId, GitError> {
        let repository = self.lock();
        let found = repository.merge_base(to_oid(one)?, to_oid(other)?);
        found.map(to_object_id).map_err(|_| GitError::NoMergeBase {
            one: names.0.to_owned(),
            other: names.1.to_owned(),
            is_shallow: repository.is_shallow(),
        })
    }

    fn files(&self, commit: ObjectId) -> Result<Vec<TrackedFile>, GitError> {
        let repository = self.lock();
        let tree = repository.find_commit(to_oid(commit)?)?.tree()?;
        let mut files = Vec::new();
        files_below(&repository, &tree, &mut Vec::new(), &mut TreeLimits::default(), &mut files)?;
        Ok(files)
    }

    fn file_at(&self, commit: ObjectId, path: &[u8]) -> Option<ObjectId> {
        let repository = self.lock();
        let tree = repository.find_commit(to_oid(commit).ok()?).ok()?.tree().ok()?;
        let entry = tree.get_path(Path::new(std::str::from_utf8(path).ok()?)).ok()?;
        FileKind::from_mode(entry.filemode().unsigned_abs()).is_file().then(|| to_object_id(entry.id()))
    }

    fn diff_trees(&self, old: Option<ObjectId>, new: ObjectId) -> Result<Changes, GitError> {
        let mut changes = Changes::default();
        let repository = self.lock();
        let tree = |commit: ObjectId| Ok::<_, GitError>(repository.find_commit(to_oid(commit)?)?.tree()?);
        let (old, new) = (old.map(tree).transpose()?, tree(new)?);
        compare_trees(&repository, old.as_ref(), Some(&new), b"", &mut changes)?;
        Ok(changes)
    }

    fn staged(&self, head: Option<ObjectId>, index: &Index) -> Result<Changes, GitError> {
        staged(&self.lock(), head, index)
    }

    fn history(&self) -> Result<Vec<ObjectId>, GitError> {
        let repository = self.lock();
        let mut walk = repository.revwalk()?;
        walk.set_sorting(git2::Sort::TOPOLOGICAL | git2::Sort::TIME)?;
        walk.push_head()?;
        Ok(walk.map(|id| id.map(to_object_id)).collect::<Result<_, _>>()?)
    }

    fn commit_info(&self, commit: ObjectId) -> Result<CommitInfo, GitError> {
        let repository = self.lock();
        let commit = repository.find_commit(to_oid(commit)?)?;
        Ok(CommitInfo {
            parents: commit.parent_ids().map(to_object_id).collect(),
            short: commit.as_object().short_id()?.as_str().unwrap_or_default().to_owned(),
            seconds: commit.time().seconds(),
            offset_minutes: commit.time().offset_minutes(),
            subject: String::from_utf8_lossy(commit.summary_bytes().unwrap_or_default()).into_owned(),
        })
    }
}
