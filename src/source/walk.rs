//! Walks the files of a vault.

use std::ffi::OsString;
use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::ignore_rules::{CaseSensitivity, IgnoreRules};
use crate::engine::Unreadable;
use crate::vault::VAULT_MARKERS;

/// The files found below a root.
#[derive(Debug, Default)]
pub struct Walk {
    /// Every file, including ignored ones because links can refer to them, and the markers of nested vaults. Sorted.
    pub files: Vec<String>,
    /// The notes that are not ignored. Sorted.
    pub notes: Vec<String>,
    /// Files and folders that could not be read.
    pub unreadable: Vec<(String, Unreadable)>,
}

/// Skipped folders, besides hidden ones.
const SKIPPED: &[&str] = &["node_modules"];

/// Walks the vault at `root`. Skips hidden folders (`.obsidian`, `.trash`, `.git`) and respects `.gitignore`, inside
/// and outside Git.
pub fn walk(root: &Path) -> Walk {
    let (ignores, case) = IgnoreRules::for_vault(root);
    let (path, inside) = (root.to_owned(), Some(String::new()));
    let mut folders = vec![Folder { root: root.into(), case, path, inside, ignores, is_seen: true }];
    let mut walk = Walk::default();
    // Level by level instead of recursively, so that deep nesting cannot overflow the stack.
    while !folders.is_empty() {
        let read = folders.into_par_iter().map(Folder::read).collect::<Vec<_>>();
        folders = Vec::new();
        for (found, below) in read {
            walk = walk.and(found);
            folders.extend(below);
        }
    }
    walk.files.par_sort_unstable();
    walk.notes.par_sort_unstable();
    walk
}

/// Returns every file below `root`, including ignored ones, sorted.
pub(super) fn files(root: &Path) -> Vec<String> {
    walk(root).files
}

/// Returns whether Obsidian treats the file as a note.
pub(super) fn is_note(path: &str) -> bool {
    path.as_bytes().last_chunk().is_some_and(|end: &[u8; 3]| end.eq_ignore_ascii_case(b".md"))
}

/// A folder to read.
struct Folder {
    root: Arc<Path>,
    case: CaseSensitivity,
    path: PathBuf,
    /// The path from the root, with `/` after each component, or `None` if it is not UTF-8.
    inside: Option<String>,
    ignores: Option<Arc<IgnoreRules>>,
    /// Whether the folder is not ignored, so that its notes belong to the vault.
    is_seen: bool,
}

impl Folder {
    /// Reads the folder's direct entries. Returns the files and the subfolders.
    fn read(self) -> (Walk, Vec<Self>) {
        let (mut walk, mut folders) = (Walk::default(), Vec::new());
        let entries = match fs::read_dir(&self.path).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            Err(reason) => {
                self.refuse(&self.path, reason.into(), &mut walk);
                return (walk, folders);
            }
        };
        for entry in entries {
            match entry.file_type() {
                Ok(kind) => self.enter(entry.file_name(), kind, &mut walk, &mut folders),
                Err(reason) => self.refuse(&entry.path(), reason.into(), &mut walk),
            }
        }
        (walk, folders)
    }

    fn enter(&self, name: OsString, kind: FileType, walk: &mut Walk, folders: &mut Vec<Self>) {
        if let Some(inside) = self.inside.as_ref().filter(|inside| !inside.is_empty())
            && let Some(marker) = VAULT_MARKERS.iter().find(|marker| name == **marker)
        {
            walk.files.push(format!("{inside}{marker}"));
        }
        if name.as_encoded_bytes().starts_with(b".") || SKIPPED.iter().any(|skipped| name == *skipped) {
            return;
        }
        let is_ignored =
            || self.ignores.as_ref().is_some_and(|ignores| ignores.ignore(&self.path.join(&name), kind.is_dir()));
        let is_seen = self.is_seen && !is_ignored();
        let inside = self.inside.as_ref().zip(name.to_str()).map(|(inside, name)| format!("{inside}{name}"));
        if kind.is_dir() {
            let path = self.path.join(&name);
            let ignores = IgnoreRules::below(self.ignores.clone(), &path, self.case).filter(|_| is_seen);
            folders.push(Self {
                root: Arc::clone(&self.root),
                case: self.case,
                path,
                inside: inside.map(|inside| inside + "/"),
                ignores,
                is_seen,
            });
            return;
        }
        match inside {
            Some(inside) => {
                walk.notes.extend((is_seen && is_note(&inside)).then(|| inside.clone()));
                walk.files.push(inside);
            }
            None if is_seen => walk.unreadable.push((self.shown(&self.path.join(&name)), Unreadable::Nameless)),
            None => {}
        }
    }

    fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).to_string_lossy().into_owned()
    }

    fn refuse(&self, path: &Path, reason: Unreadable, walk: &mut Walk) {
        if self.is_seen {
            walk.unreadable.push((self.shown(path), reason));
        }
    }
}

impl Walk {
    fn and(mut self, other: Self) -> Self {
        self.files.extend(other.files);
        self.notes.extend(other.notes);
        self.unreadable.extend(other.unreadable);
        self
    }
}

/// Returns `path` relative to `root`, with `/` between components. Returns `None` if it is outside `root` or not UTF-8.
pub(super) fn vault_path(root: &Path, path: &Path) -> Option<String> {
    let parts = path.strip_prefix(root).ok()?.iter().map(|part| part.to_str());
    parts.collect::<Option<Vec<_>>>().map(|parts| parts.join("/"))
}
