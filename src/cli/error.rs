//! The errors of the command line. Every message says what is wrong, where, and what to do.

use std::io;
use std::path::PathBuf;

use crate::config::names_file::RecordError;
use crate::config::{ConfigError, WriteForbidden};
use crate::engine::{RenameError, Unreadable};
use crate::git::GitError;
use crate::sink::{RenameFilesError, UndoError, WriteFixesError};
use crate::source::{FolderObstacle, RevisionError, RootError};

/// An error that prevents a run.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    #[error(transparent)]
    Root(#[from] RootError),
    #[error("{0}")]
    Config(#[from] ConfigError),
    #[error("{0}")]
    Undo(#[from] UndoError),
    #[error("{0}\n  --diff shows what would change, and writes nothing")]
    WriteForbidden(#[from] WriteForbidden),
    #[error("{}: {why}", path.display())]
    NoNotes { path: PathBuf, why: String },
    #[error("{}: no notes to infer a configuration from; nothing was written", .0.display())]
    NothingToInfer(PathBuf),
    #[error("--diff and --fix cannot be used together: --diff shows the patch and writes nothing, --fix writes it")]
    DiffFix,
    #[error(transparent)]
    Git(#[from] GitError),
    #[error(transparent)]
    Revision(#[from] RevisionError),
    #[error(transparent)]
    TrackedNote(#[from] WriteFixesError),
    #[error("{0}\n  nothing was written, because the original notes could not be backed up for `vaultlint undo`")]
    NoBackup(UndoError),
    #[error("{}: {reason}", path.display())]
    Output { path: PathBuf, reason: io::Error },
    #[error("the vault was moved or deleted during the run; run vaultlint again")]
    VaultGone,
    #[error("standard input: {0}")]
    Stdin(Unreadable),
    #[error("unknown rule `{name}`; {help}")]
    NoSuchRule { name: String, help: String },
    #[error("{}: no such note, folder or command{}", path.display(), help.as_ref().map(|help| format!("; {help}")).unwrap_or_default())]
    NoSuchPath { path: PathBuf, help: Option<String> },
    #[error("{} already exists\n  `vaultlint init --dry-run` prints a new configuration without writing it", .0.display())]
    ConfigExists(PathBuf),
    #[error("{0}\n  nothing was renamed")]
    Rename(#[from] RenameError),
    #[error("{0}\n  nothing was renamed")]
    FolderObstacle(#[from] FolderObstacle),
    #[error("{0}")]
    RenameFilesError(#[from] RenameFilesError),
    #[error("no note `{name}` in the vault{}", near.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    NoSuchNote { name: String, near: Option<String> },
    #[error("several notes are named `{name}`: {}\n  give the path of one of them", paths.join(", "))]
    AmbiguousNote { name: String, paths: Vec<String> },
    #[error("{0}")]
    Names(Box<RecordError>),
    #[error("line {line}: {why}\n  nothing was recorded")]
    Review { line: usize, why: String },
    #[error(
        "the editor `{editor}`: {why}\n  nothing was recorded; set GIT_EDITOR, VISUAL or EDITOR to use another editor"
    )]
    Editor { editor: String, why: String },
    #[error("--unsafe-fixes requires --fix or --diff")]
    UnsafeFixesAlone,
    #[error("{option} has no effect on `vaultlint names {command}`; it is for {}", users.map(|user| format!("`{user}`")).join(", "))]
    UnusedOption { option: &'static str, command: &'static str, users: [&'static str; 3] },
    #[error("{}: {reason}", path.display())]
    Hook { path: PathBuf, reason: io::Error },
    #[error("{}: an earlier hook is kept here, and another hook has been installed since; move one of them away", .0.display())]
    EarlierHookExists(PathBuf),
    #[error("{}: a symbolic link, which is not followed; move it away, because existing hooks are kept in a folder of that name", .0.display())]
    HooksBehindSymlink(PathBuf),
    #[error("core.hooksPath is {}, outside this repository: a hook there runs in every repository that uses this folder\n  to install it anyway: vaultlint hook install --force", .0.display())]
    HooksOutsideRepository(PathBuf),
    #[error("core.hooksPath is empty, so Git runs no hooks here\n  to change that: git config --unset core.hooksPath")]
    HooksDisabled,
    #[error("husky manages the hooks in {}\n  add the line `vaultlint hook run pre-commit` to .husky/pre-commit instead", .0.display())]
    HuskyHooks(PathBuf),
    #[error("--all-lines requires --staged, --range or --since: without them every line counts")]
    AllLinesAlone,
    #[error(
        "--range and --fix cannot be used together: commits cannot be fixed\n  `vaultlint --since REV --fix` fixes notes in the working tree that are the same as in HEAD"
    )]
    RangeFix,
    #[error(
        "no clean run is recorded in this repository\n  start with `vaultlint --since REV`; once it is clean, it is recorded as the last clean run"
    )]
    NoLastCleanRun,
    #[error(
        "the last clean run was at {0}, but that commit no longer exists here\n  give a revision: `vaultlint --since REV`"
    )]
    LastCleanRunMissing(String),
    #[error("--stdin-filename {}: not a note; notes end in .md", .0.display())]
    NotANote(PathBuf),
    #[error("{0}")]
    Write(#[from] io::Error),
}
