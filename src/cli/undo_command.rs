//! The command that undoes what a run wrote, for the current directory.

use std::env;
use std::path::Path;

use crate::output::shell_quoted_path;
use crate::source::VaultRoots;

/// Returns the command that undoes the latest step of the vault at `root`. Names the vault where `vaultlint undo` alone
/// would choose another one, or none.
pub(super) fn undo_command(root: &Path) -> String {
    let is_found = VaultRoots::find(&[], None).and_then(VaultRoots::only).is_ok_and(|found| found == root);
    if is_found { "vaultlint undo".to_owned() } else { undo_command_of(root) }
}

/// Returns the command that undoes the latest step of the vault at `root`, with its path from the current directory.
fn undo_command_of(root: &Path) -> String {
    let here = env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    let path = match root.strip_prefix(&here) {
        Ok(below) if below.as_os_str().is_empty() => Path::new("."),
        Ok(below) => below,
        Err(_) => root,
    };
    format!("vaultlint undo --vault {}", shell_quoted_path(&path.display().to_string()))
}
