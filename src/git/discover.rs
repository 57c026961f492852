//! Finds the repository that contains a folder, and whether it belongs to the user.
//!
//! Stricter than Git: only a `.git` that leads to a Git folder makes a repository. Folders that look like a bare
//! repository are ignored, because any clone can contain one, file by file, with a config that names programs to run.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

#[cfg(unix)]
use crate::beneath::is_us;

/// The maximum size of a `.git` file, in bytes.
const LIMIT_BYTES: u64 = 64 * 1024;

/// A repository found through its `.git`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Discovered {
    /// The folder that contains `.git`.
    pub(super) top: PathBuf,
    /// The folder that `.git` is or leads to.
    pub(super) git_dir: PathBuf,
}

/// Finds the repository that contains `folder`: searches upwards, as far as `GIT_CEILING_DIRECTORIES` allows, for a
/// `.git` that leads to a Git folder. Like Git, stops at a `.git` file that leads nowhere.
pub(super) fn discover(folder: &Path) -> Option<Discovered> {
    let folder = folder.canonicalize().ok()?;
    let ceilings = env::var_os("GIT_CEILING_DIRECTORIES").unwrap_or_default();
    let ceilings: Vec<PathBuf> =
        env::split_paths(&ceilings).filter_map(|ceiling| ceiling.canonicalize().ok()).collect();
    for top in folder.ancestors() {
        if top != folder && ceilings.iter().any(|ceiling| ceiling == top) {
            return None;
        }
        let dot_git = top.join(".git");
        let found = |git_dir: PathBuf| Some(Discovered { top: top.to_owned(), git_dir: git_dir.canonicalize().ok()? });
        if dot_git.is_file() {
            return read_git_file(&dot_git).filter(|git_dir| is_git_dir(git_dir)).and_then(found);
        }
        if is_git_dir(&dot_git) {
            return found(dot_git);
        }
    }
    None
}

/// Returns whether Git would take `folder` or one of its parents for a bare repository.
pub(super) fn is_in_bare(folder: &Path) -> bool {
    folder.canonicalize().is_ok_and(|folder| folder.ancestors().any(is_git_dir))
}

/// Returns the folder that a `.git` file names as `gitdir: PATH`.
fn read_git_file(file: &Path) -> Option<PathBuf> {
    if fs::metadata(file).ok()?.len() > LIMIT_BYTES {
        return None;
    }
    let text = String::from_utf8(fs::read(file).ok()?).ok()?;
    let named = text.strip_prefix("gitdir: ")?.trim_end_matches(['\n', '\r']);
    Some(file.parent()?.join(named))
}

/// Returns whether `folder` has the contents of a Git folder. That of a linked worktree shares `objects` and `refs`.
fn is_git_dir(folder: &Path) -> bool {
    let has = |name: &str| folder.join(name).symlink_metadata().is_ok();
    let is_folder = |name: &str| folder.join(name).is_dir();
    has("HEAD") && (has("commondir") || (is_folder("objects") && is_folder("refs")))
}

impl Discovered {
    /// Returns whether the top folder, its `.git` and the Git folder belong to the current user, as Git requires.
    /// Otherwise Git itself decides, by `safe.directory`.
    #[cfg(unix)]
    pub(super) fn is_owned(&self) -> bool {
        use std::os::unix::fs::MetadataExt;
        let is_owned_by_user = |path: &Path| path.symlink_metadata().is_ok_and(|file| is_us(file.uid()));
        [&self.top, &self.top.join(".git"), &self.git_dir].into_iter().all(|path| is_owned_by_user(path))
    }

    /// Returns true: libgit2 checks the owner when it opens the repository.
    #[cfg(not(unix))]
    pub(super) fn is_owned(&self) -> bool {
        true
    }
}
