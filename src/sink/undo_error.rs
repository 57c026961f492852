//! Why a step cannot be recorded or undone.

use std::io;
use std::path::PathBuf;

use crate::config::WriteForbidden;
use crate::git::GitError;

/// The reason why a step cannot be recorded or undone.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// The config forbids writing notes.
    #[error(transparent)]
    Never(#[from] WriteForbidden),
    /// There is no step.
    #[error("there is nothing to undo in this vault")]
    Nothing,
    /// The step does not exist.
    #[error("there is no step {0}; list the steps with `vaultlint undo --list`")]
    NoSuchStep(u32),
    /// The step did not change the note.
    #[error("step {step} did not change `{path}`")]
    NoSuchNote {
        /// The number of the step.
        step: u32,
        /// The path as given.
        path: String,
    },
    /// The step cannot have been written by vaultlint in this vault.
    #[error("undo step {step} is ignored: {reason}; if you do not know where it comes from, delete {}", folder.display())]
    Untrusted {
        /// The number of the step.
        step: u32,
        /// The reason.
        reason: String,
        /// The folder of the step.
        folder: PathBuf,
    },
    /// The run exceeds the size limit of a step.
    #[error("the notes to write are larger than 4 GiB, counting old and new text; fix one folder at a time")]
    TooMuch,
    /// The index cannot be restored.
    #[error("{0}")]
    Git(#[from] GitError),
    /// An I/O error.
    #[error("{}: {reason}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The error of the system.
        reason: io::Error,
    },
}
