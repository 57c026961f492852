//! What can go wrong with a repository. Facts here, and what to do about them.

use std::io;
use std::path::PathBuf;

/// Why a repository cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// No repository here.
    #[error("{}: not in a Git repository", .0.display())]
    NoRepository(PathBuf),
    /// A repository without a working tree.
    #[error("{}: a bare repository has no notes that are staged or checked out", .0.display())]
    Bare(PathBuf),
    /// The repository belongs to somebody else.
    #[error(
        "{}: Git does not trust this repository, it belongs to somebody else\n  if you do: git config --global --add safe.directory {}",
        .0.display(),
        .0.display()
    )]
    Untrusted(PathBuf),
    /// A repository whose working tree is not the folder that leads to it.
    #[error(
        "{}: its working tree is {}, where no `.git` leads back to it; not taken for the repository of this folder\n  if that is meant, GIT_DIR and GIT_WORK_TREE name it",
        git_dir.display(),
        top.display()
    )]
    Elsewhere {
        /// Git's own folder.
        git_dir: PathBuf,
        /// Its working tree.
        top: PathBuf,
    },
    /// A format that cannot be read.
    #[error("{}: this repository cannot be read: {reason}\n  the working tree can still be checked: vaultlint", path.display())]
    Unsupported {
        /// The repository.
        path: PathBuf,
        /// The format.
        reason: String,
    },
    /// The index cannot be read.
    #[error("{}: {reason}", path.display())]
    Index {
        /// The index.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// No such commit.
    #[error("no revision `{revision}`{}", hint_of(*is_shallow))]
    NoRevision {
        /// What was asked for.
        revision: String,
        /// Whether the history is cut off here.
        is_shallow: bool,
    },
    /// Not a range of revisions.
    #[error("`{0}` is no range: write A..B, or A...B for what B has since it left A")]
    NoRange(String),
    /// Two revisions without a common past.
    #[error("`{one}` and `{other}` have no common ancestor here{}", hint_of(*is_shallow))]
    NoMergeBase {
        /// One revision.
        one: String,
        /// The other.
        other: String,
        /// Whether the history is cut off here.
        is_shallow: bool,
    },
    /// An object that is named and not there.
    #[error("object {id} is not here: {reason}{}", hint_of(*is_shallow))]
    Missing {
        /// The object.
        id: String,
        /// What the library says.
        reason: String,
        /// Whether the history is cut off here.
        is_shallow: bool,
    },
    /// An object larger than a note is.
    #[error("object {0} is larger than a note")]
    TooLarge(String),
    /// Folders within folders, more than Git itself reads.
    #[error("a commit has more than 2,048 folders within each other, at `{0}`; it is not read")]
    TooDeep(String),
    /// More files than memory is there for.
    #[error("a commit has too many files to be read (more than 512 MiB of paths and entries), at `{0}`")]
    TooManyFiles(String),
    /// The library says no.
    #[error("git: {0}")]
    Libgit2(#[from] git2::Error),
    /// The program `git` is not there, or cannot be started.
    #[error("the program `git` cannot be started ({0}); it is what writes the index: install it")]
    GitNotFound(io::Error),
    /// The program `git` failed.
    #[error("git {command}: {stderr}")]
    CommandFailed {
        /// The subcommand.
        command: String,
        /// What it said.
        stderr: String,
    },
    /// Somebody else writes the index.
    #[error("{} is there: another Git command is at work, or one was killed\n  nothing was written; wait for it, or remove the file if there is none", .0.display())]
    Locked(PathBuf),
    /// Somebody else wrote the index.
    #[error("the index changed while vaultlint ran; nothing was written: run it again")]
    Changed,
    /// The system says no.
    #[error("{}: {reason}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
}

fn hint_of(is_shallow: bool) -> &'static str {
    if is_shallow {
        "\n  this clone is shallow: fetch the history (`fetch-depth: 0` of actions/checkout, or `git fetch --unshallow`)"
    } else {
        ""
    }
}
