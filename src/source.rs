//! What is checked: the notes of a snapshot, and what the snapshot says of config and names.

mod disk;
mod root;
mod walk;

pub use disk::{Disk, LIMIT_BYTES};
pub use root::{RootError, Roots};
pub use walk::{Walk, walk};

use std::path::PathBuf;

use crate::config::TextFile;
use crate::engine::Unreadable;

/// One vault of the working tree, and which of its notes are asked for.
pub struct Vault {
    /// The vault's root.
    pub root: PathBuf,
    /// Every file that a link can mean.
    pub files: Vec<String>,
    /// Every note that is neither ignored nor hidden.
    pub notes: Vec<String>,
    /// The notes asked for.
    pub scope: Vec<String>,
    /// Notes that were named on the command line: config does not exclude these.
    pub named: Vec<String>,
    /// Whether `scope` is all of `notes`.
    pub is_whole: bool,
    /// `.vaultlint.yaml`.
    pub config: Option<TextFile>,
    /// `.vaultlint-names.yaml`.
    pub names: Option<TextFile>,
    /// Folders and files that could not be looked at.
    pub unreadable: Vec<(String, Unreadable)>,
}
