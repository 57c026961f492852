//! Errors about repositories, with advice on how to resolve them.

use std::io;
use std::path::PathBuf;

/// An error while reading or writing a repository.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// The folder is not in a repository.
    #[error("{}: not in a Git repository", .0.display())]
    NoRepository(PathBuf),
    /// The repository has no working tree.
    #[error("{}: a bare repository has no staged or checked-out notes", .0.display())]
    Bare(PathBuf),
    /// The repository belongs to another user.
    #[error(
        "{}: Git does not trust this repository because it belongs to another user\n  if you trust it: git config --global --add safe.directory {}",
        .0.display(),
        .0.display()
    )]
    Untrusted(PathBuf),
    /// The repository's working tree is not the folder whose `.git` leads to the repository.
    #[error(
        "{}: the working tree of this repository is {}, which has no `.git` that leads back to it; the repository is not used\n  if this is intended, set GIT_DIR and GIT_WORK_TREE",
        git_dir.display(),
        top.display()
    )]
    Elsewhere {
        /// The Git folder.
        git_dir: PathBuf,
        /// The working tree.
        top: PathBuf,
    },
    /// The repository has an unsupported format.
    #[error("{}: cannot read this repository: {reason}\n  to check the working tree only: vaultlint", path.display())]
    Unsupported {
        /// The repository.
        path: PathBuf,
        /// The reason given by libgit2.
        reason: String,
    },
    /// The index cannot be read.
    #[error("{}: {reason}", path.display())]
    Index {
        /// The index.
        path: PathBuf,
        /// The parse error.
        reason: String,
    },
    /// The revision does not exist.
    #[error("unknown revision `{revision}`{}", hint_of(*is_shallow))]
    NoRevision {
        /// The revision as given.
        revision: String,
        /// Whether the clone is shallow.
        is_shallow: bool,
    },
    /// The argument is not a range of revisions.
    #[error("`{0}` is not a range: write A..B, or A...B for the changes in B since it branched off from A")]
    NoRange(String),
    /// Two revisions have no common ancestor.
    #[error("`{one}` and `{other}` have no common ancestor{}", hint_of(*is_shallow))]
    NoMergeBase {
        /// One revision.
        one: String,
        /// The other.
        other: String,
        /// Whether the clone is shallow.
        is_shallow: bool,
    },
    /// An object is missing.
    #[error("object {id} is missing: {reason}{}", hint_of(*is_shallow))]
    Missing {
        /// The object.
        id: String,
        /// The reason given by libgit2 or Git.
        reason: String,
        /// Whether the clone is shallow.
        is_shallow: bool,
    },
    /// An object exceeds the size limit.
    #[error("object {0} is too large")]
    TooLarge(String),
    /// A tree is nested more deeply than Git itself allows.
    #[error("a commit has more than 2,048 nested folders, at `{0}`; it is not read")]
    TooDeep(String),
    /// A tree has more files than fit into the memory limit.
    #[error("a commit has too many files to read (more than 512 MiB of paths and entries), at `{0}`")]
    TooManyFiles(String),
    /// Another error of libgit2.
    #[error("git: {0}")]
    Libgit2(#[from] git2::Error),
    /// `git` is not installed or cannot be started.
    #[error("cannot run `git`: {0}\n  vaultlint needs it to write the index; install Git")]
    GitNotFound(io::Error),
    /// A `git` command failed.
    #[error("git {command}: {stderr}")]
    CommandFailed {
        /// The subcommand.
        command: String,
        /// Its error message.
        stderr: String,
    },
    /// Another process has locked the index.
    #[error("{} exists: another Git command is running, or one was killed\n  nothing was written; wait for it, or delete the file if none is running", .0.display())]
    Locked(PathBuf),
    /// Another process wrote the index.
    #[error("the index changed while vaultlint ran; nothing was written, so run vaultlint again")]
    Changed,
    /// An I/O error.
    #[error("{}: {reason}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The error of the system.
        reason: io::Error,
    },
}

fn hint_of(is_shallow: bool) -> &'static str {
    if is_shallow {
        "\n  this clone is shallow: fetch the full history (`fetch-depth: 0` in actions/checkout, or `git fetch --unshallow`)"
    } else {
        ""
    }
}
