//! Finds and opens repositories.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::command::rev_parse;
use super::discover::{Discovered, discover, is_in_bare};
use super::fail_point::assumes_other_owner;
use super::{GitError, reads_with_git_cli};

/// The paths of a repository and of the index in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// The top of the working tree, to which paths in diffs are relative.
    pub top: PathBuf,
    /// The Git folder; in a linked worktree, that of the worktree.
    pub git_dir: PathBuf,
    /// The Git folder that all worktrees share.
    pub common_dir: PathBuf,
    /// The index of the next commit, which is not `.git/index` during `git commit -a`.
    pub index: PathBuf,
    /// Whether object ids are SHA-256.
    pub(super) is_sha256: bool,
}

impl Repository {
    /// Opens the repository that the environment names, or else the one that contains the current folder.
    ///
    /// # Errors
    /// When there is none or it cannot be read.
    pub fn current() -> Result<Self, GitError> {
        let folder = env::current_dir().unwrap_or_default();
        let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
        if variable("GIT_DIR").is_none() {
            return match discover(&folder) {
                Some(found) => Self::open(&found, &variable),
                None if is_in_bare(&folder) => Err(GitError::Bare(folder)),
                None => Err(GitError::NoRepository(folder)),
            };
        }
        match open_named(&folder) {
            Ok(found) if !reads_with_git_cli() => Self::from_libgit2(&found, None, &variable),
            Ok(_) => Self::via_git_cli(&folder, &variable),
            Err(refused) => Self::via_git_cli_after(refused, &folder, &variable),
        }
    }

    /// Opens the repository whose working tree contains `folder`. Returns `None` outside Git, in a bare repository, in
    /// an untrusted repository of another user, and if the repository cannot be read.
    pub fn containing(folder: &Path) -> Option<Self> {
        let holds = |found: &Self| folder.canonicalize().is_ok_and(|folder| folder.starts_with(&found.top));
        let is_named = ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"].iter().any(|name| env::var_os(name).is_some());
        if let Some(here) = is_named.then(Self::current).and_then(Result::ok).filter(holds) {
            return Some(here);
        }
        // The environment, if set, is about another repository.
        Self::open(&discover(folder)?, &|_| None).ok()
    }

    /// Opens a discovered repository with libgit2, or with `git` if libgit2 does not support its format or it belongs
    /// to another user.
    fn open(found: &Discovered, variable: Variables<'_>) -> Result<Self, GitError> {
        let opened = match open_exactly(&found.git_dir) {
            Ok(opened) if found.is_owned() && !assumes_other_owner() && !reads_with_git_cli() => {
                Self::from_libgit2(&opened, Some(found), variable)
            }
            Ok(_) => Self::via_git_cli(&found.top, variable),
            Err(refused) => Self::via_git_cli_after(to_git_error(&found.top, &refused), &found.top, variable),
        }?;
        let names_top = variable("GIT_WORK_TREE").is_some();
        if opened.git_dir != found.git_dir || (opened.top != found.top && !names_top) {
            return Err(GitError::Elsewhere { git_dir: found.git_dir.clone(), top: opened.top });
        }
        Ok(opened)
    }

    /// Opens the repository with `git` after libgit2 refused it. If `git` is not installed, returns the error of
    /// libgit2.
    fn via_git_cli_after(refused: GitError, folder: &Path, variable: Variables<'_>) -> Result<Self, GitError> {
        match (Self::via_git_cli(folder, variable), refused) {
            (Err(GitError::GitNotFound(_)), refused @ (GitError::Unsupported { .. } | GitError::Untrusted(_))) => {
                Err(refused)
            }
            (found, _) => found,
        }
    }

    /// Opens the repository that `git` finds from `folder`.
    fn via_git_cli(folder: &Path, variable: Variables<'_>) -> Result<Self, GitError> {
        let folder = if folder.is_dir() { folder } else { folder.parent().unwrap_or(folder) };
        let names = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX"];
        let hidden: Vec<&str> = names.into_iter().filter(|name| variable(name).is_none()).collect();
        let arguments = [
            "--path-format=absolute",
            "--show-toplevel",
            "--absolute-git-dir",
            "--git-common-dir",
            "--show-object-format",
        ];
        let output = rev_parse(folder, &hidden, &arguments).map_err(|error| match error {
            GitError::CommandFailed { stderr, .. } if stderr.contains("must be run in a work tree") => {
                GitError::Bare(folder.to_owned())
            }
            GitError::CommandFailed { stderr, .. }
                if stderr.contains("dubious ownership") || stderr.contains("owned by someone") =>
            {
                GitError::Untrusted(folder.to_owned())
            }
            error => error,
        })?;
        let text = String::from_utf8_lossy(&output).into_owned();
        let lines: Vec<&str> = text.lines().collect();
        let [top, git_dir, common_dir, hash] = lines[..] else {
            return Err(GitError::CommandFailed { command: "rev-parse".to_owned(), stderr: text });
        };
        let real = |path: &str| {
            let path = PathBuf::from(path);
            path.canonicalize().map_err(|reason| GitError::Io { path, reason })
        };
        let (top, git_dir) = (real(top)?, real(git_dir)?);
        let index = index_path(&top, &git_dir, variable)?;
        Ok(Self { common_dir: real(common_dir)?, top, git_dir, index, is_sha256: hash == "sha256" })
    }

    /// Converts a repository opened by libgit2, which was `discovered` or named by the environment.
    fn from_libgit2(
        found: &git2::Repository,
        discovered: Option<&Discovered>,
        variable: Variables<'_>,
    ) -> Result<Self, GitError> {
        let real = |path: &Path| path.canonicalize().map_err(|reason| GitError::Io { path: path.to_owned(), reason });
        let git_dir = real(found.path())?;
        let top = working_tree(found, discovered, variable).ok_or_else(|| GitError::Bare(git_dir.clone()))?;
        let top = real(&top)?;
        let index = index_path(&top, &git_dir, variable)?;
        Ok(Self { common_dir: real(found.commondir())?, top, git_dir, index, is_sha256: false })
    }

    /// Returns the index that replaces `.git/index` after `git commit -- PATH`, for which Git uses a temporary index
    /// with only the named paths. Returns `None` outside such a commit.
    pub(super) fn index_after_partial_commit(&self) -> Option<PathBuf> {
        let is_for_named_paths = self.index.file_name()?.to_string_lossy().starts_with("next-index-");
        is_for_named_paths.then(|| self.index.with_file_name("index.lock"))
    }

    /// Opens the repository with exactly this `top` and `git_dir` and its regular index, ignoring the environment.
    /// Returns `None` if it no longer exists.
    pub fn open_at(top: &Path, git_dir: &Path) -> Option<Self> {
        let found = discover(top).filter(|found| found.top == top && found.git_dir == git_dir)?;
        Self::open(&found, &|_| None).ok()
    }

    /// Returns whether the index is a temporary one, which Git deletes if the commit is aborted.
    pub fn has_temporary_index(&self) -> bool {
        self.index.extension().is_some_and(|ending| ending == "lock")
    }
}

/// Looks up environment variables; returns `None` for all of them if the environment is about another repository.
type Variables<'a> = &'a dyn Fn(&str) -> Option<OsString>;

fn index_path(top: &Path, git_dir: &Path, variable: Variables<'_>) -> Result<PathBuf, GitError> {
    let index = match variable("GIT_INDEX_FILE") {
        Some(named) => top.join(named),
        None => git_dir.join("index"),
    };
    // Like Git, replace the target of a link and not the link.
    if !index.is_symlink() {
        return Ok(index);
    }
    index.canonicalize().map_err(|reason| GitError::Io { path: index, reason })
}

/// Returns the working tree as Git determines it. libgit2 uses the parent of the Git folder, which is wrong for
/// `--separate-git-dir` and `GIT_DIR`, and resolves `GIT_WORK_TREE` relative to it.
fn working_tree(found: &git2::Repository, discovered: Option<&Discovered>, variable: Variables<'_>) -> Option<PathBuf> {
    let here = env::current_dir().ok()?;
    if let Some(named) = variable("GIT_WORK_TREE") {
        return Some(here.join(named));
    }
    let is_configured = found.config().is_ok_and(|config| config.get_entry("core.worktree").is_ok());
    if is_configured || found.is_worktree() {
        return found.workdir().map(Path::to_owned);
    }
    if found.is_bare() {
        return None;
    }
    Some(discovered.map_or(here, |discovered| discovered.top.clone()))
}

/// Opens the repository that `GIT_DIR` names.
pub(super) fn open_named(folder: &Path) -> Result<git2::Repository, GitError> {
    git2::Repository::open_from_env().map_err(|error| to_git_error(folder, &error))
}

/// Opens the repository whose Git folder is `git_dir`, without searching elsewhere.
pub(super) fn open_exactly(git_dir: &Path) -> Result<git2::Repository, git2::Error> {
    use git2::RepositoryOpenFlags as Flags;
    let flags = Flags::NO_SEARCH | Flags::NO_DOTGIT;
    git2::Repository::open_ext(git_dir, flags, std::iter::empty::<&Path>())
}

fn to_git_error(folder: &Path, error: &git2::Error) -> GitError {
    match error.code() {
        git2::ErrorCode::NotFound => GitError::NoRepository(folder.to_owned()),
        git2::ErrorCode::Owner => GitError::Untrusted(folder.to_owned()),
        _ => GitError::Unsupported { path: folder.to_owned(), reason: error.message().to_owned() },
    }
}
