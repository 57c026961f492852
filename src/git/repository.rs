//! Where a repository is.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{GitError, reads_by_program};

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
    /// The repository that Git itself would use here: as the environment says, else that of the current folder.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn here() -> Result<Self, GitError> {
        let folder = env::current_dir().unwrap_or_default();
        let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
        match open_here(&folder) {
            Ok(found) if !reads_by_program() => Self::of(&found, &folder, &variable),
            Ok(_) => Self::by_program(&folder, &variable),
            Err(refused @ GitError::Unsupported { .. }) => {
                Self::by_program(&folder, &variable).map_err(|error| match error {
                    GitError::NoProgram(_) => refused,
                    error => error,
                })
            }
            Err(error) => Err(error),
        }
    }

    /// The repository whose working tree holds `folder`. None outside Git, in a bare repository, and where Git's own
    /// files cannot be read.
    pub fn around(folder: &Path) -> Option<Self> {
        let holds = |found: &Self| folder.canonicalize().is_ok_and(|folder| folder.starts_with(&found.top));
        let is_told = ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"].iter().any(|name| env::var_os(name).is_some());
        if let Some(here) = is_told.then(Self::here).and_then(Result::ok).filter(holds) {
            return Some(here);
        }
        // The environment is about another repository then.
        match git2::Repository::discover(folder) {
            Ok(found) if !reads_by_program() => Self::of(&found, folder, &|_| None).ok(),
            Err(error) if matches!(error.code(), git2::ErrorCode::NotFound | git2::ErrorCode::Owner) => None,
            Ok(_) | Err(_) => Self::by_program(folder, &|_| None).ok(),
        }
    }

    /// The repository as the program `git` finds it, where libgit2 does not know its format.
    fn by_program(folder: &Path, variable: Variables<'_>) -> Result<Self, GitError> {
        let folder = if folder.is_dir() { folder } else { folder.parent().unwrap_or(folder) };
        let mut git = Command::new("git");
        git.current_dir(folder).arg("rev-parse").arg("--path-format=absolute").env("LC_ALL", "C");
        git.args(["--show-toplevel", "--absolute-git-dir", "--git-common-dir", "--show-object-format"]);
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX"] {
            if variable(name).is_none() {
                git.env_remove(name);
            }
        }
        let output = git.output().map_err(GitError::NoProgram)?;
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        let failure = || match said(&output.stderr) {
            said if said.contains("must be run in a work tree") => GitError::Bare(folder.to_owned()),
            said => GitError::Program { command: "rev-parse".to_owned(), said },
        };
        let text = String::from_utf8(output.stdout.clone()).map_err(|_| failure())?;
        let lines: Vec<&str> = text.lines().collect();
        let [top, git_dir, common_dir, hash] = lines[..] else { return Err(failure()) };
        let real = |path: &str| {
            let path = PathBuf::from(path);
            path.canonicalize().map_err(|reason| GitError::Io { path, reason })
        };
        let (top, git_dir) = (real(top)?, real(git_dir)?);
        let index = index_of(&top, &git_dir, variable)?;
        Ok(Self { common_dir: real(common_dir)?, top, git_dir, index, is_sha256: hash == "sha256" })
    }

    fn of(found: &git2::Repository, folder: &Path, variable: Variables<'_>) -> Result<Self, GitError> {
        let real = |path: &Path| path.canonicalize().map_err(|reason| GitError::Io { path: path.to_owned(), reason });
        let git_dir = real(found.path())?;
        let top = real(&top_of(found, folder, variable).ok_or_else(|| GitError::Bare(folder.to_owned()))?)?;
        let index = index_of(&top, &git_dir, variable)?;
        Ok(Self { common_dir: real(found.commondir())?, top, git_dir, index, is_sha256: false })
    }

    /// The index that is to be staged after a commit of named paths (`git commit -- PATH`), for which Git makes one with
    /// these paths alone. None elsewhere.
    pub(super) fn index_after_named_paths(&self) -> Option<PathBuf> {
        let is_for_named_paths = self.index.file_name()?.to_string_lossy().starts_with("next-index-");
        is_for_named_paths.then(|| self.index.with_file_name("index.lock"))
    }

    /// The repository whose top is `top` and whose own folder is `git_dir`, with its ordinary index, whatever the environment
    /// says. None where it is not there any more.
    pub fn at(top: &Path, git_dir: &Path) -> Option<Self> {
        let found = match git2::Repository::open(git_dir) {
            Ok(_) if !reads_by_program() => Self::of(&git2::Repository::discover(top).ok()?, top, &|_| None).ok(),
            Ok(_) | Err(_) => Self::by_program(top, &|_| None).ok(),
        };
        found.filter(|found| found.top == top && found.git_dir == git_dir)
    }

    /// Whether Git made the index for this commit only, and throws it away when the commit is stopped.
    pub fn has_passing_index(&self) -> bool {
        self.index.extension().is_some_and(|ending| ending == "lock")
    }
}

/// The variables of the environment that are set, where it is about this repository.
type Variables<'a> = &'a dyn Fn(&str) -> Option<OsString>;

fn index_of(top: &Path, git_dir: &Path, variable: Variables<'_>) -> Result<PathBuf, GitError> {
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
fn top_of(found: &git2::Repository, folder: &Path, variable: Variables<'_>) -> Option<PathBuf> {
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
    if variable("GIT_DIR").is_some() {
        return Some(here);
    }
    folder.canonicalize().ok()?.ancestors().find(|ancestor| ancestor.join(".git").exists()).map(Path::to_owned)
}

/// Opens the repository as the environment says.
pub(super) fn open_here(folder: &Path) -> Result<git2::Repository, GitError> {
    git2::Repository::open_from_env().map_err(|error| match error.code() {
        git2::ErrorCode::NotFound => GitError::NoRepository(folder.to_owned()),
        git2::ErrorCode::Owner => GitError::Untrusted(folder.to_owned()),
        _ => GitError::Unsupported { path: folder.to_owned(), reason: error.message().to_owned() },
    })
}
