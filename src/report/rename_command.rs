//! The commands that rename a file again, with the links to it.

use std::fmt;

use super::VaultRun;
use super::command_line::{CommandLine, JsonCommand, path_argument};
use super::moved_files::RenamedPath;
use crate::diagnostic::Command;

/// The command that renames what Git sees as renamed, so that links follow, and those that move it back before.
pub(super) struct RenameCommand {
    before: Vec<CommandLine>,
    rename: CommandLine,
    command: Command,
}

impl RenameCommand {
    /// Creates the commands for a rename in the vault of `run`.
    pub(super) fn new(run: &VaultRun, RenamedPath { from, to, lacks_folder }: &RenamedPath) -> Self {
        let here = |path: &str| path_argument(run.path_from_here(path));
        let mut before = Vec::new();
        if let Some((folder, _)) = from.rsplit_once('/').filter(|_| *lacks_folder) {
            before.push(CommandLine::from_argv(["mkdir".to_owned(), "-p".to_owned(), here(folder)]));
        }
        before.push(CommandLine::from_argv(["git".to_owned(), "mv".to_owned(), here(to), here(from)]));
        // A new path without a folder would be one beside the old path.
        let is_moved_to_root = from.contains('/') && !to.contains('/');
        let new = if is_moved_to_root { format!("./{to}") } else { path_argument(to.clone()) };
        let (root, old) = match run.from_here.root() {
            Some(root) => (Some(root), path_argument(from.clone())),
            None => (None, here(from)),
        };
        let command = Command::Rename { path: old, name: new };
        Self { before, rename: CommandLine::new(&command, root), command }
    }

    /// Returns the JSON form.
    pub(super) fn json(&self) -> JsonCommand {
        self.rename.json(&self.command).after(&self.before, self.to_string())
    }
}

impl fmt::Display for RenameCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.before.iter().try_for_each(|line| write!(f, "{line} && "))?;
        write!(f, "{}", self.rename)
    }
}
