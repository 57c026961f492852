//! Compares the index with HEAD.

use std::cmp::Ordering;

use gix_index::entry::{Flags, Mode, Stage};
use gix_index::extension::Tree as CachedTree;

use super::index::to_entry;
use super::object_id::{to_object_id, to_oid};
use super::trees::{TreeLimits, compare_trees};
use super::{ChangedFile, Changes, FileKind, GitError, Index, ObjectId, TrackedFile};

/// Compares the index with the commit `head`. Without `head`, every file is new.
///
/// Like Git, skips folders whose cached tree in the index is that of `head`.
///
/// # Errors
/// When a tree of `head` cannot be read.
pub(super) fn staged(
    repository: &git2::Repository,
    head: Option<ObjectId>,
    index: &Index,
) -> Result<Changes, GitError> {
    let mut changes = Changes::default();
    let tree = head.map(|head| Ok::<_, GitError>(repository.find_commit(to_oid(head)?)?.tree_id())).transpose()?;
    let cached = index.file.as_ref().and_then(|file| file.tree());
    let mut walk = IndexDiff { repository, index, limits: TreeLimits::default(), changes: &mut changes };
    let entries = index.file.as_ref().map_or(&[][..], |file| file.entries());
    walk.folder(&mut Vec::new(), tree, entries, cached)?;
    Ok(changes)
}

struct IndexDiff<'a> {
    repository: &'a git2::Repository,
    index: &'a Index,
    limits: TreeLimits,
    changes: &'a mut Changes,
}

/// Compares a tree entry with a name in the index. Both are sorted by name, with a `/` appended to the names of
/// folders.
fn compare(entry: &git2::TreeEntry<'_>, name: &[u8]) -> Ordering {
    let in_tree = entry.name_bytes();
    let common = in_tree.len().min(name.len());
    let slash = is_tree(entry).then_some(b'/');
    in_tree[..common].cmp(&name[..common]).then_with(|| {
        let suffix = in_tree[common..].iter().copied().chain(slash);
        suffix.cmp(name[common..].iter().copied())
    })
}

fn is_tree(entry: &git2::TreeEntry<'_>) -> bool {
    entry.kind() == Some(git2::ObjectType::Tree)
}

impl<'a> IndexDiff<'a> {
    /// Compares the `tree` of the folder `path` (empty, or ending in `/`) with the index `entries` below it.
    fn folder(
        &mut self,
        path: &mut Vec<u8>,
        tree: Option<git2::Oid>,
        entries: &[gix_index::Entry],
        cached: Option<&CachedTree>,
    ) -> Result<(), GitError> {
        let is_known_to_be_equal = |cached: &CachedTree, tree: git2::Oid| {
            cached.id.as_bytes() == tree.as_bytes()
                && cached.num_entries.is_some_and(|many| many as usize == entries.len())
        };
        if let (Some(cached), Some(tree)) = (cached, tree)
            && is_known_to_be_equal(cached, tree)
        {
            return Ok(());
        }
        self.limits.enter(path)?;
        let tree = tree.map(|tree| self.repository.find_tree(tree)).transpose()?;
        let mut in_tree = tree.iter().flat_map(|tree| tree.iter()).peekable();
        let mut remaining = entries;
        loop {
            let in_index = remaining.first().map(|entry| self.next_name(entry, path.len()));
            let order = match (in_tree.peek(), in_index) {
                (None, None) => break,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(entry), Some(name)) => compare(entry, name),
            };
            let entry = in_tree.next_if(|_| order != Ordering::Greater);
            let above = path.len();
            match (&entry, in_index) {
                (Some(entry), _) => {
                    path.extend_from_slice(entry.name_bytes());
                    path.extend(is_tree(entry).then_some(b'/'));
                }
                (None, Some(name)) => path.extend_from_slice(name),
                (None, None) => break,
            }
            self.limits.entry(path)?;
            let length = if order == Ordering::Less { 0 } else { self.length_of_run(remaining, path) };
            let (run, after) = remaining.split_at(length);
            remaining = after;
            if path.ends_with(b"/") {
                let is_left_out = run.first().is_some_and(|entry| entry.mode == Mode::DIR);
                let name = &path[above..path.len() - 1];
                let below =
                    cached.and_then(|cached| cached.children.iter().find(|child| child.name.as_slice() == name));
                if is_left_out {
                    self.left_out(path, entry.map(|entry| entry.id()), &run[0])?;
                } else {
                    self.folder(path, entry.map(|entry| entry.id()), run, below)?;
                }
            } else {
                self.file(path, entry.as_ref(), run);
            }
            path.truncate(above);
        }
        self.limits.leave();
        Ok(())
    }

    /// Compares a folder that a sparse index stores as one entry.
    fn left_out(&mut self, path: &[u8], tree: Option<git2::Oid>, entry: &gix_index::Entry) -> Result<(), GitError> {
        let now = git2::Oid::from_bytes(entry.id.as_bytes())?;
        if tree == Some(now) {
            return Ok(());
        }
        let old = tree.map(|tree| self.repository.find_tree(tree)).transpose()?;
        let now = self.repository.find_tree(now)?;
        compare_trees(self.repository, old.as_ref(), Some(&now), path, self.changes)
    }

    /// Returns the first component of the entry's path after `folder` bytes, including a following `/`.
    fn next_name(&self, entry: &gix_index::Entry, folder: usize) -> &'a [u8] {
        let file = self.index.file.as_ref().expect("it has entries");
        let name: &[u8] = &entry.path(file)[folder..];
        memchr::memchr(b'/', name).map_or(name, |at| &name[..=at])
    }

    /// Counts the leading entries that belong to `path`: one, the sides of a merge, or all entries of a folder.
    fn length_of_run(&self, entries: &[gix_index::Entry], path: &[u8]) -> usize {
        let file = self.index.file.as_ref().expect("it has entries");
        let belongs = |entry: &gix_index::Entry| {
            let found: &[u8] = entry.path(file);
            if path.ends_with(b"/") { found.starts_with(path) } else { found == path }
        };
        match entries.get(1) {
            Some(second) if belongs(second) => entries.partition_point(belongs),
            _ => 1,
        }
    }

    fn file(&mut self, path: &[u8], tree: Option<&git2::TreeEntry<'_>>, run: &[gix_index::Entry]) {
        let old = tree.map(|entry| TrackedFile {
            path: path.to_owned(),
            id: to_object_id(entry.id()),
            kind: FileKind::from_mode(entry.filemode().unsigned_abs()),
        });
        let file = self.index.file.as_ref();
        let now = run.last().zip(file).and_then(|(entry, file)| to_entry(file, entry));
        let now = now.map(|entry| TrackedFile { path: path.to_owned(), id: entry.id, kind: entry.kind });
        match (now, old) {
            (None, None) => {}
            (None, Some(old)) => {
                let is_intent_to_add = run.iter().any(|entry| entry.flags.contains(Flags::INTENT_TO_ADD));
                if !is_intent_to_add {
                    self.changes.deleted.push(old);
                }
            }
            (Some(now), old) => {
                let is_unmerged = run.iter().any(|entry| entry.stage() != Stage::Unconflicted);
                if is_unmerged || old.as_ref() != Some(&now) {
                    self.changes.changed.push(ChangedFile { now, is_unmerged, old });
                }
            }
        }
    }
}
