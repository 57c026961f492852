//! The command that undoes what a run wrote, for the current directory.

use std::path::Path;

use crate::diagnostic::Command;
use crate::report::CommandLine;
use crate::source::{VaultRoots, path_from_here};

/// Returns the command that undoes the latest step of the vault at `root`. Names the vault where `vaultlint undo` alone
/// would choose another one, or none.
pub(super) fn undo_command(root: &Path) -> CommandLine {
    let is_found = VaultRoots::find(&[], None).and_then(VaultRoots::only).is_ok_and(|found| found == root);
    let vault = (!is_found).then(|| path_from_here(root).display().to_string());
    CommandLine::new(&Command::Undo, vault.as_deref())
}
