//! Where a repository is.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::command::rev_parse;
use super::discover::{Discovered, discover, is_in_bare};
use super::fail_point::assumes_other_owner;
use super::{GitError, reads_with_git_cli};

/// Where a repository is, and which of its indexes is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// The folder that diff paths count from.
    pub top: PathBuf,
    /// The folder with Git's own files; that of the worktree, where there are several.
    pub git_dir: PathBuf,
    /// The folder that all worktrees share.
    pub common_dir: PathBuf,
    /// The index that the next commit is made from: under `git commit -a` not `.git/index`.
    pub index: PathBuf,
    /// Whether its objects are named by SHA-256.
    pub(super) is_sha256: bool,
}

impl Repository {
    /// The repository that is meant here: as the environment says, else that of the current folder.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
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

    /// The repository whose working tree holds `folder`. None outside Git, in a bare repository, in one that belongs to
    /// somebody else and is not trusted, and where Git's own files cannot be read.
    pub fn containing(folder: &Path) -> Option<Self> {
        let holds = |found: &Self| folder.canonicalize().is_ok_and(|folder| folder.starts_with(&found.top));
        let is_told = ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"].iter().any(|name| env::var_os(name).is_some());
        if let Some(here) = is_told.then(Self::current).and_then(Result::ok).filter(holds) {
            return Some(here);
        }
        // The environment is about another repository then.
        Self::open(&discover(folder)?, &|_| None).ok()
    }

    /// Opens a repository that was discovered: by libgit2, or by the program `git` where libgit2 does not know its format,
    /// or it belongs to somebody else.
    fn open(found: &Discovered, variable: Variables<'_>) -> Result<Self, GitError> {
        let opened = match open_exactly(&found.git_dir) {
            Ok(opened) if found.is_owned() && !assumes_other_owner() && !reads_with_git_cli() => {
                Self::from_libgit2(&opened, Some(found), variable)
            }
            Ok(_) => Self::via_git_cli(&found.top, variable),
            Err(refused) => Self::via_git_cli_after(to_git_error(&found.top, &refused), &found.top, variable),
        }?;
        let is_told = variable("GIT_WORK_TREE").is_some();
        if opened.git_dir != found.git_dir || (opened.top != found.top && !is_told) {
            return Err(GitError::Elsewhere { git_dir: found.git_dir.clone(), top: opened.top });
        }
        Ok(opened)
    }

    /// As the program `git` says, where libgit2 refused; without that program, why it did.
    fn via_git_cli_after(refused: GitError, folder: &Path, variable: Variables<'_>) -> Result<Self, GitError> {
        match (Self::via_git_cli(folder, variable), refused) {
            (Err(GitError::GitNotFound(_)), refused @ (GitError::Unsupported { .. } | GitError::Untrusted(_))) => {
                Err(refused)
            }
            (found, _) => found,
        }
    }

    /// The repository as the program `git` finds it.
    fn via_git_cli(folder: &Path, variable: Variables<'_>) -> Result<Self, GitError> {
        let folder = if folder.is_dir() { folder } else { folder.parent().unwrap_or(folder) };
        let names = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX"];
        let hidden: Vec<&str> = names.into_iter().filter(|name| variable(name).is_none()).collect();
        let asked = [
            "--path-format=absolute",
            "--show-toplevel",
            "--absolute-git-dir",
            "--git-common-dir",
            "--show-object-format",
        ];
        let output = rev_parse(folder, &hidden, &asked).map_err(|error| match error {
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

    /// As libgit2 opened it: where it was `discovered`, or as the environment says.
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

    /// The index that is to be staged after a commit of named paths (`git commit -- PATH`), for which Git makes one with
    /// these paths alone. None elsewhere.
    pub(super) fn index_after_partial_commit(&self) -> Option<PathBuf> {
        let is_for_named_paths = self.index.file_name()?.to_string_lossy().starts_with("next-index-");
        is_for_named_paths.then(|| self.index.with_file_name("index.lock"))
    }

    /// The repository whose top is `top` and whose own folder is `git_dir`, with its ordinary index, whatever the environment
    /// says. None where it is not there any more.
    pub fn open_at(top: &Path, git_dir: &Path) -> Option<Self> {
        let found = discover(top).filter(|found| found.top == top && found.git_dir == git_dir)?;
        Self::open(&found, &|_| None).ok()
    }

    /// Whether Git made the index for this commit only, and throws it away when the commit is stopped.
    pub fn has_temporary_index(&self) -> bool {
        self.index.extension().is_some_and(|ending| ending == "lock")
    }
}

/// The variables of the environment that are set, where it is about this repository.
type Variables<'a> = &'a dyn Fn(&str) -> Option<OsString>;

fn index_path(top: &Path, git_dir: &Path, variable: Variables<'_>) -> Result<PathBuf, GitError> {
    let index = match variable("GIT_INDEX_FILE") {
        Some(named) => top.join(named),
        None => git_dir.join("index"),
    };
    // A link is followed, as Git does: what it points to is replaced, not the link.
    if !index.is_symlink() {
        return Ok(index);
    }
    index.canonicalize().map_err(|reason| GitError::Io { path: index, reason })
}

/// The working tree as Git finds it. libgit2 looks beside the Git folder, which is wrong where that stands apart
/// (`--separate-git-dir`, `GIT_DIR`), and it takes `GIT_WORK_TREE` from there.
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

/// Opens the repository whose own folder is `git_dir`, and looks nowhere else.
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
