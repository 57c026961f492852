//! Why the vault of a path cannot be found or opened.

use std::env;
use std::path::PathBuf;

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
    #[error("{}: this folder contains several vaults: {}\n  choose one with --vault", folder.display(), paths_from_here(vaults))]
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
fn paths_from_here(vaults: &[PathBuf]) -> String {
    let here = env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    let path = |vault: &PathBuf| match vault.strip_prefix(&here) {
        Ok(below) if below.as_os_str().is_empty() => ".".to_owned(),
        Ok(below) => below.display().to_string(),
        Err(_) => vault.display().to_string(),
    };
    vaults.iter().map(path).collect::<Vec<_>>().join(", ")
}
