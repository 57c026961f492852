//! The files of the index or a revision, and what their paths say.

use super::walk::is_note;
use crate::config::{CONFIG_FILE, NAMES_FILE};
use crate::git::{FileKind, Index, ObjectId, TrackedFile};

/// The files of the index or a revision, by their path from the repository's top.
pub(super) trait TrackedFiles: Send + Sync {
    fn file(&self, path: &[u8]) -> Option<(ObjectId, FileKind)>;
    /// Returns whether there is a file below the folder, whose path ends in `/`.
    fn has_folder(&self, path: &[u8]) -> bool;
    fn each(&self, visit: &mut dyn FnMut(&[u8]));
    /// Returns whether these are the files of the index.
    fn is_index(&self) -> bool {
        false
    }
    /// Returns whether Git ignores changes to the working copy of the file.
    fn is_hidden_from_status(&self, _path: &[u8]) -> bool {
        false
    }
}

impl TrackedFiles for Index {
    fn is_index(&self) -> bool {
        true
    }

    fn is_hidden_from_status(&self, path: &[u8]) -> bool {
        self.entry(path).is_some_and(|entry| entry.is_hidden_from_status)
    }

    fn file(&self, path: &[u8]) -> Option<(ObjectId, FileKind)> {
        self.entry(path).filter(|entry| !entry.is_unmerged).map(|entry| (entry.id, entry.kind))
    }

    fn has_folder(&self, path: &[u8]) -> bool {
        Index::has_folder(self, path)
    }

    fn each(&self, visit: &mut dyn FnMut(&[u8])) {
        self.entries().for_each(|entry| visit(entry.path));
    }
}

/// The files of a revision, sorted by path.
pub(super) struct Tree(pub(super) Vec<TrackedFile>);

impl TrackedFiles for Tree {
    fn file(&self, path: &[u8]) -> Option<(ObjectId, FileKind)> {
        let at = self.0.binary_search_by(|file| file.path.as_slice().cmp(path)).ok()?;
        Some((self.0[at].id, self.0[at].kind))
    }

    fn has_folder(&self, path: &[u8]) -> bool {
        let at = self.0.partition_point(|file| file.path.as_slice() < path);
        self.0.get(at).is_some_and(|file| file.path.starts_with(path))
    }

    fn each(&self, visit: &mut dyn FnMut(&[u8])) {
        self.0.iter().for_each(|file| visit(&file.path));
    }
}

/// Returns whether a file of the repository may be a note. Whether its folder is hidden depends on its vault.
pub(super) fn is_note_file(path: &[u8]) -> bool {
    std::str::from_utf8(path).map_or_else(|_| path.to_ascii_lowercase().ends_with(b".md"), is_note)
}

/// Returns whether a file is the config or names file of a vault.
pub(super) fn is_config(path: &[u8]) -> bool {
    let name = path.rsplit(|&byte| byte == b'/').next().unwrap_or(path);
    name == CONFIG_FILE.as_bytes() || name == NAMES_FILE.as_bytes()
}

/// Returns whether a file of a vault is hidden, or in a hidden folder or `node_modules`.
pub(super) fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.') || part == "node_modules")
}
