//! The path of a vault as an argument in the current directory.

use std::env;
use std::path::{Path, PathBuf};

/// Returns the path from the current directory to the vault at `root`, which is `.` in its root; the whole path if the
/// vault is not below the current directory.
pub(crate) fn path_from_here(root: &Path) -> PathBuf {
    let here = env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    match root.strip_prefix(&here) {
        Ok(below) if below.as_os_str().is_empty() => PathBuf::from("."),
        Ok(below) => below.to_owned(),
        Err(_) => root.to_owned(),
    }
}
