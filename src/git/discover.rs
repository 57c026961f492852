//! Which repository a folder is in, and whether it is the user's.
//!
//! Stricter than Git: a repository is where a folder's `.git` leads to Git's own folder. A folder that looks like a bare
//! repository is none. Any clone can hold one, file by file, with a config that names programs to run.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

#[cfg(unix)]
use crate::beneath::is_us;

/// The longest `.git` file that is read, in bytes.
const LIMIT_BYTES: u64 = 64 * 1024;

/// A repository, as its `.git` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Discovered {
    /// The folder with `.git` in it.
    pub(super) top: PathBuf,
    /// The folder that `.git` is or leads to.
    pub(super) git_dir: PathBuf,
}

/// Finds the repository that `folder` is in: the nearest folder upwards whose `.git` leads to one, as far up as
/// `GIT_CEILING_DIRECTORIES` allows. A `.git` file that leads nowhere ends the search, as in Git.
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

/// Whether `folder`, or one above it, is laid out as a bare repository, and would be one for Git.
pub(super) fn is_in_bare(folder: &Path) -> bool {
    folder.canonicalize().is_ok_and(|folder| folder.ancestors().any(is_git_dir))
}

/// The folder that a `.git` file names: `gitdir: PATH`.
fn read_git_file(file: &Path) -> Option<PathBuf> {
    if fs::metadata(file).ok()?.len() > LIMIT_BYTES {
        return None;
    }
    let text = String::from_utf8(fs::read(file).ok()?).ok()?;
    let named = text.strip_prefix("gitdir: ")?.trim_end_matches(['\n', '\r']);
    Some(file.parent()?.join(named))
}

/// Whether `folder` has what Git asks of its own folder; one of a linked worktree shares the rest.
fn is_git_dir(folder: &Path) -> bool {
    let has = |name: &str| folder.join(name).symlink_metadata().is_ok();
    let is_folder = |name: &str| folder.join(name).is_dir();
    has("HEAD") && (has("commondir") || (is_folder("objects") && is_folder("refs")))
}

impl Discovered {
    /// Whether the folder, its `.git` and Git's own folder belong to who runs this, as Git asks before it reads a
    /// repository. Of others Git itself decides: `safe.directory` may name them.
    #[cfg(unix)]
    pub(super) fn is_owned(&self) -> bool {
        use std::os::unix::fs::MetadataExt;
        let is_owned_by_user = |path: &Path| path.symlink_metadata().is_ok_and(|file| is_us(file.uid()));
        [&self.top, &self.top.join(".git"), &self.git_dir].into_iter().all(|path| is_owned_by_user(path))
    }

    /// libgit2 asks when it opens the repository.
    #[cfg(not(unix))]
    pub(super) fn is_owned(&self) -> bool {
        true
    }
}
