//! Walks and compares trees within limits, because a few objects can describe more folders and files than fit into
//! memory.

use std::cmp::Ordering;

use super::object_id::to_object_id;
use super::{ChangedFile, Changes, FileKind, GitError, TrackedFile};

/// The maximum depth of nested folders, as in Git itself (`core.maxTreeDepth`).
const MAX_DEPTH: usize = 2_048;
/// The maximum size of all entries of one walk, in bytes.
const MAX_BYTES: usize = 512 << 20;
/// The approximate size of an entry without its path, in bytes.
const OF_AN_ENTRY: usize = 128;

/// The remaining budget of a tree walk.
pub(super) struct TreeLimits {
    levels: usize,
    bytes: usize,
}

impl Default for TreeLimits {
    fn default() -> Self {
        Self { levels: MAX_DEPTH, bytes: MAX_BYTES }
    }
}

impl TreeLimits {
    /// Counts the entry at `path` against the budget.
    pub(super) fn entry(&mut self, path: &[u8]) -> Result<(), GitError> {
        let remaining = self.bytes.checked_sub(path.len() + OF_AN_ENTRY);
        self.bytes = remaining.ok_or_else(|| GitError::TooManyFiles(beginning(path)))?;
        Ok(())
    }

    /// Counts the folder at `path` as open until [`leave`](Self::leave).
    pub(super) fn enter(&mut self, path: &[u8]) -> Result<(), GitError> {
        self.levels = self.levels.checked_sub(1).ok_or_else(|| GitError::TooDeep(beginning(path)))?;
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.levels += 1;
    }
}

/// Returns the start of a path, for a message.
fn beginning(path: &[u8]) -> String {
    const SHOWN: usize = 80;
    let start = String::from_utf8_lossy(&path[..path.len().min(SHOWN)]).into_owned();
    if path.len() > SHOWN { format!("{start}…") } else { start }
}

/// Adds all files below `tree`, the tree of the folder `path`, to `files`.
pub(super) fn files_below(
    repository: &git2::Repository,
    tree: &git2::Tree<'_>,
    path: &mut Vec<u8>,
    limits: &mut TreeLimits,
    files: &mut Vec<TrackedFile>,
) -> Result<(), GitError> {
    limits.enter(path)?;
    for entry in tree {
        let above = push(path, &entry);
        limits.entry(path)?;
        if is_tree(&entry) {
            files_below(repository, &repository.find_tree(entry.id())?, path, limits, files)?;
        } else {
            files.push(TrackedFile { path: path.clone(), id: to_object_id(entry.id()), kind: kind(&entry) });
        }
        path.truncate(above);
    }
    limits.leave();
    Ok(())
}

/// Adds the differences between two trees of the folder `path` to `changes`. `path` is empty or ends in `/`.
pub(super) fn compare_trees(
    repository: &git2::Repository,
    old: Option<&git2::Tree<'_>>,
    new: Option<&git2::Tree<'_>>,
    path: &[u8],
    changes: &mut Changes,
) -> Result<(), GitError> {
    let limits = TreeLimits::default();
    Comparison { repository, limits, path: path.to_owned(), changes }.folder(old, new)
}

struct Comparison<'a> {
    repository: &'a git2::Repository,
    limits: TreeLimits,
    path: Vec<u8>,
    changes: &'a mut Changes,
}

impl Comparison<'_> {
    fn folder(&mut self, old: Option<&git2::Tree<'_>>, new: Option<&git2::Tree<'_>>) -> Result<(), GitError> {
        self.limits.enter(&self.path)?;
        let mut olds = old.into_iter().flat_map(|tree| tree.iter()).peekable();
        let mut news = new.into_iter().flat_map(|tree| tree.iter()).peekable();
        loop {
            let order = match (olds.peek(), news.peek()) {
                (None, None) => break,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(old), Some(new)) => compare_names(old, new),
            };
            let old = olds.next_if(|_| order.is_le());
            let new = news.next_if(|_| order.is_ge());
            self.entry(old.as_ref(), new.as_ref())?;
        }
        self.limits.leave();
        Ok(())
    }

    /// Compares two entries of the same name and type, one of which may be missing.
    fn entry(&mut self, old: Option<&git2::TreeEntry<'_>>, new: Option<&git2::TreeEntry<'_>>) -> Result<(), GitError> {
        let Some(either) = old.or(new) else { return Ok(()) };
        if let (Some(old), Some(new)) = (old, new)
            && old.id() == new.id()
            && old.filemode() == new.filemode()
        {
            return Ok(());
        }
        let above = push(&mut self.path, either);
        self.limits.entry(&self.path)?;
        if is_tree(either) {
            let tree = |entry: Option<&git2::TreeEntry<'_>>| {
                entry.map(|entry| self.repository.find_tree(entry.id())).transpose()
            };
            let (old, new) = (tree(old)?, tree(new)?);
            self.folder(old.as_ref(), new.as_ref())?;
        } else {
            let file = |entry: &git2::TreeEntry<'_>| TrackedFile {
                path: self.path.clone(),
                id: to_object_id(entry.id()),
                kind: kind(entry),
            };
            match (new.map(file), old.map(file)) {
                (Some(now), old) => self.changes.changed.push(ChangedFile { now, is_unmerged: false, old }),
                (None, Some(old)) => self.changes.deleted.push(old),
                (None, None) => {}
            }
        }
        self.path.truncate(above);
        Ok(())
    }
}

/// Compares entries in tree order: by name, with a `/` appended to the names of folders.
fn compare_names(one: &git2::TreeEntry<'_>, other: &git2::TreeEntry<'_>) -> Ordering {
    let slash = |entry: &git2::TreeEntry<'_>| is_tree(entry).then_some(b'/');
    let name = one.name_bytes().iter().copied().chain(slash(one));
    name.cmp(other.name_bytes().iter().copied().chain(slash(other)))
}

/// Appends the name of an entry to the path of its folder and returns the length of the folder's path.
fn push(path: &mut Vec<u8>, entry: &git2::TreeEntry<'_>) -> usize {
    let above = path.len();
    path.extend_from_slice(entry.name_bytes());
    path.extend(is_tree(entry).then_some(b'/'));
    above
}

fn is_tree(entry: &git2::TreeEntry<'_>) -> bool {
    entry.kind() == Some(git2::ObjectType::Tree)
}

fn kind(entry: &git2::TreeEntry<'_>) -> FileKind {
    FileKind::from_mode(entry.filemode().unsigned_abs())
}
