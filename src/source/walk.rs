//! The files of a vault.

use std::path::Path;
use std::sync::Mutex;

use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::engine::Unreadable;
use crate::vault::fold;

/// What was found below a root.
#[derive(Debug, Default)]
pub struct Walk {
    /// Every file, ignored ones too: each can be what a link means. Sorted.
    pub files: Vec<String>,
    /// The notes that are not ignored. Sorted.
    pub notes: Vec<String>,
    /// What could not be looked at.
    pub unreadable: Vec<(String, Unreadable)>,
}

/// Folders that hold no notes, beside the hidden ones.
const SKIPPED: &[&str] = &["node_modules"];

/// Walks the vault at `root`. Hidden folders (`.obsidian`, `.trash`, `.git`) hold no notes; `.gitignore` is honoured,
/// inside Git or not.
pub fn walk(root: &Path) -> Walk {
    let all = list(root, false);
    let kept = list(root, true);
    let notes = kept.files.into_iter().filter(|path| is_note(path)).collect();
    Walk { files: all.files, notes, unreadable: kept.unreadable }
}

/// Every file below `root`, ignored ones too, sorted.
pub(super) fn files(root: &Path) -> Vec<String> {
    list(root, false).files
}

/// Whether Obsidian reads the file as a note.
pub(super) fn is_note(path: &str) -> bool {
    fold(path).ends_with(".md")
}

#[derive(Default)]
struct Listing {
    files: Vec<String>,
    unreadable: Vec<(String, Unreadable)>,
}

fn list(root: &Path, honour_ignores: bool) -> Listing {
    let mut walker = WalkBuilder::new(root);
    walker
        .hidden(true)
        .ignore(false)
        .git_ignore(honour_ignores)
        .git_global(honour_ignores)
        .git_exclude(honour_ignores)
        .parents(honour_ignores)
        .require_git(false)
        .follow_links(false)
        .filter_entry(|entry| !SKIPPED.iter().any(|name| entry.file_name() == *name));
    let found = Mutex::new(Listing::default());
    walker.build_parallel().run(|| {
        let mut local = Local { shared: &found, listing: Listing::default() };
        Box::new(move |entry| {
            match entry {
                Ok(entry) => local.add(root, &entry),
                Err(error) => local.refuse(root, error),
            }
            WalkState::Continue
        })
    });
    let mut found = found.into_inner().expect("no thread panics while it holds the lock");
    found.files.sort_unstable();
    found
}

/// What one thread found; handed over when the thread ends.
struct Local<'a> {
    shared: &'a Mutex<Listing>,
    listing: Listing,
}

impl Local<'_> {
    fn add(&mut self, root: &Path, entry: &DirEntry) {
        if entry.file_type().is_none_or(|kind| kind.is_dir()) {
            return;
        }
        match vault_path(root, entry.path()) {
            Some(path) => self.listing.files.push(path),
            None => {
                let shown = entry.path().strip_prefix(root).unwrap_or(entry.path()).to_string_lossy().into_owned();
                self.listing.unreadable.push((shown, Unreadable::Nameless));
            }
        }
    }

    fn refuse(&mut self, root: &Path, error: ignore::Error) {
        let message = error.to_string();
        let (path, reason) = match error {
            ignore::Error::WithDepth { err, .. } => match *err {
                ignore::Error::WithPath { path, err } => (path, err.into_io_error()),
                other => (root.to_owned(), other.into_io_error()),
            },
            ignore::Error::WithPath { path, err } => (path, err.into_io_error()),
            other => (root.to_owned(), other.into_io_error()),
        };
        let shown = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
        let reason = reason.unwrap_or_else(|| std::io::Error::other(message));
        self.listing.unreadable.push((shown, reason.into()));
    }
}

impl Drop for Local<'_> {
    fn drop(&mut self) {
        let mut shared = self.shared.lock().expect("no thread panics while it holds the lock");
        shared.files.append(&mut self.listing.files);
        shared.unreadable.append(&mut self.listing.unreadable);
    }
}

/// `path` from `root`, with `/` between its parts; None where it is not UTF-8.
pub(super) fn vault_path(root: &Path, path: &Path) -> Option<String> {
    let parts = path.strip_prefix(root).ok()?.iter().map(|part| part.to_str());
    parts.collect::<Option<Vec<_>>>().map(|parts| parts.join("/"))
}
