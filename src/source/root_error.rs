//! Why the vault of a path cannot be found or opened.

use std::path::PathBuf;

use super::path_from_here;

/// The reason why a path cannot be checked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RootError {
    /// The path does not exist or cannot be accessed.
    #[error("{}: {reason}", path.display())]
    Missing {
        /// The path as given.
        path: PathBuf,
        /// The error of the system.
        reason: std::io::Error,
    },
    /// The path exists neither on disk nor in Git.
    #[error("{}: no such file or folder, on disk or in Git", .0.display())]
    Nowhere(PathBuf),
    /// The file is not a note.
    #[error("{}: not a note; notes end in .md", path.display())]
    NotANote {
        /// The path as given.
        path: PathBuf,
    },
    /// The folder contains several vaults, but one is needed.
    #[error("{}: this folder contains several vaults: {}\n  choose one with --vault", folder.display(), arguments(vaults))]
    Several {
        /// The folder.
        folder: PathBuf,
        /// The roots of the vaults.
        vaults: Vec<PathBuf>,
    },
    /// The vault does not exist.
    #[error("--vault {}: no such folder", .0.display())]
    NoVault(PathBuf),
    /// The vault is not a folder.
    #[error("{}: a vault must be a folder", .0.display())]
    NotAFolder(PathBuf),
    /// The path is outside the vault that was named.
    #[error("{}: not in the vault {}", path.display(), vault.display())]
    Outside {
        /// The path as given.
        path: PathBuf,
        /// The vault.
        vault: PathBuf,
    },
    /// A config file cannot be read.
    #[error("{}: {reason}", path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// The error of the system.
        reason: std::io::Error,
    },
}

/// Returns the vaults' paths as arguments of `--vault` in the current directory, separated by commas.
fn arguments(vaults: &[PathBuf]) -> String {
    vaults.iter().map(|vault| path_from_here(vault).display().to_string()).collect::<Vec<_>>().join(", ")
}
