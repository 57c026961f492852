//! Why a run could not be made. Every message says what is wrong, where, and what to do.

use std::io;
use std::path::PathBuf;

use crate::config::names_file::RecordError;
use crate::config::{ConfigError, WriteForbidden};
use crate::engine::{RenameError, Unreadable};
use crate::git::GitError;
use crate::sink::{RenameFilesError, UndoError, WriteFixesError};
use crate::source::{RevisionError, RootError};

/// Why a run could not be made.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    #[error(transparent)]
    Root(#[from] RootError),
    #[error("{0}")]
    Config(#[from] ConfigError),
    #[error("{0}")]
    Undo(#[from] UndoError),
    #[error("{0}\n  `vaultlint --diff` shows what --fix would do")]
    WriteForbidden(#[from] WriteForbidden),
    #[error("{}: {why}", path.display())]
    NoNotes { path: PathBuf, why: String },
    #[error("{}: no notes to learn a configuration from; nothing was written", .0.display())]
    NothingToInfer(PathBuf),
    #[error("--diff and --fix do not go together: --diff shows the patch and writes nothing, --fix writes it")]
    DiffFix,
    #[error(transparent)]
    Git(#[from] GitError),
    #[error(transparent)]
    Revision(#[from] RevisionError),
    #[error(transparent)]
    TrackedNote(#[from] WriteFixesError),
    #[error("{0}\n  nothing was written: what --fix replaces is kept first, so that it can be taken back")]
    NoBackup(UndoError),
    #[error("{}: {reason}", path.display())]
    Output { path: PathBuf, reason: io::Error },
    #[error("the notes of the vault are gone since vaultlint looked; run it again")]
    VaultGone,
    #[error("standard input: {0}")]
    Stdin(Unreadable),
    #[error("no rule `{name}`; {help}")]
    NoSuchRule { name: String, help: String },
    #[error("{}: no note, folder or command of that name{}", path.display(), help.as_ref().map(|help| format!("; {help}")).unwrap_or_default())]
    NoSuchPath { path: PathBuf, help: Option<String> },
    #[error("{} is there already\n  `vaultlint init --dry-run` prints what would be written anew", .0.display())]
    ConfigExists(PathBuf),
    #[error("{0}\n  nothing was renamed")]
    Rename(#[from] RenameError),
    #[error("{0}")]
    RenameFilesError(#[from] RenameFilesError),
    #[error("there is no note `{name}` in the vault{}", near.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    NoSuchNote { name: String, near: Option<String> },
    #[error("`{name}` is the name of several notes: {}\n  say which, by its path", paths.join(", "))]
    AmbiguousNote { name: String, paths: Vec<String> },
    #[error("{0}")]
    Names(Box<RecordError>),
    #[error("line {line}: {why}\n  nothing was recorded")]
    Review { line: usize, why: String },
    #[error("the editor `{editor}`: {why}\n  nothing was recorded; GIT_EDITOR, VISUAL or EDITOR names another")]
    Editor { editor: String, why: String },
    #[error("--unsafe-fixes goes with --fix or --diff")]
    UnsafeFixesAlone,
    #[error("{}: {reason}", path.display())]
    Hook { path: PathBuf, reason: io::Error },
    #[error("{}: a hook was kept there before, and another one stands in its place now; move one of them away", .0.display())]
    HookBackupExists(PathBuf),
    #[error("{}: a symbolic link, which is not followed; hooks that were there before are kept in a folder of that name, so move the link away", .0.display())]
    HooksBehindSymlink(PathBuf),
    #[error("core.hooksPath is {}, outside this repository: a hook there runs in every repository that names it\n  if that is meant: vaultlint hook install --force", .0.display())]
    HooksOutsideRepository(PathBuf),
    #[error("core.hooksPath is empty: Git runs no hooks here\n  git config --unset core.hooksPath")]
    HooksDisabled,
    #[error("husky writes the hooks in {}\n  add the line `vaultlint hook run pre-commit` to .husky/pre-commit instead", .0.display())]
    HuskyHooks(PathBuf),
    #[error("--all-lines goes with --staged, --range or --since: without them every line counts")]
    AllLinesAlone,
    #[error(
        "--range and --fix do not go together: what is committed cannot be fixed\n  `vaultlint --since REV --fix` fixes the working copies of notes that are as HEAD has them"
    )]
    RangeFix,
    #[error(
        "no clean run is remembered in this repository\n  begin with `vaultlint --since REV`: when it is clean, it is the last clean run"
    )]
    NoLastCleanRun,
    #[error(
        "the last clean run was at {0}, and that commit is not here any more\n  name a revision: `vaultlint --since REV`"
    )]
    LastCleanRunMissing(String),
    #[error("--stdin-filename {}: not a note; notes end in .md", .0.display())]
    NotANote(PathBuf),
    #[error("{0}")]
    Write(#[from] io::Error),
}
